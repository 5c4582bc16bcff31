//! Which language the program speaks: one for the process, and another one for a thread that asks for it.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU8, Ordering},
};

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Every language, in the order of menus.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// What its readers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The language of this id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.id() == id)
    }
}

/// The language of the process.
static SPOKEN: AtomicU8 = AtomicU8::new(Language::English as u8);

thread_local! {
    /// The language of this thread where it has one of its own.
    static WITHIN: Cell<Option<Language>> = const { Cell::new(None) };
}

/// The language that is spoken now. Work that is handed to another thread takes it along, see [`within`].
pub fn language() -> Language {
    let spoken = || Language::ALL[SPOKEN.load(Ordering::Relaxed) as usize];
    WITHIN.get().unwrap_or_else(spoken)
}

/// Speaks `language` from now on: in the whole process, or until its end within [`within`].
pub fn speak(language: Language) {
    match WITHIN.get() {
        Some(_) => WITHIN.set(Some(language)),
        None => SPOKEN.store(language as u8, Ordering::Relaxed),
    }
}

/// Does `work` in `language`, on this thread alone; what was spoken before is spoken again afterwards, also after a panic.
pub fn within<R>(language: Language, work: impl FnOnce() -> R) -> R {
    struct Before(Option<Language>);
    impl Drop for Before {
        fn drop(&mut self) {
            WITHIN.set(self.0);
        }
    }
    let _before = Before(WITHIN.replace(Some(language)));
    work()
}

#[cfg(test)]
mod tests {
    use std::{panic, thread};

    use super::*;

    #[test]
    fn a_thread_speaks_a_language_of_its_own_and_only_within() {
        let outside = language();
        within(Language::Chinese, || {
            assert_eq!(language(), Language::Chinese);
            let beside = thread::spawn(language).join().unwrap();
            assert_eq!(beside, outside, "other threads do not follow");
            within(Language::English, || {
                assert_eq!(language(), Language::English);
            });
            assert_eq!(language(), Language::Chinese);
        });
        assert_eq!(language(), outside);
    }

    #[test]
    fn what_is_spoken_within_ends_with_it() {
        let outside = language();
        within(Language::English, || {
            speak(Language::Chinese);
            assert_eq!(language(), Language::Chinese);
            assert_eq!(thread::spawn(language).join().unwrap(), outside);
        });
        assert_eq!(language(), outside);
    }

    #[test]
    fn a_panic_gives_the_language_back() {
        let outside = language();
        let work = || within(Language::Chinese, || panic!("on purpose"));
        assert!(panic::catch_unwind(work).is_err());
        assert_eq!(language(), outside);
    }

    #[test]
    fn languages_are_found_by_their_ids() {
        for language in Language::ALL {
            assert_eq!(Language::find(language.id()), Some(language));
        }
        assert_eq!(Language::find("tlh"), None);
    }
}
