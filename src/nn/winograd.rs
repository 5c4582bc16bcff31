//! Winograd's minimal filtering (Lavin & Gray 2016, arXiv 1509.09308): an m×m tile of a convolution with an r×r kernel
//! by n² = (m + r − 1)² products instead of m² r².
//!
//! In one dimension the product of polynomials is taken at n − 1 points and at infinity: `y = Aᵀ[(G g) ⊙ (Bᵀ d)]` for
//! n inputs d, r weights g and m outputs y; in two dimensions every transform is applied to rows and columns. The
//! gradients are the transposes of the same maps: with P = A dy Aᵀ, V = Bᵀ d B and U = G g Gᵀ,
//! `dg = Gᵀ (V ⊙ P) G` and `dd = B (U ⊙ P) Bᵀ`. Over channels and tiles each ⊙ is n² matrix products.
//!
//! Here are the points and what becomes of the kernels; [`super::tiles`] has what becomes of pictures.
//!
//! The points are 0, ∞ and pairs ±a, so that each pair shares its even and its odd part.

use super::simd::{CHUNK, for_each_chunk, load, plus, store, vectorized};

/// The positive points of the pairs: two of them make n = 6, three n = 8. The last ones are never used.
///
/// Their powers stay near 1, where sums cancel least: ¾ and 1½ leave half the rounding of 1 and 2. All are exact in binary,
/// and so are their squares.
pub const fn pairs(n: usize) -> [f32; 4] {
    match n {
        6 => [0.75, 1.5, 0.0, 0.0],
        _ => [1.0, 2.0, 0.5, 0.0],
    }
}

/// Room for all coefficients, and for those that an unrolled loop names and never reaches.
pub type Row = [f32; 5];

/// Coefficients of Π (x² − a²) over the pairs of n points but `without`, lowest power of x² first.
const fn product(n: usize, without: usize) -> Row {
    let (count, pairs) = ((n - 2) / 2, pairs(n));
    let mut q = [1.0, 0.0, 0.0, 0.0, 0.0];
    let mut pair = 0;
    while pair < count {
        if pair != without {
            let square = pairs[pair] * pairs[pair];
            let mut power = 4;
            while power > 0 {
                q[power] = q[power - 1] - square * q[power];
                power -= 1;
            }
            q[0] *= -square;
        }
        pair += 1;
    }
    q
}

const NONE: usize = usize::MAX;

/// Coefficients for n points: those of all pairs, then those without each pair.
const fn table(n: usize) -> [Row; 5] {
    [
        product(n, NONE),
        product(n, 0),
        product(n, 1),
        product(n, 2),
        product(n, 3),
    ]
}

/// What the transforms of N points are made of.
pub struct Points<const N: usize>;

impl<const N: usize> Points<N> {
    /// [`product`] of all pairs, then without each pair.
    pub const TABLE: [Row; 5] = table(N);
}

/// Repeats a body for each of a few small numbers, those below a limit. A loop would do, but that one is not always
/// unrolled, and then no coefficient is a constant any more.
macro_rules! unroll {
    ($index:ident < $limit:expr, $body:block) => {
        unroll!(@ $index < $limit, $body, 0 1 2 3);
    };
    (@ $index:ident < $limit:expr, $body:block, $($number:literal)*) => {
        $(
            let $index: usize = $number;
            if $index < $limit $body
        )*
    };
}
pub(super) use unroll;

/// aᵏ
#[inline(always)]
pub fn to_the(a: f32, k: usize) -> f32 {
    match k {
        0 => 1.0,
        1 => a,
        2 => a * a,
        3 => a * a * a,
        _ => a * a * a * a,
    }
}

/// G for a kernel of R weights: row i is (1, a, a², …)/Π_{b≠a}(a − b) at the i-th point a, and the last one at ∞.
pub fn kernel_map<const N: usize, const R: usize>() -> [[f32; R]; N] {
    let mut points = [0.0; N];
    for (pair, a) in pairs(N).iter().take((N - 2) / 2).enumerate() {
        (points[2 * pair + 1], points[2 * pair + 2]) = (*a, -a);
    }
    let points = &points[..N - 1];
    let mut map = [[0.0; R]; N];
    for (a, row) in points.iter().zip(&mut map) {
        let others = points.iter().filter(|b| *b != a);
        let scale: f32 = others.map(|b| a - b).product();
        *row = std::array::from_fn(|k| to_the(*a, k) / scale);
    }
    map[N - 1][R - 1] = 1.0;
    map
}

/// Kernels in the order of one side's channels, then the other's.
#[derive(Clone, Copy)]
pub struct Kernels {
    /// Channels of the slower side.
    pub outer: usize,
    /// Channels of the faster side.
    pub inner: usize,
}

impl Kernels {
    /// `(from, to)`
    pub fn forward(from: usize, to: usize) -> Self {
        Self {
            outer: from,
            inner: to,
        }
    }

    /// `(to, from)`
    pub fn backward(from: usize, to: usize) -> Self {
        Self {
            outer: to,
            inner: from,
        }
    }

    /// From one position to the next: a gap keeps equal places of all positions out of one place in the cache.
    pub fn stride(&self) -> usize {
        self.outer * self.inner + 16
    }

    /// Where the channels of weight `k` of a kernel of `weights` begin, in kernels that lie `(outer, weights, inner)`.
    fn weight(&self, outer: usize, weights: usize, k: usize) -> usize {
        (outer * weights + k) * self.inner
    }
}

vectorized! {
    /// U = G g Gᵀ of the kernels `weights` `(count, r², inner)` into `u` `(n², outer, inner)`, which begins at the first of them;
    /// `g` is [`kernel_map`].
    pub fn transform_kernels[N: usize, R: usize](g: &[[f32; R]; N], weights: &[f32], u: &mut [f32], order: Kernels) {
        for outer in 0..weights.len() / (R * R * order.inner) {
            for_each_chunk(order.inner, #[inline(always)] |first, len| {
                let mut kernel = [[[0.0; CHUNK]; R]; R];
                for k in 0..R * R {
                    kernel[k / R][k % R] = load(&weights[order.weight(outer, R * R, k) + first..][..len]);
                }
                for i in 0..N {
                    let mut row = [[0.0; CHUNK]; R];
                    for (kernel, g) in kernel.iter().zip(&g[i]) {
                        row.iter_mut().zip(kernel).for_each(|(row, chunk)| *row = plus(row, *g, chunk));
                    }
                    for j in 0..N {
                        let mut sum = [0.0; CHUNK];
                        row.iter().zip(&g[j]).for_each(|(chunk, g)| sum = plus(&sum, *g, chunk));
                        let at = (i * N + j) * order.stride() + outer * order.inner + first;
                        store(&mut u[at..][..len], &sum);
                    }
                }
            });
        }
    }

    /// dg = Gᵀ dU G, the transpose of [`transform_kernels`].
    pub fn transform_kernels_back[N: usize, R: usize](g: &[[f32; R]; N], grads: &mut [f32], u: &[f32], order: Kernels) {
        for outer in 0..grads.len() / (R * R * order.inner) {
            for_each_chunk(order.inner, #[inline(always)] |first, len| {
                let mut kernel = [[[0.0; CHUNK]; R]; R];
                for i in 0..N {
                    let mut row = [[0.0; CHUNK]; R];
                    for j in 0..N {
                        let at = (i * N + j) * order.stride() + outer * order.inner + first;
                        let chunk = load(&u[at..][..len]);
                        row.iter_mut().zip(&g[j]).for_each(|(row, g)| *row = plus(row, *g, &chunk));
                    }
                    for (kernel, g) in kernel.iter_mut().zip(&g[i]) {
                        kernel.iter_mut().zip(&row).for_each(|(sum, chunk)| *sum = plus(sum, *g, chunk));
                    }
                }
                for k in 0..R * R {
                    store(&mut grads[order.weight(outer, R * R, k) + first..][..len], &kernel[k / R][k % R]);
                }
            });
        }
    }
}
