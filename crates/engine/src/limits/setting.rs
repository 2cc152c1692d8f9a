//! Limits by name, for whoever starts an engine: the names are those of the fields of [`Limits`], and where an official server
//! has a setting of the same meaning, the name of that.

use std::time::Duration;

use super::Limits;

/// Why a limit cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("there is no limit '{name}'; there are: {}", names().join(", "))]
    Unknown { name: String },
    #[error("limit {name}={value}: expected a whole number greater than 0")]
    NoCount { name: String, value: String },
    #[error("limit {name}={value}: expected a time greater than 0 such as 500ms, 30s, 5m or 1h")]
    NoDuration { name: String, value: String },
    #[error("'{setting}' is not of the form NAME=VALUE")]
    NoSetting { setting: String },
}

/// Where a value goes.
enum Field<'a> {
    Size(&'a mut usize),
    Signed(&'a mut i64),
    Unsigned(&'a mut u64),
    Time(&'a mut Duration),
}

/// What a limit is called, and its name among the settings of an official server if it has one.
const NAMES: [(&str, &str); 25] = [
    (
        "activity_failure_bytes_max",
        "limit.mutableStateActivityFailureSize.error",
    ),
    ("buffered_bytes_max", "history.maximumBufferedEventsSizeInBytes"),
    ("buffered_events_max", "history.maximumBufferedEventsBatch"),
    ("buffered_queries_max", "history.MaxBufferedQueryCount"),
    ("continue_as_new_interval_min", "history.workflowIdReuseMinimalInterval"),
    ("history_bytes_max", "limit.historySize.error"),
    ("history_events_max", "limit.historyCount.error"),
    ("id_bytes_max", "limit.maxIDLength"),
    ("link_bytes_max", "frontend.linkMaxSize"),
    ("links_max", "frontend.maxlinksPerRequest"),
    ("memo_bytes_max", "limit.memoSize.error"),
    ("payload_bytes_max", "limit.blobSize.error"),
    ("pending_activities_max", "limit.numPendingActivities.error"),
    ("pending_cancels_max", "limit.numPendingCancelRequests.error"),
    ("pending_children_max", "limit.numPendingChildExecutions.error"),
    ("pending_signals_max", "limit.numPendingSignals.error"),
    ("signals_max", "history.maximumSignalsPerExecution"),
    ("state_bytes_max", "limit.mutableStateSize.error"),
    (
        "suggest_continue_as_new_bytes",
        "limit.historySize.suggestContinueAsNew",
    ),
    (
        "suggest_continue_as_new_events",
        "limit.historyCount.suggestContinueAsNew",
    ),
    ("updates_in_flight_max", "history.maxInFlightUpdates"),
    ("updates_max", "history.maxTotalUpdates"),
    ("workflow_task_heartbeat_max", "history.workflowTaskHeartbeatTimeout"),
    ("workflow_task_timeout", "history.defaultWorkflowTaskTimeout"),
    ("workflow_task_timeout_max", ""),
];

fn names() -> Vec<&'static str> {
    NAMES.iter().map(|(name, _)| *name).collect()
}

impl Limits {
    /// Sets one limit, as `NAME=VALUE` says: a number, or a time with its unit.
    ///
    /// # Errors
    /// There is no such limit, or the value is none for it. Nothing is changed then.
    pub fn set(&mut self, setting: &str) -> Result<(), Error> {
        let Some((name, value)) = setting.split_once('=') else {
            let setting = setting.to_owned();
            return Err(Error::NoSetting { setting });
        };
        let unknown = || Error::Unknown { name: name.to_owned() };
        let field = self.field(name).ok_or_else(unknown)?;
        field.set(value, name)
    }

    /// Sets a limit by the name that the official server has for it; whether there is one. Times may be quoted, as
    /// that server wants them.
    ///
    /// # Errors
    /// The value is none for it.
    pub fn set_official(&mut self, key: &str, value: &str) -> Result<bool, Error> {
        let found = NAMES
            .iter()
            .find(|(_, official)| !official.is_empty() && official.eq_ignore_ascii_case(key));
        match found.and_then(|(name, _)| self.field(name)) {
            Some(field) => field.set(value.trim_matches('"'), key).map(|()| true),
            None => Ok(false),
        }
    }

    fn field(&mut self, name: &str) -> Option<Field<'_>> {
        use Field::{Signed, Size, Time, Unsigned};
        Some(match name {
            "activity_failure_bytes_max" => Size(&mut self.activity_failure_bytes_max),
            "buffered_bytes_max" => Size(&mut self.buffered_bytes_max),
            "buffered_events_max" => Size(&mut self.buffered_events_max),
            "buffered_queries_max" => Size(&mut self.buffered_queries_max),
            "continue_as_new_interval_min" => Time(&mut self.continue_as_new_interval_min),
            "history_bytes_max" => Signed(&mut self.history_bytes_max),
            "history_events_max" => Signed(&mut self.history_events_max),
            "id_bytes_max" => Size(&mut self.id_bytes_max),
            "link_bytes_max" => Size(&mut self.link_bytes_max),
            "links_max" => Size(&mut self.links_max),
            "memo_bytes_max" => Size(&mut self.memo_bytes_max),
            "payload_bytes_max" => Size(&mut self.payload_bytes_max),
            "pending_activities_max" => Size(&mut self.pending_activities_max),
            "pending_cancels_max" => Size(&mut self.pending_cancels_max),
            "pending_children_max" => Size(&mut self.pending_children_max),
            "pending_signals_max" => Size(&mut self.pending_signals_max),
            "signals_max" => Unsigned(&mut self.signals_max),
            "state_bytes_max" => Size(&mut self.state_bytes_max),
            "suggest_continue_as_new_bytes" => Signed(&mut self.suggest_continue_as_new_bytes),
            "suggest_continue_as_new_events" => Signed(&mut self.suggest_continue_as_new_events),
            "updates_in_flight_max" => Size(&mut self.updates_in_flight_max),
            "updates_max" => Size(&mut self.updates_max),
            "workflow_task_heartbeat_max" => Time(&mut self.workflow_task_heartbeat_max),
            "workflow_task_timeout" => Time(&mut self.workflow_task_timeout),
            "workflow_task_timeout_max" => Time(&mut self.workflow_task_timeout_max),
            _ => return None,
        })
    }
}

impl Field<'_> {
    fn set(self, value: &str, name: &str) -> Result<(), Error> {
        let (name, text) = (name.to_owned(), value.to_owned());
        if let Self::Time(field) = self {
            *field = duration(value).ok_or(Error::NoDuration { name, value: text })?;
            return Ok(());
        }
        // What fits into all of them: no limit is greater.
        let count = value.parse::<i64>().ok().filter(|count| *count > 0);
        let count = count.ok_or(Error::NoCount { name, value: text })?;
        match self {
            Self::Size(field) => *field = usize::try_from(count).unwrap_or(usize::MAX),
            Self::Signed(field) => *field = count,
            Self::Unsigned(field) => *field = count.unsigned_abs(),
            Self::Time(_) => {}
        }
        Ok(())
    }
}

/// A time as a number with its unit.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..digits].parse().ok().filter(|number| *number > 0)?;
    let millis = match &text[digits..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(setting: &str) -> String {
        let mut limits = Limits::default();
        let error = limits.set(setting).unwrap_err();
        assert_eq!(limits, Limits::default(), "nothing is changed");
        error.to_string()
    }

    #[test]
    fn every_name_sets_a_limit_of_its_own() {
        let mut changed = Limits::default();
        for (name, _) in NAMES {
            let before = changed.clone();
            let set = changed.set(&format!("{name}=77"));
            if set.is_err() {
                changed.set(&format!("{name}=77s")).unwrap();
            }
            assert_ne!(changed, before, "{name}");
        }
        assert_eq!((changed.history_events_max, changed.pending_children_max), (77, 77));
        assert_eq!(changed.workflow_task_timeout, Duration::from_secs(77));
    }

    #[test]
    fn times_have_units() {
        let mut limits = Limits::default();
        for (text, millis) in [("250ms", 250), ("3s", 3_000), ("2m", 120_000), ("1h", 3_600_000)] {
            limits.set(&format!("workflow_task_timeout={text}")).unwrap();
            assert_eq!(limits.workflow_task_timeout, Duration::from_millis(millis));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            message("history_events_max=many"),
            "limit history_events_max=many: expected a whole number greater than 0"
        );
        assert_eq!(
            message("workflow_task_timeout=5"),
            "limit workflow_task_timeout=5: expected a time greater than 0 such as 500ms, 30s, 5m or 1h"
        );
        assert_eq!(message("signals_max"), "'signals_max' is not of the form NAME=VALUE");
        let unknown = message("colour=1");
        assert!(
            unknown
                .starts_with("there is no limit 'colour'; there are: activity_failure_bytes_max, buffered_bytes_max"),
            "{unknown}"
        );
        message("signals_max=0");
        message("workflow_task_timeout=0s");
    }

    #[test]
    fn names_of_the_official_server_are_known() {
        let mut limits = Limits::default();
        assert_eq!(limits.set_official("limit.historyCount.error", "100"), Ok(true));
        assert_eq!(limits.history_events_max, 100);
        let timeout = "history.defaultWorkflowTaskTimeout";
        assert_eq!(limits.set_official(timeout, "\"7s\""), Ok(true));
        assert_eq!(limits.workflow_task_timeout, Duration::from_secs(7));
        assert_eq!(limits.set_official("frontend.whatever", "true"), Ok(false));
        limits.set_official("limit.blobSize.error", "much").unwrap_err();
    }
}
