//! A report of what the window shows: every view and chart in one HTML file, with the figures beside it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    choice::{Choice, FORMATS, Look, Width},
    job,
};
use crate::{
    export::{
        Drawing, Panel,
        carry::{self, Carried},
        files::{self, Existing},
        report::{self, Picture, Report},
        svg,
    },
    look::Theme,
    train::Snapshot,
};

/// What a report is made of: held from one moment.
#[derive(Clone)]
pub struct Material {
    pub title: String,
    pub stem: String,
    /// Each figure's name, caption and panel.
    pub figures: Vec<(String, String, Panel)>,
    pub runs: Vec<(String, Arc<Snapshot>)>,
    pub carried: Carried,
}

/// The pixels of a PNG on paper.
const SCALE: u8 = 3;

/// Writes a new folder beside the others; nobody ever sees half of it.
pub fn write(material: &Material) -> Result<PathBuf, String> {
    let stem = format!("{}-report", material.stem);
    let numbered = (2_u32..).map(|number| format!("{stem}-{number}"));
    let names = std::iter::once(stem.clone()).chain(numbered);
    let free = names.map(PathBuf::from).find(|folder| !folder.exists());
    let folder = free.unwrap_or_default();
    files::new_folder(&folder, |beside| fill(material, beside))?;
    Ok(folder.join("index.html"))
}

fn fill(material: &Material, folder: &Path) -> Result<(), String> {
    let place = folder.join("figures");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    let choice = Choice {
        width: Width::Column,
        theme: Theme::Light,
        scale: SCALE,
        legend: false,
        ..Choice::default()
    };
    let mut pictures = Vec::new();
    for (name, caption, panel) in &material.figures {
        let picture = picture(name, caption, panel, &choice)?;
        for format in FORMATS {
            let content = job::file(
                (std::slice::from_ref(panel), Look::Classes),
                &choice,
                format,
            )
            .map_err(|error| error.to_string())?;
            let content = carry::embed(&content, format, &material.carried)
                .map_err(|error| error.to_string())?;
            put(
                &place.join(format!("{}.{}", picture.stem, format.extension())),
                &content,
            )?;
        }
        pictures.push(picture);
    }
    let runs = material.runs.iter();
    let report = Report {
        title: material.title.clone(),
        runs: runs
            .map(|(name, snapshot)| (name.clone(), snapshot.as_ref()))
            .collect(),
        pictures,
        carried: &material.carried,
    };
    let page = report::html(&report, &Look::Classes.style(Theme::Light));
    put(&folder.join("index.html"), page.as_bytes())
}

fn put(file: &Path, content: &[u8]) -> Result<(), String> {
    files::write(file, content, Existing::Keep)
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn picture(name: &str, caption: &str, panel: &Panel, choice: &Choice) -> Result<Picture, String> {
    let panels = std::slice::from_ref(panel);
    let style = Look::Classes.style(choice.theme);
    let drawn = svg(panels, &style, &choice.layout(panels, 1.0));
    Ok(Picture {
        stem: stem(name),
        name: name.to_owned(),
        caption: caption.to_owned(),
        svg: drawn.map_err(|error| error.to_string())?,
        wide: false,
        chart: matches!(panel.drawing, Drawing::Chart(_)),
    })
}

/// The name of a file from that of a figure.
fn stem(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
