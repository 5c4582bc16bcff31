use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::synthetic::{TEST, TRAIN, class_count, names, noise, points, value};
use super::{DataError, Dataset, Request, Source};
use crate::knob::{Knob, Knobs, Spread};
use crate::math::normal;

/// Gaussian blobs around centres drawn from a normal distribution.
pub struct Blobs;

const KNOBS: [Knob; 5] = [
    class_count(100.0, 6.0),
    Knob {
        id: "dimension",
        label: "dimension",
        symbol: "D",
        unit: "",
        min: 2.0,
        max: 256.0,
        default: 16.0,
        spread: Spread::Whole,
        larger: "A larger value moves the centres apart: random directions are nearly orthogonal in many dimensions.",
    },
    noise(0.6, 3.0, "A larger value makes the blobs overlap."),
    TRAIN,
    TEST,
];

impl Source for Blobs {
    fn id(&self) -> &'static str {
        "blobs"
    }

    fn name(&self) -> &'static str {
        "Gaussian blobs"
    }

    fn about(&self) -> &'static str {
        "Round clouds of points around random centres: easy, so that what the margin does stands out."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn class_names(&self, knobs: &Knobs) -> Vec<String> {
        names(knobs, &KNOBS)
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let dim = value(request.knobs, &KNOBS, "dimension") as usize;
        let spread = value(request.knobs, &KNOBS, "spread");
        let classes = value(request.knobs, &KNOBS, "class_count") as usize;
        let mut rng = ChaCha8Rng::seed_from_u64(request.seed);
        let centres: Vec<f64> = (0..classes * dim).map(|_| normal(&mut rng)).collect();
        points((self.id(), &KNOBS), request, dim, |rng, class, row| {
            for (x, centre) in row.iter_mut().zip(&centres[class * dim..]) {
                *x = (centre + spread * normal(rng)) as f32;
            }
        })
    }
}
