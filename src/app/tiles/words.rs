//! What views are called, and why one cannot show a lane.

use crate::{
    app::text::{declared, tf},
    figure::{Switch, View},
};

/// What a person calls a view.
pub fn view_name(view: &dyn View) -> &'static str {
    declared(&format!("view-{}", view.id()), view.name())
}

/// What a person calls a switch.
pub fn switch_label(switch: &Switch) -> &'static str {
    declared(&format!("switch-{}", switch.id), switch.label)
}

/// Why a view cannot show features of so many dimensions, and what to do about it.
pub fn dimension_text(view: &dyn View, wants: usize, found: usize) -> String {
    let (wants, found) = (wants.to_string(), found.to_string());
    let args = [
        ("view", view_name(view)),
        ("wants", wants.as_str()),
        ("found", found.as_str()),
    ];
    tf("tile-dimension", &args)
}
