//! Which views and charts a person has put where, by session, remembered from start to start.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::kept::{self, Kept};

/// Of one session: the views of each lane from the first row on, and the charts of the places where one was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arranged {
    /// Ids of views, by lane.
    pub views: BTreeMap<String, Vec<String>>,
    /// Ids of charts, by place.
    pub charts: BTreeMap<String, String>,
}

/// Of all sessions, by their ids.
#[derive(Debug, Default)]
pub struct Arrangement(Kept<BTreeMap<String, Arranged>>);

impl Arrangement {
    /// Where it is kept on this system.
    pub fn place() -> Option<PathBuf> {
        kept::place("arrangement.toml")
    }

    /// Reads what `file` keeps.
    ///
    /// # Errors
    /// As `Kept::read`.
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        Kept::read(file)
            .map(Self)
            .map_err(|(empty, why)| (Self(empty), why))
    }

    /// What is remembered of a session.
    pub fn remembered(&self, session: &str) -> Arranged {
        self.0.get().get(session).cloned().unwrap_or_default()
    }

    /// Remembers what a session shows, in the file too.
    ///
    /// # Errors
    /// As `Kept::change`.
    pub fn keep(&mut self, session: &str, arranged: &Arranged) -> Result<(), String> {
        // Asked in every frame: nothing is copied where nothing has changed.
        let known = self.0.get().get(session);
        if known.map_or(*arranged == Arranged::default(), |known| known == arranged) {
            return Ok(());
        }
        self.0.change(|sessions| {
            if *arranged == Arranged::default() {
                sessions.remove(session);
            } else {
                sessions.insert(session.to_owned(), arranged.clone());
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn arranged() -> Arranged {
        Arranged {
            views: BTreeMap::from([(
                "circle".to_owned(),
                vec!["raw".to_owned(), "confusion".to_owned()],
            )]),
            charts: BTreeMap::from([("0".to_owned(), "pairs".to_owned())]),
        }
    }

    #[test]
    fn what_is_kept_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep").join("arrangement.toml");
        let mut first = Arrangement::read(Some(file.clone())).unwrap();
        first.keep("fashion", &arranged()).unwrap();
        let mut second = Arrangement::read(Some(file.clone())).unwrap();
        assert_eq!(second.remembered("fashion"), arranged());
        assert_eq!(second.remembered("blobs"), Arranged::default());
        // What is as it was opened needs no memory.
        second.keep("fashion", &Arranged::default()).unwrap();
        let third = Arrangement::read(Some(file)).unwrap();
        assert_eq!(third.remembered("fashion"), Arranged::default());
    }

    #[test]
    fn a_damaged_file_is_named_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("arrangement.toml");
        fs::write(&file, "fashion = [").unwrap();
        let (mut arrangement, why) = Arrangement::read(Some(file.clone())).unwrap_err();
        assert!(why.contains("arrangement.toml"), "{why}");
        arrangement.keep("fashion", &arranged()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "fashion = [");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let block = folder.path().join("block");
        let mut arrangement = Arrangement::read(Some(block.join("arrangement.toml"))).unwrap();
        // What was to be the folder is a file by now.
        fs::write(&block, "").unwrap();
        assert!(arrangement.keep("fashion", &arranged()).is_err());
        assert!(arrangement.keep("fashion", &Arranged::default()).is_ok());
    }
}
