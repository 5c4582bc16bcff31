//! Files to read. In a browser these are the ones that a person has chosen or dropped, held in memory under a name.

use std::io;
use std::path::Path;

#[cfg(target_arch = "wasm32")]
pub use memory::{File, Metadata, put, taken};
#[cfg(not(target_arch = "wasm32"))]
pub use std::fs::{File, Metadata};

/// What is known of a file or a folder.
///
/// # Errors
/// When there is none, or it cannot be looked at.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    #[cfg(target_arch = "wasm32")]
    return memory::metadata(path);
    #[cfg(not(target_arch = "wasm32"))]
    std::fs::metadata(path)
}

/// Everything in a file.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    #[cfg(target_arch = "wasm32")]
    return memory::read(path);
    #[cfg(not(target_arch = "wasm32"))]
    std::fs::read(path)
}

/// Whether there is a file or a folder.
pub fn exists(path: &Path) -> bool {
    metadata(path).is_ok()
}

/// Whether there is a file.
pub fn is_file(path: &Path) -> bool {
    metadata(path).is_ok_and(|about| about.is_file())
}

/// Makes a folder and those that it lies in. In a browser names alone make folders.
///
/// # Errors
/// When that cannot be done.
pub fn create_dir_all(path: &Path) -> io::Result<()> {
    if cfg!(target_arch = "wasm32") {
        return Ok(());
    }
    std::fs::create_dir_all(path)
}

#[cfg(target_arch = "wasm32")]
mod memory {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::io::{self, Cursor, ErrorKind};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    thread_local! {
        static FILES: RefCell<BTreeMap<PathBuf, Arc<[u8]>>> = const { RefCell::new(BTreeMap::new()) };
    }

    /// A file that is read.
    pub struct File(Cursor<Arc<[u8]>>);

    impl File {
        /// Opens a file.
        ///
        /// # Errors
        /// When there is none.
        pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
            held(path.as_ref()).map(|bytes| Self(Cursor::new(bytes)))
        }
    }

    impl io::Read for File {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            self.0.read(to)
        }
    }

    /// What is known of a file.
    pub struct Metadata(u64);

    impl Metadata {
        /// Folders are none.
        pub fn is_dir(&self) -> bool {
            false
        }

        /// Whatever is there is a file.
        pub fn is_file(&self) -> bool {
            true
        }

        /// Its length in bytes.
        #[allow(
            clippy::len_without_is_empty,
            reason = "as the standard library has it"
        )]
        pub fn len(&self) -> u64 {
            self.0
        }
    }

    fn held(path: &Path) -> io::Result<Arc<[u8]>> {
        let found = FILES.with_borrow(|files| files.get(path).cloned());
        found.ok_or_else(|| io::Error::new(ErrorKind::NotFound, "no such file"))
    }

    pub(super) fn metadata(path: &Path) -> io::Result<Metadata> {
        held(path).map(|bytes| Metadata(bytes.len() as u64))
    }

    pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
        held(path).map(|bytes| bytes.to_vec())
    }

    /// Holds a file under this name, in place of one that has it.
    pub fn put(path: &Path, bytes: Arc<[u8]>) {
        FILES.with_borrow_mut(|files| files.insert(path.to_owned(), bytes));
    }

    /// Takes out all files whose names begin with this folder, named from there on.
    pub fn taken(folder: &Path) -> Vec<(PathBuf, Arc<[u8]>)> {
        FILES.with_borrow_mut(|files| {
            let names: Vec<PathBuf> = files
                .keys()
                .filter(|name| name.starts_with(folder))
                .cloned()
                .collect();
            let inside = |name: PathBuf| {
                let bytes = files.remove(&name)?;
                Some((name.strip_prefix(folder).ok()?.to_owned(), bytes))
            };
            names.into_iter().filter_map(inside).collect()
        })
    }
}
