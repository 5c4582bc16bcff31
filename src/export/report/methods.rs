//! How it was done: the losses with their formulas, what is measured, where the data are from, and the papers.

use super::{escaped, prose};
use crate::{
    data,
    loss::{self, Loss, Reference},
    train::{OptimizerKind, Snapshot},
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
        "<section>\n<h2>Methods</h2>\n<p>θ<sub>j</sub> is the angle between a feature x and the direction W<sub>j</sub> of class j, y the \
         label of x. Of a sample the losses are:</p>\n<dl class=\"formulas\">\n{formulas}</dl>\n{}{MEASURES}</section>\n",
        trained(runs)
    )
}

/// What the numbers of a report are.
const MEASURES: &str = "<p>Held-out accuracy is the share of samples for which argmax<sub>j</sub> of the logits without the margin is y; for \
    losses over pairs, the nearest mean direction of the training features. The angle to the own class is \
    θ<sub>y</sub> = arccos(W<sub>y</sub>·x / (‖W<sub>y</sub>‖ ‖x‖)); that of the nearest two classes is \
    min<sub>j≠k</sub> arccos(W<sub>j</sub>·W<sub>k</sub> / (‖W<sub>j</sub>‖ ‖W<sub>k</sub>‖)). A sample reaches its margin where its \
    target logit, with the margin, is the largest.</p>\n";

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
        "<div><dt>{}{}</dt><dd>{}<br><small>Between two classes: {}. {}</small></dd></div>\n",
        escaped(loss.name()),
        escaped(&with),
        escaped(loss.formula()),
        escaped(loss.boundary()),
        escaped(&loss::references::cite(loss))
    )
}

/// How they were trained, where that is the same for all.
fn trained(runs: &[(String, &Snapshot)]) -> String {
    let Some((_, first)) = runs.first() else {
        return String::new();
    };
    let own = &first.experiment.optimizer;
    if runs.iter().any(|(_, run)| run.experiment.optimizer != *own) {
        return String::new();
    }
    let (kind, letter) = match own.kind {
        OptimizerKind::Sgd => ("stochastic gradient descent with momentum", "μ"),
        OptimizerKind::Adam => ("Adam with decoupled weight decay", "β₁"),
    };
    let words = format!(
        "Trained by {kind}: learning rate η = {}, {letter} = {}, weight decay {}, batches of {} samples.",
        own.learning_rate, own.momentum, own.weight_decay, own.batch
    );
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
        all += &format!(
            "<p><b>{}.</b> {} {}</p>\n",
            escaped(source.name()),
            escaped(source.about()),
            escaped(source.licence())
        );
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
        "<section>\n<h2>References</h2>\n<pre class=\"bibtex\">{}</pre>\n</section>\n",
        escaped(entries.join("\n").trim())
    )
}
