//! Figures without what a loss decides: somebody is to say first where it is.

use std::sync::Arc;

use super::{
    Figure,
    globe::GlobeFigure,
    plane::{Mark, PlaneFigure, Role},
};
use crate::look::laboratory::PLANE;

impl Figure {
    /// The same without borders, regions and margin zones.
    #[must_use]
    pub fn bare(self) -> Self {
        match self {
            Self::Plane(figure) => Self::Plane(Arc::new(plane(&figure))),
            Self::Globe(figure) => Self::Globe(Arc::new(globe(&figure))),
            Self::Matrix(figure) => Self::Matrix(figure),
        }
    }
}

/// A plane with directions, samples and angles alone.
pub fn plane(figure: &PlaneFigure) -> PlaneFigure {
    let stays = |mark: &&Mark| match mark {
        Mark::Sector { .. } | Mark::Grip { .. } | Mark::Spot { .. } => false,
        Mark::Ray { role, .. } => matches!(role, Role::Class(_)),
        Mark::Ring { role, .. } => *role == Role::Rim,
        _ => true,
    };
    PlaneFigure {
        marks: figure.marks.iter().filter(stays).cloned().collect(),
        ..figure.clone()
    }
}

/// A globe with directions and samples alone; the plane of two weights stays.
pub fn globe(figure: &GlobeFigure) -> GlobeFigure {
    let curves = figure.curves.iter();
    GlobeFigure {
        curves: curves
            .filter(|curve| curve.class == PLANE)
            .cloned()
            .collect(),
        ends: Vec::new(),
        regions: None,
        spots: Vec::new(),
        zone: None,
        ..figure.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::lab::{self, Lab, Reading};

    #[test]
    fn nothing_is_left_that_depends_on_the_loss() {
        let of = |loss: &str| {
            let lab = Lab::preset("two-losses").unwrap();
            let lab = lab.with(&format!("loss={loss}")).unwrap();
            let reading = Reading::new(&lab);
            let (mut circle, mut sphere) = (
                plane(&lab::circle(&lab, &reading)),
                globe(&lab::sphere(&lab, &reading)),
            );
            // The pull is hidden by itself.
            circle
                .marks
                .retain(|mark| !matches!(mark, Mark::Arrow { .. }));
            sphere.arrows.clear();
            (circle.marks, sphere)
        };
        let (marks, sphere) = of("softmax");
        assert!(marks.iter().any(|mark| matches!(mark, Mark::Name { .. })));
        assert!(!sphere.axes.is_empty() && !sphere.curves.is_empty());
        for loss in ["arcface", "am-softmax", "a-softmax"] {
            assert_eq!(of(loss), (marks.clone(), sphere.clone()), "{loss}");
        }
    }
}
