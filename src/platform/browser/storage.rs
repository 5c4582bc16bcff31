//! What the browser keeps for the page. Where it keeps nothing (a private window, a page inside a foreign one), nothing is kept.

use std::io;
use std::path::Path;

use web_sys::Storage;

fn storage() -> io::Result<Storage> {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    storage.ok_or_else(|| io::Error::other("this browser keeps nothing for the page"))
}

/// What is kept under this name.
///
/// # Errors
/// When there is nothing; that the browser keeps nothing at all counts as that.
pub fn get(name: &Path) -> io::Result<String> {
    let found = storage()
        .ok()
        .and_then(|storage| storage.get_item(&key(name)).ok().flatten());
    found.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Keeps a text under this name.
///
/// # Errors
/// When the browser does not take it.
pub fn set(name: &Path, text: &str) -> io::Result<()> {
    let set = storage()?.set_item(&key(name), text);
    set.map_err(|error| io::Error::other(super::told(&error)))
}

fn key(name: &Path) -> String {
    name.display().to_string()
}
