//! The window on the page of a browser, and the training in a worker beside it: what `web/start.js` and `web/worker.js` call.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use eframe::{CreationContext, WebOptions, WebRunner, egui};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlCanvasElement};

use crate::{
    app::{self, MarginscopeApp, Options, chooser},
    export::open,
    platform::{
        browser::{kernel, page, port},
        files,
    },
    text::{self, Language, t},
    train::{self, DEFAULT_PRESET, Session},
};

/// The window, which outlives the graphics context that it is drawn with.
type Window = Rc<RefCell<Option<MarginscopeApp>>>;

/// What the browser draws: the window, wherever it is held.
struct Shown(Window);

impl eframe::App for Shown {
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        let window = self.0.borrow();
        window
            .as_ref()
            .map_or([0.0; 4], |app| app.clear_color(visuals))
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        if let Some(app) = self.0.borrow_mut().as_mut() {
            app.ui(ui, frame);
        }
    }
}

/// Opens the window on `canvas`: on what the address names, or on the experiment of a plain start.
///
/// # Errors
/// When the browser cannot draw it.
#[wasm_bindgen]
pub async fn start(canvas: HtmlCanvasElement) -> Result<(), JsValue> {
    let _ = eframe::WebLogger::init(log::LevelFilter::Warn);
    text::speak(language());
    train::distant::await_files();
    let options = options().map_err(|why| JsValue::from(why.as_str()))?;
    let window = WINDOW.with(Rc::clone);
    let runner = WebRunner::new();
    survive(&canvas, &runner, &window)?;
    open_on(&runner, canvas, window, Some(options)).await
}

/// Holds a file that stands beside the page.
#[wasm_bindgen]
pub fn hold(name: &str, bytes: Vec<u8>) {
    files::put(name.as_ref(), bytes.into());
}

/// All files that stand beside the page are held, or will not come.
#[wasm_bindgen]
pub fn all_held() {
    train::distant::files_are_here();
}

thread_local! {
    /// The window of this page.
    static WINDOW: Window = Window::default();
}

/// What the window shows, as JSON, for a page that has it in a frame and for tests: the experiment's name, whether it trains, and of
/// each lane its step, what stands behind it, its loss with its knobs, and the SHA-256 of its weights and features as
/// numbers of 32 bits.
#[wasm_bindgen]
pub fn status() -> String {
    WINDOW.with(|window| {
        let window = window.borrow();
        window
            .as_ref()
            .map_or_else(|| "null".to_owned(), |app| told(app).to_string())
    })
}

fn told(app: &MarginscopeApp) -> serde_json::Value {
    let state = app.state();
    let lanes = state.lanes.iter().map(|lane| {
        let loss = &lane.experiment.loss;
        let knobs = loss
            .knobs
            .iter()
            .map(|(id, value)| (id.to_owned(), value.into()));
        json!({
            "name": lane.lane,
            "step": lane.step,
            "status": format!("{:?}", lane.status),
            "whole": lane.whole,
            "loss": loss.id,
            "knobs": serde_json::Map::from_iter(knobs),
            "images_per_second": lane.images_per_second,
            "weights": digest(lane.weights.iter()),
            "features": digest(lane.features.iter()),
        })
    });
    json!({
        "experiment": app.session().id,
        "language": text::language().id(),
        "playing": state.playing,
        "beside": app.trains_beside(),
        "lanes": lanes.collect::<Vec<_>>(),
    })
}

fn digest<'a>(numbers: impl Iterator<Item = &'a f32>) -> String {
    let mut hash = Sha256::new();
    numbers.for_each(|x| hash.update(x.to_le_bytes()));
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where the variables of the kernels in `kernel.wasm` may lie: the end of their room, from which they grow down.
#[wasm_bindgen]
pub fn kernel_room() -> usize {
    let (bytes, start) = kernel::room();
    start + bytes
}

/// Trains with the kernels that `web/kernel.js` has loaded, if they give the same bits; says whether they do.
#[wasm_bindgen]
pub fn take_kernel() -> bool {
    train::distant::take_kernel()
}

/// In the worker: trains what the page asks for.
#[wasm_bindgen]
pub fn serve() {
    std::panic::set_hook(Box::new(|info| {
        port::tell_broken(&format!("an internal error stopped this run: {info}"));
    }));
    train::distant::serve();
}

fn language() -> Language {
    let read = || {
        let languages = page::languages();
        Language::of_locale(languages.first().map_or("", String::as_str))
    };
    app::chosen_language().unwrap_or_else(read)
}

fn options() -> Result<Options, String> {
    let fragment = page::fragment();
    let embed = page::asks("embed");
    let linked = open::linked(&fragment).ok();
    let guest = embed || !fragment.is_empty();
    if linked.is_none() {
        // A lesson, or what is wrong with the link, is said by the window.
        page::call(&fragment);
    }
    let session = match linked {
        Some(opened) => opened.session,
        None => Session::preset(DEFAULT_PRESET).map_err(|error| error.to_string())?,
    };
    Ok(Options {
        arrangement: app::arrangement_file().filter(|_| !embed),
        course: app::course_file().filter(|_| !embed),
        chooser: chooser::none,
        folder: PathBuf::from("."),
        after_steps: page::asked("steps").and_then(|steps| steps.parse().ok()),
        embed,
        guest,
        ..Options::new(session)
    })
}

/// Opens the window on a canvas; one that was open before goes on where it was.
async fn open_on(
    runner: &WebRunner,
    canvas: HtmlCanvasElement,
    window: Window,
    options: Option<Options>,
) -> Result<(), JsValue> {
    let web = WebOptions {
        webgl_context_option: eframe::WebGlContextOption::WebGl2,
        dithering: false,
        ..WebOptions::default()
    };
    let create = move |cc: &CreationContext<'_>| {
        let before = window.borrow_mut().take();
        let app = match (before, options) {
            (Some(mut app), _) => {
                app.revive(cc);
                Some(app)
            }
            (None, Some(options)) => Some(MarginscopeApp::new(cc, options)),
            (None, None) => None,
        };
        *window.borrow_mut() = app;
        let ctx = cc.egui_ctx.clone();
        page::listen(move || ctx.request_repaint());
        Ok(Box::new(Shown(window)) as Box<dyn eframe::App>)
    };
    runner.start(canvas, web, Box::new(create)).await
}

/// Lets the window survive the loss of what it is drawn with: a graphics driver that starts again, a laptop that slept.
fn survive(canvas: &HtmlCanvasElement, runner: &WebRunner, window: &Window) -> Result<(), JsValue> {
    let lost_runner = runner.clone();
    let lost = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        // Without this it would not be given back.
        event.prevent_default();
        lost_runner.destroy();
        page::say(Some(t("web-graphics-lost")));
    });
    let (runner, own, window) = (runner.clone(), canvas.clone(), window.clone());
    let restored = Closure::<dyn FnMut()>::new(move || {
        let (runner, canvas, window) = (runner.clone(), own.clone(), window.clone());
        spawn_local(async move {
            match open_on(&runner, canvas, window, None).await {
                Ok(()) => page::say(None),
                Err(why) => page::say(Some(&format!("{why:?}"))),
            }
        });
    });
    canvas.add_event_listener_with_callback("webglcontextlost", lost.as_ref().unchecked_ref())?;
    canvas.add_event_listener_with_callback(
        "webglcontextrestored",
        restored.as_ref().unchecked_ref(),
    )?;
    // They are heard for as long as the page is there.
    lost.forget();
    restored.forget();
    Ok(())
}
