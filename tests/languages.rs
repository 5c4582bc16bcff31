//! Each language says everything that English says: tables, what registries declare, figures, captions and reports.

#[path = "support/command.rs"]
mod command;
#[path = "support/drawings.rs"]
mod drawings;
#[path = "support/english.rs"]
mod english;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use command::marginscope;
use english::english_in;
use fluent_bundle::FluentResource;
use marginscope::{
    data::{self, LeftOut},
    draw::{CHINESE, Typeface},
    export::{Drawing, Layout, Length, Panel, Style, caption, svg},
    figure::{self, Switch, charts, lab},
    knob::Knob,
    look::Theme,
    loss,
    text::{Language, slug, within},
    train::{Lane, NUMBERS, Session, Snapshot, Status, lane},
};

/// A message: its text, and the names of its arguments.
type Messages = BTreeMap<String, (String, BTreeSet<String>)>;

/// The files of a language's table, by name.
fn tables(language: &str) -> BTreeMap<String, Messages> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("assets/text")
        .join(language);
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let table = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, messages(&fs::read_to_string(path).unwrap()))
    };
    files.map(table).collect()
}

fn messages(source: &str) -> Messages {
    FluentResource::try_new(source.to_owned()).expect("every line is understood");
    let mut found = Messages::new();
    for line in source.lines() {
        if !line.starts_with(|c: char| c.is_ascii_lowercase()) {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "one line each: {line}"
            );
            continue;
        }
        let (key, text) = line.split_once(" = ").unwrap();
        let arguments = text.split("{ $").skip(1);
        let arguments = arguments.map(|rest| rest.split(" }").next().unwrap().to_owned());
        let before = found.insert(key.to_owned(), (text.to_owned(), arguments.collect()));
        assert!(before.is_none(), "{key} stands there twice");
    }
    found
}

#[test]
fn every_message_is_there_in_every_language_with_the_same_arguments() {
    let english = tables("en");
    for language in Language::ALL
        .into_iter()
        .filter(|l| *l != Language::English)
    {
        let own = tables(language.id());
        let names = |tables: &BTreeMap<String, Messages>| -> BTreeSet<String> {
            tables
                .keys()
                .filter(|name| *name != "declared")
                .cloned()
                .collect()
        };
        assert_eq!(names(&english), names(&own), "{}", language.id());
        for (name, table) in &english {
            let keys = |table: &Messages| -> BTreeSet<String> { table.keys().cloned().collect() };
            let (wanted, found) = (keys(table), keys(&own[name]));
            let missing: Vec<_> = wanted.difference(&found).collect();
            let extra: Vec<_> = found.difference(&wanted).collect();
            assert!(
                missing.is_empty() && extra.is_empty(),
                "{name}: missing {missing:?}, extra {extra:?}"
            );
            for (key, (_, arguments)) in table {
                assert_eq!(*arguments, own[name][key].1, "arguments of {key}");
            }
        }
    }
}

/// Something declared in English, with the keys under which tables may have it: one is enough.
struct Declared {
    english: String,
    keys: Vec<String>,
}

fn declared(english: &str, keys: impl IntoIterator<Item = String>) -> Declared {
    Declared {
        english: english.to_owned(),
        keys: keys.into_iter().collect(),
    }
}

fn of_knob(knob: &Knob) -> Vec<Declared> {
    let (id, label) = (knob.id, slug(knob.label));
    let keys = |what: &str| {
        [
            format!("knob-{id}{what}"),
            format!("knob-{id}-{label}{what}"),
        ]
    };
    let mut all = vec![
        declared(knob.label, keys("")),
        declared(knob.larger, keys("-larger")),
    ];
    // A letter is the same in every language, and so is one with an index.
    if knob.symbol != knob.label && !knob.symbol.contains('_') {
        all.push(declared(knob.symbol, keys("-symbol")));
    }
    if !knob.unit.is_empty() {
        all.push(declared(knob.unit, [format!("unit-{}", knob.unit)]));
    }
    all
}

fn of_switch(of: &str, switch: &Switch) -> Vec<Declared> {
    let id = switch.id;
    let keys = |what: &str| {
        [
            format!("switch-{id}{what}"),
            format!("switch-{of}-{id}{what}"),
        ]
    };
    vec![
        declared(switch.label, keys("")),
        declared(switch.help, keys("-help")),
    ]
}

fn of_losses() -> Vec<Declared> {
    let mut all = Vec::new();
    for loss in loss::registry() {
        let id = loss.id();
        all.push(declared(loss.name(), [format!("loss-{id}")]));
        all.push(declared(loss.formula(), [format!("loss-{id}-formula")]));
        all.push(declared(loss.boundary(), [format!("loss-{id}-boundary")]));
        for knob in ["m", "s"] {
            let why = loss.why_no_knob(knob).unwrap_or_default();
            all.push(declared(why, [format!("loss-{id}-no-{knob}")]));
        }
        all.extend(loss.knobs().iter().flat_map(of_knob));
        all.extend(lab::knobs(*loss).iter().flat_map(of_knob));
        for knob in loss.knobs() {
            let bound = loss.bounds(knob.id, 10, 2, &loss.defaults());
            all.extend(bound.map(|bound| declared(bound.why, [bound.id.to_owned()])));
        }
    }
    all
}

fn of_sources() -> Vec<Declared> {
    let mut all = Vec::new();
    for source in data::registry() {
        let id = source.id();
        all.push(declared(source.name(), [format!("source-{id}")]));
        all.push(declared(source.about(), [format!("source-{id}-about")]));
        let licence = [format!("source-{id}-licence"), "source-licence".to_owned()];
        all.push(declared(source.licence(), licence));
        all.extend(source.knobs().iter().flat_map(of_knob));
        for text in source.texts() {
            let most = format!("setting-data-{}", slug(text.id));
            let own = format!("{most}-{}", slug(text.label));
            all.push(declared(text.label, [own.clone(), most.clone()]));
            all.push(declared(
                text.about,
                [format!("{own}-about"), format!("{most}-about")],
            ));
        }
        let defaults = marginscope::knob::Knobs::defaults(source.knobs());
        for name in source.class_names(&defaults) {
            // Those with a number are made of one message.
            if !["Class ", "Glyph "].iter().any(|of| name.starts_with(of)) {
                all.push(declared(&name, [format!("class-{id}-{}", slug(&name))]));
            }
        }
    }
    all
}

fn of_figures() -> Vec<Declared> {
    let mut all = Vec::new();
    for view in figure::registry() {
        all.push(declared(view.name(), [format!("view-{}", view.id())]));
        all.extend(
            view.switches()
                .iter()
                .flat_map(|switch| of_switch(view.id(), switch)),
        );
    }
    for chart in charts::registry() {
        all.push(declared(chart.name(), [format!("chart-{}", chart.id())]));
        all.push(declared(
            chart.help(),
            [format!("chart-{}-help", chart.id())],
        ));
        all.extend(
            chart
                .switches()
                .iter()
                .flat_map(|switch| of_switch(chart.id(), switch)),
        );
    }
    all
}

/// What a declaration of a command's file says under `field`.
fn field(code: &str, field: &str) -> String {
    let (_, rest) = code
        .split_once(&format!("    {field}: \""))
        .unwrap_or_default();
    rest.split("\",\n").next().unwrap_or_default().to_owned()
}

/// Commands are private to the window; their files say of themselves what they are.
fn of_commands() -> Vec<Declared> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/command");
    let mut all = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let code = fs::read_to_string(file.unwrap().path()).unwrap();
        if code.contains("pub const COMMAND: Declaration") {
            let id = field(&code, "id");
            all.push(declared(&field(&code, "name"), [format!("command-{id}")]));
            all.push(declared(
                &field(&code, "help"),
                [format!("command-{id}-help")],
            ));
        }
    }
    assert!(all.len() > 30, "the files are found");
    all
}

/// Words of settings, and the names that presets give to lanes.
fn of_sessions() -> Vec<Declared> {
    let words = [
        "model-kind",
        "model-activation",
        "model-hidden",
        "model-channels",
        "model-dense",
        "loss-init",
        "optimizer-kind",
        "optimizer-schedule",
        "data-path",
        "data-classes",
        "data-unseen",
    ];
    let settings = words.map(|word| declared("a setting", [format!("setting-{word}")]));
    let presets = marginscope::train::preset_ids().map(|id| Session::preset(id).unwrap());
    let lanes: BTreeSet<String> = presets
        .flat_map(|session| session.lanes)
        .map(|lane| lane.name)
        .collect();
    let words = |name: &String| {
        // A lane may be called as a loss is; the circle is not.
        let of_loss = loss::find(name).is_some() && name != "circle";
        name.chars().all(|c| c.is_ascii_lowercase()) && !of_loss
    };
    let lanes = lanes.into_iter().filter(words);
    let lanes: Vec<_> = lanes
        .filter(|name| name != "am")
        .map(|name| declared("a lane", [format!("lane-{name}")]))
        .collect();
    settings.into_iter().chain(lanes).collect()
}

#[test]
fn what_registries_declare_is_translated_and_nothing_else() {
    let numbers = NUMBERS.iter().flat_map(|number| of_knob(&number.knob));
    let all = [
        of_losses(),
        of_sources(),
        of_figures(),
        of_commands(),
        of_sessions(),
        numbers.collect(),
    ];
    let all: Vec<Declared> = all.into_iter().flatten().collect();
    let table = &tables("zh")["declared"];
    let missing = all.iter().filter(|of| !english_in(&of.english).is_empty());
    let missing: BTreeSet<&String> = missing
        .filter(|of| !of.keys.iter().any(|key| table.contains_key(key)))
        .filter_map(|of| of.keys.first())
        .collect();
    assert!(missing.is_empty(), "zh/declared.ftl lacks {missing:?}");
    let known: BTreeSet<&String> = all.iter().flat_map(|of| &of.keys).collect();
    let extra: Vec<_> = table.keys().filter(|key| !known.contains(key)).collect();
    assert!(extra.is_empty(), "declared by nothing: {extra:?}");
    // A key that stands for two things would say the same of both.
    let mut meant: BTreeMap<&String, &str> = BTreeMap::new();
    for of in &all {
        for key in of.keys.iter().filter(|key| table.contains_key(*key)) {
            meant.entry(key).or_insert(&of.english);
        }
    }
    assert!(meant.len() > 150);
}

#[test]
fn chinese_has_no_english_words_but_names() {
    for (name, table) in tables("zh") {
        for (key, (text, _)) in table {
            let told: String = text
                .split("{ $")
                .enumerate()
                .map(|(place, part)| match place {
                    0 => part,
                    _ => part.split_once(" }").unwrap().1,
                })
                .collect();
            let found = english_in(&without_tags(&without_links(&told)));
            assert!(found.is_empty(), "{name}: {key} says {found:?}: {text}");
        }
    }
}

#[test]
fn every_character_has_a_glyph() {
    let fonts = Typeface::Sans.fonts();
    let faces: Vec<_> = fonts
        .iter()
        .map(|font| ttf_parser::Face::parse(font.data, 0).unwrap())
        .collect();
    let chinese = ttf_parser::Face::parse(CHINESE.data, 0).unwrap();
    let mut used = BTreeSet::new();
    for language in Language::ALL {
        for (key, (text, _)) in tables(language.id()).into_values().flatten() {
            for c in text.chars().filter(|c| !c.is_whitespace()) {
                assert!(
                    faces.iter().any(|face| face.glyph_index(c).is_some()),
                    "{key}: no glyph for {c}; run assets/chinese/subset.py"
                );
                used.insert(c);
            }
        }
    }
    assert!(
        used.iter()
            .filter(|c| chinese.glyph_index(**c).is_some())
            .count()
            > 500
    );
}

/// Each lane of `session` after a few steps.
fn trained(session: &Session, steps: u64) -> Vec<Snapshot> {
    let experiments = session.experiments().unwrap().into_iter();
    let train = |(name, experiment): (String, _)| {
        let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
        (0..steps).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.log();
        lane.snapshot(&name, 1, Status::Done)
    };
    experiments.map(train).collect()
}

/// Ten glyphs, the last two of which are left out of training.
fn open() -> Session {
    let mut session = Session::preset("blobs").unwrap();
    session.base.set_source("glyphs");
    session.base.data.knobs.set("class_count", 10.0);
    session.base.data.unseen = LeftOut::Last(2);
    session
}

#[test]
fn unseen_classes_are_called_so_in_each_language() {
    let snapshots = trained(&open(), 1);
    let check = |language, name: &str, caption: [&str; 2], note: &str| {
        within(language, || {
            let names = snapshots[0].spoken_names();
            assert_eq!(names.last().unwrap(), name);
            let mut all: BTreeMap<_, _> = drawings::drawings(&snapshots[0]).into_iter().collect();
            let Some(Drawing::Chart(roc)) = all.remove("chart roc") else {
                panic!("a chart");
            };
            assert_eq!(roc.note.as_deref(), Some(note));
            let panel = Panel {
                run: Some(0),
                drawing: all.remove("circle").unwrap(),
                title: String::new(),
                classes: names,
                camera: Default::default(),
            };
            let found = caption::of_panels(&[&snapshots[0]], &[panel]).plain();
            assert!(caption.iter().all(|part| found.contains(part)), "{found}");
        });
    };
    check(
        Language::English,
        "Glyph 10",
        [
            "Glyphs (8 of 10 classes, 2 others left out of training)",
            "Rings: classes that were left out of training",
        ],
        "2 unseen classes, 20 samples: 90 + 100 pairs",
    );
    check(
        Language::Chinese,
        "字形 10",
        [
            "字形（10 类中的 8 类，另有 2 个未见类别）",
            "圆环：未见类别",
        ],
        "未见 2 类，20 个样本：同类 90 对，异类 100 对",
    );
}

#[test]
fn figures_of_every_view_and_chart_have_no_english_in_chinese() {
    let presets = [("blobs", 3), ("fashion", 2), ("l-softmax-petals", 2)];
    let presets = presets.map(|(preset, steps)| (preset, Session::preset(preset).unwrap(), steps));
    for (preset, session, steps) in presets.into_iter().chain([("open", open(), 2)]) {
        within(Language::Chinese, || {
            for snapshot in trained(&session, steps) {
                for (name, drawing) in drawings::drawings(&snapshot) {
                    let panel = Panel {
                        run: Some(0),
                        drawing,
                        title: String::new(),
                        classes: snapshot.spoken_names(),
                        camera: Default::default(),
                    };
                    let layout = Layout::new(Length::Px(600.0), Length::Px(600.0));
                    let drawn = svg(&[panel], &Style::new(Theme::Light), &layout).unwrap();
                    let texts: Vec<&str> = drawn
                        .split("<text")
                        .skip(1)
                        .filter_map(|rest| rest.split(['>', '<']).nth(1))
                        .collect();
                    assert!(!texts.is_empty(), "{preset} {name}");
                    for text in texts {
                        assert_eq!(
                            english_in(text),
                            Vec::<String>::new(),
                            "{preset} {name}: {text}"
                        );
                    }
                }
            }
        });
    }
}

#[test]
fn captions_have_no_english_in_chinese_and_say_the_same_numbers() {
    let session = Session::preset("fashion").unwrap();
    let snapshots = trained(&session, 2);
    let shown: Vec<&Snapshot> = snapshots.iter().collect();
    let of = |language| within(language, || caption::caption(&shown).plain());
    let (english, chinese) = (of(Language::English), of(Language::Chinese));
    assert_eq!(english_in(&chinese), Vec::<String>::new(), "{chinese}");
    assert!(
        chinese.starts_with("Fashion-MNIST 的留出特征") && chinese.ends_with("。"),
        "{chinese}"
    );
    let numbers = |text: &str| -> BTreeSet<String> {
        let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
        parts
            .map(|part| part.trim_matches('.').to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    assert_eq!(numbers(&english), numbers(&chinese), "{english}\n{chinese}");
    for id in lab::preset_ids() {
        let lab = lab::Lab::preset(id).unwrap();
        let chinese = within(Language::Chinese, || caption::of_lab(&lab).plain());
        assert_eq!(english_in(&chinese), Vec::<String>::new(), "{chinese}");
    }
}

/// Runs the command, which must go well, and returns what it writes to standard output.
fn done(folder: &Path, args: &str) -> String {
    let args: Vec<&str> = args.split_whitespace().collect();
    let output = marginscope(folder, &args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {message}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn files_are_chinese_where_it_is_asked_for_and_the_same_bytes_twice() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, "train --preset blobs --steps 20 --out run");
    let draw = |name: &str| {
        done(
            at,
            &format!("figure run --view circle,sphere,psi --lang zh -o {name}"),
        )
    };
    for ending in ["svg", "pdf", "png"] {
        draw(&format!("a.{ending}"));
        draw(&format!("b.{ending}"));
        let bytes = |name: &str| fs::read(at.join(format!("{name}.{ending}"))).unwrap();
        assert!(bytes("a") == bytes("b"), "{ending}");
    }
    let picture = fs::read_to_string(at.join("a.svg")).unwrap();
    for part in [
        "类别 1",
        "没有类别达到间隔",
        "目标 logit ψ",
        "'Marginscope Chinese'",
    ] {
        assert!(picture.contains(part), "no {part}");
    }
    check_pdf(&at.join("a.pdf"));
    let caption = done(at, "figure run --view circle --lang zh --caption");
    assert_eq!(english_in(&caption), Vec::<String>::new(), "{caption}");
    // English is what everything is in unless something else is asked for.
    let english = done(at, "figure run --view circle --caption");
    assert!(english.starts_with("Held-out features"), "{english}");
}

/// The text of a PDF stays text.
fn check_pdf(file: &Path) {
    let Ok(output) = Command::new("pdftotext").arg(file).arg("-").output() else {
        println!("SKIPPED: there is no pdftotext here (Debian: poppler-utils)");
        return;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let text: String = text.split_whitespace().collect();
    for part in ["目标logitψ", "类别1", "与自身类别的角度"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn a_report_has_no_english_sentence_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    done(
        folder.path(),
        "report --preset fashion --steps 3 --lang zh -o out",
    );
    let page = fs::read_to_string(folder.path().join("out/index.html")).unwrap();
    assert!(page.contains("<html lang=\"zh-Hans\">"));
    // Code, papers, and the experiment with its keys and ids are the same in every language.
    let mut told = page;
    for (start, end) in [
        ("<style", "</style>"),
        ("<pre", "</pre>"),
        ("<code>", "</code>"),
        ("<metadata", "</metadata>"),
        ("<h2>设置", "</section>"),
        ("<dl class=\"hashes\"", "</dl>"),
    ] {
        while let Some(from) = told.find(start) {
            let to = told[from..].find(end).unwrap() + from + end.len();
            told.replace_range(from..to, " ");
        }
    }
    let text = without_tags(&told).replace("&amp;", "&");
    let found = english_in(&text);
    assert!(found.is_empty(), "{found:?}");
    assert!(text.contains("留出准确率") && text.contains("参考文献"));
}

/// What a reader sees of HTML.
/// `[words](part)` of the sentence under the figures without the part, which is an id.
fn without_links(text: &str) -> String {
    let parts = text.split("](").enumerate();
    let said = parts.map(|(place, part)| match place {
        0 => part,
        _ => part.split_once(')').unwrap().1,
    });
    said.collect()
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in html.chars() {
        tag = c == '<' || tag;
        text.push(if tag { ' ' } else { c });
        tag = tag && c != '>';
    }
    text
}
