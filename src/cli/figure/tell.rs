//! What a figure says in words: its caption, LaTeX, references, and a description for programs.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    cli::{Failure, say},
    export::{
        self, Layout, Length, Panel, Typeface,
        caption::{self, Caption},
        carry::Carried,
    },
    loss::{self, Reference},
};

/// What is printed instead of the file's name; the file is written only where `--out` names it.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[group(multiple = false, id = "tell")]
pub struct Tell {
    /// Print the caption.
    #[arg(long)]
    pub caption: bool,
    /// Print a figure environment of LaTeX, with caption and label.
    #[arg(long)]
    pub latex: bool,
    /// Print the papers of its losses as BibTeX.
    #[arg(long)]
    pub bibtex: bool,
    /// Print what is in it as JSON: panels with their places, lanes with steps and hashes, caption, references.
    #[arg(long)]
    pub json: bool,
}

/// A figure that is told of.
pub struct Told<'a> {
    /// Its panels.
    pub panels: &'a [Panel],
    /// The view or chart of each panel: its id and its name.
    pub names: &'a [(&'static str, &'static str)],
    /// Size and type.
    pub layout: &'a Layout,
    /// What it shows.
    pub caption: &'a Caption,
    /// What its file carries.
    pub carried: Option<&'a Carried>,
    /// Ids of its losses, each once.
    pub losses: Vec<&'a str>,
    /// Where its file is, if it was written, and the file's content.
    pub file: Option<(&'a Path, &'a [u8])>,
    /// The name that it has without a file.
    pub stem: &'a str,
    /// The height that was asked for.
    pub asked: Option<Length>,
}

impl Tell {
    /// Whether anything is asked for.
    pub fn any(self) -> bool {
        self.caption || self.latex || self.bibtex || self.json
    }

    /// Prints it.
    ///
    /// # Errors
    /// When standard output cannot be written to.
    pub fn print(self, told: &Told<'_>) -> Result<(), Failure> {
        let text = if self.caption {
            told.caption.plain()
        } else if self.latex {
            told.latex()
        } else if self.bibtex {
            told.bibtex()
        } else if self.json {
            return say::print_json(&format!("{:#}", told.json()));
        } else {
            return Ok(());
        };
        say::print(&text)
    }
}

impl Told<'_> {
    fn latex(&self) -> String {
        let drawn = format!("{}.pdf", self.stem);
        let file = self
            .file
            .map_or(drawn, |(path, _)| path.display().to_string());
        let name = Path::new(&file).file_stem();
        let name = name.unwrap_or_default().to_string_lossy().into_owned();
        let column = export::Preset::Column.width().px();
        let wide = self.layout.width.px() > 1.2 * column;
        caption::latex(self.caption, &file, &name, wide)
    }

    fn references(&self) -> Vec<Reference> {
        let mut all: Vec<Reference> = Vec::new();
        let losses = self.losses.iter().filter_map(|id| loss::find(id));
        for reference in losses.flat_map(|loss| loss.paper()) {
            if !all.iter().any(|known| known.key == reference.key) {
                all.push(*reference);
            }
        }
        all
    }

    fn bibtex(&self) -> String {
        let entries = self
            .references()
            .iter()
            .map(Reference::bibtex)
            .collect::<Vec<_>>();
        entries.join("\n")
    }

    fn json(&self) -> Value {
        let frames = export::frames(self.panels, self.layout);
        let panels = self.panels.iter().zip(self.names).zip(frames).enumerate();
        let panels = panels.map(|(place, ((panel, (id, name)), frame))| {
            let lane = panel.run.and_then(|run| Some(&self.carried?.lanes.get(run)?.name));
            json!({
                "letter": caption::letter(place), "view": id, "name": name, "title": panel.title, "lane": lane,
                "classes": panel.classes,
                "box": {"x": frame.x, "y": frame.y, "width": frame.width, "height": frame.height},
            })
        });
        let lanes = self.carried.into_iter().flat_map(|carried| &carried.lanes);
        let lanes = lanes.map(|lane| {
            json!({
                "name": lane.name, "step": lane.step, "dataset": lane.dataset, "sha256": lane.sha256.to_string(),
                "tuned": lane.tuned, "touched": lane.touched,
            })
        });
        let references = self.references();
        let references = references.iter().map(|of| {
            json!({"key": of.key, "title": of.title, "year": of.year, "arxiv": of.arxiv, "doi": of.doi})
        });
        let (width, height) = (self.layout.width.px(), self.layout.height.px());
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "file": self.file.map(|(path, _)| path.display().to_string()),
            "sha256": self.file.map(|(_, content)| export::carry::sha256(content)),
            "width_px": width, "height_px": height,
            "font_size_pt": self.layout.font_size,
            "font": match self.layout.typeface { Typeface::Sans => "sans", Typeface::Serif => "serif" },
            "panels": panels.collect::<Vec<_>>(),
            "lanes": lanes.collect::<Vec<_>>(),
            "losses": self.losses,
            "caption": self.caption.plain(),
            "references": references.collect::<Vec<_>>(),
            "experiment": self.carried.map(|carried| carried.experiment.as_str()),
        })
    }

    /// That the page became higher than it was asked to be, for a person.
    pub fn growth(&self) -> Option<String> {
        let asked = self.asked?;
        let height = self.layout.height;
        (height.px() > asked.px() + 0.5).then(|| {
            format!(
                "the page is {} high instead of {}, so that the legend leaves room for the panels",
                written(height),
                written(asked)
            )
        })
    }
}

fn written(length: Length) -> String {
    match length {
        Length::Mm(mm) => format!("{mm} mm"),
        Length::Px(px) => format!("{px} px"),
    }
}
