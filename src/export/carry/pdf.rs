//! In a PDF, the text is an attached file.

use flate2::read::ZlibDecoder;
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
    // Programs that write the file anew compress what is in it.
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
        let start = positions(rest, b"stream").next();
        let start = start.filter(|start| *start < NEAR)? + b"stream".len();
        super::bounded(ZlibDecoder::new(rest[start..].trim_ascii_start()))
    })
}

fn positions<'a>(bytes: &'a [u8], wanted: &'static [u8]) -> impl Iterator<Item = usize> + 'a {
    let places = bytes.windows(wanted.len()).enumerate();
    places
        .filter(move |(_, found)| *found == wanted)
        .map(|(at, _)| at)
}
