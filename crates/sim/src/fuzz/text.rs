//! Texts in and near the languages that the engine reads.

use crate::random::Random;

fn pick<'a>(random: &mut Random, texts: &[&'a str]) -> &'a str {
    texts[random.index(texts.len())]
}

/// Anything at all.
pub(super) fn any(random: &mut Random) -> String {
    let len = random.index(20);
    (0..len)
        .map(|_| match random.below(5) {
            0 => char::from_u32(u32::try_from(random.below(0x0011_0000)).unwrap_or(0)).unwrap_or('\u{fffd}'),
            1 => pick(random, &["'", "\"", "`", "(", ")", "\\", "%", "\0", "-", "/"])
                .chars()
                .next()
                .unwrap_or(' '),
            _ => char::from(u8::try_from(32 + random.below(95)).unwrap_or(32)),
        })
        .collect()
}

/// Takes something out of a text, or puts something into it.
pub(super) fn spoil(random: &mut Random, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(2) {
        let place = random.index(letters.len() + 1);
        if random.percent(50) && place < letters.len() {
            letters.remove(place);
        } else {
            let more = any(random);
            letters.splice(place..place, more.chars().take(2));
        }
    }
    letters.into_iter().collect()
}

/// A filter, mostly of the language.
pub(super) fn filter(random: &mut Random) -> String {
    let mut text = condition(random, 0);
    if random.percent(15) {
        text += pick(
            random,
            &[
                " ORDER BY StartTime DESC",
                " GROUP BY ExecutionStatus",
                " order by CloseTime",
                " LIMIT 5",
            ],
        );
    }
    if random.percent(30) { spoil(random, &text) } else { text }
}

fn condition(random: &mut Random, depth: usize) -> String {
    match random.below(if depth > 4 { 6 } else { 10 }) {
        6 | 7 => {
            let (left, right) = (condition(random, depth + 1), condition(random, depth + 1));
            format!("{left} {} {right}", pick(random, &["AND", "OR", "and", "Or"]))
        }
        8 => format!("({})", condition(random, depth + 1)),
        9 => format!("NOT {}", condition(random, depth + 1)),
        _ => comparison(random),
    }
}

fn comparison(random: &mut Random) -> String {
    const FIELDS: [&str; 18] = [
        "WorkflowId",
        "WorkflowType",
        "RunId",
        "ExecutionStatus",
        "StartTime",
        "CloseTime",
        "ExecutionTime",
        "ExecutionDuration",
        "HistoryLength",
        "HistorySizeBytes",
        "TaskQueue",
        "ParentWorkflowId",
        "`CustomKeywordField`",
        "CustomIntField",
        "BuildIds",
        "ScheduleId",
        "TemporalSchedulePaused",
        "Nope",
    ];
    let field = pick(random, &FIELDS);
    match random.below(8) {
        0 => format!("{field} BETWEEN {} AND {}", value(random), value(random)),
        1 => format!("{field} NOT BETWEEN {} AND {}", value(random), value(random)),
        2 => format!("{field} IN ({}, {})", value(random), value(random)),
        3 => format!("{field} NOT IN ({})", value(random)),
        4 => format!("{field} {}STARTS_WITH {}", pick(random, &["", "NOT "]), value(random)),
        5 => format!("{field} IS {}NULL", pick(random, &["", "NOT "])),
        _ => format!(
            "{field} {} {}",
            pick(random, &["=", "!=", "<", "<=", ">", ">=", "<>", "LIKE"]),
            value(random)
        ),
    }
}

fn value(random: &mut Random) -> String {
    const VALUES: [&str; 24] = [
        "'a'",
        "\"b\"",
        "'Running'",
        "'Completed'",
        "Running",
        "1",
        "0",
        "-1",
        "2.5",
        "1e400",
        "9223372036854775808",
        "-9223372036854775808",
        "true",
        "NULL",
        "''",
        "'it''s'",
        "'2026-01-01T00:00:00Z'",
        "'2026-13-45'",
        "'0001-01-01T00:00:00Z'",
        "'99999-01-01T00:00:00Z'",
        "'1h30m'",
        "'1d'",
        "'-5s'",
        "1700000000000000000",
    ];
    pick(random, &VALUES).to_owned()
}

/// A cron string, mostly of the language.
pub(super) fn cron(random: &mut Random) -> String {
    let zone = match random.below(4) {
        0 => pick(
            random,
            &[
                "CRON_TZ=Europe/Paris ",
                "TZ=Asia/Kolkata ",
                "TZ=UTC ",
                "TZ=Nowhere ",
                "TZ=",
                "CRON_TZ=Australia/Lord_Howe ",
            ],
        ),
        _ => "",
    };
    let rest = match random.below(5) {
        0 => pick(
            random,
            &["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@sometimes"],
        )
        .to_owned(),
        1 => format!(
            "@every {}",
            pick(
                random,
                &[
                    "1s",
                    "1h30m",
                    "90m",
                    "0.5s",
                    "99999999h",
                    "1e9s",
                    "1h/30m",
                    "-1s",
                    "1us",
                    "2540400h"
                ]
            )
        ),
        _ => {
            let count = [5, 5, 5, 6, 7, 4][random.index(6)];
            (0..count).map(|_| cron_field(random)).collect::<Vec<_>>().join(" ")
        }
    };
    let text = format!("{zone}{rest}");
    if random.percent(20) { spoil(random, &text) } else { text }
}

/// One field of a calendar.
pub(super) fn cron_field(random: &mut Random) -> String {
    let mut number = || random.below(62).to_string();
    let (first, last, step) = (number(), number(), number());
    match random.below(9) {
        0..=2 => "*".to_owned(),
        3 => format!("*/{step}"),
        4 => format!("{first}-{last}"),
        5 => format!("{first}-{last}/{step}"),
        6 => format!("{first},{last}"),
        7 => pick(
            random,
            &["MON", "jan", "SUN-SAT", "?", "L", "2147483648", "-1", "1-", "2000-2100"],
        )
        .to_owned(),
        _ => first,
    }
}
