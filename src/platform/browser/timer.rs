//! Work that is done later, between two frames.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{MessageChannel, MessagePort};

/// Calls a function of the global scope, which is a window's or a worker's.
fn global(name: &str, args: &[JsValue]) -> Option<JsValue> {
    let scope = js_sys::global();
    let function = js_sys::Reflect::get(&scope, &name.into()).ok()?;
    let args: js_sys::Array = args.iter().collect();
    function
        .dyn_into::<Function>()
        .ok()?
        .apply(&scope, &args)
        .ok()
}

/// Does `work` once, after so many milliseconds.
pub fn after(ms: i32, work: impl FnOnce() + 'static) {
    let work = Closure::once_into_js(work);
    global("setTimeout", &[work, ms.into()]);
}

/// What is done again and again while there is something to do, and sleeps otherwise.
#[derive(Clone)]
pub struct Loop(Rc<Inner>);

struct Inner {
    /// Says after how many milliseconds it wants to be called again; `None` lets it sleep.
    turn: RefCell<Box<dyn FnMut() -> Option<i32>>>,
    /// Whether a call is on its way.
    due: std::cell::Cell<bool>,
    /// A message to oneself comes sooner than any timer, which browsers hold back by 4 ms.
    port: Option<(MessagePort, MessagePort)>,
}

impl Loop {
    /// A loop that sleeps.
    pub fn new(turn: impl FnMut() -> Option<i32> + 'static) -> Self {
        let port = MessageChannel::new()
            .ok()
            .map(|channel| (channel.port1(), channel.port2()));
        let made = Self(Rc::new(Inner {
            turn: RefCell::new(Box::new(turn)),
            due: std::cell::Cell::new(false),
            port,
        }));
        if let Some((heard, _)) = &made.0.port {
            let own = Rc::downgrade(&made.0);
            let called = Closure::<dyn FnMut()>::new(move || {
                if let Some(inner) = own.upgrade() {
                    Self(inner).call();
                }
            });
            heard.set_onmessage(Some(called.as_ref().unchecked_ref()));
            // It is heard for as long as the port is.
            called.forget();
        }
        made
    }

    /// Has it called soon, unless it will be anyway.
    pub fn wake(&self) {
        self.call_after(0);
    }

    fn call_after(&self, ms: i32) {
        if self.0.due.replace(true) {
            return;
        }
        match &self.0.port {
            Some((_, told)) if ms == 0 && told.post_message(&JsValue::NULL).is_ok() => {}
            _ => {
                let own = Rc::downgrade(&self.0);
                after(ms, move || {
                    if let Some(inner) = own.upgrade() {
                        Self(inner).call();
                    }
                });
            }
        }
    }

    fn call(&self) {
        self.0.due.set(false);
        let Ok(mut turn) = self.0.turn.try_borrow_mut() else {
            return;
        };
        let next = turn();
        drop(turn);
        if let Some(ms) = next {
            self.call_after(ms);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some((heard, _)) = &self.port {
            heard.set_onmessage(None);
            heard.close();
        }
    }
}
