//! What the window shows at one moment, as the dialog takes it.

use std::{collections::VecDeque, sync::Arc};

use super::{choice::ColourSet, recipe::Recipe};
use crate::{
    app::history::Past,
    export::{Panel, caption::Caption, carry::Carried},
    platform::clock::{Duration, Instant},
    train::Snapshot,
};

/// Something that can be exported: a view, a chart, or all views together.
pub struct Subject {
    /// As the dialog lists it.
    pub name: String,
    /// One for each picture that stands beside the others.
    pub panels: Vec<Panel>,
    /// How each panel is made of another moment.
    pub recipes: Vec<Recipe>,
    /// What it shows, in a sentence or two.
    pub caption: Caption,
}

/// Makes a subject; `None` where there is nothing to show in it.
pub type Later = Box<dyn FnOnce() -> Option<Subject>>;

/// So long a frame makes of what comes later, and one in any case.
const LATER: Duration = Duration::from_millis(16);

/// What the window shows at one moment.
pub struct Shown {
    /// Never empty once the dialog is open.
    pub subjects: Vec<Subject>,
    /// Those that come after them: to make all at once would take longer than a frame may.
    pub later: VecDeque<Later>,
    /// What the files carry.
    pub carried: Carried,
    /// The runs, by the names of their lanes.
    pub runs: Vec<(String, Arc<Snapshot>)>,
    /// What the runs are called together.
    pub title: String,
    /// The name of a file, without its ending.
    pub stem: String,
    /// Whose colours its figures have.
    pub colours: ColourSet,
    /// What led to this moment, or why that cannot be told.
    pub past: Result<Past, &'static str>,
}

impl Shown {
    /// Makes some of what comes later. Whether there is more.
    pub fn go_on(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < LATER {
            let Some(make) = self.later.pop_front() else {
                return false;
            };
            self.subjects.extend(make());
        }
        !self.later.is_empty()
    }

    /// Makes all of it.
    pub fn end(&mut self) {
        let later = std::mem::take(&mut self.later);
        self.subjects
            .extend(later.into_iter().filter_map(|make| make()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Session;

    /// A subject of this name that takes so long to make.
    fn later(name: &'static str, takes: Duration) -> Later {
        Box::new(move || {
            std::thread::sleep(takes);
            (!name.is_empty()).then(|| Subject {
                name: name.to_owned(),
                panels: Vec::new(),
                recipes: Vec::new(),
                caption: Caption::default(),
            })
        })
    }

    fn shown(takes: Duration) -> Shown {
        Shown {
            subjects: Vec::new(),
            later: ["a", "", "b"].map(|name| later(name, takes)).into(),
            carried: Carried::from_runs(&Session::preset("blobs").unwrap(), &[]),
            runs: Vec::new(),
            title: String::new(),
            stem: String::new(),
            colours: ColourSet::Laboratory,
            past: Err(""),
        }
    }

    fn check(shown: &Shown, expect: &[&str]) {
        let names: Vec<&str> = shown.subjects.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, expect);
    }

    #[test]
    fn what_takes_long_is_made_one_in_a_frame_and_what_has_nothing_to_show_is_left_out() {
        let mut slow = shown(LATER);
        for (more, expect) in [
            (true, &["a"][..]),
            (true, &["a"]),
            (false, &["a", "b"]),
            (false, &["a", "b"]),
        ] {
            assert_eq!(slow.go_on(), more);
            check(&slow, expect);
        }
    }

    #[test]
    fn whoever_needs_all_has_all_in_the_same_order() {
        let mut all = shown(Duration::ZERO);
        all.end();
        check(&all, &["a", "b"]);
        assert!(!all.go_on());
        check(&all, &["a", "b"]);
    }
}
