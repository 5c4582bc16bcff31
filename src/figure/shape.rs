//! The dots of samples: shapes that tell classes apart besides their colours, and how large they are in a crowd.

/// How many shapes the classes take turns with: disc, square, triangle, diamond, triangle upside down, plus.
pub const SHAPES: usize = 6;

/// Corners of a dot of radius about 1 around its middle, `y` downwards. Its middle sees every corner, so that a fan of
/// triangles fills it.
pub fn corners(shape: usize) -> Vec<[f32; 2]> {
    let regular = |count: u32, start: f32, radius: f32| -> Vec<[f32; 2]> {
        let angle = |i: u32| start + std::f32::consts::TAU * i as f32 / count as f32;
        let corner = |i| [radius * angle(i).cos(), radius * angle(i).sin()];
        (0..count).map(corner).collect()
    };
    let (up, eighth) = (-std::f32::consts::FRAC_PI_2, std::f32::consts::FRAC_PI_4);
    match shape % SHAPES {
        1 => regular(4, eighth, 1.2),
        2 => regular(3, up, 1.25),
        3 => regular(4, 0.0, 1.15),
        4 => regular(3, -up, 1.25),
        5 => {
            const ARM: f32 = 0.4;
            let arm = [[1.1, -ARM], [1.1, ARM], [ARM, ARM]];
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
        _ => regular(8, 0.0, 1.0),
    }
}

/// Factor on the radius of dots, 0.5 to 1: smaller where there are many, which would cover each other.
pub fn crowd(count: usize) -> f64 {
    (2000.0 / count.max(1) as f64).powf(0.25).clamp(0.5, 1.0)
}
