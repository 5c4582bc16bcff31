//! Figures without what would give an answer away.

use std::sync::Arc;

use crate::{
    figure::{
        Figure,
        globe::GlobeFigure,
        plane::{Mark, PlaneFigure, Role},
    },
    look::laboratory::PLANE,
};

/// What is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Veil {
    /// Sides, regions and margin zones, of every loss.
    pub boundary: bool,
    /// The arrow of the pull.
    pub pull: bool,
}

impl Veil {
    /// The circle behind it.
    pub fn circle(self, mut figure: PlaneFigure) -> PlaneFigure {
        figure.marks.retain(|mark| match mark {
            Mark::Arrow { .. } => !self.pull,
            // What is kept is named, so that a new mark of a side does not slip through.
            Mark::Ring { role, .. } => !self.boundary || *role == Role::Rim,
            Mark::Ray { role, .. } => !self.boundary || matches!(role, Role::Class(_)),
            Mark::Dots(_)
            | Mark::Angle { .. }
            | Mark::Name { .. }
            | Mark::Letter { .. }
            | Mark::Handle { .. } => true,
            _ => !self.boundary,
        });
        figure
    }

    /// The sphere behind it.
    pub fn sphere(self, mut figure: GlobeFigure) -> GlobeFigure {
        if self.boundary {
            figure.curves.retain(|curve| curve.class == PLANE);
            figure.ends.clear();
            figure.spots.clear();
            figure.regions = None;
        }
        if self.pull {
            figure.arrows.clear();
        }
        figure
    }

    /// Whichever figure behind it.
    pub fn figure(self, figure: Figure) -> Figure {
        match figure {
            Figure::Plane(figure) => {
                Figure::Plane(Arc::new(self.circle(Arc::unwrap_or_clone(figure))))
            }
            Figure::Globe(figure) => {
                Figure::Globe(Arc::new(self.sphere(Arc::unwrap_or_clone(figure))))
            }
            table @ (Figure::Matrix(_) | Figure::Between(_)) => table,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::lab::{self, Lab, Reading};

    /// The marks of the circle and what is on the sphere, for two laboratories that differ in their sides alone.
    fn check(veil: Veil, same: bool) {
        let shown = |setting: &str| {
            let lab = Lab::preset("three-margins").unwrap().with(setting).unwrap();
            let reading = Reading::new(&lab);
            let circle = veil.circle(lab::circle(&lab, &reading));
            let sphere = veil.sphere(lab::sphere(&lab, &reading));
            (
                format!("{:?}", circle.marks),
                format!("{:?}{:?}{:?}", sphere.curves, sphere.spots, sphere.arrows),
            )
        };
        let (narrow, wide) = (shown("m=0.2"), shown("m=0.6"));
        assert_eq!(narrow.0 == wide.0, same);
        assert_eq!(narrow.1 == wide.1, same);
        assert!(narrow.0.contains("Name") && narrow.0.contains("Handle"));
    }

    #[test]
    fn nothing_of_a_side_is_seen_through_it() {
        let all = Veil {
            boundary: true,
            pull: true,
        };
        check(all, true);
        check(Veil::default(), false);
        check(
            Veil {
                boundary: true,
                pull: false,
            },
            false,
        );
    }
}
