//! The border of a region that a person drags on the circle.

use eframe::egui::{CursorIcon, Pos2, Ui};

use crate::{figure::plane::Grip, render::plane::Plane};

/// A border that is dragged, and where to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dragged {
    /// What is held.
    pub grip: Grip,
    /// The angle of the pointer, radians.
    pub angle: f64,
}

/// What is held in a figure, and what could be.
#[derive(Default)]
pub struct Hand {
    /// Under the pointer in the last frame.
    hovered: Option<Grip>,
    held: Option<Held>,
}

struct Held {
    grip: Grip,
    /// Where the pointer was pressed.
    from: Pos2,
    /// It has moved since: a click is no drag.
    moved: bool,
}

/// A pointer that moved less, in points, only clicked.
const STILL: f32 = 2.0;

impl Hand {
    /// Whether the figure leaves the pointer alone.
    pub fn is_busy(&self) -> bool {
        self.held.is_some() || self.hovered.is_some()
    }

    /// Takes hold of what is under the pointer when it is pressed, and tells where it is dragged to.
    pub fn follow(&mut self, ui: &Ui, plane: &Plane) -> Option<Dragged> {
        let (down, pressed, pointer) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                pointer.primary_down(),
                pointer.primary_pressed(),
                pointer.latest_pos(),
            )
        });
        if !down {
            self.held = None;
        }
        self.hovered = plane.grip;
        if pressed && let Some((grip, from)) = plane.grip.zip(pointer) {
            let moved = false;
            self.held = Some(Held { grip, from, moved });
        }
        match (&self.held, self.hovered) {
            (Some(_), _) => ui.ctx().set_cursor_icon(CursorIcon::Grabbing),
            (None, Some(_)) => ui.ctx().set_cursor_icon(CursorIcon::Grab),
            (None, None) => {}
        }
        let (held, to) = self.held.as_mut().zip(pointer)?;
        held.moved |= held.from.distance(to) > STILL;
        let at = plane.transform.value_from_position(to);
        held.moved.then_some(Dragged {
            grip: held.grip,
            angle: at.y.atan2(at.x),
        })
    }
}
