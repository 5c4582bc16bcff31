//! What the graphics card draws of a display list: surfaces of globes, pixel by pixel, and dots. Each such item is kept as a
//! picture and drawn again only when something visible changed; any other frame costs one textured rectangle.

mod layer;
mod scene;
mod shaders;
mod shared;
mod target;
mod tint;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use eframe::{
    egui::{self, PaintCallback, Painter, Rect, emath::GuiRounding as _},
    egui_glow::CallbackFn,
    glow,
};
use three_d::CoreError;

use self::{
    layer::{Content, Layer, Picture},
    scene::Scene,
    shared::Shared,
    target::Screen,
};
use super::ink::rect_of;
use crate::draw::{Frame, Shape};
use crate::platform::panics;

/// The graphics card of a window, with its programs.
#[derive(Clone)]
pub struct Gpu {
    scene: Shared<Result<Scene, String>>,
}

impl Gpu {
    /// Compiles the programs on `gl`, whose context is current. Where they do not compile nothing is drawn with them, and
    /// [`Gpu::error`] says why.
    pub fn new(gl: Arc<glow::Context>) -> Self {
        Self {
            scene: Shared::new(scene(gl)),
        }
    }

    /// Compiles the programs once more on `gl`, after the graphics card has lost all that it held. Whoever draws with this or with
    /// one of its clones goes on with the new ones.
    pub fn revive(&self, gl: Arc<glow::Context>) {
        self.scene.with(|held| *held = scene(gl));
    }

    /// Whether it draws.
    fn is_live(&self) -> bool {
        self.scene.with(|scene| scene.is_ok()).unwrap_or(false)
    }

    /// Why it draws nothing.
    pub fn error(&self) -> Option<String> {
        self.scene.with(|scene| scene.as_ref().err().cloned())?
    }

    /// How many pictures were drawn so far; frames that only show kept ones do not count.
    pub fn renders(&self) -> u64 {
        let renders =
            |scene: &mut Result<Scene, _>| scene.as_ref().map_or(0, |scene| scene.renders);
        self.scene.with(renders).unwrap_or(0)
    }
}

fn scene(gl: Arc<glow::Context>) -> Result<Scene, String> {
    guarded(|| Scene::new(gl))?.map_err(|error| told(&error))
}

/// What the graphics card cannot give, such as memory for one more texture, is a panic in three-d. It is the end of what is
/// drawn with the graphics card, not of the window, but for a browser, where a panic ends all.
fn guarded<R>(draw: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(draw)).map_err(|panic| {
        let why = panics::said(&*panic).unwrap_or("the graphics card gave up");
        format!("The graphics card draws no more globes: {why}")
    })
}

/// The kept pictures of one display list, which belong to the widget that paints it.
#[derive(Clone, Default)]
pub struct Layers {
    gpu: Option<Gpu>,
    kept: Vec<Shared<Layer>>,
}

impl Layers {
    /// Pictures that `gpu` draws; without one, nothing is drawn here.
    pub fn new(gpu: Option<&Gpu>) -> Self {
        Self {
            gpu: gpu.cloned(),
            kept: Vec::new(),
        }
    }

    /// Whether there is a graphics card that draws.
    pub fn is_live(&self) -> bool {
        self.gpu.as_ref().is_some_and(Gpu::is_live)
    }

    /// Why the graphics card draws nothing.
    pub fn error(&self) -> Option<String> {
        self.gpu.as_ref()?.error()
    }

    /// Sizes of the kept pictures in pixels.
    pub fn sizes(&self) -> Vec<[u32; 2]> {
        let kept = self.kept.iter();
        kept.filter_map(|layer| layer.with(|layer| layer.size())?)
            .collect()
    }

    /// Drops the kept pictures after the first `count`, which the list no longer has.
    pub(super) fn keep(&mut self, count: usize) {
        self.kept.truncate(count);
    }

    /// Shows surfaces and dots together as layer number `place` of the list; false where there is no graphics card.
    pub(super) fn show(&mut self, painter: &Painter, place: usize, shapes: &[&Shape]) -> bool {
        let Some(gpu) = self.gpu.as_ref().filter(|gpu| gpu.is_live()) else {
            return false;
        };
        while self.kept.len() <= place {
            self.kept.push(Shared::default());
        }
        let scale = painter.pixels_per_point();
        let bounds = shapes.iter().filter_map(|shape| bounds(shape));
        let seen = bounds.map(|frame| rect_of(&frame)).reduce(Rect::union);
        let clip = painter.clip_rect().round_to_pixels(scale);
        let seen = seen.map(|rect| stepped(rect).intersect(clip).round_to_pixels(scale));
        let Some(tile) = seen.filter(|tile| tile.is_positive()) else {
            return true;
        };
        let picture = Picture {
            contents: shapes.iter().filter_map(|shape| content(shape)).collect(),
            corner: [tile.min.x, tile.min.y].map(f64::from),
            scale: f64::from(scale),
        };
        let layer = self.kept[place].clone();
        let scene = gpu.scene.clone();
        painter.add(callback(painter.ctx(), scene, layer, picture, tile));
        true
    }
}

fn bounds(shape: &Shape) -> Option<Frame> {
    match shape {
        Shape::Surface(surface) => Some(surface.bounds()),
        Shape::Dots(dots) => dots.bounds(),
        _ => None,
    }
}

fn content(shape: &Shape) -> Option<Content> {
    match shape {
        Shape::Surface(surface) => Some(Content::Surface(surface.clone())),
        Shape::Dots(dots) => Some(Content::Dots(dots.clone())),
        _ => None,
    }
}

/// Pictures grow and shrink in steps of so many points: dots that move a little need no new texture.
const STEP: f32 = 32.0;

fn stepped(rect: Rect) -> Rect {
    Rect::from_min_max(
        (rect.min / STEP).floor() * STEP,
        (rect.max / STEP).ceil() * STEP,
    )
}

fn callback(
    window: &egui::Context,
    scene: Shared<Result<Scene, String>>,
    layer: Shared<Layer>,
    picture: Picture,
    tile: Rect,
) -> PaintCallback {
    let window = window.clone();
    let draw = move |info: egui::PaintCallbackInfo, _: &eframe::egui_glow::Painter| {
        scene.with(|held| {
            let Ok(scene) = held else { return };
            let Some(screen) = Screen::new(&scene.context, &info) else {
                return;
            };
            if let Err(why) = guarded(|| layer.with(|layer| layer.show(scene, &picture, &screen))) {
                screen.bind(&scene.context);
                *held = Err(why);
                // The next frame says so.
                window.request_repaint();
            }
        });
    };
    PaintCallback {
        rect: tile,
        callback: Arc::new(CallbackFn::new(draw)),
    }
}

/// The driver's own words, without the source text that they quote.
fn told(error: &CoreError) -> String {
    match error {
        CoreError::ShaderCompilation(stage, _, log) => {
            format!(
                "The globe's {stage} shader does not compile here: {}",
                log.trim()
            )
        }
        other => other.to_string(),
    }
}
