//! Window and files show the same: the display list of every view and chart, painted by egui and the graphics card, and
//! written as SVG and drawn from that.

use crate::drawings::drawings;
use crate::gl::{Offscreen, Pixels, offscreen};
use eframe::egui::{self, Sense};
use marginscope::{
    draw::{Camera, Frame, List, Outlines, Paint, Pen, Shape},
    export::{Drawing, Layout, Length, draw_in, pixels_of, svg_of},
    figure::{
        Figure,
        lab::{self, Lab, Reading},
    },
    look::{Style, Theme},
    render::{Layers, paint},
    train::{Experiment, Lane, Snapshot, Status, lane},
};
use std::sync::Arc;

const SIZE: [u32; 2] = [640, 560];

/// A pixel differs where no pixel next to it in the other picture is nearer than this in each of red, green and blue: lines
/// and letters that lie half a pixel apart do not differ.
const FAR: u8 = 75;
/// The share of pixels that may differ: what two ways of smoothing edges make of crowded dots and of light on the globe.
const MOST: f64 = 0.0025;
/// The same where hardly anything but letters is drawn, which both smooth in their own way.
const MOST_OF_LETTERS: f64 = 0.006;

fn snapshot(dim: usize) -> Snapshot {
    let mut experiment = Experiment::default();
    experiment.set_source("blobs");
    experiment.data.classes = (0..5).collect();
    experiment.model.feature_dim = dim;
    let mut lane = Lane::new(&experiment, lane::load(&experiment).unwrap()).unwrap();
    for _ in 0..120 {
        lane.step().unwrap();
    }
    lane.begin_refresh();
    while !lane.refresh_part() {}
    lane.snapshot("run", 1, Status::Paused)
}

fn pen(style: Style) -> Pen<'static> {
    Pen::new(style, &Outlines, 20.0)
}

fn list_of(drawing: &Drawing, style: Style, camera: &Camera) -> List {
    let page = Frame::new(0.0, 0.0, SIZE[0].into(), SIZE[1].into());
    let mut list = List::default();
    list.rect("ground", page, Paint::fill(style.ground()));
    draw_in(&mut list, &pen(style), &page.shrunk(8.0), drawing, camera);
    list
}

fn in_window(screen: &mut Offscreen, list: &List) -> Pixels {
    let gpu = screen.gpu.clone();
    let mut layers = Layers::new(Some(&gpu));
    let mut seen = None;
    // Fonts and pictures are there from the second frame on.
    for _ in 0..2 {
        seen = Some(screen.frame(vec![], |ui| {
            let frame = egui::Frame::new();
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                let (_, painter) = ui.allocate_painter(ui.available_size(), Sense::hover());
                paint(&painter, list, &mut layers);
            });
        }));
    }
    assert_eq!(screen.error(), 0);
    seen.unwrap()
}

fn in_file(list: &List) -> Pixels {
    let [width, height] = SIZE.map(f64::from);
    let layout = Layout::new(Length::Px(width), Length::Px(height));
    let svg = svg_of(list, &layout).unwrap();
    let pixels = pixels_of(&svg, &layout).unwrap();
    assert_eq!([pixels.width, pixels.height], SIZE);
    Pixels {
        size: SIZE,
        rgba: pixels.rgba,
    }
}

fn far(a: &[u8], b: &[u8]) -> bool {
    (0..3).any(|i| a[i].abs_diff(b[i]) > FAR)
}

/// The share of pixels of `a` that no pixel of `b` at or next to their place is like.
fn missing(a: &Pixels, b: &Pixels) -> f64 {
    let [width, height] = SIZE.map(|side| side as usize);
    let at = |picture: &'_ Pixels, x: usize, y: usize| -> [u8; 4] {
        let i = 4 * (y * width + x);
        picture.rgba[i..i + 4].try_into().unwrap()
    };
    let mut differ = 0;
    for (x, y) in (1..height - 1).flat_map(|y| (1..width - 1).map(move |x| (x, y))) {
        let own = at(a, x, y);
        let around = (y - 1..=y + 1).flat_map(|y| (x - 1..=x + 1).map(move |x| (x, y)));
        differ += usize::from(around.into_iter().all(|(x, y)| far(&own, &at(b, x, y))));
    }
    differ as f64 / (width * height) as f64
}

fn difference(a: &Pixels, b: &Pixels) -> f64 {
    missing(a, b).max(missing(b, a))
}

fn check(screen: &mut Offscreen, name: &str, list: &List) {
    let (window, file) = (in_window(screen, list), in_file(list));
    let found = difference(&window, &file);
    let most = match name.starts_with("class-angles") {
        true => MOST_OF_LETTERS,
        false => MOST,
    };
    if found > most {
        keep(name, "window", &window);
        keep(name, "file", &file);
    }
    println!("{name}: {found:.5}");
    assert!(found <= most, "{name}: {found:.5} of the pixels differ");
}

/// Leaves a picture beside the test's binary to be looked at.
fn keep(name: &str, kind: &str, pixels: &Pixels) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let name = name.replace(' ', "-");
    let file = std::fs::File::create(folder.join(format!("{name}-{kind}.png"))).unwrap();
    let mut encoder = png::Encoder::new(file, pixels.size[0], pixels.size[1]);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels.rgba).unwrap();
}

#[test]
fn every_view_and_chart_is_the_same_in_the_window_and_in_a_file() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut seen = 0;
    for dim in [2, 3] {
        let snapshot = snapshot(dim);
        for theme in [Theme::Dark, Theme::Light] {
            for (name, drawing) in drawings(&snapshot) {
                let list = list_of(&drawing, Style::new(theme), &Camera::default());
                check(&mut screen, &format!("{name} {dim} {theme:?}"), &list);
                seen += 1;
            }
        }
    }
    assert!(seen >= 30, "{seen}");
}

#[test]
fn the_laboratory_is_the_same_in_the_window_and_in_a_file() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    for preset in lab::preset_ids() {
        let lab = Lab::preset(preset).unwrap();
        let reading = Reading::new(&lab);
        let figures = [
            Figure::Plane(Arc::new(lab::circle(&lab, &reading))),
            Figure::Globe(Arc::new(lab::sphere(&lab, &reading))),
        ];
        for (figure, place) in figures.into_iter().zip(["circle", "sphere"]) {
            let style = Style::laboratory(Theme::Light);
            let camera = marginscope::export::laboratory::HOME;
            let list = list_of(&Drawing::Figure(figure), style, &camera);
            check(&mut screen, &format!("{preset} {place}"), &list);
        }
    }
}

/// A window that shows something else than the file is found out.
#[test]
fn what_the_window_would_leave_out_or_move_is_found() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let snapshot = snapshot(3);
    let drawings = drawings(&snapshot);
    let (_, sphere) = drawings.iter().find(|(name, _)| name == "sphere").unwrap();
    let style = Style::new(Theme::Light);
    let camera = Camera::default();
    let file = in_file(&list_of(sphere, style, &camera));
    let faults: [(&str, &dyn Fn() -> List); 3] = [
        ("turned by two degrees", &|| {
            let turned = Camera {
                yaw: camera.yaw + 2_f64.to_radians(),
                ..camera
            };
            list_of(sphere, style, &turned)
        }),
        ("without the points in front", &|| {
            let mut list = list_of(sphere, style, &camera);
            let last = list.items.iter().rposition(|item| item.name == "points");
            list.items.remove(last.unwrap());
            list
        }),
        ("without the borders", &|| {
            let mut list = list_of(sphere, style, &camera);
            list.items.retain(|item| !item.name.starts_with("border"));
            list
        }),
    ];
    for (fault, list) in faults {
        let window = in_window(&mut screen, &list());
        let found = difference(&window, &file);
        assert!(found > MOST, "{fault}: only {found:.5}");
    }
    // The circle names every class, while the globe leaves those behind it to the legend.
    let drawings = self::drawings(&self::snapshot(2));
    let (_, circle) = drawings.iter().find(|(name, _)| name == "circle").unwrap();
    let whole = list_of(circle, style, &camera);
    let mut bare = whole.clone();
    bare.items
        .retain(|item| !matches!(item.shape, Shape::Text(_)));
    let found = difference(&in_window(&mut screen, &bare), &in_file(&whole));
    assert!(found > MOST, "without names: only {found:.5}");
}
