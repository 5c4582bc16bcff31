//! Experiments as programs for PyTorch: every loss is written there, the folders are complete, and what lies in them is what
//! training here starts from. Whether they train alike is held by `tests/torch/compare.py`, where torch is installed.

#[path = "support/command.rs"]
mod command;
#[path = "support/python.rs"]
mod python;

use std::{collections::BTreeSet, io::Cursor, path::Path, sync::Arc};

use command::marginscope;
use marginscope::{
    data::Dataset,
    export::torch::{Program, written},
    knob::{Knob, Knobs},
    loss::{self, Loss, Objective, Reference},
    train::{Experiment, Look, ModelKind, OptimizerKind, Order, Trainer, lane},
};
use ndarray::{Array1, Array2, ArrayD};
use ndarray_npy::ReadNpyExt;

/// Pictures of a size that a CNN takes, few of them.
fn small(loss: &str, kind: ModelKind, optimizer: OptimizerKind) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.set_source("glyphs");
    for (id, value) in [("class_count", 4.0), ("train", 6.0), ("test", 3.0)] {
        experiment.data.knobs.set(id, value);
    }
    experiment.set_loss(loss);
    experiment.model.kind = kind;
    experiment.model.hidden = vec![8];
    experiment.model.channels = vec![2, 4];
    experiment.optimizer.kind = optimizer;
    experiment.optimizer.batch = 8;
    experiment.steps = 40;
    experiment
}

fn program(experiment: &Experiment) -> (Program, Arc<Dataset>) {
    let dataset = lane::load(experiment).unwrap();
    let program = Program::new(experiment, &Look::default(), &dataset).unwrap();
    (program, dataset)
}

fn content<'a>(program: &'a Program, name: &str) -> &'a [u8] {
    let found = program.files.iter().find(|(known, _)| known == name);
    &found.unwrap_or_else(|| panic!("there is no {name}")).1
}

fn text<'a>(program: &'a Program, name: &str) -> &'a str {
    std::str::from_utf8(content(program, name)).unwrap()
}

fn npy<A: ReadNpyExt>(program: &Program, name: &str) -> A {
    A::read_npy(Cursor::new(content(program, name))).unwrap()
}

#[test]
fn every_loss_of_the_registry_is_written_in_pytorch() {
    for loss in loss::registry() {
        let torch = written(*loss).unwrap();
        let code = torch.code.concat();
        let class = loss.objective(&loss.defaults()).head().is_some();
        let function = if class { "def logits(" } else { "def loss(" };
        assert!(code.contains(function), "{}", loss.id());
        assert_eq!(!torch.plain.is_empty(), loss.blends(), "{}", loss.id());
    }
}

/// A loss as somebody writes it who does not know PyTorch.
struct Unwritten;

impl Loss for Unwritten {
    fn id(&self) -> &'static str {
        "unwritten"
    }
    fn name(&self) -> &'static str {
        "Unwritten"
    }
    fn paper(&self) -> &'static [Reference] {
        &[]
    }
    fn formula(&self) -> &'static str {
        "0"
    }
    fn boundary(&self) -> &'static str {
        "0 = 0"
    }
    fn knobs(&self) -> &'static [Knob] {
        &[]
    }
    fn why_no_knob(&self, _: &str) -> Option<&'static str> {
        None
    }
    fn objective(&self, knobs: &Knobs) -> Objective {
        loss::find("softmax").unwrap().objective(knobs)
    }
}

#[test]
fn a_loss_without_lines_in_pytorch_is_told_plainly() {
    let problem = written(&Unwritten).unwrap_err();
    let expect = "loss.id: found \"unwritten\", which nobody has written in PyTorch yet, expected one of softmax,";
    assert!(problem.starts_with(expect), "{problem}");
}

/// Every loss with every model and both optimizers, with the schedules of the loss at rest and at work.
fn experiments() -> Vec<Experiment> {
    let mut all = Vec::new();
    for loss in loss::registry() {
        for kind in [ModelKind::Linear, ModelKind::Mlp, ModelKind::Cnn] {
            for optimizer in [OptimizerKind::Sgd, OptimizerKind::Adam] {
                all.push(small(loss.id(), kind, optimizer));
            }
        }
        let mut changing = small(loss.id(), ModelKind::Mlp, OptimizerKind::Adam);
        for id in ["warmup", "ramp"] {
            if changing.loss.knobs.get(id).is_some() {
                changing.loss.knobs.set(id, 5.0);
            }
        }
        all.push(changing);
    }
    all
}

#[test]
fn a_program_is_complete_for_every_loss_model_and_optimizer() {
    for experiment in experiments() {
        let (program, _) = program(&experiment);
        let names: BTreeSet<&str> = program
            .files
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let expect = "README.md data/test_inputs.npy data/test_labels.npy data/train_inputs.npy data/train_labels.npy \
                      experiment.toml init.safetensors names.txt order.npy run.json run_log.py train.py";
        assert_eq!(names.into_iter().collect::<Vec<_>>().join(" "), expect);
        for name in ["train.py", "run_log.py", "README.md"] {
            let text = text(&program, name);
            assert!(
                !text.contains("{{") && !text.contains("}}") && !text.contains("#?"),
                "{name}: {text}"
            );
        }
        // What stands in the model is what lies in the file.
        let train = text(&program, "train.py");
        let tensors =
            safetensors::SafeTensors::deserialize(content(&program, "init.safetensors")).unwrap();
        let is_class = train.contains("self.weight = nn.Parameter");
        assert_eq!(tensors.tensor("weight").is_ok(), is_class);
        assert_eq!(
            tensors.tensor("bias").is_ok(),
            train.contains("self.bias = nn.Parameter")
        );
        let layers = train
            .lines()
            .filter(|line| line.starts_with("            nn."));
        let mut expect = BTreeSet::new();
        for (number, layer) in layers.enumerate() {
            let trained = ["nn.Linear", "nn.Conv2d", "nn.PReLU"];
            if trained.iter().any(|of| layer.contains(of)) {
                expect.insert(format!("network.{number}.weight"));
            }
            if layer.contains("nn.Conv2d")
                || layer.contains("nn.Linear") && !layer.contains("bias=False")
            {
                expect.insert(format!("network.{number}.bias"));
            }
        }
        let names = tensors
            .names()
            .into_iter()
            .filter(|name| name.starts_with("network."));
        assert_eq!(names.map(str::to_owned).collect::<BTreeSet<_>>(), expect);
    }
}

#[test]
fn what_lies_in_the_folder_is_what_training_starts_from() {
    let mut experiment = small("softmax", ModelKind::Cnn, OptimizerKind::Adam);
    experiment.data.unseen = marginscope::data::LeftOut::Last(1);
    let (program, dataset) = program(&experiment);
    let trainer = Trainer::new(&experiment, Arc::clone(&dataset)).unwrap();
    let tensors =
        safetensors::SafeTensors::deserialize(content(&program, "init.safetensors")).unwrap();
    for (name, shape, values) in trainer.tensors() {
        let name = match name.strip_prefix("head.") {
            Some(name) => name.to_owned(),
            None => format!("network.{}", name.replace("slope", "weight")),
        };
        let tensor = tensors.tensor(&name).unwrap();
        let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        assert_eq!(
            (tensor.shape(), tensor.data()),
            (&shape[..], &bytes[..]),
            "{name}"
        );
    }
    let inputs: ArrayD<f32> = npy(&program, "data/train_inputs.npy");
    let n = dataset.train.labels.len();
    assert_eq!(
        (inputs.ndim(), inputs.shape()[0], inputs.shape()[1]),
        (4, n, 1)
    );
    assert!(inputs.iter().eq(dataset.train.inputs.iter()));
    let labels: Array1<i64> = npy(&program, "data/train_labels.npy");
    assert!(
        labels
            .iter()
            .map(|y| *y as usize)
            .eq(dataset.train.labels.iter().copied())
    );
    let unseen: Array1<i64> = npy(&program, "data/unseen_labels.npy");
    assert!(
        !unseen.is_empty() && unseen.iter().all(|y| *y == 3),
        "the classes behind the others"
    );
    let mut order = Order::new(n, experiment.seeds.order);
    let known: Array2<i32> = npy(&program, "order.npy");
    assert_eq!(known.dim(), ((40 * 8_usize).div_ceil(n), n));
    assert!(
        known
            .iter()
            .all(|sample| *sample as usize == order.next_sample())
    );
    assert_eq!(text(&program, "names.txt").lines().count(), 4);
    let run: serde_json::Value = serde_json::from_str(text(&program, "run.json")).unwrap();
    assert_eq!(
        (&run["loss"], &run["feature_dim"]),
        (&"softmax".into(), &3.into())
    );
}

#[test]
fn the_scripts_are_python() {
    let Some(python) = python::with("") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (number, experiment) in experiments().iter().enumerate() {
        let (program, _) = program(experiment);
        for name in ["train.py", "run_log.py"] {
            let file = folder.path().join(format!("{number}-{name}"));
            std::fs::write(file, content(&program, name)).unwrap();
        }
    }
    let code = "import sys, ast, pathlib\n\
                files = sorted(pathlib.Path(sys.argv[1]).glob('*.py'))\n\
                for file in files: compile(file.read_text(encoding='utf-8'), file.name, 'exec')\n\
                print(len(files))";
    let folder = folder.path().to_str().unwrap();
    let told = python::run(&python, &["-c", code, folder]);
    assert_eq!(told.trim(), (2 * experiments().len()).to_string());
}

/// For each loss an MLP with both optimizers, at rest and with schedules, on one process and on two; all models, and a whole
/// run, by hand: see the script.
#[test]
fn programs_train_as_marginscope_does() {
    let Some(python) = python::with("torch, numpy") else {
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torch/compare.py");
    let program = env!("CARGO_BIN_EXE_marginscope");
    println!(
        "{}",
        python::run(
            &python,
            &[script.to_str().unwrap(), program, "--only", "mlp adam"]
        )
    );
}

#[test]
fn several_lanes_are_a_folder_each_and_nothing_is_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["torch", "--preset", "blobs", "--steps", "20", "-o", "out"];
    let output = marginscope(folder.path(), &args);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for file in [
        "experiment.toml",
        "circle/train.py",
        "sphere/data/train_inputs.npy",
    ] {
        assert!(folder.path().join("out").join(file).exists(), "{file}");
    }
    let refused = marginscope(folder.path(), &args);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    let again = [&args[..], &["--force"]].concat();
    assert!(marginscope(folder.path(), &again).status.success());
    // What is written is an experiment that trains here too.
    let train = ["train", "out/circle/experiment.toml", "--out", "run"];
    assert!(marginscope(folder.path(), &train).status.success());
    let names = std::fs::read_to_string(folder.path().join("run/names.txt")).unwrap();
    let beside = std::fs::read_to_string(folder.path().join("out/circle/names.txt")).unwrap();
    assert_eq!(names, beside);
}
