//! How it was done: the losses with their formulas, what is measured, where the data are from, and the papers.

use super::{escaped, prose};
use crate::{
    data,
    loss::{self, Loss, Reference},
    text::{t, tf},
    train::{ModelKind, OptimizerKind, Snapshot},
};

/// The losses of the runs, each once, in their order.
fn losses(runs: &[(String, &Snapshot)]) -> Vec<&'static dyn Loss> {
    let mut all: Vec<&'static dyn Loss> = Vec::new();
    let found = runs
        .iter()
        .filter_map(|(_, run)| loss::find(&run.experiment.loss.id));
    for loss in found {
        if !all.iter().any(|known| known.id() == loss.id()) {
            all.push(loss);
        }
    }
    all
}

/// The section of methods.
pub fn section(runs: &[(String, &Snapshot)]) -> String {
    let formulas: String = losses(runs).into_iter().map(formula).collect();
    format!(
        "<section>\n<h2>{}</h2>\n<p>{}</p>\n<dl class=\"formulas\">\n{formulas}</dl>\n{}<p>{}</p>\n</section>\n",
        t("report-methods"),
        t("report-methods-lead"),
        trained(runs),
        t("report-measures")
    )
}

fn formula(loss: &'static dyn Loss) -> String {
    let knobs = loss
        .knobs()
        .iter()
        .filter(|knob| knob.symbol.chars().count() <= 2);
    let symbols: Vec<&str> = knobs.map(|knob| knob.symbol).collect();
    let with = match symbols.is_empty() {
        true => String::new(),
        false => format!(" ({})", symbols.join(", ")),
    };
    format!(
        "<div><dt>{}{}</dt><dd>{}<br><small>{}</small></dd></div>\n",
        escaped(loss.spoken_name()),
        escaped(&with),
        escaped(loss.spoken_formula()),
        escaped(&tf(
            "report-between",
            &[
                ("boundary", loss.spoken_boundary()),
                ("paper", &loss::references::cite(loss))
            ]
        ))
    )
}

/// How they were trained, where that is the same for all.
fn trained(runs: &[(String, &Snapshot)]) -> String {
    let Some((_, first)) = runs.first() else {
        return String::new();
    };
    let own = &first.experiment.optimizer;
    // Nobody knows how features were trained that are given.
    let given = |run: &Snapshot| run.experiment.model.kind == ModelKind::Features;
    if runs
        .iter()
        .any(|(_, run)| run.experiment.optimizer != *own || given(run))
    {
        return String::new();
    }
    let (kind, letter) = match own.kind {
        OptimizerKind::Sgd => (t("report-sgd"), "μ"),
        OptimizerKind::Adam => (t("report-adam"), "β₁"),
    };
    let numbers = [own.learning_rate, own.momentum, own.weight_decay];
    let [rate, momentum, decay] = numbers.map(|number| number.to_string());
    let args = [
        ("kind", kind),
        ("rate", &rate),
        ("letter", letter),
        ("momentum", &momentum),
        ("decay", &decay),
        ("batch", &own.batch.to_string()),
    ];
    let words = tf("report-trained", &args);
    format!("<p>{}</p>\n", prose(&words))
}

/// Where the data are from: each source once.
pub fn sources(runs: &[(String, &Snapshot)]) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut all = String::new();
    for (_, run) in runs {
        let id = run.experiment.data.source.as_str();
        let Some(source) = data::find(id).filter(|_| !known.contains(&id)) else {
            continue;
        };
        known.push(id);
        let args = [
            ("name", &*escaped(source.spoken_name())),
            ("about", &*escaped(source.spoken_about())),
            ("licence", &*escaped(source.spoken_licence())),
        ];
        all += &format!("<p>{}</p>\n", tf("report-source", &args));
    }
    all
}

/// The papers of the losses, to be copied into a file of references.
pub fn references(runs: &[(String, &Snapshot)]) -> String {
    let mut all: Vec<&Reference> = Vec::new();
    for reference in losses(runs).into_iter().flat_map(|loss| loss.paper()) {
        if !all.iter().any(|known| known.key == reference.key) {
            all.push(reference);
        }
    }
    if all.is_empty() {
        return String::new();
    }
    let entries: Vec<String> = all.into_iter().map(Reference::bibtex).collect();
    format!(
        "<section>\n<h2>{}</h2>\n<pre class=\"bibtex\">{}</pre>\n</section>\n",
        t("report-references"),
        escaped(entries.join("\n").trim())
    )
}
