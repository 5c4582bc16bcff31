//! Curves on the sphere against brute force: walks along great circles meet a region's border exactly where it is drawn.

use marginscope::{
    geometry::{Field, sphere},
    loss::{self, Objective},
};
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Point = [f64; 3];

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn unit(v: Point) -> Point {
    v.map(|x| x / dot(v, v).sqrt())
}

fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn random_unit(rng: &mut ChaCha8Rng) -> Point {
    loop {
        let v = [0; 3].map(|_| rng.random_range(-1.0..1.0));
        if (0.01..1.0).contains(&dot(v, v)) {
            return unit(v);
        }
    }
}

fn owned(field: &Field, j: usize, u: Point) -> bool {
    let cos = |k: usize| {
        let w = field.unit().row(k);
        dot([w[0], w[1], w[2]], u).clamp(-1.0, 1.0)
    };
    let own = field.target_logit(j, cos(j));
    (0..field.classes()).all(|k| k == j || own >= field.other_logit(k, cos(k)))
}

/// Distance of `u` from a polyline.
fn distance(u: Point, line: &[Point]) -> f64 {
    let to_segment = |a: Point, b: Point| {
        let (along, off) = (sub(b, a), sub(u, a));
        let t = (dot(off, along) / dot(along, along).max(1e-300)).clamp(0.0, 1.0);
        let nearest = [0, 1, 2].map(|i| a[i] + t * along[i]);
        dot(sub(u, nearest), sub(u, nearest)).sqrt()
    };
    line.windows(2)
        .map(|s| to_segment(s[0], s[1]))
        .fold(f64::INFINITY, f64::min)
}

/// Points on a great circle where ownership of class j changes.
fn crossings(field: &Field, j: usize, from: Point, towards: Point) -> Vec<Point> {
    let across = unit(sub(towards, from.map(|x| x * dot(from, towards))));
    let at = |s: f64| [0, 1, 2].map(|i| s.cos() * from[i] + s.sin() * across[i]);
    let step = 0.2_f64.to_radians();
    let count = (std::f64::consts::TAU / step) as usize;
    let mut found = Vec::new();
    for i in 0..count {
        let (mut a, mut b) = (i as f64 * step, (i + 1) as f64 * step);
        let start = owned(field, j, at(a));
        if start == owned(field, j, at(b)) {
            continue;
        }
        for _ in 0..45 {
            let middle = (a + b) / 2.0;
            if owned(field, j, at(middle)) == start {
                a = middle;
            } else {
                b = middle;
            }
        }
        found.push(at(a));
    }
    found
}

fn random_field(objective: &Objective, classes: usize, rng: &mut ChaCha8Rng) -> Field {
    let weights = Array2::from_shape_fn((classes, 3), |_| rng.random_range(-1.0..1.0));
    let bias = ndarray::Array1::from_shape_fn(classes, |_| rng.random_range(-0.5..0.5));
    let head = objective.head().unwrap();
    Field::new(head, weights.view(), Some(bias.view()), 2.0)
}

const TOLERANCE: f64 = 0.01 * std::f64::consts::PI / 180.0;

fn check(name: &str, objective: &Objective, classes: usize, rng: &mut ChaCha8Rng) {
    let field = random_field(objective, classes, rng);
    let curves = sphere::curves(&field);
    for j in 0..classes {
        let own: Vec<_> = curves.iter().filter(|c| c.class == j).collect();
        for _ in 0..6 {
            for u in crossings(&field, j, random_unit(rng), random_unit(rng)) {
                let off = own
                    .iter()
                    .map(|c| distance(u, &c.points))
                    .fold(f64::INFINITY, f64::min);
                assert!(
                    off < TOLERANCE,
                    "{name} C={classes}: border of {j} missing at {u:?}, {off}"
                );
            }
        }
        for point in own.iter().flat_map(|c| c.points.iter().step_by(7)) {
            // Many, because a sharp corner fills a small part of its surroundings.
            let mut around = (0..20_000).map(|_| {
                let off = random_unit(rng).map(|x| x * TOLERANCE);
                owned(&field, j, unit([0, 1, 2].map(|i| point[i] + off[i])))
            });
            let first = around.next();
            let both = around.any(|next| Some(next) != first);
            assert!(both, "{name} C={classes}: no border of {j} at {point:?}");
        }
        for curve in own {
            assert_eq!(
                curve.points.first(),
                curve.points.last(),
                "{name} C={classes}: class {j} open"
            );
        }
    }
}

#[test]
fn curves_are_where_ownership_changes_and_nowhere_else() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for loss in loss::registry() {
        let objective = loss.objective(&loss.defaults());
        if objective.head().is_none() {
            continue;
        }
        for classes in [1, 2, 3, 5, 10, 25] {
            check(loss.id(), &objective, classes, &mut rng);
        }
    }
}
