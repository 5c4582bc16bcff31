//! The dialog that starts a sweep.

use eframe::egui::{Button, Context, Frame, Id, Modal, RichText, ScrollArea, Ui, Vec2};

use super::form::{Form, MOST_SEEDS, MOST_VALUES, Side};
use crate::{
    app::{
        controls::{
            Effect, Entry, Field, knob_name, menu_ui, note_ui, number_ui, refused_ui, section_ui,
        },
        escape::clicked_away,
        number,
        text::{t, tf},
        theme::palette,
    },
    knob::Spread,
    sweep::Plan,
};

const WIDTH: f32 = 420.0;
/// What a window leaves free above and below, in points.
const AROUND: f32 = 60.0;
/// Of what stands in front of a field, a menu, and a number.
const LABEL: f32 = 90.0;
const MENU: f32 = 300.0;
const NUMBER: f32 = 64.0;
/// The longest run that can be asked for.
const MOST_STEPS: f64 = 1e6;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Train what is planned.
    Start,
    /// Close the dialog.
    Cancel,
}

/// What the dialog says beside the form.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Seconds that a step takes here now, where that is known.
    pub step: Option<f64>,
    /// Threads that will train.
    pub threads: usize,
    /// Another sweep is being trained.
    pub busy: bool,
    /// The results of another sweep would go.
    pub unsaved: bool,
}

/// Draws the dialog; what was pressed.
pub fn dialog_ui(ctx: &Context, form: &mut Form, about: &About) -> Option<Press> {
    let modal = Modal::new(Id::unique("sweep"))
        .frame(Frame::popup(&ctx.global_style()).inner_margin(16))
        .show(ctx, |ui| {
            ui.set_width(WIDTH);
            ui.label(RichText::new(t("sweep-dialog")).size(17.0));
            note_ui(ui, t("sweep-dialog-about"), false);
            let room = ui.ctx().content_rect().height() - AROUND - 190.0;
            ScrollArea::vertical()
                .id_salt("sweep-form")
                .max_height(room.max(120.0))
                .show(ui, |ui| form_ui(ui, form));
            ui.add_space(8.0);
            foot_ui(ui, form, about)
        });
    let closed = clicked_away(&modal).then_some(Press::Cancel);
    modal.inner.or(closed)
}

fn form_ui(ui: &mut Ui, form: &mut Form) {
    ui.set_width(WIDTH - 8.0);
    section_ui(ui, t("sweep-x-title"));
    let x = form.filled.x.clone();
    if let Some(x) = side_ui(ui, "x", form, Some(&x), false) {
        form.filled.x = x.unwrap_or(form.filled.x.clone());
        form.choose_keys();
    }
    section_ui(ui, t("sweep-y-title"));
    let y = form.filled.y.clone();
    if let Some(y) = side_ui(ui, "y", form, y.as_ref(), true) {
        form.filled.y = y;
    }
    section_ui(ui, t("sweep-runs-title"));
    lanes_ui(ui, form);
    let mut seeds = form.filled.seeds as f64;
    let field = whole(t("sweep-seeds"), MOST_SEEDS as f64);
    number_row_ui(ui, "seeds", &mut seeds, &field);
    form.filled.seeds = seeds as usize;
    let mut steps = form.filled.steps as f64;
    number_row_ui(
        ui,
        "steps",
        &mut steps,
        &whole(t("sweep-steps"), MOST_STEPS),
    );
    form.filled.steps = steps as u64;
}

fn whole(name: &str, most: f64) -> Field<'_> {
    Field {
        name,
        ends: (1.0, most),
        spread: Spread::Whole,
    }
}

fn number_row_ui(ui: &mut Ui, id: &str, value: &mut f64, of: &Field<'_>) {
    let id = Id::unique(("sweep", id));
    ui.horizontal(|ui| {
        let label = label_ui(ui, of.name);
        number_ui(ui, id, value, of, Effect::Live, NUMBER).labelled_by(label);
    });
    refused_ui(ui, id);
}

/// What stands in front of a field; its id.
fn label_ui(ui: &mut Ui, text: &str) -> Id {
    let text = RichText::new(text).color(ui.visuals().weak_text_color());
    let size = Vec2::new(LABEL, ui.spacing().interact_size.y);
    let left = eframe::egui::Layout::left_to_right(eframe::egui::Align::Center);
    let label = ui.allocate_ui_with_layout(size, left, |ui| {
        ui.set_width(LABEL);
        ui.label(text)
    });
    label.inner.id
}

/// What stands between fields; its id.
fn between_ui(ui: &mut Ui, text: &str) -> Id {
    ui.add_space(4.0);
    ui.label(RichText::new(text).weak()).id
}

/// The lanes that are swept, where there are several.
fn lanes_ui(ui: &mut Ui, form: &mut Form) {
    let lanes: Vec<Entry<Option<usize>>> = form
        .lanes()
        .enumerate()
        .map(|(place, title)| Entry::new(Some(place), title))
        .collect();
    if lanes.len() < 2 {
        return;
    }
    let all = Entry::new(None, t("sweep-lanes-all"));
    let entries = std::iter::once(all).chain(lanes).collect();
    let mut picked = None;
    ui.horizontal(|ui| {
        let label = label_ui(ui, t("sweep-lanes"));
        let (response, found) = menu_ui(ui, "sweep-lanes", MENU, &form.filled.lane, entries);
        response.labelled_by(label);
        picked = found;
    });
    if let Some(lane) = picked {
        form.filled.lane = lane;
        form.choose_keys();
    }
}

/// A key, its ends, how many values it has, and which these are. What it was changed to, which may be no key.
fn side_ui(
    ui: &mut Ui,
    id: &str,
    form: &Form,
    side: Option<&Side>,
    none: bool,
) -> Option<Option<Side>> {
    let mut new = side.cloned();
    key_ui(ui, id, form, (&mut new, none));
    if let Some(side) = &mut new {
        values_ui(ui, id, form, side);
    }
    (new.as_ref() != side).then_some(new)
}

fn key_ui(ui: &mut Ui, id: &str, form: &Form, (side, none): (&mut Option<Side>, bool)) {
    let named = |key: String| {
        let name = form.knob(&key).map_or("", knob_name);
        let letter = form.knob(&key).map_or("", |knob| knob.letter());
        let shown = match letter == name {
            true => name.to_owned(),
            false => format!("{} · {name}", crate::knob::written(letter)),
        };
        Entry {
            help: Some(key.clone()),
            ..Entry::new(key, shown)
        }
    };
    let key = side.as_ref().map_or(String::new(), |side| side.key.clone());
    let nothing = none.then(|| Entry::new(String::new(), t("sweep-no-key")));
    let keys = form.keys().into_iter();
    // A key has one side.
    let keys = keys.filter(|key| !none || *key != form.filled.x.key);
    let entries = nothing.into_iter().chain(keys.map(named));
    ui.horizontal(|ui| {
        let label = label_ui(ui, t("sweep-key"));
        let salt = format!("sweep-key-{id}");
        let (response, picked) = menu_ui(ui, &salt, MENU, &key, entries.collect());
        let name = if none {
            t("sweep-y-title")
        } else {
            t("sweep-x-title")
        };
        response.labelled_by(label).accessible_name(name);
        match picked {
            Some(key) if key.is_empty() => *side = None,
            Some(key) => *side = Some(form.usual(&key)),
            None => {}
        }
    });
}

fn values_ui(ui: &mut Ui, id: &str, form: &Form, side: &mut Side) {
    let Some(knob) = form.knob(&side.key) else {
        return;
    };
    let ids = ["from", "to", "count"].map(|part| Id::unique(("sweep", id, part)));
    let names = [t("sweep-from"), t("sweep-to"), t("sweep-count")];
    let end = |place: usize| Field {
        name: names[place],
        ends: (knob.min, knob.max),
        spread: knob.spread,
    };
    ui.horizontal(|ui| {
        let mut count = side.count as f64;
        let ends = [&mut side.from, &mut side.to];
        let mut label = label_ui(ui, names[0]);
        for (place, value) in ends.into_iter().enumerate() {
            if place > 0 {
                label = between_ui(ui, names[place]);
            }
            number_ui(ui, ids[place], value, &end(place), Effect::Live, NUMBER).labelled_by(label);
        }
        let label = between_ui(ui, names[2]);
        let of = whole(names[2], MOST_VALUES as f64);
        number_ui(ui, ids[2], &mut count, &of, Effect::Live, 40.0).labelled_by(label);
        side.count = count as usize;
    });
    ids.into_iter().for_each(|id| refused_ui(ui, id));
    let values: Vec<String> = form.values(side).into_iter().map(number::plain).collect();
    note_ui(ui, &values.join("  "), false);
}

/// What it will be, or why it cannot be, and the buttons.
fn foot_ui(ui: &mut Ui, form: &mut Form, about: &About) -> Option<Press> {
    let planned = form.plan();
    match planned {
        Ok(plan) => drop(ui.label(told(plan, about))),
        Err(why) => drop(note_ui(ui, why, true)),
    }
    if about.busy {
        note_ui(ui, t("sweep-busy"), true);
    } else if about.unsaved {
        note_ui(ui, t("sweep-unsaved"), true);
    }
    let open = planned.is_ok() && !about.busy;
    let mut press = None;
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let palette = palette(ui.visuals());
        let start = RichText::new(t("sweep-start"))
            .color(palette.on_accent)
            .strong();
        let start = ui.add_enabled(open, Button::new(start).fill(palette.accent));
        if start.on_hover_text(t("sweep-start-help")).clicked() {
            press = Some(Press::Start);
        }
        if ui.button(t("own-cancel")).clicked() {
            press = Some(Press::Cancel);
        }
    });
    press
}

/// How many runs it is, and about how long they take.
fn told(plan: &Plan, about: &About) -> String {
    let runs = plan.runs().to_string();
    let steps = |number: usize| plan.experiment(&plan.job(number)).map_or(0, |e| e.steps);
    // A seed makes no run longer.
    let cells = (0..plan.runs()).step_by(plan.seeds());
    let steps: u64 = cells.map(steps).sum::<u64>() * plan.seeds() as u64;
    let at_once = about.threads.min(plan.runs()).max(1);
    let threads = at_once.to_string();
    let args = [("runs", &*runs), ("threads", &*threads)];
    let text = tf("sweep-will-be", &args);
    match about.step {
        None => text,
        Some(step) => {
            let time = number::duration(step * steps as f64 / at_once as f64);
            format!(
                "{text}{}{}",
                t("sentence-gap"),
                tf("sweep-takes", &[("time", &time)])
            )
        }
    }
}
