//! What the axes of an array mean.

use ndarray::Array2;

use crate::arrays::{Array, DType};
use crate::data::Shape;

/// Rows of an array, what a row is, and whether the channels of a picture come before its rows.
pub fn meant(array: &Array<'_>) -> Result<(usize, Shape, bool), String> {
    let image = |height, width, channels| Shape::Image {
        height,
        width,
        channels,
    };
    let (rows, shape, planes_first) = match *array.shape() {
        [n, d] => (n, Shape::Flat(d), false),
        [n, height, width] => (n, image(height, width, 1), false),
        [n, height, width, channels @ (1 | 3)] => (n, image(height, width, channels), false),
        [n, channels @ (1 | 3), height, width] => (n, image(height, width, channels), true),
        _ => {
            return Err(format!(
                "found an array of shape {}, expected vectors (n, d) or images (n, h, w), (n, h, w, 3)",
                array.shown_shape()
            ));
        }
    };
    match rows == 0 || shape.is_empty() {
        true => Err(format!(
            "found an array of shape {}, expected at least one row and one column",
            array.shown_shape()
        )),
        false => Ok((rows, shape, planes_first)),
    }
}

/// Puts the channels of a pixel one behind the other, where they came as planes.
pub fn channels_last(values: &mut Vec<f32>, shape: Shape) {
    let Shape::Image { channels, .. } = shape else {
        return;
    };
    let area = shape.pixels();
    let mut turned = Vec::with_capacity(values.len());
    for picture in values.chunks_exact(area * channels) {
        for pixel in 0..area {
            turned.extend((0..channels).map(|channel| picture[channel * area + pixel]));
        }
    }
    *values = turned;
}

/// Pictures as a person looks at them: grey, from the smallest value to the largest where they are no bytes.
pub fn grey(shape: Shape, inputs: &Array2<f32>, dtype: DType) -> Vec<u8> {
    let Shape::Image { channels, .. } = shape else {
        return Vec::new();
    };
    let finite = || inputs.iter().copied().filter(|x| x.is_finite());
    let (low, high) = match dtype {
        DType::UInt(1) => (0.0, 255.0),
        _ => finite().fold((f32::MAX, f32::MIN), |(low, high), x| {
            (low.min(x), high.max(x))
        }),
    };
    let scale = 255.0 / (high - low).max(f32::MIN_POSITIVE);
    let byte = |x: f32| ((x - low) * scale).round().clamp(0.0, 255.0) as u8;
    let pixel = |row: &[f32]| match row {
        [red, green, blue] => byte(0.299 * red + 0.587 * green + 0.114 * blue),
        row => byte(row[0]),
    };
    let rows = inputs.outer_iter();
    let all = rows.flat_map(|row| {
        let row = row.to_vec();
        let pixels: Vec<u8> = row.chunks_exact(channels).map(pixel).collect();
        pixels
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_become_pixels() {
        let shape = Shape::Image {
            height: 1,
            width: 2,
            channels: 3,
        };
        let mut values: Vec<f32> = (0_u8..12).map(f32::from).collect();
        channels_last(&mut values, shape);
        let expect = [0.0, 2.0, 4.0, 1.0, 3.0, 5.0, 6.0, 8.0, 10.0, 7.0, 9.0, 11.0];
        assert_eq!(values, expect);
    }
}
