//! What would take more memory than is allowed is refused before any of it is reserved, with what asks for how much.

use std::{fmt::Write as _, fs};

use crate::command::marginscope;
use marginscope::train::{Experiment, Lane, Session, budget, lane};

fn session(text: &str) -> Experiment {
    Session::parse("run", text, "run.toml").unwrap().base
}

#[test]
fn runs_together_are_refused_where_each_alone_is_not() {
    let text = "[data]\nsource = \"blobs\"\n[model]\nkind = \"mlp\"\nhidden = [2048, 2048]\n";
    let experiment = session(text);
    let dataset = lane::load(&experiment).unwrap();
    let others = [4_000_000_000, 3_900_000_000].map(|bytes| budget::take(bytes).unwrap());
    let told = Lane::new(&experiment, dataset.clone())
        .err()
        .unwrap()
        .to_string();
    let expect = "of memory beside the 7.9 GB that other runs have, expected at most 8 GB together; train fewer at a time";
    assert!(told.contains(expect), "{told}");
    drop(others);
    let lane = Lane::new(&experiment, dataset.clone()).unwrap();
    // What one run has is missing to the others until it is gone.
    let rest = [4_000_000_000, 3_900_000_000].map(budget::take);
    assert!(rest[0].is_ok() && rest[1].is_err());
    drop((lane, rest));
    assert!(Lane::new(&experiment, dataset).is_ok());
}

#[test]
fn class_weights_count_too() {
    let text =
        "[data]\nsource = \"blobs\"\n[model]\nkind = \"mlp\"\nhidden = [8]\nfeature_dim = 512\n";
    let experiment = session(text);
    let mut dataset = lane::load(&experiment).unwrap().as_ref().clone();
    dataset.class_names = (0..400_000).map(|class| class.to_string()).collect();
    let told = Lane::new(&experiment, dataset.into())
        .err()
        .unwrap()
        .to_string();
    assert!(
        told.contains("GB of memory, expected at most 4 GB"),
        "{told}"
    );
}

/// What a case of so many features of a loss comes to.
fn check_case(params: &str, n: usize, weights: usize, expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let rows = |count: usize| {
        let mut rows = String::new();
        for i in 0..count {
            let comma = if i > 0 { "," } else { "" };
            write!(rows, "{comma}[{},1]", i % 97).unwrap();
        }
        rows
    };
    let labels: Vec<String> = (0..n).map(|i| (i % 2).to_string()).collect();
    let case = format!(
        "{{\"cases\":[{{\"name\":\"large\",{params},\"features\":[{}],\"weights\":[{}],\"labels\":[{}]}}]}}",
        rows(n),
        rows(weights),
        labels.join(",")
    );
    fs::write(folder.path().join("c.json"), case).unwrap();
    let output = marginscope(folder.path(), &["loss", "c.json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(expect), "{told}");
}

#[test]
fn a_case_that_is_too_large_is_refused_with_what_it_would_take() {
    let pair = "\"loss\":\"contrastive\",\"params\":{\"m\":0.5}";
    let expect = "case \"large\": the pairs of 20000 features take about 9.6 GB of memory, expected at most 2 GB for a case";
    check_case(pair, 20_000, 0, expect);
    let class = "\"loss\":\"arcface\",\"params\":{\"m\":0.2,\"s\":8}";
    let expect = "the logits of 5000 features and 5000 classes take about 3 GB of memory";
    check_case(class, 5_000, 5_000, expect);
}
