//! What a click, a key or a turned control does to the session and to training.

use eframe::egui::{Context, Theme};

use super::{
    MarginscopeApp, edit,
    keys::Keys,
    text::{t, tf},
    top_bar::Click,
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
            Click::NewSeed => self.new_seed(),
            Click::Preset(id) => self.open_preset(&id),
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
        ];
        for (pressed, click) in clicks {
            if pressed {
                self.act(ctx, click);
            }
        }
    }

    /// Opens a preset, or what the window was opened with again.
    fn open_preset(&mut self, id: &str) {
        let again = Some(self.opened.clone()).filter(|opened| opened.id == id);
        match again.map_or_else(|| Session::preset(id), Ok) {
            Ok(session) => {
                self.opened = session.clone();
                self.change(session);
                self.arrange();
                self.worker.send(Command::Play);
            }
            Err(error) => self.notices.problem(error.to_string()),
        }
    }

    fn new_seed(&mut self) {
        self.edit(|experiment| {
            let seeds = &mut experiment.seeds;
            for seed in [&mut seeds.data, &mut seeds.init, &mut seeds.order] {
                *seed = seed.wrapping_add(1);
            }
        });
        self.worker.send(Command::Play);
    }

    /// Changes the experiment as the controls show it.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Experiment)) {
        let Some(shown) = self.shown() else {
            return;
        };
        let mut edited = shown.clone();
        change(&mut edited);
        if edited != shown {
            let mut session = self.session.clone();
            edit::apply(&mut session, &shown, &edited);
            self.change(session);
        }
    }

    /// The experiment that the controls are filled from: the first lane's.
    pub(super) fn shown(&self) -> Option<Experiment> {
        let lanes = self.session.experiments().ok()?;
        lanes.into_iter().next().map(|(_, experiment)| experiment)
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
        self.session = session.clone();
        self.worker.send(Command::Apply(session));
    }
}
