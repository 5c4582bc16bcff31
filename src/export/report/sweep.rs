//! The report of a sweep: what was swept, and what each cell of it came to over its seeds.

use super::{Picture, document, escaped, figures, table::fixed};
use crate::{
    look::Style,
    math::share,
    sweep::{Axis, Plan, Row, Spread, Table, description, written},
    text::{grouped, t, tf},
};

/// A column of the table: what it is called with its unit or explanation, the metric, its factor, its decimals, and which
/// side of it is the better one, if one is.
struct Column {
    head: fn() -> [&'static str; 2],
    metric: &'static str,
    factor: f64,
    decimals: u8,
    better: Option<Better>,
}

enum Better {
    Larger,
    Smaller,
}

/// The factor of shares.
const PERCENT: f64 = 100.0;

const COLUMNS: [Column; 12] = [
    Column {
        head: || [t("report-test"), t("report-test-unit")],
        metric: "test_accuracy",
        factor: PERCENT,
        decimals: 1,
        better: Some(Better::Larger),
    },
    Column {
        head: || [t("report-train"), t("report-train-unit")],
        metric: "train_accuracy",
        factor: PERCENT,
        decimals: 1,
        better: None,
    },
    Column {
        head: || [t("report-own"), t("report-own-unit")],
        metric: "angle_to_own_deg.mean",
        factor: 1.0,
        decimals: 1,
        better: Some(Better::Smaller),
    },
    Column {
        head: || [t("report-nearest"), t("report-nearest-unit")],
        metric: "nearest_classes_deg",
        factor: 1.0,
        decimals: 1,
        better: Some(Better::Larger),
    },
    Column {
        head: || [t("report-margin"), t("report-margin-unit")],
        metric: "margin_satisfied",
        factor: PERCENT,
        decimals: 1,
        better: None,
    },
    Column {
        head: || [t("report-gap-asked"), t("report-gap-of")],
        metric: "gaps.asked_deg",
        factor: 1.0,
        decimals: 1,
        better: None,
    },
    Column {
        head: || [t("report-gap-held-out"), t("report-gap-of")],
        metric: "gaps.held_out_deg",
        factor: 1.0,
        decimals: 1,
        better: None,
    },
    Column {
        head: || [t("report-gap-train"), t("report-gap-of")],
        metric: "gaps.train_deg",
        factor: 1.0,
        decimals: 1,
        better: None,
    },
    Column {
        head: || [t("report-fisher"), t("report-fisher-unit")],
        metric: "fisher_score",
        factor: 1.0,
        decimals: 3,
        better: Some(Better::Smaller),
    },
    Column {
        head: || [t("report-loss"), t("report-loss-unit")],
        metric: "loss",
        factor: 1.0,
        decimals: 3,
        better: None,
    },
    Column {
        head: || [t("report-eer"), t("report-eer-unit")],
        metric: "unseen.eer",
        factor: PERCENT,
        decimals: 1,
        better: Some(Better::Smaller),
    },
    Column {
        head: || [t("report-verified"), t("report-verified-unit")],
        metric: "unseen.accuracy",
        factor: PERCENT,
        decimals: 1,
        better: Some(Better::Larger),
    },
];

/// The page of a sweep of the experiment that a person calls `of`, with `pictures` of it.
pub fn sweep(plan: &Plan, table: &Table, of: &str, pictures: &[Picture], style: &Style) -> String {
    let sections = [
        head(plan, table, of, pictures),
        swept(plan),
        cells(plan, table),
        figures(pictures),
        again(plan, of),
    ];
    let title = tf("report-sweep-title", &[("of", of)]);
    let version = env!("CARGO_PKG_VERSION");
    document((&title, version), &sections.concat(), style)
}

fn head(plan: &Plan, table: &Table, of: &str, pictures: &[Picture]) -> String {
    let (done, all) = (table.rows.len().to_string(), plan.runs().to_string());
    let runs = match done == all {
        true => tf("report-runs", &[("count", &all)]),
        false => tf("report-runs-of", &[("done", &done), ("all", &all)]),
    };
    let by = match pictures.is_empty() {
        true => runs,
        false => {
            let count = pictures.len().to_string();
            tf("report-by", &[("runs", &runs), ("figures", &count)])
        }
    };
    let title = escaped(&tf("report-sweep-title", &[("of", of)]));
    let unsound = table.rows.iter().filter_map(|row| {
        let (called, problem) = (escaped(&plan.called(&row.job)), escaped(row.problem()?));
        let problem = match row.went_back_to() {
            Some(step) => tf(
                "report-problem-before",
                &[("problem", &problem), ("step", &grouped(step))],
            ),
            None => tf("report-problem", &[("problem", &problem)]),
        };
        Some(format!(
            "<p class=\"problem\"><b>{called}</b>: {problem}</p>\n"
        ))
    });
    format!(
        "<header>\n<h1>{title}</h1>\n<p class=\"by\">{by}</p>\n</header>\n{}",
        unsound.collect::<String>()
    )
}

/// What changes from run to run.
fn swept(plan: &Plan) -> String {
    let values = |axis: &Axis| {
        let values: Vec<String> = axis.values.iter().map(written).collect();
        escaped(&values.join(", "))
    };
    let row = |name: String, values: String| {
        format!("<tr><th scope=\"row\">{name}</th><td>{values}</td></tr>\n")
    };
    let axes = plan.axes().iter();
    let mut rows: Vec<String> = axes
        .map(|axis| row(format!("<code>{}</code>", escaped(&axis.key)), values(axis)))
        .collect();
    if plan.lanes().len() > 1 {
        let lanes = escaped(&plan.lanes().join(", "));
        rows.push(row(t("report-lanes").to_owned(), lanes));
    }
    rows.push(row(t("report-seeds").to_owned(), plan.seeds().to_string()));
    format!(
        "<section>\n<h2>{}</h2>\n<div class=\"scroll\"><table>\n<tbody>\n{}</tbody>\n</table></div>\n</section>\n",
        t("report-swept"),
        rows.concat()
    )
}

/// The rows of a cell of the grid, in one lane.
type Cell<'a> = &'a [Row];

/// Mean and spread of every cell over its seeds.
fn cells(plan: &Plan, table: &Table) -> String {
    let same = |a: &Row, b: &Row| a.job.values == b.job.values && a.job.lane == b.job.lane;
    let cells: Vec<Cell<'_>> = table.rows.chunk_by(same).collect();
    let there = |column: &&Column| {
        let mut rows = table.rows.iter();
        rows.any(|row| row.shown(column.metric, plan).is_some())
    };
    let columns: Vec<&Column> = COLUMNS.iter().filter(there).collect();
    let lanes = plan.lanes().len() > 1;
    let plain = |name: &str| format!("<th scope=\"col\">{name}</th>");
    let mut head: Vec<String> = plan
        .axes()
        .iter()
        .map(|a| plain(&escaped(&a.key)))
        .collect();
    head.extend(lanes.then(|| plain(t("report-lane"))));
    head.push(plain("n"));
    head.extend(columns.iter().map(|column| {
        let [name, small] = (column.head)();
        format!("<th scope=\"col\">{name}<small>{small}</small></th>")
    }));
    let best: Vec<Option<f64>> = columns.iter().map(|c| best(c, &cells, plan)).collect();
    let row = |cell: &Cell<'_>| {
        let job = &cell[0].job;
        let mut fields: Vec<String> = job.values.iter().map(|v| escaped(&written(v))).collect();
        fields.extend(lanes.then(|| escaped(&job.lane)));
        fields.push(cell.len().to_string());
        let measured = columns.iter().zip(&best);
        fields.extend(measured.map(|(column, best)| field(column, cell, *best, plan)));
        let fields = fields.iter().map(|field| format!("<td>{field}</td>"));
        format!("<tr>{}</tr>\n", fields.collect::<String>())
    };
    let bold = if cells.len() > 1 {
        t("report-bold")
    } else {
        ""
    };
    format!(
        "<section>\n<h2>{}</h2>\n<div class=\"scroll\"><table class=\"lanes\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n\
         </table>\n<p class=\"note\">{} {}{bold}</p></div>\n</section>\n",
        t("report-metrics"),
        head.concat(),
        cells.iter().map(row).collect::<String>(),
        t("report-sweep-note"),
        t("report-metrics-note"),
    )
}

fn spread(column: &Column, cell: &Cell<'_>, plan: &Plan) -> Spread {
    Spread::of(cell.iter().filter_map(|row| row.shown(column.metric, plan)))
}

/// Whether nothing is wrong with any run of a cell.
fn is_sound(cell: &Cell<'_>) -> bool {
    cell.iter().all(|row| row.problem().is_none())
}

/// The best mean of a column, where one is better than another: of sound runs alone.
fn best(column: &Column, cells: &[Cell<'_>], plan: &Plan) -> Option<f64> {
    let sound = cells.iter().filter(|cell| is_sound(cell));
    let means = sound.map(|cell| spread(column, cell, plan).mean);
    let means = means.filter(|mean| mean.is_finite());
    match column.better.as_ref().filter(|_| cells.len() > 1)? {
        Better::Larger => means.reduce(f64::max),
        Better::Smaller => means.reduce(f64::min),
    }
}

fn field(column: &Column, cell: &Cell<'_>, best: Option<f64>, plan: &Plan) -> String {
    let Spread { mean, std, n } = spread(column, cell, plan);
    let text = |value: f64| fixed(value, usize::from(column.decimals));
    let shown = match column.factor == PERCENT {
        true => text(share::percent(mean, column.decimals)),
        false => text(column.factor * mean),
    };
    let field = match n {
        0 | 1 => shown,
        _ => format!("{shown} ± {}", text(column.factor * std)),
    };
    // Some runs have no such number, as one that broke off has no loss.
    let field = match n > 0 && n < cell.len() {
        true => tf(
            "report-of-runs",
            &[("field", &field), ("n", &n.to_string())],
        ),
        false => field,
    };
    match best == Some(mean) && is_sound(cell) {
        true => format!("<strong>{field}</strong>"),
        false => field,
    }
}

/// How to have the runs again.
fn again(plan: &Plan, of: &str) -> String {
    let first = plan.job(0).folder();
    format!(
        "<section>\n<h2>{}</h2>\n<p>{}</p>\n<pre>marginscope train runs/{first}/experiment.toml</pre>\n\
         <pre class=\"long\">{}</pre>\n</section>\n",
        t("report-again"),
        t("report-sweep-repeats"),
        escaped(description::toml(plan, of).trim()),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::{look::Theme, sweep::flat, train::Session};

    /// The page of a sweep of m over two seeds, of which these runs are there with these accuracies.
    fn page(runs: &[(usize, f64)]) -> String {
        let session = Session::preset("fashion-circle").unwrap();
        let axes = vec![Axis::parse("loss.m=0,0.25").unwrap()];
        let plan = Plan::new(session, axes, &[], 2).unwrap();
        let mut table = Table::default();
        for (number, accuracy) in runs {
            let job = plan.job(*number);
            let metrics = flat(&json!({"test_accuracy": accuracy, "problem": null}));
            table.add(Row { job, metrics });
        }
        sweep(&plan, &table, "a < b", &[], &Style::new(Theme::Light))
    }

    #[test]
    fn a_cell_is_its_mean_and_spread_over_seeds_with_how_many_there_are() {
        let page = page(&[(0, 0.8), (1, 0.9), (2, 0.75)]);
        for expect in [
            "<td>0</td><td>2</td><td><strong>85.0 ± 7.1</strong></td>",
            "<td>0.25</td><td>1</td><td>75.0</td>",
            "3 of 4 runs",
            "a &lt; b",
            "seeds = 2",
        ] {
            assert!(page.contains(expect), "{expect}: {page}");
        }
    }

    /// The same of two runs, of which the second one went wrong, at this step where there is one.
    fn page_of_a_problem(health: Json, accuracy: f64) -> String {
        let session = Session::preset("fashion-circle").unwrap();
        let axes = vec![Axis::parse("loss.m=0,0.25").unwrap()];
        let plan = Plan::new(session, axes, &[], 1).unwrap();
        let mut table = Table::default();
        let sound = json!({"test_accuracy": 0.5, "steps": 900, "health": {"state": "sound"}, "problem": null});
        let unsound = json!({"test_accuracy": accuracy, "steps": 50, "health": health, "problem": "It went wrong"});
        for (number, summary) in [sound, unsound].iter().enumerate() {
            let job = plan.job(number);
            let metrics = flat(summary);
            table.add(Row { job, metrics });
        }
        sweep(&plan, &table, "a", &[], &Style::new(Theme::Light))
    }

    #[test]
    fn a_run_that_went_back_says_of_which_step_its_numbers_are_and_is_never_the_best() {
        let page = page_of_a_problem(json!({"state": "not-finite", "step": 57}), 0.9);
        let expect =
            "It went wrong. The run has diverged: figures and numbers are those of step 50";
        assert!(page.contains(expect), "{page}");
        assert!(page.contains("<td><strong>50.0</strong></td>"), "{page}");
        assert!(page.contains("<td>90.0</td>"), "{page}");
        let page = page_of_a_problem(json!({"state": "chance", "since": 7}), 0.5);
        assert!(page.contains("</b>: It went wrong.</p>"), "{page}");
        // As good as the best, and not it.
        assert!(page.contains("<td>50.0</td>"), "{page}");
    }

    #[test]
    fn a_mean_is_all_of_it_only_where_every_run_is() {
        let page = page(&[(0, 1.0), (1, 0.9992), (2, 1.0), (3, 1.0)]);
        assert!(page.contains("<td>99.9 ± 0.1</td>"), "{page}");
        assert!(page.contains("<strong>100.0 ± 0.0</strong>"), "{page}");
    }

    #[test]
    fn a_loss_without_a_margin_reaches_none() {
        let session = Session::preset("fashion-circle").unwrap();
        let axes = vec![Axis::parse("loss.id=softmax,arcface").unwrap()];
        let plan = Plan::new(session, axes, &[], 1).unwrap();
        let mut table = Table::default();
        for number in 0..2 {
            let metrics = flat(&json!({"margin_satisfied": 0.7, "problem": null}));
            let job = plan.job(number);
            table.add(Row { job, metrics });
        }
        let page = sweep(&plan, &table, "a", &[], &Style::new(Theme::Light));
        for (loss, expect) in [("softmax", "–"), ("arcface", "70.0")] {
            let row = format!("<td>{loss}</td><td>1</td><td>{expect}</td>");
            assert!(page.contains(&row), "{row}: {page}");
        }
    }

    #[test]
    fn a_sweep_of_which_nothing_is_there_has_a_page() {
        assert!(page(&[]).contains("0 of 4 runs"));
    }
}
