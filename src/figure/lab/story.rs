//! What the shown losses say of the feature now, as facts for one sentence. Nothing here is a word: the window has those.

use super::{FLAT, Handle, Lab, Reading, wrapped};
use crate::{
    geometry::circle::{self, Arc},
    loss::Loss,
    math::vector,
};

/// What there is to say of the feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Class of the feature: 0 or 1.
    pub label: usize,
    /// What each loss that is shown says, the chosen one last.
    pub says: Vec<Says>,
    /// What the chosen loss costs the feature without its margin and with it, where these differ.
    pub cost: Option<(f64, f64)>,
}

/// What one loss says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Says {
    /// Id of the loss.
    pub loss: &'static str,
    /// In whose region the feature lies, margins included.
    pub place: Place,
    /// Along the circle to the end of the region of its own class, degrees; `None` off the plane of the circle, and where
    /// that region has no end.
    pub off: Option<f64>,
}

/// Where the feature lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the region of its own class.
    Own,
    /// In the margin zone.
    Zone,
    /// In the region of the other class.
    Other,
}

/// A margin that costs less than this is not worth a word.
const CHEAP: f64 = 5e-4;

/// What there is to say of the feature of `lab`, whose numbers are `reading`.
pub fn story(lab: &Lab, reading: &Reading) -> Story {
    let costs = reading.judged.and_then(|judged| {
        let plain = judged.plain_loss?;
        Some((plain, judged.loss))
    });
    Story {
        label: lab.label,
        says: lab
            .drawn()
            .filter_map(|(_, loss)| says(lab, loss))
            .collect(),
        cost: costs.filter(|(plain, with)| (plain - with).abs() >= CHEAP),
    }
}

fn says(lab: &Lab, loss: &'static dyn Loss) -> Option<Says> {
    let field = lab.field(loss)?;
    let x = lab.direction(Handle::Feature);
    let cosine = |class: usize| {
        let unit = field.unit().row(class).to_vec();
        vector::dot(&unit, &x)
    };
    let reaches = |class: usize| {
        let other = 1 - class;
        field.target_logit(class, cosine(class)) >= field.other_logit(other, cosine(other))
    };
    let place = if reaches(lab.label) {
        Place::Own
    } else if reaches(1 - lab.label) {
        Place::Other
    } else {
        Place::Zone
    };
    Some(Says {
        loss: loss.id(),
        place,
        off: off(lab, loss, place).map(f64::to_degrees),
    })
}

/// From the feature along the circle to the end of its class's region, radians.
fn off(lab: &Lab, loss: &dyn Loss, place: Place) -> Option<f64> {
    if lab.feature.off_plane.abs() >= FLAT {
        return None;
    }
    let x = lab.feature.angle;
    let arcs = circle::arcs(&lab.plane_field(loss)?);
    let own = arcs.iter().filter(|arc| arc.class == Some(lab.label));
    let around = own.filter(|arc| match place {
        // A region in parts is left where the part with the feature ends.
        Place::Own => holds(arc, x),
        Place::Zone | Place::Other => true,
    });
    let ended = around.filter(|arc| arc.to - arc.from < std::f64::consts::TAU);
    let ends = ended.flat_map(|arc| [arc.from, arc.to]);
    ends.map(|end| wrapped(x - end).abs()).reduce(f64::min)
}

/// Whether the arc holds this angle, its ends included but for rounding.
fn holds(arc: &Arc, angle: f64) -> bool {
    const DUST: f64 = 1e-9;
    let along = (angle - arc.from + DUST).rem_euclid(std::f64::consts::TAU);
    along <= arc.to - arc.from + 2.0 * DUST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss;

    /// W1 up, W2 to the right, and x so many degrees from W1 towards W2.
    fn lab(chosen: &str, shown: &[&str], x: f64, label: usize) -> Lab {
        let mut lab = Lab::preset("two-losses").unwrap();
        lab.loss = loss::find(chosen).unwrap().id();
        let ids = shown.iter().map(|id| loss::find(id).unwrap().id());
        lab.shown = ids.collect();
        (lab.weights[0].angle, lab.weights[1].angle) = (90_f64.to_radians(), 0.0);
        (lab.weights[0].length, lab.weights[1].length) = (1.0, 1.0);
        lab.feature.angle = (90.0 - x).to_radians();
        lab.feature.off_plane = 0.0;
        lab.label = label;
        lab
    }

    fn check(lab: &Lab, expect: &[(&str, Place, Option<f64>)]) {
        let found = story(lab, &Reading::new(lab));
        assert_eq!(found.says.len(), expect.len());
        for (says, (loss, place, off)) in found.says.iter().zip(expect) {
            assert_eq!((says.loss, says.place), (*loss, *place), "{found:?}");
            let near = says.off.zip(*off).map(|(a, b)| (a - b).abs() < 1e-3);
            assert_eq!(near, off.map(|_| true), "{says:?} against {off:?}");
            assert_eq!(says.off.is_some(), off.is_some(), "{says:?}");
        }
    }

    /// ArcFace with m = 30°: class 1 ends at (90° − 30°) / 2 from W1, class 2 begins at 60°; without a margin both at 45°.
    fn arcface(x: f64, label: usize) -> Lab {
        let mut lab = lab("arcface", &["modified-softmax"], x, label);
        lab.set_knob("arcface", "m", 30_f64.to_radians());
        lab
    }

    #[test]
    fn both_losses_say_where_x_lies_and_how_far_it_is_from_its_border() {
        let all = |x, label, plain: (Place, f64), with: (Place, f64)| {
            let of = |loss, (place, off): (Place, f64)| (loss, place, Some(off));
            let both = [of("modified-softmax", plain), of("arcface", with)];
            check(&arcface(x, label), &both);
        };
        use Place::{Other, Own, Zone};
        all(20.0, 0, (Own, 25.0), (Own, 10.0));
        all(40.0, 0, (Own, 5.0), (Zone, 10.0));
        all(50.0, 0, (Other, 5.0), (Zone, 20.0));
        all(70.0, 0, (Other, 25.0), (Other, 40.0));
        all(70.0, 1, (Own, 25.0), (Own, 10.0));
        all(50.0, 1, (Own, 5.0), (Zone, 10.0));
        // Off the other end: behind the weights the classes meet at 135° from each, and their margins end 15° before.
        all(-100.0, 0, (Own, 35.0), (Own, 20.0));
    }

    #[test]
    fn off_the_plane_no_angle_of_the_circle_is_told() {
        let mut lab = arcface(40.0, 0);
        lab.feature.off_plane = 0.2;
        let found = story(&lab, &Reading::new(&lab));
        assert!(found.says.iter().all(|says| says.off.is_none()));
        assert_eq!(found.says[1].place, Place::Zone);
    }

    #[test]
    fn what_is_said_of_x_is_what_the_loss_says_of_its_margin() {
        for loss in loss::registry() {
            for x in (-170..180).step_by(7) {
                for label in [0, 1] {
                    let lab = lab(loss.id(), &[], f64::from(x) + 0.3, label);
                    let reading = Reading::new(&lab);
                    let said = story(&lab, &reading).says[0];
                    let judged = reading.judged.unwrap();
                    let met = judged.met.unwrap_or_else(|| {
                        let own = reading.theta[label];
                        own <= reading.theta[1 - label]
                    });
                    let at = format!("{} at {x}°, {label}", loss.id());
                    assert_eq!(said.place == Place::Own, met, "{at}");
                }
            }
        }
    }

    #[test]
    fn the_cost_of_a_margin_is_told_where_there_is_one() {
        let cost = |lab: &Lab| story(lab, &Reading::new(lab)).cost;
        let (plain, with) = cost(&arcface(40.0, 0)).unwrap();
        assert!(plain < with);
        assert_eq!(cost(&lab("modified-softmax", &[], 40.0, 0)), None);
        assert_eq!(cost(&lab("triplet", &[], 40.0, 0)), None);
    }
}
