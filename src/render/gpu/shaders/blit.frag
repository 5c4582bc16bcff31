in vec2 uv;
uniform highp sampler2D picture;
layout(location = 0) out vec4 painted;

void main() {
    painted = texture(picture, uv);
}
