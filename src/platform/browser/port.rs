//! Messages between the page and a worker that is a second instance of this module. They are bytes, and share no memory.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What the worker says when it has begun.
const READY: &str = "ready";

/// What came from the worker.
pub enum Heard {
    /// It has begun, and takes messages.
    Ready,
    /// A message.
    Bytes(Vec<u8>),
    /// It cannot start, or has broken down: says why.
    Broken(String),
}

/// A worker, which ends when this is dropped.
pub struct Port {
    worker: Worker,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(Event)>,
}

impl Port {
    /// Starts the worker of this script, which gets this module as its first message.
    ///
    /// # Errors
    /// When the browser has no workers, in its words.
    pub fn open(script: &str, hear: impl FnMut(Heard) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(script, &options).map_err(|error| super::told(&error))?;
        let hear = Rc::new(RefCell::new(hear));
        let hears = Rc::clone(&hear);
        let own = script.to_owned();
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            let heard = match (data.as_string(), data.dyn_ref::<Uint8Array>()) {
                (Some(ready), _) if ready == READY => Heard::Ready,
                (Some(why), _) => Heard::Broken(why),
                (None, Some(bytes)) => Heard::Bytes(bytes.to_vec()),
                (None, None) => return,
            };
            (hears.borrow_mut())(heard);
        });
        let failed = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            // A script that cannot be had is an event without a message.
            let message = js_sys::Reflect::get(&event, &"message".into());
            let message = message.ok().and_then(|message| message.as_string());
            let why = message.unwrap_or_else(|| format!("{} cannot be loaded", own.as_str()));
            (hear.borrow_mut())(Heard::Broken(why));
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let module = worker.post_message(&wasm_bindgen::module());
        module.map_err(|error| super::told(&error))?;
        Ok(Self {
            worker,
            _heard: heard,
            _failed: failed,
        })
    }

    /// Sends a message.
    pub fn send(&self, bytes: &[u8]) {
        let bytes = Uint8Array::from(bytes);
        // Handed over, not copied once more.
        let _ = self
            .worker
            .post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// In the worker: hears what the page sends, and says that it has begun.
pub fn hear(mut heard: impl FnMut(Vec<u8>) + 'static) {
    let Some(scope) = scope() else { return };
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(bytes) = event.data().dyn_ref::<Uint8Array>() {
            heard(bytes.to_vec());
        }
    });
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    // It hears for as long as the worker lives.
    closure.forget();
    let _ = scope.post_message(&JsValue::from(READY));
}

/// In the worker: sends a message to the page.
pub fn tell(bytes: &[u8]) {
    let Some(scope) = scope() else { return };
    let bytes = Uint8Array::from(bytes);
    let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}

/// In the worker: says why it has broken down.
pub fn tell_broken(why: &str) {
    if let Some(scope) = scope() {
        let _ = scope.post_message(&JsValue::from(why));
    }
}
