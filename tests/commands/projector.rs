//! Features for the Embedding Projector, read back as it reads them.

use std::{fs, path::Path};

use crate::command::marginscope;
use ndarray::{Array1, Array2};

/// Runs a command that is to succeed, and returns what it said.
fn done(folder: &Path, args: &str) -> String {
    let args: Vec<&str> = args.split_whitespace().collect();
    let output = marginscope(folder, &args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    told
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).unwrap();
    let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(fields).collect()
}

/// Holds a table of vectors against an array, bit for bit.
fn check(file: &Path, array: &Path) {
    let expect: Array2<f32> = ndarray_npy::read_npy(array).unwrap();
    let found = rows(file);
    assert_eq!(found.len(), expect.nrows());
    for (found, expect) in found.iter().zip(expect.outer_iter()) {
        let found = found
            .iter()
            .map(|field| field.parse::<f32>().unwrap().to_bits());
        assert!(found.eq(expect.iter().map(|x| x.to_bits())));
    }
}

#[test]
fn features_of_pictures_come_with_names_pictures_and_both_configurations() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path();
    done(
        at,
        "train --preset fashion-sphere --steps 5 --set data.unseen=2 --out run",
    );
    let told = done(at, "projector run -o out --url https://example.org/mine/");
    assert!(told.contains("features of 3 dimensions →"), "{told}");
    let (run, out) = (at.join("run"), at.join("out"));
    check(&out.join("tensors.tsv"), &run.join("features.npy"));
    check(&out.join("weights.tsv"), &run.join("weights.npy"));
    check(
        &out.join("unseen_tensors.tsv"),
        &run.join("unseen_features.npy"),
    );

    let names: Vec<String> = fs::read_to_string(run.join("names.txt"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let labels: Array1<i64> = ndarray_npy::read_npy(run.join("labels.npy")).unwrap();
    let metadata = rows(&out.join("metadata.tsv"));
    assert_eq!(metadata[0], ["class", "taken for", "sample"]);
    assert_eq!(metadata.len(), labels.len() + 1);
    let mut right = 0;
    for (sample, (row, label)) in metadata[1..].iter().zip(&labels).enumerate() {
        assert_eq!(
            (&row[0], &row[2]),
            (&names[*label as usize], &sample.to_string())
        );
        right += usize::from(row[0] == row[1]);
    }
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("summary.json")).unwrap()).unwrap();
    let accuracy = right as f64 / labels.len() as f64;
    assert!((summary["test_accuracy"].as_f64().unwrap() - accuracy).abs() < 1e-9);
    // A single column has no head.
    assert_eq!(rows(&out.join("weights_metadata.tsv")).concat(), names[..8]);
    let unseen: Array1<i64> = ndarray_npy::read_npy(run.join("unseen_labels.npy")).unwrap();
    let expect = unseen.iter().map(|label| &names[*label as usize]);
    assert!(
        rows(&out.join("unseen_metadata.tsv"))
            .concat()
            .iter()
            .eq(expect)
    );

    let config: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("projector_config.json")).unwrap()).unwrap();
    let first = &config["embeddings"][0];
    assert_eq!(first["tensorShape"], serde_json::json!([labels.len(), 3]));
    assert_eq!(first["tensorPath"], "https://example.org/mine/tensors.tsv");
    assert_eq!(
        first["sprite"]["singleImageDim"],
        serde_json::json!([28, 28])
    );
    let text = fs::read_to_string(out.join("projector_config.pbtxt")).unwrap();
    assert_eq!(text.matches("embeddings {").count(), 3);
    assert!(
        text.contains("tensor_path: \"tensors.tsv\"")
            && text.contains("image_path: \"sprite.png\""),
        "{text}"
    );
    let picture = fs::File::open(out.join("sprite.png")).unwrap();
    let picture = png::Decoder::new(std::io::BufReader::new(picture))
        .read_info()
        .unwrap();
    let side = (labels.len() as f64).sqrt().ceil() as u32 * 28;
    assert_eq!((picture.info().width, picture.info().height), (side, side));
}

#[test]
fn points_have_no_pictures_and_every_lane_a_folder() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path();
    done(at, "train --preset blobs --steps 5 --out run");
    let told = done(at, "projector run -o out");
    assert!(told.contains("without pictures"), "{told}");
    for lane in ["circle", "sphere"] {
        check(
            &at.join("out").join(lane).join("tensors.tsv"),
            &at.join("run").join(lane).join("features.npy"),
        );
        assert!(!at.join("out").join(lane).join("sprite.png").exists());
    }
    let refused = marginscope(at, &["projector", "run", "-o", "out"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    let none = marginscope(at, &["projector", "out", "-o", "other"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("found no experiment.toml"));
}
