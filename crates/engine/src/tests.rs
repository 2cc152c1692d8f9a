//! Scenarios of one execution: given a history, when something happens, then these events and effects.

mod abandoned;
mod activities;
mod basics;
mod bounds;
mod children;
mod clocks;
mod first_backoff;
mod operators;
mod queries;
mod starts;
mod successors;
mod update_messages;
mod updates;
mod wander;
mod with_update;
mod world;
