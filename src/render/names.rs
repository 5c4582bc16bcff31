//! Names around a circle, moved along it until none covers another.

use std::sync::Arc;

use eframe::egui::{Color32, Galley, Painter, Pos2, Rect, Stroke, Vec2};

use crate::figure::around::{NEAR, spread};

/// A name that wants to stand at `angle`, outside of `radius`.
pub struct Name {
    pub galley: Arc<Galley>,
    /// Of the line from the circle to a name that had to move.
    pub colour: Color32,
    pub angle: f64,
    pub radius: f64,
}

/// Draws the names; `polar` maps angle and radius to the screen. Returns where they stand.
pub fn paint(
    painter: &Painter,
    mut names: Vec<Name>,
    polar: impl Fn(f64, f64) -> Pos2,
) -> Vec<Rect> {
    names.sort_by(|a, b| a.angle.total_cmp(&b.angle));
    let place =
        |name: &Name, angle: f64| beside(polar(angle, name.radius), angle, name.galley.size());
    let wanted: Vec<f64> = names.iter().map(|name| name.angle).collect();
    let rect = |(i, angle): (usize, f64)| place(&names[i], angle);
    let angles = spread(&wanted, |a, b| rect(a).intersects(rect(b)));
    let mut taken: Vec<Rect> = Vec::new();
    for (name, angle) in names.iter().zip(angles) {
        let rect = place(name, angle);
        if taken.iter().any(|other| other.intersects(rect)) {
            continue;
        }
        if (angle - name.angle).abs() > NEAR {
            let ends = [
                polar(name.angle, name.radius - 0.03),
                polar(angle, name.radius - 0.005),
            ];
            painter.line_segment(ends, Stroke::new(1.0, name.colour.gamma_multiply(0.6)));
        }
        painter.galley(rect.min, name.galley.clone(), name.colour);
        taken.push(rect);
    }
    taken
}

/// The rectangle of a text that starts at `from` and leads away from the centre of the circle.
fn beside(from: Pos2, angle: f64, size: Vec2) -> Rect {
    // On the screen, y points down.
    let away = Vec2::new(angle.cos() as f32, -angle.sin() as f32);
    Rect::from_center_size(from + away * size / 2.0, size)
}
