//! What the tints of the globe stand for, written beside it once.

use super::{Globe, camera::View};
use crate::draw::{
    Frame, Kind, List, Point,
    callout::{self, Callout, Disc},
};
use crate::figure::globe::Direction;

/// Where marks are looked for: as far from the globe's middle, in radii of its outline.
const AT: [f64; 2] = [0.78, 0.88];
/// A mark reaches at least so far around its place, in radii of the outline.
const CLEAR: f64 = 0.035;
/// Directions around the globe in which marks are looked for.
const AROUND: u8 = 36;

/// Names the margin zone and the band of low posteriors, where they are seen, clear of what is `taken`.
pub fn draw(globe: &Globe<'_>, list: &mut List, taken: Vec<Frame>) {
    let (pen, view, figure) = (globe.pen, &globe.view, globe.figure);
    let Some(tint) = &figure.regions else {
        return;
    };
    let zone = |u: Direction| tint.most_lead(u).is_some_and(|lead| lead < 0.0);
    let low = |u: Direction| {
        let posterior = tint.posterior(u).unwrap_or(1.0);
        posterior < f64::from(tint.uncertain_below)
    };
    let mut callouts = vec![Callout {
        text: pen.words.zone,
        targets: places(view, zone),
    }];
    if tint.uncertain_below > 0.0 {
        callouts.push(Callout {
            text: pen.words.band,
            targets: places(view, |u| low(u) && !zone(u)),
        });
    }
    let disc = Disc {
        kind: Kind::Globe,
        centre: view.centre,
        radius: view.outline,
    };
    callout::draw(list, pen, &globe.area, (disc, &callouts), taken);
}

/// Places near the outline on the near side that lie well inside of what `holds`.
fn places(view: &View, holds: impl Fn(Direction) -> bool) -> Vec<Point> {
    let at = |[x, y]: Point| view.unproject([x, y]).is_some_and(&holds);
    let off = CLEAR * view.outline;
    let clear = |[x, y]: &Point| {
        [[0.0, 0.0], [off, 0.0], [-off, 0.0], [0.0, off], [0.0, -off]]
            .iter()
            .all(|[dx, dy]| at([x + dx, y + dy]))
    };
    let around = (0..AROUND).map(|i| f64::from(i) / f64::from(AROUND) * std::f64::consts::TAU);
    let places = around.flat_map(|angle| {
        AT.map(|far| {
            let far = far * view.outline;
            [
                view.centre[0] + far * angle.cos(),
                view.centre[1] + far * angle.sin(),
            ]
        })
    });
    places.filter(clear).collect()
}
