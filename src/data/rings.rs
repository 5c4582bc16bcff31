use std::f64::consts::TAU;

use rand::RngExt;

use super::synthetic::{TEST, TRAIN, class_count, names, noise, points, value};
use super::{DataError, Dataset, Request, Source};
use crate::knob::{Knob, Knobs};
use crate::math::{normal, real};

/// Concentric rings in the plane.
pub struct Rings;

const KNOBS: [Knob; 4] = [
    class_count(10.0, 4.0),
    noise(
        0.12,
        0.5,
        "A larger value makes neighbouring rings overlap; they are 1 apart before scaling.",
    ),
    TRAIN,
    TEST,
];

impl Source for Rings {
    fn id(&self) -> &'static str {
        "rings"
    }

    fn name(&self) -> &'static str {
        "Concentric rings"
    }

    fn about(&self) -> &'static str {
        "Rings around one centre: all classes have the same mean, so no linear model can tell them apart."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn class_names(&self, knobs: &Knobs) -> Vec<String> {
        names(knobs, &KNOBS)
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let spread = value(request.knobs, &KNOBS, "spread");
        let classes = value(request.knobs, &KNOBS, "class_count");
        points((self.id(), &KNOBS), request, 2, |rng, class, row| {
            let angle = TAU * rng.random::<f64>();
            // The outermost ring has radius 2, whatever their number: inputs of about unit size train well.
            let radius = 2.0 * (class as f64 + 1.0 + spread * normal(rng)) / classes;
            row[0] = (radius * real::cos(angle)) as f32;
            row[1] = (radius * real::sin(angle)) as f32;
        })
    }
}
