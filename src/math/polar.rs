//! The orthogonal matrix nearest to a square one, by one-sided Jacobi rotations.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

/// Sweeps over all pairs of columns; ten are enough for most matrices.
const MOST_SWEEPS: usize = 60;
/// Two columns are orthogonal where their cosine is not larger than this.
const ORTHOGONAL: f64 = 1e-15;
/// Singular values below this part of the largest one are 0.
const RANK: f64 = 1e-11;

/// The orthogonal Q `(d, d)` with the largest trace of Qᵀ·M, which is nearest to M `(d, d)` of all. Where M leaves some of it
/// free, since it has not full rank, Q moves as little as it can.
pub fn nearest_orthogonal(matrix: ArrayView2<'_, f64>) -> Array2<f64> {
    let d = matrix.nrows();
    let mut pairs = Pairs::default();
    pairs.add(matrix.to_owned());
    if pairs.left.len() < d {
        // Between what is left on both sides, that which is nearest to the identity.
        let mut rest = Array2::eye(d);
        remove(&mut rest, &pairs.left);
        let mut rest = rest.reversed_axes();
        remove(&mut rest, &pairs.right);
        pairs.add(rest.reversed_axes());
    }
    if pairs.left.len() < d {
        complete(&mut pairs.left, d);
        complete(&mut pairs.right, d);
    }
    let mut nearest = Array2::zeros((d, d));
    for (u, v) in pairs.left.iter().zip(&pairs.right) {
        for (mut row, u) in nearest.rows_mut().into_iter().zip(u) {
            row.scaled_add(*u, v);
        }
    }
    nearest
}

/// Singular vectors that belong together, each of length 1 and orthogonal to all others of its side.
#[derive(Default)]
struct Pairs {
    left: Vec<Array1<f64>>,
    right: Vec<Array1<f64>>,
}

impl Pairs {
    /// Adds those of `matrix` whose singular value is not 0.
    fn add(&mut self, matrix: Array2<f64>) {
        let (values, left, right) = decomposed(matrix);
        let largest = values.iter().copied().fold(0.0, f64::max);
        for (place, value) in values.into_iter().enumerate() {
            if value > RANK * largest && self.left.len() < left.nrows() {
                self.left.push(left.row(place).to_owned());
                self.right.push(right.row(place).to_owned());
            }
        }
    }
}

/// Singular values of `matrix`, with its left and right singular vectors as rows; the left ones of a value of 0 are 0.
fn decomposed(matrix: Array2<f64>) -> (Vec<f64>, Array2<f64>, Array2<f64>) {
    // Columns are rows here, beside each other in memory.
    let mut left = matrix.reversed_axes().as_standard_layout().into_owned();
    let d = left.nrows();
    let largest = left.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if largest > 0.0 {
        // So that no square leaves the range of a double.
        left /= largest;
    }
    let mut right = Array2::eye(d);
    for _ in 0..MOST_SWEEPS {
        let mut turned = false;
        for p in 0..d {
            for q in p + 1..d {
                turned |= make_orthogonal(&mut left, &mut right, (p, q));
            }
        }
        if !turned {
            break;
        }
    }
    let norms: Vec<f64> = left
        .rows()
        .into_iter()
        .map(|row| row.dot(&row).sqrt())
        .collect();
    for (mut row, norm) in left.rows_mut().into_iter().zip(&norms) {
        if *norm > 0.0 {
            row /= *norm;
        }
    }
    (norms, left, right)
}

/// Turns two columns so that they are orthogonal. Returns whether they were not.
fn make_orthogonal(
    left: &mut Array2<f64>,
    right: &mut Array2<f64>,
    (p, q): (usize, usize),
) -> bool {
    let (a, b) = (left.row(p), left.row(q));
    let (aa, bb, ab) = (a.dot(&a), b.dot(&b), a.dot(&b));
    let together = (aa * bb).sqrt();
    if together == 0.0 || ab.abs() <= ORTHOGONAL * together {
        return false;
    }
    let ratio = (bb - aa) / (2.0 * ab);
    let tangent = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
    let cos = 1.0 / tangent.hypot(1.0);
    let sin = cos * tangent;
    for matrix in [left, right] {
        let (a, b) = matrix.multi_slice_mut((s![p, ..], s![q, ..]));
        for (a, b) in a.into_iter().zip(b) {
            (*a, *b) = (cos * *a - sin * *b, sin * *a + cos * *b);
        }
    }
    true
}

/// Takes from each column what lies along the `basis`.
fn remove(matrix: &mut Array2<f64>, basis: &[Array1<f64>]) {
    // Twice, for what rounding leaves.
    for u in basis.iter().chain(basis) {
        let along = u.dot(matrix);
        for (mut row, u) in matrix.rows_mut().into_iter().zip(u) {
            row.scaled_add(-u, &along);
        }
    }
}

/// Adds vectors to an orthonormal `basis` until it has d.
fn complete(basis: &mut Vec<Array1<f64>>, d: usize) {
    for axis in 0..d {
        let mut unit = Array1::zeros(d);
        unit[axis] = 1.0;
        if basis.len() < d {
            extend(basis, unit.view(), 1e-6);
        }
    }
}

/// Adds what `vector` has beside the orthonormal `basis`, where that is longer than `shortest`.
pub fn extend(basis: &mut Vec<Array1<f64>>, vector: ArrayView1<'_, f64>, shortest: f64) {
    let mut rest = vector.to_owned();
    for u in basis.iter().chain(basis.iter()) {
        let along = u.dot(&rest);
        rest.scaled_add(-along, u);
    }
    let norm = rest.dot(&rest).sqrt();
    if norm > shortest {
        rest /= norm;
        // Once more, now that it is long: what is left of a short vector is mostly rounding.
        for u in basis.iter() {
            let along = u.dot(&rest);
            rest.scaled_add(-along, u);
        }
        let norm = rest.dot(&rest).sqrt();
        basis.push(rest / norm);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;

    fn is_orthogonal(q: &Array2<f64>) -> bool {
        let wrong = q.t().dot(q) - Array2::<f64>::eye(q.nrows());
        wrong.iter().all(|x| x.abs() < 1e-12)
    }

    fn trace(q: &Array2<f64>, m: &Array2<f64>) -> f64 {
        (q * m).sum()
    }

    fn check(matrix: Array2<f64>, expect: Array2<f64>) {
        let found = nearest_orthogonal(matrix.view());
        let far = (&found - &expect).iter().any(|x| x.abs() > 1e-12);
        assert!(!far, "{matrix}: found {found}, expected {expect}");
    }

    #[test]
    fn what_is_orthogonal_up_to_lengths_is_found_back() {
        let turn = array![[0.6, -0.8], [0.8, 0.6]];
        check(turn.clone() * 7.0, turn.clone());
        check(turn.clone() * 1e-180, turn);
        let mirror = array![[1.0, 0.0], [0.0, -1.0]];
        check(array![[3.0, 0.0], [0.0, -0.5]], mirror);
        check(
            array![[0.0, 2.0], [5.0, 0.0]],
            array![[0.0, 1.0], [1.0, 0.0]],
        );
    }

    #[test]
    fn what_a_matrix_leaves_free_stays_as_it_is() {
        check(Array2::zeros((3, 3)), Array2::eye(3));
        let plane = array![
            [0.6, -0.8, 0.0, 0.0],
            [0.8, 0.6, 0.0, 0.0],
            [0.0; 4],
            [0.0; 4]
        ];
        let mut expect = plane.clone();
        expect[[2, 2]] = 1.0;
        expect[[3, 3]] = 1.0;
        check(plane, expect);
        // One direction goes to another; a rest that could stay where it is does.
        let found = nearest_orthogonal(array![[0.0, 4.0, 0.0], [0.0; 3], [0.0; 3]].view());
        assert!(
            is_orthogonal(&found) && (found[[2, 2]] - 1.0).abs() < 1e-12,
            "{found}"
        );
    }

    fn matrix(d: usize) -> impl Strategy<Value = Array2<f64>> {
        let numbers = proptest::collection::vec(-1.0..1.0_f64, d * d);
        numbers.prop_map(move |numbers| Array2::from_shape_vec((d, d), numbers).unwrap())
    }

    /// A matrix of at most the rank, which may be 0.
    fn of_rank(d: usize, rank: usize) -> impl Strategy<Value = Array2<f64>> {
        (matrix(d), matrix(d))
            .prop_map(move |(a, b)| a.slice(s![.., ..rank]).dot(&b.slice(s![..rank, ..])))
    }

    proptest! {
        #[test]
        fn nothing_orthogonal_is_nearer(
            (m, others) in (2..7_usize).prop_flat_map(|d| {
                let others = proptest::collection::vec(matrix(d), 4);
                ((0..=d).prop_flat_map(move |rank| of_rank(d, rank)), others)
            })
        ) {
            let q = nearest_orthogonal(m.view());
            prop_assert!(is_orthogonal(&q), "{q}");
            for other in others {
                let other = nearest_orthogonal(other.view());
                prop_assert!(trace(&q, &m) >= trace(&other, &m) - 1e-12);
            }
            // No small turn of it is better: Qᵀ·M is symmetric and positive.
            let product = q.t().dot(&m);
            let wrong = (&product - &product.t()).iter().fold(0.0_f64, |w, x| w.max(x.abs()));
            prop_assert!(wrong < 1e-10, "{product}");
        }

        #[test]
        fn what_is_symmetric_and_positive_turns_nothing((m, rank) in (2..7_usize).prop_flat_map(|d| (matrix(d), 0..=d))) {
            let half = m.slice(s![.., ..rank]);
            let q = nearest_orthogonal(half.dot(&half.t()).view());
            let wrong = &q - &Array2::<f64>::eye(m.nrows());
            prop_assert!(wrong.iter().all(|x| x.abs() < 1e-6), "{q}");
        }
    }

    #[test]
    fn a_few_hundred_dimensions_are_no_trouble() {
        let d = 200;
        let wave = |i: usize, j: usize| ((i * 37 + j * j * 11 + i * j) as f64).sin();
        let m = Array2::from_shape_fn((d, d), |(i, j)| wave(i, j));
        let q = nearest_orthogonal(m.view());
        assert!(is_orthogonal(&q));
        let product = q.t().dot(&m);
        let wrong = (&product - &product.t())
            .iter()
            .fold(0.0_f64, |w, x| w.max(x.abs()));
        assert!(wrong < 1e-9, "{wrong}");
    }
}
