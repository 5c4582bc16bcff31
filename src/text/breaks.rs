//! Where a line of text may be broken: at spaces, and between Chinese characters, which have none.

/// Signs that no line begins with, and signs that no line ends with.
const NEVER_FIRST: &str = "，。、；：！？）」》”’…%°·)";
const NEVER_LAST: &str = "（「《“‘(";

/// Whether `c` is a Chinese character or one of the signs between them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}')
}

/// Whether a line may end between two letters that stand beside each other.
fn between(before: char, after: char) -> bool {
    let chinese = is_chinese(before) || is_chinese(after);
    // What is bound by a space that is none stays bound.
    let bound = [before, after].contains(&'\u{a0}');
    chinese && !bound && !NEVER_LAST.contains(before) && !NEVER_FIRST.contains(after)
}

/// The pieces of `text` between which a line may be broken, each with the spaces behind it.
pub fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut last) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        let breaks = last.is_some_and(|last| (last == ' ' && c != ' ') || between(last, c));
        if breaks && c != ' ' {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(pieces(text), expect, "{text}");
        assert_eq!(pieces(text).concat(), text);
    }

    #[test]
    fn english_is_broken_at_spaces() {
        check("", &[]);
        check("no class  reaches", &["no ", "class  ", "reaches"]);
        check(" m\u{a0}=\u{a0}0.2 ", &[" ", "m\u{a0}=\u{a0}0.2 "]);
    }

    #[test]
    fn chinese_is_broken_between_characters_but_not_at_its_signs() {
        check("间隔区", &["间", "隔", "区"]);
        check("（圆）、球面。", &["（圆）、", "球", "面。"]);
        check("低于 0.9 的", &["低", "于 ", "0.9 ", "的"]);
        check("ArcFace的m", &["ArcFace", "的", "m"]);
    }
}
