//! A report of what the window shows: every view and chart in one HTML file, with the figures beside it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    choice::{ColourSet, FORMATS, FigureChoice, Width},
    figure_file::{Figure, Place},
    shown::Shown,
};
use crate::{
    export::{
        Drawing, Panel,
        carry::Carried,
        files::{self, Existing},
        report::{self, Picture, Report},
        svg,
    },
    look::Theme,
    platform::files::create_dir_all,
    train::Snapshot,
};

/// What a report is made of: held from one moment.
pub struct Material {
    title: String,
    /// Each figure with the name of its files.
    figures: Vec<(String, Figured)>,
    runs: Vec<(String, Arc<Snapshot>)>,
    carried: Carried,
    colours: ColourSet,
}

impl Material {
    /// Every single figure of what is `shown`.
    pub fn new(shown: &Shown) -> Self {
        let alone = shown.subjects.iter().filter_map(|subject| {
            let ([panel], [recipe]) = (subject.panels.as_slice(), subject.recipes.as_slice())
            else {
                return None;
            };
            let figured = Figured {
                name: subject.name.clone(),
                caption: subject.caption.plain(),
                panel: panel.clone(),
            };
            Some((recipe.stem(shown.runs.len()), figured))
        });
        Self {
            title: shown.title.clone(),
            figures: alone.collect(),
            runs: shown.runs.clone(),
            carried: shown.carried.clone(),
            colours: shown.colours,
        }
    }
}

/// A figure with what is said of it.
struct Figured {
    name: String,
    caption: String,
    panel: Panel,
}

/// The pixels of a PNG on paper.
const SCALE: u8 = 3;

/// Writes a new folder at `place`, with a number where one is there; nobody ever sees half of it. Returns the page.
///
/// # Errors
/// In words: when something cannot be drawn or written.
pub fn write(material: &Material, place: &Place) -> Result<PathBuf, String> {
    let folder = place.new_folder("report", |beside| fill(material, beside))?;
    Ok(folder.join("index.html"))
}

fn fill(material: &Material, folder: &Path) -> Result<(), String> {
    let place = folder.join("figures");
    create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    let mut pictures = Vec::new();
    for (stem, figured) in &material.figures {
        let figure = Figure {
            panels: vec![figured.panel.clone()],
            colours: material.colours,
            choice: FigureChoice {
                width: Width::Column,
                theme: Theme::Light,
                scale: SCALE,
                legend: false,
                ..FigureChoice::default()
            },
        };
        let picture = picture(stem, figured, &figure)?;
        for format in FORMATS {
            let content = figure.content(format, &material.carried);
            let content = content.map_err(|error| error.to_string())?;
            let file = format!("{}.{}", picture.stem, format.extension());
            put(&place.join(file), &content)?;
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
    let page = report::html(&report, &material.colours.style(Theme::Light));
    put(&folder.join("index.html"), page.as_bytes())
}

fn put(file: &Path, content: &[u8]) -> Result<(), String> {
    files::write(file, content, Existing::Keep)
        .map_err(|error| format!("{}: {error}", file.display()))
}

fn picture(stem: &str, of: &Figured, figure: &Figure) -> Result<Picture, String> {
    let style = figure.colours.style(figure.choice.theme);
    let layout = figure.choice.layout(&figure.panels, 1.0);
    let drawn = svg(&figure.panels, &style, &layout);
    let is_chart = |panel: &Panel| matches!(panel.drawing, Drawing::Chart(_));
    Ok(Picture {
        stem: stem.to_owned(),
        name: of.name.clone(),
        caption: of.caption.clone(),
        svg: drawn.map_err(|error| error.to_string())?,
        wide: false,
        chart: figure.panels.iter().all(is_chart),
    })
}
