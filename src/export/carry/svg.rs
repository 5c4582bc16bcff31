//! In an SVG, the text stands in a `metadata` element of the root.

use std::collections::HashSet;

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

/// The `svg` with what is `carried` in front of its content, below a title and a description that browsers and screen readers
/// know.
///
/// # Errors
/// When it is no SVG with content, or what is carried is too large.
pub fn embed(svg: &str, carried: &Carried) -> Result<String, CarryError> {
    let document = parse(svg)?;
    let content = root(&document)?.first_child();
    let content =
        content.ok_or_else(|| CarryError::Damaged("its root has no content".to_owned()))?;
    let (head, behind) = svg.split_at(content.range().start);
    let text = escaped(&text::encode(carried)?);
    let (title, about) = (escaped(carried.title()), escaped(&carried.caption));
    Ok(format!(
        "{head}<title>{title}</title><desc>{about}</desc><metadata id=\"{ID}\">{text}</metadata>{behind}"
    ))
}

/// What an SVG carries.
///
/// # Errors
/// When it is no well-formed XML, no SVG, or carries nothing that was written so.
pub fn read(bytes: &[u8]) -> Result<Carried, CarryError> {
    let xml = std::str::from_utf8(bytes);
    let xml = xml.map_err(|_| CarryError::Damaged("found binary data, expected XML".to_owned()))?;
    let document = parse(xml)?;
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

/// More attributes than any program gives an element. The parser compares each with all others.
const MOST_ATTRIBUTES: usize = 2_000;
/// More prefixes than any program declares; some ten are many.
const MOST_PREFIXES: usize = 100;
/// An element that declares anything gets a copy of all that is declared around it, each looked for among all others.
const MOST_COPIED: usize = 2_000_000;

/// Refuses what would take the parser more time or memory than the text has bytes.
fn bounded(xml: &str) -> Result<(), CarryError> {
    let fail = |what: String| Err(CarryError::Damaged(what));
    if xml.contains("<!ENTITY") {
        // One that stands for many others makes gigabytes of a few lines.
        return fail("found a declaration of an entity, expected a picture without any".to_owned());
    }
    let (declared, prefixes) = namespaces(xml);
    if prefixes > MOST_PREFIXES {
        return fail(format!(
            "found {prefixes} prefixes of namespaces, expected at most {MOST_PREFIXES}"
        ));
    }
    let most = MOST_COPIED / prefixes.max(1);
    if declared > most {
        return fail(format!(
            "found {declared} declarations of {prefixes} namespaces, expected at most {most}"
        ));
    }
    let most = most_attributes(xml.as_bytes());
    match most > MOST_ATTRIBUTES {
        true => fail(format!(
            "found an element with {most} attributes, expected at most {MOST_ATTRIBUTES}"
        )),
        false => Ok(()),
    }
}

/// How often a namespace is declared, at most, and how many prefixes there are for it: none is one of them.
fn namespaces(xml: &str) -> (usize, usize) {
    /// No further is looked for the end of a prefix; a longer one is told from no other.
    const LONG: usize = 64;
    let (mut declared, mut long, mut prefixes) = (0, 0, HashSet::new());
    for (at, word) in xml.match_indices("xmlns") {
        let rest = &xml[at + word.len()..];
        let mut beginning = rest.bytes().take(LONG);
        match beginning.position(|byte| byte == b'=' || byte.is_ascii_whitespace()) {
            Some(end) => drop(prefixes.insert(&rest[..end])),
            None => long += 1,
        }
        declared += 1;
    }
    (declared, prefixes.len() + long)
}

/// Of all elements, the most attributes.
fn most_attributes(xml: &[u8]) -> usize {
    let (mut most, mut here, mut inside, mut quote) = (0, 0, false, None);
    for &byte in xml {
        match (inside, quote, byte) {
            (true, Some(open), _) if byte == open => quote = None,
            (true, Some(_), _) => {}
            (true, None, b'"' | b'\'') => quote = Some(byte),
            (true, None, b'=') => here += 1,
            (true, None, b'>') => {
                most = most.max(here);
                inside = false;
            }
            (false, _, b'<') => (inside, here) = (true, 0),
            _ => {}
        }
    }
    most.max(here)
}

fn parse(xml: &str) -> Result<Document<'_>, CarryError> {
    bounded(xml)?;
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

/// Text as it stands in XML, where a plain carriage return would not survive.
fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('\r', "&#13;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expect: &str) {
        match read(xml.as_bytes()) {
            Err(CarryError::Damaged(what)) => assert!(what.contains(expect), "{what}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_costs_more_than_its_bytes_is_refused_first() {
        let entity = "<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg>&a;</svg>";
        check(entity, "declaration of an entity");
        let attributes: String = (0..3_000).map(|i| format!(" a{i}=\"1\"")).collect();
        check(&format!("<svg{attributes}/>"), "3000 attributes");
        let spaces: String = (0..3_000)
            .map(|i| format!("<g xmlns:n{i}=\"u\">"))
            .collect();
        check(&format!("<svg>{spaces}"), "3000 prefixes of namespaces");
    }

    #[test]
    fn namespaces_are_counted_in_all_their_forms() {
        fn many(spaces: usize, children: usize) -> String {
            let spaces: String = (0..spaces).map(|i| format!(" xmlns:p{i}=\"u\"")).collect();
            let children = "<b xmlns=\"\"/><c xmlns = 'u'/>".repeat(children / 2);
            format!("<svg{spaces}>{children}</svg>")
        }
        check(&many(2_000, 2), "2001 prefixes of namespaces");
        check(
            &many(90, 30_000),
            "30090 declarations of 91 namespaces, expected at most 21978",
        );
        // As programs write them that put HTML into every label.
        let honest = many(10, 40_000);
        assert_eq!(read(honest.as_bytes()), Err(CarryError::None));
    }

    #[test]
    fn attributes_are_counted_an_element_and_not_in_texts() {
        for (xml, expect) in [
            ("<a b='1' c=\"=>=\">x = y = z</a>", 2),
            ("<!-- a=b --><a/>", 1),
            ("text", 0),
        ] {
            assert_eq!(most_attributes(xml.as_bytes()), expect, "{xml}");
        }
    }
}
