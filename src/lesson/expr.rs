//! Numbers that a lesson tells, asks for or waits for: readings, and what can be computed of them.
//!
//! `1 - cos(36)`, `lab.loss[softmax] - lab.loss`, `ln(0.9 / 0.5)`. Angles are degrees, as everywhere in a lesson.

use std::fmt;

use crate::{math::real, train::cut};

/// A reading by its name, of one lane or of one loss where there are several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// Such as `accuracy`.
    pub name: String,
    /// Such as `circle` in `accuracy[circle]`.
    pub of: Option<String>,
    /// As it was at this step of training, such as 400 in `own_angle@400`; `None` for now.
    pub at: Option<u64>,
}

impl fmt::Display for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.name)?;
        self.of.iter().try_for_each(|of| write!(to, "[{of}]"))?;
        self.at.iter().try_for_each(|at| write!(to, "@{at}"))
    }
}

/// A number, a reading, or what is computed of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A number as it is written.
    Number(f64),
    /// What is read of the run or of the laboratory.
    Reading(Name),
    /// Two with a sign between.
    Both(Box<Expr>, char, Box<Expr>),
    /// A function of one.
    Of(Function, Box<Expr>),
}

/// A function by its name and what it gives.
#[derive(Clone, Copy)]
pub struct Function {
    name: &'static str,
    of: fn(f64) -> f64,
}

impl fmt::Debug for Function {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const fn function(name: &'static str, of: fn(f64) -> f64) -> Function {
    Function { name, of }
}

/// Every function.
const FUNCTIONS: [Function; 8] = [
    function("ln", real::ln),
    function("exp", real::exp),
    function("sqrt", f64::sqrt),
    function("abs", f64::abs),
    function("cos", |degrees| real::cos(degrees.to_radians())),
    function("sin", |degrees| real::sin(degrees.to_radians())),
    function("acos", |cos| real::acos(cos).to_degrees()),
    function("psi", |degrees| {
        crate::math::angle::psi(degrees.to_radians())
    }),
];

const MINUS: Function = function("minus", |x| -x);

/// No lesson computes more; what is computed goes as deep as its text is long.
const LONGEST: usize = 1_000;
/// So deep may brackets, functions and signs stand in each other.
pub(super) const DEEPEST: usize = 32;

impl Expr {
    /// Understands what a lesson says.
    ///
    /// # Errors
    /// Says what was found and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let found = text.chars().count();
        if found > LONGEST {
            return Err(format!(
                "in \"{}\" found {found} characters, expected at most {LONGEST}",
                cut(text)
            ));
        }
        let mut rest = Rest {
            text,
            at: 0,
            depth: 0,
        };
        let expr = rest.sum()?;
        match rest.peek() {
            None => Ok(expr),
            Some(_) => Err(rest.wrong("the end or one of + - * /")),
        }
    }

    /// Its value, where `read` gives the readings; NaN where one has none.
    pub fn value(&self, read: &dyn Fn(&Name) -> f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Reading(name) => read(name),
            Self::Of(function, inner) => (function.of)(inner.value(read)),
            Self::Both(a, sign, b) => {
                let (a, b) = (a.value(read), b.value(read));
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => a / b,
                }
            }
        }
    }

    /// The readings in it, from left to right.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.gather(&mut names);
        names
    }

    fn gather<'a>(&'a self, names: &mut Vec<&'a Name>) {
        match self {
            Self::Number(_) => {}
            Self::Reading(name) => names.push(name),
            Self::Of(_, inner) => inner.gather(names),
            Self::Both(a, _, b) => {
                a.gather(names);
                b.gather(names);
            }
        }
    }
}

/// What is left of a text.
struct Rest<'a> {
    text: &'a str,
    at: usize,
    /// What is being read stands in so many brackets, functions and signs.
    depth: usize,
}

impl<'a> Rest<'a> {
    fn left(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&mut self) -> Option<char> {
        let left = self.left();
        self.at += left.len() - left.trim_start().len();
        self.left().chars().next()
    }

    /// Takes what comes next where it is one of `signs`.
    fn sign(&mut self, signs: &str) -> Option<char> {
        let found = self.peek().filter(|c| signs.contains(*c))?;
        self.at += found.len_utf8();
        Some(found)
    }

    fn wrong(&self, expected: &str) -> String {
        let found = match self.left() {
            "" => "the end".to_owned(),
            left => format!("\"{left}\""),
        };
        format!("in \"{}\" found {found}, expected {expected}", self.text)
    }

    fn sum(&mut self) -> Result<Expr, String> {
        let mut sum = self.product()?;
        while let Some(sign) = self.sign("+-") {
            sum = Expr::Both(Box::new(sum), sign, Box::new(self.product()?));
        }
        Ok(sum)
    }

    fn product(&mut self) -> Result<Expr, String> {
        let mut product = self.factor()?;
        while let Some(sign) = self.sign("*/") {
            product = Expr::Both(Box::new(product), sign, Box::new(self.factor()?));
        }
        Ok(product)
    }

    fn factor(&mut self) -> Result<Expr, String> {
        if self.depth > DEEPEST {
            return Err(self.wrong(&format!(
                "at most {DEEPEST} brackets, functions and signs in each other"
            )));
        }
        self.depth += 1;
        let factor = self.of_any_kind()?;
        self.depth -= 1;
        Ok(factor)
    }

    fn of_any_kind(&mut self) -> Result<Expr, String> {
        match self.peek() {
            Some('-') => {
                self.sign("-");
                Ok(Expr::Of(MINUS, Box::new(self.factor()?)))
            }
            Some('(') => {
                self.sign("(");
                self.closed()
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_ascii_alphabetic() => self.word(),
            _ => Err(self.wrong("a number, a reading or a function")),
        }
    }

    /// What stands before a closing bracket.
    fn closed(&mut self) -> Result<Expr, String> {
        let inner = self.sum()?;
        match self.sign(")") {
            Some(_) => Ok(inner),
            None => Err(self.wrong("a closing )")),
        }
    }

    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let left = self.left();
        let end = left.find(|c| !fits(c)).unwrap_or(left.len());
        self.at += end;
        &left[..end]
    }

    fn number(&mut self) -> Result<Expr, String> {
        let start = self.at;
        let digits = self.take(|c| c.is_ascii_digit() || c == '.');
        digits.parse().map(Expr::Number).map_err(|_| {
            self.at = start;
            self.wrong("a number")
        })
    }

    fn word(&mut self) -> Result<Expr, String> {
        let start = self.at;
        let word = self.take(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
        if self.sign("(").is_some() {
            let Some(function) = FUNCTIONS.iter().find(|known| known.name == word) else {
                self.at = start;
                let known = FUNCTIONS.map(|known| known.name).join(", ");
                return Err(self.wrong(&format!("one of the functions {known}")));
            };
            return Ok(Expr::Of(*function, Box::new(self.closed()?)));
        }
        let of = match self.sign("[") {
            None => None,
            Some(_) => {
                let of = self.take(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
                self.sign("]").ok_or_else(|| self.wrong("a closing ]"))?;
                Some(of.to_owned())
            }
        };
        let at = match self.sign("@") {
            None => None,
            Some(_) => {
                let step = self.take(|c| c.is_ascii_digit()).parse();
                Some(step.map_err(|_| self.wrong("a step of training, such as 400"))?)
            }
        };
        let name = word.to_owned();
        Ok(Expr::Reading(Name { name, of, at }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x` is 2 and `x[b]` is 5.
    fn check(text: &str, expect: f64) {
        let value = Expr::parse(text).unwrap().value(&|name| match &name.of {
            Some(_) => 5.0,
            None => 2.0,
        });
        assert!((value - expect).abs() < 1e-12, "{text}: {value}");
    }

    #[test]
    fn values_are_those_of_arithmetic() {
        check("1 + 2 * 3", 7.0);
        check("(1 + 2) * 3", 9.0);
        check("7 - 2 - 1", 4.0);
        check("8 / 2 / 2", 2.0);
        check("-2 * -3", 6.0);
        check("2 - -1", 3.0);
        check("x + x[b]", 7.0);
        check(" 1-x ", -1.0);
    }

    #[test]
    fn functions_take_degrees() {
        check("ln(0.9 / 0.5)", (0.9_f64 / 0.5).ln());
        check("1 - cos(36)", 0.190_983_005_625_052_6);
        check("acos(0.5)", 60.0);
        check("sqrt(2) * sin(45)", 1.0);
        check("exp(ln(3))", 3.0);
        check("abs(1 - 3)", 2.0);
        // ψ goes on falling where the cosine rises: −cos 200° − 2.
        check("psi(200)", -(200_f64.to_radians().cos()) - 2.0);
    }

    #[test]
    fn readings_are_found_in_their_order() {
        let expr = Expr::parse("a.b[c-1] * ln(d_e) - a@400 + f[g]@2").unwrap();
        let names: Vec<String> = expr.names().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["a.b[c-1]", "d_e", "a@400", "f[g]@2"]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        fn check(text: &str, expect: &str) {
            let told = Expr::parse(text).unwrap_err();
            assert!(told.contains(expect), "{text}: {told}");
        }
        check("1 +", "found the end, expected a number, a reading");
        check("(1", "expected a closing )");
        check("a[b", "expected a closing ]");
        check("1 2", "found \"2\", expected the end or one of + - * /");
        check("1.2.3", "found \"1.2.3\", expected a number");
        check(
            "log(2)",
            "found \"log(2)\", expected one of the functions ln",
        );
        check("a@b", "found \"b\", expected a step of training");
        check("", "found the end");
        check("θ", "found \"θ\"");
        // Whatever goes through it goes as deep.
        for (open, close) in [("(", ")"), ("-", ""), ("abs(", ")"), ("2 * (1 - ", ")")] {
            let deep = |n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
            assert!(Expr::parse(&deep(DEEPEST)).is_ok(), "{open}");
            check(
                &deep(DEEPEST + 1),
                "expected at most 32 brackets, functions and signs in each other",
            );
        }
        check(
            &"(".repeat(1_000_000),
            "found 1000000 characters, expected at most 1000",
        );
        check(&"-".repeat(1_000), "expected at most 32");
        let sum = |n: usize| format!("1{}", "+1".repeat(n));
        assert_eq!(Expr::parse(&sum(499)).unwrap().value(&|_| 0.0), 500.0);
        check(
            &sum(500_000),
            "found 1000001 characters, expected at most 1000",
        );
    }
}
