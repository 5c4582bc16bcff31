//! Figures as files: their geometry against the formulas, and what every program that opens them needs.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::io::Read as _;
use std::sync::Arc;

use crate::support::sphere::{EYE, unseen};
use marginscope::export::{Camera, Drawing, Format, Layout, Length, Panel, Preset, encode, svg};
use marginscope::figure::{
    self, Figure, Switches,
    charts::{self, ChartLane},
    globe::{GlobeFigure, GlobePoint},
    plane::{Dot, Mark, PlaneFigure},
};
use marginscope::look::{Classes, Style, Theme};
use marginscope::train::{Experiment, Lane, Snapshot, Status, lane};
use ndarray::{Array2, arr2};
use resvg::usvg::roxmltree::{Document, Node};

/// Blobs under a loss, some steps trained.
fn snapshot(loss: &str, dim: usize, classes: usize, set: &[(&str, f64)]) -> Snapshot {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = (0..classes).collect();
    experiment.model.feature_dim = dim;
    experiment.set_loss(loss);
    for (key, value) in set {
        experiment.set(key, &toml::Value::from(*value)).unwrap();
    }
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    for _ in 0..12 {
        lane.step().unwrap();
        lane.log();
    }
    lane.begin_refresh();
    while !lane.refresh_part() {}
    lane.snapshot("run", 1, Status::Paused)
}

fn with_weights(mut snapshot: Snapshot, weights: Array2<f32>) -> Snapshot {
    snapshot.weights = Arc::new(weights);
    snapshot
}

fn figure_of(id: &str, snapshot: &Snapshot, switch: &[(&'static str, bool)]) -> Figure {
    let view = figure::find(id).unwrap();
    let mut switches = Switches::defaults(view.switches());
    switch.iter().for_each(|(id, on)| switches.set(id, *on));
    view.figure(snapshot, &snapshot.experiment.loss, &switches)
        .unwrap()
}

fn panel(drawing: Drawing, camera: Camera) -> Panel {
    Panel {
        run: None,
        drawing,
        title: String::new(),
        classes: Vec::new(),
        camera,
    }
}

fn draw(panels: &[Panel], layout: &Layout) -> String {
    let style = Style::new(Theme::Light);
    svg(panels, &style, layout).unwrap()
}

fn layout() -> Layout {
    Layout::new(Length::Px(900.0), Length::Px(900.0))
}

fn picture(figure: Figure, camera: Camera) -> String {
    draw(&[panel(Drawing::Figure(figure), camera)], &layout())
}

fn of_class<'a, 'd>(document: &'a Document<'d>, class: &str) -> Vec<Node<'a, 'd>> {
    let nodes = document.descendants();
    let own = |node: &Node<'_, '_>| node.attribute("class") == Some(class);
    nodes.filter(own).collect()
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The numbers of a path with the letter before them, one entry a command.
fn commands(d: &str) -> Vec<(char, Vec<f64>)> {
    let mut all: Vec<(char, String)> = Vec::new();
    for c in d.chars() {
        match c.is_ascii_alphabetic() {
            true => all.push((c, String::new())),
            false => all.last_mut().unwrap().1.push(c),
        }
    }
    all.into_iter()
        .map(|(letter, text)| {
            let numbers = text.split_whitespace().map(|n| n.parse().unwrap());
            (letter, numbers.collect())
        })
        .collect()
}

/// The polylines of a path of M, L and Z.
fn polylines(d: &str) -> Vec<Vec<[f64; 2]>> {
    let mut lines: Vec<Vec<[f64; 2]>> = Vec::new();
    for (letter, numbers) in commands(d) {
        match letter {
            'M' => lines.push(vec![[numbers[0], numbers[1]]]),
            'L' => lines.last_mut().unwrap().push([numbers[0], numbers[1]]),
            'Z' => {}
            other => panic!("{other} in a polyline"),
        }
    }
    lines
}

/// The side of class 0's region towards class 1, whose direction is `between` away, read from the SVG in radians.
fn side(loss: &str, set: &[(&str, f64)], between: f64) -> f64 {
    let (sin, cos) = (between.sin() as f32, between.cos() as f32);
    let snapshot = with_weights(snapshot(loss, 2, 2, set), arr2(&[[1.0, 0.0], [cos, sin]]));
    let text = picture(figure_of("circle", &snapshot, &[]), Camera::default());
    let document = Document::parse(&text).unwrap();
    let rim = of_class(&document, "rim")[0];
    let centre = [number(&rim, "cx"), number(&rim, "cy")];
    let sector = of_class(&document, "region-0")[0];
    let path = commands(sector.attribute("d").unwrap());
    assert_eq!(path[1].0, 'A', "a sector is a true arc");
    let angle = |at: &[f64]| (centre[1] - at[1]).atan2(at[0] - centre[0]).rem_euclid(TAU);
    let ends = [angle(&path[0].1), angle(&path[1].1[5..])];
    // The arc goes counter-clockwise on the page, so its end is the side that class 1 lies on.
    assert_eq!(path[1].1[4], 0.0);
    ends[1]
}

#[test]
fn wedge_sides_in_the_file_are_those_of_the_formulas() {
    let check = |loss: &str, set: &[(&str, f64)], between: f64, expect: f64| {
        let found = side(loss, set, between).to_degrees();
        let expect = expect.to_degrees();
        assert!(
            (found - expect).abs() < 0.1,
            "{loss}: {found}, not {expect}"
        );
    };
    for degrees in [60.0_f64, 90.0, 120.0] {
        let between = degrees.to_radians();
        // cos θ1 − m = cos(Θ − θ1)
        let m = 0.35;
        let am = between / 2.0 - (m / (2.0 * (between / 2.0).sin())).asin();
        check("am-softmax", &[("loss.m", m)], between, am);
        // θ1 + m = Θ − θ1
        check(
            "arcface",
            &[("loss.m", 0.4)],
            between,
            (between - 0.4) / 2.0,
        );
        // m θ1 = Θ − θ1, with λ = 0 from the first steps on
        let zero = [
            ("loss.m", 3.0),
            ("loss.lambda_min", 0.0),
            ("loss.lambda_base", 0.0),
        ];
        check("a-softmax", &zero, between, between / 4.0);
    }
}

/// Where a direction is on the page, in radii from the centre with y upwards, and whether it is on the near side; seen
/// from the first axis.
fn seen([x, y, z]: [f64; 3]) -> ([f64; 2], bool) {
    let focal = (EYE * EYE - 1.0).sqrt();
    (
        [focal * y / (EYE - x), focal * z / (EYE - x)],
        x * EYE > 1.0,
    )
}

const FROM_FIRST_AXIS: Camera = Camera {
    yaw: 0.0,
    pitch: 0.0,
    zoom: 1.0,
    pan: [0.0, 0.0],
};

/// A globe read from a file: paths of one class, in the back and in the front, in radii from the centre.
struct Globe {
    text: String,
    centre: [f64; 2],
    radius: f64,
}

impl Globe {
    fn new(text: String) -> Self {
        let document = Document::parse(&text).unwrap();
        let rim = of_class(&document, "rim")[0];
        let centre = [number(&rim, "cx"), number(&rim, "cy")];
        let radius = number(&rim, "r");
        Self {
            text,
            centre,
            radius,
        }
    }

    fn lines(&self, side: &str, class: &str) -> Vec<Vec<[f64; 2]>> {
        let document = Document::parse(&self.text).unwrap();
        let group = of_class(&document, side)[0];
        let own = |node: &Node<'_, '_>| node.attribute("class") == Some(class);
        let paths = group.descendants().filter(own);
        let lines = paths.flat_map(|path| polylines(path.attribute("d").unwrap()));
        let place = |[x, y]: [f64; 2]| {
            [
                (x - self.centre[0]) / self.radius,
                (self.centre[1] - y) / self.radius,
            ]
        };
        lines
            .map(|line| line.into_iter().map(place).collect())
            .collect()
    }
}

fn distance([x, y]: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let t = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy).max(1e-18);
    let t = t.clamp(0.0, 1.0);
    (a[0] + t * dx - x).hypot(a[1] + t * dy - y)
}

#[test]
fn a_circle_on_the_sphere_is_the_right_ellipse_on_both_sides() {
    // cos θ1 − cos θ2 = m is the circle where n·u = m/|w1 − w2| around n = (w1 − w2)/|w1 − w2|.
    let (w1, w2) = ([0.6_f64, 0.64, 0.48], [0.0_f64, 0.6, -0.8]);
    let m = 0.3;
    let weights = arr2(&[w1.map(|x| x as f32), w2.map(|x| x as f32)]);
    let snapshot = with_weights(snapshot("am-softmax", 3, 2, &[("loss.m", m)]), weights);
    let globe = Globe::new(picture(
        figure_of("sphere", &snapshot, &[]),
        FROM_FIRST_AXIS,
    ));
    let apart = [0, 1, 2].map(|i| w1[i] - w2[i]);
    let length = apart.iter().map(|x| x * x).sum::<f64>().sqrt();
    let n = apart.map(|x| x / length);
    let (height, breadth) = (m / length, (1.0 - (m / length).powi(2)).sqrt());
    let e = [-n[1], n[0], 0.0].map(|x| x / n[0].hypot(n[1]));
    let f = [
        n[1] * e[2] - n[2] * e[1],
        n[2] * e[0] - n[0] * e[2],
        n[0] * e[1] - n[1] * e[0],
    ];
    let circle: Vec<([f64; 2], bool)> = (0..20_000)
        .map(|i| {
            let (sin, cos) = (TAU * f64::from(i) / 20_000.0).sin_cos();
            seen([0, 1, 2].map(|k| height * n[k] + breadth * (cos * e[k] + sin * f[k])))
        })
        .collect();
    let tolerance = 0.1_f64.to_radians();
    for (side, near) in [("back", false), ("front", true)] {
        let lines = globe.lines(side, "border-0");
        assert!(!lines.is_empty(), "{side}");
        let drawn: Vec<_> = lines.iter().flat_map(|line| line.windows(2)).collect();
        for (at, _) in circle
            .iter()
            .filter(|(_, front)| *front == near)
            .step_by(20)
        {
            let off = drawn.iter().map(|ends| distance(*at, ends[0], ends[1]));
            assert!(
                off.fold(f64::INFINITY, f64::min) < tolerance,
                "{side}: {at:?}"
            );
        }
        for at in lines.iter().flatten() {
            let own = circle.iter().filter(|(_, front)| *front == near);
            let off = own.map(|(p, _)| (p[0] - at[0]).hypot(p[1] - at[1]));
            assert!(
                off.fold(f64::INFINITY, f64::min) < tolerance,
                "{side}: {at:?}"
            );
        }
    }
}

/// Even-odd.
fn holds(lines: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for line in lines {
        for (i, a) in line.iter().enumerate() {
            let b = line[(i + 1) % line.len()];
            if (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
                inside = !inside;
            }
        }
    }
    inside
}

/// A loss, its settings, and switches of the view.
type Case = (
    &'static str,
    &'static [(&'static str, f64)],
    &'static [(&'static str, bool)],
);

#[test]
fn filled_regions_are_what_the_logits_say() {
    let cases: [Case; 5] = [
        ("am-softmax", &[("loss.m", 0.2)], &[]),
        ("am-softmax", &[("loss.m", 0.9)], &[]),
        ("arcface", &[("loss.m", 0.3)], &[("boundary", false)]),
        ("a-softmax", &[("loss.m", 3.0)], &[]),
        ("softmax", &[], &[]),
    ];
    let mut seen_inside = 0;
    for (loss, set, switch) in cases {
        let snapshot = snapshot(loss, 3, 5, set);
        let figure = figure_of("sphere", &snapshot, switch);
        let Figure::Globe(data) = &figure else {
            panic!("no globe");
        };
        let tint = data.regions.clone().unwrap();
        let camera = Camera {
            yaw: 0.0,
            pitch: 0.0,
            zoom: 1.0,
            ..Camera::default()
        };
        let globe = Globe::new(picture(figure, camera));
        for class in 0..5 {
            let lines = globe.lines("front", &format!("region-{class}"));
            for i in 0..3_000 {
                // A sunflower over the disc.
                let radius = 0.98 * (f64::from(i) / 3_000.0).sqrt();
                let (sin, cos) = (f64::from(i) * 2.399_963).sin_cos();
                let at = [radius * cos, radius * sin];
                let lead = |at| tint.lead(class, unseen(at).map(|x| x as f32)).unwrap();
                // Within 0.003 radii of the border nothing is claimed.
                let around = [[0.003, 0.0], [-0.003, 0.0], [0.0, 0.003], [0.0, -0.003]];
                let expect = lead(at) >= 0.0;
                let near = around.map(|d| lead([at[0] + d[0], at[1] + d[1]]) >= 0.0);
                if near.iter().all(|inside| *inside == expect) {
                    let found = holds(&lines, at);
                    assert_eq!(found, expect, "{loss}, class {class} at {at:?}");
                    seen_inside += usize::from(found);
                }
            }
        }
    }
    assert!(seen_inside > 1_000, "{seen_inside}");
}

#[test]
fn a_sphere_looks_as_it_does_in_the_window() {
    let camera = Camera {
        yaw: 0.7,
        pitch: -0.4,
        ..Camera::default()
    };
    let view = camera.view([900.0, 900.0]);
    let direction = [0.36_f32, 0.48, 0.8];
    let figure = GlobeFigure {
        points: vec![GlobePoint {
            at: direction,
            class: 0,
            sample: 0,
        }],
        ..GlobeFigure::default()
    };
    let globe = Globe::new(picture(Figure::Globe(Arc::new(figure)), camera));
    let document = Document::parse(&globe.text).unwrap();
    let path = of_class(&document, "class-0")[0].attribute("d").unwrap();
    let at = commands(path)[0].1.clone();
    let found = [0, 1].map(|i| (at[i] - globe.centre[i]) / globe.radius);
    let expect = view.project(direction).unwrap();
    let expect = [0, 1].map(|i| (expect.pos[i] - view.centre[i]) / view.outline);
    for i in 0..2 {
        assert!((found[i] - expect[i]).abs() < 1e-3, "{found:?} {expect:?}");
    }
}

#[test]
fn hidden_points_are_behind() {
    let points: Vec<GlobePoint> = (0..600)
        .map(|i| {
            let z = 1.0 - 2.0 * (i as f64 + 0.5) / 600.0;
            let (sin, cos) = (i as f64 * 2.399_963).sin_cos();
            let breadth = (1.0 - z * z).sqrt();
            GlobePoint {
                at: [breadth * cos, breadth * sin, z].map(|x| x as f32),
                class: (i % 3) as u16,
                sample: i as u32,
            }
        })
        .collect();
    let behind = |point: &&GlobePoint| !seen(point.at.map(f64::from)).1;
    let hidden = points.iter().filter(behind).count();
    let figure = GlobeFigure {
        points,
        ..GlobeFigure::default()
    };
    let text = picture(Figure::Globe(Arc::new(figure)), FROM_FIRST_AXIS);
    let document = Document::parse(&text).unwrap();
    let count = |side: &str| -> usize {
        let group = of_class(&document, side)[0];
        let dots = group.descendants().filter(|node| {
            let class = node.attribute("class").unwrap_or_default();
            class.starts_with("class-") && node.has_tag_name("path")
        });
        dots.map(|dot| dot.attribute("d").unwrap().matches('M').count())
            .sum()
    };
    assert_eq!((count("back"), count("front")), (hidden, 600 - hidden));
    let back = text.find("class=\"back\"").unwrap();
    assert!(back < text.find("class=\"front\"").unwrap(), "drawn first");
}

fn every_panel() -> Vec<(String, Panel)> {
    let mut all = Vec::new();
    for dim in [2, 3, 5] {
        let snapshot = Arc::new(snapshot("am-softmax", dim, 4, &[]));
        for view in figure::registry() {
            if view.dimension().is_some_and(|wants| wants != dim) {
                continue;
            }
            let on: Vec<_> = view.switches().iter().map(|s| (s.id, true)).collect();
            for switch in [vec![], on] {
                let figure = figure_of(view.id(), &snapshot, &switch);
                let mut panel = panel(Drawing::Figure(figure), Camera::default());
                panel.classes = snapshot.dataset.class_names.clone();
                all.push((format!("{} in {dim}", view.id()), panel));
            }
        }
        let lane = ChartLane {
            place: 0,
            name: "run",
            snapshot: &snapshot,
            experiment: &snapshot.experiment,
        };
        for chart in charts::registry() {
            let mut switches = Switches::default();
            let declared = chart.switches().iter();
            declared.for_each(|switch| switches.set(switch.id, true));
            let figure = chart.figure(&[lane], &switches);
            let drawing = Drawing::Chart(figure);
            all.push((chart.id().to_owned(), panel(drawing, Camera::default())));
        }
    }
    all
}

/// Every stream of a PDF, inflated.
fn streams(pdf: &[u8]) -> String {
    let find = |from: usize, what: &[u8]| {
        let rest = pdf[from..].windows(what.len());
        rest.clone().position(|w| w == what).map(|at| from + at)
    };
    let (mut at, mut all) = (0, String::from_utf8_lossy(pdf).into_owned());
    while let Some(start) = find(at, b"stream\n") {
        let data = &pdf[start + 7..];
        let mut text = Vec::new();
        // What is not compressed, or a font, is no text.
        let _ = flate2::read::ZlibDecoder::new(data).read_to_end(&mut text);
        all += &String::from_utf8_lossy(&text);
        at = find(start, b"endstream").map_or(pdf.len(), |end| end + 9);
    }
    all
}

#[test]
fn every_view_and_chart_is_a_file_in_every_format() {
    for (name, panel) in every_panel() {
        let panels = [panel];
        let layout = Layout::fitted(Preset::Column.width(), &panels, false);
        let text = draw(&panels, &layout);
        let document = Document::parse(&text).unwrap();
        let written = document.descendants().filter(|n| n.has_tag_name("text"));
        assert!(written.count() > 0, "{name}: text is text");
        assert!(!text.contains("NaN") && !text.contains("inf"), "{name}");
        let png = encode(&text, Format::Png, &layout).unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{name}");
        let pdf = encode(&text, Format::Pdf, &layout).unwrap();
        assert!(pdf.starts_with(b"%PDF-"), "{name}");
        assert!(pdf.len() < 400_000, "{name}: {}", pdf.len());
    }
}

#[test]
fn the_same_figure_is_the_same_bytes() {
    let all = every_panel();
    let mut panels: Vec<Panel> = Vec::new();
    for (name, panel) in all {
        if ["circle in 2", "sphere in 3", "psi", "confusion in 5"].contains(&name.as_str()) {
            panels.push(panel);
        }
    }
    let layout = Layout::fitted(Preset::Text.width(), &panels, true);
    let first = draw(&panels, &layout);
    for _ in 0..3 {
        assert!(draw(&panels, &layout) == first);
        for format in [Format::Svg, Format::Pdf, Format::Png] {
            let one = encode(&first, format, &layout).unwrap();
            let two = encode(&first, format, &layout).unwrap();
            assert!(one == two, "{format:?}");
        }
    }
}

#[test]
fn fonts_are_embedded_and_text_can_be_extracted() {
    let snapshot = snapshot("am-softmax", 2, 4, &[]);
    let text = picture(figure_of("section", &snapshot, &[]), Camera::default());
    assert!(text.contains("@font-face{font-family:Ubuntu;src:url(data:font/ttf;base64,"));
    assert!(text.contains(">W₁"), "names are text");
    let pdf = streams(&encode(&text, Format::Pdf, &layout()).unwrap());
    assert!(pdf.contains("/FontFile2"), "an embedded font");
    assert!(pdf.contains("/ToUnicode"), "its letters can be read");
    // W, 1, Θ and ° in the map from glyphs to letters.
    for letter in ["<0057>", "<0031>", "<0398>", "<00B0>"] {
        let known = pdf.to_uppercase().contains(letter);
        assert!(known, "{letter}");
    }
    assert!(!pdf.contains("/CreationDate"));
}

fn crowd(count: usize) -> Figure {
    let dots = (0..count).map(|i| {
        let angle = i as f32 * 2.4;
        Dot {
            at: [0.9 * angle.cos(), 0.9 * angle.sin()],
            class: (i % 10) as u16,
            sample: i as u32,
        }
    });
    Figure::Plane(Arc::new(PlaneFigure {
        marks: vec![Mark::Dots(dots.collect())],
        half_width: 1.1,
        shapes: false,
        classes: Classes::default(),
        unseen: None,
        length: None,
    }))
}

#[test]
fn ten_thousand_points_stay_a_small_file_and_seventy_thousand_are_pixels() {
    let points = (0..10_000).map(|i| {
        let z = 1.0 - 2.0 * (f64::from(i) + 0.5) / 10_000.0;
        let (sin, cos) = (f64::from(i) * 2.399_963).sin_cos();
        let breadth = (1.0 - z * z).sqrt();
        GlobePoint {
            at: [breadth * cos, breadth * sin, z].map(|x| x as f32),
            class: (i % 10) as u16,
            sample: i as u32,
        }
    });
    let globe = GlobeFigure {
        points: points.collect(),
        shapes: true,
        ..GlobeFigure::default()
    };
    for figure in [crowd(10_000), Figure::Globe(Arc::new(globe))] {
        let text = picture(figure, Camera::default());
        assert!(text.len() < 1_000_000, "{}", text.len());
        let pdf = encode(&text, Format::Pdf, &layout()).unwrap();
        assert!(pdf.len() < 1_000_000, "{}", pdf.len());
        assert!(!text.contains("<image"));
    }
    let text = picture(crowd(70_000), Camera::default());
    assert!(text.contains("<image") && text.contains("data:image/png"));
    assert!(text.len() < 2_000_000, "{}", text.len());
    let small = Layout {
        scale: 1.0,
        ..layout()
    };
    let png = encode(&text, Format::Png, &small).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    let coloured = pixels.chunks_exact(3).filter(|p| p[0].abs_diff(p[2]) > 40);
    assert!(coloured.count() > 5_000, "the dots are there");
}

#[test]
fn no_class_always_covers_another() {
    let text = picture(crowd(3_000), Camera::default());
    let document = Document::parse(&text).unwrap();
    let paths = document.descendants().filter(|node| {
        let class = node.attribute("class").unwrap_or_default();
        node.has_tag_name("path") && class.starts_with("class-")
    });
    let mut above: BTreeMap<(String, String), usize> = BTreeMap::new();
    let order: Vec<String> = paths
        .map(|path| path.attribute("class").unwrap().to_owned())
        .collect();
    assert!(order.len() < 300, "{} elements", order.len());
    for (i, low) in order.iter().enumerate() {
        for high in &order[i + 1..] {
            *above.entry((low.clone(), high.clone())).or_default() += 1;
        }
    }
    for ((a, b), count) in &above {
        let back = above.get(&(b.clone(), a.clone())).copied().unwrap_or(0);
        let share = *count as f64 / (*count + back) as f64;
        assert!((0.35..=0.65).contains(&share), "{b} over {a}: {share}");
    }
}

#[test]
fn panels_share_a_legend_and_have_letters() {
    let snapshot = snapshot("am-softmax", 3, 4, &[]);
    let panels: Vec<Panel> = ["one", "two", "three", "four", "five"]
        .into_iter()
        .map(|title| Panel {
            run: None,
            title: title.to_owned(),
            classes: snapshot.dataset.class_names.clone(),
            ..panel(
                Drawing::Figure(figure_of("sphere", &snapshot, &[])),
                Camera::default(),
            )
        })
        .collect();
    let layout = Layout::fitted(Preset::Text.width(), &panels, true);
    let text = draw(&panels, &layout);
    let document = Document::parse(&text).unwrap();
    let rims: Vec<f64> = of_class(&document, "rim")
        .iter()
        .map(|rim| number(rim, "cy"))
        .collect();
    assert!(
        rims.len() == 5 && rims.iter().all(|y| (y - rims[0]).abs() < 0.02),
        "one row"
    );
    for letter in ["(a) one", "(e) five"] {
        assert!(text.contains(letter), "{letter}");
    }
    let legends = of_class(&document, "legend");
    assert_eq!(legends.len(), 1);
    let names: Vec<&str> = legends[0].descendants().filter_map(|n| n.text()).collect();
    for class in &snapshot.dataset.class_names {
        assert!(names.contains(&class.as_str()), "{class} in {names:?}");
    }
}

#[test]
fn what_cannot_be_drawn_is_refused_by_numbers() {
    let panels = [panel(Drawing::Figure(crowd(3)), Camera::default())];
    let style = Style::new(Theme::Dark);
    let check = |change: &dyn Fn(&mut Layout), expect: &str| {
        let mut layout = layout();
        change(&mut layout);
        let message = svg(&panels, &style, &layout).unwrap_err().to_string();
        assert!(message.contains(expect), "{message}");
    };
    check(
        &|l| l.width = Length::Px(f64::NAN),
        "width in px: found NaN",
    );
    check(&|l| l.height = Length::Mm(1e9), "height in px");
    check(&|l| l.scale = 9.0, "scale: found 9, expected 1 to 8");
    check(&|l| l.font_size = 0.0, "font size in points");
    check(&|l| l.width = Length::Px(41.0), "do not fit");
    let none = svg(&[], &style, &layout()).unwrap_err().to_string();
    assert_eq!(none, "there is nothing to draw");
}
