//! What all pictures of a window share on the graphics card: programs and a rectangle.

use std::f32::consts::PI;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use eframe::glow::{self, HasContext as _};
use three_d::{
    Context, CoreError, Interpolation, Program, Texture2D, TextureDataType, VertexBuffer, Wrapping,
};

use super::shaders::{self, SurfacePrograms, Tint};

/// Programs of at most so many kinds of regions are kept. A kind is bound to its number of classes.
const MOST_PROGRAMS: usize = 8;

/// Scenes that there were so far.
static SCENES: AtomicU64 = AtomicU64::new(0);

/// The GL context with what all pictures are drawn with.
pub struct Scene {
    /// The GL context of the window.
    pub context: Context,
    /// Draws dots.
    pub points: Program,
    /// Shows a kept picture.
    pub blit: Program,
    /// Two triangles over the whole of clip space.
    pub quad: VertexBuffer<[f32; 2]>,
    /// Triangles around the unit circle: a sixth less than its square, where each pixel costs as many steps as there are classes.
    pub octagon: VertexBuffer<[f32; 2]>,
    /// Programs for surfaces without regions.
    plain: SurfacePrograms,
    /// Programs for surfaces with regions; those asked for last come last.
    tinted: Vec<(Tint, SurfacePrograms)>,
    /// The largest side of a texture, pixels.
    pub largest: u32,
    /// How many pictures were drawn.
    pub renders: u64,
    /// Another one for each: what was uploaded for one scene cannot be drawn with in another.
    pub generation: u64,
}

impl Scene {
    /// Compiles one program of each kind.
    ///
    /// # Errors
    /// What the driver said.
    pub fn new(gl: Arc<glow::Context>) -> Result<Self, CoreError> {
        let context = Context::from_gl_context(gl)?;
        let (classes, uncertain) = (10, true);
        shaders::surface(&context, Tint::Table { classes, uncertain })?;
        shaders::surface(&context, Tint::Planes { classes, uncertain })?;
        let gap = Tint::Gap { classes, uncertain };
        let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0]];
        let others = [[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        // SAFETY: a plain query of a current context.
        let largest = unsafe { context.get_parameter_i32(glow::MAX_TEXTURE_SIZE) };
        Ok(Self {
            points: shaders::points(&context)?,
            blit: shaders::blit(&context)?,
            quad: VertexBuffer::new_with_data(&context, &[corners, others].concat()),
            octagon: VertexBuffer::new_with_data(&context, &octagon()),
            plain: shaders::surface(&context, Tint::None)?,
            tinted: vec![(gap, shaders::surface(&context, gap)?)],
            largest: u32::try_from(largest).unwrap_or(2048).max(1),
            renders: 0,
            generation: 1 + SCENES.fetch_add(1, Ordering::Relaxed),
            context,
        })
    }

    /// Compiles what `tint` needs; if that fails, [`Scene::surface`] draws without regions.
    pub fn prepare(&mut self, tint: Tint) {
        if tint == Tint::None || self.tinted.iter().any(|(held, _)| *held == tint) {
            return;
        }
        // `new` compiled the same source for another number of classes: no failure is expected here.
        if let Ok(programs) = shaders::surface(&self.context, tint) {
            self.tinted.push((tint, programs));
            if self.tinted.len() > MOST_PROGRAMS {
                self.tinted.remove(0);
            }
        }
    }

    /// The programs of a kind of regions, plain ones where there are none.
    pub fn surface(&self, tint: Tint) -> &SurfacePrograms {
        let found = self.tinted.iter().find(|(held, _)| *held == tint);
        found.map_or(&self.plain, |(_, programs)| programs)
    }
}

/// An octagon whose sides touch the unit circle, in the fewest and largest triangles.
fn octagon() -> Vec<[f32; 2]> {
    let corner = |k: u8| {
        let (sin, cos) = (f32::from(2 * k + 1) * PI / 8.0).sin_cos();
        [cos, sin].map(|x| x / (PI / 8.0).cos())
    };
    let triangles = [
        [0, 2, 4],
        [4, 6, 0],
        [0, 1, 2],
        [2, 3, 4],
        [4, 5, 6],
        [6, 7, 0],
    ];
    triangles
        .as_flattened()
        .iter()
        .map(|&k| corner(k))
        .collect()
}

/// A texture of one row that shaders read texel by texel.
pub fn row<T: TextureDataType>(context: &Context, texels: &[T]) -> Texture2D {
    let texture = Texture2D::new_empty::<T>(
        context,
        texels.len() as u32,
        1,
        Interpolation::Nearest,
        Interpolation::Nearest,
        None,
        Wrapping::ClampToEdge,
        Wrapping::ClampToEdge,
    );
    texture.fill(texels);
    texture
}
