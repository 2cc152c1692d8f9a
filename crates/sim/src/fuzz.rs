//! Inputs that nobody would send: each target makes some from a seed and looks whether all goes well nevertheless.
//!
//! | target | what is made | what must hold |
//! |---|---|---|
//! | `Rpc` | requests of every RPC: bytes, and messages whose fields are random but mostly make sense | an answer or an error that is not the engine's fault; the state is the fold of the history; the engine goes on |
//! | `Filter` | texts in and near the language of filters | a list or INVALID_ARGUMENT |
//! | `Schedule` | specs and cron strings, in and near their languages | times that go forward and stay in their range |
//! | `History` | histories of simulations, changed at random, and their JSON | a replay that ends |
//!
//! The same must hold for inputs that come from elsewhere ([`Target::run_on`]): `fuzz/` at the root changes some at random, and keeps those that
//! reach code which no other reached.
//!
//! A panic is a failure too: the seed is printed before it.

mod bench;
mod examples;
mod filter;
mod given;
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

    /// How it is called where there are files of its inputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rpc => "rpc",
            Self::Filter => "filter",
            Self::Schedule => "schedule",
            Self::History => "history",
        }
    }

    /// Tries a given input.
    ///
    /// # Errors
    /// What does not hold.
    pub fn run_on(self, input: &[u8]) -> Result<(), String> {
        match self {
            Self::Rpc => given::rpc(input),
            Self::Filter => given::filter(input),
            Self::Schedule => given::schedule(input),
            Self::History => given::history(input),
        }
    }

    /// An input to begin with.
    ///
    /// # Errors
    /// When the making of it shows that something does not hold.
    pub fn example(self, seed: u64) -> Result<Vec<u8>, String> {
        match self {
            Self::Rpc => examples::rpc(seed),
            Self::Filter => Ok(examples::filter(seed)),
            Self::Schedule => Ok(examples::schedule(seed)),
            Self::History => examples::history(seed),
        }
    }

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
