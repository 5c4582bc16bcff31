in vec4 at;
in vec4 before;
in vec4 after;
uniform highp sampler2D palette;
uniform int colors;
uniform float width;
out vec3 color;
out float across;
out float toward;

void main() {
    vec3 seen = rotation * at.xyz;
    vec4 clip = project(seen);
    vec2 here = pixel(clip);
    vec2 into = here - pixel(project(rotation * before.xyz));
    vec2 away = pixel(project(rotation * after.xyz)) - here;
    float inward = length(into);
    float outward = length(away);
    into = inward > 1e-4 ? into / inward : (outward > 1e-4 ? away / outward : vec2(1.0, 0.0));
    away = outward > 1e-4 ? away / outward : into;
    vec2 along = into + away;
    along = length(along) > 1e-3 ? normalize(along) : away;
    vec2 normal = vec2(-along.y, along.x);
    // A mitre, not longer than twice the width.
    float mitre = 1.0 / max(dot(along, away), 0.5);
    float reach = 0.5 * width + 1.0;
    across = before.w * reach;
    toward = facing(seen);
    color = texelFetch(palette, ivec2(int(at.w) % colors, 0), 0).rgb;
    gl_Position = clip;
    // Left on screen is left on the globe where it is seen from outside; a line that passes the horizon changes over gradually.
    float shift = 0.5 * width * after.w * clamp(8.0 * toward, -1.0, 1.0);
    gl_Position.xy += 2.0 * normal * (across + shift) * mitre / size * clip.w;
}
