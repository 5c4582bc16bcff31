//! Small pictures for buttons, drawn, since the fonts at hand have none.

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

/// A small picture on a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A triangle: go on.
    Play,
    /// Two bars: hold.
    Pause,
    /// Light colours.
    Sun,
    /// Dark colours.
    Moon,
    /// Corners outwards: alone.
    Enlarge,
    /// Corners inwards: all again.
    Restore,
    /// One more.
    Plus,
    /// Away.
    Close,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forth.
    Redo,
    /// A house: back to the first view.
    Home,
}

/// Side of an icon in points.
pub const SIZE: f32 = 11.0;

/// Draws `icon` in the middle of `rect`. `behind` is the colour that it stands on.
pub fn paint(painter: &Painter, icon: Icon, rect: Rect, colour: Color32, behind: Color32) {
    let rect = Rect::from_center_size(rect.center(), Vec2::splat(SIZE));
    match icon {
        Icon::Play => paint_play(painter, rect, colour),
        Icon::Pause => {
            for x in [0.26, 0.74] {
                let middle = Pos2::new(rect.left() + x * rect.width(), rect.center().y);
                let bar = Rect::from_center_size(middle, Vec2::new(3.2, rect.height()));
                painter.rect_filled(bar, 1.0, colour);
            }
        }
        Icon::Sun => paint_sun(painter, rect.center(), colour),
        Icon::Moon => {
            painter.circle_filled(rect.center(), 6.0, colour);
            painter.circle_filled(rect.center() + Vec2::new(3.0, -2.5), 5.0, behind);
        }
        Icon::Undo => paint_turn(painter, rect, 1.0, colour),
        Icon::Redo => paint_turn(painter, rect, -1.0, colour),
        Icon::Home => paint_house(painter, rect, colour),
        Icon::Enlarge => paint_corners(painter, rect.shrink(1.0), 1.0, colour),
        Icon::Plus => paint_cross(painter, rect.shrink(1.5), colour),
        Icon::Close => paint_diagonals(painter, rect.shrink(2.0), colour),
        Icon::Restore => paint_corners(painter, rect.shrink(1.0), -1.0, colour),
    }
}

fn paint_cross(painter: &Painter, rect: Rect, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    painter.hline(rect.x_range(), rect.center().y, stroke);
    painter.vline(rect.center().x, rect.y_range(), stroke);
}

fn paint_diagonals(painter: &Painter, rect: Rect, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    painter.line_segment([rect.left_top(), rect.right_bottom()], stroke);
    painter.line_segment([rect.right_top(), rect.left_bottom()], stroke);
}

fn paint_play(painter: &Painter, rect: Rect, colour: Color32) {
    let tip = Pos2::new(rect.right(), rect.center().y);
    let corners = vec![
        rect.left_top() + Vec2::new(1.5, 0.0),
        tip,
        rect.left_bottom() + Vec2::new(1.5, 0.0),
    ];
    painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
}

/// Two opposite corners with their arms inwards, or, at `turn` −1, towards the middle.
fn paint_corners(painter: &Painter, rect: Rect, turn: f32, colour: Color32) {
    let stroke = Stroke::new(1.4, colour);
    let (arm, inner) = (4.0, rect.shrink(rect.width() / 2.0 - 1.2));
    let corners = if turn > 0.0 {
        [
            (rect.right_top(), -1.0, 1.0),
            (rect.left_bottom(), 1.0, -1.0),
        ]
    } else {
        [
            (inner.right_top(), 1.0, -1.0),
            (inner.left_bottom(), -1.0, 1.0),
        ]
    };
    for (at, x, y) in corners {
        painter.line_segment([at, at + Vec2::new(x * arm, 0.0)], stroke);
        painter.line_segment([at, at + Vec2::new(0.0, y * arm)], stroke);
    }
}

/// An arrow that turns back to the left (`side` 1) or to the right (−1).
fn paint_turn(painter: &Painter, rect: Rect, side: f32, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    let centre = rect.center() + Vec2::new(0.0, 1.0);
    let at = |turn: f32| {
        let angle = std::f32::consts::PI * turn;
        centre + Vec2::new(side * 4.6 * angle.cos(), -4.6 * angle.sin())
    };
    let arc: Vec<Pos2> = (0..=14)
        .map(|i| at(0.95 - 1.25 * i as f32 / 14.0))
        .collect();
    let tip = at(0.95);
    painter.add(Shape::line(arc, stroke));
    let barbs = [Vec2::new(-side * -3.4, -1.4), Vec2::new(-side * 0.4, -4.4)];
    for barb in barbs {
        painter.line_segment([tip, tip + Vec2::new(barb.x, barb.y)], stroke);
    }
}

fn paint_house(painter: &Painter, rect: Rect, colour: Color32) {
    let stroke = Stroke::new(1.4, colour);
    let eaves = rect.center().y;
    let roof = [
        Pos2::new(rect.left(), eaves),
        Pos2::new(rect.center().x, rect.top() + 0.5),
        Pos2::new(rect.right(), eaves),
    ];
    let inner = rect.shrink2(Vec2::new(2.2, 0.5));
    let walls = [
        Pos2::new(inner.left(), eaves),
        inner.left_bottom(),
        inner.right_bottom(),
        Pos2::new(inner.right(), eaves),
    ];
    painter.add(Shape::line(roof.into(), stroke));
    painter.add(Shape::line(walls.into(), stroke));
}

fn paint_sun(painter: &Painter, centre: Pos2, colour: Color32) {
    painter.circle_filled(centre, 3.4, colour);
    for ray in 0..8 {
        let away = Vec2::angled(ray as f32 * std::f32::consts::FRAC_PI_4);
        let ends = [centre + away * 5.2, centre + away * 7.2];
        painter.line_segment(ends, Stroke::new(1.3, colour));
    }
}
