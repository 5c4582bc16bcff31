use std::borrow::Cow;

use ndarray::{ArrayView, IxDyn, ShapeBuilder};

use super::dtype::half;
use super::npy::{Layout, shown};
use super::{ArrayError, DType};

/// Texts that an array may hold.
const MOST_TEXTS: usize = (1 << 23) - 1;

/// An array as its file has it; its values are turned into what they are wanted as when they are asked for.
#[derive(Clone, Debug)]
pub struct Array<'a> {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) dtype: DType,
    pub(super) layout: Layout,
    pub(super) bytes: Cow<'a, [u8]>,
}

impl Array<'_> {
    /// Its file and its name in there, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its shape; empty for a single number.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its shape as Python writes it.
    pub fn shown_shape(&self) -> String {
        shown(&self.shape)
    }

    /// Of what kind its values are.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Its values with the last index running fastest, whatever numbers they are.
    ///
    /// # Errors
    /// When they are text.
    pub fn f32(&self) -> Result<Vec<f32>, ArrayError> {
        match self.dtype {
            DType::Float(2) => self.values(|b| half(u16::from_le_bytes(b))),
            DType::BFloat16 => self.values(|b| bfloat(u16::from_le_bytes(b))),
            DType::Float(4) => self.values(f32::from_le_bytes),
            DType::Float(8) => self.values(|b| f64::from_le_bytes(b) as f32),
            DType::UInt(8) => self.values(|b| u64::from_le_bytes(b) as f32),
            dtype if dtype.is_text() => self.no_number(),
            _ => self.whole(|value| value as f32),
        }
    }

    /// The same with all their digits.
    ///
    /// # Errors
    /// When they are text.
    pub fn f64(&self) -> Result<Vec<f64>, ArrayError> {
        match self.dtype {
            DType::Float(2) => self.values(|b| f64::from(half(u16::from_le_bytes(b)))),
            DType::BFloat16 => self.values(|b| f64::from(bfloat(u16::from_le_bytes(b)))),
            DType::Float(4) => self.values(|b| f64::from(f32::from_le_bytes(b))),
            DType::Float(8) => self.values(f64::from_le_bytes),
            DType::UInt(8) => self.values(|b| u64::from_le_bytes(b) as f64),
            dtype if dtype.is_text() => self.no_number(),
            _ => self.whole(|value| value as f64),
        }
    }

    /// Its values as whole numbers, which they must be: of labels.
    ///
    /// # Errors
    /// When they are floats or text, or one is above what 63 bits hold.
    pub fn i64(&self) -> Result<Vec<i64>, ArrayError> {
        if !self.dtype.is_whole() {
            let dtype = self.dtype;
            return self.wrong(format!(
                "found values of {dtype}, expected whole numbers; in Python: numpy.save(\"labels.npy\", \
                 labels.astype(\"int64\"))"
            ));
        }
        if self.dtype != DType::UInt(8) {
            return self.whole(|value| value);
        }
        let values = self.values(u64::from_le_bytes)?;
        let small = |(row, value): (usize, u64)| {
            i64::try_from(value).or_else(|_| {
                self.wrong(format!(
                    "row {row}: found {value}, expected at most {}",
                    i64::MAX
                ))
            })
        };
        values.into_iter().enumerate().map(small).collect()
    }

    /// Its values as text: of labels.
    ///
    /// # Errors
    /// When they are numbers or too many, or one holds what is no text.
    pub fn strings(&self) -> Result<Vec<String>, ArrayError> {
        self.strings_at_most(MOST_TEXTS)
    }

    /// The same where there may be at most so many: of names.
    ///
    /// # Errors
    /// The same.
    pub fn strings_at_most(&self, most: usize) -> Result<Vec<String>, ArrayError> {
        let (size, order) = (self.dtype.size(), self.layout.big_endian);
        if !self.dtype.is_text() {
            let dtype = self.dtype;
            return self.wrong(format!("found values of {dtype}, expected text"));
        }
        let product = |all: usize, size: &usize| all.saturating_mul(*size);
        let count = self.shape.iter().fold(1, product);
        // A letter in the file is a text of some thirty bytes here.
        if count > most {
            let shape = self.shown_shape();
            return self.wrong(format!(
                "found texts of shape {shape}, expected at most {most}"
            ));
        }
        if size == 0 {
            return Ok(vec![String::new(); count]);
        }
        let text = |bytes: &[u8]| match self.dtype {
            DType::Bytes(_) => String::from_utf8(bytes.to_vec()).ok(),
            _ => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&b| {
                    char::from_u32(match order {
                        true => u32::from_be_bytes(b),
                        false => u32::from_le_bytes(b),
                    })
                })
                .collect(),
        };
        let read = |(row, bytes): (usize, &[u8])| match text(bytes) {
            Some(text) => Ok(text.trim_end_matches('\0').to_owned()),
            None => self.wrong(format!("row {row}: found bytes that are no text")),
        };
        let texts = self.bytes.chunks_exact(size).enumerate().map(read);
        let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
        Ok(self.in_order(texts))
    }

    /// Whole numbers that 64 bits with a sign hold.
    fn whole<T: Clone>(&self, of: fn(i64) -> T) -> Result<Vec<T>, ArrayError> {
        match self.dtype {
            DType::Bool => self.values(|[b]: [u8; 1]| of(i64::from(b != 0))),
            DType::Int(1) => self.values(|b| of(i8::from_le_bytes(b).into())),
            DType::Int(2) => self.values(|b| of(i16::from_le_bytes(b).into())),
            DType::Int(4) => self.values(|b| of(i32::from_le_bytes(b).into())),
            DType::Int(_) => self.values(|b| of(i64::from_le_bytes(b))),
            DType::UInt(1) => self.values(|[b]: [u8; 1]| of(b.into())),
            DType::UInt(2) => self.values(|b| of(u16::from_le_bytes(b).into())),
            DType::UInt(4) => self.values(|b| of(u32::from_le_bytes(b).into())),
            _ => self.no_number(),
        }
    }

    fn values<T: Clone, const N: usize>(
        &self,
        of: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, ArrayError> {
        let big_endian = self.layout.big_endian;
        let values = self.bytes.as_chunks::<N>().0.iter().map(|&bytes| {
            let mut bytes = bytes;
            if big_endian {
                bytes.reverse();
            }
            of(bytes)
        });
        Ok(self.in_order(values.collect()))
    }

    /// Values as they lie in the file, with the last index running fastest.
    fn in_order<T: Clone>(&self, values: Vec<T>) -> Vec<T> {
        if !self.layout.fortran || self.shape.len() < 2 {
            return values;
        }
        match ArrayView::from_shape(IxDyn(&self.shape).f(), &values) {
            Ok(view) => view.iter().cloned().collect(),
            // Its size was checked when it was opened.
            Err(_) => values,
        }
    }

    fn no_number<T>(&self) -> Result<T, ArrayError> {
        self.wrong(format!("found values of {}, expected numbers", self.dtype))
    }

    fn wrong<T>(&self, problem: String) -> Result<T, ArrayError> {
        Err(ArrayError::new(&*self.name, problem))
    }
}

fn bfloat(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_texts_than_there_may_be_are_refused_before_room_is_made() {
        fn check(shape: &[usize], dtype: DType, most: Option<usize>, expect: &str) {
            let array = Array {
                name: "a.npz: names".to_owned(),
                shape: shape.to_vec(),
                dtype,
                layout: Layout {
                    big_endian: false,
                    fortran: false,
                },
                bytes: vec![b'a'; 20].into(),
            };
            let found = match most {
                Some(most) => array.strings_at_most(most),
                None => array.strings(),
            };
            let found = found.map_or_else(|error| error.problem, |all| all.concat());
            assert_eq!(found, expect, "{shape:?}");
        }
        let twenty = "a".repeat(20);
        check(&[20], DType::Bytes(1), Some(20), &twenty);
        check(
            &[20],
            DType::Bytes(1),
            Some(19),
            "found texts of shape (20,), expected at most 19",
        );
        let expect = "found texts of shape (8388608,), expected at most 8388607";
        check(&[1 << 23], DType::Bytes(1), None, expect);
    }
}
