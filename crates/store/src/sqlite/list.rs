//! Reading lists: each read is one range of one index.

use std::ops::Bound;

use rusqlite::{
    Connection, Result, ToSql, params,
    types::{ToSqlOutput, ValueRef},
};

use super::count;
use crate::{Key, Listed, Place, Range, Value, list::OPEN};

impl ToSql for Value {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Double(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

pub(super) fn listed(connection: &Connection, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>> {
    let first = Place {
        closed: range.closed_to,
        started: i64::MAX,
        key: Key::MAX,
    };
    let after = range.after.map_or(first, |after| after.min(first));
    connection
        .prepare_cached(
            "SELECT closed, started, key, status, hidden FROM executions
             WHERE kind = ?1 AND (closed, started, key) < (?2, ?3, ?4) AND closed >= ?5
             ORDER BY closed DESC, started DESC, key DESC LIMIT ?6",
        )?
        .query_map(
            params![
                kind,
                after.closed,
                after.started,
                after.key,
                range.closed_from,
                count(limit)
            ],
            |row| {
                let place = Place {
                    closed: row.get(0)?,
                    started: row.get(1)?,
                    key: row.get(2)?,
                };
                Ok(Listed {
                    place,
                    status: row.get(3)?,
                    hidden: row.get(4)?,
                })
            },
        )?
        .collect()
}

pub(super) fn open_count(connection: &Connection, kind: u32) -> Result<usize> {
    let found: i64 = connection
        .prepare_cached("SELECT count(*) FROM executions WHERE kind = ?1 AND closed = ?2")?
        .query_row(params![kind, OPEN], |row| row.get(0))?;
    Ok(usize::try_from(found).unwrap_or(0))
}

pub(super) fn closed_before(connection: &Connection, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>> {
    connection
        .prepare_cached(
            "SELECT key FROM executions WHERE kind = ?1 AND closed < ?2 ORDER BY closed, started, key LIMIT ?3",
        )?
        .query_map(params![kind, before, count(limit)], |row| row.get(0))?
        .collect()
}

pub(super) fn runs(
    connection: &Connection,
    namespace: u32,
    from: Bound<&str>,
    to: Bound<&str>,
    limit: usize,
) -> Result<Vec<Key>> {
    let ((above, from), (below, to)) = (lower(from), upper(to));
    let sql = format!(
        "SELECT key FROM runs WHERE namespace = ?1{}{} ORDER BY workflow_id, key LIMIT ?4",
        bound("workflow_id", above, 2),
        bound("workflow_id", below, 3)
    );
    connection
        .prepare_cached(&sql)?
        .query_map(params![namespace, from, to, count(limit)], |row| row.get(0))?
        .collect()
}

pub(super) fn attributed(
    connection: &Connection,
    number: u32,
    from: Bound<&Value>,
    to: Bound<&Value>,
    limit: usize,
) -> Result<Vec<Key>> {
    let ((above, from), (below, to)) = (lower(from), upper(to));
    let sql = format!(
        "SELECT key FROM attributes WHERE number = ?1{}{} ORDER BY value, key LIMIT ?4",
        bound("value", above, 2),
        bound("value", below, 3)
    );
    connection
        .prepare_cached(&sql)?
        .query_map(params![number, from, to, count(limit)], |row| row.get(0))?
        .collect()
}

/// The condition of a bound. One without an end still takes its parameter, which must not be missing.
fn bound(column: &str, operator: Option<&str>, parameter: usize) -> String {
    match operator {
        Some(operator) => format!(" AND {column} {operator} ?{parameter}"),
        None => format!(" AND ?{parameter} IS NULL"),
    }
}

fn lower<T>(bound: Bound<T>) -> (Option<&'static str>, Option<T>) {
    match bound {
        Bound::Included(value) => (Some(">="), Some(value)),
        Bound::Excluded(value) => (Some(">"), Some(value)),
        Bound::Unbounded => (None, None),
    }
}

fn upper<T>(bound: Bound<T>) -> (Option<&'static str>, Option<T>) {
    match bound {
        Bound::Included(value) => (Some("<="), Some(value)),
        Bound::Excluded(value) => (Some("<"), Some(value)),
        Bound::Unbounded => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each read must be one range of one index, and read nothing but the index.
    #[test]
    fn reads_are_ranges_of_an_index() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        let plan = |sql: &str| -> String {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let parameters = vec![1; statement.parameter_count()];
            let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3));
            rows.unwrap().map(Result::unwrap).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            plan(
                "SELECT closed, started, key, status, hidden FROM executions
                 WHERE kind = ?1 AND (closed, started, key) < (?2, ?3, ?4) AND closed >= ?5
                 ORDER BY closed DESC, started DESC, key DESC LIMIT ?6"
            ),
            "SEARCH executions USING COVERING INDEX executions_listed (kind=? AND closed>? AND (closed,started)<(?,?))"
        );
        assert_eq!(
            plan("SELECT key FROM executions WHERE kind = ?1 AND closed < ?2 ORDER BY closed, started, key LIMIT ?3"),
            "SEARCH executions USING COVERING INDEX executions_listed (kind=? AND closed<?)"
        );
        assert_eq!(
            plan("SELECT key FROM runs WHERE namespace = ?1 AND workflow_id >= ?2 ORDER BY workflow_id, key LIMIT ?4"),
            "SEARCH runs USING PRIMARY KEY (namespace=? AND workflow_id>?)"
        );
        assert_eq!(
            plan(
                "SELECT key FROM attributes WHERE number = ?1 AND value >= ?2 AND value <= ?3 ORDER BY value, key LIMIT ?4"
            ),
            "SEARCH attributes USING PRIMARY KEY (number=? AND value>? AND value<?)"
        );
    }
}
