//! GL without a window: egui painted into a framebuffer of a surfaceless EGL context, as a window would show it.

use std::{ffi::CString, num::NonZeroU32, sync::Arc};

use eframe::{
    egui::{self, Color32, Ui, pos2, vec2},
    egui_glow::Painter,
    glow::{self, HasContext as _},
};
use glutin::{
    api::egl::context::PossiblyCurrentContext,
    api::egl::{device::Device, display::Display},
    config::{ConfigSurfaceTypes, ConfigTemplateBuilder},
    context::ContextAttributesBuilder,
    display::GlDisplay as _,
};

use marginscope::render::Gpu;

/// A window's worth of GL and egui, without the window.
pub struct Offscreen {
    pub gl: Arc<glow::Context>,
    pub gpu: Gpu,
    pub ctx: egui::Context,
    painter: Painter,
    size: [u32; 2],
    time: f64,
    // Current until dropped; nothing of GL may outlive it.
    _context: PossiblyCurrentContext,
}

/// GL at this size in pixels; None, said loudly, where there is none.
///
/// # Panics
/// Where there is none and `MARGINSCOPE_REQUIRE_GL=1` demands one.
pub fn offscreen(size: [u32; 2]) -> Option<Offscreen> {
    match Offscreen::new(size) {
        Ok(screen) => Some(screen),
        Err(why) if std::env::var("MARGINSCOPE_REQUIRE_GL").is_ok_and(|v| v == "1") => {
            panic!("MARGINSCOPE_REQUIRE_GL=1, but no EGL: {why}")
        }
        Err(why) => {
            eprintln!(
                "SKIPPED: no EGL ({why}); on Debian: apt-get install libegl1 libgl1-mesa-dri"
            );
            None
        }
    }
}

impl Offscreen {
    fn new(size: [u32; 2]) -> Result<Self, String> {
        let (context, gl) = surfaceless()?;
        let gl = Arc::new(gl);
        // SAFETY: the context was just made current on this thread.
        unsafe { bind_framebuffer(&gl, size)? };
        let painter = Painter::new(gl.clone(), "", None, false).map_err(|e| e.to_string())?;
        Ok(Offscreen {
            gpu: Gpu::new(gl.clone()),
            gl,
            ctx: egui::Context::default(),
            painter,
            size,
            time: 0.0,
            _context: context,
        })
    }

    /// One frame a sixtieth of a second after the last; its pixels from the top row down.
    pub fn frame(&mut self, events: Vec<egui::Event>, ui: impl FnMut(&mut Ui)) -> Pixels {
        self.paint(events, ui);
        let [width, height] = self.size;
        let mut bytes = vec![0; (width * height * 4) as usize];
        // SAFETY: the framebuffer bound in `new` has this size and format.
        unsafe {
            self.gl.pixel_store_i32(glow::PACK_ALIGNMENT, 1);
            let data = glow::PixelPackData::Slice(Some(&mut bytes));
            let (w, h) = (width as i32, height as i32);
            self.gl
                .read_pixels(0, 0, w, h, glow::RGBA, glow::UNSIGNED_BYTE, data);
        }
        let rows = bytes.chunks_exact(width as usize * 4).rev();
        Pixels {
            size: self.size,
            rgba: rows.flatten().copied().collect(),
        }
    }

    /// The same without reading the pixels.
    pub fn paint(&mut self, events: Vec<egui::Event>, ui: impl FnMut(&mut Ui)) {
        let [width, height] = self.size;
        let pixels_per_point = self.ctx.pixels_per_point();
        let points = vec2(width as f32, height as f32) / pixels_per_point;
        self.time += 1.0 / 60.0;
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(pos2(0.0, 0.0), points)),
            time: Some(self.time),
            events,
            ..Default::default()
        };
        let mut output = self.ctx.run_ui(input, ui);
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        self.painter.clear(self.size, [0.0, 0.0, 0.0, 1.0]);
        self.painter.paint_and_update_textures(
            self.size,
            output.pixels_per_point,
            &shapes,
            &mut output.textures_delta,
        );
    }

    /// How many textures there are.
    pub fn live_textures(&self) -> usize {
        // SAFETY: made and deleted on the current context.
        unsafe {
            let newest = self.gl.create_texture().expect("a texture name");
            self.gl.delete_texture(newest);
            (1..=newest.0.get())
                .filter_map(NonZeroU32::new)
                .filter(|&name| self.gl.is_texture(glow::NativeTexture(name)))
                .count()
        }
    }

    /// The first GL error since the last call.
    pub fn error(&self) -> u32 {
        // SAFETY: no precondition.
        unsafe { self.gl.get_error() }
    }
}

impl Drop for Offscreen {
    fn drop(&mut self) {
        self.painter.destroy();
    }
}

/// A picture, RGBA.
#[derive(Clone, PartialEq)]
pub struct Pixels {
    pub size: [u32; 2],
    pub rgba: Vec<u8>,
}

impl Pixels {
    pub fn at(&self, x: impl Into<f64>, y: impl Into<f64>) -> Color32 {
        let (x, y) = (x.into(), y.into());
        let [width, height] = self.size;
        let column = (x as u32).min(width - 1);
        let row = (y as u32).min(height - 1);
        let i = 4 * (row * width + column) as usize;
        Color32::from_rgb(self.rgba[i], self.rgba[i + 1], self.rgba[i + 2])
    }
}

fn surfaceless() -> Result<(PossiblyCurrentContext, glow::Context), String> {
    let devices = Device::query_devices().map_err(|e| e.to_string())?;
    let mut why = "no device".to_owned();
    for device in devices {
        match context_on(&device) {
            Ok(found) => return Ok(found),
            Err(error) => why = error,
        }
    }
    Err(why)
}

fn context_on(device: &Device) -> Result<(PossiblyCurrentContext, glow::Context), String> {
    let told = |error: glutin::error::Error| error.to_string();
    let template = ConfigTemplateBuilder::new()
        .with_surface_type(ConfigSurfaceTypes::empty())
        .build();
    // SAFETY: no raw display is given, and the context is made on the display that it is used with.
    unsafe {
        let display = Display::with_device(device, None).map_err(told)?;
        let config = display.find_configs(template).map_err(told)?.next();
        let config = config.ok_or("no configuration")?;
        let attributes = ContextAttributesBuilder::new().build(None);
        let context = display.create_context(&config, &attributes).map_err(told)?;
        let context = context.make_current_surfaceless().map_err(told)?;
        let gl = glow::Context::from_loader_function(|name| {
            CString::new(name).map_or(std::ptr::null(), |name| display.get_proc_address(&name))
        });
        Ok((context, gl))
    }
}

unsafe fn bind_framebuffer(gl: &glow::Context, [width, height]: [u32; 2]) -> Result<(), String> {
    // SAFETY: the caller's context is current.
    unsafe {
        let color = gl.create_renderbuffer()?;
        gl.bind_renderbuffer(glow::RENDERBUFFER, Some(color));
        gl.renderbuffer_storage(glow::RENDERBUFFER, glow::RGBA8, width as i32, height as i32);
        let framebuffer = gl.create_framebuffer()?;
        gl.bind_framebuffer(glow::FRAMEBUFFER, Some(framebuffer));
        let attachment = glow::COLOR_ATTACHMENT0;
        gl.framebuffer_renderbuffer(
            glow::FRAMEBUFFER,
            attachment,
            glow::RENDERBUFFER,
            Some(color),
        );
        match gl.check_framebuffer_status(glow::FRAMEBUFFER) {
            glow::FRAMEBUFFER_COMPLETE => Ok(()),
            status => Err(format!("incomplete framebuffer: {status:#x}")),
        }
    }
}
