//! The charts beside or below the tiles: which are shown, and one of them large in place of the tiles.

use std::{collections::BTreeMap, sync::Arc};

use eframe::egui::{self, Align, Layout, RichText, Sense, TextStyle, Ui, UiBuilder, Vec2};

use super::{
    controls::{Entry, enlarge_ui, menu_ui, tick},
    export::Recipe,
    lanes::{Lane, chart_lane},
    number, spots,
    text::{Language, language, listed, t, tf},
    theme::palette,
    threshold::{Threshold, handles_ui},
};
use crate::{
    draw::Words,
    export::{Camera, Drawing, Panel},
    figure::{
        Show, Switches,
        chart::ChartFigure,
        charts::{self, Chart, ChartLane, SEEN},
        scale,
    },
    look::{Style, size},
    render::chart::{ChartDrawn, chart_ui},
    train::{Experiment, Snapshot},
};

/// Height of a chart's row of controls, with the space below it.
pub const HEAD: f32 = 28.0;
/// A chart that would be lower than this stands beside the next one.
const FLAT: f32 = 110.0;
/// A row that is narrower has no room for the switches.
const SWITCHES_FROM: f32 = 300.0;

/// The charts, kept from frame to frame.
#[derive(Default)]
pub struct Charts {
    /// What each place shows, where a person has chosen.
    places: BTreeMap<usize, &'static str>,
    /// The same, as the session was opened.
    opened: BTreeMap<usize, &'static str>,
    /// Shown large.
    large: Option<&'static str>,
    /// By chart, and by the lane where lanes are drawn apart.
    drawn: BTreeMap<(&'static str, String), Drawn>,
    /// The frame that began last.
    frame: u64,
    switches: BTreeMap<&'static str, Switches>,
    /// Up to which angle pairs are accepted as one class, in all charts that show it.
    threshold: Threshold,
}

/// How a chart stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// Among others, at a place that shows what a person chooses.
    Small,
    /// In place of the tiles.
    Large,
    /// Beside the tiles, for a lesson.
    Alone,
}

/// A lane of a chart, as it was when that was made.
struct Origin {
    place: usize,
    name: String,
    snapshot: Arc<Snapshot>,
    experiment: Experiment,
}

/// A figure and what it was made from; made again only when that changed.
struct Drawn {
    from: Vec<Origin>,
    switches: Switches,
    figure: ChartFigure,
    language: Language,
    /// The frame in which it was shown last.
    frame: u64,
}

impl Origin {
    fn of(lane: &ChartLane<'_>) -> Self {
        Self {
            place: lane.place,
            name: lane.name.to_owned(),
            snapshot: lane.snapshot.clone(),
            experiment: lane.experiment.clone(),
        }
    }
}

impl Drawn {
    /// Whether it shows these lanes with these switches.
    fn is_of(&self, lanes: &[ChartLane<'_>], switches: &Switches) -> bool {
        let mut pairs = self.from.iter().zip(lanes);
        self.switches == *switches
            && self.language == language()
            && self.from.len() == lanes.len()
            && pairs.all(|(from, lane)| {
                Arc::ptr_eq(&from.snapshot, lane.snapshot)
                    && (from.place, &*from.name) == (lane.place, lane.name)
                    && from.experiment == *lane.experiment
            })
    }
}

impl Charts {
    /// The charts of a session that asks for `show`.
    pub fn opened(show: &Show) -> Self {
        let all = charts::registry().iter();
        Self {
            places: show.charts().enumerate().collect(),
            opened: show.charts().enumerate().collect(),
            large: show.large(),
            drawn: BTreeMap::new(),
            frame: 0,
            switches: all
                .map(|chart| (chart.id(), show.switches(chart.switches())))
                .collect(),
            threshold: Threshold::opened(show.threshold()),
        }
    }

    /// For every chart what makes it of `lanes` as a file shows it, and how it is made again; `None` where it has nothing to show.
    pub fn makers(
        &mut self,
        lanes: &[Lane],
    ) -> Vec<impl FnOnce(&[Lane]) -> Option<(Panel, Recipe)> + use<>> {
        let all: Vec<ChartLane<'_>> = lanes.iter().enumerate().map(chart_lane).collect();
        let charts = charts::registry().iter();
        let makers = charts.map(|chart| {
            let (chart, switches) = (*chart, self.in_force(*chart));
            let shown = self.drawn.iter().find_map(|((id, _), drawn)| {
                let same = *id == chart.id() && drawn.is_of(&all, &switches);
                same.then(|| drawn.figure.clone())
            });
            move |lanes: &[Lane]| {
                let all: Vec<ChartLane<'_>> = lanes.iter().enumerate().map(chart_lane).collect();
                let figure = shown.unwrap_or_else(|| chart.figure(&all, &switches));
                let panel = (!figure.is_empty()).then(|| Panel {
                    run: None,
                    drawing: Drawing::Chart(figure),
                    title: chart.spoken_name().to_owned(),
                    classes: Vec::new(),
                    camera: Camera::default(),
                })?;
                Some((panel, Recipe::Chart { chart, switches }))
            }
        });
        makers.collect()
    }

    /// The charts that a person has chosen, by place, to be remembered.
    pub fn arranged(&self) -> BTreeMap<String, String> {
        let places = self.places.iter();
        places
            .filter(|_| self.places != self.opened)
            .map(|(place, id)| (place.to_string(), (*id).to_owned()))
            .collect()
    }

    /// Chooses what is remembered; charts that are no more are left out.
    pub fn arrange(&mut self, remembered: &BTreeMap<String, String>) {
        for (place, id) in remembered {
            if let (Ok(place), Some(chart)) = (place.parse(), charts::find(id)) {
                self.places.insert(place, chart.id());
            }
        }
    }

    /// Whether one stands large in place of the tiles.
    pub fn is_large(&self) -> bool {
        self.large.is_some()
    }

    /// The place in the registry of the one that stands large.
    pub fn large(&self) -> Option<usize> {
        let large = self.large?;
        charts::registry()
            .iter()
            .position(|chart| chart.id() == large)
    }

    /// Lets the tiles return.
    pub fn put_back(&mut self) {
        self.large = None;
    }

    /// The chart that stands large in place of the tiles.
    pub fn large_ui(&mut self, ui: &mut Ui, lanes: &[Lane]) {
        let Some(id) = self.large else {
            return;
        };
        egui::Frame::new().inner_margin(12).show(ui, |ui| {
            let size = ui.available_size() - Vec2::new(0.0, HEAD);
            let picked = self.chart_ui(ui, "large", id, lanes, size, Size::Large);
            if let Some(picked) = picked {
                self.large = Some(picked);
            }
        });
    }

    /// This chart in all the room that there is, beside the tiles.
    pub fn alone_ui(&mut self, ui: &mut Ui, id: &'static str, lanes: &[Lane]) {
        let size = ui.available_size() - Vec2::new(0.0, HEAD + 4.0);
        // Which one it is was not chosen here.
        let room = ui.available_rect_before_wrap();
        let _ = self.chart_ui(ui, "alone", id, lanes, size, Size::Alone);
        spots::mark(ui, format!("chart:{id}"), room.expand(2.0));
    }

    /// The chart at `place`, in a box `width` wide whose chart is `height` high.
    pub fn place_ui(&mut self, ui: &mut Ui, place: usize, lanes: &[Lane], size: Vec2) {
        let chosen = self.places.get(&place).copied();
        let chosen = chosen.filter(|id| self.large != Some(*id));
        let id = chosen.unwrap_or_else(|| self.unchosen(place));
        let picked = self.chart_ui(ui, &format!("place-{place}"), id, lanes, size, Size::Small);
        if let Some(picked) = picked {
            self.places.insert(place, picked);
        }
    }

    /// The registry's charts in their order, without those that stand somewhere by choice.
    fn unchosen(&self, place: usize) -> &'static str {
        let all = charts::registry().iter().map(|chart| chart.id());
        let mut chosen: Vec<&str> = self.places.values().copied().collect();
        chosen.extend(self.large);
        let free: Vec<&'static str> = all.filter(|id| !chosen.contains(id)).collect();
        let before = self
            .places
            .range(..place)
            .filter(|(_, id)| self.large != Some(**id));
        let found = free.get(place - before.count()).or(free.last());
        found.copied().unwrap_or_else(|| charts::registry()[0].id())
    }

    /// A row of controls and the chart below. Returns the chart that was picked instead.
    fn chart_ui(
        &mut self,
        ui: &mut Ui,
        salt: &str,
        id: &'static str,
        lanes: &[Lane],
        size: Vec2,
        how: Size,
    ) -> Option<&'static str> {
        let chart = charts::find(id)?;
        self.threshold.hear(ui.ctx(), lanes);
        let side = match how != Size::Small && chart.has_threshold() {
            true => Threshold::side(size.x),
            false => 0.0,
        };
        let builder = UiBuilder::new().id_salt(salt);
        let scope = ui.scope_builder(builder.layout(Layout::top_down(Align::Min)), |ui| {
            ui.set_width(size.x);
            let picked = self.head_ui(ui, chart, lanes, how == Size::Large);
            let alone = how != Size::Small && chart.lanes_apart() && lanes.len() > 1;
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let room = Vec2::new(size.x - side, size.y);
                ui.vertical(|ui| {
                    ui.set_width(room.x);
                    match alone {
                        true => self.apart_ui(ui, chart, lanes, room, side > 0.0),
                        false => self.together_ui(ui, chart, lanes, room, side > 0.0),
                    }
                });
                if side > 0.0 {
                    let seen = self.switches_of(chart).on(SEEN.id);
                    ui.vertical(|ui| {
                        ui.set_width(side);
                        self.threshold.side_ui(ui, lanes, seen);
                    });
                }
            });
            picked
        });
        spots::mark(ui, format!("chart:{id}"), scope.response.rect);
        spots::mark(ui, "chart", scope.response.rect);
        scope.inner
    }

    /// All lanes in one chart; what it says below is left out where it is `told` beside it.
    fn together_ui(
        &mut self,
        ui: &mut Ui,
        chart: &dyn Chart,
        lanes: &[Lane],
        size: Vec2,
        told: bool,
    ) {
        let all: Vec<ChartLane<'_>> = lanes.iter().enumerate().map(chart_lane).collect();
        let seen = self.switches_of(chart).on(SEEN.id);
        let figure = self.figure(chart, "", &all);
        let mut cleared;
        let figure = match told && !figure.threshold.below.is_empty() {
            true => {
                cleared = figure.clone();
                cleared.threshold.below.clear();
                &cleared
            }
            false => figure,
        };
        let drawn = figure_ui(ui, chart, figure, size);
        let Some(drawn) = drawn else {
            return;
        };
        let held = handles_ui(ui, figure, &drawn, lanes, (seen, told));
        if self.threshold.drawn(held) && !told {
            let chart = drawn.response.rect;
            self.threshold.card_ui(ui.ctx(), lanes, seen, chart);
        }
    }

    /// The same chart once for each lane, below each other or in two columns, so that one scale serves all.
    fn apart_ui(&mut self, ui: &mut Ui, chart: &dyn Chart, lanes: &[Lane], size: Vec2, told: bool) {
        let palette = palette(ui.visuals());
        // Below each other as long as they stay higher than flat.
        let columns = match size.y / (lanes.len() as f32) < FLAT {
            true => 2,
            false => 1,
        };
        let rows = lanes.len().div_ceil(columns);
        let each = size / Vec2::new(columns as f32, rows as f32);
        let seen = self.switches_of(chart).on(SEEN.id);
        let mut held = Vec::new();
        let (trained, lanes) = (lanes, lanes.iter().enumerate().map(chart_lane));
        let lanes: Vec<ChartLane<'_>> = lanes.collect();
        let mut figures: Vec<ChartFigure> = Vec::new();
        for lane in &lanes {
            figures.push(self.figure(chart, lane.name, &[*lane]).clone());
        }
        scale::share(&mut figures);
        // What they are of is the same and said once.
        figures
            .iter_mut()
            .skip(1)
            .for_each(|figure| figure.note = None);
        figures
            .iter_mut()
            .for_each(|figure| figure.threshold.below.clear());
        let all: Vec<_> = lanes.iter().zip(&figures).collect();
        for row in all.chunks(columns) {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing = Vec2::new(0.0, 2.0);
                for (lane, figure) in row {
                    ui.vertical(|ui| {
                        ui.set_width(each.x);
                        let name = RichText::new(lane.name).size(12.5);
                        ui.label(name.color(palette.lane(lane.place)));
                        let drawn = figure_ui(ui, chart, figure, each - Vec2::new(4.0, 24.0));
                        if let Some(drawn) = drawn {
                            held.extend(handles_ui(ui, figure, &drawn, trained, (seen, told)));
                        }
                    });
                }
            });
        }
        if self.threshold.drawn(held) && !told {
            let charts = ui.min_rect();
            self.threshold.card_ui(ui.ctx(), trained, seen, charts);
        }
    }

    fn head_ui(
        &mut self,
        ui: &mut Ui,
        chart: &dyn Chart,
        lanes: &[Lane],
        large: bool,
    ) -> Option<&'static str> {
        let id = chart.id();
        let mut picked = None;
        ui.horizontal(|ui| {
            ui.set_height(HEAD - 6.0);
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.spacing_mut().interact_size.y = 20.0;
            let entries = charts::registry().iter();
            let entries = entries.map(|chart| Entry::new(chart.id(), chart.spoken_name()));
            let (response, chosen) = menu_ui(ui, "chart", 122.0, &id, entries.collect());
            response
                .accessible_name(t("chart"))
                .on_hover_text(chart.spoken_help());
            picked = chosen;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if enlarge_ui(ui, large, chart.spoken_name()) {
                    self.large = (!large).then_some(id);
                }
                if ui.available_width() + 160.0 >= SWITCHES_FROM {
                    let unseen = |lane: &Lane| lane.snapshot.dataset.unseen.classes() > 0;
                    self.switches_ui(ui, chart, lanes.iter().any(unseen));
                }
            });
        });
        ui.add_space(2.0);
        picked
    }

    /// From right to left, as the row is filled; those that make a difference where classes are `unseen`, or none is.
    fn switches_ui(&mut self, ui: &mut Ui, chart: &dyn Chart, unseen: bool) {
        let switches = self.switches_of(chart);
        ui.spacing_mut().item_spacing.x = 7.0;
        ui.spacing_mut().icon_width = 12.0;
        ui.spacing_mut().icon_spacing = 3.0;
        let all = chart.switches().iter().rev();
        for switch in all.filter(|switch| switch.applies(unseen)) {
            let mut on = switches.on(switch.id);
            let label = switch.name_in(chart.id());
            let text = RichText::new(label).size(11.5);
            let response = ui.add(tick(&mut on, text));
            let help = switch.help_in(chart.id());
            if response.on_hover_text(help).changed() {
                switches.set(switch.id, on);
            }
        }
    }

    fn switches_of(&mut self, chart: &dyn Chart) -> &mut Switches {
        let new = || Switches::defaults(chart.switches());
        self.switches.entry(chart.id()).or_insert_with(new)
    }

    /// The switches of `chart` with the threshold, where it shows that.
    fn in_force(&mut self, chart: &dyn Chart) -> Switches {
        let mut switches = self.switches_of(chart).clone();
        let degrees = self.threshold.degrees();
        switches.set_threshold(degrees.filter(|_| chart.has_threshold()));
        switches
    }

    /// Begins this frame, and lets go of what was not shown in the one before: each chart holds the states that it was made from,
    /// and their data.
    pub fn let_go(&mut self, frame: u64) {
        if frame != self.frame {
            let before = self.frame;
            self.drawn.retain(|_, drawn| drawn.frame >= before);
            self.threshold.let_go();
            self.frame = frame;
        }
    }

    /// The figure of `chart`, made again if anything that it shows has changed.
    fn figure(&mut self, chart: &dyn Chart, key: &str, lanes: &[ChartLane<'_>]) -> &ChartFigure {
        let switches = self.in_force(chart);
        let frame = self.frame;
        let make = || Drawn {
            frame,
            from: lanes.iter().map(Origin::of).collect(),
            figure: chart.figure(lanes, &switches),
            switches: switches.clone(),
            language: language(),
        };
        let place = self.drawn.entry((chart.id(), key.to_owned()));
        let drawn = place
            .and_modify(|drawn| {
                if !drawn.is_of(lanes, &switches) {
                    *drawn = make();
                }
            })
            .or_insert_with(make);
        drawn.frame = frame;
        &drawn.figure
    }
}

/// Draws it; `None` where there is nothing to draw yet.
fn figure_ui(
    ui: &mut Ui,
    chart: &dyn Chart,
    figure: &ChartFigure,
    size: Vec2,
) -> Option<ChartDrawn> {
    // The last number of the horizontal axis reaches beyond it.
    let room = size - Vec2::new(14.0, 0.0);
    let palette = palette(ui.visuals());
    let font = TextStyle::Small.resolve(ui.style());
    if figure.is_empty() {
        let (rect, response) = ui.allocate_exact_size(room, Sense::hover());
        response.accessible_name(chart.spoken_name());
        let at = egui::Align2::CENTER_CENTER;
        let text = t("chart-empty");
        ui.painter()
            .text(rect.center(), at, text, font, palette.quiet);
        return None;
    }
    let style = Style::new(palette.theme()).on(palette.look().panel);
    // A chart that stands alone has larger type than one among others.
    let grown = size::type_in(f64::from(room.x.min(room.y)));
    let font = f64::from(font.size).max(grown);
    let drawn = chart_ui(ui, figure, style, (font, Words::spoken()), room);
    let response = drawn.response.accessible_name(summary(chart, figure));
    Some(ChartDrawn { response, ..drawn })
}

/// The chart in words: the last value of each curve, and where a histogram is highest.
fn summary(chart: &dyn Chart, figure: &ChartFigure) -> String {
    let named = figure.series.iter().filter(|series| {
        use crate::figure::chart::Tone;
        !matches!(series.tone, Tone::Family(_))
    });
    let curves = named.filter_map(|series| {
        let [x, y] = series.points.last()?;
        let (x, y) = (number::plain(*x), number::plain(*y));
        Some(format!("{} {y} @ {x}", series.name))
    });
    let named = figure.bars.iter().filter(|bars| !bars.name.is_empty());
    let bars = named.map(|bars| {
        let highest = bars.shares.iter().enumerate();
        let highest = highest.max_by(|a, b| a.1.total_cmp(b.1));
        let middle = highest.map_or(0.0, |(i, _)| bars.start + (i as f64 + 0.5) * bars.width);
        format!("{} {}", bars.name, number::degrees(middle))
    });
    let parts: Vec<String> = curves
        .chain(bars)
        .chain(figure.note.clone())
        .map(|part| part.trim().to_owned())
        .collect();
    let parts = listed(&parts);
    tf(
        "chart-described",
        &[("chart", chart.spoken_name()), ("parts", &parts)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::settings::Settings,
        train::{Session, Start, Worker},
    };

    fn lane() -> Lane {
        let session = Session::preset("blobs").unwrap();
        let start = Start {
            session: session.clone(),
            playing: false,
            stop_at: None,
            endless: true,
        };
        let state = Worker::spawn(start, Box::new(|| {})).latest();
        Settings::new(session).lanes(&state).remove(0)
    }

    /// What it was made from holds the data of a run that nobody looks at any more.
    #[test]
    fn a_chart_that_is_not_shown_lets_go_of_its_states() {
        let lane = lane();
        let chart = charts::registry()[0];
        let mut charts = Charts::opened(&Show::default());
        let held = || Arc::strong_count(&lane.snapshot);
        let before = held();
        for frame in 1..4 {
            charts.let_go(frame);
            charts.figure(chart, "", &[chart_lane((0, &lane))]);
            assert!(held() > before, "it is shown, and made once");
        }
        charts.let_go(4);
        assert!(held() > before, "it was shown in the frame before");
        charts.let_go(5);
        assert_eq!(held(), before);
    }

    #[test]
    fn a_chart_is_made_again_for_a_lane_at_another_place_or_of_another_name() {
        let lane = lane();
        let switches = Switches::default();
        let drawn = Drawn {
            frame: 0,
            from: vec![Origin::of(&chart_lane((0, &lane)))],
            figure: charts::registry()[0].figure(&[chart_lane((0, &lane))], &switches),
            switches: switches.clone(),
            language: language(),
        };
        let check = |lanes: &[ChartLane<'_>], expect| {
            assert_eq!(drawn.is_of(lanes, &switches), expect);
        };
        check(&[chart_lane((0, &lane))], true);
        check(&[chart_lane((1, &lane))], false);
        check(&[], false);
        let mut other = lane.clone();
        other.title.push('x');
        check(&[chart_lane((0, &other))], false);
        let mut other = lane.clone();
        other.snapshot = Arc::new(Snapshot::clone(&lane.snapshot));
        check(&[chart_lane((0, &other))], false);
    }
}
