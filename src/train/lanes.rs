//! The lanes of a session in training: which of them work, and on how many threads.

use std::sync::Arc;

use super::experiment::Experiment;
use super::limit::Limit;
use super::running::{Piece, Running};
use super::session::Session;
use super::shelf::Shelf;
use super::slice::LISTEN_EVERY;
use super::snapshot::Snapshot;
use super::team::Team;
use super::turn::Turn;
use crate::platform::threads;

/// All lanes of a session.
pub struct Lanes {
    /// The session's id.
    session: String,
    running: Vec<Running>,
    /// The highest number that a run had when lanes were last arranged: no later lane is given it again.
    highest_run: Option<u64>,
    /// A thread for each lane, the caller's among them.
    team: Team,
    stop_at: Option<u64>,
    endless: bool,
    shelf: Arc<Shelf>,
}

impl Lanes {
    /// The lanes of a session, all at their start; none goes past `stop_at`, nor past its own number of steps where they
    /// are not `endless`.
    pub fn new(session: Session, stop_at: Option<u64>, endless: bool) -> Self {
        let mut lanes = Self {
            session: session.id.clone(),
            running: Vec::new(),
            highest_run: None,
            team: Team::new(1),
            stop_at,
            endless,
            shelf: Arc::default(),
        };
        lanes.apply(session, false);
        lanes
    }

    /// What is shown of each lane.
    pub fn snapshots(&self) -> Vec<Arc<Snapshot>> {
        self.running
            .iter()
            .map(|running| Arc::clone(running.shown()))
            .collect()
    }

    /// Whether a lane follows a folder.
    pub fn follows(&self) -> bool {
        self.running.iter().any(Running::follows)
    }

    /// Takes what came of the folders that are followed. Returns whether something did.
    pub fn follow(&mut self) -> bool {
        let mut any = false;
        for running in &mut self.running {
            any |= running.follow();
        }
        any
    }

    /// The moments of the lane that follows a folder, where it is the only one.
    pub fn moments(&self) -> Vec<Arc<Snapshot>> {
        match &self.running[..] {
            [only] => only.moments().to_vec(),
            _ => Vec::new(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.running.len()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Running> {
        self.running.iter()
    }

    /// The same, to change them.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Running> {
        self.running.iter_mut()
    }

    /// Lets every lane go on past the step at which it was to stop.
    pub fn lift_limit(&mut self) {
        self.stop_at = None;
        self.running.iter_mut().for_each(|r| r.stop_at = None);
    }

    /// Lets no lane that is named train past its limit, and every other one train on.
    pub fn limit(&mut self, limits: &[Limit]) {
        for running in &mut self.running {
            let own = limits.iter().find(|limit| limit.lane == running.name);
            running.limit_to(own.cloned());
        }
    }

    /// Whether anything is left to do without an instruction.
    pub fn has_work(&self, playing: bool) -> bool {
        self.running.iter().any(|running| running.has_work(playing))
    }

    /// Whether a lane's data are yet to be read.
    pub fn loads(&self) -> bool {
        self.running.iter().any(Running::is_to_load)
    }

    /// Makes so many steps more of each lane although paused.
    pub fn ask_for_steps(&mut self, steps: u64) {
        let lanes = self.running.iter_mut();
        lanes.for_each(|running| running.ask_for_steps(steps));
    }

    /// Turns a class direction of one lane by hand. Returns whether that was done: the lane may have gone on.
    pub fn turn(&mut self, turn: &Turn) -> bool {
        let mut lanes = self.running.iter_mut();
        let lane = lanes.find(|running| running.name == turn.lane);
        lane.is_some_and(|running| running.turn(turn))
    }

    /// Ends every run: what broke belongs to no single lane.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn break_off(&mut self, why: &str) {
        for running in &mut self.running {
            running.break_off(why.to_owned());
        }
    }

    /// Has every lane on files read them again.
    pub fn reread(&mut self) {
        self.shelf.forget();
        self.running.iter_mut().for_each(Running::reread);
    }

    /// Starts every lane again, from the same seeds.
    pub fn restart_all(&mut self) {
        self.running.iter_mut().for_each(Running::restart);
    }

    /// Takes over a session. A lane of the same name goes on when its change is live, and restarts otherwise. Where it is
    /// another session altogether, nothing of the one before is shown any more. A session that does not resolve changes
    /// nothing: the window has checked it before. What is live counts at the end of the round where it is `amid` one.
    pub fn apply(&mut self, session: Session, amid: bool) {
        let Ok(experiments) = session.experiments() else {
            return;
        };
        let mut old = std::mem::take(&mut self.running);
        let highest = old.iter().map(|running| running.run).max();
        self.highest_run = self.highest_run.max(highest);
        let run = self.highest_run.map_or(0, |highest| highest + 1);
        if self.session != session.id {
            self.session.clone_from(&session.id);
            old.clear();
        }
        let names: Vec<String> = experiments.iter().map(|(name, _)| name.clone()).collect();
        for (name, experiment) in experiments {
            let known = old.iter().position(|running| running.name == name);
            let known = known.or_else(|| {
                // One that has lost its name and trains the same is called something else now.
                let renamed = |running: &Running| {
                    !names.contains(&running.name) && running.trains_this(&experiment)
                };
                let place = old.iter().position(renamed)?;
                old[place].rename(&name);
                Some(place)
            });
            // In their order: of several that train the same, each stays itself.
            let running = match known.map(|position| old.remove(position)) {
                Some(mut running) => {
                    running.apply(experiment, amid);
                    running
                }
                None => self.begun(name, experiment).numbered(run),
            };
            self.running.push(running);
        }
    }

    /// The session has this id from now on: it is no other one.
    pub fn call(&mut self, id: String) {
        self.session = id;
    }

    fn begun(&self, name: String, experiment: Experiment) -> Running {
        let mut running = Running::new(name, experiment, Arc::clone(&self.shelf));
        (running.stop_at, running.endless) = (self.stop_at, self.endless);
        running
    }

    /// Lets lanes work that have something left to do in this round, each in a thread of its own: they share nothing. Cores that
    /// are left over help within the steps. `work` says whether that was all that a lane had to do.
    pub fn work_on(&mut self, playing: bool, work: &(impl Fn(&mut Running) -> bool + Sync)) {
        let lanes = self.running.len().max(1);
        if self.team.threads() != lanes {
            self.team = Team::new(lanes);
        }
        let cores = threads::cores();
        // Where there are more than two, one is left to the window.
        let cores = cores - usize::from(cores > 2);
        let one_by_one = self.work_is_long(playing, cores);
        self.running
            .iter_mut()
            .for_each(|r| r.piece = Piece::default());
        let left = self.running.iter_mut().filter(|r| !r.has_ended);
        let mut working: Vec<&mut Running> = left.collect();
        if one_by_one {
            working.truncate(cores);
        }
        let threads = (cores / working.len().max(1)).max(1);
        let crowd = crowd(working.len(), cores);
        self.team.each(&mut working, |_, running| {
            running.use_threads(threads);
            running.share_cores(crowd);
            running.has_ended = work(running);
        });
    }

    /// Whether nobody would be heard for long while all lanes work beside each other: of large models no more do at a time than
    /// there are cores. While data are read, which takes its time anyway, every lane has its turn.
    fn work_is_long(&self, playing: bool, cores: usize) -> bool {
        let mut left = self.running.iter().filter(|lane| !lane.has_ended);
        let crowd = crowd(left.clone().count(), cores);
        let quick = |lane: &Running| lane.works_within(LISTEN_EVERY, playing, crowd);
        !left.clone().any(Running::is_new) && !left.all(quick)
    }

    /// A lane that is new has nothing to do in a round that had begun before it.
    pub fn leave_out_new(&mut self) {
        let lanes = self.running.iter_mut().filter(|lane| lane.is_new());
        lanes.for_each(|lane| lane.has_ended = true);
    }

    /// Whether every lane did what it had to do in this round.
    pub fn have_ended(&self) -> bool {
        self.running.iter().all(|running| running.has_ended)
    }

    /// The next round.
    pub fn begin_round(&mut self) {
        self.running.iter_mut().for_each(Running::begin_round);
    }

    /// Lets every lane come to this step although paused: what is shown of them is of one.
    pub fn go_on_to(&mut self, step: u64) {
        self.running.iter_mut().for_each(|r| r.go_on_to(step));
    }

    /// Makes the snapshots new where something changed; see [`Running::show`]. Of lanes that advance `together` all are shown where one
    /// is: they stand at one step.
    pub fn show(&mut self, playing: bool, together: bool, amid: bool) {
        if together && self.running.iter().any(|lane| lane.has_news(playing)) {
            let lanes = self.running.iter_mut();
            lanes.for_each(|lane| lane.show_with_others(playing));
        }
        self.running
            .iter_mut()
            .for_each(|running| running.show(playing, amid));
    }
}

/// How many lanes want a core, where so many work beside each other: what takes one of them a while takes all of them so many times
/// that.
fn crowd(working: usize, cores: usize) -> f64 {
    (working as f64 / cores as f64).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Duration;

    fn rest(running: &mut Running) {
        while running.stale() {
            running.refresh_some(false);
        }
    }

    #[test]
    fn no_more_large_models_work_at_a_time_than_there_are_cores() {
        let mut session = Session::preset("blobs").unwrap();
        while session.lanes.len() < 6 {
            session.duplicate(0).unwrap();
        }
        let mut lanes = Lanes::new(session, None, true);
        for running in &mut lanes.running {
            running.load_if_new();
            rest(running);
        }
        let cores = threads::cores();
        let cores = cores - usize::from(cores > 2);
        let worked = |lanes: &mut Lanes, playing: bool| {
            lanes.begin_round();
            lanes.work_on(playing, &|_| true);
            lanes.iter().filter(|lane| lane.has_ended).count()
        };
        // How long a step takes is not known before the first one.
        assert_eq!(worked(&mut lanes, true), cores.min(6));
        assert_eq!(worked(&mut lanes, false), 6, "none is to be made");
        lanes.work_on(true, &|_| true);
        assert!(lanes.have_ended());
        let short = Duration::from_nanos(1);
        for running in &mut lanes.running {
            running.step();
            (running.step_took, running.parts_took) = (Some(short), [Some(short); 2]);
        }
        assert_eq!(worked(&mut lanes, true), 6);
        // With all of them at it, and a little more: it is divided and multiplied again.
        let long = LISTEN_EVERY.div_f64(crowd(6, cores)) + Duration::from_micros(1);
        lanes.running[5].step_took = Some(long);
        assert_eq!(worked(&mut lanes, true), cores.min(6));
        assert_eq!(worked(&mut lanes, false), 6);
        for parts in [[Some(long), None], [Some(short), Some(long)]] {
            lanes.running[5].parts_took = parts;
            assert_eq!(worked(&mut lanes, false), cores.min(6), "they are stale");
        }
    }

    #[test]
    fn what_a_lane_takes_is_as_long_as_with_a_core_of_its_own_and_the_slowest_part_of_a_refresh_counts()
     {
        let session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session, None, true);
        let running = &mut lanes.running[0];
        running.load_if_new();
        rest(running);
        // As if a million wanted the core that it had.
        running.share_cores(1e6);
        let took = running.step();
        assert!(running.step_took.unwrap() <= took.div_f64(1e6) + Duration::from_nanos(1));
        let slow = Duration::from_secs(3600);
        running.parts_took = [None, Some(slow)];
        running.refresh_some(false);
        assert_eq!(running.parts_took[0], Some(slow), "the refresh before");
        assert!(!running.works_within(Duration::from_secs(1), false, 1.0));
        rest(running);
        assert!(running.parts_took[1] < Some(Duration::from_secs(1)));
        running.step();
        running.refresh_some(false);
        assert!(running.works_within(Duration::from_secs(1), false, 1.0));
        assert!(!running.works_within(Duration::from_secs(1), false, 1e12));
    }

    #[test]
    fn another_session_shows_nothing_of_the_one_before() {
        let mut session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        for running in &mut lanes.running {
            running.load_if_new();
            rest(running);
        }
        lanes.show(false, false, false);
        let shown = |lanes: &Lanes| -> Vec<(bool, u64)> {
            let seen = |snapshot: Arc<Snapshot>| (snapshot.features.nrows() > 0, snapshot.run);
            lanes.snapshots().into_iter().map(seen).collect()
        };
        assert!(shown(&lanes).iter().all(|lane| *lane == (true, 0)));
        // The same one goes on, even where it starts again.
        session.base.seeds.init += 1;
        lanes.apply(session.clone(), false);
        lanes.show(false, false, false);
        assert!(shown(&lanes).iter().all(|lane| *lane == (true, 1)));
        session.id = "another".to_owned();
        lanes.apply(session, false);
        assert!(shown(&lanes).iter().all(|lane| *lane == (false, 2)));
    }

    #[test]
    fn a_lane_that_comes_back_has_a_run_of_its_own() {
        let session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        let mut other = session.clone();
        let again = super::super::Edit::new(super::super::Scope::One(1), "seeds.init", 9);
        other.apply(&again).unwrap();
        lanes.apply(other.clone(), false);
        let mut alone = other.clone();
        alone.remove(1).unwrap();
        lanes.apply(alone, false);
        lanes.apply(other, false);
        let runs: Vec<u64> = lanes.running.iter().map(|running| running.run).collect();
        assert_eq!(runs, [0, 2], "run 1 was the one that was removed");
    }

    #[test]
    fn lanes_that_train_the_same_stay_themselves_when_all_are_called_something_else() {
        let mut session = Session::preset("fashion-circle").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        for _ in 0..3 {
            session.duplicate(0).unwrap();
            lanes.apply(session.clone(), false);
        }
        let runs = |lanes: &Lanes| -> Vec<u64> {
            lanes.running.iter().map(|running| running.run).collect()
        };
        assert_eq!(runs(&lanes), [0, 1, 2, 3]);
        for (place, lane) in session.lanes.iter_mut().enumerate() {
            lane.name = format!("named-{place}");
        }
        lanes.apply(session, false);
        assert_eq!(runs(&lanes), [0, 1, 2, 3]);
    }

    #[test]
    fn a_lane_goes_on_under_another_name_and_beside_a_copy_and_without_another() {
        let mut session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        for running in &mut lanes.running {
            running.load_if_new();
            running.step();
            rest(running);
        }
        let shown = |lanes: &mut Lanes| -> Vec<(String, u64, u64)> {
            lanes.show(false, false, false);
            let seen = |seen: Arc<Snapshot>| (seen.lane.clone(), seen.run, seen.step);
            lanes.snapshots().into_iter().map(seen).collect()
        };
        let before = shown(&mut lanes);
        session.rename(0, "renamed").unwrap();
        lanes.apply(session.clone(), false);
        let (mut expect, count) = (before.clone(), before.len());
        expect[0].0 = "renamed".to_owned();
        assert_eq!(shown(&mut lanes), expect);
        let copy = session.duplicate(0).unwrap();
        lanes.apply(session.clone(), false);
        let found = shown(&mut lanes);
        assert_eq!(found[..count], expect);
        assert_eq!(found[copy], ("renamed-2".to_owned(), 1, 0));
        session.remove(0).unwrap();
        lanes.apply(session.clone(), false);
        assert_eq!(shown(&mut lanes), found[1..]);
        session.id = "file".to_owned();
        lanes.call("file".to_owned());
        lanes.apply(session, false);
        assert_eq!(shown(&mut lanes), found[1..]);
    }
}
