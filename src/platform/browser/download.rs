//! Handing a file to the person: the browser puts it where downloads go.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{timer, told};

/// How long a file stays at hand for the browser to take it, milliseconds.
const AT_HAND_MS: i32 = 60_000;

/// Has the browser download a file of this name.
///
/// # Errors
/// When the browser does not take it, in its words.
pub fn download(name: &str, content: &[u8]) -> Result<(), String> {
    offer(name, content).map_err(|error| told(&error))
}

fn offer(name: &str, content: &[u8]) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| JsValue::from("there is no page"))?;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(content));
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    timer::after(AT_HAND_MS, move || {
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
