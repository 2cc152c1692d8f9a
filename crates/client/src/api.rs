//! The `Api` of a connection: each RPC is its path and its two message types.

use std::sync::Arc;

use everloop_proto::{Api, Call, Code, Reply, RpcError};
use prost::Message;

use crate::connection::Shared;

pub(crate) struct Remote {
    pub(crate) shared: Arc<Shared>,
    pub(crate) retries: bool,
}

impl Remote {
    async fn call<Q: Message, R: Message + Default>(&self, path: &'static str, request: Q, call: Call) -> Reply<R> {
        let bytes = request.encode_to_vec().into();
        drop(request);
        let reply = self.shared.call(path, bytes, call, self.retries).await?;
        R::decode(reply)
            .map_err(|error| RpcError::new(Code::Internal, format!("the reply of {path} cannot be read: {error}")))
    }
}

macro_rules! implement {
    ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
        #[async_trait::async_trait]
        impl Api for Remote {
            $(
                async fn $method(&self, request: $request, call: Call) -> Reply<$response> {
                    self.call($path, request, call).await
                }
            )*
        }
    };
}
everloop_proto::with_rpcs!(implement);
