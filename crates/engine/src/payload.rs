//! The few payloads that the engine itself writes.

use everloop_proto::common::v1::Payload;

/// A JSON string without characters that need escaping.
pub(crate) fn json_text(text: &str) -> Payload {
    Payload {
        metadata: [("encoding".to_owned(), "json/plain".into())].into(),
        data: format!("\"{text}\"").into(),
        ..Payload::default()
    }
}
