//! The course as a list: its lessons in their order, what is done of each, and where to go on.

use std::sync::LazyLock;

use eframe::egui::{
    Align, Context, Frame, Id, Key, Layout, Margin, Modal, RichText, ScrollArea, Sense, Ui, Vec2,
};

use super::Store;
use crate::{
    app::{
        escape::clicked_away,
        text::{t, tf},
        theme::palette,
    },
    lesson::{self, Lesson, lesson_ids},
    text::language,
};

/// What was chosen in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// A lesson by its id.
    Lesson(&'static str),
    /// To have the window shown around.
    Tour,
    /// To close the list.
    Close,
}

/// Every lesson, read once.
static LESSONS: LazyLock<Vec<(&'static str, Lesson)>> = LazyLock::new(|| {
    let read = |id| Some((id, lesson::open(id).ok()?));
    lesson_ids().filter_map(read).collect()
});

const WIDTH: f32 = 560.0;

/// Shows the list; returns what was chosen.
pub fn list_ui(ctx: &Context, store: &Store) -> Option<Chosen> {
    let modal = Modal::new(Id::unique("course")).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - 60.0));
        let margin = Frame::new().inner_margin(Margin::symmetric(10, 6));
        margin.show(ui, |ui| sheet_ui(ui, store)).inner
    });
    let closes = clicked_away(&modal).then_some(Chosen::Close);
    modal.inner.or(closes)
}

fn sheet_ui(ui: &mut Ui, store: &Store) -> Option<Chosen> {
    let quiet = palette(ui.visuals()).quiet;
    ui.label(RichText::new(t("course-title")).size(18.0));
    ui.label(RichText::new(t("course-about")).color(quiet));
    ui.add_space(8.0);
    let mut chosen = None;
    let next = LESSONS
        .iter()
        .position(|(id, lesson)| !store.record(id).is_finished(lesson));
    let most = ui.ctx().content_rect().height() - 210.0;
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (place, (id, lesson)) in LESSONS.iter().enumerate() {
            let next = next == Some(place);
            let clicked = row_ui(ui, place, lesson, store, next);
            if clicked || next && enters(ui) {
                chosen = Some(Chosen::Lesson(id));
            }
        }
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button(t("course-tour")).clicked() {
            chosen = Some(Chosen::Tour);
        }
        if ui.button(t("course-close")).clicked() {
            chosen = Some(Chosen::Close);
        }
    });
    chosen
}

/// Whether the key was pressed that opens what stands out, while nothing else has the keys.
fn enters(ui: &Ui) -> bool {
    let free = ui.memory(|memory| memory.focused().is_none());
    free && ui.input(|input| input.key_pressed(Key::Enter))
}

/// A lesson: its number, its title, how long it takes, what is done; whether it was clicked.
fn row_ui(ui: &mut Ui, place: usize, lesson: &Lesson, store: &Store, next: bool) -> bool {
    let palette = palette(ui.visuals());
    let (done, all) = store.record(&lesson.id).of(lesson);
    let title = lesson.title.of(language());
    let size = Vec2::new(ui.available_width(), 30.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let fill = match (response.hovered() || response.has_focus(), next) {
        (true, _) => palette.hovered,
        (false, true) => palette.control,
        (false, false) => palette.panel,
    };
    ui.painter().rect_filled(rect, 5.0, fill);
    let inner = rect.shrink2(Vec2::new(10.0, 0.0));
    let builder = eframe::egui::UiBuilder::new().max_rect(inner);
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(builder.layout(layout), |ui| {
        let number = format!("{:>2}", place + 1);
        ui.label(RichText::new(number).color(palette.quiet).monospace());
        ui.label(RichText::new(title).size(14.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let state = match done {
                0 => tf(
                    "course-minutes",
                    &[("minutes", &lesson.minutes.to_string())],
                ),
                _ if done == all => t("course-done").to_owned(),
                _ => {
                    let args = [("done", &*done.to_string()), ("all", &*all.to_string())];
                    tf("course-of", &args)
                }
            };
            let colour = if done == all {
                palette.accent
            } else {
                palette.quiet
            };
            ui.label(RichText::new(state).size(12.0).color(colour));
        });
    });
    response
        .widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, title));
    response.clicked()
}
