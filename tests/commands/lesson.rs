//! Handouts, as the command line makes them without a display.

use std::{fs, path::Path};

use crate::command::marginscope;

/// Runs the command and holds its exit code and a part of its message.
fn check(folder: &Path, args: &[&str], code: i32, expect: &str) {
    let output = marginscope(folder, args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.contains(expect), "{args:?}: {message}");
}

/// The files below a folder with what is in them.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )),
        }
    }
    found.sort();
    found
}

#[test]
fn a_handout_asks_first_and_answers_after_and_is_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for out in ["a", "b"] {
        check(
            folder,
            &["lesson", "separation", "-o", out],
            0,
            &format!("{out}/index.html"),
        );
    }
    check(
        folder,
        &["lesson", "separation", "-o", "c", "--threads", "1"],
        0,
        "",
    );
    let (first, again) = (files(&folder.join("a")), files(&folder.join("b")));
    assert!(first == again, "the same bytes");
    assert!(
        first == files(&folder.join("c")),
        "on any number of threads"
    );
    let page = fs::read_to_string(folder.join("a/index.html")).unwrap();
    let (questions, answers) = page.split_once("<div class=\"answers\">").unwrap();
    assert!(questions.contains("What softmax separates") && !questions.contains("<script"));
    // What compares is not counted: the fourth step is the third on paper.
    assert!(
        answers.contains("<h3>To 3</h3>")
            && !answers.contains("<h3>To 4</h3>\n<p class=\"truth\">63")
    );
    // tan θ = 2, and where that is said.
    let angle = format!("{:.1}°", 2_f64.atan().to_degrees());
    assert!(!questions.contains(&angle) && answers.contains(&angle));
    assert!(
        !page.contains('–') && !page.contains('{') || page.contains(":root{"),
        "every number is read"
    );
    let named: Vec<&str> = page
        .match_indices("src=\"figures/")
        .map(|(at, start)| {
            let rest = &page[at + start.len()..];
            &rest[..rest.find('"').unwrap()]
        })
        .collect();
    let written: Vec<&str> = first
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| name.ends_with(".svg"))
        .collect();
    let mut sorted = named.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, written, "each figure is on the page once");
    assert!(named.len() >= 6);
}

#[test]
fn a_handout_speaks_the_language_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    check(
        folder,
        &["lesson", "softmax", "-o", "zh", "--lang", "zh"],
        0,
        "zh/index.html",
    );
    let page = fs::read_to_string(folder.join("zh/index.html")).unwrap();
    assert!(
        page.contains("lang=\"zh-Hans\"") && page.contains("后验概率") && page.contains("我的答案")
    );
    assert!(!page.contains("My answer"));
    check(
        folder,
        &["lesson", "softmax", "-o", "fr", "--lang", "fr"],
        2,
        "expected en or zh",
    );
}

#[test]
fn a_lesson_of_ones_own_is_written_too_and_its_mistakes_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let lesson = "id = \"mine\"\ntitle = \"Mine & yours\"\nminutes = 1\n[start]\nlab = \"am-softmax\"\n[[step]]\nid = \"a\"\nkind = \"look\"\n\
         text = \"m is {lab.m}.\"\n";
    fs::write(folder.join("mine.toml"), lesson).unwrap();
    check(
        folder,
        &["lesson", "mine.toml", "-o", "out"],
        0,
        "out/index.html",
    );
    let page = fs::read_to_string(folder.join("out/index.html")).unwrap();
    assert!(page.contains("m is 0.35.") && page.contains("Mine &amp; yours"));
    check(
        folder,
        &["lesson", "mine.toml", "-o", "out"],
        1,
        "out: the folder is not empty",
    );
    check(
        folder,
        &["lesson", "mine.toml", "-o", "out", "--force"],
        0,
        "",
    );
    fs::write(folder.join("mine.toml"), lesson.replace("lab.m}", "lab.n}")).unwrap();
    check(
        folder,
        &["lesson", "mine.toml", "-o", "new"],
        2,
        "mine.toml, row 9: step \"a\": text: unknown reading \"lab.n\"",
    );
    check(
        folder,
        &["lesson", "softmx", "-o", "new"],
        2,
        "unknown lesson \"softmx\"; did you mean \"softmax\"?",
    );
    check(
        folder,
        &["lesson", "none.toml", "-o", "new"],
        2,
        "none.toml: ",
    );
    let deep = format!("{}1{}", "(".repeat(200_000), ")".repeat(200_000));
    let found = "found 400001 characters, expected at most 1000";
    for (wrong, expect) in [
        (format!("{{{deep}}}"), found),
        (
            "{a<1?".repeat(100_000) + "x" + &"|y}".repeat(100_000),
            "braces, expected at most 32",
        ),
    ] {
        fs::write(folder.join("mine.toml"), lesson.replace("{lab.m}", &wrong)).unwrap();
        check(folder, &["lesson", "mine.toml", "-o", "new"], 2, expect);
    }
    #[cfg(unix)]
    {
        let made = std::process::Command::new("mkfifo")
            .arg(folder.join("pipe.toml"))
            .status();
        assert!(made.unwrap().success());
        check(
            folder,
            &["lesson", "pipe.toml", "-o", "new"],
            2,
            "pipe.toml: found no regular file",
        );
    }
    assert!(!folder.join("new").exists());
}

#[test]
fn lessons_are_listed() {
    let output = marginscope(Path::new("."), &["list", "--json"]);
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let lessons = list["lessons"].as_array().unwrap();
    assert_eq!(lessons[0]["id"], "softmax");
    assert_eq!(lessons[0]["title"]["zh"], "Softmax 损失 = softmax + 交叉熵");
    for lesson in lessons {
        assert!(
            lesson["minutes"].as_u64().unwrap() > 0
                && lesson["steps"].as_array().unwrap().len() >= 6
        );
    }
    let readings = list["readings"].as_array().unwrap();
    assert!(
        readings
            .iter()
            .any(|reading| reading["id"] == "own_angle[lane]")
    );
    let text = String::from_utf8(marginscope(Path::new("."), &["list"]).stdout).unwrap();
    assert!(text.contains("LESSONS") && text.contains("What softmax separates"));
}
