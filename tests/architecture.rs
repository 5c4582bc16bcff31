//! The direction of imports: every module uses lower layers only, and no files import each other in a circle. The layers are
//! described in `src/lib.rs`.

mod imports;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Modules of the crate with their layer. Two of one layer do not use each other.
const LAYERS: [(&str, u8); 23] = [
    ("math", 0),
    ("knob", 0),
    ("registry", 0),
    ("look", 0),
    ("text", 0),
    ("platform", 0),
    ("arrays", 0),
    ("data", 1),
    ("nn", 1),
    ("loss", 1),
    ("geometry", 1),
    ("verify", 1),
    ("train", 2),
    ("sweep", 3),
    ("figure", 4),
    ("draw", 5),
    ("lesson", 5),
    ("export", 6),
    ("render", 6),
    ("runs", 7),
    ("app", 8),
    ("cli", 9),
    ("web", 9),
];

/// Imports between modules of a layer: borders are where a loss's logits are equal, knobs say what they are called, names in messages
/// are cut as they are everywhere, and the head of a training step multiplies as the network does.
const BESIDE: [(&str, &str); 5] = [
    ("loss", "nn"),
    ("geometry", "loss"),
    ("knob", "text"),
    ("arrays", "platform"),
    ("arrays", "text"),
];

/// Crates that draw or open windows, and the lowest layer that may name them.
const DRAWING: [&str; 5] = ["egui", "eframe", "egui_plot", "three_d", "glow"];
const DRAWING_FROM: u8 = 6;

/// The files below the window that may name a thread or a clock.
const WITH_THREADS: [&str; 10] = [
    // The names of both.
    "platform/clock.rs",
    "platform/threads.rs",
    "train/worker.rs",
    "train/training.rs",
    "train/running.rs",
    "train/team.rs",
    // How long the worker's slices of time are.
    "train/slice.rs",
    "train/together.rs",
    // A folder that another program writes into is read beside everything else.
    "train/follow.rs",
    // The samples of a large set are shared out.
    "train/large.rs",
];

fn layer(module: &str) -> u8 {
    let found = LAYERS.iter().find(|(name, _)| *name == module);
    found
        .unwrap_or_else(|| panic!("src/{module} has no layer in {}", file!()))
        .1
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All Rust files below `folder`, with the module at the top that they belong to.
fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(source()).unwrap();
            let top = inside.iter().next().unwrap().to_str().unwrap();
            found.push((top.trim_end_matches(".rs").to_owned(), path));
        }
    }
    found
}

/// What a file's code names with a path that starts at the crate: the first parts of `crate::…`, braces included.
fn crate_modules(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let rest = code[at + start.len()..].trim_start();
        match rest.strip_prefix('{') {
            None => modules.push(word(rest)),
            Some(group) => modules.extend(group_heads(group)),
        }
    }
    modules.retain(|module| LAYERS.iter().any(|(name, _)| name == module));
    modules
}

/// The first word of each entry of a braced group.
fn group_heads(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut fresh) = (Vec::new(), 0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && c.is_alphabetic() => {
                heads.push(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The lines of a file that are code.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `code` names the crate `name`: in a `use`, or with a path.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let apart = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':' && c != '"');
        let after = &code[at + name.len()..];
        apart && (after.starts_with("::") || after.starts_with(';'))
    })
}

fn library_files() -> Vec<(String, PathBuf)> {
    let mut all = files(&source());
    all.retain(|(top, _)| top != "lib" && top != "main");
    all
}

#[test]
fn imports_run_to_lower_layers_only() {
    let mut wrong = Vec::new();
    for (top, path) in library_files() {
        for used in crate_modules(&code(&path)) {
            let beside = BESIDE.contains(&(top.as_str(), used.as_str()));
            if used != top && layer(&used) >= layer(&top) && !beside {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_upper_layers_draw() {
    let mut wrong = Vec::new();
    for (top, path) in library_files() {
        let code = code(&path);
        for name in DRAWING {
            if layer(&top) < DRAWING_FROM && names_crate(&code, name) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn below_the_window_only_the_worker_has_a_thread_or_a_clock() {
    let mut wrong = Vec::new();
    for (top, path) in library_files() {
        let code = code(&path);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let named = ["std::thread", "Instant", "SystemTime"]
            .iter()
            .any(|name| code.contains(name));
        if layer(&top) <= 4 && named && !WITH_THREADS.iter().any(|file| path.ends_with(file)) {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Unsafe code stands in the files that CONTRIBUTING.md lists with what they need it for, and each block says why it is sound.
#[test]
fn unsafe_code_stands_where_it_is_listed_and_each_block_has_its_reason() {
    let listed = fs::read_to_string(source().with_file_name("CONTRIBUTING.md")).unwrap();
    let mut wrong = Vec::new();
    for (_, path) in files(&source()) {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let names =
            |i: usize| lines[i].contains("unsafe ") && !lines[i].trim_start().starts_with("//");
        // The reason stands above, with what it is about between them.
        let bare = |i: &usize| {
            let above = &lines[i.saturating_sub(6)..=*i];
            lines[*i].contains("unsafe {") && !above.iter().any(|line| line.contains("SAFETY"))
        };
        let blocks = (0..lines.len()).filter(|i| names(*i)).filter(bare);
        wrong.extend(blocks.map(|i| format!("{}:{}", path.display(), i + 1)));
        let file = path.strip_prefix(source()).unwrap().display().to_string();
        let uses = (0..lines.len()).any(names);
        if uses != listed.contains(&format!("| `{file}` |")) {
            wrong.push(format!("{file}: unsafe {uses}, listed {}", !uses));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_look_has_colours() {
    let mut wrong = Vec::new();
    for (top, path) in library_files() {
        let code = code(&path);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let own = ["Color32::from_rgb(", "Color32::from_gray(", "Rgba::rgb("];
        let named = own.iter().any(|name| code.contains(name));
        if named && top != "look" {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// No file imports itself by way of others. Two things are left aside, and no more: what a file takes from the face of a
/// folder that it lies in (a `mod.rs`, or the file that is called like the folder), since a face is where the words of
/// its folder are defined; and tests. A name that a face only hands on counts as taken from the file that defines it, so a
/// circle cannot hide behind a face.
#[test]
fn no_files_import_each_other() {
    let files = imports::files(&source());
    let circles = imports::circles(&imports::imports(&files)).into_iter();
    let names = |circle: BTreeSet<usize>| {
        let names: Vec<&str> = circle.iter().map(|file| &*files[*file].name).collect();
        names.join(", ")
    };
    let wrong: Vec<String> = circles.map(names).collect();
    assert!(wrong.is_empty(), "files import each other: {wrong:#?}");
}

#[test]
fn circles_of_files_are_found() {
    /// The circles of files that are given by module, separated by `/`, with their code.
    fn check(code: &[(&str, &str)], expect: &[&[&str]]) {
        let file = |(name, code): &(&str, &str)| {
            let words = name.split('/').map(str::to_owned);
            imports::File::new(words.collect(), name, code)
        };
        let files: Vec<imports::File> = code.iter().map(file).collect();
        let found = imports::circles(&imports::imports(&files));
        let names = |circle: std::collections::BTreeSet<usize>| -> Vec<&str> {
            circle.iter().map(|file| &*files[*file].name).collect()
        };
        let found: Vec<Vec<&str>> = found.into_iter().map(names).collect();
        assert_eq!(found, expect, "{code:?}");
    }
    let two: &[&[&str]] = &[&["a/b", "a/c"]];
    let child = ("a/c", "fn f() { super::b::g() }");
    check(&[("a", ""), ("a/b", "use crate::a::c::X;"), child], two);
    check(
        &[("a", ""), ("a/b", "use super::{c::{self, X}, Y};"), child],
        two,
    );
    check(
        &[("a", ""), ("a/b", "use super::Y; /* c::X */ // c"), child],
        &[],
    );
    check(
        &[
            ("a", ""),
            ("a/b", "#[cfg(test)]\nmod tests { use crate::a::c; }"),
            child,
        ],
        &[],
    );
    check(
        &[
            ("a", ""),
            ("a/b", "fn f() -> char { '\"' } use super::c;"),
            child,
        ],
        two,
    );
    // Behind a face that hands a name on, and one that has the name itself.
    let face = ("a", "mod c; pub use c::X; pub struct Y;");
    check(&[face, ("a/b", "use super::X;"), child], two);
    check(&[face, ("a/b", "use super::Y;"), child], &[]);
    let outside = ("d", "use crate::a::Y;");
    check(
        &[
            ("a", "mod c; fn f() { c::f() }"),
            ("a/c", "use crate::d;"),
            outside,
        ],
        &[&["a", "a/c", "d"]],
    );
}

#[test]
fn imports_are_found_in_every_form() {
    fn check(code: &str, expect: &[&str]) {
        assert_eq!(crate_modules(code), expect);
    }
    check("use crate::train::Session;", &["train"]);
    check(
        "use crate::{\n    figure::{plane, Figure},\n    train::State,\n};",
        &["figure", "train"],
    );
    check("let x = crate::loss::find(id);", &["loss"]);
    check("use super::theme;", &[]);
}

#[test]
fn crates_are_found_by_name() {
    fn check(code: &str, expect: bool) {
        assert_eq!(names_crate(code, "egui"), expect, "{code}");
    }
    check("use egui::Ui;", true);
    check("use egui;", true);
    check("fn f(ui: &mut egui::Ui)", true);
    check("use my_egui::Ui;", false);
    check("let name = \"egui\";", false);
}

#[test]
fn what_is_built_sooner_here_is_built_with_care_for_others() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
    let level = |profile: &str, package: &str| {
        let packages = manifest["profile"][profile].get("package")?;
        packages.get(package)?.get("opt-level").cloned()
    };
    // Tables of packages are inherited, and one that is named there goes before `*`.
    let sooner = manifest["profile"]["release"]["package"]
        .as_table()
        .unwrap();
    assert!(!sooner.is_empty());
    for package in sooner.keys() {
        let dist = level("dist", package);
        let cares = [toml::Value::from(3), toml::Value::from("s")];
        assert!(
            dist.as_ref().is_some_and(|level| cares.contains(level)),
            "dist: {package}"
        );
        let web = level("web", package).or(dist).unwrap();
        assert!(
            web.is_str(),
            "web: {package} is built to be fast, not small"
        );
    }
}
