//! The section: the plane of two class directions, for features of any dimension.

use std::sync::Arc;

use ndarray::s;

use super::{
    Figure, Switch, Switches, View, WhyNot,
    circle::{REGIONS, SHAPES},
    field::{field, nearest_pair},
    plane::{Dot, Mark, PlaneFigure, Role},
    sample,
};
use crate::{
    geometry::{Section as Plane, circle, section::Sides},
    train::{LossConfig, Snapshot, metrics::units},
};

/// The papers' picture of two classes, drawn of two trained ones: their directions, the sides of their regions with the
/// margin between, and the features of both, projected onto the plane of the two directions.
pub struct Section;

/// Names stand outside of this radius.
const NAME_RADIUS: f64 = 1.06;
/// Radii at which angles are written: to the sides, and between the directions.
const SIDES: f64 = 0.44;
const WHOLE: f64 = 0.24;

impl View for Section {
    fn id(&self) -> &'static str {
        "section"
    }

    fn name(&self) -> &'static str {
        "Section"
    }

    fn switches(&self) -> &'static [Switch] {
        &[
            REGIONS,
            Switch {
                id: "angles",
                label: "angles",
                help: "Angles from each class direction to its side, between the sides, and between the directions.",
                default: true,
            },
            SHAPES,
        ]
    }

    fn dimension(&self) -> Option<usize> {
        None
    }

    fn on_request(&self) -> bool {
        true
    }

    fn of_two_classes(&self) -> bool {
        true
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        let field = field(snapshot, loss).ok_or(WhyNot::Empty)?;
        let nearest = || nearest_pair(snapshot);
        let (first, second) = switches.pair().or_else(nearest).ok_or(WhyNot::Empty)?;
        let plane = Plane::between(&field, first, second).ok_or(WhyNot::Empty)?;
        let classes = [first as u16, second as u16];
        let mut marks = Vec::new();
        if switches.on("regions") {
            push_regions(&mut marks, &plane, classes);
        }
        marks.push(Mark::Ring {
            role: Role::Rim,
            radius: 1.0,
        });
        for (angle, class) in plane.directions().into_iter().zip(classes) {
            marks.push(Mark::Ray {
                role: Role::Class(class),
                angle,
                inner: 0.0,
                outer: 1.0,
            });
        }
        marks.push(Mark::Dots(dots(snapshot, switches, &plane, classes).into()));
        let sides = plane.sides();
        push_sides(&mut marks, &sides);
        if switches.on("angles") {
            push_angles(&mut marks, &plane, &sides);
        }
        push_names(&mut marks, snapshot, &plane, classes);
        Ok(Figure::Plane(Arc::new(PlaneFigure {
            marks,
            half_width: NAME_RADIUS,
            shapes: switches.on("shapes"),
            classes: snapshot.classes(),
            unseen: None,
            length: None,
        })))
    }
}

fn push_regions(marks: &mut Vec<Mark>, plane: &Plane, classes: [u16; 2]) {
    for arc in circle::arcs(&plane.field) {
        let class = arc.class.and_then(|place| classes.get(place));
        marks.push(Mark::Sector {
            role: class.map_or(Role::MarginShade, |class| Role::RegionShade(*class)),
            from: arc.from,
            to: arc.to,
            inner: 0.0,
            outer: 1.0,
        });
    }
}

/// P0, P1 and P2 with the lines to them.
fn push_sides(marks: &mut Vec<Mark>, sides: &Sides) {
    let [p1, p2] = sides.with_margin;
    let apart = p1.zip(p2).is_some_and(|(a, b)| (a - b).abs() > 1e-6);
    let plain = sides.plain.map(|angle| ("P₀", angle));
    let shown = match apart {
        true => [
            plain,
            p1.map(|angle| ("P₁", angle)),
            p2.map(|angle| ("P₂", angle)),
        ],
        false => [plain, None, None],
    };
    for (text, angle) in shown.into_iter().flatten() {
        marks.push(Mark::Ray {
            role: Role::Border,
            angle,
            inner: 0.0,
            outer: 1.0,
        });
        marks.push(Mark::Spot {
            text: text.to_owned(),
            angle,
            radius: 1.0,
        });
    }
}

fn push_angles(marks: &mut Vec<Mark>, plane: &Plane, sides: &Sides) {
    let [left, right] = plane.directions();
    let mut push = |name: &str, from: f64, to: f64, radius| {
        let degrees = (to - from).to_degrees();
        if degrees >= 0.05 {
            marks.push(Mark::Angle {
                from,
                to,
                radius,
                text: format!("{name}{degrees:.1}°"),
            });
        }
    };
    push("Θ ", right, left, WHOLE);
    if let [Some(p1), Some(p2)] = sides.with_margin {
        push("", p1, left, SIDES);
        push("", p2.min(p1), p1.max(p2), SIDES + 0.16);
        push("", right, p2, SIDES);
    }
}

fn push_names(marks: &mut Vec<Mark>, snapshot: &Snapshot, plane: &Plane, classes: [u16; 2]) {
    for ((angle, class), letter) in plane
        .directions()
        .into_iter()
        .zip(classes)
        .zip(["W₁", "W₂"])
    {
        let name = snapshot.dataset.spoken_name(usize::from(class));
        marks.push(Mark::Name {
            class,
            text: format!("{letter} {name}"),
            angle,
            radius: NAME_RADIUS,
        });
    }
}

/// The unit features of both classes, projected onto the plane.
fn dots(snapshot: &Snapshot, switches: &Switches, plane: &Plane, classes: [u16; 2]) -> Vec<Dot> {
    let labels = &snapshot.dataset.test.labels;
    let features = &snapshot.features;
    let of_both = |i: &usize| *i < features.nrows() && classes.contains(&(labels[*i] as u16));
    let shown = sample::shown(labels.len(), switches)
        .into_iter()
        .filter(of_both);
    shown
        .filter_map(|i| {
            let row = features.slice(s![i..i + 1, ..]);
            let [x, y] = plane.project(&units(row).row(0).to_vec());
            (x.is_finite() && y.is_finite()).then_some(Dot {
                at: [x as f32, y as f32],
                class: labels[i] as u16,
                sample: i as u32,
            })
        })
        .collect()
}
