//! `marginscope figure`, as a person or a script sees it.

use std::{path::Path, process::Output};

use marginscope::export::open;
use marginscope::figure::lab::Lab;

fn marginscope(folder: &Path, args: &str) -> Output {
    // A space within an argument is written as `_`.
    let args: Vec<String> = args
        .split_whitespace()
        .map(|arg| arg.replace('_', " "))
        .collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    crate::command::marginscope(folder, &args)
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a trained run of two lanes in `run`.
fn trained() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let train = "train --preset blobs --steps 20 --out run";
    let output = marginscope(folder.path(), train);
    assert!(output.status.success(), "{}", message(&output));
    folder
}

#[test]
fn a_run_is_drawn_without_training_and_never_overwrites() {
    let folder = trained();
    let at = folder.path();
    let draw = "figure run --view circle,sphere,accuracy -o out.svg";
    let output = marginscope(at, draw);
    assert!(output.status.success(), "{}", message(&output));
    let first = std::fs::read(at.join("out.svg")).unwrap();
    let again = marginscope(at, draw);
    assert_eq!(again.status.code(), Some(1));
    let refused = message(&again);
    assert!(
        refused.contains("out.svg: the file exists") && refused.contains("--force"),
        "{refused}"
    );
    let forced = marginscope(at, &format!("{draw} --force"));
    assert!(forced.status.success(), "{}", message(&forced));
    let second = std::fs::read(at.join("out.svg")).unwrap();
    assert!(first == second, "the same run is the same bytes");
    assert_eq!(
        std::fs::read_dir(at).unwrap().count(),
        2,
        "nothing is left beside"
    );
}

#[test]
fn an_experiment_is_trained_and_drawn_like_its_folder() {
    let folder = trained();
    let at = folder.path();
    let trained = "figure --preset blobs --steps 20 --view sphere,loss -o a.svg --lane sphere";
    let output = marginscope(at, trained);
    assert!(output.status.success(), "{}", message(&output));
    let read = "figure run --view sphere,loss -o b.svg --lane sphere";
    let output = marginscope(at, read);
    assert!(output.status.success(), "{}", message(&output));
    let bytes = |name: &str| std::fs::read(at.join(name)).unwrap();
    assert!(bytes("a.svg") == bytes("b.svg"), "the same picture");
}

#[test]
fn what_is_damaged_is_named_with_what_was_found_and_expected() {
    let folder = trained();
    let at = folder.path();
    let run = at.join("run/circle");
    let check = |file: &str, content: Option<&[u8]>, expect: &str| {
        let place = run.join(file);
        let whole = std::fs::read(&place).unwrap();
        match content {
            Some(content) => std::fs::write(&place, content).unwrap(),
            None => std::fs::remove_file(&place).unwrap(),
        }
        let output = marginscope(at, "figure run/circle --view circle -o out.png");
        let message = message(&output);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(
            message.contains(file) && message.contains(expect),
            "{message}"
        );
        assert_eq!(message.trim_end().lines().count(), 1, "one line: {message}");
        assert!(!at.join("out.png").exists());
        std::fs::write(&place, whole).unwrap();
    };
    check(
        "features.npy",
        None,
        "expected an array of float32 of shape (n, 2)",
    );
    check("features.npy", Some(b"no numbers"), "expected .npy");
    let other = std::fs::read(at.join("run/sphere/features.npy")).unwrap();
    check("features.npy", Some(&other), "expected (n, 2)");
    let labels = std::fs::read(run.join("labels.npy")).unwrap();
    check("weights.npy", Some(&labels), "float32");
    let short = npy(&[0, 1, 2]);
    check("labels.npy", Some(&short), "found 3 labels");
    let count = (std::fs::metadata(run.join("labels.npy")).unwrap().len() - 128) / 8;
    let wrong = npy(&vec![77; count as usize]);
    check(
        "labels.npy",
        Some(&wrong),
        "row 0: found class 77, expected 0 to 5",
    );
    check("experiment.toml", Some(b"[loss]\nid = 3\n"), "row 2");
    check(
        "summary.json",
        Some(b"{}"),
        "steps: found null, expected a whole number",
    );
    check("metrics.csv", Some(b"a,b\n1,2\n"), "found no column step");
    let row = b"step,epoch,loss,train_accuracy,test_accuracy\n0,0,x,0,0\n";
    check(
        "metrics.csv",
        Some(row),
        "row 2: loss: found x, expected a number",
    );
}

#[test]
fn a_bias_is_read_back_and_one_that_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let train = "train --preset blobs --lane circle --set loss.id=softmax --set model.hidden=[8] \
                 --steps 60 --out run";
    let output = marginscope(at, &train.replace("--lane circle ", ""));
    assert!(output.status.success(), "{}", message(&output));
    let bias = at.join("run/circle/bias.npy");
    let figure = |name: &str| {
        let output = marginscope(at, &format!("figure run/circle --view circle -o {name}"));
        assert!(output.status.success(), "{}", message(&output));
        std::fs::read_to_string(at.join(name)).unwrap()
    };
    let whole = std::fs::read(&bias).unwrap();
    let with = figure("with.svg");
    // An older folder has it in the model alone.
    std::fs::remove_file(&bias).unwrap();
    assert!(figure("older.svg") == with);
    // The sides of softmax are where the bias puts them.
    let other: Vec<f32> = (0..6).map(|class| class as f32).collect();
    let mut content = std::io::Cursor::new(Vec::new());
    use ndarray_npy::WriteNpyExt as _;
    ndarray::Array1::from(other)
        .write_npy(&mut content)
        .unwrap();
    std::fs::write(&bias, content.into_inner()).unwrap();
    assert!(figure("other.svg") != with);
    std::fs::write(&bias, &whole[..whole.len() - 4]).unwrap();
    let output = marginscope(at, "figure run/circle --view circle -o bad.svg");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        message(&output).contains("bias.npy"),
        "{}",
        message(&output)
    );
}

#[test]
fn a_folder_is_animated_by_training_its_run_once_more_on_the_same_data() {
    let folder = trained();
    let at = folder.path();
    let animate = "--view circle --lane circle --frames 2 --size 96x96";
    let output = marginscope(at, &format!("animate run {animate} -o a.gif"));
    assert!(output.status.success(), "{}", message(&output));
    assert!(
        message(&output).contains("trained once more"),
        "{}",
        message(&output)
    );
    assert!(at.join("a.gif").exists());
    let alone = "animate run/circle --view circle --frames 2 --size 96x96 -o b.gif";
    assert!(marginscope(at, alone).status.success());
    let summary = at.join("run/circle/summary.json");
    let text = std::fs::read_to_string(&summary).unwrap();
    let hash = serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let hash = hash["dataset"]["sha256"].as_str().unwrap().to_owned();
    std::fs::write(&summary, text.replace(&hash, &"0".repeat(64))).unwrap();
    let output = marginscope(at, &format!("animate run {animate} -o c.gif"));
    assert_eq!(output.status.code(), Some(1));
    assert!(
        message(&output).contains("are not those"),
        "{}",
        message(&output)
    );
    let empty = at.join("empty");
    std::fs::create_dir(&empty).unwrap();
    let output = marginscope(at, "animate empty --view circle -o d.gif");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        message(&output).contains("found no experiment.toml"),
        "{}",
        message(&output)
    );
}

fn npy(numbers: &[i64]) -> Vec<u8> {
    use ndarray_npy::WriteNpyExt as _;
    let mut file = std::io::Cursor::new(Vec::new());
    let array = ndarray::Array1::from(numbers.to_vec());
    array.write_npy(&mut file).unwrap();
    file.into_inner()
}

#[test]
fn wrong_arguments_exit_with_2_and_say_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let check = |args: &str, code: i32, expect: &str| {
        let output = marginscope(folder.path(), &format!("figure {args}"));
        let message = message(&output);
        assert_eq!(output.status.code(), Some(code), "{args}: {message}");
        assert!(message.contains(expect), "{args}: {message}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    };
    check("--preset blobs -o a.svg", 2, "--view");
    check(
        "--preset blobs --view petals -o a.svg",
        2,
        "expected among circle, sphere",
    );
    check(
        "--preset blobs --view circle -o a.gif",
        2,
        "expected svg, pdf or png",
    );
    check(
        "--preset blobs --view circle -o a.svg --size big",
        2,
        "84x70mm",
    );
    check(
        "--preset blobs --view circle -o a.svg --switch glow",
        2,
        "found \"glow\"",
    );
    check(
        "--preset blobs --view circle -o a.svg --lane moon",
        2,
        "found \"moon\", expected a lane of blobs: ",
    );
    check(
        "--preset blobs --view sphere -o a.svg --camera 1",
        2,
        "YAW,PITCH",
    );
    check("--view circle -o a.svg", 2, "expected a folder of results");
    check("none --view circle -o a.svg", 1, "none: No such file");
    check(
        "--preset blobs --steps 1 --view circle --lane sphere -o a.svg",
        1,
        "found features of dimension 3",
    );
    check(
        "--preset blobs --steps 1 --view circle -o a.png --scale 99",
        2,
        "scale: found 99, expected 1 to 8",
    );
}

/// What the section of `circle` with these options says in its text.
fn section(at: &Path, options: &str) -> String {
    let draw = format!("figure run --view section --lane circle -o a.svg --force {options}");
    let output = marginscope(at, &draw);
    assert!(output.status.success(), "{options}: {}", message(&output));
    std::fs::read_to_string(at.join("a.svg")).unwrap()
}

/// The text of a picture in one line; a name that is long stands in several.
fn text(svg: &str) -> String {
    let pieces = svg
        .split("</text>")
        .filter_map(|piece| piece.rsplit('>').next());
    pieces.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_two_classes_of_a_section_can_be_chosen() {
    let folder = trained();
    let at = folder.path();
    for (first, second) in [(0, 3), (3, 0), (5, 1)] {
        let numbers = section(at, &format!("--pair {first},{second}"));
        let [a, b] = [first, second].map(|number: u32| format!("Class {}", number + 1));
        let named = section(at, &format!("--pair {a},{b}").replace("Class ", "class_"));
        assert!(numbers == named, "a number is the class of that place");
        for text in [format!("W₁ {a}"), format!("W₂ {b}")] {
            assert!(self::text(&numbers).contains(&text), "no {text}");
        }
    }
}

#[test]
fn the_class_of_a_pull_field_can_be_chosen() {
    let folder = trained();
    let at = folder.path();
    let draw = |options: &str| {
        let draw = format!("figure run --view circle --lane circle -o a.svg --force {options}");
        let output = marginscope(at, &draw);
        assert!(output.status.success(), "{options}: {}", message(&output));
        std::fs::read_to_string(at.join("a.svg")).unwrap()
    };
    let (none, first, third) = (draw(""), draw("--label 0"), draw("--label Class_3"));
    assert!(first == draw("--switch pull"), "the first class by itself");
    assert!(none != first && first != third);
}

#[test]
fn classes_that_are_not_there_are_named_before_anything_is_trained() {
    let folder = tempfile::tempdir().unwrap();
    let check = |args: &str, code: i32, expect: &str| {
        // So many steps would take hours.
        let args = format!("figure --preset blobs --steps 10000000 -o a.svg {args}");
        let output = marginscope(folder.path(), &args);
        let message = message(&output);
        assert_eq!(output.status.code(), Some(code), "{args}: {message}");
        assert!(message.contains(expect), "{args}: {message}");
    };
    let expected = "expected a class of circle by name or by number from 0: Class 1, Class 2, ";
    let found = |option: &str, class: &str| format!("{option}: found \"{class}\", {expected}");
    check("--view section --pair Class_1,z", 2, &found("--pair", "z"));
    check("--view section --pair 0,6", 2, &found("--pair", "6"));
    check("--view circle --label z", 2, &found("--label", "z"));
    check(
        "--view section --pair 1,Class_2",
        2,
        "one class of circle, expected two",
    );
    check("--view section --pair 1", 2, "expected two classes such as");
    check(
        "--view circle --pair 0,1",
        2,
        "--pair: found no view of two classes",
    );
    check(
        "--view psi --label 0",
        2,
        "--label: found no view with a pull field",
    );
}

#[test]
fn an_animation_takes_classes_too_and_refuses_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let animate = "animate --preset blobs --steps 20 --lane circle --view circle --frames 2 --size 96x96 -o a.gif";
    let output = marginscope(at, &format!("{animate} --label nobody"));
    assert_eq!(output.status.code(), Some(2));
    let said = message(&output);
    assert!(said.contains("--label: found \"nobody\""), "{said}");
    let output = marginscope(at, &format!("{animate} --pair 0,1"));
    assert_eq!(output.status.code(), Some(2));
    let size = |options: &str| {
        let output = marginscope(at, &format!("{animate} --force {options}"));
        assert!(output.status.success(), "{}", message(&output));
        std::fs::read(at.join("a.gif")).unwrap()
    };
    let (plain, pulled) = (size(""), size("--label 1"));
    assert!(plain != pulled, "the arrows of the pull field are in it");
}

#[test]
fn lanes_of_a_folder_stand_in_the_order_of_their_session() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let lane =
        |name: &str, loss: &str| format!("[[lane]]\nname = \"{name}\"\nloss.id = \"{loss}\"\n");
    let experiment = format!(
        "show = [\"no-regions\"]\nsteps = 20\ndata.source = \"blobs\"\nmodel.hidden = [8]\nmodel.feature_dim = 2\n{}{}{}",
        lane("z", "arcface"),
        lane("m", "softmax"),
        lane("a", "am-softmax")
    );
    std::fs::write(at.join("e.toml"), experiment).unwrap();
    let run = |args: &str| {
        let output = marginscope(at, args);
        assert!(output.status.success(), "{args}: {}", message(&output));
    };
    run("train e.toml --out run");
    let svg = |name: &str| std::fs::read_to_string(at.join(name)).unwrap();
    let places = |svg: &str| {
        let titles = ["ArcFace", "Softmax", "AM-Softmax"];
        titles.map(|title| {
            svg.find(&format!(") {title}<"))
                .unwrap_or_else(|| panic!("no {title}"))
        })
    };
    run("figure run --view circle -o folder.svg");
    run("figure e.toml --view circle -o trained.svg");
    assert!(
        places(&svg("folder.svg")).is_sorted(),
        "{:?}",
        places(&svg("folder.svg"))
    );
    assert!(svg("folder.svg") == svg("trained.svg"), "the same picture");
    // What holds the lanes together is an experiment that repeats them.
    run("train run/experiment.toml --out again");
    for file in ["z/features.npy", "a/weights.npy", "experiment.toml"] {
        let bytes = |run: &str| std::fs::read(at.join(run).join(file)).unwrap();
        assert!(bytes("run") == bytes("again"), "{file}");
    }
    // As folders were written before.
    std::fs::remove_file(at.join("run/experiment.toml")).unwrap();
    run("figure run --view circle -o old.svg");
    let [z, m, a] = places(&svg("old.svg"));
    assert!(a < m && m < z, "by name");
}

#[test]
fn without_a_display_a_plain_start_draws_its_figures() {
    let folder = tempfile::tempdir().unwrap();
    let short = "steps = 20\ndata.source = \"blobs\"\nmodel.hidden = [8]\n\
                 [[lane]]\nname = \"a\"\nmodel.feature_dim = 2\n[[lane]]\nname = \"b\"\nmodel.feature_dim = 3\n";
    std::fs::write(folder.path().join("short.toml"), short).unwrap();
    let output = marginscope(folder.path(), "short.toml");
    let message = message(&output);
    assert!(output.status.success(), "{message}");
    for name in ["circle.svg", "circle.png", "sphere.svg", "sphere.png"] {
        let place = folder.path().join("marginscope-out").join(name);
        assert!(place.exists(), "{name}");
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn the_laboratory_is_drawn_from_a_preset_without_training_and_carries_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for (name, options) in [("a.svg", ""), ("b.svg", ""), ("c.pdf", "--view circle")] {
        let output = marginscope(
            at,
            &format!("figure --lab l-softmax-longer {options} -o {name}"),
        );
        assert!(output.status.success(), "{}", message(&output));
    }
    let read = |name: &str| std::fs::read(at.join(name)).unwrap();
    assert!(read("a.svg") == read("b.svg"), "the same bytes each time");
    let svg = String::from_utf8(read("a.svg")).unwrap();
    for part in [">(a)", ">W₁<", ">P₀<", ">L-Softmax<"] {
        assert!(svg.contains(part), "no {part}");
    }
    let lab = Lab::preset("l-softmax-longer").unwrap();
    for name in ["a.svg", "c.pdf"] {
        assert_eq!(open::open(&at.join(name)).unwrap().lab.as_ref(), Some(&lab));
    }
    for (args, code, expect) in [
        ("figure --lab nothing -o d.svg", 2, "no laboratory preset"),
        (
            "figure --lab euclidean --view psi -o d.svg",
            2,
            "expected circle or sphere",
        ),
        (
            "figure a.svg --lab euclidean -o d.svg",
            2,
            "expected the laboratory alone",
        ),
        ("train a.svg --out run", 1, "which trains nothing"),
    ] {
        let output = marginscope(at, args);
        assert_eq!(output.status.code(), Some(code), "{args}");
        assert!(message(&output).contains(expect), "{}", message(&output));
    }
    assert_eq!(std::fs::read_dir(at).unwrap().count(), 3);
}

#[test]
fn a_figure_tells_its_caption_its_latex_its_papers_and_what_is_in_it() {
    let folder = trained();
    let at = folder.path();
    let tell = |args: &str| {
        let output = marginscope(at, &format!("figure run --view circle,sphere,loss {args}"));
        assert!(output.status.success(), "{args}: {}", message(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let caption = tell("--caption");
    for part in [
        "Held-out features of Gaussian blobs",
        "(a) Circle; (b) Sphere; (c) Loss by step.",
        "margin zone",
    ] {
        assert!(caption.contains(part), "no {part} in {caption}");
    }
    assert_eq!(
        std::fs::read_dir(at).unwrap().count(),
        1,
        "no file is asked for"
    );
    let latex = tell("--latex -o out.pdf");
    for part in [
        "\\begin{figure",
        "\\includegraphics[width=\\textwidth]{out.pdf}",
        "\\caption{Held-out features",
        "\\label{fig:out}",
    ] {
        assert!(latex.contains(part), "no {part} in {latex}");
    }
    assert!(at.join("out.pdf").exists());
    let bibtex = tell("--bibtex");
    assert!(
        bibtex.starts_with('@') && bibtex.contains("eprint = {1801.05599}"),
        "{bibtex}"
    );
    let json: serde_json::Value = serde_json::from_str(&tell("--json -o out.svg")).unwrap();
    assert_eq!(json["file"], "out.svg");
    assert_eq!(json["panels"].as_array().unwrap().len(), 3);
    assert_eq!(json["panels"][2]["view"], "loss");
    assert_eq!(json["panels"][1]["lane"], "sphere");
    assert!(json["panels"][0]["box"]["width"].as_f64().unwrap() > 10.0);
    assert_eq!(json["lanes"][0]["step"], 20);
    assert_eq!(json["lanes"][0]["sha256"].as_str().unwrap().len(), 64);
    let svg = std::fs::read(at.join("out.svg")).unwrap();
    assert_eq!(json["sha256"], marginscope::export::carry::sha256(&svg));
    let svg = String::from_utf8(svg).unwrap();
    assert!(
        svg.contains("<title>Held-out features of Gaussian blobs"),
        "a title"
    );
    assert!(svg.contains("<desc>Held-out features of"), "a description");
    let pdf = String::from_utf8_lossy(&std::fs::read(at.join("out.pdf")).unwrap()).into_owned();
    assert!(pdf.contains("/Title"), "a title");
}

#[test]
fn a_legend_has_every_entry_and_leaves_the_plot_its_height() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let lanes: String = (1..=10)
        .map(|i| {
            format!(
                "[[lane]]\nname = \"lane-{i}\"\nloss.m = 0.{i:02}\nloss.ramp = {}\noptimizer.learning_rate = 0.0{i}\n",
                100 * i
            )
        })
        .collect();
    let experiment = format!("steps = 5\ndata.source = \"blobs\"\nmodel.hidden = [8]\n{lanes}");
    std::fs::write(at.join("e.toml"), experiment).unwrap();
    let trained = marginscope(at, "train e.toml --out run");
    assert!(trained.status.success(), "{}", message(&trained));
    for size in ["column", "text", "84x50mm"] {
        let draw = format!("figure run --view schedule -o a.svg --force --size {size}");
        let output = marginscope(at, &draw);
        assert!(output.status.success(), "{}", message(&output));
        let grown = message(&output).contains("the page is");
        assert_eq!(grown, size == "84x50mm", "{}", message(&output));
        let svg = std::fs::read_to_string(at.join("a.svg")).unwrap();
        let svg = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
        let legend =
            |node: &resvg::usvg::roxmltree::Node<'_, '_>| node.attribute("class") == Some("legend");
        let legend = svg.descendants().find(legend).unwrap();
        let names = legend.children().filter(|node| node.has_tag_name("text"));
        assert_eq!(names.count(), 20, "margin and rate of ten lanes at {size}");
        let grid = svg
            .descendants()
            .filter(|node| node.attribute("class") == Some("grid"));
        let heights = grid.filter_map(|line| {
            let d = line.attribute("d")?.replace(['M', 'L'], " ");
            let at: Vec<f64> = d
                .split_whitespace()
                .filter_map(|x| x.parse().ok())
                .collect();
            (at.len() == 4).then(|| (at[1] - at[3]).abs())
        });
        let plot = heights.fold(0.0, f64::max);
        assert!(plot > 80.0, "{plot} px at {size}");
    }
}

#[test]
fn a_laboratory_figure_has_its_legend_and_takes_settings() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let draw = "figure --lab l-softmax-equal --view circle --set loss=arcface --set m=0.3 -o a.svg";
    let output = marginscope(at, draw);
    assert!(output.status.success(), "{}", message(&output));
    let svg = std::fs::read_to_string(at.join("a.svg")).unwrap();
    let legend = svg.split("<g class=\"legend\">").nth(1).unwrap();
    let legend = legend.split("</g>").next().unwrap();
    for name in ["W₁", "W₂", "Softmax", "L-Softmax", "ArcFace"] {
        assert!(
            legend.contains(&format!(">{name}<")),
            "no {name} in {legend}"
        );
    }
    let lab = open::open(&at.join("a.svg")).unwrap().lab.unwrap();
    assert_eq!(lab.loss, "arcface");
    let wrong = marginscope(at, "figure --lab euclidean --set w1.size=3 -o b.svg");
    assert_eq!(wrong.status.code(), Some(2));
    let said = message(&wrong);
    assert!(
        said.contains("--set w1.size=3: expected loss, label"),
        "{said}"
    );
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    let list = marginscope(at, "list");
    let list = String::from_utf8(list.stdout).unwrap();
    let labs = list.split("LABORATORY").nth(1).unwrap();
    assert!(labs.contains("l-softmax-equal"), "{labs}");
}

#[test]
fn figures_are_set_in_a_serif_and_wrong_names_are_told() {
    let folder = trained();
    let at = folder.path();
    let output = marginscope(
        at,
        "figure run --view circle,psi -o a.svg --font serif --size a4",
    );
    assert!(output.status.success(), "{}", message(&output));
    let svg = std::fs::read_to_string(at.join("a.svg")).unwrap();
    assert!(svg.contains("@font-face{font-family:'Marginscope Serif'"));
    assert!(!svg.contains("@font-face{font-family:Ubuntu"));
    assert!(svg.contains("width=\"190mm\""));
    let output = marginscope(at, "figure run --view circle -o p.svg --size poster");
    assert!(output.status.success(), "{}", message(&output));
    let size = |svg: &str| {
        let sizes = svg.split("font-size=\"").skip(1);
        let sizes = sizes.filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        sizes.fold(0.0, f64::max)
    };
    let poster = std::fs::read_to_string(at.join("p.svg")).unwrap();
    assert!(
        size(&poster) > 2.5 * size(&svg),
        "letters grow with the poster"
    );
    for (args, expect) in [
        (
            "--font comic",
            "'comic' for '--font <FACE>': expected sans or serif",
        ),
        (
            "--size huge",
            "expected column, text, a4, slide, poster, or WIDTHxHEIGHT",
        ),
    ] {
        let output = marginscope(at, &format!("figure run --view circle -o b.svg {args}"));
        assert_eq!(output.status.code(), Some(2));
        assert!(message(&output).contains(expect), "{}", message(&output));
    }
}

#[test]
fn runs_of_several_seeds_are_one_curve_with_a_band_and_pairs_have_a_threshold() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let run = |args: &str| {
        let output = marginscope(at, args);
        assert!(output.status.success(), "{args}: {}", message(&output));
    };
    let train = "train --preset blobs --steps 20 --set data.unseen=2";
    run(&format!("{train} --out a"));
    run(&format!("{train} --set seeds.init=7 --out b"));
    let drawn = |file: &str| std::fs::read_to_string(at.join(file)).unwrap();
    run("figure a b --view roc,distractors -o both.svg --size 1200x500");
    let both = drawn("both.svg");
    assert!(both.contains("circle, 2 seeds, EER"), "no legend");
    assert_eq!(both.matches("class=\"band\"").count(), 4);
    run("figure a --view roc -o one.svg --size 1200x500");
    assert!(!drawn("one.svg").contains("class=\"band\""));

    run("figure a --view verification --threshold 30 -o pairs.svg --size 1200x500");
    let pairs = drawn("pairs.svg");
    assert_eq!(pairs.matches("30.0°: FAR").count(), 2, "one a lane");
    let refused = marginscope(at, "figure a --view circle --threshold 30 -o c.svg");
    assert_eq!(refused.status.code(), Some(2));
    let told = message(&refused);
    assert!(told.contains("expected verification or roc"), "{told}");
}
