//! [`Shared`]: what all runs of one worker have in common, read from the Python `RuntimeOptions`.

use std::{collections::BTreeMap, sync::Arc};

use pyo3::{exceptions::PyValueError, prelude::*};

use super::{definition::WorkflowType, log};
use crate::convert::Converter;

/// The worker's workflows and how to run them.
pub(crate) struct Shared {
    pub(super) workflows: BTreeMap<String, Arc<WorkflowType>>,
    pub(super) dynamic: Option<Arc<WorkflowType>>,
    pub(super) converter: Converter,
    /// Inbound interceptor classes, the outermost first.
    pub(super) interceptor_classes: Vec<Py<PyAny>>,
    pub(super) extern_functions: Py<PyAny>,
    pub(super) disable_eager_activity_execution: bool,
    pub(super) patch_activation_callback: Option<Py<PyAny>>,
    pub(super) metric_meter: Option<Py<PyAny>>,
    pub(super) logs_evictions: bool,
}

impl Shared {
    /// Reads the options.
    ///
    /// # Errors
    /// `ValueError` if two workflows have the same name; what reading type hints raises.
    pub(super) fn read(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        let failure_types: Vec<Py<PyAny>> = options.getattr("failure_exception_types")?.extract()?;
        let guard: Option<Py<PyAny>> = options.getattr("guard")?.extract()?;
        let makers = options.getattr("makers")?;
        let mut workflows = BTreeMap::new();
        let mut dynamic = None;
        for definition in options.getattr("definitions")?.try_iter()? {
            let definition = definition?;
            let maker = makers.call_method1("get", (definition.getattr("name")?,))?;
            let workflow = Arc::new(WorkflowType::read(
                &definition,
                &failure_types,
                guard.as_ref().map(|guard| guard.clone_ref(options.py())),
                maker.extract()?,
            )?);
            let twice = match &workflow.name {
                Some(name) => workflows.insert(name.clone(), workflow.clone()).is_some(),
                None => dynamic.replace(workflow.clone()).is_some(),
            };
            if twice {
                let name = workflow
                    .name
                    .as_deref()
                    .map_or("dynamic".to_owned(), |name| format!("named {name}"));
                return Err(PyValueError::new_err(format!("More than one workflow {name}")));
            }
        }
        Ok(Self {
            workflows,
            dynamic,
            converter: Converter::of(&options.getattr("data_converter")?)?,
            interceptor_classes: options.getattr("interceptor_classes")?.extract()?,
            extern_functions: options.getattr("extern_functions")?.unbind(),
            disable_eager_activity_execution: options.getattr("disable_eager_activity_execution")?.is_truthy()?,
            patch_activation_callback: options.getattr("patch_activation_callback")?.extract()?,
            metric_meter: options.getattr("metric_meter")?.extract()?,
            logs_evictions: log::wants_evictions(options.py())?,
        })
    }

    /// The workflow that runs a type: its own class, or the dynamic one.
    pub(super) fn workflow(&self, name: &str) -> Option<Arc<WorkflowType>> {
        self.workflows.get(name).or(self.dynamic.as_ref()).cloned()
    }

    /// The workflow, where there is one alone.
    pub(super) fn only_workflow(&self) -> Option<Arc<WorkflowType>> {
        self.workflows.values().next().or(self.dynamic.as_ref()).cloned()
    }
}
