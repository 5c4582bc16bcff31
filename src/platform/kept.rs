//! Short texts that are kept from start to start: files of a system's settings, or what a browser stores for the page.

use std::io;
use std::path::{Path, PathBuf};

/// The folder of settings; `None` where the system has none.
pub fn folder() -> Option<PathBuf> {
    if cfg!(target_arch = "wasm32") {
        return Some(PathBuf::from("marginscope"));
    }
    Some(dirs::config_dir()?.join("marginscope"))
}

/// The text that is kept in a file.
///
/// # Errors
/// When it cannot be read; [`io::ErrorKind::NotFound`] where nothing was kept yet.
pub fn read(file: &Path) -> io::Result<String> {
    #[cfg(target_arch = "wasm32")]
    return super::browser::storage::get(file);
    #[cfg(not(target_arch = "wasm32"))]
    std::fs::read_to_string(file)
}

/// Keeps a text: beside the file, which is renamed then, so that there is never half of one.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    #[cfg(target_arch = "wasm32")]
    return super::browser::storage::set(file, text);
    #[cfg(not(target_arch = "wasm32"))]
    {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension("toml.new");
        std::fs::write(&beside, text)?;
        std::fs::rename(&beside, file)
    }
}
