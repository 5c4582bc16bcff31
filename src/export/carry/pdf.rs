//! In a PDF, the text is an attached file, added as an incremental update behind what is there.

use flate2::read::ZlibDecoder;

use super::{Carried, CarryError, text};

/// The name under which readers list the attachment.
const NAME: &str = "marginscope.txt";
/// The end of a file may have so many bytes behind it, and the place of its table stands so near to it.
const TAIL: usize = 2048;

pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if last(tail, b"%%EOF").is_none() {
        let what = "the file ends before the picture does";
        return Err(CarryError::Truncated(what.to_owned()));
    }
    // The newest update stands last. Programs that write the file anew compress what is in it.
    if let Some(at) = last(bytes, text::MAGIC.as_bytes()) {
        return text::decode(&bytes[at..]);
    }
    let unpacked = attachments(bytes).find(|content| content.starts_with(text::MAGIC.as_bytes()));
    text::decode(&unpacked.ok_or(CarryError::None)?)
}

/// What the compressed attachments hold, as far as a text of ours could be that long.
fn attachments(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let marks = positions(bytes, b"/EmbeddedFile").filter(|at| {
        let behind = bytes.get(at + b"/EmbeddedFile".len());
        !behind.is_some_and(u8::is_ascii_alphanumeric)
    });
    marks.filter_map(|at| {
        let rest = &bytes[at..];
        let start = find(rest, b"stream").filter(|start| *start < TAIL)?;
        super::bounded(ZlibDecoder::new(
            rest[start + b"stream".len()..].trim_ascii_start(),
        ))
    })
}

/// What an update has to know of the file that it is added to.
struct Trailer<'a> {
    /// Where the newest table of objects is.
    table: usize,
    /// Whether that table is a stream.
    stream: bool,
    dictionary: &'a [u8],
    /// One more than the largest number of an object.
    size: u32,
    /// The number of the catalogue, and its reference as text.
    root: (u32, String),
}

pub fn embed(bytes: &[u8], text: &str) -> Result<Vec<u8>, CarryError> {
    let damaged =
        || CarryError::Damaged("it has no table of objects that could be added to".to_owned());
    let trailer = trailer(bytes).ok_or_else(damaged)?;
    let catalogue = catalogue(bytes, &trailer).ok_or_else(damaged)?;
    let (file, spec) = (trailer.size, trailer.size + 1);
    let names = format!("<</EmbeddedFiles<</Names[({NAME}){spec} 0 R]>>>>");
    // A catalogue with names of its own keeps them; the text is found all the same.
    let catalogue = match find(catalogue, b"/Names").is_some() {
        true => catalogue.to_vec(),
        false => [
            &catalogue[..catalogue.len() - 2],
            b"/Names",
            names.as_bytes(),
            b">>",
        ]
        .concat(),
    };
    let mut update = Update::new(bytes);
    update.object(trailer.root.0, &catalogue);
    let length = text.len();
    let head = format!(
        "<</Type/EmbeddedFile/Subtype/text#2Fplain/Length {length}/Params<</Size {length}>>>>"
    );
    update.object(
        file,
        &[
            head.as_bytes(),
            b"\nstream\n",
            text.as_bytes(),
            b"\nendstream",
        ]
        .concat(),
    );
    let about = "The experiment that this picture shows; marginscope opens it";
    let spec_text =
        format!("<</Type/Filespec/F({NAME})/UF({NAME})/Desc({about})/EF<</F {file} 0 R>>>>");
    update.object(spec, spec_text.as_bytes());
    Ok(update.finish(&trailer))
}

/// Objects behind the end of a file.
struct Update {
    out: Vec<u8>,
    /// Number and place of each object, numbers rising but for the first.
    places: Vec<(u32, usize)>,
}

impl Update {
    fn new(bytes: &[u8]) -> Self {
        let mut out = bytes.to_vec();
        if out.last() != Some(&b'\n') {
            out.push(b'\n');
        }
        Self {
            out,
            places: Vec::new(),
        }
    }

    fn object(&mut self, number: u32, content: &[u8]) {
        self.places.push((number, self.out.len()));
        self.out.extend(format!("{number} 0 obj\n").bytes());
        self.out.extend(content);
        self.out.extend(b"\nendobj\n");
    }

    /// Adds the table of the new objects, in the manner of the one before it.
    fn finish(mut self, trailer: &Trailer<'_>) -> Vec<u8> {
        let at = self.out.len();
        let size = trailer.size + 2;
        let kept = ["/Info", "/ID"].map(|key| entry(trailer.dictionary, key));
        let mut common = format!("/Root {}/Prev {}", trailer.root.1, trailer.table);
        common.extend(kept.into_iter().flatten());
        if trailer.stream {
            self.places.push((size, at));
            self.table_stream(&format!("/Size {}{common}", size + 1));
        } else {
            self.table(&format!("/Size {size}{common}"));
        }
        self.out.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        self.out
    }

    fn table(&mut self, entries: &str) {
        let mut table = "xref\n".to_owned();
        for (number, place) in &self.places {
            table += &format!("{number} 1\n{place:010} 00000 n \n");
        }
        table += &format!("trailer\n<<{entries}>>\n");
        self.out.extend(table.bytes());
    }

    fn table_stream(&mut self, entries: &str) {
        let number = self.places.last().map_or(0, |(number, _)| *number);
        let index: String = self
            .places
            .iter()
            .map(|(number, _)| format!("{number} 1 "))
            .collect();
        let rows = self.places.iter().flat_map(|(_, place)| {
            let place = (*place as u64).to_be_bytes();
            [&[1], &place[..], &[0]].concat()
        });
        let rows: Vec<u8> = rows.collect();
        let length = rows.len();
        let head = format!(
            "{number} 0 obj\n<</Type/XRef/W[1 8 1]/Index[{}]/Length {length}{entries}>>\nstream\n",
            index.trim_end()
        );
        self.out.extend(head.bytes());
        self.out.extend(rows);
        self.out.extend(b"\nendstream\nendobj\n");
    }
}

fn trailer(bytes: &[u8]) -> Option<Trailer<'_>> {
    let from = bytes.len().saturating_sub(TAIL);
    let tail = &bytes[from..];
    let table = number(&tail[last(tail, b"startxref")? + b"startxref".len()..])?;
    let table = usize::try_from(table).ok()?;
    let rest = bytes.get(table..)?;
    let stream = !rest.trim_ascii_start().starts_with(b"xref");
    let start = if stream { 0 } else { find(rest, b"trailer")? };
    let dictionary = dictionary(&rest[start..])?;
    let root = entry(dictionary, "/Root")?;
    let root = root.trim_start_matches("/Root").trim().to_owned();
    Some(Trailer {
        table,
        stream,
        dictionary,
        size: number(&dictionary[find(dictionary, b"/Size")? + b"/Size".len()..])?,
        root: (number(root.as_bytes())?, root),
    })
}

/// The catalogue's dictionary.
fn catalogue<'a>(bytes: &'a [u8], trailer: &Trailer<'_>) -> Option<&'a [u8]> {
    let head = format!("\n{} 0 obj", trailer.root.0);
    let at = last(bytes, head.as_bytes())?;
    let found = dictionary(&bytes[at + head.len()..])?;
    find(found, b"/Catalog").map(|_| found)
}

/// A key of a dictionary with its value, which is a reference or an array.
fn entry(dictionary: &[u8], key: &str) -> Option<String> {
    let start = find(dictionary, key.as_bytes())?;
    let value = &dictionary[start + key.len()..];
    let end = match value.trim_ascii_start().first()? {
        b'[' => b']',
        _ => b'R',
    };
    let end = value.iter().position(|byte| *byte == end)? + 1;
    String::from_utf8(dictionary[start..start + key.len() + end].to_vec()).ok()
}

/// The first dictionary in `bytes`, from `<<` to the `>>` that belongs to it.
fn dictionary(bytes: &[u8]) -> Option<&[u8]> {
    let start = find(bytes, b"<<")?;
    let (mut depth, mut at) = (0_usize, start);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"<<" => (depth, at) = (depth + 1, at + 2),
            b">>" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(&bytes[start..at]);
        }
    }
    None
}

/// The whole number that `bytes` begin with, behind blanks.
fn number(bytes: &[u8]) -> Option<u32> {
    let bytes = bytes.trim_ascii_start();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

fn positions<'a>(bytes: &'a [u8], wanted: &'static [u8]) -> impl Iterator<Item = usize> + 'a {
    let places = bytes.windows(wanted.len()).enumerate();
    places
        .filter(move |(_, found)| *found == wanted)
        .map(|(at, _)| at)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|found| found == wanted)
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|found| found == wanted)
}
