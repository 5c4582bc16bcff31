//! The pictures of all samples as one, which the projector cuts up again: as many rows as columns, row by row, all of them
//! squares of one size, so that the whole is a square, as its graphics want it.

use crate::data::Shape;

/// Pixels of a side of the whole, at most: what TensorBoard loads.
const LARGEST: usize = 8192;

/// All pictures as one.
pub struct Sheet {
    /// The PNG.
    pub png: Vec<u8>,
    /// Pixels of a side of one picture.
    pub side: usize,
}

/// How pictures lie in the whole.
struct Grid {
    height: usize,
    width: usize,
    /// Bytes of a pixel: 1 for grey, 3 for colours.
    channels: usize,
    /// So many pixels in a row, and such rows, become one.
    shrink: usize,
    /// Pixels of a side of one picture, then.
    side: usize,
    /// Pictures in a row, and rows.
    across: usize,
}

/// The sheet of `count` pictures of this shape, whose bytes are `pixels`; `None` where the samples are no pictures, or there
/// are so many that nothing would be left of one.
///
/// # Errors
/// When it cannot be packed; says so for a person.
pub fn sheet(shape: Shape, pixels: &[u8], count: usize) -> Result<Option<Sheet>, String> {
    let Some(grid) = Grid::new(shape, pixels.len(), count) else {
        return Ok(None);
    };
    let png = png(&grid, &grid.drawn(pixels)).map_err(|error| format!("sprite.png: {error}"))?;
    Ok(Some(Sheet {
        png,
        side: grid.side,
    }))
}

impl Grid {
    fn new(shape: Shape, bytes: usize, count: usize) -> Option<Self> {
        let Shape::Image { height, width, .. } = shape else {
            return None;
        };
        let area = height * width * count;
        if area == 0 || bytes == 0 {
            return None;
        }
        let channels = bytes / area;
        let fits = channels * area == bytes && [1, 3].contains(&channels);
        let across = (1..).find(|side| side * side >= count)?;
        let shrink = (height.max(width) * across).div_ceil(LARGEST);
        let side = (height / shrink).max(width / shrink);
        let seen = height >= shrink && width >= shrink && side * across <= LARGEST;
        (fits && seen).then_some(Self {
            height,
            width,
            channels,
            shrink,
            side,
            across,
        })
    }

    fn drawn(&self, pixels: &[u8]) -> Vec<u8> {
        let whole = self.side * self.across;
        let mut drawn = vec![0; whole * whole * self.channels];
        let (rows, columns) = (self.height / self.shrink, self.width / self.shrink);
        // A picture that is no square lies in the middle of one.
        let (down, right) = ((self.side - rows) / 2, (self.side - columns) / 2);
        let pictures = pixels.chunks_exact(self.height * self.width * self.channels);
        for (number, picture) in pictures.enumerate() {
            let top = number / self.across * self.side + down;
            let left = number % self.across * self.side + right;
            for row in 0..rows {
                for column in 0..columns {
                    let at = ((top + row) * whole + left + column) * self.channels;
                    for channel in 0..self.channels {
                        drawn[at + channel] = self.mean(picture, (row, column, channel));
                    }
                }
            }
        }
        drawn
    }

    /// The mean of the pixels that become this one.
    fn mean(&self, picture: &[u8], (row, column, channel): (usize, usize, usize)) -> u8 {
        let rows = row * self.shrink..(row + 1) * self.shrink;
        let columns = column * self.shrink..(column + 1) * self.shrink;
        let at = |row, column| (row * self.width + column) * self.channels + channel;
        let all = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
        let sum: usize = all
            .map(|(row, column)| usize::from(picture[at(row, column)]))
            .sum();
        let count = self.shrink * self.shrink;
        ((sum + count / 2) / count) as u8
    }
}

fn png(grid: &Grid, drawn: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut content = Vec::new();
    let side = (grid.side * grid.across) as u32;
    let mut encoder = png::Encoder::new(&mut content, side, side);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match grid.channels {
        3 => png::ColorType::Rgb,
        _ => png::ColorType::Grayscale,
    });
    let mut writer = encoder.write_header()?;
    writer.write_image_data(drawn)?;
    writer.finish()?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width, bytes of a pixel and bytes of the sheet of so many pictures.
    fn check(
        shape: (usize, usize),
        pixels: &[u8],
        count: usize,
    ) -> Option<(usize, usize, Vec<u8>)> {
        let (height, width) = shape;
        let shape = Shape::Image {
            height,
            width,
            channels: pixels.len() / (height * width * count),
        };
        let sheet = sheet(shape, pixels, count).unwrap()?;
        let mut reader = png::Decoder::new(std::io::Cursor::new(sheet.png))
            .read_info()
            .unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(info.width, info.height, "the whole is a square");
        assert_eq!(info.width as usize % sheet.side, 0);
        Some((info.width as usize, info.color_type.samples(), bytes))
    }

    #[test]
    fn pictures_lie_row_by_row_in_as_many_rows_as_columns() {
        let pixels: Vec<u8> = (0..20).collect();
        let (width, samples, bytes) = check((2, 2), &pixels, 5).unwrap();
        assert_eq!((width, samples), (6, 1));
        assert_eq!(bytes[..6], [0, 1, 4, 5, 8, 9]);
        assert_eq!(bytes[6..12], [2, 3, 6, 7, 10, 11]);
        assert_eq!(bytes[12..18], [12, 13, 16, 17, 0, 0]);
        assert_eq!(bytes[24..], [0; 12]);
    }

    #[test]
    fn colours_stay_and_what_is_no_square_lies_in_the_middle_of_one() {
        let (width, samples, bytes) = check((1, 3), &[9; 9], 1).unwrap();
        assert_eq!((width, samples), (3, 3));
        assert_eq!(bytes[..9], [0; 9]);
        assert_eq!(bytes[9..18], [9; 9]);
        assert_eq!(bytes[18..], [0; 9]);
    }

    #[test]
    fn many_pictures_shrink_to_what_tensorboard_loads() {
        // 300 × 300 pictures of 30 × 30 pixels would have a side of 9,000: two by two become one.
        let count = 90_000;
        let pixels: Vec<u8> = (0..count * 900)
            .map(|i| if i % 2 == 0 { 10 } else { 21 })
            .collect();
        let (width, _, bytes) = check((30, 30), &pixels, count).unwrap();
        assert_eq!(width, 300 * 15);
        assert!(bytes.iter().all(|byte| *byte == 16));
    }

    #[test]
    fn points_have_no_pictures() {
        assert!(sheet(Shape::Flat(4), &[], 3).unwrap().is_none());
        assert!(check((2, 2), &[], 3).is_none());
    }
}
