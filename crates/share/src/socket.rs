//! The socket beside the database: where it is, and how to reach a path that is too long for the system's calls.
//!
//! The address of a Unix socket has room for 107 bytes. A longer path is named through its open directory, as
//! `/proc/self/fd/N/NAME`, so that the socket stays beside its file, where it is found by whoever finds the file.

use std::{
    ffi::OsString,
    fs::{self, File, Permissions},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    os::{
        fd::AsRawFd as _,
        unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    },
    path::{Path, PathBuf},
};

use tokio::net::{UnixListener, UnixStream};

/// What fits into an address, on every system we know.
const ADDRESS_MAX: usize = 103;
/// A longer name would not fit behind the name of an open directory.
const NAME_MAX: usize = 60;

/// The socket of the database at `path`.
pub(crate) fn of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push(".sock");
    if name.len() > NAME_MAX {
        // This hasher has no random seed: all processes must find the same name.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        name = format!("everloop-{:016x}.sock", hasher.finish()).into();
    }
    path.with_file_name(name)
}

/// A path short enough for an address. The directory must stay open as long as the path is used.
fn short(path: &Path) -> io::Result<(PathBuf, Option<File>)> {
    if path.as_os_str().as_bytes().len() <= ADDRESS_MAX {
        return Ok((path.to_owned(), None));
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    let directory = File::open(parent)?;
    let open = PathBuf::from(format!("/proc/self/fd/{}", directory.as_raw_fd()));
    if !open.exists() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidFilename,
            "the path is too long for a socket on this system",
        ));
    }
    Ok((open.join(name), Some(directory)))
}

/// Listens at `socket`, for this user alone. What lies there is stale, for only who holds the lock calls this.
pub(crate) fn listen(socket: &Path) -> io::Result<UnixListener> {
    // Made under another name and then moved: nobody finds it before its permissions are set and it listens.
    let mut name = OsString::from(socket.file_name().unwrap_or_default());
    name.push(".new");
    let new = socket.with_file_name(name);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let (address, _directory) = short(&new)?;
    let listener = UnixListener::bind(address)?;
    fs::set_permissions(&new, Permissions::from_mode(0o600))?;
    fs::rename(&new, socket)?;
    Ok(listener)
}

/// Connects to who listens at `socket`.
pub(crate) async fn connect(socket: &Path) -> io::Result<UnixStream> {
    let (address, _directory) = short(socket)?;
    UnixStream::connect(address).await
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn speak(path: &Path) {
        let socket = of(path);
        let listener = listen(&socket).unwrap();
        let mode = fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let (connected, accepted) = tokio::join!(connect(&socket), listener.accept());
        connected.unwrap();
        accepted.unwrap();
    }

    #[tokio::test]
    async fn paths_may_be_long() {
        let directory = tempfile::tempdir().unwrap();
        speak(&directory.path().join("app.db")).await;
        let deep = directory.path().join("d".repeat(200)).join("e".repeat(200));
        fs::create_dir_all(&deep).unwrap();
        speak(&deep.join("app.db")).await;
        speak(&deep.join("f".repeat(240))).await;
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        drop(listen(&of(&path)).unwrap());
        assert!(of(&path).exists(), "as after a kill");
        assert!(connect(&of(&path)).await.is_err());
        speak(&path).await;
    }

    #[test]
    fn names_differ_as_their_databases_do() {
        assert_eq!(of(Path::new("/a/app.db")), Path::new("/a/app.db.sock"));
        let long = |last: char| of(&PathBuf::from(format!("/a/{}{last}", "x".repeat(100))));
        assert_ne!(long('1'), long('2'));
    }
}
