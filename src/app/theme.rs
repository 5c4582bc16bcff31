//! Every colour of the window. No other file names one.

use eframe::egui::{self, Color32, FontId, Theme, Visuals};

use crate::{
    export::{GlobeColours, Rgba, Style},
    figure::{chart::Tone, lab, plane::Role},
    render::{globe::GlobeStyle, matrix::MatrixStyle, plane::PlaneStyle},
};

/// The colours of one theme.
pub struct Palette {
    /// Behind the figures.
    pub canvas: Color32,
    /// Behind the controls.
    pub panel: Color32,
    /// Buttons, menus and fields at rest, hovered and pressed.
    pub control: [Color32; 3],
    /// Under menus and dialogs.
    pub shadow: Color32,
    /// Lines between parts of the window.
    pub hairline: Color32,
    /// Of text.
    pub text: Color32,
    /// Of text that says less.
    pub quiet: Color32,
    /// What stands out.
    pub accent: Color32,
    /// Of text on that.
    pub on_accent: Color32,
    /// The handle of a slider.
    pub handle: Color32,
    /// Of what is wrong.
    pub warning: Color32,
    /// The ground below what is wrong.
    pub warning_fill: Color32,
    globe: Color32,
    rim: Color32,
    sheen: Color32,
    graticule: Color32,
    outline: Color32,
    globe_margin: Color32,
    globe_hatch: Color32,
    margin: Color32,
    uncertain: Color32,
    classes: [Color32; 10],
    lanes: [Color32; 6],
    /// Lightness and chroma (OKLCH) of the classes after the tenth.
    more: [(f64, f64); 3],
}

const DARK: Palette = Palette {
    canvas: Color32::from_rgb(0x12, 0x14, 0x18),
    panel: Color32::from_rgb(0x1A, 0x1D, 0x23),
    control: [
        Color32::from_rgb(0x28, 0x2C, 0x35),
        Color32::from_rgb(0x33, 0x38, 0x44),
        Color32::from_rgb(0x3D, 0x44, 0x52),
    ],
    shadow: Color32::from_black_alpha(110),
    hairline: Color32::from_rgb(0x2C, 0x31, 0x3A),
    text: Color32::from_rgb(0xE8, 0xEA, 0xEE),
    quiet: Color32::from_rgb(0x9F, 0xA7, 0xB4),
    accent: Color32::from_rgb(0x4C, 0x8D, 0xF0),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    handle: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    warning: Color32::from_rgb(0xF2, 0xB1, 0x4A),
    warning_fill: Color32::from_rgb(0x33, 0x2A, 0x18),
    globe: Color32::from_rgb(0x34, 0x3A, 0x48),
    rim: Color32::from_rgb(0x8E, 0x9A, 0xB4),
    sheen: Color32::from_rgb(0xC4, 0xCE, 0xE2),
    graticule: Color32::from_rgb(0xAE, 0xB8, 0xCC),
    outline: Color32::from_rgb(0x10, 0x12, 0x1A),
    globe_margin: Color32::from_rgb(0x23, 0x26, 0x2E),
    globe_hatch: Color32::from_rgb(0x4A, 0x50, 0x60),
    margin: Color32::from_rgb(0x6B, 0x73, 0x80),
    uncertain: Color32::from_rgb(0xC9, 0xCF, 0xD9),
    classes: [
        Color32::from_rgb(0xF5, 0xB1, 0x19),
        Color32::from_rgb(0x45, 0xCB, 0xED),
        Color32::from_rgb(0x05, 0x85, 0x67),
        Color32::from_rgb(0xED, 0xED, 0x5B),
        Color32::from_rgb(0x44, 0x95, 0xEF),
        Color32::from_rgb(0xBF, 0x4D, 0x05),
        Color32::from_rgb(0xD3, 0x63, 0xAD),
        Color32::from_rgb(0x7E, 0x50, 0xBB),
        Color32::from_rgb(0xB8, 0xF0, 0xDC),
        Color32::from_rgb(0xAE, 0x97, 0x48),
    ],
    lanes: [
        Color32::from_rgb(0x5B, 0x9B, 0xF5),
        Color32::from_rgb(0xF0, 0xA8, 0x3C),
        Color32::from_rgb(0x3F, 0xC3, 0x9A),
        Color32::from_rgb(0xD9, 0x7B, 0xC0),
        Color32::from_rgb(0xE5, 0x6B, 0x5B),
        Color32::from_rgb(0x9D, 0xB0, 0x4C),
    ],
    more: [(0.76, 0.12), (0.62, 0.14), (0.86, 0.08)],
};

const LIGHT: Palette = Palette {
    canvas: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    panel: Color32::from_rgb(0xF5, 0xF6, 0xF8),
    control: [
        Color32::from_rgb(0xE4, 0xE7, 0xEC),
        Color32::from_rgb(0xD8, 0xDC, 0xE3),
        Color32::from_rgb(0xCA, 0xD0, 0xDA),
    ],
    shadow: Color32::from_black_alpha(45),
    hairline: Color32::from_rgb(0xDB, 0xDF, 0xE5),
    text: Color32::from_rgb(0x1B, 0x1F, 0x26),
    quiet: Color32::from_rgb(0x5B, 0x64, 0x72),
    accent: Color32::from_rgb(0x2B, 0x67, 0xD1),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    handle: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    warning: Color32::from_rgb(0x93, 0x56, 0x00),
    warning_fill: Color32::from_rgb(0xFF, 0xF3, 0xDC),
    globe: Color32::from_rgb(0xE4, 0xE8, 0xEE),
    rim: Color32::from_rgb(0x9A, 0xA5, 0xB8),
    sheen: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    graticule: Color32::from_rgb(0x5A, 0x64, 0x78),
    outline: Color32::from_rgb(0x30, 0x34, 0x3C),
    globe_margin: Color32::from_rgb(0xC3, 0xC8, 0xD0),
    globe_hatch: Color32::from_rgb(0x9A, 0xA1, 0xAE),
    margin: Color32::from_rgb(0x8B, 0x93, 0xA0),
    uncertain: Color32::from_rgb(0x4A, 0x52, 0x5E),
    classes: [
        Color32::from_rgb(0xCC, 0x75, 0x19),
        Color32::from_rgb(0x36, 0xAE, 0xF5),
        Color32::from_rgb(0x04, 0x7D, 0x69),
        Color32::from_rgb(0xD0, 0xAC, 0x03),
        Color32::from_rgb(0x18, 0x47, 0xA8),
        Color32::from_rgb(0xB2, 0x3A, 0x0C),
        Color32::from_rgb(0xA8, 0x6B, 0xAF),
        Color32::from_rgb(0x43, 0x19, 0x71),
        Color32::from_rgb(0x93, 0xA6, 0x9A),
        Color32::from_rgb(0x6D, 0x12, 0x37),
    ],
    lanes: [
        Color32::from_rgb(0x2B, 0x67, 0xD1),
        Color32::from_rgb(0xB8, 0x6A, 0x00),
        Color32::from_rgb(0x0B, 0x7F, 0x5F),
        Color32::from_rgb(0xA2, 0x40, 0x88),
        Color32::from_rgb(0xB9, 0x37, 0x2B),
        Color32::from_rgb(0x5F, 0x71, 0x14),
    ],
    more: [(0.58, 0.12), (0.45, 0.13), (0.70, 0.11)],
};

/// The palette of the theme that `visuals` belong to.
pub fn palette(visuals: &Visuals) -> &'static Palette {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// The palette of a theme.
pub fn palette_of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

impl Palette {
    /// The colour of a class: ten that stay apart for the colour-blind, then generated ones.
    pub fn class(&self, class: u16) -> Color32 {
        let place = usize::from(class);
        self.classes.get(place).copied().unwrap_or_else(|| {
            let (lightness, chroma) = self.more[place % self.more.len()];
            let golden_angle = 2.399_963_229_728_653;
            oklch(lightness, chroma, place as f64 * golden_angle)
        })
    }

    /// The colour of a class for text, moved towards the colour of text until it is legible on the canvas.
    pub fn class_text(&self, class: u16) -> Color32 {
        let colour = self.class(class);
        (0..=10)
            .map(|step| colour.lerp_to_gamma(self.text, step as f32 / 10.0))
            .find(|mixed| contrast(*mixed, self.canvas) >= 4.5)
            .unwrap_or(self.text)
    }

    /// The colour of the lane at this place of the session.
    pub fn lane(&self, lane: usize) -> Color32 {
        self.lanes[lane % self.lanes.len()]
    }

    /// The colour of a loss in the laboratory, apart from those of its two classes.
    pub fn loss(&self, place: u16) -> Color32 {
        self.class(place + 2)
    }

    /// What is legible on `ground`: the colour of text or that of the canvas.
    pub fn ink_on(&self, ground: Color32) -> Color32 {
        if contrast(self.text, ground) >= contrast(self.canvas, ground) {
            self.text
        } else {
            self.canvas
        }
    }

    /// The colour of something in a chart.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Lane(lane) => self.lane(lane),
            // Classes have nothing to do with it, but their colours stay apart.
            Tone::Family(place) => self.class(place as u16).lerp_to_gamma(self.quiet, 0.35),
            Tone::Quiet => self.quiet,
            Tone::Warning => self.warning,
        }
    }

    /// The colour of a part of a figure.
    pub fn role(&self, role: Role) -> Color32 {
        match role {
            Role::Class(class) | Role::Region(class) => self.class(class),
            Role::RegionShade(class) => self.class(class).gamma_multiply(0.16),
            Role::Margin => self.margin.gamma_multiply(0.55),
            Role::MarginShade => self.margin.gamma_multiply(0.13),
            Role::Uncertain => self.uncertain.gamma_multiply(0.5),
            Role::Rim => self.quiet.gamma_multiply(0.55),
            Role::Border => self.quiet.gamma_multiply(0.5),
            Role::Loss(place) => self.loss(place),
            Role::LossShade(place) => self.loss(place).gamma_multiply(0.3),
        }
    }
}

/// What is left of the colours of other classes while one stands out.
const UNLIT: f32 = 0.16;

impl Palette {
    /// A colour of `class` while the class `lit` stands out.
    pub fn lit(&self, colour: Color32, class: u16, lit: Option<u16>) -> Color32 {
        match lit {
            Some(lit) if lit != class => colour.gamma_multiply(UNLIT),
            _ => colour,
        }
    }

    /// The same while one class stands out.
    pub fn lit_role(&self, role: Role, lit: Option<u16>) -> Color32 {
        let colour = self.role(role);
        match role {
            Role::Class(class) | Role::Region(class) | Role::RegionShade(class) => {
                self.lit(colour, class, lit)
            }
            _ => colour,
        }
    }

    /// The look of the globe with so many classes while one stands out.
    pub fn lit_globe_style(&self, classes: usize, lit: Option<u16>) -> GlobeStyle {
        let mut style = self.globe_style(classes);
        if let Some(lit) = lit {
            let others = style.palette.iter_mut().zip(0..);
            for (colour, _) in others.filter(|(_, class)| *class != lit) {
                *colour = self.canvas.lerp_to_gamma(*colour, UNLIT + 0.08);
            }
        }
        style
    }

    /// The look of a figure in the plane.
    pub fn plane_style<'a>(
        &self,
        colour: &'a dyn Fn(Role) -> Color32,
        name: &'a dyn Fn(u16) -> Color32,
    ) -> PlaneStyle<'a> {
        PlaneStyle {
            colour,
            name,
            font: FontId::proportional(12.5),
            dot: 2.2,
            direction: 2.0,
            text: self.text,
            ground: self.canvas,
        }
    }

    /// The look of a table of counts.
    pub fn matrix_style<'a>(&self, name: &'a dyn Fn(u16) -> Color32) -> MatrixStyle<'a> {
        MatrixStyle {
            name,
            font: FontId::proportional(12.0),
            text: self.text,
            quiet: self.quiet,
            ground: self.panel,
            right: self.accent,
            wrong: self.warning,
        }
    }

    /// The colour of something in the laboratory, where the feature stands among the classes.
    pub fn lab_role(&self, role: Role) -> Color32 {
        match role {
            Role::Class(lab::FEATURE) => self.text,
            Role::RegionShade(class) => self.class(class).gamma_multiply(0.10),
            other => self.role(other),
        }
    }

    /// The look of the laboratory's globe with so many losses.
    pub fn lab_globe_style(&self, losses: usize) -> GlobeStyle {
        let own = [self.class(0), self.class(1), self.text, self.quiet];
        let losses = (0..losses as u16).map(|place| self.loss(place));
        GlobeStyle {
            palette: own.into_iter().chain(losses).collect(),
            ..self.globe_style(0)
        }
    }

    /// The look of the globe with so many classes.
    pub fn globe_style(&self, classes: usize) -> GlobeStyle {
        GlobeStyle {
            palette: (0..classes as u16).map(|class| self.class(class)).collect(),
            background: self.canvas,
            globe: self.globe,
            rim: self.rim,
            sheen: self.sheen,
            margin: self.globe_margin,
            hatch: self.globe_hatch,
            grid: self.graticule,
            text: self.text,
            outline: self.outline,
            dimming: 0.3,
            region_opacity: 0.5,
            show_regions: true,
            show_axes: true,
            show_curves: true,
            point_size: 5.0,
        }
    }
}

impl Palette {
    /// The look of the laboratory in files: its globe has the feature, the plane and the losses behind the two classes.
    pub fn lab_export_style(&'static self) -> Style {
        let straight = |colour: Color32| Rgba(colour.to_srgba_unmultiplied());
        Style {
            role: Box::new(move |role| {
                straight(match role {
                    Role::Class(lab::PLANE) => self.quiet,
                    Role::Class(class) if class >= lab::FIRST_LOSS => {
                        self.loss(class - lab::FIRST_LOSS)
                    }
                    other => self.lab_role(other),
                })
            }),
            name: Box::new(move |class| match class {
                0 | 1 => straight(self.class_text(class)),
                _ => straight(self.text),
            }),
            ..self.export_style()
        }
    }

    /// The look of figures in files.
    pub fn export_style(&'static self) -> Style {
        let straight = |colour: Color32| Rgba(colour.to_srgba_unmultiplied());
        Style {
            ground: straight(self.canvas),
            text: straight(self.text),
            quiet: straight(self.quiet),
            grid: straight(self.hairline),
            role: Box::new(move |role| straight(self.role(role))),
            name: Box::new(move |class| straight(self.class_text(class))),
            tone: Box::new(move |tone| straight(self.tone(tone))),
            globe: GlobeColours {
                body: straight(self.globe),
                rim: straight(self.rim),
                sheen: straight(self.sheen),
                margin: straight(self.globe_margin),
                hatch: straight(self.globe_hatch),
                grid: straight(self.graticule),
                outline: straight(self.outline),
            },
            cell: straight(self.panel),
            right: straight(self.accent),
            wrong: straight(self.warning),
        }
    }
}

/// WCAG contrast ratio.
fn contrast(a: Color32, b: Color32) -> f64 {
    let [a, b] = [a, b].map(|colour| {
        let [r, g, b, _] = egui::Rgba::from(colour).to_array().map(f64::from);
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    });
    a.max(b) / a.min(b)
}

/// A colour from lightness, chroma and hue (radians) in OKLab, clipped to what a screen shows.
fn oklch(lightness: f64, chroma: f64, hue: f64) -> Color32 {
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let rgb = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    let [r, g, b] = rgb.map(|x| x.clamp(0.0, 1.0) as f32);
    egui::Rgba::from_rgb(r, g, b).into()
}
