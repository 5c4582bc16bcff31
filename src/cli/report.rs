//! `marginscope report`: figures, metrics and settings of runs as one HTML file, with the figures beside it.

use std::path::{Path, PathBuf};

use super::{
    Failure,
    figure::{
        self, Align, Classes, RunArgs, Wanted, gather, paper,
        shot::{self, Shot},
    },
    files,
    language::LanguageName,
    place::{
        Place,
        pages::{self, PAGE},
    },
    theme::ThemeName,
};
use crate::{
    export::{
        self, Camera, Format, Layout, Panel, Style, caption,
        report::{self, Picture, Report},
    },
    figure::{Show, charts, registry},
    text::t,
    train::{Snapshot, spoken_lane},
};

/// What is reported on, and where the report goes.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The runs that it is of.
    #[command(flatten)]
    pub of: RunArgs,
    /// What to draw: views and charts by their ids; what the runs show by themselves, and all charts, if not given.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub view: Vec<String>,
    /// Whether its runs are turned onto each other.
    #[command(flatten)]
    pub align: Align,
    /// Folder for the report: index.html and figures/.
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// Language of what is written in it.
    #[arg(long, value_name = "ID")]
    pub lang: Option<LanguageName>,
    /// Overwrite a report that is in the folder already.
    #[arg(long)]
    pub force: bool,
}

/// Writes the report.
///
/// # Errors
/// When a run cannot be read or trained, or a file cannot be written.
pub fn run(args: &ReportArgs) -> Result<(), Failure> {
    let asked = figure::wanted(&args.view)?;
    // Before the training: an hour's work must not end in a folder that cannot be written.
    let place = Place::new(Some(&args.out), args.force)?;
    pages::check(place.folder(), coming(&asked))?;
    let mut shots = gather::shots(&args.of, &Classes::default())?;
    args.align.turn(&mut shots)?;
    let style = shot::coloured(ThemeName::Light.style(), &shots);
    let wanted = match asked.is_empty() {
        true => usual(&shots),
        false => asked,
    };
    let mut pictures = Vec::new();
    let mut contents = Vec::new();
    for wanted in &wanted {
        let (one, all) = (std::slice::from_ref(wanted), Classes::default());
        let drawn = figure::panels(&shots, one, &[], Camera::default(), &all);
        let panels = match drawn {
            Ok(panels) => panels,
            Err(why) if !args.view.is_empty() => return Err(why),
            // A view of another dimension, a chart of what these runs have not.
            Err(_) => continue,
        };
        // On paper as in a figure of its own, pixels of a PNG for paper too.
        let legend = panels.len() > 1 && panels.iter().any(Panel::has_classes);
        let layout = paper::layout(&panels, legend);
        let picture = picture(&shots, wanted, &panels, (&style, &layout))?;
        for format in FORMATS {
            let content = figure::content(&panels, &shots, &style, format, &layout)?;
            contents.push((file(&picture.stem, format), content));
        }
        pictures.push(picture);
    }
    let page = page(args, &shots, pictures, &style)?.into_bytes();
    contents.push((PAGE.to_owned(), page));
    place.put(|at| files::write_all(at, &contents))?;
    let has_old = pages::are_in(place.folder());
    let folder = place.finish_by(|file| has_old && is_picture(file))?;
    say!("{}", folder.join(PAGE).display());
    Ok(())
}

/// What each picture is written as.
const FORMATS: [Format; 3] = [Format::Svg, Format::Pdf, Format::Png];

/// The file of a picture, by its path in the folder.
fn file(stem: &str, format: Format) -> String {
    format!("figures/{stem}.{}", format.extension())
}

/// The files that pictures of what is `asked` for have, or all that a report may have: what runs show by themselves is known
/// only when they are there.
fn coming(asked: &[Wanted]) -> impl Iterator<Item = String> {
    let views = registry().iter().map(|view| Wanted::View(*view));
    let charts = charts::registry().iter();
    let all = views.chain(charts.map(|chart| Wanted::Chart(*chart)));
    let wanted: Vec<Wanted> = match asked.is_empty() {
        true => all.collect(),
        false => asked.to_vec(),
    };
    let files = |wanted: Wanted| FORMATS.map(|format| file(wanted.id(), format));
    wanted.into_iter().flat_map(files)
}

/// Whether a file, by its path, is a picture of a report: another one in that folder is somebody else's.
fn is_picture(file: &Path) -> bool {
    coming(&[]).any(|picture| file == Path::new(&picture))
}

/// The views that these runs show by themselves or ask for, and every chart.
fn usual(shots: &[Shot]) -> Vec<Wanted> {
    let shows: Vec<Show> = shots
        .iter()
        .filter_map(|shot| Show::parse(&shot.show).ok())
        .collect();
    let views = registry()
        .iter()
        .filter(|view| shows.iter().any(|show| show.has(**view)));
    let charts = charts::registry().iter();
    views
        .map(|view| Wanted::View(*view))
        .chain(charts.map(|chart| Wanted::Chart(*chart)))
        .collect()
}

fn picture(
    shots: &[Shot],
    wanted: &Wanted,
    panels: &[Panel],
    (style, layout): (&Style, &Layout),
) -> Result<Picture, Failure> {
    let svg = export::svg(panels, style, layout)
        .map_err(|error| Failure::Failed(format!("report: {error}")))?;
    let (stem, name, caption) = match wanted {
        Wanted::View(view) => {
            let shown: Vec<&Snapshot> = shots.iter().map(|shot| shot.snapshot.as_ref()).collect();
            (
                view.id(),
                view.spoken_name(),
                caption::of_panels(&shown, panels).plain(),
            )
        }
        Wanted::Chart(chart) => (
            chart.id(),
            chart.spoken_name(),
            sentence(chart.spoken_help()),
        ),
    };
    Ok(Picture {
        stem: stem.to_owned(),
        name: name.to_owned(),
        caption,
        svg,
        wide: panels.len() > 1,
        chart: matches!(wanted, Wanted::Chart(_)),
    })
}

fn sentence(text: &str) -> String {
    match text.ends_with(['.', '。']) {
        true => text.to_owned(),
        false => format!("{text}{}", t("sentence-end")),
    }
}

fn page(
    args: &ReportArgs,
    shots: &[Shot],
    pictures: Vec<Picture>,
    style: &Style,
) -> Result<String, Failure> {
    let carried = shot::carried(shots);
    let carried = carried.ok_or_else(|| Failure::Failed("report: there is no run".to_owned()))?;
    let names = carried.lanes.iter().map(|lane| spoken_lane(&lane.name));
    let report = Report {
        title: title(args),
        runs: names
            .zip(shots)
            .map(|(name, shot)| (name, shot.snapshot.as_ref()))
            .collect(),
        pictures,
        carried: &carried,
    };
    Ok(report::html(&report, style))
}

/// What was reported on, by the names of files, folders and presets.
fn title(args: &ReportArgs) -> String {
    let files = args.of.runs.iter().filter_map(|run| run.file_stem());
    let files = files.map(|stem| stem.to_string_lossy().into_owned());
    let all: Vec<String> = files.chain(args.of.preset.iter().cloned()).collect();
    all.join(", ")
}
