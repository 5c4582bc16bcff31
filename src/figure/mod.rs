//! Figures as plain data: what a view shows, in marks coloured by role. Nothing here draws.

pub mod globe;
