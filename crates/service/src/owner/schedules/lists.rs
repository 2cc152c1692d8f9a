//! Lists of schedules: read from the store after the commit, a part in each turn.

use std::collections::VecDeque;

use everloop_engine::{
    filter::{
        Filter,
        schedules::{self, ScheduleRow},
    },
    schedule::Schedule,
};
use everloop_proto::{Reply, RpcError};
use everloop_store::Document;

use crate::{
    errors,
    promise::Promise,
    request::{ListSchedules, ScheduleList},
};

use super::{super::Owner, Entry, Id, index};

/// Schedules that one turn looks at.
const PER_TURN: usize = 300;

/// Places in the list that one turn looks at, if the schedules themselves need not be read.
const PLACES_PER_TURN: usize = 20_000;

pub(in crate::owner) struct Job {
    namespace: u32,
    name: String,
    /// None where all are wanted.
    filter: Option<Filter>,
    /// The id of the document after which to go on.
    after: String,
    output: Output,
}

enum Output {
    Page {
        size: usize,
        page: ScheduleList,
        /// The place of the last on the page.
        last: String,
        promise: Promise<ScheduleList>,
    },
    Count {
        count: i64,
        promise: Promise<i64>,
    },
}

impl Owner {
    pub(super) fn list_schedules(&mut self, list: ListSchedules, promise: Promise<ScheduleList>) {
        let job = self.schedules_filter(&list.namespace, &list.query).and_then(|found| {
            let after = std::str::from_utf8(&list.token)
                .ok()
                .filter(|after| after.is_empty() || index::parse_place(after).is_some());
            let after = after.ok_or_else(|| RpcError::invalid_argument("Invalid NextPageToken."))?;
            Ok((found, after.to_owned()))
        });
        match job {
            Err(error) => self.outbox.put(promise, Err(error)),
            Ok(((namespace, filter), after)) => self.schedules.lists.push_back(Job {
                after: index::list_of(namespace) + &after,
                namespace,
                name: list.namespace,
                filter,
                output: Output::Page {
                    size: list.limit,
                    page: ScheduleList::default(),
                    last: String::new(),
                    promise,
                },
            }),
        }
    }

    pub(super) fn count_schedules(&mut self, name: String, query: &str, promise: Promise<i64>) {
        match self.schedules_filter(&name, query) {
            Err(error) => self.outbox.put(promise, Err(error)),
            Ok((namespace, filter)) => self.schedules.lists.push_back(Job {
                after: index::list_of(namespace),
                namespace,
                name,
                filter,
                output: Output::Count { count: 0, promise },
            }),
        }
    }

    fn schedules_filter(&self, namespace: &str, query: &str) -> Reply<(u32, Option<Filter>)> {
        let number = self.namespaces.number(namespace)?;
        let registry = &self.limits.search_attributes;
        let wrong = |error: schedules::Wrong| RpcError::invalid_argument(error.to_string());
        let filter = schedules::parse(query, namespace, registry).map_err(wrong)?;
        // No field that lists of schedules can be grouped by exists.
        filter.groups().map_err(|error| wrong(error.into()))?;
        Ok((number, Some(filter).filter(|_| !query.trim().is_empty())))
    }

    /// Reads on in the list whose turn it is. Everything that was decided is in the store now.
    pub(in crate::owner) fn serve_schedule_lists(&mut self) {
        let Some(mut job) = self.schedules.lists.pop_front() else {
            return;
        };
        match self.read_schedules(&mut job) {
            Ok(true) => job.output.keep(),
            Ok(false) => self.schedules.lists.push_back(job),
            Err(error) => job.output.fail(error),
        }
    }

    /// Reads a part of a list; whether it is done.
    fn read_schedules(&self, job: &mut Job) -> Reply<bool> {
        let list = index::list_of(job.namespace);
        let counts_places = job.filter.is_none() && matches!(job.output, Output::Count { .. });
        let limit = if counts_places { PLACES_PER_TURN } else { PER_TURN };
        let found = self.store.documents(index::LISTED, &job.after, limit);
        let mut found: VecDeque<Document> = found.map_err(|error| errors::unreadable(&error))?.into();
        let is_all = found.len() < limit;
        while let Some(document) = found.pop_front() {
            let Some(place) = document.id.strip_prefix(&list) else {
                return Ok(true);
            };
            if counts_places {
                job.output.count();
            } else if let Some(schedule_id) = index::parse_place(place) {
                let id: Id = (job.namespace, schedule_id.into());
                match self.schedules.entries.get(&id) {
                    Some(entry) => self.show(job, &entry.schedule, place),
                    None => {
                        if let Some(entry) = Entry::read(self.store.as_ref(), &id, self.now)? {
                            self.show(job, &entry.schedule, place);
                        }
                    }
                }
            }
            if job.output.is_full() {
                return Ok(true);
            }
            job.after = document.id;
        }
        Ok(is_all)
    }

    /// Takes a schedule into the answer, if it is wanted.
    fn show(&self, job: &mut Job, schedule: &Schedule, place: &str) {
        let registry = &self.limits.search_attributes;
        let is_wanted = job
            .filter
            .as_ref()
            .is_none_or(|filter| filter.holds(&mut ScheduleRow::new(schedule, &job.name, registry)));
        if !is_wanted {
            return;
        }
        match &mut job.output {
            Output::Count { count, .. } => *count += 1,
            // Only one that comes after the page shows that there is another page.
            Output::Page { size, page, last, .. } if page.entries.len() == *size => {
                page.next_page_token = std::mem::take(last).into();
            }
            Output::Page { page, last, .. } => {
                page.entries.push(schedule.list_entry(self.now, registry));
                place.clone_into(last);
            }
        }
    }
}

impl Output {
    fn count(&mut self) {
        if let Self::Count { count, .. } = self {
            *count += 1;
        }
    }

    fn is_full(&self) -> bool {
        matches!(self, Self::Page { page, .. } if !page.next_page_token.is_empty())
    }

    fn keep(self) {
        match self {
            Self::Page { page, promise, .. } => promise.keep(Ok(page)),
            Self::Count { count, promise } => promise.keep(Ok(count)),
        }
    }

    fn fail(self, error: RpcError) {
        match self {
            Self::Page { promise, .. } => promise.keep(Err(error)),
            Self::Count { promise, .. } => promise.keep(Err(error)),
        }
    }
}
