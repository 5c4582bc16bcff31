//! What is shown of a state of the laboratory.

use std::sync::Arc;

use crate::figure::{
    chart::ChartFigure,
    globe::GlobeFigure,
    lab::{self, Borders, Lab, Reading, story::Story},
    plane::PlaneFigure,
};

/// What is shown of a state; made again only when that changed.
pub struct Drawn {
    /// The state.
    pub of: Lab,
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
    pub fn kept(kept: Option<Self>, lab: &Lab) -> Self {
        kept.filter(|drawn| drawn.of == *lab).unwrap_or_else(|| {
            let reading = Reading::new(lab);
            let all = crate::loss::registry().iter();
            Self {
                of: lab.clone(),
                borders: all.map(|loss| lab::borders(lab, *loss)).collect(),
                circle: lab::circle(lab, &reading),
                sphere: Arc::new(lab::sphere(lab, &reading)),
                psi: lab::psi(lab, &reading),
                story: lab::story::story(lab, &reading),
                reading,
            }
        })
    }
}
