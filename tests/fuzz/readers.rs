//! The readers: what each makes of a file, and what must hold of whatever it opens.

use std::{fs, path::Path};

use marginscope::{
    app::arrangement::Arrangement,
    arrays::Arrays,
    cli,
    data::{self, Dataset, LeftOut, Request, Texts},
    export::{carry, link, open},
    knob::Knobs,
    lesson, runs,
    sweep::{Axis, Plan, description},
    train::{Session, preset_ids},
};

use crate::seeds;

/// Gives an input to a reader, which may use the folder. Says what does not hold of what it opened.
type Read = fn(&[u8], &Path) -> Result<(), String>;

/// Something that reads files of people.
pub struct Reader {
    /// What it is called.
    pub name: &'static str,
    /// Files that it opens.
    pub seeds: Vec<Vec<u8>>,
    /// Reads what may be damaged: that it does not open is fine.
    pub read: Read,
    /// Reads what is whole.
    pub opens: Read,
}

/// A reader that `opens` a file or says why not; what it opens is looked at there too.
macro_rules! reader {
    ($name:literal, $seeds:expr, $opens:path) => {
        Reader {
            name: $name,
            seeds: $seeds,
            read: |bytes, folder| match $opens(bytes, folder) {
                // What it says is a line or two.
                Err(Problem::Refused(why)) => line(&why),
                Err(Problem::False(why)) => Err(why),
                Ok(()) => Ok(()),
            },
            opens: |bytes, folder| $opens(bytes, folder).map_err(|problem| format!("{problem:?}")),
        }
    };
}

/// Why nothing was opened, or what is wrong with what was.
#[derive(Debug)]
enum Problem {
    Refused(String),
    False(String),
}

type Opened = Result<(), Problem>;

fn refused(why: impl ToString) -> Problem {
    Problem::Refused(why.to_string())
}

/// A refusal says something.
fn line(why: &str) -> Result<(), String> {
    match why.trim().is_empty() {
        true => Err("is refused without a word".to_owned()),
        false => Ok(()),
    }
}

/// All of them.
pub fn readers() -> Vec<Reader> {
    let run = |name: &str| vec![seeds::of_run(name)];
    vec![
        reader!(
            "experiment",
            seeds::of_folder("assets/presets", "toml"),
            experiment
        ),
        reader!(
            "lesson",
            seeds::of_folder("assets/lessons", "toml"),
            a_lesson
        ),
        reader!("sweep", sweeps(), a_sweep),
        reader!("arrangement", vec![ARRANGEMENT.into()], arrangement),
        reader!("link", links(), a_link),
        reader!("picture", pictures(), picture),
        reader!("arrays", arrays(), all_arrays),
        reader!("given", vec![seeds::npz()], given),
        reader!("table", TABLES.map(|text| text.into()).to_vec(), table),
        reader!("array", vec![seeds::npy(&seeds::features())], array),
        reader!(
            "idx-images",
            both(seeds::idx(&[20, 4, 4], |i| i as u8)),
            idx_images
        ),
        reader!(
            "idx-labels",
            both(seeds::idx(&[20], |i| i as u8 % 10)),
            idx_labels
        ),
        reader!(
            "images",
            vec![seeds::png(12, 9), seeds::png(30, 200)],
            images
        ),
        reader!("projector", vec![TENSORS.into()], projector),
        reader!("run-features", run("features.npy"), run_features),
        reader!("run-labels", run("labels.npy"), run_labels),
        reader!("run-metrics", run("metrics.csv"), run_metrics),
        reader!("run-summary", run("summary.json"), run_summary),
        reader!("cases-loss", vec![CLASS.into(), PAIR.into()], cases_loss),
        reader!("cases-boundary", vec![BOUNDARY.into()], cases_boundary),
        reader!("cases-verify", vec![VERIFY.into()], cases_verify),
    ]
}

const ARRANGEMENT: &str =
    "[fashion.views]\ncircle = [\"raw\", \"confusion\"]\n[fashion.charts]\n0 = \"pairs\"\n";
const TABLES: [&str; 3] = [
    "x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n1,2,a\n3,4,b\n",
    "x;y;kind\n1,5;2;\"a\"\n3;4,5;b\n5;6;a\n7;8;b\n",
    "1\t2\tä\n3\t4\tb\n5\t6\tä\n7\t8\tb\n",
];
const TENSORS: &str = "1\t2\n3\t4\n5\t6\n7\t8\n1.5\t-2e3\n3\t4\n";
const CLASS: &str = r#"{"cases": [{"name": "a", "loss": "arcface", "params": {"m": 0.2, "s": 8},
"features": [[1, 2], [0.5, -1], [0, 3]], "weights": [[1, 0], [0, 1], [-1, 0.5]], "labels": [0, 1, 2]},
{"name": "b", "loss": "softmax", "params": {}, "features": [[1, 2]], "weights": [[1, 0], [0, 1]], "bias": [0, 1], "labels": [1]}]}"#;
const PAIR: &str = r#"{"cases": [{"name": "a", "loss": "triplet", "params": {"m": 0.2},
"features": [[1, 2], [0.5, -1], [0, 3], [1, 1]], "labels": [0, 1, 0, 1]}]}"#;
const BOUNDARY: &str = r#"{"cases": [{"name": "a", "loss": "am-softmax", "params": {"m": 0.2, "s": 8},
"weights": [[1, 0], [0, 1], [-1, 0.5]]},
{"name": "b", "loss": "softmax", "params": {}, "weights": [[1, 0, 0], [0, 1, 0], [0, 0, 2]], "radius": 2}]}"#;
const VERIFY: &str = r#"{"cases": [{"name": "a", "features": [[1, 2], [0.5, -1], [0, 3], [1, 1]], "labels": [0, 1, 0, 1],
"far": [0.1, 0.5], "folds": 2}]}"#;

fn text(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(refused)
}

/// What is written of a session is read again, and has no number that is none.
fn sound(session: &Session) -> Opened {
    if session.experiments().is_err() {
        return Ok(());
    }
    let written = session.to_toml();
    let table: toml::Table =
        toml::from_str(&written).map_err(|why| Problem::False(format!("{why}: {written}")))?;
    finite(&toml::Value::Table(table))?;
    let again = Session::parse(&session.id, &written, "again");
    again
        .map(drop)
        .map_err(|why| Problem::False(format!("is not read again: {why}")))
}

fn finite(value: &toml::Value) -> Opened {
    match value {
        toml::Value::Float(number) if !number.is_finite() => {
            Err(Problem::False(format!("opened with the number {number}")))
        }
        toml::Value::Array(values) => values.iter().try_for_each(finite),
        toml::Value::Table(values) => values.iter().try_for_each(|(_, value)| finite(value)),
        _ => Ok(()),
    }
}

fn experiment(bytes: &[u8], _: &Path) -> Opened {
    let session = Session::parse("fuzz", text(bytes)?, "fuzz.toml");
    sound(&session.map_err(refused)?)
}

fn a_lesson(bytes: &[u8], _: &Path) -> Opened {
    lesson::parse("fuzz", text(bytes)?)
        .map(drop)
        .map_err(refused)
}

fn sweeps() -> Vec<Vec<u8>> {
    let axes = ["loss.m=0,0.1", "model.hidden=[8],[8,8]"];
    let axes = axes.map(|axis| Axis::parse(axis).unwrap()).to_vec();
    let plan = Plan::new(Session::preset("blobs").unwrap(), axes, &[], 2);
    vec![description::toml(&plan.unwrap(), "blobs").into_bytes()]
}

fn a_sweep(bytes: &[u8], _: &Path) -> Opened {
    let read = description::read(text(bytes)?, "sweep.toml");
    read.map(drop).map_err(|why| refused(why.0))
}

fn arrangement(bytes: &[u8], folder: &Path) -> Opened {
    let file = put(folder, "arrangement.toml", bytes);
    Arrangement::read(Some(file))
        .map(drop)
        .map_err(|(_, why)| refused(why))
}

fn links() -> Vec<Vec<u8>> {
    let link = |id: &str| link::to_experiment("", &Session::preset(id).unwrap());
    let links = preset_ids().filter_map(|id| link(id).ok());
    links.map(String::into_bytes).collect()
}

fn a_link(bytes: &[u8], _: &Path) -> Opened {
    let fragment = link::fragment(text(bytes)?).ok_or_else(|| refused("no link"))?;
    match link::read(fragment).map_err(refused)? {
        link::Link::Experiment(session) => sound(&session),
        link::Link::Lesson(_) => Ok(()),
    }
}

fn pictures() -> Vec<Vec<u8>> {
    let mut all = seeds::of_folder("tests/carried", "");
    // One whose experiments are two, which is refused.
    all.retain(|bytes| carry::read(bytes).is_ok());
    all
}

fn picture(bytes: &[u8], _: &Path) -> Opened {
    let opened = open::understand(bytes, "fuzz", "fuzz").map_err(refused)?;
    sound(&opened.session)
}

fn arrays() -> Vec<Vec<u8>> {
    let mut all = seeds::of_folder("tests/arrays", "npz");
    all.extend(seeds::of_folder("tests/arrays", "safetensors"));
    all.extend([
        seeds::npy(&seeds::features()),
        seeds::npy(&seeds::labels()),
        seeds::npz(),
    ]);
    all
}

fn all_arrays(bytes: &[u8], _: &Path) -> Opened {
    let arrays = Arrays::of("fuzz".to_owned(), bytes.to_vec()).map_err(refused)?;
    for name in arrays.names() {
        let Ok(array) = arrays.get(name) else {
            continue;
        };
        let count: usize = array.shape().iter().product();
        let lengths = [
            array.f32().map(|all| all.len()),
            array.f64().map(|all| all.len()),
            array.i64().map(|all| all.len()),
            array.strings().map(|all| all.len()),
        ];
        if let Some(wrong) = lengths.iter().flatten().find(|length| **length != count) {
            let problem = format!("{name}: {wrong} values of shape {:?}", array.shape());
            return Err(Problem::False(problem));
        }
    }
    Ok(())
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, bytes).unwrap();
    file
}

fn given(bytes: &[u8], folder: &Path) -> Opened {
    let file = put(folder, "features.npz", bytes);
    let read = data::given::read(&file, false).map_err(refused)?;
    let all = read.features.iter().chain(read.weights.iter().flatten());
    numbers(all)
}

fn numbers<'a>(mut all: impl Iterator<Item = &'a f32>) -> Opened {
    match all.find(|number| !number.is_finite()) {
        Some(number) => Err(Problem::False(format!("opened with the number {number}"))),
        None => Ok(()),
    }
}

/// Loads what lies in a folder, and looks at what came.
fn loaded(source: &str, path: &Path, texts: &[(&str, &Path)]) -> Opened {
    let of = data::find(source).unwrap();
    let mut all = Texts::defaults(of.texts());
    for (id, file) in texts {
        all.set(id, &file.display().to_string());
    }
    let mut knobs = Knobs::defaults(of.knobs());
    knobs.set("held_out", 0.5);
    let path = path.display().to_string();
    let request = Request {
        as_features: false,
        knobs: &knobs,
        texts: &all,
        path: Some(&path),
        classes: &[],
        left_out: &LeftOut::default(),
        seed: 1,
    };
    let Dataset { train, test, .. } = data::load(source, &request).map_err(refused)?;
    numbers(train.inputs.iter().chain(&test.inputs))
}

fn table(bytes: &[u8], folder: &Path) -> Opened {
    let file = put(folder, "t.csv", bytes);
    loaded("table", &file, &[])
}

fn array(bytes: &[u8], folder: &Path) -> Opened {
    let file = put(folder, "x.npy", bytes);
    let labels = put(folder, "y.npy", &seeds::npy(&seeds::labels()));
    loaded("array", &file, &[("labels", &labels)])
}

fn both(bytes: Vec<u8>) -> Vec<Vec<u8>> {
    let packed = seeds::gzipped(&bytes);
    vec![bytes, packed]
}

fn idx(folder: &Path, images: &[u8], labels: &[u8]) -> Opened {
    let whole = [
        seeds::idx(&[20, 4, 4], |i| i as u8),
        seeds::idx(&[20], |i| i as u8 % 10),
    ];
    put(folder, "train-images-idx3-ubyte", images);
    put(folder, "train-labels-idx1-ubyte", labels);
    put(folder, "t10k-images-idx3-ubyte", &whole[0]);
    put(folder, "t10k-labels-idx1-ubyte", &whole[1]);
    loaded("idx", folder, &[])
}

fn idx_images(bytes: &[u8], folder: &Path) -> Opened {
    idx(folder, bytes, &seeds::idx(&[20], |i| i as u8 % 10))
}

fn idx_labels(bytes: &[u8], folder: &Path) -> Opened {
    idx(folder, &seeds::idx(&[20, 4, 4], |i| i as u8), bytes)
}

fn images(bytes: &[u8], folder: &Path) -> Opened {
    for (name, shade) in [("a/1.png", 1), ("b/0.png", 80), ("b/1.png", 150)] {
        put(folder, name, &seeds::png(12, shade));
    }
    put(folder, "a/0.png", bytes);
    loaded("images", folder, &[])
}

fn projector(bytes: &[u8], folder: &Path) -> Opened {
    put(folder, "metadata.tsv", b"a\nb\na\nb\na\nb\n");
    let file = put(folder, "tensors.tsv", bytes);
    loaded("projector", &file, &[])
}

/// Reads the folder of a run in which one file is another.
fn run(name: &str, bytes: &[u8], folder: &Path) -> Opened {
    for (known, content) in seeds::RUN.iter() {
        if !folder.join(known).exists() {
            put(folder, known, content);
        }
    }
    put(folder, name, bytes);
    let shots = runs::folder::read(folder, &[]).map_err(refused)?;
    let snapshot = &shots[0].snapshot;
    numbers(snapshot.features.iter().chain(snapshot.weights.iter()))
}

fn run_features(bytes: &[u8], folder: &Path) -> Opened {
    run("features.npy", bytes, folder)
}

fn run_labels(bytes: &[u8], folder: &Path) -> Opened {
    run("labels.npy", bytes, folder)
}

fn run_metrics(bytes: &[u8], folder: &Path) -> Opened {
    run("metrics.csv", bytes, folder)
}

fn run_summary(bytes: &[u8], folder: &Path) -> Opened {
    run("summary.json", bytes, folder)
}

/// An answer is JSON, whose numbers are none that JSON does not have.
fn answered(answer: Result<String, cli::CasesError>) -> Opened {
    let answer = answer.map_err(refused)?;
    let read = serde_json::from_str::<serde_json::Value>(&answer);
    read.map(drop)
        .map_err(|why| Problem::False(why.to_string()))
}

fn cases_loss(bytes: &[u8], _: &Path) -> Opened {
    answered(cli::loss::answer(text(bytes)?))
}

fn cases_boundary(bytes: &[u8], _: &Path) -> Opened {
    answered(cli::boundary::answer(text(bytes)?))
}

fn cases_verify(bytes: &[u8], _: &Path) -> Opened {
    answered(cli::verify::answer(text(bytes)?))
}
