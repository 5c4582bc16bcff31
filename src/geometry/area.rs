use std::f64::consts::{PI, TAU};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::{
    Field, circle,
    cover::{Cell, Until, Verdict, cover},
};
use crate::math::{normal, vector};

/// Open cells of about 0.5° are shared out by their centres.
const DEPTH: usize = 7;

/// Directions drawn where neither circle nor sphere helps.
const SAMPLES: usize = 100_000;

/// How much of all directions each class owns.
#[derive(Clone, Debug, PartialEq)]
pub struct Areas {
    /// Fraction for each class `(C)`.
    pub class: Vec<f64>,
    /// Fraction of the margin zone.
    pub margin: f64,
}

/// Areas of the regions: exact on the circle, to about 1e−4 on the sphere, to about 2e−3 (one draw of 100,000 directions,
/// always the same) in other dimensions.
pub fn areas(field: &Field) -> Areas {
    let mut share = Share {
        class: vec![0.0; field.classes()],
        margin: 0.0,
    };
    match field.dim() {
        2 => on_circle(field, &mut share),
        3 => on_sphere(field, &mut share),
        _ => by_sampling(field, &mut share),
    }
    Areas {
        class: share.class,
        margin: share.margin,
    }
}

struct Share {
    class: Vec<f64>,
    margin: f64,
}

impl Share {
    fn add(&mut self, owner: Option<usize>, fraction: f64) {
        match owner {
            Some(class) => self.class[class] += fraction,
            None => self.margin += fraction,
        }
    }
}

fn on_circle(field: &Field, share: &mut Share) {
    for arc in circle::arcs(field) {
        share.add(arc.class, (arc.to - arc.from) / TAU);
    }
}

fn on_sphere(field: &Field, share: &mut Share) {
    cover(field, Until::Owned, DEPTH, |cell, _, verdict| {
        let fraction = cell.area() / (4.0 * PI);
        match verdict {
            Verdict::Settled(owner) => share.add(owner, fraction),
            Verdict::Open { matter, .. } => {
                for part in cell.quarters().iter().flat_map(Cell::quarters) {
                    let centre = part.centre();
                    let cosine = |j: usize| field.cosine(j, &centre);
                    let owner = field.region_among(matter.iter().copied(), cosine);
                    share.add(owner, fraction / 16.0);
                }
            }
        }
    });
}

fn by_sampling(field: &Field, share: &mut Share) {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let (mut drawn, mut u) = (vec![0.0; field.dim()], vec![0.0; field.dim()]);
    for _ in 0..SAMPLES {
        drawn.iter_mut().for_each(|x| *x = normal(&mut rng));
        vector::normalize_into(drawn.iter(), &mut u);
        share.add(field.region(&u), 1.0 / SAMPLES as f64);
    }
}
