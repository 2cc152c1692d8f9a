//! The one transaction: everything in a batch, in the order that [`Batch`] documents.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{position, task};
use crate::list::OPEN;
use crate::{Batch, History, Item, Key, NewExecution, State};

pub(super) enum Failure {
    Sqlite(rusqlite::Error),
    NoExecution(Key),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

pub(super) fn commit(connection: &mut Connection, batch: &Batch) -> Result<(), Failure> {
    // Dropped without commit, the transaction is rolled back.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    create(&transaction, &batch.created)?;
    if !batch.currents.is_empty() {
        let mut statement = transaction
            .prepare_cached("INSERT OR IGNORE INTO runs (namespace, workflow_id, key) VALUES (?1, ?2, ?3)")?;
        for current in &batch.currents {
            statement.execute(params![current.namespace, current.workflow_id, current.key])?;
        }
    }
    update(&transaction, &batch.updated)?;
    items(&transaction, &batch.items)?;
    history(&transaction, &batch.history)?;
    task::write(&transaction, &batch.tasks)?;
    attributes(&transaction, batch)?;
    for document in &batch.documents {
        match &document.value {
            Some(value) => transaction
                .prepare_cached("INSERT OR REPLACE INTO documents (kind, id, value) VALUES (?1, ?2, ?3)")?
                .execute(params![document.kind, document.id, value.as_ref()])?,
            None => transaction
                .prepare_cached("DELETE FROM documents WHERE kind = ?1 AND id = ?2")?
                .execute(params![document.kind, document.id])?,
        };
    }
    for key in &batch.removed {
        remove(&transaction, *key)?;
    }
    Ok(transaction.commit()?)
}

fn create(transaction: &Transaction<'_>, created: &[NewExecution]) -> Result<(), Failure> {
    if created.is_empty() {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO executions
         (key, namespace, workflow_id, run_id, kind, status, started, closed, hidden, deadline, core)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for NewExecution { key, name, state } in created {
        statement.execute(params![
            key,
            name.namespace,
            name.workflow_id,
            name.run_id,
            name.kind,
            state.status,
            state.started,
            state.closed.unwrap_or(OPEN),
            state.hidden,
            state.deadline,
            state.core.as_ref(),
        ])?;
    }
    Ok(())
}

fn update(transaction: &Transaction<'_>, updated: &[(Key, State)]) -> Result<(), Failure> {
    if updated.is_empty() {
        return Ok(());
    }
    // What lists are read from is left alone by nearly all updates; SQLite would write it again if it were named.
    let mut unlisted = transaction.prepare_cached(
        "UPDATE executions SET deadline = ?5, core = ?6
         WHERE key = ?1 AND status = ?2 AND closed = ?3 AND hidden = ?4",
    )?;
    let mut all = transaction.prepare_cached(
        "UPDATE executions SET status = ?2, closed = ?3, hidden = ?4, deadline = ?5, core = ?6
         WHERE key = ?1",
    )?;
    for (key, state) in updated {
        let parameters = params![
            key,
            state.status,
            state.closed.unwrap_or(OPEN),
            state.hidden,
            state.deadline,
            state.core.as_ref(),
        ];
        if unlisted.execute(parameters)? == 0 && all.execute(parameters)? == 0 {
            return Err(Failure::NoExecution(*key));
        }
    }
    Ok(())
}

fn items(transaction: &Transaction<'_>, items: &[Item]) -> Result<(), Failure> {
    if items.is_empty() {
        return Ok(());
    }
    let mut put = transaction.prepare_cached(
        "INSERT INTO items (position, value) VALUES (?1, ?2)
         ON CONFLICT (position) DO UPDATE SET value = excluded.value",
    )?;
    let mut remove = transaction.prepare_cached("DELETE FROM items WHERE position = ?1")?;
    for Item { key, kind, id, value } in items {
        let position = position::of_item(*key, *kind, *id);
        match value {
            Some(value) => put.execute(params![position, value.as_ref()])?,
            None => remove.execute([position])?,
        };
    }
    Ok(())
}

fn history(transaction: &Transaction<'_>, history: &[History]) -> Result<(), Failure> {
    if history.is_empty() {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached("INSERT INTO history (position, events) VALUES (?1, ?2)")?;
    for History {
        key,
        first_event_id,
        events,
    } in history
    {
        statement.execute(params![position::of_event(*key, *first_event_id), events.as_ref()])?;
    }
    Ok(())
}

fn attributes(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), Failure> {
    for number in &batch.attributes_dropped {
        transaction
            .prepare_cached("DELETE FROM attributes WHERE number = ?1")?
            .execute([number])?;
    }
    if batch.attributes.is_empty() {
        return Ok(());
    }
    let mut put =
        transaction.prepare_cached("INSERT OR IGNORE INTO attributes (number, value, key) VALUES (?1, ?2, ?3)")?;
    let mut remove =
        transaction.prepare_cached("DELETE FROM attributes WHERE number = ?1 AND value = ?2 AND key = ?3")?;
    for attribute in &batch.attributes {
        let statement = if attribute.present { &mut put } else { &mut remove };
        statement.execute(params![attribute.number, attribute.value, attribute.key])?;
    }
    Ok(())
}

fn remove(transaction: &Transaction<'_>, key: Key) -> Result<(), Failure> {
    transaction
        .prepare_cached(
            "DELETE FROM runs WHERE key = ?1 AND (namespace, workflow_id) =
             (SELECT namespace, workflow_id FROM executions WHERE key = ?1)",
        )?
        .execute([key])?;
    let (history, items) = (position::of_history(key), position::of_items(key));
    transaction
        .prepare_cached("DELETE FROM history WHERE position >= ?1 AND position < ?2")?
        .execute([history.start, history.end])?;
    transaction
        .prepare_cached("DELETE FROM items WHERE position >= ?1 AND position < ?2")?
        .execute([items.start, items.end])?;
    transaction
        .prepare_cached("DELETE FROM executions WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}

/// Shortens the file by free pages, if there are more than are to be kept; whether some of these remain.
pub(super) fn reclaim(connection: &Connection, pages: usize, kept: u32) -> rusqlite::Result<bool> {
    let free: i64 = connection.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
    let wanted = free - i64::from(kept);
    let pages = i64::try_from(pages).unwrap_or(i64::MAX).min(wanted);
    if pages > 0 {
        connection.execute_batch(&format!("PRAGMA incremental_vacuum({pages})"))?;
    }
    Ok(wanted > pages)
}
