// The camera, as in camera.rs. `size` and `focal` in pixels, `centre` from the lower left corner.
uniform mat3 rotation;
uniform vec2 size;
uniform vec2 centre;
uniform float focal;
uniform float eye;

// Clip position of a point in view space; its pixel is pixel(clip).
vec4 project(vec3 seen) {
    float depth = eye - seen.z;
    vec2 at = focal * seen.xy + (centre - 0.5 * size) * depth;
    return vec4(2.0 * at / size, 0.0, depth);
}

vec2 pixel(vec4 clip) {
    return 0.5 * size * clip.xy / clip.w;
}

// Above 0 on the side that faces the eye, below 0 behind the horizon.
float facing(vec3 seen) {
    return seen.z * eye - length(seen);
}
