//! How far apart C directions can be in K dimensions: the ceiling of every margin.

use std::f64::consts::PI;

use super::real;

/// The largest possible angle between the nearest two of a number of directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Packing {
    /// Radians.
    pub angle: f64,
    /// Whether directions exist that reach it; else it is an upper bound.
    pub exact: bool,
}

/// Smallest angle in degrees of the best known packings of 7 to 24 points on the sphere (Tammes; proven up to 14 and
/// for 24, N. J. A. Sloane's table of spherical codes for the rest).
const TAMMES: [f64; 18] = [
    77.869_542_1,
    74.858_492_2,
    70.528_779_4,
    66.146_822_0,
    63.434_948_8,
    63.434_948_8,
    57.136_703_1,
    55.670_570_0,
    53.657_850_1,
    52.244_395_7,
    51.090_328_5,
    49.556_654_8,
    47.691_914_1,
    47.431_036_2,
    45.613_223_1,
    44.740_161_2,
    43.709_964_2,
    43.690_767_1,
];

/// Angle of the best packing of `classes` directions in `dim` dimensions, or `None` where there are no two directions.
///
/// Exact on the circle, for C ≤ 2K (simplex, then cross-polytope) and, by table, on the sphere up to C = 24. Beyond: on
/// the sphere Fejes Tóth's bound, elsewhere the caps of half the angle must fit on the sphere side by side.
pub fn best(classes: usize, dim: usize) -> Option<Packing> {
    let exact = |angle| Some(Packing { angle, exact: true });
    let c = classes as f64;
    match (classes, dim) {
        (0 | 1, _) | (_, 0) => None,
        (2, 1) => exact(PI),
        (_, 1) => exact(0.0),
        (_, 2) => exact(2.0 * PI / c),
        _ if classes <= dim + 1 => exact(real::acos(-1.0 / (c - 1.0))),
        _ if classes <= 2 * dim => exact(PI / 2.0),
        (7..=24, 3) => exact(TAMMES[classes - 7].to_radians()),
        _ => Some(Packing {
            angle: upper_bound(c, dim),
            exact: false,
        }),
    }
}

fn upper_bound(classes: f64, dim: usize) -> f64 {
    if dim == 3 {
        let omega = classes * PI / (6.0 * (classes - 2.0));
        let cot = 1.0 / real::tan(omega);
        let fejes_toth = real::acos((cot * cot - 1.0) / 2.0);
        return fejes_toth.min(TAMMES[TAMMES.len() - 1].to_radians());
    }
    // Rankin: more than 2K directions are nearer than 90°, so half the angle is below 45°.
    let whole = power_of_sine(PI, dim);
    let (mut low, mut high) = (0.0, PI / 4.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if classes * power_of_sine(middle, dim) > whole {
            high = middle;
        } else {
            low = middle;
        }
    }
    2.0 * low
}

/// Part of the sphere in `dim` ≥ 2 dimensions within `radius` of a point: ∫₀^r sin^(K−2) / ∫₀^π sin^(K−2).
pub fn cap_fraction(radius: f64, dim: usize) -> f64 {
    power_of_sine(radius.clamp(0.0, PI), dim) / power_of_sine(PI, dim)
}

/// ∫₀^to sin^(K−2) by Simpson's rule.
fn power_of_sine(to: f64, dim: usize) -> f64 {
    const PIECES: usize = 256;
    let f = |t: f64| real::powi(real::sin(t), dim.saturating_sub(2) as u32);
    let h = to / PIECES as f64;
    let inner: f64 = (1..PIECES)
        .map(|i| f(i as f64 * h) * if i % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    (f(0.0) + inner + f(to)) * h / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(classes: usize, dim: usize, degrees: f64, exact: bool) {
        let found = best(classes, dim).unwrap();
        assert!(
            (found.angle.to_degrees() - degrees).abs() < 0.05,
            "{classes} in {dim}: {}",
            found.angle.to_degrees()
        );
        assert_eq!(found.exact, exact);
    }

    #[test]
    fn known_packings() {
        check(10, 2, 36.0, true);
        check(2, 3, 180.0, true);
        check(4, 3, 109.47, true);
        check(5, 3, 90.0, true);
        check(10, 3, 66.15, true);
        check(12, 3, 63.43, true);
        check(24, 3, 43.69, true);
        check(9, 8, 97.18, true);
        check(16, 8, 90.0, true);
    }

    #[test]
    fn more_directions_are_never_farther_apart() {
        for dim in [2, 3, 4, 8, 32, 128] {
            let mut last = PI;
            for classes in 2..300 {
                let found = best(classes, dim).unwrap().angle;
                assert!(found <= last + 1e-9 && found > 0.0, "{classes} in {dim}");
                last = found;
            }
        }
    }

    #[test]
    fn fewer_than_two_directions_have_no_angle() {
        assert_eq!(best(1, 3), None);
        assert_eq!(best(0, 2), None);
        assert_eq!(best(5, 0), None);
    }

    #[test]
    fn a_cap_on_the_sphere_has_archimedes_area() {
        for degrees in [10.0_f64, 60.0, 90.0, 170.0] {
            let r = degrees.to_radians();
            assert!((cap_fraction(r, 3) - (1.0 - r.cos()) / 2.0).abs() < 1e-9);
            assert!((cap_fraction(r, 2) - r / PI).abs() < 1e-12);
        }
    }
}
