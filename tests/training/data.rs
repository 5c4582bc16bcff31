//! Every source of the registry, those of tomorrow included: balanced, held out, seeded, and as hard as it says.

use std::io::Write as _;
use std::sync::Arc;

use marginscope::data::{self, DataError, Dataset, LeftOut, Request, Source, Split};
use marginscope::knob::Knobs;
use marginscope::train::{Experiment, Lane, ModelKind};
use tempfile::TempDir;

/// Calls `test` with every source and, for those that read files, a folder that holds some.
fn for_each_source(test: impl Fn(&'static dyn Source, Option<&str>)) {
    let folder = idx_folder(1200, 300);
    let path = folder.path().display().to_string();
    // What is given is not divided into parts: tests/commands/features.rs has it.
    // Those of somebody's own files are tested in tests/commands/own_data.rs.
    let sources = data::registry().iter();
    for source in sources.filter(|source| source.texts().is_empty() && source.id() != "features") {
        test(*source, source.reads_path().then_some(path.as_str()));
    }
}

/// Four IDX files with ten classes of 6×5 pixels.
fn idx_folder(train: u32, test: u32) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (stem, count, salt) in [("train", train, 0), ("t10k", test, 7)] {
        let write = |kind: &str, header: &[u32], bytes: &mut dyn Iterator<Item = u32>| {
            let file = folder.path().join(format!("{stem}-{kind}-ubyte"));
            let mut file = std::fs::File::create(file).unwrap();
            file.write_all(&[0, 0, 8, header.len() as u8]).unwrap();
            header
                .iter()
                .for_each(|word| file.write_all(&word.to_be_bytes()).unwrap());
            let bytes: Vec<u8> = bytes.map(|byte| byte as u8).collect();
            file.write_all(&bytes).unwrap();
        };
        let pixels = |i: u32| (0..30).map(move |p| (i % 10) * 20 + (i * 31 + p * 17 + salt) % 50);
        write(
            "images-idx3",
            &[count, 6, 5],
            &mut (0..count).flat_map(pixels),
        );
        write("labels-idx1", &[count], &mut (0..count).map(|i| i % 10));
    }
    folder
}

fn load(
    source: &dyn Source,
    knobs: &Knobs,
    path: Option<&str>,
    classes: &[usize],
    seed: u64,
) -> Dataset {
    let request = Request {
        knobs,
        texts: &data::NO_TEXTS,
        path,
        classes,
        left_out: &LeftOut::default(),
        as_features: false,
        seed,
    };
    data::load(source.id(), &request).unwrap_or_else(|error| panic!("{}: {error}", source.id()))
}

fn at_defaults(source: &dyn Source, path: Option<&str>) -> Dataset {
    load(source, &Knobs::defaults(source.knobs()), path, &[], 1)
}

fn counts(split: &Split, classes: usize) -> Vec<usize> {
    let of = |class| split.labels.iter().filter(|&&label| label == class).count();
    (0..classes).map(of).collect()
}

#[test]
fn shapes_names_and_ids_agree() {
    for_each_source(|source, path| {
        let data = at_defaults(source, path);
        assert_eq!(data.id, source.id());
        assert_eq!(
            data.class_names,
            source.class_names(&Knobs::defaults(source.knobs()))
        );
        for split in [&data.train, &data.test] {
            assert_eq!(split.inputs.dim(), (split.labels.len(), data.shape.len()));
            assert!(split.inputs.iter().all(|x| x.is_finite()));
            assert!(split.labels.iter().all(|label| *label < data.classes()));
        }
        let pixels = match data.shape {
            data::Shape::Image { .. } => data.test.inputs.len(),
            data::Shape::Flat(_) => 0,
        };
        assert_eq!(data.test_pixels.len(), pixels, "{}", source.id());
        let square = data.train.inputs.mapv(|x| x * x).mean().unwrap();
        assert!(
            (0.1..10.0).contains(&square),
            "{}: inputs of about unit size",
            source.id()
        );
    });
}

#[test]
fn every_part_is_balanced_however_small() {
    for_each_source(|source, path| {
        for end in [f64::INFINITY, 300.0, 130.0, 100.0, 0.0] {
            let mut knobs = Knobs::defaults(source.knobs());
            for knob in source
                .knobs()
                .iter()
                .filter(|k| ["train", "test"].contains(&k.id))
            {
                knobs.set(knob.id, end.clamp(knob.min, knob.default));
            }
            let data = load(source, &knobs, path, &[], 1);
            for split in [&data.train, &data.test] {
                let counts = counts(split, data.classes());
                let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
                assert!(most - least <= 1, "{}: {counts:?}", source.id());
            }
        }
    });
}

#[test]
fn no_held_out_sample_is_trained_on() {
    for_each_source(|source, path| {
        let data = at_defaults(source, path);
        let bits = |row: &[f32]| row.iter().map(|x| x.to_bits()).collect::<Vec<u32>>();
        let rows = |split: &Split| -> std::collections::HashSet<Vec<u32>> {
            split
                .inputs
                .outer_iter()
                .map(|row| bits(row.as_slice().unwrap()))
                .collect()
        };
        let both = rows(&data.train).intersection(&rows(&data.test)).count();
        assert_eq!(both, 0, "{}", source.id());
    });
}

#[test]
fn the_seed_decides_synthetic_samples_and_nothing_else_does() {
    for_each_source(|source, path| {
        let knobs = Knobs::defaults(source.knobs());
        let with = |seed| load(source, &knobs, path, &[], seed);
        assert_eq!(with(3), with(3));
        assert_eq!(with(3).sha256(), with(3).sha256());
        let mut changed = with(3);
        let before = changed.sha256().to_owned();
        assert_eq!(changed.known_sha256(), Some(before.as_str()));
        changed = changed.clone();
        changed.train.labels[0] = 1 - changed.train.labels[0].min(1);
        assert_ne!(changed.sha256(), before, "a copy has a hash of its own");
        let is_drawn = source.licence().starts_with("Made from the seed");
        assert_eq!(with(3) != with(4), is_drawn, "{}", source.id());
        if is_drawn {
            let mut more = knobs.clone();
            more.set("train", knobs.get("train").unwrap() + 10.0);
            assert_eq!(with(3).test, load(source, &more, path, &[], 3).test);
        }
    });
}

#[test]
fn a_subset_of_the_classes_is_those_classes_in_the_order_asked_for() {
    for_each_source(|source, path| {
        let knobs = Knobs::defaults(source.knobs());
        let whole = load(source, &knobs, path, &[], 1);
        let last = whole.classes() - 1;
        let part = load(source, &knobs, path, &[last, 0], 1);
        let names = [last, 0].map(|class| whole.class_names[class].clone());
        assert_eq!(part.class_names, names);
        let pixels = whole.test_pixels.len() / whole.test.labels.len();
        for (part, whole) in [(&part.train, &whole.train), (&part.test, &whole.test)] {
            let kept = whole
                .labels
                .iter()
                .filter(|label| [last, 0].contains(label));
            let renumbered: Vec<usize> = kept.map(|&label| usize::from(label == 0)).collect();
            assert_eq!(part.labels, renumbered);
        }
        for (row, original) in (0..whole.test.labels.len())
            .filter(|&i| [last, 0].contains(&whole.test.labels[i]))
            .enumerate()
        {
            assert_eq!(part.test.inputs.row(row), whole.test.inputs.row(original));
            assert_eq!(
                part.test_pixels[row * pixels..][..pixels],
                whole.test_pixels[original * pixels..][..pixels]
            );
        }
        assert_eq!(part.test_pixels.len(), part.test.labels.len() * pixels);
    });
}

#[test]
fn classes_that_cannot_be_are_refused_in_words() {
    for_each_source(|source, path| {
        let knobs = Knobs::defaults(source.knobs());
        let count = source.class_names(&knobs).len();
        let check = |classes: &[usize], expect: &str| {
            let request = Request {
                knobs: &knobs,
                texts: &data::NO_TEXTS,
                path,
                classes,
                left_out: &LeftOut::default(),
                as_features: false,
                seed: 1,
            };
            let error = data::load(source.id(), &request).unwrap_err();
            assert_eq!(error.to_string(), expect);
        };
        check(
            &[0, count],
            &format!(
                "data.classes: found class {count}, expected a number below {count} (classes count from 0)"
            ),
        );
        check(
            &[1],
            "data.classes: found 1 class(es), expected at least 2: there is no margin without a second class",
        );
    });
}

#[test]
fn classes_that_are_left_out_are_held_out_apart_and_never_trained_on() {
    for_each_source(|source, path| {
        let knobs = Knobs::defaults(source.knobs());
        let whole = load(source, &knobs, path, &[], 1);
        let last = whole.classes() - 1;
        let of = |classes: &[usize], left_out: LeftOut| {
            let request = Request {
                knobs: &knobs,
                texts: &data::NO_TEXTS,
                path,
                classes,
                left_out: &left_out,
                as_features: false,
                seed: 1,
            };
            data::load(source.id(), &request)
        };
        let part = of(&[], LeftOut::These(vec![0])).unwrap();
        let rest: Vec<usize> = (1..=last).collect();
        let seen = load(source, &knobs, path, &rest, 1);
        assert_eq!((&part.train, &part.test), (&seen.train, &seen.test));
        assert_eq!(part.class_names, seen.class_names);
        assert_eq!(part.unseen.class_names, [whole.class_names[0].clone()]);
        let rows: Vec<usize> = (0..whole.test.labels.len())
            .filter(|row| whole.test.labels[*row] == 0)
            .collect();
        assert_eq!(part.unseen.test.labels, vec![0; rows.len()]);
        let pixels = whole.test_pixels.len() / whole.test.labels.len();
        for (row, original) in rows.iter().enumerate() {
            let found = part.unseen.test.inputs.row(row);
            assert_eq!(found, whole.test.inputs.row(*original));
            assert_eq!(
                part.unseen.test_pixels[row * pixels..][..pixels],
                whole.test_pixels[original * pixels..][..pixels]
            );
        }
        assert_ne!(part.sha256(), seen.sha256(), "what is measured differs");
        // The last ones of those that are used.
        let two = of(&[last, 0, 1], LeftOut::Last(1)).unwrap();
        assert_eq!(two.classes(), 2);
        assert_eq!(two.unseen.class_names, [whole.class_names[1].clone()]);
        let error = of(&[last, 0], LeftOut::Last(1)).unwrap_err().to_string();
        let expect = "data.unseen: found 1 of 2 classes left out, expected at most 0: training needs two classes";
        assert_eq!(error, expect);
    });
}

#[test]
fn a_class_without_a_sample_is_named() {
    let folder = idx_folder(7, 300);
    let path = folder.path().display().to_string();
    let request = Request {
        knobs: &Knobs::default(),
        texts: &data::NO_TEXTS,
        path: Some(&path),
        classes: &[],
        left_out: &LeftOut::default(),
        as_features: false,
        seed: 1,
    };
    let error = data::load("idx", &request).unwrap_err();
    assert_eq!(error, DataError::EmptyClass("7".to_owned(), "train"));
    let first = [0, 1, 2, 3, 4, 5, 6];
    let data = data::load(
        "idx",
        &Request {
            classes: &first,
            ..request
        },
    )
    .unwrap();
    assert_eq!(
        data.train.labels, first,
        "without the missing classes it is fine"
    );
    let error = data::load("mnist", &request).unwrap_err().to_string();
    assert_eq!(
        error,
        "data.source: found \"mnist\", expected one of fashion, idx, array, images, projector, table, blobs, rings, spirals, glyphs, features"
    );
}

#[test]
fn the_ends_of_every_knob_can_be_loaded() {
    for_each_source(|source, path| {
        for knob in source.knobs() {
            for value in [knob.min, knob.max] {
                let mut knobs = Knobs::defaults(source.knobs());
                knobs.set(knob.id, value);
                let data = load(source, &knobs, path, &[], 1);
                assert!(data.classes() >= 2, "{} {}", source.id(), knob.id);
            }
        }
    });
}

/// Held-out accuracy after so many steps with plain logits and a feature for each class.
fn accuracy(source: &str, classes: f64, kind: ModelKind, steps: usize) -> f64 {
    let mut experiment = Experiment::default();
    experiment.set_source(source);
    experiment.data.knobs.set("class_count", classes);
    experiment.set_loss("softmax");
    experiment.model.kind = kind;
    experiment.model.hidden = vec![64, 64];
    experiment.model.feature_dim = classes as usize;
    experiment.optimizer.learning_rate = 1e-2;
    experiment.optimizer.schedule_steps = steps as u64;
    let dataset = marginscope::train::lane::load(&experiment).unwrap();
    let mut lane = Lane::new(&experiment, Arc::clone(&dataset)).unwrap();
    (0..steps).for_each(|_| lane.step().unwrap());
    lane.begin_refresh();
    while !lane.refresh_part() {}
    lane.metrics().test_accuracy
}

#[test]
fn rings_and_spirals_need_hidden_layers() {
    for (source, classes, most_linear) in [("rings", 4.0, 0.6), ("spirals", 3.0, 0.6)] {
        let linear = accuracy(source, classes, ModelKind::Linear, 600);
        assert!(
            linear < most_linear,
            "{source}: a linear model reaches {linear}"
        );
        let mlp = accuracy(source, classes, ModelKind::Mlp, 1500);
        assert!(mlp > 0.95, "{source}: an MLP reaches only {mlp}");
    }
}

#[test]
fn glyphs_are_the_same_however_many_there_are_and_as_hard_as_they_say() {
    let source = data::find("glyphs").unwrap();
    let glyphs = |set: &[(&'static str, f64)]| {
        let knobs: Knobs = set.iter().copied().collect();
        load(source, &knobs, None, &[], 5)
    };
    let few = glyphs(&[("class_count", 10.0), ("train", 4.0)]);
    let many = glyphs(&[("class_count", 25.0), ("train", 9.0)]);
    for (place, label) in few.train.labels.iter().enumerate() {
        let same = 25 * (place / 10) + label;
        assert_eq!(many.train.labels[same], *label);
        assert_eq!(few.train.inputs.row(place), many.train.inputs.row(same));
    }
    let reached = |difficulty: f64| {
        let mut experiment = Experiment::default();
        experiment.set_source("glyphs");
        experiment.data.knobs.set("class_count", 40.0);
        experiment.data.knobs.set("difficulty", difficulty);
        experiment.set_loss("softmax");
        experiment.model.hidden = vec![64];
        experiment.model.feature_dim = 16;
        experiment.optimizer.learning_rate = 3e-3;
        let dataset = marginscope::train::lane::load(&experiment).unwrap();
        let mut lane = Lane::new(&experiment, dataset).unwrap();
        (0..150).for_each(|_| lane.step().unwrap());
        lane.begin_refresh();
        while !lane.refresh_part() {}
        lane.metrics().test_accuracy
    };
    let [easy, usual, hard] = [0.0, 0.5, 1.0].map(reached);
    assert!(easy > 0.97, "{easy}, {usual}, {hard}");
    assert!(
        easy > usual + 0.02 && usual > hard + 0.05,
        "{easy}, {usual}, {hard}"
    );
    assert!(
        hard > 0.3,
        "{easy}, {usual}, {hard}: ten times as good as chance"
    );
}

#[test]
fn blobs_are_easy_even_for_a_linear_model() {
    let linear = accuracy("blobs", 6.0, ModelKind::Linear, 600);
    assert!(linear > 0.95, "a linear model reaches only {linear}");
}

#[test]
fn a_folder_of_idx_files_is_told_as_its_bytes_are() {
    let folder = idx_folder(120, 30);
    let path = folder.path().display().to_string();
    let request = Request {
        as_features: false,
        knobs: &Knobs::default(),
        texts: &data::NO_TEXTS,
        path: Some(&path),
        classes: &[],
        left_out: &LeftOut::default(),
        seed: 1,
    };
    let preview = data::preview("idx", &request).unwrap();
    assert_eq!((preview.n, preview.held_out), (150, Some(30)));
    assert_eq!((&*preview.dtype, preview.shape.len()), ("uint8", 30));
    assert_eq!(preview.counts, [15; 10]);
    assert_eq!(preview.rows[(0, 1)], f32::from(preview.pixels[1]));
    assert!(preview.norms.unwrap().max > 255.0, "bytes are not scaled");
}
