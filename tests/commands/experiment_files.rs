//! Experiment files: what is read is what was written, and what is wrong is named with its row, key, found and expected.

use std::fmt::Write as _;

use marginscope::train::{Experiment, NUMBERS, Session, preset_ids};
use marginscope::{data, knob::Knob, knob::Spread, loss};
use toml::Value;

/// Reads `input` as the file `f.toml`; gives `ok` or the message.
fn read(input: &str) -> String {
    match Session::parse("f", input, "f.toml") {
        Ok(_) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn check(input: &str, expect: &str) {
    assert_eq!(read(input), expect, "\n{input}");
}

/// For messages whose end is the TOML reader's own.
fn check_start(input: &str, expect: &str) {
    let found = read(input);
    assert!(found.starts_with(expect), "{found}\n{input}");
}

fn parse(input: &str) -> Session {
    Session::parse("f", input, "f.toml").unwrap_or_else(|error| panic!("{error}\n{input}"))
}

fn check_round_trip(session: &Session) {
    let text = session.to_toml();
    let again = Session::parse(&session.id, &text, "f.toml");
    let again = again.unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(again, *session, "\n{text}");
    assert_eq!(again.to_toml(), text);
}

#[test]
fn text_that_is_no_toml_is_named_with_its_row() {
    check_start("steps = 10\n[data\n", "f.toml, row 2: ");
    check_start("steps = \n", "f.toml, row 1: ");
    check_start("\u{0}\u{1}PNG\u{fffd}", "f.toml, row 1: ");
    check_start("[loss]\nm = 99999999999999999999\n", "f.toml, row 2: ");
    check_start("steps = 1\nsteps = 2\n", "f.toml, row 2: duplicate key");
    check_start(
        "[loss]\nm = 0.1\n\n[loss]\ns = 2\n",
        "f.toml, row 4: duplicate key",
    );
    check_start(
        "loss.m = 0.1\n[loss]\ns = 2\n",
        "f.toml, row 2: duplicate key",
    );
}

#[test]
fn a_file_without_a_key_is_no_experiment() {
    for empty in ["", "\n\n", "# a comment\n"] {
        check(
            empty,
            "f.toml: found no key, expected an experiment with keys such as data.source",
        );
    }
}

#[test]
fn an_unknown_key_is_refused_by_name_with_the_nearest_known_one() {
    check(
        "[loss]\nid = \"am-softmax\"\nmm = 0.2\n",
        "f.toml, row 3: unknown key \"loss.mm\"; did you mean \"loss.m\"?",
    );
    check(
        "[optimizer]\nlearning_rat = 0.2\n",
        "f.toml, row 2: unknown key \"optimizer.learning_rat\"; did you mean \"optimizer.learning_rate\"?",
    );
    check(
        "[modell]\nkind = \"mlp\"\n",
        "f.toml, row 2: unknown key \"modell.kind\"; did you mean \"model.kind\"?",
    );
    check(
        "step = 3\n",
        "f.toml, row 1: unknown key \"step\"; did you mean \"steps\"?",
    );
    check(
        "[package]\nname = \"x\"\n",
        "f.toml, row 2: unknown key \"package.name\"",
    );
    check("\n[package]\n", "f.toml, row 2: unknown key \"package\"");
    check(
        "[model]\nhidden.a = 1\n",
        "f.toml, row 2: unknown key \"model.hidden.a\"; did you mean \"model.hidden\"?",
    );
}

#[test]
fn a_key_that_is_too_long_is_refused_with_its_row_whatever_is_below_it() {
    let long = "k".repeat(32_768);
    let refused = |text: &str, row: usize, found: usize, shown: &str| {
        let expect = format!(
            "f.toml, row {row}: {shown} …: found a key of {found} bytes, expected at most 200"
        );
        let told = read(text);
        assert_eq!(told.replace("lane \"a\": ", ""), expect);
    };
    let (all, most) = ("k".repeat(80), "k".repeat(75));
    refused(&format!("steps = 1\n\n{long} = 1\n"), 3, 32_768, &all);
    let items = "0,\n".repeat(400_000);
    refused(&format!("steps = 1\n{long} = [{items}]\n"), 2, 32_768, &all);
    let keys: String = (0..100_000).map(|key| format!("a{key} = 1\n")).collect();
    refused(&format!("\n[{long}]\n{keys}"), 2, 32_768, &all);
    let loss = format!("loss.{most}");
    refused(&format!("[loss]\n{long} = 1\n"), 2, 32_773, &loss);
    let lane = format!("steps = 1\n[[lane]]\nname = \"a\"\nloss.{long} = 1\n");
    refused(&lane, 4, 32_773, &loss);
    // Known keys are not compared with one that is like none of them.
    let unknown = "k".repeat(200);
    check(
        &format!("\n{unknown} = 1\n"),
        &format!("f.toml, row 2: unknown key \"{all} …\""),
    );
    let set = Experiment::default().set(&"k".repeat(1 << 20), &Value::from(1));
    assert_eq!(
        set.unwrap_err().to_string(),
        format!("unknown key \"{all} …\"")
    );
}

#[test]
fn tables_in_tables_without_an_end_are_refused_with_their_row() {
    let key = vec!["a"; 80].join(".");
    let open = format!("{key} = {{ ").repeat(79);
    check(
        &format!("steps = 1\n{open}{key} = 1{}\n", " }".repeat(79)),
        "f.toml, row 2: found brackets or braces more than 6 deep in each other, expected fewer",
    );
}

#[test]
fn an_experiment_has_a_largest_size_and_is_read_up_to_it() {
    let blank = " ".repeat(4 << 20);
    check(
        &blank,
        "f.toml: found no key, expected an experiment with keys such as data.source",
    );
    check(
        &(blank + " "),
        "f.toml: found 4194305 bytes, expected an experiment of at most 4194304",
    );
    // What reading takes grows with the text and no faster.
    let list = format!("steps = 1\nmany = [\n{}]\n", "1234,\n".repeat(400_000));
    check(&list, "f.toml, row 2: unknown key \"many\"");
}

#[test]
fn a_knob_of_another_loss_or_source_is_told_from_a_misspelt_one() {
    check(
        "[loss]\nid = \"softmax\"\nm = 0.2\n",
        "f.toml, row 3: loss.m: the loss \"softmax\" has no m: plain softmax asks for no margin: both sides of a \
         boundary are the same line",
    );
    check(
        "[data]\nsource = \"rings\"\ndimension = 3\n",
        "f.toml, row 3: data.dimension: the source \"rings\" has no dimension; \"blobs\" has one",
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_named_with_what_fits() {
    check(
        "[loss]\nm = \"big\"\n",
        "f.toml, row 2: loss.m: found \"big\", expected a number from 0 to 1",
    );
    check(
        "[loss]\nm = true\n",
        "f.toml, row 2: loss.m: found true, expected a number from 0 to 1",
    );
    check(
        "[loss]\nm = [0.1]\n",
        "f.toml, row 2: loss.m: found [0.1], expected a number from 0 to 1",
    );
    check(
        "[loss.m]\n",
        "f.toml, row 1: loss.m: found {}, expected a number from 0 to 1",
    );
    check(
        "steps = 1979-05-27\n",
        "f.toml, row 1: steps: found 1979-05-27, expected a whole number from 1 to 10000000",
    );
    check(
        "[loss]\nid = 3\n",
        "f.toml, row 2: loss.id: found 3, expected text",
    );
    let losses: Vec<&str> = loss::registry().iter().map(|loss| loss.id()).collect();
    check(
        "[loss]\nid = \"arc\"\n",
        &format!(
            "f.toml, row 2: loss.id: found \"arc\", expected one of {}",
            losses.join(", ")
        ),
    );
    check(
        "[data]\nsource = \"mnist\"\n",
        "f.toml, row 2: data.source: found \"mnist\", expected one of fashion, idx, array, images, projector, table, blobs, rings, spirals, glyphs, features",
    );
    check(
        "[model]\nkind = \"MLP\"\n",
        "f.toml, row 2: model.kind: found \"MLP\", expected one of linear, mlp, cnn, features",
    );
    check(
        "[optimizer]\nschedule = 0\n",
        "f.toml, row 2: optimizer.schedule: found 0, expected one of constant, step, cosine",
    );
    check(
        "data = 3\n",
        "f.toml, row 1: data: found 3, expected keys of their own below [data]",
    );
    check(
        "[[loss]]\nm = 0.1\n",
        "f.toml, row 1: loss: found [{ m = 0.1 }], expected keys of their own below [loss]",
    );
}

#[test]
fn a_number_out_of_range_is_shown_as_it_was_written() {
    for (written, shown) in [
        ("nan", "nan"),
        ("inf", "inf"),
        ("-inf", "-inf"),
        ("1.5", "1.5"),
        ("-0.1", "-0.1"),
    ] {
        check(
            &format!("[loss]\nm = {written}\n"),
            &format!("f.toml, row 2: loss.m: found {shown}, expected a number from 0 to 1"),
        );
    }
    check_start("[loss]\nm = 1e400\n", "f.toml, row 2: ");
    check(
        "steps = 0\n",
        "f.toml, row 1: steps: found 0, expected a whole number from 1 to 10000000",
    );
    check(
        "steps = 10.5\n",
        "f.toml, row 1: steps: found 10.5, expected a whole number from 1 to 10000000",
    );
    check(
        "[model]\nfeature_dim = 1\n",
        "f.toml, row 2: model.feature_dim: found 1, expected a whole number from 2 to 512",
    );
    for seed in ["9007199254740993", "9223372036854775807", "-1"] {
        check(
            &format!("[seeds]\ninit = {seed}\n"),
            &format!(
                "f.toml, row 2: seeds.init: found {seed}, expected a whole number from 0 to 9007199254740991"
            ),
        );
    }
}

#[test]
fn lists_of_layers_and_classes_are_checked() {
    let hidden = "expected a list of up to 8 whole numbers from 1 to 4096";
    for wrong in [
        "[0]",
        "[1.5]",
        "[-3]",
        "[\"a\"]",
        "[5000]",
        "3",
        "[1, 1, 1, 1, 1, 1, 1, 1, 1]",
    ] {
        check(
            &format!("[model]\nhidden = {wrong}\n"),
            &format!("f.toml, row 2: model.hidden: found {wrong}, {hidden}"),
        );
    }
    let long = format!("[{}]", vec!["1"; 500].join(", "));
    let shown = &long[..80];
    check(
        &format!("[model]\nhidden = {long}\n"),
        &format!("f.toml, row 2: model.hidden: found {shown} …, {hidden}"),
    );
    check(
        "[model]\nhidden = []\n",
        "f.toml, row 2: model.hidden: found [], expected at least one layer for the model \"mlp\"; one without is \"linear\"",
    );
    check(
        "[model]\nkind = \"cnn\"\nchannels = []\n",
        "f.toml, row 3: model.channels: found [], expected at least one layer for the model \"cnn\"; one without is \"linear\"",
    );
    check("[model]\nkind = \"linear\"\nhidden = []\n", "ok");
    check(
        "[data]\nclasses = [3]\n",
        "f.toml, row 2: data.classes: found 1 class, expected at least 2, or [] for all of them: there is no margin \
         without a second class",
    );
    check(
        "[data]\nclasses = [3, 4, 3]\n",
        "f.toml, row 2: data.classes: found class 3 twice, expected each class once",
    );
    check(
        "[data]\nclasses = [0, 10]\n",
        "f.toml, row 2: data.classes: found class 10, expected a number below 10 (classes count from 0)",
    );
    check(
        "[data]\nclasses = [0, 3]\nsource = \"rings\"\nclass_count = 3\n",
        "f.toml, row 2: data.classes: found class 3, expected a number below 3 (classes count from 0)",
    );
}

#[test]
fn classes_that_cannot_be_left_out_are_named_with_their_row() {
    check("[data]\nunseen = [7, 8, 9]\n", "ok");
    check("[data]\nunseen = 8\n", "ok");
    check("[data]\nunseen = 0\n", "ok");
    check("[data]\nclasses = [0, 2, 4]\nunseen = [2]\n", "ok");
    check(
        "[data]\nunseen = [3, 3]\n",
        "f.toml, row 2: data.unseen: found class 3 twice, expected each class once",
    );
    check(
        "[data]\nunseen = [10]\n",
        "f.toml, row 2: data.unseen: found class 10, expected a number below 10 (classes count from 0)",
    );
    check(
        "[data]\nclasses = [0, 2, 4]\nunseen = [3]\n",
        "f.toml, row 3: data.unseen: found class 3, expected one of data.classes, [0, 2, 4]",
    );
    check(
        "[data]\nunseen = 9\n",
        "f.toml, row 2: data.unseen: found 9 of 10 classes left out, expected at most 8: training needs two classes",
    );
    check(
        "[data]\nunseen = \"bags\"\n",
        "f.toml, row 2: data.unseen: found \"bags\", expected a list of classes such as [7, 8, 9], or how many of the last ones, up to 999",
    );
    check(
        "[data]\nunseen = [1.5]\n",
        "f.toml, row 2: data.unseen: found [1.5], expected a list of up to 999 whole numbers from 0 to 999",
    );
    for text in ["unseen = [7, 9]", "unseen = 3"] {
        let session = parse(&format!("[data]\n{text}\n"));
        assert!(!session.base.data.unseen.is_none());
        check_round_trip(&session);
    }
}

#[test]
fn a_mistake_in_a_lane_is_named_with_the_lane_and_its_own_row() {
    let file = |second: &str| {
        format!(
            "[loss]\nid = \"normface\"\n\n[[lane]]\nname = \"a\"\nloss.s = 5\n\n[[lane]]\n{second}\n"
        )
    };
    check(&file("name = \"b\"\nloss.s = 6"), "ok");
    check(
        &file("name = \"b\"\nloss.s = 0"),
        "f.toml, row 10: lane \"b\": loss.s: found 0, expected a number from 1 to 64",
    );
    check(
        &file("name = \"b\"\n\nloss.m = 0.1"),
        "f.toml, row 11: lane \"b\": loss.m: the loss \"normface\" has no m: NormFace asks for no margin: the \
         boundary is the bisector",
    );
    check(
        &file("name = \"b\"\nloss.id = \"am-softmax\"\nloss.m = 0.1"),
        "ok",
    );
    check(
        &file("name = \"b\"\nloss.x = 6"),
        "f.toml, row 10: lane \"b\": unknown key \"loss.x\"; did you mean \"loss.s\"?",
    );
    check(
        &file("name = \"b\"\n[lane.model]\nhidden = []"),
        "f.toml, row 11: lane \"b\": model.hidden: found [], expected at least one layer for the model \"mlp\"; one \
         without is \"linear\"",
    );
    check(
        &file("name = \"b\"\n[lane.nothing]"),
        "f.toml, row 10: lane \"b\": unknown key \"nothing\"",
    );
    check(
        &file("name = \"A\""),
        "f.toml, row 9: lane.name: found \"A\", expected a name that no other lane has",
    );
    for name in ["\"\"", "\"../up\"", "\"a b\"", "3"] {
        check(
            &file(&format!("name = {name}")),
            &format!(
                "f.toml, row 9: lane.name: found {name}, expected a name of letters, digits, - and _"
            ),
        );
    }
    let long = "x".repeat(101);
    check(&file(&format!("name = \"{}\"", &long[1..])), "ok");
    check(
        &file(&format!("name = \"{long}\"")),
        &format!(
            "f.toml, row 9: lane.name: found \"{} …, expected a name of at most 100 characters",
            &long[..79]
        ),
    );
    check(
        &file("loss.s = 6"),
        "f.toml, row 8: lane.name: found none, expected a name of letters, digits, - and _",
    );
}

#[test]
fn what_stands_for_lanes_must_be_lanes() {
    let expected = "expected [[lane]] tables, each with a name of its own";
    check(
        "\nlane = 3\n",
        &format!("f.toml, row 2: lane: found 3, {expected}"),
    );
    check(
        "lane = [3]\n",
        &format!("f.toml, row 1: lane: found 3, {expected}"),
    );
    check(
        "lane = []\n",
        "f.toml, row 1: lane: found 0 of them, expected 1 to 16",
    );
    check(
        "[lane]\nname = \"a\"\n",
        &format!("f.toml, row 1: lane: found {{ name = \"a\" }}, {expected}"),
    );
    let many = (0..17).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "[[lane]]\nname = \"l{i}\"");
        text
    });
    check(
        &many,
        "f.toml, row 1: lane: found 17 of them, expected 1 to 16",
    );
}

#[test]
fn every_preset_is_read_and_survives_a_round_trip() {
    for id in preset_ids() {
        let session = Session::preset(id).unwrap();
        assert_eq!(session.id, id);
        check_round_trip(&session);
    }
    let error = Session::preset("fashoin").unwrap_err().to_string();
    assert_eq!(
        error,
        "--preset: found \"fashoin\", expected one of fashion, fashion-sphere, fashion-circle, \
         am-softmax-spheres, am-softmax-psi, l-softmax-petals, sphereface-circle, sphereface-pairs, cosface-toy, \
         open-set-fashion, open-set, mnist, \
         blobs, rings"
    );
}

#[test]
fn the_lanes_of_the_default_preset_are_presets_of_their_own() {
    let lanes = Session::preset("fashion").unwrap().experiments().unwrap();
    for (name, experiment) in lanes {
        let alone = Session::preset(&format!("fashion-{name}")).unwrap();
        assert_eq!(alone.experiments().unwrap()[0].1, experiment, "{name}");
    }
}

#[test]
fn keys_are_complete_unique_and_never_hide_each_other() {
    for_each_experiment(|experiment| {
        let keys = experiment.keys();
        let mut unique = keys.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), keys.len(), "{keys:?}");
        for key in &keys {
            let value = experiment.get(key).unwrap();
            let mut again = experiment.clone();
            again.set(key, &value).unwrap();
            assert_eq!(
                again, *experiment,
                "setting {key} to what it is changes nothing"
            );
        }
    });
}

#[test]
fn every_loss_with_every_source_survives_a_round_trip_at_the_ends_of_all_knobs() {
    for_each_experiment(|experiment| {
        for end in [at_default as fn(&Knob) -> f64, at_min, at_max, odd] {
            let mut turned = experiment.clone();
            let loss_knobs = loss::find(&turned.loss.id).unwrap().knobs();
            let data_knobs = data::find(&turned.data.source).unwrap().knobs();
            loss_knobs
                .iter()
                .for_each(|k| turned.loss.knobs.set(k.id, end(k)));
            data_knobs
                .iter()
                .for_each(|k| turned.data.knobs.set(k.id, end(k)));
            NUMBERS
                .iter()
                .for_each(|n| (n.set)(&mut turned, end(&n.knob)));
            turned.data.classes = vec![1, 0];
            turned.data.path = "a \"folder\"\nwith 图片".to_owned();
            let mut session = parse("steps = 1");
            session.base = turned;
            check_round_trip(&session);
            session.lanes[0].name = "alone".to_owned();
            check_round_trip(&session);
            session.lanes[0]
                .overrides
                .push(("seeds.init".to_owned(), Value::from(7)));
            check_round_trip(&session);
        }
    });
}

#[test]
fn a_file_that_names_only_a_loss_or_a_source_gets_its_defaults() {
    for loss in loss::registry() {
        let session = parse(&format!("[loss]\nid = \"{}\"\n", loss.id()));
        assert_eq!(session.base.loss.knobs, loss.defaults(), "{}", loss.id());
    }
    for source in data::registry() {
        let session = parse(&format!("[data]\nsource = \"{}\"\n", source.id()));
        assert_eq!(session.base.data.knobs.iter().count(), source.knobs().len());
    }
}

#[test]
fn a_change_for_all_lanes_never_leaves_a_session_that_does_not_resolve() {
    let text = "[loss]\nm = 0.1\n\n[[lane]]\nname = \"a\"\nloss.m = 0.3\nmodel.feature_dim = 2\n\n[[lane]]\nname = \"b\"\n";
    for loss in loss::registry() {
        for source in data::registry() {
            let mut session = parse(text);
            session
                .set_everywhere("loss.id", &Value::from(loss.id()))
                .unwrap();
            session
                .set_everywhere("data.source", &Value::from(source.id()))
                .unwrap();
            let lanes = session.experiments().unwrap();
            assert_eq!(lanes[0].1.loss.id, loss.id());
            assert_eq!(lanes[0].1.model.feature_dim, 2, "what still fits stays");
        }
    }
    let mut session = parse(text);
    session.set_everywhere("loss.m", &Value::from(0.2)).unwrap();
    let margins = session.experiments().unwrap();
    assert!(
        margins
            .iter()
            .all(|(_, e)| e.loss.knobs.get("m") == Some(0.2))
    );
    let before = session.clone();
    assert!(session.set_everywhere("loss.m", &Value::from(2)).is_err());
    assert_eq!(session, before, "what does not fit changes nothing");
}

#[test]
fn only_a_change_of_structure_names_a_key_that_restarts() {
    fn check(key: &str, value: impl Into<Value>, expect: Option<&str>) {
        let old = Experiment::default();
        let mut new = old.clone();
        new.set(key, &value.into()).unwrap();
        assert_eq!(old.restart_key(&new).as_deref(), expect, "{key}");
    }
    check("loss.m", 0.3, None);
    check("loss.s", 20, None);
    check("optimizer.learning_rate", 0.1, None);
    check("steps", 3, None);
    check("loss.id", "softmax", Some("loss.id"));
    check("loss.init", "random", Some("loss.init"));
    check("data.source", "rings", Some("data.source"));
    check("data.classes", vec![0, 1], Some("data.classes"));
    check("data.unseen", vec![0, 1], Some("data.unseen"));
    check("data.unseen", 2, Some("data.unseen"));
    check("data.train", 500, Some("data.train"));
    check("model.feature_dim", 2, Some("model.feature_dim"));
    check("optimizer.kind", "sgd", Some("optimizer.kind"));
    check("optimizer.batch", 64, Some("optimizer.batch"));
    check("seeds.order", 2, Some("seeds.order"));
}

fn for_each_experiment(test: impl Fn(&Experiment)) {
    for source in data::registry() {
        for loss in loss::registry() {
            let mut experiment = Experiment::default();
            experiment.set_source(source.id());
            experiment.set_loss(loss.id());
            test(&experiment);
        }
    }
}

fn at_default(knob: &Knob) -> f64 {
    knob.default
}

fn at_min(knob: &Knob) -> f64 {
    knob.min
}

fn at_max(knob: &Knob) -> f64 {
    knob.max
}

/// A value with as many digits as a double has.
fn odd(knob: &Knob) -> f64 {
    let value = knob.min + (knob.max - knob.min) / 7.3;
    match knob.spread {
        Spread::Whole => value.round(),
        Spread::Linear | Spread::Logarithmic => value,
    }
}

#[test]
fn what_is_to_be_shown_is_a_list_of_names() {
    let problem = |text: &str| Session::parse("f", text, "f.toml").unwrap_err().to_string();
    assert_eq!(
        problem("steps = 10\nshow = \"norms\"\n"),
        "f.toml, row 2: show: found \"norms\", expected a list of names such as [\"norms\"]"
    );
    let session = parse("show = [\"norms\", \"large:psi\"]\n");
    assert_eq!(session.show, ["norms", "large:psi"]);
    assert_eq!(parse(&session.to_toml()).show, session.show);
}
