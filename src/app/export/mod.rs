//! The export dialog: what the window shows, as a figure for a report. What it draws is held from when it opened, so that
//! the picture, its caption and the experiment inside it are of one step.

mod choice;
mod job;
mod report;
mod sheet;

use std::{path::Path, sync::Arc};

use eframe::egui::{ColorImage, Context, Frame, Id, Key, Modal, Modifiers, TextureHandle};

use self::{
    choice::Choice,
    job::{Done, Job},
    sheet::Press,
};
use super::{
    notices::Notices,
    text::{t, tf},
};
use crate::{
    export::{
        Panel,
        caption::{self, Caption},
        carry::Carried,
    },
    train::Snapshot,
};

/// Something that can be exported: a view, a chart, or all views together.
pub struct Subject {
    pub name: String,
    pub panels: Vec<Panel>,
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
}

impl Shown {
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
    preview: Preview,
    jobs: Vec<Job>,
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
            self.jobs.push(Job::copy(ctx, &subject.panels, &choice));
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
        let busy = !self.jobs.is_empty();
        let modal = Modal::new(Id::unique("export"))
            .frame(Frame::popup(&ctx.global_style()).inner_margin(16))
            .show(ctx, |ui| {
                let about = sheet::About {
                    names: &names,
                    caption: &caption,
                    busy,
                    picture: self.preview.picture.as_ref(),
                    problem: self.preview.problem.as_deref(),
                };
                sheet::sheet_ui(ui, &mut self.choice, &about)
            });
        let escape = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let closed = modal.should_close() || escape;
        if let Some(press) = modal.inner {
            self.press(ctx, press, notices);
        }
        if closed {
            self.close();
        }
        self.preview(ctx);
    }

    fn press(&mut self, ctx: &Context, press: Press, notices: &mut Notices) {
        let Some(shown) = &self.shown else { return };
        let Some(subject) = shown.subjects.get(self.choice.subject) else {
            return;
        };
        match press {
            Press::Save => self.jobs.push(Job::save(
                ctx,
                &subject.panels,
                &self.choice,
                (&shown.carried, &shown.stem),
            )),
            Press::Copy => self
                .jobs
                .push(Job::copy(ctx, &subject.panels, &self.choice)),
            Press::Latex => {
                let file = format!("{}.pdf", shown.stem);
                let wide = self.choice.is_wide();
                ctx.copy_text(caption::latex(&subject.caption, &file, &shown.stem, wide));
                notices.tell(t("export-copied-latex").to_owned());
            }
            Press::Toml => {
                ctx.copy_text(shown.carried.experiment.clone());
                notices.tell(t("export-copied-toml").to_owned());
            }
            Press::Report => self.jobs.push(Job::report(ctx, shown.material())),
            Press::Close => self.close(),
        }
    }

    /// Has the picture made again where the choice has changed since, one at a time.
    fn preview(&mut self, ctx: &Context) {
        let Some(shown) = &self.shown else { return };
        let making = self.jobs.iter().any(Job::is_preview);
        if making || self.preview.of.as_ref() == Some(&self.choice) {
            return;
        }
        if let Some(subject) = shown.subjects.get(self.choice.subject) {
            self.preview.of = Some(self.choice.clone());
            self.jobs
                .push(Job::preview(ctx, &subject.panels, &self.choice));
        }
    }

    fn take(&mut self, ctx: &Context, notices: &mut Notices) {
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
