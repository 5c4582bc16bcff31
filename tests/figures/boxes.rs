//! Every preset as figures at column and text width: what is written is whole, covers nothing and is not cut, and what a legend
//! tells apart stays apart in grey print and to the colour-blind.

use std::{collections::BTreeSet, fs, path::Path};

use marginscope::draw::Measure as _;
use marginscope::export::Typeface;
use marginscope::train::preset_ids;
use resvg::usvg::roxmltree::{Document, Node};

/// Trains all lanes of a preset for a moment; the folder of the run is called as the preset is.
fn trained(folder: &Path, preset: &str) {
    let mut args = vec!["train", "--preset", preset, "--steps", "3", "--out", preset];
    if preset == "mnist" {
        // Its files are not here.
        args.extend(["--set", "data.source=blobs"]);
    }
    // How good the features are does not matter here, and an MLP is quick.
    args.extend(["--set", "model.kind=mlp"]);
    // Of glyphs it is a number for each class.
    let few = match preset {
        "open-set" => ["data.train=4", "data.test=4"],
        _ => ["data.train=200", "data.test=100"],
    };
    args.extend(few.iter().flat_map(|setting| ["--set", setting]));
    let output = crate::command::marginscope(folder, &args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{preset}: {message}");
}

/// The figure of these views with these options, or nothing where the run has no such view.
fn figure(folder: &Path, preset: &str, view: &str, options: &[&str]) -> Option<String> {
    let common = ["figure", preset, "--view", view, "-o", "f.svg", "--force"];
    let output = crate::command::marginscope(folder, &[&common[..], options].concat());
    match output.status.code() {
        Some(0) => Some(fs::read_to_string(folder.join("f.svg")).unwrap()),
        Some(1) => None,
        _ => panic!(
            "{preset} {view}: {}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

/// A text with the edges of its box: left, top, right, bottom.
struct Written {
    text: String,
    edges: [f64; 4],
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0)
}

fn written(document: &Document<'_>, typeface: Typeface) -> Vec<Written> {
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name("text"));
    let each = texts.map(|node| {
        let text = node.text().unwrap_or_default().to_owned();
        let (x, y, size) = (
            number(&node, "x"),
            number(&node, "y"),
            number(&node, "font-size"),
        );
        let width = typeface.width(&text, size);
        let before = match node.attribute("text-anchor") {
            Some("middle") => width / 2.0,
            Some("end") => width,
            _ => 0.0,
        };
        // From the top of the large letters to the line that they stand on.
        let edges = match node.attribute("transform").is_some() {
            true => [x - 0.7 * size, y + before - width, x, y + before],
            false => [x - before, y - 0.7 * size, x - before + width, y],
        };
        Written { text, edges }
    });
    each.collect()
}

/// What is wrong with the texts of a figure.
fn faults(svg: &str, typeface: Typeface) -> Vec<String> {
    let document = Document::parse(svg).unwrap();
    let page = document.root_element().attribute("viewBox").unwrap();
    let page: Vec<f64> = page.split(' ').map(|side| side.parse().unwrap()).collect();
    let all = written(&document, typeface);
    let mut faults = Vec::new();
    for (place, one) in all.iter().enumerate() {
        let [left, top, right, bottom] = one.edges;
        if left < -0.5 || top < -0.5 || right > page[2] + 0.5 || bottom > page[3] + 0.5 {
            faults.push(format!("{:?} is cut by the page", one.text));
        }
        for other in &all[place + 1..] {
            let [l, t, r, b] = other.edges;
            let across = right.min(r) - left.max(l);
            let down = bottom.min(b) - top.max(t);
            if across > 1.0 && down > 1.0 {
                faults.push(format!("{:?} is over {:?}", other.text, one.text));
            }
        }
    }
    faults
}

/// Names of the classes that a figure has, from what it tells of itself.
fn classes(folder: &Path, preset: &str, view: &str) -> BTreeSet<String> {
    let args = ["figure", preset, "--view", view, "--json"];
    let output = crate::command::marginscope(folder, &args);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let panels = told["panels"].as_array().unwrap().iter();
    let names = panels.flat_map(|panel| panel["classes"].as_array().unwrap());
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

const SIZES: [&[&str]; 3] = [
    &["--size", "column"],
    &["--size", "text"],
    &["--size", "column", "--font", "serif"],
];

#[test]
fn texts_of_every_preset_are_whole_apart_and_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut wrong = Vec::new();
    for preset in preset_ids() {
        trained(at, preset);
        let mut drawn = 0;
        for view in VIEWS {
            for options in SIZES {
                let typeface = match options.contains(&"serif") {
                    true => Typeface::Serif,
                    false => Typeface::Sans,
                };
                let Some(svg) = figure(at, preset, view, options) else {
                    continue;
                };
                drawn += 1;
                let found = faults(&svg, typeface).into_iter();
                wrong.extend(found.map(|fault| format!("{preset} {view} {options:?}: {fault}")));
                let document = Document::parse(&svg).unwrap();
                let all = written(&document, typeface);
                let all: Vec<&str> = all.iter().map(|text| text.text.as_str()).collect();
                if matches!(view, "circle" | "sphere") {
                    for class in classes(at, preset, view) {
                        let there = |word: &str| all.iter().any(|text| text.contains(word));
                        if !class.split_whitespace().all(there) {
                            wrong.push(format!("{preset} {view} {options:?}: no {class}"));
                        }
                    }
                }
                let dropped = all.iter().filter(|text| text.ends_with(" more"));
                wrong.extend(dropped.map(|text| format!("{preset} {view} {options:?}: {text}")));
            }
        }
        assert!(drawn > SIZES.len(), "{preset}");
    }
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

const VIEWS: [&str; 6] = ["circle", "sphere", "schedule", "accuracy", "loss", "psi"];

/// A mark of a legend: its shape and dashes, and its colour.
#[derive(Debug)]
struct Mark {
    name: String,
    shape: String,
    colour: [f64; 3],
}

/// Corners of a path from its first one on, in whole px: the same for marks of one shape wherever they stand.
fn outline(d: &str) -> String {
    let letters = |c: char| c.is_ascii_alphabetic() || c == ' ';
    let numbers: Vec<f64> = d.split(letters).filter_map(|n| n.parse().ok()).collect();
    let from = |i: usize| numbers[i] - numbers[i % 2];
    let offsets = (0..numbers.len()).map(|i| format!("{:.0}", from(i) + 0.0));
    offsets.collect::<Vec<_>>().join(" ")
}

/// Marks of the legends with the names behind them.
fn legend(svg: &str) -> Vec<Mark> {
    let document = Document::parse(svg).unwrap();
    let mut marks = Vec::new();
    for group in document
        .descendants()
        .filter(|n| n.attribute("class") == Some("legend"))
    {
        let mut mark = None;
        for node in group.children().filter(Node::is_element) {
            if node.has_tag_name("text") {
                if let Some((shape, colour)) = mark.take() {
                    let name = node.text().unwrap_or_default().to_owned();
                    marks.push(Mark {
                        name,
                        shape,
                        colour,
                    });
                }
                continue;
            }
            let paint = |name| node.attribute(name).filter(|value| value.starts_with('#'));
            let Some(colour) = paint("stroke").or(paint("fill")) else {
                continue;
            };
            let part = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let outline = node.attribute("d").map_or_else(String::new, outline);
            let shape = format!(
                "{} {outline} {:?} {:?} {}",
                node.tag_name().name(),
                node.attribute("stroke-dasharray"),
                node.attribute("stroke-width"),
                paint("fill").is_some()
            );
            mark = Some((shape, [1, 3, 5].map(|at| f64::from(part(at)) / 255.0)));
        }
    }
    marks
}

fn linear(c: f64) -> f64 {
    match c <= 0.04045 {
        true => c / 12.92,
        false => ((c + 0.055) / 1.055).powf(2.4),
    }
}

/// Viénot, Brettel and Mollon 1999 for red and green, Brettel's half plane for blue, on linear light; grey is its luminance.
const SIGHTS: [(&str, [[f64; 3]; 3]); 5] = [
    (
        "colour",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    ("grey", [[0.2126, 0.7152, 0.0722]; 3]),
    (
        "protanopia",
        [
            [0.11238, 0.88762, 0.0],
            [0.11238, 0.88762, 0.0],
            [0.00401, -0.00401, 1.0],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.29275, 0.70725, 0.0],
            [0.29275, 0.70725, 0.0],
            [-0.02234, 0.02234, 1.0],
        ],
    ),
    (
        "tritanopia",
        [
            [1.0, 0.14461, -0.14461],
            [0.0, 0.85924, 0.14076],
            [0.0, 0.85924, 0.14076],
        ],
    ),
];

/// A colour as it is seen, in CIE L*a*b*.
fn seen(colour: [f64; 3], sight: &[[f64; 3]; 3]) -> [f64; 3] {
    let light = colour.map(linear);
    let rgb = sight.map(|row| {
        (0..3)
            .map(|i| row[i] * light[i])
            .sum::<f64>()
            .clamp(0.0, 1.0)
    });
    let xyz = [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
    .map(|row| (0..3).map(|i| row[i] * rgb[i]).sum::<f64>());
    let white = [0.9505, 1.0, 1.089];
    let f = |t: f64| {
        if t > 0.008_856 {
            t.cbrt()
        } else {
            7.787 * t + 16.0 / 116.0
        }
    };
    let [x, y, z] = [0, 1, 2].map(|i| f(xyz[i] / white[i]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Pairs of entries that look alike to some sight: marks of one shape whose colours are nearer than a glance tells apart.
fn alike(marks: &[Mark], least: f64) -> Vec<String> {
    let mut alike = Vec::new();
    for (place, one) in marks.iter().enumerate() {
        for other in &marks[place + 1..] {
            if one.shape != other.shape || one.name == other.name {
                continue;
            }
            for (sight, matrix) in &SIGHTS {
                let (a, b) = (seen(one.colour, matrix), seen(other.colour, matrix));
                let apart = (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt();
                if apart < least {
                    alike.push(format!(
                        "{sight}: {} and {} ({apart:.1})",
                        one.name, other.name
                    ));
                }
            }
        }
    }
    alike
}

#[test]
fn what_a_legend_tells_apart_stays_apart_in_grey_and_to_the_colour_blind() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    trained(at, "fashion");
    for theme in ["light", "dark"] {
        let options = ["--size", "text", "--switch", "shapes", "--theme", theme];
        let svg = figure(at, "fashion", "circle,sphere", &options).unwrap();
        let marks = legend(&svg);
        assert!(marks.len() >= 6, "{marks:?}");
        let found = alike(&marks, APART);
        assert!(found.is_empty(), "{theme}: {}", found.join("; "));
    }
    // The simulation itself: equal colours are alike, black and white are not.
    let mark = |name: &str, colour| Mark {
        name: name.to_owned(),
        shape: String::new(),
        colour,
    };
    assert_eq!(
        alike(&[mark("a", [0.5; 3]), mark("b", [0.5; 3])], APART).len(),
        SIGHTS.len()
    );
    assert!(alike(&[mark("a", [0.0; 3]), mark("b", [1.0; 3])], APART).is_empty());
    // A red and a green of one lightness are alike in grey.
    let (red, green) = (mark("a", [0.8, 0.0, 0.0]), mark("b", [0.0, 0.4449, 0.0]));
    assert!(
        alike(&[red, green], APART)
            .iter()
            .any(|found| found.starts_with("grey"))
    );
}

/// Distance in L*a*b*; from 2.3 on a difference is seen at all.
const APART: f64 = 3.0;
