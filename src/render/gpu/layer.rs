//! A kept picture of one item of a display list.

use std::sync::Arc;

use eframe::glow::{self, HasContext as _};
use three_d::{Mat3, Program, Texture2D, Vec2, Vec3, Vec4, VertexBuffer, Viewport};

use super::{
    scene::{Scene, row},
    shaders::Tint,
    target::{Screen, Target, painting},
    tint::Field,
};
use crate::{
    draw::{
        Dots, Point, Surface,
        globe::{EYE, Side},
    },
    figure::{globe::GlobeFigure, plane::Dot, shape::FARTHEST},
    look::{Rgba, size},
};

/// What a picture shows.
#[derive(Clone, PartialEq)]
pub enum Content {
    Surface(Box<Surface>),
    Dots(Dots),
}

/// All that a picture depends on, but for its size; while it stays the same, the picture is not drawn again.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// From the back to the front.
    pub contents: Vec<Content>,
    /// Upper left corner of the picture on the display list's page.
    pub corner: Point,
    /// Pixels in a px of the page.
    pub scale: f64,
}

/// A kept picture, with what was uploaded for it.
#[derive(Default)]
pub struct Layer {
    /// That of the scene that it was uploaded for; 0 is none.
    generation: u64,
    shown: Option<(Picture, Target)>,
    field: Option<Held<GlobeFigure, Option<Uploaded>>>,
    /// One for each content that is dots, in their order.
    dots: Vec<Held<[Dot], VertexBuffer<[f32; 3]>>>,
}

/// What was uploaded, and what it was made from.
struct Held<T: ?Sized, U> {
    from: Arc<T>,
    uploaded: U,
}

/// The field of regions on the graphics card.
struct Uploaded {
    field: Field,
    classes: Texture2D,
    table: Texture2D,
}

impl Layer {
    /// Width and height of the kept picture in pixels; `None` before the first.
    pub fn size(&self) -> Option<[u32; 2]> {
        self.shown.as_ref().map(|(_, target)| target.size())
    }

    /// Shows `picture` on `screen`, from the kept one if it is still right.
    pub fn show(&mut self, scene: &mut Scene, picture: &Picture, screen: &Screen) {
        if self.generation != scene.generation {
            *self = Self {
                generation: scene.generation,
                ..Self::default()
            };
        }
        let size = screen.tile().map(|side| side.min(scene.largest));
        let kept = self.shown.take();
        let shown = match kept.filter(|(_, target)| target.size() == size) {
            Some((shown, target)) if shown == *picture => (shown, target),
            Some((_, target)) => self.drawn(scene, picture, target),
            None => self.drawn(scene, picture, Target::new(&scene.context, size)),
        };
        shown.1.blit(screen, &scene.blit, &scene.quad);
        self.shown = Some(shown);
    }

    fn drawn(&mut self, scene: &mut Scene, picture: &Picture, target: Target) -> (Picture, Target) {
        scene.renders += 1;
        self.upload(scene, picture);
        let field = self.field.as_ref().and_then(|held| held.uploaded.as_ref());
        scene.prepare(field.map_or(Tint::None, Uploaded::tint));
        let viewport = target.viewport();
        target.draw(|| {
            let mut dots_held = self.dots.iter();
            for content in &picture.contents {
                match content {
                    Content::Surface(surface) => {
                        draw_surface(scene, picture, surface, field, viewport);
                    }
                    Content::Dots(dots) => {
                        if let Some(held) = dots_held.next() {
                            draw_dots(scene, picture, dots, &held.uploaded, viewport);
                        }
                    }
                }
            }
        });
        (picture.clone(), target)
    }

    fn upload(&mut self, scene: &Scene, picture: &Picture) {
        let mut count = 0;
        for content in &picture.contents {
            match content {
                Content::Surface(surface) => self.upload_field(scene, surface),
                Content::Dots(dots) => {
                    self.upload_dots(scene, count, dots);
                    count += 1;
                }
            }
        }
        self.dots.truncate(count);
    }

    fn upload_field(&mut self, scene: &Scene, surface: &Surface) {
        let same = |held: &Held<_, _>| Arc::ptr_eq(&held.from, &surface.figure);
        if self.field.as_ref().is_some_and(same) {
            return;
        }
        let field = surface.figure.regions.as_ref().and_then(Field::new);
        let uploaded = field.map(|field| Uploaded {
            classes: row(&scene.context, &field.texels),
            table: row(&scene.context, &field.table),
            field,
        });
        self.field = Some(Held {
            from: surface.figure.clone(),
            uploaded,
        });
    }

    /// Makes the vertices of the `place`-th dots, where they are not there already.
    fn upload_dots(&mut self, scene: &Scene, place: usize, dots: &Dots) {
        let same = |held: &Held<_, _>| Arc::ptr_eq(&held.from, &dots.dots);
        if self.dots.get(place).is_some_and(same) {
            return;
        }
        self.dots.truncate(place);
        let vertex = |dot: &Dot| [dot.at[0], dot.at[1], f32::from(dot.class)];
        let finite = |at: &[f32; 3]| at.iter().all(|x| x.is_finite());
        let vertices: Vec<[f32; 3]> = dots.dots.iter().map(vertex).filter(finite).collect();
        self.dots.push(Held {
            from: dots.dots.clone(),
            uploaded: VertexBuffer::new_with_data(&scene.context, &vertices),
        });
    }
}

impl Uploaded {
    fn tint(&self) -> Tint {
        let classes = self.field.classes();
        let uncertain = self.field.uncertain_below > 0.0;
        match (&self.field.planes, self.field.gap) {
            (Some(_), Some(_)) => Tint::Gap { classes, uncertain },
            (Some(_), None) => Tint::Planes { classes, uncertain },
            (None, _) => Tint::Table { classes, uncertain },
        }
    }
}

/// A place of the page in pixels of the picture, from its lower left corner.
fn pixel(picture: &Picture, [x, y]: Point, viewport: Viewport) -> Vec2 {
    let [left, top] = picture.corner;
    let down = (y - top) * picture.scale;
    Vec2::new(
        ((x - left) * picture.scale) as f32,
        viewport.height as f32 - down as f32,
    )
}

fn draw_surface(
    scene: &Scene,
    picture: &Picture,
    surface: &Surface,
    field: Option<&Uploaded>,
    viewport: Viewport,
) {
    let (view, palette) = (&surface.view, surface.style.palette());
    let programs = scene.surface(field.map_or(Tint::None, Uploaded::tint));
    let program = match surface.side {
        Side::Far => &programs.far,
        Side::Near => &programs.near,
    };
    let scale = picture.scale;
    let [right, up, back] = view.rotation.map(|row| row.map(|x| x as f32));
    let column = |i: usize| Vec3::new(right[i], up[i], back[i]);
    let rotation = Mat3::from_cols(column(0), column(1), column(2));
    program.use_uniform_if_required("rotation", rotation);
    let size = Vec2::new(viewport.width as f32, viewport.height as f32);
    program.use_uniform_if_required("size", size);
    program.use_uniform_if_required("centre", pixel(picture, view.centre, viewport));
    program.use_uniform_if_required("focal", (view.focal * scale) as f32);
    program.use_uniform_if_required("eye", EYE as f32);
    program.use_uniform_if_required("outline", (view.outline * scale) as f32);
    program.use_uniform_if_required("background", rgb(surface.style.ground()));
    program.use_uniform_if_required("globe", rgb(palette.globe));
    program.use_uniform_if_required("rim", rgb(palette.rim));
    program.use_uniform_if_required("body", surface.body() as f32);
    program.use_uniform_if_required("gloss", rgb(palette.sheen));
    let classes = field.map_or(1, |field| field.field.classes());
    let colours = (0..classes.clamp(1, 1024)).map(|class| surface.region(class as u16));
    let colours: Vec<[f32; 4]> = colours.map(rgba).collect();
    let colours = row(&scene.context, &colours);
    program.use_uniform_if_required("colors", colours.width() as i32);
    if program.requires_uniform("palette") {
        program.use_texture("palette", &colours);
    }
    if let Some(field) = field {
        use_regions(program, surface, field);
    }
    program.use_vertex_attribute("corner", &scene.octagon);
    program.draw_arrays(painting(), viewport, scene.octagon.vertex_count());
}

fn use_regions(program: &Program, surface: &Surface, uploaded: &Uploaded) {
    let ([zone, hatch], field) = (surface.zone(), &uploaded.field);
    program.use_uniform_if_required("count", field.classes() as i32);
    program.use_uniform_if_required("samples", field.table.len() as i32);
    program.use_uniform_if_required("uncertain_below", field.uncertain_below);
    program.use_uniform_if_required("gap", field.gap.unwrap_or(0.0));
    program.use_uniform_if_required("margin", rgb(zone));
    program.use_uniform_if_required("hatch", rgb(hatch));
    program.use_uniform_if_required("hatching", surface.hatching() as f32);
    let planes = field.planes.as_ref();
    if let Some(planes) = planes.filter(|_| program.requires_uniform("planes")) {
        let planes: Vec<Vec4> = planes.iter().map(|&plane| plane.into()).collect();
        program.use_uniform_array("planes", &planes);
    }
    let textures = [("classes", &uploaded.classes), ("table", &uploaded.table)];
    for (name, texture) in textures {
        if program.requires_uniform(name) {
            program.use_texture(name, texture);
        }
    }
}

fn draw_dots(
    scene: &Scene,
    picture: &Picture,
    dots: &Dots,
    at: &VertexBuffer<[f32; 3]>,
    viewport: Viewport,
) {
    let count = at.vertex_count() as i32;
    if count == 0 || dots.radius <= 0.0 {
        return;
    }
    let program = &scene.points;
    let shaped = dots.shapes.is_some();
    let larger = if shaped { size::dot::SHAPED } else { 1.0 };
    let scale = picture.scale as f32;
    let size = Vec2::new(viewport.width as f32, viewport.height as f32);
    program.use_uniform_if_required("size", size);
    program.use_uniform_if_required("origin", pixel(picture, dots.origin, viewport));
    program.use_uniform_if_required("unit", dots.scale as f32 * scale);
    program.use_uniform_if_required("radius", (dots.radius * larger) as f32 * scale);
    let border = dots.edge.as_ref().map_or(0.0, |(width, _)| *width);
    program.use_uniform_if_required("border", border as f32 * scale);
    let reach = if shaped { FARTHEST } else { 1.0 };
    program.use_uniform_if_required("reach", reach);
    let classes = dots.fill.len().clamp(1, 4_096) as u16;
    let fill: Vec<_> = (0..classes).map(|class| rgba(dots.colour(class))).collect();
    let edge = |class| {
        rgba(
            dots.edge_colour(class)
                .unwrap_or_else(|| dots.colour(class)),
        )
    };
    let edges: Vec<_> = (0..classes).map(edge).collect();
    let shapes = (0..classes).map(|class| [dots.shape(class) as f32, 0.0, 0.0, 0.0]);
    let shapes: Vec<[f32; 4]> = shapes.collect();
    let [fill, edges, shapes] = [&fill, &edges, &shapes].map(|texels| row(&scene.context, texels));
    program.use_uniform_if_required("colors", fill.width() as i32);
    program.use_texture("palette", &fill);
    program.use_texture("edges", &edges);
    program.use_texture("shapes", &shapes);
    program.use_vertex_attribute("at", at);
    let context = &scene.context;
    program.draw_with(painting(), viewport, || {
        // SAFETY: the attribute bound above holds `count` vertices. Embedded GL always takes sizes from the shader.
        unsafe {
            if !context.version().is_embedded {
                context.enable(glow::PROGRAM_POINT_SIZE);
            }
            context.draw_arrays(glow::POINTS, 0, count);
        }
    });
}

/// In the encoding of the screen, not multiplied.
fn rgba(Rgba(colour): Rgba) -> [f32; 4] {
    colour.map(|x| f32::from(x) / 255.0)
}

fn rgb(colour: Rgba) -> Vec3 {
    let [r, g, b, _] = rgba(colour);
    Vec3::new(r, g, b)
}
