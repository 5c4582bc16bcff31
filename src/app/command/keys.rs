//! The keyboard: which commands were pressed in this frame.

use eframe::egui::{Context, Event, KeyboardShortcut};

use super::{Command, Standing};
use crate::app::shortcut;

/// What has the keyboard, besides the window itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// A text is being written.
    pub writing: bool,
    /// A dialog with work of its own is open: that of figures, or the preview of data.
    pub dialog: bool,
}

/// Takes the keys of commands out of the input, so that no widget sees them too, and returns those commands. A key whose
/// command does not apply is left to the widgets.
pub fn pressed(ctx: &Context, standing: &Standing, elsewhere: Elsewhere) -> Vec<Command> {
    let reached = |command: &Command| {
        let declaration = command.declaration();
        (declaration.while_writing || !elsewhere.writing)
            && (declaration.over_dialog || !elsewhere.dialog)
    };
    let commands: Vec<Command> = Command::all().into_iter().filter(reached).collect();
    let keys = |command: &Command| {
        let keys = command.declaration().keys.iter();
        keys.map(|key| (*command, *key)).collect::<Vec<_>>()
    };
    let mut keys: Vec<_> = commands.iter().flat_map(keys).collect();
    let texts: Vec<String> = keys
        .iter()
        .filter_map(|(_, key)| shortcut::typed(key))
        .collect();
    keys.retain(|(command, _)| command.applies(standing));
    // egui takes Ctrl+Shift+Z for Ctrl+Z too: those with more modifiers first, and whether they do something or not.
    keys.sort_by_key(|(_, key)| !key.modifiers.shift);
    let shifted: Vec<KeyboardShortcut> = Command::all()
        .iter()
        .flat_map(|command| command.declaration().keys)
        .filter(|key| key.modifiers.shift)
        .copied()
        .collect();
    ctx.input_mut(|input| {
        let mut found = Vec::new();
        for (command, key) in keys {
            let others = shifted
                .iter()
                .any(|other| *other != key && is_meant(&input.events, other, &key));
            if !others && input.consume_shortcut(&key) && !found.contains(&command) {
                found.push(command);
            }
        }
        if !elsewhere.writing {
            let typed = |event: &Event| matches!(event, Event::Text(text) if texts.contains(text));
            input.events.retain(|event| !typed(event));
        }
        found
    })
}

/// Whether a key was pressed as `other` declares it, which egui would take for `key` too.
fn is_meant(events: &[Event], other: &KeyboardShortcut, key: &KeyboardShortcut) -> bool {
    let same = other.logical_key == key.logical_key && !key.modifiers.shift;
    let meant = |event: &Event| match event {
        Event::Key { key, modifiers, .. } => {
            *key == other.logical_key && modifiers.matches_logically(other.modifiers)
        }
        _ => false,
    };
    same && events.iter().any(meant)
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Key, Modifiers, RawInput};

    use super::*;
    use crate::app::escape::{Dialog, Layer};

    /// How things stand when every command applies.
    fn everything() -> Standing {
        let standing = Standing {
            changed: true,
            undo: true,
            redo: true,
            figure: true,
            swept: true,
            several: true,
            lesson: true,
            presents: true,
            top: Some(Layer::Dialog(Dialog::Help)),
            ..Standing::default()
        };
        let idle = Command::all().into_iter().find(|c| !c.applies(&standing));
        assert_eq!(idle, None);
        standing
    }

    /// The commands after a frame in which this was pressed, and the events that are left for the widgets.
    fn press(
        shortcut: KeyboardShortcut,
        standing: &Standing,
        elsewhere: Elsewhere,
    ) -> (Vec<Command>, Vec<Event>) {
        let ctx = Context::default();
        let modifiers = Modifiers {
            ctrl: shortcut.modifiers.command,
            ..shortcut.modifiers
        };
        let mut events = vec![Event::Key {
            key: shortcut.logical_key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }];
        events.extend(shortcut::typed(&shortcut).map(Event::Text));
        let input = RawInput {
            events,
            ..RawInput::default()
        };
        let mut found = (Vec::new(), Vec::new());
        let _ = ctx.run_ui(input, |ui| {
            let ctx = ui.ctx();
            found.0.extend(pressed(ctx, standing, elsewhere));
            found.1 = ctx.input(|input| input.events.clone());
        });
        found
    }

    #[test]
    fn every_key_performs_its_command_and_no_other() {
        for command in Command::all() {
            if command.choice().is_some() {
                continue;
            }
            for key in command.declaration().keys {
                let (found, left) = press(*key, &everything(), Elsewhere::default());
                assert_eq!(found, [command], "{key:?}");
                assert_eq!(left, [], "{key:?} is left to no widget");
            }
        }
    }

    #[test]
    fn a_key_whose_command_does_not_apply_is_no_other_command_s() {
        let undo = Standing {
            undo: true,
            ..Standing::default()
        };
        let redo = shortcut::ctrl_shift(Key::Z);
        assert_eq!(press(redo, &undo, Elsewhere::default()).0, []);
        let lab = Standing {
            lab: true,
            ..Standing::default()
        };
        let save = shortcut::ctrl_shift(Key::S);
        assert_eq!(press(save, &lab, Elsewhere::default()).0, []);
        let writing = Elsewhere {
            writing: true,
            dialog: false,
        };
        assert_eq!(press(save, &everything(), writing).0, []);
    }

    #[test]
    fn a_key_whose_command_does_not_apply_is_left_to_the_widgets() {
        let nothing = Standing::default();
        for command in Command::all() {
            for key in command.declaration().keys {
                let (found, left) = press(*key, &nothing, Elsewhere::default());
                let applies = command.applies(&nothing);
                assert_eq!(!found.is_empty(), applies, "{key:?}");
                assert_eq!(left.is_empty(), applies, "{key:?}");
            }
        }
    }

    #[test]
    fn keys_rest_while_a_text_is_written_or_a_dialog_is_open() {
        fn check(key: KeyboardShortcut, elsewhere: Elsewhere, expect: &[Command]) {
            assert_eq!(press(key, &everything(), elsewhere).0, expect);
        }
        let writing = Elsewhere {
            writing: true,
            dialog: false,
        };
        let dialog = Elsewhere {
            writing: false,
            dialog: true,
        };
        check(shortcut::key(Key::Space), writing, &[]);
        check(shortcut::key(Key::Space), dialog, &[]);
        check(shortcut::ctrl(Key::S), writing, &[Command::Screenshot]);
        check(shortcut::ctrl(Key::P), dialog, &[]);
        check(shortcut::key(Key::Questionmark), dialog, &[Command::Help]);
        let (_, left) = press(shortcut::LARGE, &everything(), writing);
        assert_eq!(left.len(), 2, "the letter is written");
    }
}
