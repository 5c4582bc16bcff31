//! Fonts, spacing and egui's own look, in the colours of the theme.

use std::collections::BTreeMap;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Shadow, Stroke,
    Style, TextStyle, Theme, Vec2, Visuals,
    style::{HandleShape, ScrollStyle, WidgetVisuals},
};

use super::theme::palette;
use crate::draw::{CHINESE, system};

/// Text above a group of controls.
pub fn section_style() -> TextStyle {
    TextStyle::Name("section".into())
}

/// The text styles of the window, with their sizes in points.
fn text_styles() -> BTreeMap<TextStyle, FontId> {
    let sans = |size| FontId::new(size, FontFamily::Proportional);
    [
        (TextStyle::Small, sans(11.5)),
        (TextStyle::Body, sans(13.0)),
        (TextStyle::Button, sans(13.0)),
        (TextStyle::Heading, sans(15.0)),
        (section_style(), sans(11.0)),
        (TextStyle::Monospace, FontId::monospace(12.0)),
    ]
    .into()
}

/// Gives `ctx` both themes; which one shows is its theme preference.
pub fn install(ctx: &egui::Context) {
    install_fonts(ctx);
    for theme in [Theme::Dark, Theme::Light] {
        ctx.style_mut_of(theme, |style| {
            style.text_styles = text_styles();
            style.visuals = visuals(theme);
            space(style);
        });
    }
}

/// Gives `ctx` the fonts that there are by now.
pub fn install_fonts(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
}

/// egui's own fonts. The one for code also has what formulas need and the other lacks: ‖, ₊, →. Chinese characters are of a font
/// of their own behind them, and what else a person writes of one of the system.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let monospace = fonts.families.get(&FontFamily::Monospace).cloned();
    let sans = fonts.families.entry(FontFamily::Proportional).or_default();
    for font in monospace.unwrap_or_default() {
        if !sans.contains(&font) {
            sans.push(font);
        }
    }
    for font in [Some(&CHINESE), system::adopted()].into_iter().flatten() {
        let data = FontData {
            index: font.index,
            ..FontData::from_static(font.data)
        };
        fonts.font_data.insert(font.family.to_owned(), data.into());
        for family in fonts.families.values_mut() {
            family.push(font.family.to_owned());
        }
    }
    fonts
}

fn space(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(8.0, 6.0);
    spacing.button_padding = Vec2::new(10.0, 4.0);
    spacing.interact_size = Vec2::new(40.0, 24.0);
    spacing.slider_rail_height = 4.0;
    spacing.icon_width = 15.0;
    spacing.combo_width = 60.0;
    // A menu may be as long as the window has room for.
    spacing.default_area_size = Vec2::new(600.0, 2_000.0);
    spacing.scroll = ScrollStyle::floating();
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
}

fn visuals(theme: Theme) -> Visuals {
    let mut visuals = theme.default_visuals();
    let palette = palette(&visuals);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.hairline);
    visuals.extreme_bg_color = palette.canvas;
    visuals.faint_bg_color = palette.control;
    visuals.code_bg_color = palette.canvas;
    visuals.text_edit_bg_color = Some(palette.control);
    visuals.weak_text_color = Some(palette.quiet);
    visuals.warn_fg_color = palette.warning;
    visuals.selection.bg_fill = palette.accent;
    visuals.selection.stroke = Stroke::new(1.0, palette.on_accent);
    visuals.popup_shadow = Shadow {
        offset: [0, 4],
        blur: 12,
        spread: 0,
        color: palette.shadow,
    };
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = HandleShape::Circle;
    visuals.disabled_alpha = 0.45;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = widget(palette.panel, palette.hairline, palette.text);
    widgets.inactive = widget(palette.control, Color32::TRANSPARENT, palette.text);
    widgets.hovered = widget(palette.hovered, Color32::TRANSPARENT, palette.text);
    widgets.active = widget(palette.pressed, palette.accent, palette.text);
    widgets.open = widget(palette.hovered, Color32::TRANSPARENT, palette.text);
    visuals
}

fn widget(fill: Color32, border: Color32, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: CornerRadius::same(5),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data, figure, knob::Knob, loss};

    fn of_knobs(knobs: &[Knob]) -> String {
        knobs
            .iter()
            .map(|k| [k.label, k.symbol, k.unit, k.larger].concat())
            .collect()
    }

    /// The tables of all languages, one behind the other.
    fn tables() -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/text");
        let languages = std::fs::read_dir(folder).unwrap();
        let files = languages.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
        let text = |file: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_to_string(file.unwrap().path()).unwrap()
        };
        files.map(text).collect()
    }

    /// Everything that entries say of themselves, and the tables.
    fn everything() -> String {
        let mut text = tables();
        for loss in loss::registry() {
            text += &[
                loss.name(),
                &loss::references::cite(*loss),
                loss.formula(),
                loss.boundary(),
            ]
            .concat();
            text += &["m", "s"]
                .map(|id| loss.why_no_knob(id).unwrap_or_default())
                .concat();
            text += &of_knobs(loss.knobs());
        }
        for source in data::registry() {
            text += &[source.name(), &of_knobs(source.knobs())].concat();
        }
        for view in figure::registry() {
            let switches = view.switches().iter();
            text += view.name();
            text += &switches
                .map(|s| [s.label, s.help].concat())
                .collect::<String>();
        }
        text
    }

    #[test]
    fn every_letter_of_the_window_has_a_glyph() {
        let ctx = egui::Context::default();
        install(&ctx);
        let mut missing = String::new();
        // Fonts are there from the first frame on; what it draws does not matter here.
        let _ = ctx.run_ui(egui::RawInput::default(), |ui| {
            let font = FontId::proportional(13.0);
            let known =
                |c: char| c.is_whitespace() || ui.ctx().fonts_mut(|f| f.has_glyph(&font, c));
            missing = everything().chars().filter(|c| !known(*c)).collect();
        });
        assert_eq!(missing, "");
    }
}
