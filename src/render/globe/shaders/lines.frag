in vec3 color;
in float across;
in float toward;
uniform float width;
uniform vec3 background;
uniform vec3 ink;
uniform float inked;
uniform float dimming;
uniform float opacity;
// 1 draws the near side, -1 the far side, 0 both.
uniform float side;
layout(location = 0) out vec4 painted;

void main() {
    float cover = clamp(0.5 * width + 0.5 - abs(across), 0.0, 1.0);
    cover *= step(0.0, side * toward);
    vec3 shown = mix(mix(color, ink, inked), background, dimming);
    painted = vec4(shown, 1.0) * (cover * opacity);
}
