//! Several members of one database, in one process: the file lock keeps them apart just as it does processes.

use std::{fs, path::Path, sync::Arc, time::Duration};

use everloop_proto::{
    Api as _, Call, Code, Connection,
    common::v1::{WorkflowExecution, WorkflowType},
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        DescribeWorkflowExecutionRequest, PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse,
        RespondWorkflowTaskCompletedRequest, StartWorkflowExecutionRequest,
    },
};
use everloop_service::{Location, Options};
use everloop_share::{Error, Member};

async fn try_open(path: &Path) -> Result<Member, Error> {
    let location = Location::File(path.to_owned());
    Member::open(Options {
        location,
        ..Options::default()
    })
    .await
}

async fn open(path: &Path) -> Arc<Member> {
    Arc::new(try_open(path).await.unwrap())
}

async fn start(member: &Member, workflow_id: &str) -> String {
    let request = StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: queue(),
        workflow_task_timeout: Some(Duration::from_secs(120).try_into().unwrap()),
        request_id: format!("start of {workflow_id}"),
        ..Default::default()
    };
    let started = member.start_workflow_execution(request, Call::default()).await;
    started.unwrap().run_id
}

fn queue() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: "work".to_owned(),
        ..Default::default()
    })
}

async fn poll(member: Arc<Member>) -> PollWorkflowTaskQueueResponse {
    poll_by(member, None).await
}

async fn poll_by(member: Arc<Member>, connection: Option<Connection>) -> PollWorkflowTaskQueueResponse {
    let request = PollWorkflowTaskQueueRequest {
        namespace: "default".to_owned(),
        task_queue: queue(),
        ..Default::default()
    };
    let call = Call {
        connection,
        ..Call::within(Duration::from_secs(90))
    };
    member.poll_workflow_task_queue(request, call).await.unwrap()
}

async fn knows(member: &Member, workflow_id: &str) -> bool {
    let request = DescribeWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        execution: Some(WorkflowExecution {
            workflow_id: workflow_id.to_owned(),
            run_id: String::new(),
        }),
    };
    match member.describe_workflow_execution(request, Call::default()).await {
        Ok(_) => true,
        Err(error) if error.code == Code::NotFound => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_member_works_through_the_first() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let owner = open(&path).await;
    let peer = open(&path).await;
    assert!(owner.is_owner() && !peer.is_owner());
    assert_eq!(peer.owner(), format!("process {}", std::process::id()));
    let run = start(&peer, "order").await;
    assert_eq!(
        start(&owner, "order").await,
        run,
        "the same request id, and so the same run"
    );
    let task = poll(Arc::clone(&peer)).await;
    assert_eq!(task.workflow_execution.unwrap().run_id, run);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_under_way_outlive_an_owner_that_leaves() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let owner = open(&path).await;
    let peers = [open(&path).await, open(&path).await];
    start(&owner, "before").await;
    assert_eq!(
        poll(Arc::clone(&owner)).await.workflow_execution.unwrap().workflow_id,
        "before"
    );
    let waiting = tokio::spawn(poll(Arc::clone(&peers[0])));
    tokio::task::spawn_blocking(move || owner.close_blocking())
        .await
        .unwrap();
    start(&peers[1], "after").await;
    let task = waiting.await.unwrap();
    assert_eq!(task.workflow_execution.unwrap().workflow_id, "after");
    assert!(knows(&peers[0], "before").await);
    let owners = peers.iter().filter(|peer| peer.is_owner()).count();
    assert_eq!(owners, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_open_at_once_one_owns() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { open(&path).await })
        })
        .collect();
    let mut members = Vec::new();
    for member in opening {
        members.push(member.await.unwrap());
    }
    assert_eq!(members.iter().filter(|member| member.is_owner()).count(), 1);
    for (number, member) in members.iter().enumerate() {
        start(member, &format!("order-{number}")).await;
    }
    assert!(knows(&members[0], "order-7").await && knows(&members[7], "order-0").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_the_same_database() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let owner = open(&path).await;
    let link = directory.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let peer = open(&link).await;
    start(&owner, "order").await;
    assert!(!peer.is_owner() && knows(&peer, "order").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_a_database_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let (original, copy) = (directory.path().join("a"), directory.path().join("b"));
    fs::create_dir(&original).unwrap();
    let owner = open(&original.join("app.db")).await;
    start(&owner, "before").await;
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&original).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    assert!(
        copy.join("app.db.lock").exists(),
        "it came along, and names the original's owner"
    );
    let other = open(&copy.join("app.db")).await;
    assert!(other.is_owner());
    assert!(knows(&other, "before").await);
    start(&other, "in the copy").await;
    assert!(!knows(&owner, "in the copy").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_replaced_is_not_mistaken_for_the_owners() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let _owner = open(&path).await;
    fs::rename(&path, directory.path().join("away.db")).unwrap();
    fs::copy(directory.path().join("away.db"), &path).unwrap();
    let text = try_open(&path).await.err().unwrap().to_string();
    assert!(text.starts_with(&path.display().to_string()), "{text}");
    assert!(
        text.contains(&format!("process {}", std::process::id())) && text.contains("replaced"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_owner_leaves_behind_is_no_obstacle() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    drop(open(&path).await);
    drop(std::os::unix::net::UnixListener::bind(directory.path().join("app.db.sock")).unwrap());
    fs::write(directory.path().join("app.db.lock"), "999999\nelsewhere\n12\n1 2\n").unwrap();
    let owner = open(&path).await;
    assert!(owner.is_owner());
    assert!(!open(&path).await.is_owner(), "the socket works");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_that_shares_nothing_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let location = Location::File(path.clone());
    let _alone = everloop_service::Service::open(Options {
        location,
        ..Options::default()
    })
    .unwrap();
    let text = try_open(&path).await.err().unwrap().to_string();
    let held = format!(
        "{} is held by process {}, which cannot be reached: ",
        path.display(),
        std::process::id()
    );
    assert!(text.starts_with(&held), "{text}");
    assert!(text.contains("app.db.sock"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_behind_a_peer_ends_at_the_owner() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let owner = open(&path).await;
    let peer = open(&path).await;
    let (dying, staying) = (Connection::default(), Connection::default());
    let mut tasks = Vec::new();
    for (workflow_id, connection) in [("one", &dying), ("two", &staying)] {
        start(&owner, workflow_id).await;
        tasks.push(poll_by(Arc::clone(&peer), Some(connection.clone())).await);
    }
    peer.connection_closed(&dying);
    drop(dying);
    // What the other has stays where it is.
    let again = poll(Arc::clone(&owner)).await;
    assert_eq!(again.workflow_execution, tasks[0].workflow_execution);
    assert_eq!((tasks[0].attempt, again.attempt), (1, 2));
    let completion = RespondWorkflowTaskCompletedRequest {
        namespace: "default".to_owned(),
        task_token: tasks[1].task_token.clone(),
        ..Default::default()
    };
    let call = Call {
        connection: Some(staying),
        ..Call::default()
    };
    peer.respond_workflow_task_completed(completion, call).await.unwrap();
}
