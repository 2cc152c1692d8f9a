//! How many polls of one queue are open: a fixed number, or one that follows the server's hints.

use parking_lot::Mutex;

use crate::options::Pollers;

/// The number of polls wanted, and of those that are open.
pub(crate) struct Scale {
    minimum: usize,
    maximum: usize,
    state: Mutex<State>,
}

struct State {
    wanted: usize,
    open: usize,
}

/// What a poll came to, as far as its number is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It brought a task or a hint: more or fewer are wanted by that much.
    Hint(i32),
    /// It brought nothing in time, and no hint.
    Empty,
    /// The server has too much to do.
    Overloaded,
    Other,
}

/// What a poller does after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Stop,
    Go,
    /// Others are wanted beside it.
    GoAndOpenMore,
}

impl Scale {
    /// `share` of the pollers' numbers is this queue's.
    pub(crate) fn new(pollers: Pollers, share: usize) -> Self {
        match pollers {
            Pollers::Fixed(_) => Self::bounded(share, share, share),
            Pollers::Scaled {
                minimum,
                maximum,
                initial,
            } => Self::bounded(minimum.get(), maximum.get(), initial.get()),
        }
    }

    /// No polls at all.
    pub(crate) fn none() -> Self {
        Self::bounded(0, 0, 0)
    }

    fn bounded(minimum: usize, maximum: usize, initial: usize) -> Self {
        Self {
            minimum,
            maximum,
            state: Mutex::new(State {
                wanted: initial.clamp(minimum, maximum),
                open: 0,
            }),
        }
    }

    /// How many polls to open now; they count as open from here on.
    pub(crate) fn missing(&self) -> usize {
        let mut state = self.state.lock();
        let missing = state.wanted.saturating_sub(state.open);
        state.open += missing;
        missing
    }

    /// Takes note of how a poll ended.
    ///
    /// Returns how many to open in its place, which count as open from here on: none if there are too many.
    #[must_use]
    pub(crate) fn ended(&self, outcome: Outcome) -> usize {
        self.note(outcome);
        self.missing()
    }

    /// As [`Self::ended`], for a poller that goes on by itself if one more is wanted.
    #[must_use]
    pub(crate) fn next(&self, outcome: Outcome) -> Next {
        self.note(outcome);
        let mut state = self.state.lock();
        if state.open >= state.wanted {
            return Next::Stop;
        }
        state.open += 1;
        if state.open < state.wanted {
            Next::GoAndOpenMore
        } else {
            Next::Go
        }
    }

    fn note(&self, outcome: Outcome) {
        let mut state = self.state.lock();
        state.open -= 1;
        if self.minimum == self.maximum {
            return;
        }
        let wanted = match outcome {
            Outcome::Hint(delta) => state.wanted.saturating_add_signed(delta as isize),
            Outcome::Empty => state.wanted.saturating_sub(1),
            Outcome::Overloaded => state.wanted / 2,
            Outcome::Other => state.wanted,
        };
        state.wanted = wanted.clamp(self.minimum, self.maximum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_number_stays() {
        let scale = Scale::bounded(3, 3, 3);
        assert_eq!(scale.missing(), 3);
        for outcome in [Outcome::Hint(5), Outcome::Empty, Outcome::Overloaded, Outcome::Other] {
            assert_eq!(scale.ended(outcome), 1, "{outcome:?}");
        }
    }

    #[test]
    fn hints_are_followed_within_bounds() {
        let scale = Scale::bounded(1, 4, 2);
        assert_eq!(scale.missing(), 2);
        assert_eq!(scale.ended(Outcome::Hint(1)), 2, "three are wanted, one was left");
        assert_eq!(scale.ended(Outcome::Hint(100)), 2, "four are wanted at most");
        assert_eq!(scale.ended(Outcome::Overloaded), 0, "two are wanted, three are left");
        assert_eq!(scale.ended(Outcome::Empty), 0, "one is wanted, two are left");
        assert_eq!(scale.ended(Outcome::Empty), 0, "one is always wanted, and it is left");
        assert_eq!(scale.ended(Outcome::Hint(-9)), 1, "none was left");
    }

    #[test]
    fn a_poller_goes_on_as_long_as_it_is_wanted() {
        let scale = Scale::bounded(1, 4, 2);
        assert_eq!(scale.missing(), 2);
        assert_eq!(scale.next(Outcome::Hint(2)), Next::GoAndOpenMore);
        assert_eq!(scale.missing(), 2);
        assert_eq!(scale.next(Outcome::Other), Next::Go);
        assert_eq!(scale.next(Outcome::Hint(-2)), Next::Stop);
    }
}
