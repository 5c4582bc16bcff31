use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Entry, Place, header, npy, pickle};
use crate::text::shortened;

/// What a `.npz` says of its arrays. Only their headers are unpacked.
pub fn entries(bytes: &[u8], file: &str) -> Result<Vec<Entry>, String> {
    let mut zip = archive(bytes)?;
    let pickled = |name: &str| name.ends_with("data.pkl");
    if zip.file_names().flatten().any(|name| pickled(&name)) {
        return Err(pickle::refused(file));
    }
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let name = zip.name_for_index(index).and_then(Result::ok);
        let name = name.unwrap_or_default().into_owned();
        let Some(name) = name.strip_suffix(".npy") else {
            continue;
        };
        let entry = entry(&mut zip, index, name);
        entries.push(entry.map_err(|problem| format!("{}: {problem}", shortened(name)))?);
    }
    match entries.is_empty() {
        true => Err("found a zip without a .npy in it, expected one that numpy.savez wrote".into()),
        false => Ok(entries),
    }
}

/// What an array may have unpacked, in bytes: a file of some megabytes can hold any number of zeros.
const LARGEST: u64 = 2 << 30;
/// The same of texts.
const LARGEST_TEXT: u64 = 512 << 20;

/// The values of an array: unpacked no further than its header says, and refused where there are fewer or more.
pub fn values(bytes: &[u8], index: usize, header: usize, entry: &Entry) -> Result<Vec<u8>, String> {
    let mut zip = archive(bytes)?;
    let packed = zip.by_index(index).map_err(|error| error.to_string())?;
    let all = claimed(entry);
    let most = match entry.dtype.is_text() {
        true => LARGEST_TEXT,
        false => LARGEST,
    };
    if all > most {
        return Err(format!(
            "found an array of {all} bytes unpacked, expected at most {most}"
        ));
    }
    let mut found = Vec::new();
    // One more than there should be: whether there is more is told by reading it, not by what the zip says. Room is made
    // as bytes arrive.
    let most = (header as u64).saturating_add(all).saturating_add(1);
    let read = packed.take(most).read_to_end(&mut found);
    read.map_err(|error| format!("{error}: the file is damaged"))?;
    npy::check_size(
        &entry.shape,
        entry.dtype,
        found.len().saturating_sub(header),
    )?;
    found.drain(..header);
    Ok(found)
}

fn claimed(entry: &Entry) -> u64 {
    let size = entry.dtype.size() as u64;
    let product = |all: u64, &size: &usize| all.saturating_mul(size as u64);
    entry.shape.iter().fold(size, product)
}

fn archive(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, String> {
    ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| format!("found a damaged zip ({error}): the file is cut off or no .npz"))
}

fn entry(zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize, name: &str) -> Result<Entry, String> {
    let packed = zip.by_index(index).map_err(|error| error.to_string())?;
    let says = packed.size();
    let mut beginning = Vec::new();
    let read = packed
        .take(header::LONGEST as u64 + 12)
        .read_to_end(&mut beginning);
    read.map_err(|error| format!("{error}: the file is damaged"))?;
    if super::kind(&beginning) != Some(super::Kind::Npy) {
        return Err("found no array of NumPy".to_owned());
    }
    let (header, start) = npy::read_header(&beginning)?;
    let (dtype, layout) = npy::meaning(&header)?;
    let held = usize::try_from(says).unwrap_or(usize::MAX);
    npy::check_size(&header.shape, dtype, held.saturating_sub(start))?;
    Ok(Entry {
        name: name.to_owned(),
        shape: header.shape,
        dtype,
        layout,
        place: Place::Zip(index, start),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::arrays::DType;

    #[test]
    fn texts_may_have_less_unpacked_than_numbers() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.npy", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"header").unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let check = |dtype: DType, rows: usize, expect: &str| {
            let entry = Entry {
                name: "a".to_owned(),
                shape: vec![rows],
                dtype,
                layout: npy::Layout::default(),
                place: Place::Zip(0, 6),
            };
            let refused = values(&bytes, 0, 6, &entry).unwrap_err();
            assert!(refused.contains(expect), "{refused}");
        };
        let all = (512 << 20) + 1;
        let expect = "found an array of 536870913 bytes unpacked, expected at most 536870912";
        check(DType::Bytes(1), all, expect);
        check(DType::UInt(1), all, "the file is cut off");
    }
}
