//! Who holds a database: what the lock file says.

use std::{
    fmt,
    fs::{File, Metadata, TryLockError},
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io::Read as _,
    os::unix::fs::MetadataExt as _,
    path::Path,
};

use super::lock;

/// One opening of a database by one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub pid: u32,
    pub host: String,
    /// Tells this opening from all others.
    pub incarnation: u64,
    /// Device and number of the database file; `None` while it is being opened.
    pub file: Option<(u64, u64)>,
}

impl Holder {
    /// This process, about to open a database.
    pub(super) fn this_process() -> Self {
        Self {
            pid: std::process::id(),
            host: host(),
            incarnation: RandomState::new().build_hasher().finish(),
            file: None,
        }
    }

    /// Who holds the database at `path` now; `None` if nobody does or it cannot be said.
    #[must_use]
    pub fn current(path: &Path) -> Option<Self> {
        let mut file = File::open(lock::lock_path(path)).ok()?;
        // A moment's shared lock: who tries to take the lock in just this moment tries again.
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut text = String::new();
        file.read_to_string(&mut text).ok()?;
        Self::parse(&text)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.parse().ok()?;
        let host = lines.next()?.to_owned();
        let incarnation = lines.next()?.parse().ok()?;
        let file = lines.next().and_then(|line| {
            let (device, number) = line.split_once(' ')?;
            Some((device.parse().ok()?, number.parse().ok()?))
        });
        Some(Self {
            pid,
            host,
            incarnation,
            file,
        })
    }

    pub(super) fn text(&self) -> String {
        let Self {
            pid, host, incarnation, ..
        } = self;
        let mut text = format!("{pid}\n{host}\n{incarnation}\n");
        if let Some((device, number)) = self.file {
            text.push_str(&format!("{device} {number}\n"));
        }
        text
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)?;
        if self.host != host() {
            write!(f, " on {}", self.host)?;
        }
        Ok(())
    }
}

pub(super) fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// The name of this machine, for messages about files that machines share.
fn host() -> String {
    let mut name = [0_u8; 256];
    // SAFETY: the buffer is as long as it is said to be.
    let result = unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len()) };
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    if result == 0 && end > 0 {
        String::from_utf8_lossy(&name[..end]).into_owned()
    } else {
        "this machine".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut holder = Holder::this_process();
        assert_eq!(Holder::parse(&holder.text()), Some(holder.clone()));
        holder.file = Some((1, 2));
        assert_eq!(Holder::parse(&holder.text()), Some(holder.clone()));
        assert_eq!(holder.to_string(), format!("process {}", std::process::id()));
        holder.host = "elsewhere".to_owned();
        assert!(holder.to_string().ends_with(" on elsewhere"));
        assert_eq!(Holder::parse(""), None, "it is being written");
        assert_eq!(Holder::parse("12\n"), None);
    }
}
