//! Grey pictures as they are built in: a fifth smaller under gzip than IDX under gzip.
//!
//! A pixel is guessed from those around it that came before, and what remains stands among the remainders of pixels with like
//! surroundings, where any compressor finds it easier. Pixels of value 0 are marks of one bit, and have no remainder. The file:
//! the header of IDX; a bit a pixel, the highest of each byte first; how many remainders each of [`GROUPS`] has, four bytes each,
//! the highest first; and the remainders, group by group. `assets/fashion/pack.py` writes it.

/// Magic number, images, rows, columns.
const HEADER: usize = 16;
/// Bytes that a count takes.
const COUNT: usize = 4;
/// Nothing around, or one of eight steps of roughness.
const ROUGH: usize = 9;
/// Which of the four neighbours are 0.
const EMPTY: usize = 16;
/// Steps of the guess.
const BRIGHT: usize = 8;
const GROUPS: usize = ROUGH * EMPTY * BRIGHT;

/// The IDX file of bytes, `(n, rows, columns)`, that `packed` holds; `None` where it is damaged.
pub fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let header = packed.get(..HEADER)?;
    let number = |at: usize| usize::try_from(u32::from_be_bytes(*header[at..].first_chunk()?)).ok();
    let (images, rows, columns) = (number(4)?, number(8)?, number(12)?);
    let pixels = images.checked_mul(rows)?.checked_mul(columns)?;
    (pixels > 0).then_some(())?;
    let marks = packed.get(HEADER..HEADER.checked_add(pixels.div_ceil(8))?)?;
    let mut groups = groups(&packed[HEADER + marks.len()..])?;
    let mut unpacked = Vec::with_capacity(HEADER + pixels);
    unpacked.extend(header);
    let mut picture = Picture::new(rows, columns);
    for image in 0..images {
        for row in 0..rows {
            for column in 0..columns {
                let at = (image * rows + row) * columns + column;
                let is_marked = marks[at / 8] & (0x80 >> (at % 8)) != 0;
                picture.take(row, column, is_marked, &mut groups)?;
            }
            unpacked.extend(picture.row(row));
        }
    }
    groups
        .iter()
        .all(|group| group.is_empty())
        .then_some(unpacked)
}

/// The remainders of each group.
fn groups(packed: &[u8]) -> Option<Vec<&[u8]>> {
    let (counts, mut rest) = packed.split_at_checked(COUNT * GROUPS)?;
    let counts = counts.chunks_exact(COUNT);
    let groups = counts.map(|count| {
        let count = u32::from_be_bytes(*count.first_chunk()?);
        let (group, behind) = rest.split_at_checked(usize::try_from(count).ok()?)?;
        rest = behind;
        Some(group)
    });
    let groups = groups.collect::<Option<_>>()?;
    rest.is_empty().then_some(groups)
}

/// One picture inside a border of zeros: two above, two to the left, one to the right.
struct Picture {
    values: Vec<u8>,
    columns: usize,
    stride: usize,
}

impl Picture {
    fn new(rows: usize, columns: usize) -> Self {
        let stride = columns + 3;
        Self {
            values: vec![0; stride * (rows + 2)],
            columns,
            stride,
        }
    }

    fn row(&self, row: usize) -> &[u8] {
        let first = (row + 2) * self.stride + 2;
        &self.values[first..first + self.columns]
    }

    /// The next pixel: 0 unless it is marked, or its guess and the next remainder of its group.
    fn take(
        &mut self,
        row: usize,
        column: usize,
        is_marked: bool,
        groups: &mut [&[u8]],
    ) -> Option<()> {
        let at = (row + 2) * self.stride + column + 2;
        self.values[at] = 0;
        if is_marked {
            let (guess, group) = self.surroundings(at);
            let (remainder, rest) = groups[group].split_first()?;
            groups[group] = rest;
            self.values[at] = guess.wrapping_add(*remainder);
        }
        Some(())
    }

    /// The guess for the pixel at `at` and the group of its surroundings.
    fn surroundings(&self, at: usize) -> (u8, usize) {
        let above = at - self.stride;
        let [left, left2, up, up2] =
            [at - 1, at - 2, above, above - self.stride].map(|at| self.values[at]);
        let [up_left, up_right] = [above - 1, above + 1].map(|at| self.values[at]);
        // The median of left, up and the plane through the three.
        let (low, high) = (left.min(up), left.max(up));
        let guess = match up_left {
            corner if corner >= high => low,
            corner if corner <= low => high,
            corner => left.wrapping_add(up).wrapping_sub(corner),
        };
        let differences = [
            (left, up_left),
            (up, up_left),
            (up, up_right),
            (left, left2),
        ];
        let differences = differences.map(|(a, b)| usize::from(a.abs_diff(b)));
        // Halved until it is at most 3.
        let roughness: usize = differences.iter().sum();
        let steps = (0..7).take_while(|step| roughness >> step > 3).count();
        let around = [left, up, up_right, up_left, left2, up2];
        let rough = usize::from(around != [0; 6]) * (steps + 1);
        let empty = (0..4).map(|bit| usize::from(around[bit] == 0) << bit);
        let group =
            (rough * EMPTY + empty.sum::<usize>()) * BRIGHT + usize::from(guess) / (256 / BRIGHT);
        (guess, group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pictures of two rows and three columns.
    const IDX: [u8; HEADER + 12] = [
        0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, //
        0, 9, 200, 255, 0, 1, 7, 7, 7, 0, 0, 250,
    ];

    /// As `assets/fashion/pack.py` does it.
    fn packed() -> Vec<u8> {
        let pixels = &IDX[HEADER..];
        let mut marks = vec![0; 2];
        let mut remainders = vec![Vec::new(); GROUPS];
        for image in 0..2 {
            let mut picture = Picture::new(2, 3);
            for (at, &value) in pixels[6 * image..6 * image + 6].iter().enumerate() {
                let place = (at / 3 + 2) * picture.stride + at % 3 + 2;
                let (guess, group) = picture.surroundings(place);
                picture.values[place] = value;
                if value != 0 {
                    marks[(6 * image + at) / 8] |= 0x80 >> ((6 * image + at) % 8);
                    remainders[group].push(value.wrapping_sub(guess));
                }
            }
        }
        let counts = remainders
            .iter()
            .flat_map(|group| (group.len() as u32).to_be_bytes());
        let mut packed = [&IDX[..HEADER], &marks].concat();
        packed.extend(counts.collect::<Vec<_>>());
        packed.extend(remainders.concat());
        packed
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        assert_eq!(unpack(&packed()).as_deref(), Some(&IDX[..]));
    }

    #[test]
    fn damaged_files_are_refused() {
        let whole = packed();
        for end in 0..whole.len() {
            assert_eq!(unpack(&whole[..end]), None, "cut after {end} bytes");
        }
        let longer = [&whole[..], &[0]].concat();
        assert_eq!(unpack(&longer), None, "a byte too many");
        let mut unmarked = whole.clone();
        unmarked[HEADER] = 0;
        assert_eq!(unpack(&unmarked), None, "a remainder too many");
        let mut claims = whole;
        claims[4..8].fill(255);
        assert_eq!(unpack(&claims), None, "more images than there are");
    }
}
