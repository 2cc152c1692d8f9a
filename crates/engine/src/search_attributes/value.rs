//! What a payload says, as the type of its attribute reads it.

use std::collections::BTreeMap;

use everloop_proto::common::v1::Payload;
use serde_json::Value as Json;

use super::{Kind, Registry};
use crate::filter::time;

/// One value of an attribute. A keyword list has several, a text one per word.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Numbers, times in nanoseconds since the epoch, and booleans as 0 and 1.
    Int(i64),
    Double(f64),
    Text(String),
}

/// Why a payload is not a value: what is shown of it.
pub(super) struct Unfit(pub(super) String);

/// The values of a payload. None at all: the attribute is not set, or is removed.
pub(super) fn decode(payload: &Payload, kind: Kind) -> Result<Vec<Value>, Unfit> {
    let encoding = payload.metadata.get("encoding").map(|encoding| &encoding[..]);
    let json = match encoding {
        Some(b"binary/null") => return Ok(Vec::new()),
        Some(b"json/plain") => serde_json::from_slice::<Json>(&payload.data).ok(),
        _ => None,
    };
    let Some(json) = json else {
        return Err(Unfit(format!("value from <{}>", proto_text(payload))));
    };
    let unfit = || Unfit(plain(&json));
    match &json {
        Json::Null => Ok(Vec::new()),
        Json::Array(items) if items.is_empty() => Ok(Vec::new()),
        Json::Array(items) if kind == Kind::KeywordList => {
            let texts = items
                .iter()
                .map(|item| item.as_str().map(|text| Value::Text(text.to_owned())));
            texts.collect::<Option<_>>().ok_or_else(unfit)
        }
        // Wire: a list of one is taken for its item.
        Json::Array(items) if items.len() == 1 => one(&items[0], kind).map(|value| vec![value]).ok_or_else(unfit),
        _ if kind == Kind::KeywordList => Err(unfit()),
        _ => one(&json, kind).map(|value| vec![value]).ok_or_else(unfit),
    }
}

fn one(json: &Json, kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Text | Kind::Keyword | Kind::KeywordList => Value::Text(json.as_str()?.to_owned()),
        Kind::Int => Value::Int(json.as_i64()?),
        Kind::Double => Value::Double(json.as_f64()?),
        Kind::Bool => Value::Int(i64::from(json.as_bool()?)),
        Kind::Datetime => Value::Int(time::moment(json.as_str()?)?),
    })
}

/// The values of an execution's attributes as an index holds them: by the attribute's number, a text as its words.
#[must_use]
pub fn index_values(registry: &Registry, namespace: &str, fields: &BTreeMap<String, Payload>) -> Vec<(u32, Value)> {
    let mut values = Vec::new();
    for (name, payload) in fields {
        let Some(attribute) = registry.find(namespace, name) else {
            continue;
        };
        let Ok(decoded) = decode(payload, attribute.kind) else {
            continue;
        };
        for value in decoded {
            match value {
                Value::Text(text) if attribute.kind == Kind::Text => {
                    values.extend(words(&text).map(|word| (attribute.number, Value::Text(word))));
                }
                value => values.push((attribute.number, value)),
            }
        }
    }
    values
}

/// The texts of a list of keywords.
pub(crate) fn texts(list: &Payload) -> Vec<String> {
    let values = decode(list, Kind::KeywordList).unwrap_or_default();
    let texts = values.into_iter().filter_map(|value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

/// The words of a text, in lower case and without accents, which is how texts are compared.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).map(without_accent).collect())
}

/// The letters of Latin-1 without what is written above or below them.
fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// The attributes with the type of each in its payload's metadata, as readers expect them.
#[must_use]
pub fn type_marked(
    registry: &Registry,
    namespace: &str,
    fields: &BTreeMap<String, Payload>,
) -> BTreeMap<String, Payload> {
    let mut marked = fields.clone();
    mark_types(registry, namespace, &mut marked);
    marked
}

/// Adds the type of each attribute to its payload's metadata where it is missing.
pub(crate) fn mark_types(registry: &Registry, namespace: &str, fields: &mut BTreeMap<String, Payload>) {
    for (name, payload) in fields {
        if let Some(attribute) = registry.find(namespace, name) {
            let kind = || attribute.kind.name().into();
            payload.metadata.entry("type".to_owned()).or_insert_with(kind);
        }
    }
}

/// JSON as Go prints it, which the official texts do.
fn plain(json: &Json) -> String {
    match json {
        Json::Null => "<nil>".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.as_f64().map_or_else(|| number.to_string(), float),
        Json::String(text) => text.clone(),
        Json::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(" ")),
        Json::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| format!("{key}:{}", plain(value)))
                .collect();
            format!("map[{}]", fields.join(" "))
        }
    }
}

/// A number with as many digits as it needs, and with an exponent where Go would write one.
pub(crate) fn float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

fn proto_text(payload: &Payload) -> String {
    let quoted = |bytes: &[u8]| format!("{:?}", String::from_utf8_lossy(bytes));
    let mut parts: Vec<_> = payload
        .metadata
        .iter()
        .map(|(key, value)| format!("metadata:{{key:{key:?}  value:{}}}", quoted(value)))
        .collect();
    if !payload.data.is_empty() {
        parts.push(format!("data:{}", quoted(&payload.data)));
    }
    parts.join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_printed_as_go_does() {
        for (value, text) in [
            (1.5, "1.5"),
            (3.0, "3"),
            (1_577_923_200.5, "1.5779232005e+09"),
            (0.000_01, "1e-05"),
            (123_456.0, "123456"),
            (1_234_567.0, "1.234567e+06"),
        ] {
            assert_eq!(float(value), text);
        }
    }

    #[test]
    fn words_are_lower_case_and_plain() {
        assert_eq!(words("Hello, Wörld-2 !").collect::<Vec<_>>(), ["hello", "world", "2"]);
        assert_eq!(words(" - ").count(), 0);
    }
}
