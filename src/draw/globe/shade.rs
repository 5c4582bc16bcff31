//! The light on the globe: from the upper left, as in the window, in gradients.

use crate::draw::{Glow, List, Point};
use crate::look::{Palette, Rgba};

/// Where the light is reflected, in radii from the centre.
const LIGHT: Point = [-0.45, 0.6];

/// Darker away from the light, a sheen where it is reflected, and an edge that shines where one looks along the surface.
pub fn draw(list: &mut List, colours: &Palette, centre: Point, radius: f64) {
    let shadow = Glow {
        id: "shadow",
        colour: Rgba::BLACK,
        middle: LIGHT,
        reach: 1.7,
        stops: &[(0.0, 0.0), (0.4, 0.02), (0.75, 0.07), (1.0, 0.14)],
    };
    let sheen = Glow {
        id: "sheen",
        colour: colours.sheen,
        middle: LIGHT,
        reach: 0.95,
        stops: &[
            (0.0, 0.22),
            (0.3, 0.17),
            (0.6, 0.07),
            (0.85, 0.015),
            (1.0, 0.0),
        ],
    };
    // As the window's shader has it: about 0.75 times the cube of how much the surface is turned away from the eye.
    let rim = Glow {
        id: "edge",
        colour: colours.rim,
        middle: [0.0, 0.0],
        reach: 1.0,
        stops: &[
            (0.6, 0.0),
            (0.8, 0.048),
            (0.9, 0.135),
            (0.96, 0.28),
            (1.0, 0.7),
        ],
    };
    for glow in [shadow, sheen, rim] {
        list.glow(centre, radius, glow);
    }
}
