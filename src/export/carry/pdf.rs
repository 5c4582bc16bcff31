//! In a PDF, the text is an attached file.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use krilla::{
    Document,
    embed::{AssociationKind, EmbeddedFile, MimeType},
    metadata::Metadata,
};

use super::{Carried, CarryError, text};

/// The name under which readers list the attachment.
const NAME: &str = "marginscope.txt";
/// The end of a file may have so many bytes behind it, and a stream begins so near to its dictionary.
const NEAR: usize = 2048;
/// More compressed attachments than any file has.
const MOST_ATTACHED: usize = 10_000;

/// Attaches what is `carried` to the `document`, and says in its properties what it shows. No date: the same figure gives the
/// same file.
///
/// # Errors
/// When it is too large for a picture.
pub fn attach(document: &mut Document, carried: &Carried) -> Result<(), CarryError> {
    let text = text::encode(carried)?;
    document.set_metadata(
        Metadata::new()
            .title(carried.title().to_owned())
            .description(carried.caption.clone())
            .creator(format!("marginscope {}", carried.version)),
    );
    let file = EmbeddedFile {
        path: NAME.to_owned(),
        mime_type: MimeType::new("text/plain"),
        description: Some(
            "The experiment that this picture shows; marginscope opens it".to_owned(),
        ),
        association_kind: AssociationKind::Source,
        data: text.into_bytes().into(),
        modification_date: None,
        // A few kilobytes, which can be read in the file as it stands.
        compress: Some(false),
        location: None,
    };
    let attached = document.embed_file(file);
    attached.ok_or_else(|| CarryError::Unwritten("it has an attachment of this name".to_owned()))
}

/// What a PDF carries: the newest where a program added one behind another.
///
/// # Errors
/// When it is cut off, or carries nothing that was written so.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let tail = &bytes[bytes.len().saturating_sub(NEAR)..];
    if positions(tail, b"%%EOF").next().is_none() {
        return Err(CarryError::early());
    }
    if let Some(at) = positions(bytes, text::MAGIC.as_bytes()).last() {
        return text::decode(&bytes[at..]);
    }
    // Programs that write the file anew compress what is in it. The first that begins as ours decides.
    let packed = attachments(bytes).take(MOST_ATTACHED).find(begins_as_ours);
    let unpacked = packed.and_then(|packed| super::bounded(ZlibDecoder::new(packed)));
    text::decode(&unpacked.ok_or(CarryError::None)?)
}

/// Where the contents of the attachments begin, each once: many marks may stand before one stream. The places of both are met
/// in one pass.
fn attachments(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let marks = positions(bytes, b"/EmbeddedFile").filter(|at| {
        let behind = bytes.get(at + b"/EmbeddedFile".len());
        !behind.is_some_and(u8::is_ascii_alphanumeric)
    });
    let mut streams = positions(bytes, b"stream").peekable();
    let mut last = None;
    marks.filter_map(move |at| {
        while streams.next_if(|start| *start < at).is_some() {}
        let start = streams.peek().filter(|start| **start - at < NEAR)?;
        let is_new = last.replace(*start) != Some(*start);
        let content = &bytes[start + b"stream".len()..];
        is_new.then(|| content.trim_ascii_start())
    })
}

/// Whether what is packed begins with a text of ours. No more of it is unpacked, and of no more: a few bytes may hold any number
/// of zeros, and many nothing.
fn begins_as_ours(packed: &&[u8]) -> bool {
    let mut beginning = [0; text::MAGIC.len()];
    let packed = &packed[..packed.len().min(NEAR)];
    let read = ZlibDecoder::new(packed).read_exact(&mut beginning);
    read.is_ok() && beginning == *text::MAGIC.as_bytes()
}

fn positions<'a>(bytes: &'a [u8], wanted: &'static [u8]) -> impl Iterator<Item = usize> + 'a {
    let places = bytes.windows(wanted.len()).enumerate();
    places
        .filter(move |(_, found)| *found == wanted)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_behind_many_marks_is_one_attachment() {
        fn check(pdf: &[u8], expect: &[&[u8]]) {
            let found: Vec<&[u8]> = attachments(pdf).collect();
            assert_eq!(found, expect);
        }
        let marks = b"/EmbeddedFile ".repeat(146);
        check(&[&marks, &b"stream\nabc"[..]].concat(), &[b"abc"]);
        let two = b"/EmbeddedFile stream a /EmbeddedFiles /EmbeddedFile stream b";
        let behind = b"a /EmbeddedFiles /EmbeddedFile stream b";
        check(two, &[behind, b"b"]);
        let far = [b"/EmbeddedFile", &[b' '; NEAR][..], b"stream a"].concat();
        check(&far, &[]);
        let far_and_near = [&far[..1_000], b"/EmbeddedFile", &far[1_000..]].concat();
        check(&far_and_near, &[b"a"]);
    }

    #[test]
    fn marks_without_a_stream_are_passed_in_no_time() {
        let marks = b"/EmbeddedFile ".repeat(100_000);
        let begun = std::time::Instant::now();
        assert_eq!(attachments(&marks).count(), 0);
        let took = begun.elapsed().as_secs_f64();
        assert!(took < 10.0, "{took} s");
    }
}
