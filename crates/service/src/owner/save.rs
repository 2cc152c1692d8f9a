//! The commit: everything that is unsaved in one batch.

use std::time::Duration;

use everloop_store::Document;

use super::Owner;

/// How long something that may be decided again stays in memory only.
const SAVE_WITHIN: Duration = Duration::from_millis(20);

impl Owner {
    pub(super) fn save_document(&mut self, document: Document) {
        self.documents.push(document);
        self.must_save = true;
    }

    /// Commits what is unsaved. After an error nothing that was decided may leave.
    pub(super) fn save(&mut self) -> Result<(), everloop_store::Error> {
        self.must_save = false;
        self.save_by = None;
        self.batch.clear();
        self.batch.documents.append(&mut self.documents);
        self.batch.attributes_dropped.append(&mut self.attributes_dropped);
        for key in self.executions.take_unsaved() {
            if let Some(slot) = self.executions.get_mut(key) {
                slot.write(key, &self.limits.search_attributes, &mut self.batch);
            }
        }
        self.backlog.write(&mut self.batch);
        self.batch.removed.append(&mut self.removal.keys);
        self.batch.attributes.append(&mut self.removal.attributes);
        let began = self.meters.start();
        self.store.commit(&self.batch)?;
        self.meters.committed(began, &self.batch);
        self.schedules.saved();
        self.executions.shrink();
        Ok(())
    }

    /// Sees to it that a commit comes soon, if there is anything to commit.
    pub(super) fn save_later(&mut self) {
        if self.save_by.is_none() && (self.executions.has_unsaved() || self.backlog.has_unsaved()) {
            self.save_by = Some(self.patience + SAVE_WITHIN);
        }
        if !self.executions.has_unsaved() {
            self.executions.shrink();
        }
    }
}
