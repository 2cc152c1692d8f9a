//! The connections of this process's server, each with a stream of its own to the owner.
//!
//! The owner takes back what it has given to a connection that is closed. For a peer's own calls that is the peer's stream. But a peer
//! may be a server too, and what was given to one of its connections must not wait for the whole peer to end. So each connection
//! has a stream of its own, which is opened with its first call and closed with it: one end follows from the
//! other, whoever is killed, and the protocol has no word for it.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use everloop_client::Connection;
use everloop_proto::Connection as Guest;
use parking_lot::Mutex;
use tokio::sync::OnceCell;

use crate::link::{self, Error};

type Stream = Arc<OnceCell<Connection>>;

/// The streams by the connections they are for.
pub(crate) struct Guests {
    /// Where the owner is.
    path: PathBuf,
    target: String,
    streams: Mutex<HashMap<Guest, Stream>>,
}

impl Guests {
    pub(crate) fn new(path: PathBuf, target: String) -> Arc<Self> {
        let streams = Mutex::default();
        Arc::new(Self { path, target, streams })
    }

    /// The stream for calls that came by `guest`.
    pub(crate) async fn stream(self: &Arc<Self>, guest: &Guest) -> Result<Connection, Error> {
        let stream = self.place(guest);
        let connection = stream
            .get_or_try_init(|| async {
                let (connection, broken) = link::dial(&self.path, self.target.clone()).await?;
                let (guests, place) = (Arc::downgrade(self), Arc::downgrade(&stream));
                tokio::spawn(async move {
                    broken.await;
                    // Another may have taken its place, or the link be over.
                    if let Some(guests) = guests.upgrade() {
                        let mut streams = guests.streams.lock();
                        streams.retain(|_, stream| !std::ptr::eq(Arc::as_ptr(stream), place.as_ptr()));
                    }
                });
                Ok::<_, Error>(connection)
            })
            .await?;
        Ok(connection.clone())
    }

    fn place(&self, guest: &Guest) -> Stream {
        let mut streams = self.streams.lock();
        if let Some(stream) = streams.get(guest) {
            return Arc::clone(stream);
        }
        // A call may be on its way here while its connection is closed; its stream goes when the next one comes.
        streams.retain(|guest, _| !guest.is_last());
        Arc::clone(streams.entry(guest.clone()).or_default())
    }

    /// Closes the stream of a connection that is closed, once the last of its calls has gone.
    pub(crate) fn close(&self, guest: &Guest) {
        self.streams.lock().remove(guest);
    }
}
