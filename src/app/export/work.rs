//! The work that the dialog has begun: it goes on beside the window, and when the dialog is closed.

use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use eframe::egui::{ColorImage, Context};

use super::{
    animation_job::{AnimationJob, Stop},
    animation_plan::AnimationPlan,
    figure_file::{Figure, Place},
    handed::Handed,
    job::{Done, Job},
    preview::Preview,
    report::Material,
};
use crate::{
    app::{
        notices::Notices,
        text::{t, tf},
    },
    export::{carry::Carried, files::Existing},
};

/// The work that the dialog has begun.
pub struct Work {
    /// Where files go.
    folder: PathBuf,
    jobs: Vec<Job>,
    animation: Option<AnimationJob>,
}

impl Work {
    /// Nothing yet; files will go into `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            jobs: Vec::new(),
            animation: None,
        }
    }

    /// Files go into `folder` from now on.
    pub fn write_into(&mut self, folder: PathBuf) {
        self.folder = folder;
    }

    fn place(&self, stem: &str) -> Place {
        Place {
            folder: self.folder.clone(),
            stem: stem.to_owned(),
        }
    }

    /// Whether a figure is being made.
    pub fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// The animation that is being made.
    pub fn animation(&self) -> Option<&AnimationJob> {
        self.animation.as_ref()
    }

    /// Makes the picture of the dialog.
    pub fn preview(&mut self, ctx: &Context, figure: Figure) {
        self.jobs.push(Job::preview(ctx, figure));
    }

    /// Whether the picture of the dialog is being made.
    pub fn is_previewing(&self) -> bool {
        self.jobs.iter().any(Job::is_preview)
    }

    /// Copies a figure to the clipboard.
    pub fn copy(&mut self, ctx: &Context, figure: Figure) {
        self.jobs.push(Job::copy(ctx, figure));
    }

    /// Writes a figure with what is `carried` under this name, or a numbered one.
    pub fn save(&mut self, ctx: &Context, figure: Figure, carried: Carried, stem: &str) {
        let place = self.place(stem);
        self.jobs.push(Job::save(ctx, figure, carried, place));
    }

    /// Writes a picture of the window under this name, or a numbered one.
    pub fn save_picture(
        &mut self,
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        stem: &str,
    ) {
        let place = self.place(stem);
        self.jobs.push(Job::picture(ctx, image, carried, place));
    }

    /// Writes a picture of the window to a path that a person chose.
    pub fn save_picture_to(
        &mut self,
        ctx: &Context,
        image: Arc<ColorImage>,
        carried: Carried,
        to: (PathBuf, Existing),
    ) {
        self.jobs.push(Job::picture_to(ctx, image, carried, to));
    }

    /// Writes a report into a folder of this name, or a numbered one.
    pub fn report(&mut self, ctx: &Context, material: Material, stem: &str) {
        let place = self.place(stem);
        self.jobs.push(Job::report(ctx, material, place));
    }

    /// Writes the runs for another program into a folder of this name, or a numbered one.
    pub fn hand(&mut self, ctx: &Context, handed: Handed, stem: &str) {
        let place = self.place(stem);
        self.jobs.push(Job::hand(ctx, handed, place));
    }

    /// Makes an animation, unless one is being made.
    pub fn animate(&mut self, ctx: &Context, plan: AnimationPlan) {
        if self.animation.is_none() {
            let folder = self.folder.clone();
            self.animation = Some(AnimationJob::start(ctx, plan, folder));
        }
    }

    /// Takes what has come to an end: shows it, copies it, or says where it is.
    pub fn take(&mut self, ctx: &Context, preview: &mut Preview, notices: &mut Notices) {
        if let Some(done) = self.animation.as_ref().and_then(AnimationJob::take) {
            self.animation = None;
            tell_animation(done, notices);
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
                Done::Preview(made) => preview.set(ctx, made),
                Done::Copied(Ok(image)) => {
                    ctx.copy_image(image);
                    notices.tell(t("export-copied").to_owned());
                }
                Done::Saved(Ok(path)) | Done::Handed(Ok(path)) => notices.tell(saved(&path)),
                Done::Handed(Err(why)) => {
                    notices.problem(tf("export-hand-failed", &[("why", &why)]));
                }
                Done::Copied(Err(why)) | Done::Saved(Err(why)) => {
                    notices.problem(tf("picture-failed", &[("why", &why)]));
                }
            }
        }
    }
}

fn tell_animation(done: Result<PathBuf, Stop>, notices: &mut Notices) {
    match done {
        Ok(path) => notices.tell(saved(&path)),
        Err(Stop::Cancelled) => notices.tell(t("export-cancelled").to_owned()),
        Err(Stop::Failed(why)) => {
            notices.problem(tf("export-animation-failed", &[("why", &why)]));
        }
    }
}

fn saved(path: &Path) -> String {
    if cfg!(target_arch = "wasm32") {
        return downloaded(path);
    }
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = full.file_name().unwrap_or_default().to_string_lossy();
    let folder = full.parent().unwrap_or(&full).display().to_string();
    tf(
        "picture-saved",
        &[("name", name.as_ref()), ("folder", &folder)],
    )
}

/// What a browser says of it: it has its own folder, and a folder is handed out as a zip.
fn downloaded(path: &Path) -> String {
    let mut parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let name = parts.next().unwrap_or_default();
    let file = parts.next().is_none() && path.extension().is_some();
    let name = if file {
        name.into_owned()
    } else {
        format!("{name}.zip")
    };
    tf("web-downloaded", &[("name", &name)])
}
