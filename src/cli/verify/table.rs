//! The runs as a table for a person, in markdown: a row a name, mean and standard deviation where it has several runs.

use super::differences::{self, names};
use super::runs::Measured;
use crate::{
    math::share,
    runs::verified::Of,
    verify::report::{DRAWN, FAR, SEED},
};

/// A column: its heading, and a run's value, a share.
type Column = (String, Box<dyn Fn(&Measured) -> f64>);

/// The table, with what it is of below.
pub fn text(runs: &[Measured]) -> String {
    let names = names(runs);
    let columns = columns(runs);
    let heads: String = columns
        .iter()
        .map(|(head, _)| format!(" {head} |"))
        .collect();
    let mut text = format!("| run |{heads}\n|---|{}\n", "---|".repeat(columns.len()));
    for wanted in &names {
        let own: Vec<&Measured> = runs.iter().filter(|run| run.called == *wanted).collect();
        let cells: String = columns.iter().map(|(_, of)| cell(&own, of)).collect();
        text += &format!("| {wanted} |{cells}\n");
    }
    text += "\n";
    text += &notes(runs, &names);
    let apart = differences::text(&differences::differences(runs));
    match apart.is_empty() {
        true => text,
        false => text + "\n\n" + &apart,
    }
}

fn columns(runs: &[Measured]) -> Vec<Column> {
    let share = |of: fn(&Measured) -> f64| -> Box<dyn Fn(&Measured) -> f64> { Box::new(of) };
    let mut columns: Vec<Column> = vec![
        (
            "balanced accuracy, %".to_owned(),
            share(|run| run.report.verification.roc.balanced_accuracy),
        ),
        (
            "EER, %".to_owned(),
            share(|run| run.report.verification.roc.eer),
        ),
    ];
    for (place, far) in FAR.into_iter().enumerate().skip(1) {
        let tar = move |run: &Measured| run.report.verification.roc.at_far[place].tar;
        columns.push((format!("TAR at FAR {far}, %"), Box::new(tar)));
    }
    columns.push((
        "precision at 1, %".to_owned(),
        share(|run| run.report.retrieval.precision_at_1),
    ));
    // As many distractors as every run has.
    let most = runs
        .iter()
        .filter_map(|run| Some(run.report.retrieval.rank_1.last()?.0));
    if let Some(most) = most.min() {
        let rate = move |run: &Measured| {
            let rank_1 = &run.report.retrieval.rank_1;
            let found = rank_1.iter().find(|(count, _)| *count == most);
            found.map_or(f64::NAN, |(_, rate)| *rate)
        };
        columns.push((
            format!("rank-1 among {most} distractors, %"),
            Box::new(rate),
        ));
    }
    columns
}

fn cell(runs: &[&Measured], of: &dyn Fn(&Measured) -> f64) -> String {
    let values: Vec<f64> = runs.iter().map(|run| of(run)).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let shown = written(share::percent(mean, 2));
    if values.len() < 2 || !mean.is_finite() {
        return format!(" {shown} |");
    }
    // Of a sample of seeds, not of all seeds.
    let squares = values.iter().map(|x| (x - mean) * (x - mean));
    let std = (squares.sum::<f64>() / (n - 1.0)).sqrt();
    format!(" {shown} ± {} |", written(100.0 * std))
}

/// A number with two decimals; a dash for what is none, as where there is no pair of one kind.
fn written(value: f64) -> String {
    match value.is_finite() {
        true => format!("{value:.2}"),
        false => "–".to_owned(),
    }
}

/// What the numbers are of.
fn notes(runs: &[Measured], names: &[&str]) -> String {
    let mut notes: Vec<String> = Vec::new();
    for run in runs {
        let report = &run.report;
        let classes = match report.classes {
            1 => "1 class".to_owned(),
            count => format!("{count} classes"),
        };
        let of = match run.of {
            Of::Unseen => "left out of training",
            // Nobody knows what their run saw, or held out.
            Of::Seen if run.is_given() => "of features that were given",
            Of::Seen => "that training saw",
        };
        let pairs = match report.drawn {
            true => format!("{DRAWN} pairs drawn with seed {SEED}"),
            false => "all pairs".to_owned(),
        };
        let held_out = if run.is_given() { "" } else { "held-out " };
        let note = format!(
            "{} {held_out}samples of {classes} {of}, {pairs}: {} positive, {} negative; features of dimension {}, {} steps.",
            report.samples,
            report.verification.positives,
            report.verification.negatives,
            run.dim,
            run.step
        );
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if runs.len() > names.len() {
        let count = |name: &&str| runs.iter().filter(|run| run.called == **name).count();
        let counts: Vec<usize> = names.iter().map(count).collect();
        let ends = (counts.iter().min(), counts.iter().max());
        let (least, most) = (ends.0.unwrap_or(&0), ends.1.unwrap_or(&0));
        let each = match least == most {
            true => most.to_string(),
            false => format!("{least} to {most}"),
        };
        notes.push(format!("Mean ± standard deviation over {each} runs each."));
    }
    notes.join("\n")
}
