//! Winograd's minimal filtering (Lavin & Gray 2016, arXiv 1509.09308): an m×m tile of a convolution with an r×r kernel
//! by n² = (m + r − 1)² products instead of m² r².
//!
//! In one dimension the product of polynomials is taken at n − 1 points and at infinity: `y = Aᵀ[(G g) ⊙ (Bᵀ d)]` for
//! n inputs d, r weights g and m outputs y; in two dimensions every transform is applied to rows and columns. The
//! gradients are the transposes of the same maps: with P = A dy Aᵀ, V = Bᵀ d B and U = G g Gᵀ,
//! `dg = Gᵀ (V ⊙ P) G` and `dd = B (U ⊙ P) Bᵀ`. Over channels and tiles each ⊙ is n² matrix products.
//!
//! The points are 0, ∞ and pairs ±a, so that each pair shares its even and its odd part.

use super::simd::{CHUNK, Chunk, add, for_each_chunk, load, plus, scaled, store, sub, vectorized};

/// The positive points of the pairs: two of them make n = 6, three n = 8. The last ones are never used.
///
/// Their powers stay near 1, where sums cancel least: ¾ and 1½ leave half the rounding of 1 and 2. All are exact in binary,
/// and so are their squares.
const fn pairs(n: usize) -> [f32; 4] {
    match n {
        6 => [0.75, 1.5, 0.0, 0.0],
        _ => [1.0, 2.0, 0.5, 0.0],
    }
}

/// Room for all coefficients, and for those that an unrolled loop names and never reaches.
type Row = [f32; 5];

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

struct Points<const N: usize>;

impl<const N: usize> Points<N> {
    const TABLE: [Row; 5] = table(N);
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

/// Bᵀ d
#[inline(always)]
fn input<const N: usize>(d: &[Chunk; N]) -> [Chunk; N] {
    let mut v = [[0.0; CHUNK]; N];
    let count = const { (N - 2) / 2 };
    let all = const { &Points::<N>::TABLE[0] };
    v[0] = scaled(all[0], &d[0]);
    v[N - 1] = scaled(all[0], &d[1]);
    unroll!(i < count, {
        v[0] = plus(&v[0], all[i + 1], &d[2 * i + 2]);
        v[N - 1] = plus(&v[N - 1], all[i + 1], &d[2 * i + 3]);
    });
    unroll!(pair < count, {
        let (a, q) = (
            const { pairs(N) }[pair],
            const { &Points::<N>::TABLE }[pair + 1],
        );
        let mut even = scaled(q[0], &d[2]);
        let mut odd = scaled(q[0] * a, &d[1]);
        unroll!(i < count - 1, {
            even = plus(&even, q[i + 1], &d[2 * i + 4]);
            odd = plus(&odd, q[i + 1] * a, &d[2 * i + 3]);
        });
        v[2 * pair + 1] = add(&even, &odd);
        v[2 * pair + 2] = sub(&even, &odd);
    });
    v
}

/// B v, the transpose of [`input`].
#[inline(always)]
fn input_back<const N: usize>(v: &[Chunk; N]) -> [Chunk; N] {
    let mut d = [[0.0; CHUNK]; N];
    let count = const { (N - 2) / 2 };
    let all = const { &Points::<N>::TABLE[0] };
    unroll!(i < count + 1, {
        d[2 * i] = scaled(all[i], &v[0]);
        d[2 * i + 1] = scaled(all[i], &v[N - 1]);
    });
    unroll!(pair < count, {
        let (a, q) = (
            const { pairs(N) }[pair],
            const { &Points::<N>::TABLE }[pair + 1],
        );
        let even = add(&v[2 * pair + 1], &v[2 * pair + 2]);
        let odd = sub(&v[2 * pair + 1], &v[2 * pair + 2]);
        unroll!(i < count, {
            d[2 * i + 2] = plus(&d[2 * i + 2], q[i], &even);
            d[2 * i + 1] = plus(&d[2 * i + 1], q[i] * a, &odd);
        });
    });
    d
}

/// aᵏ
#[inline(always)]
fn power(a: f32, k: usize) -> f32 {
    match k {
        0 => 1.0,
        1 => a,
        2 => a * a,
        3 => a * a * a,
        _ => a * a * a * a,
    }
}

/// Aᵀ p
#[inline(always)]
fn output<const N: usize, const M: usize>(p: &[Chunk; N]) -> [Chunk; M] {
    let mut y = [[0.0; CHUNK]; M];
    let count = const { (N - 2) / 2 };
    y[0] = p[0];
    unroll!(pair < count, {
        let even = add(&p[2 * pair + 1], &p[2 * pair + 2]);
        let odd = sub(&p[2 * pair + 1], &p[2 * pair + 2]);
        unroll!(k < M, {
            let half = if k.is_multiple_of(2) { &even } else { &odd };
            y[k] = plus(&y[k], power(const { pairs(N) }[pair], k), half);
        });
    });
    y[M - 1] = add(&y[M - 1], &p[N - 1]);
    y
}

/// A y, the transpose of [`output`].
#[inline(always)]
fn output_back<const N: usize, const M: usize>(y: &[Chunk; M]) -> [Chunk; N] {
    let mut p = [[0.0; CHUNK]; N];
    let count = const { (N - 2) / 2 };
    p[0] = y[0];
    p[N - 1] = y[M - 1];
    unroll!(pair < count, {
        let (mut even, mut odd) = ([0.0; CHUNK], [0.0; CHUNK]);
        unroll!(k < M, {
            let half = if k.is_multiple_of(2) {
                &mut even
            } else {
                &mut odd
            };
            *half = plus(half, power(const { pairs(N) }[pair], k), &y[k]);
        });
        p[2 * pair + 1] = add(&even, &odd);
        p[2 * pair + 2] = sub(&even, &odd);
    });
    p
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
        *row = std::array::from_fn(|k| power(*a, k) / scale);
    }
    map[N - 1][R - 1] = 1.0;
    map
}

/// A picture, channels last, and the tiles that cover it.
#[derive(Clone, Copy, Debug)]
pub struct Tiling {
    /// Rows of the picture.
    pub height: usize,
    /// Columns of the picture.
    pub width: usize,
    /// Tiles below and beside each other.
    pub rows: usize,
    /// Tiles beside each other.
    pub cols: usize,
    /// How far a tile of the input reaches out above and left of its outputs.
    pub border: usize,
}

impl Tiling {
    /// The tiles of `outputs` × `outputs` results that cover a picture, for a kernel of so many rows.
    pub fn new(height: usize, width: usize, outputs: usize, kernel: usize) -> Self {
        Self {
            height,
            width,
            rows: height.div_ceil(outputs),
            cols: width.div_ceil(outputs),
            border: kernel / 2,
        }
    }

    /// How many tiles there are.
    pub fn tiles(&self) -> usize {
        self.rows * self.cols
    }
}

/// Which part of the channels of which tile a transform works on.
#[derive(Clone, Copy)]
struct Part {
    /// The upper left output of the tile.
    top: usize,
    left: usize,
    /// Where the part begins in what the transforms write, at position 0.
    at: usize,
    channels: usize,
    first: usize,
    len: usize,
}

/// Calls `each` with every part of every tile: a chunk of channels.
#[inline(always)]
fn for_each_part<const M: usize>(tiling: &Tiling, channels: usize, mut each: impl FnMut(Part)) {
    for row in 0..tiling.rows {
        for col in 0..tiling.cols {
            for_each_chunk(
                channels,
                #[inline(always)]
                |first, len| {
                    each(Part {
                        top: row * M,
                        left: col * M,
                        at: (row * tiling.cols + col) * channels + first,
                        channels,
                        first,
                        len,
                    });
                },
            );
        }
    }
}

/// The channels of pixel (i, j) of a tile that begins `border` above and left of its outputs.
#[inline(always)]
fn pixel(tiling: &Tiling, part: Part, (i, j): (usize, usize), border: usize) -> Option<usize> {
    let row = (part.top + i).wrapping_sub(border);
    let col = (part.left + j).wrapping_sub(border);
    (row < tiling.height && col < tiling.width)
        .then(|| (row * tiling.width + col) * part.channels + part.first)
}

#[inline(always)]
fn input_part<const N: usize>(
    tiling: &Tiling,
    part: Part,
    x: &[f32],
    v: &mut [f32],
    stride: usize,
) {
    let mut d = [[[0.0; CHUNK]; N]; N];
    for (i, half) in d.iter_mut().enumerate() {
        let mut row = [[0.0; CHUNK]; N];
        for (j, chunk) in row.iter_mut().enumerate() {
            if let Some(at) = pixel(tiling, part, (i, j), tiling.border) {
                *chunk = load(&x[at..][..part.len]);
            }
        }
        *half = input::<N>(&row);
    }
    for j in 0..N {
        let column = input::<N>(&std::array::from_fn(|i| d[i][j]));
        for (i, chunk) in column.iter().enumerate() {
            store(&mut v[(i * N + j) * stride + part.at..][..part.len], chunk);
        }
    }
}

#[inline(always)]
fn input_back_part<const N: usize>(
    tiling: &Tiling,
    part: Part,
    x: &mut [f32],
    v: &[f32],
    stride: usize,
) {
    let mut d = [[[0.0; CHUNK]; N]; N];
    for j in 0..N {
        let column =
            std::array::from_fn(|i| load(&v[(i * N + j) * stride + part.at..][..part.len]));
        let column = input_back::<N>(&column);
        for i in 0..N {
            d[i][j] = column[i];
        }
    }
    for (i, row) in d.iter().enumerate() {
        for (j, chunk) in input_back::<N>(row).iter().enumerate() {
            if let Some(at) = pixel(tiling, part, (i, j), tiling.border) {
                let to = &mut x[at..][..part.len];
                store(to, &add(&load(to), chunk));
            }
        }
    }
}

#[inline(always)]
fn output_part<const N: usize, const M: usize>(
    tiling: &Tiling,
    part: Part,
    y: &mut [f32],
    bias: &[f32],
    p: &[f32],
    stride: usize,
) {
    let bias = load(&bias[part.first..][..part.len]);
    let mut half = [[[0.0; CHUNK]; N]; M];
    for j in 0..N {
        let column =
            std::array::from_fn(|i| load(&p[(i * N + j) * stride + part.at..][..part.len]));
        let column = output::<N, M>(&column);
        for i in 0..M {
            half[i][j] = column[i];
        }
    }
    for (i, row) in half.iter().enumerate() {
        for (j, chunk) in output::<N, M>(row).iter().enumerate() {
            if let Some(at) = pixel(tiling, part, (i, j), 0) {
                store(&mut y[at..][..part.len], &add(chunk, &bias));
            }
        }
    }
}

#[inline(always)]
fn output_back_part<const N: usize, const M: usize>(
    tiling: &Tiling,
    part: Part,
    dy: &[f32],
    d_bias: &mut [f32],
    p: &mut [f32],
    stride: usize,
) {
    let d_bias = &mut d_bias[part.first..][..part.len];
    let mut sum = load(d_bias);
    let mut half = [[[0.0; CHUNK]; N]; M];
    for (i, half) in half.iter_mut().enumerate() {
        let mut row = [[0.0; CHUNK]; M];
        for (j, chunk) in row.iter_mut().enumerate() {
            if let Some(at) = pixel(tiling, part, (i, j), 0) {
                *chunk = load(&dy[at..][..part.len]);
                sum = add(&sum, chunk);
            }
        }
        *half = output_back::<N, M>(&row);
    }
    store(d_bias, &sum);
    for j in 0..N {
        let column = output_back::<N, M>(&std::array::from_fn(|i| half[i][j]));
        for (i, chunk) in column.iter().enumerate() {
            store(&mut p[(i * N + j) * stride + part.at..][..part.len], chunk);
        }
    }
}

vectorized! {
    /// V = Bᵀ d B of every tile of a picture `x` `(height, width, channels)`; position p of tile t goes to
    /// `v[p * stride + t * channels..]`.
    pub fn transform_input[N: usize, M: usize](tiling: &Tiling, x: &[f32], channels: usize, v: &mut [f32], stride: usize) {
        for_each_part::<M>(tiling, channels, #[inline(always)] |part| input_part::<N>(tiling, part, x, v, stride));
    }

    /// Adds B v Bᵀ of every tile to the picture `x`: the transpose of [`transform_input`].
    pub fn add_input_back[N: usize, M: usize](tiling: &Tiling, x: &mut [f32], channels: usize, v: &[f32], stride: usize) {
        for_each_part::<M>(tiling, channels, #[inline(always)] |part| input_back_part::<N>(tiling, part, x, v, stride));
    }

    /// y = Aᵀ p A + bias of every tile, into the picture `y` `(height, width, channels)`.
    pub fn transform_output[N: usize, M: usize](tiling: &Tiling, y: &mut [f32], bias: &[f32], p: &[f32], stride: usize) {
        for_each_part::<M>(tiling, bias.len(), #[inline(always)] |part| output_part::<N, M>(tiling, part, y, bias, p, stride));
    }

    /// P = A dy Aᵀ of every tile, and the sum of dy over the picture onto `d_bias`: the transpose of [`transform_output`].
    pub fn transform_output_back[N: usize, M: usize](tiling: &Tiling, dy: &[f32], d_bias: &mut [f32], p: &mut [f32], stride: usize) {
        for_each_part::<M>(tiling, d_bias.len(), #[inline(always)] |part| output_back_part::<N, M>(tiling, part, dy, d_bias, p, stride));
    }
}

/// Kernels in the order of one side's channels (`outer`), then the other's (`inner`), and how many kernels lie between
/// two of them in the parameters `(to, from, r, r)`.
#[derive(Clone, Copy)]
pub struct Kernels {
    /// Channels of the slower side.
    pub outer: usize,
    /// From one of its channels to the next, in kernels.
    pub outer_stride: usize,
    /// Channels of the faster side.
    pub inner: usize,
    /// From one of its channels to the next, in kernels.
    pub inner_stride: usize,
}

impl Kernels {
    /// `(from, to)`
    pub fn forward(from: usize, to: usize) -> Self {
        Self {
            outer: from,
            outer_stride: 1,
            inner: to,
            inner_stride: from,
        }
    }

    /// `(to, from)`
    pub fn backward(from: usize, to: usize) -> Self {
        Self {
            outer: to,
            outer_stride: from,
            inner: from,
            inner_stride: 1,
        }
    }

    /// From one position to the next: a gap keeps equal places of all positions out of one place in the cache.
    pub fn stride(&self) -> usize {
        self.outer * self.inner + 16
    }

    fn weight(&self, outer: usize, inner: usize) -> usize {
        outer * self.outer_stride + inner * self.inner_stride
    }
}

vectorized! {
    /// U = G g Gᵀ of all kernels into `u` `(n², outer, inner)`; `g` is [`kernel_map`].
    pub fn transform_kernels[N: usize, R: usize](g: &[[f32; R]; N], weights: &[f32], u: &mut [f32], order: Kernels) {
        for outer in 0..order.outer {
            for_each_chunk(order.inner, #[inline(always)] |first, len| {
                let mut kernel = [[[0.0; CHUNK]; R]; R];
                for i in 0..len {
                    let weights = &weights[order.weight(outer, first + i) * R * R..][..R * R];
                    for k in 0..R * R {
                        kernel[k / R][k % R][i] = weights[k];
                    }
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
        for outer in 0..order.outer {
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
                for i in 0..len {
                    let grads = &mut grads[order.weight(outer, first + i) * R * R..][..R * R];
                    for k in 0..R * R {
                        grads[k] = kernel[k / R][k % R][i];
                    }
                }
            });
        }
    }
}
