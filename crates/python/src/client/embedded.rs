//! The engine of a file or of memory, behind the same `Connection` as any server.

use std::{future::Future, path::PathBuf, sync::Arc};

use bytes::Bytes;
use everloop_client::Counting;
use everloop_proto::{Api, Call, Reply};
use everloop_service::Location;
use everloop_share::Member;
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
};

use super::environment::Served;

const IN_MEMORY: &str = ":memory:";

/// An open engine, in this process or in another that has its file open. It closes when this is dropped, or before when
/// it is told to.
pub(super) struct Engine {
    member: Arc<Member>,
    /// With what its calls are counted, if they are.
    counting: Option<Counting>,
    /// Before the port goes, waiting calls are told why.
    served: Mutex<Option<Served>>,
}

impl Engine {
    fn new(member: Arc<Member>, counting: Option<Counting>, served: Option<Served>) -> Self {
        Self {
            member,
            counting,
            served: Mutex::new(served),
        }
    }

    /// One that others find on a port, too.
    pub(super) fn served(member: Arc<Member>, counting: Option<Counting>, served: Served) -> Self {
        Self::new(member, counting, Some(served))
    }

    pub(super) fn api(&self) -> Arc<dyn Api> {
        let api: Arc<dyn Api> = Arc::clone(&self.member) as _;
        match &self.counting {
            Some(counting) => counting.over(api),
            None => api,
        }
    }

    /// Makes one call by its gRPC path, messages as bytes.
    pub(super) fn call_bytes(
        &self,
        path: &'static str,
        request: Bytes,
        call: Call,
    ) -> impl Future<Output = Reply<Bytes>> + use<> {
        let (member, counting) = (Arc::clone(&self.member), self.counting.clone());
        async move {
            let Some(counting) = counting else {
                return member.call_bytes(path, request, call).await;
            };
            let made = member.call_bytes(path, request.clone(), call);
            counting.call(path, &request, made).await
        }
    }

    /// Whether it runs in this process at this moment.
    pub(super) fn is_here(&self) -> bool {
        self.member.is_owner()
    }

    /// Where others find it.
    pub(super) fn address(&self) -> Option<String> {
        self.served.lock().as_ref().map(|served| served.address().to_owned())
    }

    /// Commits what is undone, and ends. Blocks until that is done; does nothing the second time.
    pub(super) fn close_blocking(&self) {
        self.member.close_blocking();
        drop(self.served.lock().take());
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Workers and calls under way may hold the member still; the file is free all the same.
        self.member.close_blocking();
    }
}

/// What follows `embedded:` in a target.
fn location(path: &str) -> PyResult<Location> {
    match path {
        IN_MEMORY => Ok(Location::Memory),
        "" => Err(PyValueError::new_err(
            "target 'embedded:' names no file; use 'embedded:PATH' or 'embedded::memory:'",
        )),
        path if path.starts_with(':') || path == "memory:" => Err(PyValueError::new_err(format!(
            "target 'embedded:{path}' looks like a misspelt 'embedded::memory:'; a file of that name is 'embedded:./{path}'"
        ))),
        // What a URL would call a host would be a directory of the root.
        path if path.starts_with("//") && !path.starts_with("///") => Err(PyValueError::new_err(format!(
            "target 'embedded:{path}' is ambiguous; use 'embedded:{}' for a path from here, or 'embedded:{}' from the root",
            &path[2..],
            &path[1..],
        ))),
        path => Ok(Location::File(PathBuf::from(path))),
    }
}

/// What to say about a target that is no address but looks like an engine of one's own.
pub(super) fn hint(target: &str) -> Option<String> {
    let lower = target.to_ascii_lowercase();
    let path = lower
        .strip_prefix("embedded")
        .map_or(target, |rest| &target[target.len() - rest.len()..]);
    let path = path.trim_start_matches(':');
    match path {
        "memory:" | "memory" => Some("an engine in memory is 'embedded::memory:'".to_owned()),
        "" => Some("an engine in this process is 'embedded:PATH' or 'embedded::memory:'".to_owned()),
        path if path.len() < target.len() || path.contains(['/', '.']) && !path.contains(':') => Some(format!(
            "an engine in this process that keeps its state in a file is 'embedded:{path}'"
        )),
        _ => None,
    }
}

/// A target without `embedded:`: where the engine keeps its state, and after a question mark limits as `NAME=VALUE`, with `&`
/// between them.
pub(super) fn options(target: &str) -> PyResult<everloop_service::Options> {
    let (path, settings) = target.split_once('?').unwrap_or((target, ""));
    let mut options = everloop_service::Options {
        location: location(path)?,
        ..Default::default()
    };
    for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
        if let Err(error) = options.limits.set(setting) {
            return Err(PyValueError::new_err(format!("target 'embedded:{target}': {error}")));
        }
    }
    Ok(options)
}

pub(super) async fn open(options: everloop_service::Options, counting: Option<Counting>) -> PyResult<Engine> {
    let member = Member::open(options)
        .await
        .map_err(|error| PyRuntimeError::new_err(format!("Failed client connect: {error}")))?;
    Ok(Engine::new(Arc::new(member), counting, None))
}
