//! Letters that a person writes and the window's fonts do not have: one font of the system is looked for, beside the window.

use eframe::egui::Context;

use super::{export::Aside, style, text::t};
use crate::draw::{Font, lacking, system};

/// Whether a font was looked for: that happens once, when it is first needed.
#[derive(Default)]
pub struct Letters {
    asked: bool,
    work: Option<Aside<Option<Font>>>,
}

impl Letters {
    /// Looks for a font where one of `texts` has letters that the window lacks, and draws with it once it is found. Says so where
    /// the system has none.
    pub fn see<'a>(
        &mut self,
        ctx: &Context,
        mut texts: impl Iterator<Item = &'a str>,
    ) -> Option<&'static str> {
        if !self.asked {
            let letters = texts.find_map(|text| {
                let letters = lacking(text);
                (!letters.is_empty()).then_some(letters)
            });
            let letters = letters?;
            self.asked = true;
            self.work = Some(Aside::start(ctx, move || system::find(&letters), || None));
        }
        let found = self.work.as_ref().and_then(Aside::take)?;
        self.work = None;
        let Some(font) = found else {
            return Some(t("letters-none"));
        };
        system::adopt(font);
        style::install_fonts(ctx);
        None
    }
}
