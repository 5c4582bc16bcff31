//! The lanes of a session in training: what each shows, and which steps and refreshes are due. Nothing here reads a clock;
//! the worker passes times in.

use std::sync::Arc;

use ndarray::Array2;

use super::experiment::{Experiment, ModelKind};
use super::follow::{Follower, News};
use super::given::followed;
use super::health::Health;
use super::lane::Lane;
use super::limit::Limit;
use super::metrics::Metrics;
use super::session::Session;
use super::shelf::Shelf;
use super::snapshot::{Directions, Snapshot, Status};
use super::team::Team;
use super::turn::Turn;
use crate::data::{self, Dataset, Shape, Split, given::Moment};
use crate::platform::clock::{Duration, Instant};
use crate::platform::threads;

/// The most moments that are kept of a folder that is followed.
const MOMENTS: usize = 600;
/// What they may take, in bytes.
const MOMENT_BYTES: usize = 128 << 20;
/// While a lane trains, so much time lies between the beginnings of two refreshes, or this part of the time since the first.
const REFRESH_EVERY: Duration = Duration::from_millis(100);
const REFRESH_EVERY_PART: u32 = 50;

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

/// A lane and what is known about it.
pub struct Running {
    name: String,
    experiment: Experiment,
    run: u64,
    /// `None` until its data are loaded.
    lane: Option<Lane>,
    failure: Option<String>,
    shown: Arc<Snapshot>,
    /// Whether something changed that is not shown yet.
    dirty: bool,
    /// Steps to make although paused.
    steps_left: u64,
    /// When the first refresh began, and the last one.
    refreshes: Option<(Instant, Instant)>,
    /// Seconds that a refresh may take.
    pub credit: f64,
    images_per_second: f64,
    /// What it did in the last slice of time.
    pub done: Done,
    /// How long the slowest step of that slice took.
    pub slowest: Duration,
    stop_at: Option<u64>,
    /// How far it trains for now; unlike at its end it only waits there.
    limit: Option<Limit>,
    /// Goes on past its experiment's number of steps.
    endless: bool,
    shelf: Arc<Shelf>,
    /// What follows the folder that a run elsewhere writes into.
    follower: Option<Follower>,
    /// The moments that were read, by rising step, thinned.
    moments: Vec<Arc<Snapshot>>,
    trouble: Option<String>,
}

/// What a lane did in a slice of time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Training steps.
    pub steps: u64,
    /// Parts of a refresh.
    pub parts: u64,
    /// Seconds that these parts took.
    pub refresh: f64,
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
        lanes.apply(session);
        lanes
    }

    /// What is shown of each lane.
    pub fn snapshots(&self) -> Vec<Arc<Snapshot>> {
        self.running
            .iter()
            .map(|running| Arc::clone(&running.shown))
            .collect()
    }

    /// Whether a lane follows a folder.
    pub fn follows(&self) -> bool {
        self.running
            .iter()
            .any(|running| running.follower.is_some())
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
            [only] => only.moments.clone(),
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
            running.limit = own.cloned();
        }
    }

    /// Whether anything is left to do without an instruction.
    pub fn has_work(&self, playing: bool) -> bool {
        let busy = |r: &Running| r.is_new() || r.stale() || r.trains(playing);
        self.running.iter().any(busy)
    }

    /// Whether a lane's data are yet to be read.
    pub fn loads(&self) -> bool {
        self.running.iter().any(Running::is_new)
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

    /// Starts every lane again, from the same seeds.
    pub fn restart_all(&mut self) {
        self.running.iter_mut().for_each(Running::restart);
    }

    /// Takes over a session. A lane of the same name goes on when its change is live, and restarts otherwise. Where it is
    /// another session altogether, nothing of the one before is shown any more. A session that does not resolve changes
    /// nothing: the window has checked it before.
    pub fn apply(&mut self, session: Session) {
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
                    !names.contains(&running.name) && running.experiment == experiment
                };
                let place = old.iter().position(renamed)?;
                old[place].rename(&name);
                Some(place)
            });
            // In their order: of several that train the same, each stays itself.
            let running = match known.map(|position| old.remove(position)) {
                Some(mut running) => {
                    running.apply(experiment);
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
        Running {
            stop_at: self.stop_at,
            endless: self.endless,
            ..Running::new(name, experiment, Arc::clone(&self.shelf))
        }
    }

    /// Works on every lane, each in a thread of its own: they share nothing. Cores that are left over help within the
    /// steps.
    pub fn each_in_parallel(&mut self, work: &(impl Fn(&mut Running) + Sync)) {
        let lanes = self.running.len().max(1);
        if self.team.threads() != lanes {
            self.team = Team::new(lanes);
        }
        let cores = threads::cores();
        // Where there are more than two, one is left to the window.
        let threads = (cores - usize::from(cores > 2)) / lanes;
        self.team.each(&mut self.running, |_, running| {
            running.use_threads(threads.max(1));
            work(running);
        });
    }

    /// Makes the snapshots new where something changed.
    pub fn show(&mut self, playing: bool) {
        self.running
            .iter_mut()
            .for_each(|running| running.show(playing));
    }
}

impl Running {
    fn new(name: String, experiment: Experiment, shelf: Arc<Shelf>) -> Self {
        Self {
            shown: Arc::new(nothing_yet(&name, &experiment)),
            name,
            experiment,
            run: 0,
            lane: None,
            failure: None,
            dirty: false,
            steps_left: 0,
            refreshes: None,
            credit: 0.0,
            images_per_second: 0.0,
            done: Done::default(),
            slowest: Duration::ZERO,
            stop_at: None,
            limit: None,
            endless: false,
            shelf,
            follower: None,
            moments: Vec::new(),
            trouble: None,
        }
    }

    /// The same lane under another name, at any moment that was kept of it.
    fn rename(&mut self, name: &str) {
        for snapshot in self.moments.iter_mut().chain([&mut self.shown]) {
            Arc::make_mut(snapshot).lane = name.to_owned();
        }
        self.name = name.to_owned();
    }

    /// The same lane as the run of this number.
    fn numbered(mut self, run: u64) -> Self {
        self.run = run;
        Arc::make_mut(&mut self.shown).run = run;
        self
    }

    /// Whether another training step is due.
    pub fn trains(&self, playing: bool) -> bool {
        let wanted = playing || self.steps_left > 0;
        let goes_on = |lane: &Lane| !self.at_end(lane) && !self.at_limit(lane);
        wanted && self.failure.is_none() && self.measured().is_some_and(goes_on)
    }

    /// Whether the features are older than the model.
    pub fn stale(&self) -> bool {
        self.lane.as_ref().is_some_and(Lane::is_stale)
    }

    /// Steps made so far; none before its data are loaded.
    pub fn step_count(&self) -> u64 {
        let lane = self.lane.as_ref();
        lane.map_or(0, |lane| lane.trainer().step_count())
    }

    /// Whether it trains, or will as soon as its data are loaded and measured.
    pub fn will_train(&self, playing: bool) -> bool {
        // What is given may be long in coming, and nobody waits for it.
        let given = self.experiment.model.kind == ModelKind::Features;
        let loads = !given && self.is_new()
            || !given && self.failure.is_none() && self.measured().is_none();
        self.trains(playing) || playing && loads
    }

    /// Whether a refresh has begun and not come to its end.
    pub fn refreshes(&self) -> bool {
        self.lane.as_ref().is_some_and(|lane| !lane.is_refreshed())
    }

    /// Whether a refresh may begin while it trains. Nobody sees more of them, and what measures them does not train; only at the
    /// beginning of a run much happens in a short time.
    pub fn is_due(&self) -> bool {
        self.refreshes.is_none_or(|(first, last)| {
            let now = Instant::now();
            now - last >= ((now - first) / REFRESH_EVERY_PART).min(REFRESH_EVERY)
        })
    }

    fn is_new(&self) -> bool {
        self.lane.is_none() && self.failure.is_none() && self.follower.is_none()
    }

    /// The lane, once there is something to show of it.
    fn measured(&self) -> Option<&Lane> {
        self.lane.as_ref().filter(|lane| lane.is_measured())
    }

    fn use_threads(&mut self, threads: usize) {
        if let Some(lane) = &mut self.lane {
            lane.set_threads(threads);
        }
    }

    /// Makes the lane if it is new. Returns whether that took the time of this slice.
    pub fn load_if_new(&mut self) -> bool {
        if !self.is_new() {
            return false;
        }
        if let Some(folder) = followed(&self.experiment) {
            self.follower = Some(Follower::new(&folder));
            return true;
        }
        let known = Arc::clone(&self.shown.dataset);
        let same_data = self.shown.experiment.data == self.experiment.data
            && self.shown.experiment.seeds.data == self.experiment.seeds.data
            && known.given.is_some() == self.experiment.request().as_features;
        let dataset = if same_data && known.classes() > 0 {
            Ok(known)
        } else {
            self.shelf.load(&self.experiment)
        };
        match dataset.and_then(|dataset| Lane::without_features(&self.experiment, dataset)) {
            Ok(mut lane) => {
                lane.look_at_pairs();
                self.lane = Some(lane);
            }
            Err(error) => self.fail(error.to_string()),
        }
        true
    }

    /// One training step; a run that diverges fails here.
    pub fn step(&mut self) {
        let Some(lane) = &mut self.lane else { return };
        self.steps_left = self.steps_left.saturating_sub(1);
        if let Err(error) = lane.step() {
            // The features may be those of the step that went wrong.
            lane.begin_refresh();
            self.fail(error.to_string());
        }
    }

    /// Embeds some held-out samples with the newest model. Rows of several steps stand beside each other only while
    /// `training`; what is shown of a lane that rests is of one step.
    pub fn refresh_part(&mut self, training: bool) {
        let Some(lane) = &mut self.lane else { return };
        self.dirty = true;
        if lane.is_refreshed() || (lane.is_behind() && !training) {
            lane.begin_refresh();
            let now = Instant::now();
            let first = self.refreshes.map_or(now, |(first, _)| first);
            self.refreshes = Some((first, now));
        }
        if lane.refresh_part() {
            lane.log();
        }
    }

    /// Embeds training samples of a lane that rests, whose clusters the chart of gaps shows beside the held-out ones.
    pub fn look_at_training(&mut self) {
        let lane = self.lane.as_mut().filter(|lane| lane.is_measured());
        if lane.is_some_and(Lane::look_at_training_if_quick) {
            self.dirty = true;
        }
    }

    /// Steps and the seconds that they took.
    pub fn note_speed(&mut self, steps: u64, seconds: f64) {
        let batch = self
            .lane
            .as_ref()
            .map_or(0, |lane| lane.trainer().batch_size());
        let now = steps as f64 * batch as f64 / seconds.max(1e-9);
        self.images_per_second = match self.images_per_second {
            0.0 => now,
            known => 0.9 * known + 0.1 * now,
        };
    }

    /// The run ends here; what was shown last stays, with the reason.
    pub fn fail(&mut self, why: String) {
        self.failure = Some(why);
        self.steps_left = 0;
        self.dirty = true;
    }

    /// The run broke in a way that leaves nothing to rely on but what was shown last.
    pub fn break_off(&mut self, why: String) {
        self.lane = None;
        self.fail(why);
    }

    /// Makes so many steps more although paused.
    pub fn ask_for_steps(&mut self, steps: u64) {
        let rests = |lane: &Lane| self.at_end(lane) || self.at_limit(lane);
        let rests = self.failure.is_some() || self.lane.as_ref().is_some_and(rests);
        if !rests {
            self.steps_left = self.steps_left.saturating_add(steps);
        }
    }

    fn turn(&mut self, turn: &Turn) -> bool {
        let here = self.failure.is_none() && (self.run, self.step_count()) == (turn.run, turn.step);
        let lane = self.lane.as_mut().filter(|_| here);
        let turned = lane.is_some_and(|lane| lane.turn(turn.class, &turn.to));
        self.dirty |= turned;
        turned
    }

    fn at_end(&self, lane: &Lane) -> bool {
        let step = lane.trainer().step_count();
        let trainer = lane.trainer();
        let over = trainer.is_given() || trainer.is_done() && !self.endless;
        over || self.stop_at.is_some_and(|stop| step >= stop)
    }

    fn at_limit(&self, lane: &Lane) -> bool {
        let step = lane.trainer().step_count();
        let limit = self.limit.as_ref();
        limit.is_some_and(|limit| step >= limit.step(self.run))
    }

    fn apply(&mut self, experiment: Experiment) {
        let restart = self.experiment.restart_key(&experiment).is_some() || self.failure.is_some();
        let changed = self.experiment != experiment;
        self.experiment = experiment;
        match &mut self.lane {
            Some(lane) if !restart => {
                if changed {
                    lane.tune(&self.experiment);
                    self.dirty = true;
                }
            }
            // It was not loaded yet, and will be with these settings.
            None if !restart => self.dirty = true,
            _ => self.restart(),
        }
    }

    fn restart(&mut self) {
        self.run += 1;
        self.lane = None;
        self.refreshes = None;
        self.follower = None;
        self.moments.clear();
        self.trouble = None;
        self.failure = None;
        self.steps_left = 0;
        self.images_per_second = 0.0;
        self.dirty = true;
    }

    /// Takes what came of the folder that it follows. Returns whether something did.
    pub fn follow(&mut self) -> bool {
        let news = self
            .follower
            .as_ref()
            .map(Follower::take)
            .unwrap_or_default();
        let any = !news.is_empty();
        for news in news {
            match news {
                News::Newest(moment) => self.take_newest(*moment),
                News::Earlier(moment) => self.take_earlier(*moment),
                News::Problem(problem) => self.trouble = Some(problem),
                News::Mended => self.trouble = None,
            }
        }
        self.dirty |= any;
        any
    }

    fn take_newest(&mut self, moment: Moment) {
        let step = moment.step.unwrap_or(0);
        if self.step_count() > step {
            // The run has begun anew.
            self.run += 1;
            self.moments.clear();
            self.lane = None;
        }
        let curve = self
            .lane
            .as_ref()
            .map_or_else(Vec::new, |lane| lane.curve().to_vec());
        let dataset = Arc::new(data::moment(moment));
        match Lane::of_moment(&self.experiment, dataset, curve) {
            Ok(lane) => {
                self.moments.retain(|known| known.step != step);
                self.moments
                    .push(Arc::new(lane.snapshot(&self.name, self.run, Status::Done)));
                self.lane = Some(lane);
                self.thin();
            }
            Err(error) => self.trouble = Some(error.to_string()),
        }
    }

    /// One from before: it is a part of the history and of the curves.
    fn take_earlier(&mut self, moment: Moment) {
        let dataset = Arc::new(data::moment(moment));
        let earlier = Lane::of_moment(&self.experiment, dataset, Vec::new());
        let (Ok(earlier), Some(lane)) = (earlier, &mut self.lane) else {
            return;
        };
        earlier
            .curve()
            .iter()
            .for_each(|point| lane.log_earlier(*point));
        let snapshot = Arc::new(earlier.snapshot(&self.name, self.run, Status::Done));
        let place = self
            .moments
            .partition_point(|known| known.step < snapshot.step);
        self.moments.insert(place, snapshot);
        self.thin();
    }

    /// Every second moment but the last goes while they take too much memory, or are too many.
    fn thin(&mut self) {
        let bytes = |moments: &[Arc<Snapshot>]| moments.iter().map(|m| m.bytes()).sum::<usize>();
        while self.moments.len() > 2
            && (self.moments.len() > MOMENTS || bytes(&self.moments) > MOMENT_BYTES)
        {
            let last = self.moments.len() - 1;
            let mut place = 0;
            self.moments.retain(|_| {
                place += 1;
                (place - 1) % 2 == 0 || place - 1 == last
            });
        }
    }

    fn status(&self, playing: bool) -> Status {
        match (&self.failure, self.measured()) {
            (Some(why), _) => Status::Failed(why.clone()),
            (None, None) => Status::Loading,
            (None, Some(lane)) if self.at_end(lane) => Status::Done,
            _ if playing => Status::Running,
            _ => Status::Paused,
        }
    }

    fn show(&mut self, playing: bool) {
        let status = self.status(playing);
        // Features of the step that went wrong are never shown: those of the last good one are on their way.
        let repairs = self.failure.is_some() && self.stale();
        if repairs || !self.dirty && self.shown.status == status {
            return;
        }
        self.dirty = false;
        let mut snapshot = match self.measured() {
            Some(lane) => lane.snapshot(&self.name, self.run, status),
            None => Snapshot {
                run: self.run,
                status,
                // What was shown is of the run before, or of one that broke off.
                health: Health::Sound,
                ..Snapshot::clone(&self.shown)
            },
        };
        snapshot.images_per_second = self.images_per_second;
        snapshot.trouble.clone_from(&self.trouble);
        self.shown = Arc::new(snapshot);
    }
}

/// What is shown before the data are there: no class, no sample.
/// The data set of a source before it is loaded.
pub(super) fn not_loaded(source: &str) -> Dataset {
    Dataset {
        id: source.to_owned(),
        shape: Shape::Flat(0),
        class_names: Vec::new(),
        train: Split::empty(),
        test: Split::empty(),
        test_pixels: Vec::new(),
        unseen: Default::default(),
        given: None,
        hash: Default::default(),
    }
}

fn nothing_yet(name: &str, experiment: &Experiment) -> Snapshot {
    let empty = Arc::new(Array2::zeros((0, experiment.model.feature_dim)));
    Snapshot {
        lane: name.to_owned(),
        run: 0,
        step: 0,
        epoch: 0.0,
        status: Status::Loading,
        experiment: Arc::new(experiment.clone()),
        dataset: Arc::new(not_loaded(&experiment.data.source)),
        features: Arc::clone(&empty),
        unseen: Arc::clone(&empty),
        training: None,
        weights: empty,
        bias: None,
        directions: Directions::Weights,
        whole: false,
        metrics: Metrics::UNKNOWN,
        cosines: None,
        evidence: Arc::default(),
        health: Health::Sound,
        tuned: None,
        touched: None,
        onto: None,
        curve: Arc::new(Vec::new()),
        images_per_second: 0.0,
        parameters: 0,
        trouble: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lane, means};
    use super::*;

    const HELD_OUT: usize = 3 * means::PART + 1;

    fn running() -> Running {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.knobs.set("test", HELD_OUT as f64);
        experiment.model.hidden = vec![8];
        let mut running = Running::new("run".to_owned(), experiment, Arc::default());
        running.load_if_new();
        rest(&mut running);
        running
    }

    fn rest(running: &mut Running) {
        while running.stale() {
            running.refresh_part(false);
        }
    }

    /// Features of a lane that made so many steps and was then measured in one go.
    fn check(running: &Running, steps: u64) {
        let dataset = lane::load(&running.experiment).unwrap();
        let mut fresh = Lane::new(&running.experiment, dataset).unwrap();
        (0..steps).for_each(|_| fresh.step().unwrap());
        fresh.begin_refresh();
        while !fresh.refresh_part() {}
        let found = running.lane.as_ref().unwrap();
        assert_eq!(found.trainer().step_count(), steps);
        assert_eq!(found.features(), fresh.features());
        assert_eq!(found.metrics().test_accuracy, fresh.metrics().test_accuracy);
    }

    #[test]
    fn a_refresh_begins_often_in_a_young_run_and_seldom_later() {
        let mut running = running();
        let now = Instant::now();
        let mut check = |first: Duration, last: Instant, expect: bool| {
            running.refreshes = Some((now - first, last));
            assert_eq!(running.is_due(), expect, "{first:?} after the first");
        };
        let ms = Duration::from_millis;
        check(ms(10_000), now - ms(200), true);
        check(ms(100), now - ms(20), true);
        // However long the test takes to look.
        check(ms(10_000), now + ms(3_600_000), false);
    }

    #[test]
    fn a_lane_that_rests_amid_a_refresh_ends_with_features_of_one_step() {
        let mut running = running();
        check(&running, 0);
        for _ in 0..2 {
            running.step();
            running.refresh_part(true);
        }
        rest(&mut running);
        check(&running, 2);
    }

    #[test]
    fn a_lane_that_rests_after_a_refresh_over_several_steps_ends_with_features_of_one_step() {
        let mut running = running();
        for _ in 0..HELD_OUT.div_ceil(means::PART) {
            running.step();
            running.refresh_part(true);
        }
        assert!(running.stale(), "all rows but the last are old");
        rest(&mut running);
        check(&running, 4);
    }

    #[test]
    fn what_is_shown_is_whole_once_its_features_are_of_its_step() {
        let mut running = running();
        let shown = |running: &mut Running| {
            running.show(false);
            running.shown.whole
        };
        assert!(shown(&mut running));
        running.step();
        running.refresh_part(false);
        assert!(!shown(&mut running), "some rows are of this step alone");
        rest(&mut running);
        assert!(shown(&mut running));
    }

    #[test]
    fn steps_that_are_asked_for_are_made_each() {
        let mut running = running();
        running.ask_for_steps(1);
        running.ask_for_steps(1);
        while running.trains(false) {
            running.step();
        }
        rest(&mut running);
        check(&running, 2);
    }

    #[test]
    fn another_session_shows_nothing_of_the_one_before() {
        let mut session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        for running in &mut lanes.running {
            running.load_if_new();
            rest(running);
        }
        lanes.show(false);
        let shown = |lanes: &Lanes| -> Vec<(bool, u64)> {
            let seen = |snapshot: Arc<Snapshot>| (snapshot.features.nrows() > 0, snapshot.run);
            lanes.snapshots().into_iter().map(seen).collect()
        };
        assert!(shown(&lanes).iter().all(|lane| *lane == (true, 0)));
        // The same one goes on, even where it starts again.
        session.base.seeds.init += 1;
        lanes.apply(session.clone());
        lanes.show(false);
        assert!(shown(&lanes).iter().all(|lane| *lane == (true, 1)));
        session.id = "another".to_owned();
        lanes.apply(session);
        assert!(shown(&lanes).iter().all(|lane| *lane == (false, 2)));
    }

    #[test]
    fn a_lane_that_comes_back_has_a_run_of_its_own() {
        let session = Session::preset("blobs").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        let mut other = session.clone();
        let again = super::super::Edit::new(super::super::Scope::One(1), "seeds.init", 9);
        other.apply(&again).unwrap();
        lanes.apply(other.clone());
        let mut alone = other.clone();
        alone.remove(1).unwrap();
        lanes.apply(alone);
        lanes.apply(other);
        let runs: Vec<u64> = lanes.running.iter().map(|running| running.run).collect();
        assert_eq!(runs, [0, 2], "run 1 was the one that was removed");
    }

    #[test]
    fn lanes_that_train_the_same_stay_themselves_when_all_are_called_something_else() {
        let mut session = Session::preset("fashion-circle").unwrap();
        let mut lanes = Lanes::new(session.clone(), None, true);
        for _ in 0..3 {
            session.duplicate(0).unwrap();
            lanes.apply(session.clone());
        }
        let runs = |lanes: &Lanes| -> Vec<u64> {
            lanes.running.iter().map(|running| running.run).collect()
        };
        assert_eq!(runs(&lanes), [0, 1, 2, 3]);
        for (place, lane) in session.lanes.iter_mut().enumerate() {
            lane.name = format!("named-{place}");
        }
        lanes.apply(session);
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
            lanes.show(false);
            let seen = |seen: Arc<Snapshot>| (seen.lane.clone(), seen.run, seen.step);
            lanes.snapshots().into_iter().map(seen).collect()
        };
        let before = shown(&mut lanes);
        session.rename(0, "renamed").unwrap();
        lanes.apply(session.clone());
        let (mut expect, count) = (before.clone(), before.len());
        expect[0].0 = "renamed".to_owned();
        assert_eq!(shown(&mut lanes), expect);
        let copy = session.duplicate(0).unwrap();
        lanes.apply(session.clone());
        let found = shown(&mut lanes);
        assert_eq!(found[..count], expect);
        assert_eq!(found[copy], ("renamed-2".to_owned(), 1, 0));
        session.remove(0).unwrap();
        lanes.apply(session.clone());
        assert_eq!(shown(&mut lanes), found[1..]);
        session.id = "file".to_owned();
        lanes.call("file".to_owned());
        lanes.apply(session);
        assert_eq!(shown(&mut lanes), found[1..]);
    }
}
