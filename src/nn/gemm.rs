//! Matrix products on slices: the only unsafe code of the crate, behind checked bounds.

use gemm::{Parallelism, gemm};

/// A matrix over a slice: element `(i, j)` is `data[i * row_stride + j * col_stride]`.
#[derive(Clone, Copy)]
pub struct Mat<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_stride: usize,
    col_stride: usize,
}

impl<'a> Mat<'a> {
    /// `rows × cols` numbers, row by row.
    ///
    /// # Panics
    /// When `data` holds fewer numbers.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Self {
        assert!(data.len() >= rows * cols, "a matrix needs all its elements");
        Self {
            data,
            rows,
            cols,
            row_stride: cols,
            col_stride: 1,
        }
    }

    /// The same numbers read column by column.
    pub fn transposed(self) -> Self {
        Self {
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
            ..self
        }
    }
}

/// `out = a · b`, or `out += a · b` when `accumulate`; `out` is row by row.
///
/// # Panics
/// When the shapes do not fit.
pub fn matmul(out: &mut [f32], a: Mat<'_>, b: Mat<'_>, accumulate: bool) {
    let (m, k, n) = (a.rows, a.cols, b.cols);
    assert_eq!(k, b.rows, "inner dimensions of a product");
    assert!(out.len() >= m * n, "a product needs room");
    // SAFETY: `Mat` and the assertions above keep every access inside the three slices; `out` is borrowed mutably, so
    // it overlaps neither input. Strides come from slice lengths and therefore fit in `isize`.
    unsafe {
        gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n as isize,
            accumulate,
            a.data.as_ptr(),
            a.col_stride as isize,
            a.row_stride as isize,
            b.data.as_ptr(),
            b.col_stride as isize,
            b.row_stride as isize,
            if accumulate { 1.0 } else { 0.0 },
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(a: Mat<'_>, b: Mat<'_>) -> Vec<f32> {
        let at = |m: Mat<'_>, i: usize, j: usize| m.data[i * m.row_stride + j * m.col_stride];
        let cell = |i, j| (0..a.cols).map(|k| at(a, i, k) * at(b, k, j)).sum();
        (0..a.rows)
            .flat_map(|i| (0..b.cols).map(move |j| cell(i, j)))
            .collect()
    }

    fn check(m: usize, k: usize, n: usize) {
        let numbers = |count: usize| -> Vec<f32> {
            (0..count).map(|i| ((i * 37 % 19) as f32) - 9.0).collect()
        };
        let (a, b) = (numbers(m * k), numbers(k * n));
        for (a, b) in [
            (Mat::new(&a, m, k), Mat::new(&b, k, n)),
            (Mat::new(&a, k, m).transposed(), Mat::new(&b, k, n)),
            (Mat::new(&a, m, k), Mat::new(&b, n, k).transposed()),
        ] {
            let mut out = vec![1.0; m * n];
            matmul(&mut out, a, b, false);
            assert_eq!(out, naive(a, b), "{m}x{k}x{n}");
            matmul(&mut out, a, b, true);
            let twice: Vec<f32> = naive(a, b).iter().map(|v| 2.0 * v).collect();
            assert_eq!(out, twice, "{m}x{k}x{n} accumulated");
        }
    }

    #[test]
    fn a_product_equals_the_definition_for_every_layout() {
        check(1, 1, 1);
        check(3, 5, 2);
        check(17, 9, 33);
        check(0, 4, 3);
        check(4, 0, 3);
    }
}
