//! The laboratory's circle: the plane of W1 and W2.

use std::f64::consts::TAU;

use super::{FEATURE, FLAT, HANDLES, Handle, Lab, Reading, UNIT_LENGTH, wrapped};
use crate::{
    figure::plane::{Mark, PlaneFigure, Role},
    geometry::circle::{self, Arc},
    math::vector,
};

/// The rings of the losses, outside of the names of the sides: inner radius of the first, width of each, and the distance
/// from one to the next.
const TRACKS: f64 = 1.13;
const TRACK: f64 = 0.026;
const NEXT: f64 = 0.038;
/// Radii at which angles are written: Θ, and those of the feature.
const APART: f64 = 0.2;
const THETA: [f64; 2] = [0.35, 0.49];
/// From a weight's tip to its name.
const NAME: f64 = 0.055;
/// A pull of length p is drawn `LONGEST · p / (p + HALF)` long.
const LONGEST: f64 = 0.4;
const HALF: f64 = 2.0;

/// The figure of the plane.
pub fn circle(lab: &Lab, reading: &Reading) -> PlaneFigure {
    let mut marks = Vec::new();
    let drawn: Vec<(usize, Vec<Arc>)> = lab
        .drawn()
        .filter_map(|(place, loss)| Some((place, circle::arcs(&lab.plane_field(loss)?))))
        .collect();
    if let Some((_, arcs)) = drawn.last() {
        push_regions(&mut marks, arcs);
    }
    marks.push(ring(1.0));
    let outer = push_tracks(&mut marks, lab, &drawn);
    for (place, arcs) in &drawn {
        push_sides(&mut marks, *place, arcs);
    }
    push_vectors(&mut marks, lab);
    push_angles(&mut marks, lab, reading);
    push_named_sides(&mut marks, lab, reading);
    push_pull(&mut marks, lab, reading);
    push_names(&mut marks, lab);
    push_handles(&mut marks, lab);
    PlaneFigure {
        marks,
        half_width: outer,
        shapes: false,
        classes: Default::default(),
        unseen: None,
        length: None,
    }
}

fn ring(radius: f64) -> Mark {
    Mark::Ring {
        role: Role::Rim,
        radius,
    }
}

/// The regions of the chosen loss; where no class reaches its margin is grey, as everywhere.
fn push_regions(marks: &mut Vec<Mark>, arcs: &[Arc]) {
    marks.extend(arcs.iter().map(|arc| Mark::Sector {
        role: match arc.class {
            Some(class) => Role::RegionShade(class as u16),
            None => Role::MarginShade,
        },
        from: arc.from,
        to: arc.to,
        inner: 0.0,
        outer: 1.0,
    }));
}

/// A ring for each loss that has a margin zone, so that the zones of several losses can be compared. Returns the radius
/// that holds them all.
fn push_tracks(marks: &mut Vec<Mark>, lab: &Lab, drawn: &[(usize, Vec<Arc>)]) -> f64 {
    let mut zones: Vec<_> = drawn
        .iter()
        .filter(|(_, arcs)| arcs.iter().any(|arc| arc.class.is_none()))
        .collect();
    // In the order of the legend, so that no track jumps when another loss is chosen.
    zones.sort_by_key(|(place, _)| *place);
    if lab.drawn().count() < 2 {
        zones.clear();
    }
    for (i, (place, arcs)) in zones.iter().enumerate() {
        let inner = TRACKS + NEXT * i as f64;
        marks.push(Mark::Ring {
            role: Role::LossShade(*place as u16),
            radius: inner + TRACK / 2.0,
        });
        let margin = arcs.iter().filter(|arc| arc.class.is_none());
        marks.extend(margin.map(|arc| Mark::Sector {
            role: Role::Loss(*place as u16),
            from: arc.from,
            to: arc.to,
            inner,
            outer: inner + TRACK,
        }));
    }
    TRACKS + NEXT * zones.len() as f64
}

/// A thin line for each side.
fn push_sides(marks: &mut Vec<Mark>, place: usize, arcs: &[Arc]) {
    let sides = arcs.iter().filter(|arc| arc.to - arc.from < TAU);
    marks.extend(sides.map(|arc| Mark::Ray {
        role: Role::Loss(place as u16),
        angle: arc.from,
        inner: 0.0,
        outer: 1.0,
    }));
}

fn push_vectors(marks: &mut Vec<Mark>, lab: &Lab) {
    for (class, weight) in lab.weights.iter().enumerate() {
        marks.push(Mark::Ray {
            role: Role::Class(class as u16),
            angle: weight.angle,
            inner: 0.0,
            outer: UNIT_LENGTH * weight.length,
        });
    }
    marks.push(Mark::Ray {
        role: Role::Class(FEATURE),
        angle: lab.feature.angle,
        inner: 0.0,
        outer: lab.feature.off_plane.cos(),
    });
}

fn push_angles(marks: &mut Vec<Mark>, lab: &Lab, reading: &Reading) {
    let mut push = |name: &str, from: f64, to: f64, angle: f64, radius| {
        let by = wrapped(to - from);
        let start = if by < 0.0 { to } else { from };
        if by.abs() > 0.04 {
            marks.push(Mark::Angle {
                from: start,
                to: start + by.abs(),
                radius,
                text: format!("{name} {:.1}°", angle.to_degrees()),
            });
        }
    };
    let [first, second] = lab.weights.map(|weight| weight.angle);
    push("Θ", first, second, reading.apart, APART);
    // Off the plane the angle to the feature is not the one between the two lines.
    if lab.feature.off_plane.abs() < FLAT {
        let x = lab.feature.angle;
        push("θ₁", first, x, reading.theta[0], THETA[0]);
        push("θ₂", second, x, reading.theta[1], THETA[1]);
    }
}

fn push_named_sides(marks: &mut Vec<Mark>, lab: &Lab, reading: &Reading) {
    let named = reading.borders.iter().flat_map(|borders| borders.named());
    marks.extend(named.map(|(name, by)| Mark::Spot {
        text: name.to_owned(),
        angle: lab.toward(by),
        radius: 1.0,
    }));
}

/// The pull on the feature, projected onto the plane.
fn push_pull(marks: &mut Vec<Mark>, lab: &Lab, reading: &Reading) {
    let Some(judged) = reading.judged else {
        return;
    };
    let long = drawn_length(&judged.pull);
    let seen = lab.seen_from_frame(judged.pull);
    marks.push(Mark::Arrow {
        role: Role::Class(lab.label as u16),
        at: lab.place(Handle::Feature),
        by: [long * seen[0], long * seen[1]],
    });
}

/// The factor from a pull to its arrow, which keeps long pulls in view and short ones visible.
pub(super) fn drawn_length(pull: &[f64]) -> f64 {
    LONGEST / (vector::norm(pull) + HALF)
}

fn push_names(marks: &mut Vec<Mark>, lab: &Lab) {
    marks.extend(HANDLES.map(|handle| {
        let (text, angle, radius) = (
            handle.letter().to_owned(),
            angle(lab, handle),
            radius(lab, handle),
        );
        match handle {
            Handle::Weight(i) => Mark::Name {
                class: i as u16,
                text,
                angle,
                radius: radius + NAME,
            },
            Handle::Feature => Mark::Letter {
                text,
                angle,
                radius,
            },
        }
    }));
}

/// What is written leaves the tips free, by which vectors are dragged.
fn push_handles(marks: &mut Vec<Mark>, lab: &Lab) {
    marks.extend(HANDLES.map(|handle| Mark::Handle {
        angle: angle(lab, handle),
        radius: radius(lab, handle),
    }));
}

fn angle(lab: &Lab, handle: Handle) -> f64 {
    let [x, y] = lab.place(handle);
    y.atan2(x)
}

fn radius(lab: &Lab, handle: Handle) -> f64 {
    let [x, y] = lab.place(handle);
    x.hypot(y)
}
