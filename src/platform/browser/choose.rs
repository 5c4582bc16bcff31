//! The browser's chooser of files.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

use crate::platform::files;

/// Where files that a person has handed over are held.
pub const OPENED: &str = "opened";

/// Larger files are not taken: the page's memory ends at 4 GB.
const MOST: f64 = 1e9;

/// Holds a file that was handed over under its own name; returns its path.
pub fn hold(name: &str, bytes: Arc<[u8]>) -> PathBuf {
    // A name is no path.
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let path = Path::new(OPENED).join(name);
    files::put(&path, bytes);
    path
}

/// Asks for a file with one of these endings, or any where there are none; `then` gets its path, or none where the chooser was
/// closed.
pub fn file(endings: &[&str], then: impl FnOnce(Result<Option<PathBuf>, String>) + 'static) {
    let then = Rc::new(RefCell::new(Some(then)));
    let tell = move |found| {
        if let Some(then) = then.borrow_mut().take() {
            then(found);
        }
    };
    if let Err(error) = ask(endings, tell.clone()) {
        tell(Err(super::told(&error)));
    }
}

fn ask(
    endings: &[&str],
    tell: impl FnMut(Result<Option<PathBuf>, String>) + Clone + 'static,
) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| JsValue::from("there is no page"))?;
    let input: HtmlInputElement = document.create_element("input")?.dyn_into()?;
    input.set_type("file");
    let endings: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
    input.set_accept(&endings.join(","));
    let (chosen, mut told) = (input.clone(), tell.clone());
    let change = Closure::once_into_js(move || {
        let file = chosen.files().and_then(|files| files.get(0));
        let Some(file) = file else {
            return told(Ok(None));
        };
        spawn_local(async move { told(held(&file).await.map(Some)) });
    });
    let mut told = tell;
    let cancel = Closure::once_into_js(move || told(Ok(None)));
    input.add_event_listener_with_callback("change", change.unchecked_ref())?;
    input.add_event_listener_with_callback("cancel", cancel.unchecked_ref())?;
    input.click();
    Ok(())
}

async fn held(file: &web_sys::File) -> Result<PathBuf, String> {
    let name = file.name();
    if file.size() > MOST {
        return Err(format!(
            "{name}: found {} bytes, expected at most {MOST}",
            file.size()
        ));
    }
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|error| format!("{name}: {}", super::told(&error)))?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    Ok(hold(&name, bytes.into()))
}
