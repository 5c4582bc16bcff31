//! What a click, a key or a turned control does to the session and to training.

use eframe::egui::{Context, Theme};

use super::{
    MarginscopeApp, edit,
    keys::Keys,
    text::{t, tf},
    top_bar::Click,
    undo::{State, is_pressed},
};
use crate::train::{Command, Experiment, Session};

impl MarginscopeApp {
    pub(super) fn act(&mut self, ctx: &Context, click: Click) {
        match click {
            Click::PlayPause if self.state.playing => self.worker.send(Command::Pause),
            Click::PlayPause => self.worker.send(Command::Play),
            Click::Step => {
                self.worker.send(Command::Pause);
                self.worker.send(Command::Step);
            }
            Click::Replay => {
                self.worker.send(Command::Replay);
                self.worker.send(Command::Play);
                self.notices.tell(t("replayed").to_owned());
            }
            Click::NewSeed => self.new_seed(ctx),
            Click::Preset(id) => self.open_preset(ctx, &id),
            Click::Lab => self.toggle_lab(),
            Click::Undo | Click::Redo if self.lab.is_open() => {
                self.lab.travel(ctx, click == Click::Undo);
            }
            Click::Undo => self.travel(ctx, true),
            Click::Redo => self.travel(ctx, false),
            Click::Help => self.help = !self.help,
            Click::Export => self.open_export(),
            Click::CopyFigure => self.copy_figure(ctx),
            Click::Commands => self.commands.toggle(),
            Click::Loss(id) => self.edit(ctx, |experiment| experiment.set_loss(id)),
            Click::ResetSettings => {
                let id = self.opened.id.clone();
                self.open_preset(ctx, &id);
            }
            Click::Screenshot => self.picture.request(ctx),
            Click::Theme => ctx.set_theme(match ctx.theme() {
                Theme::Dark => Theme::Light,
                Theme::Light => Theme::Dark,
            }),
        }
    }

    pub(super) fn act_on_keys(&mut self, ctx: &Context, keys: Keys) {
        let clicks = [
            (keys.play_pause, Click::PlayPause),
            (keys.step, Click::Step),
            (keys.screenshot, Click::Screenshot),
            (keys.undo, Click::Undo),
            (keys.redo, Click::Redo),
            (keys.help, Click::Help),
            (keys.commands, Click::Commands),
            (keys.export, Click::Export),
            (keys.copy_figure, Click::CopyFigure),
            (keys.lab, Click::Lab),
        ];
        for (pressed, click) in clicks {
            if pressed {
                self.act(ctx, click);
            }
        }
    }

    /// Opens the laboratory or leaves it; training goes on behind.
    fn toggle_lab(&mut self) {
        if let Err(error) = self.lab.toggle() {
            self.notices.problem(error.to_string());
        }
    }

    /// Opens a preset, or what the window was opened with again.
    fn open_preset(&mut self, ctx: &Context, id: &str) {
        let again = Some(self.opened.clone()).filter(|opened| opened.id == id);
        match again.map_or_else(|| Session::preset(id), Ok) {
            Ok(session) => self.open(ctx, session),
            Err(error) => self.notices.problem(error.to_string()),
        }
    }

    /// Shows and trains a whole other session; the one that is left can be had back.
    pub(super) fn open(&mut self, ctx: &Context, session: Session) {
        // A person who picks what to train wants to see it.
        self.lab.close();
        self.note(ctx);
        self.opened = session.clone();
        self.change(session);
        self.arrange();
        self.worker.send(Command::Play);
    }

    fn open_export(&mut self) {
        let (shown, subject) = self.exported();
        self.export.open(shown, subject);
    }

    fn copy_figure(&mut self, ctx: &Context) {
        let (shown, subject) = self.exported();
        self.export.copy(ctx, &shown, subject);
    }

    fn new_seed(&mut self, ctx: &Context) {
        self.edit(ctx, |experiment| {
            let seeds = &mut experiment.seeds;
            for seed in [&mut seeds.data, &mut seeds.init, &mut seeds.order] {
                *seed = seed.wrapping_add(1);
            }
        });
        self.worker.send(Command::Play);
    }

    /// Trains one lane in so many dimensions, so that a view can show it.
    pub(super) fn train_in(&mut self, ctx: &Context, lane: &str, dim: usize) {
        let mut session = self.session.clone();
        let dim = toml::Value::from(dim as i64);
        match session.set_in_lane(lane, "model.feature_dim", &dim) {
            Ok(()) => {
                self.note(ctx);
                self.change(session);
            }
            Err(error) => self.notices.problem(error.to_string()),
        }
    }

    /// Changes the experiment as the controls show it.
    pub(super) fn edit(&mut self, ctx: &Context, change: impl FnOnce(&mut Experiment)) {
        let Some(shown) = self.shown() else {
            return;
        };
        let mut edited = shown.clone();
        change(&mut edited);
        if edited != shown {
            let mut session = self.session.clone();
            edit::apply(&mut session, self.controlled.as_deref(), &shown, &edited);
            self.note(ctx);
            self.change(session);
        }
    }

    /// The experiment that the controls are filled from: that of the lane they are for, or the first one's.
    pub(super) fn shown(&self) -> Option<Experiment> {
        let mut lanes = self.session.experiments().ok()?;
        let is_controlled =
            |(name, _): &(String, Experiment)| Some(name) == self.controlled.as_ref();
        let place = lanes.iter().position(is_controlled).unwrap_or(0);
        (!lanes.is_empty()).then(|| lanes.swap_remove(place).1)
    }

    /// Makes the present settings a step that can be taken back.
    fn note(&mut self, ctx: &Context) {
        let pressed = is_pressed(ctx);
        self.undo.leave(self.settings(), pressed);
    }

    fn settings(&self) -> State {
        State {
            session: self.session.clone(),
            opened: self.opened.clone(),
        }
    }

    /// Goes a step back or forth through the settings.
    fn travel(&mut self, ctx: &Context, back: bool) {
        let now = self.settings();
        let (found, word) = if back {
            (self.undo.undo(now), t("undone"))
        } else {
            (self.undo.redo(now), t("redone"))
        };
        let Some(state) = found else {
            return;
        };
        // What a text field holds belongs to the settings that are left.
        ctx.memory_mut(|memory| memory.stop_text_input());
        self.notices.tell(word.to_owned());
        let other = state.opened != self.opened;
        self.opened = state.opened;
        self.change(state.session);
        if other {
            self.arrange();
        }
    }

    /// Trains `session` from here on, and says what starts again because of it.
    fn change(&mut self, session: Session) {
        if session == self.session {
            return;
        }
        let restarts = edit::restarts(&self.session, &session);
        if let Some((_, key)) = restarts.first() {
            let what = edit::section_text(key);
            self.notices.tell(tf("restarted", &[("what", what)]));
        }
        // What a person turns is seen on the present.
        self.scrub.live();
        self.session = session.clone();
        self.worker.send(Command::Apply(session));
    }
}
