in vec4 at;
uniform highp sampler2D palette;
uniform int colors;
uniform float diameter;
// 1 draws the near side, -1 the far side.
uniform float side;
// How many shapes the classes take turns with.
uniform int shapes;
out vec3 color;
flat out float extent;
flat out int shape;

void main() {
    shape = int(at.w) % shapes;
    vec3 seen = rotation * at.xyz;
    color = texelFetch(palette, ivec2(int(at.w) % colors, 0), 0).rgb;
    // Half of the perspective: enough to tell near from far without drowning the far side.
    float scale = 0.5 + 0.5 * (eye - 1.0) / (eye - seen.z);
    // Of a disc with room for its soft edge.
    extent = diameter * scale + 2.0;
    gl_PointSize = extent;
    gl_Position = facing(seen) * side > 0.0 ? project(seen) : vec4(2.0, 2.0, 2.0, 1.0);
}
