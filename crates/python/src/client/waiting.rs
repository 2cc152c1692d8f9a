//! Calls that wait on the server, which answers "not yet" some time before the deadline of the call.
//!
//! Over a network such a call ends by its own deadline at times, in this process it never does: a caller that repeats it
//! has to see for itself that its time is over.

use std::time::{Duration, Instant};

use everloop_proto::{Call, Code, Reply, RpcError};

/// A server that waits for us answers at most so long before the deadline; if more time is left, it reached a limit of its
/// own.
const MARGIN: Duration = Duration::from_millis(1_100);
/// Less than this is not worth a call.
const NOTHING: Duration = Duration::from_millis(10);

/// A call that is repeated until there is an answer, or its time is over.
pub(super) struct Waiting {
    call: Call,
    begun: Instant,
    left: Option<Duration>,
}

impl Waiting {
    pub(super) fn new(call: Call) -> Self {
        Self {
            begun: Instant::now(),
            left: call.timeout,
            call,
        }
    }

    /// The call to make now.
    pub(super) fn call(&self) -> Call {
        Call {
            timeout: self.left,
            ..self.call.clone()
        }
    }

    /// After an answer that says "not yet".
    ///
    /// # Errors
    /// `DEADLINE_EXCEEDED` if the time of the call is over.
    pub(super) fn go_on(&mut self) -> Reply<()> {
        let passed = self.begun.elapsed();
        self.begun = Instant::now();
        let Some(left) = self.left.map(|left| left.saturating_sub(passed)) else {
            return Ok(());
        };
        if left < NOTHING {
            return Err(RpcError::new(Code::DeadlineExceeded, "Timeout expired"));
        }
        self.left = if left > MARGIN { self.call.timeout } else { Some(left) };
        Ok(())
    }
}
