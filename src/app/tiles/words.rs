//! What views are called, and why one cannot show a lane.

use crate::{
    app::text::{listed, tf},
    figure::View,
};

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

/// Why a view cannot show so many classes, and what can.
pub fn classes_text(view: &dyn View, most: usize, found: usize) -> String {
    let (most, found) = (most.to_string(), found.to_string());
    let instead = crate::figure::find("class-angles").map_or("", |view| view.spoken_name());
    let args = [
        ("view", view.spoken_name()),
        ("most", most.as_str()),
        ("found", found.as_str()),
        ("instead", instead),
    ];
    tf("tile-classes", &args)
}

/// Why a view cannot show features of so many dimensions that are given, and what can.
pub fn given_text(view: &dyn View, wants: usize, found: usize) -> String {
    let (wants, found) = (wants.to_string(), found.to_string());
    let any = crate::figure::registry()
        .iter()
        .filter(|view| view.dimension().is_none());
    let any: Vec<&str> = any.map(|view| view.spoken_name()).collect();
    let args = [
        ("view", view.spoken_name()),
        ("wants", wants.as_str()),
        ("found", found.as_str()),
        ("instead", &listed(&any)),
    ];
    tf("tile-dimension-given", &args)
}
