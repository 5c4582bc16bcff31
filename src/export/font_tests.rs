use super::*;

fn check(text: &str) {
    assert_eq!(missing(text), "");
    let letters: BTreeSet<char> = text.chars().collect();
    for rule in css(&letters).split("@font-face").skip(1) {
        let data = rule.split("base64,").nth(1).unwrap().trim_end_matches(")}");
        let font = STANDARD.decode(data).unwrap();
        let face = Face::parse(&font, 0).unwrap();
        let own = face.glyph_index('\u{fffd}').is_none();
        assert!(own, "only the letters that were asked for");
    }
}

#[test]
fn every_sign_of_a_figure_has_a_glyph() {
    check("θ ψ λ γ Θ α β π σ ₁ ₂ ₃ ₊ ° – − × · … ≥ ≤ ± ≈ → ‖ % ( ) é ü ß Ł");
}
