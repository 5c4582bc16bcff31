//! The course: lessons that travel with the program.

use std::{io::Read, path::Path};

use super::{
    model::Lesson,
    nearest,
    read::{LessonError, is_id, parse},
};
use crate::arrays::regular;

macro_rules! lessons {
    ($($id:literal,)*) => {
        /// Id and content.
        const LESSONS: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../assets/lessons/", $id, ".toml"))),)*
        ];
    };
}

// In the order of the course.
lessons! {
    "softmax",
    "separation",
    "l-softmax",
    "psi",
    "a-softmax",
    "am-softmax",
    "scale",
    "room",
    "five-losses",
    "open-set",
    "one-formula",
}

/// Lessons are a few kilobytes; anything much larger is something else.
const LARGEST: u64 = 4 << 20;

/// Ids of the built-in lessons, in the order of the course.
pub fn lesson_ids() -> impl Iterator<Item = &'static str> {
    LESSONS.iter().map(|(id, _)| *id)
}

/// Whether `place` is a lesson of the course by its id, or a step of it: `softmax`, `softmax:boundary`. No file is meant by it,
/// whatever files there are.
pub fn is_of_course(place: &str) -> bool {
    let (id, step) = place.split_once(':').unwrap_or((place, "1"));
    is_id(step) && lesson_ids().any(|known| known == id)
}

/// The lesson of this id, or the one in the file of this path.
///
/// # Errors
/// When there is neither, or the lesson cannot be read.
pub fn open(id_or_path: &str) -> Result<Lesson, LessonError> {
    if let Some((id, text)) = LESSONS.iter().find(|(id, _)| *id == id_or_path) {
        return parse(&format!("lesson {id}"), text);
    }
    let path = Path::new(id_or_path);
    let is_path = path.extension().is_some() || path.components().count() > 1 || path.exists();
    if is_path {
        return parse(id_or_path, &text(path)?);
    }
    let problem = nearest::unknown("lesson", id_or_path, lesson_ids().map(str::to_owned));
    let known: Vec<&str> = lesson_ids().collect();
    Err(LessonError {
        file: "lesson".to_owned(),
        line: None,
        problem: format!("{problem} expected a file, or one of {}", known.join(", ")),
    })
}

fn text(path: &Path) -> Result<String, LessonError> {
    let wrong = |problem: String| LessonError {
        file: path.display().to_string(),
        line: None,
        problem,
    };
    let (file, _) = regular::open(path).map_err(wrong)?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| wrong(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(wrong(format!(
            "found more than {} MB, expected a lesson",
            LARGEST >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|_| wrong("found binary data, expected text".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_a_lesson_is_refused() {
        fn check(path: &str, expect: &str) {
            let told = open(path).unwrap_err().to_string();
            assert_eq!(told, format!("{path}: {expect}"));
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        check(&at("none.toml"), "no such file");
        check(&at(""), "found a folder, expected a file");
        std::fs::write(at("large.toml"), " ".repeat(LARGEST as usize + 1)).unwrap();
        check(&at("large.toml"), "found more than 4 MB, expected a lesson");
        if cfg!(unix) {
            // A pipe would be waited for.
            check(
                "/dev/null",
                "found no regular file, expected one: a pipe or a device has no end",
            );
        }
    }

    #[test]
    fn a_place_in_the_course_is_told_from_a_file() {
        fn check(place: &str, expect: bool) {
            assert_eq!(is_of_course(place), expect, "{place}");
        }
        for place in ["softmax", "softmax:boundary", "am-softmax:3"] {
            check(place, true);
        }
        for place in [
            "/tmp/a",
            "mine.toml",
            "softmx",
            "softmax:",
            "softmax:a/b",
            "softmax:a:b",
            ":",
            "",
        ] {
            check(place, false);
        }
    }
}
