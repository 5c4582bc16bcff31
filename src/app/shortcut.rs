//! Key combinations: those that several places name, and how they are written.

use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// Shows a figure large, or all again.
pub const LARGE: KeyboardShortcut = key(Key::F);
/// Closes what is on top.
pub const BACK: KeyboardShortcut = key(Key::Escape);

/// One key alone.
pub const fn key(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// A key with Ctrl, or with what stands for it on this system.
pub const fn ctrl(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// A key with Ctrl and Shift.
pub const fn ctrl_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

/// A key with Shift.
pub const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

/// `Ctrl+Shift+Z`, `Space`, `.`: as a person reads it.
pub fn written(shortcut: &KeyboardShortcut) -> String {
    let modifiers = shortcut.modifiers;
    let key = match shortcut.logical_key {
        Key::Escape => "Esc",
        key => key.symbol_or_name(),
    };
    let ctrl = modifiers.command || modifiers.ctrl;
    let parts = [
        ctrl.then_some("Ctrl"),
        modifiers.alt.then_some("Alt"),
        modifiers.shift.then_some("Shift"),
        Some(key),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join("+")
}

/// The text that the key alone would write into a field, if any.
pub fn typed(shortcut: &KeyboardShortcut) -> Option<String> {
    if shortcut.modifiers.command || shortcut.modifiers.ctrl {
        return None;
    }
    match shortcut.logical_key {
        Key::Space => Some(" ".to_owned()),
        key => {
            let text = key.symbol_or_name().to_lowercase();
            (text.chars().count() == 1).then_some(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shortcut: KeyboardShortcut, expect: &str, text: Option<&str>) {
        assert_eq!(written(&shortcut), expect);
        assert_eq!(typed(&shortcut).as_deref(), text);
    }

    #[test]
    fn keys_are_written_as_on_the_keyboard() {
        check(ctrl_shift(Key::Z), "Ctrl+Shift+Z", None);
        check(key(Key::Space), "Space", Some(" "));
        check(key(Key::Period), ".", Some("."));
        check(key(Key::Questionmark), "?", Some("?"));
        check(LARGE, "F", Some("f"));
        check(BACK, "Esc", None);
    }
}
