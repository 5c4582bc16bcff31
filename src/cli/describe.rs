//! `marginscope describe`: what data are, before anything is trained on them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Failure, opening, say, setting};
use crate::{
    data::{self, Preview, Shape, given::Place},
    export::open,
    train::Session,
};

/// Which data, and in which form.
#[derive(Debug, clap::Args)]
pub struct DescribeArgs {
    /// A table, a file of arrays, a folder of pictures, of IDX files, of the projector, of a run, or an experiment file.
    pub data: PathBuf,
    /// How the data are read.
    #[arg(
        long = "set",
        value_name = "KEY=VALUE",
        help = "Say how the data are read: data.label=species, data.not_finite=drop"
    )]
    pub set: Vec<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Prints what the data are.
///
/// # Errors
/// When they cannot be read.
pub fn run(args: &DescribeArgs) -> Result<(), Failure> {
    let mut session = session(&args.data)?;
    for text in &args.set {
        setting::set(&mut session, text)?;
    }
    let experiment = &session.base;
    let preview = data::preview(&experiment.data.source, &experiment.request());
    let preview = preview.map_err(|error| Failure::Failed(error.to_string()))?;
    let told = told(&experiment.data.source, &preview);
    match args.json {
        true => say::print_json(&format!("{told:#}")),
        false => say::print(&as_text(&args.data, &preview)),
    }
}

/// The session whose data are told: of a run's folder, of what is no data, or one that is made for the data.
fn session(path: &Path) -> Result<Session, Failure> {
    let failed = |problem: String| Failure::Failed(problem);
    let features = ["npy", "npz", "safetensors"];
    let has_features = features.map(|of| path.join(format!("features.{of}")).is_file());
    let experiment = path.join("experiment.toml");
    let found = match has_features.contains(&true) {
        true => Some(("array", path.to_owned())),
        false => opening::of_data(path).or_else(|| {
            let features = data::given::place(path)?;
            matches!(features, Place::File(_)).then(|| ("array", path.to_owned()))
        }),
    };
    if let Some((source, place)) = found {
        let session = Session::on(source, &place.display().to_string(), None);
        return session.map_err(|error| failed(error.to_string()));
    }
    let file = match experiment.is_file() {
        true => &experiment,
        false => path,
    };
    if file.is_dir() {
        return Err(failed(format!(
            "{}: found a folder without data, expected features.npy, IDX files, tensors.tsv, or a folder a class with pictures",
            file.display()
        )));
    }
    let about =
        std::fs::metadata(file).map_err(|error| failed(format!("{}: {error}", file.display())))?;
    if !about.is_file() {
        return Err(failed(format!(
            "{}: found no regular file, expected one",
            file.display()
        )));
    }
    open::open(file)
        .map(|opened| opened.session)
        .map_err(failed)
}

fn told(source: &str, preview: &Preview) -> Value {
    let norms = preview
        .norms
        .map(|norms| json!({"min": norms.min, "mean": norms.mean, "max": norms.max}));
    let faults: Vec<String> = preview.faults.iter().map(ToString::to_string).collect();
    json!({
        "source": source, "n": preview.n, "dim": preview.shape.len(), "shape": shape(preview.shape),
        "classes": preview.class_names.len(), "counts": preview.counts, "names": preview.class_names, "dtype": preview.dtype,
        "norms": norms, "zero_rows": preview.zero_rows, "not_finite": preview.not_finite,
        "not_finite_rows": preview.not_finite_rows, "held_out": preview.held_out, "faults": faults,
    })
}

/// The shape of a sample.
fn shape(of: Shape) -> Vec<usize> {
    match of {
        Shape::Flat(dim) => vec![dim],
        Shape::Image {
            height,
            width,
            channels: 1,
        } => vec![height, width],
        Shape::Image {
            height,
            width,
            channels,
        } => vec![height, width, channels],
    }
}

/// The same for a person.
fn as_text(path: &Path, preview: &Preview) -> String {
    const MOST_CLASSES: usize = 20;
    let sides: Vec<String> = shape(preview.shape).iter().map(usize::to_string).collect();
    let mut lines = vec![
        format!("{}", path.display()),
        format!(
            "samples   {} of {} ({})",
            preview.n,
            sides.join("×"),
            preview.dtype
        ),
    ];
    if let Some(out) = preview.held_out {
        lines.push(format!("held out  {out}"));
    }
    if let Some(norms) = preview.norms {
        lines.push(format!(
            "norms     {:.6} to {:.6}, mean {:.6}",
            norms.min, norms.max, norms.mean
        ));
    }
    lines.push(format!("zero rows {}", preview.zero_rows));
    lines.push(format!(
        "not finite {} numbers in {} rows",
        preview.not_finite, preview.not_finite_rows
    ));
    lines.push(format!("classes   {}", preview.class_names.len()));
    let classes = preview.class_names.iter().zip(&preview.counts);
    lines.extend(
        classes
            .take(MOST_CLASSES)
            .map(|(name, count)| format!("  {count:>8}  {name}")),
    );
    if preview.class_names.len() > MOST_CLASSES {
        lines.push(format!(
            "  and {} more",
            preview.class_names.len() - MOST_CLASSES
        ));
    }
    lines.extend(
        preview
            .faults
            .iter()
            .map(|fault| format!("wrong     {fault}")),
    );
    lines.join("\n") + "\n"
}
