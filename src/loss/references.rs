//! The papers that the losses come from. A new loss adds its own here, or names one that is here.

use super::Loss;

/// A published work, as a list of references needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What BibTeX calls it: first author, year, first word of the title.
    pub key: &'static str,
    /// Its title, as printed.
    pub title: &'static str,
    /// Its authors in order, each as `Family, Given`.
    pub authors: &'static [&'static str],
    /// The year of the venue, which may be later than that of the preprint.
    pub year: u16,
    /// Where it was published.
    pub venue: Venue,
    /// Its number on arXiv, `1801.07698`.
    pub arxiv: Option<&'static str>,
    /// Its digital object identifier, `10.1109/CVPR.2006.100`.
    pub doi: Option<&'static str>,
}

/// Where a work was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Venue {
    /// The proceedings of a conference.
    Conference(&'static str),
    /// A journal.
    Journal(&'static str),
    /// A collection, as one of its chapters.
    Book(&'static str),
}

impl Venue {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conference(name) | Self::Journal(name) | Self::Book(name) => name,
        }
    }

    /// BibTeX's type of entry, and its field for the venue's name.
    fn bibtex(self) -> (&'static str, &'static str) {
        match self {
            Self::Conference(_) => ("inproceedings", "booktitle"),
            Self::Journal(_) => ("article", "journal"),
            Self::Book(_) => ("incollection", "booktitle"),
        }
    }
}

impl Reference {
    /// The family name of its first author.
    fn first_author(&self) -> &'static str {
        let first = self.authors.first().copied().unwrap_or_default();
        first.split(',').next().unwrap_or_default()
    }

    /// Its arXiv number, or first author and year for what has none: `1801.07698`, `Hadsell 2006`.
    pub fn short(&self) -> String {
        match self.arxiv {
            Some(number) => number.to_owned(),
            None => format!("{} {}", self.first_author(), self.year),
        }
    }

    /// As it stands in a sentence: `Deng et al. 2019, arXiv 1801.07698`.
    pub fn cite(&self) -> String {
        let others = match self.authors {
            [_] => String::new(),
            [_, second] => format!(" & {}", second.split(',').next().unwrap_or_default()),
            _ => " et al.".to_owned(),
        };
        let number = match (self.arxiv, self.doi) {
            (Some(arxiv), _) => format!(", arXiv {arxiv}"),
            (None, Some(doi)) => format!(", doi {doi}"),
            (None, None) => String::new(),
        };
        format!("{}{others} {}{number}", self.first_author(), self.year)
    }

    /// The entry for a BibTeX file. Titles keep their capitals.
    pub fn bibtex(&self) -> String {
        let (kind, place) = self.venue.bibtex();
        let mut fields = vec![
            ("title", format!("{{{}}}", self.title)),
            ("author", self.authors.join(" and ")),
            (place, self.venue.name().to_owned()),
            ("year", self.year.to_string()),
        ];
        if let Some(number) = self.arxiv {
            fields.push(("eprint", number.to_owned()));
            fields.push(("archiveprefix", "arXiv".to_owned()));
        }
        fields.extend(self.doi.map(|doi| ("doi", doi.to_owned())));
        let lines = fields
            .iter()
            .map(|(name, value)| format!("  {name} = {{{value}}},\n"));
        format!("@{kind}{{{},\n{}}}\n", self.key, lines.collect::<String>())
    }
}

/// The papers of a loss in short, for a list: `1801.05599, 1801.09414`.
pub fn short(loss: &dyn Loss) -> String {
    let short = loss.paper().iter().map(Reference::short);
    short.collect::<Vec<_>>().join(", ")
}

/// The papers of a loss, for a sentence: `Wang et al. 2018, arXiv 1801.05599; Wang et al. 2018, arXiv 1801.09414`.
pub fn cite(loss: &dyn Loss) -> String {
    let cited = loss.paper().iter().map(Reference::cite);
    cited.collect::<Vec<_>>().join("; ")
}

/// Softmax as the output of a network that is trained by cross-entropy.
pub const SOFTMAX: Reference = Reference {
    key: "bridle1990probabilistic",
    title: "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical Pattern Recognition",
    authors: &["Bridle, John S."],
    year: 1990,
    venue: Venue::Book("Neurocomputing: Algorithms, Architectures and Applications"),
    arxiv: None,
    doi: Some("10.1007/978-3-642-76153-9_28"),
};

/// L-Softmax: the multiplicative angular margin.
pub const L_SOFTMAX: Reference = Reference {
    key: "liu2016large",
    title: "Large-Margin Softmax Loss for Convolutional Neural Networks",
    authors: &["Liu, Weiyang", "Wen, Yandong", "Yu, Zhiding", "Yang, Meng"],
    year: 2016,
    venue: Venue::Conference("International Conference on Machine Learning (ICML)"),
    arxiv: Some("1612.02295"),
    doi: None,
};

/// SphereFace: modified softmax and A-Softmax.
pub const SPHEREFACE: Reference = Reference {
    key: "liu2017sphereface",
    title: "SphereFace: Deep Hypersphere Embedding for Face Recognition",
    authors: &[
        "Liu, Weiyang",
        "Wen, Yandong",
        "Yu, Zhiding",
        "Li, Ming",
        "Raj, Bhiksha",
        "Song, Le",
    ],
    year: 2017,
    venue: Venue::Conference("IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"),
    arxiv: Some("1704.08063"),
    doi: Some("10.1109/CVPR.2017.713"),
};

/// NormFace: features and weights normalized, with a scale.
pub const NORMFACE: Reference = Reference {
    key: "wang2017normface",
    title: "NormFace: L2 Hypersphere Embedding for Face Verification",
    authors: &[
        "Wang, Feng",
        "Xiang, Xiang",
        "Cheng, Jian",
        "Yuille, Alan Loddon",
    ],
    year: 2017,
    venue: Venue::Conference("ACM International Conference on Multimedia"),
    arxiv: Some("1704.06369"),
    doi: Some("10.1145/3123266.3123359"),
};

/// AM-Softmax: the additive margin in the cosine.
pub const AM_SOFTMAX: Reference = Reference {
    key: "wang2018additive",
    title: "Additive Margin Softmax for Face Verification",
    authors: &["Wang, Feng", "Cheng, Jian", "Liu, Weiyang", "Liu, Haijun"],
    year: 2018,
    venue: Venue::Journal("IEEE Signal Processing Letters"),
    arxiv: Some("1801.05599"),
    doi: Some("10.1109/LSP.2018.2822810"),
};

/// CosFace: the same margin, with bounds on m and s.
pub const COSFACE: Reference = Reference {
    key: "wang2018cosface",
    title: "CosFace: Large Margin Cosine Loss for Deep Face Recognition",
    authors: &[
        "Wang, Hao",
        "Wang, Yitong",
        "Zhou, Zheng",
        "Ji, Xing",
        "Gong, Dihong",
        "Zhou, Jingchao",
        "Li, Zhifeng",
        "Liu, Wei",
    ],
    year: 2018,
    venue: Venue::Conference(
        "IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
    ),
    arxiv: Some("1801.09414"),
    doi: Some("10.1109/CVPR.2018.00552"),
};

/// ArcFace: the additive angular margin, and the margin that combines three.
pub const ARCFACE: Reference = Reference {
    key: "deng2019arcface",
    title: "ArcFace: Additive Angular Margin Loss for Deep Face Recognition",
    authors: &[
        "Deng, Jiankang",
        "Guo, Jia",
        "Xue, Niannan",
        "Zafeiriou, Stefanos",
    ],
    year: 2019,
    venue: Venue::Conference(
        "IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
    ),
    arxiv: Some("1801.07698"),
    doi: Some("10.1109/CVPR.2019.00482"),
};

/// Circle loss, over classes and over pairs.
pub const CIRCLE: Reference = Reference {
    key: "sun2020circle",
    title: "Circle Loss: A Unified Perspective of Pair Similarity Optimization",
    authors: &[
        "Sun, Yifan",
        "Cheng, Changmao",
        "Zhang, Yuhan",
        "Zhang, Chi",
        "Zheng, Liang",
        "Wang, Zhongdao",
        "Wei, Yichen",
    ],
    year: 2020,
    venue: Venue::Conference(
        "IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)",
    ),
    arxiv: Some("2002.10857"),
    doi: None,
};

/// FaceNet: the triplet loss of unit features.
pub const FACENET: Reference = Reference {
    key: "schroff2015facenet",
    title: "FaceNet: A Unified Embedding for Face Recognition and Clustering",
    authors: &["Schroff, Florian", "Kalenichenko, Dmitry", "Philbin, James"],
    year: 2015,
    venue: Venue::Conference("IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"),
    arxiv: Some("1503.03832"),
    doi: Some("10.1109/CVPR.2015.7298682"),
};

/// The contrastive loss of pairs.
pub const CONTRASTIVE: Reference = Reference {
    key: "hadsell2006dimensionality",
    title: "Dimensionality Reduction by Learning an Invariant Mapping",
    authors: &["Hadsell, Raia", "Chopra, Sumit", "LeCun, Yann"],
    year: 2006,
    venue: Venue::Conference(
        "IEEE Computer Society Conference on Computer Vision and Pattern Recognition (CVPR)",
    ),
    arxiv: None,
    doi: Some("10.1109/CVPR.2006.100"),
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::loss::registry;

    /// Every reference that a loss names, once.
    fn all() -> BTreeMap<&'static str, Reference> {
        let mut all = BTreeMap::new();
        for reference in registry().iter().flat_map(|loss| loss.paper()) {
            let known = *all.entry(reference.key).or_insert(*reference);
            assert_eq!(known, *reference, "two works are called {}", reference.key);
        }
        all
    }

    #[test]
    fn every_loss_says_where_it_comes_from() {
        for loss in registry() {
            assert!(!loss.paper().is_empty(), "{}", loss.id());
        }
        for (key, reference) in all() {
            assert!(
                reference.arxiv.is_some() || reference.doi.is_some(),
                "{key}"
            );
            let named =
                |author: &&str| author.split(", ").filter(|part| !part.is_empty()).count() == 2;
            assert!(
                !reference.authors.is_empty() && reference.authors.iter().all(named),
                "{key}"
            );
            let first = reference.first_author().to_lowercase();
            let start = format!("{first}{}", reference.year);
            assert!(key.starts_with(&start), "{key} should start with {start}");
            let number = |number: &str| {
                let (month, count) = number.split_once('.').unwrap();
                let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
                month.len() == 4 && (4..=5).contains(&count.len()) && digits(month) && digits(count)
            };
            assert!(reference.arxiv.is_none_or(number), "{key}");
            assert!(
                reference.doi.is_none_or(|doi| doi.starts_with("10.")),
                "{key}"
            );
        }
    }

    /// The fields of an entry, read as BibTeX reads them: braces must close where they should.
    fn fields(entry: &str) -> BTreeMap<String, String> {
        let body = entry.strip_suffix("}\n").unwrap();
        let (head, body) = body.split_once(",\n").unwrap();
        let (kind, key) = head.strip_prefix('@').unwrap().split_once('{').unwrap();
        assert!(kind.chars().all(char::is_alphabetic), "{entry}");
        assert!(key.chars().all(char::is_alphanumeric), "{entry}");
        let field = |line: &str| {
            let (name, value) = line.trim_start().split_once(" = {").unwrap();
            let value = value.strip_suffix("},").unwrap();
            let depths = value.chars().scan(0, |depth, c| {
                *depth += i32::from(c == '{') - i32::from(c == '}');
                Some(*depth)
            });
            let depths: Vec<i32> = depths.collect();
            assert!(
                depths.iter().all(|depth| *depth >= 0) && depths.last() == Some(&0),
                "{line}"
            );
            assert!(
                !value.contains(['&', '%', '#', '$', '\\', '"']),
                "{line}: to be escaped"
            );
            (name.to_owned(), value.to_owned())
        };
        body.lines().map(field).collect()
    }

    #[test]
    fn an_entry_is_well_formed_bibtex() {
        for (key, reference) in all() {
            let fields = fields(&reference.bibtex());
            assert_eq!(fields["title"], format!("{{{}}}", reference.title), "{key}");
            assert_eq!(fields["year"], reference.year.to_string(), "{key}");
            assert_eq!(
                fields["author"].split(" and ").count(),
                reference.authors.len(),
                "{key}"
            );
            assert!(
                fields.contains_key("booktitle") || fields.contains_key("journal"),
                "{key}"
            );
            assert_eq!(
                fields.get("eprint").map(String::as_str),
                reference.arxiv,
                "{key}"
            );
        }
        let expect = "@inproceedings{liu2016large,\n  title = {{Large-Margin Softmax Loss for Convolutional Neural Networks}},\n  \
                      author = {Liu, Weiyang and Wen, Yandong and Yu, Zhiding and Yang, Meng},\n  \
                      booktitle = {International Conference on Machine Learning (ICML)},\n  year = {2016},\n  \
                      eprint = {1612.02295},\n  archiveprefix = {arXiv},\n}\n";
        assert_eq!(L_SOFTMAX.bibtex(), expect);
    }

    #[test]
    fn a_citation_names_authors_year_and_number() {
        assert_eq!(ARCFACE.cite(), "Deng et al. 2019, arXiv 1801.07698");
        assert_eq!(
            CONTRASTIVE.cite(),
            "Hadsell et al. 2006, doi 10.1109/CVPR.2006.100"
        );
        assert_eq!(
            SOFTMAX.cite(),
            "Bridle 1990, doi 10.1007/978-3-642-76153-9_28"
        );
        assert_eq!(CONTRASTIVE.short(), "Hadsell 2006");
        let am_softmax = crate::loss::find("am-softmax").unwrap();
        assert_eq!(short(am_softmax), "1801.05599, 1801.09414");
    }
}
