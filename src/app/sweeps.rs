//! What the window does with a sweep: asks for one, trains it, opens its folder, and opens its runs as lanes.

use std::path::Path;

use eframe::egui::{Context, Ui};

use super::{
    command::Command,
    escape::Dialog,
    lanes::Lane,
    pacing::waking,
    state::MarginscopeApp,
    sweep::{About, Asked, Classes, DialogPress, Form, Help, Press, threads},
    text::{t, tf},
};
use crate::{
    runs::sweep::described,
    sweep::{
        Job,
        description::{self, Described},
    },
    train::{Instruction, Scope},
};

impl MarginscopeApp {
    /// Opens the dialog that starts a sweep of the chosen lane, or of all.
    pub(super) fn ask_sweep(&mut self) {
        if self.course.is_on() {
            return self.notices.problem(t("lanes-full").to_owned());
        }
        let session = self.settings.session().clone();
        let titles = session.titles();
        let lane = match (self.scope, titles.len()) {
            (Scope::One(place), _) => Some(place),
            (_, 1) => Some(0),
            _ => None,
        };
        let lanes = self.lanes();
        let classes = lanes.get(lane.unwrap_or(0)).or(lanes.first());
        let classes = classes.map_or(0, Lane::classes);
        self.sweep.form = Form::new(session, &titles, classes, lane);
        match self.sweep.form {
            None => self.notices.problem(t("sweep-nothing").to_owned()),
            Some(_) => {
                self.dialogs.retain(|open| *open != Dialog::Sweep);
                self.dialogs.push(Dialog::Sweep);
            }
        }
    }

    /// Draws the dialog; whether it stays.
    pub(super) fn sweep_dialog_ui(&mut self, ctx: &Context) -> bool {
        let about = About {
            step: self.step_time(),
            threads: threads(self.state.playing),
            busy: self.sweep.is_training(),
            unsaved: self.sweep.is_unsaved(),
        };
        match self.sweep.dialog_ui(ctx, &about) {
            None => self.sweep.form.is_some(),
            Some(DialogPress::Cancel) => {
                self.sweep.form = None;
                false
            }
            Some(DialogPress::Start) => !self.start_sweep(ctx),
        }
    }

    /// Seconds that a step takes, where lanes have told by now.
    fn step_time(&self) -> Option<f64> {
        let lanes = self.lanes();
        let time = |lane: &Lane| {
            let snapshot = &lane.snapshot;
            let batch = snapshot.experiment.optimizer.batch;
            let batch = batch.min(snapshot.dataset.train.labels.len()) as f64;
            let speed = snapshot.images_per_second;
            (speed > 0.0).then(|| batch / speed)
        };
        let times: Vec<f64> = lanes.iter().filter_map(time).collect();
        let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
        (mean > 0.0).then_some(mean)
    }

    /// Trains what the form says; whether that began.
    fn start_sweep(&mut self, ctx: &Context) -> bool {
        let Some(form) = &mut self.sweep.form else {
            return true;
        };
        let (planned, of) = (form.plan().clone(), form.of().to_owned());
        let lanes = self.settings.lanes(&self.state);
        let known = lanes.iter().filter(|lane| lane.classes() > 0);
        let known = known.map(|lane| Classes::of(&lane.snapshot.experiment, lane.classes()));
        let wake = waking(ctx, &self.pacing);
        let begun = planned.and_then(|plan| self.sweep.train(plan, of, known.collect(), wake));
        match begun {
            Ok(()) => {
                self.sweep.form = None;
                self.lab.close();
                true
            }
            Err(why) => {
                self.notices.problem(why);
                false
            }
        }
    }

    /// Shows the sweep of a folder over the experiment that it swept, which waits.
    pub(super) fn open_sweep(&mut self, ctx: &Context, place: &Path) {
        if self.sweep.is_training() {
            return self.notices.problem(t("sweep-busy").to_owned());
        }
        if !self.sweep.gives_way() {
            return self.notices.problem(t("sweep-opens-over").to_owned());
        }
        match described(&place.join(description::FILE)) {
            Ok(found) => {
                self.leave_lesson();
                self.open(ctx, found.plan.session().clone());
                self.worker.send(Instruction::Pause);
                self.used(place);
                self.show_described(ctx, found, place);
            }
            Err(why) => self.notices.problem(why.to_string()),
        }
    }

    /// Shows the sweep of a folder.
    pub(super) fn show_sweep(&mut self, ctx: &Context, place: &Path) {
        match described(&place.join(description::FILE)) {
            Ok(found) => self.show_described(ctx, found, place),
            Err(why) => self.notices.problem(why.to_string()),
        }
    }

    fn show_described(&mut self, ctx: &Context, found: Described, place: &Path) {
        let wake = waking(ctx, &self.pacing);
        let shown = self
            .sweep
            .read(found.plan, found.of, place.to_owned(), wake);
        if let Err(why) = shown {
            self.notices.problem(why);
        }
    }

    /// Takes what came of the sweep since the last frame.
    pub(super) fn receive_sweep(&mut self) {
        let received = self.sweep.receive(self.state.playing);
        let sound = received.problems.is_empty();
        for problem in received.problems {
            self.notices.problem(problem);
        }
        if received.trained && sound && !self.sweep.is_open() {
            self.tell_end();
        }
        match self.sweep.saved() {
            None => {}
            Some(Ok(place)) => {
                let place = place.display().to_string();
                self.notices.tell(tf("sweep-saved", &[("folder", &place)]));
            }
            Some(Err(why)) => self.notices.problem(why),
        }
    }

    /// Says that the sweep behind the figures has come to its end.
    fn tell_end(&mut self) {
        let Some((of, done, all)) = self.sweep.counts() else {
            return;
        };
        let (done, all) = (done.to_string(), all.to_string());
        let key = Command::Grid.key().unwrap_or_default();
        let args = [("of", of), ("done", &*done), ("all", &*all), ("key", &*key)];
        let told = tf("sweep-done", &args);
        self.notices.tell(told);
    }

    /// The page of the sweep, in place of the figures.
    pub(super) fn sweep_ui(&mut self, ui: &mut Ui) {
        let press = self.sweep.ui(ui, &help(), !self.dialogs.is_empty());
        self.press_sweep(ui.ctx(), press);
    }

    /// A row with the sweep that is trained behind the figures.
    pub(super) fn sweep_row_ui(&mut self, ui: &mut Ui) {
        if !self.course.is_on() {
            let press = self.sweep.row_ui(ui, &help());
            self.press_sweep(ui.ctx(), press);
        }
    }

    fn press_sweep(&mut self, ctx: &Context, press: Option<Press>) {
        match press {
            None => {}
            Some(Press::Open) => {
                self.lab.close();
                self.sweep.set_open(true);
            }
            Some(Press::Cell(Asked::First(job) | Asked::Seed(job))) => self.open_run(ctx, &job),
            Some(Press::Pause) => self.sweep.pause(),
            Some(Press::Cancel) => self.sweep.cancel(),
            Some(Press::Close) => self.sweep.set_open(false),
            Some(Press::Figure) => Command::Export.perform(self, ctx),
            Some(Press::Anew) => Command::Sweep.perform(self, ctx),
            Some(Press::Save) => {
                let folder = self.export.folder();
                self.sweep.save(ctx, folder);
            }
            Some(Press::Resume) => {
                if let Err(why) = self.sweep.go_on(waking(ctx, &self.pacing)) {
                    self.notices.problem(why);
                }
            }
        }
    }

    /// Trains a run of the sweep as a lane beside the present ones, and shows it.
    fn open_run(&mut self, ctx: &Context, job: &Job) {
        let (experiment, name) = match self.sweep.run(job) {
            Ok(found) => found,
            Err(why) => return self.notices.problem(why),
        };
        let lanes = self.settings.experiments().iter();
        let mut known = lanes
            .enumerate()
            .filter(|(_, (_, lane))| *lane == experiment);
        let known = known.next().map(|(place, _)| place);
        let place = match known {
            Some(place) => {
                self.scope = Scope::One(place);
                Some(place)
            }
            None if self.lanes_full() => {
                return self.notices.problem(t("lanes-full").to_owned());
            }
            None => self.add_lane(ctx, &experiment, &name),
        };
        let Some(place) = place else {
            return;
        };
        self.scrub.live();
        self.worker.send(Instruction::Play);
        self.sweep.set_open(false);
        let titles = self.settings.session().titles();
        if let Some(title) = titles.get(place) {
            let key = if known.is_some() {
                "sweep-is-lane"
            } else {
                "sweep-opened"
            };
            self.notices.tell(tf(key, &[("lane", title)]));
        }
    }
}

fn help() -> Help {
    Help {
        figure: Command::Export.help(),
        anew: Command::Sweep.help(),
        grid: Command::Grid.help(),
    }
}
