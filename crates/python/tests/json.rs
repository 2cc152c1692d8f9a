//! The parts of JSON conversion that need no Python: how floats are written, and what is read as JSON.

#[path = "../src/convert/json/number.rs"]
mod number;
#[path = "../src/convert/json/parser.rs"]
mod parser;

use number::write_float;
use parser::{Json, parse};

#[track_caller]
fn check(value: f64, python: &str) {
    let mut text = Vec::new();
    write_float(&mut text, value);
    assert_eq!(String::from_utf8(text).unwrap(), python);
}

#[test]
#[expect(clippy::excessive_precision, reason = "these lie exactly between two shortest forms")]
fn floats_are_written_as_python_does() {
    check(0.0, "0.0");
    check(-0.0, "-0.0");
    check(1.0, "1.0");
    check(-1.5, "-1.5");
    check(0.0001, "0.0001");
    check(0.00001, "1e-05");
    check(1e15, "1000000000000000.0");
    check(1e16, "1e+16");
    check(123_456_789.125, "123456789.125");
    check(1.7976931348623157e308, "1.7976931348623157e+308");
    check(5e-324, "5e-324");
    check(562_949_953_421_312.25, "562949953421312.2");
    check(562_949_953_421_313.75, "562949953421313.8");
    check(9_007_199_254_740_993.0, "9007199254740992.0");
    check(f64::NAN, "NaN");
    check(f64::NEG_INFINITY, "-Infinity");
}

#[test]
fn a_repeated_name_keeps_its_place_and_takes_the_last_value() {
    let Some(Json::Object(members)) = parse(br#"{"a":1,"b":2,"a":3}"#) else {
        panic!("no object")
    };
    assert_eq!(members, [("a".into(), Json::Int(3)), ("b".into(), Json::Int(2))]);
}

#[test]
fn what_python_refuses_or_rust_cannot_hold_is_left_to_python() {
    for text in [
        "",
        "01",
        "1.",
        "-",
        "[1,]",
        "{\"a\":1,}",
        "\"\t\"",
        "nul",
        "1 2",
        "\"\\ud800\"",
        "\"\\x\"",
    ] {
        assert_eq!(parse(text.as_bytes()), None, "{text}");
    }
    assert_eq!(parse(b"\"\xff\""), None);
    assert_eq!(parse("[".repeat(1000).as_bytes()), None);
}

#[test]
fn numbers_keep_their_kind() {
    assert_eq!(parse(b"-0"), Some(Json::Int(0)));
    assert_eq!(parse(b" 1e2 "), Some(Json::Float(100.0)));
    assert_eq!(parse(b"9223372036854775808"), Some(Json::Big("9223372036854775808")));
    assert_eq!(parse(b"-Infinity"), Some(Json::Float(f64::NEG_INFINITY)));
    assert_eq!(parse("\"\\ud83d\\ude00\"".as_bytes()), Some(Json::Str("😀".into())));
}
