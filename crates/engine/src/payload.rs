//! The few payloads that the engine itself writes.

use everloop_proto::common::v1::Payload;

/// A JSON string.
pub(crate) fn json_text(text: &str) -> Payload {
    Payload {
        metadata: [("encoding".to_owned(), "json/plain".into())].into(),
        data: quoted(text).into(),
        ..Payload::default()
    }
}

/// A list of texts as a search attribute holds it.
pub(crate) fn keyword_list(texts: impl IntoIterator<Item = String>) -> Payload {
    let texts: Vec<String> = texts.into_iter().collect();
    Payload {
        metadata: [
            ("encoding".to_owned(), "json/plain".into()),
            ("type".to_owned(), "KeywordList".into()),
        ]
        .into(),
        data: serde_json::json!(texts).to_string().into(),
        ..Payload::default()
    }
}

/// The value of a search attribute of a type whose values are JSON strings.
pub(crate) fn search_attribute(kind: &'static str, text: &str) -> Payload {
    let mut payload = json_text(text);
    payload.metadata.insert("type".to_owned(), kind.into());
    payload
}

fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if u32::from(control) < 0x20 => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(quoted("a\"b\\c\nd é"), r#""a\"b\\c\u000ad é""#);
    }
}
