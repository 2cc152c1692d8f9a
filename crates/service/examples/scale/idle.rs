//! Many open workflows: idle ones, and ones whose task waits for a worker.

use std::{path::Path, time::Instant};

use everloop_service::Handle;

use super::{calls::*, file_mb, lists, measured, memory_mb, millis, open, row};

/// Starts under way while many workflows are made.
const IN_FLIGHT: usize = 400;
/// Workflows that are run through to measure a transition.
const SAMPLE: usize = 2_000;

/// Makes workflows, ten times more each time, and measures each size.
pub(crate) async fn grow(workflows: usize) {
    println!(
        "| open workflows | file, MB | open, ms | open to first task, ms | memory, MB | per workflow of one task, µs | memory then, MB |"
    );
    println!("|---|---|---|---|---|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let path = directory.path().join("scale.db");
    let (mut made, mut size) = (0, 1_000.min(workflows));
    loop {
        make(&path, "idle", made..size, Some(DAY)).await;
        made = size;
        row(&[&format!("{made} idle"), &file_mb(&path), &measured("idle", &path)]);
        if made >= workflows {
            break;
        }
        size = (size * 10).min(workflows);
    }
    lists::table(&path);
    wait(&path, workflows).await;
}

/// Adds workflows whose task waits for a worker, and measures what they cost.
pub(crate) async fn wait(path: &Path, workflows: usize) {
    make(path, "waiting", 0..workflows, None).await;
    println!(
        "\n| waiting for a worker | memory of who started them, MB | file, MB | open, ms | open to first task, ms | memory, MB | per workflow of one task, µs | memory then, MB |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let memory = format!("{:.0}", memory_mb());
    row(&[&workflows, &memory, &file_mb(path), &measured("idle", path)]);
}

/// The same with nothing else in the database.
pub(crate) async fn wait_alone(workflows: Option<&String>) {
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let workflows = workflows.and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    wait(&directory.path().join("scale.db"), workflows).await;
}

async fn make(path: &Path, name: &str, numbers: std::ops::Range<usize>, delay: Option<prost_types::Duration>) {
    let service = open(path);
    let mut starting = tokio::task::JoinSet::new();
    for number in numbers {
        if starting.len() >= IN_FLIGHT {
            starting.join_next().await;
        }
        let (handle, workflow_id) = (service.handle(), format!("{name}-{number}"));
        starting.spawn(async move { start(&handle, &workflow_id, delay).await });
    }
    starting.join_all().await;
    service.close_blocking();
}

/// What a process costs that opens the database and works with it.
pub(crate) async fn measure(path: &Path) {
    let began = Instant::now();
    let service = open(path);
    let opened = began.elapsed();
    let handle = service.handle();
    let unique = std::process::id();
    run_through(&handle, &format!("first-{unique}")).await;
    let first = began.elapsed();
    let at_first = memory_mb();
    let began = Instant::now();
    sample(&handle, unique).await;
    let each = began.elapsed() / u32::try_from(SAMPLE).expect("a small number");
    println!(
        "{:.1} | {:.1} | {at_first:.0} | {:.0} | {:.0}",
        millis(opened),
        millis(first),
        each.as_secs_f64() * 1e6,
        memory_mb(),
    );
    service.close_blocking();
}

async fn sample(handle: &Handle, unique: u32) {
    for number in 0..SAMPLE {
        run_through(handle, &format!("sample-{unique}-{number}")).await;
    }
}
