//! What a panic says, to whoever has caught it: everywhere that one becomes a message.

use std::any::Any;

/// Its message, where it has one.
pub fn said(panic: &(dyn Any + Send)) -> Option<&str> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
}

#[cfg(test)]
mod tests {
    use std::panic::{catch_unwind, panic_any};

    use super::*;

    fn check(panics: impl FnOnce() + std::panic::UnwindSafe, expect: Option<&str>) {
        assert_eq!(said(&*catch_unwind(panics).unwrap_err()), expect);
    }

    #[test]
    fn a_message_is_found_whichever_way_it_was_made() {
        check(|| panic!("plain"), Some("plain"));
        let made = 7;
        check(move || panic!("made of {made}"), Some("made of 7"));
        check(|| panic_any(7), None);
    }
}
