//! The circle: features of dimension 2, class directions, regions and margin wedges.

use std::{f64::consts::TAU, sync::Arc};

use super::{
    Figure, Switch, Switches, View, WhyNot, check_dimension,
    field::{field, has_posterior},
    plane::{Border, Dot, Grip, Mark, PlaneFigure, Role},
    pull,
    sample::{self, UNSEEN},
};
use crate::{
    geometry::{Field, circle},
    train::{LossConfig, Snapshot},
};

/// Dots are spread over this much of the radius, so that those at one angle do not hide each other.
const DOT_BAND: f64 = 0.07;
/// Radius of the circle that the pull field is drawn on.
const PULL_RADIUS: f64 = 0.84;
/// Borders can be dragged outside of this radius, class directions by their heads.
const GRIP_FROM: f64 = 0.25;
const HEAD_FROM: f64 = 0.7;
/// Inner and outer radius of the ring of regions, outside of the dots.
const REGION_RING: (f64, f64) = (1.04, 1.10);
/// The ring that shows where the posterior is low, just outside.
const BAND_RING: (f64, f64) = (1.115, 1.14);
/// Names stand outside of this radius.
const NAME_RADIUS: f64 = 1.17;
/// The largest posterior below which a direction counts as uncertain.
const UNCERTAIN_BELOW: f64 = 0.9;

pub(super) const REGIONS: Switch = Switch {
    id: "regions",
    label: "regions",
    help: "Colours where a class reaches its margin; grey is the margin zone, where none does.",
    default: true,
};
pub(super) const BAND: Switch = Switch {
    id: "band",
    label: "band",
    help: "Outermost ring: where the largest posterior is below 0.9. A larger s makes it narrower.",
    default: true,
};

pub(super) const PULL: Switch = Switch {
    id: "pull",
    label: "pull",
    help: "Arrows along which the loss pulls features of one class, over all directions.",
    default: false,
};
pub(super) const SHAPES: Switch = Switch {
    id: "shapes",
    label: "shapes",
    help: "Gives the dots of each class a shape, besides the colour.",
    default: false,
};

/// Unit features of dimension 2 on the circle, with class directions, regions and margin wedges.
pub struct Circle;

impl View for Circle {
    fn id(&self) -> &'static str {
        "circle"
    }

    fn name(&self) -> &'static str {
        "Circle"
    }

    fn switches(&self) -> &'static [Switch] {
        &[
            REGIONS,
            BAND,
            Switch {
                id: "norms",
                label: "norms",
                help: "Draws raw features at their own length. Off, all lie on the circle, spread a little inwards so that dots of one angle do not hide each other.",
                default: false,
            },
            PULL,
            SHAPES,
            UNSEEN,
        ]
    }

    fn dimension(&self) -> Option<usize> {
        Some(2)
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        figure(snapshot, loss, switches, switches.on("norms"))
    }
}

/// The circle with its features on it, or with raw features at their own lengths.
pub(super) fn figure(
    snapshot: &Snapshot,
    loss: &LossConfig,
    switches: &Switches,
    norms: bool,
) -> Result<Figure, WhyNot> {
    check_dimension(snapshot, 2)?;
    let mut marks = Vec::new();
    if let Some(field) = field(snapshot, loss) {
        if switches.on("regions") {
            push_regions(&mut marks, &field);
        }
        if switches.on("band") && has_posterior(loss) {
            push_band(&mut marks, &field);
        }
    }
    marks.push(Mark::Ring {
        role: Role::Rim,
        radius: 1.0,
    });
    push_directions(&mut marks, snapshot);
    marks.push(Mark::Dots(dots(snapshot, switches, norms).into()));
    if switches.on("pull") {
        push_pull(&mut marks, snapshot, loss, switches.label());
    }
    push_names(&mut marks, snapshot);
    Ok(Figure::Plane(Arc::new(PlaneFigure {
        marks,
        half_width: NAME_RADIUS,
        shapes: switches.on("shapes"),
        classes: snapshot.classes(),
        unseen: sample::first_unseen(snapshot),
        length: norms.then(|| f64::from(long_norm(snapshot))),
    })))
}

/// Arrows on a smaller circle than the features', where nothing is written.
fn push_pull(marks: &mut Vec<Mark>, snapshot: &Snapshot, loss: &LossConfig, label: usize) {
    let arrows = pull::on_circle(snapshot, loss, label).into_iter();
    marks.extend(arrows.map(|arrow| Mark::Arrow {
        role: Role::Class(label as u16),
        at: arrow.at.map(|x| PULL_RADIUS * x),
        by: arrow.by.map(|x| PULL_RADIUS * x),
    }));
}

/// Each arc twice: as a faint sector from the centre and as a strong part of the ring.
fn push_regions(marks: &mut Vec<Mark>, field: &Field) {
    let arcs = circle::arcs(field);
    let shade = |class| Role::RegionShade(class as u16);
    let region = |class| Role::Region(class as u16);
    for arc in &arcs {
        let sector = |role, (inner, outer)| Mark::Sector {
            role,
            from: arc.from,
            to: arc.to,
            inner,
            outer,
        };
        let faint = arc.class.map_or(Role::MarginShade, shade);
        let strong = arc.class.map_or(Role::Margin, region);
        marks.push(sector(faint, (0.0, 1.0)));
        marks.push(sector(strong, REGION_RING));
    }
    let sides = arcs.iter().filter(|arc| arc.to - arc.from < TAU);
    marks.extend(sides.map(|arc| Mark::Ray {
        role: Role::Border,
        angle: arc.from,
        inner: 0.0,
        outer: REGION_RING.1,
    }));
    push_grips(marks, &arcs);
}

/// The ends of the regions can be dragged, but for the middle, where all of them meet.
fn push_grips(marks: &mut Vec<Mark>, arcs: &[circle::Arc]) {
    let before = arcs.iter().cycle().skip(arcs.len().saturating_sub(1));
    let class = |arc: &circle::Arc| arc.class.map(|class| class as u16);
    let ends = before.zip(arcs).filter(|(_, arc)| arc.to - arc.from < TAU);
    marks.extend(ends.map(|(before, arc)| Mark::Grip {
        grip: Grip::Border(Border {
            before: class(before),
            after: class(arc),
        }),
        angle: arc.from,
        inner: GRIP_FROM,
        outer: REGION_RING.1,
    }));
}

fn push_band(marks: &mut Vec<Mark>, field: &Field) {
    let (inner, outer) = BAND_RING;
    let arcs = circle::uncertain_arcs(field, UNCERTAIN_BELOW);
    marks.extend(arcs.into_iter().map(|(from, to)| Mark::Sector {
        role: Role::Uncertain,
        from,
        to,
        inner,
        outer,
    }));
}

/// Angle of each class direction that has one.
fn directions(snapshot: &Snapshot) -> impl Iterator<Item = (u16, f64)> {
    let rows = snapshot.weights.rows().into_iter().zip(0_u16..);
    rows.filter(|(w, _)| w.iter().all(|x| x.is_finite()) && w.iter().any(|x| *x != 0.0))
        .map(|(w, class)| (class, f64::from(w[1]).atan2(f64::from(w[0]))))
}

fn push_directions(marks: &mut Vec<Mark>, snapshot: &Snapshot) {
    marks.extend(directions(snapshot).map(|(class, angle)| Mark::Ray {
        role: Role::Class(class),
        angle,
        inner: 0.0,
        outer: 1.0 - DOT_BAND,
    }));
    marks.extend(directions(snapshot).map(|(class, angle)| Mark::Grip {
        grip: Grip::Class(class),
        angle,
        inner: HEAD_FROM,
        outer: 1.0 - DOT_BAND,
    }));
}

fn push_names(marks: &mut Vec<Mark>, snapshot: &Snapshot) {
    let names = snapshot.dataset.spoken_names();
    marks.extend(directions(snapshot).filter_map(|(class, angle)| {
        Some(Mark::Name {
            class,
            text: names.get(usize::from(class))?.clone(),
            angle,
            radius: NAME_RADIUS,
        })
    }));
}

/// Places of the features; `norms` keeps their lengths, scaled so that nearly all lie within the circle.
fn dots(snapshot: &Snapshot, switches: &Switches, norms: bool) -> Vec<Dot> {
    let scale = long_norm(snapshot);
    let dot = |drawn: sample::Drawn<'_>| {
        let (x, y) = (drawn.feature[0], drawn.feature[1]);
        let norm = x.hypot(y);
        let radius = match norms {
            true => norm / scale,
            false => spread(drawn.sample as usize),
        };
        let at = [x / norm * radius, y / norm * radius];
        at.iter().all(|x| x.is_finite()).then_some(Dot {
            at,
            class: drawn.class,
            sample: drawn.sample,
        })
    };
    sample::drawn(snapshot, switches).filter_map(dot).collect()
}

/// The radius at which sample `i` is drawn: the same at every step, so that a dot moves only along its arc.
fn spread(i: usize) -> f32 {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    (1.0 - DOT_BAND * (i as f64 * GOLDEN).fract()) as f32
}

/// The length that 99 of 100 features stay below.
fn long_norm(snapshot: &Snapshot) -> f32 {
    let rows = snapshot.features.rows().into_iter();
    let mut norms: Vec<f32> = rows
        .map(|row| row[0].hypot(row[1]))
        .filter(|norm| norm.is_finite() && *norm > 0.0)
        .collect();
    norms.sort_by(f32::total_cmp);
    norms.get(norms.len() * 99 / 100).copied().unwrap_or(1.0)
}
