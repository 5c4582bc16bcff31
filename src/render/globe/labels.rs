//! Class names at the tips of their axes: where they go so that none covers another, and their painting.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, Galley, Painter, Pos2, Rect, Stroke, Vec2, epaint::text::LayoutJob, pos2, vec2,
};

use super::{
    camera::View,
    style::GlobeStyle,
    vertices::{TIP, scaled, unit},
};
use crate::figure::globe::{GlobeAxis, GlobeSpot};

/// From a tip to its name, in egui points.
const GAP: f32 = 7.0;
const PADDING: Vec2 = vec2(4.0, 2.0);
/// Room for the dot in the class's colour.
const DOT: f32 = 10.0;
const FONT_SIZE: f32 = 12.0;
/// With more classes than this, or a smaller outline in egui points, only the near ones are named.
const CROWD: usize = 24;
const SMALL: f32 = 110.0;

/// A name that wants a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wish {
    /// What it names.
    pub anchor: Pos2,
    pub size: Vec2,
    /// Unit vector in which it stands off from the anchor.
    pub away: Vec2,
}

/// A rectangle for every wish: near its anchor, inside `bounds`, apart from the others as far as there is room.
pub fn place(wishes: &[Wish], bounds: Rect) -> Vec<Rect> {
    let mut rects: Vec<Rect> = wishes
        .iter()
        .map(|wish| kept_in(beside(wish), bounds))
        .collect();
    for _ in 0..24 {
        if !separate(&mut rects, bounds) {
            break;
        }
    }
    rects
}

fn beside(wish: &Wish) -> Rect {
    let half = wish.size / 2.0;
    // From the middle of the rectangle to where `away` leaves it.
    let inside = (half / wish.away.abs().max(Vec2::splat(1e-6))).min_elem();
    let reach = GAP + inside;
    Rect::from_center_size(wish.anchor + wish.away * reach, wish.size)
}

/// Pushes overlapping pairs apart along the shorter way; false when there was none.
fn separate(rects: &mut [Rect], bounds: Rect) -> bool {
    let mut moved = false;
    for i in 0..rects.len() {
        for j in i + 1..rects.len() {
            let shared = rects[i].intersect(rects[j]);
            if shared.width() <= 0.0 || shared.height() <= 0.0 {
                continue;
            }
            moved = true;
            let apart = rects[j].center() - rects[i].center();
            let push = if shared.height() <= shared.width() {
                vec2(0.0, shared.height().copysign(apart.y))
            } else {
                vec2(shared.width().copysign(apart.x), 0.0)
            };
            let push = push * 0.52;
            rects[i] = kept_in(rects[i].translate(-push), bounds);
            rects[j] = kept_in(rects[j].translate(push), bounds);
        }
    }
    moved
}

fn kept_in(rect: Rect, bounds: Rect) -> Rect {
    let room = (bounds.size() - rect.size()).max(Vec2::ZERO);
    let min = rect.min.clamp(bounds.min, bounds.min + room);
    Rect::from_min_size(min, rect.size())
}

/// Paints the names of `axes` over the globe seen by `view` in `tile`.
pub fn paint(painter: &Painter, tile: Rect, view: &View, axes: &[GlobeAxis], style: &GlobeStyle) {
    let bounds = tile.shrink(4.0);
    if bounds.width() < 60.0 || bounds.height() < 40.0 {
        return;
    }
    let all = axes.len() <= CROWD && view.outline >= SMALL;
    let mut names: Vec<Name> = axes
        .iter()
        .filter_map(|axis| Name::new(painter, bounds, tile, view, axis))
        .filter(|name| name.front || all)
        .collect();
    // Near names are painted last; a stable order keeps the places still while the globe turns.
    names.sort_by_key(|name| name.front);
    let wishes: Vec<Wish> = names.iter().map(|name| name.wish).collect();
    for (name, rect) in names.iter().zip(place(&wishes, bounds)) {
        name.paint(painter, rect, style);
    }
}

/// Radius of a named point, and from it to its name, in points.
const SPOT: f32 = 3.2;
const BELOW: f32 = 4.0;

/// Paints named points, each name below its point or below the names before it.
pub fn paint_spots(
    painter: &Painter,
    tile: Rect,
    view: &View,
    spots: &[GlobeSpot],
    style: &GlobeStyle,
) {
    let mut taken: Vec<Rect> = Vec::new();
    for spot in spots {
        let Some(seen) = unit(spot.at).and_then(|at| view.project(at)) else {
            continue;
        };
        let at = tile.min + Vec2::from(seen.pos);
        let strength = if seen.front { 1.0 } else { 0.4 };
        let colour = style.text.gamma_multiply(strength);
        painter.circle_filled(at, SPOT, colour);
        let font = eframe::egui::FontId::proportional(FONT_SIZE);
        let galley = painter.layout_no_wrap(spot.name.clone(), font, colour);
        let size = galley.size();
        let rect = |line: f32| {
            let corner = at + vec2(-size.x / 2.0, BELOW + line * size.y);
            Rect::from_min_size(corner, size).expand2(vec2(2.0, 0.0))
        };
        let free = |line: &f32| !taken.iter().any(|other| other.intersects(rect(*line)));
        let rect = rect([0.0, 1.0, 2.0].into_iter().find(free).unwrap_or(0.0));
        let ground = style.background.gamma_multiply(0.7 * strength);
        painter.rect_filled(rect, 2.0, ground);
        painter.galley(rect.min + vec2(2.0, 0.0), galley, colour);
        taken.push(rect);
    }
}

struct Name {
    wish: Wish,
    galley: Arc<Galley>,
    class: u16,
    front: bool,
}

impl Name {
    /// None when the tip is outside the tile.
    fn new(
        painter: &Painter,
        bounds: Rect,
        tile: Rect,
        view: &View,
        axis: &GlobeAxis,
    ) -> Option<Self> {
        if axis.name.is_empty() {
            return None;
        }
        let seen = view.project(scaled(unit(axis.to)?, TIP))?;
        let anchor = tile.min + Vec2::from(seen.pos);
        if !bounds.contains(anchor) {
            return None;
        }
        let centre = tile.min + Vec2::from(view.centre);
        let away = (anchor - centre).normalized();
        let mut job = LayoutJob::simple_singleline(
            axis.name.clone(),
            eframe::egui::FontId::proportional(FONT_SIZE),
            Color32::PLACEHOLDER,
        );
        job.wrap.max_width = bounds.width() * 0.45;
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
        let galley = painter.layout_job(job);
        Some(Name {
            wish: Wish {
                anchor,
                size: galley.size() + 2.0 * PADDING + vec2(DOT, 0.0),
                away: if away == Vec2::ZERO {
                    vec2(0.0, -1.0)
                } else {
                    away
                },
            },
            galley,
            class: axis.class,
            front: seen.front,
        })
    }

    fn paint(&self, painter: &Painter, rect: Rect, style: &GlobeStyle) {
        let strength = if self.front {
            1.0
        } else {
            1.0 - 0.6 * style.dimming.clamp(0.0, 1.0)
        };
        let faded = |color: Color32| style.background.lerp_to_gamma(color, strength);
        let nearest = rect.clamp(self.wish.anchor);
        if nearest.distance(self.wish.anchor) > 2.0 * GAP {
            let leader = Stroke::new(1.0, faded(style.text).gamma_multiply(0.5));
            painter.line_segment([self.wish.anchor, nearest], leader);
        }
        let plate = style.background.gamma_multiply(0.72 * strength);
        painter.rect_filled(rect, 4.0, plate);
        let dot = pos2(rect.left() + PADDING.x + 3.0, rect.center().y);
        painter.circle_filled(dot, 3.0, faded(style.class(self.class)));
        let at = rect.left_center() + vec2(PADDING.x + DOT, 0.0);
        let at = Align2::LEFT_CENTER.anchor_size(at, self.galley.size()).min;
        painter.galley(at, self.galley.clone(), faded(style.text));
    }
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
