//! The laboratory's sphere: the same three vectors in space.

use std::f64::consts::TAU;

use super::{HANDLES, Handle, Lab, Reading, circle::drawn_length};
use crate::{
    figure::{
        globe::{GlobeArrow, GlobeAxis, GlobeCurve, GlobeFigure, GlobeSpot},
        sphere::tint,
    },
    geometry::sphere,
    look::laboratory::{FEATURE, FIRST_LOSS, PLANE},
};

/// Points of the circle that shows where the plane of both weights cuts the sphere.
const ROUND: usize = 180;

/// The figure of the sphere.
pub fn sphere(lab: &Lab, reading: &Reading) -> GlobeFigure {
    let mut curves = vec![GlobeCurve {
        class: PLANE,
        points: (0..=ROUND)
            .map(|i| single(lab.between(TAU * i as f64 / ROUND as f64)))
            .collect(),
    }];
    let (mut regions, mut ends) = (None, Vec::new());
    for (place, loss) in lab.drawn() {
        let Some(field) = lab.field(loss) else {
            continue;
        };
        let class = FIRST_LOSS + place as u16;
        let found = sphere::curves(&field);
        let of = |class: u16, curve: &sphere::Curve| GlobeCurve {
            class,
            points: curve.points.iter().map(|p| single(*p)).collect(),
        };
        curves.extend(found.iter().map(|curve| of(class, curve)));
        if loss.id() == lab.loss {
            let own = found.iter().map(|curve| of(curve.class as u16, curve));
            ends = own.collect();
            regions = Some(tint(&field, false));
        }
    }
    GlobeFigure {
        points: Vec::new(),
        axes: HANDLES.map(|handle| axis(lab, handle)).into(),
        curves,
        ends,
        regions,
        arrows: pull(lab, reading).into_iter().collect(),
        spots: spots(lab, reading),
        shapes: false,
        classes: Default::default(),
        unseen: None,
        opacity: None,
    }
}

fn axis(lab: &Lab, handle: Handle) -> GlobeAxis {
    GlobeAxis {
        to: single(lab.direction(handle)),
        class: match handle {
            Handle::Weight(i) => i as u16,
            Handle::Feature => FEATURE,
        },
        name: handle.letter().to_owned(),
    }
}

/// The sides between W1 and W2.
fn spots(lab: &Lab, reading: &Reading) -> Vec<GlobeSpot> {
    let named = reading.borders.iter().flat_map(|borders| borders.named());
    let spot = |(name, by): (&str, f64)| GlobeSpot {
        at: single(lab.between(by)),
        name: name.to_owned(),
    };
    named.map(spot).collect()
}

fn pull(lab: &Lab, reading: &Reading) -> Option<GlobeArrow> {
    let pull = reading.judged?.pull;
    let long = drawn_length(&pull);
    Some(GlobeArrow {
        class: lab.label as u16,
        at: single(lab.direction(Handle::Feature)),
        by: single(pull.map(|x| long * x)),
    })
}

fn single(v: [f64; 3]) -> [f32; 3] {
    v.map(|x| x as f32)
}
