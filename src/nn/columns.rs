//! Passes over the rows of a matrix `(n, columns)` in which every column has a number of its own: sixteen columns at a time, down
//! all rows, so that what belongs to a column stays in a register. For the columns that are left over a plain loop does the same,
//! in the same order.

use super::lanes::{levels, on_every_level};
use super::simd::CHUNK;

on_every_level! {
    /// Every row of `y` becomes `row`.
    pub fn fill_rows(y: &mut [f32], row: &[f32]);

    /// Adds all rows of `x` to `sums`, one after the other.
    pub fn sum_rows(x: &[f32], sums: &mut [f32]);

    /// y = x where x > 0, slope · x elsewhere.
    pub fn prelu(slopes: &[f32], x: &[f32], y: &mut [f32]);

    /// Adds x dy where x < 0 to `grads`, one row after the other; where `dx` has room it becomes dy where x > 0, slope · dy
    /// elsewhere.
    pub fn prelu_back(slopes: &[f32], grads: &mut [f32], x: &[f32], dy: &[f32], dx: &mut [f32]);
}

/// The sixteen numbers at `first` of `row`.
#[inline(always)]
pub fn at(row: &[f32], first: usize) -> &[f32; CHUNK] {
    // The slice has that length.
    row[first..].first_chunk().unwrap_or(&[0.0; CHUNK])
}

/// The kernels for one instruction set.
macro_rules! kernels {
    ($(#[$feature:meta])*) => {
        $(#[$feature])*
        pub fn fill_rows(y: &mut [f32], row: &[f32]) {
            let (chunks, rest) = row.as_chunks();
            for y in y.chunks_exact_mut(row.len()) {
                let (y, last) = y.as_chunks_mut();
                for (y, row) in y.iter_mut().zip(chunks) {
                    store(y, load(row));
                }
                last.iter_mut().zip(rest).for_each(|(y, x)| *y = *x);
            }
        }

        $(#[$feature])*
        pub fn sum_rows(x: &[f32], sums: &mut [f32]) {
            let (columns, whole) = (sums.len(), sums.len() / CHUNK * CHUNK);
            for (c, sums) in sums.as_chunks_mut().0.iter_mut().enumerate() {
                let mut total = load(sums);
                for x in x.chunks_exact(columns) {
                    total = add(total, load(at(x, c * CHUNK)));
                }
                store(sums, total);
            }
            for x in x.chunks_exact(columns) {
                sums[whole..].iter_mut().zip(&x[whole..]).for_each(|(sum, x)| *sum += x);
            }
        }

        $(#[$feature])*
        pub fn prelu(slopes: &[f32], x: &[f32], y: &mut [f32]) {
            let (chunks, last) = slopes.as_chunks();
            let columns = slopes.len();
            for (x, y) in x.chunks_exact(columns).zip(y.chunks_exact_mut(columns)) {
                let ((x, x_last), (y, y_last)) = (x.as_chunks(), y.as_chunks_mut());
                for ((x, y), slope) in x.iter().zip(y).zip(chunks) {
                    let x = load(x);
                    // Not `larger`: that would hide a NaN, and a run that diverged would look sound.
                    store(y, where_positive(x, x, mul(load(slope), x)));
                }
                for ((x, y), slope) in x_last.iter().zip(y_last).zip(last) {
                    *y = if *x > 0.0 { *x } else { slope * x };
                }
            }
        }

        $(#[$feature])*
        pub fn prelu_back(slopes: &[f32], grads: &mut [f32], x: &[f32], dy: &[f32], dx: &mut [f32]) {
            let columns = slopes.len();
            let whole = columns / CHUNK * CHUNK;
            let rows = x.len() / columns;
            let wanted = dx.len() == x.len();
            for (c, grads) in grads.as_chunks_mut().0.iter_mut().enumerate() {
                let first = c * CHUNK;
                let (mut total, slope) = (load(grads), load(at(slopes, first)));
                for row in 0..rows {
                    let place = row * columns + first;
                    let (x, dy) = (load(at(x, place)), load(at(dy, place)));
                    total = add(total, mul(negative(x), dy));
                    if wanted {
                        let to = dx[place..].first_chunk_mut();
                        let slope = where_positive(x, splat(1.0), slope);
                        to.into_iter().for_each(|to| store(to, mul(slope, dy)));
                    }
                }
                store(grads, total);
            }
            for row in 0..if whole < columns { rows } else { 0 } {
                for column in whole..columns {
                    let place = row * columns + column;
                    let (x, dy) = (x[place], dy[place]);
                    grads[column] += if x < 0.0 { x } else { 0.0 } * dy;
                    if wanted {
                        dx[place] = if x > 0.0 { 1.0 } else { slopes[column] } * dy;
                    }
                }
            }
        }
    };
}

levels!(kernels {
    use super::{CHUNK, at};
});
