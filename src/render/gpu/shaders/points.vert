// A place of the figure, and the class.
in vec3 at;
uniform vec2 size;
// Of the figure, in pixels from the lower left corner.
uniform vec2 origin;
// Pixels in a unit of the figure.
uniform float unit;
uniform float radius;
uniform highp sampler2D palette;
uniform highp sampler2D edges;
uniform int colors;
// How many shapes the classes take turns with.
uniform int shapes;
out vec4 color;
out vec4 edge;
flat out float extent;
flat out int shape;

void main() {
    int label = int(at.z);
    shape = label % shapes;
    color = texelFetch(palette, ivec2(label % colors, 0), 0);
    edge = texelFetch(edges, ivec2(label % colors, 0), 0);
    // Room for its soft edge.
    extent = 2.0 * radius + 2.0;
    gl_PointSize = extent;
    gl_Position = vec4(2.0 * (origin + unit * at.xy) / size - 1.0, 0.0, 1.0);
}
