//! [`Probe`]: drives workflows by activations written down in Python, without a worker or a server.
//!
//! It is for tests and measurements. A job is a tuple of its kind and its parts, and so is a command in the
//! answer; values in them are plain Python objects, converted on the way. See `answer` for the commands.

mod answer;

use std::time::{Duration, UNIX_EPOCH};

use everloop_machines::{
    Activation, Job,
    activation::{ActivityResolution, ChildResolution, ChildStart, Initialize, Query, Signal, Update},
};
use everloop_proto::{
    common::v1::Payload,
    enums::v1::ContinueAsNewInitiator,
    failure::v1::{ActivityFailureInfo, ApplicationFailureInfo, CanceledFailureInfo, Failure, failure::FailureInfo},
};
use everloop_worker::{Eviction, WorkflowRuntime};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyTuple};

use super::runtime::PythonRuntime;
use crate::convert::Converter;

/// A runtime and a clock.
#[pyclass(frozen, module = "everloop._core", name = "WorkflowProbe")]
pub(super) struct Probe {
    runtime: PythonRuntime,
    converter: Converter,
}

#[pymethods]
impl Probe {
    #[new]
    fn new(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        let converter = Converter::of(&options.getattr("data_converter")?)?;
        Ok(Self {
            runtime: PythonRuntime::new(options)?,
            converter,
        })
    }

    /// Activates a run so many seconds into 2024 and returns its commands.
    #[pyo3(signature = (run_id, jobs, *, seconds=0.0, replaying=false, flags=Vec::new()))]
    fn activate<'py>(
        &self,
        py: Python<'py>,
        run_id: &str,
        jobs: Vec<Bound<'py, PyTuple>>,
        seconds: f64,
        replaying: bool,
        flags: Vec<u32>,
    ) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        let jobs = jobs
            .iter()
            .map(|job| self.job(py, run_id, job))
            .collect::<PyResult<Vec<_>>>()?;
        let activation = Activation {
            run_id: run_id.to_owned(),
            now: UNIX_EPOCH + Duration::from_secs(1_704_067_200) + Duration::from_secs_f64(seconds),
            is_replaying: replaying,
            history_length: 3,
            history_size_bytes: 100,
            continue_as_new_suggested: false,
            continue_as_new_reasons: Vec::new(),
            target_worker_deployment_version_changed: false,
            build_id: String::new(),
            deployment_name: String::new(),
            lang_flags: flags,
            last_sdk_version: None,
            jobs,
        };
        answer::commands(py, &self.converter, self.runtime.activate(activation))
    }

    /// Forgets a run.
    fn evict(&self, run_id: &str) {
        self.runtime.evict(run_id, &Eviction::Shutdown);
    }

    fn __len__(&self) -> usize {
        self.runtime.len()
    }
}

impl Probe {
    fn payloads(&self, py: Python<'_>, job: &Bound<'_, PyTuple>, from: usize) -> PyResult<Vec<Payload>> {
        let values: Vec<_> = job.iter().skip(from).collect();
        self.converter.encode(py, &values)
    }

    fn job(&self, py: Python<'_>, run_id: &str, job: &Bound<'_, PyTuple>) -> PyResult<Job> {
        let kind: String = job.get_item(0)?.extract()?;
        let text = || -> PyResult<String> { job.get_item(1)?.extract() };
        let seq = || -> PyResult<u32> { job.get_item(1)?.extract() };
        Ok(match kind.as_str() {
            "init" => Job::Initialize(Box::new(start(run_id, text()?, self.payloads(py, job, 2)?))),
            "signal" => Job::Signal(Box::new(Signal {
                name: text()?,
                input: self.payloads(py, job, 2)?,
                identity: String::new(),
                headers: Default::default(),
                event_id: 1,
            })),
            "query" => Job::Query(Box::new(Query {
                id: format!("q{}", text()?),
                query_type: text()?,
                arguments: self.payloads(py, job, 2)?,
                headers: Default::default(),
            })),
            "update" | "update_unvalidated" => Job::Update(Box::new(Update {
                id: format!("u-{}", text()?),
                protocol_instance_id: format!("p-{}", text()?),
                name: text()?,
                input: self.payloads(py, job, 2)?,
                headers: Default::default(),
                identity: String::new(),
                run_validator: kind == "update",
            })),
            "timer" => Job::FireTimer { seq: seq()? },
            "cancel" => Job::Cancel {
                reason: "because".to_owned(),
            },
            "patch" => Job::NotifyHasPatch { patch_id: text()? },
            "seed" => Job::UpdateRandomSeed {
                seed: job.get_item(1)?.extract()?,
            },
            "act" | "actfail" | "actcancel" | "actbackoff" => Job::ResolveActivity {
                seq: seq()?,
                resolution: self.activity(py, &kind, seq()?, job)?,
            },
            "childstart" => Job::ResolveChildStart {
                seq: seq()?,
                outcome: ChildStart::Started {
                    run_id: "childrun".to_owned(),
                },
            },
            "childexists" => {
                let outcome = ChildStart::AlreadyExists {
                    workflow_id: "c".to_owned(),
                    workflow_type: "C".to_owned(),
                };
                Job::ResolveChildStart { seq: seq()?, outcome }
            }
            "child" => {
                let result = self.payloads(py, job, 2)?.pop();
                Job::ResolveChild {
                    seq: seq()?,
                    resolution: ChildResolution::Completed { result },
                }
            }
            "extsig" => Job::ResolveSignalExternal {
                seq: seq()?,
                failure: None,
            },
            "extcan" => Job::ResolveCancelExternal {
                seq: seq()?,
                failure: None,
            },
            other => return Err(PyValueError::new_err(format!("no job {other}"))),
        })
    }

    fn activity(&self, py: Python<'_>, kind: &str, seq: u32, job: &Bound<'_, PyTuple>) -> PyResult<ActivityResolution> {
        let fail = |message: &str, info| Failure {
            message: "activity task failed".to_owned(),
            failure_info: Some(FailureInfo::ActivityFailureInfo(ActivityFailureInfo {
                activity_id: seq.to_string(),
                ..ActivityFailureInfo::default()
            })),
            cause: Some(Box::new(Failure {
                message: message.to_owned(),
                failure_info: Some(info),
                ..Failure::default()
            })),
            ..Failure::default()
        };
        Ok(match kind {
            "act" => ActivityResolution::Completed {
                result: self.payloads(py, job, 2)?.pop(),
            },
            "actbackoff" => ActivityResolution::Backoff {
                attempt: 2,
                backoff: Duration::from_secs(90),
                original_schedule_time: None,
            },
            "actcancel" => {
                let info = FailureInfo::CanceledFailureInfo(CanceledFailureInfo::default());
                ActivityResolution::Canceled {
                    failure: fail("Activity cancelled", info),
                }
            }
            _ => {
                let info = ApplicationFailureInfo {
                    r#type: "ValueError".to_owned(),
                    ..ApplicationFailureInfo::default()
                };
                ActivityResolution::Failed {
                    failure: fail("boom", FailureInfo::ApplicationFailureInfo(info)),
                }
            }
        })
    }
}

fn start(run_id: &str, workflow_type: String, arguments: Vec<Payload>) -> Initialize {
    Initialize {
        workflow_type,
        workflow_id: "wid".to_owned(),
        run_id: run_id.to_owned(),
        namespace: "default".to_owned(),
        task_queue: "tq".to_owned(),
        arguments,
        headers: Default::default(),
        random_seed: 42,
        identity: String::new(),
        attempt: 1,
        start_time: UNIX_EPOCH + Duration::from_secs(1_704_067_200),
        execution_timeout: None,
        run_timeout: None,
        task_timeout: Duration::from_secs(10),
        execution_expiration_time: None,
        parent: None,
        root: None,
        first_execution_run_id: run_id.to_owned(),
        original_execution_run_id: run_id.to_owned(),
        continued_run_id: None,
        continued_initiator: ContinueAsNewInitiator::Unspecified,
        continued_failure: None,
        last_completion_result: None,
        retry_policy: None,
        cron_schedule: String::new(),
        cron_schedule_to_schedule_interval: None,
        memo: None,
        search_attributes: None,
        priority: None,
    }
}
