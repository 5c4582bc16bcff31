//! The sphere: features of dimension 3, class axes, regions and their borders.

use std::sync::Arc;

use ndarray::ArrayView1;

use super::{
    Figure, Switch, Switches, View, WhyNot, check_dimension,
    circle::{PULL, SHAPES},
    field::{field, has_posterior},
    globe::{Direction, GlobeArrow, GlobeAxis, GlobeCurve, GlobeFigure, GlobePoint, RegionTint},
    pull,
    sample::{self, UNSEEN},
};
use crate::{
    geometry::{Field, sphere},
    train::{LossConfig, Snapshot},
};

/// Samples of ψ between cos θ = −1 and 1: a shader interpolates between them.
const SAMPLES: usize = 1_024;
/// The largest posterior below which a direction counts as uncertain.
const UNCERTAIN_BELOW: f32 = 0.9;

/// Unit features of dimension 3 on the sphere, with class axes, regions and their borders.
pub struct Sphere;

impl View for Sphere {
    fn id(&self) -> &'static str {
        "sphere"
    }

    fn name(&self) -> &'static str {
        "Sphere"
    }

    fn switches(&self) -> &'static [Switch] {
        &[
            Switch {
                id: "regions",
                label: "regions",
                help: "Tints the sphere where a class reaches its margin; grey is the margin zone, where none does.",
                default: true,
            },
            Switch {
                id: "boundary",
                label: "boundary",
                help: "Draws the border of each class's region, margin included.",
                default: true,
            },
            Switch {
                id: "band",
                label: "band",
                help: "Shades where the largest posterior is below 0.9. A larger s makes it narrower.",
                default: false,
            },
            Switch {
                id: "axes",
                label: "axes",
                help: "Draws the direction of each class, with its name.",
                default: true,
            },
            PULL,
            SHAPES,
            UNSEEN,
        ]
    }

    fn dimension(&self) -> Option<usize> {
        Some(3)
    }

    fn figure(
        &self,
        snapshot: &Snapshot,
        loss: &LossConfig,
        switches: &Switches,
    ) -> Result<Figure, WhyNot> {
        check_dimension(snapshot, 3)?;
        let field = field(snapshot, loss);
        let regions = field.as_ref().filter(|_| switches.on("regions"));
        let (shown, hidden) = match switches.on("boundary") {
            true => (field.as_ref(), None),
            false => (None, regions),
        };
        let band = switches.on("band") && has_posterior(loss);
        Ok(Figure::Globe(Arc::new(GlobeFigure {
            points: points(snapshot, switches),
            axes: axes(snapshot, switches.on("axes")),
            curves: shown.map_or_else(Vec::new, curves),
            ends: hidden.map_or_else(Vec::new, curves),
            regions: regions.map(|field| tint(field, band)),
            arrows: arrows(snapshot, loss, switches),
            spots: Vec::new(),
            shapes: switches.on("shapes"),
            classes: snapshot.classes(),
            unseen: sample::first_unseen(snapshot),
            opacity: switches.opacity().map(|percent| f32::from(percent) / 100.0),
        })))
    }
}

fn unit(row: ArrayView1<'_, f32>) -> Option<Direction> {
    let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    let unit = [row[0] / norm, row[1] / norm, row[2] / norm];
    unit.iter().all(|x| x.is_finite()).then_some(unit)
}

fn points(snapshot: &Snapshot, switches: &Switches) -> Vec<GlobePoint> {
    let point = |drawn: sample::Drawn<'_>| {
        Some(GlobePoint {
            at: unit(drawn.feature)?,
            class: drawn.class,
            sample: drawn.sample,
        })
    };
    sample::drawn(snapshot, switches)
        .filter_map(point)
        .collect()
}

fn arrows(snapshot: &Snapshot, loss: &LossConfig, switches: &Switches) -> Vec<GlobeArrow> {
    if !switches.on("pull") {
        return Vec::new();
    }
    let label = switches.label();
    let arrows = pull::on_sphere(snapshot, loss, label).into_iter();
    arrows
        .map(|arrow| GlobeArrow {
            class: label as u16,
            at: arrow.at.map(|x| x as f32),
            by: arrow.by.map(|x| x as f32),
        })
        .collect()
}

fn axes(snapshot: &Snapshot, shown: bool) -> Vec<GlobeAxis> {
    let rows = snapshot.weights.rows().into_iter();
    rows.zip(snapshot.dataset.spoken_names())
        .zip(0_u16..)
        .filter(|_| shown)
        .filter_map(|((row, name), class)| {
            Some(GlobeAxis {
                to: unit(row)?,
                class,
                name: name.clone(),
            })
        })
        .collect()
}

fn curves(field: &Field) -> Vec<GlobeCurve> {
    let curves = sphere::curves(field).into_iter();
    curves
        .map(|curve| GlobeCurve {
            class: curve.class as u16,
            points: curve.points.iter().map(|p| p.map(|x| x as f32)).collect(),
        })
        .collect()
}

pub(super) fn tint(field: &Field, band: bool) -> RegionTint {
    let cosines = || (0..SAMPLES).map(|i| -1.0 + 2.0 * i as f64 / (SAMPLES - 1) as f64);
    let single = |values: &[f64]| values.iter().map(|x| *x as f32).collect();
    let unit = field.unit().rows().into_iter();
    RegionTint {
        unit: unit
            .map(|w| [w[0] as f32, w[1] as f32, w[2] as f32])
            .collect(),
        amplitude: single(field.amplitude()),
        offset: single(field.offset()),
        target: cosines()
            .map(|cos| field.margin().target(cos).value as f32)
            .collect(),
        other: cosines()
            .map(|cos| field.margin().other(cos).value as f32)
            .collect(),
        uncertain_below: if band { UNCERTAIN_BELOW } else { 0.0 },
    }
}
