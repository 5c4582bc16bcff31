//! Curves on the sphere against brute force: walks along great circles meet a region's border exactly where it is drawn.

use crate::support::random::{degenerate, field, objectives};
use marginscope::{
    geometry::{Field, areas, sphere},
    loss::Objective,
};
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

const TOLERANCE: f64 = 0.01 * std::f64::consts::PI / 180.0;

fn check(name: &str, objective: &Objective, classes: usize, rng: &mut ChaCha8Rng) {
    let field = field(objective, classes, 3, rng);
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
    for (name, objective) in objectives() {
        for classes in [1, 2, 3, 5, 10] {
            check(&name, &objective, classes, &mut rng);
        }
        if name.ends_with("defaults") {
            check(&name, &objective, 30, &mut rng);
        }
    }
}

#[test]
fn a_side_of_am_softmax_is_the_circle_of_its_plane() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let loss = marginscope::loss::find("am-softmax").unwrap();
    let field = field(&loss.objective(&loss.defaults()), 2, 3, &mut rng);
    let m = loss.defaults().get("m").unwrap();
    let row = |k: usize| [0, 1, 2].map(|i| field.unit()[[k, i]]);
    for curve in sphere::curves(&field) {
        let (own, other) = (row(curve.class), row(1 - curve.class));
        for u in &curve.points {
            assert!((dot(sub(own, other), *u) - m).abs() < 1e-12);
            assert!((dot(*u, *u) - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn areas_agree_with_counting() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for (name, objective) in objectives() {
        let field = field(&objective, 6, 3, &mut rng);
        let found = areas(&field);
        let whole: f64 = found.class.iter().sum::<f64>() + found.margin;
        assert!((whole - 1.0).abs() < 1e-9, "{name}");
        let n = 40_000;
        let mut counts = vec![0.0; 7];
        for _ in 0..n {
            counts[field
                .region(&random_unit(&mut rng))
                .map_or(6, |class| class)] += 1.0 / n as f64;
        }
        for (a, b) in found.class.iter().chain([&found.margin]).zip(&counts) {
            // Five times the error of counting.
            let error = 5.0 * (a * (1.0 - a) / n as f64).sqrt() + 2e-4;
            assert!(
                (a - b).abs() < error,
                "{name}: {found:?}, counted {counts:?}"
            );
        }
    }
}

#[test]
fn a_border_between_two_cells_of_plain_softmax_is_there_for_both() {
    let mut rng = ChaCha8Rng::seed_from_u64(10);
    let loss = marginscope::loss::find("normface").unwrap();
    let field = field(&loss.objective(&loss.defaults()), 2, 3, &mut rng);
    let classes: Vec<_> = sphere::plain_curves(&field)
        .iter()
        .map(|curve| curve.class)
        .collect();
    assert_eq!(classes, [0, 1]);
}

#[test]
fn degenerate_weights_never_panic() {
    for (name, objective) in objectives() {
        for weights in degenerate(3) {
            let field = Field::new(objective.head().unwrap(), weights.view(), None, 1.0);
            for curve in sphere::curves(&field)
                .iter()
                .chain(&sphere::plain_curves(&field))
            {
                assert!(
                    curve.points.iter().flatten().all(|x| x.is_finite()),
                    "{name} {weights}"
                );
            }
            let areas = areas(&field);
            let whole = areas.class.iter().sum::<f64>() + areas.margin;
            assert!((whole - 1.0).abs() < 1e-9, "{name} {weights}: {whole}");
        }
    }
}

#[test]
fn fields_of_another_dimension_have_no_curves_but_areas() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let loss = marginscope::loss::find("am-softmax").unwrap();
    let objective = loss.objective(&loss.defaults());
    for dim in [1, 2, 5, 32] {
        let field = field(&objective, 4, dim, &mut rng);
        assert!(sphere::curves(&field).is_empty());
        assert_eq!(areas(&field), areas(&field));
    }
}
