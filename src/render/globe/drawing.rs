//! One rendering of the globe, from the farthest to the nearest: the order of drawing is the depth.

use eframe::egui::Color32;
use three_d::{Texture2D, Viewport};

use super::{
    camera::View,
    scene::{Frame, Scene, Uploaded},
    shaders::Tint,
};
use crate::figure::shape::crowd;

/// Diameter of an axis's tip, egui points.
const TIP_SIZE: f32 = 7.0;

/// Points smaller than this share of their size are drawn under the borders.
const CROWDED: f32 = 0.75;

/// What of the lines and points is drawn, as the shaders take it.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Far,
    Near,
    Both,
}

impl Side {
    pub fn sign(self) -> f32 {
        match self {
            Side::Far => -1.0,
            Side::Near => 1.0,
            Side::Both => 0.0,
        }
    }
}

/// How lines are drawn.
#[derive(Clone, Copy)]
pub struct Pen {
    /// In egui points.
    pub width: f32,
    pub ink: Color32,
    /// Share of the ink in the class's colour.
    pub inked: f32,
    pub opacity: f32,
    pub side: Side,
}

pub struct Drawing<'a> {
    pub scene: &'a Scene,
    pub frame: &'a Frame,
    pub figure: &'a Uploaded,
    pub palette: &'a Texture2D,
    pub tint: Tint,
    pub view: View,
    pub viewport: Viewport,
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
        let [above, below] = frame.insets.map(|inset| inset * frame.pixels_per_point);
        let size = [
            viewport.width as f32,
            viewport.height as f32 - above - below,
        ];
        Drawing {
            scene,
            frame,
            figure,
            palette,
            tint,
            view: frame.camera.view(size).shifted([0.0, above]),
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
        // A crowd of points would bury the borders.
        let crowded = self.crowd() < CROWDED;
        let samples = || {
            let crowd = self.crowd();
            let shapes = self.figure.shapes;
            self.points(&self.figure.points, self.diameter(), crowd, side, shapes);
        };
        if crowded {
            samples();
        }
        if style.show_curves {
            self.lines(&self.figure.curves, self.pen(side));
        }
        let arrows = Pen {
            width: 1.4,
            inked: 0.4,
            ..self.pen(side)
        };
        self.lines(&self.figure.arrows, arrows);
        if !crowded {
            samples();
        }
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
            self.points(&self.figure.tips, TIP_SIZE, 1.0, side, false);
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
        crowd(self.figure.points.vertex_count() as usize) as f32
    }

    /// Diameter of a sample's point, egui points: smaller on a small globe, larger on an enlarged one, by less than the globe.
    fn diameter(&self) -> f32 {
        let outline = self.view.outline / self.frame.pixels_per_point.max(0.1);
        let enlarged = (outline / 250.0).max(0.05).powf(0.4).min(3.0);
        (self.frame.style.point_size * self.crowd() * enlarged).clamp(0.0, 64.0)
    }

    /// How much what is on a side fades.
    pub fn dimming(&self, side: Side) -> f32 {
        if side == Side::Far {
            self.frame.style.dimming.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}
