//! A disk that does what disks do at the worst moment: it fails, or its power goes.
//!
//! SQLite's operations on files are recorded (`disk.rs`), and an [`Image`] is made of what may be left of the files after any
//! of them (`power.rs`). The store is tested with it alone, and under the engine in the simulator. Never shipped.

mod disk;
mod power;
mod random;

pub use disk::{Failure, Op, Watch};
pub use power::{Image, acknowledged};
pub use random::Random;
