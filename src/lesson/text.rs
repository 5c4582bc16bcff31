//! The text of a step: a little Markdown, as pieces that a window or a page sets.
//!
//! Paragraphs, `**bold**`, `*emphasis*`, lists, and `$formulas$` in the notation of [`crate::loss::formula`]. Anything else
//! is told as a mistake, so that no text is lost without a word.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    expr::Name,
    template::{Held, Part, Template},
};

/// How a piece of a line is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As the text around it.
    Plain,
    /// Bold.
    Strong,
    /// In italics, or as the script has it.
    Emphasis,
    /// A formula within the line.
    Formula,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Span<T = String> {
    /// How it is set.
    pub tone: Tone,
    /// What it says.
    pub text: T,
}

/// A block of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block<T = String> {
    /// A paragraph.
    Paragraph(Vec<Span<T>>),
    /// A formula by itself.
    Formula(T),
    /// A list, its entries a line each.
    List {
        /// Whether they are counted.
        numbered: bool,
        /// The entries.
        items: Vec<Vec<Span<T>>>,
    },
}

/// A text with numbers that are still to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Text(pub Vec<Block<Template>>);

impl Text {
    /// Understands Markdown with numbers in braces.
    ///
    /// # Errors
    /// Says what was found and what is expected.
    pub fn parse(markdown: &str) -> Result<Self, String> {
        let held = Held::take(markdown)?;
        let mut reader = Reader {
            held: &held,
            blocks: Vec::new(),
            line: Vec::new(),
            marks: Vec::new(),
            list: None,
        };
        for event in Parser::new_ext(&held.text, Options::ENABLE_MATH) {
            reader.take(event)?;
        }
        let all = reader.blocks.iter().flat_map(lines).flatten();
        let mark = all
            .filter(|span| span.tone != Tone::Formula)
            .flat_map(|span| span.text.0.iter())
            .find_map(stray);
        match mark {
            Some(text) => Err(format!(
                "found \"{text}\", expected marks such as **, * and $ in pairs"
            )),
            None => Ok(Self(reader.blocks)),
        }
    }

    /// With the numbers in it.
    pub fn filled(&self, read: &dyn Fn(&Name) -> f64) -> Vec<Block> {
        let span = |span: &Span<Template>| Span {
            tone: span.tone,
            text: span.text.filled(read),
        };
        let line = |line: &Vec<Span<Template>>| line.iter().map(span).collect::<Vec<_>>();
        let block = |block: &Block<Template>| match block {
            Block::Paragraph(spans) => Block::Paragraph(line(spans)),
            Block::Formula(text) => Block::Formula(text.filled(read)),
            Block::List { numbered, items } => Block::List {
                numbered: *numbered,
                items: items.iter().map(line).collect(),
            },
        };
        self.0.iter().map(block).collect()
    }

    /// The formulas in it, of lines and by themselves.
    pub fn formulas(&self) -> Vec<&Template> {
        let mut all = Vec::new();
        for block in &self.0 {
            match block {
                Block::Formula(formula) => all.push(formula),
                block => {
                    let spans = lines(block).into_iter().flatten();
                    let formulas = spans.filter(|span| span.tone == Tone::Formula);
                    all.extend(formulas.map(|span| &span.text));
                }
            }
        }
        all
    }

    /// The readings in it.
    pub fn names(&self) -> Vec<&Name> {
        self.0
            .iter()
            .flat_map(templates)
            .flat_map(Template::names)
            .collect()
    }
}

/// A text as it is read out, without marks.
pub fn plain(blocks: &[Block]) -> String {
    let line = |line: &Vec<Span>| {
        line.iter()
            .map(|span| span.text.as_str())
            .collect::<String>()
    };
    let block = |block: &Block| match block {
        Block::Formula(text) => text.clone(),
        Block::Paragraph(spans) => line(spans),
        Block::List { items, .. } => items.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// The lines of a block; none of a formula by itself.
fn lines<T>(block: &Block<T>) -> Vec<&Vec<Span<T>>> {
    match block {
        Block::Paragraph(spans) => vec![spans],
        Block::Formula(_) => Vec::new(),
        Block::List { items, .. } => items.iter().collect(),
    }
}

/// All that a block says, from its beginning to its end.
fn templates(block: &Block<Template>) -> Vec<&Template> {
    match block {
        Block::Formula(formula) => vec![formula],
        block => {
            let spans = lines(block).into_iter().flatten();
            spans.map(|span| &span.text).collect()
        }
    }
}

/// A mark that was left over, with the text around it.
fn stray(part: &Part) -> Option<&str> {
    match part {
        Part::Text(text) if text.contains(['*', '$', '`']) => Some(text.trim()),
        _ => None,
    }
}

struct Reader<'a> {
    held: &'a Held,
    blocks: Vec<Block<Template>>,
    /// The present line, its text as it came.
    line: Vec<(Tone, String)>,
    marks: Vec<Tone>,
    /// The list that is open.
    list: Option<(bool, Vec<Vec<Span<Template>>>)>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(Tag::Paragraph) => {}
            Event::Start(Tag::Strong) => self.marks.push(Tone::Strong),
            Event::Start(Tag::Emphasis) => self.marks.push(Tone::Emphasis),
            Event::Start(Tag::List(first)) => {
                if self.list.is_some() {
                    return Err("found a list within a list, expected one list".to_owned());
                }
                self.list = Some((first.is_some(), Vec::new()));
            }
            Event::Start(Tag::Item) => {}
            Event::Start(tag) => return Err(unfit(&format!("{tag:?}"))),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::InlineMath(formula) => self.line.push((Tone::Formula, formula.into_string())),
            Event::DisplayMath(formula) => {
                self.line.push((Tone::Formula, formula.into_string()));
            }
            Event::SoftBreak => self.soft_break(),
            other => return Err(unfit(&format!("{other:?}"))),
        }
        Ok(())
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Strong | TagEnd::Emphasis => {
                self.marks.pop();
            }
            TagEnd::Paragraph if self.list.is_none() => {
                let line = self.take_line();
                self.blocks.push(match &line[..] {
                    [one] if one.tone == Tone::Formula => Block::Formula(one.text.clone()),
                    _ => Block::Paragraph(line),
                });
            }
            TagEnd::Item => {
                let line = self.take_line();
                if let Some((_, items)) = &mut self.list {
                    items.push(line);
                }
            }
            TagEnd::List(_) => {
                if let Some((numbered, items)) = self.list.take() {
                    self.blocks.push(Block::List { numbered, items });
                }
            }
            _ => {}
        }
    }

    /// The line that has ended, its numbers back in their places.
    fn take_line(&mut self) -> Vec<Span<Template>> {
        let spans = std::mem::take(&mut self.line).into_iter();
        let span = |(tone, text): (Tone, String)| Span {
            tone,
            text: self.held.put_back(text.trim_matches('\n')),
        };
        spans.map(span).collect()
    }

    fn text(&mut self, text: &str) {
        let tone = self.marks.first().copied().unwrap_or(Tone::Plain);
        match self.line.last_mut() {
            Some((last, so_far)) if *last == tone => so_far.push_str(text),
            _ => self.line.push((tone, text.to_owned())),
        }
    }

    /// A line that goes on in the next one: with a space where words have one between them.
    fn soft_break(&mut self) {
        let last = self.line.last().and_then(|(_, text)| text.chars().last());
        if !last.is_some_and(is_chinese) {
            self.text(" ");
        }
    }
}

/// Chinese characters and signs stand without spaces.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '—' | '…')
}

fn unfit(found: &str) -> String {
    let found = found
        .split(['(', '{', ' '])
        .next()
        .unwrap_or(found)
        .to_lowercase();
    format!(
        "found Markdown of the kind \"{found}\", expected paragraphs, **bold**, *emphasis*, lists and $formulas$"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks as `P`, `F`, `L` and `N`; `*…*`, `_…_` and `$…$` show the tones.
    fn shown(markdown: &str) -> Vec<String> {
        let span = |span: &Span| match span.tone {
            Tone::Plain => span.text.clone(),
            Tone::Strong => format!("*{}*", span.text),
            Tone::Emphasis => format!("_{}_", span.text),
            Tone::Formula => format!("${}$", span.text),
        };
        let line = |line: &Vec<Span>| line.iter().map(span).collect::<String>();
        let block = |block: &Block| match block {
            Block::Paragraph(spans) => format!("P {}", line(spans)),
            Block::Formula(text) => format!("F {text}"),
            Block::List { numbered, items } => {
                let items: Vec<String> = items.iter().map(line).collect();
                format!("{} {}", if *numbered { "N" } else { "L" }, items.join("|"))
            }
        };
        let text = Text::parse(markdown).unwrap();
        text.filled(&|_| 7.0).iter().map(block).collect()
    }

    #[test]
    fn markdown_becomes_pieces() {
        assert_eq!(
            shown("One **two** *three*\nfour.\n\nNext."),
            ["P One *two* _three_ four.", "P Next."]
        );
        assert_eq!(
            shown("- a\n- b **c**\n\n1. d\n2. e"),
            ["L a|b *c*", "N d|e"]
        );
        assert_eq!(shown("Loose:\n\n- a\n\n- b"), ["P Loose:", "L a|b"]);
    }

    #[test]
    fn formulas_keep_their_signs() {
        assert_eq!(
            shown("so $f_j * W_j$ is *it*\n\n$−ln e^{f_y} / Σ_j e^{f_j}$"),
            ["P so $f_j * W_j$ is _it_", "F −ln e^{f_y} / Σ_j e^{f_j}"]
        );
        assert_eq!(shown("$$a_b$$"), ["F a_b"]);
    }

    #[test]
    fn numbers_are_read_wherever_they_stand() {
        assert_eq!(
            shown("is **{a_b * c[d]:.1}** and $m = {x}$ or {own_angle[a]}"),
            ["P is *49.0* and $m = 7$ or 7"]
        );
        let text = Text::parse("{a} $b_{y} = {c}$\n\n- {d}\n\n$x = {e}$").unwrap();
        let names: Vec<&str> = text.names().iter().map(|name| &*name.name).collect();
        assert_eq!(names, ["a", "c", "d", "e"]);
        assert_eq!(text.formulas().len(), 2);
    }

    #[test]
    fn chinese_has_no_spaces_at_the_ends_of_lines() {
        assert_eq!(
            shown("这里有**两类**特征，\n它们的间隔是$m = {x}$。"),
            ["P 这里有*两类*特征，它们的间隔是$m = 7$。"]
        );
    }

    #[test]
    fn what_would_be_lost_is_told() {
        fn check(markdown: &str, expect: &str) {
            let told = Text::parse(markdown).unwrap_err();
            assert!(told.contains(expect), "{markdown}: {told}");
        }
        check("# Head", "of the kind \"heading\"");
        check("a `code`", "of the kind \"code\"");
        check("[a](b)", "of the kind \"link\"");
        check("<b>", "expected paragraphs");
        check("- a\n  - b", "found a list within a list");
        check("a **b", "expected marks such as **, * and $ in pairs");
        check("a $b", "expected marks");
        check("{a", "expected a closing }");
    }
}
