//! Spreading calls over all addresses of the target's name, which is looked up again from time to time.

use std::{collections::BTreeSet, io, net::SocketAddr, time::Duration};

use tokio::sync::mpsc::Sender;
use tonic::transport::{Channel, Endpoint, channel::Change};

use crate::channel;

/// Changes that the channel has not taken note of yet.
const CHANGES_WAITING: usize = 64;

/// A channel over the addresses of `authority` (`host:port`). `endpoint` makes what is dialled for one address.
///
/// # Errors
/// When the name has no address, or, unless `lazy`, none that can be reached.
pub(crate) async fn open(
    authority: String,
    interval: Duration,
    lazy: bool,
    endpoint: impl Fn(SocketAddr) -> Option<Endpoint> + Send + Sync + 'static,
) -> io::Result<Channel> {
    let first = lookup(&authority).await?;
    if first.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
    }
    if !lazy {
        reach_one(&first, &endpoint).await?;
    }
    let (channel, changes) = Channel::balance_channel(CHANGES_WAITING);
    let mut known = BTreeSet::new();
    tell(&changes, &mut known, first, &endpoint).await;
    tokio::spawn(async move {
        let interval = interval.max(Duration::from_millis(10));
        loop {
            tokio::select! {
                // The channel is gone.
                () = changes.closed() => return,
                () = tokio::time::sleep(interval) => {}
            }
            match lookup(&authority).await {
                // Better old addresses than none.
                Ok(found) if found.is_empty() => {}
                Ok(found) => tell(&changes, &mut known, found, &endpoint).await,
                Err(error) => tracing::debug!(%error, authority, "the name could not be looked up again"),
            }
        }
    });
    Ok(channel)
}

/// Makes sure that there is a server at one of the addresses: the channel itself would wait for one.
async fn reach_one(
    addresses: &BTreeSet<SocketAddr>,
    endpoint: &(impl Fn(SocketAddr) -> Option<Endpoint> + Send + Sync),
) -> io::Result<()> {
    let mut failure = String::new();
    for endpoint in addresses.iter().filter_map(|address| endpoint(*address)) {
        match endpoint.connect().await {
            Ok(_) => return Ok(()),
            Err(error) => failure = channel::chain(&error),
        }
    }
    Err(io::Error::other(failure))
}

async fn lookup(authority: &str) -> io::Result<BTreeSet<SocketAddr>> {
    Ok(tokio::net::lookup_host(authority).await?.collect())
}

async fn tell(
    changes: &Sender<Change<SocketAddr, Endpoint>>,
    known: &mut BTreeSet<SocketAddr>,
    found: BTreeSet<SocketAddr>,
    endpoint: &(impl Fn(SocketAddr) -> Option<Endpoint> + Send + Sync),
) {
    for change in differences(known, &found) {
        let change = match change {
            Difference::New(address) => match endpoint(address) {
                Some(endpoint) => Change::Insert(address, endpoint),
                None => continue,
            },
            Difference::Gone(address) => Change::Remove(address),
        };
        if changes.send(change).await.is_err() {
            return;
        }
    }
    *known = found;
}

#[derive(Debug, PartialEq, Eq)]
enum Difference {
    New(SocketAddr),
    Gone(SocketAddr),
}

/// What is new comes first, so that there is always somewhere to call.
fn differences(known: &BTreeSet<SocketAddr>, found: &BTreeSet<SocketAddr>) -> Vec<Difference> {
    let new = found.difference(known).map(|address| Difference::New(*address));
    let gone = known.difference(found).map(|address| Difference::Gone(*address));
    new.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_differences_are_told() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        let set = |texts: &[&str]| texts.iter().map(|text| address(text)).collect::<BTreeSet<_>>();
        let known = set(&["10.0.0.1:1", "10.0.0.2:1"]);
        assert_eq!(differences(&known, &known), []);
        assert_eq!(
            differences(&known, &set(&["10.0.0.2:1", "10.0.0.3:1"])),
            [
                Difference::New(address("10.0.0.3:1")),
                Difference::Gone(address("10.0.0.1:1"))
            ]
        );
    }
}
