//! The field of regions ([`RegionTint`]) as the surface shader reads it.

use crate::figure::globe::RegionTint;

/// With more classes no regions are drawn: so many planes fit into the uniforms of any GL 3.3 or ES 3.0.
pub const MOST_CLASSES: usize = 128;

/// The longest table of ψ that is uploaded; longer ones are thinned.
const LONGEST_TABLE: usize = 4096;

/// The decision field, checked and in the shader's layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where O is affine and never below T, the O-logit of every class as a plane `[x, y, z, w]`, `(x, y, z)·u + w`: one dot
    /// product a class and pixel, and only the class with the largest can own `u`. None where O needs its table.
    pub planes: Option<Vec<[f32; 4]>>,
    /// How far the T-logit is below the O-logit, where that is one number for every class and direction, as for AM-Softmax
    /// and all losses without a margin.
    pub gap: Option<f32>,
    /// Two texels a class: unit direction and amplitude; offset, 0, 0, 0.
    pub texels: Vec<[f32; 4]>,
    /// (T, O) at cosines evenly spread from −1 to 1.
    pub table: Vec<[f32; 2]>,
    /// The largest posterior below which a direction is shaded; 0 for no band.
    pub uncertain_below: f32,
}

impl Field {
    /// None when there is nothing to draw: no class or too many, lengths that disagree, numbers that are not finite.
    pub fn new(tint: &RegionTint) -> Option<Field> {
        let n = tint.unit.len();
        let sized = (1..=MOST_CLASSES).contains(&n)
            && tint.amplitude.len() == n
            && tint.offset.len() == n
            && tint.target.len() == tint.other.len()
            && tint.target.len() >= 2;
        let finite = tint.unit.iter().flatten().chain(&tint.amplitude);
        let finite = finite.chain(&tint.offset).chain(&tint.target);
        let finite = finite.chain(&tint.other).all(|x| x.is_finite());
        if !sized || !finite {
            return None;
        }
        Some(Field {
            planes: planes(tint),
            gap: gap(tint),
            texels: texels(tint),
            table: table(tint),
            uncertain_below: tint.uncertain_below.clamp(0.0, 1.0),
        })
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.texels.len() / 2
    }
}

fn planes(tint: &RegionTint) -> Option<Vec<[f32; 4]>> {
    let below = tint
        .target
        .iter()
        .zip(&tint.other)
        .all(|(t, o)| *t <= o + 1e-6);
    let positive = tint.amplitude.iter().all(|a| *a >= 0.0);
    let (slope, at_zero) = affine(&tint.other).filter(|_| below && positive)?;
    let classes = tint.unit.iter().zip(&tint.amplitude).zip(&tint.offset);
    Some(
        classes
            .map(|((unit, amplitude), offset)| {
                let [x, y, z] = unit.map(|w| w * amplitude * slope);
                [x, y, z, amplitude * at_zero + offset]
            })
            .collect(),
    )
}

fn gap(tint: &RegionTint) -> Option<f32> {
    let gaps = tint.target.iter().zip(&tint.other).map(|(t, o)| o - t);
    let (least, most) = extremes(gaps);
    let (smallest, largest) = extremes(tint.amplitude.iter().copied());
    let gap = most * largest;
    (gap - least * smallest <= 1e-5 * gap.abs().max(1.0)).then_some(gap)
}

fn extremes(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), x| {
        (least.min(x), most.max(x))
    })
}

/// Slope and value at 0 of samples over [−1, 1] that lie on a line.
fn affine(samples: &[f32]) -> Option<(f32, f32)> {
    let last = samples.len() - 1;
    let slope = (samples[last] - samples[0]) / 2.0;
    let at_zero = (samples[last] + samples[0]) / 2.0;
    let tolerance = 1e-5 * samples.iter().fold(1.0f32, |most, s| most.max(s.abs()));
    samples
        .iter()
        .enumerate()
        .all(|(i, s)| {
            let cos = 2.0 * i as f32 / last as f32 - 1.0;
            (slope * cos + at_zero - s).abs() <= tolerance
        })
        .then_some((slope, at_zero))
}

fn texels(tint: &RegionTint) -> Vec<[f32; 4]> {
    (0..tint.unit.len())
        .flat_map(|j| {
            let [x, y, z] = tint.unit[j];
            [
                [x, y, z, tint.amplitude[j]],
                [tint.offset[j], 0.0, 0.0, 0.0],
            ]
        })
        .collect()
}

fn table(tint: &RegionTint) -> Vec<[f32; 2]> {
    let last = tint.target.len() - 1;
    let kept = last.min(LONGEST_TABLE - 1);
    let at = |samples: &[f32], i: usize| {
        let place = (i * last) as f64 / kept as f64;
        let below = (place as usize).min(last - 1);
        let t = (place - below as f64) as f32;
        samples[below] + (samples[below + 1] - samples[below]) * t
    };
    (0..=kept)
        .map(|i| [at(&tint.target, i), at(&tint.other, i)])
        .collect()
}

#[cfg(test)]
#[path = "tint_tests.rs"]
mod tests;
