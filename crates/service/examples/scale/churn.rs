//! Workflows that come and go in a namespace with short retention: the file grows to a size, and no further. Then they end,
//! and the file becomes small again. Time is the benchmark's: an hour of retention passes in seconds.

use std::{path::Path, sync::Arc, time::Duration};

use everloop_engine::Timestamp;
use everloop_proto::{Api as _, Call, namespace::v1::NamespaceConfig, workflowservice::v1::*};
use everloop_service::{Durability, Handle, Location, ManualClock, Options, Service};

use super::{calls::*, file_mb, row};

const RETENTION: prost_types::Duration = prost_types::Duration {
    seconds: 3600,
    nanos: 0,
};
/// Workflows at the same time, and how long they take in the benchmark's time.
const BATCH: usize = 50;
const MINUTE: Duration = Duration::from_secs(60);
/// So that each minute sees a sweep.
const PATIENCE: Duration = Duration::from_secs(20);
const BATCHES_PER_LINE: usize = 60;

pub(crate) async fn level(lines: usize) {
    println!("\n| hours of churn, retention 1 h | workflows so far | of these kept | file, MB |");
    println!("|---|---|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let path = directory.path().join("scale.db");
    let clock = Arc::new(ManualClock::starting_at(Timestamp::from_millis(1_800_000_000_000)));
    let service = open(&path, &clock);
    let handle = service.handle();
    keep_for_an_hour(&handle).await;
    let mut made = 0;
    for hours in 1..=lines {
        for _ in 0..BATCHES_PER_LINE {
            batch(&handle, made).await;
            made += BATCH;
            pass(&handle, &clock);
        }
        row(&[&hours, &made, &kept(&handle).await, &file_mb(&path)]);
    }
    for _ in 0..4 * BATCHES_PER_LINE {
        pass(&handle, &clock);
        kept(&handle).await;
    }
    row(&[&"and four hours of rest", &made, &kept(&handle).await, &file_mb(&path)]);
    service.close_blocking();
}

fn open(path: &Path, clock: &Arc<ManualClock>) -> Service {
    let options = Options {
        location: Location::File(path.to_owned()),
        durability: Durability::Os,
        clock: Arc::clone(clock) as _,
        ..Options::default()
    };
    Service::open(options).expect("the database opens")
}

fn pass(handle: &Handle, clock: &ManualClock) {
    clock.advance(MINUTE);
    clock.advance_patience(PATIENCE);
    handle.clock_moved();
}

async fn keep_for_an_hour(handle: &Handle) {
    let request = UpdateNamespaceRequest {
        namespace: NAMESPACE.to_owned(),
        config: Some(NamespaceConfig {
            workflow_execution_retention_ttl: Some(RETENTION),
            ..Default::default()
        }),
        ..Default::default()
    };
    let updated = handle.update_namespace(request, Call::default()).await;
    updated.expect("its retention is changed");
}

async fn kept(handle: &Handle) -> i64 {
    let request = CountWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    let counted = handle.count_workflow_executions(request, Call::default()).await;
    counted.expect("they are counted").count
}

async fn batch(handle: &Handle, from: usize) {
    let mut running = tokio::task::JoinSet::new();
    for number in from..from + BATCH {
        let handle = handle.clone();
        running.spawn(async move { run_through(&handle, &format!("churn-{number}")).await });
    }
    running.join_all().await;
}
