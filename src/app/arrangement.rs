//! Which views and charts a person has put where, by session, remembered from start to start.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// Of one session: the views of each lane from the first row on, and the charts of the places where one was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arranged {
    /// Ids of views, by lane.
    pub views: BTreeMap<String, Vec<String>>,
    /// Ids of charts, by place.
    pub charts: BTreeMap<String, String>,
}

/// Of all sessions, by their ids, with the file that keeps them.
#[derive(Debug, Default)]
pub struct Arrangement {
    sessions: BTreeMap<String, Arranged>,
    /// `None` where nothing is kept: in tests, and where a file could not be read, which must not be overwritten.
    file: Option<PathBuf>,
}

impl Arrangement {
    /// Where it is kept on this system.
    pub fn place() -> Option<PathBuf> {
        Some(
            dirs::config_dir()?
                .join("marginscope")
                .join("arrangement.toml"),
        )
    }

    /// Reads what `file` keeps; nothing is kept where there is no such file yet.
    ///
    /// # Errors
    /// Says what is wrong with the file, which is then left as it is, with an arrangement that keeps nothing.
    pub fn read(file: Option<PathBuf>) -> Result<Self, (Self, String)> {
        let Some(path) = file else {
            return Ok(Self::default());
        };
        let read = match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| error.message().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(error.to_string()),
        };
        match read {
            Ok(sessions) => Ok(Self {
                sessions,
                file: Some(path),
            }),
            Err(why) => Err((Self::default(), format!("{}: {why}", path.display()))),
        }
    }

    /// The file that keeps it.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// What is remembered of a session.
    pub fn remembered(&self, session: &str) -> Arranged {
        self.sessions.get(session).cloned().unwrap_or_default()
    }

    /// Remembers what a session shows, in the file too.
    ///
    /// # Errors
    /// When the file cannot be written, once: nothing is kept from then on.
    pub fn keep(&mut self, session: &str, arranged: &Arranged) -> Result<(), String> {
        if self.remembered(session) == *arranged {
            return Ok(());
        }
        if *arranged == Arranged::default() {
            self.sessions.remove(session);
        } else {
            self.sessions.insert(session.to_owned(), arranged.clone());
        }
        let Some(path) = self.file.clone() else {
            return Ok(());
        };
        let text = toml::to_string(&self.sessions).map_err(|error| error.to_string())?;
        write(&path, &text).map_err(|error| {
            self.file = None;
            format!("{}: {error}", path.display())
        })
    }
}

/// Writes beside the file and renames, so that there is never half of one.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
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
        fs::write(&block, "").unwrap();
        let mut arrangement = Arrangement {
            sessions: BTreeMap::new(),
            file: Some(block.join("arrangement.toml")),
        };
        assert!(arrangement.keep("fashion", &arranged()).is_err());
        assert!(arrangement.keep("fashion", &Arranged::default()).is_ok());
    }
}
