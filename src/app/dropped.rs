//! Files that are dropped on the window: experiments, pictures that carry one, data.

use std::path::{Path, PathBuf};

use eframe::egui::{Align2, Context, FontId, Id, LayerId, Order};

#[cfg(target_arch = "wasm32")]
use super::chooser;
use super::{
    previewed::together,
    state::MarginscopeApp,
    text::{t, tf},
    theme::palette,
};
use crate::{data::given, export::open, platform::files::is_file, runs::sweep::sweep_at};

impl MarginscopeApp {
    /// Opens what was dropped in this frame.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        #[cfg(target_arch = "wasm32")]
        {
            if !dropped.is_empty() {
                chooser::fetch(ctx, dropped);
            }
            for arrived in chooser::arrived() {
                match arrived {
                    Ok(paths) => {
                        paths.iter().for_each(|path| self.worker.share(path));
                        self.take_together(ctx, &paths);
                    }
                    Err(why) => self.notices.problem(why),
                }
            }
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            let paths = dropped.iter().map(|file| file.path().to_owned());
            self.take_together(ctx, &paths.collect::<Vec<PathBuf>>());
        }
    }

    fn take_together(&mut self, ctx: &Context, paths: &[PathBuf]) {
        match together(paths) {
            Ok(Some(found)) => {
                let more: Vec<&Path> = found.more.iter().map(PathBuf::as_path).collect();
                self.preview_data(found.source, &found.place, &more);
            }
            Ok(None) => paths.iter().for_each(|path| self.open_file(ctx, path)),
            Err(why) => self.notices.problem(why),
        }
    }

    /// Opens an experiment, a picture that carries one, a run's folder, or shows what data are.
    pub(super) fn open_path(&mut self, ctx: &Context, path: &Path) {
        match open::of_data(path) {
            Some((source, place)) => self.preview_data(source, &place, &[]),
            None => self.open_file(ctx, path),
        }
    }

    fn open_file(&mut self, ctx: &Context, path: &Path) {
        if let Some(place) = sweep_at(path) {
            return self.open_sweep(ctx, &place);
        }
        let experiment = path.join("experiment.toml");
        if path.is_dir() && given::place(path).is_none() {
            if is_file(&experiment) {
                // Of a run that has written no features.
                return self.open_file(ctx, &experiment);
            }
            let name = path.display().to_string();
            return self
                .notices
                .problem(tf("dropped-folder", &[("name", &name)]));
        }
        match open::open(path) {
            Ok(opened) => {
                // What waits behind a lesson makes way, not the lesson's own run, which is gone when that is left.
                self.leave_lesson();
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
