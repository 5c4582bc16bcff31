//! What of a figure can be pointed out by a word, the rest fading behind it.

use super::Role;

/// A part of a figure that a sentence speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Where no class reaches its margin.
    Zone,
    /// The same with its sides.
    Margin,
    /// Where the largest posterior stays low.
    Band,
    /// The directions of the classes.
    Directions,
    /// All samples.
    Features,
    /// The samples that meet the margin, which alone are shown then.
    Meeting,
}

impl Element {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Zone,
        Self::Margin,
        Self::Band,
        Self::Directions,
        Self::Features,
        Self::Meeting,
    ];

    /// What a text calls it where it links a word to it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Margin => "margin",
            Self::Band => "band",
            Self::Directions => "directions",
            Self::Features => "features",
            Self::Meeting => "meeting",
        }
    }

    /// Whether a mark of this role, no sample, belongs to it.
    pub fn holds(self, role: Role) -> bool {
        match role {
            // What orients stays.
            Role::Rim => true,
            Role::Margin | Role::MarginShade | Role::LossShade(_) => {
                matches!(self, Self::Zone | Self::Margin)
            }
            Role::Border | Role::Loss(_) => matches!(self, Self::Margin),
            Role::Uncertain => matches!(self, Self::Band),
            Role::Class(_) => matches!(self, Self::Directions),
            _ => false,
        }
    }

    /// Whether samples belong to it.
    pub fn holds_samples(self) -> bool {
        matches!(self, Self::Features | Self::Meeting)
    }
}
