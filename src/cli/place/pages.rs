//! Pages with figures beside them, such as reports and handouts: which folder has an older one, and which only a file of that name.

use std::{fs::File, io::Read as _, path::Path};

use crate::{cli::Failure, export::report::MARK};

/// The file of a page, by its path in the folder.
pub const PAGE: &str = "index.html";

/// So many bytes of a page have its mark among them, which stands before its title.
const HEAD: u64 = 4096;

/// Whether an older page is in this very folder: one that marginscope has written.
pub fn are_in(folder: &Path) -> bool {
    let file = folder.join(PAGE);
    if !file.is_file() {
        // A pipe would be waited for.
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(file).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains(MARK)
}

/// Holds that whatever has the name of a page in `folder`, or of one of these `figures` by their paths in it, is of an older page:
/// other people's files stay.
///
/// # Errors
/// When something is not, with its name.
pub fn check(folder: &Path, figures: impl Iterator<Item = String>) -> Result<(), Failure> {
    if are_in(folder) {
        return Ok(());
    }
    let is_there = |file: &String| folder.join(file).symlink_metadata().is_ok();
    let mut coming = std::iter::once(PAGE.to_owned()).chain(figures);
    let Some(file) = coming.find(is_there) else {
        return Ok(());
    };
    let missing = match file == PAGE {
        true => "the mark of marginscope in it",
        false => "a page of marginscope beside it",
    };
    Err(Failure::Failed(format!(
        "{}: found a file that is of no older results, without {missing}, expected such results or none; choose another folder, or \
         remove the file",
        folder.join(file).display()
    )))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Whether a folder with this page is one of an older page, and whether another may take its place.
    fn check_page(page: &str, expect: bool) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(PAGE), page).unwrap();
        assert_eq!(are_in(folder.path()), expect, "{page:.80}");
        let checked = check(folder.path(), std::iter::empty());
        assert_eq!(checked.is_ok(), expect, "{page:.80}");
    }

    #[test]
    fn a_page_is_known_by_the_mark_in_its_head() {
        let head = HEAD as usize;
        let marked = format!("<!doctype html>\n{MARK}0.1.0\">\n");
        check_page(&marked, true);
        // Its head may end within a character.
        check_page(&(marked.clone() + &"€".repeat(head)), true);
        check_page(&(" ".repeat(head) + &marked), false);
        check_page("<!doctype html>\n<title>marginscope</title>\n", false);
        check_page("", false);
    }

    #[test]
    fn what_is_no_file_is_no_page_and_a_folder_without_one_may_have_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let figures = |name: &str| std::iter::once(format!("figures/{name}.svg"));
        fs::create_dir(at.join("figures")).unwrap();
        fs::write(at.join("figures/circle.svg"), "mine").unwrap();
        assert_eq!(check(at, figures("sphere")), Ok(()));
        let told = check(at, figures("circle")).unwrap_err().to_string();
        let expect = "circle.svg: found a file that is of no older results, without a page of marginscope beside it";
        assert!(told.contains(expect), "{told}");
        fs::create_dir(at.join(PAGE)).unwrap();
        assert!(!are_in(at) && check(at, figures("sphere")).is_err());
    }
}
