//! The report of a sweep with its grids.

use std::fs;

use super::{
    figure::{classes, panel},
    folder::Folder,
};
use crate::{
    export::{
        self, Format, Layout, Length, Panel,
        report::{self, Picture},
    },
    figure::grid::{self, Sides, grids},
    look::{Style, Theme},
    runs::{Failure, files},
    sweep::{Job, Plan, Table},
    text::t,
};

/// The results that a report draws, where the sweep has them.
const DRAWN: [&str; 5] = [
    "test_accuracy",
    "angle_to_own_deg.mean",
    "margin_satisfied",
    "gaps.held_out_deg",
    "unseen.eer",
];
/// More grids than this of one result are no report.
const MOST_GRIDS: usize = 12;

/// Writes the table of a sweep and its report, with a grid for each of a few results: of all runs that are there, whoever trained
/// them. Of several processes one at a time writes, so that table, figures and report are of the same runs.
///
/// # Errors
/// When they cannot be written, or two runs had other data where they should have had the same.
pub fn write_results(folder: &mut Folder, plan: &Plan) -> Result<(), Failure> {
    let _gate = folder.gate()?;
    folder.write_table(plan)?;
    folder.check_data(plan)?;
    let style = Style::new(Theme::Light);
    let table = folder.table();
    let mut pictures = Vec::new();
    if let Ok(sides) = Sides::new(plan, &[]) {
        let there = |column: &&&str| {
            let mut rows = table.rows.iter();
            rows.any(|row| row.shown(column, plan).is_some())
        };
        let drawn = DRAWN.iter().filter(there);
        for column in drawn {
            pictures.extend(picture(folder, plan, (sides, column), &style)?);
        }
    }
    let (file, of) = folder.page();
    let page = report::sweep(plan, table, of, &pictures, &style);
    files::write(&file, page.as_bytes())
}

/// The figure of one result, whose files are written.
fn picture(
    folder: &Folder,
    plan: &Plan,
    (sides, column): (Sides, &str),
    style: &Style,
) -> Result<Option<Picture>, Failure> {
    let panels = panels(plan, folder.table(), (sides, column));
    if panels.len() > MOST_GRIDS {
        return Ok(None);
    }
    let layout = Layout {
        scale: 2.0,
        ..Layout::fitted(
            Length::Mm(if panels.len() > 1 { 174.0 } else { 110.0 }),
            &panels,
            false,
        )
    };
    let fail = |error: export::ExportError| Failure::Failed(format!("sweep: {error}"));
    let svg = export::svg(&panels, style, &layout).map_err(fail)?;
    let stem = column.replace('.', "-");
    let place = folder.figures();
    fs::create_dir_all(&place).map_err(|error| Failure::at(&place, &error))?;
    for format in [Format::Svg, Format::Pdf, Format::Png] {
        let content = export::encode_carrying(&svg, format, &layout, None).map_err(fail)?;
        files::write(
            &place.join(format!("{stem}.{}", format.extension())),
            &content,
        )?;
    }
    Ok(Some(Picture {
        stem,
        name: grid::metric(column).name().to_owned(),
        caption: t("report-grid").to_owned(),
        svg,
        wide: panels.len() > 1,
        chart: true,
    }))
}

/// A panel for each grid of a result.
fn panels(plan: &Plan, table: &Table, (sides, column): (Sides, &str)) -> Vec<Panel> {
    let metric = grid::metric(column);
    let classes = |job: &Job| classes(plan, job);
    let grids = grids(plan, table, (sides, &metric), &classes);
    let titled = |grid: grid::Grid| Panel {
        title: grid.title.clone(),
        ..panel(grid)
    };
    grids.into_iter().map(titled).collect()
}
