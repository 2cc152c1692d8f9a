//! Tasks that wait for a worker.

use everloop_store::{Batch, Key, Placed, Queue, Task, Waiting};

use super::on_each;

fn queue(kind: u8, name: &str) -> Queue {
    Queue {
        namespace: 1,
        kind,
        name: name.into(),
    }
}

fn waiting(key: Key) -> Waiting {
    Waiting {
        key,
        since: 1_000 + key,
        id: 5,
        attempt: 2,
        stamp: 3,
    }
}

fn task(queue: &Queue, place: i64, value: Option<Waiting>) -> Batch {
    let queue = queue.clone();
    Batch {
        tasks: vec![Task { queue, place, value }],
        ..Batch::default()
    }
}

#[test]
fn tasks_of_all_queues_are_read_in_the_order_of_queues_and_places() {
    on_each(|store| {
        assert_eq!(store.tasks_after(None, 10).unwrap(), []);
        let elsewhere = Queue {
            namespace: 0,
            kind: 2,
            name: "".into(),
        };
        let rows: Vec<Placed> = [
            (elsewhere, -3, 7),
            (queue(0, "B"), 5, 1),
            (queue(0, "a"), 1, 2),
            (queue(0, "a"), 9, 3),
            (queue(0, "é"), 1, 4),
            (queue(1, "B"), 1, 5),
        ]
        .into_iter()
        .map(|(queue, place, key)| ((queue, place), waiting(key)))
        .collect();
        for ((queue, place), waiting) in rows.iter().rev() {
            store.commit(&task(queue, *place, Some(*waiting))).unwrap();
        }
        assert_eq!(store.tasks_after(None, 10).unwrap(), rows);
        for (last, (place, _)) in rows.iter().enumerate() {
            assert_eq!(store.tasks_after(Some(place), 10).unwrap(), rows[last + 1..]);
        }
        assert_eq!(store.tasks_after(Some(&rows[0].0), 2).unwrap(), rows[1..3]);
        // The place itself need not be there.
        let between = (queue(0, "a"), 4);
        assert_eq!(store.tasks_after(Some(&between), 1).unwrap(), rows[3..4]);
    });
}

#[test]
fn tasks_lie_by_queue_in_the_order_of_their_places() {
    on_each(|store| {
        let (q, other, activities) = (queue(0, "q"), queue(0, "q2"), queue(1, "q"));
        assert_eq!(store.tasks(&q, i64::MIN, 10).unwrap(), []);
        assert_eq!(store.last_task(&q, i64::MAX).unwrap(), None);
        for (queue, place, key) in [
            (&q, 30, 1),
            (&q, 10, 9),
            (&q, 20, 4),
            (&other, 15, 2),
            (&activities, 12, 9),
        ] {
            store.commit(&task(queue, place, Some(waiting(key)))).unwrap();
        }
        let all = [(10, waiting(9)), (20, waiting(4)), (30, waiting(1))];
        assert_eq!(store.tasks(&q, i64::MIN, 10).unwrap(), all);
        assert_eq!(store.tasks(&q, 10, 1).unwrap(), all[1..2]);
        assert_eq!(store.tasks(&q, 30, 10).unwrap(), []);
        assert_eq!(store.tasks_count(&q, 10).unwrap(), 2);
        assert_eq!(store.last_task(&q, i64::MAX).unwrap(), Some(30));
        assert_eq!(store.last_task(&q, 29).unwrap(), Some(20));
        assert_eq!(store.last_task(&q, 9).unwrap(), None);
        store.commit(&task(&q, 20, None)).unwrap();
        store.commit(&task(&q, 21, None)).unwrap();
        store.commit(&task(&q, 10, Some(waiting(8)))).unwrap();
        assert_eq!(
            store.tasks(&q, i64::MIN, 10).unwrap(),
            [(10, waiting(8)), (30, waiting(1))]
        );
        assert_eq!(store.tasks(&other, i64::MIN, 10).unwrap(), [(15, waiting(2))]);
        assert_eq!(store.tasks_count(&activities, i64::MIN).unwrap(), 1);
    });
}
