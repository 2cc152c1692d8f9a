//! One workflow with much history, and one with many pending activities.

use std::time::Instant;

use super::{calls::*, open, row};

/// One workflow whose every task records ten markers; the time of a task as its history grows.
pub(crate) async fn history(events: usize) {
    println!("\n| events in the history | per workflow task of ten commands, µs |");
    println!("|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let service = open(&directory.path().join("scale.db"));
    let handle = service.handle();
    start(&handle, "long", None).await;
    let per_task = 13;
    let step = (events / 5).max(per_task);
    let mut written = 0;
    let mut task = poll(&handle).await;
    while written < events {
        let began = Instant::now();
        let mut tasks = 0;
        let end = written + step;
        while written < end {
            respond(&handle, task, (0..10).map(|_| marker()).collect(), true).await;
            task = poll(&handle).await;
            written += per_task;
            tasks += 1;
        }
        row(&[&written, &(began.elapsed().as_micros() / tasks)]);
    }
    service.close_blocking();
}

/// One workflow that schedules activities at once; the time to complete one of them, with ten and with all pending.
pub(crate) async fn activities(most: usize) {
    println!("\n| pending activities | to start and complete one, µs |");
    println!("|---|---|");
    for pending in [10, 100, 1_000, most] {
        let directory = tempfile::tempdir_in(".").expect("a directory for the database");
        let service = open(&directory.path().join("scale.db"));
        let handle = service.handle();
        start(&handle, "wide", None).await;
        let task = poll(&handle).await;
        respond(&handle, task, (0..pending).map(activity).collect(), false).await;
        let sample = (pending / 10).clamp(1, 500);
        let began = Instant::now();
        for _ in 0..sample {
            act(&handle).await;
        }
        row(&[&pending, &(began.elapsed().as_micros() / sample as u128)]);
        service.close_blocking();
    }
}
