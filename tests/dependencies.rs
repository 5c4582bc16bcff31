//! What `deny.toml` allows of the crates that are shipped: licences, two versions of one crate, and where they come from. Read of
//! what cargo says, so that every run of the tests holds it; `cargo deny` knows advisories besides.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::process::Command;

/// The table of rules.
fn rules() -> toml::Table {
    include_str!("../deny.toml").parse().unwrap()
}

/// The texts of a list, none where there is no list.
fn texts(list: Option<&toml::Value>) -> Vec<&str> {
    let list = list.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(toml::Value::as_str).collect()
}

/// A part of a licence expression of SPDX: `(MIT OR Apache-2.0) AND Unicode-3.0`, with the older `/` for OR.
struct Expression<'a> {
    words: Vec<&'a str>,
    at: usize,
}

impl<'a> Expression<'a> {
    fn new(text: &'a str) -> Self {
        let mut words = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '(' | ')' | '/' => 1,
                _ => rest.find([' ', '(', ')', '/']).unwrap_or(rest.len()),
            };
            words.push(&rest[..end]);
            rest = rest[end..].trim_start();
        }
        Self { words, at: 0 }
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let found = self
            .words
            .get(self.at)
            .is_some_and(|word| words.contains(word));
        self.at += usize::from(found);
        found
    }

    /// Whether somebody who takes only these licences may have it.
    fn any(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.all(allowed);
        while self.take(&["OR", "/"]) {
            met |= self.all(allowed);
        }
        met
    }

    fn all(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.one(allowed);
        while self.take(&["AND"]) {
            met &= self.one(allowed);
        }
        met
    }

    fn one(&mut self, allowed: &[&str]) -> bool {
        if self.take(&["("]) {
            let met = self.any(allowed);
            return self.take(&[")"]) && met;
        }
        let Some(id) = self.words.get(self.at).copied() else {
            return false;
        };
        self.at += 1;
        match self.take(&["WITH"]) {
            true => {
                let exception = self.words.get(self.at).copied().unwrap_or_default();
                self.at += 1;
                allowed.contains(&&*format!("{id} WITH {exception}"))
            }
            false => allowed.contains(&id),
        }
    }
}

/// Whether a crate of this licence may be there.
fn is_allowed(licence: &str, allowed: &[&str]) -> bool {
    let mut expression = Expression::new(licence);
    expression.any(allowed) && expression.at == expression.words.len()
}

/// A crate that what is shipped is built of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
}

/// The crates that the program is built of on this machine, not those that tests and benchmarks alone need. Their sources are here
/// since the tests were built of them.
fn shipped() -> BTreeSet<Crate> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let said = Command::new(cargo)
        .args(["tree", "--locked", "--offline", "--manifest-path", manifest])
        .args(["--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}|{l}"])
        .output()
        .unwrap();
    let why = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{why}");
    let found = String::from_utf8(said.stdout).unwrap();
    let found: BTreeSet<Crate> = found.lines().map(described).collect();
    assert!(found.len() > 200, "only {} crates", found.len());
    found
}

/// What a line of `cargo tree` says: `syn v2.0.1 (proc-macro)|MIT OR Apache-2.0 (*)`, where the star stands for what was shown.
fn described(line: &str) -> Crate {
    let (of, licence) = line.split_once('|').unwrap();
    let mut of = of.split(' ');
    Crate {
        name: of.next().unwrap().to_owned(),
        version: of.next().unwrap().trim_start_matches('v').to_owned(),
        licence: licence.trim_end_matches(" (*)").to_owned(),
    }
}

/// Whether `version` is of the crate `name@requirement` of a rule, where the requirement are its first numbers.
fn is_of(rule: &toml::Value, name: &str, version: &str) -> bool {
    let of = rule.get("crate").and_then(toml::Value::as_str).unwrap();
    let (of, requirement) = of.split_once('@').unwrap_or((of, ""));
    let rest = version.strip_prefix(requirement);
    of == name
        && rest
            .is_some_and(|rest| requirement.is_empty() || rest.is_empty() || rest.starts_with('.'))
}

#[test]
fn licences_are_those_that_are_allowed() {
    let rules = rules();
    let common = texts(rules["licenses"].get("allow"));
    let exceptions = rules["licenses"]["exceptions"].as_array().unwrap();
    for shipped in shipped() {
        let own = exceptions.iter();
        let own = own.filter(|rule| is_of(rule, &shipped.name, &shipped.version));
        let own = own.flat_map(|rule| texts(rule.get("allow")));
        let allowed: Vec<&str> = common.iter().copied().chain(own).collect();
        assert!(is_allowed(&shipped.licence, &allowed), "{shipped:?}");
    }
}

#[test]
fn no_crate_is_there_twice_but_for_those_that_have_a_reason() {
    let rules = rules();
    let skipped = rules["bans"]["skip"].as_array().unwrap();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Crate { name, version, .. } in shipped() {
        if !skipped.iter().any(|rule| is_of(rule, &name, &version)) {
            versions.entry(name).or_default().push(version);
        }
    }
    versions.retain(|_, versions| versions.len() > 1);
    assert!(versions.is_empty(), "{versions:?}");
    // Two of these could not talk to each other, whatever the reason.
    for rule in skipped {
        let of = rule["crate"].as_str().unwrap();
        let name = of.split('@').next().unwrap();
        assert!(!["egui", "glow", "resvg"].contains(&name), "{of}");
    }
}

#[test]
fn crates_come_from_the_registry_alone() {
    let lock: toml::Table = include_str!("../Cargo.lock").parse().unwrap();
    for package in lock["package"].as_array().unwrap() {
        let source = package.get("source").and_then(toml::Value::as_str);
        let own = package["name"].as_str() == Some("marginscope");
        let registry = source == Some("registry+https://github.com/rust-lang/crates.io-index");
        assert!(own || registry, "{package}");
    }
}

#[test]
fn an_expression_of_licences_is_read_as_it_is_meant() {
    let check = |licence: &str, expect: bool| {
        let allowed = ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"];
        assert_eq!(is_allowed(licence, &allowed), expect, "{licence}");
    };
    check("MIT", true);
    check("GPL-3.0", false);
    check("MIT OR GPL-3.0", true);
    check("GPL-3.0/MIT", true);
    check("MIT AND GPL-3.0", false);
    check("GPL-3.0 AND MIT OR Zlib", true);
    check("GPL-3.0 AND (MIT OR Zlib)", false);
    check("(MIT OR Apache-2.0) AND Zlib", true);
    check("Apache-2.0 WITH LLVM-exception", true);
    check("Apache-2.0", false);
    check("MIT GPL-3.0", false);
    check("", false);
}
