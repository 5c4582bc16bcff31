use super::{Chart, ChartLane, named};
use crate::{
    figure::{
        Switches,
        chart::{Axis, ChartFigure, Dot, Mark, Series, Stroke, Title, Tone, Unit},
    },
    knob::written,
    loss,
    text::tf,
    train::Experiment,
};

/// By training step: the share of the margin that is in force, and of the first learning rate.
pub struct Schedule;

/// Points of a curve.
const POINTS: u64 = 240;
/// λ counts as settled below so many times its floor.
const SETTLED: f64 = 1.02;

impl Chart for Schedule {
    fn id(&self) -> &'static str {
        "schedule"
    }

    fn name(&self) -> &'static str {
        "Schedules"
    }

    fn help(&self) -> &'static str {
        "How much of the margin is in force at each step: the warm-up and the ramp of m, and the margin's weight 1 / (1 + λ) where λ is annealed; thin, the learning rate in parts of its start."
    }

    fn figure(&self, lanes: &[ChartLane<'_>], _: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::Steps, 0.0, 0.0).titled(Title::Steps),
            Axis::showing(Unit::Percent, 0.0, 1.0).titled(Title::InForce),
        );
        let end = lanes.iter().map(end).max().unwrap_or(1);
        let mut known: Vec<&Experiment> = Vec::new();
        for lane in lanes {
            let same = |other: &&Experiment| {
                other.loss == lane.experiment.loss && other.optimizer == lane.experiment.optimizer
            };
            if known.iter().any(same) {
                continue;
            }
            known.push(lane.experiment);
            for curve in curves(lane.experiment) {
                let label = named(lanes, lane, &(curve.label)(lane.snapshot.schedule_step()));
                push(&mut figure, lane, &curve, label, end);
            }
        }
        // What has no step has none that the others could be at.
        let steps = lanes.iter().map(|lane| lane.snapshot.schedule_step());
        let now = steps.clone().filter(|step| *step <= end).max();
        let now = now.unwrap_or(end);
        figure.marks.push(Mark {
            tone: Tone::Quiet,
            from: now as f64,
            to: now as f64,
            text: String::new(),
        });
        figure
    }
}

/// Something that changes with the step.
struct Curve<'a> {
    stroke: Stroke,
    /// What of it is in force at a step, 0 to 1.
    part: Box<dyn Fn(u64) -> f64 + 'a>,
    /// What it is at a step, for the legend.
    label: Box<dyn Fn(u64) -> String + 'a>,
}

/// The schedules that `experiment` has.
fn curves(experiment: &Experiment) -> Vec<Curve<'_>> {
    let config = &experiment.loss;
    let mut curves = Vec::new();
    let Some(loss) = loss::find(&config.id) else {
        return curves;
    };
    let at = move |step: u64, id: &str| loss.at_step(&config.knobs, step).get(id);
    for &(id, start) in loss.neutral() {
        let Some(knob) = loss.knobs().iter().find(|knob| knob.id == id) else {
            continue;
        };
        let full = config.knobs.or(id, knob.default);
        if (full - start).abs() < 1e-12 {
            continue;
        }
        curves.push(Curve {
            stroke: Stroke::Bold,
            part: Box::new(move |step| {
                at(step, id).map_or(1.0, |now| (now - start) / (full - start))
            }),
            label: Box::new(move |step| {
                format!(
                    "{} {}",
                    written(knob.letter()),
                    short(at(step, id).unwrap_or(full))
                )
            }),
        });
    }
    if at(0, "lambda").is_some() {
        curves.push(Curve {
            stroke: Stroke::Dashed,
            part: Box::new(move |step| {
                at(step, "lambda").map_or(1.0, |lambda| 1.0 / (1.0 + lambda))
            }),
            label: Box::new(move |step| format!("λ {}", short(at(step, "lambda").unwrap_or(0.0)))),
        });
    }
    let full = experiment.optimizer.learning_rate.max(f64::MIN_POSITIVE);
    curves.push(Curve {
        stroke: Stroke::Solid,
        part: Box::new(move |step| experiment.learning_rate_at(step) / full),
        label: Box::new(move |step| {
            tf(
                "chart-rate",
                &[("rate", &short(experiment.learning_rate_at(step)))],
            )
        }),
    });
    curves
}

fn push(figure: &mut ChartFigure, lane: &ChartLane<'_>, curve: &Curve<'_>, name: String, end: u64) {
    let tone = Tone::Lane(lane.place);
    let now = lane.snapshot.schedule_step().min(end);
    let point = |step: u64| [step as f64, (curve.part)(step)];
    let share = |i: u64| (u128::from(end) * u128::from(i) / u128::from(POINTS)) as u64;
    figure.series.push(Series {
        name,
        tone,
        stroke: curve.stroke,
        points: (0..=POINTS).map(|i| point(share(i))).collect(),
    });
    figure.dots.push(Dot {
        tone,
        at: point(now),
    });
}

/// Where the axis of steps ends: a little after everything has settled, or after the present step if that is later.
fn end(lane: &ChartLane<'_>) -> u64 {
    let config = &lane.experiment.loss;
    let knob = |id: &str| config.knobs.or(id, 0.0).max(0.0) as u64;
    let margin = knob("warmup") + knob("ramp");
    let settled = loss::find(&config.id).and_then(|loss| {
        let lambda = |step: u64| loss.at_step(&config.knobs, step).get("lambda");
        let floor = lambda(u64::MAX)?.max(0.05) * SETTLED;
        let doubling = (0..24).map(|power| 100_u64 << power);
        doubling
            .into_iter()
            .find(|step| lambda(*step).is_some_and(|now| now <= floor))
    });
    let rate = lane.experiment.schedule_span();
    let longest = margin.max(settled.unwrap_or(0)).max(rate);
    let longest = longest.max(lane.snapshot.step);
    // A moment may be called by any step.
    longest.saturating_add(longest / 10).saturating_add(1)
}

/// Three digits, whatever the size.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 6);
    let power = 10_f64.powi(digits);
    format!("{}", (value * power).round() / power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expect: &str) {
        assert_eq!(short(value), expect);
    }

    #[test]
    fn numbers_have_three_digits() {
        check(0.0, "0");
        check(0.123_456, "0.123");
        check(0.003, "0.003");
        check(12.34, "12.3");
        check(1000.0, "1000");
    }

    /// Parts in force at `steps`, of the first schedule of AM-Softmax with these values.
    fn check_parts(set: &[(&str, f64)], expect: &[(u64, f64)]) {
        let mut experiment = Experiment::default();
        set.iter()
            .for_each(|(id, value)| experiment.loss.knobs.set(id, *value));
        let curves = curves(&experiment);
        for (step, part) in expect {
            let found = (curves[0].part)(*step);
            assert!((found - part).abs() < 1e-12, "{found} at {step}");
        }
    }

    #[test]
    fn the_ramp_is_drawn_as_it_is_trained() {
        let ramp = [("m", 0.4), ("ramp", 100.0), ("warmup", 50.0)];
        check_parts(
            &ramp,
            &[(0, 0.0), (50, 0.0), (100, 0.5), (150, 1.0), (900, 1.0)],
        );
    }

    #[test]
    fn without_a_margin_only_the_learning_rate_is_drawn() {
        check_parts(&[("m", 0.0)], &[(0, 1.0), (20_000, 0.1)]);
    }
}
