//! The export dialog: what the window shows, as a figure for a report. What it draws is held from when it opened, so that
//! the picture, its caption and the experiment inside it are of one step.

mod animation_choice;
mod animation_form;
mod animation_job;
mod animation_plan;
mod aside;
mod choice;
mod figure_file;
mod form;
mod handed;
mod job;
mod place_form;
mod preview;
mod progress;
mod recipe;
mod report;
mod sheet;
mod shown;
mod work;

pub use aside::Aside;
pub use choice::ColourSet;
pub use figure_file::Place;
pub use recipe::Recipe;
pub use shown::{Later, Shown, Subject};

use std::{path::PathBuf, sync::Arc};

use eframe::egui::{ColorImage, Context, Frame, Id, Modal, Ui};

use self::{
    animation_choice::AnimationChoice, animation_form::AnimationForm,
    animation_plan::AnimationPlan, choice::FigureChoice, figure_file::Figure, form::Press,
    handed::Handed, place_form::PlaceForm, preview::Preview, report::Material, work::Work,
};
use super::{escape::clicked_away, notices::Notices, text::t};
use crate::export::{caption, carry::Carried, files::Existing};

/// The dialog, and the work that it has begun.
pub struct Export {
    shown: Option<Shown>,
    choice: FigureChoice,
    /// An animation is asked for, not a figure.
    moving: bool,
    animation: AnimationChoice,
    preview: Preview,
    place: PlaceForm,
    /// The chooser of folders was asked for.
    asks_folder: bool,
    work: Work,
}

impl Export {
    /// The picture of the dialog is made once more when it is needed.
    #[cfg(target_arch = "wasm32")]
    pub fn forget_picture(&mut self) {
        self.preview = Preview::default();
    }

    /// A closed dialog that writes into `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            shown: None,
            choice: FigureChoice::default(),
            moving: false,
            animation: AnimationChoice::default(),
            preview: Preview::default(),
            place: PlaceForm::new(&folder),
            asks_folder: false,
            work: Work::new(folder),
        }
    }

    /// Opens the dialog on `shown`, its `subject`-th first; nothing where there is nothing to draw.
    pub fn open(&mut self, mut shown: Shown, subject: usize) {
        while shown.subjects.is_empty() && shown.go_on() {}
        if shown.subjects.is_empty() {
            return;
        }
        self.choice.subject = subject.min(shown.subjects.len() - 1);
        self.shown = Some(shown);
        self.preview = Preview::default();
    }

    /// Whether the dialog is there.
    pub fn is_open(&self) -> bool {
        self.shown.is_some()
    }

    /// Closes the dialog; what it has begun goes on.
    pub fn close(&mut self) {
        self.shown = None;
        self.preview = Preview::default();
    }

    /// Copies the `subject`-th of `shown` as a picture, without a dialog.
    pub fn copy(&mut self, ctx: &Context, shown: &Shown, subject: usize) {
        let choice = FigureChoice {
            subject,
            ..self.choice.clone()
        };
        if let Some(subject) = shown.subjects.get(subject) {
            self.work.copy(ctx, figure(subject, shown.colours, choice));
        }
    }

    /// Where files go.
    pub fn folder(&self) -> PathBuf {
        self.place.folder()
    }

    /// Files go there from now on.
    pub fn set_folder(&mut self, folder: String) {
        self.place.set_folder(folder);
    }

    /// Whether the chooser of folders was asked for since this was asked last.
    pub fn asked_for_folder(&mut self) -> bool {
        std::mem::take(&mut self.asks_folder)
    }

    /// Writes a picture of the window to a path that a person chose.
    pub fn save_picture_to(
        &mut self,
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        to: (PathBuf, Existing),
    ) {
        self.work.save_picture_to(ctx, image, carried, to);
    }

    /// Writes a picture of the window into the folder of figures.
    pub fn save_picture(
        &mut self,
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        stem: String,
    ) {
        self.work.write_into(self.place.folder());
        self.work.save_picture(ctx, image, carried, &stem);
    }

    /// Draws the dialog while it is open, and takes what its work came to.
    pub fn ui(&mut self, ctx: &Context, notices: &mut Notices) {
        self.work.take(ctx, &mut self.preview, notices);
        let Some(shown) = &mut self.shown else {
            return;
        };
        if shown.go_on() {
            ctx.request_repaint();
        }
        let names: Vec<&str> = shown.subjects.iter().map(|s| s.name.as_str()).collect();
        let subject = shown.subjects.get(self.choice.subject);
        let caption = subject.map_or_else(String::new, |subject| subject.caption.plain());
        let moving = subject.filter(|_| self.moving);
        let moving = moving.map(|subject| {
            AnimationForm::new(
                subject,
                &shown.past,
                &self.choice,
                &self.animation,
                self.work.animation().is_some(),
            )
        });
        let modal = Modal::new(Id::unique("export"))
            .frame(Frame::popup(&ctx.global_style()).inner_margin(16))
            .show(ctx, |ui| {
                let about = sheet::About {
                    names: &names,
                    caption: &caption,
                    busy: self.work.is_busy(),
                    picture: self.preview.picture(),
                    problem: self.preview.problem(),
                    moving: moving.as_ref(),
                    animation: self.work.animation(),
                    stem: &shown.stem,
                };
                let forms = sheet::Forms {
                    choice: &mut self.choice,
                    animation: &mut self.animation,
                    place: &mut self.place,
                };
                sheet::sheet_ui(ui, forms, &about)
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
        let job = self.work.animation().filter(|_| self.shown.is_none());
        if let Some(job) = job {
            progress::row_ui(ui, job);
        }
    }

    fn press(&mut self, ctx: &Context, press: Press, notices: &mut Notices) {
        let Some(shown) = &mut self.shown else { return };
        if press == Press::Report {
            shown.end();
        }
        let Some(subject) = shown.subjects.get(self.choice.subject) else {
            return;
        };
        let figure = figure(subject, shown.colours, self.choice.clone());
        let stem = self.place.stem(&shown.stem);
        self.work.write_into(self.place.folder());
        match press {
            Press::Save => {
                let carried = Carried {
                    caption: subject.caption.plain(),
                    ..shown.carried.clone()
                };
                self.work.save(ctx, figure, carried, &stem);
            }
            Press::Copy => self.work.copy(ctx, figure),
            Press::Latex => {
                let file = format!("{stem}.pdf");
                let wide = self.choice.is_wide();
                ctx.copy_text(caption::latex(&subject.caption, &file, &stem, wide));
                notices.tell(t("export-copied-latex").to_owned());
            }
            Press::Toml => {
                let carried = &shown.carried;
                let text = carried.laboratory.as_ref().unwrap_or(&carried.experiment);
                ctx.copy_text(text.clone());
                notices.tell(t("export-copied-toml").to_owned());
            }
            Press::Moving(moving) => self.moving = moving,
            Press::Animate => {
                let plan = AnimationPlan::new(shown, &self.choice, &self.animation);
                if let Some(plan) = plan {
                    let stem = self.place.stem(&plan.stem);
                    self.work.animate(ctx, AnimationPlan { stem, ..plan });
                }
            }
            Press::Report | Press::Hand(_) if shown.runs.is_empty() => {
                notices.tell(t("export-no-runs").to_owned());
            }
            Press::Report => self.work.report(ctx, Material::new(shown), &stem),
            Press::Hand(reader) => self.work.hand(ctx, Handed::new(shown, reader), &stem),
            Press::Folder => self.asks_folder = true,
            Press::Close => self.close(),
        }
    }

    /// Has the picture made again where the choice has changed since, one at a time.
    fn preview(&mut self, ctx: &Context) {
        let Some(shown) = &self.shown else { return };
        if self.work.is_previewing() {
            return;
        }
        let choice = FigureChoice {
            // An animation has a ground in any case.
            transparent: self.choice.transparent && !self.moving,
            ..self.choice.clone()
        };
        let subject = shown.subjects.get(choice.subject);
        if let Some(subject) = subject.filter(|_| self.preview.turn_to(&choice)) {
            self.work
                .preview(ctx, figure(subject, shown.colours, choice));
        }
    }
}

/// A subject under a choice.
fn figure(subject: &Subject, colours: ColourSet, choice: FigureChoice) -> Figure {
    Figure {
        panels: subject.panels.clone(),
        colours,
        choice,
    }
}
