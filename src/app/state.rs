//! What the window holds from frame to frame, and how it is opened.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use eframe::egui::Context;

use super::{
    Options,
    align::Align,
    arrangement::{Arranged, Arrangement},
    charts::Charts,
    choosing::Choosing,
    course::{Course, Store},
    escape::{Dialog, Open},
    export::Export,
    focus_ring::FocusRing,
    history::{History, Scrub, THEN},
    inspector::Inspector,
    lab::LabPage,
    lanes::Lane,
    letters::Letters,
    notices::Notices,
    number,
    own_data::OwnData,
    pacing::{Pacing, waking_by_training},
    palette::Typed,
    picture,
    play::Play,
    preferences::Preferences,
    present::Present,
    promise::Promise,
    recent::Recent,
    screenshot::RequestedScreenshot,
    settings::Settings,
    style,
    sweep::SweepPage,
    text::{Language, Spoken, t, tf},
    theme::egui_theme,
    tiles::Tiles,
    turning::Turning,
    undo::Undo,
    welcome::Welcome,
};
use crate::{
    export::{caption, carry::Carried, link},
    figure::{Figure, Show, lab::Lab, plane::PlaneFigure},
    render::{self, Gpu},
    sweep::{Plan, Table},
    train::{Scope, Session, Start, State, Worker, spoken_lane},
};

/// The window of a session.
pub struct MarginscopeApp {
    /// What the controls describe.
    pub(super) settings: Settings,
    /// The session as it was opened.
    pub(super) opened: Session,
    /// The lanes that the controls are for.
    pub(super) scope: Scope,
    /// The steps before and after the present settings.
    pub(super) undo: Undo,
    /// The knobs that move by themselves.
    pub(super) play: Play,
    /// Training in the background.
    pub(super) worker: Worker,
    /// Lanes advance together.
    pub(super) together: bool,
    /// No lane goes past this step until it is told to.
    pub(super) limit: Option<u64>,
    /// What it published last, with what a hand has turned since.
    pub(super) state: Arc<State>,
    /// Whether lanes are turned onto each other before they are drawn.
    pub(super) align: Align,
    /// The figures.
    pub(super) tiles: Tiles,
    /// What is said of the border or the class direction that is dragged.
    pub(super) dragged: Option<String>,
    /// The class directions that a hand turns.
    pub(super) turning: Turning,
    /// The charts beside or below them.
    pub(super) charts: Charts,
    /// What was arranged in each session, at earlier starts too.
    arrangement: Arrangement,
    /// What a person chose for the window as a whole; `None` where nothing is remembered.
    preferences: Option<PathBuf>,
    /// Experiments that were opened or saved last.
    pub(super) recent: Recent,
    /// The moments of the runs so far.
    pub(super) history: History,
    /// The moment that is shown.
    pub(super) scrub: Scrub,
    /// The dialogs that are open, in the order in which they were opened.
    pub(super) dialogs: Vec<Dialog>,
    /// What is typed into the palette of commands.
    pub(super) typed: Typed,
    /// The dialog of figures, and the work that it has begun.
    pub(super) export: Export,
    /// The sample that a person looks at.
    pub(super) inspector: Inspector,
    /// The laboratory, open or not.
    pub(super) lab: LabPage,
    /// The sweep, on its page or behind the figures.
    pub(super) sweep: SweepPage,
    /// The line around what has the keyboard.
    pub(super) ring: FocusRing,
    /// The messages at the foot of the panel.
    pub(super) notices: Notices,
    /// The font for letters that the others lack.
    pub(super) letters: Letters,
    /// A text had the focus at the end of the last frame. egui takes the focus away before the next one sees Escape.
    pub(super) writing: bool,
    /// The course, with the lesson that has the window.
    pub(super) course: Course,
    /// The window is shown to a room.
    pub(super) present: Present,
    /// What greets somebody who has never opened the window, or shows the window around.
    pub(super) welcome: Option<Welcome>,
    /// How often training may repaint the window.
    pub(super) pacing: Arc<Pacing>,
    /// What the globes are drawn with.
    pub(super) gpu: Option<Gpu>,
    /// The data that the picture just opened was made from.
    pub(super) promise: Promise,
    /// What asks for files and folders; a browser has its own way.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) chooser: super::chooser::Chooser,
    /// The choosers that are open.
    pub(super) choosing: Vec<Choosing>,
    /// Data that are to be opened, and what they are.
    pub(super) own_data: Option<OwnData>,
    /// The path that is typed where there is no chooser.
    pub(super) path_typed: String,
    /// Where a picture of the window arrives.
    pub(super) picture: picture::Slot,
    /// The picture that the command line asked for.
    pub(super) requested: Option<RequestedScreenshot>,
}

impl MarginscopeApp {
    /// Starts training the session of `options`, and shows it in the window of `cc`.
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options) -> Self {
        crate::platform::memory::keep_together();
        style::install(&cc.egui_ctx);
        if let Some(theme) = options.theme {
            cc.egui_ctx.set_theme(egui_theme(theme));
        }
        let pacing = Arc::new(Pacing::new(
            cc.gl.as_deref().is_some_and(render::is_software),
        ));
        let worker = worker(&options, &cc.egui_ctx, &pacing);
        let after = options.after_steps.unwrap_or(0);
        let mut app = Self {
            opened: options.session.clone(),
            settings: Settings::new(options.session),
            scope: Scope::All,
            undo: Undo::default(),
            together: true,
            limit: options.after_steps,
            play: Play::default(),
            state: worker.latest(),
            worker,
            align: Align::default(),
            tiles: Tiles::default(),
            dragged: None,
            turning: Turning::default(),
            charts: Charts::default(),
            arrangement: Arrangement::default(),
            preferences: options.arrangement.as_deref().map(Preferences::place),
            recent: Recent::beside(options.arrangement.as_deref()),
            history: History::default(),
            scrub: Scrub::default(),
            dialogs: Vec::new(),
            typed: Typed::default(),
            export: Export::new(options.folder),
            inspector: Inspector::default(),
            lab: LabPage::new(options.lab),
            sweep: SweepPage::default(),
            ring: FocusRing::default(),
            notices: Notices::default(),
            letters: Letters::default(),
            writing: false,
            course: Course::default(),
            present: Present::default(),
            welcome: None,
            pacing,
            gpu: cc.gl.clone().map(Gpu::new),
            promise: Promise::default(),
            #[cfg(not(target_arch = "wasm32"))]
            chooser: options.chooser,
            choosing: Vec::new(),
            own_data: None,
            path_typed: String::new(),
            picture: picture::Slot::default(),
            requested: options
                .screenshot_to
                .map(|to| RequestedScreenshot::new(after, to)),
        };
        if let Some(file) = &app.preferences
            && let Err(why) = Preferences::read(file)
        {
            app.notices.problem(tf("language-unkept", &[("why", &why)]));
        }
        app.arrangement = Arrangement::read(options.arrangement).unwrap_or_else(|(empty, why)| {
            app.notices
                .problem(tf("arrangement-unread", &[("why", &why)]));
            empty
        });
        let store = Store::read(options.course).unwrap_or_else(|(empty, why)| {
            app.notices.problem(tf("course-unread", &[("why", &why)]));
            empty
        });
        let greets = store.is_first_start() && !options.guest;
        app.welcome = greets.then(Welcome::default);
        app.course = Course::new(store);
        app.arrange();
        app.present.set(&cc.egui_ctx, options.present);
        app.present.embed = options.embed;
        if let Some((lesson, at)) = options.lesson {
            app.begin_lesson(&cc.egui_ctx, lesson, at);
        }
        if let Some(carried) = options.carried {
            app.note_picture(&carried);
        }
        if let Some((source, place, more)) = options.preview {
            let more: Vec<&Path> = more.iter().map(PathBuf::as_path).collect();
            app.welcome = None;
            app.preview_data(source, &place, &more);
        }
        if let Some(place) = options.sweep {
            app.show_sweep(&cc.egui_ctx, &place);
        }
        app
    }

    /// Says what the picture that the session comes from shows, and what it cannot give back.
    pub(super) fn note_picture(&mut self, carried: &Carried) {
        let picture = self.settings.session().id.clone();
        let step = carried.lanes.iter().map(|lane| lane.step).max();
        let step = number::count(step.unwrap_or(0));
        let args = [("name", picture.as_str()), ("step", step.as_str())];
        self.notices.tell(tf("picture-opened", &args));
        let [tuned, touched] = carried.by_hand().map(|step| step.map(number::count));
        if let Some(step) = tuned {
            let args = [("name", picture.as_str()), ("step", &step)];
            self.notices.problem(tf("picture-tuned", &args));
        }
        if let Some(step) = touched {
            let args = [("name", picture.as_str()), ("step", &step)];
            self.notices.problem(tf("picture-touched", &args));
        }
        self.promise = Promise::new(&self.settings, carried);
    }

    /// Shows what the session that was opened asks for.
    pub(super) fn arrange(&mut self) {
        self.scope = Scope::All;
        match Show::parse(&self.opened.show) {
            Ok(show) => {
                self.charts = Charts::opened(&show);
                self.tiles = Tiles::opened(show);
                if self.course.is_on() {
                    // A lesson speaks of what it shows.
                    return;
                }
                let remembered = self.arrangement.remembered(&self.opened.id);
                self.tiles.arrange(&remembered.views);
                self.charts.arrange(&remembered.charts);
            }
            Err(problem) => self.notices.problem(problem),
        }
    }

    /// Remembers what a person has put where.
    pub(super) fn remember(&mut self) {
        if self.course.is_on() {
            return;
        }
        let arranged = Arranged {
            views: self.tiles.arranged(),
            charts: self.charts.arranged(),
        };
        if let Err(why) = self.arrangement.keep(&self.opened.id, &arranged) {
            self.notices
                .problem(tf("arrangement-unkept", &[("why", &why)]));
        }
    }

    /// Remembers the language that was chosen, where anything is remembered.
    pub(super) fn remember_language(&mut self, language: Language) {
        let Some(file) = &self.preferences else {
            return;
        };
        if let Err(why) = Preferences::remember(file, language) {
            self.notices
                .problem(tf("language-unkept", &[("why", &why)]));
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    /// The same window, leaving the outcome of the picture that was asked for in `outcome`.
    pub(super) fn telling(mut self, outcome: super::screenshot::Outcome) -> Self {
        if let Some(requested) = &mut self.requested {
            requested.telling(outcome);
        }
        self
    }

    /// Where links lead: in a browser to the page itself, on a desktop to the site that its settings name.
    pub(super) fn site(&self) -> String {
        #[cfg(target_arch = "wasm32")]
        let site = crate::platform::browser::page::address();
        #[cfg(not(target_arch = "wasm32"))]
        let site = {
            let file = self.preferences.as_deref();
            file.and_then(|file| Preferences::read(file).ok()?.site)
        };
        site.unwrap_or_else(|| link::DEFAULT_SITE.to_owned())
    }

    /// What the controls describe now.
    pub fn session(&self) -> &Session {
        self.settings.session()
    }

    /// What the worker published last, as far as the window has drawn it, with the class directions as a hand has turned
    /// them since.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether the folder of a sweep is read, of which the grid does not have everything yet.
    pub fn reads_sweep(&self) -> bool {
        self.sweep.is_reading()
    }

    /// Whether training goes on beside the window, and not between its frames.
    #[cfg(target_arch = "wasm32")]
    pub fn trains_beside(&self) -> bool {
        self.worker.is_beside()
    }

    /// The figures drawn last, with the names of their lanes.
    pub fn figures(&self) -> impl Iterator<Item = (&str, &Figure)> {
        let tiles = self.tiles.iter();
        tiles.filter_map(|tile| Some((tile.lane.as_str(), tile.figure()?)))
    }

    /// The names of the runs that the history has, the newest first.
    pub fn runs(&self) -> Vec<String> {
        self.history.names()
    }

    /// What is in the laboratory and the figure of its plane, while it is open.
    pub fn lab(&self) -> Option<(&Lab, &PlaneFigure)> {
        self.lab.shown()
    }

    /// What is swept and what its runs have come to, where there is a sweep.
    pub fn swept(&self) -> Option<(&Plan, &Table)> {
        self.sweep.results()
    }

    /// The present lanes, under the sliders of this moment.
    pub(super) fn lanes(&self) -> Vec<Lane> {
        self.settings.lanes(&self.state)
    }

    /// Whether nothing trains because every lane that has not failed stands where it was to stop.
    pub(super) fn at_limit(&self) -> bool {
        let lanes = self.lanes();
        let mut left = lanes.iter().filter(|lane| !lane.failed()).peekable();
        left.peek().is_some() && left.all(Lane::at_limit)
    }

    /// What the session is called now: by what it trains, where its name says something else.
    pub(super) fn title(&self) -> String {
        let id = &self.settings.session().id;
        self.settings.other_title().unwrap_or(id).to_owned()
    }

    /// The lanes that the figures show: the present ones, or those of an earlier moment.
    pub(super) fn shown_lanes(&self) -> Vec<Lane> {
        let mut lanes = self.shown_as_trained();
        self.align.over(&mut lanes);
        lanes
    }

    /// The same, none turned onto another.
    pub(super) fn shown_as_trained(&self) -> Vec<Lane> {
        let mut lanes = self.scrub.shown(&self.history, self.lanes());
        if !self.scrub.is_live() {
            let trained = |lane: &Lane| (lane.name.clone(), lane.experiment.clone());
            let trained: Vec<_> = lanes.iter().map(trained).collect();
            let session = self.settings.session();
            let titles = Spoken::new(|| session.titles_of(&trained));
            let english = titles.of(Language::English).iter();
            for (lane, (title, english)) in lanes.iter_mut().zip(titles.now().iter().zip(english)) {
                lane.title = match title.strip_suffix(THEN) {
                    Some(name) => format!("{} · {}", spoken_lane(name), t("history-then")),
                    None => title.clone(),
                };
                lane.file_title.clone_from(english);
            }
        }
        lanes
    }

    /// The state that is shown: the present one, or that of an earlier moment which alone is shown.
    pub(super) fn shown_state(&self) -> Arc<State> {
        let alone = !self.scrub.beside;
        match self.scrub.moment(&self.history).filter(|_| alone) {
            None => Arc::clone(&self.state),
            Some(moment) => Arc::new(State {
                playing: false,
                lanes: moment.lanes.clone(),
                revision: 0,
                turns: self.state.turns,
                moments: Vec::new(),
            }),
        }
    }

    /// The settings that were trained with at the moment that is shown, where they are others than the present ones.
    pub(super) fn settings_then(&self) -> Option<Settings> {
        let shown = self.shown_state();
        match Arc::ptr_eq(&shown, &self.state) {
            true => None,
            false => self.settings.as_trained(&shown.lanes),
        }
    }

    /// Opens a dialog over the others, or closes it.
    pub(super) fn toggle_dialog(&mut self, dialog: Dialog) {
        let open = self.dialogs.contains(&dialog);
        self.dialogs.retain(|other| *other != dialog);
        self.dialogs.extend((!open).then_some(dialog));
    }

    /// What is open over what, for Escape.
    pub(super) fn open_layers(&self, ctx: &Context) -> Open<'_> {
        Open {
            menu: eframe::egui::Popup::is_any_open(ctx),
            writing: self.writing,
            dialogs: &self.dialogs,
            playing: self.play.any(),
            welcome: self.welcome.is_some(),
            lesson: self.course.is_on(),
            lab: self.lab.is_open() && !self.course.is_on(),
            large_in_lab: self.lab.is_large(),
            sweep: self.sweep.is_open(),
            large_chart: self.charts.is_large(),
            large_tile: self.tiles.is_large(),
            part_alone: self.tiles.shows_part(),
            kept_sample: self.inspector.keeps(),
            notices: self.notices.any(),
        }
    }
}

/// Training in the background, which wakes the window of `ctx` at the pace that it can draw.
fn worker(options: &Options, ctx: &Context, pacing: &Arc<Pacing>) -> Worker {
    let start = Start {
        session: options.session.clone(),
        // Who looks at runs that have ended asks for others by a click.
        playing: options.sweep.is_none() || options.after_steps.is_some(),
        stop_at: options.after_steps,
        endless: true,
    };
    Worker::spawn(start, waking_by_training(ctx, pacing))
}

/// What a picture of these lanes carries, beside the session.
pub(super) fn carried(session: &Session, lanes: &[Lane]) -> Carried {
    let trained: Vec<_> = lanes.iter().map(Lane::in_files).collect();
    let called: Vec<_> = lanes.iter().map(Lane::called).collect();
    Carried {
        caption: caption::caption(&called.iter().collect::<Vec<_>>()).plain(),
        ..Carried::from_runs(session, &trained.iter().collect::<Vec<_>>())
    }
}
