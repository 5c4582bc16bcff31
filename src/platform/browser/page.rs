//! The page itself: its address, and what it says where the window cannot.

use std::cell::RefCell;

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The address without what follows `#`, and without a question.
pub fn address() -> Option<String> {
    let location = window()?.location();
    Some(format!(
        "{}{}",
        location.origin().ok()?,
        location.pathname().ok()?
    ))
}

/// What follows `#` in the address.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.map_or_else(String::new, |hash| hash.trim_start_matches('#').to_owned())
}

thread_local! {
    /// The end of the address that nobody has taken yet.
    static CALLED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The end of the address, once after each change of it; an empty one names nothing.
pub fn called() -> Option<String> {
    CALLED.take().filter(|fragment| !fragment.is_empty())
}

/// Has an end of the address taken as if the address had come to have it.
pub fn call(fragment: &str) {
    CALLED.set(Some(fragment.to_owned()));
}

/// Remembers the end of the address at every change of it, and wakes whoever looks for it.
pub fn listen(wake: impl Fn() + 'static) {
    let changed = Closure::<dyn FnMut()>::new(move || {
        CALLED.set(Some(fragment()));
        wake();
    });
    if let Some(window) = window() {
        let changed = changed.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback("hashchange", changed);
    }
    // It is heard for as long as the page is there.
    changed.forget();
}

/// Whether the address asks `name` behind its question mark.
pub fn asks(name: &str) -> bool {
    asked(name).is_some()
}

/// What the address asks of `name` behind its question mark, `?name=value`; empty for `?name` alone.
pub fn asked(name: &str) -> Option<String> {
    let search = window().and_then(|window| window.location().search().ok());
    let search = search.unwrap_or_default();
    let asked = search.trim_start_matches('?').split('&');
    let mut asked = asked.map(|asked| asked.split_once('=').unwrap_or((asked, "")));
    asked
        .find(|(asked, _)| *asked == name)
        .map(|(_, value)| value.to_owned())
}

/// The languages that the person reads, the best first.
pub fn languages() -> Vec<String> {
    let navigator = window().map(|window| window.navigator());
    let languages = navigator
        .map(|navigator| navigator.languages())
        .unwrap_or_default();
    languages
        .iter()
        .filter_map(|language| language.as_string())
        .collect()
}

/// The element of this id.
pub fn element(id: &str) -> Option<Element> {
    window()?.document()?.get_element_by_id(id)
}

/// Shows what the page says in place of the window, or over it; nothing takes it away.
pub fn say(text: Option<&str>) {
    if let Some(element) = element("says") {
        element.set_text_content(text);
        let _ = element.toggle_attribute_with_force("hidden", text.is_none());
    }
}
