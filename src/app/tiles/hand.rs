//! What a person takes hold of in a figure: the border of a region, or the direction of a class.

use std::time::Duration;

use eframe::egui::{CursorIcon, Painter, Pos2, Stroke, Ui, Vec2, pos2};

use super::reach::{Barred, Reach, Shell};
use crate::{
    app::text::t,
    draw::Point,
    figure::plane::{Border, Grip},
    look::Style,
};

/// Something that is dragged, and the direction `(d)` to which.
#[derive(Clone, Debug, PartialEq)]
pub enum Dragged {
    /// The border of a region.
    Border {
        /// Of which region.
        border: Border,
        /// Where the pointer is.
        to: Vec<f64>,
    },
    /// The direction of a class.
    Class {
        /// Which class.
        class: u16,
        /// Where its direction is to be.
        to: Vec<f64>,
        /// It is dragged no further.
        let_go: bool,
    },
}

/// What is held in a figure, and what could be.
#[derive(Default)]
pub struct Hand {
    /// Under the pointer in the last frame.
    hovered: Option<(Grip, Pos2)>,
    held: Option<Held>,
}

struct Held {
    grip: Grip,
    /// Where the pointer was pressed, and where it was last.
    from: Pos2,
    last: Pos2,
    /// From there to what is held.
    offset: Vec2,
    /// What it moves along.
    shell: Shell,
    /// It has moved since: a click is no drag.
    moved: bool,
}

/// A pointer that moved less, in points, only clicked.
const STILL: f32 = 2.0;
/// When it is looked again whether a pointer rests.
const RESTS: Duration = Duration::from_millis(120);
/// Radius of the disc on what can be taken hold of, and of a larger one on what the pointer is on, in points.
const DISC: (f32, f32) = (3.5, 5.5);
/// With more classes discs on all of them would be a crowd.
const FEW: usize = 20;

impl Hand {
    /// Whether the figure leaves the pointer alone.
    pub fn is_busy(&self) -> bool {
        self.held.is_some() || self.hovered.is_some()
    }

    /// Whether something is dragged.
    pub fn drags(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.moved)
    }

    /// The class whose direction is held, or could be.
    pub fn class(&self) -> Option<u16> {
        let held = self.held.as_ref().map(|held| held.grip);
        match held.or(self.hovered.map(|(grip, _)| grip))? {
            Grip::Class(class) => Some(class),
            Grip::Border(_) | Grip::Threshold(_) => None,
        }
    }

    /// The class to whose direction a person points. A pointer that only passes means none: every figure would be drawn
    /// anew with that class lit, and once more without.
    pub fn pointed(&self, ui: &Ui) -> Option<u16> {
        let class = self.class()?;
        if self.held.is_some() || ui.input(|input| input.pointer.is_still()) {
            return Some(class);
        }
        // A pointer that comes to rest asks for no frame by itself.
        ui.ctx().request_repaint_after(RESTS);
        None
    }

    /// Takes hold of what is under the pointer when it is pressed, and tells where it is dragged to.
    pub fn follow(&mut self, ui: &Ui, reach: &Reach<'_>) -> Option<Dragged> {
        let (down, pressed, pointer) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                pointer.primary_down(),
                pointer.primary_pressed(),
                pointer.latest_pos(),
            )
        });
        let open = |grip: Grip| reach.turns || matches!(grip, Grip::Border(_));
        // What trains again under the hand is let alone.
        self.held.take_if(|held| !open(held.grip));
        // A globe that is turned, or a plane that is moved, goes on when a border comes by.
        let moves = ui.input(|input| input.pointer.any_down()) && !pressed && self.held.is_none();
        let grasp = reach.grasp.filter(|grasp| open(grasp.grip) && !moves);
        self.hovered = grasp.map(|grasp| (grasp.grip, place(grasp.at)));
        if pressed && let Some(((grip, at), from)) = self.hovered.zip(pointer) {
            self.held = Some(Held::new(grip, at, from, reach));
        }
        match (&self.held, self.hovered) {
            (Some(_), _) => ui.ctx().set_cursor_icon(CursorIcon::Grabbing),
            (None, Some(_)) => ui.ctx().set_cursor_icon(CursorIcon::Grab),
            (None, None) => {}
        }
        let held = self.held.as_mut()?;
        // A finger that lets go has no place any more.
        held.last = pointer.unwrap_or(held.last);
        let dragged = held.dragged(down, reach);
        if !down {
            self.held = None;
        }
        dragged
    }

    /// What a person is told who points at a class direction: what can be done with it, or why it cannot.
    pub fn help(&self, reach: &Reach<'_>, barred: Option<Barred>) -> Option<&'static str> {
        if !reach.on_class() || self.held.is_some() {
            return None;
        }
        barred.map_or_else(|| Some(t("turn-help")), Barred::text)
    }

    /// Shows what can be taken hold of: `heads` of class directions, and what is under the pointer or held.
    pub fn paint(&self, painter: &Painter, style: &Style, heads: &[(u16, Point)]) {
        let palette = style.palette();
        let disc = |at: Pos2, radius: f32, fill: eframe::egui::Color32| {
            painter.circle_filled(at, radius + 1.5, palette.canvas);
            painter.circle(at, radius, fill, Stroke::new(1.5, palette.text));
        };
        if heads.len() <= FEW {
            for (class, at) in heads {
                painter.circle_filled(place(*at), DISC.0, style.solid(*class));
            }
        }
        let lit = self.class();
        let head = heads.iter().find(|(class, _)| Some(*class) == lit);
        if let Some((class, at)) = head {
            disc(place(*at), DISC.1, style.solid(*class).into());
        } else if let Some((Grip::Border(_), at)) = self.hovered {
            disc(at, DISC.0, palette.quiet.into());
        }
    }
}

impl Held {
    fn new(grip: Grip, at: Pos2, from: Pos2, reach: &Reach<'_>) -> Self {
        let (offset, shell) = match grip {
            // A border comes to lie under the pointer.
            Grip::Border(_) | Grip::Threshold(_) => (Vec2::ZERO, Shell::Surface),
            Grip::Class(class) => (at - from, reach.tips(class, at)),
        };
        Self {
            grip,
            from,
            last: from,
            offset,
            shell,
            moved: false,
        }
    }

    fn dragged(&mut self, down: bool, reach: &Reach<'_>) -> Option<Dragged> {
        self.moved |= self.from.distance(self.last) > STILL;
        if !self.moved {
            return None;
        }
        let to = (reach.direction)(self.last + self.offset, self.shell)?;
        match self.grip {
            Grip::Border(border) => down.then_some(Dragged::Border { border, to }),
            Grip::Class(class) => Some(Dragged::Class {
                class,
                to,
                let_go: !down,
            }),
            // It is none of the figures'.
            Grip::Threshold(_) => None,
        }
    }
}

fn place([x, y]: Point) -> Pos2 {
    pos2(x as f32, y as f32)
}
