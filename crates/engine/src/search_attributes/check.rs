//! What search attributes must satisfy to be set, with the official texts.

use std::collections::BTreeMap;

use everloop_proto::common::v1::Payload;

use super::{Registry, value};

/// How many attributes an execution may have.
pub const COUNT_MAX: usize = 100;
/// How long the value of one may be.
pub const VALUE_BYTES_MAX: usize = 2 << 10;
/// How long all names and values may be together.
pub const BYTES_MAX: usize = 40 << 10;

/// Says what is wrong with the attributes that a caller or a workflow wants to set, if anything is.
///
/// # Errors
/// The text that the caller gets.
pub fn check(registry: &Registry, namespace: &str, fields: &BTreeMap<String, Payload>) -> Result<(), String> {
    if fields.len() > COUNT_MAX {
        let count = fields.len();
        return Err(format!("number of search attributes {count} exceeds limit {COUNT_MAX}"));
    }
    let mut total = 0;
    for (name, payload) in fields {
        let Some(attribute) = registry.find(namespace, name) else {
            return Err(format!(
                "Namespace {namespace} has no mapping defined for search attribute {name}"
            ));
        };
        if !attribute.settable {
            return Err(format!("{name} attribute can't be set in SearchAttributes"));
        }
        value::decode(payload, attribute.kind).map_err(|value::Unfit(shown)| {
            let kind = attribute.kind.name();
            format!("invalid value for search attribute {name} of type {kind}: {shown}")
        })?;
        let size = payload.data.len();
        if size > VALUE_BYTES_MAX {
            return Err(format!(
                "search attribute {name} value size {size} exceeds size limit {VALUE_BYTES_MAX}"
            ));
        }
        total += name.len() + size;
    }
    if total > BYTES_MAX {
        return Err(format!(
            "total size of search attributes {total} exceeds size limit {BYTES_MAX}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search_attributes::Kind;

    fn verdict(name: &str, json: &str) -> String {
        let mut registry = Registry::default();
        for (name, kind) in [
            ("Word", Kind::Keyword),
            ("Words", Kind::KeywordList),
            ("Count", Kind::Int),
            ("Share", Kind::Double),
            ("Done", Kind::Bool),
            ("Seen", Kind::Datetime),
            ("Note", Kind::Text),
        ] {
            registry.add("default", name, kind);
        }
        let payload = Payload {
            metadata: [("encoding".to_owned(), "json/plain".into())].into(),
            data: json.to_owned().into(),
            ..Payload::default()
        };
        let fields = [(name.to_owned(), payload)].into();
        check(&registry, "default", &fields)
            .err()
            .unwrap_or_else(|| "ok".to_owned())
    }

    #[test]
    fn values_must_be_of_the_registered_type() {
        let wrong = |name: &str, kind: &str, shown: &str| {
            format!("invalid value for search attribute {name} of type {kind}: {shown}")
        };
        for (name, json, expected) in [
            (
                "Nope",
                "1",
                "Namespace default has no mapping defined for search attribute Nope".to_owned(),
            ),
            (
                "WorkflowId",
                r#""x""#,
                "WorkflowId attribute can't be set in SearchAttributes".to_owned(),
            ),
            ("BuildIds", r#"["x"]"#, "ok".to_owned()),
            ("Count", r#""x""#, wrong("Count", "Int", "x")),
            ("Count", "1.5", wrong("Count", "Int", "1.5")),
            ("Count", "[1]", "ok".to_owned()),
            ("Count", "[1,2]", wrong("Count", "Int", "[1 2]")),
            ("Count", "null", "ok".to_owned()),
            ("Share", "1", "ok".to_owned()),
            ("Done", "1", wrong("Done", "Bool", "1")),
            ("Seen", r#""2020-01-01""#, wrong("Seen", "Datetime", "2020-01-01")),
            ("Seen", r#""2020-01-01T00:00:00+01:00""#, "ok".to_owned()),
            ("Word", r#"["a","b"]"#, wrong("Word", "Keyword", "[a b]")),
            ("Words", r#""a""#, wrong("Words", "KeywordList", "a")),
            ("Words", r#"["a",1]"#, wrong("Words", "KeywordList", "[a 1]")),
            (
                "Word",
                "x",
                wrong(
                    "Word",
                    "Keyword",
                    r#"value from <metadata:{key:"encoding"  value:"json/plain"}  data:"x">"#,
                ),
            ),
        ] {
            assert_eq!(verdict(name, json), expected, "{name} = {json}");
        }
        let long = format!("\"{}\"", "x".repeat(2047));
        assert_eq!(
            verdict("Word", &long),
            "search attribute Word value size 2049 exceeds size limit 2048"
        );
    }
}
