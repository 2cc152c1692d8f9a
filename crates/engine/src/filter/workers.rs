//! Filters of workers, over what these report of themselves.
//!
//! The same language as that of lists, with less in it and other manners: what has no meaning for a worker is no error
//! for who asks, but leaves that worker out. So an outcome is one of three.
//!
//! | expression | outcome |
//! |---|---|
//! | a field that is known, compared as its kind can be | what the comparison says |
//! | `a AND b`, `a OR b` | as soon as `a` decides, `a`'s; else `b`'s |
//! | anything else, an empty text included | nonsense: the worker is not in the list, whatever follows |

use everloop_proto::worker::v1::WorkerHeartbeat;

use super::parse;
use super::time;
use super::tree::{Expr, Is, Literal, Operator};
use crate::Timestamp;

/// What is wrong with the text of a filter of workers, as callers are told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("malformed query: {0}")]
    Syntax(String),
    #[error("operation is not supported: 'limit' clause")]
    Limit,
}

/// A filter of workers; without a condition it holds for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter(Option<Expr>);

/// The condition means nothing for a worker.
#[derive(Debug, PartialEq, Eq)]
struct Nonsense;

/// What a field of a report holds.
enum Field<'a> {
    Text(&'a str),
    /// Nanoseconds since 1970; 0 where nothing was reported.
    Time(i64),
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// When it is no sentence of the language, or has a limit.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        if text.trim().is_empty() {
            return Err(Error::Syntax("syntax error at position 1".to_owned()));
        }
        let statement = parse::with_condition(text.trim()).map_err(|error| Error::Syntax(error.0))?;
        if statement.has_limit {
            return Err(Error::Limit);
        }
        Ok(Self(statement.condition))
    }

    /// Whether the worker that reported this is meant.
    #[must_use]
    pub fn holds(&self, worker: &WorkerHeartbeat) -> bool {
        self.0
            .as_ref()
            .is_none_or(|condition| holds(condition, worker) == Ok(true))
    }
}

fn holds(expr: &Expr, worker: &WorkerHeartbeat) -> Result<bool, Nonsense> {
    match expr {
        Expr::And(parts) => decided_by(parts, false, worker),
        Expr::Or(parts) => decided_by(parts, true, worker),
        Expr::Paren(inner) => holds(inner, worker),
        Expr::Compare { left, operator, right } => match field(left, worker)? {
            Field::Text(text) => compare_texts(text, *operator, literal_text(right)?),
            Field::Time(at) => compare_times(at, *operator, literal_time(right)?),
        },
        Expr::Between {
            left,
            negated: false,
            from,
            to,
        } => match field(left, worker)? {
            Field::Time(at) => Ok((literal_time(from)?..=literal_time(to)?).contains(&at)),
            Field::Text(_) => Err(Nonsense),
        },
        Expr::Is { left, what } => {
            let is_unset = match field(left, worker)? {
                Field::Text(text) => text.is_empty(),
                Field::Time(at) => at == 0,
            };
            match what {
                Is::Null => Ok(is_unset),
                Is::NotNull => Ok(!is_unset),
                Is::Other => Err(Nonsense),
            }
        }
        Expr::Between { .. }
        | Expr::Not(_)
        | Expr::Name(_)
        | Expr::Literal(_)
        | Expr::Tuple(_)
        | Expr::Other(_)
        | Expr::Call
        | Expr::Unary(_) => Err(Nonsense),
    }
}

/// The outcome of the first part that has the given one, or is nonsense; else its opposite.
fn decided_by(parts: &[Expr], outcome: bool, worker: &WorkerHeartbeat) -> Result<bool, Nonsense> {
    for part in parts {
        if holds(part, worker)? == outcome {
            return Ok(outcome);
        }
    }
    Ok(!outcome)
}

fn compare_texts(text: &str, operator: Operator, value: &str) -> Result<bool, Nonsense> {
    match operator {
        Operator::Equal => Ok(text == value),
        Operator::NotEqual => Ok(text != value),
        Operator::StartsWith => Ok(text.starts_with(value)),
        Operator::NotStartsWith => Ok(!text.starts_with(value)),
        Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::In
        | Operator::NotIn
        | Operator::Unserved(_) => Err(Nonsense),
    }
}

fn compare_times(at: i64, operator: Operator, value: i64) -> Result<bool, Nonsense> {
    match operator {
        Operator::Equal => Ok(at == value),
        Operator::NotEqual => Ok(at != value),
        Operator::Less => Ok(at < value),
        Operator::LessOrEqual => Ok(at <= value),
        Operator::Greater => Ok(at > value),
        Operator::GreaterOrEqual => Ok(at >= value),
        Operator::StartsWith | Operator::NotStartsWith | Operator::In | Operator::NotIn | Operator::Unserved(_) => {
            Err(Nonsense)
        }
    }
}

fn literal_text(expr: &Expr) -> Result<&str, Nonsense> {
    match expr {
        Expr::Literal(Literal::Text(text)) if !text.is_empty() => Ok(text),
        _ => Err(Nonsense),
    }
}

/// A time as RFC 3339 has it, or nanoseconds since 1970.
fn literal_time(expr: &Expr) -> Result<i64, Nonsense> {
    match expr {
        Expr::Literal(Literal::Text(text)) => time::moment(text).ok_or(Nonsense),
        Expr::Literal(Literal::Integer(number)) => number.parse().map_err(|_| Nonsense),
        _ => Err(Nonsense),
    }
}

fn field<'a>(expr: &Expr, worker: &'a WorkerHeartbeat) -> Result<Field<'a>, Nonsense> {
    let Expr::Name(name) = expr else {
        return Err(Nonsense);
    };
    let host = worker.host_info.as_ref();
    let version = worker.deployment_version.as_ref();
    let text = match name.as_str() {
        "WorkerInstanceKey" => &worker.worker_instance_key,
        "WorkerIdentity" => &worker.worker_identity,
        "TaskQueue" => &worker.task_queue,
        "SdkName" => &worker.sdk_name,
        "SdkVersion" => &worker.sdk_version,
        "HostName" => host.map_or("", |host| &host.host_name),
        "DeploymentName" => version.map_or("", |version| &version.deployment_name),
        "BuildId" => version.map_or("", |version| &version.build_id),
        "WorkerStatus" | "Status" => status(worker),
        "StartTime" => return Ok(Field::Time(nanoseconds(worker.start_time))),
        "HeartbeatTime" => return Ok(Field::Time(nanoseconds(worker.heartbeat_time))),
        _ => return Err(Nonsense),
    };
    Ok(Field::Text(text))
}

fn status(worker: &WorkerHeartbeat) -> &'static str {
    use everloop_proto::enums::v1::WorkerStatus;
    match worker.status() {
        WorkerStatus::Unspecified => "Unspecified",
        WorkerStatus::Running => "Running",
        WorkerStatus::ShuttingDown => "ShuttingDown",
        WorkerStatus::Shutdown => "Shutdown",
    }
}

fn nanoseconds(at: Option<prost_types::Timestamp>) -> i64 {
    at.map_or(0, |at| Timestamp::from(at).nanos())
}

#[cfg(test)]
mod tests {
    use everloop_proto::worker::v1::WorkerHostInfo;

    use super::*;

    /// Which of a worker that reports a good deal and one that reports little a filter means.
    fn meant(text: &str) -> [bool; 2] {
        let host = WorkerHostInfo {
            host_name: "h".to_owned(),
            ..WorkerHostInfo::default()
        };
        let full = WorkerHeartbeat {
            task_queue: "q1".to_owned(),
            status: 1,
            host_info: Some(host),
            // The first second of 2026.
            start_time: Some(prost_types::Timestamp {
                seconds: 1_767_225_600,
                nanos: 0,
            }),
            ..WorkerHeartbeat::default()
        };
        let bare = WorkerHeartbeat {
            task_queue: "q2".to_owned(),
            ..WorkerHeartbeat::default()
        };
        let filter = Filter::parse(text).unwrap();
        [filter.holds(&full), filter.holds(&bare)]
    }

    #[test]
    fn texts_and_times_are_compared() {
        for (text, expected) in [
            ("", [true, true]),
            ("TaskQueue = 'q1'", [true, false]),
            ("`TaskQueue` <> \"q1\"", [false, true]),
            ("TaskQueue STARTS_WITH 'q'", [true, true]),
            ("TaskQueue NOT STARTS_WITH 'q'", [false, false]),
            ("Status = 'Running' AND WorkerStatus != 'ShuttingDown'", [true, false]),
            ("Status = 'Unspecified'", [false, true]),
            ("HostName IS NULL", [false, true]),
            ("HostName IS NOT NULL", [true, false]),
            ("HostName != 'x'", [true, true]),
            ("StartTime = '2026-01-01T02:00:00+02:00'", [true, false]),
            ("StartTime = 1767225600000000000", [true, false]),
            ("StartTime > -5", [true, true]),
            ("StartTime < '2025-01-01T00:00:00Z'", [false, true]),
            (
                "StartTime BETWEEN '2025-01-01T00:00:00Z' AND 1767225600000000000",
                [true, false],
            ),
            ("HeartbeatTime IS NULL", [true, true]),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
    }

    #[test]
    fn nonsense_leaves_a_worker_out_unless_it_was_decided_before() {
        for (text, expected) in [
            ("Nope = 'x'", [false, false]),
            ("Nope IS NULL", [false, false]),
            ("TaskQueue = 'q1' OR Nope = 'x'", [true, false]),
            ("Nope = 'x' OR TaskQueue = 'q1'", [false, false]),
            ("TaskQueue = 'q1' AND NOT TaskQueue = 'zz'", [false, false]),
            ("TaskQueue IN ('q1')", [false, false]),
            ("TaskQueue > 'a'", [false, false]),
            ("HostName = ''", [false, false]),
            ("TaskQueue = 5", [false, false]),
            ("StartTime > 1.5", [false, false]),
            ("StartTime != 'garbage'", [false, false]),
            ("StartTime NOT BETWEEN 5 AND 10", [false, false]),
            ("TaskQueue", [false, false]),
            ("1 = 1", [false, false]),
            ("taskqueue = 'q1'", [false, false]),
            ("TaskQueue = 'q1' ORDER BY Nope", [true, false]),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_sentence_is_refused() {
        for (text, expected) in [
            ("=", "malformed query: syntax error at position 29"),
            ("TaskQueue='q1' AND", "malformed query: syntax error at position 46"),
            (
                "GROUP BY x",
                "malformed query: syntax error at position 33 near 'group'",
            ),
            ("  ", "malformed query: syntax error at position 1"),
            ("TaskQueue='q1' LIMIT 1", "operation is not supported: 'limit' clause"),
        ] {
            assert_eq!(Filter::parse(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
