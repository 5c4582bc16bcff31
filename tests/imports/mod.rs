//! What the files of the crate import from each other, read from their code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A path such as `crate::train::Session`, by its words.
type Words = Vec<String>;

/// A file's code, as far as it names things.
pub struct File {
    /// Where it is in the tree of modules; a folder's face is where the folder is.
    pub module: Words,
    /// From the folder of the sources on.
    pub name: String,
    /// All paths that it names.
    pub paths: Vec<Words>,
    /// Names that it hands on with `pub use`, and what they are.
    pub handed_on: BTreeMap<String, Words>,
}

/// Every file below `source` but for tests.
pub fn files(source: &Path) -> Vec<File> {
    let mut found = Vec::new();
    walk(source, &mut Vec::new(), &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn walk(folder: &Path, module: &mut Words, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            module.push(stem);
            walk(&path, module, found);
            module.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            if stem == "tests" || stem.ends_with("_tests") {
                continue;
            }
            let mut module = module.clone();
            let name = [module.join("/"), format!("{stem}.rs")].join("/");
            if !matches!(stem.as_str(), "mod" | "lib") {
                module.push(stem);
            }
            let text = fs::read_to_string(&path).unwrap();
            found.push(File::new(module, name.trim_start_matches('/'), &text));
        }
    }
}

impl File {
    /// The file with this code.
    pub fn new(module: Words, name: &str, code: &str) -> Self {
        let tokens = without_tests(&tokens(code));
        let (mut paths, mut handed_on) = (Vec::new(), BTreeMap::new());
        let mut at = 0;
        while at < tokens.len() {
            let starts = is_word(&tokens[at]) && !matches!(before(&tokens, at), "::" | ".");
            let is_path = tokens.get(at + 1).is_some_and(|next| next == "::");
            if !starts || !is_path {
                at += 1;
                continue;
            }
            let public = before(&tokens, at) == "use" && at >= 2 && tokens[at - 2] != ";";
            let public = public && matches!(tokens[at - 2].as_str(), "pub" | ")");
            let mut tree = Vec::new();
            at = read_tree(&tokens, at, &mut Vec::new(), &mut tree);
            for (path, called) in tree {
                if public {
                    handed_on.insert(called, path.clone());
                }
                paths.push(path);
            }
        }
        Self {
            module,
            name: name.to_owned(),
            paths,
            handed_on,
        }
    }
}

fn before(tokens: &[String], at: usize) -> &str {
    at.checked_sub(1).map_or("", |at| &tokens[at])
}

/// The words and signs of a piece of code; `::` is one. Comments and texts are left out.
fn tokens(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_text(rest) {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = hashes + 2;
            rest[start..]
                .find(&end)
                .map_or(rest.len(), |at| start + at + end.len())
        } else if c == '"' {
            text_length(rest)
        } else if c == '\'' {
            quote_length(rest)
        } else if c.is_alphanumeric() || c == '_' {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
            end
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// How many `#` a raw text begins with.
fn raw_text(code: &str) -> Option<usize> {
    let rest = code.strip_prefix('r')?;
    let behind = rest.trim_start_matches('#');
    behind.starts_with('"').then(|| rest.len() - behind.len())
}

fn text_length(code: &str) -> usize {
    let mut escaped = true;
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// A character such as `'a'` or `'\''`, or the sign of a lifetime.
fn quote_length(code: &str) -> usize {
    let mut inside = code[1..].chars();
    match inside.next() {
        Some('\\') => code[3..].find('\'').map_or(1, |at| at + 4),
        Some(c) if inside.next() == Some('\'') => c.len_utf8() + 2,
        _ => 1,
    }
}

/// Without what stands behind `#[cfg(test)]`: up to a semicolon or the end of a block.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].iter().map(String::as_str).take(7).eq(MARK) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        for (place, token) in tokens.iter().enumerate().skip(at + MARK.len()) {
            at = place + 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(token.as_str(), ";" | "}") {
                break;
            }
        }
    }
    kept
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads a path from `at` on, with all that stands in braces; returns where it ends. Each path comes with the name that it
/// has here.
fn read_tree(
    tokens: &[String],
    mut at: usize,
    path: &mut Words,
    found: &mut Vec<(Words, String)>,
) -> usize {
    let depth = path.len();
    while let Some(token) = tokens
        .get(at)
        .filter(|token| is_word(token) || *token == "*")
    {
        path.push(token.clone());
        at += 1;
        if tokens.get(at).is_none_or(|next| next != "::") {
            break;
        }
        at += 1;
        if tokens.get(at).is_some_and(|next| next == "{") {
            at += 1;
            while tokens.get(at).is_some_and(|next| next != "}") {
                let before = at;
                at = read_tree(tokens, at, path, found);
                at += usize::from(at == before || tokens.get(at).is_some_and(|next| next == ","));
            }
            path.truncate(depth);
            return at + 1;
        }
    }
    let mut called = path.last().cloned().unwrap_or_default();
    if tokens.get(at).is_some_and(|next| next == "as") {
        called = tokens[at + 1].clone();
        at += 2;
    }
    if path.len() > depth {
        found.push((path.clone(), called));
    }
    path.truncate(depth);
    at
}

/// The files that each file imports from: where a name is defined, not where it is handed on. What a file takes from the
/// face of a folder in which it lies is left out.
pub fn imports(files: &[File]) -> Vec<BTreeSet<usize>> {
    let places = files.iter().enumerate();
    let places: BTreeMap<&[String], usize> = places
        .map(|(place, file)| (&file.module[..], place))
        .collect();
    let imported = |(own, file): (usize, &File)| {
        let targets = file.paths.iter().filter_map(|path| {
            let mut path = absolute(path, &file.module, &places)?;
            // Names may be handed on more than once.
            for _ in 0..8 {
                let (target, name) = defined(&path, &places)?;
                let handed_on = name.and_then(|name| files[target].handed_on.get(name));
                match handed_on.and_then(|on| absolute(on, &files[target].module, &places)) {
                    Some(on) => path = on,
                    None => return Some(target),
                }
            }
            None
        });
        let face = |target: &usize| file.module.starts_with(&files[*target].module);
        targets
            .filter(|target| *target != own && !face(target))
            .collect()
    };
    files.iter().enumerate().map(imported).collect()
}

/// A path from the crate's root; None for what is another crate's, or a name of the file itself.
fn absolute(
    path: &[String],
    module: &[String],
    places: &BTreeMap<&[String], usize>,
) -> Option<Words> {
    let mut at = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            at.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {}
        child => {
            let child = [module, &[child.to_owned()]].concat();
            places.get(&child[..])?;
        }
    }
    while rest.first().is_some_and(|word| word == "super") {
        at.pop()?;
        rest = &rest[1..];
    }
    Some([&at[..], rest].concat())
}

/// The file that the path leads into, and the name in it that follows.
fn defined<'a>(
    path: &'a [String],
    places: &BTreeMap<&[String], usize>,
) -> Option<(usize, Option<&'a String>)> {
    let lengths = (1..=path.len()).rev();
    lengths
        .filter_map(|length| Some((*places.get(&path[..length])?, path.get(length))))
        .next()
}

/// Sets of files each of which imports, by however many steps, every other one of its set.
pub fn circles(imports: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..imports.len())
        .map(|from| reached(imports, from))
        .collect();
    let mut found: Vec<BTreeSet<usize>> = Vec::new();
    for (file, others) in reached.iter().enumerate() {
        let is_new = found.iter().all(|circle| !circle.contains(&file));
        if is_new && others.contains(&file) {
            let back = others
                .iter()
                .filter(|other| reached[**other].contains(&file));
            found.push(back.copied().collect());
        }
    }
    found
}

fn reached(imports: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        next.extend(imports[file].iter().filter(|to| found.insert(**to)));
    }
    found
}
