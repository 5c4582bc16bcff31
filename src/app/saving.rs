//! Saving the experiment as a file, and opening those that were used last.

use std::{io, path::Path};

use eframe::egui::Context;

use super::{
    settings::Settings,
    state::MarginscopeApp,
    text::{t, tf},
};
use crate::{
    export::files::{self, EXPERIMENT, Existing},
    platform::files::exists,
    train::{Instruction, Session},
};

impl MarginscopeApp {
    /// Writes the experiment to `file`, which it is called after from then on.
    pub(super) fn save_experiment_to(&mut self, file: &Path, existing: Existing) {
        let text = self.settings.session().named_for_file().to_toml();
        match files::write(file, text.as_bytes(), existing) {
            Ok(()) => self.saved(file, &text),
            Err(error) => self.save_failed(file, &error),
        }
    }

    /// Writes the experiment to a new file in the folder of figures, where there is no chooser.
    pub(super) fn save_experiment(&mut self) {
        let (session, folder) = (self.settings.session(), self.export.folder().to_owned());
        let text = session.named_for_file().to_toml();
        match files::write_new(&folder, &session.id, EXPERIMENT, text.as_bytes()) {
            Ok(file) => {
                self.saved(&file, &text);
                if cfg!(not(target_arch = "wasm32")) {
                    self.notices.tell(t("save-none").to_owned());
                }
            }
            Err((file, error)) => self.save_failed(&file, &error),
        }
    }

    fn save_failed(&mut self, file: &Path, error: &io::Error) {
        let args = [
            ("file", &*file.display().to_string()),
            ("why", &*error.to_string()),
        ];
        self.notices.problem(tf("save-failed", &args));
    }

    /// What was written is what the window was opened with from now on; training goes on as it is.
    fn saved(&mut self, file: &Path, text: &str) {
        let name = files::called(file).unwrap_or_default();
        let written = file.display().to_string();
        if let Ok(session) = Session::parse(&name, text, &written) {
            self.worker.send(Instruction::Called(name.clone()));
            let names = |session: &Session| -> Vec<String> {
                session.lanes.iter().map(|lane| lane.name.clone()).collect()
            };
            if names(&session) != names(self.settings.session()) {
                // Nobody had named them, and a file has to.
                self.worker.send(Instruction::Apply(session.clone()));
            }
            // What is undone goes on with the same run, by its new name.
            let before = self.settings.session().id.clone();
            self.undo.each(|step| {
                if step.session.id == before {
                    step.session.id.clone_from(&session.id);
                }
                if step.opened.id == before {
                    step.opened = session.clone();
                }
            });
            self.settings = Settings::new(session.clone());
            self.opened = session;
        }
        if cfg!(target_arch = "wasm32") {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            return self.notices.tell(tf("web-downloaded", &[("name", &name)]));
        }
        self.notices.tell(tf("save-done", &[("file", &written)]));
        self.used(file);
    }

    /// Remembers an experiment that was opened or saved.
    pub(super) fn used(&mut self, file: &Path) {
        if let Err(why) = self.recent.used(file) {
            self.notices
                .problem(tf("arrangement-unkept", &[("why", &why)]));
        }
    }

    /// Opens one of the experiments that were used last.
    pub(super) fn open_recent(&mut self, ctx: &Context, file: &Path) {
        if !exists(file) {
            // Whether that can be kept matters less than that the file has gone.
            let _ = self.recent.forget(file);
        }
        self.open_path(ctx, file);
    }
}
