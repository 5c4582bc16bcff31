//! What a grid can show: any number of a sweep's results.

use std::borrow::Cow;

use crate::{math::share, text::t};

/// A column of a sweep's results, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// The column.
    pub column: Cow<'static, str>,
    /// The key of its name in the tables of texts; `None` where the column is its name.
    name: Option<&'static str>,
    /// Numbers are shown times this.
    pub factor: f64,
    /// Decimals.
    pub decimals: u8,
}

/// The factor of shares.
const PERCENT: f64 = 100.0;

const fn known(column: &'static str, name: &'static str, factor: f64, decimals: u8) -> Metric {
    Metric {
        column: Cow::Borrowed(column),
        name: Some(name),
        factor,
        decimals,
    }
}

/// Those that have a name of their own.
const KNOWN: [Metric; 11] = [
    known("test_accuracy", "metric-test", PERCENT, 1),
    known("train_accuracy", "metric-train", PERCENT, 1),
    known("angle_to_own_deg.mean", "metric-own", 1.0, 1),
    known("nearest_classes_deg", "metric-nearest", 1.0, 1),
    known("margin_satisfied", "metric-margin", PERCENT, 1),
    known("gaps.asked_deg", "metric-gap-asked", 1.0, 1),
    known("gaps.held_out_deg", "metric-gap", 1.0, 1),
    known("fisher_score", "metric-fisher", 1.0, 3),
    known("loss", "metric-loss", 1.0, 3),
    known("unseen.eer", "metric-eer", PERCENT, 1),
    known("unseen.accuracy", "metric-verified", PERCENT, 1),
];

/// The metric of a column.
pub fn metric(column: &str) -> Metric {
    let found = KNOWN.into_iter().find(|known| known.column == column);
    found.unwrap_or_else(|| Metric {
        column: Cow::Owned(column.to_owned()),
        name: None,
        factor: 1.0,
        decimals: 3,
    })
}

impl Metric {
    /// What it is called, with its unit, in the language that is spoken.
    pub fn name(&self) -> &str {
        match self.name {
            Some(name) => t(name),
            None => &self.column,
        }
    }

    /// Whether it has a name of its own.
    pub fn is_named(&self) -> bool {
        self.name.is_some()
    }

    /// A value as it is shown, without its unit.
    pub fn written(&self, value: f64) -> String {
        match self.factor == PERCENT {
            true => self.fixed(share::percent(value, self.decimals)),
            false => self.fixed(self.factor * value),
        }
    }

    /// How far values are spread, likewise.
    pub fn spread(&self, std: f64) -> String {
        self.fixed(self.factor * std)
    }

    fn fixed(&self, value: f64) -> String {
        let decimals = usize::from(self.decimals);
        match value.is_finite() {
            true => format!("{value:.decimals$}").replace('-', "−"),
            false => "–".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(column: &str, value: f64, expect: &str) {
        assert_eq!(metric(column).written(value), expect);
    }

    #[test]
    fn shares_are_percents_of_which_only_all_is_a_hundred() {
        check("test_accuracy", 0.9996, "99.9");
        check("test_accuracy", 1.0, "100.0");
        check("loss", 0.9996, "1.000");
        check("angle_to_own_deg.mean", -0.5, "−0.5");
        check("unseen.eer", f64::NAN, "–");
        assert_eq!(metric("test_accuracy").spread(0.0004), "0.0");
    }
}
