//! The grids of a sweep as figures: what stands in their cells, what they are of, in words too.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::super::{Failure, folder, named};
use super::folder::Folder;
use crate::{
    export::{
        Camera, Drawing, Panel,
        caption::{self, Caption},
    },
    figure::{
        Figure, Switches,
        grid::{Grid, GridFigure},
        plane::Mark,
        registry, stratified,
    },
    sweep::{Job, Plan},
    train::Snapshot,
};

/// Dots that a small picture has at most.
const MOST_DOTS: usize = 400;
/// What is switched on in small pictures.
const PLAIN: [&str; 4] = ["regions", "boundary", "axes", "band"];

/// A grid as a panel, named by what it shows.
pub fn panel(grid: Grid) -> Panel {
    let metric = grid.figure.metric.name();
    Panel {
        title: match grid.title.is_empty() {
            true => metric.to_owned(),
            false => format!("{metric} · {}", grid.title),
        },
        drawing: Drawing::Grid(Arc::new(grid.figure)),
        run: None,
        classes: Vec::new(),
        camera: Camera::default(),
    }
}

/// What panels show that are grids of a sweep of `of`.
pub fn captioned(plan: &Plan, of: &str, panels: &[Panel]) -> Caption {
    let figures = panels.iter().filter_map(|panel| match &panel.drawing {
        Drawing::Grid(figure) => Some(figure.as_ref()),
        _ => None,
    });
    let figures: Vec<&GridFigure> = figures.collect();
    let mut metrics: Vec<String> = Vec::new();
    for figure in &figures {
        let name = figure.metric.name();
        if !metrics.iter().any(|known| known == name) {
            metrics.push(name.to_owned());
        }
    }
    let keys = figures.first().map(|figure| [&figure.x, &figure.y]);
    let keys = keys.into_iter().flatten().map(|side| side.name.clone());
    let keys: Vec<String> = keys.filter(|key| !key.is_empty()).collect();
    let shown = |figure: &&GridFigure| figure.pictures.iter().any(Option::is_some);
    caption::of_grids(&caption::Grids {
        metrics: &metrics,
        keys: &keys,
        of,
        seeds: plan.seeds(),
        bounds: figures.iter().any(|figure| !figure.bounds.is_empty()),
        pictures: figures.iter().any(shown),
    })
}

/// The first run of each cell on the circle or on the sphere.
///
/// # Errors
/// When the folder of one cannot be read.
pub fn pictures(folder: &Folder, plan: &Plan, grid: &Grid) -> Result<Vec<Option<Figure>>, Failure> {
    let figure = |job: &Option<Job>| match job.as_ref().filter(|job| is_drawn(plan, job)) {
        Some(job) => small_of(&folder.run(job)),
        None => Ok(None),
    };
    grid.first.iter().map(figure).collect()
}

/// Whether a run can be drawn small: beside circle and sphere there is nothing to draw, and nothing is read.
pub fn is_drawn(plan: &Plan, job: &Job) -> bool {
    let dim = plan.experiment(job).map(|e| e.model.feature_dim);
    dim.is_ok_and(|dim| dim == 2 || dim == 3)
}

/// The run in a folder, small.
///
/// # Errors
/// When it cannot be read.
pub fn small_of(place: &Path) -> Result<Option<Figure>, Failure> {
    let shots = folder::read(place, &[])?;
    Ok(shots.first().and_then(|shot| small(&shot.snapshot)))
}

/// What a run looks like in a cell, where it can be drawn there.
pub fn small(snapshot: &Snapshot) -> Option<Figure> {
    let dim = snapshot.experiment.model.feature_dim;
    let mut views = registry().iter();
    let view = views.find(|view| view.dimension() == Some(dim) && !view.on_request())?;
    let mut switches = Switches::defaults(view.switches());
    for switch in view.switches() {
        switches.set(switch.id, PLAIN.contains(&switch.id) && switch.default);
    }
    let figure = view.figure(snapshot, &snapshot.experiment.loss, &switches);
    figure.ok().map(thinned)
}

/// The same with a part of its samples.
fn thinned(figure: Figure) -> Figure {
    match figure {
        Figure::Plane(mut plane) => {
            for mark in &mut Arc::make_mut(&mut plane).marks {
                if let Mark::Dots(dots) = mark {
                    *dots = some(dots, |dot| dot.class).into();
                }
            }
            Figure::Plane(plane)
        }
        Figure::Globe(mut globe) => {
            let figure = Arc::make_mut(&mut globe);
            figure.points = some(&figure.points, |point| point.class);
            Figure::Globe(globe)
        }
        other => other,
    }
}

/// About so many of them at most, of every class its share: in some data sets classes take turns.
fn some<T: Copy>(samples: &[T], class: impl Fn(&T) -> u16) -> Vec<T> {
    let classes: Vec<usize> = samples.iter().map(|of| usize::from(class(of))).collect();
    let kept = stratified(&classes, MOST_DOTS).into_iter();
    kept.map(|place| samples[place]).collect()
}

/// How many classes a run trains, where its data are at hand.
pub fn classes(plan: &Plan, job: &Job) -> Option<usize> {
    let experiment = plan.experiment(job).ok()?;
    if let listed @ 2.. = experiment.data.classes.len() {
        return Some(listed - experiment.data.unseen.count());
    }
    Some(named::of(&experiment)?.class_names.len())
}

/// Ids of the losses that are trained, each once.
pub fn losses(plan: &Plan) -> Vec<String> {
    let numbers = (0..plan.runs()).step_by(plan.seeds());
    let experiments = numbers.filter_map(|number| plan.experiment(&plan.job(number)).ok());
    let known: BTreeSet<String> = experiments.map(|experiment| experiment.loss.id).collect();
    known.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_has_dots_of_every_class_though_classes_take_turns() {
        for classes in [2, 3, 6, 10] {
            let samples: Vec<u16> = (0..1000).map(|i| i % classes).collect();
            let kept = some(&samples, |class| *class);
            let all: BTreeSet<u16> = kept.iter().copied().collect();
            assert_eq!(all.len(), usize::from(classes));
            assert!(
                kept.len() <= MOST_DOTS + usize::from(classes),
                "{}",
                kept.len()
            );
        }
    }
}
