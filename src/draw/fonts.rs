//! The fonts that are built in.

/// The serif: the letters of figures from STIX General, whose licence lies beside it.
const SERIF: &[u8] = include_bytes!("../../assets/serif/serif.ttf");

/// A font, and the family that files ask for it by.
#[derive(Clone, Copy, Debug)]
pub struct Font {
    /// The family's name.
    pub family: &'static str,
    /// The file: one of ours has outlines of TrueType.
    pub data: &'static [u8],
    /// Which font of the file it is.
    pub index: u32,
}

/// The window's own.
pub const UBUNTU: Font = Font {
    family: "Ubuntu",
    data: epaint_default_fonts::UBUNTU_LIGHT,
    index: 0,
};
/// What it lacks.
pub const HACK: Font = Font {
    family: "Hack",
    data: epaint_default_fonts::HACK_REGULAR,
    index: 0,
};
/// A Times, as most papers are set in.
pub const STIX: Font = Font {
    family: "Marginscope Serif",
    data: SERIF,
    index: 0,
};
/// The Chinese characters of everything that the program says, from Noto Sans CJK, whose licence lies beside it.
pub const CHINESE: Font = Font {
    family: "Marginscope Chinese",
    data: include_bytes!("../../assets/chinese/chinese.ttf"),
    index: 0,
};
