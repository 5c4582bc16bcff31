use std::sync::Arc;

use super::*;
use crate::{
    lesson::{Change, Expr, Scene},
    loss::bound,
    train::{CurvePoint, Experiment, Lane, Session, Snapshot, Status, lane},
};

fn value(text: &str, state: &State<'_>) -> f64 {
    Expr::parse(text).unwrap().value(&|name| read(name, state))
}

fn close(text: &str, state: &State<'_>, expect: f64, tolerance: f64) {
    let found = value(text, state);
    assert!(
        (found - expect).abs() <= tolerance,
        "{text}: found {found}, expected {expect}"
    );
}

/// The laboratory with W1 and W2 at right angles, after these settings.
fn lab(settings: &[&str]) -> Scene {
    let mut scene = Scene::of_lab(Lab::preset("two-losses").unwrap());
    for setting in settings {
        Change::parse(setting).unwrap().apply(&mut scene).unwrap();
    }
    scene
}

fn check_lab(settings: &[&str], expect: &[(&str, f64)]) {
    let scene = lab(settings);
    let state = State::untrained(&scene);
    for (text, expect) in expect {
        close(text, &state, *expect, 1e-6);
    }
}

fn degrees(radians: f64) -> f64 {
    radians.to_degrees()
}

#[test]
fn sides_of_the_laboratory_are_where_the_formulas_put_them() {
    // 2 θ1 = 90° − θ1.
    check_lab(
        &["lab.loss = l-softmax", "lab.m = 2", "lab.lambda = 0"],
        &[
            ("lab.p1", 30.0),
            ("lab.p2", 60.0),
            ("lab.boundary", 45.0),
            ("lab.zone", 30.0),
            ("lab.apart", 90.0),
        ],
    );
    // 4 θ1 = 90° − θ1.
    check_lab(
        &["lab.loss = a-softmax", "lab.m = 4", "lab.lambda = 0"],
        &[("lab.p1", 18.0), ("lab.zone", 54.0)],
    );
    // cos θ − m = sin θ, so √2 cos(θ + 45°) = m.
    let m = 0.35_f64;
    check_lab(
        &["lab.loss = am-softmax", "lab.m = 0.35"],
        &[
            ("lab.p1", degrees((m / 2_f64.sqrt()).acos()) - 45.0),
            ("lab.zone", degrees(2.0 * (m / 2_f64.sqrt()).asin())),
            ("lab.gap", m),
            ("lab.m", m),
            ("lab.m[arcface]", 0.5),
        ],
    );
    // ‖W1‖ cos θ1 = ‖W2‖ sin θ1 with ‖W1‖ = 2 ‖W2‖.
    check_lab(
        &[
            "lab.loss = softmax",
            "lab.w1.length = 1.4",
            "lab.w2.length = 0.7",
        ],
        &[
            ("lab.boundary", degrees(2_f64.atan())),
            ("lab.boundary[modified-softmax]", 45.0),
            ("lab.length1 / lab.length2", 2.0),
        ],
    );
}

#[test]
fn numbers_of_the_laboratory_are_those_of_the_formulas() {
    let (m, s, theta) = (0.35, 8.0, 35_f64.to_radians());
    let (first, second) = (s * (theta.cos() - m), s * theta.sin());
    let posterior = 1.0 / (1.0 + (second - first).exp());
    let plain = 1.0 / (1.0 + (s * (theta.sin() - theta.cos())).exp());
    check_lab(
        &[
            "lab.loss = am-softmax",
            "lab.m = 0.35",
            "lab.s = 8",
            "lab.x.angle = 100",
            "lab.label = 1",
        ],
        &[
            ("lab.theta1", 35.0),
            ("lab.theta2", 55.0),
            ("lab.logit1", first),
            ("lab.logit2", second),
            ("lab.plain1", first + s * m),
            ("lab.plain2", second),
            ("lab.posterior", posterior),
            ("lab.plain_posterior", plain),
            ("lab.loss", -posterior.ln()),
            ("lab.plain_loss", -plain.ln()),
            ("lab.met", 0.0),
            ("lab.psi", theta.cos() - m),
            ("lab.slope", -theta.sin()),
            // Towards W1 along the circle: s (1 − p)(sin θ1 + cos θ1).
            (
                "lab.pull",
                s * (1.0 - posterior) * (theta.sin() + theta.cos()),
            ),
        ],
    );
    // ψ(200°) = −cos 200° − 2, and its slope −2 |sin 200°|.
    let double = 200_f64.to_radians();
    check_lab(
        &[
            "lab.loss = l-softmax",
            "lab.m = 2",
            "lab.lambda = 0",
            "lab.x.angle = 35",
            "lab.label = 1",
            "lab.x.length = 4",
        ],
        &[
            ("lab.theta1", 100.0),
            ("lab.length", 4.0),
            ("lab.psi", -double.cos() - 2.0),
            ("lab.slope", -2.0 * double.sin().abs()),
        ],
    );
}

/// A lane on ten small blobs on the circle, some steps trained, and its scene.
fn trained(loss: &str, knobs: &[(&str, f64)]) -> (Scene, Arc<Snapshot>) {
    trained_on(loss, knobs, "")
}

/// The same with one more key of the data.
fn trained_on(loss: &str, knobs: &[(&str, f64)], data: &str) -> (Scene, Arc<Snapshot>) {
    let knobs: String = knobs
        .iter()
        .map(|(id, value)| format!("{id} = {value:?}\n"))
        .collect();
    let text = format!(
        "[data]\nsource = \"blobs\"\nclass_count = 10\ntrain = 200\ntest = 100\n{data}\n[model]\nhidden = [16]\nfeature_dim = 2\n\
         [loss]\nid = \"{loss}\"\n{knobs}"
    );
    let session = Session::parse("ten", &text, "ten").unwrap();
    let (_, experiment) = session.experiments().unwrap().remove(0);
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    (0..40).for_each(|_| lane.step().unwrap());
    lane.begin_refresh();
    while !lane.refresh_part() {}
    let snapshot = lane.snapshot("run", 0, Status::Paused);
    (Scene::of_run(session), Arc::new(snapshot))
}

#[test]
fn what_was_logged_is_read_of_an_earlier_step() {
    let (scene, mut snapshot) = trained("normface", &[]);
    let point = |step: u64| CurvePoint {
        step,
        loss: step as f64,
        train_accuracy: 0.5,
        test_accuracy: 0.25,
        own_angle: 90.0 - step as f64,
    };
    Arc::make_mut(&mut snapshot).curve = Arc::new([10, 20, 30].map(point).to_vec());
    let state = State::new(&scene, |_| Some((Arc::clone(&snapshot), 0)));
    close("own_angle@20", &state, 70.0, 0.0);
    close("own_angle[run]@29", &state, 70.0, 0.0);
    close("train_loss@400", &state, 30.0, 0.0);
    close("accuracy@10 - train_accuracy@10", &state, -0.25, 0.0);
    assert!(
        value("accuracy@9", &state).is_nan(),
        "nothing was logged yet"
    );
}

#[test]
fn bounds_are_those_of_the_papers() {
    let (scene, snapshot) = trained("am-softmax", &[("m", 0.1), ("s", 1.0)]);
    let state = State::new(&scene, |_| Some((Arc::clone(&snapshot), 0)));
    close("bound.m", &state, 1.0 - 36_f64.to_radians().cos(), 1e-12);
    close(
        "bound.s",
        &state,
        0.9 * (9.0 * 0.999 / 0.001_f64).ln(),
        1e-9,
    );
    let floor = (1.0 + 9.0 * (-10.0 / 9.0_f64).exp()).ln();
    close("bound.loss", &state, floor, 1e-12);
    close("bound.posterior", &state, (-floor).exp(), 1e-12);
    close("bound.loss", &state, 1.377, 5e-4);
    assert_eq!(
        bound::loss_floor(1.0, 10),
        Some(value("bound.loss", &state))
    );
    close("classes", &state, 10.0, 0.0);
    close("loss.s", &state, 1.0, 0.0);
    close("loss.m[run]", &state, 0.1, 0.0);
    close("data.train", &state, 200.0, 0.0);
}

#[test]
fn what_is_measured_is_what_the_run_says() {
    let (scene, snapshot) = trained("normface", &[("s", 6.0)]);
    let state = State::new(&scene, |_| Some((Arc::clone(&snapshot), 15)));
    let metrics = &snapshot.metrics;
    close("accuracy", &state, metrics.test_accuracy, 0.0);
    close("own_angle[run]", &state, metrics.angle_to_own_deg.mean, 0.0);
    close("meet", &state, metrics.margin_satisfied, 0.0);
    close("nearest", &state, metrics.nearest_classes_deg, 0.0);
    close("steps", &state, 40.0, 0.0);
    close("steps_since", &state, 25.0, 0.0);
    close("lanes", &state, 1.0, 0.0);
    // Without a margin there is no zone.
    close("zone", &state, 0.0, 1e-9);
    // By hand: the posterior of each sample is that of its cosines, six times over.
    let unit = |row: ndarray::ArrayView1<'_, f32>| {
        let row: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
        let norm = row[0].hypot(row[1]);
        [row[0] / norm, row[1] / norm]
    };
    let weights: Vec<[f64; 2]> = snapshot.weights.rows().into_iter().map(unit).collect();
    let largest = |u: [f64; 2]| {
        let logits = weights.iter().map(|w| 6.0 * (w[0] * u[0] + w[1] * u[1]));
        let all: Vec<f64> = logits.map(f64::exp).collect();
        all.iter().copied().fold(0.0, f64::max) / all.iter().sum::<f64>()
    };
    let rows = snapshot.features.rows().into_iter();
    let unsure = rows.filter(|row| largest(unit(row.view())) < 0.9).count();
    close("uncertain", &state, unsure as f64 / 100.0, 1e-12);
    let on_weights = weights
        .iter()
        .map(|w| largest(*w))
        .fold(f64::INFINITY, f64::min);
    close("posterior", &state, on_weights, 1e-9);
    let lengths = snapshot
        .features
        .rows()
        .into_iter()
        .map(|row| f64::from(row[0]).hypot(f64::from(row[1])));
    close("length", &state, lengths.sum::<f64>() / 100.0, 1e-9);
}

#[test]
fn pairs_of_unseen_classes_are_told_apart_as_by_hand() {
    let (scene, snapshot) = trained_on("normface", &[], "unseen = [1, 4, 7]");
    let state = State::new(&scene, |_| Some((Arc::clone(&snapshot), 0)));
    let labels = &snapshot.dataset.unseen.test.labels;
    // So few that all of them are looked at.
    assert!((20..200).contains(&labels.len()));
    let angle = |i: usize, j: usize| {
        let [a, b] = [i, j].map(|row| snapshot.unseen.row(row).mapv(f64::from));
        let cos = a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt();
        cos.clamp(-1.0, 1.0).acos().to_degrees()
    };
    let all = (0..labels.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for (i, j) in all {
        let kind = if labels[i] == labels[j] {
            &mut same
        } else {
            &mut other
        };
        kind.push(angle(i, j));
    }
    let share = |angles: &[f64], up_to: f64| {
        angles.iter().filter(|angle| **angle <= up_to).count() as f64 / angles.len() as f64
    };
    // At the angle of the equal error rate both errors are next to it.
    let (eer, at) = (value("verify.eer", &state), value("verify.angle", &state));
    let steps = 1.0 / same.len().min(other.len()) as f64;
    assert!((share(&other, at + 1e-6) - eer).abs() <= 2.0 * steps + 1e-9);
    assert!((1.0 - share(&same, at + 1e-6) - eer).abs() <= 2.0 * steps + 1e-9);
    let tars = same
        .iter()
        .chain(&other)
        .filter(|at| share(&other, **at + 1e-9) <= 0.01);
    let tar = tars.map(|at| share(&same, *at + 1e-9)).fold(0.0, f64::max);
    close("verify.tar[run]", &state, tar, 1e-9);
    let best = same
        .iter()
        .chain(&other)
        .map(|at| (1.0 + share(&same, *at + 1e-9) - share(&other, *at + 1e-9)) / 2.0);
    close("verify.accuracy", &state, best.fold(0.5, f64::max), 1e-9);
    // Who trains all classes has none.
    let (whole, _) = trained("normface", &[]);
    let told = check(
        &Name {
            name: "verify.eer".to_owned(),
            of: None,
            at: None,
        },
        &whole,
    )
    .unwrap_err();
    assert!(told.contains("data.unseen"), "{told}");
}

#[test]
fn lambda_is_the_one_in_force() {
    let (scene, snapshot) = trained(
        "a-softmax",
        &[
            ("lambda_base", 100.0),
            ("lambda_gamma", 0.5),
            ("lambda_min", 1.0),
        ],
    );
    let state = State::new(&scene, |_| Some((Arc::clone(&snapshot), 0)));
    close("lambda", &state, 100.0 / 21.0, 1e-9);
}

#[test]
fn every_reading_has_a_number_where_there_is_something_to_read() {
    let (mut scene, snapshot) = trained("l-softmax", &[]);
    scene.lab = lab(&["lab.loss = am-softmax"]).lab;
    let (other, with_scale) = trained("am-softmax", &[]);
    let (mut left_out, with_unseen) = trained_on("am-softmax", &[], "unseen = 3");
    left_out.lab = None;
    for reading in registry() {
        // What softmax's kin have no scale for is read of a loss that has one.
        let (scene, snapshot) = match reading.name.split('.').next() {
            Some("bound") => (&other, &with_scale),
            Some("verify") => (&left_out, &with_unseen),
            _ => (&scene, &snapshot),
        };
        let state = State::new(scene, |_| Some((Arc::clone(snapshot), 0)));
        let found = value(reading.name, &state);
        assert!(found.is_finite(), "{}: {found}", reading.name);
        assert!(!reading.about.is_empty() && !reading.about.ends_with('.'));
    }
}

#[test]
fn what_lanes_do_not_have_in_common_is_read_of_one() {
    let mut scene = Scene::preset("cosface-toy").unwrap();
    let state = State::untrained(&scene);
    assert!(value("loss.m", &state).is_nan());
    close("loss.m[m-02]", &state, 0.2, 0.0);
    close("loss.s", &state, 10.0, 0.0);
    close("steps", &state, 0.0, 0.0);
    assert!(
        value("accuracy[m-0]", &state).is_nan(),
        "nothing is measured yet"
    );
    scene.session = None;
    assert!(value("steps", &State::untrained(&scene)).is_nan());
}

#[test]
fn what_cannot_be_read_is_told() {
    fn told(text: &str, scene: &Scene) -> String {
        let expr = Expr::parse(text).unwrap();
        let found = expr
            .names()
            .into_iter()
            .find_map(|name| check(name, scene).err());
        found.unwrap_or_default()
    }
    let run = Scene::preset("fashion").unwrap();
    let lab = lab(&[]);
    for text in [
        "loss.m",
        "loss.m[circle]",
        "accuracy[sphere]",
        "steps",
        "bound.m",
        "optimizer.batch",
        "bound.m[circle]",
    ] {
        assert_eq!(told(text, &run), "", "{text}");
    }
    for text in ["lab.m", "lab.theta1", "lab.loss[softmax]", "lab.s[arcface]"] {
        assert_eq!(told(text, &lab), "", "{text}");
    }
    for (text, scene, expect) in [
        (
            "accuracy",
            &run,
            "found accuracy, expected one of accuracy[circle], accuracy[sphere]",
        ),
        (
            "accuracy[plane]",
            &run,
            "found accuracy[plane], expected one of accuracy[circle]",
        ),
        (
            "acuracy[circle]",
            &run,
            "unknown reading \"acuracy\"; did you mean \"accuracy\"?",
        ),
        (
            "loss.n",
            &run,
            "unknown reading \"loss.n\"; did you mean \"loss.m\"?",
        ),
        ("steps[circle]", &run, "expected steps alone"),
        (
            "nearest[circle]@400",
            &run,
            "found nearest[circle]@400, expected what is logged at every step, such as accuracy@400",
        ),
        ("accuracy@400", &run, "expected one of accuracy[circle]"),
        ("lab.loss", &run, "found no laboratory"),
        ("accuracy", &lab, "found no run"),
        (
            "lab.loss[soft]",
            &lab,
            "found \"soft\", expected one of softmax",
        ),
        ("lab.theta1[softmax]", &lab, "expected lab.theta1 alone"),
        ("lab.gamma", &lab, "the loss \"arcface\" has no gamma"),
        ("lab.thetta1", &lab, "did you mean \"lab.theta1\"?"),
    ] {
        let found = told(text, scene);
        assert!(found.contains(expect), "{text}: {found}");
    }
    // A knob that one lane has and another has not.
    let mixed = Scene::preset("am-softmax-spheres").unwrap();
    assert!(told("loss.s", &mixed).contains("not every lane has"));
    assert_eq!(told("loss.s[normface]", &mixed), "");
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> = registry().map(|reading| reading.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    // A key of an experiment would hide behind one.
    let keys = Experiment::default().keys();
    assert!(
        !names
            .iter()
            .any(|name| keys.iter().any(|key| key == name && key != "steps"))
    );
}
