//! Knobs that several losses declare alike.

use crate::knob::{Knob, Knobs, Spread};

/// The value of `id`, or its default in `declared`, or 0 where neither knows it.
pub fn value(declared: &[Knob], values: &Knobs, id: &str) -> f64 {
    let default = declared.iter().find(|k| k.id == id).map(|k| k.default);
    values.or(id, default.unwrap_or(0.0))
}

/// s of the losses with normalized features.
pub const SCALE: Knob = Knob {
    id: "s",
    label: "scale",
    symbol: "s",
    unit: "",
    min: 1.0,
    max: 64.0,
    default: 10.0,
    spread: Spread::Logarithmic,
    larger: "sharpens the posterior: the band of doubt between classes narrows, the regions stay",
};

/// A margin m from `min` to `max`.
pub const fn margin(unit: &'static str, min: f64, max: f64, default: f64) -> Knob {
    Knob {
        id: "m",
        label: "margin",
        symbol: "m",
        unit,
        min,
        max,
        default,
        spread: Spread::Linear,
        larger: "pulls each class closer to its direction and widens the gap between neighbours",
    }
}
