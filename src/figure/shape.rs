//! The dots of samples: shapes that tell classes apart besides their colours, and how large they are in a crowd.

use std::f32::consts::PI;

/// How many shapes the classes take turns with: disc, square, triangle, diamond, triangle upside down, plus, cross, star, lying
/// bar, standing bar. The graphics card has them as distances, in `shaders/points.frag`.
pub const SHAPES: usize = 10;

/// Corners of a dot of radius about 1 around its middle, `y` downwards. Its middle sees every corner, so that a fan of
/// triangles fills it.
pub fn corners(shape: usize) -> Vec<[f32; 2]> {
    let regular = |count: u32, start: f32, radius: f32| -> Vec<[f32; 2]> {
        let angle = |i: u32| start + std::f32::consts::TAU * i as f32 / count as f32;
        let corner = |i| [radius * angle(i).cos(), radius * angle(i).sin()];
        (0..count).map(corner).collect()
    };
    let bar = |x: f32, y: f32| vec![[x, -y], [x, y], [-x, y], [-x, -y]];
    let (up, eighth) = (-std::f32::consts::FRAC_PI_2, std::f32::consts::FRAC_PI_4);
    match shape % SHAPES {
        1 => regular(4, eighth, 1.2),
        2 => regular(3, up, 1.25),
        3 => regular(4, 0.0, 1.15),
        4 => regular(3, -up, 1.25),
        5 => plus(),
        6 => {
            let turn = std::f32::consts::FRAC_1_SQRT_2;
            let turned = |[x, y]: [f32; 2]| [turn * (x - y), turn * (x + y)];
            plus().into_iter().map(turned).collect()
        }
        7 => {
            let (outer, inner) = (regular(5, up, 1.4), regular(5, up + 0.2 * PI, 0.6));
            outer
                .into_iter()
                .zip(inner)
                .flat_map(|(a, b)| [a, b])
                .collect()
        }
        8 => bar(1.25, 0.5),
        9 => bar(0.5, 1.25),
        _ => regular(8, 0.0, 1.0),
    }
}

fn plus() -> Vec<[f32; 2]> {
    const ARM: f32 = 0.4;
    let arm = [[1.15, -ARM], [1.15, ARM], [ARM, ARM]];
    let turned = |quarter: u32, [x, y]: [f32; 2]| match quarter {
        0 => [x, y],
        1 => [-y, x],
        2 => [-x, -y],
        _ => [y, -x],
    };
    (0..4)
        .flat_map(|quarter| arm.map(|v| turned(quarter, v)))
        .collect()
}

/// No corner of a shape is further from its middle, in radii.
pub const FARTHEST: f32 = 1.4;

/// Factor on the radius of dots, 0.5 to 1: smaller where there are many, which would cover each other.
pub fn crowd(count: usize) -> f64 {
    (2000.0 / count.max(1) as f64).powf(0.25).clamp(0.5, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a place is inside of the outline of a shape (even-odd rule).
    fn holds(corners: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
        let next = corners.iter().cycle().skip(1);
        let crossed = corners.iter().zip(next).filter(|([ax, ay], [bx, by])| {
            (*ay > y) != (*by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
        });
        crossed.count() % 2 == 1
    }

    /// The part of the page that exactly one of two shapes covers, of what either does.
    fn differ(a: usize, b: usize) -> f64 {
        let (a, b) = (corners(a), corners(b));
        let (mut one, mut any) = (0, 0);
        for i in -30_i8..=30 {
            for j in -30_i8..=30 {
                let at = [i, j].map(|x| f32::from(x) * 0.05 + 0.003);
                let (a, b) = (holds(&a, at), holds(&b, at));
                one += i32::from(a != b);
                any += i32::from(a || b);
            }
        }
        f64::from(one) / f64::from(any)
    }

    #[test]
    fn ten_classes_have_ten_shapes_that_no_two_of_are_alike() {
        for a in 0..SHAPES {
            for b in 0..a {
                let differ = differ(a, b);
                assert!(differ > 0.15, "{a} and {b} differ in {differ}");
            }
            let corners = corners(a);
            let reach = corners.iter().map(|[x, y]| x.hypot(*y));
            assert!(reach.fold(0.0, f32::max) <= FARTHEST + 1e-6, "{a}");
        }
    }
}
