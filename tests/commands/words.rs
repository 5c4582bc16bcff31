//! What the program says, whatever the names in it are: a line or some, of letters that a terminal shows and does not obey.

use std::{fs, path::Path};

use crate::command::marginscope;

/// Whether a terminal would do something at it.
fn acts(text: &str) -> bool {
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .any(|c| (c.is_control() && c != '\n') || turns(c))
}

/// Runs the command, which fails, and holds what it says.
fn check(folder: &Path, args: &[&str], expect: &str) {
    let output = marginscope(folder, args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{args:?}: {told}");
    assert!(!acts(&told), "{args:?}: {told:?}");
    assert!(told.contains(expect), "{args:?}: {told:?}");
    assert!(told.chars().count() < 2_500, "{args:?}: {}", told.len());
}

const RED: &str = "\u{1b}[31m\u{202e}\u{9b}2J\u{7}";

#[test]
fn names_keys_and_paths_never_reach_the_terminal_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let shown = "\\u{1b}[31m\\u{202e}\\u{9b}2J\\u{7}";
    let key = format!("los{RED}s=3");
    check(at, &["train", "--preset", "blobs", "--set", &key], shown);
    check(at, &["train", &format!("{RED}.toml")], shown);
    check(at, &["train", "--preset", RED], shown);
    // Colours are taken out of it before it is ours to say.
    check(
        at,
        &["train", "--preset", "blobs", &format!("--{RED}")],
        "\\u{202e}\\u{9b}2J",
    );
    check(
        at,
        &[
            "figure",
            &format!("{RED}.svg"),
            "--view",
            "circle",
            "-o",
            "b.svg",
        ],
        shown,
    );
    let out = format!("none{RED}/a.svg");
    check(
        at,
        &[
            "figure", "--preset", "blobs", "--view", "circle", "-o", &out,
        ],
        shown,
    );
    fs::write(
        at.join("e.toml"),
        format!("[data]\nsource = \"{}\"\n", "\\u001b[31m"),
    )
    .unwrap();
    check(at, &["train", "e.toml"], "\\u001B[31m");
    fs::write(
        at.join("c.json"),
        r#"{"cases":[{"name":"\u001b[31m","loss":"x"}]}"#,
    )
    .unwrap();
    check(at, &["loss", "c.json"], "\\u{1b}[31m");
}

#[test]
fn what_is_printed_of_data_is_clean_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let rows = format!("1,2,a{RED}\n3,4,b\n").repeat(6);
    fs::write(at.join("t.csv"), format!("x,y,kind\n{rows}")).unwrap();
    for args in [&["describe", "t.csv"][..], &["describe", "t.csv", "--json"]] {
        let output = marginscope(at, args);
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        assert!(!acts(&told.replace('\t', " ")), "{told:?}");
        if args.len() > 2 {
            let read: serde_json::Value = serde_json::from_str(&told).unwrap();
            let name = read["names"][0].as_str().unwrap();
            assert!(name.starts_with('a') && name.ends_with("2J"), "{name:?}");
        }
    }
}

#[test]
fn a_message_is_some_lines_long_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let long = "x".repeat(100_000);
    let key = format!("loss.{long}=1");
    check(
        at,
        &["train", "--preset", "blobs", "--set", &key],
        "letters) …",
    );
    fs::write(at.join("e.toml"), format!("{long} = 1\n")).unwrap();
    check(at, &["train", "e.toml"], "found a key of 100000 bytes");
    fs::write(
        at.join("c.json"),
        format!("{{\"cases\":[{{\"name\":\"{long}\",\"loss\":\"x\"}}]}}"),
    )
    .unwrap();
    check(at, &["boundary", "c.json"], "letters) …");
}

#[cfg(target_os = "linux")]
#[test]
fn a_message_that_nobody_can_read_changes_no_exit_status() {
    let program = env!("CARGO_BIN_EXE_marginscope");
    for to in ["2>/dev/full", "2>&-"] {
        let script = format!("{program} train none.toml {to}");
        let status = std::process::Command::new("sh")
            .args(["-c", &script])
            .status();
        assert_eq!(status.unwrap().code(), Some(1), "{to}");
    }
}

/// Names that XML has no letters for make no file that nothing opens.
#[test]
fn what_is_written_is_opened_by_what_reads_xml() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let rows = "1,2,a\u{fffe}\n3,4,b\u{ffff}\n".repeat(8);
    fs::write(at.join("t.csv"), format!("x,y,kind\n{rows}")).unwrap();
    let lane = "feature_dim = 2\n";
    fs::write(
        at.join("e.toml"),
        format!("steps = 5\n[data]\nsource = \"table\"\npath = \"t.csv\"\n[model]\nkind = \"linear\"\n{lane}"),
    )
    .unwrap();
    let output = marginscope(at, &["figure", "e.toml", "--view", "circle", "-o", "a.svg"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let svg = fs::read_to_string(at.join("a.svg")).unwrap();
    assert!(svg.contains('\u{fffd}'));
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let read = roxmltree::Document::parse_with_options(&svg, options);
    assert!(read.is_ok(), "{:?}", read.err());
    assert!(marginscope::export::carry::read(svg.as_bytes()).is_ok());
}
