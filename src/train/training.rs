//! The state of the training, whoever drives it: obeys commands, trains for a slice of time, publishes.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::instruction::{GIVE_WAY_FOR, Instruction, Start, State, newest_settings};
use super::lanes::Lanes;
use super::running::Running;
use super::slice::{LISTEN_EVERY, Look, slice};
use super::stalls;
use super::together::{self, Plan, Together};
use super::turn::Turns;
use crate::platform::clock::{Duration, Instant};
use crate::platform::{memory, panics};

/// While training, at least so much time lies between two publications.
const PUBLISH_EVERY: Duration = Duration::from_millis(66);

/// Between two times that what lanes held before is given back to the system, which takes some milliseconds.
const GIVE_BACK_EVERY: Duration = Duration::from_secs(1);

/// So long after lanes were loaded, nobody shows those before them any more; and what was under way in the window then, such as a
/// picture that is written, has come to its end. The last one first.
#[cfg(not(target_arch = "wasm32"))]
const FORGOTTEN_AFTER: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(3)];

/// Who has files read again names what is to be read in the next command: what is left for that is not read once more before.
const NAMED_WITHIN: Duration = Duration::from_millis(200);

/// While it gives way, it rests so many times as long as the last slice took, but no longer than it was asked to.
const RESTS: u32 = 3;

/// Training as a whole.
pub(super) struct Training {
    lanes: Lanes,
    playing: bool,
    /// How lanes advance together; none where each runs as fast as it can.
    together: Option<Together>,
    /// What was begun and is not done by every lane.
    round: Option<Round>,
    turns: Turns,
    revision: u64,
    /// So often it looks at its commands, but for a step that takes longer.
    listen_every: Duration,
    /// When something was last published.
    published: Option<Instant>,
    /// Until when it gives way to the window, and rests from the last slice.
    gives_way_until: Option<Instant>,
    rests_until: Option<Instant>,
    /// When files are read again at the latest, that is with the next command.
    rereads_by: Option<Instant>,
    /// When memory was last given back to the system.
    given_back: Option<Instant>,
    /// When it is given back once more, the last time first.
    #[cfg(not(target_arch = "wasm32"))]
    gives_back_at: Vec<Instant>,
    /// Called with what is shown, at every publication.
    publish: Box<dyn FnMut(State) + Send>,
}

/// What every lane does before anything else is planned.
#[derive(Default)]
struct Round {
    /// How lanes advance together; none where each runs as fast as it can.
    plan: Option<Plan>,
    /// How long it took so far, and the refreshes in it.
    took: Duration,
    refreshed: Duration,
}

impl Training {
    /// All lanes at their start, and what is shown of them. What is shown later is told to `publish`.
    pub(super) fn new(start: Start, publish: Box<dyn FnMut(State) + Send>) -> (Self, State) {
        let training = Self {
            lanes: Lanes::new(start.session, start.stop_at, start.endless),
            playing: start.playing,
            together: Some(Together::default()),
            round: None,
            turns: Turns::default(),
            revision: 0,
            listen_every: LISTEN_EVERY,
            published: None,
            gives_way_until: None,
            rests_until: None,
            rereads_by: None,
            given_back: None,
            #[cfg(not(target_arch = "wasm32"))]
            gives_back_at: Vec::new(),
            publish,
        };
        let first = training.state();
        (training, first)
    }

    /// Whether anything is left to do without a command.
    pub(super) fn has_work(&self) -> bool {
        self.lanes.has_work(self.playing)
    }

    /// Whether a folder is followed, which is to be looked at now and then.
    pub(super) fn follows(&self) -> bool {
        self.lanes.follows()
    }

    /// Takes what came of the folders that are followed.
    pub(super) fn follow(&mut self) {
        if self.lanes.follow() {
            self.publish();
        }
    }

    /// Somebody has looked at what was published, and tells so each time. Where nobody does it is as if somebody always looked.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn look(&mut self) {
        self.lanes.iter_mut().for_each(Running::look);
    }

    /// Obeys commands, in their order.
    pub(super) fn obey_all(&mut self, waiting: Vec<Instruction>) {
        // There is nothing to see of having been asked for the processor, and showing it would cost what was asked for.
        let shows = |command: &Instruction| !matches!(command, Instruction::GiveWay);
        let shown = waiting.iter().any(shows);
        newest_settings(waiting)
            .into_iter()
            .for_each(|command| self.obey(command));
        // A round in which no step was made was planned for what was to do before.
        if !self.has_work() || !self.has_trained() {
            self.end_round();
        }
        if shown {
            self.publish();
        }
    }

    /// Something broke: every run ends, and says why.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn break_off(&mut self, panic: &(dyn Any + Send)) {
        self.abandon_round();
        self.lanes.break_off(&internal_error(panic));
        self.publish();
    }

    /// Loads, trains or refreshes for a slice of time, or until it is time to look at the commands.
    pub(super) fn work(&mut self) {
        if self.rereads_by.is_some_and(|by| Instant::now() >= by) {
            self.reread();
        }
        // A round in which lanes train together comes to its end first.
        let (loads, worked) = (self.lanes.loads() && !self.is_in_step(), Instant::now());
        if loads {
            self.begin_anew();
        }
        self.go_on(worked);
        if loads {
            self.give_back();
        } else {
            self.rest_after(worked);
        }
        let due = self
            .published
            .is_none_or(|last| last.elapsed() >= PUBLISH_EVERY);
        if due && !self.is_amid() || !self.has_work() {
            self.publish();
        }
        if !loads {
            // No look at the commands comes within a step, however large the model is.
            let step = self.lanes.iter().map(|lane| lane.piece.slowest).max();
            stalls::note(worked.elapsed().saturating_sub(step.unwrap_or_default()));
        }
    }

    /// Goes on with a round, or begins one. A look at the commands comes some time after `begun`.
    fn go_on(&mut self, begun: Instant) {
        let (playing, look) = (self.playing, Look::after(self.listen_every));
        if self.is_in_step() {
            self.lanes.leave_out_new();
        }
        let mut round = self.round.take().unwrap_or_else(|| self.next_round());
        let plan = round.plan;
        self.lanes.work_on(playing, &|running| {
            guarded(running, |running| match &plan {
                Some(plan) => together::slice(running, playing, plan, look),
                None => slice(running, playing, look),
            })
        });
        let trained = self.lanes.iter().filter(|lane| lane.trained_on(playing));
        let refreshed = trained.map(|lane| lane.piece.refreshed).max();
        round.refreshed += refreshed.unwrap_or_default();
        round.took += begun.elapsed();
        self.round = Some(round);
        if self.lanes.have_ended() || !self.has_work() {
            self.end_round();
        }
    }

    fn next_round(&mut self) -> Round {
        let together = self.together.as_ref().filter(|_| self.lanes.count() > 1);
        Round {
            plan: together.map(|together| together.plan(&self.lanes, self.playing)),
            ..Round::default()
        }
    }

    fn end_round(&mut self) {
        let planned = self.round.take().filter(|round| round.plan.is_some());
        if let (Some(together), Some(round)) = (&mut self.together, planned) {
            together.learn(&mut self.lanes, self.playing, round.took, round.refreshed);
        }
        self.abandon_round();
    }

    /// What was under way is not gone on with.
    fn abandon_round(&mut self) {
        self.round = None;
        self.lanes.begin_round();
    }

    /// A lane begins: what was under way is not gone on with, and what was learnt of it holds no more.
    fn begin_anew(&mut self) {
        self.abandon_round();
        if let Some(together) = &mut self.together {
            together.begin_anew();
        }
    }

    /// Whether a step was made in this round.
    fn has_trained(&self) -> bool {
        self.lanes.iter().any(|lane| lane.done.steps > 0)
    }

    /// Whether lanes that advance together train in this round, and are measured at its end.
    fn is_in_step(&self) -> bool {
        let planned = self.round.as_ref().is_some_and(|r| r.plan.is_some());
        planned && self.has_trained()
    }

    /// Whether some of them are ahead of others, which are to come up to them.
    fn is_amid(&self) -> bool {
        let plan = self.round.as_ref().and_then(|round| round.plan);
        let behind = |plan: Plan| {
            let mut lanes = self.lanes.iter();
            lanes.any(|lane| plan.awaits(lane, self.playing))
        };
        self.has_trained() && plan.is_some_and(behind)
    }

    /// Training is to rest: lanes that are behind the others in this round come up to them first.
    fn pause(&mut self) {
        let plan = self.round.as_ref().and_then(|round| round.plan);
        if let Some(plan) = plan.filter(|_| self.playing && self.is_amid()) {
            self.lanes.go_on_to(plan.until());
        }
        self.playing = false;
    }

    /// Rests after a slice that began then, where the window wanted the processor: however long the slice was, during which
    /// nobody could ask again.
    fn rest_after(&mut self, begun: Instant) {
        let gave_way = self.gives_way_until.is_some_and(|until| begun < until);
        let rest = (begun.elapsed() * RESTS).min(GIVE_WAY_FOR);
        self.rests_until = gave_way.then(|| Instant::now() + rest);
    }

    /// So long it rests from now on. Commands that come meanwhile are obeyed.
    pub(super) fn rest(&self) -> Duration {
        let until = self.rests_until;
        until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }

    /// Gives the system what lanes held that have made way for others: at once, and what showed them a little later.
    fn give_back(&mut self) {
        let due = |last: Instant| last.elapsed() >= GIVE_BACK_EVERY;
        if self.given_back.is_none_or(due) {
            memory::give_back();
            self.given_back = Some(Instant::now());
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            let loaded = Instant::now();
            self.gives_back_at = FORGOTTEN_AFTER.map(|after| loaded + after).into();
        }
    }

    /// How long it is until something is to be given back to the system, where there is something.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn tidies_in(&self) -> Option<Duration> {
        let at = self.gives_back_at.last()?;
        Some(at.saturating_duration_since(Instant::now()))
    }

    /// Gives back to the system what is due by now.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn tidy(&mut self) {
        if self.tidies_in() == Some(Duration::ZERO) {
            let begun = Instant::now();
            memory::give_back();
            self.gives_back_at.pop();
            stalls::note(begun.elapsed());
        }
    }

    fn obey(&mut self, instruction: Instruction) {
        let names = !matches!(instruction, Instruction::Reread | Instruction::GiveWay);
        match instruction {
            Instruction::Play => self.playing = true,
            Instruction::Continue => {
                self.lanes.lift_limit();
                self.playing = true;
            }
            Instruction::LockStep(on) if on != self.together.is_some() => {
                self.abandon_round();
                self.together = on.then(Together::default);
            }
            Instruction::LockStep(_) => {}
            Instruction::Pause => self.pause(),
            Instruction::Step => self.make_steps(1),
            Instruction::Steps(steps) => self.make_steps(steps),
            Instruction::Limit(limits) => self.lanes.limit(&limits),
            Instruction::Replay => self.lanes.restart_all(),
            Instruction::Reread => self.rereads_by = Some(Instant::now() + NAMED_WITHIN),
            Instruction::Apply(session) => self.lanes.apply(session, self.is_amid()),
            Instruction::Called(id) => self.lanes.call(id),
            Instruction::GiveWay => self.gives_way_until = Some(Instant::now() + GIVE_WAY_FOR),
            Instruction::Turn(turn) => match self.lanes.turn(&turn) {
                true => self.turns.made += 1,
                false => self.turns.refused += 1,
            },
        }
        if names {
            self.reread();
        }
    }

    /// Has files read again where that was asked for.
    fn reread(&mut self) {
        if self.rereads_by.take().is_some() {
            self.lanes.reread();
        }
    }

    fn make_steps(&mut self, steps: u64) {
        self.pause();
        self.lanes.ask_for_steps(steps);
    }

    fn state(&self) -> State {
        State {
            playing: self.playing,
            lanes: self.lanes.snapshots(),
            revision: self.revision,
            turns: self.turns,
            moments: self.lanes.moments(),
        }
    }

    fn publish(&mut self) {
        let amid = self.is_amid();
        self.lanes.show(self.playing, self.together.is_some(), amid);
        self.revision += 1;
        let state = self.state();
        (self.publish)(state);
        // What a command has shown amid a round is not what is due at its end.
        if !amid {
            self.published = Some(Instant::now());
        }
    }
}

/// A slice of work on a lane; a panic in it becomes the lane's failure.
fn guarded(running: &mut Running, slice: impl FnOnce(&mut Running) -> bool) -> bool {
    catch_unwind(AssertUnwindSafe(|| slice(running))).unwrap_or_else(|panic| {
        running.break_off(internal_error(&*panic));
        true
    })
}

fn internal_error(panic: &(dyn Any + Send)) -> String {
    let why = panics::said(panic).unwrap_or("no message");
    format!("an internal error stopped this run: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Session;

    /// How many steps each lane made in the next slice in which one was made.
    fn slice_of(training: &mut Training) -> Vec<u64> {
        let counts = |training: &Training| -> Vec<u64> {
            training.lanes.iter().map(Running::step_count).collect()
        };
        loop {
            let before = counts(training);
            training.work();
            while training.round.is_some() {
                training.work();
            }
            let after = counts(training);
            if after.iter().any(|steps| *steps > 0) && after != before {
                return after
                    .iter()
                    .zip(before)
                    .map(|(after, before)| after - before)
                    .collect();
            }
        }
    }

    fn blobs() -> Training {
        let start = Start {
            session: Session::preset("blobs").unwrap(),
            playing: true,
            stop_at: None,
            endless: true,
        };
        Training::new(start, Box::new(|_| {})).0
    }

    #[test]
    fn training_that_gives_way_rests_after_each_slice_for_as_long_as_it_is_asked_to() {
        let mut training = blobs();
        slice_of(&mut training);
        assert!(training.rest().is_zero());
        training.obey_all(vec![Instruction::GiveWay]);
        assert!(training.gives_way_until.is_some());
        // However long this takes on a loaded machine.
        training.gives_way_until = Some(Instant::now() + Duration::from_secs(3600));
        slice_of(&mut training);
        assert!(training.rests_until.is_some());
        training.gives_way_until = Some(Instant::now());
        slice_of(&mut training);
        assert!(training.rest().is_zero());
        // A step of a large model takes longer than anybody asks for.
        let begun = Instant::now();
        training.gives_way_until = Some(begun + Duration::from_nanos(1));
        training.rest_after(begun);
        assert!(training.rests_until.is_some());
    }

    #[test]
    fn what_showed_earlier_lanes_is_given_back_a_little_after_others_were_loaded() {
        let mut training = blobs();
        assert_eq!(training.tidies_in(), None);
        slice_of(&mut training);
        let [late, soon] = FORGOTTEN_AFTER;
        assert!(training.tidies_in().unwrap() <= soon);
        let hour = Instant::now() + Duration::from_secs(3600);
        training.gives_back_at = vec![hour + late, hour];
        training.tidy();
        assert!(training.tidies_in().unwrap() > late, "it was not due");
        training.gives_back_at[1] = Instant::now();
        training.tidy();
        assert_eq!(training.gives_back_at, [hour + late], "once more, later");
        training.gives_back_at[0] = Instant::now();
        training.tidy();
        assert_eq!(training.tidies_in(), None);
    }

    #[test]
    fn files_that_are_left_for_others_are_not_read_once_more() {
        let folder = tempfile::tempdir().unwrap();
        let on = |name: &str, rows: usize| {
            let path = folder.path().join(name);
            let row = |i: usize| format!("{i},{},{}\n", i * i % 7, ["a", "b"][i % 2]);
            let rows: String = (0..rows).map(row).collect();
            std::fs::write(&path, format!("x,y,kind\n{rows}")).unwrap();
            Session::on("table", &path.display().to_string(), None).unwrap()
        };
        let (left, opened) = (on("left.csv", 60), on("opened.csv", 90));
        let start = Start {
            session: left,
            playing: true,
            stop_at: None,
            endless: true,
        };
        let mut training = Training::new(start, Box::new(|_| {})).0;
        slice_of(&mut training);
        training.obey_all(vec![Instruction::Pause]);
        while training.has_work() {
            training.work();
        }
        // Idle, it has nothing to do before it knows what is opened.
        training.obey_all(vec![Instruction::Reread]);
        assert!(!training.has_work());
        training.obey_all(vec![Instruction::Apply(opened)]);
        assert!(training.lanes.loads());
        // Asked for alone, they are read after a while.
        let mut training = blobs();
        training.obey_all(vec![Instruction::Reread]);
        training.rereads_by = Some(Instant::now());
        training.work();
        assert!(training.rereads_by.is_none());
    }

    /// A loss with class weights, and one without them, whose refresh embeds training samples too.
    const UNLIKE: &str = r#"
        steps = 100000
        data.source = "blobs"
        data.train = 300
        data.test = 200
        [[lane]]
        name = "class"
        loss.id = "arcface"
        [[lane]]
        name = "pair"
        loss.id = "triplet"
        [[lane]]
        name = "large"
        loss.id = "arcface"
        model.hidden = [64, 64]
    "#;

    #[test]
    fn lanes_that_are_interrupted_all_the_time_are_shown_at_one_step_and_measured_at_the_same_ones()
    {
        let mut training = interrupted(UNLIKE);
        let steps = |training: &Training| -> Vec<u64> {
            let shown = training.lanes.snapshots().into_iter();
            shown.map(|shown| shown.step).collect()
        };
        let (mut pauses, mut interrupted) = (0, 0);
        while pauses < 40 {
            // Not always after the same unit of work.
            for _ in 0..=pauses % 7 {
                training.work();
                training.obey_all(vec![Instruction::Continue]);
                interrupted += u64::from(training.round.is_some());
                let shown = steps(&training);
                assert!(shown.iter().all(|step| *step == shown[0]), "{shown:?}");
            }
            training.obey_all(vec![Instruction::Pause]);
            while training.has_work() {
                training.work();
            }
            let each: Vec<u64> = training.lanes.iter().map(Running::step_count).collect();
            assert!(each.iter().all(|step| *step == each[0]), "{each:?}");
            assert_eq!(steps(&training), each, "of what rests, all is shown");
            let shown = training.lanes.snapshots();
            assert!(
                shown
                    .iter()
                    .all(|lane| lane.whole && lane.training.is_some())
            );
            training.obey_all(vec![Instruction::Play]);
            pauses += 1;
        }
        assert!(interrupted > 40, "{interrupted}");
        while steps(&training)[0] < 100 {
            training.work();
        }
        let measured = |lane: usize| -> Vec<u64> {
            let shown = training.lanes.snapshots().swap_remove(lane);
            shown.curve.iter().map(|point| point.step).collect()
        };
        assert_eq!(measured(0), measured(1));
        assert_eq!(measured(0), measured(2));
    }

    /// Trains this, and is interrupted after every unit of work.
    fn interrupted(text: &str) -> Training {
        let start = Start {
            session: Session::parse("test", text, "test.toml").unwrap(),
            playing: true,
            stop_at: None,
            endless: true,
        };
        let (mut training, _) = Training::new(start, Box::new(|_| {}));
        training.listen_every = Duration::ZERO;
        while training.lanes.iter().any(|lane| lane.step_count() < 3) {
            training.work();
        }
        training
    }

    /// Amid a round, in which the first lane is ahead of the others, as where there are fewer cores than lanes.
    fn go_amid(training: &mut Training) {
        while training.round.is_some() {
            training.work();
        }
        training.round = Some(training.next_round());
        training.lanes.iter_mut().next().unwrap().step();
        assert!(training.is_amid());
    }

    /// The same lane twice, beside one that makes their rounds longer.
    const TWINS: &str = r#"
        steps = 100000
        data.source = "blobs"
        data.train = 300
        data.test = 200
        loss.id = "arcface"
        [[lane]]
        name = "one"
        [[lane]]
        name = "other"
        [[lane]]
        name = "third"
        seeds.init = 9
    "#;

    #[test]
    fn a_setting_that_changes_amid_a_round_reaches_all_lanes_at_one_step() {
        let mut training = interrupted(TWINS);
        for margin in ["0.1", "0.3", "0.2", "0.4"] {
            go_amid(&mut training);
            let changed = format!("\"arcface\"\n loss.m = {margin}");
            let text = TWINS.replace("\"arcface\"", &changed);
            let session = Session::parse("test", &text, "test.toml").unwrap();
            training.published = None;
            training.obey_all(vec![Instruction::Apply(session)]);
            assert!(training.published.is_none(), "it is due at the end");
            let shown = training.lanes.snapshots();
            assert_eq!(shown[0].step, shown[1].step);
        }
        training.obey_all(vec![Instruction::Pause]);
        while training.has_work() {
            training.work();
        }
        let shown = training.lanes.snapshots();
        assert_eq!(shown[0].experiment.loss.knobs.get("m"), Some(0.4));
        assert_eq!(shown[0].tuned, shown[1].tuned);
        assert!(shown[0].tuned.is_some());
        assert_eq!(shown[0].features, shown[1].features);
    }

    #[test]
    fn a_setting_of_one_lane_shows_all_at_one_step() {
        let mut training = interrupted(TWINS);
        for margin in ["0.1", "0.3", "0.2"] {
            (0..7).for_each(|_| training.work());
            let text = TWINS.replace("init = 9", &format!("init = 9\nloss.m = {margin}"));
            let session = Session::parse("test", &text, "test.toml").unwrap();
            training.obey_all(vec![Instruction::Apply(session)]);
            while training.round.is_some() {
                training.work();
            }
            training.publish();
            let shown = training.lanes.snapshots().into_iter();
            let shown: Vec<u64> = shown.map(|lane| lane.step).collect();
            assert!(shown.iter().all(|step| *step == shown[0]), "{shown:?}");
        }
    }

    #[test]
    fn lanes_beside_one_that_begins_anew_amid_a_round_come_to_one_step() {
        let mut training = interrupted(TWINS);
        go_amid(&mut training);
        let again = TWINS.replace("seeds.init = 9", "seeds.init = 8");
        let session = Session::parse("test", &again, "test.toml").unwrap();
        training.obey_all(vec![Instruction::Apply(session)]);
        while training.lanes.loads() {
            training.work();
        }
        let each: Vec<u64> = training.lanes.iter().map(Running::step_count).collect();
        assert_eq!((each[0], each[2]), (each[1], 0));
        training.obey_all(vec![Instruction::Pause]);
        let shown = training.lanes.snapshots();
        assert_eq!((shown[0].step, shown[1].step), (each[0], each[0]));
    }

    #[test]
    fn steps_that_are_asked_for_one_by_one_plan_no_long_round() {
        let mut training = blobs();
        training.obey_all(vec![Instruction::Pause]);
        for _ in 0..100 {
            training.obey_all(vec![Instruction::Step]);
            while training.has_work() {
                training.work();
            }
        }
        training.obey_all(vec![Instruction::Play]);
        assert!(slice_of(&mut training)[0] <= 2);
    }

    #[test]
    fn lanes_that_begin_are_not_planned_by_what_was_trained_before() {
        let mut training = blobs();
        assert_eq!(slice_of(&mut training), [1, 1]);
        while slice_of(&mut training)[0] < 4 {}
        training.obey_all(vec![Instruction::Apply(Session::preset("rings").unwrap())]);
        assert_eq!(
            slice_of(&mut training),
            [1, 1],
            "a step may take seconds now"
        );
    }
}
