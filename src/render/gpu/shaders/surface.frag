// One side of the globe. FAR: the inside of the far side. REGIONS: with the classes' regions, found by PLANES (with one GAP) or by TABLE;
// UNCERTAIN: with the band where no class is likely enough.
uniform float outline;
uniform vec3 background;
uniform vec3 globe;
uniform vec3 rim;
uniform vec3 gloss;
uniform float body;
layout(location = 0) out vec4 painted;

vec4 over(vec4 top, vec4 under) {
    return top + under * (1.0 - top.a);
}

#ifdef REGIONS
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
uniform float uncertain_below;
#ifdef PLANES
uniform vec4 planes[128];
uniform float gap;
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
    for (int j = 0; j < CLASSES; j++) {
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
#if defined(UNCERTAIN) && !defined(FAR)
        float smaller = exp(-min(abs(logit - first), 80.0));
        sum = logit > first ? sum * smaller + 1.0 : sum + smaller;
#endif
        second = max(second, min(first, logit));
        best = logit > first ? j : best;
        first = max(first, logit);
    }
#ifdef GAP
    float lead = first - gap - second;
#else
    float lead = logits(best, u).x - second;
#endif
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

// Stripes that stand still while the globe turns, bent as on a ball: circles about a pole behind its upper left edge.
float stripes(vec3 seen) {
    float stripe = acos(dot(seen, vec3(-0.612, 0.612, -0.5))) * hatching;
    float pitch = max(fwidth(stripe), 1e-6);
    float line = clamp(1.0 - abs(fract(stripe) - 0.5) / pitch, 0.0, 1.0);
    // None where they would run together.
    return line * clamp(1.6 - 4.0 * pitch, 0.0, 1.0);
}

// Colour of the region at u (`seen` from the eye), premultiplied.
vec4 region(vec3 u, vec3 seen) {
    Owner owner = owner_of(u);
    vec3 own = texelFetch(palette, ivec2(owner.index % colors, 0), 0).rgb;
    float inside = above(owner.lead);
#ifdef FAR
    return mix(vec4(margin, 1.0) * ZONE_FAR, vec4(own, 1.0) * REGION_FAR, inside);
#else
    float certain = 1.0;
#ifdef UNCERTAIN
    certain = above(owner.posterior - uncertain_below);
#endif
    vec4 nobody = vec4(margin, 1.0) * mix(ZONE_IN_DOUBT, ZONE, certain);
    nobody = over(vec4(hatch, 1.0) * HATCH * stripes(seen), nobody);
    vec4 somebody = vec4(own, 1.0) * REGION * mix(CERTAIN, 1.0, certain);
    return mix(nobody, somebody, inside);
#endif
}
#endif

void main() {
    vec2 at = gl_FragCoord.xy - centre;
    float off = length(at);
    float cover = clamp(outline - off + 0.5, 0.0, 1.0);
    vec2 ray = at / focal;
    float ratio = off / outline;
    // 1 where the surface faces the eye, 0 at the outline.
    float straight = sqrt(max(1.0 - ratio * ratio, 0.0));
#ifdef FAR
    float t = (eye + straight) / (1.0 + dot(ray, ray));
#else
    float t = (eye - straight) / (1.0 + dot(ray, ray));
#endif
    vec3 seen = normalize(vec3(t * ray, eye - t));
    vec3 u = seen * rotation;

#ifdef FAR
    vec4 tint = vec4(mix(globe, background, BODY_FAR), 1.0);
#ifdef REGIONS
    tint = over(region(u, seen), tint);
#endif
#else
    vec4 tint = vec4(globe, 1.0) * body;
#ifdef REGIONS
    tint = over(region(u, seen), tint);
#endif
    // Light from the upper left, a sheen where it is reflected, and an edge that shines where one looks along the surface.
    float light = dot(seen, vec3(-0.45, 0.6, 0.66));
    tint.rgb *= 0.86 + 0.22 * light;
    float sheen = max(light, 0.0);
    sheen *= sheen;
    sheen *= sheen;
    tint = over(vec4(gloss, 1.0) * 0.22 * sheen, tint);
    float edge = 1.0 - straight;
    tint = over(vec4(rim, 1.0) * 0.75 * edge * edge * edge, tint);
#endif
    painted = tint * cover;
}
