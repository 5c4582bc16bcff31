//! The colours: apart for every kind of sight, and legible.

use eframe::egui::{self, Color32, Visuals};
use marginscope::app::theme::{Palette, palette};

fn themes() -> [&'static Palette; 2] {
    [palette(&Visuals::dark()), palette(&Visuals::light())]
}

fn colours(palette: &Palette, count: u16) -> Vec<Color32> {
    (0..count).map(|class| palette.class(class)).collect()
}

/// WCAG contrast ratio.
fn contrast(a: Color32, b: Color32) -> f64 {
    let [a, b] = [a, b].map(|colour| {
        let [r, g, b, _] = egui::Rgba::from(colour).to_array().map(f64::from);
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    });
    a.max(b) / a.min(b)
}

/// How the three kinds of full colour blindness see linear RGB (Machado, Oliveira and Fernandes 2009), after normal
/// sight.
const SIGHTS: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
];

/// Lightness and the two opponent axes of OKLab, as seen.
fn seen(colour: Color32, sight: &[[f64; 3]; 3]) -> [f64; 3] {
    let [r, g, b, _] = egui::Rgba::from(colour).to_array().map(f64::from);
    let [r, g, b] = sight.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0));
    let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_99 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_55 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_79 * m - 0.004_072_05 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_71 * s,
        0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    let square = |i: usize| (a[i] - b[i]).powi(2);
    (square(0) + square(1) + square(2)).sqrt()
}

#[test]
fn ten_classes_stay_apart_for_every_kind_of_sight() {
    for palette in themes() {
        for sight in &SIGHTS {
            let classes = colours(palette, 10);
            for (i, a) in classes.iter().enumerate() {
                for (j, b) in classes.iter().enumerate().skip(i + 1) {
                    let distance = apart(seen(*a, sight), seen(*b, sight));
                    assert!(distance > 0.09, "classes {i} and {j}: {distance}");
                }
            }
        }
    }
}

#[test]
fn text_is_legible_on_what_it_stands_on() {
    for palette in themes() {
        for ground in [palette.canvas, palette.panel, palette.control] {
            assert!(contrast(palette.text, ground) >= 7.0);
            assert!(contrast(palette.quiet, ground) >= 4.5);
        }
        assert!(contrast(palette.on_accent, palette.accent) >= 3.0);
        // A box without a mark is seen by its edge.
        assert!(contrast(palette.edge, palette.panel) >= 3.0);
        assert!(contrast(palette.edge, palette.canvas) >= 3.0);
        assert!(contrast(palette.warning, palette.warning_fill) >= 4.5);
        for class in 0..100 {
            assert!(
                contrast(palette.class_text(class), palette.canvas) >= 4.5,
                "{class}"
            );
        }
    }
}

#[test]
fn a_hundred_classes_have_a_hundred_colours_that_are_seen() {
    for palette in themes() {
        let mut seen: Vec<[u8; 4]> = (0..100)
            .map(|class| palette.class(class).to_array())
            .collect();
        assert!((0..100).all(|class| contrast(palette.class(class), palette.canvas) > 1.8));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 100);
    }
}
