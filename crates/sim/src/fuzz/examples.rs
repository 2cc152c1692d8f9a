//! Inputs to begin with, from the generators of this module: those of a fuzzer's corpus.

use everloop_proto::{history::v1::History, json};
use prost::Message as _;

use super::{bench::Bench, given, message::Known, rpc, schedule, text};
use crate::{random::Random, world};

/// Requests in one example.
const REQUESTS: usize = 8;

pub(super) fn filter(seed: u64) -> Vec<u8> {
    text::filter(&mut Random::new(seed, "example")).into_bytes()
}

pub(super) fn schedule(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed, "example");
    let mut input = vec![u8::from(seed % 2 == 1)];
    if seed % 2 == 1 {
        input.extend(text::cron(&mut random).into_bytes());
    } else {
        input.extend(schedule::spec(&mut random).encode_to_vec());
    }
    input
}

pub(super) fn history(seed: u64) -> Result<Vec<u8>, String> {
    let histories = world::histories_of(seed % 8).map_err(|violation| violation.to_string())?;
    // A short one: what matters is which events there are.
    let shortest = histories.into_iter().min_by_key(|history| {
        let wanted = 6 + usize::try_from(seed % 5).unwrap_or(0) * 4;
        history.events.len().abs_diff(wanted)
    });
    let events = History {
        events: shortest.map(|history| history.events).unwrap_or_default(),
    };
    let mut input = vec![u8::from(seed % 2 == 1)];
    if seed % 2 == 1 {
        input.extend(
            json::to_string(&events)
                .map_err(|error| error.to_string())?
                .into_bytes(),
        );
    } else {
        input.extend(events.encode_to_vec());
    }
    Ok(input)
}

/// Requests that follow from each other: the tokens in them are those that an engine gives out.
pub(super) fn rpc(seed: u64) -> Result<Vec<u8>, String> {
    let mut random = Random::new(seed, "example");
    let (mut bench, mut known, mut input) = (Bench::new(0), Known::default(), Vec::new());
    for _ in 0..REQUESTS {
        let (number, body) = rpc::request(&mut random, &known);
        let path = rpc::path(number);
        let reply = bench.call(path, body.clone())?;
        rpc::learn(path, &reply, &mut known);
        given::write(number, &body, &mut input);
    }
    Ok(input)
}
