//! What changes with the step: λ annealing, the margin's ramp, and the warm-up without a margin.
//!
//! A warm-up is a number of steps as plain softmax of the same kind, after which a ramp brings the margin in. For most
//! losses that is a value of their margin, [`Loss::neutral`], from which it grows. Where no value
//! is plain softmax, the loss is blended with it ([`Loss::blends`]): [`PLAIN`] is the share of plain
//! softmax, 1 during the warm-up and falling to 0 over the ramp.

use super::{Loss, knobs};
use crate::knob::{Knob, Knobs, Spread};
use crate::math::real;

/// Steps trained as the same loss without its margin.
pub const WARMUP: Knob = Knob {
    id: "warmup",
    label: "warm-up",
    symbol: "warm-up",
    unit: "steps",
    min: 0.0,
    max: 100_000.0,
    default: 0.0,
    spread: Spread::Whole,
    larger: "trains longer without a margin, features counting by their own length, before the loss sets in",
};

/// Steps over which the margin grows to its value, at once unless something is set.
pub const RAMP: Knob = ramp(0.0);

/// The ramp of a loss that needs one.
pub const fn ramp(default: f64) -> Knob {
    Knob {
        id: "ramp",
        label: "margin ramp",
        symbol: "ramp",
        unit: "steps",
        min: 0.0,
        max: 100_000.0,
        default,
        spread: Spread::Whole,
        larger: "lets the margin grow more slowly from nothing to its value",
    }
}

/// Id of the share of plain softmax in force, for losses that are blended with it. It is no knob: 0 where no schedule
/// says otherwise.
pub const PLAIN: &str = "plain";

/// Id of the switch that, at 1, makes logits grow with the features' own lengths, as a warm-up does. With a fixed scale classes
/// on a circle cannot pass each other; with free lengths they pass through the middle, and end in a good order. It is no
/// knob.
pub const FREE: &str = "free";

/// The share of plain softmax in force.
pub fn plain(values: &Knobs) -> f64 {
    values.or(PLAIN, 0.0)
}

/// The four numbers of λ = max(λ_min, base (1 + γ step)^(−power)), with the defaults of a release.
pub const fn lambda(base: f64, gamma: f64, power: f64, min: f64) -> [Knob; 4] {
    [
        Knob {
            id: "lambda_min",
            label: "λ floor",
            symbol: "λ_min",
            unit: "",
            min: 0.0,
            max: 1000.0,
            default: min,
            spread: Spread::Linear,
            larger: "leaves more of plain softmax in the end, so that the margin weighs less",
        },
        Knob {
            id: "lambda_base",
            label: "λ base",
            symbol: "base",
            unit: "",
            min: 0.0,
            max: 10_000.0,
            default: base,
            spread: Spread::Linear,
            larger: "starts closer to plain softmax",
        },
        Knob {
            id: "lambda_gamma",
            label: "λ decay",
            symbol: "γ",
            unit: "",
            min: 1e-6,
            max: 10.0,
            default: gamma,
            spread: Spread::Logarithmic,
            larger: "brings the margin in sooner",
        },
        Knob {
            id: "lambda_power",
            label: "λ power",
            symbol: "power",
            unit: "",
            min: 0.0,
            max: 100.0,
            default: power,
            spread: Spread::Linear,
            larger: "lets λ fall more steeply",
        },
    ]
}

/// The step from which warm-up and ramp are over.
pub fn in_full_from<L: Loss + ?Sized>(loss: &L, knobs: &Knobs) -> f64 {
    let own = loss.knobs().iter();
    let own = own.filter(|knob| [WARMUP.id, RAMP.id].contains(&knob.id));
    own.map(|knob| knobs.or(knob.id, knob.default)).sum()
}

/// Whether a knob sets how others change with the step, and is not read by the loss itself.
pub fn is_schedule(id: &str) -> bool {
    matches!(id, "warmup" | "ramp") || id.starts_with("lambda_")
}

/// Ids of the values that a loss with these knobs reads: its knobs without the schedules, and the λ that annealing gives.
pub fn parameters(declared: &'static [Knob]) -> Vec<&'static str> {
    let ids = declared.iter().map(|knob| knob.id);
    let mut read: Vec<_> = ids.filter(|id| !is_schedule(id)).collect();
    if declared
        .iter()
        .map(|knob| knob.id)
        .any(|id| id == "lambda_base")
    {
        read.push("lambda");
    }
    read
}

/// The λ in force, or the floor where annealing was not resolved.
pub fn settled_lambda(declared: &[Knob], values: &Knobs) -> f64 {
    values
        .get("lambda")
        .unwrap_or_else(|| knobs::value(declared, values, "lambda_min"))
}

/// Sets λ and the share of plain softmax, and lets the margins grow from their neutral values, those that ask for
/// nothing. All schedules start when the warm-up ends.
pub fn resolve(loss: &(impl Loss + ?Sized), values: &Knobs, step: u64) -> Knobs {
    let mut now = values.clone();
    resolve_into(&mut now, loss, values, step);
    now
}

/// [`resolve`] in place: `now` holds all values, those of an earlier step too. Returns whether one of them changed.
pub fn resolve_into(
    now: &mut Knobs,
    loss: &(impl Loss + ?Sized),
    values: &Knobs,
    step: u64,
) -> bool {
    let value = |id: &str| knobs::given(loss.knobs(), values, id);
    let mut changed = false;
    let mut set = |id: &str, value: f64| {
        changed |= now.get(id) != Some(value);
        now.set(id, value);
    };
    let (warmup, ramp) = (value("warmup").unwrap_or(0.0), value("ramp").unwrap_or(0.0));
    let since = step as f64 - warmup;
    let grown = match (since < 0.0, ramp > 0.0) {
        (true, _) => 0.0,
        (false, true) => (since / ramp).min(1.0),
        (false, false) => 1.0,
    };
    if warmup > 0.0 {
        set(FREE, if since < 0.0 { 1.0 } else { 0.0 });
    }
    if loss.blends() {
        set(PLAIN, 1.0 - grown);
    }
    for &(id, start) in loss.neutral() {
        if let Some(full) = value(id) {
            // Exact at both ends, where it stays longest.
            set(
                id,
                if grown < 1.0 {
                    start + (full - start) * grown
                } else {
                    full
                },
            );
        }
    }
    if let Some(lambda) = annealed(value, since.max(0.0)) {
        set("lambda", lambda);
    }
    changed
}

/// λ so many steps after the warm-up, for a loss that has it.
fn annealed(value: impl Fn(&str) -> Option<f64>, since: f64) -> Option<f64> {
    let (base, gamma) = (value("lambda_base")?, value("lambda_gamma")?);
    let (power, min) = (value("lambda_power")?, value("lambda_min")?);
    Some((base * real::pow(1.0 + gamma * since, -power)).max(min))
}

#[cfg(test)]
mod tests {
    use crate::loss;

    fn check(id: &str, set: &[(&str, f64)], step: u64, expect: (&str, f64)) {
        let loss = loss::find(id).unwrap();
        let mut knobs = loss.defaults();
        set.iter().for_each(|(id, value)| knobs.set(id, *value));
        let found = loss.at_step(&knobs, step).get(expect.0).unwrap();
        let close = (found - expect.1).abs() <= 1e-3 * expect.1.abs();
        assert!(
            close,
            "{id} at {step}: {} is {found}, not {}",
            expect.0, expect.1
        );
    }

    #[test]
    fn lambda_falls_as_in_the_sphereface_release() {
        let release = [
            ("lambda_base", 1000.0),
            ("lambda_gamma", 0.12),
            ("lambda_power", 1.0),
            ("lambda_min", 5.0),
        ];
        check("a-softmax", &release, 0, ("lambda", 1000.0));
        check("a-softmax", &release, 100, ("lambda", 1000.0 / 13.0));
        check("a-softmax", &release, 1658, ("lambda", 1000.0 / 199.96));
        check("a-softmax", &release, 1659, ("lambda", 5.0));
        check("a-softmax", &release, 100_000, ("lambda", 5.0));
    }

    #[test]
    fn the_margin_grows_linearly_after_the_warm_up() {
        let set = [("m", 0.4), ("ramp", 8000.0), ("warmup", 100.0)];
        check("am-softmax", &set, 0, ("m", 0.0));
        check("am-softmax", &set, 100, ("m", 0.0));
        check("am-softmax", &set, 4100, ("m", 0.2));
        check("am-softmax", &set, 8100, ("m", 0.4));
        check("a-softmax", &[("m", 4.0), ("ramp", 100.0)], 50, ("m", 2.5));
    }

    #[test]
    fn without_schedules_the_values_stand() {
        for loss in loss::registry() {
            let mut knobs = loss.defaults();
            knobs.set("ramp", 0.0);
            knobs.set("warmup", 0.0);
            let now = loss.at_step(&knobs, 0);
            for (id, value) in knobs.iter() {
                assert_eq!(now.get(id), Some(value), "{} {id}", loss.id());
            }
        }
    }
}
