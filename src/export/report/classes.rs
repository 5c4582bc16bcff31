//! Class by class: how many held-out samples are found, and what the others are taken for.

use super::{escaped, table::given_note};
use crate::{
    figure::{self, Figure, Switches, matrix::MatrixFigure},
    math::share::percent,
    text::t,
    train::{Snapshot, metrics::units},
};

/// With more classes than this the table of counts would be wider than a page.
const MOST: usize = 24;

/// A section with two tables for each run.
pub fn section(runs: &[(String, &Snapshot)]) -> String {
    let tables = runs.iter().filter_map(|(name, run)| {
        let counts = counts(run)?;
        let head = match runs.len() {
            1 => String::new(),
            _ => format!("<h3>{}</h3>\n", escaped(name)),
        };
        Some(format!(
            "{head}{}{}",
            by_class(run, &counts),
            confusion(&counts)
        ))
    });
    let tables: String = tables.collect();
    match tables.is_empty() {
        true => tables,
        false => format!(
            "<section>\n<h2>{}</h2>\n{tables}<p class=\"note\">{}{}</p>\n</section>\n",
            t("report-classes"),
            t("report-classes-note"),
            given_note(runs)
        ),
    }
}

fn counts(run: &Snapshot) -> Option<MatrixFigure> {
    let view = figure::find("confusion")?;
    match view.figure(run, &run.experiment.loss, &Switches::default()) {
        Ok(Figure::Matrix(counts)) => Some(counts.as_ref().clone()),
        _ => None,
    }
}

fn by_class(run: &Snapshot, counts: &MatrixFigure) -> String {
    let angles = own_angles(run, counts.classes());
    let rows = counts.names.iter().zip(angles).enumerate().map(|(class, (name, angle))| {
        let (own, all) = (counts.count(class, class), counts.total(class));
        let taken: u32 = (0..counts.classes()).map(|row| counts.count(row, class)).sum();
        format!(
            "<tr><th scope=\"row\">{}</th><td>{all}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(name),
            share(own, all),
            share(own, taken),
            angle.map_or("–".to_owned(), |angle| format!("{angle:.1}"))
        )
    });
    format!(
        "<div class=\"scroll\"><table class=\"classes\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}<small>%</small></th><th scope=\"col\">{}<small>%</small></th>\
         <th scope=\"col\">{}<small>°</small></th></tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
        t("report-class"),
        t("report-samples"),
        t("report-found"),
        t("report-right"),
        t("report-angle"),
        rows.collect::<String>()
    )
}

fn share(part: u32, of: u32) -> String {
    match of {
        0 => "–".to_owned(),
        _ => format!("{:.1}", percent(f64::from(part) / f64::from(of), 1)),
    }
}

/// The mean angle of each class's features to its direction, degrees; none where there is no sample.
fn own_angles(run: &Snapshot, classes: usize) -> Vec<Option<f64>> {
    let (features, directions) = (units(run.features.view()), units(run.weights.view()));
    let mut sums = vec![(0.0, 0_u32); classes];
    for (feature, label) in features.outer_iter().zip(&run.dataset.test.labels) {
        if *label >= classes || *label >= directions.nrows() {
            continue;
        }
        let cos: f64 = feature
            .iter()
            .zip(directions.row(*label))
            .map(|(a, b)| a * b)
            .sum();
        let angle = cos.clamp(-1.0, 1.0).acos().to_degrees();
        if angle.is_finite() {
            sums[*label].0 += angle;
            sums[*label].1 += 1;
        }
    }
    let mean = |(sum, count): (f64, u32)| (count > 0).then(|| sum / f64::from(count));
    sums.into_iter().map(mean).collect()
}

fn confusion(counts: &MatrixFigure) -> String {
    let classes = counts.classes();
    if classes > MOST {
        let worst = counts
            .mistakes(MOST)
            .into_iter()
            .map(|(row, column, count)| {
                let [from, to] = [row, column].map(|class| escaped(&counts.names[class]));
                format!("<tr><th scope=\"row\">{from}</th><td>{to}</td><td>{count}</td></tr>\n")
            });
        return format!(
            "<div class=\"scroll\"><table class=\"counts\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}<small>{}</small></th></tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
            t("report-class"),
            t("report-taken"),
            t("report-samples"),
            t("report-frequent"),
            worst.collect::<String>()
        );
    }
    let heads = counts
        .names
        .iter()
        .map(|name| format!("<th scope=\"col\">{}</th>", escaped(name)));
    let rows = counts.names.iter().enumerate().map(|(row, name)| {
        let cell = |column| match (row == column, counts.count(row, column)) {
            (true, count) => format!("<td><strong>{count}</strong></td>"),
            (false, 0) => "<td>·</td>".to_owned(),
            (false, count) => format!("<td>{count}</td>"),
        };
        let cells: String = (0..classes).map(cell).collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", escaped(name))
    });
    format!(
        "<div class=\"scroll\"><table class=\"counts\">\n<thead><tr><th scope=\"col\">{}</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
        t("report-class"),
        heads.collect::<String>(),
        rows.collect::<String>()
    )
}
