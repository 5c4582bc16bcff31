//! What views are called, and why one cannot show a lane.

use crate::{app::text::tf, figure::View};

/// Why a view cannot show features of so many dimensions, and what to do about it.
pub fn dimension_text(view: &dyn View, wants: usize, found: usize) -> String {
    let (wants, found) = (wants.to_string(), found.to_string());
    let args = [
        ("view", view.spoken_name()),
        ("wants", wants.as_str()),
        ("found", found.as_str()),
    ];
    tf("tile-dimension", &args)
}
