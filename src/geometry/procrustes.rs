//! The rotation, or rotation and reflection, that brings the directions of one run onto those of another (orthogonal
//! Procrustes, Schönemann 1966).

use ndarray::{Array1, Array2, ArrayView2};

use crate::math::{
    polar::{extend, nearest_orthogonal},
    vector,
};

/// What a direction adds to the span of others has to be longer than this.
const SHORTEST: f64 = 1e-9;

/// The orthogonal Q `(d, d)` for which the unit rows of `from` `(n, d)`, each times Q, are nearest to those of `onto`
/// `(n, d)`: Σ ‖xQ − y‖² is smallest. Rows without a direction on either side count for nothing. What the rows leave free
/// stays as it is.
///
/// # Panics
/// When the shapes differ.
pub fn turn_onto(from: ArrayView2<'_, f64>, onto: ArrayView2<'_, f64>) -> Array2<f64> {
    assert_eq!(from.dim(), onto.dim());
    let d = from.ncols();
    let pairs = from.rows().into_iter().zip(onto.rows());
    let pairs = pairs.filter_map(|(x, y)| Some((unit(x.iter())?, unit(y.iter())?)));
    let (from, onto): (Vec<Array1<f64>>, Vec<Array1<f64>>) = pairs.unzip();
    // All that happens is in the span of both, which is smaller than the whole where there are few classes.
    let mut basis: Vec<Array1<f64>> = Vec::new();
    for row in from.iter().chain(&onto) {
        if basis.len() < d {
            extend(&mut basis, row.view(), SHORTEST);
        }
    }
    let k = basis.len();
    let basis = Array2::from_shape_fn((k, d), |(i, j)| basis[i][j]);
    let mut product = Array2::<f64>::zeros((k, k));
    for (x, y) in from.iter().zip(&onto) {
        let (x, y) = (basis.dot(x), basis.dot(y));
        for (mut row, x) in product.rows_mut().into_iter().zip(&x) {
            row.scaled_add(*x, &y);
        }
    }
    let inside = nearest_orthogonal(product.view()) - Array2::<f64>::eye(k);
    Array2::<f64>::eye(d) + basis.t().dot(&inside).dot(&basis)
}

fn unit<'a>(row: impl ExactSizeIterator<Item = &'a f64> + Clone) -> Option<Array1<f64>> {
    let mut unit = vec![0.0; row.len()];
    let length = vector::normalize_into(row, &mut unit);
    (length > 0.0 && length.is_finite()).then(|| Array1::from_vec(unit))
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    fn rows(n: usize, d: usize) -> impl Strategy<Value = Array2<f64>> {
        let numbers = proptest::collection::vec(-1.0..1.0_f64, n * d);
        numbers.prop_map(move |numbers| Array2::from_shape_vec((n, d), numbers).unwrap())
    }

    /// Σ ‖xQ − y‖² over unit rows.
    fn distance(from: &Array2<f64>, onto: &Array2<f64>, q: &Array2<f64>) -> f64 {
        let pairs = from.rows().into_iter().zip(onto.rows());
        let far = |(x, y): (ndarray::ArrayView1<'_, f64>, ndarray::ArrayView1<'_, f64>)| {
            let (Some(x), Some(y)) = (unit(x.iter()), unit(y.iter())) else {
                return 0.0;
            };
            let gap = x.dot(q) - y;
            gap.dot(&gap)
        };
        pairs.map(far).sum()
    }

    fn orthogonal(d: usize) -> impl Strategy<Value = Array2<f64>> {
        rows(d, d).prop_map(|m| nearest_orthogonal(m.view()))
    }

    proptest! {
        #[test]
        fn a_turn_is_found_back_and_nothing_is_better(
            (from, turn, other) in (1..7_usize, 2..6_usize)
                .prop_flat_map(|(n, d)| (rows(n, d), orthogonal(d), orthogonal(d)))
        ) {
            let onto = from.dot(&turn);
            let q = turn_onto(from.view(), onto.view());
            prop_assert!(distance(&from, &onto, &q) < 1e-12);
            let wrong = q.t().dot(&q) - Array2::<f64>::eye(q.nrows());
            prop_assert!(wrong.iter().all(|x| x.abs() < 1e-12));
            // Of others that cannot be reached, none is nearer.
            let third = other.slice(ndarray::s![..1, ..]).to_owned() + &onto;
            let q = turn_onto(from.view(), third.view());
            let best = distance(&from, &third, &q);
            prop_assert!(best <= distance(&from, &third, &other) + 1e-9);
            prop_assert!(best <= distance(&from, &third, &turn) + 1e-9);
        }

        #[test]
        fn equal_directions_are_not_turned((from, longer) in (rows(4, 7), 0.1..9.0_f64)) {
            let q = turn_onto(from.view(), (&from * longer).view());
            let wrong = q - Array2::<f64>::eye(7);
            prop_assert!(wrong.iter().all(|x| x.abs() < 1e-6));
        }
    }

    #[test]
    fn rows_without_a_direction_count_for_nothing() {
        let from = array![[1.0, 0.0], [0.0, 0.0], [f64::NAN, 1.0]];
        let onto = array![[0.0, 2.0], [1.0, 0.0], [1.0, 0.0]];
        let q = turn_onto(from.view(), onto.view());
        assert!((q[[0, 1]] - 1.0).abs() < 1e-12, "{q}");
        let none = Array2::zeros((3, 2));
        assert_eq!(turn_onto(none.view(), onto.view()), Array2::<f64>::eye(2));
    }
}
