//! Arrays as other programs read them: `.npy` and `.safetensors`, and names beside them.

use std::collections::BTreeMap;
use std::io::Cursor;

use ndarray::{ArrayBase, Data, Dimension};
use ndarray_npy::{WritableElement, WriteNpyExt};
use safetensors::tensor::{Dtype, TensorView};

use crate::data::Dataset;

/// The content of an `.npy` file.
///
/// # Errors
/// When the array cannot be written as one.
pub fn npy<S, D>(array: &ArrayBase<S, D>) -> Result<Vec<u8>, String>
where
    S: Data<Elem: WritableElement>,
    D: Dimension,
{
    let mut content = Cursor::new(Vec::new());
    let written = array.write_npy(&mut content);
    written.map_err(|error| format!("npy: {error}"))?;
    Ok(content.into_inner())
}

/// The content of a `.safetensors` file of tensors by name, with shape and values, float32.
///
/// # Errors
/// When a shape is not that of its values.
pub fn safetensors(tensors: &[(String, Vec<usize>, &[f32])]) -> Result<Vec<u8>, String> {
    let bytes =
        |values: &[f32]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
    let all = tensors.iter();
    let all: Vec<_> = all
        .map(|(name, shape, values)| (name, shape, bytes(values)))
        .collect();
    let told = |error| format!("safetensors: {error}");
    let mut views = BTreeMap::new();
    for (name, shape, data) in &all {
        let view = TensorView::new(Dtype::F32, (*shape).clone(), data);
        views.insert(name, view.map_err(told)?);
    }
    safetensors::serialize(views, None).map_err(told)
}

/// Names of the classes, one a line, those that are left out of training behind the others.
pub fn names(dataset: &Dataset) -> String {
    let all = dataset
        .class_names
        .iter()
        .chain(&dataset.unseen.class_names);
    let line = |name: &String| name.replace(['\n', '\r'], " ") + "\n";
    all.map(line).collect()
}
