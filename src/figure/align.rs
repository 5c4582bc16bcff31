//! Runs turned onto each other, so that the eye compares clusters and not where they happen to lie: a loss does not change
//! when features and class weights are turned together.

use std::sync::Arc;

use ndarray::Array2;

use crate::{geometry::turn_onto, train::Snapshot};

/// Whether two runs can be brought onto each other: they have the same classes, and features of the same dimension.
pub fn fits(snapshot: &Snapshot, onto: &Snapshot) -> bool {
    snapshot.weights.dim() == onto.weights.dim()
        && snapshot.dataset.class_names == onto.dataset.class_names
}

/// The run with its features and class weights turned, and reflected where that brings them nearer, so that its class
/// directions come as near to those of `onto` as they can. `None` where they do not fit.
pub fn aligned(snapshot: &Snapshot, onto: &Snapshot) -> Option<Snapshot> {
    if !fits(snapshot, onto) {
        return None;
    }
    let directions = |snapshot: &Snapshot| snapshot.weights.mapv(f64::from);
    let turn = turn_onto(directions(snapshot).view(), directions(onto).view());
    let turned = |rows: &Array2<f32>| {
        let rows = rows.mapv(f64::from).dot(&turn);
        Arc::new(rows.mapv(|x| x as f32))
    };
    Some(Snapshot {
        features: turned(&snapshot.features),
        unseen: turned(&snapshot.unseen),
        training: snapshot.training.as_deref().map(|(features, labels)| {
            let features = turned(features);
            Arc::new(((*features).clone(), labels.clone()))
        }),
        weights: turned(&snapshot.weights),
        onto: Some(onto.lane.clone()),
        ..snapshot.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        figure::{Switches, field, registry},
        train::{Experiment, Lane, Status, lane, metrics::Measured},
    };

    fn snapshot(change: impl Fn(&mut Experiment)) -> Snapshot {
        let mut experiment = Experiment::default();
        experiment.set_source("blobs");
        experiment.model.hidden = vec![16];
        change(&mut experiment);
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..60).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.snapshot("lane", 0, Status::Done)
    }

    /// Sum of the squares by which class directions miss each other.
    fn apart(a: &Snapshot, b: &Snapshot) -> f64 {
        let classes = 0..a.weights.nrows();
        let missed = classes.map(|class| {
            let (x, y) = (a.direction(class).unwrap(), b.direction(class).unwrap());
            let squares = x.iter().zip(&y).map(|(x, y)| (x - y) * (x - y));
            squares.sum::<f64>()
        });
        missed.sum()
    }

    fn metrics(snapshot: &Snapshot) -> [f64; 4] {
        let loss = crate::loss::find(&snapshot.experiment.loss.id).unwrap();
        let objective = loss.objective(&snapshot.experiment.loss.knobs);
        let measured = Measured {
            features: snapshot.features.view(),
            labels: &snapshot.dataset.test.labels,
            directions: snapshot.weights.view(),
            bias: None,
            objective: &objective,
        };
        let found = measured.metrics();
        let own = found.angle_to_own_deg.mean;
        [
            found.test_accuracy,
            own,
            found.nearest_classes_deg,
            found.fisher_score,
        ]
    }

    fn check(dim: usize) {
        let first = snapshot(|e| e.model.feature_dim = dim);
        let second = snapshot(|e| {
            e.model.feature_dim = dim;
            e.seeds.init = 7;
        });
        let turned = aligned(&second, &first).unwrap();
        assert!(apart(&turned, &first) < apart(&second, &first), "{dim}");
        assert_eq!(turned.onto.as_deref(), Some("lane"));
        for (a, b) in metrics(&turned).into_iter().zip(metrics(&second)) {
            assert!(
                (a - b).abs() < 1e-3,
                "nothing that is measured changes: {a}, {b}"
            );
        }
        // Regions turn with the features that are in them.
        let fields = [&turned, &second].map(|s| field(s, &s.experiment.loss).unwrap());
        let (mut inside, mut same) = (0, 0);
        let rows = turned
            .features
            .rows()
            .into_iter()
            .zip(second.features.rows());
        for (a, b) in rows {
            let unit = |row: ndarray::ArrayView1<'_, f32>| {
                let row = row.mapv(f64::from);
                let norm = row.dot(&row).sqrt();
                (row / norm).to_vec()
            };
            let (a, b) = (fields[0].region(&unit(a)), fields[1].region(&unit(b)));
            inside += 1;
            same += usize::from(a == b);
        }
        // Rounding to single precision may take a feature over a border.
        assert!(inside > 100 && same + 2 >= inside, "{same} of {inside}");
        for view in registry() {
            let all = Switches::defaults(view.switches());
            let drawn = |s: &Snapshot| view.figure(s, &s.experiment.loss, &all).is_ok();
            assert_eq!(drawn(&turned), drawn(&second), "{}", view.id());
        }
        let same = aligned(&first, &first).unwrap();
        let moved = (&*same.features - &*first.features).mapv(f32::abs);
        assert!(moved.iter().all(|x| *x < 1e-4), "equal directions stay");
    }

    #[test]
    fn a_run_is_turned_as_a_whole() {
        check(2);
        check(3);
        check(12);
    }

    #[test]
    fn runs_of_other_classes_or_dimensions_do_not_fit() {
        let first = snapshot(|e| e.model.feature_dim = 3);
        let other = snapshot(|e| e.model.feature_dim = 2);
        assert!(aligned(&other, &first).is_none());
        let other = snapshot(|e| e.data.classes = vec![0, 1, 2, 3, 4]);
        assert!(aligned(&other, &first).is_none());
    }
}
