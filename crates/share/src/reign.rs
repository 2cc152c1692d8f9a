//! The time during which this process owns the database: the engine, and the socket that serves the others.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use everloop_metrics::Metrics;
use everloop_proto::Api;
use everloop_server::Requests;
use everloop_service::{Handle, Service};
use everloop_store::fork::Guard;
use tokio::{
    net::UnixListener,
    sync::{mpsc, oneshot},
};

use crate::{socket, stream::Stream};

/// When the engine has stopped, every call has its answer; this is for the answers to leave.
const GRACE: Duration = Duration::from_millis(200);
/// When no stream can be accepted, for want of descriptors for example, it is tried again after this time.
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) struct Reign {
    service: Service,
    /// Where the others are served; `None` if nobody else can come.
    socket: Option<PathBuf>,
    /// Dropped to stop serving.
    _serving: Option<oneshot::Sender<()>>,
}

impl Reign {
    /// Of an engine that is this process's alone.
    pub(crate) fn private(service: Service) -> Self {
        Self {
            service,
            socket: None,
            _serving: None,
        }
    }

    /// Begins to serve the other processes. Runs on tokio.
    pub(crate) fn begin(service: Service, path: &Path, metrics: Option<&Metrics>) -> Self {
        let socket = socket::of(path);
        let requests = metrics.map(|metrics| Arc::new(Requests::new(metrics)));
        match serve(&socket, Arc::new(service.handle()), requests) {
            Ok(serving) => Self {
                service,
                socket: Some(socket),
                _serving: Some(serving),
            },
            Err(error) => {
                // Not every file system has sockets. Alone, this process can do its work all the same.
                tracing::warn!(socket = %socket.display(), %error, "other processes cannot share the database");
                Self::private(service)
            }
        }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.service.handle()
    }

    /// Commits what is undone and gives the database free. Blocks until that is done.
    pub(crate) fn end_blocking(self) {
        // While the lock is still ours: later the socket may be somebody else's.
        if let Some(socket) = &self.socket
            && let Err(error) = fs::remove_file(socket)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(socket = %socket.display(), %error, "the socket cannot be removed");
        }
        self.service.close_blocking();
    }
}

fn serve(socket: &Path, api: Arc<dyn Api>, requests: Option<Arc<Requests>>) -> io::Result<oneshot::Sender<()>> {
    let listener = socket::listen(socket)?;
    let user = fs::metadata(socket)?.uid();
    let (serving, stop) = oneshot::channel::<()>();
    let (streams, accepted) = mpsc::channel(16);
    tokio::spawn(async move {
        let stop = async {
            // Nothing is sent: the end of the reign drops the sender.
            let _ = stop.await;
        };
        tokio::select! {
            () = everloop_server::serve_streams(accepted, api, requests, stop, GRACE) => {}
            () = accept(&listener, user, &streams) => {}
        }
    });
    Ok(serving)
}

/// Passes on the streams of this user's processes, and of the superuser's. The file's permissions should see to that,
/// but not every system heeds those of sockets.
async fn accept(listener: &UnixListener, user: u32, streams: &mpsc::Sender<Stream>) {
    let _guard = Guard::new(listener);
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a process that wants to share the database cannot be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let is_known = stream
            .peer_cred()
            .is_ok_and(|peer| peer.uid() == user || peer.uid() == 0);
        if is_known && streams.send(Stream::from(stream)).await.is_err() {
            return;
        }
    }
}
