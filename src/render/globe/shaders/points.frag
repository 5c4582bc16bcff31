in vec3 color;
flat in float extent;
uniform vec3 background;
uniform vec3 edge;
uniform float border;
uniform float dimming;
layout(location = 0) out vec4 painted;

void main() {
    vec2 at = (gl_PointCoord - 0.5) * extent;
    float off = length(at);
    float radius = 0.5 * extent - 1.0;
    float cover = clamp(radius + 0.5 - off, 0.0, 1.0);
    float core = clamp(radius - border + 0.5 - off, 0.0, 1.0);
    float light = 1.0 - 0.10 * (at.x + at.y) / max(radius, 1.0);
    vec3 body = min(color * light, vec3(1.0));
    vec3 shown = mix(mix(body, edge, 0.55), body, core);
    painted = vec4(mix(shown, background, dimming), 1.0) * cover;
}
