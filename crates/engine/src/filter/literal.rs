//! Values in a filter: what is written, as the field beside it reads it.

use super::tree::{Expr, Literal};
use super::{Error, Field, Special, time};
use crate::search_attributes::{Kind, Value, float};

/// The statuses as filters name them; the place is the number on the wire.
pub(super) const STATUSES: [(&str, &str); 9] = [
    ("Unspecified", "WORKFLOW_EXECUTION_STATUS_UNSPECIFIED"),
    ("Running", "WORKFLOW_EXECUTION_STATUS_RUNNING"),
    ("Completed", "WORKFLOW_EXECUTION_STATUS_COMPLETED"),
    ("Failed", "WORKFLOW_EXECUTION_STATUS_FAILED"),
    ("Canceled", "WORKFLOW_EXECUTION_STATUS_CANCELED"),
    ("Terminated", "WORKFLOW_EXECUTION_STATUS_TERMINATED"),
    ("ContinuedAsNew", "WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW"),
    ("TimedOut", "WORKFLOW_EXECUTION_STATUS_TIMED_OUT"),
    ("Paused", "WORKFLOW_EXECUTION_STATUS_PAUSED"),
];

/// A literal as it is written.
enum Written {
    Text(String),
    Int(i64),
    Double(f64),
    Bool(bool),
}

impl Written {
    /// As Go prints it, with the name of its type there.
    fn shown(&self) -> (String, &'static str) {
        match self {
            Self::Text(text) => (format!("{text:?}"), "string"),
            Self::Int(number) => (number.to_string(), "int64"),
            Self::Double(number) => (float(*number), "float64"),
            Self::Bool(value) => (value.to_string(), "bool"),
        }
    }
}

/// The value of an expression beside a field.
pub(super) fn value(expr: &Expr, field: &Field) -> Result<Value, Error> {
    let written = written(expr)?;
    match field.special {
        Special::Status => status(written, field),
        Special::Duration => duration(written, field),
        Special::None => plain(written, field),
    }
}

fn written(expr: &Expr) -> Result<Written, Error> {
    match expr {
        Expr::Literal(Literal::Text(text)) => Ok(Written::Text(text.clone())),
        Expr::Literal(Literal::Bool(value)) => Ok(Written::Bool(*value)),
        Expr::Literal(Literal::Integer(number)) => match number.parse() {
            Ok(number) => Ok(Written::Int(number)),
            Err(_) => decimal(number),
        },
        Expr::Literal(Literal::Decimal(number)) => decimal(number),
        Expr::Literal(Literal::Odd(written)) => Err(unparsable(written)),
        Expr::Name(name) => Err(Error::unsupported(format!(
            "column name on the right side of comparison expression (did you forget to quote \"{}\"?)",
            quoted(name)
        ))),
        Expr::Call => Err(Error::unsupported("nested func")),
        Expr::Unary(sign) => Err(Error::unsupported(format!("unary operator \"{sign}\""))),
        other => Err(Error::invalid(format!("unexpected value type {}", other.kind()))),
    }
}

fn decimal(number: &str) -> Result<Written, Error> {
    let parsed = number.parse().ok().filter(|value: &f64| value.is_finite());
    parsed.map(Written::Double).ok_or_else(|| unparsable(number))
}

fn unparsable(written: &str) -> Error {
    Error::invalid(format!("unable to parse value {written:?}"))
}

/// A name as it would have to be written.
fn quoted(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '@' | '.');
    if name.chars().all(bare) {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}

fn wrong_type(written: &Written, field: &Field) -> Error {
    let (shown, kind) = written.shown();
    Error::invalid(format!(
        "invalid value type for search attribute {} of type {}: {shown} (type: {kind})",
        field.name,
        field.kind.name()
    ))
}

fn plain(written: Written, field: &Field) -> Result<Value, Error> {
    match (field.kind, written) {
        (Kind::Keyword | Kind::KeywordList | Kind::Text, Written::Text(text)) => Ok(Value::Text(text)),
        (Kind::Int | Kind::Double, Written::Int(number)) => Ok(Value::Int(number)),
        (Kind::Int | Kind::Double, Written::Double(number)) => Ok(Value::Double(number)),
        (Kind::Bool, Written::Bool(value)) => Ok(Value::Int(value.into())),
        (Kind::Datetime, Written::Int(nanos)) => Ok(Value::Int(nanos)),
        (Kind::Datetime, Written::Text(text)) => match time::moment(&text) {
            Some(nanos) => Ok(Value::Int(nanos)),
            None => Err(Error::invalid(format!("unable to parse datetime '{text}'"))),
        },
        (_, written) => Err(wrong_type(&written, field)),
    }
}

fn status(written: Written, field: &Field) -> Result<Value, Error> {
    let invalid = |shown: String| Error::invalid(format!("invalid {} value {shown}", field.name));
    let number = match written {
        Written::Text(text) => {
            let found = STATUSES.iter().position(|(name, full)| text == *name || text == *full);
            found.ok_or_else(|| invalid(format!("'{text}'")))?
        }
        Written::Int(number) => {
            let found = usize::try_from(number).ok().filter(|number| *number < STATUSES.len());
            found.ok_or_else(|| invalid(number.to_string()))?
        }
        Written::Double(_) => return Err(unexpected_float(field)),
        written @ Written::Bool(_) => return Err(wrong_type(&written, field)),
    };
    Ok(Value::Int(i64::try_from(number).unwrap_or(0)))
}

fn duration(written: Written, field: &Field) -> Result<Value, Error> {
    match written {
        Written::Text(text) => time::duration(&text).map(Value::Int).ok_or_else(|| {
            let name = &field.name;
            Error::invalid(format!("invalid duration value for search attribute {name}: {text}"))
        }),
        Written::Int(nanos) => Ok(Value::Int(nanos)),
        Written::Double(_) => Err(unexpected_float(field)),
        written @ Written::Bool(_) => Err(wrong_type(&written, field)),
    }
}

fn unexpected_float(field: &Field) -> Error {
    let name = &field.name;
    Error::invalid(format!("unexpected value type float64 for search attribute {name}"))
}
