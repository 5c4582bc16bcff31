//! A line around whatever has the keyboard, so that nobody who moves with Tab has to guess where it is.

use eframe::egui::{Context, CornerRadius, Id, Stroke, StrokeKind};

use super::theme::palette;

/// What had the keyboard in the last frame, and whether a line is around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct FocusRing {
    focused: Option<Id>,
    /// The keyboard brought the focus there: who clicks knows where it is.
    shown: bool,
}

/// Between the control and the line around it, and the line's width.
const AWAY: f32 = 2.0;
const WIDTH: f32 = 2.0;

impl FocusRing {
    /// Draws the line, at the end of a frame.
    pub fn ui(&mut self, ctx: &Context) {
        let focused = ctx.memory(|memory| memory.focused());
        let (by_pointer, by_key) = ctx.input(|input| {
            let pointer = &input.pointer;
            let by_pointer = pointer.any_down() || pointer.any_released();
            (by_pointer, !input.keys_down.is_empty())
        });
        if by_pointer {
            self.shown = false;
        } else if by_key || focused != self.focused {
            self.shown = true;
        }
        self.focused = focused;
        let Some(control) = focused.and_then(|id| ctx.read_response(id)) else {
            return;
        };
        if !self.shown || !control.interact_rect.is_positive() {
            return;
        }
        let visuals = &ctx.global_style().visuals;
        let painter = ctx.layer_painter(control.layer_id);
        painter.rect_stroke(
            control.interact_rect.expand(AWAY),
            CornerRadius::same(6),
            Stroke::new(WIDTH, palette(visuals).accent),
            StrokeKind::Outside,
        );
    }
}
