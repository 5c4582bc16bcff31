//! The sheet of the export dialog: the picture on the left, what can be chosen on the right.

use eframe::egui::{
    Align, Button, Frame, Image, Label, Layout, RichText, ScrollArea, Spinner, TextureHandle, Ui,
    Vec2, load::SizedTexture,
};

use super::{
    animation_choice::AnimationChoice,
    animation_form::{AnimationForm, animation_ui},
    animation_job::AnimationJob,
    choice::{FORMATS, FigureChoice},
    form::{CHOICES, Press, size_ui},
    handed::Reader,
    place_form::PlaceForm,
    progress::progress_ui,
};
use crate::app::{
    controls::{Entry, menu_row_ui, section_ui, tick},
    text::t,
    theme::palette,
};

/// What the sheet shows besides the choice.
pub struct About<'a> {
    /// Of all that can be exported.
    pub names: &'a [&'a str],
    /// What the chosen one shows.
    pub caption: &'a str,
    /// Something is being made.
    pub busy: bool,
    /// How it will look.
    pub picture: Option<&'a TextureHandle>,
    /// Why there is no picture.
    pub problem: Option<&'a str>,
    /// What an animation can show, where one is asked for instead of a figure.
    pub moving: Option<&'a AnimationForm>,
    /// The animation that is being made.
    pub animation: Option<&'a AnimationJob>,
    /// What a file is called where no name is written.
    pub stem: &'a str,
}

/// What a person fills in.
pub struct Forms<'a> {
    /// Of a figure.
    pub choice: &'a mut FigureChoice,
    /// Of an animation.
    pub animation: &'a mut AnimationChoice,
    /// Of any file.
    pub place: &'a mut PlaceForm,
}

/// The most room for the picture, in points.
const PREVIEW: Vec2 = Vec2::new(560.0, 360.0);

/// The whole sheet; what was pressed.
pub fn sheet_ui(ui: &mut Ui, forms: Forms<'_>, about: &About<'_>) -> Option<Press> {
    ui.label(RichText::new(t("export")).size(17.0));
    ui.add_space(6.0);
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| preview_ui(ui, about));
        ui.add_space(14.0);
        ui.vertical(|ui| {
            ui.set_width(CHOICES);
            let turned = kinds_ui(ui, about.moving.is_some());
            subject_ui(ui, forms.choice, about.names);
            let place = &mut *forms.place;
            let mut folder = None;
            let place_ui = |ui: &mut Ui| folder = place.ui(ui, about.stem);
            let pressed = match about.moving {
                Some(moving) => animation_ui(ui, forms.choice, forms.animation, moving, place_ui),
                None => figure_ui(ui, forms.choice, place_ui),
            };
            turned.or(folder).or(pressed).or(close_ui(ui))
        })
        .inner
    })
    .inner
}

/// A figure or an animation.
fn kinds_ui(ui: &mut Ui, moving: bool) -> Option<Press> {
    let mut pressed = None;
    ui.horizontal(|ui| {
        for (name, help, kind) in [
            (t("export-figure"), t("export-figure-help"), false),
            (t("export-moving"), t("export-moving-help"), true),
        ] {
            let button = Button::selectable(moving == kind, name).frame_when_inactive(true);
            if ui.add(button).on_hover_text(help).clicked() {
                pressed = Some(Press::Moving(kind));
            }
        }
    });
    pressed
}

/// The picture as large as its room lets it be, and the caption below.
fn preview_ui(ui: &mut Ui, about: &About<'_>) {
    let width = PREVIEW
        .x
        .min(ui.ctx().content_rect().width() - CHOICES - 90.0);
    let height = PREVIEW.y.min(ui.ctx().content_rect().height() - 190.0);
    let size = Vec2::new(width.max(120.0), height.max(120.0));
    let hairline = palette(ui.visuals()).hairline;
    Frame::new().stroke((1.0, hairline)).show(ui, |ui| {
        let middle = Layout::centered_and_justified(eframe::egui::Direction::TopDown);
        ui.allocate_ui_with_layout(size, middle, |ui| {
            ui.set_min_size(size);
            match (about.problem, about.picture) {
                (Some(why), _) => drop(ui.label(RichText::new(why).weak())),
                (None, Some(picture)) => {
                    let image = Image::new(SizedTexture::from_handle(picture));
                    let image = image.max_size(size).maintain_aspect_ratio(true);
                    ui.add(image.alt_text(about.caption));
                }
                (None, None) => drop(ui.add(Spinner::new())),
            }
        });
    });
    ui.add_space(4.0);
    // What the choices beside it leave free; a low window has room for a few lines.
    let caption = ui.ctx().content_rect().height() - size.y - 250.0;
    let caption = ScrollArea::vertical().max_height(caption.clamp(56.0, 140.0));
    caption.show(ui, |ui| {
        ui.set_width(size.x);
        let caption = RichText::new(about.caption).size(12.0).weak();
        ui.add(Label::new(caption).wrap().selectable(true));
    });
    if let Some(job) = about.animation {
        ui.allocate_ui(Vec2::new(size.x, 24.0), |ui| progress_ui(ui, job));
    }
    if about.busy {
        ui.label(RichText::new(t("export-busy")).size(12.0).weak());
    }
}

fn subject_ui(ui: &mut Ui, choice: &mut FigureChoice, names: &[&str]) {
    section_ui(ui, t("export-what"));
    let subjects = names.iter().enumerate();
    let subjects = subjects.map(|(place, name)| Entry::new(place, *name));
    menu_row_ui(
        ui,
        t("export-subject"),
        "",
        &mut choice.subject,
        subjects.collect(),
    );
}

fn figure_ui(
    ui: &mut Ui,
    choice: &mut FigureChoice,
    place_ui: impl FnOnce(&mut Ui),
) -> Option<Press> {
    section_ui(ui, t("export-how"));
    let formats = FORMATS.map(|format| Entry::new(format, format.extension().to_uppercase()));
    let help = t("export-format-help");
    menu_row_ui(
        ui,
        t("export-format"),
        help,
        &mut choice.format,
        formats.into(),
    );
    size_ui(ui, choice, t("export-width-help"));
    ui.add(tick(&mut choice.legend, t("export-legend")));
    ui.add(tick(&mut choice.transparent, t("export-transparent")));
    place_ui(ui);
    ui.add_space(8.0);
    presses_ui(ui)
}

fn presses_ui(ui: &mut Ui) -> Option<Press> {
    let palette = palette(ui.visuals());
    let mut pressed = None;
    let save = RichText::new(t("export-save")).color(palette.on_accent);
    let save = Button::new(save).fill(palette.accent);
    let save = ui.add_sized(Vec2::new(CHOICES, 28.0), save);
    if save.on_hover_text(t("export-save-help")).clicked() {
        pressed = Some(Press::Save);
    }
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        for (text, help, press) in [
            (t("export-copy"), t("export-copy-help"), Press::Copy),
            (t("export-latex"), t("export-latex-help"), Press::Latex),
            (t("export-toml"), t("export-toml-help"), Press::Toml),
            (t("export-report"), t("export-report-help"), Press::Report),
            (
                t("export-torch"),
                t("export-torch-help"),
                Press::Hand(Reader::Torch),
            ),
            (
                t("export-projector"),
                t("export-projector-help"),
                Press::Hand(Reader::Projector),
            ),
        ] {
            if ui.button(text).on_hover_text(help).clicked() {
                pressed = Some(press);
            }
        }
    });
    pressed
}

fn close_ui(ui: &mut Ui) -> Option<Press> {
    ui.add_space(8.0);
    let right = Layout::right_to_left(Align::Center);
    let close = ui.with_layout(right, |ui| ui.button(t("help-close")).clicked());
    close.inner.then_some(Press::Close)
}
