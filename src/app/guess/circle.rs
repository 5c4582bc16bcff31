//! The mark that a learner puts on the circle of the laboratory, and what came of it beside.

use eframe::egui::{Color32, CursorIcon, FontId, Id, Pos2, Rect, Sense, Stroke, Ui, Vec2};
use egui_plot::{PlotPoint, PlotTransform};

use super::Guess;
use crate::{
    app::{number, text::tf, theme::palette},
    figure::lab::Lab,
};

/// Radius of the disc by which it is dragged, and how far from it the pointer may be, in points.
const RADIUS: f32 = 9.0;
const REACH: f32 = 18.0;
/// Length of the strokes of a dashed ray.
const DASH: f32 = 5.0;

impl Guess {
    /// Draws the mark over the circle that `transform` places, and lets it be dragged.
    pub fn circle_ui(&mut self, ui: &Ui, lab: &Lab, transform: &PlotTransform) {
        let place = |degrees: f64, radius: f64| {
            let angle = lab.toward(degrees.to_radians());
            let at = PlotPoint::new(radius * angle.cos(), radius * angle.sin());
            transform.position_from_point(&at)
        };
        let (own, truth) = match self.compared {
            Some((said, truth)) => (said, Some(truth)),
            None => (Some(self.value), None),
        };
        let palette = palette(ui.visuals());
        let centre = place(0.0, 0.0);
        let told = truth.map(|truth| {
            let words = tf("lesson-mark-is", &[("value", &number::degrees(truth))]);
            ray(ui, [centre, place(truth, 1.0)], palette.accent, false);
            label(
                ui,
                [centre, place(truth, 1.0)],
                &words,
                palette.accent,
                None,
            )
        });
        let Some(own) = own else {
            return;
        };
        let end = place(own, 1.0);
        ray(ui, [centre, end], palette.warning, true);
        ui.painter().circle(
            end,
            RADIUS,
            palette.warning,
            Stroke::new(2.0, palette.canvas),
        );
        let words = tf("lesson-mark-you", &[("value", &number::degrees(own))]);
        label(ui, [centre, end], &words, palette.warning, told);
        if self.open {
            self.drag(ui, lab, transform, end);
        } else {
            (self.hovered, self.held) = (false, false);
        }
    }

    fn drag(&mut self, ui: &Ui, lab: &Lab, transform: &PlotTransform, end: Pos2) {
        let spot = Rect::from_center_size(end, Vec2::splat(2.0 * REACH));
        let response = ui.interact(spot, Id::unique("lesson-mark"), Sense::drag());
        let response = response.on_hover_cursor(CursorIcon::Grab);
        self.hovered = response.hovered();
        self.held = response.dragged();
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| self.held) {
            let at = transform.value_from_position(pointer);
            self.move_to(degrees_from_first(lab, [at.x, at.y]));
        }
    }
}

/// Degrees from W1 towards W2 of a place in the plane; on the other side of W1 they are negative.
fn degrees_from_first(lab: &Lab, [x, y]: [f64; 2]) -> f64 {
    let turned = lab.toward(1.0) - lab.toward(0.0);
    let sign = if turned.sin() < 0.0 { -1.0 } else { 1.0 };
    let by = sign * (y.atan2(x) - lab.toward(0.0));
    by.sin().atan2(by.cos()).to_degrees()
}

fn ray(ui: &Ui, ends: [Pos2; 2], colour: Color32, dashed: bool) {
    let stroke = Stroke::new(2.5, colour);
    match dashed {
        true => {
            let shapes = eframe::egui::Shape::dashed_line(&ends, stroke, DASH, DASH);
            ui.painter().extend(shapes);
        }
        false => {
            ui.painter().line_segment(ends, stroke);
        }
    }
}

/// What a ray stands for: outside of the circle at its end, or inside, where it would lie on what is `told` there already.
/// Returns where it is.
fn label(
    ui: &Ui,
    [centre, end]: [Pos2; 2],
    words: &str,
    colour: Color32,
    told: Option<Rect>,
) -> Rect {
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(words.to_owned(), FontId::proportional(13.0), colour);
    let out = (end - centre).normalized();
    // The nearest edge of the words stands clear of the disc.
    let half = 0.5 * galley.size();
    let reach = RADIUS + 8.0 + out.x.abs() * half.x + out.y.abs() * half.y;
    let room = ui.clip_rect().shrink(6.0);
    let plate = |middle: Pos2| {
        let corner = (middle - half).clamp(room.min, (room.max - galley.size()).max(room.min));
        Rect::from_min_size(corner, galley.size()).expand(3.0)
    };
    let outside = plate(end + out * reach);
    let plate = match told.is_some_and(|told| told.intersects(outside)) {
        true => plate(end - out * reach),
        false => outside,
    };
    let ground = palette(ui.visuals()).canvas.gamma_multiply(0.85);
    painter.rect_filled(plate, 3.0, ground);
    painter.galley(plate.min + Vec2::splat(3.0), galley, colour);
    plate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(degrees: f64) {
        for turned in [-1.0, 1.0] {
            let mut lab = Lab::preset("two-losses").unwrap();
            lab.weights[1].angle = lab.weights[0].angle + turned;
            let angle = lab.toward(degrees.to_radians());
            let found = degrees_from_first(&lab, [2.0 * angle.cos(), 2.0 * angle.sin()]);
            assert!((found - degrees).abs() < 1e-9, "{degrees}: {found}");
        }
    }

    #[test]
    fn a_mark_is_read_from_the_first_weight_towards_the_second() {
        [-40.0, 0.0, 30.0, 90.0, 170.0].into_iter().for_each(check);
    }
}
