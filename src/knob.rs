//! A [`Knob`] declares one number that a person can turn: what it is called, its range, its default and what a larger
//! value does. The declaration is the single source of sliders, config keys, `--set`, `--help` and the docs.
//! [`Knobs`] holds the values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::{declared, slug};

/// How a knob's range is spread over its slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Equal differences take equal lengths.
    Linear,
    /// Equal ratios take equal lengths; `min` must be above 0.
    Logarithmic,
    /// Integers only.
    Whole,
}

/// The declaration of one number that a person can turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knob {
    /// Key in files and on the command line, `m` in `loss.m`.
    pub id: &'static str,
    /// What a person calls it, in English: `margin`. [`Knob::name`] has it in the language that is spoken.
    pub label: &'static str,
    /// The paper's letter, `m`; equal to the label where the papers have none.
    pub symbol: &'static str,
    /// `"rad"`, `"steps"`, or empty for a pure number.
    pub unit: &'static str,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// What it is where nobody sets it.
    pub default: f64,
    /// How the range is spread over a slider.
    pub spread: Spread,
    /// What a larger value does, one sentence.
    pub larger: &'static str,
}

/// A symbol as it is written where nothing is typeset: `m₁` for `m1`, `λ min` for `λ_min`.
pub fn written(symbol: &str) -> String {
    let lowered = |c: char| match c {
        '_' => ' ',
        c => (c.to_digit(10))
            .and_then(|digit| char::from_u32(0x2080 + digit))
            .unwrap_or(c),
    };
    symbol.chars().map(lowered).collect()
}

impl Knob {
    /// What a person calls it, in the language that is spoken.
    pub fn name(&self) -> &'static str {
        self.said("", self.label)
    }

    /// What a larger value does, likewise.
    pub fn help(&self) -> &'static str {
        self.said("-larger", self.larger)
    }

    /// The paper's letter, which all languages share; where the papers have none, a word.
    pub fn letter(&self) -> &'static str {
        match self.symbol == self.label {
            true => self.name(),
            false => self.said("-symbol", self.symbol),
        }
    }

    /// Its unit as a person reads it.
    pub fn unit_name(&self) -> &'static str {
        declared(&format!("unit-{}", self.unit), self.unit)
    }

    /// What tables have under its id; one that is called otherwise than most of its id has lines of its own.
    fn said(&self, of: &str, english: &'static str) -> &'static str {
        let most = declared(&format!("knob-{}{of}", self.id), english);
        let label = slug(self.label);
        declared(&format!("knob-{}-{label}{of}", self.id), most)
    }

    /// Says what is wrong with `value`, or nothing.
    ///
    /// # Errors
    /// Returns found and expected as text when `value` is no number, out of range, or a fraction where a whole number
    /// is wanted.
    pub fn check(&self, value: f64) -> Result<(), String> {
        let whole = self.spread != Spread::Whole || value.fract() == 0.0;
        if value.is_finite() && (self.min..=self.max).contains(&value) && whole {
            return Ok(());
        }
        Err(format!("found {value}, expected {}", self.expected()))
    }

    /// How far along the slider `value` stands, from 0 at `min` to 1 at `max`.
    pub fn share(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Logarithmic => (value / self.min).ln() / (self.max / self.min).ln(),
            Spread::Linear | Spread::Whole => (value - self.min) / (self.max - self.min),
        }
    }

    /// The value at this share of the slider, in as many digits as a step of a five-hundredth of it needs.
    pub fn at(&self, share: f64) -> f64 {
        let value = match self.spread {
            Spread::Logarithmic => self.min * (self.max / self.min).powf(share),
            Spread::Linear | Spread::Whole => self.min + share * (self.max - self.min),
        };
        let step = match self.spread {
            Spread::Logarithmic => value / 100.0,
            Spread::Linear => (self.max - self.min) / 500.0,
            Spread::Whole => 1.0,
        };
        let tens = 10.0_f64.powf(-step.log10().floor());
        ((value * tens).round() / tens).clamp(self.min, self.max)
    }

    /// What fits, in words: `a number from 0 to 1`.
    pub fn expected(&self) -> String {
        let wanted = match self.spread {
            Spread::Whole => "a whole number",
            Spread::Linear | Spread::Logarithmic => "a number",
        };
        format!("{wanted} from {} to {}", self.min, self.max)
    }
}

/// Values of knobs, by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Knobs(BTreeMap<String, f64>);

impl Knobs {
    /// Every knob of `declared` at its default.
    pub fn defaults(declared: &[Knob]) -> Self {
        declared.iter().map(|k| (k.id, k.default)).collect()
    }

    /// The value of `id`, or `None` where it is not set.
    pub fn get(&self, id: &str) -> Option<f64> {
        self.0.get(id).copied()
    }

    /// The value of `id`, or `otherwise` where the knob is not set.
    pub fn or(&self, id: &str, otherwise: f64) -> f64 {
        self.get(id).unwrap_or(otherwise)
    }

    /// Sets the value of `id`, which need not fit any declaration.
    pub fn set(&mut self, id: &str, value: f64) {
        match self.0.get_mut(id) {
            // A training step sets what its schedules move, and allocates nothing.
            Some(known) => *known = value,
            None => {
                self.0.insert(id.to_owned(), value);
            }
        }
    }

    /// All that are set, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(id, value)| (id.as_str(), *value))
    }

    /// These values where `declared` knows them, its defaults for the rest: what stays when the loss changes.
    pub fn carried_to(&self, declared: &[Knob]) -> Self {
        declared
            .iter()
            .map(|k| {
                let kept = self.get(k.id).filter(|value| k.check(*value).is_ok());
                (k.id, kept.unwrap_or(k.default))
            })
            .collect()
    }
}

impl<'a> FromIterator<(&'a str, f64)> for Knobs {
    fn from_iter<T: IntoIterator<Item = (&'a str, f64)>>(values: T) -> Self {
        Self(
            values
                .into_iter()
                .map(|(id, value)| (id.to_owned(), value))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spread: Spread, (min, max): (f64, f64), share: f64, expect: f64) {
        let knob = Knob {
            min,
            max,
            spread,
            id: "m",
            label: "margin",
            symbol: "m",
            unit: "",
            default: min,
            larger: "",
        };
        assert_eq!(knob.at(share), expect);
        assert!((knob.share(expect) - share).abs() < 0.01);
    }

    #[test]
    fn a_share_of_the_slider_is_a_value_of_few_digits() {
        check(Spread::Linear, (0.0, 1.0), 0.3333, 0.333);
        check(Spread::Linear, (0.0, 1.5), 1.0, 1.5);
        check(Spread::Logarithmic, (1.0, 64.0), 0.5, 8.0);
        check(Spread::Logarithmic, (1.0, 64.0), 0.0, 1.0);
        check(Spread::Whole, (1.0, 5.0), 0.501, 3.0);
    }
}
