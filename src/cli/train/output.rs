//! The folder that `marginscope train` writes for a lane.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use ndarray::{Array1, ArrayBase, Data, Dimension};
use ndarray_npy::{WritableElement, WriteNpyExt};
use safetensors::tensor::{Dtype, TensorView};

use super::{
    row::{COLUMNS, Row},
    runner::Run,
    summary::Summary,
};
use crate::{
    cli::{Failure, files},
    train::{Experiment, Lane, LaneSpec, Look, Named, Session, Status},
};

/// Writes everything; `folder` is made if it is not there.
///
/// # Errors
/// When something cannot be written, with its name.
pub fn write(
    folder: &Path,
    (experiment, look): (&Experiment, &Look),
    run: &mut Run,
    summary: &Summary,
) -> Result<(), Failure> {
    let made = std::fs::create_dir_all(folder);
    made.map_err(|error| Failure::Failed(format!("{}: {error}", folder.display())))?;
    let snapshot = run.lane.snapshot("run", 0, Status::Done);
    let labels: Array1<i64> = snapshot
        .dataset
        .test
        .labels
        .iter()
        .map(|&label| label as i64)
        .collect();
    let rows: Vec<String> = run.rows.iter().map(Row::csv).collect();
    let csv = format!("{COLUMNS}\n{}\n", rows.join("\n"));
    let bias = snapshot.bias.as_ref().map(|bias| npy(bias));
    let bias = bias.transpose()?.map(|content| ("bias.npy", content));
    if bias.is_none() {
        // One of another loss that was here before would be taken for this one's.
        match std::fs::remove_file(folder.join("bias.npy")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::Failed(format!(
                    "{}: {error}",
                    folder.join("bias.npy").display()
                )));
            }
            _ => {}
        }
    }
    let files: [(&str, Vec<u8>); 7] = [
        ("experiment.toml", complete(experiment, look).into_bytes()),
        ("metrics.csv", csv.into_bytes()),
        ("features.npy", npy(&snapshot.features)?),
        ("labels.npy", npy(&labels)?),
        ("weights.npy", npy(&snapshot.weights)?),
        ("model.safetensors", model(&run.lane)?),
        // Last: where there is a summary, everything it speaks of is there.
        ("summary.json", summary.to_json().into_bytes()),
    ];
    let write = |(name, content): &(&str, Vec<u8>)| files::write(&folder.join(name), content);
    bias.iter().chain(&files).try_for_each(write)
}

/// The experiment as a file of its own, every key written.
fn complete(experiment: &Experiment, look: &Look) -> String {
    let session = Session {
        id: String::new(),
        base: experiment.clone(),
        lanes: vec![LaneSpec {
            name: "run".to_owned(),
            overrides: Vec::new(),
        }],
        show: Vec::new(),
        look: look.clone(),
        named: Named::default(),
    };
    session.to_toml()
}

fn npy<S, D>(array: &ArrayBase<S, D>) -> Result<Vec<u8>, Failure>
where
    S: Data<Elem: WritableElement>,
    D: Dimension,
{
    let mut content = Cursor::new(Vec::new());
    let written = array.write_npy(&mut content);
    written.map_err(|error| Failure::Failed(format!("npy: {error}")))?;
    Ok(content.into_inner())
}

/// Every tensor of the network and of the head, float32.
fn model(lane: &Lane) -> Result<Vec<u8>, Failure> {
    let tensors = lane.trainer().tensors();
    let bytes: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .into_iter()
        .map(|(name, shape, values)| {
            (
                name,
                shape,
                values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            )
        })
        .collect();
    let mut views = BTreeMap::new();
    for (name, shape, data) in &bytes {
        let view = TensorView::new(Dtype::F32, shape.clone(), data);
        views.insert(
            name,
            view.map_err(|error| Failure::Failed(format!("model.safetensors: {error}")))?,
        );
    }
    let written = safetensors::serialize(views, None);
    written.map_err(|error| Failure::Failed(format!("model.safetensors: {error}")))
}
