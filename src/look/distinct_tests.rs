//! That colours can be told apart: by normal eyes, under three kinds of colour blindness, and where all is grey.

use super::colour::linear;
use super::{Palette, Rgba, Theme};

/// Normal sight, and protanopia, deuteranopia and tritanopia as of Machado, Oliveira and Fernandes (2009), severity 1: matrices
/// over linear red, green and blue.
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    (
        "normal",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// CIELAB under D65 of a colour as a kind of eye sees it.
fn lab(Rgba([r, g, b, _]): Rgba, sight: &[[f64; 3]; 3]) -> [f64; 3] {
    let light = [r, g, b].map(|x| linear(f64::from(x) / 255.0));
    let seen = sight.map(|row| {
        let sum: f64 = row.iter().zip(light).map(|(a, b)| a * b).sum();
        sum.clamp(0.0, 1.0)
    });
    let [r, g, b] = seen;
    let root = |t: f64| match t > 216.0 / 24_389.0 {
        true => t.cbrt(),
        false => (24_389.0 / 27.0 * t + 16.0) / 116.0,
    };
    let x = root((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
    let y = root(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b);
    let z = root((0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// ΔE*ab.
fn apart(a: Rgba, b: Rgba, sight: &[[f64; 3]; 3]) -> f64 {
    let (a, b) = (lab(a, sight), lab(b, sight));
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

/// Each two of these colours are `least` apart for every kind of eye.
fn check(what: &str, colours: impl Fn(&'static Palette) -> Vec<Rgba>, least: f64) {
    for theme in [Theme::Dark, Theme::Light] {
        let colours = colours(theme.palette());
        for (name, sight) in &SIGHTS {
            for (i, a) in colours.iter().enumerate() {
                for (j, b) in colours[..i].iter().enumerate() {
                    let found = apart(*a, *b, sight);
                    assert!(
                        found >= least,
                        "{what} {j} and {i}, {theme:?}, {name}: {found:.1}"
                    );
                }
            }
        }
    }
}

#[test]
fn cielab_is_that_of_the_tables() {
    let close = |colour: u32, expect: [f64; 3]| {
        let found = lab(Rgba::rgb(colour), &SIGHTS[0].1);
        let near = found.iter().zip(expect).all(|(a, b)| (a - b).abs() < 0.02);
        assert!(near, "{found:?}");
    };
    close(0xFF_FF_FF, [100.0, 0.0, 0.0]);
    close(0xFF_00_00, [53.24, 80.09, 67.20]);
    close(0x00_00_FF, [32.30, 79.19, -107.86]);
}

#[test]
fn ten_classes_are_24_apart_for_every_kind_of_eye() {
    check("classes", |palette| palette.classes.to_vec(), 24.0);
}

#[test]
fn eight_lanes_are_24_apart_for_every_kind_of_eye() {
    check("lanes", |palette| palette.lanes.to_vec(), 24.0);
}

#[test]
fn the_losses_are_12_apart_for_every_kind_of_eye() {
    check("losses", |palette| palette.losses.to_vec(), 12.0);
}

#[test]
fn ten_classes_are_ten_greys() {
    for theme in [Theme::Dark, Theme::Light] {
        let lightness = theme
            .palette()
            .classes
            .map(|colour| lab(colour, &SIGHTS[0].1)[0]);
        for (i, a) in lightness.iter().enumerate() {
            for (j, b) in lightness[..i].iter().enumerate() {
                assert!(
                    (a - b).abs() >= 2.5,
                    "{theme:?}: {j} and {i}: {a:.1} and {b:.1}"
                );
            }
        }
    }
}

#[test]
fn losses_lanes_and_classes_have_no_colour_in_common() {
    for theme in [Theme::Dark, Theme::Light] {
        let palette = theme.palette();
        let groups: [&[Rgba]; 4] = [
            &palette.classes,
            &palette.lanes,
            &palette.losses,
            &[palette.warning],
        ];
        for (i, group) in groups.iter().enumerate() {
            for other in &groups[..i] {
                for (a, b) in group.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                    let found = apart(*a, *b, &SIGHTS[0].1);
                    assert!(
                        found >= 8.0,
                        "{theme:?}: {} and {}: {found:.1}",
                        a.hex(),
                        b.hex()
                    );
                }
            }
        }
    }
}

#[test]
fn a_class_has_the_same_hue_in_both_themes() {
    for class in 0..200 {
        let [dark, light] = [Theme::Dark, Theme::Light].map(|theme| {
            let [_, a, b] = lab(theme.palette().class(class), &SIGHTS[0].1);
            b.atan2(a).to_degrees()
        });
        let turn = (dark - light).rem_euclid(360.0);
        let off = turn.min(360.0 - turn);
        assert!(off < 20.0, "class {class}: {off:.0} degrees");
    }
}
