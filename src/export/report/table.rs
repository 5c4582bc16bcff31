//! The table of metrics: a row a run, the best of a column in bold.

use super::escaped;
use crate::{
    math::share,
    text::{grouped, t},
    train::{
        ModelKind, Snapshot,
        gaps::{GapMeans, gaps},
    },
};

/// A column: what it is called with its unit or explanation, a run's value as text, and as a number that is better when larger.
struct Column {
    head: fn() -> [&'static str; 2],
    text: fn(&Snapshot) -> String,
    rank: fn(&Snapshot) -> f64,
}

const COLUMNS: [Column; 9] = [
    Column {
        head: || [t("report-test"), t("report-test-unit")],
        text: |s| percent(s.metrics.test_accuracy),
        rank: |s| s.metrics.test_accuracy,
    },
    Column {
        head: || [t("report-train"), t("report-train-unit")],
        text: |s| percent(s.metrics.train_accuracy),
        rank: |_| f64::NAN,
    },
    Column {
        head: || [t("report-own"), t("report-own-unit")],
        text: |s| {
            spread(
                s.metrics.angle_to_own_deg.mean,
                s.metrics.angle_to_own_deg.std,
            )
        },
        rank: |s| -s.metrics.angle_to_own_deg.mean,
    },
    Column {
        head: || [t("report-nearest"), t("report-nearest-unit")],
        text: |s| fixed(s.metrics.nearest_classes_deg, 1),
        rank: |s| s.metrics.nearest_classes_deg,
    },
    Column {
        head: || [t("report-margin"), t("report-margin-unit")],
        text: |s| percent(s.margin_met()),
        rank: |_| f64::NAN,
    },
    Column {
        head: || [t("report-gap"), t("report-gap-unit")],
        text: gap,
        rank: |_| f64::NAN,
    },
    Column {
        head: || [t("report-fisher"), t("report-fisher-unit")],
        text: |s| fixed(s.metrics.fisher_score, 3),
        rank: |s| -s.metrics.fisher_score,
    },
    Column {
        head: || [t("report-loss"), t("report-loss-unit")],
        text: |s| fixed(s.metrics.loss, 3),
        rank: |_| f64::NAN,
    },
    Column {
        head: || [t("report-steps"), t("report-steps-unit")],
        text: |s| grouped(s.step),
        rank: |_| f64::NAN,
    },
];

/// The section with the table.
pub fn metrics(runs: &[(String, &Snapshot)]) -> String {
    let head = COLUMNS.iter().map(|column| {
        let [head, small] = (column.head)();
        format!("<th scope=\"col\">{head}<small>{small}</small></th>")
    });
    let rows = runs.iter().map(|(name, snapshot)| {
        let cells = COLUMNS.iter().map(|column| cell(column, snapshot, runs));
        format!(
            "<tr><th scope=\"row\">{}</th>{}</tr>\n",
            escaped(name),
            cells.collect::<String>()
        )
    });
    format!(
        "<section>\n<h2>{}</h2>\n<div class=\"scroll\"><table class=\"lanes\">\n<thead><tr><th scope=\"col\">{}</th>{}</tr></thead>\n\
         <tbody>\n{}</tbody>\n</table>\n<p class=\"note\">{}{}{}</p></div>\n</section>\n",
        t("report-metrics"),
        t("report-run"),
        head.collect::<String>(),
        rows.collect::<String>(),
        t("report-metrics-note"),
        given_note(runs),
        if runs.len() > 1 { t("report-bold") } else { "" },
    )
}

/// What is to be known of features that are given, where there are some.
pub(super) fn given_note(runs: &[(String, &Snapshot)]) -> &'static str {
    let given = |run: &Snapshot| run.experiment.model.kind == ModelKind::Features;
    match runs.iter().any(|(_, run)| given(run)) {
        true => t("report-given-note"),
        false => "",
    }
}

fn cell(column: &Column, snapshot: &Snapshot, runs: &[(String, &Snapshot)]) -> String {
    // A run that something is wrong with is never the best.
    let rank = |snapshot: &Snapshot| match snapshot.health.is_sound() {
        true => (column.rank)(snapshot),
        false => f64::NAN,
    };
    let (text, own) = ((column.text)(snapshot), rank(snapshot));
    let others = runs
        .iter()
        .map(|(_, other)| rank(other))
        .filter(|rank| !rank.is_nan());
    let best = runs.len() > 1 && own.is_finite() && others.fold(own, f64::max) <= own;
    match best {
        true => format!("<td><strong>{text}</strong></td>"),
        false => format!("<td>{text}</td>"),
    }
}

/// What the loss asks for between neighbouring classes, what held-out samples have and what training samples have.
fn gap(snapshot: &Snapshot) -> String {
    let found = GapMeans::of(&gaps(snapshot, &snapshot.experiment.loss));
    let all = [found.asked_deg, found.held_out_deg, found.train_deg];
    all.map(|degrees| fixed(degrees, 1)).join(" / ")
}

fn percent(fraction: f64) -> String {
    fixed(share::percent(fraction, 1), 1)
}

/// A number with so many decimals; a dash for what is none.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    match value.is_finite() {
        // Such as the loss of a run that diverges.
        true if value.abs() >= 1e7 => format!("{value:.1e}").replace('-', "−"),
        true => format!("{value:.decimals$}").replace('-', "−"),
        false => "–".to_owned(),
    }
}

fn spread(mean: f64, std: f64) -> String {
    match mean.is_finite() && std.is_finite() {
        true => format!("{} ± {}", fixed(mean, 1), fixed(std, 1)),
        false => "–".to_owned(),
    }
}
