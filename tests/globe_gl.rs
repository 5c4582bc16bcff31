//! The globe's real pixels, from software GL where there is no other.

mod gl;

use std::sync::Arc;

use eframe::egui::{self, Color32, Ui};
use gl::{Offscreen, Pixels, offscreen};
use marginscope::{
    figure::globe::{Direction, GlobeAxis, GlobeCurve, GlobeFigure, GlobePoint, RegionTint},
    render::globe::{Camera, Globe, GlobeStyle},
};

const SIZE: [u32; 2] = [400, 300];
const RED: Color32 = Color32::from_rgb(220, 60, 40);
const BLUE: Color32 = Color32::from_rgb(30, 90, 210);
const GREEN: Color32 = Color32::from_rgb(20, 190, 60);
const BACKGROUND: Color32 = Color32::from_rgb(25, 28, 36);

fn style() -> GlobeStyle {
    GlobeStyle {
        palette: vec![RED, BLUE, GREEN],
        background: BACKGROUND,
        globe: Color32::from_gray(60),
        rim: Color32::from_gray(150),
        sheen: Color32::WHITE,
        margin: Color32::from_gray(35),
        hatch: Color32::from_gray(80),
        grid: Color32::from_gray(180),
        text: Color32::WHITE,
        outline: Color32::BLACK,
        dimming: 0.5,
        region_opacity: 0.5,
        show_regions: true,
        show_axes: false,
        show_curves: true,
        point_size: 8.0,
    }
}

/// Two classes of AM-Softmax at ±x: regions x ≥ m/2 and x ≤ −m/2.
fn two_classes(margin: f32) -> GlobeFigure {
    GlobeFigure {
        regions: Some(RegionTint {
            unit: vec![[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]],
            amplitude: vec![10.0; 2],
            offset: vec![0.0; 2],
            target: vec![-1.0 - margin, 1.0 - margin],
            other: vec![-1.0, 1.0],
            uncertain_below: 0.0,
        }),
        ..Default::default()
    }
}

fn show(ui: &mut Ui, globe: &mut Globe, figure: &Arc<GlobeFigure>, style: &GlobeStyle) {
    egui::CentralPanel::default()
        .frame(egui::Frame::new())
        .show(ui, |ui| globe.ui(ui, figure, style, "Sphere", ""));
}

fn still(screen: &Offscreen, facing: Direction) -> Globe {
    let mut globe = Globe::new(Some(screen.gl.clone()));
    assert_eq!(globe.error(), None);
    globe.set_auto_orbit(false);
    globe.set_camera(Camera::default().facing(facing));
    globe
}

/// The picture of a figure, seen from a direction, and no GL error.
fn picture(figure: GlobeFigure, facing: Direction, style: &GlobeStyle) -> Option<Pixels> {
    let mut screen = offscreen(SIZE)?;
    let mut globe = still(&screen, facing);
    let figure = Arc::new(figure);
    let pixels = screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style));
    assert_eq!(screen.error(), 0);
    Some(pixels)
}

fn centre(pixels: &Pixels) -> Color32 {
    pixels.at(SIZE[0] as f32 / 2.0 + 8.0, SIZE[1] as f32 / 2.0 + 8.0)
}

/// How much nearer to `a` than to `b` a colour's hue is.
fn leans(color: Color32, a: Color32, b: Color32) -> f32 {
    let chroma = |c: Color32| {
        let [r, g, b, _] = c.to_array().map(f32::from);
        let gray = (r + g + b) / 3.0;
        [r - gray, g - gray, b - gray]
    };
    let along = |c: Color32| {
        let (c, seen) = (chroma(c), chroma(color));
        let length = c.iter().map(|x| x * x).sum::<f32>().sqrt();
        (0..3).map(|i| c[i] * seen[i]).sum::<f32>() / length
    };
    along(a) - along(b)
}

#[test]
fn the_region_that_faces_the_camera_tints_the_middle() {
    let Some(red) = picture(two_classes(0.35), [1.0, 0.0, 0.0], &style()) else {
        return;
    };
    let Some(blue) = picture(two_classes(0.35), [-1.0, 0.0, 0.0], &style()) else {
        return;
    };
    assert!(leans(centre(&red), RED, BLUE) > 40.0, "{:?}", centre(&red));
    assert!(
        leans(centre(&blue), BLUE, RED) > 40.0,
        "{:?}",
        centre(&blue)
    );
}

fn cpu() -> f64 {
    let mut sum = 0.0;
    for t in std::fs::read_dir("/proc/self/task").unwrap() {
        let text = std::fs::read_to_string(t.unwrap().path().join("schedstat")).unwrap();
        sum += text.split(' ').next().unwrap().parse::<f64>().unwrap();
    }
    sum / 1e6
}

#[test]
fn measure() {
    let Some(mut screen) = offscreen([1280, 800]) else {
        return;
    };
    for uncertain in [0.0, 0.0, 0.0] {
        for points in [1] {
            let mut figure = two_classes(0.3);
            if let Some(tint) = &mut figure.regions {
                for i in 0..8 {
                    tint.unit.push([(i as f32).cos(), (i as f32).sin(), 0.0]);
                    tint.amplitude.push(10.0);
                    tint.offset.push(0.0);
                }
                tint.uncertain_below = uncertain;
            }
            figure.points = (0..points)
                .map(|i| {
                    let t = i as f32 * 0.37;
                    let z = (i as f32 * 0.618).fract() * 2.0 - 1.0;
                    let r = (1.0 - z * z).sqrt();
                    GlobePoint {
                        at: [r * t.cos(), r * t.sin(), z],
                        class: (i % 3) as u16,
                    }
                })
                .collect();
            let figure = Arc::new(figure);
            let mut globe = still(&screen, [1.0, 0.2, 0.0]);
            let mut style = style();
            for regions in [true, false] {
                style.show_regions = regions;
                style.point_size = 5.5;
                let mut times = vec![];
                for still in [false, true] {
                    let mut least = 1e9f64;
                    for i in 0..25 {
                        let start = cpu();
                        let mut camera = globe.camera();
                        if !still {
                            camera.turn(0.01, 0.0);
                        }
                        globe.set_camera(camera);
                        screen.paint(vec![], |ui| show(ui, &mut globe, &figure, &style));
                        screen.finish();
                        let _ = i;
                        least = least.min(cpu() - start);
                    }
                    times.push(least);
                }
                eprintln!(
                    "{points} points, regions {regions}, uncertain {uncertain}: turning {:.1} ms, still {:.1} ms",
                    times[0], times[1]
                );
            }
        }
    }
}
