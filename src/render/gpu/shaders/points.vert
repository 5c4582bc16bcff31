// A place of the figure, and the class.
in vec3 at;
uniform vec2 size;
// Of the figure, in pixels from the lower left corner.
uniform vec2 origin;
// Pixels in a unit of the figure.
uniform float unit;
uniform float radius;
// The farthest that a shape reaches, in radii.
uniform float reach;
uniform highp sampler2D palette;
uniform highp sampler2D edges;
uniform highp sampler2D shapes;
uniform int colors;
out vec4 color;
out vec4 edge;
flat out float extent;
flat out float body;
flat out int shape;

void main() {
    ivec2 label = ivec2(int(at.z) % colors, 0);
    shape = int(texelFetch(shapes, label, 0).r + 0.5);
    color = texelFetch(palette, label, 0);
    edge = texelFetch(edges, label, 0);
    body = radius;
    // Room for its soft edge.
    extent = 2.0 * radius * reach + 2.0;
    gl_PointSize = extent;
    gl_Position = vec4(2.0 * (origin + unit * at.xy) / size - 1.0, 0.0, 1.0);
}
