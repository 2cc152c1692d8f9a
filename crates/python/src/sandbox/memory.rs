//! Which memory may be written: method tables are data of whoever compiled them, and may have been made constant.

use std::ops::Range;

/// The parts of this process's memory that may be written, as they were at one moment.
pub(super) struct Writable {
    parts: Option<Vec<Range<usize>>>,
}

impl Writable {
    /// Looks. Where the system has no such list, nothing is known and everything is taken to be writable: there only
    /// tables of the interpreter itself are written, which are variables.
    pub(super) fn read() -> Self {
        let maps = std::fs::read_to_string("/proc/self/maps").ok();
        Self {
            parts: maps.map(|maps| maps.lines().filter_map(writable_part).collect()),
        }
    }

    /// Whether `len` bytes from `address` on may be written.
    pub(super) fn holds(&self, address: usize, len: usize) -> bool {
        self.parts.as_ref().is_none_or(|parts| {
            parts
                .iter()
                .any(|part| part.contains(&address) && address + len <= part.end)
        })
    }
}

/// The part that a line such as `55d0-55f0 rw-p 0000 00:00 0 [heap]` tells of, if it may be written.
fn writable_part(line: &str) -> Option<Range<usize>> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let is_writable = rest.as_bytes().get(1) == Some(&b'w');
    let part = usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?;
    is_writable.then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_what_may_be_written() {
        assert_eq!(
            writable_part("1000-2000 rw-p 0000 00:00 0 [heap]"),
            Some(0x1000..0x2000)
        );
        assert_eq!(writable_part("1000-2000 r--p 0000 00:00 0 /lib/x.so"), None);
        assert_eq!(writable_part("nonsense"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn variables_may_be_written_and_constants_may_not() {
        static CONSTANT: [&str; 1] = ["relocated"];
        let variable = 7_usize;
        let writable = Writable::read();
        assert!(writable.holds(&raw const variable as usize, size_of::<usize>()));
        assert!(!writable.holds(CONSTANT.as_ptr() as usize, size_of::<&str>()));
    }
}
