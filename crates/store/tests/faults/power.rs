//! What a loss of power leaves of the files: what was synced, and of the rest whatever.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{disk::Op, random::Random};

/// The unit in which disks keep their promises.
const SECTOR: usize = 512;

/// Each file as it is on the disk for sure, and what was done to it since.
#[derive(Default)]
struct Files {
    synced: BTreeMap<String, Vec<u8>>,
    since: BTreeMap<String, Vec<Op>>,
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

/// Writes into `directory` what may be on the disk when the power goes after the operations of `log`. Each write since
/// the file's last sync is there, is not, or is there in part, in any order. Returns how many commits had been
/// acknowledged.
pub(crate) fn cut(log: &[Op], random: &mut Random, directory: &Path) -> usize {
    let mut files = Files::default();
    let mut acknowledged = 0;
    for op in log {
        match op {
            Op::Acknowledged(commits) => acknowledged = *commits,
            Op::Sync { file } => {
                let content = files.synced.entry(file.clone()).or_default();
                for op in files.since.remove(file).unwrap_or_default() {
                    apply(content, &op);
                }
            }
            Op::Delete { file, is_synced } => {
                // Not synced, the name may be there again.
                if *is_synced || random.below(2) == 0 {
                    files.synced.remove(file);
                    files.since.remove(file);
                }
            }
            Op::Write { file, .. } | Op::Truncate { file, .. } => {
                files.synced.entry(file.clone()).or_default();
                files.since.entry(file.clone()).or_default().push(op.clone());
            }
        }
    }
    for (file, ops) in files.since {
        let content = files.synced.entry(file).or_default();
        for op in survivors(ops, random) {
            apply(content, &op);
        }
    }
    for (file, content) in files.synced {
        fs::write(directory.join(file), content).unwrap();
    }
    acknowledged
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
