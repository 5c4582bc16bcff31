//! The text of a step as HTML.

use crate::{
    export::report::escaped,
    lesson::{Block, Span, Tone},
    loss::formula::{self, Node},
};

/// All blocks, one below the other.
pub fn blocks(all: &[Block]) -> String {
    all.iter().map(block).collect()
}

/// The same within a line, as the text of a choice is.
pub fn inline(all: &[Block]) -> String {
    let line = |block: &Block| match block {
        Block::Paragraph(spans) => line(spans),
        Block::Formula(text) => within(text),
        Block::List { items, .. } => items
            .iter()
            .map(|item| line(item))
            .collect::<Vec<_>>()
            .join("; "),
    };
    all.iter().map(line).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(spans) => format!("<p>{}</p>\n", line(spans)),
        Block::Formula(text) => {
            let lines = formula::lines(text, &[]);
            let lines: Vec<String> = lines.iter().map(|line| nodes(line)).collect();
            format!("<p class=\"formula\">{}</p>\n", lines.join("<br>"))
        }
        Block::List { numbered, items } => {
            let tag = if *numbered { "ol" } else { "ul" };
            let items: String = items
                .iter()
                .map(|item| format!("<li>{}</li>\n", line(item)))
                .collect();
            format!("<{tag}>\n{items}</{tag}>\n")
        }
    }
}

fn line(spans: &[Span]) -> String {
    let span = |span: &Span| match span.tone {
        Tone::Plain => escaped(&span.text),
        Tone::Strong => format!("<b>{}</b>", escaped(&span.text)),
        Tone::Emphasis => format!("<em>{}</em>", escaped(&span.text)),
        Tone::Formula => within(&span.text),
    };
    spans.iter().map(span).collect()
}

/// A formula within a line.
fn within(text: &str) -> String {
    let lines = formula::lines(text, &[]);
    let lines: Vec<String> = lines.iter().map(|line| nodes(line)).collect();
    format!("<span class=\"formula\">{}</span>", lines.join(", "))
}

fn nodes(all: &[Node]) -> String {
    let node = |node: &Node| match node {
        Node::Text(text) | Node::Value(text) => letters(text),
        Node::Lower(inner) => format!("<sub>{}</sub>", nodes(inner)),
        Node::Raise(inner) => format!("<sup>{}</sup>", nodes(inner)),
        Node::Fraction(over, under) => format!(
            "<span class=\"fraction\"><span>{}</span><span>{}</span></span>",
            nodes(over),
            nodes(under)
        ),
    };
    all.iter().map(node).collect()
}

/// Letters of variables lean; names of functions and numbers stand.
fn letters(text: &str) -> String {
    let (mut out, mut word) = (String::new(), String::new());
    let end = |word: &mut String, out: &mut String| {
        let leans = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        *out += &match leans {
            true => format!("<i>{word}</i>"),
            false => escaped(word),
        };
        word.clear();
    };
    for c in text.chars() {
        if c.is_alphanumeric() || c == '.' {
            word.push(c);
            continue;
        }
        end(&mut word, &mut out);
        out += &escaped(&c.to_string());
    }
    end(&mut word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Text;

    fn check(markdown: &str, expect: &str) {
        let text = Text::parse(markdown).unwrap();
        assert_eq!(blocks(&text.filled(&|_| 0.5)).trim_end(), expect);
    }

    #[test]
    fn text_is_marked_up_and_escaped() {
        check(
            "a **b** *c* < d & {x}",
            "<p>a <b>b</b> <em>c</em> &lt; d &amp; 0.5</p>",
        );
        check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
        check("1. a", "<ol>\n<li>a</li>\n</ol>");
    }

    #[test]
    fn formulas_have_indices_exponents_and_fractions() {
        check(
            "$p_1 = e^{f_1} / (e^{f_1} + 2)$",
            "<p class=\"formula\"><i>p</i><sub>1</sub> = <span class=\"fraction\"><span><i>e</i><sup><i>f</i><sub>1</sub></sup></span>\
             <span><i>e</i><sup><i>f</i><sub>1</sub></sup> + 2</span></span></p>",
        );
        check(
            "so $cos θ < m$ is",
            "<p>so <span class=\"formula\">cos <i>θ</i> &lt; <i>m</i></span> is</p>",
        );
    }
}
