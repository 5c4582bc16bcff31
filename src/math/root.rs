//! Roots of a function of one variable.

/// A root of the continuous `f` between `a` and `b`, where it has opposite signs, by false position (the Illinois
/// variant); the end where |f| is smaller when it has not.
pub fn root(f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    let (mut a, mut b) = ((a, f(a)), (b, f(b)));
    if a.1 * b.1 >= 0.0 || (a.1 * b.1).is_nan() {
        return if a.1.abs() < b.1.abs() { a.0 } else { b.0 };
    }
    let mut last = a.0;
    let mut kept_a = None;
    for _ in 0..100 {
        let x = (a.1 * b.0 - b.1 * a.0) / (a.1 - b.1);
        let at = f(x);
        if at == 0.0 || (x - last).abs() <= 1e-15 * (1.0 + x.abs()) {
            return x;
        }
        last = x;
        // An end that stays put twice counts half, or it would hold the other back.
        if at * b.1 > 0.0 {
            b = (x, at);
            a.1 /= if kept_a == Some(true) { 2.0 } else { 1.0 };
            kept_a = Some(true);
        } else {
            a = (x, at);
            b.1 /= if kept_a == Some(false) { 2.0 } else { 1.0 };
            kept_a = Some(false);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(f: impl Fn(f64) -> f64, a: f64, b: f64, expect: f64) {
        let found = root(f, a, b);
        assert!((found - expect).abs() < 1e-13, "{found}");
    }

    #[test]
    fn roots_are_found() {
        check(|x| x * x - 2.0, 0.0, 3.0, 2f64.sqrt());
        check(|x| 0.3 - f64::cos(x), 0.0, 3.0, 0.3f64.acos());
        check(|x| (x - 1.0).powi(3) * 1e-3, -4.0, 1.5, 1.0);
    }

    #[test]
    fn without_a_sign_change_the_nearer_end_is_the_answer() {
        check(|x| x + 1.0, 0.0, 3.0, 0.0);
        check(|x| 4.0 - x, 0.0, 3.0, 3.0);
    }
}
