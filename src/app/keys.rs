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
    /// Shows the figure under the pointer large, or all again.
    pub large: bool,
    pub undo: bool,
    pub redo: bool,
    pub help: bool,
    pub commands: bool,
    pub export: bool,
    pub copy_figure: bool,
    /// Opens the laboratory, or leaves it.
    pub lab: bool,
}

impl Keys {
    /// What still counts while a dialog has the window.
    pub fn over_dialog(self) -> Self {
        Self {
            screenshot: self.screenshot,
            help: self.help,
            ..Self::default()
        }
    }
}

const SCREENSHOT: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);
const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Z);
const COMMANDS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::P);
const EXPORT: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::E);
const SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const COPY_FIGURE: KeyboardShortcut = KeyboardShortcut::new(SHIFT, Key::C);
const REDO: KeyboardShortcut = KeyboardShortcut::new(SHIFT, Key::Z);

/// Takes the window's keys out of the input, so that no widget sees them too.
pub fn take(ctx: &Context) -> Keys {
    let writing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        let screenshot = input.consume_shortcut(&SCREENSHOT);
        let commands = input.consume_shortcut(&COMMANDS);
        if writing {
            return Keys {
                screenshot,
                commands,
                ..Keys::default()
            };
        }
        // The one with more modifiers first: the other would take it too.
        let redo = input.consume_shortcut(&REDO);
        let keys = Keys {
            redo,
            undo: input.consume_shortcut(&UNDO),
            large: input.consume_key(Modifiers::NONE, Key::F),
            help: input.consume_key(Modifiers::NONE, Key::Questionmark)
                || input.consume_key(Modifiers::SHIFT, Key::Questionmark)
                || input.consume_key(Modifiers::SHIFT, Key::Slash),
            lab: input.consume_key(Modifiers::NONE, Key::L),
            play_pause: input.consume_key(Modifiers::NONE, Key::Space),
            step: input.consume_key(Modifiers::NONE, Key::Period),
            screenshot,
            commands,
            export: input.consume_shortcut(&EXPORT),
            copy_figure: input.consume_shortcut(&COPY_FIGURE),
            reset: input.consume_key(Modifiers::NONE, Key::R),
        };
        let typed =
            |event: &Event| matches!(event, Event::Text(text) if matches!(text.as_str(), "." | " " | "?" | "f" | "l" | "r"));
        input.events.retain(|event| !typed(event));
        keys
    })
}
