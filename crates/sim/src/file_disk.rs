//! A real database file whose process is killed, or whose power goes, in the middle of what it does to the disk.
//!
//! What the store does to its files is recorded. The death comes after any of the operations of one commit; what is left of
//! the files then is written elsewhere, and another process would find the same there.

use everloop_faults::{Image, Random, Watch};
use everloop_store::{
    Error,
    sqlite::{Durability, Options, Sqlite, Upkeep},
};
use tempfile::TempDir;

/// A file is small here, so what is seldom done to a large one is done often to this.
const UPKEEP: Upkeep = Upkeep {
    free_pages_kept: 4,
    log_pages_max: 60,
};

/// What a death takes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// The process alone: the system keeps what was written.
    Nothing,
    /// The machine: what was not synced is there, or not, or in part.
    Unsynced,
}

pub(crate) struct FileDisk {
    // Dropped in this order: the store is closed while its directory is there.
    store: Sqlite,
    watch: Watch,
    directory: TempDir,
    /// What the files held when they were opened.
    base: Image,
    random: Random,
    /// After how many operations everything ended, and how.
    death: Option<(usize, Loss)>,
}

impl FileDisk {
    /// A new file; the seed decides when it dies, and what is left of it.
    pub(crate) fn new(seed: u64) -> Result<Self, Error> {
        Self::open(Image::default(), Random::new(seed))
    }

    fn open(base: Image, random: Random) -> Result<Self, Error> {
        let directory = tempfile::tempdir().map_err(failed)?;
        base.write(directory.path()).map_err(failed)?;
        let watch = Watch::begin(directory.path(), None);
        let mut store = Sqlite::open(&options(&directory))?;
        store.keep_up(UPKEEP)?;
        Ok(Self {
            store,
            watch,
            directory,
            base,
            random,
            death: None,
        })
    }

    pub(crate) fn store(&self) -> &Sqlite {
        &self.store
    }

    pub(crate) fn store_mut(&mut self) -> &mut Sqlite {
        &mut self.store
    }

    /// How much has been done to the files.
    pub(crate) fn position(&self) -> usize {
        self.watch.position()
    }

    /// Everything has ended after some of the operations that were done since a position.
    pub(crate) fn die_since(&mut self, position: usize, loss: Loss) {
        let end = self.position();
        let at = position + self.random.below(end - position + 1);
        self.death.get_or_insert((at, loss));
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.death.is_some()
    }

    /// The file as the next process finds it; now and then that one dies too while it opens the file.
    pub(crate) fn come_back(&mut self) -> Result<(), String> {
        let Some((end, loss)) = self.death else { return Ok(()) };
        self.refuses_others()?;
        let found = self.left(end, loss);
        *self = Self::open(found, self.random.clone()).map_err(|error| error.to_string())?;
        if self.random.below(3) == 0 {
            let end = self.random.below(self.position() + 1);
            let found = self.left(end, loss);
            *self = Self::open(found, self.random.clone()).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn left(&mut self, end: usize, loss: Loss) -> Image {
        let log = self.watch.log();
        let base = self.base.clone();
        match loss {
            Loss::Nothing => base.killed(&log[..end]),
            Loss::Unsynced => base.cut(&log[..end], &mut self.random),
        }
    }

    /// As long as one has the file no other gets it.
    fn refuses_others(&self) -> Result<(), String> {
        match Sqlite::open(&options(&self.directory)) {
            Err(Error::Held { .. }) => Ok(()),
            Err(error) => Err(format!("a second opening of the file ends with {error}")),
            Ok(_) => Err("the file can be opened twice".to_owned()),
        }
    }
}

fn options(directory: &TempDir) -> Options {
    Options {
        path: directory.path().join("sim.db"),
        durability: Durability::Full,
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::Open {
        path: "the simulated disk".into(),
        source,
    }
}
