//! The colours of the two themes. Nothing else in the program names one.

use super::colour::{Rgba, contrast, oklch};

/// Which of the two themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Light on dark: the window starts with it.
    #[default]
    Dark,
    /// Dark on light: files have it unless another is asked for.
    Light,
}

impl Theme {
    /// The colours of the theme.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

macro_rules! palette {
    ($($(#[$doc:meta])* $name:ident: $dark:expr, $light:expr;)*) => {
        /// The colours of one theme, in whatever form a drawing library wants them.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Palette<C: 'static = Rgba> {
            $($(#[$doc])* pub $name: C,)*
            /// The first ten classes.
            pub classes: [C; 10],
            /// Lanes take turns with them.
            pub lanes: [C; 8],
            /// The losses of the registry, in its order.
            pub losses: [C; 12],
            /// Lightness and chroma (OKLCH) that the classes after the tenth take turns with.
            pub more: [(f64, f64); 3],
        }

        impl Palette {
            /// The same palette with every colour converted by `to`.
            pub fn map<D>(&self, to: impl Fn(Rgba) -> D) -> Palette<D> {
                Palette {
                    $($name: to(self.$name),)*
                    classes: self.classes.map(&to),
                    lanes: self.lanes.map(&to),
                    losses: self.losses.map(&to),
                    more: self.more,
                }
            }
        }

        static DARK: Palette = Palette {
            $($name: $dark,)*
            classes: DARK_CLASSES,
            lanes: DARK_LANES,
            losses: DARK_LOSSES,
            more: [(0.76, 0.12), (0.62, 0.14), (0.86, 0.08)],
        };

        static LIGHT: Palette = Palette {
            $($name: $light,)*
            classes: LIGHT_CLASSES,
            lanes: LIGHT_LANES,
            losses: LIGHT_LOSSES,
            more: [(0.58, 0.12), (0.45, 0.13), (0.70, 0.11)],
        };
    };
}

const fn rgb(hex: u32) -> Rgba {
    Rgba::rgb(hex)
}

// Dark, then light.
palette! {
    /// Behind the figures.
    canvas: rgb(0x121418), rgb(0xFFFFFF);
    /// Behind the controls.
    panel: rgb(0x1A1D23), rgb(0xF5F6F8);
    /// Buttons, menus and fields at rest.
    control: rgb(0x282C35), rgb(0xE4E7EC);
    /// The same under the pointer.
    hovered: rgb(0x333844), rgb(0xD8DCE3);
    /// The same while pressed.
    pressed: rgb(0x3D4452), rgb(0xCAD0DA);
    /// Edges by which something is seen that has no other mark.
    edge: rgb(0x6B7588), rgb(0x7A8495);
    /// Below menus.
    shadow: Rgba::black(110), Rgba::black(45);
    /// Lines that only divide.
    hairline: rgb(0x2C313A), rgb(0xDBDFE5);
    /// Text that is to be read first.
    text: rgb(0xE8EAEE), rgb(0x1B1F26);
    /// Text that explains.
    quiet: rgb(0x9FA7B4), rgb(0x5B6472);
    /// What is chosen or to be pressed.
    accent: rgb(0x4C8DF0), rgb(0x2B67D1);
    /// Text on the accent.
    on_accent: rgb(0xFFFFFF), rgb(0xFFFFFF);
    /// The handle of a slider.
    handle: rgb(0xFFFFFF), rgb(0xFFFFFF);
    /// What one should beware of: no class or lane has it, and a sign or words say the same.
    warning: rgb(0xFF6470), rgb(0xC00A26);
    /// Behind a warning.
    warning_fill: rgb(0x361B20), rgb(0xFDECEE);
    /// Body of the globe.
    globe: rgb(0x343A48), rgb(0xE4E8EE);
    /// The globe's edge, where one looks along the surface.
    rim: rgb(0x8E9AB4), rgb(0x9AA5B8);
    /// Where the globe reflects the light.
    sheen: rgb(0xC4CEE2), rgb(0xFFFFFF);
    /// Meridians and parallels.
    graticule: rgb(0xAEB8CC), rgb(0x5A6478);
    /// What separates neighbouring points on the globe.
    outline: rgb(0x10121A), rgb(0x30343C);
    /// Where on the globe no class reaches its margin.
    globe_margin: rgb(0x23262E), rgb(0xC3C8D0);
    /// The hatching of that zone.
    globe_hatch: rgb(0x4A5060), rgb(0x9AA1AE);
    /// Where on the circle no class reaches its margin.
    margin: rgb(0x6B7380), rgb(0x8B93A0);
    /// Where the largest posterior stays low.
    uncertain: rgb(0xC9CFD9), rgb(0x4A525E);
}

// Classes, lanes and losses are far apart for every kind of eye, in both themes of the same hue, and have no colour in common;
// `distinct_tests` measures it.

const DARK_CLASSES: [Rgba; 10] = [
    rgb(0x86FDD2),
    rgb(0xF6841F),
    rgb(0xAB64FF),
    rgb(0xFBF834),
    rgb(0x4254A9),
    rgb(0xD43730),
    rgb(0x41AE7C),
    rgb(0xF8A0EA),
    rgb(0x9DDF7C),
    rgb(0x8E5975),
];

const LIGHT_CLASSES: [Rgba; 10] = [
    rgb(0x04CAAC),
    rgb(0xB74400),
    rgb(0x7F6CF8),
    rgb(0xD2C007),
    rgb(0x001775),
    rgb(0x690B04),
    rgb(0x01815A),
    rgb(0xC761C2),
    rgb(0x80AC5D),
    rgb(0x71406E),
];

// The red one comes last: two lanes must not look like one with a warning.
const DARK_LANES: [Rgba; 8] = [
    rgb(0x90ABFF),
    rgb(0x78F3FB),
    rgb(0xF1C936),
    rgb(0xA0568E),
    rgb(0xD0E891),
    rgb(0x7B54DD),
    rgb(0xEE8398),
    rgb(0xC14038),
];

const LIGHT_LANES: [Rgba; 8] = [
    rgb(0x2F41C1),
    rgb(0x39A3AA),
    rgb(0xB29102),
    rgb(0x81006D),
    rgb(0x3A4800),
    rgb(0x9B85EB),
    rgb(0x502830),
    rgb(0xE56F64),
];

const DARK_LOSSES: [Rgba; 12] = [
    rgb(0x6B9CFF),
    rgb(0xBFCA6C),
    rgb(0x86F1D8),
    rgb(0xADE4A5),
    rgb(0xB787BA),
    rgb(0xF9BAFE),
    rgb(0xD5334F),
    rgb(0xFEAD00),
    rgb(0x5E5CE4),
    rgb(0x7A60B1),
    rgb(0xA36E01),
    rgb(0xBA3C75),
];

const LIGHT_LOSSES: [Rgba; 12] = [
    rgb(0x5A90FF),
    rgb(0x919B4B),
    rgb(0x08594B),
    rgb(0x73A06D),
    rgb(0x570C5C),
    rgb(0xBB7DC0),
    rgb(0x6B001D),
    rgb(0xC8880B),
    rgb(0x2C1495),
    rgb(0x714EB0),
    rgb(0x7A5100),
    rgb(0xC6447E),
];

/// The least contrast of text that is legible (WCAG AA).
const LEGIBLE: f64 = 4.5;
/// The least contrast of a dot that is seen.
const VISIBLE: f64 = 1.5;

/// Radians between hues that are generated one after the other: none comes back soon.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;

impl Palette {
    /// The theme whose colours these are.
    pub fn theme(&self) -> Theme {
        match self.canvas == DARK.canvas {
            true => Theme::Dark,
            false => Theme::Light,
        }
    }

    /// One of two colours (`0xRRGGBB`) by the theme, for roles whose colour is not in the palette.
    pub fn pick(&self, dark: u32, light: u32) -> Rgba {
        match self.theme() {
            Theme::Dark => rgb(dark),
            Theme::Light => rgb(light),
        }
    }

    /// The colour of a class. The first ten stay apart for the colour-blind too; the others are generated.
    pub fn class(&self, class: u16) -> Rgba {
        let place = usize::from(class);
        self.classes.get(place).copied().unwrap_or_else(|| {
            let (lightness, chroma) = self.more[place % self.more.len()];
            oklch(lightness, chroma, place as f64 * GOLDEN_ANGLE)
        })
    }

    /// The colour of a class for text, legible on the canvas.
    pub fn class_text(&self, class: u16) -> Rgba {
        self.legible(self.class(class))
    }

    /// A colour moved towards that of text until it is legible on the canvas.
    pub fn legible(&self, colour: Rgba) -> Rgba {
        self.clear_of_canvas(colour, LEGIBLE)
    }

    /// A colour that a person chose, moved towards that of text where it would be lost on the canvas.
    pub fn seen(&self, colour: Rgba) -> Rgba {
        self.clear_of_canvas(colour, VISIBLE)
    }

    fn clear_of_canvas(&self, colour: Rgba, least: f64) -> Rgba {
        (0..=10)
            .map(|step| colour.mix(self.text, f64::from(step) / 10.0))
            .find(|mixed| contrast(*mixed, self.canvas) >= least)
            .unwrap_or(self.text)
    }

    /// The colour of a lane, by its place in the session.
    pub fn lane(&self, lane: usize) -> Rgba {
        self.lanes[lane % self.lanes.len()]
    }

    /// The colour of a loss, by its place in the registry: apart from those of classes and lanes. Those after the twelfth are
    /// generated.
    pub fn loss(&self, place: u16) -> Rgba {
        let place = usize::from(place);
        self.losses.get(place).copied().unwrap_or_else(|| {
            let (lightness, chroma) = self.more[place % self.more.len()];
            oklch(lightness, 0.6 * chroma, place as f64 * GOLDEN_ANGLE)
        })
    }

    /// Whichever of the colours of text and canvas has the better contrast on `ground`.
    pub fn ink_on(&self, ground: Rgba) -> Rgba {
        match contrast(self.text, ground) >= contrast(self.canvas, ground) {
            true => self.text,
            false => self.canvas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_classes_are_legible_in_both_themes() {
        for theme in [Theme::Dark, Theme::Light] {
            let palette = theme.palette();
            assert_eq!(palette.theme(), theme);
            for class in 0..200 {
                let ratio = contrast(palette.class_text(class), palette.canvas);
                assert!(ratio >= LEGIBLE, "{theme:?} class {class}: {ratio}");
            }
        }
    }

    #[test]
    fn a_warning_is_legible_and_no_lane_or_class_looks_like_one() {
        for theme in [Theme::Dark, Theme::Light] {
            let palette = theme.palette();
            for ground in [palette.canvas, palette.panel, palette.warning_fill] {
                assert!(contrast(palette.warning, ground) >= LEGIBLE, "{theme:?}");
            }
            let marks = palette.classes.iter().chain(&palette.lanes);
            for (place, mark) in marks.enumerate() {
                let apart = apart(palette.warning, *mark);
                assert!(apart > 24.0, "{theme:?} {place}: {apart}");
            }
        }
    }

    /// How far two colours are from each other: the length between them in sRGB, weighted as eyes do.
    fn apart(a: Rgba, b: Rgba) -> f64 {
        let weights = [2.0, 4.0, 3.0];
        let squares = (0..3).map(|i| weights[i] * (f64::from(a.0[i]) - f64::from(b.0[i])).powi(2));
        squares.sum::<f64>().sqrt()
    }

    #[test]
    fn the_colours_of_two_hundred_classes_differ() {
        for theme in [Theme::Dark, Theme::Light] {
            let mut seen = std::collections::BTreeSet::new();
            assert!((0..200).all(|class| seen.insert(theme.palette().class(class).0)));
        }
    }
}
