//! The service as its callers see it: whole workflows through the `Api`, with a worker that follows a script.

mod activity_rate;
mod backlog;
mod batch_rate;
mod children;
mod flow;
mod hands;
mod hints;
mod histories;
mod list_ranges;
mod lists;
mod many_schedules;
mod namespaces;
mod policies;
mod queries;
mod queue_config;
mod restart;
mod rpcs;
mod schedules;
mod scripted;
mod skipping;
mod skipping_holds;
mod sticky;
mod waiting;
