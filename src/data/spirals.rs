use std::f64::consts::TAU;

use rand::RngExt;

use super::synthetic::{TEST, TRAIN, class_count, names, noise, points, value};
use super::{DataError, Dataset, Request, Source};
use crate::knob::{Knob, Knobs, Spread};
use crate::math::{normal, real};

/// Interleaved spirals in the plane, one arm a class.
pub struct Spirals;

const KNOBS: [Knob; 5] = [
    class_count(10.0, 3.0),
    Knob {
        id: "turns",
        label: "turns",
        symbol: "turns",
        unit: "",
        min: 0.25,
        max: 2.0,
        default: 0.75,
        spread: Spread::Linear,
        larger: "A larger value winds the arms around each other more often.",
    },
    noise(0.05, 0.5, "A larger value makes neighbouring arms overlap."),
    TRAIN,
    TEST,
];

impl Source for Spirals {
    fn id(&self) -> &'static str {
        "spirals"
    }

    fn name(&self) -> &'static str {
        "Spirals"
    }

    fn about(&self) -> &'static str {
        "Arms wound around each other: a model needs hidden layers to tell them apart."
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
        let turns = value(request.knobs, &KNOBS, "turns");
        points((self.id(), &KNOBS), request, 2, |rng, class, row| {
            let along = rng.random::<f64>();
            let angle = TAU * (class as f64 / classes + turns * along);
            let radius = 0.2 + 1.8 * along;
            row[0] = (radius * real::cos(angle) + spread * normal(rng)) as f32;
            row[1] = (radius * real::sin(angle) + spread * normal(rng)) as f32;
        })
    }
}
