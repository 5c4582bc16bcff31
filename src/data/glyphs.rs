use ndarray::Array2;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::strokes::{Glyph, Hand, SIDE};
use super::synthetic::value;
use super::{DataError, Dataset, GLYPH, Request, Shape, Source, Split, Unseen};
use crate::knob::{Knob, Knobs, Spread};

/// Made-up characters: each identity is a few random smooth strokes, each sample of it is written by another hand.
pub struct Glyphs;

const KNOBS: [Knob; 4] = [
    Knob {
        id: "class_count",
        label: "identities",
        symbol: "C",
        unit: "identities",
        min: 10.0,
        max: 1000.0,
        default: 100.0,
        spread: Spread::Whole,
        larger: "A larger value makes more characters, so that more of them look alike.",
    },
    Knob {
        id: "difficulty",
        label: "difficulty",
        symbol: "difficulty",
        unit: "",
        min: 0.0,
        max: 1.0,
        default: 0.5,
        spread: Spread::Linear,
        larger: "A larger value turns, bends and blurs each sample more.",
    },
    each(
        "train",
        "training images each",
        100.0,
        20.0,
        "A larger value shows each character in more hands to the model.",
    ),
    each(
        "test",
        "held-out images each",
        50.0,
        10.0,
        "A larger value draws more points and measures more exactly.",
    ),
];

/// A knob for the number of images of an identity.
const fn each(
    id: &'static str,
    label: &'static str,
    max: f64,
    default: f64,
    larger: &'static str,
) -> Knob {
    Knob {
        id,
        label,
        symbol: id,
        unit: "images",
        min: 2.0,
        max,
        default,
        spread: Spread::Whole,
        larger,
    }
}

/// About the mean and the spread of the pixels. They are fixed, so that classes that are left out of training have no part
/// in them.
const MEAN: f32 = 43.0;
const SPREAD: f32 = 78.0;

impl Source for Glyphs {
    fn id(&self) -> &'static str {
        "glyphs"
    }

    fn name(&self) -> &'static str {
        "Glyphs (many classes)"
    }

    fn about(&self) -> &'static str {
        "Up to 1,000 made-up characters of a few smooth strokes, each sample turned, bent and blurred: many classes with few images each, as in face recognition."
    }

    fn knobs(&self) -> &'static [Knob] {
        &KNOBS
    }

    fn class_names(&self, knobs: &Knobs) -> Vec<String> {
        let count = value(knobs, &KNOBS, "class_count") as usize;
        (1..=count).map(|glyph| format!("{GLYPH}{glyph}")).collect()
    }

    fn load(&self, request: &Request<'_>) -> Result<Dataset, DataError> {
        let number = |id: &str| value(request.knobs, &KNOBS, id);
        let class_names = self.class_names(request.knobs);
        let glyphs: Vec<Glyph> = (0..class_names.len())
            .map(|class| Glyph::new(&mut stream(request.seed, class, Purpose::Glyph)))
            .collect();
        let part = |id: &str, purpose| {
            let seeds = (request.seed, purpose);
            written(&glyphs, number(id) as usize, number("difficulty"), seeds)
        };
        let (train, _) = part("train", Purpose::Train);
        let (test, test_pixels) = part("test", Purpose::Test);
        Ok(Dataset {
            id: self.id().to_owned(),
            shape: Shape::Image {
                height: SIDE,
                width: SIDE,
                channels: 1,
            },
            class_names,
            train,
            test,
            test_pixels,
            unseen: Unseen::default(),
            given: None,
            hash: Default::default(),
        })
    }
}

/// What random numbers are drawn for.
#[derive(Clone, Copy)]
enum Purpose {
    Glyph,
    Train,
    Test,
}

/// Random numbers of their own for each identity and purpose: more identities or more images change none of the others.
fn stream(seed: u64, class: usize, purpose: Purpose) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(3 * class as u64 + purpose as u64);
    rng
}

/// `count` images of each glyph, which take turns, and their pixels.
fn written(
    glyphs: &[Glyph],
    count: usize,
    difficulty: f64,
    (seed, purpose): (u64, Purpose),
) -> (Split, Vec<u8>) {
    let (classes, size) = (glyphs.len(), SIDE * SIDE);
    let mut pixels = vec![0; count * classes * size];
    for (class, glyph) in glyphs.iter().enumerate() {
        let mut rng = stream(seed, class, purpose);
        for turn in 0..count {
            let image = &mut pixels[(turn * classes + class) * size..][..size];
            Hand::new(&mut rng, difficulty).write(glyph, &mut rng, image);
        }
    }
    let grey = |pixel: &u8| (f32::from(*pixel) - MEAN) / SPREAD;
    let inputs: Vec<f32> = pixels.iter().map(grey).collect();
    let inputs = Array2::from_shape_vec((count * classes, size), inputs);
    let split = Split {
        // As many numbers as there are pixels.
        inputs: inputs.unwrap_or_else(|_| Array2::zeros((0, size))),
        labels: (0..count * classes).map(|row| row % classes).collect(),
    };
    (split, pixels)
}
