//! The globe's own picture: a texture of the tile's physical size, drawn to the screen as it is.

use std::convert::Infallible;

use eframe::{
    egui::PaintCallbackInfo,
    glow::{self, HasContext as _},
};
use three_d::{
    Blend, ClearState, Context, DepthTest, Interpolation, Program, RenderStates, RenderTarget,
    ScissorBox, Texture2D, VertexBuffer, Viewport, Wrapping, WriteMask,
};

/// Everything the globe draws: colours over colours, no depth buffer (the order of drawing is the depth).
pub fn painting(blend: Blend) -> RenderStates {
    RenderStates {
        write_mask: WriteMask::COLOR,
        depth_test: DepthTest::Always,
        blend,
        ..Default::default()
    }
}

/// A texture that is rendered to; freed when dropped.
pub struct Target {
    context: Context,
    texture: Texture2D,
}

impl Target {
    /// A texture of `size` pixels, both at least 1.
    pub fn new(context: &Context, size: [u32; 2]) -> Self {
        let texture = Texture2D::new_empty::<[u8; 4]>(
            context,
            size[0],
            size[1],
            Interpolation::Nearest,
            Interpolation::Nearest,
            None,
            Wrapping::ClampToEdge,
            Wrapping::ClampToEdge,
        );
        Target {
            context: context.clone(),
            texture,
        }
    }

    pub fn size(&self) -> [u32; 2] {
        [self.texture.width(), self.texture.height()]
    }

    pub fn viewport(&self) -> Viewport {
        let [width, height] = self.size();
        Viewport::new_at_origo(width, height)
    }

    /// Fills with `background`, then draws.
    pub fn render(&self, background: [f32; 4], draw: impl FnOnce()) {
        let [r, g, b, a] = background;
        let target = self.texture.as_color_target(None);
        target.clear(ClearState::color(r, g, b, a));
        let Ok(_) = target.write::<Infallible>(|| {
            draw();
            Ok(())
        });
    }

    /// Draws the texture where `screen` says, and leaves its framebuffer bound.
    pub fn blit(&self, screen: &Screen, blit: &Program, quad: &VertexBuffer<[f32; 2]>) {
        blit.use_texture("picture", &self.texture);
        blit.use_vertex_attribute("corner", quad);
        screen.write(&self.context, || {
            blit.draw_arrays(painting(Blend::Disabled), screen.place, quad.vertex_count());
        });
    }

    /// The texture's pixels, RGBA, from the top row down; the bound framebuffer stays bound.
    pub fn read(&self) -> Vec<[u8; 4]> {
        let bound = bound_framebuffer(&self.context);
        let pixels = self.texture.as_color_target(None).read();
        // SAFETY: `bound` was bound before and nothing deleted it.
        unsafe {
            self.context.bind_framebuffer(glow::FRAMEBUFFER, bound);
        }
        pixels
    }
}

/// Where a paint callback draws: egui's framebuffer and the tile's part of it.
pub struct Screen {
    framebuffer: Option<glow::Framebuffer>,
    size: [u32; 2],
    place: Viewport,
    clip: ScissorBox,
}

impl Screen {
    /// To be made before anything else is bound; None when nothing of the tile is visible.
    pub fn of(context: &Context, info: &PaintCallbackInfo) -> Option<Self> {
        let place = info.viewport_in_pixels();
        let clip = info.clip_rect_in_pixels();
        let positive = |length: i32| u32::try_from(length).ok().filter(|&length| length > 0);
        Some(Screen {
            framebuffer: bound_framebuffer(context),
            size: info.screen_size_px,
            place: Viewport {
                x: place.left_px,
                y: place.from_bottom_px,
                width: positive(place.width_px)?,
                height: positive(place.height_px)?,
            },
            clip: ScissorBox {
                x: clip.left_px,
                y: clip.from_bottom_px,
                width: positive(clip.width_px)?,
                height: positive(clip.height_px)?,
            },
        })
    }

    /// Size of the tile in pixels.
    pub fn tile(&self) -> [u32; 2] {
        [self.place.width, self.place.height]
    }

    fn write(&self, context: &Context, draw: impl FnOnce()) {
        let [width, height] = self.size;
        let target = match self.framebuffer {
            Some(id) => RenderTarget::from_framebuffer(context, width, height, id),
            None => RenderTarget::screen(context, width, height),
        };
        let Ok(_) = target.write_partially::<Infallible>(self.clip, || {
            draw();
            Ok(())
        });
        // Otherwise dropping the target would delete egui's framebuffer.
        target.into_framebuffer();
    }
}

fn bound_framebuffer(context: &Context) -> Option<glow::Framebuffer> {
    // SAFETY: a plain query of a current context.
    unsafe { context.get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING) }
}
