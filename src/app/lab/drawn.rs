//! What is shown of a state of the laboratory.

use std::sync::Arc;

use crate::{
    figure::{
        chart::ChartFigure,
        globe::GlobeFigure,
        lab::{self, Borders, Lab, Reading, Veil, story::Story},
        plane::PlaneFigure,
    },
    lesson::Hide,
    text::{Language, language},
};

/// What is shown of a state; made again only when that changed.
pub struct Drawn {
    /// The state.
    pub of: Lab,
    /// What is not to be seen.
    hidden: Vec<Hide>,
    /// What its words are in.
    language: Language,
    /// The chosen loss in numbers.
    pub reading: Reading,
    /// What the shown losses say of the feature.
    pub story: Story,
    /// Of every loss of the registry, in its order.
    pub borders: Vec<Option<Borders>>,
    /// The plane of both weights.
    pub circle: PlaneFigure,
    /// All three vectors in space.
    pub sphere: Arc<GlobeFigure>,
    /// ψ of the losses that are shown.
    pub psi: ChartFigure,
}

impl Drawn {
    /// `kept` where it is of this state, or a new one.
    pub fn kept(kept: Option<Self>, lab: &Lab, hidden: &[Hide]) -> Self {
        let same = |drawn: &Self| {
            drawn.of == *lab && drawn.hidden == hidden && drawn.language == language()
        };
        kept.filter(same).unwrap_or_else(|| Self::new(lab, hidden))
    }

    fn new(lab: &Lab, hidden: &[Hide]) -> Self {
        let reading = Reading::new(lab);
        let all = crate::loss::registry().iter();
        let veil = Veil {
            boundary: hidden.contains(&Hide::Boundary),
            pull: hidden.contains(&Hide::Pull),
        };
        Self {
            of: lab.clone(),
            hidden: hidden.to_vec(),
            language: language(),
            borders: all.map(|loss| lab::borders(lab, *loss)).collect(),
            circle: veil.circle(lab::circle(lab, &reading)),
            sphere: Arc::new(veil.sphere(lab::sphere(lab, &reading))),
            psi: lab::psi(lab, &reading),
            story: lab::story::story(lab, &reading),
            reading,
        }
    }
}
