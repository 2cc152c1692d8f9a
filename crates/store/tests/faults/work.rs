//! Commits as an engine makes them, from a seed, and what a store holds after them.

use std::fmt::Write as _;

use bytes::Bytes;
use everloop_faults::Random;
use everloop_store::{
    Batch, Current, Document, Error, History, Item, Key, Name, NewExecution, Queue, State, Store, Task, Waiting,
    memory::Memory,
};

/// So many batches, and for each count of them from 0 on what a store then holds.
pub(crate) struct Work {
    pub(crate) batches: Vec<Batch>,
    pub(crate) contents: Vec<String>,
}

fn state(random: &mut Random) -> State {
    State {
        status: u8::try_from(random.below(5)).unwrap(),
        started: 10,
        deadline: (random.below(2) == 0).then(|| i64::try_from(random.below(1000)).unwrap()),
        core: Bytes::from(vec![7; random.below(300)]),
        ..State::default()
    }
}

fn queue() -> Queue {
    Queue {
        namespace: 1,
        kind: 0,
        name: "orders".into(),
    }
}

impl Work {
    pub(crate) fn new(seed: u64, commits: usize) -> Self {
        let mut random = Random::new(seed);
        let mut model = Memory::new();
        let mut contents = vec![content(&model).unwrap()];
        let mut batches = Vec::new();
        let (mut alive, mut last, mut events) = (Vec::<Key>::new(), 0, std::collections::BTreeMap::new());
        for _ in 0..commits {
            let mut batch = Batch::default();
            for _ in 0..=random.below(3) {
                last += 1;
                batch.created.push(NewExecution {
                    key: last,
                    name: Name {
                        namespace: 1,
                        workflow_id: format!("order-{}", last % 7),
                        run_id: format!("run-{last}"),
                        kind: 1,
                    },
                    state: state(&mut random),
                });
                batch.currents.push(Current {
                    namespace: 1,
                    workflow_id: format!("order-{}", last % 7),
                    key: last,
                });
                alive.push(last);
            }
            for key in alive
                .iter()
                .filter(|_| random.below(3) == 0)
                .copied()
                .collect::<Vec<_>>()
            {
                batch.updated.push((key, state(&mut random)));
                let next = events.entry(key).or_insert(1_i64);
                batch.history.push(History {
                    key,
                    first_event_id: *next,
                    events: Bytes::from(vec![9; random.below(3000)]),
                });
                batch.tasks.push(Task {
                    queue: queue(),
                    place: key * 10 + i64::try_from(random.below(2)).unwrap(),
                    value: (random.below(3) > 0).then_some(Waiting {
                        key,
                        since: *next,
                        id: 0,
                        attempt: 1,
                        stamp: 0,
                    }),
                });
                *next += 3;
                batch.items.push(Item {
                    key,
                    kind: 1,
                    id: i64::try_from(random.below(4)).unwrap(),
                    value: (random.below(3) > 0).then(|| Bytes::from(vec![1; random.below(200)])),
                });
            }
            batch.documents.push(Document {
                kind: 1,
                id: "clock".to_owned(),
                value: Some(Bytes::from(format!("{last}"))),
            });
            if random.below(4) == 0 && alive.len() > 3 {
                let key = alive.remove(0);
                batch.updated.retain(|(updated, _)| *updated != key);
                batch.history.retain(|history| history.key != key);
                batch.items.retain(|item| item.key != key);
                batch.removed.push(key);
            }
            model.commit(&batch).unwrap();
            batches.push(batch);
            contents.push(content(&model).unwrap());
        }
        Self { batches, contents }
    }

    /// After how many of the batches a store is, if it is after any.
    pub(crate) fn place(&self, store: &dyn Store) -> Result<Option<usize>, Error> {
        let found = content(store)?;
        Ok(self.contents.iter().position(|content| *content == found))
    }
}

/// Everything that a store tells.
fn content(store: &dyn Store) -> Result<String, Error> {
    let mut text = String::new();
    let last = store.last_key()?;
    for key in 1..=last {
        let Some(execution) = store.execution(key)? else {
            continue;
        };
        let (name, state) = (&execution.name, &execution.state);
        writeln!(text, "{key} {name:?} {state:?} {:?}", execution.items).unwrap();
        writeln!(text, "  {:?}", store.run(&name.run_id)?).unwrap();
        writeln!(text, "  {:?}", store.current(name.namespace, &name.workflow_id)?).unwrap();
        for history in store.history(key, 1, usize::MAX)? {
            writeln!(text, "  {} {}", history.first_event_id, history.events.len()).unwrap();
        }
    }
    writeln!(text, "{:?}", store.due((i64::MIN, 0), i64::MAX, usize::MAX)?).unwrap();
    writeln!(text, "{:?}", store.tasks(&queue(), i64::MIN, usize::MAX)?).unwrap();
    writeln!(text, "{:?}", store.documents(1, "", usize::MAX)?).unwrap();
    Ok(text)
}
