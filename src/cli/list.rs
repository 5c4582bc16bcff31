//! `marginscope list`: everything there is to choose from, from the registries.

use serde_json::{Value, json};

use super::{Failure, say};
use crate::knob::Knob;
use crate::loss::{Reference, references};
use crate::train::{NUMBERS, Session, preset_ids};
use crate::{
    data,
    figure::{
        self,
        lab::{self, Lab},
    },
    lesson::{self, readings},
    loss,
    text::Language,
};

/// In which form.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints the list.
///
/// # Errors
/// When standard output cannot be written to.
pub fn run(args: &ListArgs) -> Result<(), Failure> {
    let all = everything();
    match args.json {
        true => say::print_json(&format!("{all:#}")),
        false => say::print(&as_text(&all)),
    }
}

fn reference(of: &Reference) -> Value {
    json!({
        "title": of.title, "authors": of.authors, "year": of.year, "venue": of.venue.name(),
        "arxiv": of.arxiv, "doi": of.doi, "bibtex": of.bibtex(),
    })
}

fn everything() -> Value {
    let losses = loss::registry().iter().map(|loss| {
        json!({
            "id": loss.id(), "name": loss.name(), "paper": references::short(*loss),
            "references": loss.paper().iter().map(reference).collect::<Vec<_>>(), "formula": loss.formula(),
            "knobs": knobs("loss", loss.knobs()),
        })
    });
    let sources = data::registry().iter().map(|source| {
        json!({
            "id": source.id(), "name": source.name(), "about": source.about(),
            "knobs": knobs("data", source.knobs()), "texts": texts(source.texts()),
        })
    });
    let numbers = NUMBERS
        .iter()
        .map(|number| knob(number.key(), &number.knob));
    let views = figure::registry().iter().map(
        |view| json!({"id": view.id(), "name": view.name(), "switches": switches(view.switches())}),
    );
    let charts = figure::charts::registry().iter().map(|chart| {
        json!({"id": chart.id(), "name": chart.name(), "switches": switches(chart.switches())})
    });
    let presets = preset_ids().map(|id| {
        let lanes = Session::preset(id)
            .map(|session| session.lanes)
            .unwrap_or_default();
        let lanes: Vec<String> = lanes.into_iter().map(|lane| lane.name).collect();
        json!({"id": id, "lanes": lanes})
    });
    json!({
        "losses": losses.collect::<Vec<_>>(),
        "data": sources.collect::<Vec<_>>(),
        "models": [
            {"id": "linear", "about": "One layer: what can be told apart by planes."},
            {"id": "mlp", "about": "Hidden layers of model.hidden units."},
            {"id": "cnn", "about": "model.convs convolutions (model.kernel 3 or 5) and a pooling for each entry of model.channels, then hidden layers of model.dense units."},
        ],
        "views": views.collect::<Vec<_>>(),
        "charts": charts.collect::<Vec<_>>(),
        "presets": presets.collect::<Vec<_>>(),
        "laboratory": lab::preset_ids().map(laboratory).collect::<Vec<_>>(),
        "lessons": lesson::lesson_ids().filter_map(lesson_entry).collect::<Vec<_>>(),
        "readings": readings::registry().map(reading).collect::<Vec<_>>(),
        "settings": numbers.collect::<Vec<_>>(),
    })
}

/// A lesson of the course.
fn lesson_entry(id: &str) -> Option<Value> {
    let lesson = lesson::open(id).ok()?;
    let steps: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    let title: serde_json::Map<String, Value> = Language::ALL
        .iter()
        .map(|language| {
            (
                language.id().to_owned(),
                lesson.title.of(*language).as_str().into(),
            )
        })
        .collect();
    Some(json!({"id": lesson.id, "title": title, "minutes": lesson.minutes, "steps": steps}))
}

/// What a lesson can tell, wait for and ask about.
fn reading(reading: &readings::Reading) -> Value {
    json!({"id": format!("{}{}", reading.name, reading.of()), "about": reading.about})
}

/// A start of the laboratory, for `figure --lab` and `--lab`.
fn laboratory(id: &str) -> Value {
    let losses = Lab::preset(id).map(|lab| {
        let names = lab.drawn().map(|(_, loss)| loss.id());
        names.collect::<Vec<_>>()
    });
    json!({"id": id, "losses": losses.unwrap_or_default()})
}

fn switches(declared: &[figure::Switch]) -> Vec<&'static str> {
    declared.iter().map(|switch| switch.id).collect()
}

fn knobs(section: &str, declared: &[Knob]) -> Vec<Value> {
    let each = declared.iter();
    each.map(|declared| knob(format!("{section}.{}", declared.id), declared))
        .collect()
}

/// The settings of a source that are no numbers.
fn texts(declared: &[data::Text]) -> Vec<Value> {
    let each = declared.iter();
    each.map(|text| {
        json!({
            "key": format!("data.{}", text.id), "label": text.label, "about": text.about, "default": text.default,
            "words": text.words, "is_path": text.is_path,
        })
    })
    .collect()
}

fn knob(key: String, knob: &Knob) -> Value {
    json!({
        "key": key, "label": knob.label, "unit": knob.unit,
        "min": knob.min, "max": knob.max, "default": knob.default, "larger": knob.larger,
    })
}

/// The same for a person: a heading a kind, an entry a line, its knobs below.
fn as_text(all: &Value) -> String {
    let mut text = String::new();
    let sections = all.as_object().into_iter().flatten();
    for (kind, entries) in sections {
        text += &format!("{}\n", kind.to_uppercase());
        for entry in entries.as_array().into_iter().flatten() {
            text += &line(entry, 2);
            let knobs = entry["knobs"].as_array().into_iter().flatten();
            knobs.for_each(|knob| text += &line(knob, 6));
            let texts = entry["texts"].as_array().into_iter().flatten();
            texts.for_each(|of| text += &line(of, 6));
        }
        text.push('\n');
    }
    text
}

fn line(entry: &Value, indent: usize) -> String {
    let word = |key: &str| {
        let own = entry[key].as_str();
        own.or_else(|| entry["title"]["en"].as_str().filter(|_| key == "name"))
            .unwrap_or_default()
    };
    let id = [word("id"), word("key")].concat();
    let of = ["lanes", "switches", "losses", "steps", "words"]
        .into_iter()
        .find_map(|key| Some((key, entry[key].as_array().filter(|all| !all.is_empty())?)));
    let about = match (&entry["default"], of) {
        (Value::Number(default), _) => format!(
            "{} to {}, default {default}. {}",
            entry["min"],
            entry["max"],
            word("larger")
        ),
        (_, Some((key, all))) => {
            let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            let name = [word("name"), key].map(str::to_owned).into_iter();
            let name: Vec<String> = name.filter(|text| !text.is_empty()).collect();
            format!("{}: {}", name.join(", "), all.join(", "))
        }
        _ => [word("name"), word("about")]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(": "),
    };
    format!("{:indent$}{id:<width$} {about}\n", "", width = 30 - indent)
}
