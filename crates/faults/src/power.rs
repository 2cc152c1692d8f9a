//! What is left of the files when a process or the power goes: what was synced, and of the rest whatever.

use std::{collections::BTreeMap, fs, io, path::Path};

use crate::{disk::Op, random::Random};

/// The unit in which disks keep their promises.
const SECTOR: usize = 512;

/// The files of a directory at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    files: BTreeMap<String, Vec<u8>>,
}

impl Image {
    /// What the files hold after the operations when the process that did them is killed: all of it, for the system has it.
    #[must_use]
    pub fn killed(mut self, log: &[Op]) -> Self {
        for op in log {
            match op {
                Op::Write { file, .. } | Op::Truncate { file, .. } => {
                    apply(self.files.entry(file.clone()).or_default(), op);
                }
                Op::Delete { file, .. } => {
                    self.files.remove(file);
                }
                Op::Sync { .. } | Op::Acknowledged(_) => {}
            }
        }
        self
    }

    /// What the files may hold when the power goes after the operations. Each write since the file's last sync is there,
    /// is not, or is there in part, in any order.
    #[must_use]
    pub fn cut(self, log: &[Op], random: &mut Random) -> Self {
        let mut synced = self.files;
        let mut since: BTreeMap<String, Vec<Op>> = BTreeMap::new();
        for op in log {
            match op {
                Op::Acknowledged(_) => {}
                Op::Sync { file } => {
                    let content = synced.entry(file.clone()).or_default();
                    for op in since.remove(file).unwrap_or_default() {
                        apply(content, &op);
                    }
                }
                Op::Delete { file, is_synced } => {
                    // Not synced, the name may be there again.
                    if *is_synced || random.below(2) == 0 {
                        synced.remove(file);
                        since.remove(file);
                    }
                }
                Op::Write { file, .. } | Op::Truncate { file, .. } => {
                    synced.entry(file.clone()).or_default();
                    since.entry(file.clone()).or_default().push(op.clone());
                }
            }
        }
        for (file, ops) in since {
            let content = synced.entry(file).or_default();
            for op in survivors(ops, random) {
                apply(content, &op);
            }
        }
        Self { files: synced }
    }

    /// Writes the files into a directory.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&self, directory: &Path) -> io::Result<()> {
        for (file, content) in &self.files {
            fs::write(directory.join(file), content)?;
        }
        Ok(())
    }
}

/// How many commits had been acknowledged after the operations.
#[must_use]
pub fn acknowledged(log: &[Op]) -> usize {
    let commits = log.iter().rev().find_map(|op| match op {
        Op::Acknowledged(commits) => Some(*commits),
        _ => None,
    });
    commits.unwrap_or(0)
}

fn apply(content: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write { at, bytes, .. } => {
            let end = at + bytes.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[*at..end].copy_from_slice(bytes);
        }
        Op::Truncate { size, .. } => content.resize(*size, 0),
        Op::Sync { .. } | Op::Delete { .. } | Op::Acknowledged(_) => {}
    }
}

fn survivors(mut ops: Vec<Op>, random: &mut Random) -> Vec<Op> {
    // One time in three each: all of it in order, any of it in order, any of it in any order.
    let mood = random.below(3);
    if mood == 0 {
        return ops;
    }
    if mood == 2 {
        for place in (1..ops.len()).rev() {
            ops.swap(place, random.below(place + 1));
        }
    }
    let mut left = Vec::new();
    for op in ops {
        match (random.below(3), op) {
            (0, _) => {}
            (1, Op::Write { file, at, bytes }) => {
                // Torn: some sectors only.
                for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                    if random.below(2) == 0 {
                        left.push(Op::Write {
                            file: file.clone(),
                            at: at + number * SECTOR,
                            bytes: sector.to_vec(),
                        });
                    }
                }
            }
            (_, op) => left.push(op),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(at: usize, byte: u8) -> Op {
        Op::Write {
            file: "f".to_owned(),
            at,
            bytes: vec![byte; SECTOR],
        }
    }

    #[test]
    fn what_was_synced_stays_and_the_rest_may_go() {
        let sync = Op::Sync { file: "f".to_owned() };
        let log = [write(0, 1), sync, Op::Acknowledged(7), write(0, 2), write(SECTOR, 3)];
        assert_eq!(acknowledged(&log), 7);
        let killed = Image::default().killed(&log);
        assert_eq!(killed.files["f"], [vec![2; SECTOR], vec![3; SECTOR]].concat());
        let images: std::collections::BTreeSet<_> = (1..200)
            .map(|seed| Image::default().cut(&log, &mut Random::new(seed)).files["f"].clone())
            .collect();
        let (old, new, last) = (vec![1; SECTOR], vec![2; SECTOR], vec![3; SECTOR]);
        for content in [
            old.clone(),
            new.clone(),
            [old, last.clone()].concat(),
            [new, last].concat(),
        ] {
            assert!(images.contains(&content), "every way is found");
        }
        assert_eq!(images.len(), 4, "and no other");
    }
}
