//! In an SVG, the text stands in a `metadata` element of the root.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::{Carried, CarryError, one_line, text};

const ID: &str = "marginscope";
/// More elements than any figure has, and few enough for any memory.
const MOST_NODES: u32 = 4_000_000;

/// Whether the text begins like XML.
pub fn begins(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().first() == Some(&b'<')
}

pub fn embed(bytes: &[u8], text: &str) -> Result<Vec<u8>, CarryError> {
    let xml = utf8(bytes)?;
    let document = parse(xml)?;
    let root = root(&document)?;
    let old = ours(root).map(|node| node.range());
    let at = content_start(xml, root.range())
        .ok_or_else(|| CarryError::Damaged("its root has no content".to_owned()))?;
    let mut out = String::with_capacity(xml.len() + text.len() + 80);
    out += &xml[..at];
    out += &format!("<metadata id=\"{ID}\">{}</metadata>", escaped(text));
    match old {
        Some(old) => out += &[&xml[at..old.start], &xml[old.end..]].concat(),
        None => out += &xml[at..],
    }
    Ok(out.into_bytes())
}

pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let document = parse(utf8(bytes)?)?;
    let node = ours(root(&document)?).ok_or(CarryError::None)?;
    let text: String = node
        .descendants()
        .filter(Node::is_text)
        .filter_map(|n| n.text())
        .collect();
    // Programs that lay XML out anew put blanks around it.
    let start = text.find(text::MAGIC).ok_or(CarryError::None)?;
    text::decode(&text.as_bytes()[start..])
}

fn utf8(bytes: &[u8]) -> Result<&str, CarryError> {
    let xml = std::str::from_utf8(bytes);
    xml.map_err(|_| CarryError::Damaged("found binary data, expected XML".to_owned()))
}

fn parse(xml: &str) -> Result<Document<'_>, CarryError> {
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(xml, options).map_err(|error| {
        let what = one_line(&error.to_string());
        // A file that was cut off has no end of its root, whatever the parser stumbled over.
        match xml.trim_end().ends_with("</svg>") || xml.trim_end().ends_with("/>") {
            true => CarryError::Damaged(what),
            false => CarryError::Truncated(what),
        }
    })
}

fn root<'a, 'd>(document: &'a Document<'d>) -> Result<Node<'a, 'd>, CarryError> {
    let root = document.root_element();
    match root.tag_name().name() {
        "svg" => Ok(root),
        other => Err(CarryError::NoPicture(one_line(&format!("<{other}>")))),
    }
}

/// The metadata that are ours: by their text, since a program that writes the picture anew may change ids.
fn ours<'a, 'd>(root: Node<'a, 'd>) -> Option<Node<'a, 'd>> {
    let mut all = root
        .children()
        .filter(|node| node.tag_name().name() == "metadata");
    let has = |node: &Node<'_, '_>| {
        node.descendants()
            .any(|n| n.text().is_some_and(|text| text.contains(text::MAGIC)))
    };
    all.find(has)
}

/// Where the content of the root begins: behind the first `>` that stands in no attribute.
fn content_start(xml: &str, root: Range<usize>) -> Option<usize> {
    let mut quote = None;
    let ends = |(_, byte): &(usize, u8)| match (quote, *byte) {
        (None, b'"' | b'\'') => {
            quote = Some(*byte);
            false
        }
        (Some(open), byte) if open == byte => {
            quote = None;
            false
        }
        (None, b'>') => true,
        _ => false,
    };
    let bytes = xml.get(root.clone())?.bytes().enumerate();
    let (at, _) = bytes.into_iter().find(ends)?;
    let closed = xml.as_bytes().get((root.start + at).checked_sub(1)?) == Some(&b'/');
    (!closed).then_some(root.start + at + 1)
}

/// Text as it stands in XML, where a plain carriage return would not survive.
fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('\r', "&#13;")
}
