//! From runs to panels: each view of each run, each chart of all.

use std::sync::Arc;

use super::super::Failure;
use super::classes::Classes;
use super::shot::Shot;
use crate::export::{Camera, Drawing, Panel};
use crate::figure::{
    self, Show, View, WhyNot,
    charts::{self, Chart, ChartLane},
};
use crate::loss;
use crate::train::Snapshot;

/// Something to draw.
#[derive(Clone, Copy)]
pub enum Wanted {
    View(&'static dyn View),
    Chart(&'static dyn Chart),
}

/// The views and charts of these ids.
pub fn wanted(ids: &[String]) -> Result<Vec<Wanted>, Failure> {
    ids.iter().map(|id| one(id.trim())).collect()
}

fn one(id: &str) -> Result<Wanted, Failure> {
    let view = figure::find(id).map(Wanted::View);
    let found = view.or_else(|| charts::find(id).map(Wanted::Chart));
    found.ok_or_else(|| {
        let views = figure::registry().iter().map(|view| view.id());
        let all: Vec<&str> = views
            .chain(charts::registry().iter().map(|chart| chart.id()))
            .collect();
        Failure::WrongArguments(format!(
            "--view: found \"{id}\", expected among {}",
            all.join(", ")
        ))
    })
}

/// The switches as a session's `show` list has them.
pub fn switches(list: &[String]) -> Result<Vec<String>, Failure> {
    match Show::parse(list) {
        Ok(_) => Ok(list.to_vec()),
        Err(problem) => Err(Failure::WrongArguments(problem.replacen(
            "show:",
            "--switch:",
            1,
        ))),
    }
}

/// A panel for every view of every run that it applies to, and for every chart.
pub fn of(
    shots: &[Shot],
    wanted: &[Wanted],
    extra: &[String],
    camera: Camera,
) -> Result<Vec<Panel>, Failure> {
    of_classes(shots, wanted, extra, camera, &Classes::default())
}

/// The same, of the classes that were chosen.
pub fn of_classes(
    shots: &[Shot],
    wanted: &[Wanted],
    extra: &[String],
    camera: Camera,
    classes: &Classes,
) -> Result<Vec<Panel>, Failure> {
    let mut panels = Vec::new();
    for wanted in wanted {
        let of_all = wanted_views(wanted);
        match wanted {
            Wanted::View(view) => {
                let drawn = of_view(shots, *view, extra, camera, classes)?;
                panels.extend(drawn.into_iter().map(|panel| (of_all.clone(), panel)));
            }
            Wanted::Chart(chart) => {
                let drawn = of_chart(shots, *chart, extra)?;
                panels.extend(drawn.into_iter().map(|panel| (of_all.clone(), panel)));
            }
        }
    }
    let several = wanted.len() > 1;
    let alone = panels.len() == 1;
    let titled = |(view, mut panel): (String, Panel)| {
        panel.title = match (several, panel.title.is_empty()) {
            // A chart says nowhere else what it shows.
            _ if alone && panel.has_classes() => String::new(),
            _ if alone => view,
            (true, true) => view,
            // A lane that is called like its view says nothing more.
            (true, false) if shots.len() > 1 && !panel.title.eq_ignore_ascii_case(&view) => {
                format!("{view}, {}", panel.title)
            }
            (true, false) => view,
            (false, _) => panel.title,
        };
        panel
    };
    Ok(panels.into_iter().map(titled).collect())
}

fn wanted_views(wanted: &Wanted) -> String {
    match wanted {
        Wanted::View(view) => view.name().to_owned(),
        Wanted::Chart(chart) => chart.name().to_owned(),
    }
}

fn show(shot: &Shot, extra: &[String]) -> Result<Show, Failure> {
    let list: Vec<String> = shot.show.iter().chain(extra).cloned().collect();
    Show::parse(&list).map_err(Failure::Failed)
}

fn of_view(
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
        let snapshot = &shot.snapshot;
        match view.figure(snapshot, &snapshot.experiment.loss, &switches) {
            Ok(figure) => panels.push(Panel {
                run: Some(run),
                drawing: Drawing::Figure(figure),
                title,
                classes: snapshot.dataset.class_names.clone(),
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

fn refusal(view: &dyn View, shot: &Shot, why: WhyNot) -> String {
    let (id, name) = (view.id(), &shot.name);
    match why {
        WhyNot::Dimension { wants, found } => format!(
            "--view {id}: found features of dimension {found} in {name}, expected {wants}; model.feature_dim sets it"
        ),
        WhyNot::Empty => format!("--view {id}: {name} has no features or no class directions"),
    }
}

fn of_chart(shots: &[Shot], chart: &dyn Chart, extra: &[String]) -> Result<Vec<Panel>, Failure> {
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
    let panel = |lanes: &[ChartLane<'_>], title: &str| -> Result<Panel, Failure> {
        let figure = chart.figure(lanes, &switches);
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
        true => lanes
            .iter()
            .map(|lane| panel(std::slice::from_ref(lane), lane.name))
            .collect(),
        false => Ok(vec![panel(&lanes, "")?]),
    }
}

/// What each run is called beside the others: its loss, with the knobs in which runs of one loss differ, or its lane.
fn titles(shots: &[Shot]) -> Vec<String> {
    let titles: Vec<String> = shots.iter().map(|shot| title(shot, shots)).collect();
    let again = |title: &String| titles.iter().filter(|other| *other == title).count() > 1;
    let lane = |(title, shot): (&String, &Shot)| match again(title) {
        true => shot.name.clone(),
        false => title.clone(),
    };
    titles.iter().zip(shots).map(lane).collect()
}

fn title(shot: &Shot, all: &[Shot]) -> String {
    let id = |snapshot: &Arc<Snapshot>| snapshot.experiment.loss.id.clone();
    let own = id(&shot.snapshot);
    let Some(loss) = loss::find(&own) else {
        return shot.name.clone();
    };
    let value = |shot: &Shot, knob: &str| shot.snapshot.experiment.loss.knobs.get(knob);
    // Without the other names that some have in brackets.
    let name = loss.name().split(" (").next().unwrap_or_default();
    let mut title = name.to_owned();
    for knob in loss.knobs() {
        let mine = value(shot, knob.id);
        let others = all.iter().filter(|other| id(&other.snapshot) == own);
        let differs = others.map(|other| value(other, knob.id)).any(|v| v != mine);
        if let Some(mine) = mine.filter(|_| differs) {
            title += &format!(", {} = {mine}", knob.symbol);
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, expect: Result<&str, &str>) {
        let found = one(id).map(|wanted| wanted_views(&wanted));
        match expect {
            Ok(name) => assert_eq!(found.ok().as_deref(), Some(name)),
            Err(part) => {
                let message = found.unwrap_err().to_string();
                assert!(message.contains(part), "{message}");
            }
        }
    }

    #[test]
    fn views_and_charts_are_found_by_id() {
        check("circle", Ok("Circle"));
        check("psi", Ok("Target logit ψ"));
        check(
            "petals",
            Err("found \"petals\", expected among circle, sphere"),
        );
    }

    #[test]
    fn switches_are_those_of_the_registries() {
        assert!(switches(&["no-regions".to_owned(), "pull".to_owned()]).is_ok());
        let wrong = switches(&["glow".to_owned()]).unwrap_err().to_string();
        assert!(wrong.starts_with("--switch: found \"glow\""), "{wrong}");
    }
}
