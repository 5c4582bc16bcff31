// The camera, as in camera.rs. `size` and `focal` in pixels, `centre` from the lower left corner.
uniform mat3 rotation;
uniform vec2 size;
uniform vec2 centre;
uniform float focal;
uniform float eye;
