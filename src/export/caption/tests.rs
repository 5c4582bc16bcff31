use super::*;
use crate::export::Camera;
use crate::figure::{
    chart::{Axis, ChartFigure, Unit},
    plane::PlaneFigure,
};
use crate::train::{Lane as Trained, Session, Status, lane};

/// Snapshots of the lanes of an experiment file at step 0, as if they had made 1,200 steps.
fn snapshots(toml: &str) -> Vec<Snapshot> {
    let session = Session::parse("test", toml, "test").unwrap();
    let trained = session
        .experiments()
        .unwrap()
        .into_iter()
        .map(|(name, experiment)| {
            let lane = Trained::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
            let mut snapshot = lane.snapshot(&name, 0, Status::Done);
            snapshot.step = 1_200;
            snapshot.metrics.test_accuracy = 0.8474;
            snapshot
        });
    trained.collect()
}

/// The caption of a figure with a panel for each lane.
fn caption_of(toml: &str) -> Caption {
    let snapshots = snapshots(toml);
    let runs: Vec<Option<usize>> = (0..snapshots.len()).map(Some).collect();
    of_panels(&snapshots.iter().collect::<Vec<_>>(), &panels(&runs))
}

/// Panels that show these runs.
fn panels(runs: &[Option<usize>]) -> Vec<Panel> {
    let axis = Axis::showing(Unit::Number, 0.0, 1.0);
    let panel = |run: &Option<usize>| Panel {
        drawing: match run {
            Some(_) => Drawing::Figure(Figure::Plane(PlaneFigure::default().into())),
            None => Drawing::Chart(ChartFigure::new(axis, axis)),
        },
        title: String::new(),
        run: *run,
        classes: Vec::new(),
        camera: Camera::default(),
    };
    runs.iter().map(panel).collect()
}

fn check(toml: &str, expect: &str) {
    assert_eq!(caption_of(toml).plain(), expect);
}

const SMALL: &str =
    "data.source = \"blobs\"\ndata.train = 100\ndata.test = 40\nmodel.hidden = [8]\n";

#[test]
fn one_lane_is_a_sentence_and_its_seeds() {
    check(
        &format!("{SMALL}loss.m = 0.35\nloss.s = 20.0"),
        "Held-out features of Gaussian blobs in 3 dimensions, learned under AM-Softmax (CosFace) with m = 0.35 and \
         s = 20 by an MLP with a hidden layer of 8 units in 1,200 steps: held-out accuracy 84.7 %. Seed 1.",
    );
    check(
        &format!(
            "{SMALL}data.classes = [0, 2]\nloss.id = \"softmax\"\nmodel.kind = \"linear\"\nseeds.order = 3"
        ),
        "Held-out features of Gaussian blobs (2 of 6 classes) in 3 dimensions, learned under Softmax by a linear map in \
         1,200 steps: held-out accuracy 84.7 %. Seeds: data 1, initialization 1, order 3.",
    );
}

#[test]
fn lanes_say_once_what_they_share() {
    let lanes = |first: &str, second: &str| {
        format!("{SMALL}[[lane]]\nname = \"one\"\n{first}\n[[lane]]\nname = \"two\"\n{second}\n")
    };
    check(
        &lanes("loss.m = 0.0", "loss.m = 0.2"),
        "Held-out features of Gaussian blobs in 3 dimensions, learned under AM-Softmax (CosFace) with s = 10 by an MLP \
         with a hidden layer of 8 units in 1,200 steps: (a) m = 0, held-out accuracy 84.7 %; (b) m = 0.2, 84.7 %. Seed 1.",
    );
    check(
        &lanes(
            "loss.id = \"softmax\"",
            "loss.id = \"arcface\"\nmodel.feature_dim = 2",
        ),
        "Held-out features of Gaussian blobs by an MLP with a hidden layer of 8 units in 1,200 steps: (a) Softmax, in \
         3 dimensions, held-out accuracy 84.7 %; (b) ArcFace with m = 0.15 rad and s = 10, in 2 dimensions, 84.7 %. Seed 1.",
    );
    check(
        &lanes("", ""),
        "Held-out features of Gaussian blobs in 3 dimensions, learned under AM-Softmax (CosFace) with m = 0.15 and \
         s = 10 by an MLP with a hidden layer of 8 units in 1,200 steps: (a) one, held-out accuracy 84.7 %; (b) two, \
         84.7 %. Seed 1.",
    );
}

#[test]
fn letters_are_those_of_the_panels_and_lanes_without_one_are_left_out() {
    let all = snapshots(&format!(
        "{SMALL}[[lane]]\nname = \"one\"\nloss.m = 0.0\n[[lane]]\nname = \"two\"\nloss.m = 0.2\n"
    ));
    let shown: Vec<&Snapshot> = all.iter().collect();
    let check = |runs: &[Option<usize>], expect: &str| {
        let told = of_panels(&shown, &panels(runs)).plain();
        assert!(told.contains(expect), "{told}");
    };
    let (one, two) = (Some(0), Some(1));
    check(
        &[one, two, one],
        "steps: (a, c) m = 0, held-out accuracy 84.7 %; (b) m = 0.2, 84.7 %.",
    );
    check(
        &[two, one],
        "steps: (a) m = 0.2, held-out accuracy 84.7 %; (b) m = 0, 84.7 %.",
    );
    check(&[two, two], "with m = 0.2 and s = 10 by an MLP");
    check(&[two], "1,200 steps: held-out accuracy 84.7 %. Seed 1.");
    // A chart shows all lanes, and a picture of the window has no letters.
    let names = "steps: one, m = 0, held-out accuracy 84.7 %; two, m = 0.2, 84.7 %.";
    check(&[None], names);
    let told = caption(&shown).plain();
    assert!(told.contains(names), "{told}");
}

#[test]
fn charts_are_of_runs_and_every_panel_is_named() {
    let all = snapshots(SMALL);
    let shown: Vec<&Snapshot> = all.iter().collect();
    let told =
        |runs: &[Option<usize>], names: &[&str]| of_named(&shown, &panels(runs), names).plain();
    let chart = told(&[None], &["Loss"]);
    assert!(
        chart.starts_with("A run on Gaussian blobs in 3 dimensions, trained under AM-Softmax"),
        "{chart}"
    );
    let both = told(&[Some(0), None, None], &["Circle", "Loss", "Loss"]);
    assert!(both.starts_with("Held-out features of"), "{both}");
    assert!(both.contains(" (a) Circle; (b, c) Loss."), "{both}");
}

#[test]
fn what_is_in_force_of_an_annealed_weight_and_of_a_ramp_is_told() {
    let told = caption(&[&snapshots(&format!("{SMALL}loss.id = \"a-softmax\""))[0]]).plain();
    let experiment = &snapshots(&format!("{SMALL}loss.id = \"a-softmax\""))[0].experiment;
    let loss = crate::loss::find("a-softmax").unwrap();
    let lambda = loss
        .at_step(&experiment.loss.knobs, 1_200)
        .get("lambda")
        .unwrap();
    let expect = format!("with m = 4 and λ = {}", (lambda * 1e3).round() / 1e3);
    assert!(told.contains(&expect), "{expect} in {told}");
    let ramp = format!("{SMALL}loss.m = 0.4\nloss.ramp = 4800");
    let told = caption(&[&snapshots(&ramp)[0]]).plain();
    assert!(told.contains("m = 0.4 (0.1 in force)"), "{told}");
}

#[test]
fn marks_are_explained_once_and_only_where_they_are() {
    let tell = |toml: &str, switches: &[(&'static str, bool)]| {
        let all = snapshots(toml);
        let panels: Vec<Panel> = all
            .iter()
            .enumerate()
            .map(|(run, snapshot)| {
                let id = if snapshot.features.ncols() == 2 {
                    "circle"
                } else {
                    "sphere"
                };
                let view = crate::figure::find(id).unwrap();
                let mut on = crate::figure::Switches::defaults(view.switches());
                switches.iter().for_each(|(id, value)| on.set(id, *value));
                Panel {
                    drawing: Drawing::Figure(
                        view.figure(snapshot, &snapshot.experiment.loss, &on)
                            .unwrap(),
                    ),
                    title: String::new(),
                    run: Some(run),
                    classes: Vec::new(),
                    camera: Camera::default(),
                }
            })
            .collect();
        of_panels(&all.iter().collect::<Vec<_>>(), &panels).plain()
    };
    let both = format!(
        "{SMALL}[[lane]]\nname = \"circle\"\nmodel.feature_dim = 2\n[[lane]]\nname = \"sphere\"\nmodel.feature_dim = 3\n"
    );
    let told = tell(&both, &[]);
    for part in [
        "where a class reaches its margin",
        "where no class reaches its margin",
        "hatched on the sphere",
        "Outer ring",
        "spread a little inwards",
    ] {
        assert_eq!(told.matches(part).count(), 1, "{part} in {told}");
    }
    let plain = format!("{SMALL}model.feature_dim = 2\nloss.m = 0.0");
    let told = tell(&plain, &[("band", false)]);
    assert!(!told.contains("rey") && !told.contains("ring:"), "{told}");
    assert!(told.contains("the regions of the classes"), "{told}");
}

#[test]
fn what_was_not_measured_is_not_told_and_what_was_moved_is() {
    let mut snapshots = snapshots(SMALL);
    snapshots[0].metrics.test_accuracy = f64::NAN;
    snapshots[0].tuned = Some(1_000);
    let told = caption(&[&snapshots[0]]).plain();
    let expect =
        "in 1,200 steps. Seed 1. Settings were changed during training, last at step 1,000.";
    assert!(told.ends_with(expect), "{told}");
    snapshots[0].tuned = None;
    snapshots[0].touched = Some(1_100);
    let told = caption(&[&snapshots[0]]).plain();
    let expect = "Seed 1. Class directions were turned by hand, last at step 1,100.";
    assert!(told.ends_with(expect), "{told}");
    assert_eq!(caption(&[]).plain(), "");
}

#[test]
fn the_figure_in_latex_compiles_whatever_the_names_are() {
    let toml = format!("{SMALL}loss.id = \"a-softmax\"\nloss.lambda_min = 2.0");
    let caption = caption_of(&toml);
    let trained = &snapshots(&toml)[0].experiment.loss;
    let loss = crate::loss::find(&trained.id).unwrap();
    let lambda = loss.at_step(&trained.knobs, 1_200).get("lambda").unwrap();
    let lambda = ((lambda * 1e3).round() / 1e3).to_string();
    let expect = "\
\\begin{figure}
  \\centering
  \\includegraphics[width=\\linewidth]{\\detokenize{figures/a_b.pdf}}
  \\caption{Held-out features of Gaussian blobs in 3 dimensions, learned under A-Softmax (SphereFace) with $m = 4$, \
$\\lambda_{\\mathrm{min}} = 2$ and $\\lambda = LAMBDA$ by an MLP with a hidden layer of 8 units in 1,200 steps: held-out accuracy 84.7\\,\\%. Seed 1.}
  \\label{fig:a-b-2}
\\end{figure}
"
    .replace("LAMBDA", &lambda);
    assert_eq!(
        latex(&caption, "figures\\a_b.pdf", "A_b (2)", false),
        expect
    );
    let wide = latex(&caption, "a.pdf", "a", true);
    assert!(
        wide.starts_with("\\begin{figure*}") && wide.contains("[width=\\textwidth]{a.pdf}"),
        "{wide}"
    );
}

#[test]
fn every_special_letter_is_escaped() {
    fn check(plain: &str, expect: &str) {
        assert_eq!(Caption::new(vec![text(plain)]).latex(), expect);
    }
    check(
        "50 % of A&B_c #1 {x} $",
        "50\\,\\% of A\\&B\\_c \\#1 \\{x\\} \\$",
    );
    check(
        "a\\b~c^d",
        "a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d",
    );
    check("θ at 30° …", "$\\theta$ at 30$^\\circ$ \\ldots{}");
}
