//! Everything that is said comes from the tables, and the tables hold nothing else. What stands in the other languages is
//! held in `languages.rs`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The Rust files below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The sources of the program, without their tests.
fn sources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let text = |path| fs::read_to_string(path).unwrap();
    let code = |text: String| {
        text.split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    files(&folder).into_iter().map(text).map(code).collect()
}

/// The calls that take a key.
const CALLS: [&str; 4] = ["t(", "tf(", "said(", "filled("];

/// The literal keys in calls of `t("…")`, `tf("…", …)` and the like.
fn used() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for source in sources() {
        for call in CALLS {
            for (at, _) in source.match_indices(call) {
                let before = source[..at].chars().next_back();
                let argument = source[at + call.len()..].trim_start();
                let starts_word = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
                if let Some(literal) = argument.strip_prefix('"').filter(|_| starts_word) {
                    let key = literal.split('"').next().unwrap_or_default();
                    // The end of a key that is put together is none.
                    if key.starts_with(|c: char| c.is_ascii_lowercase()) {
                        keys.insert(key.to_owned());
                    }
                }
            }
        }
    }
    keys
}

/// The English tables, one behind the other.
fn tables() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/text/en");
    let text = |path| fs::read_to_string(path).unwrap();
    files(&folder).into_iter().map(text).collect()
}

fn declared() -> BTreeSet<String> {
    let tables = tables();
    let messages = tables
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    messages
        .map(|line| line.split(" = ").next().unwrap_or_default().to_owned())
        .collect()
}

/// Keys that stand for something which declares itself, so that no source names them.
fn stands_for_an_entry(key: &str) -> bool {
    let presets = marginscope::train::preset_ids().map(|id| format!("preset-{id}"));
    let lab = marginscope::figure::lab::preset_ids().map(|id| format!("lab-preset-{id}"));
    presets.chain(lab).any(|preset| preset == key)
}

#[test]
fn every_key_that_is_used_is_in_the_table() {
    let declared = declared();
    let missing: Vec<String> = used()
        .into_iter()
        .filter(|key| !declared.contains(key))
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
    assert!(used().len() > 50, "the scan finds the calls");
}

#[test]
fn every_key_of_the_table_is_used() {
    // Some keys are handed on before they are looked up.
    let code = sources().concat();
    let used = |key: &str| code.contains(&format!("\"{key}\""));
    let idle = |key: &String| !used(key) && !stands_for_an_entry(key);
    let idle: Vec<String> = declared().into_iter().filter(idle).collect();
    assert!(idle.is_empty(), "in the table, never used: {idle:?}");
}

#[test]
fn every_preset_has_a_name() {
    let declared = declared();
    for id in marginscope::train::preset_ids() {
        assert!(declared.contains(&format!("preset-{id}")), "preset-{id}");
    }
    for id in marginscope::figure::lab::preset_ids() {
        assert!(declared.contains(&format!("lab-preset-{id}")), "{id}");
    }
}
