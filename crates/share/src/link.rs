//! A peer's way to the owner.

use std::{io, path::Path, sync::Arc, time::Duration};

use everloop_client::{Broken, Compression, Connection, Options};
use everloop_proto::{Call, RpcError, workflowservice::v1::GetSystemInfoRequest};
use everloop_store::sqlite::Holder;

use crate::{guests::Guests, socket, stream::Stream};

/// How long the owner may take for its first answer.
const FIRST_ANSWER: Duration = Duration::from_millis(500);

/// A connection to the process that holds the lock.
pub(crate) struct Link {
    pub(crate) connection: Connection,
    /// The ways of those who have come to this process by a connection.
    pub(crate) guests: Arc<Guests>,
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
    let target = format!("{} (held by {owner})", path.display());
    let (connection, broken) = dial(path, target.clone()).await?;
    let asked = GetSystemInfoRequest::default();
    let api = connection.once();
    api.get_system_info(asked, Call::within(FIRST_ANSWER))
        .await
        .map_err(Error::Silence)?;
    let guests = Guests::new(path.to_owned(), target);
    let link = Link {
        connection,
        guests,
        owner,
    };
    Ok((link, broken))
}

/// Opens a stream to the owner of the database at `path`.
pub(crate) async fn dial(path: &Path, target: String) -> Result<(Connection, Broken), Error> {
    let socket = socket::of(path);
    let failed = |source| Error::Socket {
        path: socket.display().to_string(),
        source,
    };
    let stream = socket::connect(&socket).await.map_err(failed)?;
    let options = Options {
        compression: Compression::None,
        ..Options::new(target)
    };
    Ok(everloop_client::over(Stream::from(stream), options).await?)
}
