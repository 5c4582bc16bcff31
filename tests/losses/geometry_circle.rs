//! Arcs on the circle against closed forms and against brute force.

use std::f64::consts::{PI, TAU};

use crate::support::random::{degenerate, field, objectives};
use marginscope::{
    geometry::{Field, areas, circle},
    loss,
};
use ndarray::{Array2, arr2};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn set(id: &str, values: &[(&str, f64)], weights: Array2<f64>) -> Field {
    let loss = loss::find(id).unwrap();
    let mut knobs = loss.defaults();
    values.iter().for_each(|(id, value)| knobs.set(id, *value));
    let objective = loss.objective(&knobs);
    Field::new(objective.head().unwrap(), weights.view(), None, 1.0)
}

/// Two classes `theta` apart: class 0 at 0°.
fn two(theta: f64) -> Array2<f64> {
    arr2(&[[1.0, 0.0], [theta.cos(), theta.sin()]])
}

/// The margin zone between two classes `theta` apart has this width, and lies around the middle.
fn check_wedge(id: &str, values: &[(&str, f64)], theta: f64, width: f64) {
    let field = set(id, values, two(theta));
    let arcs = circle::arcs(&field);
    let middle = theta / 2.0;
    let zone = arcs
        .iter()
        .find(|arc| arc.from <= middle && middle <= arc.to)
        .unwrap();
    assert_eq!(zone.class, None, "{id}");
    assert!(
        (zone.to - zone.from - width).abs() < 1e-9,
        "{id} {theta}: {zone:?}, expected {width}"
    );
    assert!(
        (zone.from + zone.to - theta).abs() < 1e-9,
        "{id} {theta}: {zone:?}"
    );
    let knobs: marginscope::knob::Knobs = values.iter().copied().collect();
    let declared = loss::find(id).unwrap().wedge(theta, &knobs).unwrap();
    assert!(
        (declared - width).abs() < 1e-9,
        "{id} {theta}: wedge {declared}"
    );
}

#[test]
fn wedges_have_the_closed_forms_of_the_papers() {
    for degrees in [60.0_f64, 90.0, 120.0, 175.0] {
        let theta = degrees.to_radians();
        for m in [2.0, 3.0, 4.0] {
            let values = [("m", m), ("lambda", 0.0)];
            // Between close classes m θ stays below π, where ψ(m θ) = cos m θ.
            if m * theta / (m + 1.0) < PI {
                check_wedge("a-softmax", &values, theta, theta * (m - 1.0) / (m + 1.0));
            }
        }
        let m = 0.35;
        let width = 2.0 * (m / (2.0 * (theta / 2.0).sin())).asin();
        check_wedge("am-softmax", &[("m", m), ("s", 10.0)], theta, width);
        check_wedge("arcface", &[("m", 0.5), ("s", 10.0)], theta, 0.5);
    }
}

#[test]
fn wedges_have_the_widths_of_the_table() {
    let width = |id: &str, values: &[(&str, f64)], degrees: f64| {
        let knobs = values.iter().copied().collect();
        let loss = loss::find(id).unwrap();
        loss.wedge(degrees.to_radians(), &knobs)
            .unwrap()
            .to_degrees()
    };
    for (degrees, a, am) in [
        (60.0, 36.0, 41.0),
        (90.0, 54.0, 28.7),
        (120.0, 72.0, 23.3),
        (180.0, 108.0, 20.2),
    ] {
        assert!((width("a-softmax", &[("m", 4.0), ("lambda", 0.0)], degrees) - a).abs() < 0.05);
        assert!((width("am-softmax", &[("m", 0.35)], degrees) - am).abs() < 0.05);
        assert!((width("arcface", &[("m", 0.5)], degrees) - 28.65).abs() < 0.05);
    }
    // No room is left: the wedge is all there is.
    assert!((width("am-softmax", &[("m", 0.9)], 30.0) - 30.0).abs() < 1e-9);
    assert_eq!(width("normface", &[], 40.0), 0.0);
    assert_eq!(
        loss::find("triplet")
            .unwrap()
            .wedge(1.0, &Default::default()),
        None
    );
}

#[test]
fn unequal_weight_norms_move_the_border_as_l_softmax_says() {
    // ‖W1‖ ψ(m θ1) = ‖W2‖ cos θ2, found by bisection of the formula itself.
    let (theta, m) = (1.4_f64, 2.0);
    for ratio in [0.5, 1.0, 2.0] {
        let mut weights = two(theta);
        weights.row_mut(1).mapv_inplace(|x| x * ratio);
        let arcs = circle::arcs(&set("l-softmax", &[("m", m), ("lambda", 0.0)], weights));
        let ahead = |t: f64| (m * t).cos() - ratio * (theta - t).cos();
        let (mut low, mut high) = (0.0, PI / m);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if ahead(middle) >= 0.0 {
                low = middle
            } else {
                high = middle
            }
        }
        let end = arcs
            .iter()
            .find(|arc| arc.class == Some(0))
            .map(|arc| arc.to.rem_euclid(TAU));
        match ahead(0.0) >= 0.0 {
            true => assert!((end.unwrap() - low).abs() < 1e-9, "{ratio}: {arcs:?}"),
            false => assert!(
                end.is_none_or(|end| (end - low).abs() > 1e-9),
                "{ratio}: {arcs:?}"
            ),
        }
    }
}

fn covers(name: &str, field: &Field) {
    let arcs = circle::arcs(field);
    let whole: f64 = arcs.iter().map(|arc| arc.to - arc.from).sum();
    assert!((whole - TAU).abs() < 1e-9, "{name}: {arcs:?}");
    for (a, b) in arcs.iter().zip(arcs.iter().skip(1)) {
        assert!(a.to == b.from && a.class != b.class, "{name}: {arcs:?}");
    }
    let areas = areas(field);
    assert!(
        (areas.class.iter().sum::<f64>() + areas.margin - 1.0).abs() < 1e-9,
        "{name}"
    );
}

fn owner(arcs: &[circle::Arc], phi: f64) -> Option<usize> {
    let holds = |arc: &&circle::Arc| {
        (arc.from..arc.to).contains(&phi) || (arc.from..arc.to).contains(&(phi + TAU))
    };
    arcs.iter().find(holds).unwrap().class
}

/// Whether `phi` is so near an end that rounding may decide.
fn at_an_end(arcs: &[circle::Arc], phi: f64) -> bool {
    let off = |end: f64| (end - phi + PI).rem_euclid(TAU) - PI;
    arcs.iter()
        .any(|arc| off(arc.from).abs() < 1e-9 || off(arc.to).abs() < 1e-9)
}

#[test]
fn arcs_agree_with_the_rule_everywhere() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for (name, objective) in objectives() {
        for classes in [1, 2, 3, 10, 40] {
            let field = field(&objective, classes, 2, &mut rng);
            covers(&name, &field);
            let (arcs, plain) = (circle::arcs(&field), circle::plain_arcs(&field));
            let doubt = circle::uncertain_arcs(&field, 0.9);
            for _ in 0..2000 {
                let phi: f64 = rng.random_range(0.0..TAU);
                let u = [phi.cos(), phi.sin()];
                if !at_an_end(&arcs, phi) {
                    assert_eq!(
                        owner(&arcs, phi),
                        field.region(&u),
                        "{name} C={classes} at {phi}"
                    );
                }
                if !at_an_end(&plain, phi) {
                    assert_eq!(
                        owner(&plain, phi),
                        Some(field.plain_region(&u)),
                        "{name} at {phi}"
                    );
                }
                let p = field.confidence(&u);
                let within = |&(from, to): &(f64, f64)| (phi - from).rem_euclid(TAU) < to - from;
                if (p - 0.9).abs() > 1e-9 {
                    assert_eq!(
                        doubt.iter().any(within),
                        p < 0.9,
                        "{name} C={classes} at {phi}: {p}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_sliver_wider_than_a_hundredth_of_a_degree_is_missed() {
    // Class 1 lies between two others, so close that next to nothing is left of it.
    for width in [0.011_f64, 0.05, 1.0] {
        let half = width.to_radians();
        let weights = [-half, 0.0, half].map(|phi: f64| [phi.cos(), phi.sin()]);
        let arcs = circle::arcs(&set("normface", &[], arr2(&weights)));
        let own: Vec<_> = arcs.iter().filter(|arc| arc.class == Some(1)).collect();
        assert_eq!(own.len(), 1, "{width}: {arcs:?}");
        assert!(
            (own[0].to - own[0].from - half).abs() < 1e-9,
            "{width}: {arcs:?}"
        );
    }
}

#[test]
fn degenerate_weights_give_arcs_that_cover_the_circle() {
    for (name, objective) in objectives() {
        for weights in degenerate(2) {
            let field = Field::new(objective.head().unwrap(), weights.view(), None, 1.0);
            covers(&format!("{name} {weights}"), &field);
            circle::plain_arcs(&field);
            circle::uncertain_arcs(&field, 0.9);
            field.nearest_pair();
        }
    }
}

#[test]
fn fields_of_another_dimension_have_no_arcs() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (_, objective) in objectives() {
        for dim in [1, 3, 5] {
            assert!(circle::arcs(&field(&objective, 4, dim, &mut rng)).is_empty());
        }
    }
}
