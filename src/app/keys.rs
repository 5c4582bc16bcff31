//! The keyboard: what a key asks for, unless a text is being written.

use eframe::egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

/// What was pressed in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub play_pause: bool,
    pub step: bool,
    pub screenshot: bool,
    /// Resets the view under the pointer.
    pub reset: bool,
}

const SCREENSHOT: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);

/// Takes the window's keys out of the input, so that no widget sees them too.
pub fn take(ctx: &Context) -> Keys {
    let writing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        let screenshot = input.consume_shortcut(&SCREENSHOT);
        if writing {
            return Keys {
                screenshot,
                ..Keys::default()
            };
        }
        let keys = Keys {
            play_pause: input.consume_key(Modifiers::NONE, Key::Space),
            step: input.consume_key(Modifiers::NONE, Key::Period),
            screenshot,
            reset: input.consume_key(Modifiers::NONE, Key::R),
        };
        let typed =
            |event: &Event| matches!(event, Event::Text(text) if text == "." || text == " ");
        input.events.retain(|event| !typed(event));
        keys
    })
}
