//! The figure of a sweep: a result over two of its keys.

use super::FigureArgs;
use crate::{
    cli::{Failure, unsound},
    export::{Panel, caption::Caption},
    figure::grid::{Sides, grids, metric},
    runs::sweep::{
        Folder, described,
        figure::{captioned, classes, losses, panel, pictures},
    },
    sweep::{Job, description},
};

/// The switch that shows the runs in their cells.
const PICTURES: &str = "pictures";

/// A figure of grids.
pub struct Drawn {
    /// A panel a grid.
    pub panels: Vec<Panel>,
    /// What it shows.
    pub caption: Caption,
    /// Ids of the losses of its runs.
    pub losses: Vec<String>,
    /// The name that it has without a file.
    pub stem: String,
}

/// What the arguments ask for.
///
/// # Errors
/// When they name no folder of a sweep, a column or key that it has not, or a switch that changes nothing here.
pub fn drawn(args: &FigureArgs) -> Result<Drawn, Failure> {
    let wrong = |why: String| Failure::WrongArguments(why);
    let ([place], []) = (&args.of.runs[..], &args.of.preset[..]) else {
        let found = args.of.runs.len() + args.of.preset.len();
        return Err(wrong(format!(
            "--metric: found {found} runs, expected the folder of one sweep"
        )));
    };
    let with_pictures = shows_pictures(&args.switch)?;
    let sweep = described(&place.join(description::FILE))?;
    let (plan, of) = (&sweep.plan, &sweep.of);
    let folder = Folder::read(place, plan, of)?;
    // A cell that has such a run in it looks like any other.
    for row in &folder.table().rows {
        if let Some(problem) = row.problem() {
            let before = row.went_back_to().map_or_else(String::new, unsound::before);
            say!("{}: {problem}{before}", plan.called(&row.job));
        }
    }
    let sides = Sides::new(plan, &args.axes).map_err(|why| wrong(format!("--axes: {why}")))?;
    let known = folder.table().numbers();
    let mut panels = Vec::new();
    for column in &args.metric {
        if !known.contains(&column.as_str()) {
            let known = known.join(", ");
            return Err(wrong(format!(
                "--metric: found \"{column}\", expected among {known}"
            )));
        }
        let metric = metric(column);
        let counted = |job: &Job| classes(plan, job);
        for mut grid in grids(plan, folder.table(), (sides, &metric), &counted) {
            if with_pictures {
                grid.figure.pictures = pictures(&folder, plan, &grid)?;
            }
            panels.push(panel(grid));
        }
    }
    let caption = captioned(plan, of, &panels);
    Ok(Drawn {
        panels,
        caption,
        losses: losses(plan),
        stem: of.clone(),
    })
}

/// Whether runs are shown in their cells.
fn shows_pictures(switches: &[String]) -> Result<bool, Failure> {
    let mut on = true;
    for switch in switches {
        match switch.strip_prefix("no-") {
            Some(PICTURES) => on = false,
            None if switch == PICTURES => on = true,
            _ => {
                return Err(Failure::WrongArguments(format!(
                    "--switch: found \"{switch}\", which changes nothing in --metric; expected among {PICTURES}, no-{PICTURES}"
                )));
            }
        }
    }
    Ok(on)
}
