//! The sphere as a figure shows it from the first axis.

/// From the centre to the eye, in radii.
pub const EYE: f64 = 3.6;

/// The direction on the near side that is seen at a place in radii from the centre, y upwards.
pub fn unseen([x, y]: [f64; 2]) -> [f64; 3] {
    let focal = (EYE * EYE - 1.0).sqrt();
    let (x, y) = (x / focal, y / focal);
    let widening = 1.0 + x * x + y * y;
    let inside = EYE * EYE - widening * (EYE * EYE - 1.0);
    let t = (EYE - inside.max(0.0).sqrt()) / widening;
    [EYE - t, t * x, t * y]
}
