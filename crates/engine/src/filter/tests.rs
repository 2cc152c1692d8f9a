//! The language as a whole: errors, outcomes, plans, and that no text breaks it.

use std::collections::BTreeMap;

use super::*;
use crate::search_attributes::{Registry, Value};

fn registry() -> Registry {
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
    registry
}

fn parse(text: &str) -> Result<Filter, Error> {
    let registry = registry();
    let schema = Workflows {
        namespace: "default",
        registry: &registry,
    };
    Filter::parse(text, &schema)
}

struct Map(BTreeMap<&'static str, Vec<Value>>);

impl Row for Map {
    fn values(&mut self, field: &Field) -> &[Value] {
        self.0.get(field.name.as_str()).map_or(&[], Vec::as_slice)
    }
}

fn row() -> Map {
    let text = |text: &str| Value::Text(text.to_owned());
    Map(BTreeMap::from([
        ("WorkflowId", vec![text("order-1")]),
        ("WorkflowType", vec![text("Order")]),
        ("ExecutionStatus", vec![Value::Int(1)]),
        ("StartTime", vec![Value::Int(1_577_923_200_000_000_500)]),
        ("Word", vec![text("blue")]),
        ("Words", vec![text("a"), text("b")]),
        ("Count", vec![Value::Int(3)]),
        ("Done", vec![Value::Int(1)]),
        ("Note", vec![text("hello"), text("world")]),
    ]))
}

#[test]
fn conditions_hold_or_not() {
    for (text, expected) in [
        ("", true),
        ("Count = 3", true),
        ("Count = 3.0", true),
        ("Count != 3", false),
        ("Count > 2 AND Count < 4", true),
        ("Count BETWEEN 1 AND 3", true),
        ("Count NOT BETWEEN 1 AND 3", false),
        ("Count IN (1, 3)", true),
        ("Count NOT IN (1, 2)", true),
        ("Share = 1", false),
        ("Share != 1", false),
        ("NOT Share = 1", false),
        ("NOT (Count = 1 AND Share = 1)", true),
        ("NOT (Count = 3 AND Share = 1)", false),
        ("Share IS NULL", true),
        ("NOT Share IS NULL", false),
        ("Count IS NOT NULL", true),
        ("Done = true", true),
        ("Done > false", true),
        ("Word STARTS_WITH 'bl'", true),
        ("Word NOT STARTS_WITH 'bl'", false),
        ("Word = 'Blue'", false),
        ("Words = 'b'", true),
        ("Words != 'c'", true),
        ("Words IN ('c', 'a')", true),
        ("Words NOT IN ('c', 'a')", false),
        ("Note = 'World nobody'", true),
        ("Note != 'world'", false),
        ("Note = 'wor'", false),
        ("Note = 'hello-world'", true),
        ("Note = 'world-hello'", false),
        ("WorkflowType = 'X' OR WorkflowType = 'Order' AND Count = 4", false),
        ("(WorkflowType = 'X' OR WorkflowType = 'Order') AND Count = 3", true),
        ("NOT Count = 4 AND Word = 'blue'", true),
        ("`Count` = 3 && NOT NOT Done = TRUE || Count = 9", true),
        ("ExecutionStatus = 'Running'", true),
        ("ExecutionStatus = 1", true),
        ("ExecutionStatus = 'WORKFLOW_EXECUTION_STATUS_RUNNING'", true),
        ("ExecutionStatus IN ('Failed', 'Completed')", false),
        ("StartTime = '2020-01-02T00:00:00Z'", true),
        ("StartTime > '2020-01-02T00:00:00Z'", false),
        ("StartTime >= 1577923200000000000", true),
        ("CloseTime IS NULL", true),
        ("Count = 3 GROUP BY ExecutionStatus", true),
    ] {
        let filter = parse(text).unwrap();
        assert_eq!(filter.holds(&mut row()), expected, "{text}");
    }
}

#[test]
fn errors_are_the_official_ones() {
    for (text, expected) in [
        ("Nope = 1", "invalid search attribute: Nope"),
        ("workflowid = 'x'", "invalid search attribute: workflowid"),
        (
            "'WorkflowId' = 'x'",
            "invalid expression: must be a column name but was *sqlparser.SQLVal",
        ),
        (
            "Count = '3'",
            r#"invalid expression: invalid value type for search attribute Count of type Int: "3" (type: string)"#,
        ),
        (
            "Seen > '2020-01-02'",
            "invalid expression: unable to parse datetime '2020-01-02'",
        ),
        (
            "Seen > 1577923200.5",
            "invalid expression: invalid value type for search attribute Seen of type Datetime: 1.5779232005e+09 (type: float64)",
        ),
        (
            "Word LIKE 'x%'",
            "operation is not supported: operator 'LIKE' not supported for Keyword type search attribute 'Word'",
        ),
        (
            "Words STARTS_WITH 'x'",
            "operation is not supported: operator 'STARTS_WITH' not supported for KeywordList type search attribute 'Words'",
        ),
        (
            "Words BETWEEN 'a' AND 'b'",
            "invalid expression: cannot do range condition on search attribute 'Words' of type KeywordList",
        ),
        (
            "Word = `blue-1`",
            "operation is not supported: column name on the right side of comparison expression (did you forget to quote \"`blue-1`\"?)",
        ),
        (
            "Count = NULL",
            "invalid expression: unexpected value type *sqlparser.NullVal",
        ),
        ("Count", "invalid expression: incomplete expression"),
        (
            "! (Count = 3)",
            "operation is not supported: expression of type *sqlparser.UnaryExpr",
        ),
        (
            "Note = ''",
            "invalid expression: no tokens found filtering on Text type search attribute Note",
        ),
        (
            "ExecutionStatus = 'running'",
            "invalid expression: invalid ExecutionStatus value 'running'",
        ),
        (
            "ExecutionDuration < '1w'",
            "invalid expression: invalid duration value for search attribute ExecutionDuration: 1w",
        ),
        (
            "Count IS TRUE",
            "invalid expression: 'IS' operator can only be used as 'IS NULL' or 'IS NOT NULL'",
        ),
        (
            "Count = 3 ORDER BY Count",
            "operation is not supported: 'ORDER BY' clause",
        ),
        ("Nope = 3 LIMIT 2", "operation is not supported: 'LIMIT' clause"),
        ("Count = 3 AND", "malformed SQL query: syntax error at position 41"),
    ] {
        let error = parse(text).unwrap_err().to_string();
        assert_eq!(error, format!("invalid query: {expected}"), "{text}");
    }
}

#[test]
fn counts_are_grouped_by_status_alone() {
    assert!(parse("GROUP BY ExecutionStatus").unwrap().groups().unwrap().is_some());
    assert!(parse("Count = 1").unwrap().groups().unwrap().is_none());
    let error = parse("GROUP BY Count").unwrap().groups().unwrap_err().to_string();
    assert_eq!(
        error,
        "invalid query: operation is not supported: 'GROUP BY' clause is not supported for search attribute Count"
    );
}

#[test]
fn plans_use_the_narrowest_index() {
    let plan = |text: &str| parse(text).unwrap().plan();
    let text = |text: &str| std::ops::Bound::Included(Value::Text(text.to_owned()));
    assert_eq!(
        plan("RunId = 'r' AND Word = 'x'").access,
        Access::Runs(vec!["r".to_owned()])
    );
    assert_eq!(
        plan("Word = 'x' AND WorkflowId = 'w'").access,
        Access::WorkflowIds(vec![(text("w"), text("w"))])
    );
    assert!(matches!(
        plan("WorkflowId STARTS_WITH 'w' AND Count IN (1, 2)").access,
        Access::Attribute { number: 1002, .. }
    ));
    assert_eq!(plan("Word = 'x' OR Count = 1").access, Access::All);
    assert_eq!(plan("Word != 'x'").access, Access::All);
    assert_eq!(plan("ExecutionStatus = 'Running'").closed, (OPEN, OPEN));
    assert_eq!(plan("ExecutionStatus = 'Failed'").closed, (i64::MIN, OPEN - 1));
    assert_eq!(plan("CloseTime > 5000 AND CloseTime < 9000").closed, (5000, 9999));
    assert_eq!(plan("StartTime > 5000").closed, (5000, OPEN));
    assert_eq!(plan("StartTime > 5700 AND StartTime <= 9000").started, (5000, 9999));
    assert_eq!(plan("StartTime < 5000 OR Count = 1").started, (i64::MIN, i64::MAX));
    let filter = parse("WorkflowType STARTS_WITH 'Or' AND Count = 1").unwrap();
    assert!(filter.admits_type("Order") && !filter.admits_type("Payment"));
}

/// A generator of numbers that a seed determines.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

const PIECES: [&str; 60] = [
    "Count",
    "Word",
    "Words",
    "Note",
    "Seen",
    "Done",
    "Share",
    "WorkflowId",
    "ExecutionStatus",
    "ExecutionDuration",
    "CloseTime",
    "Nope",
    "`Word`",
    "=",
    "!=",
    "<",
    ">=",
    "<>",
    "IN",
    "NOT",
    "AND",
    "OR",
    "BETWEEN",
    "IS",
    "NULL",
    "STARTS_WITH",
    "LIKE",
    "(",
    ")",
    ",",
    ";",
    "'x'",
    "\"y\"",
    "'",
    "\"",
    "`",
    "3",
    "-1",
    "1.5",
    "1e",
    "0x1",
    "true",
    "FALSE",
    "'2020-01-02T00:00:00Z'",
    "'1h'",
    "GROUP BY",
    "ORDER BY",
    "LIMIT",
    "HAVING",
    "--",
    "/*",
    "*/",
    "\\",
    "❤",
    "é",
    "\0",
    "'Running'",
    ".",
    "f(",
    "99999999999999999999",
];

/// Texts made of the language's pieces, and mutilated: each is read or refused, and what is read is evaluated and planned.
#[test]
fn no_text_breaks_the_language() {
    let mut read = 0;
    for seed in 0..20_000 {
        let mut numbers = Numbers(seed);
        let mut text = String::new();
        for _ in 0..numbers.below(12) {
            text.push_str(PIECES[numbers.below(PIECES.len())]);
            if numbers.below(8) > 0 {
                text.push(' ');
            }
        }
        let outcome = std::panic::catch_unwind(|| {
            parse(&text).is_ok_and(|filter| {
                let _ = filter.holds(&mut row());
                let _ = filter.plan();
                let _ = filter.admits_type("Order");
                true
            })
        });
        match outcome {
            Ok(is_read) => read += usize::from(is_read),
            Err(_) => panic!("seed {seed} breaks the language: {text:?}"),
        }
    }
    assert!(read > 100, "too few texts are filters to mean anything: {read}");
}

/// A filter made of tests over known values gives what three-valued logic says, whatever its shape.
#[test]
fn random_shapes_evaluate_as_three_valued_logic() {
    for seed in 0..2_000 {
        let mut numbers = Numbers(seed);
        let (text, expected) = shape(&mut numbers, 4);
        let filter = parse(&text).unwrap_or_else(|error| panic!("seed {seed}: {text}: {error}"));
        assert_eq!(filter.holds(&mut row()), expected == Some(true), "seed {seed}: {text}");
        let scanned = filter.plan();
        assert!(
            expected != Some(true) || scanned.closed.1 == OPEN,
            "seed {seed}: the plan of {text} leaves the row out"
        );
    }
}

fn shape(numbers: &mut Numbers, depth: usize) -> (String, Option<bool>) {
    if depth == 0 || numbers.below(4) == 0 {
        let (text, outcome) = [
            ("Count = 3", Some(true)),
            ("Count = 4", Some(false)),
            ("Share = 1", None),
            ("ExecutionStatus = 'Running'", Some(true)),
            ("ExecutionStatus = 'Failed'", Some(false)),
            ("CloseTime > 5", None),
        ][numbers.below(6)];
        return (text.to_owned(), outcome);
    }
    let (left, one) = shape(numbers, depth - 1);
    let (right, other) = shape(numbers, depth - 1);
    match numbers.below(3) {
        0 => (format!("NOT ({left})"), one.map(|outcome| !outcome)),
        1 => {
            let outcome = match (one, other) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            (format!("({left}) AND ({right})"), outcome)
        }
        _ => {
            let outcome = match (one, other) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            (format!("({left}) OR ({right})"), outcome)
        }
    }
}
