//! The globe's real pixels, from software GL where there is no other.

#[path = "support/drawings.rs"]
mod drawings;
mod gl;
#[path = "gl/same_picture.rs"]
mod same_picture;

use std::sync::{Arc, LazyLock};

use eframe::egui::{self, Color32, Ui};
use gl::{Offscreen, Pixels, offscreen};
use marginscope::{
    figure::globe::{
        Direction, GlobeArrow, GlobeAxis, GlobeCurve, GlobeFigure, GlobePoint, RegionTint,
    },
    look::{Palette, Rgba, Style, Theme},
    render::globe::{Camera, Globe},
};

const SIZE: [u32; 2] = [400, 300];
const RED: Color32 = Color32::from_rgb(220, 60, 40);
const BLUE: Color32 = Color32::from_rgb(30, 90, 210);
const GREEN: Color32 = Color32::from_rgb(20, 190, 60);
const BACKGROUND: Color32 = Color32::from_rgb(25, 28, 36);

/// The dark theme with three strong classes.
fn palette() -> Palette {
    let strong = |colour: Color32| Rgba(colour.to_array());
    let mut palette = Theme::Dark.palette().clone();
    for (place, class) in [RED, BLUE, GREEN].into_iter().enumerate() {
        palette.classes[place] = strong(class);
    }
    Palette {
        canvas: strong(BACKGROUND),
        globe: Rgba::rgb(0x3C_3C_3C),
        globe_margin: Rgba::rgb(0x23_23_23),
        globe_hatch: Rgba::rgb(0x50_50_50),
        ..palette
    }
}

/// Colours live as long as the program: a test leaks its own.
fn styled(palette: Palette) -> Style {
    Style::new(Theme::Dark).coloured(Box::leak(Box::new(palette)))
}

fn style() -> Style {
    static STYLE: LazyLock<Style> = LazyLock::new(|| styled(palette()));
    *STYLE
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

fn show(ui: &mut Ui, globe: &mut Globe, figure: &Arc<GlobeFigure>, style: Style) {
    egui::CentralPanel::default()
        .frame(egui::Frame::new())
        .show(ui, |ui| globe.ui(ui, figure, style, None, ("Sphere", "")));
}

fn still(screen: &Offscreen, facing: Direction) -> Globe {
    let mut globe = Globe::new(Some(&screen.gpu));
    assert_eq!(globe.layers().error(), None);
    globe.set_auto_orbit(false);
    globe.set_camera(Camera::default().facing(facing));
    globe
}

/// The picture of a figure, seen from a direction, and no GL error.
fn picture(figure: GlobeFigure, facing: Direction, style: Style) -> Option<Pixels> {
    let mut screen = offscreen(SIZE)?;
    let mut globe = still(&screen, facing);
    let figure = Arc::new(figure);
    let pixels = screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style));
    assert_eq!(screen.error(), 0);
    Some(pixels)
}

/// Beside the middle, where no line of the graticule passes.
fn near_centre(pixels: &Pixels) -> Color32 {
    pixels.at(SIZE[0] as f32 / 2.0 + 8.0, SIZE[1] as f32 / 2.0 + 8.0)
}

/// A colour without its brightness.
fn chroma(color: Color32) -> [f32; 3] {
    let [r, g, b, _] = color.to_array().map(f32::from);
    let gray = (r + g + b) / 3.0;
    [r - gray, g - gray, b - gray]
}

/// How colourful, in the direction of `hue`.
fn leans(color: Color32, hue: Color32) -> f32 {
    let (seen, hue) = (chroma(color), chroma(hue));
    let length = hue.iter().map(|x| x * x).sum::<f32>().sqrt();
    (0..3).map(|i| seen[i] * hue[i]).sum::<f32>() / length
}

fn point(at: Direction, class: u16) -> GlobePoint {
    GlobePoint {
        at,
        class,
        sample: 0,
    }
}

/// Points spread evenly over the sphere.
fn spread(count: usize) -> Vec<GlobePoint> {
    (0..count)
        .map(|i| {
            let z = 1.0 - 2.0 * (i as f32 + 0.5) / count as f32;
            let (sin, cos) = (i as f32 * 2.399_963).sin_cos();
            let r = (1.0 - z * z).sqrt();
            point([r * cos, r * sin, z], (i % 3) as u16)
        })
        .collect()
}

#[test]
fn the_region_that_faces_the_camera_tints_the_middle() {
    for (facing, own, other) in [(1.0, RED, BLUE), (-1.0, BLUE, RED)] {
        let Some(pixels) = picture(two_classes(0.35), [facing, 0.0, 0.0], style()) else {
            return;
        };
        let seen = near_centre(&pixels);
        assert!(leans(seen, own) > leans(seen, other) + 40.0, "{seen:?}");
    }
}

#[test]
fn the_margin_zone_has_no_classs_colour() {
    let Some(pixels) = picture(two_classes(0.8), [0.0, 1.0, 0.0], style()) else {
        return;
    };
    let seen = near_centre(&pixels);
    for class in [RED, BLUE, GREEN] {
        assert!(leans(seen, class).abs() < 20.0, "{seen:?}");
    }
    let Some(plain) = picture(GlobeFigure::default(), [0.0, 1.0, 0.0], style()) else {
        return;
    };
    assert_ne!(seen, near_centre(&plain), "as if there were no margin zone");
}

#[test]
fn around_the_globe_is_exactly_the_background() {
    for background in [BACKGROUND, Color32::from_rgb(251, 250, 252)] {
        let style = styled(Palette {
            canvas: Rgba(background.to_array()),
            ..palette()
        });
        let Some(pixels) = picture(two_classes(0.3), [1.0, 0.0, 0.0], style) else {
            return;
        };
        for (x, y) in [
            (0.0, 0.0),
            (399.0, 0.0),
            (0.0, 299.0),
            (399.0, 299.0),
            (40.0, 150.0),
        ] {
            assert_eq!(pixels.at(x, y), background);
        }
    }
}

#[test]
fn a_point_in_front_has_its_colour_and_one_behind_is_dimmed() {
    let of = |at| GlobeFigure {
        points: vec![point(at, 2)],
        ..Default::default()
    };
    let large = style().with_dots(12.0);
    let Some(front) = picture(of([1.0, 0.0, 0.0]), [1.0, 0.0, 0.0], large) else {
        return;
    };
    let Some(behind) = picture(of([-1.0, 0.0, 0.0]), [1.0, 0.0, 0.0], large) else {
        return;
    };
    let Some(none) = picture(GlobeFigure::default(), [1.0, 0.0, 0.0], large) else {
        return;
    };
    let [front, behind, none] = [front, behind, none].map(|p| leans(near_centre(&p), GREEN));
    assert!(front > 0.85 * leans(GREEN, GREEN), "{front}");
    // A grey ring with nothing in it.
    assert!(behind < 0.15 * front, "{front} {behind} {none}");
}

/// Behind the horizon colours have lost most of their hue, until their class is pointed at.
#[test]
fn what_is_pointed_at_behind_the_globe_is_drawn_through_it() {
    let figure = || GlobeFigure {
        points: vec![point([-1.0, 0.0, 0.0], 2)],
        ..Default::default()
    };
    let large = style().with_dots(12.0);
    let toward = [1.0, 0.0, 0.0];
    let Some(behind) = picture(figure(), toward, large) else {
        return;
    };
    let Some(pointed) = picture(figure(), toward, large.lit(Some(2))) else {
        return;
    };
    let (behind, pointed) = (near_centre(&behind), near_centre(&pointed));
    assert!(leans(pointed, GREEN) > 0.85 * leans(GREEN, GREEN));
    assert!(leans(behind, GREEN) < 0.1 * leans(GREEN, GREEN));
}

/// The more the body hides, the less colour comes through it; at 1 none does.
#[test]
fn opacity_hides_the_far_side() {
    let seen = |opacity| {
        let figure = GlobeFigure {
            points: spread(3000),
            opacity: Some(opacity),
            ..Default::default()
        };
        let only_far = GlobeFigure {
            points: figure
                .points
                .iter()
                .filter(|p| p.at[0] < -0.2)
                .copied()
                .collect(),
            ..figure
        };
        let bare = GlobeFigure {
            opacity: Some(opacity),
            ..Default::default()
        };
        let pictures = [only_far, bare].map(|figure| picture(figure, [1.0, 0.0, 0.0], style()));
        let [Some(with), Some(without)] = pictures else {
            return None;
        };
        let places =
            (0..1600).map(|i| (160.0 + (i % 40) as f32 * 2.0, 110.0 + (i / 40) as f32 * 2.0));
        let off = places.map(|(x, y)| {
            let [a, b] = [&with, &without].map(|pixels| pixels.at(x, y).to_array());
            (0..3).map(|i| f64::from(a[i].abs_diff(b[i]))).sum::<f64>()
        });
        Some(off.sum::<f64>())
    };
    let Some(all) = [0.0, 0.5, 1.0]
        .map(seen)
        .into_iter()
        .collect::<Option<Vec<f64>>>()
    else {
        return;
    };
    assert!(all[0] > 1.5 * all[1] && all[1] > 0.0, "{all:?}");
    assert_eq!(all[2], 0.0, "{all:?}");
}

#[test]
fn each_class_has_a_shape_of_its_own() {
    // Red is the disc, blue the square, green the triangle that points upwards: what each covers of three places.
    let covered = |class: u16| {
        let figure = GlobeFigure {
            points: vec![point([1.0, 0.0, 0.0], class)],
            shapes: true,
            ..Default::default()
        };
        let large = style().with_dots(7.0);
        let colour = [RED, BLUE, GREEN][usize::from(class)];
        let pixels = picture(figure, [1.0, 0.0, 0.0], large)?;
        let (x, y) = (SIZE[0] as f32 / 2.0, SIZE[1] as f32 / 2.0);
        let radius = 11.7;
        let places = [(0.0, 0.0), (0.96, 0.96), (0.0, -1.0), (0.0, 1.0)];
        let inside = places.map(|(right, down)| {
            let seen = pixels.at(x + right * radius, y + down * radius);
            leans(seen, colour) > 0.5 * leans(colour, colour)
        });
        Some(inside)
    };
    let Some(disc) = covered(0) else {
        return;
    };
    assert_eq!(disc, [true, false, true, true]);
    assert_eq!(covered(1), Some([true, true, true, true]));
    assert_eq!(covered(2), Some([true, false, true, false]));
}

#[test]
fn an_arrow_is_drawn_along_what_it_points_at() {
    let figure = GlobeFigure {
        arrows: vec![GlobeArrow {
            class: 2,
            at: [1.0, 0.0, 0.0],
            by: [0.0, 0.4, 0.0],
        }],
        ..Default::default()
    };
    let camera = Camera::default().facing([1.0, 0.0, 0.0]);
    let view = camera.view(SIZE.map(f64::from));
    let Some(pixels) = picture(figure, [1.0, 0.0, 0.0], style()) else {
        return;
    };
    let brightest = |along: f32| {
        let at = [1.0, along, 0.0].map(|x| x / (1.0 + along * along).sqrt());
        let [x, y] = view.project(at).expect("in view").pos;
        let around = [-1.0, 0.0, 1.0].map(|by| leans(pixels.at(x, y + by), GREEN));
        around.into_iter().fold(f32::MIN, f32::max)
    };
    assert!(brightest(0.15) > 40.0 && brightest(0.3) > 40.0);
    assert!(brightest(-0.1) < 15.0 && brightest(0.55) < 15.0);
}

#[test]
fn a_border_is_drawn_in_its_classs_colour_at_its_place() {
    let circle = |class: u16, height: f32| GlobeCurve {
        class,
        points: (0..=180)
            .map(|i| ((2 * i) as f32).to_radians().sin_cos())
            .map(|(sin, cos)| {
                let radius = (1.0 - height * height).sqrt();
                [height, radius * cos, radius * sin]
            })
            .collect(),
    };
    let figure = GlobeFigure {
        curves: vec![circle(2, 0.8)],
        ..Default::default()
    };
    let camera = Camera::default().facing([1.0, 0.0, 0.0]);
    let view = camera.view(SIZE.map(f64::from));
    let Some(pixels) = picture(figure, [1.0, 0.0, 0.0], style()) else {
        return;
    };
    for degrees in [15f32, 100.0, 200.0, 340.0] {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let on = view
            .project([0.8, 0.6 * cos, 0.6 * sin])
            .expect("in view")
            .pos;
        let off = view
            .project([0.9, 0.436 * cos, 0.436 * sin])
            .expect("in view")
            .pos;
        let [on, off] = [on, off].map(|[x, y]| leans(pixels.at(x, y), GREEN));
        assert!(on > 60.0 && off < 15.0, "{degrees}: {on} {off}");
    }
}

/// Every pixel well inside a region has its class's colour, and the others none.
fn check_regions(target: fn(f32) -> f32, other: fn(f32) -> f32) {
    let cosines = (0..=2000).map(|i| i as f32 / 1000.0 - 1.0);
    let tint = RegionTint {
        unit: vec![[1.0, 0.0, 0.0], [0.28, 0.96, 0.0], [0.36, -0.48, 0.8]],
        amplitude: vec![8.0; 3],
        offset: vec![0.0; 3],
        target: cosines.clone().map(target).collect(),
        other: cosines.map(other).collect(),
        uncertain_below: 0.0,
    };
    // Black light and rim leave a colour's hue.
    let style = styled(Palette {
        sheen: Rgba::BLACK,
        rim: Rgba::BLACK,
        ..palette()
    });
    let figure = GlobeFigure {
        regions: Some(tint.clone()),
        ..Default::default()
    };
    let facing = [0.8, 0.4, 0.3];
    let Some(pixels) = picture(figure, facing, style) else {
        return;
    };
    let view = Camera::default().facing(facing).view(SIZE.map(f64::from));
    let mut owned = [0; 4];
    for (x, y) in (0..300)
        .step_by(3)
        .flat_map(|y| (0..400).step_by(3).map(move |x| (x, y)))
    {
        let at = [f64::from(x) + 0.5, f64::from(y) + 0.5];
        let middle = view.rotation[2];
        let Some(u) = view
            .unproject(at)
            .filter(|u| (0..3).map(|i| f64::from(u[i]) * middle[i]).sum::<f64>() > 0.5)
        else {
            continue;
        };
        let leads: Vec<f32> = (0..3).filter_map(|j| tint.lead(j, u)).collect();
        // Pixels on a border are mixed.
        if leads.iter().any(|lead| lead.abs() < 0.3) {
            continue;
        }
        let owner = (0..3).find(|&j| leads[j] > 0.0);
        owned[owner.unwrap_or(3)] += 1;
        let seen = pixels.at(at[0], at[1]);
        let strongest = [RED, BLUE, GREEN].map(|class| leans(seen, class));
        match owner {
            Some(j) => assert!(strongest[j] > 26.0, "{u:?} {leads:?} {seen:?}"),
            None => assert!(
                strongest.iter().all(|&s| s < 26.0),
                "{u:?} {leads:?} {seen:?}"
            ),
        }
    }
    assert!(owned.iter().all(|&count| count > 50), "{owned:?}");
}

#[test]
fn am_softmax_regions_are_those_of_the_formula() {
    check_regions(|cos| cos - 0.35, |cos| cos);
}

#[test]
fn arcface_regions_are_those_of_the_formula() {
    check_regions(
        |cos| (cos.acos() + 0.4).min(std::f32::consts::PI).cos(),
        |cos| cos,
    );
}

#[test]
fn regions_whose_other_logits_bend_are_those_of_the_formula() {
    check_regions(
        |cos| cos - 0.35,
        |cos| (cos + 0.1).max(0.0) * (cos - 0.1) * 1.2,
    );
}

#[test]
fn seventy_thousand_points_with_a_still_camera_are_shown_again_without_rendering() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    let figure = Arc::new(GlobeFigure {
        points: spread(70_000),
        ..two_classes(0.3)
    });
    let style = style();
    let first = screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style));
    for _ in 0..20 {
        let again = screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style));
        assert!(again == first, "the kept picture differs");
    }
    // Each side of the surface with its points.
    assert_eq!(screen.gpu.renders(), 2);
    assert_eq!(screen.error(), 0);
}

#[test]
fn every_change_that_shows_renders_once() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    let mut figure = Arc::new(two_classes(0.3));
    let mut style = style();
    let gpu = screen.gpu.clone();
    let mut rendered = |globe: &mut Globe, figure: &Arc<GlobeFigure>, style: Style| {
        for _ in 0..3 {
            screen.paint(vec![], |ui| show(ui, globe, figure, style));
        }
        gpu.renders()
    };
    // Each time both sides of the surface.
    assert_eq!(rendered(&mut globe, &figure, style), 2);
    globe.set_camera(Camera::default());
    assert_eq!(rendered(&mut globe, &figure, style), 4, "camera");
    style = style.lit(Some(1));
    assert_eq!(rendered(&mut globe, &figure, style), 6, "style");
    figure = Arc::new(two_classes(0.4));
    assert_eq!(rendered(&mut globe, &figure, style), 8, "figure");
}

#[test]
fn resizing_renders_at_the_new_size_and_frees_the_old_texture() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    let (figure, style) = (Arc::new(two_classes(0.3)), style());
    let mut at_width = |globe: &mut Globe, width: f32| {
        screen.paint(vec![], |ui| {
            let tile = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, 200.0));
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(tile));
            globe.ui(&mut ui, &figure, style, None, ("Sphere", ""));
        });
        screen.live_textures()
    };
    let before = at_width(&mut globe, 150.0);
    for step in 0..50 {
        let width = 150.0 + step as f32;
        let live = at_width(&mut globe, width);
        assert!(live <= before, "textures pile up: {before} {live}");
        // As large as the globe, which does not leave the tile.
        let outline = globe.camera().outline([f64::from(width), 200.0]);
        let [far, near] = globe.layers().sizes()[..] else {
            panic!("one picture a side");
        };
        assert_eq!(far, near);
        let wide = (2.0 * outline) as u32..=(width as u32);
        assert!(wide.contains(&far[0]) && far[1] <= 200, "{far:?}");
    }
    drop(globe);
    assert_eq!(screen.error(), 0);
}

#[test]
fn nothing_is_painted_beside_the_tile() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    globe.set_camera(Camera {
        zoom: 3.0,
        ..globe.camera()
    });
    let figure = Arc::new(GlobeFigure {
        points: spread(3000),
        ..two_classes(0.3)
    });
    let style = style().with_dots(8.0);
    let pixels = screen.frame(vec![], |ui| {
        let tile = egui::Rect::from_min_max(egui::pos2(100.0, 80.0), egui::pos2(300.0, 220.0));
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(tile));
        globe.ui(&mut ui, &figure, style, None, ("Sphere", ""));
    });
    let inside = |x: u32, y: u32| (100..300).contains(&x) && (80..220).contains(&y);
    for (x, y) in (0..SIZE[1]).flat_map(|y| (0..SIZE[0]).map(move |x| (x, y))) {
        let seen = pixels.at(x as f32, y as f32);
        assert_eq!(seen != Color32::BLACK, inside(x, y), "{x} {y} {seen:?}");
    }
}

#[test]
fn two_globes_in_a_window_do_not_disturb_each_other() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globes = [1.0, -1.0].map(|x| still(&screen, [x, 0.0, 0.0]));
    let (figure, style) = (Arc::new(two_classes(0.3)), style());
    let pixels = screen.frame(vec![], |ui| {
        ui.columns(2, |columns| {
            for (globe, ui) in globes.iter_mut().zip(columns) {
                globe.ui(ui, &figure, style, None, ("Sphere", ""));
            }
        });
    });
    let [left, right] = [105.0, 305.0].map(|x| pixels.at(x, 158.0));
    assert!(
        leans(left, RED) > 40.0 && leans(right, BLUE) > 40.0,
        "{left:?} {right:?}"
    );
    assert_eq!(screen.error(), 0);
}

#[test]
fn a_figure_without_anything_sensible_still_shows_a_globe() {
    let odd = GlobeFigure {
        points: vec![
            point([f32::NAN; 3], 0),
            point([0.0; 3], 60_000),
            point([f32::INFINITY, 0.0, 1.0], 1),
            point([0.0, 0.0, 5.0], 65_535),
        ],
        axes: vec![GlobeAxis {
            to: [f32::NAN; 3],
            class: 0,
            name: "nowhere".to_owned(),
        }],
        curves: vec![GlobeCurve {
            class: 9,
            points: vec![[f32::NAN; 3], [1.0, 0.0, 0.0]],
        }],
        ends: vec![],
        classes: Default::default(),
        unseen: Some(1),
        regions: Some(RegionTint {
            unit: vec![[f32::NAN; 3]],
            amplitude: vec![],
            offset: vec![1.0],
            target: vec![],
            other: vec![f32::NAN],
            uncertain_below: f32::NAN,
        }),
        spots: Vec::new(),
        arrows: vec![GlobeArrow {
            class: 3,
            at: [f32::NAN; 3],
            by: [0.0; 3],
        }],
        shapes: true,
        opacity: Some(f32::NAN),
    };
    let bare = style();
    for figure in [odd, GlobeFigure::default()] {
        let Some(pixels) = picture(figure, [1.0, 0.0, 0.0], bare) else {
            return;
        };
        assert_ne!(near_centre(&pixels), BACKGROUND);
    }
}

#[test]
fn a_tile_without_area_is_not_rendered() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    let (figure, style) = (Arc::new(two_classes(0.3)), style());
    for size in [
        egui::vec2(0.0, 0.0),
        egui::vec2(0.0, 100.0),
        egui::vec2(-5.0, 3.0),
    ] {
        screen.paint(vec![], |ui| {
            let tile = egui::Rect::from_min_size(egui::pos2(50.0, 50.0), size);
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(tile));
            globe.ui(&mut ui, &figure, style, None, ("Sphere", ""));
        });
    }
    assert_eq!(screen.gpu.renders(), 0);
}

#[test]
fn at_two_pixels_a_point_the_picture_has_twice_the_pixels() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    screen.ctx.set_pixels_per_point(2.0);
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    let (figure, style) = (Arc::new(two_classes(0.3)), style());
    let mut pixels = None;
    for _ in 0..2 {
        pixels = Some(screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style)));
    }
    let pixels = pixels.expect("two frames were painted");
    let points = SIZE.map(|side| f64::from(side) / 2.0);
    let outline = 2.0 * globe.camera().outline(points);
    for [width, height] in globe.layers().sizes() {
        let covers = |side: u32| f64::from(side) >= 2.0 * outline;
        assert!(covers(width) && covers(height), "{width} × {height}");
    }
    assert!(leans(near_centre(&pixels), RED) > 40.0);
}

#[test]
fn insets_keep_the_globe_out_of_a_heading_and_a_foot() {
    let Some(mut screen) = offscreen(SIZE) else {
        return;
    };
    let mut globe = still(&screen, [1.0, 0.0, 0.0]);
    globe.set_insets(60.0, 20.0);
    let (figure, style) = (Arc::new(two_classes(0.3)), style());
    let pixels = screen.frame(vec![], |ui| show(ui, &mut globe, &figure, style));
    for (y, globe_there) in [
        (2.0, false),
        (58.0, false),
        (100.0, true),
        (250.0, true),
        (282.0, false),
    ] {
        assert_eq!(pixels.at(200.0, y) != BACKGROUND, globe_there, "{y}");
    }
}
