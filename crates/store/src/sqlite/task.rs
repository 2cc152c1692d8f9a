//! Reading and writing the tasks that wait. Each statement is one range of their table.

use rusqlite::{Connection, Result, Row, Transaction, params};

use super::count;
use crate::{Placed, Queue, Task, Waiting};

pub(super) fn write(transaction: &Transaction<'_>, tasks: &[Task]) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    let mut put = transaction.prepare_cached(
        "INSERT OR REPLACE INTO tasks (namespace, kind, name, place, key, since, id, attempt, stamp)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut remove = transaction
        .prepare_cached("DELETE FROM tasks WHERE namespace = ?1 AND kind = ?2 AND name = ?3 AND place = ?4")?;
    for Task { queue, place, value } in tasks {
        let (namespace, kind, name) = (queue.namespace, queue.kind, queue.name.as_ref());
        match value {
            Some(waiting) => put.execute(params![
                namespace,
                kind,
                name,
                place,
                waiting.key,
                waiting.since,
                waiting.id,
                waiting.attempt,
                waiting.stamp,
            ])?,
            None => remove.execute(params![namespace, kind, name, place])?,
        };
    }
    Ok(())
}

pub(super) fn tasks(connection: &Connection, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>> {
    connection
        .prepare_cached(
            "SELECT place, key, since, id, attempt, stamp FROM tasks
             WHERE namespace = ?1 AND kind = ?2 AND name = ?3 AND place > ?4 ORDER BY place LIMIT ?5",
        )?
        .query_map(
            params![queue.namespace, queue.kind, queue.name.as_ref(), after, count(limit)],
            |row| Ok((row.get(0)?, waiting(row)?)),
        )?
        .collect()
}

pub(super) fn tasks_after(connection: &Connection, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>> {
    // No namespace has a number below zero.
    let (namespace, kind, name, place) = after.map_or((-1, 0, "", 0), |(queue, place)| {
        (i64::from(queue.namespace), queue.kind, queue.name.as_ref(), *place)
    });
    connection
        .prepare_cached(
            "SELECT place, key, since, id, attempt, stamp, namespace, kind, name FROM tasks
             WHERE (namespace, kind, name, place) > (?1, ?2, ?3, ?4)
             ORDER BY namespace, kind, name, place LIMIT ?5",
        )?
        .query_map(params![namespace, kind, name, place, count(limit)], |row| {
            let queue = Queue {
                namespace: row.get(6)?,
                kind: row.get(7)?,
                name: row.get::<_, String>(8)?.into(),
            };
            Ok(((queue, row.get(0)?), waiting(row)?))
        })?
        .collect()
}

fn waiting(row: &Row<'_>) -> Result<Waiting> {
    Ok(Waiting {
        key: row.get(1)?,
        since: row.get(2)?,
        id: row.get(3)?,
        attempt: row.get(4)?,
        stamp: row.get(5)?,
    })
}

pub(super) fn tasks_count(connection: &Connection, queue: &Queue, after: i64) -> Result<usize> {
    let found: i64 = connection
        .prepare_cached("SELECT count(*) FROM tasks WHERE namespace = ?1 AND kind = ?2 AND name = ?3 AND place > ?4")?
        .query_row(
            params![queue.namespace, queue.kind, queue.name.as_ref(), after],
            |row| row.get(0),
        )?;
    Ok(usize::try_from(found).unwrap_or(0))
}

pub(super) fn last_task(connection: &Connection, queue: &Queue, until: i64) -> Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT max(place) FROM tasks WHERE namespace = ?1 AND kind = ?2 AND name = ?3 AND place <= ?4",
        )?
        .query_row(
            params![queue.namespace, queue.kind, queue.name.as_ref(), until],
            |row| row.get(0),
        )
}
