//! Guarded functions: each has a slot, and its method table leads to the slot's entry.
//!
//! A C function of Python's is described by a `PyMethodDef` that all function and method objects made of it point to.
//! Putting an entry of ours into its `ml_meth` guards them all, also those that somebody holds already. An entry has
//! the calling convention of what it replaces, which the flags tell, and knows its slot by a constant: a bare function
//! pointer has no other place to keep it.
//!
//! The pointer to the `PyMethodDef` comes right after the object's head, in every CPython so far. That is not part of
//! the stable interface, so it is never trusted: what it points to must agree with what the interface says of the
//! function, or the function is left as it is.

use std::{
    ffi::{CStr, c_int},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    ffi::{self, PyObject},
    prelude::*,
    types::PyString,
};

use super::{memory::Writable, thread};
use crate::workflow;

const SLOTS_MAX: usize = 320;

/// One guarded function.
struct Slot {
    /// What the method table held before.
    original: usize,
    /// What the guard is told: the function's name as users write it.
    name: Py<PyString>,
    /// If not null, only calls on this very object are guarded.
    receiver: usize,
}

static SLOTS: [OnceLock<Slot>; SLOTS_MAX] = [const { OnceLock::new() }; SLOTS_MAX];
static SLOTS_USED: AtomicUsize = AtomicUsize::new(0);

impl Slot {
    #[inline]
    fn asks(&self, receiver: *mut PyObject) -> bool {
        thread::is_guarded() && (self.receiver == 0 || self.receiver == receiver as usize)
    }

    /// Asks the run's guard. A refusal is left as the thread's pending exception.
    #[cold]
    fn is_allowed(&self, argument: *mut PyObject) -> bool {
        let _lifted = thread::Scope::new(false);
        // SAFETY: entries are called by the interpreter, with the thread attached.
        let py = unsafe { Python::assume_attached() };
        // SAFETY: null, or an argument that the caller keeps alive for the length of the call.
        let argument = unsafe { Bound::from_borrowed_ptr_or_opt(py, argument) };
        match workflow::ask_guard(self.name.bind(py), argument.as_ref()) {
            Ok(()) => true,
            Err(error) => {
                error.restore(py);
                false
            }
        }
    }
}

/// An entry: asks if this thread is guarded, and goes on to the original. What an allowed function calls in turn is
/// its own affair, so the guard is lifted meanwhile.
macro_rules! entry {
    ($name:ident($receiver:ident, $($arg:ident: $type:ty),*) shows $shown:expr) => {
        unsafe extern "C" fn $name<const N: usize>($receiver: *mut PyObject, $($arg: $type),*) -> *mut PyObject {
            let Some(slot) = SLOTS[N].get() else {
                // An entry is put into a table only after its slot has been filled.
                std::process::abort()
            };
            // SAFETY: the slot holds a function of this very convention; `install` chose the entry by its flags.
            let original = unsafe {
                std::mem::transmute::<usize, unsafe extern "C" fn(*mut PyObject, $($type),*) -> *mut PyObject>(
                    slot.original,
                )
            };
            if !slot.asks($receiver) {
                // SAFETY: the arguments are passed on as they came.
                return unsafe { original($receiver, $($arg),*) };
            }
            if !slot.is_allowed($shown) {
                return std::ptr::null_mut();
            }
            let _lifted = thread::Scope::new(false);
            // SAFETY: as above.
            unsafe { original($receiver, $($arg),*) }
        }
    };
}

entry!(plain(receiver, arg: *mut PyObject) shows if arg.is_null() { receiver } else { std::ptr::null_mut() });
entry!(with_keywords(receiver, args: *mut PyObject, keywords: *mut PyObject) shows std::ptr::null_mut());
entry!(fast(receiver, args: *const *mut PyObject, len: isize) shows first(args, len));
entry!(fast_with_keywords(receiver, args: *const *mut PyObject, len: isize, names: *mut PyObject) shows first(args, len));
entry!(of_class(receiver, class: *mut PyObject, args: *const *mut PyObject, len: isize, names: *mut PyObject) shows first(args, len));

/// The first of the arguments of a fast call, if there is any.
fn first(args: *const *mut PyObject, len: isize) -> *mut PyObject {
    if len < 1 {
        return std::ptr::null_mut();
    }
    // SAFETY: the interpreter passes as many arguments as it says.
    unsafe { *args }
}

macro_rules! table {
    ($entry:ident: $($number:literal)*) => { [$($entry::<$number> as *const () as usize),*] };
}

macro_rules! tables {
    ($($number:tt)*) => {
        fn entry_address(index: usize, flags: c_int) -> Option<usize> {
            const FORM: c_int = ffi::METH_VARARGS | ffi::METH_KEYWORDS | ffi::METH_NOARGS | ffi::METH_O
                | ffi::METH_FASTCALL | METH_METHOD;
            let table: [usize; SLOTS_MAX] = match flags & FORM {
                form if form == ffi::METH_NOARGS || form == ffi::METH_O || form == ffi::METH_VARARGS => {
                    table!(plain: $($number)*)
                }
                form if form == ffi::METH_VARARGS | ffi::METH_KEYWORDS => table!(with_keywords: $($number)*),
                form if form == ffi::METH_FASTCALL => table!(fast: $($number)*),
                form if form == ffi::METH_FASTCALL | ffi::METH_KEYWORDS => table!(fast_with_keywords: $($number)*),
                form if form == METH_METHOD | ffi::METH_FASTCALL | ffi::METH_KEYWORDS => table!(of_class: $($number)*),
                _ => return None,
            };
            table.get(index).copied()
        }
    };
}

/// `METH_METHOD` of CPython's `methodobject.h`.
const METH_METHOD: c_int = 0x0200;

tables!(
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
    24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47
    48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71
    72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95
    96 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119
    120 121 122 123 124 125 126 127 128 129 130 131 132 133 134 135 136 137 138 139 140 141 142 143
    144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159 160 161 162 163 164 165 166 167
    168 169 170 171 172 173 174 175 176 177 178 179 180 181 182 183 184 185 186 187 188 189 190 191
    192 193 194 195 196 197 198 199 200 201 202 203 204 205 206 207 208 209 210 211 212 213 214 215
    216 217 218 219 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239
    240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 259 260 261 262 263
    264 265 266 267 268 269 270 271 272 273 274 275 276 277 278 279 280 281 282 283 284 285 286 287
    288 289 290 291 292 293 294 295 296 297 298 299 300 301 302 303 304 305 306 307 308 309 310 311
    312 313 314 315 316 317 318 319
);

/// A function to guard: a built-in function, or a built-in method bound to any object of its type; its name; and, if
/// given, the only object whose method is guarded.
type Wanted<'py> = (Bound<'py, PyAny>, Bound<'py, PyString>, Option<Bound<'py, PyAny>>);

/// Guards functions of C, whoever holds them; returns which of them are guarded now.
#[pyfunction]
pub(super) fn sandbox_guard_functions(functions: Vec<Wanted<'_>>) -> PyResult<Vec<bool>> {
    let memory = Writable::read();
    functions
        .into_iter()
        .map(|(function, name, receiver)| guard_function(&memory, &function, name, receiver.as_ref()))
        .collect()
}

fn guard_function(
    memory: &Writable,
    function: &Bound<'_, PyAny>,
    name: Bound<'_, PyString>,
    receiver: Option<&Bound<'_, PyAny>>,
) -> PyResult<bool> {
    let Some(definition) = definition_of(function)? else {
        return Ok(false);
    };
    // SAFETY: `definition_of` has checked that it is the function's own, and those live as long as the process.
    let (current, flags) = unsafe { (method_of(definition).read(), (*definition).ml_flags) };
    let used = SLOTS_USED.load(Relaxed);
    if (0..used).any(|index| entry_address(index, flags) == Some(current)) {
        return Ok(true);
    }
    // SAFETY: only an address is made.
    let place_of_method = unsafe { method_of(definition) } as usize;
    if !memory.holds(place_of_method, size_of::<usize>()) {
        return Ok(false);
    }
    let Some(address) = entry_address(used, flags) else {
        return Err(PyRuntimeError::new_err(format!(
            "no slot left to guard {name} with flags {flags:#x}"
        )));
    };
    let slot = Slot {
        original: current,
        name: name.unbind(),
        receiver: receiver.map_or(0, |receiver| receiver.as_ptr() as usize),
    };
    let Some(place) = SLOTS.get(used) else {
        return Ok(false);
    };
    if place.set(slot).is_err() {
        return Err(PyRuntimeError::new_err(format!("slot {used} is taken")));
    }
    SLOTS_USED.store(used + 1, Relaxed);
    // SAFETY: the place may be written, as has been checked, is written under the interpreter's lock, and the entry has
    // the same form.
    unsafe { method_of(definition).write(address) };
    Ok(true)
}

/// The place of the function pointer in a description; the field is a union of pointers.
///
/// # Safety
/// `definition` points to a description.
unsafe fn method_of(definition: *mut ffi::PyMethodDef) -> *mut usize {
    // SAFETY: the caller's promise; no reference is made, only an address.
    unsafe { (&raw mut (*definition).ml_meth).cast() }
}

/// The description of a built-in function, if it is where it is expected.
fn definition_of(function: &Bound<'_, PyAny>) -> PyResult<Option<*mut ffi::PyMethodDef>> {
    let pointer = function.as_ptr();
    // SAFETY: only looks at the object's type.
    if unsafe { ffi::PyCFunction_Check(pointer) } == 0 {
        return Err(PyValueError::new_err("only built-in functions can be guarded"));
    }
    let name: String = function.getattr("__name__")?.extract()?;
    // What follows the head: the description, the object that the function is bound to, and the module. Nothing is
    // taken for the description unless its neighbour is what it should be.
    let size: usize = function.get_type().getattr("__basicsize__")?.extract()?;
    if size < size_of::<PyObject>() + 3 * size_of::<usize>() {
        return Ok(None);
    }
    // SAFETY: the object is as large as its type says, which is larger than what is read.
    let (definition, bound_to) = unsafe {
        let fields = pointer.cast::<u8>().add(size_of::<PyObject>());
        (
            *fields.cast::<*mut ffi::PyMethodDef>(),
            *fields.add(size_of::<usize>()).cast::<*mut PyObject>(),
        )
    };
    // SAFETY: the object is a built-in function, as has been checked.
    let known = unsafe { ffi::PyCFunction_GetSelf(pointer) };
    // Of a static method the interface tells no object.
    if definition.is_null() || (!known.is_null() && known != bound_to) {
        return Ok(None);
    }
    // SAFETY: reads what the pointer is supposed to point to, as CPython itself does in each call; the stable interface
    // then tells whether it was the right place.
    let agrees = unsafe {
        let described = &*definition;
        described.ml_flags == ffi::PyCFunction_GetFlags(pointer)
            && ffi::PyCFunction_GetFunction(pointer)
                .is_some_and(|known| known as *const () as usize == method_of(definition).read())
            && CStr::from_ptr(described.ml_name).to_str() == Ok(name.as_str())
    };
    Ok(agrees.then_some(definition))
}
