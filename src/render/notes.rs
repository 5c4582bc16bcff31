//! Short texts on a figure in the plane: angles at their arcs and names of points, moved until none covers another.

use std::sync::Arc;

use eframe::egui::{Galley, Pos2, Rect, Vec2};

use super::plane::{PlaneStyle, View};

/// From a point to its name, in points.
pub(super) const ASIDE: f32 = 13.0;

/// A text, and where it would like to stand.
struct Note {
    galley: Arc<Galley>,
    /// The middle that it wants.
    at: Pos2,
    /// Away from the centre of the figure.
    out: Vec2,
    /// An angle stays on its ray; the name of a point goes round it.
    on_ray: bool,
}

/// The texts of a figure, in the order in which they may choose their places.
#[derive(Default)]
pub(super) struct Notes(Vec<Note>);

impl Notes {
    pub fn add(
        &mut self,
        view: &View,
        style: &PlaneStyle<'_>,
        text: &str,
        at: Pos2,
        angle: f64,
        on_ray: bool,
    ) {
        let font = style.font.clone();
        let galley = view
            .painter
            .layout_no_wrap(text.to_owned(), font, style.text);
        // On the screen, y points down.
        let out = Vec2::angled(-angle as f32);
        self.0.push(Note {
            galley,
            at,
            out,
            on_ray,
        });
    }

    /// Draws them around what is `taken`, on a ground that keeps them legible.
    pub fn paint(mut self, view: &View, style: &PlaneStyle<'_>, taken: Vec<Rect>) {
        // Points cannot go far from their names; angles can.
        self.0.sort_by_key(|note| note.on_ray);
        let wanted = self.0.iter().map(|note| {
            let size = note.galley.size() + Vec2::new(4.0, 0.0);
            (size, note.at, note.out, note.on_ray)
        });
        let ground = style.ground.gamma_multiply(0.8);
        for (rect, note) in placed(wanted, taken).into_iter().zip(&self.0) {
            view.painter.rect_filled(rect, 2.0, ground);
            let corner = rect.min + Vec2::new(2.0, 0.0);
            view.painter.galley(corner, note.galley.clone(), style.text);
        }
    }
}

/// A rectangle for each size around its place, the first that covers nothing `taken` and none before it; where all would,
/// the one it wants.
fn placed(
    wanted: impl Iterator<Item = (Vec2, Pos2, Vec2, bool)>,
    mut taken: Vec<Rect>,
) -> Vec<Rect> {
    let others = taken.len();
    for (size, at, out, on_ray) in wanted {
        let rect = |by: Vec2| Rect::from_center_size(at + by, size);
        let free = |by: &Vec2| {
            let own = rect(*by).shrink(0.5);
            !taken.iter().any(|other| other.intersects(own))
        };
        let found = shifts(out, size, on_ray).find(free);
        taken.push(rect(found.unwrap_or(Vec2::ZERO)));
    }
    taken.split_off(others)
}

/// By how much a text may move, the least first.
fn shifts(out: Vec2, size: Vec2, on_ray: bool) -> impl Iterator<Item = Vec2> {
    let along = out.rot90();
    // As far as its own extent in a direction.
    let extent = move |way: Vec2| way.x.abs() * size.x + way.y.abs() * size.y;
    // To the other side of its point, then around it.
    let across = (!on_ray).then_some(out * -2.0 * ASIDE).into_iter();
    let first = std::iter::once(Vec2::ZERO).chain(across);
    first.chain((1..16_u8).map(move |turn| {
        let far = 0.25 * f32::from(turn.div_ceil(2));
        let sign = if turn.is_multiple_of(2) { 1.0 } else { -1.0 };
        match on_ray {
            true => out * (sign * far * extent(out)),
            false => along * (sign * far * extent(along)) + out * (far * 2.0),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Vec2 = Vec2::new(40.0, 14.0);

    /// Where texts that want to stand at these places come to stand: none covers another, and one with room stays.
    fn check(at: &[(f32, f32)], on_ray: bool, stay: &[usize]) {
        let places = at.iter().map(|at| Pos2::new(at.0, at.1));
        let wanted = places
            .clone()
            .map(|at| (SIZE, at, Vec2::new(0.0, -1.0), on_ray));
        let found = placed(wanted, Vec::new());
        for (i, a) in found.iter().enumerate() {
            let apart = found[..i].iter().all(|b| !a.shrink(0.5).intersects(*b));
            assert!(apart, "{found:?}");
        }
        for (i, at) in places.enumerate().filter(|(i, _)| stay.contains(i)) {
            assert_eq!(found[i].center(), at);
        }
    }

    #[test]
    fn what_is_taken_is_left_free() {
        let name = Rect::from_center_size(Pos2::new(0.0, 0.0), SIZE);
        let wanted = [(SIZE, Pos2::ZERO, Vec2::new(0.0, -1.0), false)];
        let found = placed(wanted.into_iter(), vec![name]);
        assert_eq!(found.len(), 1);
        assert!(!found[0].shrink(0.5).intersects(name), "{found:?}");
    }

    #[test]
    fn texts_make_room_for_each_other() {
        for on_ray in [true, false] {
            check(&[(0.0, 0.0), (100.0, 0.0)], on_ray, &[0, 1]);
            check(&[(0.0, 0.0), (10.0, 2.0)], on_ray, &[0]);
            check(&[(0.0, 0.0), (3.0, 0.0), (-4.0, 1.0)], on_ray, &[0]);
        }
    }
}
