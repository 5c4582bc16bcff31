//! Names around a circle, moved along it until none covers another.

use std::sync::Arc;

use eframe::egui::{Color32, Galley, Painter, Pos2, Rect, Stroke, Vec2};

/// A name that wants to stand at `angle`, outside of `radius`.
pub struct Name {
    pub galley: Arc<Galley>,
    /// Of the line from the circle to a name that had to move.
    pub colour: Color32,
    pub angle: f64,
    pub radius: f64,
}

/// Rounds of pushing after which names that still cover each other are left out.
const ROUNDS: usize = 120;
/// Radians a name moves in a round.
const PUSH: f64 = 0.012;
/// Names moved further than this get a line to their place.
const NEAR: f64 = 0.05;

/// Draws the names; `polar` maps angle and radius to the screen.
pub fn paint(painter: &Painter, mut names: Vec<Name>, polar: impl Fn(f64, f64) -> Pos2) {
    names.sort_by(|a, b| a.angle.total_cmp(&b.angle));
    let place =
        |name: &Name, angle: f64| beside(polar(angle, name.radius), angle, name.galley.size());
    let angles = spread(&names, place);
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
}

/// The angles at which the names, sorted by angle, leave each other room.
fn spread(names: &[Name], place: impl Fn(&Name, f64) -> Rect) -> Vec<f64> {
    let mut angles: Vec<f64> = names.iter().map(|name| name.angle).collect();
    let count = names.len();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for i in 0..count {
            let next = (i + 1) % count;
            let touch = place(&names[i], angles[i]).intersects(place(&names[next], angles[next]));
            if next != i && touch {
                angles[i] -= PUSH;
                angles[next] += PUSH;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    angles
}

/// The rectangle of a text that starts at `from` and leads away from the centre of the circle.
fn beside(from: Pos2, angle: f64, size: Vec2) -> Rect {
    // On the screen, y points down.
    let away = Vec2::new(angle.cos() as f32, -angle.sin() as f32);
    Rect::from_center_size(from + away * size / 2.0, size)
}
