//! Angles of held-out features, in radians.

use ndarray::{Array2, ArrayView1, Axis};

use crate::train::{Snapshot, metrics::units};

/// A held-out feature's angles to its own class direction and to the nearest other one.
pub struct Angles {
    /// To the direction of its own class, radians.
    pub own: f64,
    /// To the nearest direction of another class, radians.
    pub other: f64,
}

/// The angles of every held-out feature that has a direction.
pub fn to_classes(snapshot: &Snapshot) -> Vec<Angles> {
    if let Some(known) = &snapshot.cosines {
        let angle = |cosine: f32| f64::from(cosine).acos();
        let of = |[own, other]: &[f32; 2]| Angles {
            own: angle(*own),
            other: angle(*other),
        };
        return known.iter().map(of).collect();
    }
    let directions = units(snapshot.weights.view());
    let features = units(snapshot.features.view());
    let rows = features
        .rows()
        .into_iter()
        .zip(&snapshot.dataset.test.labels);
    rows.filter(|(row, _)| is_direction(row))
        .filter_map(|(row, &label)| angles(&directions, row, label))
        .collect()
}

fn angles(directions: &Array2<f64>, feature: ArrayView1<'_, f64>, label: usize) -> Option<Angles> {
    let mut nearest = -1.0_f64;
    let mut own = None;
    for (class, direction) in directions.rows().into_iter().enumerate() {
        let cos = direction.dot(&feature).clamp(-1.0, 1.0);
        if class == label {
            own = Some(cos);
        } else {
            nearest = nearest.max(cos);
        }
    }
    Some(Angles {
        own: own?.acos(),
        other: nearest.acos(),
    })
}

/// The angle in radians between each two of at most about `most` features, and whether both are of one class.
pub fn of_pairs(snapshot: &Snapshot, most: usize) -> Vec<(f64, bool)> {
    let labels = &snapshot.dataset.test.labels;
    let mut chosen = super::super::sample::stratified(labels, most);
    chosen.retain(|i| *i < snapshot.features.nrows());
    // Of many samples a few are looked at, and only these are made units.
    let features = units(snapshot.features.select(Axis(0), &chosen).view());
    let labels: Vec<usize> = chosen.iter().map(|i| labels[*i]).collect();
    let there = |i: &usize| is_direction(&features.row(*i));
    let chosen: Vec<usize> = (0..labels.len()).filter(there).collect();
    let mut pairs = Vec::with_capacity(chosen.len() * chosen.len() / 2);
    for (rank, &a) in chosen.iter().enumerate() {
        for &b in &chosen[..rank] {
            let cos = features.row(a).dot(&features.row(b)).clamp(-1.0, 1.0);
            pairs.push((cos.acos(), labels[a] == labels[b]));
        }
    }
    pairs
}

fn is_direction(row: &ArrayView1<'_, f64>) -> bool {
    row.iter().all(|x| x.is_finite()) && row.iter().any(|x| *x != 0.0)
}
