in vec2 corner;
uniform float outline;

void main() {
    vec2 at = centre + corner * (outline + 2.0);
    gl_Position = vec4(2.0 * at / size - 1.0, 0.0, 1.0);
}
