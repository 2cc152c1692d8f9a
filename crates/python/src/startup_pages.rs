//! Gives back the memory that only the loading of the module needed.
//!
//! The loader reads all relocations, and registering classes runs code from all over the library, each time with its
//! neighbourhood: some four megabytes of the file that count as this process's, and of which a program then uses a
//! tenth. They are pages of a file that nobody wrote to, so the system forgets them without a copy, and what is used
//! again comes back from its cache at the next access.
//!
//! Not for what relocations changed: those pages are this process's own, and are left alone as all that was writable.

/// Forget the unchanged pages of this library. A refusal of the system changes nothing but a figure.
pub(crate) fn release() {
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    linux::release();
}

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
mod linux {
    use std::ffi::{c_int, c_void};

    /// Where the library is mapped, and which page is known to belong to it.
    struct Search {
        inside: usize,
        page: usize,
    }

    pub(super) fn release() {
        // SAFETY: asks for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        let Ok(page) = usize::try_from(page) else { return };
        let mut search = Search {
            inside: release as *const () as usize,
            page,
        };
        // SAFETY: the callback has the required form, and the search outlives the call.
        unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut search).cast()) };
    }

    /// Called for each library; ends the search at ours.
    unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _: usize, search: *mut c_void) -> c_int {
        // SAFETY: the system gives a valid record, and `search` is what `release` passed.
        let (info, search) = unsafe { (&*info, &*search.cast::<Search>()) };
        // SAFETY: so many headers are at that address as long as the library is loaded.
        let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)) };
        let base = usize::try_from(info.dlpi_addr).unwrap_or_default();
        let loaded = || {
            headers
                .iter()
                .filter(|it| it.p_type == libc::PT_LOAD)
                .map(|it| segment(base, it))
        };
        if !loaded().any(|it| it.start <= search.inside && search.inside < it.end) {
            return 0;
        }
        for it in loaded().filter(|it| !it.writable) {
            let start = it.start.next_multiple_of(search.page);
            let end = it.end - it.end % search.page;
            if start < end {
                // SAFETY: the pages are mapped from the file and were never writable, so they come back as they were.
                unsafe { libc::madvise(start as *mut c_void, end - start, libc::MADV_DONTNEED) };
            }
        }
        1
    }

    struct Segment {
        start: usize,
        end: usize,
        writable: bool,
    }

    fn segment(base: usize, header: &libc::Elf64_Phdr) -> Segment {
        let start = base + usize::try_from(header.p_vaddr).unwrap_or_default();
        let end = start + usize::try_from(header.p_memsz).unwrap_or_default();
        Segment {
            start,
            end,
            writable: header.p_flags & libc::PF_W != 0,
        }
    }
}
