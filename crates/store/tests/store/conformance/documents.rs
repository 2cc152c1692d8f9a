//! Documents: what belongs to no execution.

use bytes::Bytes;
use everloop_store::{Batch, Document};

use super::on_each;

#[test]
fn documents_are_listed_by_kind() {
    on_each(|store| {
        let document = |kind, id: &str, value: Option<&'static str>| Document {
            kind,
            id: id.to_owned(),
            value: value.map(|text| Bytes::from_static(text.as_bytes())),
        };
        let documents = vec![
            document(1, "b", Some("2")),
            document(1, "a", Some("1")),
            document(2, "c", Some("3")),
            document(1, "d", Some("4")),
        ];
        store
            .commit(&Batch {
                documents,
                ..Batch::default()
            })
            .unwrap();
        store
            .commit(&Batch {
                documents: vec![document(1, "d", None)],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(
            store.documents(1, "", 10).unwrap(),
            [document(1, "a", Some("1")), document(1, "b", Some("2"))]
        );
        assert_eq!(store.documents(1, "a", 10).unwrap(), [document(1, "b", Some("2"))]);
        assert_eq!(store.documents(1, "", 1).unwrap(), [document(1, "a", Some("1"))]);
        assert_eq!(store.documents(3, "", 10).unwrap(), []);
        assert_eq!(store.document(1, "b").unwrap().as_deref(), Some(&b"2"[..]));
        assert_eq!(store.document(1, "c").unwrap(), None, "it is of another kind");
    });
}
