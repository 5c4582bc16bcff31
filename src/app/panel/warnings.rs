//! What is wrong now, and which knob to turn.

use eframe::egui::{Frame, Margin, RichText, Stroke, Ui};

use super::limits;
use crate::app::{
    controls::knob_name,
    lanes::Lane,
    number,
    text::{t, tf},
    theme::palette,
};
use crate::{
    loss::{self, BoundKind, Loss, Turn},
    train::Status,
};

/// A sentence for everything that is wrong, the worst first.
pub fn warnings(lanes: &[Lane]) -> Vec<String> {
    let mut found = failed(lanes);
    found.extend(lanes.iter().filter_map(diverged));
    found.extend(for_lanes(lanes, rising));
    found.extend(for_lanes(lanes, collapsed));
    for (place, lane) in lanes.iter().enumerate() {
        let id = &lane.loss().id;
        // Once for each loss: a sentence names all lanes that have it.
        if lanes[..place].iter().all(|before| before.loss().id != *id) {
            found.extend(loss::find(id).map_or_else(Vec::new, |loss| infeasible(loss, lanes)));
        }
    }
    found.extend(for_lanes(lanes, beyond_pi));
    found
}

/// The loss rises at times, while a margin grows; so much only where the run comes apart.
const RISEN: f64 = 10.0;

/// Features closer to one direction than this have collapsed, degrees.
const COLLAPSED_DEG: f64 = 5.0;

/// An untrained network's features lie close together too.
const FIRST_STEPS: u64 = 100;

/// A few misplaced samples are far from their class in any run.
const BEYOND_PI: f64 = 0.05;

/// A sentence about the lanes in which there is this problem, as it is in the worst of them.
fn for_lanes(lanes: &[Lane], problem: fn(&Lane) -> Option<Problem>) -> Option<String> {
    let found: Vec<(&Lane, Problem)> = lanes
        .iter()
        .filter(|lane| lane.snapshot.step >= FIRST_STEPS && lane.snapshot.metrics.loss.is_finite())
        .filter_map(|lane| Some((lane, problem(lane)?)))
        .collect();
    let (_, worst) = found
        .iter()
        .max_by(|(_, a), (_, b)| a.badness.total_cmp(&b.badness))?;
    let names: Vec<&str> = found.iter().map(|(lane, _)| lane.name.as_str()).collect();
    Some((worst.sentence)(&names.join(", "), worst))
}

/// Something wrong in a lane, in numbers.
struct Problem {
    badness: f64,
    /// The knob to turn, and which way; none where it is the learning rate.
    turn: Option<(&'static str, Turn)>,
    sentence: fn(&str, &Problem) -> String,
}

/// The loss is many times what it began with.
fn rising(lane: &Lane) -> Option<Problem> {
    let curve = &lane.snapshot.curve;
    let first = curve
        .iter()
        .map(|point| point.loss)
        .find(|loss| loss.is_finite())?;
    (lane.snapshot.metrics.loss > RISEN * first).then_some(Problem {
        badness: lane.snapshot.metrics.loss / first,
        turn: None,
        sentence: |lanes, _| {
            let factor = number::plain(RISEN);
            tf("warn-rising", &[("lanes", lanes), ("factor", &factor)])
        },
    })
}

/// All features have fallen into one direction.
fn collapsed(lane: &Lane) -> Option<Problem> {
    let spread = lane.snapshot.metrics.spread_deg;
    (spread < COLLAPSED_DEG).then(|| Problem {
        badness: -spread,
        turn: against_collapse(lane),
        sentence: |lanes, problem| {
            let spread = number::degrees(COLLAPSED_DEG);
            let advice = advice(problem.turn);
            let args = [("lanes", lanes), ("spread", &spread), ("advice", &advice)];
            tf("warn-collapsed", &args)
        },
    })
}

/// What the knob is called, and which way to turn it.
fn against_collapse(lane: &Lane) -> Option<(&'static str, Turn)> {
    let loss = loss::find(&lane.loss().id)?;
    let (id, turn) = loss.against_collapse()?;
    let knob = loss.knobs().iter().find(|knob| knob.id == id)?;
    Some((knob_name(knob), turn))
}

fn advice(turn: Option<(&'static str, Turn)>) -> String {
    match turn {
        None => t("advice-rate").to_owned(),
        Some((knob, Turn::Up)) => tf("advice-up", &[("knob", knob)]),
        Some((knob, Turn::Down)) => tf("advice-down", &[("knob", knob)]),
    }
}

/// A share of the samples is where an added angle passes π.
fn beyond_pi(lane: &Lane) -> Option<Problem> {
    let share = lane.snapshot.metrics.beyond_pi;
    let loss = loss::find(&lane.loss().id)?;
    // The knob in radians is the angle that is added.
    let angle = loss.knobs().iter().find(|knob| knob.unit == "rad")?;
    (share > BEYOND_PI).then_some(Problem {
        badness: share,
        turn: Some((knob_name(angle), Turn::Down)),
        sentence: |lanes, problem| {
            let share = number::percent(problem.badness);
            let knob = problem.turn.map_or("", |(knob, _)| knob);
            let args = [("lanes", lanes), ("share", &share), ("knob", knob)];
            tf("warn-beyond-pi", &args)
        },
    })
}

/// One sentence for all lanes that stopped for the same reason.
fn failed(lanes: &[Lane]) -> Vec<String> {
    let mut reasons: Vec<(&str, bool, Vec<&str>)> = Vec::new();
    for lane in lanes {
        let Status::Failed(why) = &lane.snapshot.status else {
            continue;
        };
        match reasons.iter_mut().find(|(known, ..)| known == why) {
            Some((.., names)) => names.push(&lane.name),
            None => reasons.push((why, lane.snapshot.step > 0, vec![&lane.name])),
        }
    }
    let sentence = |(why, trained, names): (&str, bool, Vec<&str>)| {
        let args = [("lanes", &*names.join(", ")), ("why", why)];
        if trained {
            tf("warn-failed", &args)
        } else {
            tf("warn-not-started", &args)
        }
    };
    reasons.into_iter().map(sentence).collect()
}

fn diverged(lane: &Lane) -> Option<String> {
    let running = !matches!(lane.snapshot.status, Status::Failed(_) | Status::Loading);
    let bad = lane.snapshot.step > 0 && !lane.snapshot.metrics.loss.is_finite();
    (running && bad).then(|| tf("warn-diverged", &[("lane", &lane.name)]))
}

/// A sentence for each knob of `loss` that stands beyond its limit in some lane.
fn infeasible(loss: &dyn Loss, lanes: &[Lane]) -> Vec<String> {
    let sentence = |knob: &crate::knob::Knob| {
        let limits = limits::limits(loss, knob, lanes);
        let passed: Vec<_> = limits.iter().filter(|limit| limit.passed).collect();
        let first = passed.first()?;
        let names: Vec<&str> = passed.iter().map(|limit| limit.lane.as_str()).collect();
        let names = if lanes.len() == 1 {
            t("this-run").to_owned()
        } else {
            names.join(", ")
        };
        let args = [
            ("knob", knob_name(knob)),
            ("value", &number::plain(first.value)),
            ("lanes", &names),
            ("limit", &number::fixed(first.bound.value, 3)),
        ];
        Some(match first.bound.kind {
            BoundKind::AtMost => tf("warn-most", &args),
            BoundKind::AtLeast if first.bound.id == limits::SCALE => tf("warn-scale", &args),
            BoundKind::AtLeast => tf("warn-least", &args),
        })
    };
    loss.knobs().iter().filter_map(sentence).collect()
}

/// The box at the foot of the panel.
pub fn warnings_ui(ui: &mut Ui, problems: &[String]) {
    let palette = palette(ui.visuals());
    Frame::new()
        .fill(palette.warning_fill)
        .stroke(Stroke::new(1.0, palette.warning.gamma_multiply(0.5)))
        .corner_radius(5)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            for problem in problems {
                let text = RichText::new(problem).size(12.0).color(palette.warning);
                ui.label(text).on_hover_text(t("warn-help"));
            }
        });
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::train::{self, CurvePoint, Experiment, Snapshot, lane};

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
        };
        snapshot.curve = Arc::new(vec![point]);
        change(&mut experiment, &mut snapshot);
        Lane {
            name: "circle".to_owned(),
            snapshot: Arc::new(snapshot),
            experiment,
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

    #[test]
    fn divergence_asks_for_a_lower_learning_rate() {
        let no_number = |_: &mut Experiment, s: &mut Snapshot| s.metrics.loss = f64::NAN;
        check(
            "softmax",
            no_number,
            &["no number", "Lower the learning rate"],
        );
        let rising = |_: &mut Experiment, s: &mut Snapshot| s.metrics.loss = 21.0;
        check("softmax", rising, &["diverging", "Lower the learning rate"]);
        check("softmax", |_, s| s.metrics.loss = 19.0, &[]);
        let failed = |_: &mut Experiment, s: &mut Snapshot| {
            s.status = Status::Failed("the loss is no longer a number".to_owned());
        };
        check(
            "am-softmax",
            failed,
            &["stopped", "Lower the learning rate"],
        );
    }

    #[test]
    fn collapse_names_the_knob_and_the_way_to_turn_it() {
        let collapsed = |_: &mut Experiment, s: &mut Snapshot| s.metrics.spread_deg = 4.9;
        check("am-softmax", collapsed, &["collapsed", "Turn margin down"]);
        check("arcface", collapsed, &["Turn margin down"]);
        check("a-softmax", collapsed, &["Turn margin down"]);
        check("combined", collapsed, &["Turn angular margin down"]);
        check("circle", collapsed, &["Turn relaxation up"]);
        check("circle-pair", collapsed, &["Turn relaxation up"]);
        check("triplet", collapsed, &["Turn margin down"]);
        check("contrastive", collapsed, &["Turn margin up"]);
        check("softmax", collapsed, &["Lower the learning rate"]);
        check("softmax", |_, s| s.metrics.spread_deg = 5.1, &[]);
    }

    #[test]
    fn what_an_untrained_network_shows_is_no_collapse() {
        let young = |_: &mut Experiment, s: &mut Snapshot| {
            s.step = 20;
            s.metrics.spread_deg = 2.0;
        };
        check("softmax", young, &[]);
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
        let set =
            |value: f64| move |e: &mut Experiment, _: &mut Snapshot| e.loss.knobs.set("s", value);
        check(
            "am-softmax",
            set(4.0),
            &["scale 4 is too small", "0.999", "above 6.00"],
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
            let mut lane = lane_with("arcface", |_, s| s.metrics.spread_deg = 1.0);
            lane.name = name.to_owned();
            lane
        };
        let found = warnings(&[lane("circle"), lane("sphere")]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("circle, sphere"), "{found:?}");
    }
}
