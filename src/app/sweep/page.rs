//! The page of a sweep, in place of the figures: what is shown, the grids, and how far it is.

use eframe::egui::{
    Align, Button, CentralPanel, Frame, Label, Layout, Margin, Panel, ProgressBar, RichText, Ui,
};

use super::{
    cells::{self, Asked},
    swept::Swept,
    view::{AT_ONCE, Choice, Made, View},
};
use crate::{
    app::{
        controls::{Entry, icon_button_ui, icons::Icon, menu_ui},
        number, spots,
        text::{t, tf},
        theme::palette,
    },
    figure::grid::{Sides, key_name},
    look::Style,
    sweep::Plan,
};

const HEAD: f32 = 38.0;
const FOOT: f32 = 34.0;
/// Width of the menus, in points.
const METRIC: f32 = 220.0;
const KEY: f32 = 130.0;

/// How a sweep stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Its folder is read.
    Reading,
    /// It is trained: how much of it is done, how many seconds are left if that is known, and whether it is held.
    Training {
        /// From 0 to 1.
        share: f64,
        /// Seconds.
        left: Option<f64>,
        /// It is held.
        paused: bool,
    },
    /// Nothing goes on.
    Idle,
}

/// What was pressed on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Press {
    /// Something was asked of a cell.
    Cell(Asked),
    /// Hold it.
    Pause,
    /// Let it go on; what was given up, too.
    Resume,
    /// Give it up.
    Cancel,
    /// Write its folder.
    Save,
    /// Export what is shown.
    Figure,
    /// Fill in another one.
    Anew,
    /// Show the page.
    Open,
    /// Back to the figures.
    Close,
}

/// What the page shows.
pub struct Shown<'a> {
    /// The sweep.
    pub swept: &'a Swept,
    /// How it stands.
    pub standing: Standing,
    /// Its folder is being written.
    pub saving: bool,
    /// A dialog lies over it.
    pub covered: bool,
    /// What its buttons do.
    pub help: &'a Help,
}

/// What commands say of themselves that have a button here.
pub struct Help {
    /// To export what is shown.
    pub figure: String,
    /// To fill in another sweep.
    pub anew: String,
    /// To show the page.
    pub grid: String,
}

/// Draws the page; what was pressed.
pub fn page_ui(ui: &mut Ui, shown: &Shown<'_>, view: &mut View) -> Option<Press> {
    spots::mark(ui, "sweep", ui.available_rect_before_wrap());
    let fill = palette(ui.visuals()).panel;
    let frame = Frame::new()
        .fill(fill)
        .inner_margin(Margin::symmetric(14, 0));
    let bar = |panel: Panel, height: f32| panel.exact_size(height).resizable(false).frame(frame);
    let made = view.made(shown.swept);
    let mut choice = None;
    let head = bar(Panel::top("sweep-head"), HEAD).show(ui, |ui| {
        ui.horizontal_centered(|ui| head_ui(ui, shown)).inner
    });
    bar(Panel::top("sweep-what"), HEAD).show(ui, |ui| {
        ui.horizontal_centered(|ui| choice = what_ui(ui, &shown.swept.plan, made));
    });
    let foot = bar(Panel::bottom("sweep-foot"), FOOT).show(ui, |ui| {
        ui.horizontal_centered(|ui| foot_ui(ui, shown)).inner
    });
    let style = Style::new(palette(ui.visuals()).theme());
    let style = style.with_chosen(shown.swept.plan.session().look.chosen());
    let asked = CentralPanel::no_frame().show(ui, |ui| {
        let seeds = |job: &crate::sweep::Job| shown.swept.seeds_of(job);
        let grids = made.shown();
        let several = made.grids.len() > 1;
        let mut kept = made.kept.borrow_mut();
        let with = cells::With {
            style,
            seeds: &seeds,
            covered: shown.covered,
        };
        cells::grids_ui(ui, (&grids, several), &with, &mut kept)
    });
    if let Some(choice) = choice {
        view.choice = choice;
        ui.ctx().request_repaint();
    }
    let asked = asked.inner.map(Press::Cell);
    head.inner.or(foot.inner).or(asked)
}

/// What is swept, and what can be done with it.
fn head_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Press> {
    let mut press = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let close = icon_button_ui(ui, Icon::Close, t("sweep-close"));
        if close.clicked() {
            press = Some(Press::Close);
        }
        let mut button = |ui: &mut Ui, (word, help, open): (&str, &str, bool), pressed: Press| {
            let button = ui.add_enabled(open, Button::new(word));
            if button.on_hover_text(help).clicked() {
                press = Some(pressed);
            }
        };
        let words = (t("sweep-figure"), &*shown.help.figure, true);
        button(ui, words, Press::Figure);
        if shown.swept.is_unsaved() {
            let words = (t("sweep-save"), t("sweep-save-help"), !shown.saving);
            button(ui, words, Press::Save);
        }
        let words = (t("sweep-anew"), &*shown.help.anew, true);
        button(ui, words, Press::Anew);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let title = tf("sweep-title", &[("of", &shown.swept.of)]);
            ui.label(RichText::new(title).size(15.0));
            let about = about(&shown.swept.plan);
            let about = Label::new(RichText::new(&about).size(12.0).weak()).truncate();
            ui.add(about);
        });
    });
    press
}

/// How many runs over which keys and how many seeds.
fn about(plan: &Plan) -> String {
    let axes = plan.axes().iter();
    let keys: Vec<String> = axes.map(|axis| key_name(plan, &axis.key)).collect();
    let (runs, seeds) = (plan.runs().to_string(), plan.seeds().to_string());
    let args = [
        ("keys", &*keys.join(" × ")),
        ("runs", &*runs),
        ("seeds", &*seeds),
    ];
    match plan.seeds() {
        1 => tf("sweep-about-one", &args),
        _ => tf("sweep-about", &args),
    }
}

/// The menus of what is shown; what was chosen.
fn what_ui(ui: &mut Ui, plan: &Plan, made: &Made) -> Option<Choice> {
    let choice = &made.choice;
    let mut new = choice.clone();
    let metrics = made.metrics.iter();
    let metrics = metrics.map(|metric| Entry::new(metric.column.to_string(), metric.name()));
    let (response, picked) = menu_ui(
        ui,
        "sweep-metric",
        METRIC,
        &choice.metric,
        metrics.collect(),
    );
    response
        .accessible_name(t("sweep-metric"))
        .on_hover_text(t("sweep-metric-help"));
    new.metric = picked.unwrap_or(new.metric);
    if plan.axes().len() > 2 {
        new.sides = sides_ui(ui, plan, choice.sides);
    }
    if made.grids.len() > 1 {
        new.alone = alone_ui(ui, made, choice.alone);
    }
    if new.sides != choice.sides {
        new.alone = None;
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let hint = RichText::new(t("sweep-hint")).size(12.0).weak();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(hint).truncate());
        });
    });
    (new != *choice).then_some(new)
}

/// The keys at both sides. What is chosen for one side changes places where the other one has it.
fn sides_ui(ui: &mut Ui, plan: &Plan, sides: Sides) -> Sides {
    let entries = || {
        let axes = plan.axes().iter().enumerate();
        axes.map(|(place, axis)| Entry::new(place, key_name(plan, &axis.key)))
            .collect::<Vec<_>>()
    };
    let y = sides.y.unwrap_or(sides.x);
    let (response, picked) = menu_ui(ui, "sweep-x", KEY, &sides.x, entries());
    response
        .accessible_name(t("sweep-x"))
        .on_hover_text(t("sweep-x-help"));
    let mut new = sides;
    if let Some(x) = picked {
        new.x = x;
        new.y = Some(if x == y { sides.x } else { y });
    }
    let (response, picked) = menu_ui(ui, "sweep-y", KEY, &y, entries());
    response
        .accessible_name(t("sweep-y"))
        .on_hover_text(t("sweep-y-help"));
    if let Some(picked) = picked {
        new.y = Some(picked);
        new.x = if picked == sides.x { y } else { sides.x };
    }
    new
}

/// Which of several grids are shown.
fn alone_ui(ui: &mut Ui, made: &Made, alone: Option<usize>) -> Option<usize> {
    let all = (made.grids.len() <= AT_ONCE).then(|| Entry::new(None, t("sweep-all-grids")));
    let each = made.grids.iter().enumerate();
    let each = each.map(|(place, grid)| Entry::new(Some(place), grid.title.clone()));
    let entries = all.into_iter().chain(each).collect();
    let (response, picked) = menu_ui(ui, "sweep-alone", KEY, &alone, entries);
    response
        .accessible_name(t("sweep-alone"))
        .on_hover_text(t("sweep-alone-help"));
    picked.unwrap_or(alone)
}

/// How far it is, and what holds it or gives it up.
fn foot_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Press> {
    let (done, all) = (shown.swept.table.rows.len(), shown.swept.plan.runs());
    let counts = [done.to_string(), all.to_string()];
    let counts = [("done", &*counts[0]), ("all", &*counts[1])];
    match shown.standing {
        Standing::Reading => {
            ui.spinner();
            ui.label(t("sweep-reading"));
            None
        }
        Standing::Training {
            share,
            left,
            paused,
        } => {
            let text = tf("sweep-runs", &counts);
            let text = match (paused, left) {
                (true, _) => format!("{text} · {}", t("sweep-paused")),
                (false, None) => text,
                (false, Some(left)) => {
                    let left = number::duration(left);
                    format!("{text} · {}", tf("sweep-left", &[("time", &left)]))
                }
            };
            training_ui(ui, share as f32, &text, paused)
        }
        Standing::Idle => {
            ui.label(RichText::new(tf("sweep-runs", &counts)).weak());
            let open = done < all && shown.swept.own;
            let resume = open.then(|| {
                ui.button(t("sweep-go-on"))
                    .on_hover_text(t("sweep-go-on-help"))
            });
            let press = resume
                .is_some_and(|resume| resume.clicked())
                .then_some(Press::Resume);
            if let Some(place) = &shown.swept.place {
                let place = place.display().to_string();
                let label = Label::new(RichText::new(&place).size(12.0).weak()).truncate();
                ui.add(label).on_hover_text(place);
            }
            press
        }
    }
}

/// A row below the figures, with how far the sweep is that is trained behind them.
pub fn row_ui(ui: &mut Ui, shown: &Shown<'_>) -> Option<Press> {
    let frame = Frame::new()
        .fill(palette(ui.visuals()).panel)
        .inner_margin(Margin::symmetric(14, 0));
    let panel = Panel::bottom("sweep-row").exact_size(FOOT);
    let row = panel.resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(t("sweep-row")).weak());
            let show = ui.button(t("sweep-show"));
            let open = show.on_hover_text(&*shown.help.grid).clicked();
            let pressed = foot_ui(ui, shown);
            open.then_some(Press::Open).or(pressed)
        })
        .inner
    });
    row.inner
}

fn training_ui(ui: &mut Ui, share: f32, text: &str, paused: bool) -> Option<Press> {
    let mut press = None;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if ui
            .button(t("sweep-cancel"))
            .on_hover_text(t("sweep-cancel-help"))
            .clicked()
        {
            press = Some(Press::Cancel);
        }
        let (word, help, pressed) = match paused {
            true => (t("sweep-resume"), t("sweep-resume-help"), Press::Resume),
            false => (t("sweep-pause"), t("sweep-pause-help"), Press::Pause),
        };
        if ui.button(word).on_hover_text(help).clicked() {
            press = Some(pressed);
        }
        let palette = palette(ui.visuals());
        let bar = ProgressBar::new(share)
            .desired_width(ui.available_width())
            .desired_height(18.0)
            .fill(palette.accent.gamma_multiply(0.55))
            .text(RichText::new(text).size(12.0).color(palette.text));
        ui.add(bar);
    });
    press
}
