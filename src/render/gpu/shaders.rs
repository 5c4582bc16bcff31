//! The shader programs. Colours are egui's: gamma encoded, premultiplied by their coverage.

use std::fmt::Write as _;

use three_d::{Context, CoreError, Program};

use crate::draw::globe::look;

const VIEW: &str = include_str!("shaders/view.glsl");

/// Up to so many classes the number is compiled into the shader's loops, which software GL then runs twice as fast.
const UNROLLED: usize = 32;

/// How the surface shader finds the region of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// No regions.
    None,
    /// One dot product a class, and one number that the target logit is below the other; see `tint::Field::gap`.
    Gap { classes: usize, uncertain: bool },
    /// One dot product a class; see `tint::Field::planes`.
    Planes { classes: usize, uncertain: bool },
    /// A look into the tables of T and O for every class.
    Table { classes: usize, uncertain: bool },
}

/// The programs of the two sides of the globe.
pub struct SurfacePrograms {
    /// Draws the far side.
    pub far: Program,
    /// Draws the near side.
    pub near: Program,
}

/// The programs that draw a surface with regions of this kind.
///
/// # Errors
/// What the driver's compiler said.
pub fn surface(context: &Context, tint: Tint) -> Result<SurfacePrograms, CoreError> {
    let vertex = include_str!("shaders/surface.vert");
    let fragment = include_str!("shaders/surface.frag");
    let defines = format!("{}{}", strengths(), defines(tint));
    let side = |side: &str| {
        let fragment = format!("{defines}{side}{VIEW}{fragment}");
        Program::from_source(context, &format!("{VIEW}{vertex}"), &fragment)
    };
    Ok(SurfacePrograms {
        far: side("#define FAR\n")?,
        near: side("")?,
    })
}

/// The program that draws dots.
///
/// # Errors
/// What the driver's compiler said.
pub fn points(context: &Context) -> Result<Program, CoreError> {
    Program::from_source(
        context,
        include_str!("shaders/points.vert"),
        include_str!("shaders/points.frag"),
    )
}

/// The program that shows a kept picture.
///
/// # Errors
/// What the driver's compiler said.
pub fn blit(context: &Context) -> Result<Program, CoreError> {
    Program::from_source(
        context,
        include_str!("shaders/blit.vert"),
        include_str!("shaders/blit.frag"),
    )
}

/// The strengths of `look` as definitions for the shader, so that window and files agree.
fn strengths() -> String {
    let numbers = [
        ("REGION", look::REGION),
        ("REGION_FAR", look::REGION_FAR),
        ("ZONE_FAR", look::ZONE.0),
        ("ZONE", look::ZONE.1),
        ("ZONE_IN_DOUBT", look::ZONE_IN_DOUBT),
        ("CERTAIN", 1.0 - look::PALER),
        ("BODY_FAR", look::BODY_FAR),
        ("HATCH", look::HATCH),
    ];
    numbers
        .iter()
        .fold(String::new(), |mut text, (name, number)| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "#define {name} {number:?}");
            text
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
