//! A window that is used at random for hours: `soak MINUTES [SEED]`, in a folder of its own making.
//!
//! It is the real window. Clicks, drags, keys, dropped files and new sizes are put where an event of the system would come in;
//! what can be clicked is asked of egui. Every minute a line says what it holds and what took longest; at the end it says
//! whether all stayed within the bounds below, and exits with 1 where it did not. Without a screen:
//!
//! ```text
//! cargo build --release --example soak
//! xvfb-run -a -s "-screen 0 1920x1200x24 +extension GLX" target/release/examples/soak 30
//! ```

#[path = "../tests/support/dropped.rs"]
mod dropped;

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use dropped::Dropped;
use eframe::egui::{
    Context, Event, Id, Key, Modifiers, PointerButton, Pos2, RawInput, Ui, Vec2, ViewportCommand,
    Visuals, WidgetRect,
};
use marginscope::app::{MarginscopeApp, Options};
use marginscope::train::{Session, preset_ids, stalls};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What the process may hold where it rests, megabytes: a small experiment, whatever was trained before. At work it may hold what
/// its runs are allowed.
const BUDGET_MB: u64 = 600;
/// How much more than at its first rest, megabytes.
const GROWTH_MB: u64 = 300;
/// Between two rests, and how long one is.
const WORK: Duration = Duration::from_mins(4);
const REST: Duration = Duration::from_secs(15);
/// The longest that training may not look at its commands.
const STALL: Duration = Duration::from_millis(100);
/// The longest that the window may work on a frame, of its own time on the processor.
const FRAME: Duration = Duration::from_millis(250);
/// Between two things that are done.
const PAUSE: Duration = Duration::from_millis(120);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let minutes: f64 = match arguments.first() {
        Some(minutes) => minutes.parse()?,
        None => return Err("expected MINUTES [SEED]".into()),
    };
    let seed = arguments.get(1).map_or(Ok(1), |seed| seed.parse())?;
    let folder = env::temp_dir().join(format!("marginscope-soak-{}", process::id()));
    fs::create_dir_all(&folder)?;
    let hand = Hand::new(seed, files(&folder)?);
    let told = Arc::new(Mutex::new(Watch::new(minutes)));
    let watch = Arc::clone(&told);
    let mut options = Options::new(Session::preset("fashion")?);
    options.folder.clone_from(&folder);
    let native = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        ..Default::default()
    };
    eframe::run_native(
        "marginscope",
        native,
        Box::new(move |cc| {
            let app = MarginscopeApp::new(cc, options);
            Ok(Box::new(Soak { app, hand, watch }))
        }),
    )?;
    fs::remove_dir_all(&folder)?;
    let watch = told.lock().unwrap_or_else(PoisonError::into_inner);
    match watch.verdict() {
        true => Ok(()),
        false => process::exit(1),
    }
}

/// What is dropped on the window: every preset, and files that are none.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for id in preset_ids() {
        // One whose data must be fetched first fails in the window, and says so.
        if let Ok(session) = Session::preset(id) {
            files.push(folder.join(format!("{id}.toml")));
            fs::write(&files[files.len() - 1], session.to_toml())?;
        }
    }
    for (name, text) in [
        ("broken.toml", "steps = \"many\""),
        ("no.csv", "a,b\n1,x\n"),
    ] {
        files.push(folder.join(name));
        fs::write(folder.join(name), text)?;
    }
    Ok(files)
}

/// The window, a hand that uses it, and a watch that times it.
struct Soak {
    app: MarginscopeApp,
    hand: Hand,
    watch: Arc<Mutex<Watch>>,
}

impl eframe::App for Soak {
    fn clear_color(&self, visuals: &Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        if self.hand.act(ctx, input) {
            let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
            watch.rests.push(megabytes("VmRSS"));
        }
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let (began, worked) = (Instant::now(), worked());
        self.app.ui(ui, frame);
        let took = (began.elapsed(), self::worked().saturating_sub(worked));
        let steps = self.app.state().lanes.iter().map(|lane| lane.step).sum();
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.frame(took, steps);
        if took.1 > FRAME / 2 {
            let lanes = self.app.state().lanes.iter();
            let sizes: Vec<_> = lanes.map(|lane| lane.features.dim()).collect();
            let (id, took) = (&self.app.session().id, milliseconds(took.1));
            println!(
                "  a frame of {took} in {id} of {sizes:?} after {}",
                self.hand.did
            );
        }
        watch.tell(&self.hand);
        if watch.is_over() {
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
        ui.ctx().request_repaint_after(PAUSE / 2);
    }
}

/// What this thread has had of the processor.
fn worked() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// A number of `/proc/self/status` in megabytes.
fn megabytes(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

/// Uses the window at random.
struct Hand {
    random: ChaCha8Rng,
    files: Vec<PathBuf>,
    /// What comes in with each of the next frames.
    coming: VecDeque<Vec<Event>>,
    next: Instant,
    /// When it rests next, and whether it does.
    rest: Instant,
    rests: bool,
    /// What was clicked or dragged so far.
    touched: HashSet<Id>,
    counts: Counts,
    /// What it did last.
    did: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    clicks: u64,
    drags: u64,
    keys: u64,
    drops: u64,
    replays: u64,
    sizes: u64,
}

/// Keys that do something, as a hand strikes them.
const KEYS: &[(Key, Modifiers)] = &[
    (Key::Space, Modifiers::NONE),
    (Key::Space, Modifiers::NONE),
    (Key::Period, Modifiers::NONE),
    (Key::Escape, Modifiers::NONE),
    (Key::Escape, Modifiers::NONE),
    (Key::Escape, Modifiers::NONE),
    (Key::L, Modifiers::NONE),
    (Key::G, Modifiers::NONE),
    (Key::R, Modifiers::NONE),
    (Key::F1, Modifiers::NONE),
    (Key::F5, Modifiers::NONE),
    (Key::F6, Modifiers::NONE),
    (Key::PageDown, Modifiers::NONE),
    (Key::PageUp, Modifiers::NONE),
    (Key::Tab, Modifiers::NONE),
    (Key::Enter, Modifiers::NONE),
    (Key::ArrowRight, Modifiers::NONE),
    (Key::ArrowUp, Modifiers::NONE),
    (Key::D, Modifiers::COMMAND),
    (Key::E, Modifiers::COMMAND),
    (Key::S, Modifiers::COMMAND),
    (Key::Z, Modifiers::COMMAND),
    (Key::Z, Modifiers::COMMAND),
    (Key::P, Modifiers::COMMAND),
];

impl Hand {
    fn new(seed: u64, files: Vec<PathBuf>) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            files,
            coming: VecDeque::new(),
            next: Instant::now() + Duration::from_secs(2),
            rest: Instant::now() + Duration::from_secs(5),
            rests: false,
            touched: HashSet::new(),
            counts: Counts::default(),
            did: String::new(),
        }
    }

    /// Puts into `input` what is done in this frame. Returns whether a rest has ended.
    fn act(&mut self, ctx: &Context, input: &mut RawInput) -> bool {
        let now = Instant::now();
        let mut rested = false;
        if self.coming.is_empty() && now >= self.next {
            rested = std::mem::take(&mut self.rests);
            self.next = now + PAUSE;
            if now >= self.rest {
                self.rest = now + WORK;
                self.rests = true;
                self.next = now + REST;
                (0..4).for_each(|_| self.press(Key::Escape, Modifiers::NONE));
                let small = self.files.iter().find(|file| file.ends_with("blobs.toml"));
                let small = small.cloned().map(|file| Arc::new(Dropped(file)) as _);
                input.dropped_files.extend(small);
            } else {
                self.choose(ctx, input);
            }
        }
        if let Some(events) = self.coming.pop_front() {
            input.events.extend(events);
            ctx.request_repaint();
        }
        rested
    }

    fn choose(&mut self, ctx: &Context, input: &mut RawInput) {
        match self.random.random_range(0..1000) {
            0..500 => self.click(ctx),
            500..700 => self.drag(ctx),
            700..940 => {
                let (key, modifiers) = KEYS[self.random.random_range(0..KEYS.len())];
                self.did = format!("{modifiers:?} {key:?}");
                self.press(key, modifiers);
            }
            940..960 => {
                self.counts.replays += 1;
                self.did = "Replay".to_owned();
                self.palette("Replay");
            }
            960..980 => {
                self.counts.drops += 1;
                let file = self.files[self.random.random_range(0..self.files.len())].clone();
                self.did = format!("dropping {}", file.display());
                input.dropped_files.push(Arc::new(Dropped(file)));
            }
            980..990 => {
                self.counts.sizes += 1;
                let sizes = [(1024.0, 640.0), (1280.0, 800.0), (1600.0, 1000.0)];
                let (width, height) = sizes[self.random.random_range(0..sizes.len())];
                self.did = format!("a size of {width} × {height}");
                ctx.send_viewport_cmd(ViewportCommand::InnerSize(Vec2::new(width, height)));
            }
            // Whoever is lost in dialogs starts over.
            _ => (0..4).for_each(|_| self.press(Key::Escape, Modifiers::NONE)),
        }
    }

    fn press(&mut self, key: Key, modifiers: Modifiers) {
        self.counts.keys += 1;
        let event = |pressed| Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.coming.push_back(vec![event(true)]);
        self.coming.push_back(vec![event(false)]);
    }

    fn click(&mut self, ctx: &Context) {
        if let Some((id, place)) = self.somewhere(ctx, |widget| widget.sense.senses_click()) {
            self.counts.clicks += 1;
            self.touched.insert(id);
            self.did = format!("a click at {place:?}");
            self.strokes(&[place]);
        }
    }

    fn drag(&mut self, ctx: &Context) {
        if let Some((id, place)) = self.somewhere(ctx, |widget| widget.sense.senses_drag()) {
            self.counts.drags += 1;
            self.touched.insert(id);
            let by = Vec2::new(
                self.random.random_range(-90.0..90.0),
                self.random.random_range(-40.0..40.0),
            );
            self.did = format!("a drag from {place:?} by {by:?}");
            let path: Vec<Pos2> = (0..=6).map(|i| place + by * (i as f32 / 6.0)).collect();
            self.strokes(&path);
        }
    }

    /// Has the palette find a command, and takes it.
    fn palette(&mut self, command: &str) {
        (0..2).for_each(|_| self.press(Key::Escape, Modifiers::NONE));
        self.press(Key::P, Modifiers::COMMAND);
        self.coming.push_back(Vec::new());
        self.coming.push_back(vec![Event::Text(command.to_owned())]);
        self.coming.push_back(Vec::new());
        self.press(Key::Enter, Modifiers::NONE);
    }

    /// A widget that can be seen, and a place in it.
    fn somewhere(
        &mut self,
        ctx: &Context,
        wanted: impl Fn(&WidgetRect) -> bool,
    ) -> Option<(Id, Pos2)> {
        let found: Vec<WidgetRect> = ctx.viewport(|viewport| {
            let all = viewport.prev_pass.widgets.layers();
            let usable = |widget: &&WidgetRect| {
                widget.enabled && widget.visible && widget.interact_rect.is_positive()
            };
            let usable = all.flat_map(|(_, layer)| layer).filter(usable);
            usable.filter(|widget| wanted(widget)).copied().collect()
        });
        if found.is_empty() {
            return None;
        }
        let widget = found[self.random.random_range(0..found.len())];
        let rect = widget.interact_rect;
        let (x, y) = (
            self.random.random_range(0.1..0.9),
            self.random.random_range(0.1..0.9),
        );
        Some((widget.id, rect.min + rect.size() * Vec2::new(x, y)))
    }

    /// The pointer goes down at the first place, along all of them, and up at the last.
    fn strokes(&mut self, path: &[Pos2]) {
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let (first, last) = (path[0], path[path.len() - 1]);
        self.coming.push_back(vec![Event::PointerMoved(first)]);
        self.coming.push_back(vec![button(first, true)]);
        for place in &path[1..] {
            self.coming.push_back(vec![Event::PointerMoved(*place)]);
        }
        self.coming.push_back(vec![button(last, false)]);
    }
}

/// What took how long, and how much is held.
struct Watch {
    began: Instant,
    minutes: f64,
    told: Instant,
    minute: Longest,
    whole: Longest,
    held: u64,
    steps: u64,
    /// What was held at the end of each rest, megabytes.
    rests: Vec<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Longest {
    frames: u64,
    /// Of the window's thread on the processor, and as time passed.
    worked: Duration,
    lasted: Duration,
    slow: u64,
    /// That training did not look at its commands.
    stall: Duration,
    stalls: u64,
}

impl Watch {
    fn new(minutes: f64) -> Self {
        Self {
            began: Instant::now(),
            minutes,
            told: Instant::now(),
            minute: Longest::default(),
            whole: Longest::default(),
            held: 0,
            steps: 0,
            rests: Vec::new(),
        }
    }

    fn frame(&mut self, (lasted, worked): (Duration, Duration), steps: u64) {
        let stall = stalls::longest();
        for longest in [&mut self.minute, &mut self.whole] {
            longest.frames += 1;
            longest.lasted = longest.lasted.max(lasted);
            longest.worked = longest.worked.max(worked);
            longest.slow += u64::from(worked > FRAME);
            longest.stall = longest.stall.max(stall);
            longest.stalls += u64::from(stall > STALL);
        }
        self.steps = steps;
    }

    fn tell(&mut self, hand: &Hand) {
        if self.told.elapsed() < Duration::from_mins(1) {
            return;
        }
        self.told = Instant::now();
        self.held = megabytes("VmRSS");
        let (counts, kinds) = (hand.counts, hand.touched.len());
        println!(
            "{:4.0} min  {:4} MB  frames {}, longest {} ({} in all)  training deaf {} at most, {} times over {}  \
             {} steps  {} clicks {} drags on {kinds} things, {} keys, {} drops, {} replays, {} sizes",
            self.began.elapsed().as_secs_f64() / 60.0,
            self.held,
            self.minute.frames,
            milliseconds(self.minute.worked),
            milliseconds(self.minute.lasted),
            milliseconds(self.minute.stall),
            self.minute.stalls,
            milliseconds(STALL),
            self.steps,
            counts.clicks,
            counts.drags,
            counts.keys,
            counts.drops,
            counts.replays,
            counts.sizes,
        );
        self.minute = Longest::default();
    }

    fn is_over(&self) -> bool {
        self.began.elapsed().as_secs_f64() >= 60.0 * self.minutes
    }

    /// Says what it came to, and whether that is within what may be.
    fn verdict(&self) -> bool {
        let (peak, whole) = (megabytes("VmHWM"), self.whole);
        println!(
            "at rest {:?} MB (at most {BUDGET_MB}, and {GROWTH_MB} more than at first), at most {peak} MB at work; {} frames, the \
             longest {} (at most {}), {} over that; training deaf for {} (at most {}), {} times longer",
            self.rests,
            whole.frames,
            milliseconds(whole.worked),
            milliseconds(FRAME),
            whole.slow,
            milliseconds(whole.stall),
            milliseconds(STALL),
            whole.stalls,
        );
        let over = self.is_over();
        if !over {
            println!("the window closed early");
        }
        let first = self.rests.first().copied().unwrap_or(0);
        let most = self.rests.iter().max().copied().unwrap_or(u64::MAX);
        let bounded = most <= BUDGET_MB.min(first + GROWTH_MB);
        over && bounded && whole.slow == 0 && whole.stalls == 0
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0} ms", 1e3 * time.as_secs_f64())
}
