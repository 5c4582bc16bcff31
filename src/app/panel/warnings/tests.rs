//! Every warning, where it comes up and where it does not.

use std::sync::Arc;

use super::*;
use crate::train::{self, CurvePoint, Experiment, Quantity, lane};

/// A lane of four blobs on the circle, 500 steps into its run, then changed.
fn lane_with(id: &str, change: impl Fn(&mut Experiment, &mut Snapshot)) -> Lane {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = vec![0, 1, 2, 3];
    experiment.model.feature_dim = 2;
    experiment.set_loss(id);
    let lane = train::Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    let mut snapshot = lane.snapshot("circle", 1, Status::Running);
    snapshot.step = 500;
    snapshot.metrics.loss = 1.0;
    snapshot.metrics.spread_deg = 60.0;
    snapshot.metrics.beyond_pi = 0.0;
    let point = CurvePoint {
        step: 20,
        loss: 2.0,
        train_accuracy: 0.5,
        test_accuracy: 0.5,
        own_angle: 20.0,
    };
    snapshot.curve = Arc::new(vec![point]);
    change(&mut experiment, &mut snapshot);
    Lane {
        place: 0,
        name: "circle".to_owned(),
        title: "circle".to_owned(),
        file_title: "circle".to_owned(),
        snapshot: Arc::new(snapshot),
        experiment,
        past: false,
    }
}

/// The only warning contains these words; none where there are none.
fn check(id: &str, change: impl Fn(&mut Experiment, &mut Snapshot), expect: &[&str]) {
    let found = warnings(&[lane_with(id, change)]);
    assert_eq!(
        found.len(),
        usize::from(!expect.is_empty()),
        "{id}: {found:?}"
    );
    for words in expect {
        assert!(found[0].contains(words), "{id}: {found:?} lacks {words}");
    }
}

#[test]
fn a_run_in_order_has_no_warning() {
    for loss in loss::registry() {
        // With m = 4 alone: two classes and more on the circle need 3.
        check(loss.id(), |_, _| (), &[]);
    }
}

fn sick(health: Health) -> impl Fn(&mut Experiment, &mut Snapshot) {
    move |_, s| s.health = health
}

fn one_point(cause: Cause) -> Health {
    Health::OnePoint {
        since: 350,
        spread_deg: 1.5,
        cause,
    }
}

#[test]
fn what_is_wrong_is_told_with_its_step_and_what_to_try() {
    let diverged = Health::Diverged {
        since: 400,
        loss: 31.0,
        start: 2.5,
        cause: Cause::LargeSteps,
    };
    let words = [
        "step 400",
        "31.00",
        "2.50",
        "Lower the learning rate (now 0.003)",
    ];
    check("softmax", sick(diverged), &words);
    let chance = |cause| Health::Chance {
        since: 300,
        accuracy: 0.26,
        chance: 0.25,
        best: (0.9, 150),
        cause,
    };
    let words = [
        "step 300",
        "26.0 %",
        "25.0 %",
        "90.0 % at step 150",
        "Lower the learning rate",
    ];
    check("am-softmax", sick(chance(Cause::LargeSteps)), &words);
    check(
        "am-softmax",
        sick(chance(Cause::Decay)),
        &["Lower the learning rate (now ", "or the weight decay (now "],
    );
    check("am-softmax", sick(Health::Sound), &[]);
}

#[test]
fn what_stopped_a_run_is_told_once_and_in_its_own_words() {
    let failed = |why: &'static str, health: Health| {
        move |_: &mut Experiment, s: &mut Snapshot| {
            s.status = Status::Failed(why.to_owned());
            s.health = health;
        }
    };
    let health = Health::NotFinite {
        what: Quantity::Loss,
        step: 501,
        cause: Cause::LargeSteps,
    };
    check(
        "am-softmax",
        failed("the reason", health),
        &["stopped: the reason"],
    );
    // A run that trained, and whose data were then changed for some that are not there.
    let found = warnings(&[lane_with(
        "am-softmax",
        failed("no such folder", Health::Sound),
    )]);
    assert!(!found[0].contains("learning rate"), "{found:?}");
}

#[test]
fn data_that_are_yet_to_be_chosen_are_asked_for() {
    let found = warnings(&[lane_with("am-softmax", |_, s| {
        let source = crate::data::find(&s.experiment.data.source).unwrap();
        let why = crate::data::DataError::NoPath(source.id());
        (s.step, s.status) = (0, Status::Failed(why.to_string()));
    })]);
    let [told] = &found[..] else {
        panic!("{found:?}");
    };
    assert!(told.ends_with("choose them under Data"), "{told}");
}

#[test]
fn what_a_file_says_of_a_run_is_bounded_and_steers_nothing() {
    let long = format!("\u{202e}{}", "x".repeat(1_000_000));
    for failed in [true, false] {
        let found = warnings(&[lane_with("am-softmax", |_, s| match failed {
            true => s.status = Status::Failed(long.clone()),
            false => s.trouble = Some(long.clone()),
        })]);
        let [told] = &found[..] else {
            panic!("{} warnings", found.len());
        };
        assert!(told.contains("\\u{202e}xxx") && told.len() < 800, "{told}");
    }
}

#[test]
fn a_run_that_diverged_back_to_its_first_step_had_started() {
    let back_at_start = |step| {
        move |_: &mut Experiment, s: &mut Snapshot| {
            s.step = 0;
            s.status = Status::Failed("the reason".to_owned());
            s.health = Health::NotFinite {
                what: Quantity::Loss,
                step,
                cause: Cause::LargeSteps,
            };
        }
    };
    check(
        "am-softmax",
        back_at_start(7),
        &["circle stopped: the reason"],
    );
    check(
        "am-softmax",
        back_at_start(0),
        &["could not start: the reason"],
    );
}

#[test]
fn a_number_that_is_not_measured_yet_is_no_alarm() {
    let unmeasured = |_: &mut Experiment, s: &mut Snapshot| {
        s.step = 1;
        s.metrics.loss = f64::NAN;
    };
    check("softmax", unmeasured, &[]);
}

#[test]
fn collapse_for_want_of_room_names_the_knob_and_the_way_to_turn_it() {
    let collapsed = || sick(one_point(Cause::Loss));
    check(
        "am-softmax",
        collapsed(),
        &["collapsed", "step 350", "Turn margin down"],
    );
    check("arcface", collapsed(), &["Turn margin down"]);
    check("a-softmax", collapsed(), &["Turn margin down"]);
    check("combined", collapsed(), &["Turn angular margin down"]);
    check("circle", collapsed(), &["Turn relaxation up"]);
    check("circle-pair", collapsed(), &["Turn relaxation up"]);
    check("triplet", collapsed(), &["Turn margin down"]);
    check("contrastive", collapsed(), &["Turn margin up"]);
    check("softmax", collapsed(), &["new seed"]);
}

#[test]
fn classes_without_a_region_are_counted_and_what_to_try_depends_on_the_dimension() {
    let merged = |cause| Health::Merged {
        since: 500,
        lost: 3,
        classes: 10,
        cause,
    };
    let words = [
        "since step 500, 3 of 10 classes",
        "On a circle",
        "new seed",
        "3-D",
    ];
    check("normface", sick(merged(Cause::Loss)), &words);
    check(
        "am-softmax",
        |e, s| {
            sick(merged(Cause::Loss))(e, s);
            e.model.feature_dim = 3;
        },
        &["Replay with a new seed"],
    );
    check(
        "am-softmax",
        sick(merged(Cause::LargeSteps)),
        &["Lower the learning rate"],
    );
}

#[test]
fn an_infeasible_margin_says_where_to_turn_it() {
    let set = |id: &'static str, value: f64| {
        move |e: &mut Experiment, _: &mut Snapshot| e.loss.knobs.set(id, value)
    };
    // Four classes on the circle: 90° apart.
    check("am-softmax", set("m", 0.9), &[]);
    check("arcface", set("m", 1.5), &[]);
    check(
        "contrastive",
        set("m", 1.5),
        &["margin 1.5 is more", "below 1.414"],
    );
    check(
        "a-softmax",
        set("m", 2.0),
        &["margin 2 is too small", "above 3"],
    );
    let ten = |id: &'static str, value: f64| {
        move |e: &mut Experiment, s: &mut Snapshot| {
            e.loss.knobs.set(id, value);
            Arc::make_mut(&mut s.dataset).class_names = vec![String::new(); 10];
        }
    };
    check(
        "am-softmax",
        ten("m", 0.2),
        &["margin 0.2 is more", "below 0.191"],
    );
    check("am-softmax", ten("m", 0.19), &[]);
    check(
        "arcface",
        ten("m", 0.7),
        &["margin 0.7 is more", "below 0.628"],
    );
    check(
        "circle",
        ten("m", 0.5),
        &["relaxation 0.5 is too small", "above 0.572"],
    );
    check("circle-pair", ten("m", 0.5), &["above 0.572"]);
    check(
        "triplet",
        ten("m", 0.5),
        &["margin 0.5 is more", "below 0.382"],
    );
}

#[test]
fn a_scale_that_no_posterior_can_rise_with_says_where_to_turn_it() {
    let set = |value: f64| move |e: &mut Experiment, _: &mut Snapshot| e.loss.knobs.set("s", value);
    check(
        "am-softmax",
        set(4.0),
        &["scale 4 is too small", "0.999", "above ≈6.00"],
    );
    check("normface", set(4.0), &["scale 4 is too small"]);
    check("am-softmax", set(7.0), &[]);
}

#[test]
fn an_angle_beyond_pi_asks_for_a_smaller_one() {
    let beyond = |_: &mut Experiment, s: &mut Snapshot| s.metrics.beyond_pi = 0.06;
    check(
        "arcface",
        beyond,
        &["6.0 %", "beyond π", "Turn margin down"],
    );
    check(
        "combined",
        beyond,
        &["beyond π", "Turn angular margin down"],
    );
    check("arcface", |_, s| s.metrics.beyond_pi = 0.04, &[]);
    check("arcface", |_, s| s.metrics.beyond_pi = f64::NAN, &[]);
}

#[test]
fn lanes_with_the_same_trouble_share_a_sentence() {
    let lane = |name: &str| {
        let mut lane = lane_with("arcface", sick(one_point(Cause::Loss)));
        lane.title = name.to_owned();
        lane
    };
    let found = warnings(&[lane("circle"), lane("sphere")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("circle, sphere"), "{found:?}");
}
