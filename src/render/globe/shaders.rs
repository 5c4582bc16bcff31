//! The shader programs. Colours are egui's: gamma encoded, premultiplied by their coverage.

use three_d::{Context, CoreError, Program};

const VIEW: &str = include_str!("shaders/view.glsl");

/// How the surface shader finds the region of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    None,
    /// One dot product a class; see `tint::Field::planes`.
    Planes,
    /// Both tables for every class.
    Table,
}

/// The two sides of the globe.
pub struct Surface {
    pub far: Program,
    pub near: Program,
}

pub struct Programs {
    plain: Surface,
    planes: Surface,
    table: Surface,
    pub points: Program,
    pub lines: Program,
    pub blit: Program,
}

impl Programs {
    /// Compiles everything.
    ///
    /// # Errors
    /// What the driver's compiler said.
    pub fn new(context: &Context) -> Result<Self, CoreError> {
        Ok(Programs {
            plain: surface(context, "")?,
            planes: surface(context, "#define PLANES\n")?,
            table: surface(context, "#define TABLE\n")?,
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

    pub fn surface(&self, tint: Tint) -> &Surface {
        match tint {
            Tint::None => &self.plain,
            Tint::Planes => &self.planes,
            Tint::Table => &self.table,
        }
    }
}

fn surface(context: &Context, defines: &str) -> Result<Surface, CoreError> {
    let vertex = include_str!("shaders/surface.vert");
    let fragment = include_str!("shaders/surface.frag");
    let side = |side: &str| {
        let fragment = format!("{defines}{side}{VIEW}{fragment}");
        Program::from_source(context, &format!("{VIEW}{vertex}"), &fragment)
    };
    Ok(Surface {
        far: side("#define FAR\n")?,
        near: side("")?,
    })
}

fn program(context: &Context, vertex: &str, fragment: &str) -> Result<Program, CoreError> {
    Program::from_source(context, &format!("{VIEW}{vertex}"), fragment)
}
