in vec4 color;
in vec4 edge;
flat in float extent;
flat in float body;
flat in int shape;
uniform float border;
layout(location = 0) out vec4 painted;

float plus(vec2 q) {
    return min(max(q.x - 0.4, q.y - 1.15), max(q.y - 0.4, q.x - 1.15));
}

// A star of five tips, one of them upwards: folded onto one half of a tip.
float star(vec2 p) {
    const vec2 across = vec2(0.809016994, -0.587785252);
    p = vec2(abs(p.x), -p.y);
    p -= 2.0 * max(dot(across, p), 0.0) * across;
    vec2 other = vec2(-across.x, across.y);
    p -= 2.0 * max(dot(other, p), 0.0) * other;
    p = vec2(abs(p.x), p.y - 1.4);
    vec2 side = 0.6 * vec2(0.587785252, 0.809016994) - vec2(0.0, 1.4);
    float along = clamp(dot(p, side) / dot(side, side), 0.0, 1.0);
    return length(p - side * along) * sign(p.y * side.x - p.x * side.y);
}

// Distance from the edge of the shape in its radii, negative inside; y points down. In the order and the sizes of
// `figure::shape::corners`.
float away(vec2 p) {
    vec2 q = abs(p);
    if (shape == 1) return max(q.x, q.y) - 0.8485;
    if (shape == 2) return max(p.y, 0.866 * q.x - 0.5 * p.y) - 0.625;
    if (shape == 3) return 0.7071 * (q.x + q.y) - 0.8132;
    if (shape == 4) return max(-p.y, 0.866 * q.x + 0.5 * p.y) - 0.625;
    if (shape == 5) return plus(q);
    if (shape == 6) return plus(0.7071 * abs(vec2(p.x + p.y, p.x - p.y)));
    if (shape == 7) return star(p);
    if (shape == 8) return max(q.x - 1.25, q.y - 0.5);
    if (shape == 9) return max(q.x - 0.5, q.y - 1.25);
    return length(p) - 1.0;
}

void main() {
    float size = max(body, 0.5);
    float off = away((gl_PointCoord - 0.5) * extent / size) * size;
    float cover = clamp(0.5 - off, 0.0, 1.0);
    float core = clamp(0.5 - off - border, 0.0, 1.0);
    vec4 shown = mix(edge, color, core);
    painted = vec4(shown.rgb, 1.0) * (shown.a * cover);
}
