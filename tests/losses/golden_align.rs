//! Runs are turned onto each other as NumPy's SVD would have it.

use crate::support::golden::{cases, text};
use marginscope::geometry::turn_onto;
use ndarray::{Array2, ArrayView1};
use serde_json::Value;

const CASES: &[u8] = include_bytes!("../golden/align.json.gz");
const TOLERANCE: f64 = 1e-9;

fn matrix(rows: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(rows.clone()).unwrap();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

fn unit(row: ArrayView1<'_, f64>) -> ndarray::Array1<f64> {
    &row / row.dot(&row).sqrt()
}

fn determinant(mut m: Array2<f64>) -> f64 {
    let mut product = 1.0;
    for k in 0..m.nrows() {
        let largest = |a: &usize, b: &usize| m[[*a, k]].abs().total_cmp(&m[[*b, k]].abs());
        let pivot = (k..m.nrows()).max_by(largest).unwrap();
        if pivot != k {
            product = -product;
            (0..m.ncols()).for_each(|j| m.swap([k, j], [pivot, j]));
        }
        product *= m[[k, k]];
        for i in k + 1..m.nrows() {
            let factor = m[[i, k]] / m[[k, k]];
            (0..m.ncols()).for_each(|j| m[[i, j]] -= factor * m[[k, j]]);
        }
    }
    product
}

#[test]
fn every_case_is_turned_as_numpy_turns_it() {
    let cases = cases(&text(CASES));
    assert!(cases.len() >= 15);
    let mut alone = 0;
    for case in &cases {
        let name = case["name"].as_str().unwrap();
        let (from, onto) = (matrix(&case["from"]), matrix(&case["onto"]));
        let q = turn_onto(from.view(), onto.view());
        let wrong = q.t().dot(&q) - Array2::<f64>::eye(q.nrows());
        assert!(wrong.iter().all(|x| x.abs() < TOLERANCE), "{name}");
        // What turning reaches is the sum of the singular values, whatever it leaves free.
        let rows = from.rows().into_iter().zip(onto.rows());
        let reached: f64 = rows.map(|(x, y)| unit(x).dot(&q).dot(&unit(y))).sum();
        let expect = case["nuclear"].as_f64().unwrap();
        assert!(
            (reached - expect).abs() < TOLERANCE * expect,
            "{name}: {reached}, {expect}"
        );
        if case["q"].is_null() {
            continue;
        }
        alone += 1;
        let far = &q - &matrix(&case["q"]);
        assert!(far.iter().all(|x| x.abs() < 1e-7), "{name}: {far}");
        let expect = case["determinant"].as_f64().unwrap();
        assert!((determinant(q) - expect).abs() < 1e-7, "{name}");
    }
    assert!(alone >= 10, "most cases have one answer");
}
