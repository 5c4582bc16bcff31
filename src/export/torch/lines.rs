//! The lines that an experiment fills into the templates.

use super::{
    parts::{Parts, sample_shape},
    template::filled,
};
use crate::{
    data,
    knob::Knobs,
    loss::{CosineHead, FeatureScale, Loss, Objective, WeightNorm, schedule},
    nn::Schedule,
    train::{Experiment, OptimizerKind, Trainer, gaps, rows},
};

const TRAIN: &str = include_str!("train.py");
const RUN_LOG: &str = include_str!("run_log.py");
const README: &str = include_str!("README.md");

/// Bytes that all moments together may take.
const MOST_BYTES: u64 = 1 << 30;

/// `train.py`, `run_log.py` and `README.md`.
pub fn scripts(loss: &dyn Loss, trainer: &Trainer, parts: &Parts) -> Result<[String; 3], String> {
    let experiment = trainer.experiment();
    let objective = loss.objective(&experiment.loss.knobs);
    let mut places = numbers(trainer);
    places.extend(texts(loss, trainer, parts));
    places.extend(of_head(loss, objective.head()));
    places.extend([
        ("CODE", code(loss, experiment)),
        ("IN_FORCE", in_force(loss, &experiment.loss.knobs)),
        ("OPTIMIZER", optimizer(experiment)),
        ("RATE", rate(experiment)),
        ("LAYERS", layers(trainer)),
    ]);
    let holding = holding(loss, trainer, &objective)?;
    let train = filled(TRAIN, &holding, &places);
    // Imported where something asks for it.
    let train = match train.matches("math.").count() {
        0 => train.replace("import math\n", ""),
        _ => train,
    };
    let rest = [RUN_LOG, README].map(|template| filled(template, &holding, &places));
    let [run_log, readme] = rest;
    Ok([train, run_log, readme])
}

/// The conditions of lines that hold.
fn holding(
    loss: &dyn Loss,
    trainer: &Trainer,
    objective: &Objective,
) -> Result<Vec<&'static str>, String> {
    let knobs = &trainer.experiment().loss.knobs;
    let warms_up = value(loss, knobs, schedule::WARMUP.id) > 0.0;
    let mut holding = vec![match objective {
        Objective::Class(_) => "class",
        Objective::Pair(_) => "pair",
    }];
    holding.push(match is_blended(loss, knobs) {
        true => "blend",
        false => "whole",
    });
    if warms_up {
        holding.push("warmup");
    }
    let fixed = objective.head().is_some_and(has_fixed_scale);
    if warms_up && fixed {
        scale(loss).ok_or("the loss has a warm-up, and no knob s or gamma for its scale")?;
        holding.push("free");
    }
    if objective.head().is_some_and(|head| head.bias) {
        holding.push("bias");
    }
    if trainer.dataset().unseen.classes() > 0 {
        holding.push("unseen");
    }
    Ok(holding)
}

fn has_fixed_scale(head: &CosineHead) -> bool {
    matches!(head.scale, FeatureScale::Fixed(_))
}

/// The knob that scales all logits.
fn scale(loss: &dyn Loss) -> Option<&'static str> {
    let ids = loss.parameters().into_iter();
    ids.into_iter().find(|id| ["s", "gamma"].contains(id))
}

/// Whether a schedule fades the loss in from plain softmax.
fn is_blended(loss: &dyn Loss, knobs: &Knobs) -> bool {
    let schedules = [schedule::WARMUP.id, schedule::RAMP.id];
    loss.blends() && schedules.iter().any(|id| value(loss, knobs, id) > 0.0)
}

/// The value of a knob, or its default, or 0 where the loss has no such knob.
fn value(loss: &dyn Loss, knobs: &Knobs, id: &str) -> f64 {
    let declared = loss.knobs().iter().find(|knob| knob.id == id);
    declared.map_or(0.0, |knob| knobs.or(id, knob.default))
}

fn numbers(trainer: &Trainer) -> Vec<(&'static str, String)> {
    let (experiment, dataset) = (trainer.experiment(), trainer.dataset());
    let every = rows::steps_between(trainer);
    let dim = experiment.model.feature_dim;
    let moment = (dataset.test.labels.len() + dataset.classes()) as u64 * dim as u64 * 4;
    let written = experiment.steps / every + 20;
    let loss = &experiment.loss;
    vec![
        ("CLASSES", dataset.classes().to_string()),
        ("DIM", dim.to_string()),
        ("STEPS", experiment.steps.to_string()),
        ("BATCH", trainer.batch_size().to_string()),
        ("WARMUP", number(loss.knobs.or(schedule::WARMUP.id, 0.0))),
        ("TRAIN_ROWS", gaps::samples(dataset.classes()).to_string()),
        ("ROWS", every.to_string()),
        ("ROWS_AT_FIRST", rows::steps_at_first(every).to_string()),
        (
            "MOMENTS",
            (moment * written).div_ceil(MOST_BYTES).max(1).to_string(),
        ),
        ("SEED", experiment.seeds.order.to_string()),
        ("DECAY", number(experiment.optimizer.weight_decay)),
    ]
}

fn texts(loss: &dyn Loss, trainer: &Trainer, parts: &Parts) -> Vec<(&'static str, String)> {
    let (experiment, dataset) = (trainer.experiment(), trainer.dataset());
    let source = data::find(&dataset.id).map_or(dataset.id.as_str(), |source| source.name());
    let version = env!("CARGO_PKG_VERSION");
    let shape = sample_shape(experiment, dataset.shape);
    let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
    let (passes, samples) = parts.order.dim();
    let after = match parts.whole {
        true => "all that the run makes",
        false => "later passes have orders of their own, drawn by numpy",
    };
    let title = format!(
        "{} on {source}, written by marginscope {version}",
        loss.name()
    );
    vec![
        ("TITLE", title),
        ("LOSS", loss.name().to_owned()),
        ("FORMULA", loss.formula().to_owned()),
        ("DATA", format!("{:?}", dataset.id)),
        ("SHA256", dataset.sha256().to_owned()),
        ("SHAPE", format!("(n, {})", shape.join(", "))),
        (
            "PASSES",
            match passes {
                1 => "1 pass".to_owned(),
                several => format!("{several} passes"),
            },
        ),
        ("SAMPLES", format!("{samples} samples")),
        ("AFTER", after.to_owned()),
        ("VIEW", view(experiment).to_owned()),
    ]
}

/// A view that shows features of this dimension.
fn view(experiment: &Experiment) -> &'static str {
    match experiment.model.feature_dim {
        2 => "circle",
        3 => "sphere",
        _ => "section",
    }
}

/// What depends on whether there are class weights, and of what kind.
fn of_head(loss: &dyn Loss, head: Option<&CosineHead>) -> Vec<(&'static str, String)> {
    let (plain, bias) = match head {
        Some(head) if head.bias => ("self.weight, self.bias", "self.bias.double(), "),
        Some(head) if head.weight_norm == WeightNorm::Free => ("self.weight", ""),
        _ => ("F.normalize(self.weight)", ""),
    };
    let weights = match head {
        Some(_) => "class weights",
        None => "directions of the class means of training samples",
    };
    let more = match bias {
        "" => "",
        _ => ", `bias.npy`",
    };
    vec![
        ("PLAIN", plain.to_owned()),
        ("BIAS", bias.to_owned()),
        ("SCALE", scale(loss).unwrap_or_default().to_owned()),
        ("WEIGHTS", weights.to_owned()),
        ("MORE", more.to_owned()),
    ]
}

/// The functions of the loss, two empty lines between them.
fn code(loss: &dyn Loss, experiment: &Experiment) -> String {
    let Some(torch) = loss.torch() else {
        return String::new();
    };
    let plain = match is_blended(loss, &experiment.loss.knobs) {
        true => torch.plain,
        false => &[],
    };
    let pieces: Vec<&str> = torch
        .code
        .iter()
        .chain(plain)
        .map(|piece| piece.trim())
        .collect();
    pieces.join("\n\n\n")
}

/// The body of the function that says which numbers are in force at a step: [`Loss::at_step`] in Python.
fn in_force(loss: &dyn Loss, knobs: &Knobs) -> String {
    let value = |id: &str| value(loss, knobs, id);
    let warms_up = value(schedule::WARMUP.id) > 0.0;
    let since = match warms_up {
        true => "max(step - WARMUP, 0)",
        false => "step",
    };
    let ramp = value(schedule::RAMP.id);
    let grown = match (ramp > 0.0, warms_up) {
        (true, _) => Some(format!("min({since} / {}, 1.0)", number(ramp))),
        (false, true) => Some("1.0 if step >= WARMUP else 0.0".to_owned()),
        (false, false) => None,
    };
    let of = |id: &'static str| {
        let start = loss.neutral().iter().find(|(neutral, _)| *neutral == id);
        match (id, start, &grown) {
            ("lambda", ..) => {
                let [base, gamma, power, floor] =
                    ["lambda_base", "lambda_gamma", "lambda_power", "lambda_min"]
                        .map(|id| number(value(id)));
                format!("\"lam\": max({base} * (1.0 + {gamma} * {since}) ** -{power}, {floor})")
            }
            (_, Some((_, start)), Some(_)) => {
                let (start, full) = (number(*start), number(value(id)));
                format!("\"{id}\": {start} + ({full} - {start}) * grown")
            }
            _ => format!("\"{id}\": {}", number(value(id))),
        }
    };
    let mut all: Vec<String> = loss.parameters().into_iter().map(of).collect();
    if is_blended(loss, knobs) {
        all.push("\"plain\": 1.0 - grown".to_owned());
    }
    let uses = all.iter().any(|entry| entry.contains("grown"));
    let grown = grown.filter(|_| uses);
    let first = grown
        .map(|grown| format!("    grown = {grown}  # the share of the margin that is in force\n"));
    format!(
        "{}    return {{{}}}",
        first.unwrap_or_default(),
        all.join(", ")
    )
}

/// The expression that makes the optimizer of `groups`.
fn optimizer(experiment: &Experiment) -> String {
    let config = &experiment.optimizer;
    let (rate, momentum) = (number(config.learning_rate), number(config.momentum));
    match config.kind {
        OptimizerKind::Sgd => format!("torch.optim.SGD(groups, lr={rate}, momentum={momentum})"),
        OptimizerKind::Adam => {
            format!("torch.optim.AdamW(groups, lr={rate}, betas=({momentum}, 0.999), eps=1e-8)")
        }
    }
}

/// The body of the function that says what the learning rate is multiplied by: [`Schedule::factor`] in Python.
fn rate(experiment: &Experiment) -> String {
    let config = &experiment.optimizer;
    let factor = match config.schedule {
        Schedule::Constant => return "    return 1.0".to_owned(),
        Schedule::Step => "1.0 if done < 0.6 else 0.1 if done < 0.8 else 0.01",
        Schedule::Cosine => "0.01 + 0.99 * 0.5 * (1.0 + math.cos(math.pi * done))",
    };
    let span = match config.schedule_steps {
        0 => "STEPS".to_owned(),
        steps => steps.to_string(),
    };
    let floor = number(config.schedule_floor);
    format!("    done = min(step / {span}, 1.0)\n    return max({factor}, {floor})")
}

fn layers(trainer: &Trainer) -> String {
    let layers = trainer.torch_layers().into_iter();
    let lines: Vec<String> = layers
        .map(|layer| format!("            {layer},"))
        .collect();
    lines.join("\n")
}

/// A number as Python reads it back bit for bit.
fn number(value: f64) -> String {
    format!("{value:?}")
}
