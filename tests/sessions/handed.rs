//! Files that are handed to the window.

use std::{fs, path::PathBuf, sync::LazyLock};

use marginscope::train::Session;
use tempfile::TempDir;

use super::changes::File;

/// A file by its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handed(pub &'static str);

/// Quick data and a small model.
pub const QUICK: &str = "steps = 40\n[data]\nsource = \"blobs\"\ntrain = 60\ntest = 60\nclass_count = 4\n\
                         [model]\nkind = \"mlp\"\nhidden = [8]\nfeature_dim = 2\n[optimizer]\nbatch = 16\n";

/// Those that open.
pub const GOOD: [Handed; 5] = [
    Handed("mine.toml"),
    Handed("other.toml"),
    Handed("missing.toml"),
    Handed("damaged.toml"),
    Handed("some-missing.toml"),
];

/// Those that do not.
pub const BAD: [Handed; 7] = [
    Handed("no-toml.toml"),
    Handed("no-key.toml"),
    Handed("no-value.toml"),
    Handed("empty.toml"),
    Handed("picture.svg"),
    Handed("binary.png"),
    Handed("nowhere.toml"),
];

fn text(name: &str) -> String {
    let path = |file: File| file.path().display().to_string();
    let table = |file: File| {
        format!(
            "[data]\nsource = \"table\"\npath = \"{}\"\n[model]\nhidden = [8]\n",
            path(file)
        )
    };
    match name {
        "mine.toml" => format!(
            "{QUICK}[[lane]]\nname = \"a\"\n[[lane]]\nname = \"b\"\nmodel.feature_dim = 3\n"
        ),
        "other.toml" => format!("{QUICK}[seeds]\ninit = 7\n"),
        "missing.toml" => table(File::Missing),
        "damaged.toml" => table(File::Damaged),
        "some-missing.toml" => {
            let lane = format!(
                "data.source = \"table\"\ndata.path = \"{}\"\n",
                path(File::Missing)
            );
            format!("{QUICK}[[lane]]\nname = \"here\"\n[[lane]]\nname = \"gone\"\n{lane}")
        }
        "no-toml.toml" => "steps = = 3\n".to_owned(),
        "no-key.toml" => "loss.q = 1\n".to_owned(),
        "no-value.toml" => "loss.m = \"much\"\n".to_owned(),
        "picture.svg" => "<svg xmlns='http://www.w3.org/2000/svg'/>".to_owned(),
        _ => String::new(),
    }
}

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for Handed(name) in GOOD
        .into_iter()
        .chain(BAD)
        .filter(|file| file.0 != "nowhere.toml")
    {
        let content = match name {
            "binary.png" => b"\x89PNG\r\n\x1a\n\xff".to_vec(),
            name => text(name).into_bytes(),
        };
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
});

impl Handed {
    pub fn path(self) -> PathBuf {
        FOLDER.path().join(self.0)
    }

    /// What a file that opens holds.
    pub fn session(self) -> Session {
        Session::parse(self.0.trim_end_matches(".toml"), &text(self.0), self.0).unwrap()
    }
}
