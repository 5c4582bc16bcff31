in vec4 color;
in vec4 edge;
flat in float extent;
flat in int shape;
uniform float border;
layout(location = 0) out vec4 painted;

// Distance from the middle in radii of the shape: 1 on its edge. In the order of `figure::shape::corners`.
float reach(vec2 p) {
    vec2 q = abs(p);
    if (shape == 1) return 1.18 * max(q.x, q.y);
    if (shape == 2) return 1.8 * max(p.y, 0.866 * q.x - 0.5 * p.y);
    if (shape == 3) return q.x + q.y;
    if (shape == 4) return 1.8 * max(-p.y, 0.866 * q.x + 0.5 * p.y);
    if (shape == 5) return min(max(2.6 * q.x, q.y), max(2.6 * q.y, q.x));
    return length(p);
}

void main() {
    vec2 at = (gl_PointCoord - 0.5) * extent;
    float radius = 0.5 * extent - 1.0;
    float off = reach(at / max(radius, 0.5)) * max(radius, 0.5);
    float cover = clamp(radius + 0.5 - off, 0.0, 1.0);
    float core = clamp(radius - border + 0.5 - off, 0.0, 1.0);
    vec4 shown = mix(edge, color, core);
    painted = vec4(shown.rgb, 1.0) * (shown.a * cover);
}
