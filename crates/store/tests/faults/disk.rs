//! A disk that is watched and can be told to fail: SQLite's own file methods, with ours before those that change files.
//!
//! SQLite finds its way to the disk through a table of functions (a VFS, and per file its methods). Ours is a copy of the
//! usual one, made the default of this test program, so that the store under test needs no option for it.

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int, c_void},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use rusqlite::ffi::{
    SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, sqlite3_file, sqlite3_int64,
    sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

/// What was done to a file, by the end of its name.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    Sync {
        file: String,
    },
    /// With the directory synced or not.
    Delete {
        file: String,
        is_synced: bool,
    },
    /// Not of the disk: the test notes that so many commits have been acknowledged.
    Acknowledged(usize),
}

/// Which operation fails, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    /// From 0, among writes, truncations and syncs.
    pub(crate) at: usize,
    /// `None`: with the error that is usual for the operation.
    pub(crate) code: Option<c_int>,
}

#[derive(Default)]
struct Disk {
    /// Open files by address, with the methods that do the work.
    files: BTreeMap<usize, (String, usize)>,
    log: Vec<Op>,
    count: usize,
    failure: Option<Failure>,
}

static DISK: Mutex<Option<Disk>> = Mutex::new(None);

/// One test at a time: the disk is the program's.
static TURN: Mutex<()> = Mutex::new(());

/// The disk, for one test; its log is empty.
pub(crate) struct Watch {
    _turn: MutexGuard<'static, ()>,
}

impl Watch {
    pub(crate) fn begin(failure: Option<Failure>) -> Self {
        static INSTALLED: OnceLock<()> = OnceLock::new();
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        INSTALLED.get_or_init(install);
        with(|disk| {
            *disk = Disk {
                failure,
                files: std::mem::take(&mut disk.files),
                ..Disk::default()
            };
        });
        Self { _turn: turn }
    }

    /// From here on the disk fails; operations count anew.
    pub(crate) fn fail(&self, failure: Failure) {
        with(|disk| {
            disk.count = 0;
            disk.failure = Some(failure);
        });
    }

    pub(crate) fn acknowledge(&self, commits: usize) {
        with(|disk| disk.log.push(Op::Acknowledged(commits)));
    }

    pub(crate) fn log(&self) -> Vec<Op> {
        with(|disk| disk.log.clone())
    }

    /// How many operations there were.
    pub(crate) fn count(&self) -> usize {
        with(|disk| disk.count)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        with(|disk| disk.failure = None);
    }
}

fn with<T>(work: impl FnOnce(&mut Disk) -> T) -> T {
    let mut disk = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    work(disk.get_or_insert_default())
}

static REAL: OnceLock<usize> = OnceLock::new();

fn install() {
    // SAFETY: the default VFS exists and lives as long as the program, and so does the copy.
    unsafe {
        let real = sqlite3_vfs_find(std::ptr::null());
        REAL.set(real as usize).unwrap();
        let ours = Box::leak(Box::new(sqlite3_vfs {
            pNext: std::ptr::null_mut(),
            zName: c"watched".as_ptr(),
            xOpen: Some(open),
            xDelete: Some(delete),
            ..*real
        }));
        assert_eq!(sqlite3_vfs_register(ours, 1), SQLITE_OK);
    }
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    let real = *REAL.get().unwrap() as *mut sqlite3_vfs;
    // SAFETY: the arguments are SQLite's, passed on to whom they are meant for; on success the file has methods.
    unsafe {
        let code = (*real).xOpen.unwrap()(real, name, file, flags, flags_out);
        if code == SQLITE_OK && !name.is_null() {
            let file_name = file_name(name);
            let methods = (*file).pMethods;
            with(|disk| disk.files.insert(file as usize, (file_name, methods as usize)));
            (*file).pMethods = Box::leak(Box::new(sqlite3_io_methods {
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..*methods
            }));
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let real = *REAL.get().unwrap() as *mut sqlite3_vfs;
    // SAFETY: the arguments are SQLite's, passed on to whom they are meant for.
    unsafe {
        let file = file_name(name);
        let code = (*real).xDelete.unwrap()(real, name, sync);
        if code == SQLITE_OK {
            let is_synced = sync != 0;
            with(|disk| disk.log.push(Op::Delete { file, is_synced }));
        }
        code
    }
}

/// # Safety
/// `name` is a text that ends in a zero byte.
unsafe fn file_name(name: *const c_char) -> String {
    // SAFETY: as the caller promises.
    let path = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The file's name and own methods, and the error that the operation is to end with, if it is.
fn before(file: *mut sqlite3_file, usual: c_int) -> (String, *const sqlite3_io_methods, Option<c_int>) {
    with(|disk| {
        let (name, methods) = disk.files[&(file as usize)].clone();
        let number = disk.count;
        disk.count += 1;
        let code = disk
            .failure
            .filter(|failure| failure.at <= number)
            .map(|failure| failure.code.unwrap_or(usual));
        (name, methods as *const sqlite3_io_methods, code)
    })
}

unsafe extern "C" fn write(file: *mut sqlite3_file, bytes: *const c_void, size: c_int, at: sqlite3_int64) -> c_int {
    let (name, methods, failed) = before(file, SQLITE_IOERR_WRITE);
    if let Some(code) = failed {
        return code;
    }
    // SAFETY: SQLite gives `size` bytes; the methods are those that came with the file.
    unsafe {
        let content = std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(size).unwrap()).to_vec();
        with(|disk| {
            disk.log.push(Op::Write {
                file: name,
                at: usize::try_from(at).unwrap(),
                bytes: content,
            });
        });
        (*methods).xWrite.unwrap()(file, bytes, size, at)
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    let (name, methods, failed) = before(file, SQLITE_IOERR_TRUNCATE);
    if let Some(code) = failed {
        return code;
    }
    with(|disk| {
        disk.log.push(Op::Truncate {
            file: name,
            size: usize::try_from(size).unwrap(),
        });
    });
    // SAFETY: the methods are those that came with the file.
    unsafe { (*methods).xTruncate.unwrap()(file, size) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    let (name, _methods, failed) = before(file, SQLITE_IOERR_FSYNC);
    if let Some(code) = failed {
        return code;
    }
    // The real disk need not sync: what power cuts do is played on the log.
    with(|disk| disk.log.push(Op::Sync { file: name }));
    SQLITE_OK
}
