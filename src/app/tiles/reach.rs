//! What a hand finds in a figure: what is under the pointer, and which directions places on the screen are.

use eframe::egui::Pos2;

use crate::{
    app::{lanes::Lane, text::t},
    draw::Grasp,
    figure::plane::Grip,
    math::vector,
    train::{Directions, Snapshot, Status},
};

/// What something moves along on the sphere; on the circle there is only that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// The sphere itself, on the side that is seen.
    Surface,
    /// The tips of the class directions, which stand out of it.
    Tips {
        /// On the side towards the eye.
        near: bool,
    },
}

/// What a hand finds in a figure.
pub struct Reach<'a> {
    /// What is under the pointer.
    pub grasp: Option<Grasp>,
    /// Whether class directions can be turned.
    pub turns: bool,
    /// What the figure shows.
    pub snapshot: &'a Snapshot,
    /// The direction `(d)` of a place on the screen.
    pub direction: &'a dyn Fn(Pos2, Shell) -> Option<Vec<f64>>,
}

impl Reach<'_> {
    /// On which side the tip of a class that is seen at `at` is.
    pub fn tips(&self, class: u16, at: Pos2) -> Shell {
        let own = self.snapshot.direction(usize::from(class));
        let along = |near: bool| {
            let seen = (self.direction)(at, Shell::Tips { near });
            let both = seen.zip(own.as_ref());
            both.map_or(-1.0, |(seen, own)| vector::dot(&seen, own))
        };
        Shell::Tips {
            near: along(true) >= along(false),
        }
    }

    /// Whether the pointer is on a class direction.
    pub fn on_class(&self) -> bool {
        let grip = self.grasp.map(|grasp| grasp.grip);
        matches!(grip, Some(Grip::Class(_)))
    }
}

/// Why the class directions of a lane cannot be turned by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It trains.
    Trains,
    /// They are means, and no weights.
    Means,
    /// Nothing is trained: the features were made elsewhere.
    Given,
    /// It is turned onto another lane: what is drawn is not where it is trained.
    Aligned,
    /// It is not there to be trained on.
    Past,
}

impl Barred {
    /// Why those of `lane` cannot be turned now, if they cannot.
    pub fn of(lane: &Lane) -> Option<Self> {
        match lane.snapshot.status {
            Status::Loading | Status::Failed(_) => Some(Self::Past),
            _ if lane.past => Some(Self::Past),
            _ if lane.is_given() => Some(Self::Given),
            _ if lane.snapshot.directions == Directions::Means => Some(Self::Means),
            _ if lane.snapshot.onto.is_some() => Some(Self::Aligned),
            Status::Running => Some(Self::Trains),
            Status::Paused | Status::Done => None,
        }
    }

    /// What a person who tries is told.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Self::Trains => Some(t("turn-pause")),
            Self::Means => Some(t("turn-means")),
            Self::Aligned => Some(t("turn-aligned")),
            Self::Given => Some(t("given-help")),
            Self::Past => None,
        }
    }
}
