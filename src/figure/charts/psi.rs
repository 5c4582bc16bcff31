use std::f64::consts::PI;

use super::{Chart, ChartLane, angle, histogram};
use crate::{
    figure::{
        Switch, Switches,
        chart::{Axis, ChartFigure, Mark, Series, Stroke, Title, Tone, Unit},
    },
    knob::{Knobs, written},
    loss::{self, Loss, Margin},
    text::{t, tf},
};

/// The target logit ψ(θ), without its scale, against the angle to the own class.
pub struct Psi;

/// Points of a curve.
const POINTS: usize = 361;
/// A smaller step of ψ counts as a steep part of the curve, not as a jump.
const LEAST_JUMP: f64 = 1e-4;
/// Share of the chart's height that the histogram of samples takes.
const SAMPLES: f64 = 0.3;

impl Chart for Psi {
    fn id(&self) -> &'static str {
        "psi"
    }

    fn name(&self) -> &'static str {
        "Target logit ψ"
    }

    fn help(&self) -> &'static str {
        "What the loss makes of the angle between a feature and its own class, before the scale. The lower the curve, the more is asked for."
    }

    fn switches(&self) -> &'static [Switch] {
        &[
            Switch {
                id: "family",
                label: "family",
                help: "The other losses with a target logit, each at its defaults.",
                default: true,
            },
            Switch {
                id: "slope",
                label: "slope",
                help: "Dashed: dψ/dθ as the gradient uses it, which is how hard a feature at that angle is pulled.",
                default: false,
            },
            Switch {
                id: "samples",
                label: "samples",
                help: "Where the held-out features are now: a histogram of their angles to their own class.",
                default: true,
            },
        ]
    }

    fn figure(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> ChartFigure {
        let mut figure = ChartFigure::new(
            Axis::showing(Unit::Degrees, 0.0, 180.0).titled(Title::Theta),
            Axis::showing(Unit::Number, -2.0, 1.0).titled(Title::Target),
        );
        let chosen = chosen(lanes);
        if switches.on("samples") {
            push_samples(&mut figure, lanes);
        }
        if switches.on("family") {
            push_family(&mut figure, lanes, &chosen);
        }
        for curve in &chosen {
            push_curve(&mut figure, curve, switches.on("slope"));
        }
        if chosen.is_empty() && !lanes.is_empty() {
            figure.note = Some(t("chart-no-target").to_owned());
        }
        figure
    }
}

/// A loss's ψ by θ.
struct Curve {
    name: String,
    tone: Tone,
    parts: Vec<Vec<[f64; 2]>>,
    slopes: Vec<[f64; 2]>,
}

impl Curve {
    /// ψ of `margin`, in parts where it jumps.
    fn new(name: String, tone: Tone, margin: &dyn Margin) -> Self {
        let at = |theta: f64| margin.target(theta.cos());
        let psi = |theta: f64| at(theta).value;
        let theta = |i: usize| PI * i as f64 / (POINTS - 1) as f64;
        let mut parts = Vec::new();
        let mut part = Vec::new();
        let mut last = None;
        for i in 0..POINTS {
            let here = [theta(i), psi(theta(i))];
            if let Some([before, after]) = last.and_then(|last| jump(&psi, last, here)) {
                part.push(before);
                parts.push(std::mem::replace(&mut part, vec![after]));
            }
            part.push([here[0].to_degrees(), here[1]]);
            last = Some(here);
        }
        parts.push(part);
        // At 0 and π the derivative by the cosine is clamped, so the slope is read just inside.
        let inside = |i| theta(i).clamp(1e-4, PI - 1e-4);
        let slope = |i| {
            [
                theta(i).to_degrees(),
                -inside(i).sin() * at(inside(i)).slope,
            ]
        };
        Self {
            name,
            tone,
            parts,
            slopes: (0..POINTS).map(slope).collect(),
        }
    }

    /// Whether two curves cannot be told apart.
    fn is_like(&self, other: &Self) -> bool {
        let values = |curve: &Self| -> Vec<f64> {
            let points = curve.parts.iter().flatten();
            points.flat_map(|point| *point).collect()
        };
        let (own, others) = (values(self), values(other));
        own.len() == others.len() && own.iter().zip(&others).all(|(a, b)| (a - b).abs() < 1e-9)
    }
}

/// Where ψ jumps between two angles (radians), found by halving: the points `[degrees, ψ]` just before and just after. The half
/// that has less of the rise is left, until the rest has less than a jump or is as narrow as numbers are.
fn jump(psi: &impl Fn(f64) -> f64, from: [f64; 2], to: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let rise = |[_, a]: [f64; 2], [_, b]: [f64; 2]| (b - a).abs();
    let (mut a, mut b) = (from, to);
    for _ in 0..40 {
        if rise(a, b) <= LEAST_JUMP {
            return None;
        }
        let theta = 0.5 * (a[0] + b[0]);
        let middle = [theta, psi(theta)];
        if rise(a, middle) > rise(middle, b) {
            b = middle;
        } else {
            a = middle;
        }
    }
    let jumps = rise(a, b) > LEAST_JUMP;
    jumps.then(|| [a, b].map(|[theta, psi]| [theta.to_degrees(), psi]))
}

/// The curves of the lanes' losses as they stand now, one where several lanes have the same.
fn chosen(lanes: &[ChartLane<'_>]) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for lane in lanes {
        let Some(loss) = loss::find(&lane.loss().id) else {
            continue;
        };
        let now = loss.at_step(&lane.loss().knobs, lane.snapshot.schedule_step());
        let curve = curve(loss, &now, Tone::Lane(lane.place));
        curves.extend(curve.filter(|new| curves.iter().all(|known| !new.is_like(known))));
    }
    curves
}

/// ψ of `loss` at these resolved values; `None` for a loss that has none.
fn curve(loss: &dyn Loss, values: &Knobs, tone: Tone) -> Option<Curve> {
    let objective = loss.objective(values);
    let head = objective.head()?;
    Some(Curve::new(label(loss, values), tone, head.margin.as_ref()))
}

/// Adds ψ of `loss` at these resolved values, where it has one.
pub(in crate::figure) fn push_psi(
    figure: &mut ChartFigure,
    loss: &dyn Loss,
    values: &Knobs,
    (tone, stroke): (Tone, Stroke),
) {
    if let Some(curve) = curve(loss, values, tone) {
        push_parts(figure, &curve, stroke);
    }
}

/// The loss's short name and the values that shape ψ, `AM-Softmax m=0.35`.
fn label(loss: &dyn Loss, values: &Knobs) -> String {
    let name = loss.short_name();
    let shapes = |id: &&str| {
        let knob = loss.knobs().iter().find(|knob| knob.id == *id);
        knob.is_none_or(|knob| knob.label != "scale")
    };
    let value = |id: &str| {
        let knob = loss.knobs().iter().find(|knob| knob.id == id);
        let value = values.get(id).or(knob.map(|knob| knob.default))?;
        let symbol = knob.map_or("λ", |knob| knob.letter());
        // Three digits: an annealed λ runs through many sizes.
        let digits = if value.abs() < 10.0 { 100.0 } else { 1.0 };
        Some(format!(
            " {}={}",
            written(symbol),
            (value * digits).round() / digits
        ))
    };
    let ids = loss.parameters().into_iter();
    let values: String = ids.filter(shapes).filter_map(value).collect();
    format!("{name}{values}")
}

fn push_curve(figure: &mut ChartFigure, curve: &Curve, slope: bool) {
    for ends in curve.parts.windows(2) {
        if let [before, after] = ends {
            push_jump(figure, curve.tone, before.last(), after.first());
        }
    }
    push_rises(figure, curve);
    push_parts(figure, curve, Stroke::Bold);
    if slope {
        figure.series.push(Series {
            name: "dψ/dθ".to_owned(),
            tone: curve.tone,
            stroke: Stroke::Dashed,
            points: curve.slopes.clone(),
        });
    }
}

/// The parts as series, of which the first has the name.
fn push_parts(figure: &mut ChartFigure, curve: &Curve, stroke: Stroke) {
    for (i, part) in curve.parts.iter().enumerate() {
        figure.series.push(Series {
            name: if i == 0 {
                curve.name.clone()
            } else {
                String::new()
            },
            tone: curve.tone,
            stroke,
            points: part.clone(),
        });
    }
}

fn push_jump(
    figure: &mut ChartFigure,
    tone: Tone,
    before: Option<&[f64; 2]>,
    after: Option<&[f64; 2]>,
) {
    let Some((before, after)) = before.zip(after) else {
        return;
    };
    let minus = |value: f64| format!("{value:.3}").replace('-', "−");
    figure.marks.push(Mark {
        tone: Tone::Warning,
        from: before[0],
        to: 180.0,
        text: tf(
            "chart-jump",
            &[
                ("at", &format!("{:.1}°", before[0])),
                ("from", &minus(before[1])),
                ("to", &minus(after[1])),
            ],
        ),
    });
    figure.series.push(Series {
        name: String::new(),
        tone,
        stroke: Stroke::Dashed,
        points: vec![*before, *after],
    });
}

/// Marks where ψ rises with the angle: there a feature farther from its class has the larger logit.
fn push_rises(figure: &mut ChartFigure, curve: &Curve) {
    for part in &curve.parts {
        let rising = |ends: &&[[f64; 2]]| ends[1][1] > ends[0][1] + 1e-12;
        let mut stripes: Vec<(f64, f64)> = Vec::new();
        for ends in part.windows(2).filter(rising) {
            let (from, to) = (ends[0][0], ends[1][0]);
            match stripes.last_mut().filter(|last| last.1 >= from) {
                Some(last) => last.1 = to,
                None => stripes.push((from, to)),
            }
        }
        figure
            .marks
            .extend(stripes.into_iter().map(|(from, to)| Mark {
                tone: Tone::Warning,
                from,
                to,
                text: t("chart-rises").to_owned(),
            }));
    }
}

/// The losses that no lane uses, at their defaults and as their schedules end; each distinct curve once.
fn push_family(figure: &mut ChartFigure, lanes: &[ChartLane<'_>], chosen: &[Curve]) {
    let mut family: Vec<Curve> = Vec::new();
    let plain = Curve::new("cos θ".to_owned(), Tone::Family(0), &loss::margin::Plain);
    let others = loss::registry().iter().enumerate();
    let others = others.filter(|(_, loss)| lanes.iter().all(|lane| lane.loss().id != loss.id()));
    for (place, loss) in others {
        let settled = loss.at_step(&loss.defaults(), u64::MAX);
        let tone = Tone::Family(place);
        let Some(mut curve) = curve(*loss, &settled, tone) else {
            continue;
        };
        if curve.is_like(&plain) {
            curve.name.clone_from(&plain.name);
        }
        let known = family.iter().chain(chosen);
        if known.into_iter().all(|known| !curve.is_like(known)) {
            family.push(curve);
        }
    }
    for curve in &family {
        push_parts(figure, curve, Stroke::Solid);
    }
}

fn push_samples(figure: &mut ChartFigure, lanes: &[ChartLane<'_>]) {
    for lane in lanes {
        let own = angle::to_classes(lane.snapshot).into_iter().map(|a| a.own);
        let tone = Tone::Lane(lane.place);
        let bars = histogram::of_angles(String::new(), tone, true, Some(SAMPLES), own);
        figure.bars.extend(bars);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ψ of a loss at `degrees`, read off its curve.
    fn check(id: &str, set: &[(&str, f64)], degrees: usize, expect: f64) {
        let loss = loss::find(id).unwrap();
        let mut knobs = loss.defaults();
        set.iter().for_each(|(id, value)| knobs.set(id, *value));
        let curve = curve(loss, &knobs, Tone::Quiet).unwrap();
        let mut points = curve.parts.iter().flatten();
        let found = points
            .find(|point| (point[0] - degrees as f64).abs() < 1e-9)
            .unwrap();
        assert!(
            (found[1] - expect).abs() < 1e-3,
            "{id} at {degrees}: {}",
            found[1]
        );
    }

    #[test]
    fn curves_are_the_papers() {
        let a = [("m", 4.0), ("lambda", 5.0)];
        for (degrees, expect) in [(30, 0.638), (60, 0.167), (90, -0.5), (180, -2.0)] {
            check("a-softmax", &a, degrees, expect);
        }
        check("a-softmax", &[("m", 4.0), ("lambda", 0.0)], 180, -7.0);
        check("am-softmax", &[("m", 0.35)], 0, 0.65);
        check("softmax", &[], 60, 0.5);
    }

    #[test]
    fn arcface_jumps_where_its_margin_passes_a_half_turn() {
        let loss = loss::find("arcface").unwrap();
        for m in [0.1_f64, 0.5, 1.2] {
            let mut knobs = loss.defaults();
            knobs.set("m", m);
            let curve = curve(loss, &knobs, Tone::Quiet).unwrap();
            let [before, after] = &curve.parts[..] else {
                panic!("{} parts", curve.parts.len());
            };
            let (before, after) = (before.last().unwrap(), after.first().unwrap());
            assert!((before[0] - (PI - m).to_degrees()).abs() < 1e-6);
            assert!((before[1] + 1.0).abs() < 1e-6);
            assert!((after[1] + m.cos() + m * m.sin()).abs() < 1e-6);
        }
    }

    #[test]
    fn no_other_loss_jumps_or_rises() {
        for loss in loss::registry()
            .iter()
            .filter(|loss| loss.id() != "arcface")
        {
            let Some(curve) = curve(*loss, &loss.defaults(), Tone::Quiet) else {
                continue;
            };
            let mut figure = ChartFigure::new(Axis::free(Unit::None), Axis::free(Unit::None));
            push_curve(&mut figure, &curve, false);
            assert_eq!(figure.marks, [], "{}", loss.id());
        }
    }

    #[test]
    fn labels_name_what_shapes_the_curve() {
        let label = |id: &str, set: &[(&str, f64)]| {
            let loss = loss::find(id).unwrap();
            let mut knobs = loss.defaults();
            set.iter().for_each(|(id, value)| knobs.set(id, *value));
            label(loss, &knobs)
        };
        assert_eq!(label("am-softmax", &[("m", 0.35)]), "AM-Softmax m=0.35");
        assert_eq!(label("modified-softmax", &[]), "Modified softmax");
        let mixed = label("a-softmax", &[("m", 4.0), ("lambda", 23.4)]);
        assert_eq!(mixed, "A-Softmax m=4 λ=23");
    }
}
