//! Opening, going through and leaving lessons: what the window does for the course.

use std::{
    mem::{replace, swap},
    sync::Arc,
};

use eframe::egui::{Context, Ui};

use super::{
    controls::unfold,
    course::{self, Asked, Playing, Told},
    desk::Desk,
    escape::Dialog,
    guess::Guess,
    lab::LabPage,
    spots,
    state::MarginscopeApp,
    text::tf,
};
use crate::{
    lesson::{
        Change, Entry, Front, Kind, Lesson, LessonError, Place, Player, Scene, Target, Train,
    },
    train::{self, Instruction, Limit, Session},
};

impl MarginscopeApp {
    /// Opens a lesson at a step, or where it was left.
    ///
    /// # Errors
    /// When there is no such lesson or step, or it cannot be read.
    pub(super) fn open_lesson(&mut self, ctx: &Context, id: &str) -> Result<(), LessonError> {
        let (lesson, at) = course::lesson_and_step(id)?;
        self.begin_lesson(ctx, Arc::new(lesson), at);
        Ok(())
    }

    /// The same for a lesson that was read already.
    pub(super) fn begin_lesson(&mut self, ctx: &Context, lesson: Arc<Lesson>, at: Option<usize>) {
        self.leave_lesson();
        self.play.hold_all();
        self.welcome = None;
        self.dialogs.clear();
        self.sweep.set_open(false);
        let record = self.course.store.record(&lesson.id);
        let bookmark = self.course.left.remove(&lesson.id);
        let before = self.scene();
        let (player, entry) = match (at, bookmark) {
            (Some(at), _) => Player::open_at(lesson, at, record, before),
            (None, Some(bookmark)) => Player::resume(bookmark, before),
            // What is done is begun anew.
            (None, None) if record.is_finished(&lesson) => {
                Player::open_at(lesson, 0, record, before)
            }
            (None, None) => Player::open(lesson, record, before),
        };
        self.course.playing = Some(Playing {
            player,
            since: Vec::new(),
            guess: Guess::default(),
            told: Told::default(),
            to_go: None,
            limit: None,
            desk: None,
            lab: replace(&mut self.lab, LabPage::new(None)),
        });
        self.enter_step(ctx, entry);
    }

    /// The steps of training that the lesson's step still waits for, where that is what it asks for.
    pub(super) fn steps_to_go(&self) -> Option<u64> {
        self.course.playing.as_ref()?.to_go
    }

    /// Gives the window back to what was there before the lesson, which can be taken up again.
    pub(super) fn leave_lesson(&mut self) {
        let now = self.scene();
        let Some(playing) = self.course.playing.take() else {
            return;
        };
        // What was said in it is over with it.
        self.notices.clear();
        let id = playing.player.lesson().id.clone();
        self.keep_record(&playing.player);
        let at_end = playing.player.record().is_finished(playing.player.lesson());
        let (_, bookmark) = playing.player.leave(now);
        if !at_end {
            self.course.left.insert(id, bookmark);
        }
        self.lab = playing.lab;
        if let Some(desk) = playing.desk {
            self.bring_back(desk);
        }
    }

    /// What is there now, as lessons see it: a run only where the lesson has one of its own.
    fn scene(&self) -> Scene {
        let own = self
            .course
            .playing
            .as_ref()
            .is_some_and(|playing| playing.desk.is_some());
        Scene {
            session: own.then(|| self.settings.session().clone()),
            lab: self.lab.state().cloned(),
            front: match self.lab.is_open() {
                true => Front::Laboratory,
                false => Front::Figures,
            },
        }
    }

    /// Puts up what a step is entered with.
    fn enter_step(&mut self, ctx: &Context, entry: Entry) {
        let Entry {
            scene,
            replay,
            train,
        } = entry;
        // Before anything is sent: the worker may have made all steps of this step by the time that it is asked.
        let mut since = steps_made(&self.worker.latest());
        if let Some(session) = scene.session {
            let own = self
                .course
                .playing
                .as_ref()
                .is_some_and(|p| p.desk.is_some());
            if !own {
                let desk = self.put_aside(ctx, session);
                since = steps_made(&self.worker.latest());
                if let Some(playing) = &mut self.course.playing {
                    playing.desk = Some(desk);
                }
            } else if session != *self.settings.session() {
                let shows = session.show != self.settings.session().show;
                let other = session.id != self.settings.session().id;
                self.opened = session.clone();
                self.teach(ctx, session);
                if shows || other {
                    self.arrange();
                }
            }
        }
        self.scrub.live();
        if let Some(lab) = scene.lab {
            self.lab.set(lab);
        }
        match scene.front {
            Front::Laboratory => self.lab.reveal(),
            Front::Figures => self.lab.close(),
        }
        if replay {
            self.worker.send(Instruction::Replay);
        }
        self.state = self.worker.latest();
        if let Some(playing) = &mut self.course.playing {
            playing.since = since;
            playing.to_go = None;
            playing.limit = None;
            playing.guess = Guess::at(&playing.player);
        }
        self.worker.send(Instruction::Limit(Vec::new()));
        // Before it trains: it may have made all steps by the time that it is looked at.
        self.limit_training();
        self.send_training(train);
        self.bring_into_sight(ctx);
        ctx.request_repaint();
    }

    /// Unfolds and scrolls to the control that the step points at.
    fn bring_into_sight(&self, ctx: &Context) {
        let Some(at) = self.course.step().and_then(|step| step.at.as_ref()) else {
            return;
        };
        let group = match at {
            Target::Knob(key) => key.split('.').next().unwrap_or_default(),
            Target::Place(Place::PanelModel) => "model",
            Target::Place(Place::PanelLoss | Place::PanelData) => "",
            _ => return,
        };
        unfold(ctx, group);
        spots::want(ctx, at.to_string());
    }

    /// Tells the worker how far the lesson's step lets it train.
    fn limit_training(&mut self) {
        let scene = self.scene();
        let snapshots = Arc::clone(&self.state);
        let Some(playing) = &mut self.course.playing else {
            return;
        };
        if playing
            .player
            .counts_anew(&playing.state(&scene, &snapshots))
        {
            playing.since = steps_made(&snapshots);
        }
        let state = playing.state(&scene, &snapshots);
        let allowed = playing.player.allowed(&state);
        playing.to_go = playing.player.to_go(&state);
        let of = |(lane, run, since): &(String, u64, u64), steps: u64| Limit {
            lane: lane.clone(),
            run: *run,
            since: *since,
            steps,
        };
        let limits =
            allowed.map(|steps| playing.since.iter().map(|lane| of(lane, steps)).collect());
        if playing.limit != limits {
            playing.limit.clone_from(&limits);
            self.worker
                .send(Instruction::Limit(limits.unwrap_or_default()));
        }
    }

    fn send_training(&mut self, train: Option<Train>) {
        self.worker.send(match train {
            None => return,
            Some(Train::Hold) => Instruction::Pause,
            Some(Train::On) => Instruction::Play,
            Some(Train::Steps(steps)) => Instruction::Steps(steps),
        });
    }

    /// Lets the lesson see what is there now.
    pub(super) fn watch_lesson(&mut self) {
        let before = self.steps_to_go();
        self.limit_training();
        let arrived = before.is_some() && self.steps_to_go().is_none();
        let scene = self.scene();
        let snapshots = Arc::clone(&self.state);
        let Some(playing) = &mut self.course.playing else {
            return;
        };
        let state = playing.state(&scene, &snapshots);
        playing.player.watch(&state);
        playing.guess.see(&playing.player);
        playing.told = Told::of(&playing.player, &state);
        if arrived {
            // What is told next is told of this moment.
            self.worker.send(Instruction::Pause);
        }
        // Once all is done it is held, and then no longer limited.
        self.limit_training();
    }

    /// Draws the lesson's panel and does what was asked for in it.
    pub(super) fn lesson_ui(&mut self, ui: &mut Ui) {
        let Some(playing) = &mut self.course.playing else {
            return;
        };
        let asked = course::panel_ui(ui, &playing.player, &playing.told, &mut playing.guess);
        if let Some(answer) = playing.guess.given() {
            // What does not fit cannot be put in, and what was compared cannot be changed.
            let _ = playing.player.predict(answer);
            self.keep_lesson();
        }
        match asked {
            Some(Asked::Next) => self.next_step(ui.ctx()),
            Some(Asked::Skip) => self.skip_step(ui.ctx()),
            Some(Asked::Back) => self.step_back(ui.ctx()),
            Some(Asked::Example) => self.show_example(ui.ctx()),
            Some(Asked::Leave) => self.leave_lesson(),
            None => {}
        }
    }

    /// Goes on in the lesson, if it does not wait for something; after its last step it is left, and the list of lessons
    /// shows what comes next.
    pub(super) fn next_step(&mut self, ctx: &Context) {
        let now = self.scene();
        let Some(playing) = &mut self.course.playing else {
            return;
        };
        match playing.player.next(&now) {
            Ok(Some(entry)) => self.enter_step(ctx, entry),
            Ok(None) => {
                self.leave_lesson();
                self.toggle_dialog(Dialog::Course);
                return;
            }
            // The panel says what it waits for.
            Err(_) => return,
        }
        self.keep_lesson();
    }

    /// Goes on though the step waits for something.
    pub(super) fn skip_step(&mut self, ctx: &Context) {
        let now = self.scene();
        let Some(playing) = &mut self.course.playing else {
            return;
        };
        match playing.player.skip(&now) {
            Some(entry) => self.enter_step(ctx, entry),
            None => self.leave_lesson(),
        }
    }

    /// Goes back in the lesson.
    pub(super) fn step_back(&mut self, ctx: &Context) {
        let now = self.scene();
        let playing = self.course.playing.as_mut();
        if let Some(entry) = playing.and_then(|playing| playing.player.back(&now)) {
            self.enter_step(ctx, entry);
        }
    }

    /// Does what the step asks for, as far as settings go.
    fn show_example(&mut self, ctx: &Context) {
        let mut scene = self.scene();
        let example: Vec<Change> = match self.course.step().map(|step| &step.kind) {
            Some(Kind::Do { example, .. }) => example.clone(),
            _ => return,
        };
        for change in example {
            if let Err(why) = change.apply(&mut scene) {
                self.notices.problem(why);
            }
        }
        if let Some(session) = scene
            .session
            .filter(|session| session != self.settings.session())
        {
            self.teach(ctx, session);
        }
        if let Some(lab) = scene.lab {
            self.lab.set(lab);
        }
        if self.steps_to_go().is_some() {
            self.worker.send(Instruction::Play);
        }
    }

    fn keep_lesson(&mut self) {
        if let Some(player) = self.course.playing.as_ref().map(|p| p.player.clone()) {
            self.keep_record(&player);
        }
    }

    fn keep_record(&mut self, player: &Player) {
        if let Err(why) = self.course.store.keep(&player.lesson().id, player.record()) {
            self.notices.problem(tf("course-unkept", &[("why", &why)]));
        }
    }

    /// Puts the present run aside, held as it is, and the window on `session`, which is held too.
    fn put_aside(&mut self, ctx: &Context, session: Session) -> Desk {
        self.state = self.worker.latest();
        self.worker.send(Instruction::Pause);
        let mut desk = Desk::new(ctx, &self.pacing, session);
        self.exchange(&mut desk);
        self.arrange();
        desk
    }

    /// Gives the window back to a run that was put aside; it goes on where it went on.
    fn bring_back(&mut self, mut desk: Desk) {
        self.exchange(&mut desk);
        if self.state.playing {
            self.worker.send(Instruction::Play);
        }
    }

    fn exchange(&mut self, desk: &mut Desk) {
        swap(&mut desk.settings, &mut self.settings);
        swap(&mut desk.opened, &mut self.opened);
        swap(&mut desk.scope, &mut self.scope);
        swap(&mut desk.undo, &mut self.undo);
        swap(&mut desk.play, &mut self.play);
        swap(&mut desk.worker, &mut self.worker);
        swap(&mut desk.together, &mut self.together);
        swap(&mut desk.limit, &mut self.limit);
        swap(&mut desk.state, &mut self.state);
        swap(&mut desk.tiles, &mut self.tiles);
        swap(&mut desk.charts, &mut self.charts);
        swap(&mut desk.history, &mut self.history);
        swap(&mut desk.scrub, &mut self.scrub);
        swap(&mut desk.inspector, &mut self.inspector);
        swap(&mut desk.turning, &mut self.turning);
        swap(&mut desk.promise, &mut self.promise);
    }
}

/// Each lane's name, its run, and the steps that it has made.
fn steps_made(state: &train::State) -> Vec<(String, u64, u64)> {
    let lanes = state.lanes.iter();
    lanes
        .map(|lane| (lane.lane.clone(), lane.run, lane.step))
        .collect()
}
