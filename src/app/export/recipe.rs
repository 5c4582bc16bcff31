//! How a figure of the dialog is made again of another moment: the same view or chart, with what it was set to.

use std::sync::Arc;

use crate::{
    app::lanes::{Lane, chart_lane},
    export::{Drawing, Panel, animation},
    figure::{Figure, Switches, View, chart::ChartFigure, charts::Chart},
    text::slug,
};

/// How a figure is made.
#[derive(Clone)]
pub enum Recipe {
    /// A view of the lane of this name.
    View {
        lane: String,
        view: &'static dyn View,
        switches: Switches,
    },
    /// A chart of all lanes.
    Chart {
        chart: &'static dyn Chart,
        switches: Switches,
    },
}

impl Recipe {
    /// The name of a file of it, the same in every language; with the lane's name where there are several `lanes`.
    pub fn stem(&self, lanes: usize) -> String {
        match self {
            Self::View { lane, view, .. } => match (slug(view.name()), slug(lane)) {
                (view, lane) if lanes > 1 && view != lane => format!("{view}-{lane}"),
                (view, _) => view,
            },
            Self::Chart { chart, .. } => slug(chart.name()),
        }
    }

    /// The `panel` that was made of the present, made of `lanes`, their step in its title; None where they have nothing to
    /// show.
    pub fn panel(&self, panel: &Panel, lanes: &[Lane]) -> Option<Panel> {
        let (drawing, step) = match self {
            Self::View {
                lane,
                view,
                switches,
            } => {
                let lane = lanes.iter().find(|other| other.name == *lane)?;
                let figure = view.figure(&lane.snapshot, lane.loss(), switches);
                // Lanes that train beside each other are not at the same step.
                let mut figure = figure.ok()?;
                // One scale from the first moment to the last.
                if let (Figure::Plane(figure), Drawing::Figure(Figure::Plane(last))) =
                    (&mut figure, &panel.drawing)
                    && let Some(length) = last.length
                {
                    *figure = Arc::new(figure.to_length(length));
                }
                (Drawing::Figure(figure), lane.snapshot.step)
            }
            Self::Chart { chart, switches } => {
                let all: Vec<_> = lanes.iter().enumerate().map(chart_lane).collect();
                let mut figure = chart.figure(&all, switches);
                if let Drawing::Chart(last) = &panel.drawing {
                    reach(&mut figure, last);
                }
                let steps = lanes.iter().map(|lane| lane.snapshot.step);
                (Drawing::Chart(figure), steps.min()?)
            }
        };
        let mut made = Panel {
            run: panel.run,
            drawing,
            title: panel.title.clone(),
            classes: panel.classes.clone(),
            camera: panel.camera,
        };
        animation::add_step(std::slice::from_mut(&mut made), step);
        Some(made)
    }
}

/// Lets the axes of `figure` reach as far as the curves of the `last` one do, so that curves grow and axes stand still.
fn reach(figure: &mut ChartFigure, last: &ChartFigure) {
    for (place, axis) in [&mut figure.x, &mut figure.y].into_iter().enumerate() {
        let points = last.series.iter().flat_map(|series| &series.points);
        let values = points.map(|point| point[place]).filter(|v| v.is_finite());
        let within = [&last.x, &last.y][place].within.or(axis.within);
        let ends = within.into_iter().flat_map(|(from, to)| [from, to]);
        let (from, to) = values
            .chain(ends)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), value| {
                (from.min(value), to.max(value))
            });
        let shown = [&last.x, &last.y][place];
        if shown.only {
            *axis = *shown;
        } else if from <= to {
            axis.within = Some((from, to));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::chart::{Axis, Series, Stroke, Tone, Unit};

    fn figure(points: &[[f64; 2]]) -> ChartFigure {
        let axes = (
            Axis::free(Unit::Steps),
            Axis::showing(Unit::Percent, 0.0, 1.0),
        );
        let mut figure = ChartFigure::new(axes.0, axes.1);
        figure.series.push(Series {
            name: "circle".to_owned(),
            tone: Tone::Lane(0),
            stroke: Stroke::Bold,
            points: points.to_vec(),
        });
        figure
    }

    #[test]
    fn axes_stand_still_while_curves_grow() {
        let last = figure(&[[0.0, 0.1], [50.0, 0.9], [200.0, f64::NAN]]);
        let mut early = figure(&[[0.0, 0.1], [10.0, 0.3]]);
        reach(&mut early, &last);
        assert_eq!(early.x, Axis::showing(Unit::Steps, 0.0, 200.0));
        assert_eq!(early.y, Axis::showing(Unit::Percent, 0.0, 1.0));
    }

    #[test]
    fn axes_that_nothing_stretches_stay_free() {
        let mut early = figure(&[]);
        reach(&mut early, &figure(&[]));
        assert_eq!(early.x, Axis::free(Unit::Steps));
    }
}
