//! What grows with what: opening and working with many open workflows or schedules, lists of them, one workflow with much
//! history or many pending activities, and a file with short retention. Prints tables in Markdown.
//!
//! `cargo run --release -p everloop-service --example scale [WORKFLOWS] [EVENTS] [ACTIVITIES] [SCHEDULES] [HOURS]`
//! (1,000,000, 50,000, 10,000, 100,000 and 10 unless said otherwise).
//!
//! `scale waiting [WORKFLOWS]` measures a backlog alone. Each size of a database is measured by this program in a process of its own: `scale PART PATH`.

mod calls;
mod churn;
mod idle;
mod lists;
mod schedules;
mod single;

use std::{fmt::Display, path::Path, process::Command as Process, time::Duration};

use everloop_service::{Durability, Location, Options, Service};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        match arguments.first().map(String::as_str) {
            Some("idle") => idle::measure(Path::new(&arguments[1])).await,
            Some("waiting") => idle::wait_alone(arguments.get(1)).await,
            Some("lists") => lists::measure(Path::new(&arguments[1])).await,
            Some("schedules") => schedules::measure(Path::new(&arguments[1])).await,
            _ => all(&arguments).await,
        }
    });
    runtime.shutdown_background();
}

async fn all(arguments: &[String]) {
    let number = |place: usize, default: usize| {
        let given = arguments.get(place).and_then(|text| text.parse().ok());
        given.unwrap_or(default)
    };
    idle::grow(number(0, 1_000_000)).await;
    single::history(number(1, 50_000)).await;
    single::activities(number(2, 10_000)).await;
    schedules::grow(number(3, 100_000)).await;
    churn::level(number(4, 10)).await;
}

fn open(path: &Path) -> Service {
    let mut options = Options {
        location: Location::File(path.to_owned()),
        durability: Durability::Os,
        ..Options::default()
    };
    options.limits.pending_activities_max = usize::MAX;
    options.limits.history_events_max = i64::MAX;
    Service::open(options).expect("the database opens")
}

/// Has a part measured in a new process; what it printed.
fn measured(part: &str, path: &Path) -> String {
    let this = std::env::current_exe().expect("this program has a path");
    let measured = Process::new(this).arg(part).arg(path).output().expect("it runs");
    let errors = String::from_utf8_lossy(&measured.stderr);
    assert!(measured.status.success(), "{errors}");
    String::from_utf8_lossy(&measured.stdout).trim().to_owned()
}

fn row(cells: &[&dyn Display]) {
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    println!("| {} |", cells.join(" | "));
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The resident memory of this process.
fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line
        .and_then(|text| text.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0.0);
    kib / 1e3
}

fn file_mb(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |found| found.len()) / 1_000_000
}
