//! Training in a browser: in a worker, which is a second instance of this module, or, where none starts, in slices between the
//! frames of the window. Both do the same to the same bits.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use super::instruction::{Instruction, Start, State, Wake};
use super::sent::{Receiver, Sender, ToTraining};
use super::training::Training;
use super::wire::Wire;
use crate::data::BESIDE;
use crate::platform::browser::port::{self, Heard, Port};
use crate::platform::browser::timer::{self, Loop};
use crate::platform::files;
use crate::text::tf;

/// The script of the worker, beside the page.
const SCRIPT: &str = "worker.js";
/// A worker that has not begun by then will not, milliseconds.
const PATIENCE_MS: i32 = 20_000;
/// So often it is asked what came of a folder that is followed, milliseconds.
const FOLLOW_MS: i32 = 100;
/// So often it is asked whether the files beside the page are here, milliseconds.
const FILES_MS: i32 = 50;
/// Between two slices on the page's own thread its frames have their turn, milliseconds.
const FRAMES_MS: i32 = 4;

/// Training beside or between the frames. Dropping it ends the training.
pub struct Worker(Rc<Inner>);

struct Inner {
    wake: Wake,
    shown: RefCell<Receiver>,
    driver: RefCell<Driver>,
    trouble: RefCell<Option<String>>,
    /// Whether the worker is there.
    ready: Cell<bool>,
    /// Whether it trains.
    begun: Cell<bool>,
}

thread_local! {
    /// Whether files that stand beside the page are still on their way.
    static COMING: Cell<bool> = const { Cell::new(false) };
}

/// Files that stand beside the page are on their way to it, [`BESIDE`]: nothing is loaded before they are here.
pub fn await_files() {
    COMING.set(true);
}

/// Those files are held under their names now, or will not come.
pub fn files_are_here() {
    COMING.set(false);
}

enum Driver {
    /// A worker that has begun, or will: what was said before waits.
    Beside {
        port: Option<Port>,
        waiting: Vec<ToTraining>,
    },
    /// The page's own thread.
    Between(Slices),
    Nothing,
}

impl Worker {
    /// Starts training `start`'s session; `wake` is called after every publication.
    pub fn spawn(start: Start, wake: Wake) -> Self {
        let first = Training::new(start.clone(), Box::new(|_| {})).1;
        let inner = Rc::new(Inner {
            wake,
            shown: RefCell::new(Receiver::new(first)),
            driver: RefCell::new(Driver::Nothing),
            trouble: RefCell::default(),
            ready: Cell::new(false),
            begun: Cell::new(false),
        });
        let weak = Rc::downgrade(&inner);
        let hear = move |heard| {
            if let Some(inner) = weak.upgrade() {
                inner.hear(heard);
            }
        };
        let waiting = vec![ToTraining::Start(start)];
        let opened = Port::open(SCRIPT, hear);
        let port = opened.as_ref().ok().is_some();
        let (opened, why) = opened.map_or_else(|why| (None, Some(why)), |port| (Some(port), None));
        *inner.driver.borrow_mut() = Driver::Beside {
            port: opened,
            waiting,
        };
        if !port {
            inner.go_between(&why.unwrap_or_default());
        }
        let late = Rc::downgrade(&inner);
        timer::after(PATIENCE_MS, move || {
            if let Some(inner) = late.upgrade().filter(|inner| !inner.ready.get()) {
                inner.go_between("it has not begun in time");
            }
        });
        Self(inner)
    }

    /// Passes a command on; never waits.
    pub fn send(&self, command: Instruction) {
        if matches!(command, Instruction::Reread) {
            self.0.shown.borrow().reread();
        }
        self.0.send(ToTraining::Instruction(command));
    }

    /// The training too can read the file that is held under this name.
    pub fn share(&self, file: &Path) {
        if let Ok(bytes) = files::read(file) {
            self.0.send(ToTraining::File(file.to_owned(), bytes));
        }
    }

    /// The newest state; never waits for training.
    pub fn latest(&self) -> Arc<State> {
        let shown = self.0.shown.borrow();
        shown.state()
    }

    /// Whether a worker has begun, and trains.
    pub fn is_beside(&self) -> bool {
        let driver = self.0.driver.borrow();
        matches!(&*driver, Driver::Beside { .. }) && self.0.begun.get()
    }

    /// Why it does not train in a worker, once.
    pub fn trouble(&self) -> Option<String> {
        let why = self.0.trouble.borrow_mut().take()?;
        Some(tf("web-slices", &[("why", &why)]))
    }
}

impl Inner {
    fn send(&self, message: ToTraining) {
        let mut driver = self.driver.borrow_mut();
        match &mut *driver {
            Driver::Beside {
                port: Some(port), ..
            } if self.begun.get() => {
                let mut bytes = Vec::new();
                message.put(&mut bytes);
                port.send(&bytes);
            }
            Driver::Beside { waiting, .. } => waiting.push(message),
            Driver::Between(slices) => slices.take(message),
            Driver::Nothing => {}
        }
    }

    fn hear(self: &Rc<Self>, heard: Heard) {
        match heard {
            Heard::Ready => {
                self.ready.set(true);
                self.begin();
            }
            Heard::Bytes(bytes) => {
                if self.shown.borrow_mut().take(&bytes).is_some() {
                    (self.wake)();
                }
            }
            Heard::Broken(why) if self.begun.get() => {
                self.shown.borrow_mut().break_off(&why);
                *self.driver.borrow_mut() = Driver::Nothing;
                (self.wake)();
            }
            Heard::Broken(why) => self.go_between(&why),
        }
    }

    /// The worker gets what was said so far, once it can have the files that stand beside the page.
    fn begin(self: &Rc<Self>) {
        if COMING.get() {
            let later = Rc::downgrade(self);
            timer::after(FILES_MS, move || {
                if let Some(inner) = later.upgrade() {
                    inner.begin();
                }
            });
            return;
        }
        self.begun.set(true);
        let waiting = match &mut *self.driver.borrow_mut() {
            Driver::Beside { waiting, .. } => std::mem::take(waiting),
            _ => Vec::new(),
        };
        let held = |name: &&str| {
            let bytes = files::read(name.as_ref()).ok()?;
            Some(ToTraining::File(name.into(), bytes))
        };
        let beside = BESIDE.iter().filter_map(held);
        beside.chain(waiting).for_each(|message| self.send(message));
    }

    /// No worker starts: trains between the frames, from what was said so far.
    fn go_between(self: &Rc<Self>, why: &str) {
        let mut driver = self.driver.borrow_mut();
        let waiting = match &mut *driver {
            Driver::Beside { waiting, .. } => std::mem::take(waiting),
            Driver::Between(_) | Driver::Nothing => return,
        };
        let weak = Rc::downgrade(self);
        let publish = move |state: &State| {
            if let Some(inner) = weak.upgrade() {
                inner.shown.borrow_mut().show(state);
                (inner.wake)();
            }
        };
        let slices = Slices::new(FRAMES_MS, publish);
        waiting.into_iter().for_each(|message| slices.take(message));
        *driver = Driver::Between(slices);
        *self.trouble.borrow_mut() = Some(why.to_owned());
        self.begun.set(true);
        (self.wake)();
    }
}

/// Training in slices, each called by the browser when its turn comes.
struct Slices {
    inbox: Rc<RefCell<Vec<ToTraining>>>,
    turns: Loop,
}

impl Slices {
    /// Nothing to train yet; `publish` gets what is shown.
    fn new(pause_ms: i32, publish: impl Fn(&State) + 'static) -> Self {
        let inbox: Rc<RefCell<Vec<ToTraining>>> = Rc::default();
        let waiting = Rc::clone(&inbox);
        let mut training: Option<Training> = None;
        // What is published inside a turn is told after it: whoever hears may send a command.
        let told: Arc<Mutex<Option<State>>> = Arc::default();
        let turn = move || {
            if COMING.get() {
                return Some(FILES_MS);
            }
            let mut commands = Vec::new();
            for message in waiting.take() {
                match message {
                    ToTraining::Start(start) => {
                        let told = Arc::clone(&told);
                        let publish = move |state| {
                            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
                        };
                        training = Some(Training::new(start, Box::new(publish)).0);
                    }
                    ToTraining::Instruction(command) => commands.push(command),
                    ToTraining::File(path, bytes) => files::put(&path, bytes.into()),
                }
            }
            let training = training.as_mut()?;
            if !commands.is_empty() {
                training.obey_all(commands);
            }
            training.follow();
            if training.has_work() {
                training.work();
            }
            let told = told.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(state) = told {
                publish(&state);
            }
            match training.has_work() {
                true => Some(pause_ms.max(training.rest().as_millis() as i32)),
                false => training.follows().then_some(FOLLOW_MS),
            }
        };
        Self {
            inbox,
            turns: Loop::new(turn),
        }
    }

    fn take(&self, message: ToTraining) {
        self.inbox.borrow_mut().push(message);
        self.turns.wake();
    }
}

/// Multiplies with the kernels that stand beside the program, if they give the same bits; says whether they do.
pub fn take_kernel() -> bool {
    crate::nn::offer_kernel(crate::platform::browser::kernel::run)
}

/// In the worker: trains what the page asks for, for as long as the page lives.
pub fn serve() {
    let sender = RefCell::new(Sender::default());
    let slices = Slices::new(0, move |state| {
        port::tell(&sender.borrow_mut().state(state))
    });
    port::hear(move |bytes| {
        if let Some(message) = ToTraining::take(&mut bytes.as_slice()) {
            slices.take(message);
        }
    });
}
