//! The window's state, and what happens in a frame.

use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Context, Frame, Key, Margin, Modifiers, Panel, Ui};

use super::{
    Options,
    arrangement::{Arranged, Arrangement},
    charts::Charts,
    commands::Commands,
    dock,
    dropped::{self, Promise},
    export::{ColourSet, Export, Recipe, Shown, Subject},
    help,
    history::{self, History, Past, Scrub},
    inspector::Inspector,
    keys::{self, Keys},
    lab::{self, LabPage},
    lanes::{self, Lane},
    layout::{self, Dock},
    notices::Notices,
    order::{Order, Outcome},
    pacing::Pacing,
    panel, picture, style,
    text::{t, tf},
    theme::{egui_theme, palette},
    tiles::{Surroundings, Tiles},
    top_bar::{self, Bar},
    undo::{Undo, begins_anew},
};
use crate::{
    export::{self, carry::Carried},
    figure::{Figure, Show, lab::Lab, plane::PlaneFigure},
    render::{self, Gpu},
    train::{Session, Start, State, Worker},
};

/// The window of a session.
pub struct MarginscopeApp {
    /// What the controls describe.
    pub(super) session: Session,
    /// The session as it was opened.
    pub(super) opened: Session,
    pub(super) worker: Worker,
    pub(super) state: Arc<State>,
    tiles: Tiles,
    charts: Charts,
    /// What was arranged in each session, at earlier starts too.
    arrangement: Arrangement,
    pub(super) undo: Undo,
    history: History,
    pub(super) scrub: Scrub,
    /// The sheet of keys is open.
    pub(super) help: bool,
    pub(super) commands: Commands,
    pub(super) export: Export,
    inspector: Inspector,
    pub(super) lab: LabPage,
    /// The lane that the controls are for; all of them where there is none.
    pub(super) controlled: Option<String>,
    pub(super) notices: Notices,
    pacing: Arc<Pacing>,
    gpu: Option<Gpu>,
    /// The data that the picture just opened was made from.
    pub(super) promise: Promise,
    pub(super) picture: picture::Slot,
    /// The picture that the command line asked for.
    order: Option<Order>,
}

impl MarginscopeApp {
    /// Starts training the session of `options`, and shows it in the window of `cc`.
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options) -> Self {
        style::install(&cc.egui_ctx);
        if let Some(theme) = options.theme {
            cc.egui_ctx.set_theme(egui_theme(theme));
        }
        let pacing = Arc::new(Pacing::new(
            cc.gl.as_deref().is_some_and(render::is_software),
        ));
        let (ctx, pace) = (cc.egui_ctx.clone(), pacing.clone());
        let wake = Box::new(move || pace.wake(&ctx));
        let start = Start {
            session: options.session.clone(),
            playing: true,
            stop_at: options.after_steps,
        };
        let worker = Worker::spawn(start, wake);
        let after = options.after_steps.unwrap_or(0);
        let mut app = Self {
            opened: options.session.clone(),
            session: options.session,
            state: worker.latest(),
            worker,
            tiles: Tiles::default(),
            charts: Charts::default(),
            arrangement: Arrangement::default(),
            undo: Undo::default(),
            history: History::default(),
            scrub: Scrub::default(),
            help: false,
            commands: Commands::default(),
            export: Export::new(options.folder),
            inspector: Inspector::default(),
            lab: LabPage::new(options.lab),
            controlled: None,
            notices: Notices::default(),
            pacing,
            gpu: cc.gl.clone().map(Gpu::new),
            promise: Promise::default(),
            picture: picture::Slot::default(),
            order: options.screenshot_to.map(|to| Order::new(after, to)),
        };
        match Arrangement::read(options.arrangement) {
            Ok(arrangement) => app.arrangement = arrangement,
            Err((arrangement, why)) => {
                app.arrangement = arrangement;
                app.notices
                    .problem(tf("arrangement-unread", &[("why", &why)]));
            }
        }
        app.arrange();
        if let Some(carried) = options.carried {
            app.note_picture(&carried);
        }
        app
    }

    /// Shows what the session that was opened asks for.
    pub(super) fn arrange(&mut self) {
        self.controlled = None;
        match Show::parse(&self.opened.show) {
            Ok(show) => {
                self.charts = Charts::opened(&show);
                self.tiles = Tiles::opened(show);
                let remembered = self.arrangement.of(&self.opened.id);
                self.tiles.arrange(&remembered.views);
                self.charts.arrange(&remembered.charts);
            }
            Err(problem) => self.notices.problem(problem),
        }
    }

    /// Remembers what a person has put where.
    fn remember(&mut self) {
        let arranged = Arranged {
            views: self.tiles.arranged(),
            charts: self.charts.arranged(),
        };
        if let Err(why) = self.arrangement.keep(&self.opened.id, &arranged) {
            self.notices
                .problem(tf("arrangement-unkept", &[("why", &why)]));
        }
    }

    /// The same, leaving the outcome of the picture that was asked for in `outcome`.
    pub(super) fn telling(mut self, outcome: Outcome) -> Self {
        if let Some(order) = &mut self.order {
            order.telling(outcome);
        }
        self
    }

    /// What the controls describe now.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the worker published last, as far as the window has drawn it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The figures drawn last, with the names of their lanes.
    pub fn figures(&self) -> impl Iterator<Item = (&str, &Figure)> {
        let tiles = self.tiles.iter();
        tiles.filter_map(|tile| Some((tile.lane.as_str(), tile.figure()?)))
    }

    /// What is in the laboratory and the figure of its plane, while it is open.
    pub fn lab(&self) -> Option<(&Lab, &PlaneFigure)> {
        self.lab.shown()
    }

    /// The present ones, under the sliders of this moment.
    fn lanes(&self) -> Vec<Lane> {
        lanes::now(&self.session, &self.state)
    }

    /// Takes what arrived since the last frame: a newer state, a picture.
    fn receive(&mut self, ctx: &Context) {
        if !self.order.as_ref().is_some_and(Order::holds) {
            self.state = self.worker.latest();
        }
        let now = ctx.input(|input| input.time);
        self.history.record(&self.state, now);
        if let Some(why) = self.promise.broken(ctx, &self.state) {
            self.notices.problem(why);
        }
        let Some(image) = self.picture.take() else {
            return;
        };
        let lanes = self.scrub.shown(&self.history, self.lanes());
        let snapshots: Vec<_> = lanes.iter().map(|lane| lane.snapshot.as_ref()).collect();
        let mut carried = Carried::from_runs(&self.session, &snapshots);
        carried.laboratory = self.lab.text();
        if let Some(order) = &mut self.order {
            return order.fulfil(ctx, &image, &carried, &lanes);
        }
        self.export
            .save_picture(ctx, image, carried, picture::stem(&lanes));
    }

    /// What the window shows now as figures for a file, and which of them is under the pointer.
    pub(super) fn exported(&mut self) -> (Shown, usize) {
        let lab = self.lab.is_open().then(|| self.lab.exported(&self.session));
        if let Some(shown) = lab.flatten() {
            return (shown, 0);
        }
        let lanes = self.scrub.shown(&self.history, self.lanes());
        let snapshots: Vec<_> = lanes.iter().map(|lane| lane.snapshot.as_ref()).collect();
        let tiles: Vec<_> = self.tiles.panels(&lanes).collect();
        let under = self
            .tiles
            .under()
            .map_or(0, |tile| tile + usize::from(tiles.len() > 1));
        let mut subjects: Vec<Subject> = Vec::new();
        if tiles.len() > 1 {
            let panels: Vec<_> = tiles.iter().map(|(panel, _)| panel.clone()).collect();
            subjects.push(Subject {
                name: t("export-all").to_owned(),
                caption: export::caption::of_panels(&snapshots, &panels),
                panels,
                recipes: tiles.iter().map(|(_, recipe)| recipe.clone()).collect(),
            });
        }
        let alone = |(panel, recipe): (export::Panel, Recipe)| {
            let caption = export::caption::of_panels(&snapshots, std::slice::from_ref(&panel));
            let name = panel.title.clone();
            let title = if panel.has_classes() {
                String::new()
            } else {
                name.clone()
            };
            Subject {
                name,
                panels: vec![export::Panel { title, ..panel }],
                recipes: vec![recipe],
                caption,
            }
        };
        let charts = self.charts.panels(&lanes);
        subjects.extend(tiles.into_iter().chain(charts).map(alone));
        let shown = Shown {
            subjects,
            carried: Carried::from_runs(&self.session, &snapshots),
            runs: lanes
                .iter()
                .map(|lane| (lane.name.clone(), lane.snapshot.clone()))
                .collect(),
            title: self.session.id.clone(),
            stem: picture::stem(&lanes),
            colours: ColourSet::Classes,
            past: Past::of(&self.history, &self.scrub, &lanes),
        };
        (shown, under)
    }

    fn controls_ui(&mut self, ui: &mut Ui, lanes: &[Lane]) {
        let bar = Bar {
            session: &self.session.id,
            changed: self.session != self.opened,
            playing: self.state.playing,
            undo: self.can_travel(true),
            redo: self.can_travel(false),
            lab: self.lab.is_open(),
            lanes,
        };
        for click in top_bar::bar_ui(ui, &bar) {
            self.act(ui.ctx(), click);
        }
        if !self.lab.is_open() {
            self.edit_ui(ui, lanes);
        }
    }

    /// Whether there is a step to go back, or forth, in what is shown.
    fn can_travel(&self, back: bool) -> bool {
        match (self.lab.is_open(), back) {
            (true, _) => self.lab.can_travel(back),
            (false, true) => self.undo.can_undo(),
            (false, false) => self.undo.can_redo(),
        }
    }

    /// The laboratory in place of controls, figures and metrics.
    fn lab_ui(&mut self, ui: &mut Ui, keys: Keys) {
        self.lab.ui(ui, self.gpu.as_ref(), keys);
        self.notices.show(ui);
        if lab::is_left(ui.ctx()) {
            self.lab.back();
        }
    }

    fn edit_ui(&mut self, ui: &mut Ui, lanes: &[Lane]) {
        let Some(mut edited) = self.shown() else {
            return;
        };
        let before = self.controlled.clone();
        panel::panel_ui(ui, &mut edited, lanes, &mut self.controlled);
        if before != self.controlled {
            // The controls still show the other lane's experiment.
            return;
        }
        self.edit(ui.ctx(), |experiment| *experiment = edited);
    }

    fn figures_ui(&mut self, ui: &mut Ui, keys: Keys) {
        history::strip_ui(ui, &self.history, &mut self.scrub);
        let lanes = &self.scrub.shown(&self.history, self.lanes());
        self.tiles.fit(lanes);
        let room = ui.available_size_before_wrap();
        let dock = layout::dock(room, self.tiles.count(), lanes.len());
        dock_panel_ui(ui, lanes, dock, &mut self.charts);
        let around = Surroundings {
            gpu: self.gpu.as_ref(),
            lanes,
            inspector: &self.inspector,
            reset: keys.reset,
            large: keys.large,
            alone: lanes.len() == 1,
            still: self.order.is_some(),
            orbit_interval: self.pacing.interval().as_secs_f64(),
        };
        let mut found = (None, false);
        CentralPanel::no_frame().show(ui, |ui| {
            if self.charts.is_large() {
                self.charts.large_ui(ui, lanes, keys.large);
            } else {
                self.tiles.ui(ui, lanes, &around);
            }
            found = self.tiles.look(ui);
            self.notices.show(ui);
        });
        if let Some((lane, dim)) = self.tiles.asked() {
            self.train_in(ui.ctx(), &lane, dim);
        }
        let (hovered, clicked) = if self.charts.is_large() {
            (None, false)
        } else {
            found
        };
        self.inspector.found(ui.ctx(), hovered, clicked);
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if self.inspector.keeps() && ui.input_mut(escape) {
            self.inspector.let_go();
        }
        self.inspector.ui(ui.ctx(), lanes);
    }
}

fn dock_panel_ui(ui: &mut Ui, lanes: &[Lane], dock: Dock, charts: &mut Charts) {
    let fill = palette(ui.visuals()).panel;
    let frame = Frame::new()
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

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.pacing.begin(frame.info().cpu_usage);
        let ctx = ui.ctx().clone();
        self.receive(&ctx);
        let mut keys = keys::take(&ctx);
        if self.export.is_open() {
            keys = keys.over_dialog();
        }
        if begins_anew(&ctx) {
            self.undo.released();
        }
        self.act_on_keys(&ctx, keys);
        self.take_dropped(&ctx);
        // Before what lies under them, so that Escape closes them first.
        help::help_ui(&ctx, &mut self.help);
        if let Some(click) = self.commands.ui(&ctx) {
            self.act(&ctx, click);
        }
        self.export.ui(&ctx, &mut self.notices);
        let lanes = self.lanes();
        self.controls_ui(ui, &lanes);
        self.export.row_ui(ui);
        if self.lab.is_open() {
            self.lab_ui(ui, keys);
        } else {
            self.figures_ui(ui, keys);
            self.remember();
        }
        dropped::hover_ui(&ctx);
        if let Some(order) = &mut self.order {
            order.frame(&ctx, &lanes, &self.picture);
        }
    }
}
