//! What the page of a browser offers: timers, storage, downloads, its chooser of files, a worker.

pub mod choose;
pub mod download;
pub mod kernel;
pub mod page;
pub mod port;
pub mod storage;
pub mod timer;

use wasm_bindgen::JsValue;

/// What went wrong, in the browser's words.
pub fn told(error: &JsValue) -> String {
    let message = js_sys::Reflect::get(error, &"message".into());
    let message = message.ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
