//! The decision field of a snapshot under the loss of this moment.

use std::sync::Arc;

use crate::{
    geometry::Field,
    loss::{self, Objective, margin::Plain},
    math::vector,
    train::{LossConfig, Snapshot},
};

/// The decision field of the snapshot's class weights `(classes, d)` under the loss `config`; `None` for an unknown loss, or
/// for weights that are not finite. A pair loss has no class logits: its regions are those of the nearest class mean, which
/// decides there, without a margin zone between them.
pub fn field(snapshot: &Snapshot, config: &LossConfig) -> Option<Field> {
    let loss = loss::find(&config.id)?;
    let objective = match loss.in_force(&loss.at_step(&config.knobs, snapshot.schedule_step())) {
        Objective::Pair(_) => Objective::normalized(Arc::new(Plain), 1.0),
        class => class,
    };
    let head = objective.head()?;
    let weights = snapshot.weights.mapv(f64::from);
    if weights.iter().any(|weight| !weight.is_finite()) {
        return None;
    }
    let bias = snapshot.bias.as_ref().map(|bias| bias.mapv(f64::from));
    let bias = bias.as_ref().map(|bias| bias.view());
    let field = Field::new(head, weights.view(), bias, mean_norm(snapshot));
    // As in the metrics: with a bias a class has a logit all the same.
    Some(match head.bias && bias.is_some() {
        true => field,
        false => field.without_empty(),
    })
}

/// The two classes whose directions are nearest to each other: of many classes those that were found when they were measured,
/// since to look for them takes longer than a frame.
pub fn nearest_pair(snapshot: &Snapshot) -> Option<(usize, usize)> {
    const FEW: usize = 100;
    let classes = snapshot.weights.nrows();
    if classes > FEW {
        return snapshot.nearest_pair();
    }
    let directions: Vec<Option<Vec<f64>>> = (0..classes).map(|j| snapshot.direction(j)).collect();
    let angle = |i: usize, j: usize| match (&directions[i], &directions[j]) {
        (Some(a), Some(b)) => vector::angle_between(a, b),
        _ => f64::NAN,
    };
    super::between::smallest(classes, &angle)
}

/// Whether the loss gives class posteriors; a pair loss does not.
pub fn has_posterior(config: &LossConfig) -> bool {
    let objective = loss::find(&config.id).map(|loss| loss.objective(&config.knobs));
    objective.is_some_and(|objective| objective.head().is_some())
}

/// Mean length of the features `(n, d)`, at which losses that depend on it are evaluated; 1 where there is none.
pub(super) fn mean_norm(snapshot: &Snapshot) -> f64 {
    // Features that are given stay as they were measured, and may be many.
    let known = snapshot.metrics.mean_norm;
    if snapshot.dataset.given.is_some() && known.is_finite() {
        return known;
    }
    let norms = snapshot
        .features
        .rows()
        .into_iter()
        .map(|row| {
            row.iter()
                .map(|x| f64::from(*x).powi(2))
                .sum::<f64>()
                .sqrt()
        })
        .filter(|norm| norm.is_finite());
    let (sum, count) = norms.fold((0.0, 0.0), |(sum, count), norm| (sum + norm, count + 1.0));
    if sum > 0.0 { sum / count } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        geometry::circle,
        train::{Experiment, Lane, Status, lane},
    };

    /// Regions and whether there is a posterior, for four blobs on the circle.
    fn check(id: &str, margin_zone: bool, posterior: bool) {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.data.classes = vec![0, 1, 2, 3];
        experiment.model.feature_dim = 2;
        experiment.set_loss(id);
        let lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        let snapshot = lane.snapshot("run", 1, Status::Paused);
        let field = field(&snapshot, &experiment.loss).unwrap();
        let arcs = circle::arcs(&field);
        assert_eq!(
            arcs.iter().any(|arc| arc.class.is_none()),
            margin_zone,
            "{id}"
        );
        assert_eq!(has_posterior(&experiment.loss), posterior, "{id}");
        for arc in arcs {
            let middle: f64 = (arc.from + arc.to) / 2.0;
            let u = [middle.cos(), middle.sin()];
            let cos = |j: usize| field.unit().row(j).dot(&ndarray::arr1(&u));
            let nearest = (0..4).max_by(|a, b| cos(*a).total_cmp(&cos(*b)));
            assert!(arc.class.is_none() || arc.class == nearest, "{id}");
        }
    }

    #[test]
    fn pair_losses_have_the_regions_of_the_nearest_mean_and_no_margin_zone() {
        for id in ["circle-pair", "triplet", "contrastive"] {
            check(id, false, false);
        }
        check("am-softmax", true, true);
        check("normface", false, true);
    }
}
