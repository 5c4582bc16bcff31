//! How large a figure is.

use super::ExportError;
use crate::draw::Typeface;

/// A length on paper or on a screen. One px is 1/96 inch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    /// Millimetres.
    Mm(f64),
    /// Px of 1/96 inch.
    Px(f64),
}

/// Px in a millimetre.
pub(super) const PX_PER_MM: f64 = 96.0 / 25.4;
/// Px in a typographic point of 1/72 inch.
pub const PX_PER_PT: f64 = 96.0 / 72.0;

impl Length {
    /// The same length in px.
    pub fn px(self) -> f64 {
        match self {
            Self::Mm(mm) => mm * PX_PER_MM,
            Self::Px(px) => px,
        }
    }

    /// As SVG writes it.
    pub(super) fn written(self) -> String {
        match self {
            Self::Mm(mm) => format!("{}mm", super::svg::num(mm)),
            Self::Px(px) => super::svg::num(px),
        }
    }
}

/// Widths with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// One column of a two-column paper, 84 mm.
    Column,
    /// Both columns, 174 mm.
    Text,
    /// A sheet of A4 with narrow margins, 190 mm; no higher than the sheet as long as all panels can be read so.
    A4,
    /// A slide, 1,280 px.
    Slide,
    /// A poster of size A1, 594 mm, in letters to match.
    Poster,
}

/// All of them.
pub const PRESETS: [Preset; 5] = [
    Preset::Column,
    Preset::Text,
    Preset::A4,
    Preset::Slide,
    Preset::Poster,
];

impl Preset {
    /// Its name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Text => "text",
            Self::A4 => "a4",
            Self::Slide => "slide",
            Self::Poster => "poster",
        }
    }

    /// The height that figures keep to where they can.
    pub fn highest(self) -> Option<Length> {
        (self == Self::A4).then_some(Length::Mm(277.0))
    }

    /// The width that it stands for.
    pub fn width(self) -> Length {
        match self {
            Self::Column => Length::Mm(84.0),
            Self::Text => Length::Mm(174.0),
            Self::A4 => Length::Mm(190.0),
            Self::Slide => Length::Px(1_280.0),
            Self::Poster => Length::Mm(594.0),
        }
    }
}

/// Size and parts of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Width of the figure.
    pub width: Length,
    /// Height of the figure.
    pub height: Length,
    /// Size of the type in points of 1/72 inch.
    pub font_size: f64,
    /// What its text is set in.
    pub typeface: Typeface,
    /// Panels side by side; `None` for the number that makes them largest.
    pub columns: Option<usize>,
    /// Whether a legend of the classes is below the panels.
    pub legend: bool,
    /// Whether that legend has all entries, whatever they leave the panels; else as many as a part of the page holds, and
    /// how many more there are.
    pub whole_legend: bool,
    /// Whether nothing is painted behind the panels.
    pub transparent: bool,
    /// Pixels of a PNG for each px, 1 to 8.
    pub scale: f32,
    /// More dots than this in one place become pixels, under lines and text that stay vectors.
    pub raster_above: usize,
}

/// Paper wider than this, mm, is read from further away.
const WIDE: f64 = 200.0;

/// Size of the type in points that suits a figure: 8 on a page, as much more as it is wider on a poster, and by the size of
/// the picture on a screen.
pub(super) fn type_of(width: Length, height: Length) -> f64 {
    match width {
        Length::Mm(mm) if mm <= WIDE => 8.0,
        Length::Mm(mm) => (8.0 * mm / WIDE).min(96.0),
        Length::Px(_) => {
            let side = (width.px() * height.px()).max(0.0).sqrt();
            (side * 9.5 / 640.0).clamp(7.0, 24.0)
        }
    }
}

/// More dots than this make the programs that open a figure slow, so by default they become pixels.
const MANY_DOTS: usize = 30_000;

/// The smallest and the largest side in px.
const SIDES: (f64, f64) = (40.0, 16_384.0);
/// The most pixels of a PNG, at 4 bytes of memory each.
const MOST_PIXELS: f64 = 2e8;

impl Layout {
    /// A figure of this size with a font that fits: 8 points in a paper's column, a little more in a large picture.
    pub fn new(width: Length, height: Length) -> Self {
        let font_size = match (width, type_of(width, height)) {
            (Length::Mm(mm), _) if mm <= WIDE => {
                let side = (width.px() * height.px()).max(0.0).sqrt();
                (side * 8.0 / 290.0).clamp(7.0, 9.0)
            }
            (_, grown) => grown,
        };
        Self {
            width,
            height,
            font_size,
            typeface: Typeface::Sans,
            columns: None,
            legend: false,
            whole_legend: false,
            transparent: false,
            scale: 1.0,
            raster_above: MANY_DOTS,
        }
    }

    /// Width and height in px.
    pub(super) fn px(&self) -> (f64, f64) {
        (self.width.px(), self.height.px())
    }

    /// The font's size in px.
    pub(super) fn font_px(&self) -> f64 {
        self.font_size * PX_PER_PT
    }

    pub(super) fn check(&self) -> Result<(), ExportError> {
        let (width, height) = self.px();
        let fits = |side: f64| (SIDES.0..=SIDES.1).contains(&side);
        let wrong = |what, found: f64, low, high| {
            Err(ExportError::Number {
                what,
                found,
                low,
                high,
            })
        };
        if !fits(width) {
            return wrong("width in px", width, SIDES.0, SIDES.1);
        }
        if !fits(height) {
            return wrong("height in px", height, SIDES.0, SIDES.1);
        }
        if !(3.0..=96.0).contains(&self.font_size) {
            return wrong("font size in points", self.font_size, 3.0, 96.0);
        }
        if !(1.0..=8.0).contains(&self.scale) {
            return wrong("scale", f64::from(self.scale), 1.0, 8.0);
        }
        let pixels = width * height * f64::from(self.scale).powi(2);
        if pixels > MOST_PIXELS {
            return wrong("number of pixels", pixels.round(), 1.0, MOST_PIXELS);
        }
        Ok(())
    }
}
