//! Inputs that somebody else makes: a fuzzer that is guided by coverage, or a file of inputs that once went wrong.
//!
//! | target | the bytes |
//! |---|---|
//! | `Filter` | the text of the filter |
//! | `Schedule` | one byte, then a `ScheduleSpec` if it is even, or the text of a cron string |
//! | `History` | one byte, then a `History` if it is even, or its JSON |
//! | `Rpc` | requests: the number of the RPC and the length of the message in two bytes each, then the message |

use everloop_proto::{history::v1::History, schedule::v1::ScheduleSpec};
use prost::Message as _;

use super::{bench::Bench, filter, history, message::descriptors, rpc, schedule};

/// The start of the span in which the times of schedules are asked for.
const START: u64 = 1_700_000_000;
const SPAN: u64 = 400 * 86_400;

/// More requests than an input that teaches anything has.
const REQUESTS_MAX: usize = 40;

pub(super) fn filter(input: &[u8]) -> Result<(), String> {
    let Ok(query) = std::str::from_utf8(input) else {
        return Ok(());
    };
    let mut bench = Bench::new(0);
    filter::fill(&mut bench)?;
    (0..filter::WAYS).try_for_each(|way| filter::ask(&mut bench, query, way))
}

pub(super) fn schedule(input: &[u8]) -> Result<(), String> {
    let Some((kind, rest)) = input.split_first() else {
        return Ok(());
    };
    let mut bench = Bench::new(0);
    let spec = if kind.is_multiple_of(2) {
        let Ok(spec) = ScheduleSpec::decode(rest) else {
            return Ok(());
        };
        spec
    } else {
        let Ok(text) = std::str::from_utf8(rest) else {
            return Ok(());
        };
        schedule::workflow(&mut bench, text, 0)?;
        ScheduleSpec {
            cron_string: vec![text.to_owned()],
            ..ScheduleSpec::default()
        }
    };
    schedule::schedule(&mut bench, &spec, 0, START, START + SPAN)?;
    bench.live(20)?;
    bench.check()
}

pub(super) fn history(input: &[u8]) -> Result<(), String> {
    let Some((kind, rest)) = input.split_first() else {
        return Ok(());
    };
    let read = if kind.is_multiple_of(2) {
        History::decode(rest).map_err(|error| error.to_string())
    } else {
        std::str::from_utf8(rest)
            .map_err(|error| error.to_string())
            .and_then(history::parse)
    };
    match read {
        Ok(read) => history::survives(read.events),
        Err(_) => Ok(()),
    }
}

pub(super) fn rpc(input: &[u8]) -> Result<(), String> {
    let mut bench = Bench::new(0);
    let all = &descriptors().rpcs;
    for (number, body) in requests(input).into_iter().take(REQUESTS_MAX) {
        let (path, _) = &all[number % all.len()];
        let body = bytes::Bytes::copy_from_slice(body);
        let reply = bench.call(path, body.clone())?;
        rpc::judge(path, &body, &reply)?;
    }
    bench.live(50)?;
    bench.check()?;
    rpc::goes_on(&mut bench)
}

/// The requests in an input; the last may be shorter than it says.
fn requests(mut input: &[u8]) -> Vec<(usize, &[u8])> {
    let mut found = Vec::new();
    while let [first, second, low, high, rest @ ..] = input {
        let number = usize::from(u16::from_le_bytes([*first, *second]));
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (body, others) = rest.split_at(length);
        found.push((number, body));
        input = others;
    }
    found
}

/// Writes a request as [`requests`] reads it.
pub(super) fn write(number: usize, body: &[u8], input: &mut Vec<u8>) {
    let (Ok(number), Ok(length)) = (u16::try_from(number), u16::try_from(body.len())) else {
        return;
    };
    input.extend(number.to_le_bytes());
    input.extend(length.to_le_bytes());
    input.extend(body);
}
