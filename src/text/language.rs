//! Which language the program speaks: one for the process, and another one for a thread that asks for it.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU8, Ordering},
};

use super::t;

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

    /// Its name in HTML.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// What its readers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => t("language-en"),
            Self::Chinese => t("language-zh"),
        }
    }

    /// The language that serves the readers of a locale, `zh_CN.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        let part = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        Self::find(&part.to_ascii_lowercase()).unwrap_or_default()
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

/// Something in every language, made once; which of them is meant is asked anew each time.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken<T>([T; Language::ALL.len()]);

impl<T> Spoken<T> {
    /// What `say` makes of each language.
    pub fn new(say: impl Fn() -> T) -> Self {
        Self(Language::ALL.map(|language| within(language, &say)))
    }

    /// In the language that is spoken now.
    pub fn now(&self) -> &T {
        self.of(language())
    }

    /// In one language.
    pub fn of(&self, language: Language) -> &T {
        &self.0[language as usize]
    }
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
    fn what_is_said_in_all_languages_follows_the_one_that_is_spoken() {
        let ids = Spoken::new(|| language().id());
        for language in Language::ALL {
            assert_eq!(within(language, || *ids.now()), language.id());
            assert_eq!(*ids.of(language), language.id());
        }
    }

    #[test]
    fn a_locale_has_a_language() {
        let check = |locale: &str, expect| assert_eq!(Language::of_locale(locale), expect);
        check("zh_CN.UTF-8", Language::Chinese);
        check("zh-Hans-SG", Language::Chinese);
        check("en_US.UTF-8", Language::English);
        check("C.UTF-8", Language::English);
        check("zhuang", Language::English);
        check("", Language::English);
    }

    #[test]
    fn languages_are_found_by_their_ids() {
        for language in Language::ALL {
            assert_eq!(Language::find(language.id()), Some(language));
        }
        assert_eq!(Language::find("tlh"), None);
    }
}
