//! Everything that a person can tell the window to do. A line of the table below is a command; its file says how it is
//! called, which key it has, when it applies and what it does. The top bar, the keyboard, the palette, the sheet of keys and
//! the names that assistive technology reads come from there.
//!
//! A new command is one new file in this folder, with `pub const COMMAND: Declaration`, and one line in the table.

mod declaration;
pub mod keys;
mod table;

pub use declaration::{Button, Declaration, Face, Place, Standing};
use eframe::egui::Context;

use super::{
    shortcut,
    state::MarginscopeApp,
    text::{declared, tf},
};

table::commands! {
    one {
        PlayPause: play_pause,
        Step: step,
        Replay: replay,
        LockStep: lock_step,
        NewSeed: new_seed,
        Compare: compare,
        Sweep: sweep,
        Grid: grid,
        Undo: undo,
        Redo: redo,
        ResetSettings: reset_settings,
        Large: large,
        Back: back,
        ResetView: reset_view,
        Course: course,
        LessonNext: lesson_next,
        LessonBack: lesson_back,
        LeaveLesson: leave_lesson,
        Laboratory: laboratory,
        Export: export,
        CopyFigure: copy_figure,
        CopyLink: copy_link,
        Screenshot: screenshot,
        OpenFile: open_file,
        OpenFolder: open_folder,
        SaveFile: save_file,
        Palette: palette,
        Help: help,
        Tour: tour,
        Present: present,
        FoldPanel: fold_panel,
        Theme: theme,
    }
    each {
        SetLoss: set_loss,
        OpenPreset: open_preset,
        Speak: speak,
    }
}

impl Command {
    /// What a person calls it.
    pub fn name(self) -> String {
        let declaration = self.declaration();
        let name = declared(&format!("command-{}", declaration.id), declaration.name);
        match self.choice() {
            None => name.to_owned(),
            Some((_, choice)) => tf("command-choice", &[("name", name), ("choice", choice)]),
        }
    }

    /// What it does, in a sentence, with its key; for pointing at it.
    pub fn help(self) -> String {
        let declaration = self.declaration();
        let key = format!("command-{}-help", declaration.id);
        let help = declared(&key, declaration.help);
        match self.key() {
            None => help.to_owned(),
            Some(key) => tf("command-with-key", &[("help", help), ("key", &key)]),
        }
    }

    /// Its key as a person reads it.
    pub fn key(self) -> Option<String> {
        let first = self.declaration().keys.first()?;
        self.choice().is_none().then(|| shortcut::written(first))
    }

    /// Whether it does something as things stand.
    pub fn applies(self, standing: &Standing) -> bool {
        (self.declaration().applies)(standing)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{loss, train::preset_ids};

    #[test]
    fn no_two_commands_share_a_key_a_name_or_an_id() {
        let (mut keys, mut names, mut ids) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for command in Command::all() {
            assert!(names.insert(command.name()), "{}", command.name());
            if command.choice().is_some() {
                continue;
            }
            let declaration = command.declaration();
            assert!(ids.insert(declaration.id), "{}", declaration.id);
            for key in declaration.keys {
                assert!(!keys.contains(key), "{key:?} is taken already");
                keys.push(*key);
            }
        }
        assert!(keys.len() >= 10, "the table has keys");
    }

    #[test]
    fn every_command_says_what_it_is_and_what_it_does() {
        for command in Command::all() {
            let (name, help) = (command.name(), command.help());
            assert!(!name.is_empty() && !help.is_empty(), "{command:?}");
            assert!(!help.ends_with('.'), "{help}: its key follows");
            if let Some(key) = command.key() {
                assert!(help.ends_with(&format!("({key})")), "{help}");
            }
        }
    }

    #[test]
    fn every_loss_and_every_preset_is_a_command() {
        let all = Command::all();
        let count = |is: fn(&Command) -> bool| all.iter().filter(|command| is(command)).count();
        assert_eq!(
            count(|command| matches!(command, Command::SetLoss(_))),
            loss::registry().len()
        );
        assert_eq!(
            count(|command| matches!(command, Command::OpenPreset(_))),
            preset_ids().count()
        );
        assert_eq!(Command::SetLoss("arcface").name(), "Loss: ArcFace");
    }
}
