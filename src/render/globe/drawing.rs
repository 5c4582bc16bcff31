//! One rendering of the globe, from the farthest to the nearest: the order of drawing is the depth.

use eframe::{
    egui::Color32,
    glow::{self, HasContext as _},
};
use three_d::{
    Blend, BlendEquationType, BlendMultiplierType, Mat3, Program, Texture2D, Vec2, Vec3, Vec4,
    VertexBuffer, Viewport,
};

use super::{
    camera::{EYE, View},
    scene::{Frame, Lines, Scene, Uploaded},
    shaders::Tint,
    target::painting,
    tint::Field,
};

/// Colours that cover what is below by their alpha, already multiplied by it.
const OVER: Blend = Blend::Enabled {
    source_rgb_multiplier: BlendMultiplierType::One,
    source_alpha_multiplier: BlendMultiplierType::One,
    destination_rgb_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    destination_alpha_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    rgb_equation: BlendEquationType::Add,
    alpha_equation: BlendEquationType::Add,
};

/// Diameter of an axis's tip, egui points.
const TIP_SIZE: f32 = 7.0;

/// What of the lines and points is drawn, as the shaders take it.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Far,
    Near,
    Both,
}

impl Side {
    fn sign(self) -> f32 {
        match self {
            Side::Far => -1.0,
            Side::Near => 1.0,
            Side::Both => 0.0,
        }
    }
}

/// How lines are drawn.
#[derive(Clone, Copy)]
struct Pen {
    /// In egui points.
    width: f32,
    ink: Color32,
    /// Share of the ink in the class's colour.
    inked: f32,
    opacity: f32,
    side: Side,
}

pub struct Drawing<'a> {
    scene: &'a Scene,
    frame: &'a Frame,
    figure: &'a Uploaded,
    palette: &'a Texture2D,
    tint: Tint,
    view: View,
    viewport: Viewport,
}

impl<'a> Drawing<'a> {
    pub fn new(
        scene: &'a Scene,
        frame: &'a Frame,
        figure: &'a Uploaded,
        palette: &'a Texture2D,
        tint: Tint,
        viewport: Viewport,
    ) -> Self {
        let size = [viewport.width as f32, viewport.height as f32];
        Drawing {
            scene,
            frame,
            figure,
            palette,
            tint,
            view: frame.camera.view(size),
            viewport,
        }
    }

    pub fn draw(&self) {
        self.outer_axes(Side::Far);
        self.surface(Side::Far);
        self.on_surface(Side::Far);
        if self.frame.style.show_axes {
            let pen = Pen {
                width: 1.25,
                inked: 0.5,
                ..self.pen(Side::Both)
            };
            self.lines(&self.figure.inner_axes, pen);
        }
        self.surface(Side::Near);
        self.on_surface(Side::Near);
        self.outer_axes(Side::Near);
    }

    /// What lies on one side of the globe.
    fn on_surface(&self, side: Side) {
        let style = &self.frame.style;
        let pen = Pen {
            width: 1.0,
            ink: style.grid,
            inked: 1.0,
            opacity: if side == Side::Far { 0.10 } else { 0.20 },
            side,
        };
        self.lines(&self.scene.graticule, pen);
        if style.show_curves {
            self.lines(&self.figure.curves, self.pen(side));
        }
        self.points(&self.figure.points, self.diameter(), self.crowd(), side);
    }

    /// The axes outside the globe, with their tips.
    fn outer_axes(&self, side: Side) {
        if self.frame.style.show_axes {
            let pen = Pen {
                width: 1.5,
                inked: 0.3,
                ..self.pen(side)
            };
            self.lines(&self.figure.outer_axes, pen);
            self.points(&self.figure.tips, TIP_SIZE, 1.0, side);
        }
    }

    fn pen(&self, side: Side) -> Pen {
        Pen {
            width: 2.0,
            ink: self.frame.style.text,
            inked: 0.0,
            opacity: 1.0,
            side,
        }
    }

    /// By how much points are smaller where many would cover each other.
    fn crowd(&self) -> f32 {
        let count = self.figure.points.vertex_count() as f32;
        (2000.0 / count.max(1.0)).powf(0.25).clamp(0.5, 1.0)
    }

    /// Diameter of a sample's point, egui points: smaller on a small globe, larger on an enlarged one, by less than the globe.
    fn diameter(&self) -> f32 {
        let outline = self.view.outline / self.frame.pixels_per_point.max(0.1);
        let enlarged = (outline / 250.0).max(0.05).powf(0.4).min(3.0);
        (self.frame.style.point_size * self.crowd() * enlarged).clamp(0.0, 64.0)
    }

    /// How much what is on a side fades.
    fn dimming(&self, side: Side) -> f32 {
        if side == Side::Far {
            self.frame.style.dimming.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// Uniforms that all shaders share.
    fn camera_and_colors(&self, program: &Program) {
        let [right, up, back] = self.view.rotation;
        let column = |i: usize| Vec3::new(right[i], up[i], back[i]);
        let rotation = Mat3::from_cols(column(0), column(1), column(2));
        let size = Vec2::new(self.viewport.width as f32, self.viewport.height as f32);
        let [x, y] = self.view.centre;
        program.use_uniform_if_required("rotation", rotation);
        program.use_uniform_if_required("size", size);
        program.use_uniform_if_required("centre", Vec2::new(x, size.y - y));
        program.use_uniform_if_required("focal", self.view.focal);
        program.use_uniform_if_required("eye", EYE);
        program.use_uniform_if_required("outline", self.view.outline);
        program.use_uniform_if_required("background", rgb(self.frame.style.background));
        program.use_uniform_if_required("colors", self.palette.width() as i32);
        if program.requires_uniform("palette") {
            program.use_texture("palette", self.palette);
        }
    }

    fn surface(&self, side: Side) {
        let style = &self.frame.style;
        let surface = self.scene.programs.surface(self.tint);
        let program = if side == Side::Far {
            &surface.far
        } else {
            &surface.near
        };
        self.camera_and_colors(program);
        program.use_uniform_if_required("globe", rgb(style.globe));
        program.use_uniform_if_required("rim", rgb(style.rim));
        program.use_uniform_if_required("gloss", rgb(style.sheen));
        if let Some((field, classes, table)) = &self.figure.field {
            self.regions(program, field);
            for (name, texture) in [("classes", classes), ("table", table)] {
                if program.requires_uniform(name) {
                    program.use_texture(name, texture);
                }
            }
        }
        let quad = &self.scene.quad;
        program.use_vertex_attribute("corner", quad);
        program.draw_arrays(painting(OVER), self.viewport, quad.vertex_count());
    }

    fn regions(&self, program: &Program, field: &Field) {
        let style = &self.frame.style;
        program.use_uniform_if_required("count", field.classes() as i32);
        program.use_uniform_if_required("samples", field.table.len() as i32);
        program.use_uniform_if_required("uncertain_below", field.uncertain_below);
        program.use_uniform_if_required("gap", field.gap.unwrap_or(0.0));
        program.use_uniform_if_required("margin", rgb(style.margin));
        program.use_uniform_if_required("hatch", rgb(style.hatch));
        // Stripes a radian: about 7 egui points apart in the middle of the globe.
        let outline = self.view.outline / self.frame.pixels_per_point.max(0.1);
        program.use_uniform_if_required("hatching", (outline / 7.0).clamp(8.0, 120.0));
        program.use_uniform_if_required("opacity", style.region_opacity.clamp(0.0, 1.0));
        let planes = field.planes.as_ref();
        if let Some(planes) = planes.filter(|_| program.requires_uniform("planes")) {
            let planes: Vec<Vec4> = planes.iter().map(|&plane| plane.into()).collect();
            program.use_uniform_array("planes", &planes);
        }
    }

    fn lines(&self, lines: &Lines, pen: Pen) {
        if lines.indices.count() == 0 {
            return;
        }
        let program = &self.scene.programs.lines;
        self.camera_and_colors(program);
        program.use_uniform_if_required("width", pen.width * self.frame.pixels_per_point);
        program.use_uniform_if_required("ink", rgb(pen.ink));
        program.use_uniform_if_required("inked", pen.inked);
        program.use_uniform_if_required("opacity", pen.opacity);
        program.use_uniform_if_required("dimming", self.dimming(pen.side));
        program.use_uniform_if_required("side", pen.side.sign());
        program.use_vertex_attribute("at", &lines.at);
        program.use_vertex_attribute("before", &lines.before);
        program.use_vertex_attribute("after", &lines.after);
        program.draw_elements(painting(OVER), self.viewport, &lines.indices);
    }

    /// `crowd` makes the border finer along with small points.
    fn points(&self, at: &VertexBuffer<[f32; 4]>, diameter: f32, crowd: f32, side: Side) {
        let count = at.vertex_count() as i32;
        if count == 0 || diameter <= 0.0 {
            return;
        }
        let scale = self.frame.pixels_per_point;
        let program = &self.scene.programs.points;
        self.camera_and_colors(program);
        program.use_uniform_if_required("edge", rgb(self.frame.style.outline));
        program.use_uniform_if_required("diameter", diameter * scale);
        program.use_uniform_if_required("border", 0.75 * crowd * scale);
        program.use_uniform_if_required("dimming", self.dimming(side));
        program.use_uniform_if_required("side", side.sign());
        program.use_vertex_attribute("at", at);
        let context = &self.scene.context;
        program.draw_with(painting(OVER), self.viewport, || {
            // SAFETY: the attribute bound above holds `count` vertices. Embedded GL always takes sizes from the shader.
            unsafe {
                if !context.version().is_embedded {
                    context.enable(glow::PROGRAM_POINT_SIZE);
                }
                context.draw_arrays(glow::POINTS, 0, count);
            }
        });
    }
}

/// Gamma encoded, opaque.
pub fn rgba(color: Color32) -> [f32; 4] {
    let [r, g, b, _] = color.to_normalized_gamma_f32();
    [r, g, b, 1.0]
}

fn rgb(color: Color32) -> Vec3 {
    let [r, g, b, _] = rgba(color);
    Vec3::new(r, g, b)
}
