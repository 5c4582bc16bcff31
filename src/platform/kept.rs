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

/// What is kept takes some kilobytes; anything much larger is something else.
#[cfg(not(target_arch = "wasm32"))]
const LARGEST: u64 = 4 << 20;

/// The text that is kept in a file.
///
/// # Errors
/// When it cannot be read, is no regular file or larger than 4 MiB; [`io::ErrorKind::NotFound`] where nothing was kept yet.
pub fn read(file: &Path) -> io::Result<String> {
    #[cfg(target_arch = "wasm32")]
    return super::browser::storage::get(file);
    #[cfg(not(target_arch = "wasm32"))]
    {
        use std::io::Read as _;
        let told = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let about = std::fs::metadata(file)?;
        if !about.is_file() {
            // A window that waits for a pipe never opens.
            return Err(told("found no regular file, expected a text".to_owned()));
        }
        let size = about.len();
        if size > LARGEST {
            let why = format!("found {size} bytes, expected a text of at most {LARGEST}");
            return Err(told(why));
        }
        let mut text = String::new();
        // One that grows meanwhile has no end either.
        let mut begun = std::fs::File::open(file)?.take(LARGEST);
        begun.read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Has the browser keep a text. On a system [`crate::export::files`] writes it.
///
/// # Errors
/// When the browser does not take it.
#[cfg(target_arch = "wasm32")]
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    super::browser::storage::set(file, text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn check(file: &Path, expect: Result<&str, &str>) {
        match (read(file), expect) {
            (Ok(text), expect) => assert_eq!(Ok(&*text), expect),
            (Err(why), Ok(_)) => panic!("{why}"),
            (Err(why), Err(part)) => assert!(why.to_string().contains(part), "{why}"),
        }
    }

    #[test]
    fn a_text_is_read_and_nothing_that_has_no_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.toml");
        fs::write(&file, "a = 1").unwrap();
        check(&file, Ok("a = 1"));
        check(folder.path(), Err("found no regular file"));
        // A length without a content.
        fs::File::create(&file)
            .unwrap()
            .set_len(LARGEST + 1)
            .unwrap();
        check(
            &file,
            Err("found 4194305 bytes, expected a text of at most 4194304"),
        );
        #[cfg(target_os = "linux")]
        check(Path::new("/dev/zero"), Err("found no regular file"));
    }
}
