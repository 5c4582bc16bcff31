//! The handles of the vectors: which one is under the pointer, which one is held, and where it is pulled to.

use eframe::egui::{CursorIcon, Painter, PointerButton, Pos2, Stroke, Ui, Vec2};

use super::panel;
use crate::{
    app::theme::Palette,
    figure::lab::{HANDLES, Handle, Lab},
};

/// How far from a handle the pointer may be, in points.
const REACH: f32 = 15.0;
/// Radius of the discs on the circle, and of the smaller ones at the tips on the sphere, in points.
const RADIUS: f32 = 6.5;
const SMALLER: f32 = 5.0;

/// The figure that a handle is seen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// The circle.
    Circle,
    /// On its near or its far side.
    Sphere {
        /// On the near side.
        near: bool,
    },
}

/// A handle where it is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Which one.
    pub handle: Handle,
    /// In which figure.
    pub on: On,
    /// Where on the screen.
    pub at: Pos2,
}

/// A handle that is pulled along.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Which one.
    pub handle: Handle,
    /// In which figure.
    pub on: On,
    /// Where on the screen it is pulled to.
    pub to: Pos2,
    /// Its length stays.
    pub turned: bool,
}

/// What is dragged, and what could be.
#[derive(Default)]
pub struct Grip {
    /// Under the pointer in the last frame.
    hovered: Option<Seen>,
    held: Option<Held>,
}

struct Held {
    seen: Seen,
    /// From the pointer to the handle where it was pressed.
    offset: Vec2,
}

impl Grip {
    /// Whether the figure under the pointer should leave it alone.
    pub fn is_busy(&self) -> bool {
        self.held.is_some() || self.hovered.is_some()
    }

    /// Where the handle that is held is pulled to in this frame.
    pub fn pull(&mut self, ui: &Ui) -> Option<Pull> {
        let (down, pointer, shift) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                pointer.primary_down(),
                pointer.latest_pos(),
                input.modifiers.shift,
            )
        });
        if !down {
            self.held = None;
        }
        let (held, pointer) = self.held.as_mut().zip(pointer)?;
        let pull = Pull {
            handle: held.seen.handle,
            on: held.seen.on,
            to: pointer + held.offset,
            turned: shift,
        };
        if pull.to.distance(held.seen.at) < 0.5 {
            // Pressed, and not yet moved: a click is no change.
            return None;
        }
        // From here on it follows without a threshold.
        held.seen.at = Pos2::new(f32::INFINITY, f32::INFINITY);
        Some(pull)
    }

    /// Takes hold of what is under the pointer when it is pressed; a double-click puts it back.
    pub fn press(&mut self, ui: &Ui, hovered: Option<Seen>, lab: &mut Lab) {
        self.hovered = hovered;
        let Some(seen) = hovered else {
            return;
        };
        ui.ctx().set_cursor_icon(if self.held.is_some() {
            CursorIcon::Grabbing
        } else {
            CursorIcon::Grab
        });
        let (pressed, twice, pointer) = ui.input(|input| {
            let pointer = &input.pointer;
            let twice = pointer.button_double_clicked(PointerButton::Primary);
            (pointer.primary_pressed(), twice, pointer.latest_pos())
        });
        if twice {
            let start = panel::start(lab);
            lab.put_back(seen.handle, &start);
            self.held = None;
        } else if let Some(pointer) = pointer.filter(|_| pressed) {
            let offset = seen.at - pointer;
            self.held = Some(Held { seen, offset });
        }
    }

    /// A disc on each handle, larger on the one that is held, or `hovered`.
    pub fn paint(
        &self,
        painter: &Painter,
        palette: &Palette,
        places: &[Seen],
        hovered: Option<Seen>,
    ) {
        let held = self.held.as_ref().map(|held| held.seen);
        let lively = held.or(hovered);
        for seen in places {
            let same = |other: Seen| other.handle == seen.handle && same_figure(other.on, seen.on);
            let large = if lively.is_some_and(same) { 2.0 } else { 0.0 };
            let radius = large
                + if seen.on == On::Circle {
                    RADIUS
                } else {
                    SMALLER
                };
            let strength = match seen.on {
                On::Sphere { near: false } => 0.45,
                _ => 1.0,
            };
            let fill = match seen.handle {
                Handle::Weight(i) => palette.class(i as u16),
                Handle::Feature => palette.text,
            };
            painter.circle_filled(
                seen.at,
                radius + 1.5,
                palette.canvas.gamma_multiply(strength),
            );
            painter.circle(
                seen.at,
                radius,
                fill.gamma_multiply(strength),
                Stroke::new(1.5, palette.text.gamma_multiply(strength)),
            );
        }
    }
}

fn same_figure(a: On, b: On) -> bool {
    matches!(
        (a, b),
        (On::Circle, On::Circle) | (On::Sphere { .. }, On::Sphere { .. })
    )
}

/// The handle of a figure that the pointer means: the nearest one within reach.
pub fn nearest(pointer: Option<Pos2>, places: &[Seen]) -> Option<Seen> {
    let pointer = pointer?;
    let near = places.iter().map(|seen| (seen.at.distance(pointer), seen));
    let near = near.filter(|(distance, _)| *distance <= REACH);
    // Of two at one place the later one lies on top.
    let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0).then(std::cmp::Ordering::Greater));
    nearest.map(|(_, seen)| *seen)
}

/// Every handle at the place that `place` has for it.
pub fn places(place: impl Fn(Handle) -> Option<(On, Pos2)>) -> Vec<Seen> {
    let seen = |handle| place(handle).map(|(on, at)| Seen { handle, on, at });
    HANDLES.into_iter().filter_map(seen).collect()
}
