//! What the globe looks like: colours and switches, given by the app's theme.

use eframe::egui::Color32;

/// Colours are opaque; the picture is drawn on `background`.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobeStyle {
    /// Colour of class `j` is `palette[j % palette.len()]`.
    pub palette: Vec<Color32>,
    pub background: Color32,
    /// Body of the globe.
    pub globe: Color32,
    /// Its edge, where one looks along the surface.
    pub rim: Color32,
    /// Where it reflects the light.
    pub sheen: Color32,
    /// Surface where no class reaches its margin, and its hatching.
    pub margin: Color32,
    pub hatch: Color32,
    /// Meridians and parallels.
    pub grid: Color32,
    /// Names, and the axes' lines.
    pub text: Color32,
    /// What separates neighbouring points.
    pub outline: Color32,
    /// How much the far side fades into the globe, 0 to 1.
    pub dimming: f32,
    /// How much of the class's colour its region takes, 0 to 1.
    pub region_opacity: f32,
    pub show_regions: bool,
    pub show_axes: bool,
    pub show_curves: bool,
    /// Diameter of a point in egui points while there are few; many points are drawn smaller, down to half.
    pub point_size: f32,
}

impl GlobeStyle {
    /// Colour of a class; the text's when the palette is empty.
    pub fn class(&self, class: u16) -> Color32 {
        match self.palette.len() {
            0 => self.text,
            n => self.palette[usize::from(class) % n],
        }
    }
}
