//! The command line, as a person or a script sees it: exit codes, messages, the folder of results.

use std::path::Path;

use crate::command::marginscope;
use ndarray::{Array1, Array2};

/// Runs the command in a new folder that holds `bad.toml`, and holds its exit code and a part of its message.
fn check(args: &[&str], code: i32, expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("bad.toml"),
        "[loss]\nid = \"am-softmax\"\nm = 7.0\n",
    )
    .unwrap();
    let output = marginscope(folder.path(), args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
    assert!(message.contains(expect), "{args:?}: {message}");
}

#[test]
fn wrong_arguments_exit_with_2_and_name_what_was_expected() {
    check(&["train"], 2, "--preset");
    check(
        &["train", "--preset", "fashon"],
        2,
        "found \"fashon\", expected one of fashion,",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.q=1"],
        2,
        "unknown key \"loss.q\"",
    );
    check(
        &["train", "--preset", "blobs", "--set", "los.m=1"],
        2,
        "did you mean \"loss.m\"?",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.m"],
        2,
        "expected KEY=VALUE",
    );
    check(
        &["train", "--preset", "blobs", "--set", "loss.m=9"],
        2,
        "loss.m: found 9, expected a number from 0 to 1",
    );
    check(
        &["train", "--preset", "blobs", "--set", "model.kind=rnn"],
        2,
        "expected one of linear, mlp, cnn",
    );
    check(
        &["train", "--preset", "blobs", "--set", "data.unseen=[9]"],
        1,
        "data.unseen: found class 9, expected a number below 6",
    );
    check(&["verify"], 2, "RUN_DIR");
    check(&["verify", "none.json"], 1, "none.json: No such file");
    check(&["--window-size", "12"], 2, "expected WIDTHxHEIGHT");
    check(&["--theme", "pink"], 2, "light");
}

#[test]
fn bad_files_exit_with_1_and_name_file_row_key_found_and_expected() {
    check(
        &["train", "bad.toml"],
        1,
        "bad.toml, row 3: loss.m: found 7.0, expected a number from 0 to 1",
    );
    check(&["train", "none.toml"], 1, "none.toml: No such file");
    check(&["bad.toml"], 1, "bad.toml, row 3: loss.m");
}

#[test]
fn train_writes_the_whole_folder_and_repeats_it_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let first = [
        "train", "--preset", "blobs", "--steps", "50", "--out", "a", "--json",
    ];
    let output = marginscope(folder.path(), &first);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let sphere = folder.path().join("a/sphere");
    let summary: serde_json::Value =
        serde_json::from_slice(&std::fs::read(sphere.join("summary.json")).unwrap()).unwrap();
    assert_eq!(printed["sphere"], summary);
    let keys: Vec<&str> = summary
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expect = "steps epochs seconds images_per_second loss train_accuracy test_accuracy angle_to_own_deg \
                  nearest_classes_deg margin_satisfied fisher_score gaps diverged diverged_at health problem tuned touched seeds dataset files";
    assert_eq!(keys, expect.split_whitespace().collect::<Vec<_>>());
    assert_eq!(summary["steps"], 50);
    assert_eq!(summary["health"]["state"], "sound");
    assert!(summary["problem"].is_null());

    let features: Array2<f32> = ndarray_npy::read_npy(sphere.join("features.npy")).unwrap();
    let labels: Array1<i64> = ndarray_npy::read_npy(sphere.join("labels.npy")).unwrap();
    let weights: Array2<f32> = ndarray_npy::read_npy(sphere.join("weights.npy")).unwrap();
    assert_eq!((features.ncols(), features.nrows()), (3, labels.len()));
    assert_eq!(weights.dim(), (6, 3));
    let csv = std::fs::read_to_string(sphere.join("metrics.csv")).unwrap();
    assert!(
        csv.starts_with("step,epoch,loss,train_accuracy,test_accuracy,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 52, "a heading, step 0 and 50 steps");
    let model = std::fs::read(sphere.join("model.safetensors")).unwrap();
    let model = safetensors::SafeTensors::deserialize(&model).unwrap();
    assert_eq!(model.tensor("head.weight").unwrap().shape(), [6, 3]);

    // The experiment in the folder is complete: it alone repeats the run.
    let again = ["train", "a/sphere/experiment.toml", "--out", "b"];
    let output = marginscope(folder.path(), &again);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for file in [
        "features.npy",
        "weights.npy",
        "metrics.csv",
        "model.safetensors",
        "experiment.toml",
    ] {
        let read = |run: &str| std::fs::read(folder.path().join(run).join(file)).unwrap();
        assert!(read("a/sphere") == read("b"), "{file} is the same");
    }

    let refused = marginscope(folder.path(), &first);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
}

#[test]
fn without_a_display_a_plain_start_trains_and_names_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let short = "steps = 20\ndata.source = \"rings\"\nmodel.hidden = [8]\n";
    std::fs::write(folder.path().join("short.toml"), short).unwrap();
    for out in ["marginscope-out", "marginscope-out-2"] {
        let output = marginscope(folder.path(), &["short.toml"]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
        assert!(message.starts_with("There is no display"), "{message}");
        assert!(message.contains(out), "{message}");
        assert!(folder.path().join(out).join("summary.json").exists());
    }
}

#[test]
fn a_run_that_diverges_says_so_and_keeps_its_last_good_state() {
    let folder = tempfile::tempdir().unwrap();
    let args = "train --preset blobs --set loss.id=softmax --set optimizer.kind=sgd --set \
                optimizer.learning_rate=10 --set optimizer.schedule=constant --steps 5000 --out out";
    let args: Vec<&str> = args.split_whitespace().collect();
    let output = marginscope(folder.path(), &args);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains(". Lower the learning rate (now 10)"),
        "{message}"
    );
    let summary = std::fs::read(folder.path().join("out/circle/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["diverged"], true);
    assert_eq!(summary["health"]["state"], "not-finite");
    assert_eq!(summary["health"]["cause"], "large-steps");
    let problem = summary["problem"].as_str().unwrap();
    assert!(problem.contains("Lower the learning rate"), "{problem}");
    let features: Array2<f32> =
        ndarray_npy::read_npy(folder.path().join("out/circle/features.npy")).unwrap();
    assert!(features.iter().all(|x| x.is_finite()));
}

/// The names in a folder and those that its summary gives.
fn files(folder: &Path) -> (Vec<String>, Vec<String>) {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut there: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let summary = std::fs::read(folder.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let named = summary["files"].as_object().unwrap().keys();
    let mut named: Vec<String> = named.cloned().collect();
    there.sort();
    named.sort();
    (there, named)
}

#[test]
fn a_bias_is_written_where_the_loss_has_one_and_the_summary_names_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let train = |loss: &str| {
        let args = format!(
            "train --preset blobs --set loss.id={loss} --set model.feature_dim=2 --set model.hidden=[8] --steps 30 --out out \
             --force"
        );
        let args: Vec<&str> = args.split_whitespace().collect();
        let output = marginscope(folder.path(), &args);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{message}");
    };
    let run = folder.path().join("out/circle");
    train("softmax");
    let bias: Array1<f32> = ndarray_npy::read_npy(run.join("bias.npy")).unwrap();
    assert_eq!(bias.len(), 6);
    assert!(bias.iter().any(|b| *b != 0.0));
    let model = std::fs::read(run.join("model.safetensors")).unwrap();
    let model = safetensors::SafeTensors::deserialize(&model).unwrap();
    let bytes: Vec<u8> = bias.iter().flat_map(|b| b.to_le_bytes()).collect();
    assert_eq!(model.tensor("head.bias").unwrap().data(), bytes);
    let (there, named) = files(&run);
    assert_eq!(there, named);
    assert!(there.contains(&"bias.npy".to_owned()));
    // A loss without one leaves none behind, of an earlier run either.
    train("am-softmax");
    let (there, named) = files(&run);
    assert_eq!(there, named);
    assert!(!there.contains(&"bias.npy".to_owned()));
}

#[test]
fn a_run_that_comes_to_nothing_says_so_on_the_command_line_in_its_summary_and_in_reports() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &str| {
        let args: Vec<&str> = args.split_whitespace().collect();
        let output = marginscope(folder.path(), &args);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{message}");
        message
    };
    let message = run(
        "train --preset blobs --set loss.id=softmax --set optimizer.learning_rate=10 --steps 300 --out out",
    );
    let summary = std::fs::read(folder.path().join("out/circle/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    assert_ne!(summary["health"]["state"], "sound");
    let problem = summary["problem"].as_str().unwrap();
    assert!(problem.contains("since step") && problem.contains("Lower the learning rate"));
    assert!(message.contains(&format!("circle: {problem}")), "{message}");
    // It went on to its last step, and back to none before.
    assert!(!message.contains("what follows is of step"), "{message}");
    // Read back, it is still told: with a figure and in a report.
    let message = run("report out/circle --view circle -o report");
    assert!(message.contains(&format!("circle: {problem}")), "{message}");
    let page = std::fs::read_to_string(folder.path().join("report/index.html")).unwrap();
    assert!(page.contains("class=\"problem\"") && page.contains("Lower the learning rate"));
}

#[test]
fn the_list_names_every_registry_entry_with_its_knobs() {
    let folder = tempfile::tempdir().unwrap();
    let output = marginscope(folder.path(), &["list", "--json"]);
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ids = |kind: &str| -> Vec<String> {
        let entries = list[kind].as_array().unwrap().iter();
        entries
            .map(|entry| entry["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let losses: Vec<&str> = marginscope::loss::registry()
        .iter()
        .map(|loss| loss.id())
        .collect();
    assert_eq!(ids("losses"), losses);
    let sources: Vec<&str> = marginscope::data::registry()
        .iter()
        .map(|source| source.id())
        .collect();
    assert_eq!(ids("data"), sources);
    assert!(
        [
            "fashion",
            "fashion-sphere",
            "fashion-circle",
            "blobs",
            "rings"
        ]
        .iter()
        .all(|id| ids("presets").contains(&(*id).to_owned()))
    );

    let text = marginscope(folder.path(), &["list"]).stdout;
    let text = String::from_utf8_lossy(&text);
    for id in losses.iter().chain(&sources).chain(&[
        "loss.m",
        "optimizer.learning_rate",
        "circle",
        "sphere",
    ]) {
        assert!(text.contains(id), "{id} is listed");
    }
}

#[test]
fn classes_that_are_left_out_are_written_apart_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let output = marginscope(folder.path(), args);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {message}");
        String::from_utf8(output.stdout).unwrap()
    };
    let train = |out: &str, seed: &str| {
        let seed = format!("seeds.init={seed}");
        run(&[
            "train",
            "--preset",
            "blobs",
            "--steps",
            "60",
            "--set",
            "data.unseen=[2,5]",
            "--set",
            &seed,
            "--out",
            out,
        ]);
    };
    train("a", "1");
    train("b", "2");
    let read = |file: &str| folder.path().join("a/sphere").join(file);
    let features: Array2<f32> = ndarray_npy::read_npy(read("unseen_features.npy")).unwrap();
    let labels: Array1<i64> = ndarray_npy::read_npy(read("unseen_labels.npy")).unwrap();
    let weights: Array2<f32> = ndarray_npy::read_npy(read("weights.npy")).unwrap();
    assert_eq!(weights.nrows(), 4);
    assert_eq!(features.nrows(), labels.len());
    assert!(labels.iter().all(|label| [4, 5].contains(label)));
    let summary = std::fs::read(read("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let n = labels.len() as u64;
    let pairs = |of: &serde_json::Value| {
        of["positives"].as_u64().unwrap() + of["negatives"].as_u64().unwrap()
    };
    assert_eq!(pairs(&summary["unseen"]), n * (n - 1) / 2);

    // What the summary says is what the command finds in the files.
    let found: serde_json::Value =
        serde_json::from_str(&run(&["verify", "a/sphere", "--json"])).unwrap();
    for (key, value) in summary["unseen"].as_object().unwrap() {
        assert_eq!(&found[key], value, "{key}");
    }
    let seen: serde_json::Value =
        serde_json::from_str(&run(&["verify", "a/sphere", "--seen", "--json"])).unwrap();
    assert_eq!((&seen["of"], &seen["classes"]), (&"seen".into(), &4.into()));

    // The same through a file of cases.
    let case = serde_json::json!({"cases": [{
        "name": "sphere", "far": [0.1, 0.01, 0.001], "folds": 10,
        "features": features.mapv(f64::from).outer_iter().map(|row| row.to_vec()).collect::<Vec<_>>(),
        "labels": labels.to_vec(),
    }]});
    std::fs::write(folder.path().join("case.json"), case.to_string()).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&run(&["verify", "case.json"])).unwrap();
    for key in ["auc", "eer", "accuracy", "tar_at_far", "map_at_r"] {
        let (a, b) = (&answer["cases"][0][key], &found[key]);
        let near = |a: &serde_json::Value, b: &serde_json::Value| {
            (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-9
        };
        match a.as_array() {
            Some(all) => assert!(
                all.iter()
                    .zip(b.as_array().unwrap())
                    .all(|(a, b)| near(a, b))
            ),
            None => assert!(near(a, b), "{key}: {a}, {b}"),
        }
    }

    let table = run(&["verify", "a", "b"]);
    assert!(
        table.contains("\n| sphere | ") && table.contains(" ± "),
        "{table}"
    );
    assert!(table.contains("2 classes left out of training"), "{table}");
    assert!(table.contains("over 2 runs each"), "{table}");

    // A run without such classes says so, and leaves none of the old files.
    run(&[
        "train",
        "a/sphere/experiment.toml",
        "--set",
        "data.unseen=[]",
        "--out",
        "a/sphere",
        "--force",
    ]);
    assert!(!read("unseen_features.npy").exists());
    let mixed = marginscope(folder.path(), &["verify", "a/sphere", "b/sphere"]);
    let message = String::from_utf8_lossy(&mixed.stderr);
    assert!(
        message.contains("or --seen for the others of both"),
        "{message}"
    );
    run(&["verify", "a/sphere", "b/sphere", "--seen"]);
    let refused = marginscope(folder.path(), &["verify", "a/sphere", "--unseen"]);
    assert_eq!(refused.status.code(), Some(1));
    let message = String::from_utf8_lossy(&refused.stderr);
    assert!(message.contains("data.unseen"), "{message}");
}

#[test]
fn a_folder_is_judged_by_the_margin_that_was_in_force_at_its_last_step() {
    let folder = tempfile::tempdir().unwrap();
    let text = "steps = 60\ndata.source = \"blobs\"\ndata.train = 400\ndata.test = 200\nloss.id = \"l-softmax\"\nloss.m = 4\n";
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    let output = marginscope(folder.path(), &["train", "x.toml", "--out", "run"]);
    assert!(output.status.success(), "{output:?}");
    let run = folder.path().join("run");
    let summary = std::fs::read(run.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let shots = marginscope::runs::folder::read(&run, &[]).unwrap_or_else(|why| panic!("{why}"));
    let shown = &shots[0].snapshot;
    let found = shown.metrics.margin_satisfied;
    assert_eq!(Some(found), summary["margin_satisfied"].as_f64());
    // With the λ that it would have had in the end fewer reach it.
    let loss = marginscope::loss::find("l-softmax").unwrap();
    let settled = marginscope::train::metrics::Measured {
        features: shown.features.view(),
        labels: &shown.dataset.test.labels,
        directions: shown.weights.view(),
        bias: None,
        objective: &loss.objective(&shown.experiment.loss.knobs),
    };
    let settled = settled.metrics().margin_satisfied;
    assert!(settled < found, "{settled}, {found}");
}

#[test]
fn runs_that_differ_by_more_than_their_seeds_are_verified_in_rows_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let text = "steps = 30\ndata.source = \"blobs\"\ndata.train = 200\ndata.test = 60\nloss.id = \"am-softmax\"\n";
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    let run = |args: &[&str]| {
        let output = marginscope(folder.path(), args);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {message}");
        String::from_utf8(output.stdout).unwrap()
    };
    for (out, margin, seed) in [("a", 0.1, 1), ("b", 0.1, 2), ("c", 0.3, 1)] {
        let set = [
            format!("loss.m={margin}"),
            format!("seeds.init={seed}"),
            format!("seeds.order={seed}"),
        ];
        let [m, init, order] = set.each_ref().map(String::as_str);
        run(&[
            "train", "x.toml", "--set", m, "--set", init, "--set", order, "--out", out,
        ]);
    }
    let alike = run(&["verify", "a", "b"]);
    assert!(alike.contains("\n| am-softmax | "), "{alike}");
    assert!(alike.contains("over 2 runs each"), "{alike}");
    let twice = run(&["verify", "a", "b", "a"]);
    assert_eq!(twice, alike, "a run counts once");
    let all = run(&["verify", "a", "b", "c"]);
    for expect in [
        "\n| am-softmax, loss.m=0.1 | ",
        "\n| am-softmax, loss.m=0.3 | ",
        "over 1 to 2 runs each",
    ] {
        assert!(all.contains(expect), "{expect}: {all}");
    }
}

#[test]
fn where_no_pair_is_of_two_classes_there_is_no_rate() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &str| {
        let output = marginscope(folder.path(), &args.split_whitespace().collect::<Vec<_>>());
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args}: {told}");
        String::from_utf8(output.stdout).unwrap()
    };
    for seed in [1, 2] {
        run(&format!(
            "train --preset blobs --steps 5 --set data.unseen=[1] --set seeds.init={seed} --out {seed}"
        ));
    }
    let one = run("verify 1/circle");
    assert!(one.contains("| – |") && !one.contains("NaN"), "{one}");
    let several = run("verify 1 2");
    assert!(several.contains("| – |"), "{several}");
    assert!(
        several.contains("against circle") && !several.contains("NaN"),
        "{several}"
    );
    // In JSON what is not there is null, as ever.
    assert!(run("verify 1/circle --json").contains("\"eer\": null"));
}
