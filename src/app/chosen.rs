//! Opens choosers of files, and does what was chosen.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

#[cfg(not(target_arch = "wasm32"))]
use super::export::Aside;
use super::{
    chooser::{Answer, Ask, Wanted},
    choosing::{Choosing, Purpose},
    escape::Dialog,
    settings::Asked,
    state::MarginscopeApp,
    text::{t, tf},
};
use crate::export::files::{EXPERIMENT, Existing};

impl MarginscopeApp {
    /// Opens a chooser.
    pub(super) fn choose(&mut self, ctx: &Context, purpose: Purpose) {
        let wanted = match &purpose {
            Purpose::Open => Wanted::Experiment,
            Purpose::Save => {
                Wanted::NewExperiment(format!("{}.{EXPERIMENT}", self.settings.session().id))
            }
            Purpose::Setting(Asked { file: true, .. })
            | Purpose::Previewed(Asked { file: true, .. }) => Wanted::Data,
            Purpose::OpenFolder
            | Purpose::Figures
            | Purpose::Setting(_)
            | Purpose::Previewed(_) => Wanted::Folder,
            Purpose::Picture(_, _, stem) => Wanted::Picture(format!("{stem}.png")),
        };
        let folder = match &purpose {
            Purpose::Setting(asked) | Purpose::Previewed(asked) => asked.folder(),
            _ => self.export.folder().to_owned(),
        };
        let ask = Ask { wanted, folder };
        #[cfg(target_arch = "wasm32")]
        let answer = super::chooser::ask_browser(ctx, &ask);
        #[cfg(not(target_arch = "wasm32"))]
        let answer = {
            let chooser = self.chooser;
            Aside::start(ctx, move || chooser(&ask), || Answer::Absent)
        };
        self.choosing.push(Choosing { purpose, answer });
    }

    /// Does what was chosen since the last frame.
    pub(super) fn take_chosen(&mut self, ctx: &Context) {
        let open = std::mem::take(&mut self.choosing);
        for choosing in open {
            match choosing.answer.take() {
                None => self.choosing.push(choosing),
                Some(Answer::Cancelled) => {}
                Some(Answer::Chosen(path)) => {
                    self.pacing.begin_anew();
                    self.chosen(ctx, choosing.purpose, &path);
                }
                Some(Answer::Absent) => self.without_chooser(ctx, choosing.purpose),
                Some(Answer::Failed(why)) => self.notices.problem(why),
            }
        }
    }

    fn chosen(&mut self, ctx: &Context, purpose: Purpose, path: &Path) {
        let written = path.display().to_string();
        #[cfg(target_arch = "wasm32")]
        self.worker.share(path);
        match purpose {
            Purpose::Open | Purpose::OpenFolder => self.open_path(ctx, path),
            Purpose::Save => {
                let (path, existing) = named(path, EXPERIMENT);
                self.save_experiment_to(&path, existing);
            }
            Purpose::Figures => self.export.set_folder(written),
            Purpose::Setting(asked) => self.set_chosen(ctx, &asked, &written),
            Purpose::Previewed(asked) => self.set_previewed(&asked, &written),
            Purpose::Picture(image, carried, _) => {
                let to = named(path, "png");
                self.export.save_picture_to(ctx, image, *carried, to);
            }
        }
    }

    /// Sets what was chosen in the lanes that it was chosen for: others may be shown by now.
    fn set_chosen(&mut self, ctx: &Context, asked: &Asked, written: &str) {
        let lanes = self.settings.chosen_for(asked);
        if lanes.is_empty() {
            let args = [("path", written)];
            return self.notices.problem(tf("choose-late", &args));
        }
        self.edit(ctx, |draft| {
            for scope in lanes {
                draft.set_of(scope, &asked.key, written);
            }
        });
    }

    /// Where there is no chooser, a field for the path or the folder of figures stands in for it.
    fn without_chooser(&mut self, ctx: &Context, purpose: Purpose) {
        match purpose {
            // A browser hands over files and takes downloads, and has no folders.
            Purpose::OpenFolder
            | Purpose::Figures
            | Purpose::Setting(_)
            | Purpose::Previewed(_)
                if cfg!(target_arch = "wasm32") =>
            {
                self.notices.problem(t("web-no-folder").to_owned());
            }
            Purpose::Open | Purpose::OpenFolder if !self.dialogs.contains(&Dialog::Open) => {
                self.toggle_dialog(Dialog::Open);
            }
            Purpose::Open | Purpose::OpenFolder => {}
            Purpose::Save => self.save_experiment(),
            Purpose::Figures | Purpose::Setting(_) | Purpose::Previewed(_) => {
                self.notices.problem(t("choose-none-folder").to_owned());
            }
            Purpose::Picture(image, carried, stem) => {
                self.export.save_picture(ctx, image, *carried, stem);
                if cfg!(not(target_arch = "wasm32")) {
                    self.notices.tell(t("choose-none-picture").to_owned());
                }
            }
        }
    }
}

/// The path that was chosen, with this ending where it has another one or none. Whether a file of that name may be replaced the
/// chooser has asked only where it was the name that was chosen.
fn named(path: &Path, ending: &str) -> (PathBuf, Existing) {
    let kind = ending.rsplit('.').next().unwrap_or(ending);
    if path
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case(kind))
    {
        return (path.to_owned(), Existing::Replace);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    (path.with_file_name(name), Existing::Keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_nobody_was_asked_about_is_never_replaced() {
        let check = |chosen: &str, ending: &str, expect: &str, asked: bool| {
            let (path, existing) = named(Path::new(chosen), ending);
            assert_eq!(path, Path::new(expect));
            assert_eq!(matches!(existing, Existing::Replace), asked, "{chosen}");
        };
        check("a/fig.png", "png", "a/fig.png", true);
        check("a/fig.PNG", "png", "a/fig.PNG", true);
        check("a/fig", "png", "a/fig.png", false);
        check("a/arcface m0.35", "png", "a/arcface m0.35.png", false);
        check("mine.toml", EXPERIMENT, "mine.toml", true);
        check("mine", EXPERIMENT, &format!("mine.{EXPERIMENT}"), false);
    }
}
