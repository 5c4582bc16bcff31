//! A kept picture: a texture of the tile's physical size, laid over the screen as it is.

use std::convert::Infallible;

use eframe::{
    egui::PaintCallbackInfo,
    glow::{self, HasContext as _},
};
use three_d::{
    Blend, BlendEquationType, BlendMultiplierType, ClearState, Context, DepthTest, Interpolation,
    Program, RenderStates, RenderTarget, ScissorBox, Texture2D, VertexBuffer, Viewport, Wrapping,
    WriteMask,
};

/// Blending of colours that are already multiplied by their alpha over what is below.
const OVER: Blend = Blend::Enabled {
    source_rgb_multiplier: BlendMultiplierType::One,
    source_alpha_multiplier: BlendMultiplierType::One,
    destination_rgb_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    destination_alpha_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    rgb_equation: BlendEquationType::Add,
    alpha_equation: BlendEquationType::Add,
};

/// How everything is drawn: colours over colours without a depth buffer, since the order of drawing is the depth.
pub fn painting() -> RenderStates {
    RenderStates {
        write_mask: WriteMask::COLOR,
        depth_test: DepthTest::Always,
        blend: OVER,
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

    /// Width and height in pixels.
    pub fn size(&self) -> [u32; 2] {
        [self.texture.width(), self.texture.height()]
    }

    /// The whole of the texture.
    pub fn viewport(&self) -> Viewport {
        let [width, height] = self.size();
        Viewport::new_at_origo(width, height)
    }

    /// Clears the texture and has `draw` draw into it.
    pub fn draw(&self, draw: impl FnOnce()) {
        let target = self.texture.as_color_target(None);
        target.clear(ClearState::color(0.0, 0.0, 0.0, 0.0));
        let Ok(_) = target.write::<Infallible>(|| {
            draw();
            Ok(())
        });
    }

    /// Lays the texture where `screen` says, and leaves its framebuffer bound.
    pub fn blit(&self, screen: &Screen, blit: &Program, quad: &VertexBuffer<[f32; 2]>) {
        blit.use_texture("picture", &self.texture);
        blit.use_vertex_attribute("corner", quad);
        screen.write(&self.context, || {
            blit.draw_arrays(painting(), screen.place, quad.vertex_count());
        });
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
    /// Must be called before anything else is bound, for it remembers egui's framebuffer; None when nothing of the tile is
    /// visible.
    pub fn new(context: &Context, info: &PaintCallbackInfo) -> Option<Self> {
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

    /// Has what follows drawn on egui's framebuffer again.
    pub fn bind(&self, context: &Context) {
        // SAFETY: a framebuffer of this context, which is current.
        unsafe { context.bind_framebuffer(glow::FRAMEBUFFER, self.framebuffer) };
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
        // Dropping the target instead would delete egui's framebuffer.
        target.into_framebuffer();
    }
}

fn bound_framebuffer(context: &Context) -> Option<glow::Framebuffer> {
    if cfg!(target_arch = "wasm32") {
        // In a browser egui draws on the page's canvas itself, and a query for that finds nothing that glow knows.
        return None;
    }
    // SAFETY: a plain query of a current context.
    unsafe { context.get_parameter_framebuffer(glow::DRAW_FRAMEBUFFER_BINDING) }
}
