//! What a browser may take away and give back: the graphics card, with all that it held.

use eframe::{CreationContext, egui::Context};

use super::{state::MarginscopeApp, style};
use crate::render::Gpu;

impl MarginscopeApp {
    /// Goes on in the window of `cc` as in the one before, of which nothing on the graphics card is left.
    pub fn revive(&mut self, cc: &CreationContext<'_>) {
        let ctx = &cc.egui_ctx;
        style::install(ctx);
        if let Some(before) = self.pacing.move_to(ctx) {
            same_look(&before, ctx);
        }
        if let Some(gl) = cc.gl.clone() {
            match &mut self.gpu {
                Some(gpu) => gpu.revive(gl),
                none => *none = Some(Gpu::new(gl)),
            }
        }
        // They hold textures.
        self.export.forget_picture();
        self.inspector.forget_picture();
        self.own_data = None;
    }
}

fn same_look(before: &Context, now: &Context) {
    now.set_theme(before.options(|options| options.theme_preference));
    now.set_zoom_factor(before.zoom_factor());
}
