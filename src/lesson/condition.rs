//! What a step waits for, and what decides which choice is right: two numbers compared.

use std::{cmp::Ordering, fmt};

use super::expr::{Expr, Name};

/// `loss.m >= 0.3`
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As it was written.
    text: String,
    left: Expr,
    sign: &'static str,
    right: Expr,
}

/// Longer signs first: `>` is a part of `>=`.
const SIGNS: [&str; 4] = [">=", "<=", ">", "<"];

impl Condition {
    /// Understands what a lesson says.
    ///
    /// # Errors
    /// Says what was found and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let found = SIGNS
            .iter()
            .find_map(|sign| Some((text.split_once(sign)?, *sign)));
        let ((left, right), sign) = found.ok_or_else(|| {
            let signs = SIGNS.join(", ");
            format!("found \"{text}\", expected two numbers or readings with one of {signs} between them")
        })?;
        Ok(Self {
            text: text.trim().to_owned(),
            left: Expr::parse(left)?,
            sign,
            right: Expr::parse(right)?,
        })
    }

    /// Whether it is so, where `read` gives the readings. What has no value yet is not so.
    pub fn holds(&self, read: &dyn Fn(&Name) -> f64) -> bool {
        let (left, right) = (self.left.value(read), self.right.value(read));
        match (self.sign, left.partial_cmp(&right)) {
            (_, None) => false,
            (">=", Some(order)) => order != Ordering::Less,
            ("<=", Some(order)) => order != Ordering::Greater,
            (">", Some(order)) => order == Ordering::Greater,
            (_, Some(order)) => order == Ordering::Less,
        }
    }

    /// Its left side as it was written, and its sign.
    pub fn demands(&self) -> (&str, &'static str) {
        let left = self.text.split_once(self.sign).map_or("", |(left, _)| left);
        (left.trim(), self.sign)
    }

    /// The number that its left side is compared with.
    pub fn bar(&self, read: &dyn Fn(&Name) -> f64) -> f64 {
        self.right.value(read)
    }

    /// The number that its left side is now.
    pub fn now(&self, read: &dyn Fn(&Name) -> f64) -> f64 {
        self.left.value(read)
    }

    /// How many steps of training it asks for, where it asks for that: `steps_since >= 300`.
    pub fn steps(&self) -> Option<u64> {
        let counted = matches!(&self.left, Expr::Reading(name) if name.name == "steps_since");
        match (&self.right, self.sign) {
            (Expr::Number(steps), ">=") if counted => Some(steps.max(0.0).ceil() as u64),
            (Expr::Number(steps), ">") if counted => Some(steps.max(0.0).floor() as u64 + 1),
            _ => None,
        }
    }

    /// The readings in it.
    pub fn names(&self) -> Vec<&Name> {
        [self.left.names(), self.right.names()].concat()
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: bool) {
        let condition = Condition::parse(text).unwrap();
        let read = |name: &Name| if name.name == "none" { f64::NAN } else { 2.0 };
        assert_eq!(condition.holds(&read), expect, "{text}");
    }

    #[test]
    fn two_numbers_are_compared() {
        check("x >= 2", true);
        check("x > 2", false);
        check("x <= 1 + 1", true);
        check("x < 2", false);
        check("2 * x > 3.9", true);
    }

    #[test]
    fn its_sides_are_told_apart() {
        let condition = Condition::parse("loss.s / 2 <= x + 6").unwrap();
        assert_eq!(condition.demands(), ("loss.s / 2", "<="));
        assert_eq!(condition.bar(&|_| 8.0), 14.0);
        assert_eq!(condition.now(&|_| 8.0), 4.0);
    }

    #[test]
    fn what_has_no_value_is_not_so() {
        check("none >= 0", false);
        check("none < 0", false);
        check("0 <= none", false);
    }

    #[test]
    fn what_is_no_comparison_is_told() {
        let told = Condition::parse("loss.m = 0.3").unwrap_err();
        assert!(told.contains("expected two numbers or readings with one of >=, <=, >, <"));
        assert!(Condition::parse("x >= ").is_err());
    }
}
