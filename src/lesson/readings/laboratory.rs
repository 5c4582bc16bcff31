//! The numbers of the laboratory. Angles of sides are measured from W1 towards W2.

use super::{Read, Reading};
use crate::{
    figure::lab::{self, Borders, Handle, Judged, Lab},
    loss::Point,
    math::vector,
};

const fn place(name: &'static str, about: &'static str, read: fn(&Lab) -> Option<f64>) -> Reading {
    let read = Read::Laboratory(read);
    Reading { name, about, read }
}

const fn of_loss(
    name: &'static str,
    about: &'static str,
    read: fn(&Lab) -> Option<f64>,
) -> Reading {
    let read = Read::Loss(read);
    Reading { name, about, read }
}

/// The table.
pub static READINGS: &[Reading] = &[
    place(
        "lab.theta1",
        "angle between the feature and W1, degrees",
        |lab| Some(lab::Reading::new(lab).theta[0].to_degrees()),
    ),
    place(
        "lab.theta2",
        "angle between the feature and W2, degrees",
        |lab| Some(lab::Reading::new(lab).theta[1].to_degrees()),
    ),
    place(
        "lab.apart",
        "Θ, the angle between W1 and W2, degrees",
        |lab| Some(lab::Reading::new(lab).apart.to_degrees()),
    ),
    place("lab.length", "length of the feature", |lab| {
        Some(lab.feature.length)
    }),
    place("lab.length1", "length of W1", |lab| {
        Some(lab.weights[0].length)
    }),
    place("lab.length2", "length of W2", |lab| {
        Some(lab.weights[1].length)
    }),
    of_loss(
        "lab.boundary",
        "P0, where both logits are equal without the margin, degrees",
        |lab| Some(borders(lab)?.plain?.to_degrees()),
    ),
    of_loss(
        "lab.p1",
        "P1, where the region of class 1 ends with the margin, degrees",
        |lab| Some(borders(lab)?.with_margin[0]?.to_degrees()),
    ),
    of_loss(
        "lab.p2",
        "P2, where the region of class 2 ends with the margin, degrees",
        |lab| Some(borders(lab)?.with_margin[1]?.to_degrees()),
    ),
    of_loss(
        "lab.zone",
        "width of the margin zone between P1 and P2, degrees",
        |lab| Some(borders(lab)?.wedge()?.to_degrees()),
    ),
    of_loss("lab.gap", "cos θ(W1, P1) − cos θ(W2, P1)", |lab| {
        lab::Reading::new(lab).cosine_gap
    }),
    of_loss(
        "lab.logit1",
        "logit of class 1, with the margin where it is the label",
        |lab| Some(judged(lab)?.logits?[0].1),
    ),
    of_loss(
        "lab.logit2",
        "logit of class 2, with the margin where it is the label",
        |lab| Some(judged(lab)?.logits?[1].1),
    ),
    of_loss("lab.plain1", "logit of class 1 without the margin", |lab| {
        Some(judged(lab)?.logits?[0].0)
    }),
    of_loss("lab.plain2", "logit of class 2 without the margin", |lab| {
        Some(judged(lab)?.logits?[1].0)
    }),
    of_loss(
        "lab.posterior",
        "posterior of the label with the margin",
        |lab| Some(judged(lab)?.posterior?.1),
    ),
    of_loss(
        "lab.plain_posterior",
        "posterior of the label without the margin",
        |lab| Some(judged(lab)?.posterior?.0),
    ),
    of_loss("lab.loss", "loss of the feature", |lab| {
        Some(judged(lab)?.loss)
    }),
    of_loss(
        "lab.plain_loss",
        "loss of the feature without the margin",
        |lab| judged(lab)?.plain_loss,
    ),
    of_loss(
        "lab.met",
        "1 where the feature meets the margin of its class, else 0",
        |lab| Some(f64::from(u8::from(judged(lab)?.met?))),
    ),
    of_loss(
        "lab.pull",
        "pull on the feature towards the weight of its class; below 0 away from it",
        pull,
    ),
    of_loss(
        "lab.psi",
        "ψ, the target logit before its scale, at the feature's angle to its class",
        |lab| Some(target(lab)?.value),
    ),
    of_loss("lab.slope", "dψ/dθ there, per radian", |lab| {
        let theta = lab::Reading::new(lab).theta[lab.label];
        Some(-theta.sin() * target(lab)?.slope)
    }),
];

fn borders(lab: &Lab) -> Option<Borders> {
    lab::Reading::new(lab).borders
}

fn judged(lab: &Lab) -> Option<Judged> {
    lab::Reading::new(lab).judged
}

fn target(lab: &Lab) -> Option<Point> {
    let theta = lab::Reading::new(lab).theta[lab.label];
    let objective = lab.objective(lab.chosen()?);
    Some(objective.head()?.margin.target(theta.cos()))
}

/// The part of the pull that turns the feature towards its own weight.
fn pull(lab: &Lab) -> Option<f64> {
    let (x, own) = (
        lab.direction(Handle::Feature),
        lab.direction(Handle::Weight(lab.label)),
    );
    let along = vector::dot(&own, &x);
    let towards: [f64; 3] = std::array::from_fn(|i| own[i] - along * x[i]);
    let mut unit = [0.0; 3];
    vector::normalize_into(towards.iter(), &mut unit);
    Some(vector::dot(&judged(lab)?.pull, &unit))
}
