// One side of the globe. FAR is defined for the inside of the far side, PLANES or TABLE for the way in which regions are found.
uniform float outline;
uniform vec3 background;
uniform vec3 globe;
uniform vec3 rim;
uniform vec3 grid;
layout(location = 0) out vec4 painted;

const float PI = 3.14159265;

#if defined(PLANES) || defined(TABLE)
uniform int count;
uniform highp sampler2D palette;
uniform int colors;
// Two texels a class: unit direction and amplitude; offset.
uniform highp sampler2D classes;
// (T, O) at cosines evenly spread from -1 to 1.
uniform highp sampler2D table;
uniform int samples;
uniform vec3 margin;
uniform vec3 hatch;
uniform float hatching;
uniform float opacity;
uniform float uncertain_below;
#ifdef PLANES
uniform vec4 planes[128];
#endif

// (target, other) logit of a class.
vec2 logits(int j, vec3 u) {
    vec4 direction = texelFetch(classes, ivec2(2 * j, 0), 0);
    float offset = texelFetch(classes, ivec2(2 * j + 1, 0), 0).x;
    float place = (clamp(dot(direction.xyz, u), -1.0, 1.0) * 0.5 + 0.5) * float(samples - 1);
    int below = min(int(place), samples - 2);
    vec2 low = texelFetch(table, ivec2(below, 0), 0).xy;
    vec2 high = texelFetch(table, ivec2(below + 1, 0), 0).xy;
    return direction.w * mix(low, high, place - float(below)) + offset;
}

struct Owner {
    int index;
    // By how much its target logit exceeds every other class's logit; below 0 no class reaches its margin.
    float lead;
    // Largest posterior over the other-logits.
    float posterior;
};

Owner owner_of(vec3 u) {
    float first = -1e30;
    float second = -1e30;
    float sum = 0.0;
    int best = 0;
#ifdef TABLE
    float target = -1e30;
    int most = 0;
#endif
    for (int j = 0; j < count; j++) {
#ifdef TABLE
        vec2 both = logits(j, u);
        float logit = both.y;
        if (both.x > target) {
            target = both.x;
            most = j;
        }
#else
        float logit = dot(planes[j], vec4(u, 1.0));
#endif
#ifndef FAR
        float smaller = exp(-min(abs(logit - first), 80.0));
        sum = logit > first ? sum * smaller + 1.0 : sum + smaller;
#endif
        second = max(second, min(first, logit));
        best = logit > first ? j : best;
        first = max(first, logit);
    }
    float lead = logits(best, u).x - second;
#ifdef TABLE
    // Where T exceeds O a class can own u without the largest other-logit.
    if (most != best && target - first > lead) {
        lead = target - first;
        best = most;
    }
#endif
    return Owner(best, lead, 1.0 / max(sum, 1.0));
}

// How far `value` is above 0, softened over a pixel.
float above(float value) {
    return clamp(value / max(fwidth(value), 1e-6) + 0.5, 0.0, 1.0);
}

// Colour and opacity of the region at u.
vec4 region(vec3 u) {
    Owner owner = owner_of(u);
    vec3 class_color = texelFetch(palette, ivec2(owner.index % colors, 0), 0).rgb;
    float inside = above(owner.lead);
#ifdef FAR
    return mix(vec4(margin, 0.6), vec4(class_color, 1.0), inside) * vec4(vec3(1.0), opacity);
#else
    float stripe = acos(clamp(dot(u, vec3(0.48, 0.36, 0.8)), -1.0, 1.0)) * hatching;
    float pitch = fwidth(stripe);
    float line = clamp(1.1 - abs(fract(stripe) - 0.5) / max(pitch, 1e-6), 0.0, 1.0);
    line *= clamp(1.6 - 4.0 * pitch, 0.0, 1.0);
    vec4 nobody = vec4(mix(margin, hatch, 0.55 * line), 0.9 * max(opacity, 0.5));
    float certain = uncertain_below > 0.0 ? above(owner.posterior - uncertain_below) : 1.0;
    vec4 somebody = vec4(class_color, opacity * mix(0.55, 1.0, certain));
    return mix(nobody, somebody, inside);
#endif
}
#endif

// Meridians and parallels, every 30 degrees.
float graticule(vec3 u) {
    float latitude = asin(clamp(u.z, -1.0, 1.0)) * 6.0 / PI;
    float longitude = atan(u.y, u.x) * 6.0 / PI;
    vec2 to_line = abs(vec2(fract(latitude + 0.5), fract(longitude + 0.5)) - 0.5);
    // Exact derivatives: fwidth would show the seam of atan.
    vec3 dx = dFdx(u);
    vec3 dy = dFdy(u);
    float around = max(dot(u.xy, u.xy), 1e-6);
    vec2 east = vec2(-u.y, u.x) / around;
    float longitude_width = length(vec2(dot(east, dx.xy), dot(east, dy.xy))) * 6.0 / PI;
    float latitude_width = length(vec2(dx.z, dy.z)) / sqrt(around) * 6.0 / PI;
    vec2 lines = clamp(1.0 - to_line / max(vec2(latitude_width, longitude_width), 1e-6), 0.0, 1.0);
    // No lines in the fans at the poles.
    lines.y *= smoothstep(0.02, 0.08, around);
    return max(lines.x, lines.y);
}

vec4 over(vec4 top, vec4 under) {
    return top + under * (1.0 - top.a);
}

void main() {
    vec2 at = gl_FragCoord.xy - centre;
    float off = length(at);
    float cover = clamp(outline - off + 0.5, 0.0, 1.0);
    vec2 ray = at / focal;
    float widening = 1.0 + dot(ray, ray);
    float ratio = off / outline;
    float inside = sqrt(max(1.0 - ratio * ratio, 0.0));
#ifdef FAR
    float t = (eye + inside) / widening;
#else
    float t = (eye - inside) / widening;
#endif
    vec3 seen = normalize(vec3(t * ray, eye - t));
    vec3 u = seen * rotation;
    // 1 where the surface faces the eye, 0 at the outline.
    float straight = inside;
    float light = 0.5 + 0.5 * dot(seen, normalize(vec3(-0.45, 0.6, 0.66)));

#ifdef FAR
    vec3 body = mix(globe, background, 0.35);
    vec4 tint = vec4(body, 1.0);
#if defined(PLANES) || defined(TABLE)
    vec4 found = region(u);
    tint = over(vec4(found.rgb, 1.0) * found.a * 0.55, tint);
#endif
    tint = over(vec4(grid, 1.0) * 0.10 * graticule(u), tint);
#else
    vec4 tint = vec4(globe, 1.0) * 0.30;
#if defined(PLANES) || defined(TABLE)
    vec4 found = region(u);
    tint = over(vec4(found.rgb, 1.0) * found.a, tint);
#endif
    tint = over(vec4(grid, 1.0) * 0.22 * graticule(u), tint);
    tint.rgb *= 0.80 + 0.28 * light;
    float edge = pow(1.0 - straight, 3.0);
    tint = over(vec4(rim, 1.0) * 0.75 * edge, tint);
#endif
    painted = tint * cover;
}
