//! The presenter's mode: everything half as large again, the controls folded away, the pointer easy to see.

use eframe::egui::{Color32, Context, Id, LayerId, Order, Stroke};

use super::theme::palette;

/// How much larger everything is.
const LARGER: f32 = 1.5;
/// Radius of the ring around the pointer, in points.
const RING: f32 = 15.0;

/// Whether the window is shown to a room.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Present {
    on: bool,
    /// The window is a part of somebody's page, which has figures alone.
    pub embed: bool,
    /// The controls are shown all the same.
    pub panel: bool,
}

impl Present {
    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self.on
    }

    /// Whether the controls are folded away.
    pub fn folds_panel(self) -> bool {
        self.embed || self.on && !self.panel
    }

    /// Turns it on or off; what was enlarged by hand stays as much larger.
    pub fn set(&mut self, ctx: &Context, on: bool) {
        if on != self.on {
            let factor = if on { LARGER } else { 1.0 / LARGER };
            ctx.set_zoom_factor(ctx.zoom_factor() * factor);
            *self = Self {
                on,
                panel: false,
                ..*self
            };
        }
    }

    /// A ring around the pointer, fuller while it is pressed.
    pub fn pointer_ui(self, ctx: &Context) {
        let Some(at) = ctx
            .input(|input| input.pointer.hover_pos())
            .filter(|_| self.on)
        else {
            return;
        };
        let pressed = ctx.input(|input| input.pointer.any_down());
        let palette = palette(&ctx.global_style().visuals);
        let layer = LayerId::new(Order::Tooltip, Id::unique("presenter"));
        let painter = ctx.layer_painter(layer);
        let fill = match pressed {
            true => palette.warning.gamma_multiply(0.35),
            false => Color32::TRANSPARENT,
        };
        painter.circle(at, RING, fill, Stroke::new(2.5, palette.warning));
    }
}
