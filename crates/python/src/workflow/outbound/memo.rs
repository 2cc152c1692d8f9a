//! Memo and search attributes: what the run carries with it, and changes to that.

use std::collections::BTreeMap;

use everloop_machines::Command;
use everloop_proto::common::v1::{Payload, SearchAttributes};
use pyo3::{
    prelude::*,
    types::{PyDict, PyMapping},
};

use super::headers;
use crate::{
    convert::message::payload_to_py,
    workflow::{event_loop::WorkflowLoop, instance::must_current},
};

impl WorkflowLoop {
    fn with_memo<T>(&self, with: impl FnOnce(&mut BTreeMap<String, Payload>) -> T) -> T {
        let mut memo = self.memo.lock();
        with(memo.get_or_insert_with(|| {
            let start = self.start.memo.as_ref();
            start
                .map(|memo| memo.fields.clone().into_iter().collect())
                .unwrap_or_default()
        }))
    }

    fn shown_memo<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyDict>> {
        self.shown_memo.lock().as_ref().map(|shown| shown.bind(py).clone())
    }
}

/// The memo as it is now: protobuf payloads by name.
#[pyfunction]
pub(in crate::workflow) fn workflow_raw_memo(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let run = must_current(py)?;
    let memo = run.get().with_memo(|memo| memo.clone());
    let found = PyDict::new(py);
    for (name, payload) in memo {
        found.set_item(name, payload_to_py(py, &payload)?)?;
    }
    Ok(found)
}

/// All of the memo, decoded without hints: the same dictionary each time.
#[pyfunction]
pub(in crate::workflow) fn workflow_memo(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let run = must_current(py)?;
    if let Some(shown) = run.get().shown_memo(py) {
        return Ok(shown);
    }
    let memo = run.get().with_memo(|memo| memo.clone());
    let found = PyDict::new(py);
    for (name, payload) in memo {
        found.set_item(name, run.get().converter.decode_one(py, &payload, None)?)?;
    }
    *run.get().shown_memo.lock() = Some(found.clone().unbind());
    Ok(found)
}

/// One value of the memo in a list of one, or an empty list.
#[pyfunction]
pub(in crate::workflow) fn workflow_memo_value<'py>(
    py: Python<'py>,
    name: &str,
    hint: Option<Bound<'py, PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let run = must_current(py)?;
    let payload = run.get().with_memo(|memo| memo.get(name).cloned());
    payload
        .iter()
        .map(|payload| run.get().converter.decode_one(py, payload, hint.as_ref()))
        .collect()
}

/// Changes the memo; the value `None` removes its key.
#[pyfunction]
pub(in crate::workflow) fn workflow_upsert_memo(
    py: Python<'_>,
    updates: &Bound<'_, PyMapping>,
    event_groups: Option<Bound<'_, PyAny>>,
) -> PyResult<()> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "add command")?;
    let mut upserted_memo = BTreeMap::new();
    let mut removed = Vec::new();
    for item in updates.items()?.iter() {
        let (name, value): (String, Bound<'_, PyAny>) = item.extract()?;
        if value.is_none() {
            removed.push(name.clone());
        }
        upserted_memo.insert(name, this.converter.encode_one(&value)?);
    }
    if upserted_memo.is_empty() {
        return Ok(());
    }
    let markers = this.markers(py, event_groups.as_ref())?;
    this.with_memo(|memo| {
        memo.extend(upserted_memo.clone());
        memo.retain(|name, _| !removed.contains(name));
    });
    if let Some(shown) = this.shown_memo(py) {
        for (name, payload) in &upserted_memo {
            if !removed.contains(name) {
                shown.set_item(name, this.converter.decode_one(py, payload, None)?)?;
            } else if shown.contains(name)? {
                shown.del_item(name)?;
            }
        }
    }
    this.command(py, Command::ModifyProperties { upserted_memo }, markers)
}

/// Changes search attributes, given as protobuf payloads by name.
#[pyfunction]
pub(in crate::workflow) fn workflow_upsert_search_attributes(
    py: Python<'_>,
    encoded: &Bound<'_, PyAny>,
    event_groups: Option<Bound<'_, PyAny>>,
) -> PyResult<()> {
    let run = must_current(py)?;
    let search_attributes = SearchAttributes {
        indexed_fields: headers(Some(encoded))?,
    };
    let markers = run.get().markers(py, event_groups.as_ref())?;
    run.get()
        .command(py, Command::UpsertSearchAttributes { search_attributes }, markers)
}
