//! What stands below the figures, or beside them: the legend, and the numbers of the chosen loss.

use eframe::egui::{
    Align, Frame, Grid, Layout, Margin, Panel, Rect, RichText, ScrollArea, Ui, Vec2,
};

use super::{
    drawn::Drawn,
    legend::{legend_ui, shown_ui},
};
use crate::{
    app::{
        controls::section_ui,
        number, spots,
        text::{t, tf},
        theme::palette,
    },
    figure::lab::Lab,
    lesson::Hide,
    math::vector,
};

/// Height of the panel, and the least and the most width of a table's names, of each of its two columns and of the gap
/// beside it, in points.
const HEIGHT: f32 = 204.0;
const NAMES: [f32; 2] = [80.0, 104.0];
const COLUMN: [f32; 2] = [47.0, 66.0];
const GAPS: [f32; 2] = [12.0, 72.0];
/// The most width of the legend.
const LEGEND: f32 = 600.0;
/// Width of the panel where it stands beside the figures.
const BESIDE: f32 = 284.0;
/// Between the columns of a table.
const BETWEEN: f32 = 6.0;

/// How wide the parts are.
#[derive(Clone, Copy)]
struct Widths {
    names: f32,
    column: f32,
    gap: f32,
    legend: f32,
}

impl Widths {
    /// For a panel `room` points wide. Room beyond the least widths goes to the legend until it has 420 points, then to all.
    fn in_room(room: f32) -> Self {
        let at = |[least, most]: [f32; 2], share: f32| least + (most - least) * share;
        // The room for the legend while the tables stand at `share` between their least and most widths.
        let rest = |share: f32| {
            let table = at(NAMES, share) + 2.0 * (at(COLUMN, share) + BETWEEN);
            room - 2.0 * (table + at(GAPS, share))
        };
        let share = ((rest(0.0) - 420.0) / (rest(0.0) - rest(1.0))).clamp(0.0, 1.0);
        Self {
            names: at(NAMES, share),
            column: at(COLUMN, share),
            gap: at(GAPS, share),
            legend: rest(share).min(LEGEND),
        }
    }

    fn table(self) -> f32 {
        self.names + 2.0 * (self.column + BETWEEN)
    }
}

/// Where the numbers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Below the figures, all of them.
    #[default]
    Below,
    /// Beside the figures, those of what is shown: a lesson stands below.
    Beside,
    /// The same, those of the sides first: a lesson speaks of them.
    BesideSides,
    /// Nowhere: the figures need the room.
    Nowhere,
}

impl Numbers {
    /// Draws them there; what is `hidden` is left out: it gives away what somebody is to say first.
    pub fn ui(self, ui: &mut Ui, lab: &mut Lab, drawn: &Drawn, hidden: &[Hide]) {
        match self {
            Self::Below => dock_ui(ui, lab, drawn, hidden),
            Self::Beside => beside_ui(ui, lab, drawn, hidden, false),
            Self::BesideSides => beside_ui(ui, lab, drawn, hidden, true),
            Self::Nowhere => {}
        }
    }
}

/// Draws the panel beside the figures, as high as they are, with the numbers of the sides first where `sides` come first.
fn beside_ui(ui: &mut Ui, lab: &mut Lab, drawn: &Drawn, hidden: &[Hide], sides: bool) {
    let hides = |what| hidden.contains(&what);
    if hides(Hide::Numbers) && hides(Hide::Boundary) {
        return;
    }
    let frame = Frame::new()
        .fill(palette(ui.visuals()).panel)
        .inner_margin(Margin::symmetric(14, 10));
    let panel = Panel::right("lab-numbers-beside").exact_size(BESIDE);
    panel.resizable(false).frame(frame).show(ui, |ui| {
        let room = ui.max_rect();
        let widths = Widths {
            names: NAMES[1],
            column: 0.5 * (room.width() - NAMES[1]) - BETWEEN,
            gap: 0.0,
            legend: room.width(),
        };
        let area = ScrollArea::vertical()
            .id_salt("lab-numbers")
            .auto_shrink(false);
        let shown = area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            if !hides(Hide::Boundary) && lab.drawn().count() > 1 {
                shown_ui(ui, lab, drawn);
                ui.add_space(8.0);
            }
            for first in [true, false] {
                if sides == first && !hides(Hide::Boundary) && has_margin(lab) {
                    sides_ui(ui, drawn, widths);
                    ui.add_space(8.0);
                }
                if sides != first && !hides(Hide::Numbers) {
                    feature_ui(ui, lab, drawn, widths, hidden);
                    ui.add_space(8.0);
                }
            }
        });
        // Not more of it than there is.
        let height = shown.content_size.y.min(room.height());
        spots::mark(
            ui,
            "lab.numbers",
            Rect::from_min_size(room.min, Vec2::new(room.width(), height)).expand(6.0),
        );
    });
}

/// Draws the panel below the figures; the legend in it changes `lab`.
fn dock_ui(ui: &mut Ui, lab: &mut Lab, drawn: &Drawn, hidden: &[Hide]) {
    let hides = |what| hidden.contains(&what);
    if hides(Hide::Numbers) && hides(Hide::Boundary) {
        return;
    }
    let fill = palette(ui.visuals()).panel;
    let frame = Frame::new()
        .fill(fill)
        .inner_margin(Margin::symmetric(14, 6));
    Panel::bottom("lab-numbers")
        .exact_size(HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let widths = Widths::in_room(ui.available_width());
                ui.spacing_mut().item_spacing.x = widths.gap;
                spots::mark(ui, "lab.numbers", ui.max_rect());
                if !hides(Hide::Boundary) {
                    column_ui(ui, widths.legend, |ui| legend_ui(ui, lab, drawn));
                }
                if !hides(Hide::Numbers) {
                    column_ui(ui, widths.table(), |ui| {
                        feature_ui(ui, lab, drawn, widths, hidden)
                    });
                }
                if !hides(Hide::Boundary) {
                    column_ui(ui, widths.table(), |ui| sides_ui(ui, drawn, widths));
                }
            });
        });
}

fn column_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.x = 8.0;
        content(ui);
    });
}

/// A row: what it is called, what it means, and one value in each column.
struct Row {
    name: &'static str,
    help: &'static str,
    values: [String; 2],
    warn: bool,
}

impl Row {
    fn two(name: &'static str, help: &'static str, values: [String; 2]) -> Self {
        Self {
            name,
            help,
            values,
            warn: false,
        }
    }

    /// One value alone, under the last column.
    fn one(name: &'static str, help: &'static str, value: String) -> Self {
        Self::two(name, help, [String::new(), value])
    }
}

fn degrees(radians: Option<f64>) -> String {
    number::degrees(radians.unwrap_or(f64::NAN).to_degrees())
}

fn fixed(value: Option<f64>, decimals: usize) -> String {
    number::fixed(value.unwrap_or(f64::NAN), decimals)
}

/// What the chosen loss makes of the feature.
fn feature_ui(ui: &mut Ui, lab: &Lab, drawn: &Drawn, widths: Widths, hidden: &[Hide]) {
    let plain = !has_margin(lab);
    let name = lab.chosen().map_or("", |loss| loss.spoken_name());
    // The long names say the short one first.
    let name = name.split(" (").next().unwrap_or(name);
    section_ui(ui, &tf("lab-numbers", &[("loss", name)]));
    let palette = palette(ui.visuals());
    let heads = [t("lab-class-1"), t("lab-class-2")]
        .into_iter()
        .zip(0_u16..);
    let heads: Vec<RichText> = heads
        .map(|(text, class)| {
            let text = RichText::new(text)
                .size(11.5)
                .color(palette.class_text(class));
            if lab.label == usize::from(class) {
                text.underline()
            } else {
                text
            }
        })
        .collect();
    let mut logits = logit_rows(drawn);
    if plain {
        logits.pop();
    }
    // What comes of them is of the feature's own class, in the last column whichever that is.
    let own = vec![RichText::default(), heads[lab.label.min(1)].clone()];
    table_ui(ui, ("lab-feature", widths), ("", heads), &logits);
    if plain {
        let rows = plain_rows(drawn, hidden);
        return table_ui(ui, ("lab-loss", widths), ("", own), &rows);
    }
    let mut rows = loss_rows(drawn);
    if hidden.contains(&Hide::Pull) {
        rows.pop();
    }
    let heads = [t("lab-plain"), t("lab-trained")];
    let heads = heads.map(|text| RichText::new(text).size(11.5).color(palette.quiet));
    table_ui(
        ui,
        ("lab-loss", widths),
        (t("lab-of-margin"), heads.into()),
        &rows,
    );
}

/// A loss without a margin has no numbers of one.
fn has_margin(lab: &Lab) -> bool {
    lab.chosen().is_some_and(|loss| loss.has_margin())
}

/// What comes of the logits where there is no margin.
fn plain_rows(drawn: &Drawn, hidden: &[Hide]) -> Vec<Row> {
    let judged = drawn.reading.judged;
    let posterior = judged.and_then(|judged| judged.posterior);
    let pull = judged.map(|judged| vector::norm(&judged.pull));
    let one = |name, help, value| Row::one(name, help, fixed(value, 4));
    let mut rows = vec![
        one(
            t("lab-posterior"),
            t("lab-posterior-help"),
            posterior.map(|p| p.0),
        ),
        one(
            t("lab-value"),
            t("lab-value-help"),
            judged.map(|judged| judged.loss),
        ),
    ];
    if !hidden.contains(&Hide::Pull) {
        rows.push(one(t("lab-pull"), t("lab-pull-help"), pull));
    }
    rows
}

/// What each class makes of the feature.
fn logit_rows(drawn: &Drawn) -> Vec<Row> {
    let reading = &drawn.reading;
    let judged = reading.judged;
    let logits = |of: fn(&(f64, f64)) -> f64| {
        [0, 1].map(|class| fixed(judged.and_then(|j| Some(of(&j.logits?[class]))), 3))
    };
    vec![
        Row::two(
            t("lab-angle"),
            "",
            reading.theta.map(|theta| degrees(Some(theta))),
        ),
        Row::two(t("lab-logit"), t("lab-logit-help"), logits(|both| both.0)),
        Row::two(
            t("lab-margin-logit"),
            t("lab-margin-logit-help"),
            logits(|both| both.1),
        ),
    ]
}

/// What comes of the logits without the margin, and of those with it.
fn loss_rows(drawn: &Drawn) -> Vec<Row> {
    let judged = drawn.reading.judged;
    let posterior = judged.and_then(|judged| judged.posterior);
    let met = judged.and_then(|judged| judged.met);
    let words = match met {
        Some(true) => t("lab-is-met").to_owned(),
        Some(false) => t("lab-is-not-met").to_owned(),
        None => number::NONE.to_owned(),
    };
    let pull = judged.map(|judged| vector::norm(&judged.pull));
    vec![
        Row::two(
            t("lab-posterior"),
            t("lab-posterior-help"),
            [posterior.map(|p| p.0), posterior.map(|p| p.1)].map(|p| fixed(p, 4)),
        ),
        Row::two(
            t("lab-value"),
            t("lab-value-help"),
            [
                judged.and_then(|judged| judged.plain_loss),
                judged.map(|judged| judged.loss),
            ]
            .map(|loss| fixed(loss, 4)),
        ),
        Row {
            warn: met == Some(false),
            ..Row::one(t("lab-met"), t("lab-met-help"), words)
        },
        Row::one(t("lab-pull"), t("lab-pull-help"), fixed(pull, 4)),
    ]
}

/// Where the sides of the chosen loss run.
fn sides_ui(ui: &mut Ui, drawn: &Drawn, widths: Widths) {
    section_ui(ui, t("lab-sides"));
    let palette = palette(ui.visuals());
    let heads = [(t("lab-from-w1"), 0), (t("lab-from-w2"), 1)];
    let heads = heads.map(|(text, class)| {
        RichText::new(text)
            .size(11.5)
            .color(palette.class_text(class))
    });
    table_ui(
        ui,
        ("lab-sides", widths),
        ("", heads.into()),
        &side_rows(drawn),
    );
}

fn side_rows(drawn: &Drawn) -> Vec<Row> {
    let reading = &drawn.reading;
    let borders = reading.borders;
    let both = |at: Option<f64>| [degrees(at), degrees(at.map(|at| reading.apart - at))];
    let side = |class: usize| borders.and_then(|borders| borders.with_margin[class]);
    vec![
        Row::two("P₁", t("lab-p1-help"), both(side(0))),
        Row::two(
            "P₀",
            t("lab-p0-help"),
            both(borders.and_then(|borders| borders.plain)),
        ),
        Row::two("P₂", t("lab-p2-help"), both(side(1))),
        Row::one(
            t("lab-wedge"),
            t("lab-wedge-help"),
            degrees(borders.and_then(|borders| borders.wedge())),
        ),
        Row::one(
            t("lab-apart"),
            t("lab-apart-help"),
            degrees(Some(reading.apart)),
        ),
        Row::one(
            t("lab-gap"),
            t("lab-gap-help"),
            fixed(reading.cosine_gap, 4),
        ),
    ]
}

fn table_ui(
    ui: &mut Ui,
    (id, widths): (&str, Widths),
    (corner, heads): (&str, Vec<RichText>),
    rows: &[Row],
) {
    let palette = palette(ui.visuals());
    Grid::new(id)
        .num_columns(3)
        .min_row_height(17.0)
        .min_col_width(0.0)
        .spacing(Vec2::new(BETWEEN, 0.5))
        .show(ui, |ui| {
            ui.label(RichText::new(corner).size(11.5).color(palette.quiet));
            for head in heads {
                cell_ui(ui, widths.column, head);
            }
            ui.end_row();
            for row in rows {
                let name = RichText::new(row.name).size(12.0).color(palette.quiet);
                ui.scope(|ui| {
                    ui.set_min_width(widths.names);
                    let label = ui.label(name);
                    if !row.help.is_empty() {
                        label.on_hover_text(row.help);
                    }
                });
                let colour = if row.warn {
                    palette.warning
                } else {
                    palette.text
                };
                for value in &row.values {
                    cell_ui(
                        ui,
                        widths.column,
                        RichText::new(value).size(12.5).color(colour),
                    );
                }
                ui.end_row();
            }
        });
}

fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    let size = Vec2::new(width, 17.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.label(text);
    });
}
