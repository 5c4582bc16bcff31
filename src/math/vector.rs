//! Vectors: products, norms and unit vectors that neither overflow nor lose a tiny vector. Those of any dimension are slices,
//! those in space arrays.

use super::real;

/// Vectors shorter than this have no direction: dividing by the norm would leave the range of `f64`.
pub const SHORTEST: f64 = 1e-200;

/// a·b
#[inline]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    // On the sphere a loop of unknown length takes longer than the products.
    if let ([a0, a1, a2], [b0, b1, b2]) = (a, b) {
        return a0 * b0 + a1 * b1 + a2 * b2;
    }
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// ‖v‖, scaled by the largest entry so that squares neither overflow nor vanish.
pub fn norm(v: &[f64]) -> f64 {
    let largest = v.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    if largest < SHORTEST || !largest.is_finite() {
        return largest;
    }
    // Inside this range no square leaves the range of f64.
    if (1e-100..1e100).contains(&largest) {
        return dot(v, v).sqrt();
    }
    let squares: f64 = v.iter().map(|x| (x / largest) * (x / largest)).sum();
    largest * squares.sqrt()
}

/// The place of the largest number, the first one of several; `None` where none is a number.
pub fn largest(numbers: impl Iterator<Item = f64>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (position, number) in numbers.enumerate() {
        if !number.is_nan() && best.is_none_or(|(_, known)| number > known) {
            best = Some((position, number));
        }
    }
    best.map(|(position, _)| position)
}

/// Writes v/‖v‖ to `unit` and returns ‖v‖. A vector without a direction becomes zero, and so does its norm.
pub fn normalize_into<'a>(v: impl Iterator<Item = &'a f64>, unit: &mut [f64]) -> f64 {
    for (to, from) in unit.iter_mut().zip(v) {
        *to = *from;
    }
    let length = norm(unit);
    if length < SHORTEST {
        unit.fill(0.0);
        return 0.0;
    }
    // Dividing twice: 1/‖v‖ of a long vector would be subnormal.
    for x in unit.iter_mut() {
        *x /= length;
    }
    length
}

/// A vector in space.
pub type Space = [f64; 3];

/// a × b: at a right angle to both, to the side from which a turns to b counter-clockwise.
pub fn cross(a: Space, b: Space) -> Space {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// v/‖v‖; zero for a vector without a direction.
pub fn unit(v: Space) -> Space {
    let mut unit = [0.0; 3];
    normalize_into(v.iter(), &mut unit);
    unit
}

/// p·a + q·b
pub fn combine(p: f64, a: Space, q: f64, b: Space) -> Space {
    [0, 1, 2].map(|i| p * a[i] + q * b[i])
}

/// Angle between two unit vectors, radians, exact also near 0 and π where acos is not.
pub fn angle_between(a: &[f64], b: &[f64]) -> f64 {
    let (mut apart, mut together) = (0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        apart += (x - y) * (x - y);
        together += (x + y) * (x + y);
    }
    2.0 * real::atan2(apart.sqrt(), together.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_vector_keeps_its_direction_at_any_length() {
        for scale in [1e-190, 1e-20, 1.0, 1e20, 1e190] {
            let v = [3.0 * scale, -4.0 * scale];
            let mut unit = [0.0; 2];
            let length = normalize_into(v.iter(), &mut unit);
            assert!((length / scale - 5.0).abs() < 1e-14, "{scale}");
            assert!((unit[0] - 0.6).abs() < 1e-15 && (unit[1] + 0.8).abs() < 1e-15);
        }
    }

    #[test]
    fn a_zero_vector_has_no_direction() {
        let mut unit = [1.0; 3];
        assert_eq!(normalize_into([0.0; 3].iter(), &mut unit), 0.0);
        assert_eq!(unit, [0.0; 3]);
    }

    #[test]
    fn a_cross_product_makes_a_right_handed_frame() {
        assert_eq!(cross([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]), [0.0, 0.0, 1.0]);
        let (a, b) = ([0.3, -0.4, 0.5], [0.7, 0.1, -0.2]);
        let c = cross(a, b);
        assert!(dot(&a, &c).abs() < 1e-16 && dot(&b, &c).abs() < 1e-16);
        let squares = dot(&a, &a) * dot(&b, &b) - dot(&a, &b) * dot(&a, &b);
        assert!((dot(&c, &c) - squares).abs() < 1e-15);
    }

    #[test]
    fn vectors_in_space_have_directions_and_sums() {
        assert_eq!(unit([0.0, -2.0, 0.0]), [0.0, -1.0, 0.0]);
        assert_eq!(unit([0.0; 3]), [0.0; 3]);
        assert_eq!(
            combine(2.0, [1.0, 0.0, 3.0], -1.0, [0.5, 1.0, 0.0]),
            [1.5, -1.0, 6.0]
        );
    }

    #[test]
    fn small_angles_are_exact() {
        for angle in [1e-9_f64, 0.3, 3.0] {
            let turned = [angle.cos(), angle.sin()];
            assert!((angle_between(&[1.0, 0.0], &turned) / angle - 1.0).abs() < 1e-9);
        }
    }
}
