//! The IDX format of MNIST and its relatives: a big-endian header, then bytes.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::{DataError, MOST_SAMPLES};

/// Bytes with up to three dimensions.
#[derive(Debug, PartialEq)]
pub struct Idx<'a> {
    /// The size of each dimension, the slowest first: images, rows, columns.
    pub dims: Vec<usize>,
    /// As many bytes as the product of `dims`, row by row.
    pub bytes: Cow<'a, [u8]>,
}

/// Nothing is unpacked to more than this, whatever its header claims: how long a packed file is says little. What is plain is
/// held against its own length.
const LARGEST: usize = 1 << 30;

/// Reads an IDX file of unsigned bytes with `rank` dimensions, three at most, gzipped or not; what is packed is unpacked no
/// further than its header says. `file` names it in messages.
///
/// # Errors
/// When the file is empty, truncated, too long, of another format or of another rank, or claims too much.
pub fn parse<'a>(file: &str, content: &'a [u8], rank: usize) -> Result<Idx<'a>, DataError> {
    let fail = |problem: String| DataError::File {
        file: file.to_owned(),
        problem,
    };
    let header = 4 + 4 * rank;
    let is_packed = is_packed(content);
    let mut rest: Box<dyn Read + '_> = match is_packed {
        true => Box::new(MultiGzDecoder::new(content)),
        false => Box::new(content),
    };
    let mut unpack = |most: usize| -> Result<Vec<u8>, DataError> {
        let mut bytes = Vec::new();
        let read = rest.by_ref().take(most as u64).read_to_end(&mut bytes);
        read.map_err(|error| fail(format!("damaged gzip data: {error}")))?;
        Ok(bytes)
    };
    let beginning = unpack(header)?;
    let dims = dims(&beginning, rank).map_err(fail)?;
    if dims[0] > MOST_SAMPLES {
        let found = dims[0];
        return Err(fail(format!(
            "found a header that claims {found} samples, expected at most {MOST_SAMPLES}"
        )));
    }
    // Each size has four bytes: there is room for the product of three.
    let expected: u128 = dims.iter().map(|&dim| dim as u128).product();
    if is_packed && expected > LARGEST as u128 {
        return Err(fail(format!(
            "found a header that claims {expected} bytes for the dimensions {dims:?}, expected at most {LARGEST} in a packed file"
        )));
    }
    let bytes = match is_packed {
        // One more than there should be tells whether there is more.
        true => Cow::Owned(unpack(expected as usize + 1)?),
        false => Cow::Borrowed(&content[header..]),
    };
    if bytes.len() as u128 != expected {
        let found = match is_packed && bytes.len() as u128 > expected {
            true => format!("more than {expected}"),
            false => bytes.len().to_string(),
        };
        return Err(fail(format!(
            "found {found} bytes after the header, expected {expected} for the dimensions {dims:?}"
        )));
    }
    Ok(Idx { dims, bytes })
}

/// The sizes in a header.
fn dims(beginning: &[u8], rank: usize) -> Result<Vec<usize>, String> {
    let header = 4 + 4 * rank;
    let short = || {
        let found = beginning.len();
        format!("found {found} bytes, expected an IDX header of {header}")
    };
    let magic = beginning.first_chunk::<4>().ok_or_else(short)?;
    let expected = [0, 0, 8, rank as u8];
    if *magic != expected {
        return Err(format!(
            "found the magic number {magic:02x?}, expected {expected:02x?} (IDX, unsigned bytes, {rank} dimension(s))"
        ));
    }
    if beginning.len() < header {
        return Err(short());
    }
    let words = beginning[4..header].as_chunks::<4>().0.iter();
    let dims = words.map(|word| u32::from_be_bytes(*word) as usize);
    Ok(dims.collect())
}

fn is_packed(content: &[u8]) -> bool {
    content.starts_with(&[0x1f, 0x8b])
}

/// The content of a file, gzipped or not.
pub fn unzip(content: &[u8]) -> io::Result<Vec<u8>> {
    if !is_packed(content) {
        return Ok(content.to_vec());
    }
    let mut bytes = Vec::new();
    let read = MultiGzDecoder::new(content)
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut bytes)?;
    if read > LARGEST {
        return Err(io::Error::other("more than 1 GiB unpacked"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const LABELS: [u8; 11] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9];

    fn check(content: &[u8], rank: usize, expect: &str) {
        let found = match parse("file", content, rank) {
            Ok(idx) => format!("{:?} {:?}", idx.dims, idx.bytes),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expect);
    }

    fn zipped(content: &[u8]) -> Vec<u8> {
        let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
        zip.write_all(content).unwrap();
        zip.finish().unwrap()
    }

    #[test]
    fn labels_are_read_plain_and_gzipped() {
        check(&LABELS, 1, "[3] [7, 8, 9]");
        check(&zipped(&LABELS), 1, "[3] [7, 8, 9]");
        let found = parse("file", &LABELS, 1).unwrap();
        assert!(matches!(found.bytes, Cow::Borrowed(_)), "copied");
    }

    #[test]
    fn what_a_header_claims_is_held_against_what_there_may_be() {
        // What it claims would be there.
        let many = [&[0, 0, 8, 1, 0, 128, 0, 0][..], &vec![7; 1 << 23]].concat();
        for content in [&many, &zipped(&many)] {
            check(
                content,
                1,
                "file: found a header that claims 8388608 samples, expected at most 8388607",
            );
        }
        let wide = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 128, 0, 0, 0, 128, 0];
        check(
            &zipped(&wide),
            3,
            "file: found a header that claims 2147483648 bytes for the dimensions [2, 32768, 32768], expected at most 1073741824 in a packed file",
        );
        check(
            &wide,
            3,
            "file: found 0 bytes after the header, expected 2147483648 for the dimensions [2, 32768, 32768]",
        );
        let widest = [&[0, 0, 8, 3, 0, 0, 0, 16][..], &[0xff; 8]].concat();
        check(
            &widest,
            3,
            "file: found 0 bytes after the header, expected 295147905041913872400 for the dimensions [16, 4294967295, 4294967295]",
        );
        let longer = [&LABELS[..], &[0; 1000]].concat();
        check(
            &zipped(&longer),
            1,
            "file: found more than 3 bytes after the header, expected 3 for the dimensions [3]",
        );
        check(
            &longer,
            1,
            "file: found 1003 bytes after the header, expected 3 for the dimensions [3]",
        );
    }

    #[test]
    fn what_is_plain_and_there_is_read_however_long() {
        let header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 128, 0, 0, 0, 64, 1];
        // A column more than packed content may have; nobody looks at these zeros, so they take no memory.
        let size = LARGEST + 2 * 32768;
        let mut content = vec![0_u8; header.len() + size];
        content[..header.len()].copy_from_slice(&header);
        let found = parse("file", &content, 3).unwrap();
        assert_eq!(found.dims, [2, 32768, 16385]);
        assert_eq!(found.bytes.len(), size);
        assert!(matches!(found.bytes, Cow::Borrowed(_)), "copied");
    }

    #[test]
    fn what_is_wrong_is_named_with_found_and_expected() {
        check(b"", 1, "file: found 0 bytes, expected an IDX header of 8");
        check(
            &LABELS[..6],
            1,
            "file: found 6 bytes, expected an IDX header of 8",
        );
        check(
            &LABELS[..10],
            1,
            "file: found 2 bytes after the header, expected 3 for the dimensions [3]",
        );
        check(
            b"\x89PNG\r\n\x1a\n",
            3,
            "file: found the magic number [89, 50, 4e, 47], expected [00, 00, 08, 03] (IDX, unsigned bytes, 3 dimension(s))",
        );
        let huge = [[0, 0, 8, 3].as_slice(), &[0xff; 12]].concat();
        assert!(
            parse("file", &huge, 3).is_err(),
            "a header that lies about its size"
        );
        let error = parse("file", &[0x1f, 0x8b, 8, 0], 1)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("file: damaged gzip data: "), "{error}");
    }
}
