//! What an experiment's numbers are computed with gives the same bits on every machine: no file that computes calls a
//! function of the platform, and no array product that picks its instructions by itself.
//!
//! That the kernels agree bit for bit is tested beside them, in `src/nn/same_bits.rs`.

use std::{fs, path::Path};

/// The modules that a run's numbers come from. Geometry and figures only draw what comes of it.
const COMPUTING: [&str; 6] = ["math", "data", "nn", "loss", "verify", "train"];

/// The one file that says what these functions are.
const HERE: &str = "math/real.rs";

/// Methods whose last digit is the platform's own affair.
const FUNCTIONS: [&str; 25] = [
    "sin", "cos", "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
    "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "cbrt", "hypot",
    "mul_add", "dot",
];

/// Names that are something else where they stand: a product and sum that is rounded once on every machine, the cosine of
/// two features of a batch, a lane's log.
const HARMLESS: [(&str, &str); 4] = [
    ("nn/fused.rs", "mul_add"),
    ("loss/unified.rs", "cos"),
    ("train/running.rs", "log"),
    ("train/lane.rs", "log"),
];

/// Files that are tests as a whole, and what turns the pictures of runs onto each other: no run is computed with it.
const OTHERS: [&str; 2] = ["nn/same_bits.rs", "math/polar.rs"];

/// The calls in a file's code outside its tests, as methods (`x.exp()`) or as functions of a number's type (`f64::exp`).
fn calls(code: &str) -> Vec<&'static str> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    // What is written for PyTorch is text here.
    let code: String = code
        .split("r#\"")
        .enumerate()
        .map(|(place, part)| match place {
            0 => part,
            _ => part.split_once("\"#").map_or("", |(_, after)| after),
        })
        .collect();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.collect();
    let named = |name: &&str| {
        let method = format!(".{name}(");
        let functions = ["f32", "f64"].map(|kind| format!("{kind}::{name}"));
        code.contains(&method)
            || functions.iter().any(|function| {
                let ends = code.match_indices(function.as_str());
                let mut after = ends.map(|(at, found)| code[at + found.len()..].chars().next());
                after.any(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != '_'))
            })
    };
    FUNCTIONS.into_iter().filter(named).collect()
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, visit);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            visit(&path);
        }
    }
}

#[test]
fn what_computes_calls_no_function_of_the_platform() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut wrong, mut files) = (Vec::new(), 0);
    for module in COMPUTING {
        walk(&source.join(module), &mut |path| {
            files += 1;
            let inside = path.strip_prefix(&source).unwrap();
            let mut found = calls(&fs::read_to_string(path).unwrap());
            found.retain(|name| {
                !HARMLESS
                    .iter()
                    .any(|(file, known)| inside == Path::new(file) && known == name)
            });
            let other = [HERE]
                .iter()
                .chain(&OTHERS)
                .any(|file| inside == Path::new(file));
            if !found.is_empty() && !other {
                wrong.push(format!("{}: {found:?}", inside.display()));
            }
        });
    }
    assert!(wrong.is_empty(), "use marginscope::math::real: {wrong:#?}");
    assert!(files > 50, "{files} files were read");
}

#[test]
fn calls_are_found_in_every_form() {
    assert_eq!(calls("let y = x.exp();"), ["exp"]);
    assert_eq!(calls("xs.map(f64::cos)"), ["cos"]);
    assert_eq!(calls("f64::atan2(y, x)"), ["atan2"]);
    assert_eq!(calls("a.row(0).dot(&b)"), ["dot"]);
    assert!(calls("real::exp(x) + vector::dot(a, b) + x.sqrt()").is_empty());
    assert!(calls("// x.exp()").is_empty());
    assert_eq!(
        calls("const T: &str = r#\"torch.cos(t)\"#;\nx.exp()"),
        ["exp"]
    );
    assert!(calls("#[cfg(test)]\nmod tests { fn f() { x.exp(); } }").is_empty());
}
