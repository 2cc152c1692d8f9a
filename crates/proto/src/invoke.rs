//! Calling an RPC by its gRPC path, request and response as bytes: what a gRPC server does for each
//! call that arrives, and what a raw call does that has no Rust type at hand.

use bytes::Bytes;
use prost::Message;

use crate::{Api, Call, Code, Reply, RpcError};

/// Decodes the request, calls the RPC and encodes its response.
///
/// # Errors
/// What the RPC answers; INTERNAL when the bytes are not the RPC's request; UNIMPLEMENTED when no RPC
/// has that path.
pub async fn invoke(api: &dyn Api, path: &str, request: Bytes, call: Call) -> Reply<Bytes> {
    macro_rules! dispatch {
        ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
            match path {
                $($path => {
                    let request = decode::<$request>(path, request)?;
                    Ok(encode::<$response>(&api.$method(request, call).await?))
                })*
                _ => Err(unknown(path)),
            }
        };
    }
    with_rpcs!(dispatch)
}

/// The gRPC path of every RPC.
#[must_use]
pub fn paths() -> &'static [&'static str] {
    macro_rules! list {
        ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
            &[$($path),*]
        };
    }
    with_rpcs!(list)
}

fn decode<M: Message + Default>(path: &str, bytes: Bytes) -> Reply<M> {
    M::decode(bytes).map_err(|error| {
        RpcError::new(
            Code::Internal,
            format!("grpc: error unmarshalling the request of {path}: {error}"),
        )
    })
}

fn encode<M: Message>(message: &M) -> Bytes {
    message.encode_to_vec().into()
}

fn unknown(path: &str) -> RpcError {
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let service = parts.next().unwrap_or_default();
    let message = match parts.next() {
        Some(method)
            if paths()
                .iter()
                .any(|known| known[1..].starts_with(&format!("{service}/"))) =>
        {
            format!("unknown method {method} for service {service}")
        }
        _ => format!("unknown service {service}"),
    };
    RpcError::new(Code::Unimplemented, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflowservice::v1::{GetSystemInfoRequest, GetSystemInfoResponse};

    const PATH: &str = "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo";

    struct Fake;

    #[async_trait::async_trait]
    impl Api for Fake {
        async fn get_system_info(&self, _: GetSystemInfoRequest, _: Call) -> Reply<GetSystemInfoResponse> {
            Ok(GetSystemInfoResponse {
                server_version: "1.2.3".to_owned(),
                ..Default::default()
            })
        }
    }

    fn now<F: Future>(future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut cx) {
            std::task::Poll::Ready(output) => output,
            std::task::Poll::Pending => panic!("the fake answers at once"),
        }
    }

    #[test]
    fn a_known_path_reaches_its_method() {
        let bytes = now(invoke(&Fake, PATH, Bytes::new(), Call::default())).unwrap();
        assert_eq!(GetSystemInfoResponse::decode(bytes).unwrap().server_version, "1.2.3");
        assert!(paths().contains(&PATH));
    }

    #[test]
    fn what_is_unknown_is_named() {
        let text = |path: &str, body: &'static [u8]| {
            now(invoke(&Fake, path, Bytes::from_static(body), Call::default()))
                .unwrap_err()
                .message
        };
        assert_eq!(text("/a.B/C", b""), "unknown service a.B");
        let path = PATH.replace("GetSystemInfo", "Nope");
        assert_eq!(
            text(&path, b""),
            "unknown method Nope for service temporal.api.workflowservice.v1.WorkflowService"
        );
        assert!(text(PATH, b"\xff").starts_with("grpc: error unmarshalling the request of /temporal"));
    }
}
