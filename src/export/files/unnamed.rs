//! Files that have no name until they are whole: if the process ends before, the system removes them.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    os::{fd::AsRawFd, unix::fs::OpenOptionsExt},
    path::Path,
};

use rustix::fs::{AtFlags, CWD, OFlags, linkat};

use super::{Existing, beside::Beside, fill, taken};

/// Writes the whole file. `None`, with nothing done, where the file system has no unnamed files or cannot name them.
pub fn write(file: &Path, content: &[u8], existing: Existing) -> Option<io::Result<()>> {
    let mut unnamed = open(file).ok()?;
    if let Err(error) = fill(&mut unnamed, content) {
        return Some(Err(error));
    }
    match (name(&unnamed, file), existing) {
        (Ok(()), _) => Some(Ok(())),
        (Err(error), Existing::Keep) if error.kind() == ErrorKind::AlreadyExists => {
            Some(Err(taken()))
        }
        (Err(error), Existing::Replace) if error.kind() == ErrorKind::AlreadyExists => {
            Some(replace(&unnamed, file))
        }
        // Such as where /proc is not mounted.
        (Err(_), _) => None,
    }
}

/// An unnamed file in the folder of `file`, with the rights of any new file.
fn open(file: &Path) -> io::Result<File> {
    let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
    OpenOptions::new()
        .write(true)
        .custom_flags(OFlags::TMPFILE.bits().cast_signed())
        .open(folder.unwrap_or(Path::new(".")))
}

/// Gives an unnamed file its name; fails where that is taken.
fn name(unnamed: &File, to: &Path) -> io::Result<()> {
    let from = format!("/proc/self/fd/{}", unnamed.as_raw_fd());
    Ok(linkat(CWD, from, CWD, to, AtFlags::SYMLINK_FOLLOW)?)
}

/// Takes over a name that is taken. Only a rename can do that, so the file has a hidden name for a moment.
fn replace(unnamed: &File, file: &Path) -> io::Result<()> {
    Beside::made(file, |beside| name(unnamed, beside))?.rename(file)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    fn rights(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode()
    }

    #[test]
    fn rights_are_those_of_any_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let usual = folder.path().join("usual");
        File::create(&usual).unwrap();
        for existing in [Existing::Keep, Existing::Replace, Existing::Replace] {
            let file = folder.path().join(format!("{existing:?}"));
            let Some(written) = write(&file, b"new", existing) else {
                eprintln!("SKIPPED: no unnamed files in {}", folder.path().display());
                return;
            };
            written.unwrap();
            assert_eq!(rights(&file), rights(&usual));
            assert_eq!(fs::read(&file).unwrap(), b"new");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_folder_that_has_no_unnamed_files_is_left_to_the_other_way() {
        assert!(write(Path::new("/proc/a.svg"), b"", Existing::Keep).is_none());
        assert!(write(Path::new("/no/such/folder/a.svg"), b"", Existing::Keep).is_none());
    }
}
