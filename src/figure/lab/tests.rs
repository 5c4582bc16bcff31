use super::*;
use crate::{
    figure::plane::{Mark, Role},
    math::{angle::psi, vector},
};

/// A laboratory of `loss` with these knobs, the weights so many degrees apart.
fn lab(id: &str, set: &[(&str, f64)], apart: f64) -> Lab {
    let mut lab = Lab::preset("every-loss").unwrap();
    lab.loss = loss::find(id).unwrap().id();
    set.iter()
        .for_each(|(knob, value)| lab.set_knob(lab.loss, knob, *value));
    lab.weights[1].angle = wrapped(lab.weights[0].angle - apart.to_radians());
    lab
}

fn class_level() -> impl Iterator<Item = &'static str> {
    let all = loss::registry()
        .iter()
        .filter(|loss| is_class_level(**loss));
    all.map(|loss| loss.id())
}

/// P1, P2 and the wedge, degrees from W1.
fn check_sides(lab: &Lab, expect: [f64; 2]) {
    let borders = Reading::new(lab).borders.unwrap();
    let found = borders.with_margin.map(|side| side.unwrap().to_degrees());
    for (found, expect) in found.iter().zip(expect) {
        assert!(
            (found - expect).abs() < 1e-6,
            "{}: {found} against {expect}",
            lab.loss
        );
    }
    let wedge = borders.wedge().unwrap().to_degrees();
    assert!(
        (wedge - (expect[1] - expect[0])).abs() < 1e-6,
        "{}: {wedge}",
        lab.loss
    );
}

#[test]
fn sides_and_wedges_are_those_of_the_formulas() {
    for apart in [60.0_f64, 90.0, 120.0, 150.0] {
        let both = |first: f64| [first, apart - first];
        let half = apart.to_radians() / 2.0;
        for id in ["softmax", "modified-softmax", "normface"] {
            check_sides(&lab(id, &[], apart), both(apart / 2.0));
        }
        for m in [2.0, 3.0, 4.0] {
            let a = lab("a-softmax", &[("m", m), ("lambda", 0.0)], apart);
            // m θ1 = θ2; past θ1 = π/m no angle does, so the formula holds up to there.
            check_sides(&a, both(apart / (m + 1.0)));
            assert!(apart / (m + 1.0) < 180.0 / m);
        }
        for m in [0.1_f64, 0.35] {
            let wedge = 2.0 * (m / (2.0 * half.sin())).asin().to_degrees();
            check_sides(
                &lab("am-softmax", &[("m", m)], apart),
                both((apart - wedge) / 2.0),
            );
        }
        for m in [0.2_f64, 0.5] {
            let first = (apart - m.to_degrees()) / 2.0;
            check_sides(&lab("arcface", &[("m", m)], apart), both(first));
        }
        let set = [("m1", 1.0), ("m2", 0.3), ("m3", 0.0)];
        check_sides(
            &lab("combined", &set, apart),
            both((apart - 0.3_f64.to_degrees()) / 2.0),
        );
    }
}

#[test]
fn the_cosine_gap_of_am_softmax_is_its_margin() {
    for m in [0.1, 0.35, 0.6] {
        let reading = Reading::new(&lab("am-softmax", &[("m", m)], 80.0));
        assert!((reading.cosine_gap.unwrap() - m).abs() < 1e-9);
    }
    let apart = 80.0_f64.to_radians();
    let reading = Reading::new(&lab("arcface", &[("m", 0.4)], 80.0));
    let first = (apart - 0.4) / 2.0;
    let expect = first.cos() - (apart - first).cos();
    assert!((reading.cosine_gap.unwrap() - expect).abs() < 1e-9);
}

/// Angles of the lines of a loss in the figure of the plane.
fn lines(lab: &Lab, id: &str) -> Vec<f64> {
    let place = loss::registry()
        .iter()
        .position(|loss| loss.id() == id)
        .unwrap();
    let figure = circle(lab, &Reading::new(lab));
    let rays = figure.marks.iter().filter_map(|mark| match mark {
        Mark::Ray { role, angle, .. } if *role == Role::Loss(place as u16) => Some(*angle),
        _ => None,
    });
    rays.collect()
}

/// With unequal lengths every line that is drawn between the weights satisfies the formula of one of the sides.
fn check_lengths(first: f64, second: f64) {
    let mut lab = lab("l-softmax", &[("m", 2.0), ("lambda", 0.0)], 80.0);
    (lab.weights[0].length, lab.weights[1].length) = (first, second);
    let reading = Reading::new(&lab);
    let [p1, p2] = reading.borders.unwrap().with_margin.map(Option::unwrap);
    let apart = reading.apart;
    let side = |a: f64, b: f64, own: f64| a * psi(2.0 * own) - b * (apart - own).cos();
    assert!(side(first, second, p1).abs() < 1e-9, "{first} {second}");
    assert!(
        side(second, first, apart - p2).abs() < 1e-9,
        "{first} {second}"
    );
    let drawn = lines(&lab, "l-softmax");
    for by in [p1, p2] {
        let at = lab.toward(by);
        let off = drawn.iter().map(|angle| wrapped(angle - at).abs());
        assert!(
            off.fold(f64::MAX, f64::min) < 1e-9,
            "{by} is not among {drawn:?}"
        );
    }
}

#[test]
fn unequal_lengths_move_the_sides_of_l_softmax_as_its_formula_says() {
    for (first, second) in [(1.0, 1.0), (1.4, 0.8), (0.8, 1.4), (1.1, 1.0)] {
        check_lengths(first, second);
    }
    // The longer weight has the larger part.
    let part = |first, second| {
        let mut lab = lab("l-softmax", &[], 80.0);
        (lab.weights[0].length, lab.weights[1].length) = (first, second);
        Reading::new(&lab).borders.unwrap().with_margin[0].unwrap()
    };
    assert!(part(1.4, 0.8) > part(1.0, 1.0) && part(1.0, 1.0) > part(0.8, 1.4));
}

#[test]
fn without_normalization_the_boundary_of_softmax_is_at_a_right_angle_to_the_difference() {
    let mut lab = lab("softmax", &[], 70.0);
    (lab.weights[0].length, lab.weights[1].length) = (1.3, 0.8);
    let [a, b] = lab.weights.map(|w| polar(w.angle).map(|x| w.length * x));
    for angle in lines(&lab, "softmax") {
        let u = polar(angle);
        assert!(((a[0] - b[0]) * u[0] + (a[1] - b[1]) * u[1]).abs() < 1e-9);
    }
}

/// Loss of the feature at a direction in space.
fn loss_at(lab: &Lab, to: [f64; 3]) -> f64 {
    let mut moved = lab.clone();
    moved.turn(Handle::Feature, to);
    Reading::new(&moved).judged.unwrap().loss
}

/// The pull against the slope of the loss along two directions on the sphere.
fn check_pull(id: &str) {
    for (angle, off_plane, label) in [(1.7, 0.0, 0), (1.2, 0.5, 1), (4.4, -0.3, 0)] {
        let mut lab = lab(id, &[], 100.0);
        lab.feature = Feature {
            angle: wrapped(angle),
            off_plane,
            length: 3.0,
        };
        lab.label = label;
        lab.turn(Handle::Weight(1), [0.5, 0.6, 0.4]);
        let unit = lab.direction(Handle::Feature);
        let pull = Reading::new(&lab).judged.unwrap().pull;
        assert!(
            vector::dot(&pull, &unit).abs() < 1e-9,
            "{id}: along the sphere"
        );
        for axis in 0..3 {
            let step = 1e-5;
            let at = |by: f64| {
                let mut to = unit;
                to[axis] += by;
                loss_at(&lab, to)
            };
            let slope = (at(step) - at(-step)) / (2.0 * step);
            let close = (slope + pull[axis]).abs() <= 1e-4 * (1.0 + slope.abs());
            assert!(
                close,
                "{id}, axis {axis}: {} against {}",
                pull[axis], -slope
            );
        }
    }
}

#[test]
fn the_pull_is_minus_the_slope_of_the_loss() {
    // Circle loss detaches its weights, so its gradient is not the slope of its value.
    let all = loss::registry().iter().map(|loss| loss.id());
    all.filter(|id| !id.starts_with("circle"))
        .for_each(check_pull);
}

#[test]
fn logits_are_those_of_the_loss_and_only_the_label_has_the_margin() {
    let mut lab = lab("am-softmax", &[("m", 0.35), ("s", 10.0)], 90.0);
    for label in [0, 1] {
        lab.label = label;
        let reading = Reading::new(&lab);
        let logits = reading.judged.unwrap().logits.unwrap();
        for (class, logits) in logits.iter().enumerate() {
            let plain = 10.0 * reading.theta[class].cos();
            let less = if class == label { 3.5 } else { 0.0 };
            assert!((logits.0 - plain).abs() < 1e-9);
            assert!((logits.1 - (plain - less)).abs() < 1e-9);
        }
        let [(a, _), (b, _)] = logits;
        let own = [a, b][label].exp() / (a.exp() + b.exp());
        assert!((reading.judged.unwrap().posterior.unwrap().0 - own).abs() < 1e-9);
    }
}

#[test]
fn the_margin_is_met_up_to_the_side_and_no_further() {
    for id in class_level() {
        let mut lab = lab(id, &[("m", 0.3)], 100.0);
        let loss = lab.chosen().unwrap();
        if knobs(loss)
            .iter()
            .any(|knob| knob.id == "m" && knob.min >= 1.0)
        {
            lab.set_knob(lab.loss, "m", 3.0);
        }
        let side = Reading::new(&lab).borders.unwrap().with_margin[0].unwrap();
        let met = |lab: &mut Lab, by: f64| {
            lab.feature.angle = wrapped(lab.toward(by));
            Reading::new(lab).judged.unwrap().met.unwrap()
        };
        assert!(met(&mut lab, side - 1e-4), "{id}");
        assert!(!met(&mut lab, side + 1e-4), "{id}");
    }
}

#[test]
fn every_loss_is_drawn_and_read_at_its_defaults_and_at_extremes() {
    for loss in loss::registry() {
        for (apart, off) in [(90.0, 0.0), (0.0, 0.4), (180.0, 1.5), (1e-3, -1.5)] {
            let mut lab = lab(loss.id(), &[], apart);
            lab.feature.off_plane = off;
            let reading = Reading::new(&lab);
            assert!(reading.judged.is_some(), "{} at {apart}", loss.id());
            let pair = !is_class_level(*loss);
            assert_eq!(
                reading.judged.unwrap().logits.is_none(),
                pair,
                "{}",
                loss.id()
            );
            let globe = sphere(&lab, &reading);
            assert_eq!(globe.axes.len(), 3);
            assert!(globe.regions.is_some());
            let plane = circle(&lab, &reading);
            assert!(plane.half_width.is_finite() && !plane.marks.is_empty());
        }
    }
}

#[test]
fn a_handle_goes_where_it_is_put() {
    let mut lab = Lab::preset("every-loss").unwrap();
    lab.move_to(Handle::Weight(0), [0.3, 0.4], false);
    assert!((lab.weights[0].length - 0.5 / UNIT_LENGTH).abs() < 1e-12);
    assert!((lab.weights[0].angle - 0.4_f64.atan2(0.3)).abs() < 1e-12);
    lab.move_to(Handle::Weight(0), [-0.4, 0.0], true);
    assert!((lab.weights[0].length - 0.5 / UNIT_LENGTH).abs() < 1e-12);
    lab.move_to(Handle::Weight(0), [0.0, 1.02 * UNIT_LENGTH], false);
    assert_eq!(lab.weights[0].length, 1.0, "near to 1 is 1");
    lab.move_to(Handle::Weight(1), [0.0, 9.0], false);
    assert_eq!(lab.weights[1].length, WEIGHT_LENGTH.1);
    lab.move_to(Handle::Feature, [-0.5, 0.5], false);
    assert!((lab.feature.angle - 0.75 * PI).abs() < 1e-12);
    let before = lab.clone();
    lab.move_to(Handle::Feature, [0.0, 0.0], false);
    lab.turn(Handle::Weight(0), [f64::NAN, 0.0, 0.0]);
    assert_eq!(lab, before, "no direction moves nothing");
}

#[test]
fn what_is_not_turned_stays_where_it_is_in_space() {
    let mut lab = Lab::preset("a-softmax").unwrap();
    let targets = [
        [0.2, 0.9, 0.5],
        [-0.7, 0.1, -0.6],
        [0.1, -0.2, 0.95],
        [0.5, 0.5, 0.1],
    ];
    for (i, to) in targets.into_iter().enumerate() {
        let moved = Handle::Weight(i % 2);
        let still = Handle::Weight(1 - i % 2);
        let before = [still, Handle::Feature].map(|handle| lab.direction(handle));
        lab.turn(moved, to);
        let mut expect = [0.0; 3];
        vector::normalize_into(to.iter(), &mut expect);
        assert!(vector::angle_between(&lab.direction(moved), &expect) < 1e-9);
        for (handle, before) in [still, Handle::Feature].into_iter().zip(before) {
            assert!(vector::angle_between(&lab.direction(handle), &before) < 1e-9);
        }
    }
    lab.turn(Handle::Feature, [0.0, 0.3, 0.8]);
    let mut expect = [0.0; 3];
    vector::normalize_into([0.0, 0.3, 0.8].iter(), &mut expect);
    assert!(vector::angle_between(&lab.direction(Handle::Feature), &expect) < 1e-9);
}

#[test]
fn the_chosen_loss_is_shown_and_drawn_last() {
    let mut lab = Lab::preset("every-loss").unwrap();
    lab.shown.clear();
    lab.loss = "arcface";
    let drawn: Vec<&str> = lab.drawn().map(|(_, loss)| loss.id()).collect();
    assert_eq!(drawn, ["arcface"]);
    lab.shown.insert("triplet");
    let drawn: Vec<&str> = lab.drawn().map(|(_, loss)| loss.id()).collect();
    assert_eq!(drawn, ["triplet", "arcface"]);
}

/// A posterior without the margin does not belong to a loss with it: both are told, each beside its own.
#[test]
fn each_posterior_is_told_beside_its_own_loss() {
    for preset in ["two-losses", "every-loss"] {
        let lab = Lab::preset(preset).unwrap();
        let judged = Reading::new(&lab).judged.unwrap();
        let (plain, with) = judged.posterior.unwrap();
        assert!(plain > with, "{plain} {with}");
        assert!((judged.loss + with.ln()).abs() < 1e-9);
        assert!((judged.plain_loss.unwrap() + plain.ln()).abs() < 1e-9);
    }
}

/// The laboratory opens on two losses that differ.
#[test]
fn the_first_preset_shows_two_losses_with_their_psi() {
    let lab = Lab::preset(preset_ids().next().unwrap()).unwrap();
    assert_eq!(lab.drawn().count(), 2);
    let reading = Reading::new(&lab);
    assert!(reading.borders.unwrap().wedge().unwrap() > 0.1);
    assert_eq!(reading.judged.unwrap().met, Some(false));
    let psi = super::psi(&lab, &reading);
    let named = psi.series.iter().filter(|series| !series.name.is_empty());
    assert_eq!(named.count(), 2);
    let [degrees, value] = psi.dots[0].at;
    assert!((degrees - reading.theta[0].to_degrees()).abs() < 1e-9);
    assert!((value - (reading.theta[0] + 0.5).cos()).abs() < 1e-9);
}

#[test]
fn the_curve_of_psi_is_in_view_down_to_its_end() {
    for (m, lowest) in [("1", -2.0), ("2", -3.0), ("4", -7.0)] {
        let lab = Lab::preset("l-softmax-equal").unwrap();
        let lab = lab.with("shown=['l-softmax']").unwrap();
        let lab = lab.with(&format!("m={m}")).unwrap();
        let psi = super::psi(&lab, &Reading::new(&lab));
        let (low, high) = psi.y.within.unwrap();
        assert!((low - lowest).abs() < 1e-9 && high == 1.0, "m = {m}: {low}");
        assert!(
            psi.series[0].name.starts_with("ψ, L-Softmax"),
            "{}",
            psi.series[0].name
        );
    }
}

/// No class has the colour of the margin zone, and no loss: it is the grey of every circle and every sphere.
#[test]
fn the_zone_is_grey_whatever_the_loss() {
    for id in preset_ids() {
        let lab = Lab::preset(id).unwrap();
        let found = circle(&lab, &Reading::new(&lab));
        let roles = found.marks.iter().filter_map(|mark| match mark {
            Mark::Sector { role, outer, .. } if *outer <= 1.0 => Some(*role),
            _ => None,
        });
        for role in roles {
            let known = matches!(role, Role::RegionShade(_) | Role::MarginShade);
            assert!(known, "{id}: {role:?}");
        }
    }
}
