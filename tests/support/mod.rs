//! Reading of the reference values, shared by the golden tests.

// Each test binary compiles this module and uses a part of it.
#![allow(dead_code)]

use std::io::Read;

use marginscope::knob::Knobs;
use ndarray::{Array1, Array2};
use serde_json::Value;

/// The cases of a compressed reference file.
pub fn cases(compressed: &[u8]) -> Vec<Value> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(compressed)
        .read_to_string(&mut text)
        .unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

pub fn vector(value: &Value) -> Array1<f64> {
    let numbers = value.as_array().unwrap();
    numbers.iter().map(|v| v.as_f64().unwrap()).collect()
}

/// `(rows, columns)`; null is `(0, columns)`.
pub fn matrix(value: &Value, columns: usize) -> Array2<f64> {
    let empty = Vec::new();
    let rows = value.as_array().unwrap_or(&empty);
    let flat = rows.iter().flat_map(|row| vector(row).to_vec()).collect();
    Array2::from_shape_vec((rows.len(), columns), flat).unwrap()
}

pub fn knobs(params: &Value) -> Knobs {
    let params = params.as_object().unwrap();
    params
        .iter()
        .map(|(id, v)| (id.as_str(), v.as_f64().unwrap()))
        .collect()
}

pub fn labels(value: &Value) -> Vec<usize> {
    let labels = value.as_array().unwrap();
    labels
        .iter()
        .map(|v| v.as_u64().unwrap() as usize)
        .collect()
}
