//! Where in the users' code a replayed run made its commands, for the words about commands that the history does not
//! hold.
//!
//! It is noted while a run replays only: what a run does for the first time cannot differ from its history. A note is
//! a number, which names a code object and a line; words are made of it when somebody is to read them.

use parking_lot::Mutex;
use pyo3::{ffi, intern, prelude::*};

use super::python_names::Names;

/// More pieces of code than these issue no commands; those of a run that goes on making new ones are not noted.
const CODES_MAX: usize = 256;
/// Frames between a call of everloop and the users' code, at most.
const FRAMES_MAX: usize = 16;

/// The code objects of one run that made commands.
#[derive(Default)]
pub(super) struct Places {
    codes: Mutex<Vec<Known>>,
}

struct Known {
    code: Py<PyAny>,
    /// Whether a command made in it is the users' doing: everloop's own functions make them for their callers.
    is_own: bool,
}

impl Places {
    /// Where the command that is being made now comes from, or zero.
    pub(super) fn now(&self, py: Python<'_>) -> u64 {
        // SAFETY: this thread is attached; the frame that comes back is borrowed, and stays while this call lasts.
        let frame = unsafe { Bound::from_borrowed_ptr_or_opt(py, ffi::PyEval_GetFrame().cast()) };
        let mut next = frame;
        for _ in 0..FRAMES_MAX {
            let Some(frame) = next else { return 0 };
            if let Some(place) = self.place_of(&frame) {
                return place;
            }
            next = frame.getattr(intern!(py, "f_back")).ok().filter(|back| !back.is_none());
        }
        0
    }

    /// The place where a frame is, if it is the users'.
    fn place_of(&self, frame: &Bound<'_, PyAny>) -> Option<u64> {
        let py = frame.py();
        let pointer = frame.as_ptr().cast();
        // SAFETY: it is a frame: the interpreter gave it, or another frame did. Its code comes back as a new reference.
        let code = unsafe { Bound::from_owned_ptr_or_opt(py, ffi::PyFrame_GetCode(pointer).cast()) }?;
        let index = match self.index_of(&code) {
            Some((index, is_own)) => is_own.then_some(index)?,
            // The lock is not held while Python is asked, which may run anything.
            None => self.add(code, is_users(frame))?,
        };
        // SAFETY: as above.
        let line = unsafe { ffi::PyFrame_GetLineNumber(pointer) };
        Some(index << 32 | u64::from(u32::try_from(line).unwrap_or_default()))
    }

    /// The number of a known code, from 1, and whether it is the users'.
    fn index_of(&self, code: &Bound<'_, PyAny>) -> Option<(u64, bool)> {
        let codes = self.codes.lock();
        let index = codes.iter().position(|known| known.code.as_ptr() == code.as_ptr())?;
        Some((u64::try_from(index + 1).ok()?, codes[index].is_own))
    }

    /// Adds a code; returns its number if it is the users' and there is room for it.
    fn add(&self, code: Bound<'_, PyAny>, is_own: bool) -> Option<u64> {
        let mut codes = self.codes.lock();
        if codes.len() >= CODES_MAX {
            return None;
        }
        codes.push(Known {
            code: code.unbind(),
            is_own,
        });
        is_own.then(|| u64::try_from(codes.len()).ok()).flatten()
    }

    /// A place in words.
    pub(super) fn words(&self, py: Python<'_>, place: u64) -> Option<String> {
        let index = usize::try_from(place >> 32).ok()?.checked_sub(1)?;
        let code = self.codes.lock().get(index)?.code.clone_ref(py).into_bound(py);
        let file: String = code.getattr(intern!(py, "co_filename")).ok()?.extract().ok()?;
        let function: String = code.getattr(intern!(py, "co_name")).ok()?.extract().ok()?;
        Some(format!("{file}:{} in {function}", place & u64::from(u32::MAX)))
    }

    /// Forgets all. The run lives on what it does for the first time now.
    pub(super) fn clear(&self) {
        let codes = std::mem::take(&mut *self.codes.lock());
        drop(codes);
    }
}

/// Whether a frame runs neither everloop's code nor the standard library's.
fn is_users(frame: &Bound<'_, PyAny>) -> bool {
    let py = frame.py();
    let answer = Names::get(py)
        .and_then(|names| {
            let support = names.support.bind(py);
            support.call_method1(intern!(py, "is_own_frame"), (frame,))
        })
        .and_then(|answer| answer.extract());
    answer.unwrap_or(false)
}
