//! Histories that no engine would write, replayed; and their JSON, read.

use everloop_proto::{
    history::v1::{History, HistoryEvent},
    json,
};
use prost::Message as _;

use super::text;
use crate::{check, random::Random, world};

const CHANGES: usize = 40;

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed, "history");
    // Few simulations give enough histories to begin with.
    let histories = world::histories_of(seed % 8).map_err(|violation| violation.to_string())?;
    if histories.is_empty() {
        return Ok(());
    }
    for _ in 0..CHANGES {
        let history = &histories[random.index(histories.len())];
        let mut events = history.events.clone();
        for _ in 0..=random.below(3) {
            change(&mut random, &mut events);
        }
        survives(events.clone())?;
        if let Ok(written) = json::to_string(&History { events }) {
            let _ = parse(&text::spoil(&mut random, &written));
        }
    }
    Ok(())
}

/// A replay of the history ends, and its JSON is read as it was written.
pub(super) fn survives(events: Vec<HistoryEvent>) -> Result<(), String> {
    let changed = check::RunHistory {
        workflow_id: "any".to_owned(),
        run_id: "any".to_owned(),
        events,
    };
    // It may be refused, and mostly is.
    let _ = check::replay(&changed);
    let events = History { events: changed.events };
    // Times beyond those that JSON has words for cannot be written.
    let Ok(written) = json::to_string(&events) else {
        return Ok(());
    };
    // A duration that is not in its normal form is brought into it once, and then stays as it is.
    let read = parse(&written).map_err(|error| format!("{error}: {written}"))?;
    let again = json::to_string(&read).map_err(|error| error.to_string())?;
    let again = parse(&again).map_err(|error| format!("{error}: {again}"))?;
    if again.encode_to_vec() != read.encode_to_vec() {
        return Err(format!(
            "the JSON of a history is read otherwise than it was written: {written}"
        ));
    }
    Ok(())
}

pub(super) fn parse(text: &str) -> Result<History, String> {
    let bytes = json::to_bytes("temporal.api.history.v1.History", text).map_err(|error| error.to_string())?;
    History::decode(bytes.as_slice()).map_err(|error| error.to_string())
}

fn change(random: &mut Random, events: &mut Vec<HistoryEvent>) {
    if events.is_empty() {
        return;
    }
    let (place, other) = (random.index(events.len()), random.index(events.len()));
    match random.below(7) {
        0 => {
            events.remove(place);
        }
        1 => events.insert(other, events[place].clone()),
        2 => events.swap(place, other),
        3 => events.truncate(place),
        4 => events[place].event_id = [0, -1, i64::MAX, 3][random.index(4)],
        5 => events[place].attributes = events[other].attributes.clone(),
        _ => {
            let mut bytes = events[place].encode_to_vec();
            let at = random.index(bytes.len());
            bytes[at] ^= 1 << random.below(8);
            if let Ok(event) = HistoryEvent::decode(bytes.as_slice()) {
                events[place] = event;
            }
        }
    }
}
