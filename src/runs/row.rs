//! The lines of `metrics.csv`.

use crate::train::{CurvePoint, Lane, Metrics};

/// A line of `metrics.csv`.
pub struct Row {
    step: u64,
    epoch: f64,
    metrics: Metrics,
}

impl Row {
    /// Where the lane is now.
    pub fn new(lane: &Lane) -> Self {
        Self {
            step: lane.trainer().step_count(),
            epoch: lane.trainer().epoch(),
            metrics: *lane.metrics(),
        }
    }

    /// A step of a lane at which nothing could be measured.
    pub fn unknown(step: u64, lane: &Lane) -> Self {
        let trainer = lane.trainer();
        let of_a_step =
            trainer.batch_size() as f64 / trainer.dataset().train.labels.len().max(1) as f64;
        Self {
            step,
            epoch: step as f64 * of_a_step,
            metrics: Metrics::UNKNOWN,
        }
    }

    /// The step that it is of.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The same for a chart.
    pub fn curve_point(&self) -> CurvePoint {
        CurvePoint {
            step: self.step,
            loss: self.metrics.loss,
            train_accuracy: self.metrics.train_accuracy,
            test_accuracy: self.metrics.test_accuracy,
            own_angle: self.metrics.angle_to_own_deg.mean,
        }
    }

    /// The line, without its break.
    pub fn csv(&self) -> String {
        let m = &self.metrics;
        let angle = m.angle_to_own_deg;
        let numbers = [
            self.epoch,
            m.loss,
            m.train_accuracy,
            m.test_accuracy,
            angle.mean,
            angle.std,
            angle.p95,
            m.nearest_classes_deg,
            m.margin_satisfied,
            m.fisher_score,
        ];
        // What is not known, such as the loss before the first step, is an empty field.
        let field = |number: f64| {
            if number.is_finite() {
                number.to_string()
            } else {
                String::new()
            }
        };
        let fields: Vec<String> = numbers.into_iter().map(field).collect();
        format!("{},{}", self.step, fields.join(","))
    }
}
