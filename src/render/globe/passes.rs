//! The draw calls: one side of the surface, ribbons, points.

use eframe::{
    egui::Color32,
    glow::{self, HasContext as _},
};
use three_d::{
    Blend, BlendEquationType, BlendMultiplierType, Mat3, Program, Vec2, Vec3, Vec4, VertexBuffer,
};

use super::{
    camera::EYE,
    drawing::{Drawing, Pen, Side},
    scene::Lines,
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

impl Drawing<'_> {
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

    pub fn surface(&self, side: Side) {
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

    pub fn lines(&self, lines: &Lines, pen: Pen) {
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

    /// Points on one side; `crowd` makes the border finer along with small points, `shapes` tells classes apart by shape too.
    pub fn points(
        &self,
        at: &VertexBuffer<[f32; 4]>,
        diameter: f32,
        crowd: f32,
        side: Side,
        shapes: bool,
    ) {
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
        let kinds = if shapes {
            crate::render::point::SHAPES
        } else {
            1
        };
        program.use_uniform_if_required("shapes", kinds as i32);
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
