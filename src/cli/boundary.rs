//! `marginscope boundary`: regions, margin zone and arcs for given weights.

use serde_json::{Map, Value, json};

use super::cases::{self, Case, CasesError};
use crate::{
    geometry::{Field, areas, circle},
    loss::FeatureScale,
};

/// Answers a file of cases: `{"cases": [{name, area, margin_area, arcs_deg}]}`, arcs only in two dimensions: class, or
/// `"-1"` for the margin zone, to its arcs \[from, to\] in degrees, counter-clockwise.
///
/// # Errors
/// When the text is no JSON or a case is wrong; the message names the line or the case.
pub fn answer(text: &str) -> Result<String, CasesError> {
    cases::answer(text, &FIELDS, one)
}

const FIELDS: [&str; 6] = ["name", "loss", "params", "weights", "bias", "radius"];

fn one(case: &Case<'_>) -> Result<Value, CasesError> {
    let loss = case.loss()?;
    let objective = loss.objective(&case.knobs(loss)?);
    let head = objective.head().ok_or_else(|| {
        case.problem(format!(
            "{} has no class weights, so there are no regions",
            loss.id()
        ))
    })?;
    let weights = case.matrix("weights")?;
    if weights.ncols() == 0 {
        return Err(case.problem("weights: found none, expected a row of numbers for each class"));
    }
    let bias = case.bias(head.bias, weights.nrows())?;
    let radius = match (case.number("radius")?, head.scale) {
        (Some(radius), _) if radius < 0.0 => {
            let problem = format!("radius: found {radius}, expected a number from 0 on");
            return Err(case.problem(problem));
        }
        (Some(radius), _) => radius,
        (None, FeatureScale::Fixed(_)) => 1.0,
        (None, FeatureScale::Norm) => {
            return Err(
                case.problem("radius: expected a number from 0 on, which these logits depend on")
            );
        }
    };
    let field = Field::new(
        head,
        weights.view(),
        bias.as_ref().map(|b| b.view()),
        radius,
    );
    let areas = areas(&field);
    let mut answer = Map::new();
    answer.insert("name".to_owned(), json!(case.name));
    answer.insert("area".to_owned(), json!(areas.class));
    answer.insert("margin_area".to_owned(), json!(areas.margin));
    if field.dim() == 2 {
        answer.insert("arcs_deg".to_owned(), arcs_deg(&field));
    }
    Ok(Value::Object(answer))
}

fn arcs_deg(field: &Field) -> Value {
    let mut by_class: Map<String, Value> = Map::new();
    for arc in circle::arcs(field) {
        let class = arc
            .class
            .map_or_else(|| "-1".to_owned(), |class| class.to_string());
        // An end beyond 360° has passed it, except for an arc that is the whole circle.
        let (from, to) = (arc.from.to_degrees(), arc.to.to_degrees());
        let to = if to > 360.0 { to - 360.0 } else { to };
        let arcs = by_class.entry(class).or_insert_with(|| json!([]));
        if let Some(arcs) = arcs.as_array_mut() {
            arcs.push(json!([from, to]));
        }
    }
    Value::Object(by_class)
}
