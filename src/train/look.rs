//! What a session says of the look of its pictures: the colours that a person gave to classes. It trains nothing and belongs
//! to all lanes, so that a class has one colour wherever it is seen.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::keys::KeyError;
use super::values::shown;
use crate::look::{Chosen, Rgba};

/// The section of files.
const SECTION: &str = "look";
/// The table of colours, by the numbers of the classes in their data set.
const COLOURS: &str = "look.class_colours";
/// As many classes as `data.classes` may name.
const MOST_CLASSES: u16 = 1_000;

/// `[look]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The colours that a person gave to classes, by the numbers of the classes in their data set.
    pub class_colours: BTreeMap<u16, Rgba>,
}

/// The key of a class's colour.
pub fn colour_key(class: u16) -> String {
    format!("{COLOURS}.{class}")
}

impl Look {
    /// The colours, as figures take them.
    pub fn chosen(&self) -> Chosen {
        Chosen::new(
            self.class_colours
                .iter()
                .map(|(class, colour)| (*class, *colour)),
        )
    }

    /// Sets a key; a colour of `""` gives a class its own one back.
    ///
    /// # Errors
    /// When there is no such key, or the value is no colour; nothing is changed then.
    pub fn set(&mut self, key: &str, value: &Value) -> Result<(), KeyError> {
        let wrong = |expected: &str| KeyError::Value {
            key: key.to_owned(),
            problem: format!("found {}, expected {expected}", shown(value)),
        };
        if key == SECTION || key == COLOURS {
            // A table without keys is fine, anything else in its place is not.
            let empty = value.as_table().is_some_and(Table::is_empty);
            let expected = "colours by class, such as class_colours = { 3 = \"#e69f00\" }";
            return empty.then_some(()).ok_or_else(|| wrong(expected));
        }
        let class = key
            .strip_prefix(COLOURS)
            .and_then(|rest| rest.strip_prefix('.'));
        let Some(class) = class else {
            return Err(KeyError::Unknown {
                key: key.to_owned(),
                nearest: Some(COLOURS.to_owned()),
            });
        };
        let number = class
            .parse::<u16>()
            .ok()
            .filter(|class| *class < MOST_CLASSES);
        let Some(class) = number.filter(|number| number.to_string() == class) else {
            return Err(KeyError::Value {
                key: key.to_owned(),
                problem: format!(
                    "found class \"{class}\", expected a number below {MOST_CLASSES} (classes count from 0)"
                ),
            });
        };
        if value.as_str() == Some("") {
            self.class_colours.remove(&class);
            return Ok(());
        }
        let colour = value.as_str().and_then(Rgba::parse);
        let expected = "a colour such as \"#e69f00\", or \"\" for the class's own";
        self.class_colours
            .insert(class, colour.ok_or_else(|| wrong(expected))?);
        Ok(())
    }

    /// The section of a file; empty where there is nothing to say.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        for (class, colour) in &self.class_colours {
            if text.is_empty() {
                text += &format!("\n[{COLOURS}]\n");
            }
            text += &format!("{class} = \"{}\"\n", colour.hex());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Scope, Session};
    use super::*;

    fn session(text: &str) -> Result<Session, String> {
        Session::parse("test", text, "test.toml").map_err(|error| error.to_string())
    }

    fn colours(session: &Session) -> Vec<(u16, String)> {
        let colours = session.look.class_colours.iter();
        colours
            .map(|(class, colour)| (*class, colour.hex()))
            .collect()
    }

    #[test]
    fn a_file_keeps_the_colours_of_classes() {
        for text in [
            "[look]\nclass_colours = { 3 = \"#E69F00\", 12 = \"#009e73\" }",
            "[look.class_colours]\n12 = \"#009e73\"\n3 = \"#e69f00\"",
            "steps = 9\nlook.class_colours.3 = \"#e69f00\"\nlook.class_colours.12 = \"#009e73\"",
        ] {
            let read = session(text).unwrap();
            let expect = [(3, "#e69f00".to_owned()), (12, "#009e73".to_owned())];
            assert_eq!(colours(&read), expect, "{text}");
            assert_eq!(session(&read.to_toml()).unwrap(), read);
        }
        assert_eq!(
            colours(&session("[look]\n[look.class_colours]").unwrap()),
            []
        );
    }

    #[test]
    fn what_is_no_colour_is_refused_with_its_row_and_key() {
        let check = |text: &str, expect: &str| {
            let why = session(text).unwrap_err();
            assert!(why.contains(expect), "{why}");
        };
        let row =
            "test.toml, row 3: look.class_colours.3: found \"red\", expected a colour such as";
        check("steps = 9\n[look.class_colours]\n3 = \"red\"", row);
        check(
            "[look.class_colours]\n3 = 7",
            "row 2: look.class_colours.3: found 7, expected a colour",
        );
        check(
            "[look.class_colours]\n2000 = \"#ffffff\"",
            "found class \"2000\", expected a number below 1000",
        );
        check(
            "[look.class_colours]\n03 = \"#ffffff\"",
            "found class \"03\"",
        );
        check(
            "[look]\ncolours = 3",
            "row 2: unknown key \"look.colours\"; did you mean \"look.class_colours\"?",
        );
        check(
            "[look]\nclass_colours = []",
            "row 2: look.class_colours: found []",
        );
        let lane = "[[lane]]\nname = \"a\"\nlook.class_colours.1 = \"#ffffff\"";
        check(lane, "a class has one colour in all lanes");
    }

    #[test]
    fn a_colour_is_an_edit_of_all_lanes_that_trains_nothing_again() {
        let mut after = Session::preset("cosface-toy").unwrap();
        let before = after.clone();
        let edit = Edit::new(Scope::One(1), colour_key(4), "#102030");
        assert!(edit.is_live());
        after.apply(&edit).unwrap();
        assert_eq!(colours(&after), [(4, "#102030".to_owned())]);
        assert_eq!(after.experiments(), before.experiments());
        assert_eq!(before.restart_key(&after), None);
        after
            .apply(&Edit::new(Scope::All, colour_key(4), ""))
            .unwrap();
        assert_eq!(after, before);
    }

    #[test]
    fn colours_go_with_the_data_set_that_they_were_of() {
        let mut session = Session::preset("blobs").unwrap();
        session
            .apply(&Edit::new(Scope::All, colour_key(4), "#102030"))
            .unwrap();
        session
            .apply(&Edit::new(Scope::All, "data.source", "blobs"))
            .unwrap();
        assert_eq!(colours(&session).len(), 1, "the same again changes nothing");
        session
            .apply(&Edit::new(Scope::All, "data.source", "rings"))
            .unwrap();
        assert_eq!(colours(&session), []);
    }
}
