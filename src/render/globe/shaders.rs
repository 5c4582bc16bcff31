//! The shader programs. Colours are egui's: gamma encoded, premultiplied by their coverage.

use three_d::{Context, CoreError, Program};

const VIEW: &str = include_str!("shaders/view.glsl");

/// More classes than this are counted by a loop whose end the compiler does not know: software GL takes twice as long for it.
const UNROLLED: usize = 32;

/// How the surface shader finds the region of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    None,
    /// One dot product a class and one number between target and other logit; see `tint::Field::gap`.
    Gap {
        classes: usize,
        uncertain: bool,
    },
    /// One dot product a class; see `tint::Field::planes`.
    Planes {
        classes: usize,
        uncertain: bool,
    },
    /// Both tables for every class.
    Table {
        classes: usize,
        uncertain: bool,
    },
}

/// The two sides of the globe.
pub struct Surface {
    pub far: Program,
    pub near: Program,
}

pub struct Programs {
    plain: Surface,
    /// The one last asked for, compiled for its number of classes.
    tinted: (Tint, Surface),
    pub points: Program,
    pub lines: Program,
    pub blit: Program,
}

impl Programs {
    /// Compiles one program of each kind.
    ///
    /// # Errors
    /// What the driver's compiler said.
    pub fn new(context: &Context) -> Result<Self, CoreError> {
        let (classes, uncertain) = (10, true);
        surface(context, Tint::Table { classes, uncertain })?;
        surface(context, Tint::Planes { classes, uncertain })?;
        let gap = Tint::Gap { classes, uncertain };
        Ok(Programs {
            plain: surface(context, Tint::None)?,
            tinted: (gap, surface(context, gap)?),
            points: program(
                context,
                include_str!("shaders/points.vert"),
                include_str!("shaders/points.frag"),
            )?,
            lines: program(
                context,
                include_str!("shaders/lines.vert"),
                include_str!("shaders/lines.frag"),
            )?,
            blit: Program::from_source(
                context,
                include_str!("shaders/blit.vert"),
                include_str!("shaders/blit.frag"),
            )?,
        })
    }

    /// Compiles what `tint` needs; what failed leaves [`Programs::surface`] without regions.
    pub fn prepare(&mut self, context: &Context, tint: Tint) {
        if tint == Tint::None || self.tinted.0 == tint {
            return;
        }
        // `new` compiled the same source for another number of classes: no failure is expected here.
        if let Ok(surface) = surface(context, tint) {
            self.tinted = (tint, surface);
        }
    }

    pub fn surface(&self, tint: Tint) -> &Surface {
        if self.tinted.0 == tint {
            &self.tinted.1
        } else {
            &self.plain
        }
    }
}

fn surface(context: &Context, tint: Tint) -> Result<Surface, CoreError> {
    let vertex = include_str!("shaders/surface.vert");
    let fragment = include_str!("shaders/surface.frag");
    let defines = defines(tint);
    let side = |side: &str| {
        let fragment = format!("{defines}{side}{VIEW}{fragment}");
        Program::from_source(context, &format!("{VIEW}{vertex}"), &fragment)
    };
    Ok(Surface {
        far: side("#define FAR\n")?,
        near: side("")?,
    })
}

fn defines(tint: Tint) -> String {
    let (kind, classes, uncertain) = match tint {
        Tint::None => return String::new(),
        Tint::Gap { classes, uncertain } => ("PLANES\n#define GAP", classes, uncertain),
        Tint::Planes { classes, uncertain } => ("PLANES", classes, uncertain),
        Tint::Table { classes, uncertain } => ("TABLE", classes, uncertain),
    };
    let end = match classes {
        0..=UNROLLED => classes.to_string(),
        _ => "count".to_owned(),
    };
    let uncertain = if uncertain { "#define UNCERTAIN\n" } else { "" };
    format!("#define REGIONS\n#define {kind}\n#define CLASSES {end}\n{uncertain}")
}

fn program(context: &Context, vertex: &str, fragment: &str) -> Result<Program, CoreError> {
    Program::from_source(context, &format!("{VIEW}{vertex}"), fragment)
}
