//! Telling a graphics card from software that stands in for one.

use eframe::glow::{self, HasContext};

/// Whether `gl`, which must be current, is drawn by the processor in place of a graphics card: Mesa's llvmpipe and the like.
pub fn is_software(gl: &glow::Context) -> bool {
    // SAFETY: a plain query; the window library keeps the context current while it makes the app.
    let renderer = unsafe { gl.get_parameter_string(glow::RENDERER) };
    names_software(&renderer)
}

fn names_software(renderer: &str) -> bool {
    let renderer = renderer.to_lowercase();
    let known = ["llvmpipe", "softpipe", "swrast", "swiftshader", "software"];
    known.iter().any(|name| renderer.contains(name))
}

#[cfg(test)]
mod tests {
    use super::names_software;

    fn check(renderer: &str, expect: bool) {
        assert_eq!(names_software(renderer), expect, "{renderer}");
    }

    #[test]
    fn renderers_of_the_processor_are_known_by_name() {
        check("llvmpipe (LLVM 15.0.6, 256 bits)", true);
        check("Google SwiftShader", true);
        check("NVIDIA H200/PCIe/SSE2", false);
        check("Mesa Intel(R) Xe Graphics (TGL GT2)", false);
    }
}
