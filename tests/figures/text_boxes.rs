//! Texts of figures: none covers another and none leaves its figure, whatever the view and the size.

use std::sync::Arc;

use crate::drawings::drawings;
use marginscope::draw::{Frame, List, Outlines, Pen, Shape, Text, Words, Written, plane};
use marginscope::export::{Camera, Drawing, draw_in, laboratory};
use marginscope::figure::{
    self, Figure, Switches,
    lab::{self, Lab, Reading},
};
use marginscope::look::{Style, Theme, size::type_in};
use marginscope::train::{Experiment, Lane, Snapshot, Status, lane};

/// Width and height of the figures, px.
const SIZES: [[f64; 2]; 9] = [
    [200.0, 200.0],
    [260.0, 200.0],
    [200.0, 320.0],
    [320.0, 260.0],
    [376.0, 300.0],
    [500.0, 500.0],
    [800.0, 700.0],
    [1200.0, 900.0],
    [1600.0, 1600.0],
];

fn snapshot(source: &str, dim: usize, classes: usize) -> Snapshot {
    let mut experiment = Experiment::default();
    experiment.set_source(source);
    experiment.data.classes = (0..classes).collect();
    experiment.model.feature_dim = dim;
    experiment.set_loss("arcface");
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    for _ in 0..25 {
        lane.step().unwrap();
        lane.log();
    }
    lane.begin_refresh();
    while !lane.refresh_part() {}
    lane.snapshot("run", 1, Status::Paused)
}

fn texts(list: &List) -> Vec<&Text> {
    let items = list.items.iter();
    let texts = items.filter_map(|item| match &item.shape {
        Shape::Text(text) => Some(text),
        _ => None,
    });
    texts.collect()
}

fn list_of(drawing: &Drawing, style: Style, [width, height]: [f64; 2]) -> List {
    let pen = Pen::new(style, &Outlines, type_in(width.min(height)));
    let page = Frame::new(0.0, 0.0, width, height);
    let mut list = List::default();
    draw_in(&mut list, &pen, &page, drawing, &Camera::default());
    list
}

/// How many texts there are, none over another, none outside.
fn check(name: &str, drawing: &Drawing, style: Style, size: [f64; 2]) -> usize {
    let list = list_of(drawing, style, size);
    let page = Frame::new(0.0, 0.0, size[0], size[1]);
    let texts = texts(&list);
    let frames: Vec<Frame> = texts
        .iter()
        .map(|text| text.frame(&Outlines).shrunk(0.5))
        .collect();
    for (i, own) in frames.iter().enumerate() {
        let text = &texts[i].text;
        assert!(
            page.contains(own),
            "{name} {size:?}: {text:?} leaves the figure: {own:?}"
        );
        for (other, before) in frames[..i].iter().zip(&texts) {
            let other_text = &before.text;
            assert!(
                !own.meets(other),
                "{name} {size:?}: {text:?} over {other_text:?}"
            );
        }
    }
    texts.len()
}

fn check_all(snapshot: &Snapshot, seen: &str) {
    for (name, drawing) in drawings(snapshot) {
        let counts = SIZES.map(|size| {
            let name = format!("{seen} {name}");
            check(&name, &drawing, Style::new(Theme::Light), size)
        });
        assert!(counts[8] > 0, "{seen} {name}: no text in a large figure");
        assert!(counts[8] >= counts[0], "{seen} {name}: {counts:?}");
    }
}

#[test]
fn texts_of_two_classes_stand_apart_at_every_size() {
    for dim in [2, 3] {
        check_all(&snapshot("blobs", dim, 2), &format!("two classes, {dim}"));
    }
}

#[test]
fn texts_of_ten_classes_stand_apart_at_every_size() {
    for dim in [2, 3] {
        check_all(&snapshot("fashion", dim, 10), &format!("fashion, {dim}"));
    }
}

#[test]
fn texts_of_the_laboratory_stand_apart_at_every_size() {
    for preset in lab::preset_ids() {
        let lab = Lab::preset(preset).unwrap();
        let reading = Reading::new(&lab);
        let figures = [
            Figure::Plane(Arc::new(lab::circle(&lab, &reading))),
            Figure::Globe(Arc::new(lab::sphere(&lab, &reading))),
        ];
        for (figure, place) in figures.into_iter().zip(["circle", "sphere"]) {
            let drawing = Drawing::Figure(figure);
            for size in SIZES {
                let style = Style::laboratory(Theme::Light);
                let texts = check(&format!("{preset} {place}"), &drawing, style, size);
                assert!(
                    texts > 1 || size[1] < 300.0,
                    "{preset} {place} {size:?}: {texts}"
                );
            }
        }
    }
}

/// The room of circle and sphere of the default preset in a window of 1280 × 800 points.
const TILE: [f64; 2] = [504.0, 430.0];

/// The callouts of a figure as the window draws it, after one with these callouts.
fn live(list: &mut List, drawing: &Drawing, kept: &[Written], (x, turn): (f64, f64)) {
    let style = Style::new(Theme::Dark);
    let pen = Pen {
        live: true,
        kept,
        ..Pen::new(style, &Outlines, type_in(TILE[1]))
    };
    let frame = Frame::new(x, 0.0, TILE[0], TILE[1]);
    let camera = Camera {
        yaw: Camera::default().yaw + turn,
        ..Camera::default()
    };
    draw_in(list, &pen, &frame, drawing, &camera);
}

/// The texts of callouts with their places, line by line.
fn callouts(list: &List) -> Vec<(String, [f64; 2])> {
    let named = list.items.iter().filter(|item| item.name == "callout");
    let texts = named.filter_map(|item| match &item.shape {
        Shape::Text(text) => Some((text.text.to_string(), text.at)),
        _ => None,
    });
    texts.collect()
}

/// How often a text is there, on one line or two.
fn count(list: &List, text: &str) -> usize {
    let written: Vec<String> = callouts(list).into_iter().map(|(line, _)| line).collect();
    written.join(" ").matches(text).count()
}

fn figure_of(dim: usize) -> Drawing {
    let snapshot = snapshot("fashion", dim, 10);
    let view = figure::find(if dim == 2 { "circle" } else { "sphere" }).unwrap();
    let switches = Switches::defaults(view.switches());
    Drawing::Figure(
        view.figure(&snapshot, &snapshot.experiment.loss, &switches)
            .unwrap(),
    )
}

#[test]
fn the_margin_zone_is_named_once_on_circle_and_sphere_and_once_on_a_page_of_either() {
    for dim in [2, 3] {
        let drawing = figure_of(dim);
        let mut list = List::default();
        live(&mut list, &drawing, &[], (0.0, 0.0));
        assert_eq!(count(&list, Words::spoken().zone), 1, "{dim}");
        live(&mut list, &drawing, &[], (TILE[0], 0.0));
        assert_eq!(count(&list, Words::spoken().zone), 1, "{dim}");
    }
    let mut both = List::default();
    live(&mut both, &figure_of(2), &[], (0.0, 0.0));
    live(&mut both, &figure_of(3), &[], (TILE[0], 0.0));
    assert_eq!(count(&both, Words::spoken().zone), 2);
}

/// What the laboratory shows of a preset.
fn laboratory_figures(preset: &str) -> (Lab, [Drawing; 2]) {
    let lab = Lab::preset(preset).unwrap();
    let reading = Reading::new(&lab);
    let figures = [
        Figure::Plane(Arc::new(lab::circle(&lab, &reading))),
        Figure::Globe(Arc::new(lab::sphere(&lab, &reading))),
    ];
    (lab, figures.map(Drawing::Figure))
}

/// In a window of 1280 × 800 points, in one of 1024 × 640, and on a page.
#[test]
fn the_zone_of_the_laboratory_is_named_on_its_circle_as_on_its_sphere() {
    let rooms: [([f64; 2], bool); 3] = [
        ([504.0, 470.0], true),
        ([376.0, 336.0], true),
        ([352.0, 330.0], false),
    ];
    let mut zones = 0;
    for preset in lab::preset_ids() {
        let (lab, figures) = laboratory_figures(preset);
        let borders = Reading::new(&lab).borders;
        let wedge = borders.and_then(|borders| borders.wedge());
        let expect = usize::from(wedge.unwrap_or(0.0) > 0.1);
        for (place, drawing) in figures.iter().enumerate() {
            for (size, live) in rooms {
                let pen = Pen {
                    live,
                    ..Pen::new(
                        Style::laboratory(Theme::Dark),
                        &Outlines,
                        type_in(size[0].min(size[1])),
                    )
                };
                let frame = Frame::new(0.0, 0.0, size[0], size[1]);
                let mut list = List::default();
                draw_in(&mut list, &pen, &frame, drawing, &laboratory::HOME);
                let found = count(&list, Words::spoken().zone);
                assert_eq!(found, expect, "{preset} {place} {size:?}");
                zones += expect;
            }
        }
    }
    assert!(zones >= 10, "{zones}");
}

/// The tile of one of four lanes side by side in a window of 1280 × 800 points.
const NARROW: [f64; 2] = [252.0, 414.0];

#[test]
fn in_a_narrow_and_high_room_names_stand_below_a_larger_circle() {
    let snapshot = snapshot("fashion", 2, 8);
    let view = figure::find("raw").unwrap();
    let switches = Switches::defaults(view.switches());
    let loss = &snapshot.experiment.loss;
    let Figure::Plane(figure) = view.figure(&snapshot, loss, &switches).unwrap() else {
        panic!("raw features lie in a plane");
    };
    let pen = Pen {
        live: true,
        ..Pen::new(Style::new(Theme::Dark), &Outlines, type_in(NARROW[0]))
    };
    let frame = Frame::new(0.0, 0.0, NARROW[0], NARROW[1]);
    let (window, page) = (
        plane::fitted(&pen, &frame, &figure),
        plane::fitted(&Pen { live: false, ..pen }, &frame, &figure),
    );
    assert!(window.below.is_some() && page.below.is_none());
    let alone = NARROW[0] / 2.0 / figure.half_width;
    assert!(window.scale > 0.9 * alone, "{window:?}");
    let names = &snapshot.dataset.class_names;
    let mut list = List::default();
    plane::draw(&mut list, &pen, &frame, &figure, &page);
    let around = texts(&list);
    let whole = |name: &String| around.iter().any(|text| text.text == *name);
    assert!(page.scale < 0.8 * window.scale || !names.iter().all(whole));
    let mut list = List::default();
    plane::draw(&mut list, &pen, &frame, &figure, &window);
    let texts = texts(&list);
    let frames: Vec<Frame> = texts
        .iter()
        .map(|text| text.frame(&Outlines).shrunk(0.5))
        .collect();
    for (i, own) in frames.iter().enumerate() {
        assert!(frame.contains(own), "{:?}", texts[i].text);
        let apart = |other: &Frame| !own.meets(other);
        assert!(frames[..i].iter().all(apart), "{:?}", texts[i].text);
    }
    let written = |name: &String| texts.iter().any(|text| text.text == *name);
    assert!(names.iter().all(written));
    // The bar that tells the scale is there too, and a wide room has its names around the circle.
    assert!(texts.iter().any(|text| text.text.contains("length")));
    let wide = Frame::new(0.0, 0.0, TILE[0], TILE[1]);
    assert!(plane::fitted(&pen, &wide, &figure).below.is_none());
}

#[test]
fn a_callout_stays_where_it_is_while_the_globe_turns_under_it() {
    let drawing = figure_of(3);
    let mut before = List::default();
    live(&mut before, &drawing, &[], (0.0, 0.0));
    let mut moves = 0;
    for turn in 1..=100 {
        let mut list = List::default();
        let turn = 0.01 * f64::from(turn);
        live(&mut list, &drawing, &before.callouts, (0.0, turn));
        moves += usize::from(callouts(&list) != callouts(&before));
        before = list;
    }
    // Names that come by push it away now and then.
    assert!(moves <= 4, "{moves} moves in 57°");
}

/// A figure four times as large has larger letters, and a small one none that would not be read.
#[test]
fn type_grows_with_its_figure() {
    let sizes = [200.0, 480.0, 900.0, 1600.0].map(type_in);
    assert!(sizes.windows(2).all(|pair| pair[1] > pair[0]), "{sizes:?}");
    assert!(sizes[0] >= 10.0, "{sizes:?}");
}
