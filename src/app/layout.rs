//! Where the tiles and the numbers go: so that the figures are as large as they can be.

use eframe::egui::{Rect, Vec2};

/// Height of the metrics below the tiles, in points.
pub const DOCK_HEIGHT: f32 = 224.0;
/// Width of the names and of a lane's column in the table of metrics.
const NAMES: f32 = 124.0;
const COLUMN: f32 = 90.0;
/// Margins on both sides of the metrics.
const MARGINS: f32 = 28.0;

/// Width of the table of metrics of so many `lanes`.
pub fn table_width(lanes: usize) -> f32 {
    NAMES + COLUMN * lanes.max(1) as f32
}

/// Width of the metrics beside the tiles.
pub fn dock_width(lanes: usize) -> f32 {
    table_width(lanes).max(230.0) + MARGINS
}

/// The edge at which the metrics stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dock {
    /// Beside the tiles.
    Right,
    /// Below the tiles.
    Bottom,
}

/// The edge that leaves the figures of so many `tiles` more room, when the metrics are of so many `lanes`.
pub fn dock(room: Vec2, tiles: usize, lanes: usize) -> Dock {
    let beside = Vec2::new(room.x - dock_width(lanes), room.y);
    let above = Vec2::new(room.x, room.y - DOCK_HEIGHT);
    if side(beside, tiles, columns(beside, tiles)) > side(above, tiles, columns(above, tiles)) {
        Dock::Right
    } else {
        Dock::Bottom
    }
}

/// Side of the square that fits into each of `tiles` in so many columns.
fn side(room: Vec2, tiles: usize, columns: usize) -> f32 {
    let rows = tiles.div_ceil(columns);
    (room.x / columns as f32).min(room.y / rows as f32)
}

/// The number of columns that makes the smallest square largest; of equals, the one that leaves fewest places empty.
fn columns(room: Vec2, tiles: usize) -> usize {
    let rank = |columns: usize| {
        let places = columns * tiles.div_ceil(columns);
        (side(room, tiles, columns), places)
    };
    let best = |best: usize, columns: usize| {
        let ((side, places), (most, fewest)) = (rank(columns), rank(best));
        let better = side > most || (side == most && places < fewest);
        if better { columns } else { best }
    };
    (1..=tiles.max(1)).rev().reduce(best).unwrap_or(1)
}

/// The rectangles of `tiles` within `room`, row by row; a last row of fewer is as wide as the others.
pub fn tiles(room: Rect, tiles: usize) -> Vec<Rect> {
    let columns = columns(room.size(), tiles);
    let rows = tiles.div_ceil(columns).max(1);
    let height = room.height() / rows as f32;
    let rect = |i: usize| {
        let row = i / columns;
        let own = columns.min(tiles - row * columns);
        let size = Vec2::new(room.width() / own as f32, height);
        let place = Vec2::new((i % columns) as f32, row as f32);
        Rect::from_min_size(room.min + place * size, size)
    };
    (0..tiles).map(rect).collect()
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    fn check(size: (f32, f32), count: usize, expect: Dock) {
        assert_eq!(dock(size.into(), count, count), expect);
    }

    #[test]
    fn two_tiles_have_the_metrics_below_and_one_has_them_beside() {
        for size in [(768.0, 596.0), (1_008.0, 756.0), (1_648.0, 1_156.0)] {
            check(size, 2, Dock::Bottom);
            check(size, 1, Dock::Right);
        }
    }

    #[test]
    fn tiles_stand_side_by_side_in_a_wide_room_and_stacked_in_a_high_one() {
        let at = |width, height| {
            let room = Rect::from_min_size(pos2(10.0, 20.0), Vec2::new(width, height));
            tiles(room, 2)[1].min
        };
        assert_eq!(at(800.0, 400.0), pos2(410.0, 20.0));
        assert_eq!(at(400.0, 800.0), pos2(10.0, 420.0));
    }

    #[test]
    fn tiles_of_one_size_leave_no_place_empty() {
        assert_eq!(columns(Vec2::new(1_008.0, 540.0), 4), 2);
        assert_eq!(columns(Vec2::new(1_008.0, 540.0), 6), 3);
    }

    #[test]
    fn tiles_fill_the_room_and_do_not_overlap() {
        let room = Rect::from_min_size(pos2(10.0, 20.0), Vec2::new(1_008.0, 540.0));
        for count in 1..12 {
            let all = tiles(room, count);
            assert_eq!(all.len(), count);
            let areas: f32 = all.iter().map(Rect::area).sum();
            assert!((areas - room.area()).abs() < 1.0, "{count}");
            for (i, a) in all.iter().enumerate() {
                assert!(room.expand(0.01).contains_rect(*a), "{count}");
                let apart = |b: &Rect| !a.shrink(0.01).intersects(b.shrink(0.01));
                assert!(all[..i].iter().all(apart), "{count}");
            }
        }
    }

    #[test]
    fn no_tile_is_no_rectangle() {
        assert!(tiles(Rect::ZERO, 0).is_empty());
    }
}
