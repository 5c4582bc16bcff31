//! What is shown of a state of the laboratory.

use std::sync::Arc;

use crate::{
    figure::{
        bare,
        chart::ChartFigure,
        globe::GlobeFigure,
        lab::{self, Borders, Lab, Reading},
        plane::{Mark, PlaneFigure},
    },
    lesson::Hide,
};

/// What is shown of a state; made again only when that changed.
pub struct Drawn {
    /// The state.
    pub of: Lab,
    /// What is not to be seen.
    hidden: Vec<Hide>,
    /// The chosen loss in numbers.
    pub reading: Reading,
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
        let same = |drawn: &Self| drawn.of == *lab && drawn.hidden == hidden;
        kept.filter(same).unwrap_or_else(|| Self::new(lab, hidden))
    }

    fn new(lab: &Lab, hidden: &[Hide]) -> Self {
        let reading = Reading::new(lab);
        let all = crate::loss::registry().iter();
        let (mut circle, mut sphere) = (lab::circle(lab, &reading), lab::sphere(lab, &reading));
        if hidden.contains(&Hide::Boundary) {
            (circle, sphere) = (bare::plane(&circle), bare::globe(&sphere));
        }
        if hidden.contains(&Hide::Pull) {
            circle
                .marks
                .retain(|mark| !matches!(mark, Mark::Arrow { .. }));
            sphere.arrows.clear();
        }
        Self {
            of: lab.clone(),
            hidden: hidden.to_vec(),
            borders: all.map(|loss| lab::borders(lab, *loss)).collect(),
            circle,
            sphere: Arc::new(sphere),
            psi: lab::psi(lab, &reading),
            reading,
        }
    }
}
