//! The IDX format of MNIST and its relatives: a big-endian header, then bytes.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::DataError;

/// Bytes with up to three dimensions.
#[derive(Debug, PartialEq)]
pub struct Idx {
    /// The size of each dimension, the slowest first: images, rows, columns.
    pub dims: Vec<usize>,
    /// As many bytes as the product of `dims`, row by row.
    pub bytes: Vec<u8>,
}

/// No header may make us reserve more than this, whatever it claims.
const LARGEST: usize = 1 << 30;

/// Reads an IDX file of unsigned bytes with `rank` dimensions, gzipped or not. `file` names it in messages.
///
/// # Errors
/// When the file is empty, truncated, too long, of another format or of another rank.
pub fn parse(file: &str, content: &[u8], rank: usize) -> Result<Idx, DataError> {
    let fail = |problem: String| DataError::File {
        file: file.to_owned(),
        problem,
    };
    let content = unzip(content).map_err(|error| fail(format!("damaged gzip data: {error}")))?;
    let header = 4 + 4 * rank;
    let Some(magic) = content.first_chunk::<4>() else {
        let found = content.len();
        return Err(fail(format!(
            "found {found} bytes, expected an IDX header of {header}"
        )));
    };
    let expected = [0, 0, 8, rank as u8];
    if *magic != expected {
        return Err(fail(format!(
            "found the magic number {magic:02x?}, expected {expected:02x?} (IDX, unsigned bytes, {rank} dimension(s))"
        )));
    }
    if content.len() < header {
        let found = content.len();
        return Err(fail(format!(
            "found {found} bytes, expected an IDX header of {header}"
        )));
    }
    let dims: Vec<usize> = content[4..header]
        .chunks_exact(4)
        .map(|word| {
            word.iter()
                .fold(0, |number, &byte| number << 8 | usize::from(byte))
        })
        .collect();
    let expected = dims
        .iter()
        .try_fold(1_usize, |size, &dim| size.checked_mul(dim));
    let found = content.len() - header;
    if expected != Some(found) {
        let expected = expected.map_or("an impossible number of".to_owned(), |size| {
            size.to_string()
        });
        return Err(fail(format!(
            "found {found} bytes after the header, expected {expected} for the dimensions {dims:?}"
        )));
    }
    Ok(Idx {
        dims,
        bytes: content[header..].to_vec(),
    })
}

/// The content of a file, gzipped or not.
pub fn unzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    if !content.starts_with(&[0x1f, 0x8b]) {
        return Ok(content.to_vec());
    }
    let mut bytes = Vec::new();
    let read = MultiGzDecoder::new(content)
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut bytes)?;
    if read > LARGEST {
        return Err(std::io::Error::other("more than 1 GiB unpacked"));
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

    #[test]
    fn labels_are_read_plain_and_gzipped() {
        let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
        zip.write_all(&LABELS).unwrap();
        check(&LABELS, 1, "[3] [7, 8, 9]");
        check(&zip.finish().unwrap(), 1, "[3] [7, 8, 9]");
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
