//! Links that carry an experiment or name a lesson, behind the `#` of a page's address: what a browser keeps to itself and sends
//! to no server.
//!
//! `#e=1…` is the experiment as a file would hold it, under the name that it has, deflated (zlib, whose checksum tells
//! whether it is whole) and written in base64url. `#lesson=ID` is a lesson of the course, `#lesson=ID:STEP` a step of it.

use std::io::{Read as _, Write as _};
use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};

use crate::{
    lesson::is_of_course,
    train::{Session, cut},
};

/// Where links lead when nobody has said where the page is: to a page that is served on this very machine.
pub const DEFAULT_SITE: &str = "http://localhost:8000/";

/// A longer link is neither made nor opened: what passes links on cuts them.
pub const LONGEST: usize = 8_000;

/// An experiment with sixteen lanes takes a few kilobytes.
const MOST_TEXT: u64 = 1 << 16;

/// How what follows `#e=` begins; another number is another way to write an experiment.
const VERSION: char = '1';

const EXPERIMENT: &str = "e=";
const LESSON: &str = "lesson=";

/// What a link leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// An experiment.
    Experiment(Box<Session>),
    /// A lesson of the course by its id, with the step behind a colon where one is named.
    Lesson(String),
}

/// What follows the `#`, where `text` is a link: an address or its end alone. A path is none.
pub fn fragment(text: &str) -> Option<&str> {
    let (before, fragment) = text.split_once('#')?;
    let address = before.is_empty() || before.contains("://");
    let known = fragment.starts_with(EXPERIMENT) || fragment.starts_with(LESSON);
    (address && known).then_some(fragment)
}

/// The same of what a person names as a file.
pub fn of_path(path: &Path) -> Option<&str> {
    fragment(path.to_str()?)
}

/// The link to a lesson of the course, at a step.
pub fn to_lesson(site: &str, id: &str) -> String {
    format!("{}#{LESSON}{id}", site_of(site))
}

/// The link to an experiment.
///
/// # Errors
/// When it reads a file, which no link carries, or is too long; in words for a person.
pub fn to_experiment(site: &str, session: &Session) -> Result<String, String> {
    let named = session.named_for_file();
    let lanes = named.experiments().unwrap_or_default();
    let read = lanes.iter().find(|(_, lane)| !lane.data.path.is_empty());
    if let Some((_, lane)) = read {
        return Err(format!(
            "data.path: found \"{}\", a file of this machine, expected data that are made: a link carries no files",
            lane.data.path
        ));
    }
    let id = named.id.replace('\n', " ");
    let text = format!("{id}\n{}", named.to_toml());
    let link = format!(
        "{}#{EXPERIMENT}{VERSION}{}",
        site_of(site),
        deflated(&text)?
    );
    match link.len() {
        0..=LONGEST => Ok(link),
        length => Err(format!(
            "found a link of {length} characters, expected at most {LONGEST}: save the experiment as a file"
        )),
    }
}

/// What the part behind the `#` leads to.
///
/// # Errors
/// When it is too long, damaged, of another version, no experiment, or names no lesson of the course; in words for a person.
pub fn read(fragment: &str) -> Result<Link, String> {
    if let Some(lesson) = fragment.strip_prefix(LESSON) {
        // A link comes from anywhere, and must not name files of this machine.
        return match is_of_course(lesson) {
            true => Ok(Link::Lesson(lesson.to_owned())),
            false => Err(format!(
                "the link: found the lesson \"{}\", expected one of the course, such as softmax or softmax:2",
                cut(lesson)
            )),
        };
    }
    let Some(experiment) = fragment.strip_prefix(EXPERIMENT) else {
        return Err("the link: found neither e= nor lesson= behind the #, expected one".to_owned());
    };
    if experiment.len() > LONGEST {
        return Err(format!(
            "the link: found {} characters, expected at most {LONGEST}",
            experiment.len()
        ));
    }
    let Some(written) = experiment.strip_prefix(VERSION) else {
        let found: String = experiment.chars().take(1).collect();
        return Err(format!(
            "the link: found version \"{found}\", expected {VERSION}: it is damaged, or made by a newer marginscope than {}",
            env!("CARGO_PKG_VERSION")
        ));
    };
    let text = inflated(written)?;
    let (id, toml) = text.split_once('\n').ok_or_else(damaged)?;
    let session = Session::parse(id, toml, "the link").map_err(|error| error.to_string())?;
    Ok(Link::Experiment(Box::new(session)))
}

/// The address without what it may ask or point to.
fn site_of(site: &str) -> &str {
    site.split('#').next().unwrap_or_default()
}

fn deflated(text: &str) -> Result<String, String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish());
    let bytes = written.map_err(|error| error.to_string())?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn inflated(written: &str) -> Result<String, String> {
    // Mail programs may have written some characters in their own way; none of them is one of ours.
    let bytes = URL_SAFE_NO_PAD.decode(written).map_err(|_| damaged())?;
    let mut text = Vec::new();
    let mut decoder = ZlibDecoder::new(bytes.as_slice()).take(MOST_TEXT + 1);
    decoder.read_to_end(&mut text).map_err(|_| damaged())?;
    if text.len() as u64 > MOST_TEXT {
        return Err(format!(
            "the link: found more than {MOST_TEXT} characters in it, expected an experiment"
        ));
    }
    String::from_utf8(text).map_err(|_| damaged())
}

fn damaged() -> String {
    "the link: found a part of one, or one that was changed, expected it whole: copy it again"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        knob::Knobs,
        loss,
        train::{Edit, Scope, preset_ids},
    };

    fn opened(link: &str) -> Session {
        match read(fragment(link).unwrap()).unwrap() {
            Link::Experiment(session) => *session,
            Link::Lesson(id) => panic!("a lesson: {id}"),
        }
    }

    fn check(session: &Session, most: usize) {
        let link = to_experiment(DEFAULT_SITE, session).unwrap();
        assert!(
            link.len() <= most,
            "{}: {} characters",
            session.id,
            link.len()
        );
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_:/#=".contains(c);
        assert!(link.chars().all(plain), "{link}");
        assert_eq!(opened(&link), session.named_for_file(), "{}", session.id);
    }

    fn preset(id: &str) -> Session {
        Session::preset(id).unwrap()
    }

    /// Presets that are made, not read.
    fn linkable() -> impl Iterator<Item = Session> {
        let own = |session: &Session| {
            let lanes = session.experiments().unwrap();
            lanes.iter().all(|(_, lane)| lane.data.path.is_empty())
        };
        preset_ids().map(preset).filter(own)
    }

    #[test]
    fn every_preset_comes_back_as_it_was_in_less_than_2000_characters() {
        assert!(linkable().count() >= 12);
        linkable().for_each(|session| check(&session, 2_000));
    }

    #[test]
    fn every_loss_comes_back_with_its_knobs_moved() {
        for loss in loss::registry() {
            let mut session = preset("blobs");
            session.base.set_loss(loss.id());
            let knobs = session.base.loss.knobs.iter();
            let moved: Vec<(String, f64)> = knobs.map(|(id, x)| (id.to_owned(), x * 0.9)).collect();
            let mut knobs: Knobs = session.base.loss.knobs.clone();
            moved.iter().for_each(|(id, x)| {
                knobs.set(id, *x);
            });
            session.base.loss.knobs = knobs;
            if session.experiments().is_ok() && Session::parse("x", &session.to_toml(), "x").is_ok()
            {
                check(
                    &Session::parse("blobs", &session.to_toml(), "x").unwrap(),
                    2_000,
                );
            }
        }
    }

    #[test]
    fn lanes_seeds_classes_and_names_come_back() {
        let mut session = preset("fashion");
        session.id = "我的 experiment".to_owned();
        let edits = [
            Edit::new(Scope::All, "seeds.init", 12_345_i64),
            Edit::new(
                Scope::All,
                "data.classes",
                toml::Value::from(vec![1_i64, 4, 7]),
            ),
            Edit::new(Scope::One(1), "loss.m", 0.317_f64),
        ];
        for edit in edits {
            session.apply(&edit).unwrap();
        }
        check(&session, 2_000);
    }

    #[test]
    fn what_reads_a_file_is_refused() {
        let mut session = preset("blobs");
        session.base.set_source("table");
        session.base.data.path = "data/a.csv".to_owned();
        let why = to_experiment(DEFAULT_SITE, &session).unwrap_err();
        assert!(why.contains("a.csv") && why.contains("no files"), "{why}");
    }

    #[test]
    fn links_are_told_from_paths() {
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(fragment(text), expect, "{text}");
        }
        check("https://a.b/c/?embed#e=1abc", Some("e=1abc"));
        check("#lesson=softmax", Some("lesson=softmax"));
        check("figures/a#e=1.toml", None);
        check("experiment.toml", None);
        check("https://a.b/#other", None);
    }

    #[test]
    fn a_lesson_is_named() {
        let link = to_lesson("https://a.b/?x#old", "softmax:boundary");
        assert_eq!(link, "https://a.b/?x#lesson=softmax:boundary");
        let found = read(fragment(&link).unwrap());
        assert_eq!(found, Ok(Link::Lesson("softmax:boundary".to_owned())));
    }

    fn refused(fragment: &str, words: &str) {
        let why = read(fragment).unwrap_err();
        assert!(why.contains(words), "{why}");
    }

    #[test]
    fn what_is_no_link_says_why() {
        for lesson in [
            "/tmp/fifo",
            "mine.toml",
            "../a:2",
            "softmx",
            "softmax:a/b",
            "",
        ] {
            refused(
                &format!("lesson={lesson}"),
                &format!("the link: found the lesson \"{lesson}\", expected one of the course"),
            );
        }
        refused("e=", "version \"\"");
        refused("e=9abc", "version \"9\"");
        refused("e=1ab%20c", "copy it again");
        refused(&format!("e=1{}", "a".repeat(LONGEST)), "expected at most");
        // A few bytes that become very many.
        let much = deflated(&" ".repeat(5_000_000)).unwrap();
        assert!(much.len() < LONGEST);
        refused(&format!("e=1{much}"), "more than 65536");
        let other = deflated("a\nloss.id = \"no-such-loss\"\n").unwrap();
        refused(&format!("e=1{other}"), "loss.id");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        /// One character that is another one, and a link that ends too early: refused, or the same one where nothing reads what
        /// changed, such as the bits that fill up the last byte.
        #[test]
        fn a_damaged_link_leads_to_no_other_experiment(place in 0.0..1.0_f64, to in "[A-Za-z0-9_-]", cut: bool) {
            let link = to_experiment("", &preset("fashion-circle")).unwrap();
            let start = "#e=".len();
            let at = start + ((link.len() - start) as f64 * place) as usize;
            let damaged = match cut {
                true => link[..at].to_owned(),
                false => format!("{}{to}{}", &link[..at], &link[at + 1..]),
            };
            let found = read(&damaged[1..]);
            prop_assert!(found.is_err() || found == read(&link[1..]), "{damaged}");
        }
    }
}
