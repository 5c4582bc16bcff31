//! A window and who sits in front of it, under whatever is done.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use eframe::egui::{Key, Modifiers, Vec2, accesskit::Role};
use marginscope::{
    app::Options,
    data,
    export::carry,
    knob::Knob,
    loss,
    text::{Language, declared, speak, t, tf},
    train::{Experiment, MOST_BY_HAND, Session, Snapshot, State, Status, number},
};
use proptest_state_machine::StateMachineTest;
use tempfile::TempDir;

use super::{
    bits,
    changes::{Change, why_fails},
    person::{Person, SIZE, Window},
    runs::{self, Done},
    window_model::{Act, Model, Place, first},
};

/// No lane goes past this step until somebody says so.
const STOP: u64 = 25;

/// How many lanes that rested were made again from their experiments alone.
pub static MADE_AGAIN: AtomicU64 = AtomicU64::new(0);
/// How many files were read back.
pub static READ_BACK: AtomicU64 = AtomicU64::new(0);

pub struct Desk {
    person: Person,
    folder: TempDir,
    past: Vec<Session>,
    future: Vec<Session>,
    playing: bool,
    lifted: bool,
    /// All as it last was at rest, and the session of then.
    rested: (Arc<State>, Session),
    /// The highest run that was at rest.
    highest: u64,
    /// The steps that lanes at rest are to stand at, where something says so.
    steps: BTreeMap<String, u64>,
}

/// The lanes' experiments, whatever they are called.
fn trained(session: &Session) -> Vec<Experiment> {
    let lanes = session.experiments().unwrap().into_iter();
    lanes.map(|(_, experiment)| experiment).collect()
}

/// What is there under its name; what is still being written has a hidden one.
fn files(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|file| file.path());
    let shown = |path: &PathBuf| !path.file_name().unwrap().to_string_lossy().starts_with('.');
    let mut all: Vec<PathBuf> = all.filter(shown).collect();
    all.sort();
    all
}

/// Whether everything is as it is to be, and nothing more will change by itself.
fn rests(state: &State, session: &Session, playing: bool, lifted: bool) -> bool {
    let experiments = session.experiments().unwrap();
    let mut lanes = state.lanes.iter().zip(&experiments);
    state.lanes.len() == experiments.len()
        && state.playing == playing
        && lanes.all(|(lane, (name, experiment))| {
            if lane.lane != *name {
                return false;
            }
            if why_fails(experiment).is_some() {
                return matches!(lane.status, Status::Failed(_));
            }
            let rests = match lane.status {
                Status::Done => lane.whole,
                Status::Paused => lane.whole && !playing,
                Status::Running => playing && lifted,
                _ => false,
            };
            rests && *lane.experiment == *experiment
        })
}

impl Desk {
    fn new() -> Self {
        speak(Language::English);
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("figures")).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let mut options = Options::new(first());
        options.after_steps = Some(STOP);
        options.folder = folder.path().join("figures");
        options.arrangement = Some(folder.path().join("arrangement.toml"));
        let mut person = Person::new(options);
        person.wait("the first rest", |window| {
            let app = window.state();
            rests(app.state(), app.session(), true, false)
        });
        for title in [t("model"), t("optimizer"), t("seeds")] {
            person.unfold(title);
        }
        let state = Arc::new(person.window.state().state().clone());
        let mut desk = Self {
            person,
            folder,
            past: Vec::new(),
            future: Vec::new(),
            playing: true,
            lifted: false,
            rested: (state, first()),
            highest: 0,
            steps: BTreeMap::new(),
        };
        desk.rest(Done::default());
        desk
    }

    fn session(&self) -> &Session {
        self.person.window.state().session()
    }

    /// Waits until every lane is what the session asks for, and looks at all of them.
    fn rest(&mut self, done: Done) {
        let (playing, lifted, highest) = (self.playing, self.lifted, self.highest);
        let other = self.session().id != self.rested.1.id;
        let runs = runs::expected(&self.rested.0, &self.rested.1, self.session(), done);
        let steps = std::mem::take(&mut self.steps);
        self.person.wait("rest", |window| {
            let app = window.state();
            let begun = |(lane, run): (&Arc<Snapshot>, &Option<u64>)| match run {
                Some(run) => lane.run >= *run,
                None => !other || lane.run > highest,
            };
            let stands =
                |lane: &Arc<Snapshot>| steps.get(&lane.lane).is_none_or(|step| *step == lane.step);
            rests(app.state(), app.session(), playing, lifted)
                && app.state().lanes.iter().zip(&runs).all(begun)
                && app.state().lanes.iter().all(stands)
        });
        let (state, session) = (
            self.person.window.state().state().clone(),
            self.session().clone(),
        );
        let last = (&*self.rested.0, &self.rested.1);
        runs::check(self.highest, last, (&state, &session), done);
        for lane in &state.lanes {
            self.highest = self.highest.max(lane.run);
            let what = format!(
                "lane {} of run {} at step {}",
                lane.lane, lane.run, lane.step
            );
            if let Status::Failed(why) = &lane.status {
                let (_, wanted) = session
                    .experiments()
                    .unwrap()
                    .into_iter()
                    .find(|(name, _)| *name == lane.lane)
                    .unwrap();
                let told = why_fails(&wanted).unwrap();
                assert!(why.contains(&told), "{what}: {why}, expected {told}");
                continue;
            }
            assert!(lifted || lane.step <= STOP, "{what} is past {STOP}");
            assert!(
                lifted || !playing || lane.step == STOP,
                "{what} is not at {STOP}"
            );
            if lane.status != Status::Running {
                MADE_AGAIN.fetch_add(u64::from(bits::check(lane, 300)), Ordering::Relaxed);
            }
        }
        self.rested = (Arc::new(state), session);
    }

    /// Whether every lane that can train stands where it was to stop.
    fn at_limit(&self) -> bool {
        let lanes = self.rested.0.lanes.iter();
        let mut left = lanes
            .filter(|lane| !matches!(lane.status, Status::Failed(_)))
            .peekable();
        left.peek().is_some() && left.all(|lane| lane.status == Status::Done)
    }

    fn over(&self) -> bool {
        let mut lanes = self.rested.0.lanes.iter();
        lanes.all(|lane| matches!(lane.status, Status::Failed(_)))
    }

    fn act(&mut self, act: &Act, model: &Model) {
        let before = self.session().clone();
        let mut done = Done::default();
        match act {
            Act::Change(of, change) => {
                if change.is_seen(&model.before, *of) {
                    self.change(*of, change, model);
                    done.applied = model.left;
                }
            }
            Act::Misfit(of, which) => self.misfit(*of, *which, model),
            Act::Compare => {
                self.person.choose_lane(Some(0));
                self.person.key(Modifiers::COMMAND, Key::D);
                if model.left {
                    (done.applied, done.replayed, self.playing) = (true, true, true);
                }
            }
            Act::Duplicate(lane) => {
                if before.lanes.len() > 1 && before.lanes.len() < MOST_BY_HAND {
                    self.person
                        .lane_menu(lane % before.lanes.len(), t("lane-duplicate"));
                    done.applied = true;
                }
            }
            Act::Rename(lane) => {
                if before.lanes.len() > 1 {
                    let place = lane % before.lanes.len();
                    let name = model.lanes.all[place].name.clone().unwrap();
                    self.person.call_lane(place, &name);
                    done.applied = true;
                }
            }
            Act::Misname(lane, which) => self.misname(*lane, *which),
            Act::Remove(lane) => {
                if before.lanes.len() > 1 {
                    self.person
                        .lane_menu(lane % before.lanes.len(), t("lane-remove"));
                    done.applied = true;
                }
            }
            Act::Space => self.space(),
            Act::Step => self.step(),
            Act::Replay => {
                self.person
                    .do_command("replay", "Replay from the same seeds");
                (done.replayed, self.playing) = (true, true);
            }
            Act::NewSeed => {
                self.person.do_command("new-seed", "New seed");
                (done.applied, self.playing) = (true, true);
            }
            Act::LockStep => {
                if before.lanes.len() > 1 {
                    self.person
                        .do_command("lock-step", "Lanes in step, or free");
                }
            }
            Act::Undo => {
                self.person.key(Modifiers::COMMAND, Key::Z);
                done.applied = self.past.last().is_some_and(|session| *session != before);
            }
            Act::Redo => {
                self.person
                    .key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
                done.applied = self.future.last().is_some_and(|session| *session != before);
            }
            Act::Reset => {
                if model.left {
                    self.person
                        .do_command("reset-settings", "Reset all settings");
                    (done.applied, self.playing) = (true, true);
                }
            }
            Act::Preset(id) if model.saved.contains(id) => {}
            Act::Preset(id) => {
                let name = declared(&format!("preset-{id}"), id);
                self.person.choose_command("open", "Open", name);
                done.applied = *self.session() != before;
                self.playing = true;
            }
            Act::Drop(file) => {
                self.person.drop(&file.path());
                let name = file.0.trim_end_matches(".toml");
                assert!(
                    self.person
                        .reads(&tf("dropped-experiment", &[("name", name)])),
                    "{name}: is not told"
                );
                done.applied = *self.session() != before;
                self.playing = true;
            }
            Act::Misdrop(file) => {
                self.person.drop(&file.path());
                assert!(
                    self.person.reads(file.0),
                    "why {} does not open is not told",
                    file.0
                );
            }
            Act::Save => {
                self.save();
                let names = |session: &Session| -> Vec<String> {
                    session.lanes.iter().map(|lane| lane.name.clone()).collect()
                };
                done.applied = names(&before) != names(self.session());
            }
            Act::Figure(format, place) => drop(self.figure(format, *place)),
            Act::Report(place) => self.report(*place),
            Act::Reopen(format) => {
                if !model.before.all.iter().any(super::changes::fails_plainly) {
                    let file = self
                        .figure(format, Place::Folder)
                        .expect("what trains can be drawn");
                    self.person.drop(&file);
                    (done.applied, self.playing) = (true, true);
                }
            }
            Act::Speak(id) => {
                let language = Language::find(id).unwrap();
                self.person
                    .choose_command("language", "Language", language.name());
                assert_eq!(marginscope::text::language(), language);
            }
            Act::Theme => self.person.do_command("theme", "Light or dark"),
            Act::Size(which) => self.size(*which),
            Act::Peek(which) => self.peek(*which),
            Act::Scrub => self.scrub(),
        }
        self.keep_steps(act, model, before);
        self.rest(done);
    }

    /// What can be taken back now, and whether what was taken back is what was before.
    fn keep_steps(&mut self, act: &Act, model: &Model, before: Session) {
        let now = self.session().clone();
        match act {
            Act::Undo | Act::Redo => {
                let (from, to) = match act {
                    Act::Undo => (&mut self.past, &mut self.future),
                    _ => (&mut self.future, &mut self.past),
                };
                let expect = match from.pop() {
                    Some(session) => {
                        to.push(before);
                        session
                    }
                    None => before,
                };
                assert!(
                    now == expect && now.id == expect.id,
                    "{act:?} led to {}, expected {}",
                    now.to_toml(),
                    expect.to_toml()
                );
            }
            Act::Save => {
                assert!(
                    trained(&now) == trained(&before),
                    "what is saved trains something else"
                );
                // It has another name, and so have the steps that lead to it.
                let steps = self.past.iter_mut().chain(&mut self.future);
                for step in steps.filter(|step| step.id == before.id) {
                    step.id.clone_from(&now.id);
                }
            }
            _ if model.left => {
                self.past.push(before);
                self.future.clear();
            }
            _ => assert!(
                now == before,
                "{act:?} made {} of {}",
                now.to_toml(),
                before.to_toml()
            ),
        }
    }

    fn change(&mut self, of: Option<usize>, change: &Change, model: &Model) {
        let place = of.map(|lane| model.before.place(lane));
        self.person.choose_lane(place);
        match *change {
            Change::Loss(id) => {
                let name = loss::find(id).unwrap().spoken_name();
                self.person.choose_command("loss", "Loss", name);
            }
            Change::Source(id) => {
                let name = data::find(id).unwrap().spoken_name();
                self.person.pick(t("data-source"), name);
            }
            Change::Word(key, word) => {
                let (menu, entry) = words(key, word);
                self.person.pick(menu, entry);
            }
            Change::Number(key, _) => {
                let Some((_, value)) = change.edits(&model.before, of).pop() else {
                    return;
                };
                let number = value
                    .as_float()
                    .or(value.as_integer().map(|whole| whole as f64))
                    .unwrap();
                let knob = self.knob(key, place.unwrap_or(0));
                match self.person.sees(Role::Slider, knob.name()) {
                    true => self.person.slide(knob.name(), number),
                    false => self
                        .person
                        .write(Role::SpinButton, knob.name(), &value.to_string()),
                }
            }
            Change::Table(_) => unreachable!("a file is opened for that"),
        }
    }

    /// What declares the number under a key of the lane at this place.
    fn knob(&self, key: &str, place: usize) -> &'static Knob {
        let (_, experiment) = self.session().experiments().unwrap().swap_remove(place);
        experiment.number(key).unwrap().0
    }

    /// Something that does not fit goes back, and the field says why.
    fn misfit(&mut self, of: Option<usize>, which: usize, model: &Model) {
        self.person
            .choose_lane(of.map(|lane| model.before.place(lane)));
        let (key, text, why) = [
            ("optimizer.learning_rate", "1000", "refused-most"),
            ("optimizer.batch", "0", "refused-least"),
            ("seeds.init", "1.5", "refused-whole"),
            ("optimizer.weight_decay", "much", "refused-text"),
        ][which];
        let name = number(key).unwrap().knob.name();
        self.person.write(Role::SpinButton, name, text);
        let told = tf(
            why,
            &[
                ("name", name),
                ("text", text),
                ("limit", "@"),
                ("kept", "@"),
            ],
        );
        let told = told.split('@').next().unwrap().to_owned();
        assert!(
            self.person.reads(&told),
            "{told} is not told of {key} = {text}"
        );
    }

    /// A name that no lane can have is refused.
    fn misname(&mut self, lane: usize, which: usize) {
        let names: Vec<String> = self
            .session()
            .lanes
            .iter()
            .map(|lane| lane.name.clone())
            .collect();
        if names.len() < 2 {
            return;
        }
        let place = lane % names.len();
        let other = names[(place + 1) % names.len()].to_uppercase();
        let name = ["!", "名", "a/b", &other][which];
        self.person.call_lane(place, name);
        assert!(
            self.person.reads(&format!("found \"{name}\"")),
            "why {name:?} is refused is not told"
        );
    }

    fn space(&mut self) {
        self.person.key(Modifiers::NONE, Key::Space);
        match (self.over(), self.at_limit()) {
            (true, _) => {}
            (false, true) => (self.playing, self.lifted) = (true, true),
            (false, false) => self.playing = !self.playing,
        }
    }

    fn step(&mut self) {
        self.person.key(Modifiers::NONE, Key::Period);
        if self.over() || self.at_limit() {
            return;
        }
        let known = !self.playing || !self.lifted;
        self.playing = false;
        for lane in self.rested.0.lanes.iter().filter(|_| known) {
            let more = match lane.status {
                Status::Done | Status::Failed(_) => 0,
                _ => 1,
            };
            self.steps.insert(lane.lane.clone(), lane.step + more);
        }
    }

    /// The experiment as a file is read back as the same.
    fn save(&mut self) {
        let (folder, before) = (self.folder.path().join("figures"), self.session().clone());
        let known = files(&folder);
        self.person
            .key(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S);
        let many = known.len() + 1;
        self.person
            .wait("a saved experiment", |_| files(&folder).len() == many);
        let new = files(&folder)
            .into_iter()
            .find(|file| !known.contains(file))
            .unwrap();
        let name = new.file_name().unwrap().to_string_lossy().into_owned();
        let told = new.display().to_string();
        self.person.wait("the word of it", |_| true);
        assert!(self.person.reads(&told), "{told} is not told");
        let text = fs::read_to_string(&new).unwrap();
        let read = Session::parse(&name, &text, &name).unwrap();
        assert!(trained(&read) == trained(&before), "{text}");
        // It is another session only by its name.
        self.rested.1 = self.session().clone();
        let mut state = (*self.rested.0).clone();
        for (lane, spec) in state.lanes.iter_mut().zip(&self.rested.1.lanes) {
            Arc::make_mut(lane).lane.clone_from(&spec.name);
        }
        self.rested.0 = Arc::new(state);
        READ_BACK.fetch_add(1, Ordering::Relaxed);
    }

    fn place(&self, place: Place) -> PathBuf {
        let folder = self.folder.path();
        match place {
            Place::Folder => folder.join("figures"),
            Place::Nowhere => folder.join("nowhere"),
            Place::InAFile => folder.join("file"),
        }
    }

    /// Opens the dialog of figures with a folder written into it; whether there is anything to draw.
    fn open_export(&mut self, place: Place) -> bool {
        self.person.key(Modifiers::COMMAND, Key::E);
        if !self.person.sees(Role::TextInput, t("export-folder")) {
            let all = self.rested.0.lanes.iter();
            assert!(
                all.clone().all(|lane| lane.features.nrows() == 0),
                "nothing is exported"
            );
            return false;
        }
        let folder = self.place(place).display().to_string();
        self.person
            .write(Role::TextInput, t("export-folder"), &folder);
        true
    }

    /// Presses a button of the dialog and waits for a new file, or for the reason why there is none.
    fn export(&mut self, button: &str, place: Place) -> Option<PathBuf> {
        let (all, folder) = (self.folder.path().to_owned(), self.place(place));
        let known = files(&self.place(Place::Folder));
        self.person.press(Role::Button, button);
        let figures = self.place(Place::Folder);
        let made = match place {
            Place::Folder => {
                let many = known.len() + 1;
                self.person
                    .wait("a file", |_| files(&figures).len() == many);
                files(&figures)
                    .into_iter()
                    .find(|file| !known.contains(file))
            }
            Place::Nowhere | Place::InAFile => {
                let told = tf("picture-failed", &[("why", "@")]);
                let told = told.split('@').next().unwrap().to_owned();
                let path = folder.display().to_string();
                self.person.wait("a refusal", |window| {
                    let read = window_reads(window, &told);
                    read.iter().any(|text| text.contains(&path))
                });
                assert_eq!(files(&figures), known);
                let mut left = files(&all);
                left.retain(|file| file.extension().is_none());
                assert_eq!(
                    left,
                    [all.join("figures"), all.join("file")],
                    "something was left"
                );
                assert_eq!(fs::read_to_string(all.join("file")).unwrap(), "");
                // What is written next goes where it can.
                let figures = figures.display().to_string();
                self.person
                    .write(Role::TextInput, t("export-folder"), &figures);
                None
            }
        };
        self.person.press(Role::Button, t("help-close"));
        made
    }

    /// Writes a figure, which carries what is trained.
    fn figure(&mut self, format: &str, place: Place) -> Option<PathBuf> {
        if !self.open_export(place) {
            return None;
        }
        self.person.pick(t("export-format"), format);
        let made = self.export(t("export-save"), place)?;
        self.read_back(&made);
        Some(made)
    }

    /// A figure carries the experiment that was shown.
    fn read_back(&self, file: &Path) {
        let carried = carry::read(&fs::read(file).unwrap()).unwrap();
        let read = Session::parse("again", &carried.experiment, "figure").unwrap();
        let shown = self.rested.0.lanes.iter();
        let whole = !shown
            .clone()
            .any(|lane| matches!(lane.status, Status::Failed(_)));
        if whole {
            assert!(
                trained(&read) == trained(self.session()),
                "{}",
                carried.experiment
            );
        }
        if !self.playing || !self.lifted {
            let steps: Vec<u64> = carried.lanes.iter().map(|lane| lane.step).collect();
            let expect: Vec<u64> = shown.map(|lane| lane.step).collect();
            assert!(!whole || steps == expect, "{steps:?}, expected {expect:?}");
        }
        READ_BACK.fetch_add(1, Ordering::Relaxed);
    }

    fn report(&mut self, place: Place) {
        if !self.open_export(place) {
            return;
        }
        let Some(folder) = self.export(t("export-report"), place) else {
            return;
        };
        let page = fs::read_to_string(folder.join("index.html")).unwrap();
        assert!(page.contains("<svg"), "{page}");
        for file in files(&folder.join("figures")) {
            self.read_back(&file);
        }
    }

    fn size(&mut self, which: usize) {
        let sizes = [
            [640.0, 400.0],
            [1920.0, 1080.0],
            [320.0, 240.0],
            [900.0, 1400.0],
        ];
        let [width, height] = sizes[which];
        self.person.window.set_size(Vec2::new(width, height));
        self.person.frames(3);
        check_words(&self.person);
        self.person.window.set_size(SIZE);
        self.person.frames(3);
    }

    fn peek(&mut self, which: usize) {
        let (open, close) = [
            (Key::L, Key::L),
            (Key::Questionmark, Key::Escape),
            (Key::F5, Key::F5),
            (Key::F6, Key::F6),
            (Key::F1, Key::Escape),
        ][which];
        self.person.key(Modifiers::NONE, open);
        check_words(&self.person);
        self.person.key(Modifiers::NONE, close);
    }

    fn scrub(&mut self) {
        if !self.person.sees(Role::Slider, t("history")) {
            return;
        }
        self.person.slide(t("history"), 0.0);
        check_words(&self.person);
        if self.person.sees(Role::Button, t("live")) {
            self.person.press(Role::Button, t("live"));
        }
    }
}

/// What holds this text.
fn window_reads(window: &Window, text: &str) -> Vec<String> {
    use egui_kittest::kittest::{NodeT, Queryable};
    let all = window.query_all_by_label_contains(text);
    all.flat_map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()]
    })
    .flatten()
    .collect()
}

/// The menu of a key of words, and its entry.
fn words(key: &str, word: &str) -> (&'static str, &'static str) {
    match (key, word) {
        ("optimizer.kind", "sgd") => (t("optimizer-kind"), t("optimizer-sgd")),
        ("optimizer.kind", _) => (t("optimizer-kind"), t("optimizer-adam")),
        ("optimizer.schedule", "constant") => (t("schedule"), t("schedule-constant")),
        ("optimizer.schedule", "step") => (t("schedule"), t("schedule-step")),
        ("optimizer.schedule", _) => (t("schedule"), t("schedule-cosine")),
        ("model.activation", "relu") => (t("model-activation"), t("activation-relu")),
        ("model.activation", "prelu") => (t("model-activation"), t("activation-prelu")),
        ("model.activation", _) => (t("model-activation"), t("activation-tanh")),
        (_, "random") => (t("init"), t("init-random")),
        _ => (t("init"), t("init-means")),
    }
}

/// No number that is none is read anywhere.
fn check_words(person: &Person) {
    for text in person.all_read() {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let wrong =
            words.find(|word| ["nan", "inf", "infinity"].contains(&word.to_lowercase().as_str()));
        assert!(wrong.is_none(), "{text:?} is read");
    }
}

/// The machine whose steps the window is put through.
pub struct DeskTest;

impl StateMachineTest for DeskTest {
    type SystemUnderTest = Desk;
    type Reference = Model;

    fn init_test(_: &Model) -> Desk {
        Desk::new()
    }

    fn apply(mut desk: Desk, model: &Model, act: Act) -> Desk {
        super::count();
        desk.act(&act, model);
        desk
    }

    fn check_invariants(desk: &Desk, model: &Model) {
        if let Some(why) = model.lanes.differ(desk.session()) {
            panic!("{why}");
        }
        assert_eq!(
            (desk.past.len(), desk.future.len()),
            (model.past.len(), model.future.len())
        );
        check_words(&desk.person);
        let file = desk.session().named_for_file();
        let again = Session::parse(&file.id, &file.to_toml(), "again.toml").unwrap();
        assert!(
            trained(&again) == trained(desk.session()),
            "{}",
            file.to_toml()
        );
    }
}
