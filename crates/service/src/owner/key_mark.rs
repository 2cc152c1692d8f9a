//! Keys of executions are never given twice, though the store knows only those of executions that are there: when the one with
//! the greatest key is removed, the key is noted. A task that still waits for the removed one must not find another.

use everloop_store::{Document, Error, Key, Store};

/// The kind of the one document, and its id.
const KIND: u8 = 41;
const ID: &str = "last";

/// The greatest key that was ever given.
pub(super) fn last_key(store: &dyn Store) -> Result<Key, Error> {
    let noted = store.document(KIND, ID)?;
    let noted = noted.and_then(|value| value.as_ref().try_into().map(Key::from_le_bytes).ok());
    Ok(store.last_key()?.max(noted.unwrap_or(0)))
}

/// What keeps a key from being given again.
pub(super) fn note(key: Key) -> Document {
    Document {
        kind: KIND,
        id: ID.to_owned(),
        value: Some(key.to_le_bytes().to_vec().into()),
    }
}

#[cfg(test)]
mod tests {
    use everloop_store::{Batch, memory::Memory};

    use super::*;

    #[test]
    fn a_noted_key_is_the_last() {
        let mut store = Memory::new();
        assert_eq!(last_key(&store).unwrap(), 0);
        let documents = vec![note(77)];
        let batch = Batch {
            documents,
            ..Batch::default()
        };
        store.commit(&batch).unwrap();
        assert_eq!(last_key(&store).unwrap(), 77);
    }
}
