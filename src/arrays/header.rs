//! The header of a `.npy`: a dictionary of Python with three keys. It is read by hand and from left to right, since a parser of
//! all of Python's literals can be led as deep as a header is long.

/// What the header of a `.npy` says.
#[derive(Debug, PartialEq, Eq)]
pub struct Header {
    /// Of what its values are, `<f4`.
    pub descr: String,
    /// Whether the first index runs fastest.
    pub fortran: bool,
    /// Its shape.
    pub shape: Vec<usize>,
}

/// A header is some hundred bytes; the rest is for the names of fields, which are not read anyhow.
pub const LONGEST: usize = 1 << 16;

/// Reads the dictionary.
///
/// # Errors
/// When it is none, lacks a key, or a value is of another kind.
pub fn parse(text: &str) -> Result<Header, String> {
    let mut reader = Reader(text);
    let (mut descr, mut fortran, mut shape) = (None, None, None);
    reader.expect('{')?;
    while !reader.take('}') {
        let key = reader.word()?;
        reader.expect(':')?;
        match key {
            "descr" => descr = Some(reader.descr()?),
            "fortran_order" => fortran = Some(reader.truth()?),
            "shape" => shape = Some(reader.shape()?),
            key => return Err(format!("header: found the key {key:?}")),
        }
        if !reader.take(',') {
            reader.expect('}')?;
            break;
        }
    }
    let missing = |key: &str| format!("header: found no {key}");
    Ok(Header {
        descr: descr.ok_or_else(|| missing("descr"))?,
        fortran: fortran.ok_or_else(|| missing("fortran_order"))?,
        shape: shape.ok_or_else(|| missing("shape"))?,
    })
}

struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn take(&mut self, c: char) -> bool {
        let rest = self.0.trim_start();
        let found = rest.strip_prefix(c);
        self.0 = found.unwrap_or(rest);
        found.is_some()
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        match self.take(c) {
            true => Ok(()),
            false => Err(format!("header: found {}, expected {c}", self.shown())),
        }
    }

    fn shown(&self) -> String {
        match self.0.trim() {
            "" => "its end".to_owned(),
            rest => format!("{:?}", rest.chars().take(20).collect::<String>()),
        }
    }

    /// Something in quotes, of either kind.
    fn word(&mut self) -> Result<&'a str, String> {
        let rest = self.0.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let found = quote.and_then(|quote| rest[1..].split_once(quote));
        let (word, rest) =
            found.ok_or_else(|| format!("header: found {}, expected a word", self.shown()))?;
        self.0 = rest;
        Ok(word)
    }

    fn descr(&mut self) -> Result<String, String> {
        if self.0.trim_start().starts_with(['[', '(']) {
            return Err(
                "found an array of records, expected one of numbers; in Python: \
                 numpy.lib.recfunctions.structured_to_unstructured(a)"
                    .to_owned(),
            );
        }
        self.word().map(str::to_owned)
    }

    fn truth(&mut self) -> Result<bool, String> {
        for (word, value) in [("True", true), ("False", false)] {
            if let Some(rest) = self.0.trim_start().strip_prefix(word) {
                self.0 = rest;
                return Ok(value);
            }
        }
        Err(format!(
            "header: found {}, expected True or False",
            self.shown()
        ))
    }

    fn shape(&mut self) -> Result<Vec<usize>, String> {
        self.expect('(')?;
        let mut shape = Vec::new();
        while !self.take(')') {
            shape.push(self.whole()?);
            if !self.take(',') {
                self.expect(')')?;
                break;
            }
        }
        Ok(shape)
    }

    fn whole(&mut self) -> Result<usize, String> {
        let rest = self.0.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
        let number = digits.parse();
        let number = number
            .map_err(|_| format!("header: shape: found {}, expected a number", self.shown()))?;
        // Python 2 wrote its long numbers with an L.
        self.0 = after.strip_prefix('L').unwrap_or(after);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(&str, bool, &[usize]), &str>) {
        let found = parse(text);
        let expect = expect.map_err(str::to_owned);
        let expect = expect.map(|(descr, fortran, shape)| Header {
            descr: descr.to_owned(),
            fortran,
            shape: shape.to_vec(),
        });
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn headers_are_read_however_they_are_written() {
        check(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }     \n",
            Ok(("<f4", false, &[3, 4])),
        );
        check(
            "{\"shape\":(7,),\"descr\":\"|u1\",\"fortran_order\":True}",
            Ok(("|u1", true, &[7])),
        );
        check(
            "{'descr': '>i8', 'fortran_order': False, 'shape': (10L, 2L)}",
            Ok((">i8", false, &[10, 2])),
        );
        check(
            "{'descr': '<f8', 'fortran_order': False, 'shape': ()}",
            Ok(("<f8", false, &[])),
        );
    }

    #[test]
    fn a_damaged_header_says_where() {
        check("", Err("header: found its end, expected {"));
        check("{", Err("header: found its end, expected a word"));
        check("{'descr': '<f4'}", Err("header: found no fortran_order"));
        check("{'what': 1}", Err("header: found the key \"what\""));
        check(
            "{'shape': (-1, 2)}",
            Err("header: shape: found \"-1, 2)}\", expected a number"),
        );
        check(
            "{'shape': (99999999999999999999, 2)}",
            Err("header: shape: found \"99999999999999999999\", expected a number"),
        );
        check(
            "{'fortran_order': 1}",
            Err("header: found \"1}\", expected True or False"),
        );
        let deep = "{'shape': ".to_owned() + &"(".repeat(60_000);
        assert!(parse(&deep).is_err());
    }
}
