//! Files that are dropped on the window: experiments, pictures that carry one, folders of data.

use std::path::{Path, PathBuf};

use eframe::egui::{Align2, Context, FontId, Id, LayerId, Order};

use super::{
    state::MarginscopeApp,
    text::{t, tf},
    theme::palette,
};
use crate::{
    data::{self, given},
    export::open,
    train::Instruction,
};

impl MarginscopeApp {
    /// Opens what was dropped in this frame.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        // The four files of one data set are one change.
        let mut folders = Vec::new();
        for path in paths {
            match data::source_of(&path) {
                Some(found) if folders.contains(&found) => {}
                Some(found) => {
                    self.read_folder(ctx, found.0, &found.1);
                    folders.push(found);
                }
                None => self.open_file(ctx, &path),
            }
        }
    }

    /// Opens an experiment, a picture that carries one, or a folder of data.
    pub(super) fn open_path(&mut self, ctx: &Context, path: &Path) {
        match data::source_of(path) {
            Some((source, folder)) => self.read_folder(ctx, source, &folder),
            None => self.open_file(ctx, path),
        }
    }

    fn read_folder(&mut self, ctx: &Context, source: &str, folder: &Path) {
        let name = folder.display().to_string();
        self.edit(ctx, |draft| {
            draft.set("data.source", source);
            draft.set("data.path", name.as_str());
        });
        self.worker.send(Instruction::Play);
        self.notices.tell(tf("dropped-data", &[("folder", &name)]));
    }

    fn open_file(&mut self, ctx: &Context, path: &Path) {
        if path.is_dir() && given::place(path).is_none() {
            let name = path.display().to_string();
            return self
                .notices
                .problem(tf("dropped-folder", &[("name", &name)]));
        }
        match open::open(path) {
            Ok(opened) => {
                self.open(ctx, opened.session);
                self.used(path);
                if let Some(lab) = opened.lab {
                    self.lab.show(lab);
                    let name = &self.settings.session().id;
                    self.notices.tell(tf("dropped-lab", &[("name", name)]));
                }
                // A figure of the laboratory is of no run.
                match opened.carried {
                    Some(carried) if carried.lanes.is_empty() => {}
                    Some(carried) => self.note_picture(&carried),
                    None => {
                        let name = &self.settings.session().id;
                        self.notices
                            .tell(tf("dropped-experiment", &[("name", name)]));
                    }
                }
            }
            Err(why) => self.notices.problem(why),
        }
    }
}

/// While something is held over the window, says what may be dropped.
pub fn hover_ui(ctx: &Context) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let visuals = ctx.global_style().visuals.clone();
    let palette = palette(&visuals);
    let layer = LayerId::new(Order::Foreground, Id::unique("dropping"));
    let (painter, all) = (ctx.layer_painter(layer), ctx.content_rect());
    painter.rect_filled(all, 0.0, palette.canvas.gamma_multiply(0.85));
    let font = FontId::proportional(17.0);
    painter.text(
        all.center(),
        Align2::CENTER_CENTER,
        t("drop-here"),
        font,
        palette.text,
    );
}
