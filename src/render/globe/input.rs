//! What mouse and keys do to the camera.

use eframe::egui::{EventFilter, Key, Modifiers, PointerButton, Pos2, Rect, Response, Ui, Vec2};

use super::super::{frame_of, ink::point};
use super::{Camera, TIP};
use crate::draw::Point;
use crate::figure::globe::{Direction, GlobeAxis};

/// Radians that an arrow key turns.
const KEY_TURN: f64 = 5.0 * std::f64::consts::PI / 180.0;
/// Factor by which a key enlarges.
const KEY_ZOOM: f64 = 1.15;
/// Points of the wheel that enlarge by a factor of e.
const WHEEL: f64 = 260.0;

/// What was asked of the camera in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// No input.
    Nothing,
    /// The camera was moved, or at least touched.
    Moved,
    /// Return to the first view.
    Reset,
    /// Turn towards a direction.
    Focus(Direction),
}

/// Applies the frame's input on `response` to `camera`; `area` is the part of the widget that the camera fills. While it is
/// `held`, something over the globe has the pointer.
pub fn apply(
    ui: &Ui,
    response: &Response,
    area: Rect,
    camera: &mut Camera,
    axes: &[GlobeAxis],
    held: bool,
) -> Asked {
    let before = *camera;
    if !held {
        drag(ui, response, area, camera);
    }
    wheel(ui, response, area, camera);
    if keys(ui, response, area, camera) {
        return Asked::Reset;
    }
    let picked = (!held && response.double_clicked_by(PointerButton::Primary))
        .then(|| response.interact_pointer_pos())
        .flatten()
        .and_then(|pointer| nearest_axis(camera, area, pointer, axes));
    match picked {
        Some(direction) => Asked::Focus(direction),
        None if *camera != before || response.drag_started() || response.clicked() => Asked::Moved,
        None => Asked::Nothing,
    }
}

fn drag(ui: &Ui, response: &Response, area: Rect, camera: &mut Camera) {
    let delta = two(response.drag_delta());
    let shift = ui.input(|i| i.modifiers.shift);
    let panning =
        response.dragged_by(PointerButton::Secondary) || response.dragged_by(PointerButton::Middle);
    if panning || (shift && response.dragged_by(PointerButton::Primary)) {
        camera.pan(delta, two(area.size()));
    } else if response.dragged_by(PointerButton::Primary) {
        camera.orbit(delta, two(area.size()));
    }
}

fn two(of: Vec2) -> Point {
    [of.x, of.y].map(f64::from)
}

/// Takes the wheel while the pointer is over the globe, so that nothing around it scrolls.
fn wheel(ui: &Ui, response: &Response, area: Rect, camera: &mut Camera) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let (scrolled, pinched) = ui.input_mut(|i| {
        let scrolled = std::mem::take(&mut i.smooth_scroll_delta).y;
        (scrolled, i.zoom_delta())
    });
    let factor = (f64::from(scrolled) / WHEEL).exp() * f64::from(pinched);
    if factor != 1.0 {
        camera.zoom_at(factor, two(pointer - area.min), two(area.size()));
    }
}

/// True when a reset was asked for.
fn keys(ui: &Ui, response: &Response, area: Rect, camera: &mut Camera) -> bool {
    let focused = response.has_focus();
    let typing_elsewhere = !focused && ui.ctx().egui_wants_keyboard_input();
    if focused {
        hold_arrows(ui, response);
        turn_and_zoom(ui, area, camera);
    }
    (focused || response.hovered())
        && !typing_elsewhere
        && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::R))
}

/// Arrow keys turn the globe and do not move the focus.
fn hold_arrows(ui: &Ui, response: &Response) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..Default::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

fn turn_and_zoom(ui: &Ui, area: Rect, camera: &mut Camera) {
    // With Alt they turn what is on the globe.
    if ui.input(|i| i.modifiers.alt) {
        return;
    }
    let pressed = |key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key)) as f64;
    let east = pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
    let north = pressed(Key::ArrowUp) - pressed(Key::ArrowDown);
    let closer = pressed(Key::Plus) + pressed(Key::Equals) - pressed(Key::Minus);
    if east != 0.0 || north != 0.0 {
        camera.turn(east * KEY_TURN, north * KEY_TURN);
    }
    if closer != 0.0 {
        let size = two(area.size());
        camera.zoom_at(KEY_ZOOM.powf(closer), size.map(|side| side / 2.0), size);
    }
}

/// The axis whose tip is seen nearest to the pointer.
pub fn nearest_axis(
    camera: &Camera,
    area: Rect,
    pointer: Pos2,
    axes: &[GlobeAxis],
) -> Option<Direction> {
    let view = camera.view_in(&frame_of(area));
    let [x, y] = point(pointer);
    axes.iter()
        .filter_map(|axis| {
            let direction = unit(axis.to)?;
            let seen = view.project(direction.map(|x| x * TIP as f32))?;
            let off = (seen.pos[0] - x).hypot(seen.pos[1] - y);
            // Of a near and a far tip at one place the near one is meant.
            let hidden = if seen.front { 0.0 } else { view.outline * 0.5 };
            Some((off + hidden, direction))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, direction)| direction)
}

/// At length 1; None where there is no direction.
fn unit(at: Direction) -> Option<Direction> {
    let length = at.iter().map(|x| x * x).sum::<f32>().sqrt();
    (length.is_finite() && length > 1e-12).then(|| at.map(|x| x / length))
}
