//! The figure of a sweep: a result over two of its keys.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{FigureArgs, folder, shot::Shot};
use crate::{
    cli::{
        Failure,
        sweep::{Folder, classes, described},
    },
    export::{
        Camera, Drawing, Panel,
        caption::{self, Caption},
    },
    figure::{
        Figure, Switches,
        grid::{Grid, GridFigure, Sides, grids, metric},
        registry,
    },
    sweep::{Job, Plan, description},
};

/// The switch that shows the runs in their cells.
const PICTURES: &str = "pictures";
/// Small pictures have a part of the samples; so many dots are enough.
const PLAIN: [&str; 4] = ["regions", "boundary", "axes", "band"];

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
    let with_pictures = pictures(&args.switch)?;
    let sweep = described(&place.join(description::FILE))?;
    let (plan, of) = (&sweep.plan, &sweep.of);
    let folder = Folder::read(place, plan, of)?;
    let sides = Sides::new(plan, &args.axes).map_err(|why| wrong(format!("--axes: {why}")))?;
    let known = folder.table().numbers();
    let mut panels = Vec::new();
    let (mut bounds, mut shown) = (false, false);
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
                grid.figure.pictures = runs(&folder, plan, &grid)?;
            }
            bounds |= !grid.figure.bounds.is_empty();
            shown |= grid.figure.pictures.iter().any(Option::is_some);
            panels.push(panel(grid));
        }
    }
    let metrics: Vec<String> = args
        .metric
        .iter()
        .map(|c| metric(c).name().to_owned())
        .collect();
    let keys = |figure: &GridFigure| [figure.x.name.clone(), figure.y.name.clone()];
    let keys = panels.first().map(|panel| match &panel.drawing {
        Drawing::Grid(figure) => keys(figure),
        _ => Default::default(),
    });
    let keys: Vec<String> = keys
        .into_iter()
        .flatten()
        .filter(|key| !key.is_empty())
        .collect();
    let caption = caption::of_grids(&caption::Grids {
        metrics: &metrics,
        keys: &keys,
        of,
        seeds: plan.seeds(),
        bounds,
        pictures: shown,
    });
    Ok(Drawn {
        panels,
        caption,
        losses: losses(plan),
        stem: of.clone(),
    })
}

fn panel(grid: Grid) -> Panel {
    Panel {
        title: match grid.title.is_empty() {
            true => grid.figure.metric.name().to_owned(),
            false => format!("{} · {}", grid.figure.metric.name(), grid.title),
        },
        drawing: Drawing::Grid(Arc::new(grid.figure)),
        run: None,
        classes: Vec::new(),
        camera: Camera::default(),
    }
}

/// Whether runs are shown in their cells.
fn pictures(switches: &[String]) -> Result<bool, Failure> {
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

/// The first run of each cell on the circle or on the sphere.
fn runs(folder: &Folder, plan: &Plan, grid: &Grid) -> Result<Vec<Option<Figure>>, Failure> {
    // Beside other dimensions there is nothing to draw, and nothing is read.
    let flat = |job: &Job| {
        let dim = plan.experiment(job).map(|e| e.model.feature_dim);
        dim.is_ok_and(|dim| dim == 2 || dim == 3)
    };
    let figure = |job: &Option<Job>| match job.as_ref().filter(|job| flat(job)) {
        Some(job) => small(&folder.run(job)),
        None => Ok(None),
    };
    grid.first.iter().map(figure).collect()
}

fn small(place: &Path) -> Result<Option<Figure>, Failure> {
    let shots = folder::read(place, &[])?;
    let figure = |shot: &Shot| {
        let snapshot = &shot.snapshot;
        let dim = snapshot.experiment.model.feature_dim;
        let mut views = registry().iter();
        let view = views.find(|view| view.dimension() == Some(dim) && !view.on_request())?;
        let mut switches = Switches::defaults(view.switches());
        for switch in view.switches() {
            switches.set(switch.id, PLAIN.contains(&switch.id) && switch.default);
        }
        view.figure(snapshot, &snapshot.experiment.loss, &switches)
            .ok()
    };
    Ok(shots.first().and_then(figure))
}

/// The losses that are trained, each once.
fn losses(plan: &Plan) -> Vec<String> {
    let mut known: BTreeMap<String, ()> = BTreeMap::new();
    for number in (0..plan.runs()).step_by(plan.seeds()) {
        if let Ok(experiment) = plan.experiment(&plan.job(number)) {
            known.insert(experiment.loss.id, ());
        }
    }
    known.into_keys().collect()
}
