//! A lane in training: what is shown of it, and which steps and refreshes are due.

use std::sync::Arc;

use ndarray::Array2;

use super::experiment::{Experiment, ModelKind};
use super::follow::{Follower, News};
use super::given::followed;
use super::health::Health;
use super::lane::Lane;
use super::limit::Limit;
use super::metrics::Metrics;
use super::shelf::Shelf;
use super::snapshot::{Directions, Snapshot, Status};
use super::trainer::TrainError;
use super::turn::Turn;
use crate::data::{self, Dataset, Shape, Split, given::Moment};
use crate::platform::clock::{Duration, Instant};

/// The most moments that are kept of a folder that is followed.
const MOMENTS: usize = 600;
/// What they may take, in bytes.
const MOMENT_BYTES: usize = 128 << 20;
/// While a lane trains, so much time lies between the beginnings of two refreshes, or this part of the time since the first.
const REFRESH_EVERY: Duration = Duration::from_millis(100);
const REFRESH_EVERY_PART: u32 = 50;
/// The same while nobody has looked since the last one: curves go on. Who looks seldom sees what was measured after the last look.
const REFRESH_UNSEEN_EVERY: Duration = Duration::from_secs(1);

/// A lane and what is known about it.
pub struct Running {
    pub(super) name: String,
    experiment: Experiment,
    pub(super) run: u64,
    /// `None` until its data are loaded.
    lane: Option<Lane>,
    failure: Option<String>,
    shown: Arc<Snapshot>,
    /// Whether something changed that is not shown yet.
    dirty: bool,
    /// Whether settings changed that it does not train with yet.
    untuned: bool,
    /// Steps to make although paused.
    steps_left: u64,
    /// When the first refresh began, and the last one.
    refreshes: Option<(Instant, Instant)>,
    /// Whether anybody has looked at it since the last refresh began, where that is told.
    seen: Option<bool>,
    /// Seconds that a refresh may take.
    pub credit: f64,
    images_per_second: f64,
    /// What it did in this round.
    pub done: Done,
    /// Whether it did all that it was to do in this round.
    pub has_ended: bool,
    /// What it did since training last looked at its commands.
    pub piece: Piece,
    /// How long its last step would take with a core of its own, and the slowest parts of the refresh before and of the present
    /// one; not known of a lane that has made none.
    pub(super) step_took: Option<Duration>,
    pub(super) parts_took: [Option<Duration>; 2],
    /// So many lanes want a core, one or more.
    crowd: f64,
    pub(super) stop_at: Option<u64>,
    /// How far it trains for now; unlike at its end it only waits there.
    limit: Option<Limit>,
    /// Goes on past its experiment's number of steps.
    pub(super) endless: bool,
    shelf: Arc<Shelf>,
    /// Whether its files are to be read again, which may be others now.
    rereads: bool,
    /// What follows the folder that a run elsewhere writes into.
    follower: Option<Follower>,
    /// The moments that were read, by rising step, thinned.
    moments: Vec<Arc<Snapshot>>,
    trouble: Option<String>,
}

/// What a lane did in a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Training steps, and how long they took.
    pub steps: u64,
    pub trained: Duration,
    /// Parts of a refresh, and how long they took.
    pub parts: u64,
    pub refreshed: Duration,
}

/// What a lane did between two looks at the commands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Piece {
    /// How long its slowest step took.
    pub slowest: Duration,
    /// How long it refreshed.
    pub refreshed: Duration,
}

impl Running {
    pub(super) fn new(name: String, experiment: Experiment, shelf: Arc<Shelf>) -> Self {
        Self {
            shown: Arc::new(nothing_yet(&name, &experiment)),
            name,
            experiment,
            run: 0,
            lane: None,
            failure: None,
            dirty: false,
            untuned: false,
            steps_left: 0,
            refreshes: None,
            seen: None,
            credit: 0.0,
            images_per_second: 0.0,
            done: Done::default(),
            has_ended: false,
            piece: Piece::default(),
            step_took: None,
            parts_took: [None; 2],
            crowd: 1.0,
            stop_at: None,
            limit: None,
            endless: false,
            shelf,
            rereads: false,
            follower: None,
            moments: Vec::new(),
            trouble: None,
        }
    }

    /// The same lane under another name, at any moment that was kept of it.
    pub(super) fn rename(&mut self, name: &str) {
        for snapshot in self.moments.iter_mut().chain([&mut self.shown]) {
            Arc::make_mut(snapshot).lane = name.to_owned();
        }
        self.name = name.to_owned();
    }

    /// The same lane as the run of this number.
    pub(super) fn numbered(mut self, run: u64) -> Self {
        self.run = run;
        Arc::make_mut(&mut self.shown).run = run;
        self
    }

    /// What is shown of it.
    pub fn shown(&self) -> &Arc<Snapshot> {
        &self.shown
    }

    /// The moments that were read of the folder that it follows.
    pub fn moments(&self) -> &[Arc<Snapshot>] {
        &self.moments
    }

    /// Whether it follows a folder.
    pub fn follows(&self) -> bool {
        self.follower.is_some()
    }

    /// Whether this experiment is what it trains.
    pub fn trains_this(&self, experiment: &Experiment) -> bool {
        self.experiment == *experiment
    }

    /// Whether another training step is due.
    pub fn trains(&self, playing: bool) -> bool {
        let wanted = playing || self.steps_left > 0;
        wanted && self.measured().is_some() && !self.rests()
    }

    /// Whether it trained in this round, and goes on after it.
    pub fn trained_on(&self, playing: bool) -> bool {
        self.done.steps > 0 && self.trains(playing)
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
            now - last >= ((now - first) / REFRESH_EVERY_PART).min(self.refresh_every())
        })
    }

    fn refresh_every(&self) -> Duration {
        match self.seen {
            Some(false) => REFRESH_UNSEEN_EVERY,
            _ => REFRESH_EVERY,
        }
    }

    /// Somebody looks at it, and tells so each time.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn look(&mut self) {
        self.seen = Some(true);
    }

    /// Whether its data are yet to be read, for the first time or again.
    pub(super) fn is_to_load(&self) -> bool {
        self.is_new() || self.rereads
    }

    pub(super) fn is_new(&self) -> bool {
        self.lane.is_none() && self.failure.is_none() && self.follower.is_none()
    }

    /// The lane, once there is something to show of it.
    fn measured(&self) -> Option<&Lane> {
        self.lane.as_ref().filter(|lane| lane.is_measured())
    }

    pub(super) fn use_threads(&mut self, threads: usize) {
        if let Some(lane) = &mut self.lane {
            lane.set_threads(threads);
        }
    }

    /// Makes the lane if it is new. Returns whether that took the time of this slice.
    pub fn load_if_new(&mut self) -> bool {
        let rereads = std::mem::take(&mut self.rereads);
        if rereads && self.lane.is_some() {
            self.restart_if_others();
            return true;
        }
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
        let dataset = if same_data && known.classes() > 0 && !rereads {
            Ok(known)
        } else {
            self.shelf.load(&self.experiment)
        };
        self.begin_on(dataset);
        true
    }

    fn begin_on(&mut self, dataset: Result<Arc<Dataset>, TrainError>) {
        match dataset.and_then(|dataset| Lane::without_features(&self.experiment, dataset)) {
            Ok(mut lane) => {
                lane.look_at_pairs();
                self.lane = Some(lane);
            }
            Err(error) => self.fail(error.to_string()),
        }
    }

    /// Has it look at the files again that its data were read from.
    pub fn reread(&mut self) {
        let source = data::find(&self.experiment.data.source);
        if !source.is_some_and(|source| source.reads_path()) || self.follower.is_some() {
            return;
        }
        if self.failure.is_some() {
            self.restart();
        }
        self.rereads = true;
    }

    /// Begins again where the files hold something else now; goes on otherwise.
    fn restart_if_others(&mut self) {
        let Some(lane) = &self.lane else { return };
        match self.shelf.load(&self.experiment) {
            Ok(dataset) if dataset.is_as(lane.trainer().dataset()) => {}
            others => {
                self.restart();
                self.begin_on(others);
            }
        }
    }

    /// One training step, and how long it took.
    pub fn step(&mut self) -> Duration {
        let begun = Instant::now();
        self.make_step();
        let took = begun.elapsed();
        self.done.steps += 1;
        self.done.trained += took;
        self.piece.slowest = self.piece.slowest.max(took);
        self.step_took = Some(took.div_f64(self.crowd));
        took
    }

    /// Whether what it may do next, a step or a part of a refresh, is known to take less than so long where so many lanes want a core.
    pub fn works_within(&self, time: Duration, playing: bool, crowd: f64) -> bool {
        let known = |took: Option<Duration>| took.is_some_and(|took| took.mul_f64(crowd) < time);
        let steps = !self.trains(playing) || known(self.step_took);
        // The parts differ: what is measured at the end takes longer than to embed. None is less than any.
        steps && (!self.stale() || known(self.parts_took.into_iter().max().flatten()))
    }

    /// So many lanes want a core from now on, one or more.
    pub fn share_cores(&mut self, crowd: f64) {
        self.crowd = crowd;
    }

    /// A run that diverges fails here.
    fn make_step(&mut self) {
        let Some(lane) = &mut self.lane else { return };
        self.steps_left = self.steps_left.saturating_sub(1);
        if let Err(error) = lane.step() {
            // The features may be those of the step that went wrong.
            lane.begin_refresh();
            self.fail(error.to_string());
        }
        if self.rests() {
            // Whoever asked for more would get them at some other time.
            self.steps_left = 0;
        }
    }

    /// Embeds some of the samples of a refresh with the newest model, and says how long that took. Rows of several steps stand
    /// beside each other only while `training`; what is shown of a lane that rests is of one step.
    pub fn refresh_some(&mut self, training: bool) -> Duration {
        let begun = Instant::now();
        self.embed(training);
        let took = begun.elapsed();
        self.done.refreshed += took;
        self.piece.refreshed += took;
        let part = Some(took.div_f64(self.crowd));
        self.parts_took[1] = self.parts_took[1].max(part);
        took
    }

    fn embed(&mut self, training: bool) {
        let Some(lane) = &mut self.lane else { return };
        self.dirty = true;
        if lane.is_refreshed() || (lane.is_behind() && !training) {
            lane.begin_refresh();
            let [before, last] = self.parts_took;
            self.parts_took = [last.or(before), None];
            let now = Instant::now();
            let first = self.refreshes.map_or(now, |(first, _)| first);
            self.refreshes = Some((first, now));
            self.seen = self.seen.map(|_| false);
        }
        if lane.refresh_part() {
            lane.log();
        }
        self.done.parts += u64::from(!lane.sample_is_behind());
    }

    /// Whether training samples of a lane that rests are to be embedded, whose clusters the chart of gaps shows beside the
    /// held-out ones.
    pub fn may_look_at_training(&self) -> bool {
        let lane = self.lane.as_ref().filter(|lane| lane.is_measured());
        lane.is_some_and(Lane::may_look_at_training)
    }

    /// Embeds some of them.
    pub fn look_at_training(&mut self) {
        if self.lane.as_mut().is_some_and(Lane::look_at_training_part) {
            self.dirty = true;
        }
    }

    /// Whether anything is left to do without a command.
    pub fn has_work(&self, playing: bool) -> bool {
        let trains = self.trains(playing);
        self.is_new() || self.rereads || self.stale() || trains || self.may_look_at_training()
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
        if !self.rests() {
            self.steps_left = self.steps_left.saturating_add(steps);
        }
    }

    /// Lets it train up to this limit for now; what was asked for beyond is not made later.
    pub(super) fn limit_to(&mut self, limit: Option<Limit>) {
        self.limit = limit;
        if self.rests() {
            self.steps_left = 0;
        }
    }

    /// Whether it makes no step whoever asks for one.
    fn rests(&self) -> bool {
        let at_end = self.lane.as_ref().is_some_and(|lane| self.at_end(lane));
        self.failure.is_some() || at_end || self.at_limit()
    }

    pub(super) fn turn(&mut self, turn: &Turn) -> bool {
        let here = self.failure.is_none() && (self.run, self.step_count()) == (turn.run, turn.step);
        let lane = self.lane.as_mut().filter(|_| here);
        let turned = lane.is_some_and(|lane| lane.turn(turn.class, &turn.to));
        self.dirty |= turned;
        turned
    }

    /// Makes the steps up to this one although paused.
    pub fn go_on_to(&mut self, step: u64) {
        let missing = step.saturating_sub(self.step_count());
        if self.measured().is_some() && !self.rests() {
            self.steps_left = self.steps_left.max(missing);
        }
    }

    fn at_end(&self, lane: &Lane) -> bool {
        let step = lane.trainer().step_count();
        let trainer = lane.trainer();
        let over = trainer.is_given() || trainer.is_done() && !self.endless;
        over || self.stop_at.is_some_and(|stop| step >= stop)
    }

    fn at_limit(&self) -> bool {
        let limit = self.limit.as_ref();
        limit.is_some_and(|limit| self.step_count() >= limit.step(self.run))
    }

    /// Takes over new settings, live ones `amid` a round at its end: all lanes get them at one step.
    pub(super) fn apply(&mut self, experiment: Experiment, amid: bool) {
        let restart = self.experiment.restart_key(&experiment).is_some() || self.failure.is_some();
        let changed = self.experiment != experiment;
        self.experiment = experiment;
        match &mut self.lane {
            Some(_) if !restart => {
                self.untuned |= changed;
                if !amid {
                    self.tune();
                }
            }
            // It was not loaded yet, and will be with these settings.
            None if !restart => self.dirty = true,
            _ => self.restart(),
        }
    }

    fn tune(&mut self) {
        let untuned = std::mem::take(&mut self.untuned);
        if untuned && self.failure.is_some() {
            // It broke with the settings before.
            return self.restart();
        }
        if let Some(lane) = self.lane.as_mut().filter(|_| untuned) {
            lane.tune(&self.experiment);
            self.dirty = true;
        }
    }

    /// The next round.
    pub fn begin_round(&mut self) {
        (self.done, self.has_ended) = (Done::default(), false);
        self.tune();
    }

    pub(super) fn restart(&mut self) {
        self.run += 1;
        self.lane = None;
        self.untuned = false;
        self.done = Done::default();
        (self.step_took, self.parts_took) = (None, [None; 2]);
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

    /// Whether something of a lane in training is to be shown.
    pub(super) fn has_news(&self, playing: bool) -> bool {
        self.dirty && self.trains(playing)
    }

    /// Shows it where it trains, whatever changed.
    pub(super) fn show_with_others(&mut self, playing: bool) {
        self.dirty |= self.trains(playing);
    }

    /// Makes what is shown new where something changed. What is shown of lanes that advance together is of one step: `amid` a round,
    /// some of them are ahead, and others would show what they have of the one before.
    pub(super) fn show(&mut self, playing: bool, amid: bool) {
        if amid && (self.done.steps > 0 || self.trains(playing)) {
            return;
        }
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

/// What is shown before the data are there: no class, no sample.
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
            running.refresh_some(false);
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
    fn what_nobody_has_looked_at_since_is_measured_seldom() {
        let mut running = running();
        let check = |running: &Running, expect| assert_eq!(running.refresh_every(), expect);
        let refresh = |running: &mut Running| {
            running.step();
            running.refresh_some(true);
            rest(running);
        };
        // Nobody tells.
        refresh(&mut running);
        check(&running, REFRESH_EVERY);
        running.look();
        check(&running, REFRESH_EVERY);
        refresh(&mut running);
        check(&running, REFRESH_UNSEEN_EVERY);
        running.look();
        check(&running, REFRESH_EVERY);
    }

    #[test]
    fn a_lane_that_rests_amid_a_refresh_ends_with_features_of_one_step() {
        let mut running = running();
        check(&running, 0);
        for _ in 0..2 {
            running.step();
            running.refresh_some(true);
        }
        rest(&mut running);
        check(&running, 2);
    }

    #[test]
    fn a_lane_that_rests_after_a_refresh_over_several_steps_ends_with_features_of_one_step() {
        let mut running = running();
        for _ in 0..HELD_OUT.div_ceil(means::PART) {
            running.step();
            running.refresh_some(true);
        }
        assert!(running.stale(), "all rows but the last are old");
        rest(&mut running);
        check(&running, 4);
    }

    #[test]
    fn what_is_shown_amid_a_round_stays() {
        let mut running = running();
        running.show(true, false);
        running.step();
        rest(&mut running);
        let mut shown = |amid: bool| {
            running.show(true, amid);
            running.shown.step
        };
        assert_eq!(shown(true), 0);
        assert_eq!(shown(false), 1);
        running.step();
        rest(&mut running);
        running.begin_round();
        running.show(true, true);
        assert_eq!(running.shown.step, 1, "others may be ahead already");
    }

    #[test]
    fn what_is_shown_is_whole_once_its_features_are_of_its_step() {
        let mut running = running();
        let shown = |running: &mut Running| {
            running.show(false, false);
            running.shown.whole
        };
        assert!(shown(&mut running));
        running.step();
        running.refresh_some(false);
        assert!(!shown(&mut running), "some rows are of this step alone");
        rest(&mut running);
        assert!(shown(&mut running));
    }

    #[test]
    fn a_setting_that_waits_for_the_end_of_a_round_in_which_the_run_breaks_begins_it_anew() {
        let mut running = running();
        let mut changed = running.experiment.clone();
        changed.optimizer.learning_rate /= 2.0;
        running.apply(changed, true);
        assert!(running.untuned);
        running.fail("on purpose".to_owned());
        running.begin_round();
        assert!(running.is_new() && running.run == 1);
    }

    #[test]
    fn a_lane_at_its_limit_keeps_no_steps_for_later() {
        let mut running = running();
        let limit = |steps| {
            Some(Limit {
                lane: "run".to_owned(),
                run: 0,
                since: 0,
                steps,
            })
        };
        running.limit_to(limit(2));
        running.ask_for_steps(5);
        while running.trains(false) {
            running.step();
        }
        running.go_on_to(9);
        running.limit_to(None);
        assert!(!running.trains(false));
        assert_eq!(running.step_count(), 2);
        running.ask_for_steps(5);
        running.limit_to(limit(1));
        running.limit_to(None);
        assert!(!running.trains(false));
        // Before its data are there.
        running.restart();
        running.limit_to(limit(0));
        running.ask_for_steps(5);
        running.limit_to(None);
        running.load_if_new();
        rest(&mut running);
        assert!(!running.trains(false));
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
}
