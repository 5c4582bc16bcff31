//! The colours of the window, as egui wants them; they are declared in [`crate::look`].

use std::ops::Deref;
use std::sync::LazyLock;

use eframe::egui::{Color32, Theme, Visuals};

use crate::look;

/// The colours of one theme.
pub struct Palette {
    colours: look::Palette<Color32>,
    look: &'static look::Palette,
}

static DARK: LazyLock<Palette> = LazyLock::new(|| Palette::new(look::Theme::Dark));
static LIGHT: LazyLock<Palette> = LazyLock::new(|| Palette::new(look::Theme::Light));

/// The palette of the theme that `visuals` belong to.
pub fn palette(visuals: &Visuals) -> &'static Palette {
    match visuals.dark_mode {
        true => &DARK,
        false => &LIGHT,
    }
}

/// A theme as egui has it.
pub fn egui_theme(theme: look::Theme) -> Theme {
    match theme {
        look::Theme::Dark => Theme::Dark,
        look::Theme::Light => Theme::Light,
    }
}

impl Deref for Palette {
    type Target = look::Palette<Color32>;

    fn deref(&self) -> &Self::Target {
        &self.colours
    }
}

impl Palette {
    fn new(theme: look::Theme) -> Self {
        let look = theme.palette();
        Self {
            colours: look.map(Color32::from),
            look,
        }
    }

    /// Which theme's it is.
    pub fn theme(&self) -> look::Theme {
        self.look.theme()
    }

    /// The colours as figures have them.
    pub fn look(&self) -> &'static look::Palette {
        self.look
    }

    /// The colour of a class.
    pub fn class(&self, class: u16) -> Color32 {
        self.look.class(class).into()
    }

    /// The colour of a class for text, legible on the canvas.
    pub fn class_text(&self, class: u16) -> Color32 {
        self.look.class_text(class).into()
    }

    /// The colour of a lane, by its place in the session.
    pub fn lane(&self, lane: usize) -> Color32 {
        self.look.lane(lane).into()
    }

    /// The colour of a loss in the laboratory, by its place in the registry.
    pub fn loss(&self, place: u16) -> Color32 {
        self.look.loss(place).into()
    }

    /// What is legible on the colour of a loss: the colour of text or that of the canvas.
    pub fn ink_on_loss(&self, place: u16) -> Color32 {
        self.look.ink_on(self.look.loss(place)).into()
    }
}
