//! A peer's way to the owner.

use std::{io, path::Path, time::Duration};

use everloop_client::{Broken, Compression, Connection, Options};
use everloop_proto::{Call, RpcError, workflowservice::v1::GetSystemInfoRequest};
use everloop_store::sqlite::Holder;

use crate::{socket, stream::Stream};

/// How long the owner may take for its first answer.
const FIRST_ANSWER: Duration = Duration::from_millis(500);

/// A connection to the process that holds the lock.
pub(crate) struct Link {
    pub(crate) connection: Connection,
    /// Who held the lock when the connection was made.
    pub(crate) owner: Holder,
}

/// Why the owner cannot be reached.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("its socket {path}: {source}")]
    Socket { path: String, source: io::Error },
    #[error("its socket is open, but: {0}")]
    Speech(#[from] everloop_client::Error),
    #[error("its socket is open, but: {0}")]
    Silence(RpcError),
}

/// Connects to the owner of the database at `path`.
pub(crate) async fn connect(path: &Path, owner: Holder) -> Result<(Link, Broken), Error> {
    let socket = socket::of(path);
    let failed = |source| Error::Socket {
        path: socket.display().to_string(),
        source,
    };
    let stream = socket::connect(&socket).await.map_err(failed)?;
    let target = format!("{} (held by {owner})", path.display());
    let options = Options {
        compression: Compression::None,
        ..Options::new(target)
    };
    let (connection, broken) = everloop_client::over(Stream::from(stream), options).await?;
    let asked = GetSystemInfoRequest::default();
    let api = connection.once();
    api.get_system_info(asked, Call::within(FIRST_ANSWER))
        .await
        .map_err(Error::Silence)?;
    Ok((Link { connection, owner }, broken))
}
