//! What the globe holds on the GPU, and the order in which it is drawn.

use std::sync::Arc;

use eframe::{
    egui::Color32,
    glow::{self, HasContext as _},
};
use three_d::{
    Blend, BlendEquationType, BlendMultiplierType, Context, CoreError, ElementBuffer,
    Interpolation, Mat3, Program, Texture2D, Vec2, Vec3, VertexBuffer, Viewport, Wrapping,
};

use super::{
    camera::{Camera, EYE, View},
    shaders::{Programs, Tint},
    style::GlobeStyle,
    target::{Screen, Target, painting},
    tint::Field,
    vertices::{self, Ribbons, TIP},
};
use crate::figure::globe::GlobeFigure;

/// Everything that decides the picture; while it stays the same, the picture is not rendered again.
#[derive(Clone)]
pub struct Frame {
    pub figure: Arc<GlobeFigure>,
    pub style: GlobeStyle,
    pub camera: Camera,
    pub pixels_per_point: f32,
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.figure, &other.figure)
            && self.camera == other.camera
            && self.pixels_per_point == other.pixels_per_point
            && self.style == other.style
    }
}

/// Colours that cover what is below by their alpha, already multiplied by it.
const OVER: Blend = Blend::Enabled {
    source_rgb_multiplier: BlendMultiplierType::One,
    source_alpha_multiplier: BlendMultiplierType::One,
    destination_rgb_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    destination_alpha_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    rgb_equation: BlendEquationType::Add,
    alpha_equation: BlendEquationType::Add,
};

const FAR: f32 = -1.0;
const NEAR: f32 = 1.0;
const BOTH: f32 = 0.0;

pub struct Scene {
    context: Context,
    programs: Programs,
    quad: VertexBuffer<[f32; 2]>,
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
            figure: None,
            palette: None,
            picture: None,
            largest: u32::try_from(largest).unwrap_or(2048).max(1),
            renders: 0,
            context,
        })
    }

    pub fn context(&self) -> &Context {
        &self.context
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
        let kept = self
            .picture
            .take()
            .filter(|(_, target)| target.size() == size);
        let picture = match kept {
            Some((shown, target)) if shown == *frame => (shown, target),
            other => {
                let target = other.map(|(_, target)| target);
                let target = target.unwrap_or_else(|| Target::new(&self.context, size));
                self.render(frame, &target);
                (frame.clone(), target)
            }
        };
        picture.1.blit(screen, &self.programs.blit, &self.quad);
        self.picture = Some(picture);
    }

    fn render(&mut self, frame: &Frame, target: &Target) {
        self.renders += 1;
        self.upload(frame);
        let (Some(figure), Some((_, palette))) = (&self.figure, &self.palette) else {
            return;
        };
        let drawing = Drawing {
            frame,
            view: frame.camera.view(target.size().map(|side| side as f32)),
            programs: &self.programs,
            quad: &self.quad,
            context: &self.context,
            figure,
            palette,
        };
        target.render(rgba(frame.style.background), |viewport| {
            drawing.draw(viewport);
        });
    }

    fn upload(&mut self, frame: &Frame) {
        let same = |held: &Uploaded| Arc::ptr_eq(&held.figure, &frame.figure);
        if !self.figure.as_ref().is_some_and(same) {
            self.figure = Some(Uploaded::new(&self.context, &frame.figure));
        }
        let colors = &frame.style.palette;
        if !self
            .palette
            .as_ref()
            .is_some_and(|(held, _)| held == colors)
        {
            let texels: Vec<_> = (0..colors.len().max(1))
                .map(|class| rgba(frame.style.class(class as u16)))
                .collect();
            self.palette = Some((colors.clone(), row(&self.context, &texels)));
        }
    }
}

/// A figure's vertices and textures.
struct Uploaded {
    figure: Arc<GlobeFigure>,
    points: VertexBuffer<[f32; 4]>,
    tips: VertexBuffer<[f32; 4]>,
    curves: Lines,
    inner_axes: Lines,
    outer_axes: Lines,
    field: Option<(Field, Texture2D, Texture2D)>,
}

impl Uploaded {
    fn new(context: &Context, figure: &Arc<GlobeFigure>) -> Self {
        let field = figure.regions.as_ref().and_then(Field::new);
        Uploaded {
            points: VertexBuffer::new_with_data(context, &vertices::points(&figure.points)),
            tips: VertexBuffer::new_with_data(context, &vertices::tips(&figure.axes)),
            curves: Lines::new(context, &vertices::curves(&figure.curves)),
            inner_axes: Lines::new(context, &vertices::axes(&figure.axes, 0.0, 1.0)),
            outer_axes: Lines::new(context, &vertices::axes(&figure.axes, 1.0, TIP)),
            field: field.map(|field| {
                let classes = row(context, &field.classes);
                let table = row(context, &field.table);
                (field, classes, table)
            }),
            figure: figure.clone(),
        }
    }
}

struct Lines {
    at: VertexBuffer<[f32; 4]>,
    before: VertexBuffer<[f32; 4]>,
    after: VertexBuffer<[f32; 3]>,
    indices: ElementBuffer<u32>,
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

/// One rendering of a frame.
struct Drawing<'a> {
    frame: &'a Frame,
    view: View,
    programs: &'a Programs,
    quad: &'a VertexBuffer<[f32; 2]>,
    context: &'a Context,
    figure: &'a Uploaded,
    palette: &'a Texture2D,
}

impl Drawing<'_> {
    /// From the farthest to the nearest, so that a translucent globe lies over what it encloses.
    fn draw(&self, viewport: Viewport) {
        let style = &self.frame.style;
        let figure = self.figure;
        let dim = style.dimming.clamp(0.0, 1.0);
        if style.show_axes {
            self.lines(viewport, &figure.outer_axes, 1.5, 0.3, FAR, dim);
            self.points(viewport, &figure.tips, 7.0, FAR, dim);
        }
        self.surface(viewport, FAR);
        if style.show_curves {
            self.lines(viewport, &figure.curves, 1.5, 0.0, FAR, dim);
        }
        self.points(viewport, &figure.points, self.diameter(), FAR, dim);
        if style.show_axes {
            self.lines(viewport, &figure.inner_axes, 1.25, 0.5, BOTH, 0.0);
        }
        self.surface(viewport, NEAR);
        if style.show_curves {
            self.lines(viewport, &figure.curves, 2.0, 0.0, NEAR, 0.0);
        }
        self.points(viewport, &figure.points, self.diameter(), NEAR, 0.0);
        if style.show_axes {
            self.lines(viewport, &figure.outer_axes, 1.5, 0.3, NEAR, 0.0);
            self.points(viewport, &figure.tips, 7.0, NEAR, 0.0);
        }
    }

    /// Diameter of a point in egui points: less where many would cover each other.
    fn diameter(&self) -> f32 {
        let count = self.figure.points.vertex_count() as f32;
        let crowd = (2000.0 / count.max(1.0)).powf(0.25).clamp(0.5, 1.0);
        let zoom = self.frame.camera.zoom.max(0.1).powf(0.3);
        (self.frame.style.point_size * crowd * zoom).clamp(0.0, 64.0)
    }

    fn camera(&self, program: &Program, viewport: Viewport) {
        let [right, up, back] = self.view.rotation;
        let column = |i: usize| Vec3::new(right[i], up[i], back[i]);
        let rotation = Mat3::from_cols(column(0), column(1), column(2));
        let size = Vec2::new(viewport.width as f32, viewport.height as f32);
        let [x, y] = self.view.centre;
        program.use_uniform_if_required("rotation", rotation);
        program.use_uniform_if_required("size", size);
        program.use_uniform_if_required("centre", Vec2::new(x, size.y - y));
        program.use_uniform_if_required("focal", self.view.focal);
        program.use_uniform_if_required("eye", EYE);
        program.use_uniform_if_required("outline", self.view.outline);
    }

    fn colors(&self, program: &Program) {
        if program.requires_uniform("palette") {
            program.use_texture("palette", self.palette);
        }
        program.use_uniform_if_required("colors", self.palette.width() as i32);
        program.use_uniform_if_required("background", rgb(self.frame.style.background));
    }

    fn surface(&self, viewport: Viewport, side: f32) {
        let style = &self.frame.style;
        let field = self.figure.field.as_ref().filter(|_| style.show_regions);
        let tint = match field {
            None => Tint::None,
            Some((field, ..)) if field.planes.is_some() => Tint::Planes,
            Some(_) => Tint::Table,
        };
        let surface = self.programs.surface(tint);
        let program = if side == FAR {
            &surface.far
        } else {
            &surface.near
        };
        self.camera(program, viewport);
        self.colors(program);
        program.use_uniform_if_required("globe", rgb(style.globe));
        program.use_uniform_if_required("rim", rgb(style.rim));
        program.use_uniform_if_required("grid", rgb(style.grid));
        if let Some((field, classes, table)) = field {
            self.regions(program, field, classes, table);
        }
        program.use_vertex_attribute("corner", self.quad);
        program.draw_arrays(painting(OVER), viewport, self.quad.vertex_count());
    }

    fn regions(&self, program: &Program, field: &Field, classes: &Texture2D, table: &Texture2D) {
        let style = &self.frame.style;
        program.use_uniform_if_required("count", (field.classes.len() / 2) as i32);
        program.use_uniform_if_required("samples", field.table.len() as i32);
        program.use_uniform_if_required("uncertain_below", field.uncertain_below);
        program.use_uniform_if_required("margin", rgb(style.margin));
        program.use_uniform_if_required("hatch", rgb(style.hatch));
        // Stripes a radian: about 7 egui points apart in the middle of the globe.
        let points = self.view.outline / self.frame.pixels_per_point.max(0.1);
        program.use_uniform_if_required("hatching", (points / 7.0).clamp(8.0, 120.0));
        program.use_uniform_if_required("opacity", style.region_opacity.clamp(0.0, 1.0));
        if let Some(planes) = field
            .planes
            .as_ref()
            .filter(|_| program.requires_uniform("planes"))
        {
            let planes: Vec<_> = planes.iter().map(|&plane| plane.into()).collect();
            program.use_uniform_array::<three_d::Vec4>("planes", &planes);
        }
        for (name, texture) in [("classes", classes), ("table", table)] {
            if program.requires_uniform(name) {
                program.use_texture(name, texture);
            }
        }
    }

    fn lines(
        &self,
        viewport: Viewport,
        lines: &Lines,
        width: f32,
        inked: f32,
        side: f32,
        dim: f32,
    ) {
        if lines.indices.count() == 0 {
            return;
        }
        let program = &self.programs.lines;
        self.camera(program, viewport);
        self.colors(program);
        program.use_uniform_if_required("width", width * self.frame.pixels_per_point);
        program.use_uniform_if_required("ink", rgb(self.frame.style.text));
        program.use_uniform_if_required("inked", inked);
        program.use_uniform_if_required("dimming", dim);
        program.use_uniform_if_required("side", side);
        program.use_vertex_attribute("at", &lines.at);
        program.use_vertex_attribute("before", &lines.before);
        program.use_vertex_attribute("after", &lines.after);
        program.draw_elements(painting(OVER), viewport, &lines.indices);
    }

    fn points(
        &self,
        viewport: Viewport,
        points: &VertexBuffer<[f32; 4]>,
        diameter: f32,
        side: f32,
        dim: f32,
    ) {
        if points.vertex_count() == 0 || diameter <= 0.0 {
            return;
        }
        let scale = self.frame.pixels_per_point;
        let program = &self.programs.points;
        self.camera(program, viewport);
        self.colors(program);
        program.use_uniform_if_required("edge", rgb(self.frame.style.outline));
        program.use_uniform_if_required("diameter", diameter * scale);
        program.use_uniform_if_required("border", 0.75 * scale);
        program.use_uniform_if_required("dimming", dim);
        program.use_uniform_if_required("side", side);
        program.use_vertex_attribute("at", points);
        let count = points.vertex_count() as i32;
        program.draw_with(painting(OVER), viewport, || {
            // SAFETY: the attribute bound above holds `count` vertices. Embedded GL always takes sizes from the shader.
            unsafe {
                if !self.context.version().is_embedded {
                    self.context.enable(glow::PROGRAM_POINT_SIZE);
                }
                self.context.draw_arrays(glow::POINTS, 0, count);
            }
        });
    }
}

/// A texture of one row that shaders read texel by texel.
fn row<T: three_d::TextureDataType>(context: &Context, texels: &[T]) -> Texture2D {
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

fn rgba(color: Color32) -> [f32; 4] {
    let [r, g, b, _] = color.to_normalized_gamma_f32();
    [r, g, b, 1.0]
}

fn rgb(color: Color32) -> Vec3 {
    let [r, g, b, _] = rgba(color);
    Vec3::new(r, g, b)
}
