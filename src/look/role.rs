//! What a mark stands for, with its colour and its name in files: one line a role.

use std::borrow::Cow;

use super::{Palette, Rgba};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $(($place:ident))?, $slug:literal, |$palette:ident| $colour:expr;)*) => {
        /// What a mark of a figure stands for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])* $name $((roles!(@u16 $place)))?,)*
        }

        impl Role {
            /// Its colour in a theme.
            pub fn colour(self, palette: &Palette) -> Rgba {
                match self {
                    $(Self::$name $(($place))? => { let $palette = palette; $colour })*
                }
            }

            /// Its name in files, by which an element can be found and recoloured in a drawing program.
            pub fn name(self) -> String {
                match self {
                    $(Self::$name $(($place))? => {
                        let place: Option<u16> = [$(Some($place),)? None][0];
                        named($slug, place)
                    })*
                }
            }

            /// Every role; of those that carry a number, the one with 0.
            pub fn all() -> Vec<Self> {
                vec![$(Self::$name $((roles!(@first $place)))?,)*]
            }
        }
    };
    (@u16 $place:ident) => { u16 };
    (@first $place:ident) => { 0 };
}

roles! {
    /// The direction or the samples of a class.
    Class(class), "class", |p| p.class(class);
    /// The directions that belong to a class, margin included.
    Region(class), "region", |p| p.class(class);
    /// The same, faint, behind other marks.
    RegionShade(class), "shade", |p| p.class(class).faded(0.16);
    /// Where no class reaches its margin.
    Margin, "margin", |p| p.margin.faded(0.55);
    /// The same, faint, behind other marks.
    MarginShade, "margin-shade", |p| p.margin.faded(0.13);
    /// Where the largest posterior stays low.
    Uncertain, "uncertain", |p| p.uncertain.faded(0.5);
    /// The unit circle and what else only orients.
    Rim, "rim", |p| p.quiet.faded(0.55);
    /// The sides of the margin wedges.
    Border, "border", |p| p.quiet.faded(0.5);
    /// The sides and the margin zone of a loss in the laboratory, by the loss's place in the registry.
    Loss(place), "loss", |p| p.loss(place);
    /// The same, faint, behind other marks.
    LossShade(place), "loss-shade", |p| p.loss(place).faded(0.3);
}

fn named(slug: &str, place: Option<u16>) -> String {
    match place {
        Some(place) => format!("{slug}-{place}"),
        None => slug.to_owned(),
    }
}

impl Role {
    /// The class that it belongs to, where it belongs to one.
    pub fn class(self) -> Option<u16> {
        match self {
            Self::Class(class) | Self::Region(class) | Self::RegionShade(class) => Some(class),
            _ => None,
        }
    }

    /// The same mark of another class, where it belongs to one.
    #[must_use]
    pub fn of_class(self, class: u16) -> Self {
        match self {
            Self::Class(_) => Self::Class(class),
            Self::Region(_) => Self::Region(class),
            Self::RegionShade(_) => Self::RegionShade(class),
            other => other,
        }
    }
}

/// What something in a chart belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A lane, by its place in the session.
    Lane(usize),
    /// A curve that is there for comparison, by the place of its loss in the registry.
    Family(usize),
    /// What only orients.
    Quiet,
    /// What a person should beware of.
    Warning,
    /// What a colour role says; in files it has the role's name.
    Role(Role),
}

impl Tone {
    /// What files call it: the role's name, or `usual`.
    pub fn name(self, usual: &'static str) -> Cow<'static, str> {
        match self {
            Self::Role(role) => role.name().into(),
            _ => usual.into(),
        }
    }

    /// Its colour in a theme.
    pub fn colour(self, palette: &Palette) -> Rgba {
        match self {
            Self::Lane(lane) => palette.lane(lane),
            Self::Family(place) => palette.loss(place as u16),
            Self::Quiet => palette.quiet,
            Self::Warning => palette.warning,
            Self::Role(role) => role.colour(palette),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Theme;
    use std::collections::BTreeSet;

    #[test]
    fn every_role_has_a_name_of_its_own_and_is_seen_in_both_themes() {
        let names: BTreeSet<String> = Role::all().into_iter().map(Role::name).collect();
        assert_eq!(names.len(), Role::all().len());
        for theme in [Theme::Dark, Theme::Light] {
            for role in Role::all() {
                let colour = role.colour(theme.palette());
                assert!(colour.opacity() > 0.05, "{role:?} in {theme:?}");
            }
        }
    }

    #[test]
    fn a_tone_of_a_role_has_its_name_and_its_colour() {
        let palette = Theme::Light.palette();
        let tone = Tone::Role(Role::Margin);
        assert_eq!(tone.name("curve"), "margin");
        assert_eq!(tone.colour(palette), Role::Margin.colour(palette));
        assert_eq!(Tone::Lane(0).name("curve"), "curve");
    }

    #[test]
    fn roles_of_a_place_are_named_by_it() {
        assert_eq!(Role::Class(3).name(), "class-3");
        assert_eq!(Role::Margin.name(), "margin");
    }
}
