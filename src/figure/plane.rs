//! A figure in the plane: rings, lines, dots and names around the unit circle.

use std::sync::Arc;

use crate::look::Classes;
pub use crate::look::Role;

/// One thing to draw. Angles are radians, counter-clockwise from the first axis, `to` at least `from`; lengths are in radii
/// of the unit circle, `y` upwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled part of a ring between two radii.
    Sector {
        /// What it stands for.
        role: Role,
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
        /// Inner radius; 0 for a sector of the whole disc.
        inner: f64,
        /// Outer radius.
        outer: f64,
    },
    /// A thin circle around the origin.
    Ring {
        /// What it stands for.
        role: Role,
        /// Its radius.
        radius: f64,
    },
    /// A straight line from `inner` to `outer` at one angle.
    Ray {
        /// What it stands for.
        role: Role,
        /// Its direction.
        angle: f64,
        /// Radius where it begins.
        inner: f64,
        /// Radius where it ends.
        outer: f64,
    },
    /// Samples.
    Dots(Arc<[Dot]>),
    /// An arrow.
    Arrow {
        /// What it stands for.
        role: Role,
        /// Where it starts.
        at: [f64; 2],
        /// From its start to its tip.
        by: [f64; 2],
    },
    /// An angle between two directions, written at a thin arc.
    Angle {
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
        /// Radius of the arc.
        radius: f64,
        /// What is written at it.
        text: String,
    },
    /// A point with a short name beside it.
    Spot {
        /// Its name.
        text: String,
        /// Direction in which it lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// A line that a person can take hold of, on one that is drawn.
    Grip {
        /// What is held.
        grip: Grip,
        /// Its direction.
        angle: f64,
        /// Radius where it begins.
        inner: f64,
        /// Radius where it ends.
        outer: f64,
    },
    /// The name of a point that is moved by hand, beside it.
    Letter {
        /// Its name.
        text: String,
        /// Direction in which the point lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// A point that is moved by hand: what is written leaves it free.
    Handle {
        /// Direction in which it lies.
        angle: f64,
        /// Its distance from the origin.
        radius: f64,
    },
    /// The name of a class, outside of `radius`, as near to `angle` as the other names leave room.
    Name {
        /// The class whose colour it has.
        class: u16,
        /// The name.
        text: String,
        /// Where it would like to stand.
        angle: f64,
        /// The radius outside of which it stands.
        radius: f64,
    },
}

/// What a person can take hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// The end of a region.
    Border(Border),
    /// The direction of a class.
    Class(u16),
    /// The threshold of pairs of the lane at this place, in a chart.
    Threshold(u16),
}

/// The end of a region: the class on either side of it, or the margin zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Border {
    /// On one side of it; on the circle, clockwise.
    pub before: Option<u16>,
    /// On the other one.
    pub after: Option<u16>,
}

impl Border {
    /// The classes whose regions end there.
    pub fn classes(self) -> impl Iterator<Item = u16> {
        [self.before, self.after].into_iter().flatten()
    }

    /// Two ends that lie at one place.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let before = self.classes().next();
        let others = self.classes().chain(other.classes());
        let after = others.into_iter().find(|class| Some(*class) != before);
        Self { before, after }
    }
}

/// One sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Its place, in radii of the unit circle, `y` upwards.
    pub at: [f32; 2],
    /// Its label, which decides its colour and shape.
    pub class: u16,
    /// Its number among the held-out samples.
    pub sample: u32,
}

/// A figure in the plane as data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaneFigure {
    /// What is drawn, from the back to the front.
    pub marks: Vec<Mark>,
    /// Half the width of the square around the origin that holds the marks; names lie outside of it.
    pub half_width: f64,
    /// Whether dots have a shape by their class.
    pub shapes: bool,
    /// Which classes of their data set its classes are.
    pub classes: Classes,
    /// The first class that was left out of training: its dots and those of later classes are rings, for no region is theirs.
    pub unseen: Option<u16>,
    /// The length of raw features that a radius of the unit circle stands for; `None` where dots are directions.
    pub length: Option<f64>,
}

impl PlaneFigure {
    /// Whether it has the direction of a class, as it could be turned.
    pub fn turns(&self, class: u16) -> bool {
        let own =
            |mark: &Mark| matches!(mark, Mark::Grip { grip, .. } if *grip == Grip::Class(class));
        self.marks.iter().any(own)
    }

    /// The same with dots at their lengths on another scale: a radius stands for `length`. Nothing where they have none.
    #[must_use]
    pub fn to_length(&self, length: f64) -> Self {
        let mut scaled = self.clone();
        let Some(own) = self.length.filter(|own| *own != length) else {
            return scaled;
        };
        let factor = (own / length) as f32;
        for mark in &mut scaled.marks {
            if let Mark::Dots(dots) = mark {
                let nearer = dots.iter().map(|dot| Dot {
                    at: dot.at.map(|x| factor * x),
                    ..*dot
                });
                *dots = nearer.collect();
            }
        }
        scaled.length = Some(length);
        scaled
    }
}

/// Gives figures of raw features that stand beside each other one scale, that of the longest.
pub fn one_scale<'a>(figures: impl IntoIterator<Item = &'a mut Arc<PlaneFigure>>) {
    let mut figures: Vec<_> = figures.into_iter().collect();
    let lengths = figures.iter().filter_map(|figure| figure.length);
    let Some(longest) = lengths.reduce(f64::max) else {
        return;
    };
    for figure in &mut figures {
        if figure.length.is_some_and(|own| own != longest) {
            **figure = Arc::new(figure.to_length(longest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(length: Option<f64>) -> Arc<PlaneFigure> {
        let dot = Dot {
            at: [1.0, 0.0],
            class: 0,
            sample: 0,
        };
        Arc::new(PlaneFigure {
            marks: vec![Mark::Dots([dot].into())],
            length,
            ..PlaneFigure::default()
        })
    }

    #[test]
    fn raw_features_beside_each_other_have_one_scale() {
        let mut all = [Some(5.0), Some(20.0), None].map(figure);
        one_scale(&mut all);
        let at = |figure: &PlaneFigure| match &figure.marks[0] {
            Mark::Dots(dots) => dots[0].at[0],
            _ => f32::NAN,
        };
        let found = all.map(|figure| (figure.length, at(&figure)));
        assert_eq!(found, [(Some(20.0), 0.25), (Some(20.0), 1.0), (None, 1.0)]);
    }
}
