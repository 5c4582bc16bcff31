//! One camera for all globes, while lanes are turned onto each other: the one that a person moves leads.

use eframe::egui::Context;

use super::tile::Tile;
use crate::render::globe::{Camera, Globe};

/// The camera that all globes had in the frame before.
#[derive(Default)]
pub struct Linked(Option<Camera>);

impl Linked {
    /// Cameras are each tile's own.
    pub fn release(&mut self) {
        self.0 = None;
    }

    /// Gives all globes the camera of the one that has moved, which they show in the next frame. Only the first one turns
    /// by itself.
    pub fn link(&mut self, ctx: &Context, tiles: &mut [Tile]) {
        let mut globes: Vec<&mut Globe> = tiles.iter_mut().filter_map(Tile::globe_mut).collect();
        let moved = |globe: &&mut Globe| Some(globe.camera()) != self.0;
        let by_hand = |globe: &&mut Globe| moved(globe) && !globe.auto_orbit();
        let leader = globes.iter().position(by_hand).unwrap_or(0);
        let Some(leads) = globes.get(leader) else {
            return self.release();
        };
        let camera = leads.camera();
        for (place, globe) in globes.iter_mut().enumerate() {
            if place == leader {
                continue;
            }
            // A leader that was moved by hand stands still; so do those that follow.
            globe.set_auto_orbit(false);
            if globe.camera() != camera {
                globe.set_camera(camera);
                ctx.request_repaint();
            }
        }
        self.0 = Some(camera);
    }
}
