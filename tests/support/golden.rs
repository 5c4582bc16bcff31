//! Reading of the reference values.

use std::io::Read;

use serde_json::Value;

/// The text of a compressed reference file.
pub fn text(compressed: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(compressed)
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// `cases` of a file or of an answer.
pub fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// Holds that `found` has the shape of `expect` and numbers within `tolerance` (1 + |expected|) of it.
pub fn close(path: &str, found: &Value, expect: &Value, tolerance: f64) {
    match (found, expect) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, expect) in b {
                let found = a.get(key).unwrap_or_else(|| panic!("{path}: no {key}"));
                close(&format!("{path}.{key}"), found, expect, tolerance);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{path}");
            for (i, (found, expect)) in a.iter().zip(b).enumerate() {
                close(&format!("{path}[{i}]"), found, expect, tolerance);
            }
        }
        _ => match (found.as_f64(), expect.as_f64()) {
            (Some(a), Some(b)) => {
                let ok = (a - b).abs() <= tolerance * (1.0 + b.abs());
                assert!(ok, "{path}: found {a}, expected {b}");
            }
            _ => assert_eq!(found, expect, "{path}"),
        },
    }
}
