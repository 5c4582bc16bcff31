//! What happens in a frame, in its order: what arrived, what was pressed, what the controls change, and then the figures.

use eframe::egui::{self, CentralPanel, Context, Margin, Panel, Ui};

use super::{
    charts::Charts,
    choosing::Purpose,
    command::{
        Command, Standing,
        keys::{self, Elsewhere},
    },
    course, dock, dropped,
    escape::{self, Dialog, Open},
    help, history,
    lab::With,
    lanes::Lane,
    layout::{self, Dock},
    notices, number, open_dialog,
    own_data::OwnData,
    palette::{self, Chosen, Entry},
    panel, picture,
    screenshot::RequestedScreenshot,
    settings::Draft,
    spots,
    state::{MarginscopeApp, carried},
    story,
    text::{t, tf},
    theme::palette,
    tiles::{Dragged, Surroundings, TilesHappened},
    top_bar::{self, Bar, Clicked},
    undo::begins_anew,
    welcome::{self, Wanted, Welcome},
};
use crate::{
    figure::{
        plane::Border,
        steer::{self, Steered},
    },
    lesson::Hide,
    look::Rgba,
    train::{Edit, Scope, colour_key},
};

/// A window that is lower has no room for the history under a lesson, points.
const LOW: f32 = 560.0;

impl MarginscopeApp {
    /// Takes what arrived since the last frame: a newer state, a picture.
    fn receive(&mut self, ctx: &Context) {
        // It is of what was drawn in the last frame, and is named and carries what was shown there.
        let pictured = self.picture.take().map(|image| {
            let lanes = self.shown_lanes();
            let mut carried = carried(self.settings.session(), &lanes);
            carried.laboratory = self.lab.text();
            (image, lanes, carried)
        });
        let requested = self.requested.as_ref();
        if !requested.is_some_and(RequestedScreenshot::holds) {
            let latest = self.worker.latest();
            let now = ctx.input(|input| input.time);
            self.history.record(&latest, now);
            if self.turning.hear(latest.turns) {
                self.notices.problem(t("turn-refused").to_owned());
            }
            self.state = self.turning.over(latest);
            self.pacing.see(&self.state);
        }
        if let Some(why) = self.worker.trouble() {
            self.notices.problem(why);
        }
        if let Some(why) = self.promise.broken(ctx, &self.state) {
            self.notices.problem(why);
        }
        let Some((image, lanes, carried)) = pictured else {
            return;
        };
        if let Some(requested) = &mut self.requested {
            return requested.fulfil(ctx, &image, &carried, &lanes);
        }
        let stem = picture::stem(&lanes);
        self.choose(ctx, Purpose::Picture(image, Box::new(carried), stem));
    }

    /// Sees to letters that a person wrote and that no font here has: in names of files, folders and classes.
    fn see_letters(&mut self, ctx: &Context) {
        let lanes = self.state.lanes.iter();
        let classes = lanes.flat_map(|lane| {
            let dataset = &lane.dataset;
            dataset
                .class_names
                .iter()
                .chain(&dataset.unseen.class_names)
        });
        let paths = self.settings.experiments().iter();
        let paths = paths.map(|(_, experiment)| &experiment.data.path);
        let folder = self.export.folder();
        let folder = folder.to_string_lossy();
        let own = [&*self.settings.session().id, &*self.path_typed, &*folder];
        let texts = classes.chain(paths).map(String::as_str).chain(own);
        let texts = texts.chain(self.notices.texts());
        let previewed = self.own_data.iter().flat_map(OwnData::texts);
        let texts = texts.chain(previewed);
        if let Some(why) = self.letters.see(ctx, texts) {
            self.notices.problem(why.to_owned());
        }
    }

    /// How things stand: what decides which commands apply.
    fn standing(&self, ctx: &Context) -> Standing {
        let lanes = self.lanes();
        Standing {
            playing: self.state.playing,
            several: lanes.len() > 1,
            full: self.lanes_full(),
            given: !lanes.is_empty() && lanes.iter().all(Lane::is_given),
            over: !lanes.is_empty() && lanes.iter().all(Lane::failed),
            at_limit: self.at_limit(),
            changed: *self.settings.session() != self.opened,
            undo: self.can_travel(true),
            redo: self.can_travel(false),
            lab: self.lab.is_open(),
            swept: self.sweep.has_one(),
            figure: match self.lab.is_open() {
                true => self.lab.points_at_figure(),
                false if self.sweep.is_open() => false,
                false => self.tiles.points_at_figure() || self.charts.is_large(),
            },
            dark: ctx.global_style().visuals.dark_mode,
            lesson: self.course.is_on(),
            presents: self.present.is_on(),
            top: escape::top(&self.open_layers(ctx)),
        }
    }

    /// The same under the palette, which goes before what is chosen in it happens.
    fn standing_below(&self, ctx: &Context) -> Standing {
        let below = escape::below_palette(&self.dialogs);
        let open = Open {
            dialogs: &below,
            // It is the palette that is written into.
            writing: false,
            ..self.open_layers(ctx)
        };
        Standing {
            top: escape::top(&open),
            ..self.standing(ctx)
        }
    }

    /// Lets knobs that move by themselves do so as often as the window can draw; none moves that is not seen.
    fn pace_play(&mut self, ctx: &Context) {
        if self.lab.is_open() {
            self.play.hold_all();
        }
        match self.play.any() {
            true => ctx.request_repaint_after(self.pacing.interval()),
            false => self.undo.held(),
        }
    }

    /// Does what was pressed on the keyboard.
    fn keys(&mut self, ctx: &Context) {
        let elsewhere = Elsewhere {
            writing: ctx.text_edit_focused(),
            dialog: self.export.is_open()
                || [Dialog::Data, Dialog::Sweep]
                    .iter()
                    .any(|dialog| self.dialogs.contains(dialog)),
        };
        for command in keys::pressed(ctx, &self.standing(ctx), elsewhere) {
            command.perform(self, ctx);
        }
    }

    /// The dialogs that are open, over each other as they were opened, and what is chosen in them.
    fn dialogs_ui(&mut self, ctx: &Context) {
        let mut order = self.dialogs.clone();
        if !order.contains(&Dialog::Export) {
            // Its work goes on while it is closed.
            order.insert(0, Dialog::Export);
        }
        let (mut chosen, mut chosen_lesson) = (None, None);
        for dialog in order {
            let open = match dialog {
                Dialog::Help => {
                    let picked = help::help_ui(ctx);
                    if let Some(help::Chosen::Command(command)) = picked {
                        chosen = Some(command);
                    }
                    picked.is_none()
                }
                Dialog::Course => {
                    let picked = course::list_ui(ctx, &self.course.store);
                    chosen_lesson = picked.clone();
                    picked.is_none()
                }
                Dialog::Open => {
                    let answer = open_dialog::open_ui(ctx, &mut self.path_typed);
                    if let Some(path) = answer.iter().flatten().next() {
                        self.open_path(ctx, path);
                    }
                    answer.is_none()
                }
                Dialog::Data => self.own_data_ui(ctx),
                Dialog::Sweep => self.sweep_dialog_ui(ctx),
                Dialog::Palette => {
                    let picked = self.palette_ui(ctx);
                    chosen = picked.flatten();
                    picked.is_none()
                }
                Dialog::Export => {
                    self.export.ui(ctx, &mut self.notices);
                    if self.export.asked_for_folder() {
                        self.choose(ctx, Purpose::Figures);
                    }
                    self.export.is_open()
                }
            };
            if !open {
                self.dialogs.retain(|other| *other != dialog);
            }
        }
        self.take_lesson(ctx, chosen_lesson);
        if let Some(command) = chosen {
            // What was written into has gone with the palette.
            self.writing = false;
            command.perform(self, ctx);
        }
    }

    /// What was chosen in the list of lessons.
    fn take_lesson(&mut self, ctx: &Context, chosen: Option<course::Chosen>) {
        match chosen {
            Some(course::Chosen::Lesson(id)) => {
                if let Err(why) = self.open_lesson(ctx, id) {
                    self.notices.problem(why.to_string());
                }
            }
            Some(course::Chosen::Tour) => self.begin_tour(),
            Some(course::Chosen::Close) | None => {}
        }
    }

    /// Shows the window around.
    pub(super) fn begin_tour(&mut self) {
        self.dialogs.clear();
        self.lab.close();
        self.sweep.set_open(false);
        self.leave_lesson();
        self.present.panel = true;
        self.welcome = Some(Welcome::Tour(0));
    }

    /// The offer of the first start is answered for good, and the tour over.
    pub(super) fn end_welcome(&mut self) {
        self.welcome = None;
        if let Err(why) = self.course.store.welcomed() {
            self.notices.problem(tf("course-unkept", &[("why", &why)]));
        }
    }

    fn welcome_ui(&mut self, ctx: &Context) {
        // Whoever opens something has no need of it now.
        let Some(welcome) = self.welcome.filter(|_| self.dialogs.is_empty()) else {
            return;
        };
        match welcome::welcome_ui(ctx, welcome) {
            Some(Wanted::Tour(place)) => self.welcome = Some(Welcome::Tour(place)),
            Some(Wanted::Course) => {
                self.end_welcome();
                self.toggle_dialog(Dialog::Course);
            }
            Some(Wanted::Nothing) => self.end_welcome(),
            None => {}
        }
    }

    /// The palette of all commands; what closes it is a command, or nothing.
    fn palette_ui(&mut self, ctx: &Context) -> Option<Option<Command>> {
        let commands = Command::all();
        let entries = entries(&commands, &self.standing_below(ctx));
        let chosen = palette::palette_ui(ctx, &mut self.typed, &entries)?;
        Some(match chosen {
            Chosen::Entry(place) => Some(commands[place]),
            Chosen::Nothing => None,
        })
    }

    fn bar_ui(&mut self, ui: &mut Ui) {
        let lanes = match self.scrub.beside {
            true => self.lanes(),
            false => self.shown_lanes(),
        };
        let bar = Bar {
            session: &self.settings.session().id,
            title: self
                .course
                .title()
                .or_else(|| self.settings.other_title().map(str::to_owned)),
            standing: &self.standing(ui.ctx()),
            lanes: &lanes,
            recent: self.recent.files(),
            limit: self.limit,
        };
        for clicked in top_bar::bar_ui(ui, &bar) {
            match clicked {
                Clicked::Command(command) => command.perform(self, ui.ctx()),
                Clicked::Recent(file) => self.open_recent(ui.ctx(), &file),
            }
        }
    }

    /// The controls of the present, or the settings of the earlier moment that is looked at where these are others.
    fn panel_ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let state = self.shown_state();
        let Some(then) = self.settings_then() else {
            let lanes = self.settings.lanes(&state);
            let veiled = self.course.hides(Hide::Metrics);
            return self.edit(&ctx, |draft| {
                draft.veiled = veiled;
                panel::panel_ui(ui, draft, &lanes);
            });
        };
        let scope = match self.scope {
            Scope::One(place) if place < then.experiments().len() => self.scope,
            _ => Scope::All,
        };
        let mut draft = Draft::new(&then, &state, scope);
        // What was cannot be rearranged.
        draft.fixed = true;
        draft.aligned = self.align.on;
        let step = number::count(self.scrub.step(&self.history));
        match panel::past::past_ui(ui, &mut draft, &step) {
            Some(panel::past::Asked::Live) => self.scrub.live(),
            Some(panel::past::Asked::Take) => self.take_settings(&ctx, then.session().clone()),
            None => {}
        }
    }

    /// The laboratory in place of controls, figures and metrics.
    fn lab_ui(&mut self, ui: &mut Ui) {
        let with = With {
            gpu: self.gpu.as_ref(),
            covered: !self.dialogs.is_empty(),
            hidden: self.course.hidden().to_vec(),
            numbers: self.course.numbers(),
            folded: self.present.folds_panel(),
            psi: self.course.shows_psi(),
        };
        self.lab.ui(ui, &with, self.course.guess());
    }

    fn figures_ui(&mut self, ui: &mut Ui) {
        // In a low window a lesson needs its room.
        let low = self.course.is_on() && ui.ctx().content_rect().height() < LOW;
        if !low {
            history::strip_ui(ui, &self.history, &mut self.scrub);
        }
        let lanes = &self.shown_lanes();
        self.tiles.fit(lanes);
        let room = ui.available_size_before_wrap();
        let dock = layout::dock(room, self.tiles.count(), lanes.len());
        // Right under the figures; beside a tall dock a line would be too short.
        let sentence = match self.course.hides(Hide::Metrics) {
            true => String::new(),
            false => self.sentence(lanes),
        };
        // A lesson needs the room, unless it speaks of them; and there they may give an answer away.
        let crowded = self.course.is_on() && !self.course.shows_metrics();
        let alone = self
            .course
            .chart()
            .filter(|_| !self.course.hides(Hide::Metrics));
        let pointed = match dock {
            _ if let Some(chart) = alone => {
                let pointed = story::story_ui(ui, &sentence);
                chart_panel_ui(ui, lanes, chart, &mut self.charts);
                pointed
            }
            _ if crowded || self.course.hides(Hide::Metrics) => story::story_ui(ui, &sentence),
            Dock::Right => {
                let pointed = story::story_ui(ui, &sentence);
                dock_panel_ui(ui, lanes, dock, &mut self.charts);
                pointed
            }
            Dock::Bottom => {
                dock_panel_ui(ui, lanes, dock, &mut self.charts);
                story::story_ui(ui, &sentence)
            }
        };
        let around = Surroundings {
            gpu: self.gpu.as_ref(),
            lanes,
            chosen: self.settings.session().look.chosen(),
            inspector: &self.inspector,
            pointed,
            covered: !self.dialogs.is_empty(),
            still: self.requested.is_some(),
            orbit_interval: self.pacing.interval().as_secs_f64(),
            bare: self.course.hides(Hide::Boundary),
            linked: self.align.on,
            holds: self.pacing.is_in_software(),
        };
        let happened = CentralPanel::no_frame().show(ui, |ui| {
            let mut happened = TilesHappened::default();
            spots::mark(ui, "figure", ui.available_rect_before_wrap());
            if self.charts.is_large() {
                self.charts.large_ui(ui, lanes);
            } else {
                happened = self.tiles.ui(ui, lanes, &around);
            }
            happened
        });
        self.take_happened(ui, lanes, happened.inner);
    }

    /// What is said under the figures: of the border that is dragged, of the lane that is looked at, of all lanes.
    fn sentence(&self, lanes: &[Lane]) -> String {
        let one = match self.scope {
            Scope::One(place) => lanes.get(place).map(|lane| lane.name.as_str()),
            Scope::All | Scope::Loss(_) => None,
        };
        let dragged = self.dragged.clone();
        dragged.unwrap_or_else(|| story::sentence(lanes, self.tiles.lane().or(one)))
    }

    /// Lets what is dragged in a figure follow the pointer.
    fn drag(&mut self, ctx: &Context, dragged: Option<(String, Dragged)>) {
        self.dragged = None;
        match dragged {
            Some((lane, Dragged::Border { border, to })) => {
                self.drag_border(ctx, &lane, border, &to);
            }
            Some((lane, Dragged::Class { class, to, let_go })) => {
                self.turn_class(ctx, &lane, class, (to, let_go));
            }
            None => self.turning.hold(None),
        }
    }

    /// Turns the margin so that the border that is dragged lies where the pointer is, and says whether it can.
    fn drag_border(&mut self, ctx: &Context, name: &str, border: Border, u: &[f64]) {
        let mut lanes = self.lanes();
        // The border is taken hold of where it is drawn.
        self.align.over(&mut lanes);
        // An earlier moment has no settings that could be turned.
        let place = self.settings.place(name).filter(|_| self.scrub.is_live());
        let lane = lanes.iter().find(|lane| lane.name == name);
        let Some((place, lane)) = place.zip(lane) else {
            return;
        };
        let class = steer::held_class(&lane.snapshot, border, u);
        let steered = class.and_then(|class| steer::steer(&lane.snapshot, lane.loss(), class, u));
        self.dragged = Some(story::dragged(steered));
        if let Some(Steered { knob, value, .. }) = steered {
            let scope = match lanes.len() {
                1 => Scope::All,
                _ => Scope::One(place),
            };
            let key = format!("loss.{}", knob.id);
            self.edit(ctx, |draft| {
                draft.make(Edit::number(scope, key, knob, value));
            });
            // The figure was drawn before it knew.
            ctx.request_repaint();
        }
    }

    /// What a person did at the tiles that the tiles do not do themselves.
    fn take_happened(&mut self, ui: &Ui, lanes: &[Lane], happened: TilesHappened) {
        if let Some((lane, dim)) = happened.dimension
            && let Some(place) = self.settings.place(&lane)
        {
            let dim = dim as i64;
            self.edit(ui.ctx(), |draft| {
                draft.make(Edit::new(Scope::One(place), "model.feature_dim", dim));
            });
        }
        self.drag(ui.ctx(), happened.dragged);
        if let Some((class, colour)) = happened.coloured {
            let colour = colour.map_or_else(String::new, Rgba::hex);
            self.edit(ui.ctx(), |draft| {
                draft.make(Edit::new(Scope::All, colour_key(class), colour));
            });
        }
        self.inspector
            .found(ui.ctx(), happened.hovered, happened.clicked);
        let chosen = self.settings.session().look.chosen();
        self.inspector.ui(ui.ctx(), lanes, chosen);
    }
}

/// The commands as rows of the palette.
fn entries(commands: &[Command], standing: &Standing) -> Vec<Entry> {
    let entry = |command: &Command| Entry {
        name: command.name(),
        key: command.key().unwrap_or_default(),
        open: command.applies(standing),
    };
    commands.iter().map(entry).collect()
}

/// One chart beside the figures, as large as all of them together: what a lesson speaks of.
fn chart_panel_ui(ui: &mut Ui, lanes: &[Lane], chart: &'static str, charts: &mut Charts) {
    let frame = egui::Frame::new()
        .fill(palette(ui.visuals()).panel)
        .inner_margin(Margin::symmetric(14, 8));
    let panel = Panel::right("lesson-chart").exact_size(0.5 * ui.available_width());
    let panel = panel.resizable(false).frame(frame);
    panel.show(ui, |ui| charts.alone_ui(ui, chart, lanes));
}

fn dock_panel_ui(ui: &mut Ui, lanes: &[Lane], dock: Dock, charts: &mut Charts) {
    let fill = palette(ui.visuals()).panel;
    let frame = egui::Frame::new()
        .fill(fill)
        .inner_margin(Margin::symmetric(14, 6));
    let panel = match dock {
        Dock::Right => Panel::right("metrics").exact_size(layout::dock_width(lanes.len())),
        Dock::Bottom => Panel::bottom("metrics").exact_size(layout::DOCK_HEIGHT),
    };
    let panel = panel.resizable(false).frame(frame);
    panel.show(ui, |ui| dock::dock_ui(ui, lanes, dock, charts));
}

impl eframe::App for MarginscopeApp {
    /// The tiles stand on this; filling them once more would cost a CPU that draws as much as all controls.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        palette(visuals).canvas.to_normalized_gamma_f32()
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.pacing.begin(frame.info().cpu_usage);
        let ctx = ui.ctx().clone();
        self.pacing.hear(&ctx);
        spots::begin(&ctx);
        self.charts.let_go(ctx.cumulative_frame_nr());
        self.receive(&ctx);
        self.receive_sweep();
        if begins_anew(&ctx) {
            self.undo.released();
        }
        self.pace_play(&ctx);
        self.give_way(&ctx);
        self.keys(&ctx);
        self.take_dropped(&ctx);
        self.take_chosen(&ctx);
        #[cfg(target_arch = "wasm32")]
        self.take_linked(&ctx);
        // Commands and edits come before whatever is drawn with them.
        self.dialogs_ui(&ctx);
        if !self.present.embed {
            self.bar_ui(ui);
        }
        self.watch_lesson();
        self.lesson_ui(ui);
        if self.present.folds_panel() {
            notices::room_over(&ctx, ui.available_rect_before_wrap());
        } else if !self.lab.is_open() {
            self.panel_ui(ui);
        }
        self.export.row_ui(ui);
        self.sweep_row_ui(ui);
        if self.lab.is_open() {
            self.lab_ui(ui);
        } else if self.sweep.is_open() {
            self.sweep_ui(ui);
        } else {
            self.figures_ui(ui);
            self.remember();
        }
        if let Some(step) = self.course.step() {
            course::pointing_ui(&ctx, step);
        }
        self.welcome_ui(&ctx);
        self.see_letters(&ctx);
        self.notices.show(&ctx);
        self.ring.ui(&ctx);
        dropped::hover_ui(&ctx);
        self.present.pointer_ui(&ctx);
        let lanes = self.lanes();
        // What a lesson trains belongs in its picture.
        let trains = self.course.trains() || self.sweep.is_reading();
        if let Some(requested) = &mut self.requested
            && (requested.holds() || !trains)
        {
            requested.frame(&ctx, &lanes, &self.picture);
        }
        self.writing = ctx.text_edit_focused();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_palette_with_its_key() {
        let commands = Command::all();
        let rows = entries(&commands, &Standing::default());
        for command in commands {
            let row = rows.iter().find(|row| row.name == command.name());
            let row = row.unwrap_or_else(|| panic!("{command:?} is not in the palette"));
            assert_eq!(
                Some(row.key.clone()).filter(|key| !key.is_empty()),
                command.key()
            );
        }
    }
}
