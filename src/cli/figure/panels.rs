//! From runs to panels: each view of each run, each chart of all.

use std::collections::BTreeSet;

use super::{classes::Classes, shot::Shot, titles::titles, wanted::Wanted};
use crate::{
    cli::Failure,
    draw::{lacking, system},
    export::{Camera, Drawing, Panel, one_scale},
    figure::{
        Show, View, WhyNot,
        chart::ChartFigure,
        charts::{self, Chart, ChartLane},
        nearest_pair,
    },
    text::tf,
};

/// A panel for every view of every run that it applies to, and for every chart, of the `classes` that were chosen.
///
/// # Errors
/// When a view applies to no run, a chart has nothing to draw, or a run has no such class.
pub fn panels(
    shots: &[Shot],
    wanted: &[Wanted],
    extra: &[String],
    camera: Camera,
    classes: &Classes,
) -> Result<Vec<Panel>, Failure> {
    let named = named_panels(shots, wanted, extra, camera, classes)?;
    Ok(named.into_iter().map(|(_, panel)| panel).collect())
}

/// The same, each with what it is of.
///
/// # Errors
/// As [`panels`].
pub fn named_panels(
    shots: &[Shot],
    wanted: &[Wanted],
    extra: &[String],
    camera: Camera,
    classes: &Classes,
) -> Result<Vec<(Wanted, Panel)>, Failure> {
    let mut panels = Vec::new();
    for wanted in wanted {
        let drawn = match wanted {
            Wanted::View(view) => view_panels(shots, *view, extra, camera, classes)?,
            Wanted::Chart(chart) => chart_panels(shots, *chart, extra)?,
        };
        panels.extend(drawn.into_iter().map(|panel| (*wanted, panel)));
    }
    let several = wanted.len() > 1;
    let alone = panels.len() == 1;
    let titled = |(wanted, mut panel): (Wanted, Panel)| {
        let name = wanted.name();
        panel.title = match (several, panel.title.is_empty()) {
            // A chart says nowhere else what it shows.
            _ if alone && panel.has_classes() => String::new(),
            _ if alone => name.to_owned(),
            (true, true) => name.to_owned(),
            // A lane that is called like its view says nothing more.
            (true, false) if shots.len() > 1 && !panel.title.eq_ignore_ascii_case(name) => {
                tf("figure-titled", &[("title", name), ("of", &panel.title)])
            }
            (true, false) => name.to_owned(),
            (false, _) => panel.title,
        };
        (wanted, panel)
    };
    let (of, mut panels): (Vec<Wanted>, Vec<Panel>) = panels.into_iter().map(titled).unzip();
    one_scale(&mut panels);
    see_letters(&panels);
    Ok(of.into_iter().zip(panels).collect())
}

/// Names of classes in letters that no font here has are drawn with one of the system's, if there is one.
fn see_letters(panels: &[Panel]) {
    let texts = panels
        .iter()
        .flat_map(|panel| panel.classes.iter().chain([&panel.title]));
    let letters: BTreeSet<char> = texts.flat_map(|text| lacking(text)).collect();
    if letters.is_empty() {
        return;
    }
    match system::find(&letters) {
        Some(font) => system::adopt(font),
        None => {
            say!("figure: no font of this system has some letters of its names; they are missing")
        }
    }
}

fn show(shot: &Shot, extra: &[String]) -> Result<Show, Failure> {
    let list: Vec<String> = shot.show.iter().chain(extra).cloned().collect();
    Show::parse(&list).map_err(Failure::Failed)
}

fn view_panels(
    shots: &[Shot],
    view: &dyn View,
    extra: &[String],
    camera: Camera,
    classes: &Classes,
) -> Result<Vec<Panel>, Failure> {
    let titles = titles(shots);
    let mut panels = Vec::new();
    let mut refused = None;
    for (run, (shot, title)) in shots.iter().zip(titles).enumerate() {
        let mut switches = show(shot, extra)?.switches(view.switches());
        classes.set(&mut switches, view, shot)?;
        if view.of_two_classes() && switches.pair().is_none() {
            switches.set_pair(nearest(shots, shot));
        }
        let snapshot = &shot.snapshot;
        match view.figure(snapshot, &snapshot.experiment.loss, &switches) {
            Ok(figure) => panels.push(Panel {
                run: Some(run),
                drawing: Drawing::Figure(figure),
                title,
                classes: snapshot.spoken_names(),
                camera,
            }),
            Err(why) => refused = refused.or(Some((shot, why))),
        }
    }
    match (panels.is_empty(), refused) {
        (true, Some((shot, why))) => Err(Failure::Failed(refusal(view, shot, why))),
        _ => Ok(panels),
    }
}

/// The nearest two classes of the first run with the classes of `shot`: one pair for all, so that they can be compared.
fn nearest(shots: &[Shot], shot: &Shot) -> Option<(usize, usize)> {
    let names = |shot: &Shot| shot.snapshot.dataset.class_names.clone();
    let first = shots.iter().find(|first| names(first) == names(shot))?;
    nearest_pair(&first.snapshot)
}

fn refusal(view: &dyn View, shot: &Shot, why: WhyNot) -> String {
    let (id, name) = (view.id(), &shot.name);
    match why {
        WhyNot::Dimension { wants, found } if shot.snapshot.dataset.given.is_some() => format!(
            "--view {id}: found features of dimension {found} in {name}, expected {wants}; they are never projected, and \
             section, confusion and class-angles show any dimension"
        ),
        WhyNot::Dimension { wants, found } => format!(
            "--view {id}: found features of dimension {found} in {name}, expected {wants}; model.feature_dim sets it"
        ),
        WhyNot::Classes { most, found } => format!(
            "--view {id}: found {found} classes in {name}, expected at most {most}; class-angles shows the nearest neighbours of one"
        ),
        WhyNot::Empty => format!("--view {id}: {name} has no features or no class directions"),
    }
}

fn chart_panels(
    shots: &[Shot],
    chart: &dyn Chart,
    extra: &[String],
) -> Result<Vec<Panel>, Failure> {
    let Some(first) = shots.first() else {
        return Ok(Vec::new());
    };
    let switches = show(first, extra)?.switches(chart.switches());
    let titles = titles(shots);
    let lanes: Vec<ChartLane<'_>> = shots
        .iter()
        .zip(&titles)
        .enumerate()
        .map(|(place, (shot, title))| ChartLane {
            place,
            name: title,
            snapshot: &shot.snapshot,
            experiment: &shot.snapshot.experiment,
        })
        .collect();
    let panel = |figure: ChartFigure, title: &str| -> Result<Panel, Failure> {
        if figure.is_empty() && figure.note.is_none() {
            return Err(Failure::Failed(format!(
                "--view {}: there is nothing to draw; a run without metrics.csv has no curves",
                chart.id()
            )));
        }
        Ok(Panel {
            run: None,
            drawing: Drawing::Chart(figure),
            title: title.to_owned(),
            classes: Vec::new(),
            camera: Camera::default(),
        })
    };
    match chart.lanes_apart() && lanes.len() > 1 {
        true => {
            let figures = charts::apart(chart, &lanes, &switches).into_iter();
            let named = figures.zip(&lanes);
            named
                .map(|(figure, lane)| panel(figure, lane.name))
                .collect()
        }
        false => Ok(vec![panel(chart.figure(&lanes, &switches), "")?]),
    }
}
