use super::header::{self, Header, LONGEST};
use super::{DType, Entry, Place, pickle};
use crate::text::shortened;

/// How values lie one behind the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Whether the first byte of a value counts most.
    pub big_endian: bool,
    /// Whether the first index runs fastest.
    pub fortran: bool,
}

/// What a `.npy` says of its array.
pub fn entry(bytes: &[u8]) -> Result<Entry, String> {
    let (header, start) = read_header(bytes)?;
    let (dtype, layout) = meaning(&header)?;
    let size = check_size(&header.shape, dtype, bytes.len() - start)?;
    Ok(Entry {
        name: String::new(),
        shape: header.shape,
        dtype,
        layout,
        place: Place::File(start, start + size),
    })
}

/// The header of a `.npy`, and where its values begin.
pub fn read_header(bytes: &[u8]) -> Result<(Header, usize), String> {
    let cut = || format!("found {} bytes, which end inside the header", bytes.len());
    let numbers: [u8; 12] = match bytes.get(..12) {
        Some(found) => found.try_into().map_err(|_| cut())?,
        None => return Err(cut()),
    };
    let [.., major, _, a, b, c, d] = numbers;
    let (length, start) = match major {
        1 => (usize::from(u16::from_le_bytes([a, b])), 10),
        2 | 3 => (u32::from_le_bytes([a, b, c, d]) as usize, 12),
        other => {
            return Err(format!(
                "found version {other} of the format .npy, expected 1, 2 or 3"
            ));
        }
    };
    if length > LONGEST {
        return Err(format!(
            "found a header of {length} bytes, expected at most {LONGEST}"
        ));
    }
    let end = start + length;
    let text = bytes.get(start..end).ok_or_else(cut)?;
    let text = String::from_utf8_lossy(text);
    Ok((header::parse(&text)?, end))
}

/// What the values are that a header speaks of.
pub fn meaning(header: &Header) -> Result<(DType, Layout), String> {
    let descr = &*header.descr;
    let (order, rest) = match descr.chars().next() {
        Some(order @ ('<' | '>' | '|' | '=')) => (order, &descr[1..]),
        _ => ('<', descr),
    };
    let (kind, size) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
    let dtype = match (kind, size.parse::<usize>()) {
        ("b", Ok(1)) | ("?", Err(_)) => DType::Bool,
        ("i", Ok(size @ (1 | 2 | 4 | 8))) => DType::Int(size),
        ("u", Ok(size @ (1 | 2 | 4 | 8))) => DType::UInt(size),
        ("f", Ok(size @ (2 | 4 | 8))) => DType::Float(size),
        // Texts of no letters take no room, so that a header could claim any number of them.
        ("U", Ok(size)) if (1..1 << 28).contains(&size) => DType::Unicode(size),
        ("S" | "a", Ok(size)) if (1..1 << 30).contains(&size) => DType::Bytes(size),
        ("O", _) => return Err(pickle::OBJECTS.to_owned()),
        _ => {
            let found = shortened(descr);
            return Err(format!(
                "found values of \"{found}\", expected numbers: float16, 32 or 64, whole numbers of 8 to 64 bits, or bool; in \
                 Python: numpy.save(\"new.npy\", a.astype(\"float32\"))"
            ));
        }
    };
    let layout = Layout {
        big_endian: order == '>',
        fortran: header.fortran,
    };
    Ok((dtype, layout))
}

/// The bytes that values of this shape take, which must be exactly those that are there.
pub fn check_size(shape: &[usize], dtype: DType, held: usize) -> Result<usize, String> {
    let product = |all: Option<usize>, &size: &usize| all?.checked_mul(size);
    let size = match shape.contains(&0) {
        true => Some(0),
        false => shape.iter().fold(Some(dtype.size()), product),
    };
    let claimed = || format!("found a header that claims {} of {dtype}", shown(shape));
    match size {
        None => Err(format!(
            "{}, more than any file holds; the file has {held} bytes",
            claimed()
        )),
        Some(size) if size > held => Err(format!(
            "{}, which are {size} bytes, and {held} bytes behind it: the file is cut off",
            claimed()
        )),
        Some(size) if size < held => Err(format!(
            "{}, which are {size} bytes, and {held} bytes behind it, expected no more than it claims",
            claimed()
        )),
        Some(size) => Ok(size),
    }
}

/// A shape as Python writes it.
pub fn shown(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    match &sizes[..] {
        [only] => format!("({only},)"),
        sizes => format!("({})", sizes.join(", ")),
    }
}
