//! Fuzzes requests of every RPC, one after another; what must hold is in `sim::fuzz`.

#![no_main]

use everloop_sim::fuzz::Target;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Err(what) = Target::Rpc.run_on(input) {
        panic!("{what}");
    }
});
