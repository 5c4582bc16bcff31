//! What the globe holds on the GPU: programs, the figure's vertices and textures, and the kept picture.

use std::sync::Arc;

use eframe::{
    egui::Color32,
    glow::{self, HasContext as _},
};
use three_d::{
    Context, CoreError, ElementBuffer, Interpolation, Texture2D, TextureDataType, VertexBuffer,
    Wrapping,
};

use super::{
    camera::Camera,
    drawing::Drawing,
    passes::rgba,
    shaders::{Programs, Tint},
    style::GlobeStyle,
    target::{Screen, Target},
    tint::Field,
    vertices::{self, Ribbons, TIP},
};
use crate::figure::globe::GlobeFigure;

/// Everything that decides the picture but its size; while it stays the same, the picture is not rendered again.
#[derive(Clone)]
pub struct Frame {
    pub figure: Arc<GlobeFigure>,
    pub style: GlobeStyle,
    pub camera: Camera,
    pub pixels_per_point: f32,
    /// What is kept free above and below, egui points.
    pub insets: [f32; 2],
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.figure, &other.figure)
            && self.camera == other.camera
            && self.insets == other.insets
            && self.pixels_per_point == other.pixels_per_point
            && self.style == other.style
    }
}

pub struct Scene {
    pub context: Context,
    pub programs: Programs,
    /// Two triangles over the whole of clip space.
    pub quad: VertexBuffer<[f32; 2]>,
    pub graticule: Lines,
    figure: Option<Uploaded>,
    palette: Option<(Vec<Color32>, Texture2D)>,
    picture: Option<(Frame, Target)>,
    largest: u32,
    renders: u64,
}

impl Scene {
    /// Compiles the shaders.
    ///
    /// # Errors
    /// What the driver said.
    pub fn new(gl: Arc<glow::Context>) -> Result<Self, CoreError> {
        let context = Context::from_gl_context(gl)?;
        let programs = Programs::new(&context)?;
        let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0]];
        let others = [[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        let quad = VertexBuffer::new_with_data(&context, &[corners, others].concat());
        // SAFETY: a plain query of a current context.
        let largest = unsafe { context.get_parameter_i32(glow::MAX_TEXTURE_SIZE) };
        Ok(Scene {
            programs,
            quad,
            graticule: Lines::new(&context, &vertices::graticule()),
            figure: None,
            palette: None,
            picture: None,
            largest: u32::try_from(largest).unwrap_or(2048).max(1),
            renders: 0,
            context,
        })
    }

    /// How often the picture was rendered.
    pub fn renders(&self) -> u64 {
        self.renders
    }

    /// The last picture, RGBA from the top row down, and its size.
    pub fn pixels(&self) -> Option<([u32; 2], Vec<[u8; 4]>)> {
        let (_, target) = self.picture.as_ref()?;
        Some((target.size(), target.read()))
    }

    /// Shows `frame` on `screen`, from the kept picture if it is still right.
    pub fn paint(&mut self, frame: &Frame, screen: &Screen) {
        let size = screen.tile().map(|side| side.min(self.largest));
        let kept = self.picture.take();
        let picture = match kept.filter(|(_, target)| target.size() == size) {
            Some((shown, target)) if shown == *frame => (shown, target),
            Some((_, target)) => self.rendered(frame, target),
            None => self.rendered(frame, Target::new(&self.context, size)),
        };
        picture.1.blit(screen, &self.programs.blit, &self.quad);
        self.picture = Some(picture);
    }

    fn rendered(&mut self, frame: &Frame, target: Target) -> (Frame, Target) {
        self.renders += 1;
        self.upload(frame);
        let tint = self.tint(frame);
        self.programs.prepare(&self.context, tint);
        if let (Some(figure), Some((_, palette))) = (&self.figure, &self.palette) {
            let drawing = Drawing::new(self, frame, figure, palette, tint, target.viewport());
            target.render(rgba(frame.style.background), || drawing.draw());
        }
        (frame.clone(), target)
    }

    fn upload(&mut self, frame: &Frame) {
        let same = |held: &Uploaded| Arc::ptr_eq(&held.figure, &frame.figure);
        if !self.figure.as_ref().is_some_and(same) {
            self.figure = Some(Uploaded::new(&self.context, &frame.figure));
        }
        let colors = &frame.style.palette;
        if self.palette.as_ref().is_none_or(|(held, _)| held != colors) {
            let texels: Vec<_> = (0..colors.len().clamp(1, 1024))
                .map(|class| rgba(frame.style.class(class as u16)))
                .collect();
            self.palette = Some((colors.clone(), row(&self.context, &texels)));
        }
    }

    fn tint(&self, frame: &Frame) -> Tint {
        let figure = self.figure.as_ref().filter(|_| frame.style.show_regions);
        let Some((field, ..)) = figure.and_then(|figure| figure.field.as_ref()) else {
            return Tint::None;
        };
        let classes = field.classes();
        let uncertain = field.uncertain_below > 0.0;
        match (&field.planes, field.gap) {
            (Some(_), Some(_)) => Tint::Gap { classes, uncertain },
            (Some(_), None) => Tint::Planes { classes, uncertain },
            (None, _) => Tint::Table { classes, uncertain },
        }
    }
}

/// A figure's vertices and textures.
pub struct Uploaded {
    figure: Arc<GlobeFigure>,
    pub points: VertexBuffer<[f32; 4]>,
    pub tips: VertexBuffer<[f32; 4]>,
    pub curves: Lines,
    pub arrows: Lines,
    /// Points have a shape by their class.
    pub shapes: bool,
    pub inner_axes: Lines,
    pub outer_axes: Lines,
    /// With the textures of its classes and of its table.
    pub field: Option<(Field, Texture2D, Texture2D)>,
}

impl Uploaded {
    fn new(context: &Context, figure: &Arc<GlobeFigure>) -> Self {
        let field = figure.regions.as_ref().and_then(Field::new);
        Uploaded {
            points: VertexBuffer::new_with_data(context, &vertices::points(&figure.points)),
            tips: VertexBuffer::new_with_data(context, &vertices::tips(&figure.axes)),
            curves: Lines::new(context, &vertices::curves(figure)),
            arrows: Lines::new(context, &vertices::arrows(&figure.arrows)),
            shapes: figure.shapes,
            inner_axes: Lines::new(context, &vertices::axes(&figure.axes, 0.0, 1.0)),
            outer_axes: Lines::new(context, &vertices::axes(&figure.axes, 1.0, TIP)),
            field: field.map(|field| {
                let classes = row(context, &field.texels);
                let table = row(context, &field.table);
                (field, classes, table)
            }),
            figure: figure.clone(),
        }
    }
}

/// Ribbons on the GPU.
pub struct Lines {
    pub at: VertexBuffer<[f32; 4]>,
    pub before: VertexBuffer<[f32; 4]>,
    pub after: VertexBuffer<[f32; 4]>,
    pub indices: ElementBuffer<u32>,
}

impl Lines {
    fn new(context: &Context, ribbons: &Ribbons) -> Self {
        Lines {
            at: VertexBuffer::new_with_data(context, &ribbons.at),
            before: VertexBuffer::new_with_data(context, &ribbons.before),
            after: VertexBuffer::new_with_data(context, &ribbons.after),
            indices: ElementBuffer::new_with_data(context, &ribbons.indices),
        }
    }
}

/// A texture of one row that shaders read texel by texel.
fn row<T: TextureDataType>(context: &Context, texels: &[T]) -> Texture2D {
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
