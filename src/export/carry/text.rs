//! What is carried as text: a line with format, length and SHA-256, then TOML that a person can read too.

use sha2::{Digest, Sha256};

use super::{Carried, CarryError, one_line};
use crate::{export::xml, train::toml_of};

/// What the text begins with in every picture.
pub const MAGIC: &str = "marginscope-experiment ";
/// The format that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// Sessions are a few kilobytes; whatever claims to be much larger is none.
pub const MOST: usize = 1 << 20;

/// `marginscope-experiment 1 LENGTH SHA256`, then so many bytes of TOML.
///
/// # Errors
/// When it has more than [`MOST`] bytes.
pub fn encode(carried: &Carried) -> Result<String, CarryError> {
    let body = toml::to_string(carried).map_err(|error| CarryError::Damaged(error.to_string()))?;
    // The text stands in SVG too.
    let body = xml::text(&body);
    let length = body.len();
    let text = format!("{MAGIC}{FORMAT} {length} {}\n{body}", sha256(&*body));
    match text.len() {
        found if found > MOST => Err(CarryError::TooLarge { found, most: MOST }),
        _ => Ok(text),
    }
}

/// Understands a text that begins with [`MAGIC`]; what follows behind its length is another's.
///
/// # Errors
/// When its length or SHA-256 is not that of what follows, or this version does not know its format.
pub fn decode(text: &[u8]) -> Result<Carried, CarryError> {
    let damaged = |what: &str| CarryError::Damaged(what.to_owned());
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let head = std::str::from_utf8(line).ok();
    let head = head.and_then(|line| line.strip_prefix(MAGIC));
    let mut words = head.unwrap_or_default().split_ascii_whitespace();
    let found = words.next().and_then(|word| word.parse::<u32>().ok());
    let found = found.ok_or_else(|| damaged("the experiment in it has no format number"))?;
    if found > FORMAT {
        let known = FORMAT;
        return Err(CarryError::Newer { found, known });
    }
    let length = words.next().and_then(|word| word.parse::<usize>().ok());
    let length = length.filter(|length| *length <= MOST);
    let hexadecimal = |word: &&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let (Some(length), Some(expected)) = (length, words.next().filter(hexadecimal)) else {
        return Err(damaged("the experiment in it has no length and SHA-256"));
    };
    let body = text
        .get(line.len() + 1..)
        .and_then(|rest| rest.get(..length));
    let body = body
        .ok_or_else(|| CarryError::Truncated("the experiment in it ends too early".to_owned()))?;
    let found = sha256(body);
    if found != expected {
        let expected = expected.to_owned();
        return Err(CarryError::Tampered { found, expected });
    }
    let body = std::str::from_utf8(body).map_err(|_| damaged("the experiment in it is no text"))?;
    toml_of(body).map_err(|error| damaged(&one_line(&error.problem)))
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(body: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(body);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
