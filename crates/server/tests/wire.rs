//! Client and server against each other, with an `Api` in between that is easy to see through.

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use everloop_client::{Connection, connect};
use everloop_proto::{
    Api, Call, Code, Reply, RpcError,
    errordetails::v1::NamespaceNotFoundFailure,
    workflowservice::v1::{
        DescribeNamespaceRequest, DescribeNamespaceResponse, GetClusterInfoRequest, GetClusterInfoResponse,
        GetSystemInfoRequest, GetSystemInfoResponse, ListNamespacesRequest, ListNamespacesResponse,
        PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse, StartWorkflowExecutionRequest,
        StartWorkflowExecutionResponse,
    },
};
use tokio::sync::{Notify, oneshot};

#[derive(Default)]
struct Fake {
    failures_left: AtomicUsize,
    dropped: Arc<Notify>,
}

struct SaysWhenDropped(Arc<Notify>);

impl Drop for SaysWhenDropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[async_trait::async_trait]
impl Api for Fake {
    async fn get_system_info(&self, _: GetSystemInfoRequest, _: Call) -> Reply<GetSystemInfoResponse> {
        Ok(GetSystemInfoResponse {
            server_version: "1.32.0".to_owned(),
            ..Default::default()
        })
    }

    /// Fails with details.
    async fn describe_namespace(&self, request: DescribeNamespaceRequest, _: Call) -> Reply<DescribeNamespaceResponse> {
        let namespace = request.namespace;
        Err(
            RpcError::new(Code::NotFound, format!("Namespace {namespace} is not found."))
                .with_detail(&NamespaceNotFoundFailure { namespace }),
        )
    }

    /// Answers with what came in the headers.
    async fn get_cluster_info(&self, _: GetClusterInfoRequest, call: Call) -> Reply<GetClusterInfoResponse> {
        let mut supported_clients: std::collections::BTreeMap<String, String> = call
            .metadata
            .iter()
            .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()))
            .collect();
        supported_clients.insert("timeout".to_owned(), format!("{}", call.timeout.unwrap().as_secs()));
        Ok(GetClusterInfoResponse {
            supported_clients,
            ..Default::default()
        })
    }

    /// Fails for a passing reason as often as it was told.
    async fn list_namespaces(&self, _: ListNamespacesRequest, _: Call) -> Reply<ListNamespacesResponse> {
        let left = self
            .failures_left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match left {
            Ok(_) => Err(RpcError::new(Code::Unavailable, "not now")),
            Err(_) => Ok(ListNamespacesResponse::default()),
        }
    }

    async fn start_workflow_execution(
        &self,
        request: StartWorkflowExecutionRequest,
        _: Call,
    ) -> Reply<StartWorkflowExecutionResponse> {
        Ok(StartWorkflowExecutionResponse {
            run_id: request.workflow_id.len().to_string(),
            ..Default::default()
        })
    }

    /// Never answers.
    async fn poll_workflow_task_queue(
        &self,
        _: PollWorkflowTaskQueueRequest,
        _: Call,
    ) -> Reply<PollWorkflowTaskQueueResponse> {
        let _guard = SaysWhenDropped(self.dropped.clone());
        std::future::pending().await
    }
}

struct Pair {
    fake: Arc<Fake>,
    connection: Connection,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<Result<(), everloop_server::Error>>,
}

async fn serve(
    fake: Arc<Fake>,
) -> (
    String,
    oneshot::Sender<()>,
    tokio::task::JoinHandle<Result<(), everloop_server::Error>>,
) {
    let options = everloop_server::Options {
        port: 0,
        grace: Duration::from_millis(50),
        ..Default::default()
    };
    let bound = everloop_server::bind(options).await.unwrap();
    let target = bound.address().to_string();
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(bound.serve(fake, async {
        let _ = stopped.await;
    }));
    (target, stop, served)
}

async fn pair() -> Pair {
    let fake = Arc::new(Fake::default());
    let (target, stop, served) = serve(fake.clone()).await;
    let mut options = everloop_client::Options::new(target);
    options.api_key = Some("secret".to_owned());
    options.metadata.insert("x-trace".to_owned(), b"1".to_vec());
    let connection = connect(options).await.unwrap();
    Pair {
        fake,
        connection,
        stop,
        served,
    }
}

#[tokio::test]
async fn connecting_asks_who_is_there() {
    let pair = pair().await;
    assert_eq!(pair.connection.system_info().unwrap().server_version, "1.32.0");
    pair.stop.send(()).unwrap();
    pair.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn errors_keep_code_text_and_details() {
    let pair = pair().await;
    let request = DescribeNamespaceRequest {
        namespace: "nope".to_owned(),
        ..Default::default()
    };
    let error = pair
        .connection
        .retrying()
        .describe_namespace(request, Call::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::NotFound, "Namespace nope is not found.")
    );
    assert_eq!(error.detail::<NamespaceNotFoundFailure>().unwrap().namespace, "nope");
}

#[tokio::test]
async fn headers_and_deadline_arrive() {
    let pair = pair().await;
    let mut call = Call::within(Duration::from_secs(7));
    call.metadata.push(("x-trace".to_owned(), b"2".to_vec()));
    call.metadata.push(("x-raw-bin".to_owned(), b"\x00raw".to_vec()));
    let api = pair.connection.once();
    let seen = api
        .get_cluster_info(GetClusterInfoRequest::default(), call)
        .await
        .unwrap()
        .supported_clients;
    let seen = |name: &str| seen.get(name).map(String::as_str);
    assert_eq!(seen("client-name"), Some("everloop"));
    assert_eq!(seen("client-version"), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(seen("authorization"), Some("Bearer secret"));
    assert_eq!(seen("x-trace"), Some("2"));
    assert_eq!(seen("x-raw-bin"), Some("\0raw"));
    assert!(matches!(seen("timeout"), Some("6" | "7")));
    assert_eq!(seen("te"), None);

    pair.connection
        .reconfigure(|options| options.api_key = Some("new".to_owned()))
        .unwrap();
    let seen = api
        .get_cluster_info(GetClusterInfoRequest::default(), Call::default())
        .await
        .unwrap();
    assert_eq!(seen.supported_clients["authorization"], "Bearer new");
}

#[tokio::test]
async fn only_the_retrying_form_retries() {
    let pair = pair().await;
    pair.fake.failures_left.store(2, Ordering::SeqCst);
    let request = ListNamespacesRequest::default;
    let error = pair
        .connection
        .once()
        .list_namespaces(request(), Call::default())
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    pair.connection
        .retrying()
        .list_namespaces(request(), Call::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_deadline_ends_the_call_and_drops_it_on_the_server() {
    let pair = pair().await;
    let call = Call::within(Duration::from_millis(50));
    let request = PollWorkflowTaskQueueRequest::default();
    let error = pair
        .connection
        .once()
        .poll_workflow_task_queue(request, call)
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::DeadlineExceeded);
    tokio::time::timeout(Duration::from_secs(5), pair.fake.dropped.notified())
        .await
        .unwrap();
}

#[tokio::test]
async fn messages_up_to_the_limit_pass_and_larger_ones_are_refused_in_the_words_of_the_wire() {
    let pair = pair().await;
    let start = |length: usize, letter: &str| StartWorkflowExecutionRequest {
        workflow_id: letter.repeat(length),
        ..Default::default()
    };
    let api = pair.connection.retrying();
    let reply = api
        .start_workflow_execution(start(4_000_000, "x"), Call::default())
        .await
        .unwrap();
    assert_eq!(reply.run_id, "4000000");
    let error = api
        .start_workflow_execution(start(5_000_000, "x"), Call::default())
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::ResourceExhausted);
    assert!(
        error
            .message
            .starts_with("grpc: received message after decompression larger than max"),
        "{}",
        error.message
    );

    let mut options = everloop_client::Options::new(pair.connection.target());
    options.compression = everloop_client::Compression::None;
    let api = connect(options).await.unwrap().retrying();
    let error = api
        .start_workflow_execution(start(5_000_000, "x"), Call::default())
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::ResourceExhausted);
    assert_eq!(
        error.message,
        "grpc: received message larger than max (5000005 vs. 4194304)"
    );
}

#[tokio::test]
async fn what_is_not_served_is_unimplemented_and_named() {
    let pair = pair().await;
    let call = |path| pair.connection.call_bytes(path, Bytes::new(), Call::default(), false);
    let error = call("/temporal.api.workflowservice.v1.WorkflowService/Nope")
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Unimplemented);
    assert_eq!(
        error.message,
        "unknown method Nope for service temporal.api.workflowservice.v1.WorkflowService"
    );
    let error = call("/a.B/C").await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::Unimplemented, "unknown service a.B")
    );
}

#[tokio::test]
async fn health_knows_the_services() {
    let pair = pair().await;
    let check = |service: &str| {
        let mut request = vec![0x0a, u8::try_from(service.len()).unwrap()];
        request.extend_from_slice(service.as_bytes());
        pair.connection
            .call_bytes("/grpc.health.v1.Health/Check", request.into(), Call::default(), false)
    };
    const SERVING: &[u8] = &[8, 1];
    assert_eq!(check("").await.unwrap(), SERVING);
    assert_eq!(
        check("temporal.api.workflowservice.v1.WorkflowService").await.unwrap(),
        SERVING
    );
    assert_eq!(
        check("temporal.api.operatorservice.v1.OperatorService").await.unwrap(),
        SERVING
    );
    assert_eq!(check("nope").await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let options = everloop_server::Options {
        port: address.port(),
        ..Default::default()
    };
    let error = everloop_server::bind(options).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot listen on {address}: ")), "{error}");
}

#[tokio::test]
async fn an_unreachable_server_is_named() {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let Err(error) = connect(everloop_client::Options::new(&address)).await else {
        panic!("connected to nothing")
    };
    let error = error.to_string();
    assert!(error.starts_with(&format!("cannot connect to {address}: ")), "{error}");
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_lazy_connection_connects_when_first_used() {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut options = everloop_client::Options::new(&address);
    options.lazy = true;
    let api = connect(options).await.unwrap().once();
    let error = api
        .get_system_info(GetSystemInfoRequest::default(), Call::default())
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    assert!(error.message.contains(&address), "{}", error.message);
}
