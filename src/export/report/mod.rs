//! A report: figures, metrics and settings of some runs as one HTML file that needs nothing but itself.

mod classes;
mod methods;
mod settings;
mod sweep;
mod table;

pub use sweep::sweep;

use super::{Style, caption, carry::Carried, xml};
use crate::{
    text::{grouped, language, t, tf},
    train::{Health, Snapshot, spoken_lane},
};

/// What a report is made of.
pub struct Report<'a> {
    /// In its head and in the browser's bar.
    pub title: String,
    /// The runs with the names that they have in tables.
    pub runs: Vec<(String, &'a Snapshot)>,
    /// Its figures in their order; those of features are shown in front of charts.
    pub pictures: Vec<Picture>,
    /// What its figures carry.
    pub carried: &'a Carried,
}

/// A figure of a report, which lies beside it in `figures/` too.
pub struct Picture {
    /// The name of its files without an ending.
    pub stem: String,
    /// What it is called, in a word or two.
    pub name: String,
    /// What it shows.
    pub caption: String,
    /// The SVG document.
    pub svg: String,
    /// Whether it needs the width of the page.
    pub wide: bool,
    /// Whether it is of measurements rather than of features.
    pub chart: bool,
}

/// The endings of the files beside the report, and what they are called.
pub const FILES: [(&str, &str); 3] = [("svg", "SVG"), ("pdf", "PDF"), ("png", "PNG")];

/// How every page says in its head what has written it, before the version; every version has said it so. With `--force` a page
/// without this is somebody else's.
pub const MARK: &str = "<meta name=\"generator\" content=\"marginscope ";

const CSS: &str = include_str!("style.css");

/// The whole file, in the colours of `style`.
pub fn html(report: &Report<'_>, style: &Style) -> String {
    let sections = [
        head(report),
        table::metrics(&report.runs),
        figures(&report.pictures),
        classes::section(&report.runs),
        methods::section(&report.runs),
        settings::section(&report.runs),
        again(report),
        methods::references(&report.runs),
    ];
    let version = &report.carried.version;
    document((&report.title, version), &sections.concat(), style)
}

/// A page of this title and content, made by this version.
fn document((title, version): (&str, &str), content: &str, style: &Style) -> String {
    let title = escaped(title);
    let colours = [
        ("ground", style.ground()),
        ("ink", style.text()),
        ("quiet", style.quiet()),
        ("line", style.grid()),
        ("accent", style.cells()[1]),
    ];
    let colours = colours.map(|(name, colour)| format!("--{name}:{}", colour.hex()));
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         {MARK}{version}\">\n<title>{title}</title>\n\
         <style>\n:root{{color-scheme:light;{}}}\n{CSS}</style>\n</head>\n<body>\n<main>\n{content}</main>\n\
         <footer>{}</footer>\n</body>\n</html>\n",
        language().tag(),
        colours.join(";"),
        tf("report-made", &[("version", version)]),
    )
}

fn head(report: &Report<'_>) -> String {
    let snapshots: Vec<&Snapshot> = report.runs.iter().map(|(_, snapshot)| *snapshot).collect();
    let runs = match snapshots.len() {
        1 => t("report-runs-one").to_owned(),
        several => tf("report-runs", &[("count", &several.to_string())]),
    };
    let (title, lead) = (
        escaped(&report.title),
        prose(&caption::caption(&snapshots).plain()),
    );
    format!(
        "<header>\n<h1>{title}</h1>\n<p class=\"by\">{}</p>\n<p class=\"lead\">{lead}</p>\n</header>\n",
        tf(
            "report-by",
            &[
                ("runs", &runs),
                ("figures", &report.pictures.len().to_string())
            ]
        )
    ) + &problems(report)
}

/// What is wrong with a run, before anybody reads numbers of it.
fn problems(report: &Report<'_>) -> String {
    let unsound = report.runs.iter();
    let unsound = unsound.filter(|(_, snapshot)| !snapshot.health.is_sound());
    let line = |(name, snapshot): &(String, &Snapshot)| {
        let problem = snapshot.health.told(None);
        let problem = match snapshot.health {
            // The run is back at an earlier step.
            Health::NotFinite { .. } => tf(
                "report-problem-before",
                &[("problem", &problem), ("step", &grouped(snapshot.step))],
            ),
            _ => tf("report-problem", &[("problem", &problem)]),
        };
        format!(
            "<p class=\"problem\"><b>{}</b>: {}</p>\n",
            escaped(name),
            prose(&problem)
        )
    };
    unsound.map(line).collect()
}

/// Figures of features, then charts; small ones side by side.
fn figures(pictures: &[Picture]) -> String {
    let mut out = String::new();
    let numbered: Vec<(usize, &Picture)> = pictures.iter().enumerate().collect();
    for (chart, title) in [
        (false, t("report-features")),
        (true, t("report-measurements")),
    ] {
        let of: Vec<_> = numbered
            .iter()
            .filter(|(_, picture)| picture.chart == chart)
            .collect();
        if of.is_empty() {
            continue;
        }
        out += &format!("<section>\n<h2>{title}</h2>\n");
        for group in of.chunk_by(|(_, a), (_, b)| !a.wide && !b.wide) {
            let class = if group[0].1.wide { "page" } else { "row" };
            let all: String = group
                .iter()
                .map(|(place, picture)| figure(place + 1, picture))
                .collect();
            out += &format!("<div class=\"{class}\">\n{all}</div>\n");
        }
        out += "</section>\n";
    }
    out
}

fn figure(number: usize, picture: &Picture) -> String {
    let (name, caption) = (escaped(&picture.name), prose(&picture.caption));
    let described = tf(
        "report-described",
        &[("name", &name), ("caption", &caption)],
    );
    let label = format!("<svg role=\"img\" aria-label=\"{described}\" ");
    let svg = picture.svg.replacen("<svg ", &label, 1);
    let link = |(ending, called): (&str, &str)| {
        let stem = escaped(&picture.stem);
        format!("<a href=\"figures/{stem}.{ending}\">{called}</a>")
    };
    let files = FILES.map(link).join(" · ");
    format!(
        "<figure id=\"figure-{number}\">\n{svg}<figcaption><b>{}</b> {described} \
         <span class=\"files\">{files}</span></figcaption>\n</figure>\n",
        tf("report-figure", &[("number", &number.to_string())])
    )
}

/// How to have the runs again.
fn again(report: &Report<'_>) -> String {
    let Some(first) = report.pictures.first() else {
        return String::new();
    };
    let stem = escaped(&first.stem);
    let hashes = report.carried.lanes.iter().map(|lane| {
        let (name, dataset, hash) = (
            escaped(&spoken_lane(&lane.name)),
            escaped(&lane.dataset),
            escaped(&lane.sha256),
        );
        let head = tf("report-lane-data", &[("lane", &name), ("data", &dataset)]);
        format!("<div><dt>{head}</dt><dd><code>{hash}</code></dd></div>\n")
    });
    format!(
        "<section>\n<h2>{}</h2>\n<p>{}</p>\n<pre>marginscope train figures/{stem}.svg</pre>\n<p>{}</p>\n\
         <dl class=\"hashes\">\n{}</dl>\n{}\n<h3>{}</h3>\n<pre class=\"long\">{}</pre>\n</section>\n",
        t("report-again"),
        repeats(report.carried),
        t("report-hashes"),
        hashes.collect::<String>(),
        methods::sources(&report.runs),
        t("report-experiment"),
        escaped(report.carried.experiment.trim()),
    )
}

/// What the command does that trains the runs again: what was changed by hand on the way is in no experiment.
fn repeats(carried: &Carried) -> &'static str {
    match carried.by_hand() {
        [None, None] => t("report-repeats"),
        [Some(_), None] => t("report-repeats-tuned"),
        [None, Some(_)] => t("report-repeats-touched"),
        [Some(_), Some(_)] => t("report-repeats-both"),
    }
}

/// A sentence in HTML, its numbers held together with their signs.
fn prose(text: &str) -> String {
    let text = text.replace(" %", "\u{a0}%");
    escaped(&text.replace(" = ", "\u{a0}=\u{a0}"))
}

/// Text as it stands in HTML, in attributes too.
pub(in crate::export) fn escaped(text: &str) -> String {
    let text = xml::text(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
