//! Fuzzes histories, as messages and as JSON, that are replayed; what must hold is in `sim::fuzz`.

#![no_main]

use everloop_sim::fuzz::Target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Err(what) = Target::History.run_on(input) {
        panic!("{what}");
    }
});
