//! What a formula in plain text, such as [`super::Loss::formula`], means: `_x` and `_{…}` lower, `^x`, `^{…}` and `^(…)` raise, ` / ` is a fraction, which
//! ends at ` = `, ` ≥ `, ` ≤ ` and ` · `.

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Letters as they are.
    Text(String),
    /// A knob's letter, with the value that stands for it.
    Value(String),
    /// An index below.
    Lower(Vec<Node>),
    /// An exponent above.
    Raise(Vec<Node>),
    /// What stands above the bar, and below it.
    Fraction(Vec<Node>, Vec<Node>),
}

/// Letters of knobs, and what is written in their place.
pub type Values = [(String, String)];

/// The parts of `formula` that are lines of their own: between commas and semicolons outside of all brackets.
pub fn lines(formula: &str, values: &Values) -> Vec<Vec<Node>> {
    split(formula, &[", ", "; "])
        .into_iter()
        .map(|line| fraction(line.trim(), values))
        .collect()
}

/// What no fraction reaches beyond.
const BETWEEN: [&str; 4] = [" = ", " ≥ ", " ≤ ", " · "];
/// What a numerator begins behind.
const BEFORE: &str = "−log ";

fn fraction(line: &str, values: &Values) -> Vec<Node> {
    let (mut all, mut rest) = (Vec::new(), line);
    for part in split(line, &BETWEEN) {
        let sign = &rest[..rest.find(part).unwrap_or(0)];
        letters(sign, values, &mut all);
        rest = &rest[sign.len() + part.len()..];
        all.extend(term(part, values));
    }
    joined(all)
}

/// What stands between two signs: a fraction, where it is one.
fn term(term: &str, values: &Values) -> Vec<Node> {
    let [over, under] = split(term, &[" / "])[..] else {
        return nodes(term, values);
    };
    let start = over.rfind(BEFORE).map_or(0, |at| at + BEFORE.len());
    let (head, over) = over.split_at(start);
    let mut line = nodes(head, values);
    line.push(Node::Fraction(
        nodes(bare(over), values),
        nodes(bare(under), values),
    ));
    line
}

/// Letters that follow each other as one.
fn joined(nodes: Vec<Node>) -> Vec<Node> {
    let mut all: Vec<Node> = Vec::new();
    for node in nodes {
        match (all.last_mut(), node) {
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => all.push(node),
        }
    }
    all
}

/// Without the parentheses around the whole, which a fraction's bar stands for.
fn bare(text: &str) -> &str {
    match script(text) {
        (inner, "") if text.starts_with('(') => inner,
        _ => text,
    }
}

/// The parts of `text` between any of `marks` outside of brackets.
fn split<'a>(text: &'a str, marks: &[&str]) -> Vec<&'a str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        depth += i32::from("([{".contains(c)) - i32::from(")]}".contains(c));
        let mark = marks.iter().find(|mark| text[at..].starts_with(**mark));
        if let Some(mark) = mark.filter(|_| depth == 0 && at >= start) {
            parts.push(&text[start..at]);
            start = at + mark.len();
        }
    }
    parts.push(&text[start..]);
    parts
}

fn nodes(text: &str, values: &Values) -> Vec<Node> {
    let (mut nodes, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['_', '^']) {
        letters(&rest[..at], values, &mut nodes);
        let (inner, after) = script(&rest[at + 1..]);
        nodes.push(if rest[at..].starts_with('_') {
            Node::Lower(self::nodes(inner, &[]))
        } else {
            Node::Raise(self::nodes(inner, values))
        });
        rest = after;
    }
    letters(rest, values, &mut nodes);
    nodes
}

/// Text with the knobs' letters in it; a letter counts where it is a word.
fn letters(text: &str, values: &Values, nodes: &mut Vec<Node>) {
    let mut plain = String::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let end = word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        match values.iter().find(|(letter, _)| *letter == word[..end]) {
            Some((_, value)) => {
                push(&mut plain, nodes);
                nodes.push(Node::Value(value.clone()));
                plain.push_str(&word[end..]);
            }
            None => plain.push_str(word),
        }
    }
    push(&mut plain, nodes);
}

fn push(plain: &mut String, nodes: &mut Vec<Node>) {
    if !plain.is_empty() {
        nodes.push(Node::Text(std::mem::take(plain)));
    }
}

/// What is lowered or raised at the start of `text`, and what follows it.
fn script(text: &str) -> (&str, &str) {
    let (open, close) = match text.chars().next() {
        Some('{') => ('{', '}'),
        Some('(') => ('(', ')'),
        Some(one) => return text.split_at(one.len_utf8()),
        None => return ("", ""),
    };
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return (&text[1..at], &text[at + 1..]);
        }
    }
    (text, "")
}

/// The groups between which a line may be broken: after a space that is not in an index or exponent.
pub fn words(line: &[Node]) -> Vec<Vec<Node>> {
    let mut words = vec![Vec::new()];
    let mut add = |node: Node, end: bool| {
        words
            .last_mut()
            .into_iter()
            .for_each(|word: &mut Vec<Node>| word.push(node.clone()));
        if end {
            words.push(Vec::new());
        }
    };
    for node in line {
        match node {
            Node::Text(text) => text
                .split_inclusive(' ')
                .for_each(|part| add(Node::Text(part.to_owned()), part.ends_with(' '))),
            other => add(other.clone(), false),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The formula on one line, as it would be read out.
pub fn spoken(lines: &[Vec<Node>]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| spoken_line(line)).collect();
    lines.join(", ")
}

fn spoken_line(nodes: &[Node]) -> String {
    let word = |node: &Node| match node {
        Node::Text(text) | Node::Value(text) => text.clone(),
        Node::Lower(inner) => format!("_{{{}}}", spoken_line(inner)),
        Node::Raise(inner) => format!("^({})", spoken_line(inner)),
        Node::Fraction(over, under) => format!("{} / ({})", spoken_line(over), spoken_line(under)),
    };
    nodes.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss;

    fn values() -> Vec<(String, String)> {
        [("m", "0.15"), ("s", "10")]
            .map(|(letter, value)| (letter.to_owned(), value.to_owned()))
            .to_vec()
    }

    /// Brackets show what was understood: `_[]`, `^[]`, `{over|under}` and `<value>`.
    fn shown(nodes: &[Node]) -> String {
        let one = |node: &Node| match node {
            Node::Text(text) => text.clone(),
            Node::Value(value) => format!("<{value}>"),
            Node::Lower(inner) => format!("_[{}]", shown(inner)),
            Node::Raise(inner) => format!("^[{}]", shown(inner)),
            Node::Fraction(over, under) => format!("{{{}|{}}}", shown(over), shown(under)),
        };
        nodes.iter().map(one).collect()
    }

    fn check(formula: &str, expect: &[&str]) {
        let lines = lines(formula, &values());
        let found: Vec<String> = lines.iter().map(|line| shown(line)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn an_index_is_one_letter_or_a_group() {
        check("cos θ_y − 1", &["cos θ_[y] − 1"]);
        check("Σ_{j≠y} e", &["Σ_[j≠y] e"]);
    }

    #[test]
    fn a_knob_has_its_value_wherever_its_letter_is_a_word() {
        check(
            "e^(s (cos θ_y − m)) + 1",
            &["e^[<10> (cos θ_[y] − <0.15>)] + 1"],
        );
        check("cos(θ_y + m), s_n", &["cos(θ_[y] + <0.15>)", "<10>_[n]"]);
        check("sum ms m1", &["sum ms m1"]);
    }

    #[test]
    fn a_stroke_between_spaces_is_a_fraction() {
        check(
            "−log e^(s) / (e^(s) + Σ_j e), f_y = ‖x‖ (1) / (1 + λ)",
            &[
                "−log {e^[<10>]|e^[<10>] + Σ_[j] e}",
                "f_[y] = {‖x‖ (1)|1 + λ}",
            ],
        );
        check("u = x/‖x‖; a, b", &["u = x/‖x‖", "a", "b"]);
        check("a / (b) + (c)", &["{a|(b) + (c)}"]);
        check("(a + b) / c", &["{a + b|c}"]);
    }

    #[test]
    fn a_fraction_ends_at_a_sign_between_terms() {
        check(
            "s ≥ (C − 1) / C · ln((C − 1) P / (1 − P))",
            &["<10> ≥ {C − 1|C} · ln((C − 1) P / (1 − P))"],
        );
        check(
            "a / (b + 1) = 90° / 5 = 18°",
            &["{a|b + 1} = {90°|5} = 18°"],
        );
        check("Σ_j a · b = c", &["Σ_[j] a · b = c"]);
    }

    #[test]
    fn a_group_that_is_never_closed_loses_nothing() {
        check("e^(x", &["e^[(x]"]);
        check("e^", &["e^[]"]);
    }

    #[test]
    fn every_loss_has_a_formula_with_its_margin_and_scale_in_it() {
        for loss in loss::registry() {
            for knob in loss
                .knobs()
                .iter()
                .filter(|knob| ["m", "s", "gamma"].contains(&knob.id))
            {
                let value = vec![(knob.symbol.to_owned(), "#".to_owned())];
                let spoken = spoken(&lines(loss.formula(), &value));
                assert!(spoken.contains('#'), "{}: {spoken}", loss.id());
            }
        }
    }
}
