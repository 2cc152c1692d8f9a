//! Schedules from outside: given a spec and what happens, which steps and which description follow.

mod flow;
mod requests;
mod times;
