//! Inputs that nobody would send: each target makes some from a seed and looks whether all goes well nevertheless.
//!
//! | target | what is made | what must hold |
//! |---|---|---|
//! | `Rpc` | requests of every RPC: bytes, and messages whose fields are random but mostly make sense | an answer or an error that is not the engine's fault; the state is the fold of the history; the engine goes on |
//! | `Filter` | texts in and near the language of filters | a list or INVALID_ARGUMENT |
//! | `Schedule` | specs and cron strings, in and near their languages | times that go forward and stay in their range |
//! | `History` | histories of simulations, changed at random, and their JSON | a replay that ends |
//!
//! A panic is a failure too: the seed is printed before it.

mod bench;
mod filter;
mod history;
mod message;
mod rpc;
mod schedule;
mod text;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Rpc,
    Filter,
    Schedule,
    History,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rpc, Self::Filter, Self::Schedule, Self::History];

    /// Tries what a seed makes up.
    ///
    /// # Errors
    /// What does not hold.
    pub fn run(self, seed: u64) -> Result<(), String> {
        let named = NameSeed(self, seed);
        let outcome = match self {
            Self::Rpc => rpc::run(seed),
            Self::Filter => filter::run(seed),
            Self::Schedule => schedule::run(seed),
            Self::History => history::run(seed),
        };
        drop(named);
        outcome.map_err(|what| format!("{self:?} with seed {seed}: {what}"))
    }
}

/// Says which seed it was if there is a panic.
struct NameSeed(Target, u64);

impl Drop for NameSeed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("panicked: {:?} with seed {}", self.0, self.1);
        }
    }
}
