//! A figure in words, for those who do not see it.

use super::{
    lanes::Lane,
    number,
    text::{listed, sentences, t, tf},
};
use crate::{
    figure::{
        between::{BetweenFigure, Shown},
        matrix::MatrixFigure,
    },
    train::Directions,
};

/// More classes than this are counted, not listed.
const LISTED: usize = 20;
/// So many mistakes of a confusion are told.
const MISTAKES: usize = 5;

/// What the plot of `lane` shows: classes with the angles of their directions, accuracy, spread.
pub fn summary(lane: &Lane) -> String {
    let metrics = &lane.snapshot.metrics;
    let facts = tf(
        "summary",
        &[
            ("classes", &lane.classes().to_string()),
            ("step", &lane.snapshot.step.to_string()),
            ("accuracy", &number::percent(metrics.test_accuracy)),
            ("own", &number::degrees(metrics.angle_to_own_deg.mean)),
            ("nearest", &number::degrees(metrics.nearest_classes_deg)),
            ("held", held_out(lane)),
        ],
    );
    let directions = directions(lane);
    if directions.is_empty() || directions.len() > LISTED {
        return facts;
    }
    let list = listed(&directions);
    let directions = match lane.snapshot.directions {
        Directions::Weights => tf("summary-directions", &[("list", &list)]),
        Directions::Means => tf("summary-means", &[("list", &list)]),
    };
    sentences(&[facts, directions])
}

/// What samples are called beside "samples": features that are given were held out of nothing.
pub fn held_out(lane: &Lane) -> &'static str {
    match lane.snapshot.dataset.given {
        Some(_) => "",
        None => t("held-out"),
    }
}

/// What a cell of a confusion holds.
pub fn cell_text(figure: &MatrixFigure, row: usize, column: usize) -> String {
    let name = |class: usize| figure.names.get(class).map_or("", String::as_str);
    let count = figure.count(row, column).to_string();
    let total = figure.total(row).to_string();
    let args = [
        ("label", name(row)),
        ("found", name(column)),
        ("count", count.as_str()),
        ("total", total.as_str()),
    ];
    match row == column {
        true => tf("confusion-right", &args),
        false => tf("confusion-wrong", &args),
    }
}

/// The mistakes that a confusion holds most of.
pub fn confusion(figure: &MatrixFigure) -> String {
    let mistakes = figure.mistakes(MISTAKES).into_iter();
    let texts: Vec<String> = mistakes
        .map(|(row, column, _)| cell_text(figure, row, column))
        .collect();
    match texts.is_empty() {
        true => t("confusion-none").to_owned(),
        false => texts.join(t("list-semicolon")),
    }
}

/// The angle of a cell of the angles between classes.
pub fn angle_text(figure: &BetweenFigure, row: usize, column: usize) -> String {
    let name = |row: usize| figure.names.get(row).map_or("", String::as_str);
    let (first, second) = match &figure.shown {
        Shown::All(_) if row == column => return name(row).to_owned(),
        Shown::All(_) => (name(row), name(column)),
        Shown::Nearest { name: of, .. } => (of.as_str(), name(row)),
    };
    let angle = number::degrees(figure.degrees(row, column));
    let args = [
        ("angle", angle.as_str()),
        ("first", first),
        ("second", second),
    ];
    tf("class-angles-cell", &args)
}

/// The smallest angle between classes, and what has no room.
pub fn between(figure: &BetweenFigure) -> String {
    sentences(&figure.notes)
}

/// Each class with where its direction points: its angle on the circle, longitude and latitude on the sphere.
fn directions(lane: &Lane) -> Vec<String> {
    let rows = lane.snapshot.weights.rows().into_iter();
    rows.zip(lane.snapshot.dataset.spoken_names())
        .filter_map(|(w, name)| {
            let w: Vec<f64> = w.iter().map(|x| f64::from(*x)).collect();
            let around = w.get(1)?.atan2(*w.first()?).to_degrees();
            let up = w.get(2).map(|z| z.atan2(w[0].hypot(w[1])).to_degrees());
            let around = number::fixed(around, 0);
            Some(match up {
                Some(up) => format!("{name} {around}° / {}°", number::fixed(up, 0)),
                None => format!("{name} {around}°"),
            })
        })
        .collect()
}
