//! The sphere view alone, over synthetic features of ten classes: `cargo run --release --example globe -- --light --points 70000`.

use std::{f32::consts::TAU, sync::Arc, time::Instant};

use eframe::egui;
use marginscope::{
    figure::globe::{Direction, GlobeAxis, GlobeCurve, GlobeFigure, GlobePoint, RegionTint},
    look::{Style, Theme},
    render::{
        Gpu,
        globe::{Camera, Globe},
    },
};

const NAMES: [&str; 10] = [
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];

/// What the command line asks for.
struct Options {
    light: bool,
    still: bool,
    spin: bool,
    points: usize,
    margin: f32,
    scale: f32,
    zoom: f64,
    pixels_per_point: f32,
    size: [f32; 2],
}

fn main() -> eframe::Result {
    let options = options();
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size(options.size),
        ..Default::default()
    };
    eframe::run_native(
        "globe",
        native,
        Box::new(|cc| Ok(Box::new(Window::new(cc, options)))),
    )
}

fn options() -> Options {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let flag = |name: &str| given.iter().any(|arg| arg == name);
    let number = |name: &str, default: f32| {
        let at = given.iter().position(|arg| arg == name);
        let value = at.and_then(|at| given.get(at + 1)?.parse().ok());
        value.unwrap_or(default)
    };
    Options {
        light: flag("--light"),
        still: flag("--still"),
        spin: flag("--spin"),
        points: number("--points", 1000.0) as usize,
        margin: number("--margin", 0.35),
        scale: number("--scale", 10.0),
        zoom: f64::from(number("--zoom", 1.0)),
        pixels_per_point: number("--pixels-per-point", 1.0),
        size: [number("--width", 900.0), number("--height", 700.0)],
    }
}

struct Window {
    globe: Globe,
    figure: Arc<GlobeFigure>,
    gpu: Option<Gpu>,
    style: Style,
    measured: (Instant, u64, u64),
}

impl Window {
    fn new(cc: &eframe::CreationContext<'_>, options: Options) -> Self {
        cc.egui_ctx.set_theme(if options.light {
            egui::Theme::Light
        } else {
            egui::Theme::Dark
        });
        cc.egui_ctx.set_pixels_per_point(options.pixels_per_point);
        let gpu = cc.gl.clone().map(Gpu::new);
        let mut globe = Globe::new(gpu.as_ref());
        globe.set_auto_orbit(!options.still);
        globe.set_camera(Camera {
            zoom: options.zoom,
            ..globe.camera()
        });
        if options.spin {
            globe.set_auto_orbit_speed(60.0);
        }
        Window {
            globe,
            figure: Arc::new(figure(&options)),
            gpu,
            style: Style::new(if options.light {
                Theme::Light
            } else {
                Theme::Dark
            }),
            measured: (Instant::now(), 0, 0),
        }
    }

    /// Prints frames and renderings of every five seconds.
    fn measure(&mut self) {
        let (since, frames, renders) = &mut self.measured;
        *frames += 1;
        if since.elapsed().as_secs() >= 5 {
            let now = self.gpu.as_ref().map_or(0, Gpu::renders);
            println!("{frames} frames, {} rendered in 5 s", now - *renders);
            self.measured = (Instant::now(), 0, now);
        }
    }
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.measure();
        let frame = egui::Frame::new().fill(self.style.ground().into());
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            self.globe.ui(
                ui,
                &self.figure,
                self.style,
                None,
                ("Sphere", "Synthetic features of ten classes"),
            );
        });
    }
}

fn figure(options: &Options) -> GlobeFigure {
    let margin = options.margin;
    let mut random = Random(7);
    let unit = packed(NAMES.len(), &mut random);
    let classes = 0..NAMES.len();
    GlobeFigure {
        points: (0..options.points)
            .map(|i| sample(&unit, i % unit.len(), &mut random))
            .collect(),
        axes: classes
            .clone()
            .map(|j| GlobeAxis {
                to: unit[j],
                class: j as u16,
                name: NAMES[j].to_owned(),
            })
            .collect(),
        curves: classes.flat_map(|j| borders(&unit, j, margin)).collect(),
        regions: Some(RegionTint {
            amplitude: vec![options.scale; unit.len()],
            offset: vec![0.0; unit.len()],
            target: vec![-1.0 - margin, 1.0 - margin],
            other: vec![-1.0, 1.0],
            uncertain_below: 0.9,
            unit,
        }),
        ..GlobeFigure::default()
    }
}

/// Directions that push each other away.
fn packed(count: usize, random: &mut Random) -> Vec<Direction> {
    let mut unit: Vec<Direction> = (0..count).map(|_| normalized(random.normal())).collect();
    for _ in 0..500 {
        for i in 0..count {
            let mut at = unit[i];
            for &other in unit.iter().filter(|other| **other != unit[i]) {
                let apart = [0, 1, 2].map(|k| unit[i][k] - other[k]);
                let push = 0.02 / dot(apart, apart).powi(2).max(1e-3);
                at = [0, 1, 2].map(|k| at[k] + push * apart[k]);
            }
            unit[i] = normalized(at);
        }
    }
    unit
}

/// A feature near its class, a few near another's.
fn sample(unit: &[Direction], class: usize, random: &mut Random) -> GlobePoint {
    let astray = random.uniform() < 0.06;
    let near = if astray {
        (random.uniform() * unit.len() as f32) as usize
    } else {
        class
    };
    let spread = if astray { 0.3 } else { 0.13 };
    let noise = random.normal();
    GlobePoint {
        at: normalized([0, 1, 2].map(|k| unit[near.min(unit.len() - 1)][k] + spread * noise[k])),
        class: class as u16,
        sample: 0,
    }
}

/// The parts of the circles `(W_j − W_k)·u = m` that bound the region of class `j`.
fn borders(unit: &[Direction], j: usize, margin: f32) -> Vec<GlobeCurve> {
    const STEPS: usize = 1440;
    let gap = |u: Direction, k: usize| dot(unit[j], u) - dot(unit[k], u) - margin;
    let mut curves = Vec::new();
    for k in (0..unit.len()).filter(|&k| k != j) {
        let normal = [0, 1, 2].map(|i| unit[j][i] - unit[k][i]);
        let height = margin / dot(normal, normal).sqrt();
        let pole = normalized(normal);
        let [a, b] = beside(pole);
        let radius = (1.0 - height * height).max(0.0).sqrt();
        let mut run = Vec::new();
        for step in 0..=STEPS {
            let (sin, cos) = (TAU * step as f32 / STEPS as f32).sin_cos();
            let u = [0, 1, 2].map(|i| height * pole[i] + radius * (cos * a[i] + sin * b[i]));
            let bounds = (0..unit.len()).all(|l| l == j || gap(u, l) > -2e-3);
            if bounds {
                run.push(u);
            } else if !run.is_empty() {
                curves.push(GlobeCurve {
                    class: j as u16,
                    points: std::mem::take(&mut run),
                });
            }
        }
        curves.extend((!run.is_empty()).then_some(GlobeCurve {
            class: j as u16,
            points: run,
        }));
    }
    curves
}

/// Two directions at right angles to `pole` and to each other.
fn beside(pole: Direction) -> [Direction; 2] {
    let other = if pole[2].abs() < 0.9 {
        [0.0, 0.0, 1.0]
    } else {
        [1.0, 0.0, 0.0]
    };
    let a = normalized(cross(pole, other));
    [a, cross(pole, a)]
}

fn cross(a: Direction, b: Direction) -> Direction {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn dot(a: Direction, b: Direction) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn normalized(at: Direction) -> Direction {
    let length = dot(at, at).sqrt().max(1e-9);
    at.map(|x| x / length)
}

/// A small generator: the pictures are the same on every machine.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    fn normal(&mut self) -> Direction {
        [0, 1, 2].map(|_| (0..12).map(|_| self.uniform()).sum::<f32>() - 6.0)
    }
}
