//! A file with places to fill in and lines that only some experiments need.

/// What a line that is not always needed ends with; behind it stand the conditions that must all hold.
const MARK: &str = "  #? ";

/// `template` with `{{NAME}}` filled in, and of the marked lines those whose conditions are all among `holding`.
pub fn filled(template: &str, holding: &[&str], places: &[(&str, String)]) -> String {
    let needed = |line: &'_ str| -> Option<String> {
        let (line, conditions) = line.split_once(MARK).unwrap_or((line, ""));
        let holds = conditions
            .split_whitespace()
            .all(|of| holding.contains(&of));
        holds.then(|| line.trim_end().to_owned())
    };
    let lines: Vec<String> = template.lines().filter_map(needed).collect();
    let filled = places.iter().fold(lines.join("\n"), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value)
    });
    filled + "\n"
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_marked_line_stays_where_all_its_conditions_hold() {
        let template = "a = {{A}}\nb = {{B}}  #? one\n  #? one\nc  #? one two\nd  # remark  #? two";
        let places = [("A", "1".to_owned()), ("B", "2".to_owned())];
        let check = |holding: &[&str], expect: &str| {
            assert_eq!(filled(template, holding, &places), expect);
        };
        check(&[], "a = 1\n");
        check(&["one"], "a = 1\nb = 2\n\n");
        check(&["two"], "a = 1\nd  # remark\n");
        check(&["one", "two"], "a = 1\nb = 2\n\nc\nd  # remark\n");
    }
}
