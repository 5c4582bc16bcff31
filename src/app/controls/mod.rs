//! The controls that the panels are made of.

mod enlarge;
mod explain;
mod fold;
pub mod formula;
pub mod icons;
mod menu;
mod notes;
mod numbers;
mod refused;
mod rows;
mod slider;
mod texts;
mod tick;

pub use enlarge::{enlarge_ui, icon_button_ui, picture_button_ui};
pub use explain::{explain, explain_by, together, warned};
pub use fold::{fold_ui, unfold};
pub use formula::formula_ui;
pub use menu::{Entry, menu_row_ui, menu_ui, mixed_menu_ui, mixed_row_ui, titled_menu_ui};
pub use notes::{LaneValue, lanes_note_ui, note_ui, told};
pub use numbers::{
    Effect, choice_row_ui, key_row_ui, knob_help, knob_name, mixed_number_ui, mixed_text, number_ui,
};
pub use refused::{Field, refused_ui};
pub use rows::{CONTROL, fact_ui, row_ui, section_beside_ui, section_ui};
pub use slider::{Mark, Playable, Several, disabled_ui, knob_ui, lanes_knob_ui};
pub use texts::{list_row_ui, text_row_ui};
pub use tick::tick;
