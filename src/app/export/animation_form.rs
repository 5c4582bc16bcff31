//! The part of the export dialog that makes an animation.

use eframe::egui::{Button, RadioButton, RichText, Ui, Vec2};

use super::{
    animation_choice::{
        AnimationChoice, AnimationOffer, FPS, PICTURES, fitting_layout, last_panels, pixels,
    },
    choice::FigureChoice,
    form::{CHOICES, Press, size_ui},
    shown::Subject,
};
use crate::{
    app::{
        controls::{
            CONTROL, Effect, Entry, Field, menu_row_ui, note_ui, number_ui, refused_ui, row_ui,
            section_ui, tick,
        },
        history::Past,
        number,
        text::{t, tf},
        theme::palette,
    },
    export::animation::{AnimationFormat, Motion},
    knob::Spread,
};

/// What there is to choose from, and what it comes to.
pub struct AnimationForm {
    offer: AnimationOffer,
    /// What will be shown.
    granted: Option<Motion>,
    /// Sides of a picture in pixels.
    pixels: (u32, u32),
    /// How long the animation is.
    seconds: f64,
    /// Another one is being made.
    busy: bool,
}

impl AnimationForm {
    /// What there is for `subject`; `busy` while another animation is being made.
    pub fn new(
        subject: &Subject,
        past: &Result<Past, &'static str>,
        choice: &FigureChoice,
        animation: &AnimationChoice,
        busy: bool,
    ) -> Self {
        let offer = AnimationOffer::new(&subject.panels, past);
        let granted = offer.granted(animation.motion);
        let past = past.as_ref().ok();
        let past = past.filter(|_| granted == Some(Motion::History));
        let layout = fitting_layout(choice, &last_panels(&subject.panels, past));
        let timing = granted
            .unwrap_or(animation.motion)
            .timing(animation.pictures.into(), animation.fps);
        Self {
            offer,
            granted,
            pixels: pixels(&layout),
            seconds: timing.seconds(),
            busy,
        }
    }
}

/// The choices of an animation, and what was pressed.
pub fn animation_ui(
    ui: &mut Ui,
    choice: &mut FigureChoice,
    animation: &mut AnimationChoice,
    about: &AnimationForm,
    place_ui: impl FnOnce(&mut Ui),
) -> Option<Press> {
    for (motion, name, help) in [
        (
            Motion::History,
            t("export-history"),
            t("export-history-help"),
        ),
        (
            Motion::Turntable,
            t("export-turntable"),
            t("export-turntable-help"),
        ),
    ] {
        let why = about.offer.why_not(motion);
        let radio = RadioButton::new(about.granted == Some(motion), name);
        let response = ui.add_enabled(why.is_none(), radio).on_hover_text(help);
        if response.clicked() {
            animation.motion = motion;
        }
        if let Some(why) = why {
            note_ui(ui, why, false);
        }
    }
    section_ui(ui, t("export-how"));
    let kinds = [
        Entry::new(AnimationFormat::Gif, "GIF"),
        Entry::new(AnimationFormat::Apng, "APNG"),
    ];
    let help = t("export-kind-help");
    menu_row_ui(
        ui,
        t("export-format"),
        help,
        &mut animation.format,
        kinds.into(),
    );
    let pictures = (t("export-pictures"), t("export-pictures-help"));
    count_ui(ui, pictures, &mut animation.pictures, PICTURES);
    let fps = (t("export-fps"), t("export-fps-help"));
    count_ui(ui, fps, &mut animation.fps, FPS);
    size_ui(ui, choice, t("export-moving-width-help"));
    ui.add(tick(&mut choice.legend, t("export-legend")));
    place_ui(ui);
    ui.add_space(8.0);
    press_ui(ui, about)
}

/// A row with a whole number.
fn count_ui(
    ui: &mut Ui,
    (label, help): (&'static str, &str),
    value: &mut u16,
    range: std::ops::RangeInclusive<u16>,
) {
    let mut number = f64::from(*value);
    let id = ui.scope_id().with(label);
    let of = Field {
        name: label,
        ends: (f64::from(*range.start()), f64::from(*range.end())),
        spread: Spread::Whole,
    };
    row_ui(ui, label, help, |ui| {
        number_ui(ui, id, &mut number, &of, Effect::Live, CONTROL)
    });
    refused_ui(ui, id);
    let number = number.round() as u16;
    *value = number.clamp(*range.start(), *range.end());
}

fn press_ui(ui: &mut Ui, about: &AnimationForm) -> Option<Press> {
    let size = tf(
        "export-moving-size",
        &[
            ("width", &about.pixels.0.to_string()),
            ("height", &about.pixels.1.to_string()),
            ("seconds", &number::fixed(about.seconds, 1)),
        ],
    );
    let palette = palette(ui.visuals());
    let save = RichText::new(t("export-animate")).color(palette.on_accent);
    let open = about.granted.is_some() && !about.busy;
    let why = match about.busy {
        true => t("export-one-at-a-time"),
        false => t("export-nothing-moves"),
    };
    let button = Button::new(save).fill(palette.accent);
    let size_of = Vec2::new(CHOICES, 28.0);
    let save = ui.add_enabled_ui(open, |ui| ui.add_sized(size_of, button));
    let save = save.inner.on_hover_text(t("export-animate-help"));
    let pressed = save.on_disabled_hover_text(why).clicked();
    if about.granted.is_some() {
        ui.add_space(2.0);
        note_ui(ui, &size, false);
    }
    pressed.then_some(Press::Animate)
}
