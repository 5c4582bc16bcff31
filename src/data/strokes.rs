//! Made-up characters: smooth strokes, and the hands that write them.

use std::f64::consts::TAU;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::math::{normal, real};

/// Rows and columns of an image.
pub const SIDE: usize = 28;

type Point = [f64; 2];

/// A character: strokes as chains of points, in the middle of −1 to 1 and as large as fits: neither its place nor its size
/// tells it from others.
pub struct Glyph(Vec<Vec<Point>>);

/// A stroke passes through so many points, the fewest and the most.
const KNOTS: (usize, usize) = (3, 5);
/// Pieces of a stroke between two of these points.
const PIECES: usize = 6;

impl Glyph {
    /// Two to four strokes.
    pub fn new(rng: &mut ChaCha8Rng) -> Self {
        let count = 2 + (3.0 * rng.random::<f64>()) as usize;
        let mut strokes: Vec<Vec<Point>> = (0..count).map(|_| smooth(&knots(rng))).collect();
        let ends = [0, 1].map(|k| {
            let all = strokes.iter().flatten().map(|point| point[k]);
            let most = (f64::INFINITY, f64::NEG_INFINITY);
            all.fold(most, |(low, high), x| (low.min(x), high.max(x)))
        });
        let half = ends.map(|(low, high)| 0.5 * (high - low));
        let size = half[0].max(half[1]).max(f64::MIN_POSITIVE);
        for point in strokes.iter_mut().flatten() {
            *point = [0, 1].map(|k| (point[k] - 0.5 * (ends[k].0 + ends[k].1)) / size);
        }
        Self(strokes)
    }
}

/// Points of a stroke: a walk that turns a little at each of them and stays inside.
fn knots(rng: &mut ChaCha8Rng) -> Vec<Point> {
    let (least, most) = KNOTS;
    let count = least + ((most - least + 1) as f64 * rng.random::<f64>()) as usize;
    let between =
        |rng: &mut ChaCha8Rng, low: f64, high: f64| low + (high - low) * rng.random::<f64>();
    let mut at = [between(rng, -0.8, 0.8), between(rng, -0.8, 0.8)];
    let mut heading = TAU * rng.random::<f64>();
    let mut all = vec![at];
    for _ in 1..count {
        heading += 0.8 * normal(rng);
        let step = between(rng, 0.45, 0.85);
        let by = [step * real::cos(heading), step * real::sin(heading)];
        // Turned back at the border.
        for k in 0..2 {
            let inside = (at[k] + by[k]).abs() <= 1.0;
            at[k] += if inside { by[k] } else { -by[k] };
            at[k] = at[k].clamp(-1.0, 1.0);
        }
        all.push(at);
    }
    all
}

/// A smooth curve through the knots (Catmull & Rom 1974).
fn smooth(knots: &[Point]) -> Vec<Point> {
    let last = knots.len() - 1;
    let mut curve = vec![knots[0]];
    for i in 0..last {
        let around = [i.saturating_sub(1), i, i + 1, (i + 2).min(last)].map(|j| knots[j]);
        for piece in 1..=PIECES {
            let t = piece as f64 / PIECES as f64;
            curve.push([0, 1].map(|k| between(around.map(|point| point[k]), t)));
        }
    }
    curve
}

/// Between the second and the third of four values.
fn between([a, b, c, d]: [f64; 4], t: f64) -> f64 {
    let cubic = (3.0 * (b - c) + d - a) * t;
    b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + cubic))
}

/// How a sample is written: everything about it that its identity does not decide.
pub struct Hand {
    matrix: [Point; 2],
    shift: Point,
    waves: [Wave; 2],
    /// Half the width of a stroke, in pixels.
    width: f64,
    /// How dark a stroke is, 0 to 1.
    ink: f64,
    /// The largest change of a pixel, 0 to 1.
    noise: f64,
}

/// A smooth change of places: by `by`, in waves along one direction.
struct Wave {
    by: Point,
    along: Point,
    phase: f64,
}

impl Hand {
    /// A random hand: the larger `difficulty`, 0 to 1, the further it is from a plain one.
    pub fn new(rng: &mut ChaCha8Rng, difficulty: f64) -> Self {
        // Something of everything is there at the least difficulty too.
        let far = 0.15 + difficulty;
        let turn = 0.22 * far * normal(rng);
        let (sin, cos) = (real::sin(turn), real::cos(turn));
        let mut scale = || 1.0 + (0.14 * far * normal(rng)).clamp(-0.45, 0.45);
        let (wide, high) = (scale(), scale());
        let shear = 0.18 * far * normal(rng);
        Self {
            matrix: [
                [wide * cos, wide * shear * cos - high * sin],
                [wide * sin, wide * shear * sin + high * cos],
            ],
            shift: [0; 2].map(|_| 0.10 * far * normal(rng)),
            waves: [0; 2].map(|_| Wave::new(rng, 0.10 * far)),
            width: (1.15 + 0.35 * far * normal(rng)).clamp(0.6, 2.2),
            ink: 1.0 - 0.5 * far.min(1.0) * rng.random::<f64>(),
            noise: 0.35 * far * rng.random::<f64>(),
        }
    }

    /// Writes a glyph into an image, row by row.
    pub fn write(&self, glyph: &Glyph, rng: &mut ChaCha8Rng, image: &mut [u8]) {
        let mut ink = [0.0; SIDE * SIDE];
        for stroke in &glyph.0 {
            let placed: Vec<Point> = stroke.iter().map(|point| self.place(*point)).collect();
            for ends in placed.windows(2) {
                self.draw((ends[0], ends[1]), &mut ink);
            }
        }
        for (pixel, ink) in image.iter_mut().zip(ink) {
            // A sum of two numbers: values in the middle are the most frequent.
            let noise = rng.random::<f64>() + rng.random::<f64>() - 1.0;
            let grey = self.ink * ink + self.noise * noise;
            *pixel = (255.0 * grey.clamp(0.0, 1.0)) as u8;
        }
    }

    /// Where a point of a glyph is in the image, in pixels.
    fn place(&self, point: Point) -> Point {
        let mut bent = point;
        for wave in &self.waves {
            let phase = wave.phase + wave.along[0] * point[0] + wave.along[1] * point[1];
            let height = real::sin(phase);
            bent = [0, 1].map(|k| bent[k] + height * wave.by[k]);
        }
        let half = SIDE as f64 / 2.0;
        [0, 1].map(|k| {
            let [a, b] = self.matrix[k];
            let turned = a * bent[0] + b * bent[1] + self.shift[k];
            half - 0.5 + 0.66 * half * turned
        })
    }

    /// Darkens the pixels at a straight piece of a stroke.
    fn draw(&self, (from, to): (Point, Point), ink: &mut [f64; SIDE * SIDE]) {
        let reach = self.width + 1.0;
        let range = |k: usize| {
            let low = (from[k].min(to[k]) - reach).ceil().max(0.0) as usize;
            let high = (from[k].max(to[k]) + reach).floor();
            low..(high + 1.0).clamp(0.0, SIDE as f64) as usize
        };
        for y in range(1) {
            for x in range(0) {
                let away = distance([x as f64, y as f64], from, to);
                let covered = (self.width + 0.5 - away).clamp(0.0, 1.0);
                let pixel = &mut ink[y * SIDE + x];
                *pixel = pixel.max(covered);
            }
        }
    }
}

impl Wave {
    fn new(rng: &mut ChaCha8Rng, height: f64) -> Self {
        let long = 1.5 + 2.0 * rng.random::<f64>();
        let heading = TAU * rng.random::<f64>();
        Self {
            by: [0; 2].map(|_| height * normal(rng)),
            along: [long * real::cos(heading), long * real::sin(heading)],
            phase: TAU * rng.random::<f64>(),
        }
    }
}

/// From a point to a straight piece.
fn distance(at: Point, from: Point, to: Point) -> f64 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let off = [at[0] - from[0], at[1] - from[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let part = (off[0] * along[0] + off[1] * along[1]) / square.max(f64::MIN_POSITIVE);
    let part = part.clamp(0.0, 1.0);
    let [x, y] = [0, 1].map(|k| off[k] - part * along[k]);
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    #[test]
    fn strokes_are_smooth_pass_through_their_knots_and_stay_inside() {
        for seed in 0..200 {
            let knots = knots(&mut rng(seed));
            assert!(knots.iter().flatten().all(|x| x.abs() <= 1.0));
            let curve = smooth(&knots);
            for (i, knot) in knots.iter().enumerate() {
                let at = curve[i * PIECES];
                assert!((0..2).all(|k| (at[k] - knot[k]).abs() < 1e-12));
            }
            let longest = curve
                .windows(2)
                .map(|ends| distance(ends[0], ends[1], ends[1]));
            assert!(longest.fold(0.0, f64::max) < 0.45);
            let glyph = Glyph::new(&mut rng(seed));
            let farthest = glyph.0.iter().flatten().flatten();
            let farthest = farthest.fold(0.0, |most: f64, x| most.max(x.abs()));
            assert!((farthest - 1.0).abs() < 1e-12, "{farthest}");
        }
    }

    #[test]
    fn a_stroke_is_as_wide_as_its_hand_makes_it() {
        let glyph = Glyph(vec![vec![[-0.6, 0.0], [0.6, 0.0]]]);
        let plain = |width| Hand {
            matrix: [[1.0, 0.0], [0.0, 1.0]],
            shift: [0.0; 2],
            waves: [0; 2].map(|_| Wave::new(&mut rng(1), 0.0)),
            width,
            ink: 1.0,
            noise: 0.0,
        };
        for width in [1.0, 2.0] {
            let mut image = [0; SIDE * SIDE];
            plain(width).write(&glyph, &mut rng(2), &mut image);
            // The row of pixels across the middle.
            let column = (0..SIDE).map(|y| f64::from(image[y * SIDE + SIDE / 2]));
            let found = column.sum::<f64>() / 255.0;
            assert!((found - 2.0 * width).abs() < 0.02, "{width}: {found}");
        }
    }

    /// The bits of some images: they are these on every machine, or a promise is broken.
    #[test]
    fn a_glyph_has_these_pixels_on_every_machine() {
        let mut rng = rng(7);
        let glyph = Glyph::new(&mut rng);
        let mut image = [0; SIDE * SIDE];
        // Fowler, Noll and Vo's hash.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for _ in 0..10 {
            Hand::new(&mut rng, 0.7).write(&glyph, &mut rng, &mut image);
            for pixel in image {
                hash = (hash ^ u64::from(pixel)).wrapping_mul(0x100_0000_01b3);
            }
        }
        assert_eq!(hash, 7_709_665_801_283_287_912);
    }
}
