//! Data that somebody opens: they are shown before anything is trained on them, and then opened as the person says.

use std::path::{Path, PathBuf};

use eframe::egui::Context;

use super::{
    choosing::Purpose,
    escape::Dialog,
    own_data::{OwnData, Press},
    settings::Asked,
    state::MarginscopeApp,
    text::tf,
};
use crate::{data, export::open};

impl MarginscopeApp {
    /// Shows what the data at `place` are, with `more` files of theirs. Nothing else changes.
    pub(super) fn preview_data(&mut self, source: &str, place: &Path, more: &[&Path]) {
        match OwnData::new(source, place, more) {
            Ok(own) => {
                self.own_data = Some(own);
                self.dialogs.retain(|dialog| *dialog != Dialog::Data);
                self.dialogs.push(Dialog::Data);
            }
            Err(why) => self.notices.problem(why),
        }
    }

    /// Sets how the data that are shown are read, as a chooser says.
    pub(super) fn set_previewed(&mut self, asked: &Asked, value: &str) {
        let own = self.own_data.as_mut();
        let of = |own: &&mut OwnData| asked.lanes.iter().all(|lane| lane.is_of(own.data()));
        match own.filter(of) {
            Some(own) => {
                if let Err(why) = own.set(&asked.key, value) {
                    self.notices.problem(why);
                }
            }
            None => self.notices.problem(tf("choose-late", &[("path", value)])),
        }
    }

    /// Draws the dialog of the data and does what was pressed in it; whether it stays open.
    pub(super) fn own_data_ui(&mut self, ctx: &Context) -> bool {
        let Some(own) = &mut self.own_data else {
            return false;
        };
        let happened = own.ui(ctx);
        for why in happened.refused {
            self.notices.problem(why);
        }
        if let Some(asked) = happened.asks {
            self.choose(ctx, Purpose::Previewed(asked));
        }
        match happened.press {
            None => true,
            Some(press) => !self.press_data(ctx, press),
        }
    }

    /// Does what was pressed; whether that is the end of the dialog.
    fn press_data(&mut self, ctx: &Context, press: Press) -> bool {
        let Some(own) = &self.own_data else {
            return true;
        };
        let session = match press {
            Press::Cancel => {
                self.own_data = None;
                return true;
            }
            Press::Train => own.to_train(),
            Press::Features => own.to_show(),
        };
        match session {
            Ok(session) => {
                let path = own.path().to_owned();
                self.own_data = None;
                self.leave_lesson();
                self.open(ctx, session);
                self.used(&path);
                let name = path.display().to_string();
                self.notices.tell(tf("dropped-data", &[("folder", &name)]));
                true
            }
            Err(why) => {
                self.notices.problem(why);
                false
            }
        }
    }
}

/// Which of several things that were dropped together are the data, what reads them, and what belongs to them.
pub struct Together {
    /// The source's id.
    pub source: &'static str,
    /// What to name to it.
    pub place: PathBuf,
    /// The other files.
    pub more: Vec<PathBuf>,
}

/// What these paths are as one set of data; `None` where none of them is data.
///
/// # Errors
/// When they do not belong together, in words for a person.
pub fn together(paths: &[PathBuf]) -> Result<Option<Together>, String> {
    let known: Vec<Known> = paths.iter().map(|path| open::of_data(path)).collect();
    let mut candidates: Vec<(&'static str, &PathBuf)> = Vec::new();
    for (source, place) in known.iter().flatten() {
        // The four files of one data set are one.
        if candidates.iter().all(|other| other.1 != place) {
            candidates.push((source, place));
        }
    }
    // What is held out, or has one number a sample, belongs to something else.
    candidates.sort_by_key(|(source, place)| rank(source, place));
    let mut problem = None;
    for (source, place) in candidates {
        let others = paths.iter().zip(&known).filter(|(_, known)| {
            let own = known.as_ref();
            own.is_none_or(|(_, other)| other != place)
        });
        let more: Vec<PathBuf> = others.map(|(path, _)| path.clone()).collect();
        let files: Vec<&Path> = more.iter().map(PathBuf::as_path).collect();
        match data::settings(source, &files) {
            Ok(_) => {
                return Ok(Some(Together {
                    source,
                    place: place.clone(),
                    more,
                }));
            }
            Err(why) => problem = problem.or(Some(why)),
        }
    }
    problem.map_or(Ok(None), Err)
}

/// The source that reads what was dropped, and what to name to it.
type Known = Option<(&'static str, PathBuf)>;

/// The lower, the more likely it is the data and not something that belongs to them.
fn rank(source: &str, place: &Path) -> (bool, bool, bool) {
    let stem = place.file_stem();
    let stem = stem.map_or_else(String::new, |stem| {
        stem.to_string_lossy().to_ascii_lowercase()
    });
    let beside = ["label", "target", "names", "y_"].iter();
    let beside = stem == "y" || beside.into_iter().any(|word| stem.contains(word));
    let held_out = ["test", "val", "held"].iter();
    let held_out = held_out.into_iter().any(|word| stem.contains(word));
    // A table beside a folder of pictures has their classes.
    (source == "table", beside, held_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What these files, which are dropped in this order, come to: the data and what belongs to them.
    fn check(files: &[&str], expect: Result<(&str, &[&str]), &str>) {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = files.iter().map(|name| folder.path().join(name)).collect();
        for path in &paths {
            write(path);
        }
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap();
            name.to_string_lossy().into_owned()
        };
        match (together(&paths), expect) {
            (Ok(Some(found)), Ok((place, more))) => {
                assert_eq!(name(&found.place), place);
                let found: Vec<String> = found.more.iter().map(name).collect();
                assert_eq!(found, more);
            }
            (Err(why), Err(expect)) => assert!(why.contains(expect), "{why}"),
            (Ok(None), Err("")) => {}
            (found, expect) => panic!("{files:?}: {}, {expect:?}", found.is_ok()),
        }
    }

    fn write(path: &Path) {
        let name = path.file_name().unwrap().to_str().unwrap();
        match name {
            "y.npy" | "labels.npy" => {
                ndarray_npy::write_npy(path, &ndarray::arr1(&[0_i64, 1])).unwrap();
            }
            name if name.ends_with(".npy") => {
                ndarray_npy::write_npy(path, &ndarray::arr2(&[[0.0_f32, 1.0], [2.0, 3.0]]))
                    .unwrap();
            }
            name if name.ends_with(".csv") => std::fs::write(path, "x,label\n1,a\n2,b\n").unwrap(),
            _ => std::fs::write(path, "first\nsecond\n").unwrap(),
        }
    }

    #[test]
    fn what_belongs_together_is_one_set_of_data_in_any_order() {
        check(&["x.npy", "y.npy"], Ok(("x.npy", &["y.npy"])));
        check(&["y.npy", "x.npy"], Ok(("x.npy", &["y.npy"])));
        check(&["a_test.csv", "a.csv"], Ok(("a.csv", &["a_test.csv"])));
        check(
            &["names.md", "labels.npy", "x.npy"],
            Ok(("x.npy", &["names.md", "labels.npy"])),
        );
        check(&["a.csv"], Ok(("a.csv", &[])));
        check(&["a.csv", "x.md"], Err("found no file that belongs"));
        check(&["x.md"], Err(""));
    }
}
