//! What becomes of pictures by Winograd's tiles ([`super::winograd`]): sixteen channels of a tile at a time. First the rows
//! of a tile are transformed, or the columns, then the other ones.

use std::ops::Range;

use super::columns::at;
use super::lanes::{levels, on_every_level};
use super::simd::{CHUNK, load as first_of, store as put_first};
use super::winograd::{Points, pairs, to_the, unroll};

/// A picture, channels last, and the tiles that cover it.
#[derive(Clone, Copy, Debug)]
pub struct Tiling {
    /// Rows of the picture.
    height: usize,
    /// Columns of the picture.
    width: usize,
    /// Tiles below each other.
    rows: usize,
    /// Tiles beside each other.
    cols: usize,
    /// Rows and columns of a tile's outputs.
    outputs: usize,
    /// How far a tile of the input reaches out above and left of its outputs.
    border: usize,
}

impl Tiling {
    /// The tiles of `outputs` × `outputs` results that cover a picture, for a kernel of so many rows.
    pub fn new(height: usize, width: usize, outputs: usize, kernel: usize) -> Self {
        Self {
            height,
            width,
            rows: height.div_ceil(outputs),
            cols: width.div_ceil(outputs),
            outputs,
            border: kernel / 2,
        }
    }

    /// How many tiles there are.
    pub fn tiles(&self) -> usize {
        self.rows * self.cols
    }

    /// The squares of `side` × `side` pixels that begin `border` above and left of the outputs of each tile.
    fn squares(self, side: usize, border: usize) -> impl Iterator<Item = Square> {
        let inside = move |tile: usize, len: usize| {
            let first = tile * self.outputs;
            border.saturating_sub(first)..(len + border - first).min(side)
        };
        (0..self.tiles()).map(move |index| {
            let (row, col) = (index / self.cols, index % self.cols);
            let corner = row * self.outputs * self.width + col * self.outputs;
            let (rows, cols) = (inside(row, self.height), inside(col, self.width));
            Square {
                index,
                corner: corner.wrapping_sub(border * self.width + border),
                below: row > 0,
                beside: col > 0,
                is_inside: rows == (0..side) && cols == (0..side),
                rows,
                cols,
            }
        })
    }
}

/// The pixels that a tile is made of, or that it makes.
struct Square {
    /// Which tile it is.
    index: usize,
    /// The pixel of the picture where it begins; one that lies before the picture is counted on from the other end.
    corner: usize,
    /// Whether there are tiles above.
    below: bool,
    /// Whether there are tiles on the left.
    beside: bool,
    /// Rows and columns of the square that lie in the picture.
    rows: Range<usize>,
    cols: Range<usize>,
    is_inside: bool,
}

/// Sixteen channels, or those that are left.
#[derive(Clone, Copy)]
struct Part {
    /// Channels of the picture.
    channels: usize,
    /// From one row of the picture to the next.
    pitch: usize,
    /// The first one.
    first: usize,
    len: usize,
}

impl Part {
    fn each(channels: usize, tiling: &Tiling) -> impl Iterator<Item = Self> + use<> {
        let pitch = tiling.width * channels;
        (0..channels).step_by(CHUNK).map(move |first| Self {
            channels,
            pitch,
            first,
            len: CHUNK.min(channels - first),
        })
    }

    /// Where it begins in row `i` of a square.
    #[inline(always)]
    fn row(&self, square: &Square, i: usize) -> usize {
        let corner = square.corner.wrapping_mul(self.channels);
        corner.wrapping_add(i * self.pitch + self.first)
    }

    /// Where it begins at a position of a tile's transform, of positions `stride` apart.
    #[inline(always)]
    fn position(&self, square: &Square, position: usize, stride: usize) -> usize {
        position * stride + square.index * self.channels + self.first
    }
}

on_every_level! {
    /// V = Bᵀ d B of every tile of a picture `x` `(height, width, channels)`; position p of tile t goes to
    /// `v[p * stride + t * channels..]`.
    pub fn transform_input[N: usize, M: usize](tiling: &Tiling, x: &[f32], channels: usize, v: &mut [f32], stride: usize);

    /// The sum of B v Bᵀ of every tile becomes the picture `x`: the transpose of [`transform_input`].
    pub fn transform_input_back[N: usize, M: usize](tiling: &Tiling, x: &mut [f32], channels: usize, v: &[f32], stride: usize);

    /// y = Aᵀ p A + bias of every tile, into the picture `y` `(height, width, channels)`.
    pub fn transform_output[N: usize, M: usize](tiling: &Tiling, y: &mut [f32], bias: &[f32], p: &[f32], stride: usize);

    /// P = A dy Aᵀ of every tile, and the sum of dy over the picture onto `d_bias`: the transpose of [`transform_output`].
    pub fn transform_output_back[N: usize, M: usize](tiling: &Tiling, dy: &[f32], d_bias: &mut [f32], p: &mut [f32], stride: usize);
}

/// The kernels for one instruction set. `INSIDE` is a square that lies in the picture, `WHOLE` a part of sixteen channels.
macro_rules! kernels {
    ($(#[$feature:meta])*) => {
        #[inline]
        $(#[$feature])*
        fn get<const WHOLE: bool>(x: &[f32], place: usize, len: usize) -> V {
            match WHOLE {
                true => load(at(x, place)),
                false => load(&first_of(&x[place..][..len])),
            }
        }

        #[inline]
        $(#[$feature])*
        fn put<const WHOLE: bool>(x: &mut [f32], place: usize, len: usize, value: V) {
            if WHOLE {
                let to = x[place..].first_chunk_mut();
                to.into_iter().for_each(|to| store(to, value));
            } else {
                let mut all = [0.0; CHUNK];
                store(&mut all, value);
                put_first(&mut x[place..][..len], &all);
            }
        }

        #[inline]
        $(#[$feature])*
        fn scaled(k: f32, x: V) -> V {
            mul(splat(k), x)
        }

        /// sum + k x
        #[inline]
        $(#[$feature])*
        fn plus(sum: V, k: f32, x: V) -> V {
            add(sum, mul(splat(k), x))
        }

        /// Bᵀ d
        #[inline]
        $(#[$feature])*
        fn input<const N: usize>(d: &[V; N]) -> [V; N] {
            let mut v = [splat(0.0); N];
            let count = const { (N - 2) / 2 };
            let all = const { &Points::<N>::TABLE[0] };
            v[0] = scaled(all[0], d[0]);
            v[N - 1] = scaled(all[0], d[1]);
            unroll!(i < count, {
                v[0] = plus(v[0], all[i + 1], d[2 * i + 2]);
                v[N - 1] = plus(v[N - 1], all[i + 1], d[2 * i + 3]);
            });
            unroll!(pair < count, {
                let (a, q) = (const { pairs(N) }[pair], const { &Points::<N>::TABLE }[pair + 1]);
                let mut even = scaled(q[0], d[2]);
                let mut odd = scaled(q[0] * a, d[1]);
                unroll!(i < count - 1, {
                    even = plus(even, q[i + 1], d[2 * i + 4]);
                    odd = plus(odd, q[i + 1] * a, d[2 * i + 3]);
                });
                v[2 * pair + 1] = add(even, odd);
                v[2 * pair + 2] = sub(even, odd);
            });
            v
        }

        /// B v, the transpose of [`input`].
        #[inline]
        $(#[$feature])*
        fn input_back<const N: usize>(v: &[V; N]) -> [V; N] {
            let mut d = [splat(0.0); N];
            let count = const { (N - 2) / 2 };
            let all = const { &Points::<N>::TABLE[0] };
            unroll!(i < count + 1, {
                d[2 * i] = scaled(all[i], v[0]);
                d[2 * i + 1] = scaled(all[i], v[N - 1]);
            });
            unroll!(pair < count, {
                let (a, q) = (const { pairs(N) }[pair], const { &Points::<N>::TABLE }[pair + 1]);
                let even = add(v[2 * pair + 1], v[2 * pair + 2]);
                let odd = sub(v[2 * pair + 1], v[2 * pair + 2]);
                unroll!(i < count, {
                    d[2 * i + 2] = plus(d[2 * i + 2], q[i], even);
                    d[2 * i + 1] = plus(d[2 * i + 1], q[i] * a, odd);
                });
            });
            d
        }

        /// Aᵀ p
        #[inline]
        $(#[$feature])*
        fn output<const N: usize, const M: usize>(p: &[V; N]) -> [V; M] {
            let mut y = [splat(0.0); M];
            let count = const { (N - 2) / 2 };
            y[0] = p[0];
            unroll!(pair < count, {
                let even = add(p[2 * pair + 1], p[2 * pair + 2]);
                let odd = sub(p[2 * pair + 1], p[2 * pair + 2]);
                unroll!(k < M, {
                    let half = if k.is_multiple_of(2) { even } else { odd };
                    y[k] = plus(y[k], to_the(const { pairs(N) }[pair], k), half);
                });
            });
            y[M - 1] = add(y[M - 1], p[N - 1]);
            y
        }

        /// A y, the transpose of [`output`].
        #[inline]
        $(#[$feature])*
        fn output_back<const N: usize, const M: usize>(y: &[V; M]) -> [V; N] {
            let mut p = [splat(0.0); N];
            let count = const { (N - 2) / 2 };
            p[0] = y[0];
            p[N - 1] = y[M - 1];
            unroll!(pair < count, {
                let (mut even, mut odd) = (splat(0.0), splat(0.0));
                unroll!(k < M, {
                    let half = if k.is_multiple_of(2) { &mut even } else { &mut odd };
                    *half = plus(*half, to_the(const { pairs(N) }[pair], k), y[k]);
                });
                p[2 * pair + 1] = add(even, odd);
                p[2 * pair + 2] = sub(even, odd);
            });
            p
        }

        $(#[$feature])*
        pub fn transform_input<const N: usize, const M: usize>(
            tiling: &Tiling,
            x: &[f32],
            channels: usize,
            v: &mut [f32],
            stride: usize,
        ) {
            let mut half = [[splat(0.0); N]; N];
            for square in tiling.squares(N, tiling.border) {
                for part in Part::each(channels, tiling) {
                    match (square.is_inside, part.len) {
                        (true, CHUNK) => input_part::<N, true, true>(&square, part, x, v, stride, &mut half),
                        (false, CHUNK) => input_part::<N, false, true>(&square, part, x, v, stride, &mut half),
                        _ => input_part::<N, false, false>(&square, part, x, v, stride, &mut half),
                    }
                }
            }
        }

        $(#[$feature])*
        fn input_part<const N: usize, const INSIDE: bool, const WHOLE: bool>(
            square: &Square,
            part: Part,
            x: &[f32],
            v: &mut [f32],
            stride: usize,
            half: &mut [[V; N]; N],
        ) {
            for i in 0..N {
                let mut row = [splat(0.0); N];
                if INSIDE || square.rows.contains(&i) {
                    let start = part.row(square, i);
                    for j in 0..N {
                        if INSIDE || square.cols.contains(&j) {
                            row[j] = get::<WHOLE>(x, start.wrapping_add(j * part.channels), part.len);
                        }
                    }
                    row = input(&row);
                }
                half[i] = row;
            }
            for j in 0..N {
                let mut column = [splat(0.0); N];
                for i in 0..N {
                    column[i] = half[i][j];
                }
                let column = input(&column);
                for i in 0..N {
                    put::<WHOLE>(v, part.position(square, i * N + j, stride), part.len, column[i]);
                }
            }
        }

        $(#[$feature])*
        pub fn transform_input_back<const N: usize, const M: usize>(
            tiling: &Tiling,
            x: &mut [f32],
            channels: usize,
            v: &[f32],
            stride: usize,
        ) {
            let mut half = [[splat(0.0); N]; N];
            for square in tiling.squares(N, tiling.border) {
                for part in Part::each(channels, tiling) {
                    match (square.is_inside, part.len) {
                        (true, CHUNK) => input_back_part::<N, M, true, true>(&square, part, x, v, stride, &mut half),
                        (false, CHUNK) => input_back_part::<N, M, false, true>(&square, part, x, v, stride, &mut half),
                        _ => input_back_part::<N, M, false, false>(&square, part, x, v, stride, &mut half),
                    }
                }
            }
        }

        $(#[$feature])*
        fn input_back_part<const N: usize, const M: usize, const INSIDE: bool, const WHOLE: bool>(
            square: &Square,
            part: Part,
            x: &mut [f32],
            v: &[f32],
            stride: usize,
            half: &mut [[V; N]; N],
        ) {
            for j in 0..N {
                let mut column = [splat(0.0); N];
                for i in 0..N {
                    column[i] = get::<WHOLE>(v, part.position(square, i * N + j, stride), part.len);
                }
                let column = input_back(&column);
                for i in 0..N {
                    half[i][j] = column[i];
                }
            }
            // What the tiles above and on the left have written already.
            let (above, left) = match INSIDE {
                true => (N - M, N - M),
                false => (if square.below { N - M } else { 0 }, if square.beside { N - M } else { 0 }),
            };
            for i in 0..N {
                if !INSIDE && !square.rows.contains(&i) {
                    continue;
                }
                let (row, start) = (input_back(&half[i]), part.row(square, i));
                for j in 0..N {
                    if INSIDE || square.cols.contains(&j) {
                        let place = start.wrapping_add(j * part.channels);
                        let before = match i < above || j < left {
                            true => get::<WHOLE>(x, place, part.len),
                            false => splat(0.0),
                        };
                        put::<WHOLE>(x, place, part.len, add(before, row[j]));
                    }
                }
            }
        }

        $(#[$feature])*
        pub fn transform_output<const N: usize, const M: usize>(
            tiling: &Tiling,
            y: &mut [f32],
            bias: &[f32],
            p: &[f32],
            stride: usize,
        ) {
            let mut half = [[splat(0.0); N]; M];
            for square in tiling.squares(M, 0) {
                for part in Part::each(bias.len(), tiling) {
                    match (square.is_inside, part.len) {
                        (true, CHUNK) => output_part::<N, M, true, true>(&square, part, y, bias, p, stride, &mut half),
                        (false, CHUNK) => output_part::<N, M, false, true>(&square, part, y, bias, p, stride, &mut half),
                        _ => output_part::<N, M, false, false>(&square, part, y, bias, p, stride, &mut half),
                    }
                }
            }
        }

        $(#[$feature])*
        fn output_part<const N: usize, const M: usize, const INSIDE: bool, const WHOLE: bool>(
            square: &Square,
            part: Part,
            y: &mut [f32],
            bias: &[f32],
            p: &[f32],
            stride: usize,
            half: &mut [[V; N]; M],
        ) {
            let bias = get::<WHOLE>(bias, part.first, part.len);
            for j in 0..N {
                let mut column = [splat(0.0); N];
                for i in 0..N {
                    column[i] = get::<WHOLE>(p, part.position(square, i * N + j, stride), part.len);
                }
                let column = output::<N, M>(&column);
                for i in 0..M {
                    half[i][j] = column[i];
                }
            }
            for i in 0..M {
                if !INSIDE && !square.rows.contains(&i) {
                    continue;
                }
                let (row, start) = (output::<N, M>(&half[i]), part.row(square, i));
                for j in 0..M {
                    if INSIDE || square.cols.contains(&j) {
                        let place = start.wrapping_add(j * part.channels);
                        put::<WHOLE>(y, place, part.len, add(row[j], bias));
                    }
                }
            }
        }

        $(#[$feature])*
        pub fn transform_output_back<const N: usize, const M: usize>(
            tiling: &Tiling,
            dy: &[f32],
            d_bias: &mut [f32],
            p: &mut [f32],
            stride: usize,
        ) {
            let mut half = [[splat(0.0); N]; M];
            for square in tiling.squares(M, 0) {
                for part in Part::each(d_bias.len(), tiling) {
                    match (square.is_inside, part.len) {
                        (true, CHUNK) => output_back_part::<N, M, true, true>(&square, part, dy, d_bias, p, stride, &mut half),
                        (false, CHUNK) => output_back_part::<N, M, false, true>(&square, part, dy, d_bias, p, stride, &mut half),
                        _ => output_back_part::<N, M, false, false>(&square, part, dy, d_bias, p, stride, &mut half),
                    }
                }
            }
        }

        $(#[$feature])*
        fn output_back_part<const N: usize, const M: usize, const INSIDE: bool, const WHOLE: bool>(
            square: &Square,
            part: Part,
            dy: &[f32],
            d_bias: &mut [f32],
            p: &mut [f32],
            stride: usize,
            half: &mut [[V; N]; M],
        ) {
            let mut sum = get::<WHOLE>(d_bias, part.first, part.len);
            for i in 0..M {
                let mut row = [splat(0.0); N];
                if INSIDE || square.rows.contains(&i) {
                    let (mut pixels, start) = ([splat(0.0); M], part.row(square, i));
                    for j in 0..M {
                        if INSIDE || square.cols.contains(&j) {
                            pixels[j] = get::<WHOLE>(dy, start.wrapping_add(j * part.channels), part.len);
                            sum = add(sum, pixels[j]);
                        }
                    }
                    row = output_back::<N, M>(&pixels);
                }
                half[i] = row;
            }
            put::<WHOLE>(d_bias, part.first, part.len, sum);
            for j in 0..N {
                let mut column = [splat(0.0); M];
                for i in 0..M {
                    column[i] = half[i][j];
                }
                let column = output_back::<N, M>(&column);
                for i in 0..N {
                    put::<WHOLE>(p, part.position(square, i * N + j, stride), part.len, column[i]);
                }
            }
        }
    };
}

levels!(kernels {
    use super::*;
});
