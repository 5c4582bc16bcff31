//! The hatching of a sphere in a file is where, by the formulas, no class reaches its margin.

use std::sync::Arc;

use crate::support::sphere::unseen;
use marginscope::export::{Camera, Drawing, Layout, Length, Panel, svg};
use marginscope::figure::{self, Switches};
use marginscope::look::{Style, Theme};
use marginscope::train::{Experiment, Lane, Snapshot, Status, lane};
use ndarray::{Array2, arr2};
use resvg::tiny_skia::PathSegment;
use resvg::usvg::{self, roxmltree::Document};

const SIDE: f64 = 900.0;

/// Three directions, between the first two of which one looks.
const WEIGHTS: [[f64; 3]; 3] = [[0.6, 0.8, 0.0], [0.6, -0.8, 0.0], [0.0, -0.6, 0.8]];

fn snapshot(loss: &str, m: Option<f64>) -> Snapshot {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = (0..3).collect();
    experiment.model.feature_dim = 3;
    experiment.set_loss(loss);
    if let Some(m) = m {
        experiment.set("loss.m", &toml::Value::from(m)).unwrap();
    }
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    lane.step().unwrap();
    lane.begin_refresh();
    while !lane.refresh_part() {}
    let mut snapshot = lane.snapshot("run", 1, Status::Paused);
    let weights: Array2<f32> = arr2(&WEIGHTS.map(|w| w.map(|x| x as f32)));
    snapshot.weights = Arc::new(weights);
    snapshot
}

fn picture(loss: &str, m: Option<f64>) -> String {
    let snapshot = snapshot(loss, m);
    let view = figure::find("sphere").unwrap();
    let switches = Switches::defaults(view.switches());
    let figure = view.figure(&snapshot, &snapshot.experiment.loss, &switches);
    let panel = Panel {
        run: None,
        drawing: Drawing::Figure(figure.unwrap()),
        title: String::new(),
        classes: Vec::new(),
        camera: Camera {
            yaw: 0.0,
            pitch: 0.0,
            ..Camera::default()
        },
    };
    let layout = Layout::new(Length::Px(SIDE), Length::Px(SIDE));
    let style = Style::new(Theme::Light);
    svg(&[panel], &style, &layout).unwrap()
}

/// The hatching of a file: its outlines' commands, in the back and in the front.
fn hatching(text: &str, side: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let class =
        |node: &usvg::roxmltree::Node<'_, '_>, class: &str| node.attribute("class") == Some(class);
    let group = document
        .descendants()
        .find(|node| class(node, side))
        .unwrap();
    let paths = group.descendants().filter(|node| class(node, "hatch"));
    paths
        .map(|node| node.attribute("d").unwrap().to_owned())
        .collect()
}

/// Centre and radius of the globe on the page.
fn outline(text: &str) -> ([f64; 2], f64) {
    let document = Document::parse(text).unwrap();
    let rim = document
        .descendants()
        .find(|node| node.attribute("class") == Some("rim"))
        .unwrap();
    let number = |name: &str| rim.attribute(name).unwrap().parse().unwrap();
    ([number("cx"), number("cy")], number("r"))
}

/// Places on a path that may have arcs, as a program that opens the file understands it.
fn places(d: &str) -> Vec<[f64; 2]> {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIDE}\" height=\"{SIDE}\"><path fill=\"none\" stroke=\"#000\" d=\"{d}\"/></svg>"
    );
    let tree = usvg::Tree::from_str(&text, &usvg::Options::default()).unwrap();
    let usvg::Node::Path(path) = &tree.root().children()[0] else {
        panic!("no path");
    };
    let mut places = Vec::new();
    let mut last = [0.0; 2];
    for segment in path.data().segments() {
        let own = |p: resvg::tiny_skia::Point| [f64::from(p.x), f64::from(p.y)];
        match segment {
            PathSegment::MoveTo(to) => last = own(to),
            PathSegment::CubicTo(a, b, c) => {
                let ends = [last, own(a), own(b), own(c)];
                // Not the ends themselves, which lie on the zone's edge.
                for t in (0..=24).map(|i| 0.02 + 0.04 * f64::from(i)) {
                    let weights: [f64; 4] = [
                        (1.0 - t) * (1.0 - t) * (1.0 - t),
                        3.0 * t * (1.0 - t) * (1.0 - t),
                        3.0 * t * t * (1.0 - t),
                        t * t * t,
                    ];
                    places.push([0, 1].map(|i| (0..4).map(|k| weights[k] * ends[k][i]).sum()));
                }
                last = own(c);
            }
            other => panic!("{other:?} in the hatching"),
        }
    }
    places
}

/// By how much the best class reaches its margin at `u`; `target` is its logit with the margin, of the cosine.
fn lead(u: [f64; 3], target: impl Fn(f64) -> f64) -> f64 {
    let cosines = WEIGHTS.map(|w| w.iter().zip(u).map(|(w, x)| w * x).sum::<f64>());
    let own = |j: usize| {
        let others = (0..3).filter(|k| *k != j).map(|k| cosines[k]);
        target(cosines[j]) - others.fold(f64::NEG_INFINITY, f64::max)
    };
    (0..3).map(own).fold(f64::NEG_INFINITY, f64::max)
}

fn check(loss: &str, m: f64, target: impl Fn(f64) -> f64 + Copy) {
    let text = picture(loss, Some(m));
    assert_eq!(text, picture(loss, Some(m)), "{loss}: the same bytes");
    assert!(
        hatching(&text, "back").is_empty(),
        "{loss}: as in the window"
    );
    let ([x, y], radius) = outline(&text);
    let hatch: Vec<[f64; 2]> = hatching(&text, "front")
        .iter()
        .flat_map(|d| places(d))
        .collect();
    let hatch: Vec<[f64; 2]> = hatch
        .iter()
        .map(|at| [(at[0] - x) / radius, (y - at[1]) / radius])
        .collect();
    assert!(hatch.len() > 2_000, "{loss}: {}", hatch.len());
    for at in &hatch {
        let found = lead(unseen(*at), target);
        assert!(
            found < 1e-3,
            "{loss}: hatched at {at:?}, where a class leads by {found}"
        );
    }
    let mut zone = 0;
    for i in 0..2_000 {
        // A sunflower over the part of the disc where stripes are well apart.
        let far = 0.7 * (f64::from(i) / 2_000.0).sqrt();
        let (sin, cos) = (f64::from(i) * 2.399_963).sin_cos();
        let at = [far * cos, far * sin];
        let off = |p: &[f64; 2]| (p[0] - at[0]).hypot(p[1] - at[1]);
        let nearest = hatch.iter().map(off).fold(f64::INFINITY, f64::min);
        if lead(unseen(at), target) < -0.08 {
            zone += 1;
            assert!(
                nearest < 0.05,
                "{loss}: nothing within {nearest} radii of {at:?}"
            );
        }
    }
    assert!(zone > 100, "{loss}: {zone}");
}

#[test]
fn hatched_is_where_no_class_reaches_its_margin() {
    check("am-softmax", 0.35, |cos| cos - 0.35);
    check("arcface", 0.4, |cos| {
        (cos.clamp(-1.0, 1.0).acos() + 0.4).cos()
    });
}

#[test]
fn without_a_margin_nothing_is_hatched() {
    for loss in ["normface", "modified-softmax"] {
        let text = picture(loss, None);
        assert!(hatching(&text, "front").is_empty(), "{loss}");
    }
}
