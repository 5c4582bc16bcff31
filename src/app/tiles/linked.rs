//! One camera for all globes, while lanes are turned onto each other: the one that a person moves leads.

use eframe::egui::Context;

use crate::render::globe::{Camera, Globe};

/// The camera that all globes had in the frame before.
#[derive(Default)]
pub struct Linked(Option<Camera>);

impl Linked {
    /// Cameras are each globe's own.
    pub fn release(&mut self) {
        self.0 = None;
    }

    /// Gives all globes the camera of the one that has moved, which they show in the next frame. Only the first one turns
    /// by itself.
    pub fn link<'a>(&mut self, ctx: &Context, globes: impl Iterator<Item = &'a mut Globe>) {
        let mut globes: Vec<&mut Globe> = globes.collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn east(yaw: f64) -> Camera {
        Camera {
            yaw,
            ..Camera::default()
        }
    }

    /// Links the globes; all have this camera then.
    fn check(linked: &mut Linked, globes: &mut [Globe], expect: Camera) {
        linked.link(&Context::default(), globes.iter_mut());
        for globe in globes {
            assert_eq!(globe.camera(), expect);
        }
    }

    #[test]
    fn the_globe_that_is_moved_leads_the_others() {
        let mut globes = [(); 3].map(|()| Globe::new(None));
        let mut linked = Linked::default();
        check(&mut linked, &mut globes, Camera::default());
        for (place, yaw) in [(2, 1.2), (0, -0.4), (1, 0.1)] {
            globes[place].set_camera(east(yaw));
            check(&mut linked, &mut globes, east(yaw));
        }
        globes[2].reset();
        check(&mut linked, &mut globes, Camera::default());
    }

    #[test]
    fn the_first_turns_by_itself_until_one_is_moved() {
        let mut globes = [(); 2].map(|()| Globe::new(None));
        let mut linked = Linked::default();
        globes
            .iter_mut()
            .for_each(|globe| globe.set_auto_orbit(true));
        check(&mut linked, &mut globes, Camera::default());
        let turning: Vec<bool> = globes.iter().map(Globe::auto_orbit).collect();
        assert_eq!(turning, [true, false]);
        globes[0].set_camera(east(0.7));
        check(&mut linked, &mut globes, east(0.7));
        assert!(globes[0].auto_orbit(), "it turned by itself");
        globes[0].set_camera(east(0.8));
        globes[1].set_camera(east(2.0));
        check(&mut linked, &mut globes, east(2.0));
        assert!(!globes[0].auto_orbit());
    }
}
