//! `marginscope loss`: every loss's value, logits and gradients for given features and weights, in float64.

use ndarray::{Array1, Array2};
use serde_json::{Map, Value, json};

use super::cases::{self, Case, CasesError};
use crate::loss::{Batch, Evaluation, Objective};

/// Answers a file of cases: `{"cases": [{name, loss, per_sample, logits, plain_logits, d_features, d_weights, d_bias}]}`,
/// for a pair loss name, loss and `d_features`.
///
/// # Errors
/// When the text is no JSON or a case is wrong; the message names the line or the case.
pub fn answer(text: &str) -> Result<String, CasesError> {
    cases::answer(text, &FIELDS, one)
}

const FIELDS: [&str; 7] = [
    "name", "loss", "params", "features", "labels", "weights", "bias",
];

fn one(case: &Case<'_>) -> Result<Value, CasesError> {
    let loss = case.loss()?;
    let objective = loss.objective(&case.knobs(loss)?);
    let features = case.matrix("features")?;
    let mut out = Evaluation::default();
    let has_bias = match &objective {
        Objective::Class(head) => {
            let weights = case.matrix("weights")?;
            let bias = case.bias(head.bias, weights.nrows())?;
            let labels = case.labels(features.nrows(), Some(weights.nrows()))?;
            let features = with_columns(case, features, weights.ncols())?;
            let (n, classes) = (features.nrows(), weights.nrows());
            case.afford(
                product(n, classes) * LOGIT,
                &format!("the logits of {n} features and {classes} classes"),
            )?;
            let batch = Batch {
                features: features.view(),
                weights: weights.view(),
                bias: bias.as_ref().map(|bias| bias.view()),
                labels: &labels,
            };
            objective.evaluate(&batch, &mut out);
            bias.is_some()
        }
        Objective::Pair(_) => {
            let labels = case.labels(features.nrows(), None)?;
            let n = features.nrows();
            case.afford(product(n, n) * PAIR, &format!("the pairs of {n} features"))?;
            let none = Array2::zeros((0, features.ncols()));
            let batch = Batch {
                features: features.view(),
                weights: none.view(),
                bias: None,
                labels: &labels,
            };
            objective.evaluate(&batch, &mut out);
            false
        }
    };
    if !is_finite(&out) {
        return Err(case
            .problem("the result is not finite: these numbers are too large, or no loss at all"));
    }
    Ok(shown(&case.name, &objective, &out, has_bias))
}

/// What a logit takes, in bytes: itself with the margin and without, and both as values and as text of the answer.
const LOGIT: u64 = 2 * (8 + 32 + 20);
/// What a pair takes: its cosine, its slope and that of a second loss.
const PAIR: u64 = 3 * 8;

fn product(n: usize, m: usize) -> u64 {
    n as u64 * m as u64
}

/// No features have no columns either, and fit any weights.
fn with_columns(
    case: &Case<'_>,
    features: Array2<f64>,
    dim: usize,
) -> Result<Array2<f64>, CasesError> {
    if features.nrows() == 0 {
        return Ok(Array2::zeros((0, dim)));
    }
    match features.ncols() == dim {
        true => Ok(features),
        false => Err(case.problem(format!(
            "features: found {} numbers a row, expected {dim} as in weights",
            features.ncols()
        ))),
    }
}

fn is_finite(out: &Evaluation) -> bool {
    let arrays = [
        &out.logits,
        &out.plain_logits,
        &out.d_features,
        &out.d_weights,
    ];
    let rows = [&out.per_sample, &out.d_bias];
    out.loss.is_finite()
        && arrays
            .iter()
            .all(|array| array.iter().all(|x| x.is_finite()))
        && rows.iter().all(|row| row.iter().all(|x| x.is_finite()))
}

fn shown(name: &str, objective: &Objective, out: &Evaluation, has_bias: bool) -> Value {
    let mut answer = Map::new();
    answer.insert("name".to_owned(), json!(name));
    answer.insert("loss".to_owned(), json!(out.loss));
    if objective.head().is_some() {
        let d_bias = if has_bias {
            row(&out.d_bias)
        } else {
            Value::Null
        };
        answer.insert("per_sample".to_owned(), row(&out.per_sample));
        answer.insert("logits".to_owned(), rows(&out.logits));
        answer.insert("plain_logits".to_owned(), rows(&out.plain_logits));
        answer.insert("d_features".to_owned(), rows(&out.d_features));
        answer.insert("d_weights".to_owned(), rows(&out.d_weights));
        answer.insert("d_bias".to_owned(), d_bias);
    } else {
        answer.insert("d_features".to_owned(), rows(&out.d_features));
    }
    Value::Object(answer)
}

fn row(numbers: &Array1<f64>) -> Value {
    json!(numbers.to_vec())
}

fn rows(matrix: &Array2<f64>) -> Value {
    matrix.outer_iter().map(|row| json!(row.to_vec())).collect()
}
