//! An `Api` whose calls are counted as those over a network are, for one that is in this process.

use std::sync::Arc;

use bytes::Bytes;
use everloop_metrics::Metrics;
use everloop_proto::{Api, Call, Connection, Reply};

use crate::{metrics::Requests, retry::Kind};

/// What calls are counted with. Cheap to clone.
#[derive(Clone)]
pub struct Counting(Arc<Requests>);

impl Counting {
    #[must_use]
    pub fn new(metrics: &Metrics) -> Self {
        Self(Arc::new(Requests::new(metrics)))
    }

    /// The same `Api`, its calls counted.
    #[must_use]
    pub fn over(&self, api: Arc<dyn Api>) -> Arc<dyn Api> {
        Arc::new(Counted {
            api,
            requests: Arc::clone(&self.0),
        })
    }

    /// Counts one call that is made with an encoded request.
    ///
    /// # Errors
    /// What the call answers.
    pub async fn call(
        &self,
        path: &'static str,
        request: &Bytes,
        call: impl Future<Output = Reply<Bytes>>,
    ) -> Reply<Bytes> {
        let begun = self.0.begin(path, Kind::of(path), request);
        let reply = call.await;
        begun.ended(&reply);
        reply
    }
}

struct Counted {
    api: Arc<dyn Api>,
    requests: Arc<Requests>,
}

macro_rules! implement {
    ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
        #[async_trait::async_trait]
        impl Api for Counted {
            $(
                async fn $method(&self, request: $request, call: Call) -> Reply<$response> {
                    let begun = self.requests.begin_with($path, &request);
                    let reply = self.api.$method(request, call).await;
                    begun.ended(&reply);
                    reply
                }
            )*

            fn connection_closed(&self, connection: &Connection) {
                self.api.connection_closed(connection);
            }
        }
    };
}
everloop_proto::with_rpcs!(implement);
