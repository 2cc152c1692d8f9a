//! One simulation: an engine on a disk, workers and clients, and the hand of fate.
//!
//! There are two phases. In the first, clients ask for things and anything may break: the engine dies between two turns
//! or in the middle of a commit, workers die, tasks and replies get lost, time jumps. In the second nothing breaks any
//! more, and everything that was begun must come to an end.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call as CallOptions, namespace::v1::NamespaceConfig, workflowservice::v1::UpdateNamespaceRequest,
};
use everloop_service::{Options, Stepped, Worked};

use crate::{
    calls::Call,
    check,
    circumstances::{Circumstances, Ledger},
    client::Client,
    clock::SimClock,
    course::{Cell, Course, Crash, Kept},
    disk::{Disk, Fault, Medium},
    file_disk::FileDisk,
    leavings,
    operator::Operator,
    random::{Ids, Random, stir},
    report::{Met, Report, Violation},
    worker::Worker,
};

const CLIENTS: usize = 3;
const WORKERS: usize = 2;
const REQUESTS_PER_CLIENT: u32 = 12;

/// Time that is enough for all that workflows may wait for.
const QUIET_MAX: Duration = Duration::from_secs(60 * 24 * 3600);

/// As long as nothing can happen at all, an engine sleeps for so long at a time.
const SLEEP: Duration = Duration::from_secs(10);

/// Time that passes at once in calm courses when everybody sleeps: while there are open runs, and when only the removal of
/// closed ones is waited for.
const LEAP: Duration = Duration::from_secs(600);
const LEAP_TO_REMOVAL: Duration = Duration::from_secs(6 * 3600);

/// Rounds after which a simulation that does not end is given up.
const ROUNDS_MAX: u64 = 2_000_000;

struct World {
    seed: u64,
    random: Random,
    clock: SimClock,
    disk: Disk,
    openings: u64,
    engine: Stepped,
    clients: Vec<Client>,
    /// In calm courses alone.
    operator: Option<Operator>,
    workers: Vec<Worker>,
    workers_made: usize,
    ledger: Ledger,
    met: Met,
    violations: Vec<String>,
    quiet_since: Option<Duration>,
    fingerprint: u64,
    course: Course,
}

/// Runs the simulation of a seed to its end.
///
/// # Errors
/// The first promise that was broken.
pub fn run(seed: u64) -> Result<Report, Violation> {
    ended(World::new(seed))?.report()
}

/// Runs the simulation of a seed in which each client makes so many requests and nothing breaks but what is planned.
pub(crate) fn run_calm(
    seed: u64,
    requests_per_client: u32,
    kept: Kept,
    cell: Option<Cell>,
) -> Result<Report, Violation> {
    let disk = match kept {
        Kept::InMemory => Disk::default(),
        Kept::InFile => match FileDisk::new(stir(seed, format!("{cell:?}").as_bytes())) {
            Ok(file) => Disk::on(Medium::File(Box::new(file))),
            Err(error) => panic!("seed {seed}: no database file can be made: {error}"),
        },
    };
    let world = World::with(seed, requests_per_client, disk, Course::Calm(cell));
    if let Some(Cell { commit, crash }) = cell
        && let Some(fault) = crash.fault()
    {
        world.disk.fail_at(commit, fault);
    }
    ended(world)?.report()
}

/// The histories that a simulation leaves.
pub(crate) fn histories_of(seed: u64) -> Result<Vec<check::RunHistory>, Violation> {
    let world = ended(World::new(seed))?;
    check::histories(&world.disk).map_err(|what| world.violated(what))
}

fn ended(mut world: World) -> Result<World, Violation> {
    for _ in 0..ROUNDS_MAX {
        let ended = world.round();
        if let Some(what) = world.violations.first() {
            return Err(world.violated(what.clone()));
        }
        if ended {
            return Ok(world);
        }
    }
    Err(world.violated("it does not come to an end".to_owned()))
}

impl World {
    fn new(seed: u64) -> Self {
        Self::with(seed, REQUESTS_PER_CLIENT, Disk::default(), Course::Rough)
    }

    fn with(seed: u64, requests_per_client: u32, disk: Disk, course: Course) -> Self {
        let clock = SimClock::new();
        let mut engine = open(seed, 0, &disk, &clock);
        keep_for_ever(&mut engine);
        Self {
            seed,
            random: Random::new(seed, "world"),
            clock,
            disk,
            openings: 1,
            engine,
            clients: (0..CLIENTS)
                .map(|number| Client::new(number, requests_per_client))
                .collect(),
            operator: (course != Course::Rough).then(|| Operator::new(seed)),
            workers: (0..WORKERS).map(Worker::new).collect(),
            workers_made: WORKERS,
            ledger: Ledger::default(),
            met: Met::default(),
            violations: Vec::new(),
            quiet_since: None,
            fingerprint: 0,
            course,
        }
    }

    /// Everybody acts once; whether the simulation has ended.
    fn round(&mut self) -> bool {
        self.fate();
        let mut progress = self.actors();
        for _ in 0..=self.random.below(3) {
            match self.engine.turn() {
                Worked::Turn => {
                    progress = true;
                    self.crash_as_planned();
                }
                Worked::Nothing => {}
                Worked::Stopped => {
                    self.met.failed_commits += 1;
                    self.reopen();
                    progress = true;
                }
            }
        }
        if progress {
            return false;
        }
        let is_over = self.quiet_since.is_some() && check::all_closed(&self.disk);
        if is_over
            && (self.course == Course::Rough || check::all_removed(&self.disk) && check::no_task_is_stale(&self.disk))
        {
            return true;
        }
        self.pass_time(is_over);
        false
    }

    fn actors(&mut self) -> bool {
        let handle = self.engine.handle();
        let mut circumstances = Circumstances {
            handle: &handle,
            random: &mut self.random,
            ledger: &mut self.ledger,
            met: &mut self.met,
            clock: &self.clock,
            violations: &mut self.violations,
            is_quiet: self.quiet_since.is_some() || self.course != Course::Rough,
        };
        let mut progress = match &mut self.operator {
            Some(operator) => operator.step(&mut circumstances),
            None => false,
        };
        let mut order: Vec<usize> = (0..CLIENTS + WORKERS).collect();
        circumstances.random.shuffle(&mut order);
        for index in order {
            let acted = match index.checked_sub(CLIENTS) {
                None => self.clients[index].step(&mut circumstances),
                Some(worker) => self.workers[worker].step(&mut circumstances),
            };
            self.fingerprint = stir(self.fingerprint, &[u8::try_from(index).unwrap_or(0), u8::from(acted)]);
            progress |= acted;
        }
        progress
    }

    /// Lets the engine die when the answers of a commit have left, if that is planned.
    fn crash_as_planned(&mut self) {
        if let Course::Calm(Some(cell)) = self.course
            && matches!(cell.crash, Crash::AfterAnswers | Crash::PowerAfterAnswers)
            && self.disk.commits() > cell.commit
        {
            self.disk.cut();
            self.course = Course::Calm(None);
            self.met.crashes += 1;
            self.reopen();
        }
    }

    /// What breaks in this round.
    fn fate(&mut self) {
        if self.quiet_since.is_some() {
            return;
        }
        let is_operated = self.operator.as_ref().is_none_or(Operator::is_done);
        if is_operated && self.clients.iter().all(Client::is_done) {
            self.quiet_since = Some(self.clock.elapsed());
            self.disk.heal();
            return;
        }
        if self.course != Course::Rough {
            return;
        }
        if self.random.per_mille(8) {
            self.met.crashes += 1;
            self.reopen();
        }
        if self.random.per_mille(8) {
            let faults = [Fault::Lost, Fault::Unconfirmed];
            self.disk.fail_next(faults[self.random.index(faults.len())]);
        }
        if self.random.per_mille(8) {
            self.met.worker_crashes += 1;
            let index = self.random.index(self.workers.len());
            self.engine.handle().connection_closed(self.workers[index].connection());
            self.workers[index].crash(self.workers_made);
            self.workers_made += 1;
        }
        if self.random.per_mille(4) {
            // The machine was asleep.
            let seconds = 1 + self.random.below(7200);
            self.clock.advance(Duration::from_secs(seconds));
        }
    }

    /// The engine dies; another finds what is on the disk.
    fn reopen(&mut self) {
        self.disk.heal();
        if let Err(what) = self.disk.come_back().and_then(|()| check::records(&self.disk)) {
            self.violations.push(what);
        }
        self.engine = open(self.seed, self.openings, &self.disk, &self.clock);
        self.openings += 1;
    }

    /// Nothing can happen now: time goes on to when something can.
    fn pass_time(&mut self, is_over: bool) {
        let now = self.clock.elapsed();
        let workers = self.workers.iter().filter_map(Worker::next);
        let actors = workers.chain(self.clients.iter().filter_map(Client::next)).min();
        let actors = actors.map(|due| due.saturating_sub(now));
        let is_asleep = |time: Duration| time >= SLEEP && self.course != Course::Rough;
        let leap = if is_over { LEAP_TO_REMOVAL } else { LEAP };
        let engine = self.engine.idle_for();
        let engine = engine.map(|time| if is_asleep(time) { leap } else { time });
        let idle = [engine, actors].into_iter().flatten().min();
        match idle {
            Some(time) => self.clock.advance(time.max(Duration::from_nanos(1))),
            None => {
                let what = check::open_runs(&self.disk);
                self.violations
                    .push(format!("nothing will ever happen, but there are open runs: {what}"));
            }
        }
        if self
            .quiet_since
            .is_some_and(|since| self.clock.elapsed() - since > QUIET_MAX)
        {
            let what = check::open_runs(&self.disk);
            self.violations
                .push(format!("still open after {QUIET_MAX:?} without faults: {what}"));
        }
    }

    fn violated(&self, what: String) -> Violation {
        Violation {
            seed: self.seed,
            what,
            story: check::story(&self.disk),
        }
    }

    fn report(mut self) -> Result<Report, Violation> {
        check::records(&self.disk).map_err(|what| self.violated(what))?;
        check::traces(&self.disk).map_err(|what| self.violated(what))?;
        let histories = check::histories(&self.disk).map_err(|what| self.violated(what))?;
        for history in &histories {
            check::history(history).map_err(|what| self.violated(what))?;
            if !leavings::is_by_hand(&history.workflow_id) {
                check::replay(history).map_err(|what| self.violated(what))?;
            }
            self.met.events += history.events.len() as u64;
            for event in &history.events {
                self.fingerprint = stir(self.fingerprint, format!("{event:?}").as_bytes());
                self.met.kinds.insert(event.event_type().as_str_name());
            }
        }
        check::ledger(&self.ledger, &histories).map_err(|what| self.violated(what))?;
        self.met.runs = histories.len() as u64;
        self.met.commits = self.disk.commits();
        Ok(Report {
            met: self.met,
            fingerprint: self.fingerprint,
        })
    }
}

fn open(seed: u64, opening: u64, disk: &Disk, clock: &SimClock) -> Stepped {
    let options = Options {
        clock: std::sync::Arc::new(clock.clone()),
        // Few, so that executions are put away and fetched again.
        executions_cached_max: 3,
        ..Options::default()
    };
    let ids = Ids(Random::new(seed, &format!("ids of opening {opening}")));
    match Stepped::open(Box::new(disk.clone()), Box::new(ids), &options) {
        Ok(engine) => engine,
        // Its disk is sound while it is opened, so this is a mistake of the simulator or the engine.
        Err(error) => panic!("seed {seed}: the engine cannot be opened: {error}"),
    }
}

/// Lets no closed run be deleted: what was acknowledged is looked for at the end.
fn keep_for_ever(engine: &mut Stepped) {
    let request = UpdateNamespaceRequest {
        namespace: "default".to_owned(),
        config: Some(NamespaceConfig {
            workflow_execution_retention_ttl: Some(prost_types::Duration {
                seconds: 100 * 365 * 24 * 3600,
                nanos: 0,
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut call = Call::begin(&engine.handle(), |handle| async move {
        handle.update_namespace(request, CallOptions::default()).await
    });
    loop {
        match call.answer() {
            None => engine.turn(),
            Some(Ok(_)) => return,
            Some(Err(error)) => panic!("the namespace cannot be updated: {error}"),
        };
    }
}
