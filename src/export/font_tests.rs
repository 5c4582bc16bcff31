use super::*;

fn check(typeface: Typeface, text: &str) {
    assert_eq!(missing(typeface, text), "", "{typeface:?}");
    let letters: BTreeSet<char> = text.chars().collect();
    for rule in css(typeface, &letters).split("@font-face").skip(1) {
        let data = rule.split("base64,").nth(1).unwrap().trim_end_matches(")}");
        let font = STANDARD.decode(data).unwrap();
        let face = Face::parse(&font, 0).unwrap();
        let own = face.glyph_index('\u{fffd}').is_none();
        assert!(own, "only the letters that were asked for");
    }
}

#[test]
fn every_sign_of_a_figure_has_a_glyph() {
    for typeface in TYPEFACES {
        check(
            typeface,
            "θ ψ λ γ Θ α β π σ ₁ ₂ ₃ ₊ ° – − × · … ≥ ≤ ± ≈ → ‖ % ( ) é ü ß Ł",
        );
        check(typeface, "没有类别达到间隔（ψ 上升）、留出准确率 89.4 %。");
    }
}

#[test]
fn chinese_families_are_named_where_there_is_chinese() {
    let families = |text: &str| families(Typeface::Sans, &text.chars().collect());
    assert!(!families("circle ψ").contains("Chinese"));
    assert!(families("圆 ψ").contains("'Marginscope Chinese'"));
}

#[test]
fn the_chinese_characters_take_little_room() {
    assert!(CHINESE.data.len() <= 500_000);
}

#[test]
fn the_serif_has_the_letters_of_figures_itself_and_is_small() {
    let serif = Face::parse(Typeface::Serif.fonts()[0].data, 0).unwrap();
    let signs = "θψλγΘαβπσ₀₁₂₃₊°–−×·…≥≤±≈→‖%()éüßŁ";
    let lacks: String = signs
        .chars()
        .filter(|c| serif.glyph_index(*c).is_none())
        .collect();
    assert_eq!(lacks, "");
    assert!(Typeface::Serif.fonts()[0].data.len() <= 200_000);
}
