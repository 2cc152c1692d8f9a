//! The reads, one prepared statement each.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::{blob, count, position};
use crate::list::OPEN;
use crate::{Document, Execution, History, Key, Name, State};

pub(super) fn last_key(connection: &Connection) -> Result<Key> {
    connection.query_row("SELECT coalesce(max(key), 0) FROM executions", [], |row| row.get(0))
}

pub(super) fn execution(connection: &Connection, key: Key) -> Result<Option<Execution>> {
    head(connection, key, position::KINDS_END)
}

pub(super) fn head(connection: &Connection, key: Key, kinds_end: u8) -> Result<Option<Execution>> {
    let found = connection
        .prepare_cached(
            "SELECT namespace, workflow_id, run_id, kind, status, started, closed, hidden, deadline, core
             FROM executions WHERE key = ?1",
        )?
        .query_row([key], |row| {
            let name = Name {
                namespace: row.get(0)?,
                workflow_id: row.get(1)?,
                run_id: row.get(2)?,
                kind: row.get(3)?,
            };
            let state = State {
                status: row.get(4)?,
                started: row.get(5)?,
                closed: Some(row.get(6)?).filter(|closed| *closed != OPEN),
                hidden: row.get(7)?,
                deadline: row.get(8)?,
                core: blob(row, 9)?,
            };
            Ok((name, state))
        })
        .optional()?;
    let Some((name, state)) = found else { return Ok(None) };
    Ok(Some(Execution {
        name,
        state,
        items: items(connection, key, kinds_end)?,
    }))
}

fn items(connection: &Connection, key: Key, kinds_end: u8) -> Result<Vec<(u8, i64, Bytes)>> {
    let range = position::of_items_below(key, kinds_end);
    connection
        .prepare_cached("SELECT position, value FROM items WHERE position >= ?1 AND position < ?2 ORDER BY position")?
        .query_map([range.start, range.end], |row| {
            let (kind, id) = position::to_item(row.get(0)?);
            Ok((kind, id, blob(row, 1)?))
        })?
        .collect()
}

pub(super) fn run(connection: &Connection, run_id: &str) -> Result<Option<Key>> {
    connection
        .prepare_cached("SELECT key FROM executions WHERE run_id = ?1")?
        .query_row([run_id], |row| row.get(0))
        .optional()
}

pub(super) fn current(connection: &Connection, namespace: u32, workflow_id: &str) -> Result<Option<Key>> {
    connection
        .prepare_cached("SELECT key FROM runs WHERE namespace = ?1 AND workflow_id = ?2 ORDER BY key DESC LIMIT 1")?
        .query_row(params![namespace, workflow_id], |row| row.get(0))
        .optional()
}

fn batch(row: &Row<'_>) -> Result<History> {
    let (key, first_event_id) = position::to_event(row.get(0)?);
    Ok(History {
        key,
        first_event_id,
        events: blob(row, 1)?,
    })
}

pub(super) fn history(connection: &Connection, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>> {
    let range = position::of_history(key);
    let from = position::up_to_event(key, from_event_id);
    connection
        .prepare_cached(
            "SELECT position, events FROM history
             WHERE position >= coalesce((SELECT max(position) FROM history WHERE position BETWEEN ?1 AND ?2), ?2)
               AND position < ?3
             ORDER BY position LIMIT ?4",
        )?
        .query_map([range.start, from, range.end, count(limit)], batch)?
        .collect()
}

pub(super) fn history_descending(
    connection: &Connection,
    key: Key,
    from_event_id: i64,
    limit: usize,
) -> Result<Vec<History>> {
    let from = position::up_to_event(key, from_event_id);
    connection
        .prepare_cached(
            "SELECT position, events FROM history WHERE position BETWEEN ?1 AND ?2 ORDER BY position DESC LIMIT ?3",
        )?
        .query_map([position::of_history(key).start, from, count(limit)], batch)?
        .collect()
}

pub(super) fn due(
    connection: &Connection,
    (deadline, key): (i64, Key),
    until: i64,
    limit: usize,
) -> Result<Vec<(i64, Key)>> {
    if deadline >= until {
        return Ok(Vec::new());
    }
    // In two parts, each a range of the index: many may have one and the same deadline.
    let mut due: Vec<(i64, Key)> = connection
        .prepare_cached(SAME_DEADLINE)?
        .query_map([deadline, key, count(limit)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_>>()?;
    let later = connection
        .prepare_cached(LATER_DEADLINES)?
        .query_map([deadline, until, count(limit - due.len())], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<Vec<_>>>()?;
    due.extend(later);
    Ok(due)
}

const SAME_DEADLINE: &str = "SELECT deadline, key FROM executions WHERE deadline = ?1 AND key > ?2
     ORDER BY key LIMIT ?3";
const LATER_DEADLINES: &str = "SELECT deadline, key FROM executions WHERE deadline > ?1 AND deadline < ?2
     ORDER BY deadline, key LIMIT ?3";

pub(super) fn document(connection: &Connection, kind: u8, id: &str) -> Result<Option<Bytes>> {
    connection
        .prepare_cached("SELECT value FROM documents WHERE kind = ?1 AND id = ?2")?
        .query_row(params![kind, id], |row| blob(row, 0))
        .optional()
}

pub(super) fn documents(connection: &Connection, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>> {
    connection
        .prepare_cached("SELECT id, value FROM documents WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3")?
        .query_map(params![kind, after, count(limit)], |row| {
            Ok(Document {
                kind,
                id: row.get(0)?,
                value: Some(blob(row, 1)?),
            })
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The store asks for deadlines all the time, however many there are.
    #[test]
    fn deadlines_are_ranges_of_their_index() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        for (sql, range) in [
            (SAME_DEADLINE, "(deadline=? AND rowid>?)"),
            (LATER_DEADLINES, "(deadline>? AND deadline<?)"),
        ] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: String = statement.query_row([1, 1, 1], |row| row.get(3)).unwrap();
            assert_eq!(
                plan,
                format!("SEARCH executions USING COVERING INDEX executions_by_deadline {range}")
            );
        }
    }
}
