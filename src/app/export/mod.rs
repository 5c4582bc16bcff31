//! The export dialog: what the window shows, as a figure for a report. What it draws is held from when it opened, so that
//! the picture, its caption and the experiment inside it are of one step.

mod choice;
mod film;
mod job;
mod moving;
mod progress;
mod recipe;
mod report;
mod sheet;
mod wish;

pub use choice::Look;
pub use recipe::Recipe;

use std::{path::Path, sync::Arc};

use eframe::egui::{ColorImage, Context, Frame, Id, Modal, TextureHandle, Ui};

use self::{
    choice::Choice,
    film::{Film, Script, Stop},
    job::{Done, Job},
    moving::Moving,
    sheet::Press,
    wish::{Offer, Wish},
};
use super::{
    escape::clicked_away,
    history::Past,
    notices::Notices,
    text::{t, tf},
};
use crate::{
    export::{
        Panel,
        caption::{self, Caption},
        carry::Carried,
        reel::{Brush, Motion},
    },
    train::Snapshot,
};

/// Something that can be exported: a view, a chart, or all views together.
pub struct Subject {
    pub name: String,
    pub panels: Vec<Panel>,
    /// How each panel is made of another moment.
    pub recipes: Vec<Recipe>,
    pub caption: Caption,
}

/// What the window shows at one moment.
pub struct Shown {
    /// Never empty.
    pub subjects: Vec<Subject>,
    pub carried: Carried,
    /// The runs, by the names of their lanes, and what they are called together.
    pub runs: Vec<(String, Arc<Snapshot>)>,
    pub title: String,
    /// The name of a file, without its ending.
    pub stem: String,
    pub look: Look,
    /// What led to this moment, or why that cannot be told.
    pub past: Result<Past, &'static str>,
}

impl Shown {
    /// What an animation of the `subject`-th is made of, if it can show what is wished for.
    fn script(&self, choice: &Choice, wish: &Wish) -> Option<Script> {
        let subject = self.subjects.get(choice.subject)?;
        let motion = Offer::of(subject, &self.past).granted(wish.motion)?;
        let past = self.past.as_ref().ok();
        let past = past.filter(|_| motion == Motion::History);
        let ending = match motion {
            Motion::History => "history",
            Motion::Turntable => "turn",
        };
        Some(Script {
            panels: subject.panels.clone(),
            past: past.map(|past| (past.clone(), subject.recipes.clone())),
            brush: Brush {
                style: self.look.style(choice.theme),
                layout: wish::layout(choice, &wish::last_panels(subject, past)),
            },
            kind: wish.kind,
            timing: motion.timing(wish.pictures.into(), wish.fps),
            carried: self.carried.clone(),
            stem: format!("{}-{ending}", self.stem),
        })
    }

    /// Every single figure, for a report.
    fn material(&self) -> report::Material {
        let alone = self.subjects.iter().filter_map(|subject| {
            let [panel] = subject.panels.as_slice() else {
                return None;
            };
            let caption = subject.caption.plain();
            Some((subject.name.clone(), caption, panel.clone()))
        });
        report::Material {
            title: self.title.clone(),
            stem: self.stem.clone(),
            figures: alone.collect(),
            runs: self.runs.clone(),
            carried: self.carried.clone(),
        }
    }
}

/// The dialog, and the work that it has begun.
#[derive(Default)]
pub struct Export {
    shown: Option<Shown>,
    choice: Choice,
    /// An animation is asked for, not a figure.
    moving: bool,
    wish: Wish,
    preview: Preview,
    jobs: Vec<Job>,
    /// The animation that is being made; it goes on when the dialog is closed.
    film: Option<Film>,
}

#[derive(Default)]
struct Preview {
    /// What the picture was made with.
    of: Option<Choice>,
    picture: Option<TextureHandle>,
    /// Why there is none.
    problem: Option<String>,
}

impl Export {
    /// Opens the dialog on `shown`, its `subject`-th first; nothing where there is nothing to draw.
    pub fn open(&mut self, shown: Shown, subject: usize) {
        if shown.subjects.is_empty() {
            return;
        }
        self.choice.subject = subject.min(shown.subjects.len() - 1);
        self.shown = Some(shown);
        self.preview = Preview::default();
    }

    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    pub fn close(&mut self) {
        self.shown = None;
        self.preview = Preview::default();
    }

    /// Copies the `subject`-th of `shown` as a picture, without a dialog.
    pub fn copy(&mut self, ctx: &Context, shown: &Shown, subject: usize) {
        let choice = Choice {
            subject,
            ..self.choice.clone()
        };
        if let Some(subject) = shown.subjects.get(subject) {
            self.jobs
                .push(Job::copy(ctx, (&subject.panels, shown.look), &choice));
        }
    }

    /// Writes a picture of the window into the current folder.
    pub fn save_picture(
        &mut self,
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        stem: String,
    ) {
        self.jobs.push(Job::picture(ctx, image, carried, stem));
    }

    /// Draws the dialog while it is open, and takes what its work came to.
    pub fn ui(&mut self, ctx: &Context, notices: &mut Notices) {
        self.take(ctx, notices);
        let Some(shown) = &self.shown else {
            return;
        };
        let names: Vec<&str> = shown.subjects.iter().map(|s| s.name.as_str()).collect();
        let subject = shown.subjects.get(self.choice.subject);
        let caption = subject.map_or_else(String::new, |subject| subject.caption.plain());
        let moving = subject.filter(|_| self.moving);
        let moving = moving.map(|subject| {
            Moving::of(
                subject,
                &shown.past,
                &self.choice,
                &self.wish,
                self.film.is_some(),
            )
        });
        let modal = Modal::new(Id::unique("export"))
            .frame(Frame::popup(&ctx.global_style()).inner_margin(16))
            .show(ctx, |ui| {
                let about = sheet::About {
                    names: &names,
                    caption: &caption,
                    busy: !self.jobs.is_empty(),
                    picture: self.preview.picture.as_ref(),
                    problem: self.preview.problem.as_deref(),
                    moving: moving.as_ref(),
                    film: self.film.as_ref(),
                };
                sheet::sheet_ui(ui, &mut self.choice, &mut self.wish, &about)
            });
        let closed = clicked_away(&modal);
        if let Some(press) = modal.inner {
            self.press(ctx, press, notices);
        }
        if closed {
            self.close();
        }
        self.preview(ctx);
    }

    /// A row with the animation that is being made, while the dialog does not show it.
    pub fn row_ui(&mut self, ui: &mut Ui) {
        let film = self.film.as_ref().filter(|_| self.shown.is_none());
        if let Some(film) = film {
            progress::row_ui(ui, film);
        }
    }

    fn press(&mut self, ctx: &Context, press: Press, notices: &mut Notices) {
        let Some(shown) = &self.shown else { return };
        let Some(subject) = shown.subjects.get(self.choice.subject) else {
            return;
        };
        match press {
            Press::Save => {
                let carried = Carried {
                    caption: subject.caption.plain(),
                    ..shown.carried.clone()
                };
                let drawn = (subject.panels.as_slice(), shown.look);
                let job = Job::save(ctx, drawn, &self.choice, (carried, &shown.stem));
                self.jobs.push(job);
            }
            Press::Copy => {
                self.jobs
                    .push(Job::copy(ctx, (&subject.panels, shown.look), &self.choice))
            }
            Press::Latex => {
                let file = format!("{}.pdf", shown.stem);
                let wide = self.choice.is_wide();
                ctx.copy_text(caption::latex(&subject.caption, &file, &shown.stem, wide));
                notices.tell(t("export-copied-latex").to_owned());
            }
            Press::Toml => {
                let carried = &shown.carried;
                let text = carried.laboratory.as_ref().unwrap_or(&carried.experiment);
                ctx.copy_text(text.clone());
                notices.tell(t("export-copied-toml").to_owned());
            }
            Press::Moving(moving) => self.moving = moving,
            Press::Animate if self.film.is_none() => {
                let script = shown.script(&self.choice, &self.wish);
                self.film = script.map(|script| Film::start(ctx, script));
            }
            // One at a time.
            Press::Animate => {}
            Press::Report if shown.runs.is_empty() => {
                notices.tell(t("export-no-runs").to_owned());
            }
            Press::Report => self.jobs.push(Job::report(ctx, shown.material())),
            Press::Close => self.close(),
        }
    }

    /// Has the picture made again where the choice has changed since, one at a time.
    fn preview(&mut self, ctx: &Context) {
        let Some(shown) = &self.shown else { return };
        let making = self.jobs.iter().any(Job::is_preview);
        let choice = Choice {
            // An animation has a ground in any case.
            transparent: self.choice.transparent && !self.moving,
            ..self.choice.clone()
        };
        if making || self.preview.of.as_ref() == Some(&choice) {
            return;
        }
        if let Some(subject) = shown.subjects.get(choice.subject) {
            self.jobs
                .push(Job::preview(ctx, (&subject.panels, shown.look), &choice));
            self.preview.of = Some(choice);
        }
    }

    fn take(&mut self, ctx: &Context, notices: &mut Notices) {
        if let Some(done) = self.film.as_ref().and_then(Film::take) {
            self.film = None;
            match done {
                Ok(path) => notices.tell(saved(&path)),
                Err(Stop::Cancelled) => notices.tell(t("export-cancelled").to_owned()),
                Err(Stop::Failed(why)) => {
                    notices.problem(tf("export-animation-failed", &[("why", &why)]));
                }
            }
        }
        let mut done = Vec::new();
        self.jobs.retain(|job| match job.take() {
            Some(found) => {
                done.push(found);
                false
            }
            None => true,
        });
        for done in done {
            match done {
                Done::Preview(Ok(image)) => {
                    let texture = ctx.load_texture("export", image, Default::default());
                    (self.preview.picture, self.preview.problem) = (Some(texture), None);
                }
                Done::Preview(Err(why)) => self.preview.problem = Some(why),
                Done::Copied(Ok(image)) => {
                    ctx.copy_image(image);
                    notices.tell(t("export-copied").to_owned());
                }
                Done::Saved(Ok(path)) => notices.tell(saved(&path)),
                Done::Copied(Err(why)) | Done::Saved(Err(why)) => {
                    notices.problem(tf("picture-failed", &[("why", &why)]));
                }
            }
        }
    }
}

fn saved(path: &Path) -> String {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = full.file_name().unwrap_or_default().to_string_lossy();
    let folder = full.parent().unwrap_or(&full).display().to_string();
    tf(
        "picture-saved",
        &[("name", name.as_ref()), ("folder", &folder)],
    )
}
