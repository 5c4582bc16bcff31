//! The numbers of an experiment that neither a loss nor a source declares, each as a knob with its place.

use super::experiment::Experiment;
use crate::knob::{Knob, Spread};

/// A number of the experiment: its declaration, where it is, and the section of its key.
pub struct Number {
    /// Empty for a key outside all sections.
    pub section: &'static str,
    /// Its declaration; the id is the last part of the key.
    pub knob: Knob,
    /// Reads it.
    pub get: fn(&Experiment) -> f64,
    /// Writes it.
    pub set: fn(&mut Experiment, f64),
}

impl Number {
    /// Its key in files: `optimizer.batch`.
    pub fn key(&self) -> String {
        match self.section {
            "" => self.knob.id.to_owned(),
            section => format!("{section}.{}", self.knob.id),
        }
    }
}

/// The number of this key.
pub fn number(key: &str) -> Option<&'static Number> {
    NUMBERS.iter().find(|number| number.key() == key)
}

const fn whole(
    id: &'static str,
    label: &'static str,
    range: (f64, f64),
    default: f64,
    larger: &'static str,
) -> Knob {
    Knob {
        id,
        label,
        symbol: label,
        unit: "",
        min: range.0,
        max: range.1,
        default,
        spread: Spread::Whole,
        larger,
    }
}

const fn seed(id: &'static str, label: &'static str) -> Knob {
    // Files hold signed 64-bit numbers and sliders doubles: 2^53 − 1 is the largest seed that all of them keep.
    let range = (0.0, 9_007_199_254_740_991.0);
    whole(
        id,
        label,
        range,
        1.0,
        "Another value is another draw; the same value repeats the run bit for bit.",
    )
}

/// All of them, in the order of files.
pub static NUMBERS: [Number; 13] = [
    Number {
        section: "",
        knob: whole(
            "steps",
            "steps",
            (1.0, 10_000_000.0),
            20_000.0,
            "A larger value trains longer before a run for files ends: those of figure, train and animate. The window trains on until it is paused.",
        ),
        get: |e| e.steps as f64,
        set: |e, v| e.steps = v as u64,
    },
    Number {
        section: "model",
        knob: whole(
            "feature_dim",
            "feature dimension",
            (2.0, 512.0),
            3.0,
            "A larger value gives the classes more room: 2 is the circle, 3 the sphere.",
        ),
        get: |e| e.model.feature_dim as f64,
        set: |e, v| e.model.feature_dim = v as usize,
    },
    Number {
        section: "model",
        knob: whole(
            "convs",
            "convolutions a level",
            (1.0, 3.0),
            2.0,
            "A larger value lets each level look further and at more, and takes longer.",
        ),
        get: |e| e.model.convs as f64,
        set: |e, v| e.model.convs = v as usize,
    },
    Number {
        section: "model",
        knob: whole(
            "kernel",
            "kernel",
            (3.0, 5.0),
            3.0,
            "5 looks further than 3 with each convolution and takes longer; there is none between them.",
        ),
        get: |e| e.model.kernel as f64,
        set: |e, v| e.model.kernel = v as usize,
    },
    Number {
        section: "optimizer",
        knob: Knob {
            id: "learning_rate",
            label: "learning rate",
            symbol: "η",
            unit: "",
            min: 1e-6,
            max: 10.0,
            default: 3e-3,
            spread: Spread::Logarithmic,
            larger: "A larger value learns faster, until it overshoots and diverges.",
        },
        get: |e| e.optimizer.learning_rate,
        set: |e, v| e.optimizer.learning_rate = v,
    },
    Number {
        section: "optimizer",
        knob: Knob {
            id: "momentum",
            label: "momentum",
            symbol: "μ",
            unit: "",
            min: 0.0,
            max: 0.999,
            default: 0.9,
            spread: Spread::Linear,
            larger: "A larger value averages the gradient over more steps.",
        },
        get: |e| e.optimizer.momentum,
        set: |e, v| e.optimizer.momentum = v,
    },
    Number {
        section: "optimizer",
        knob: Knob {
            id: "weight_decay",
            label: "weight decay",
            symbol: "weight decay",
            unit: "",
            min: 0.0,
            max: 1.0,
            default: 0.0,
            spread: Spread::Linear,
            larger: "A larger value keeps weights small and fits the training images less closely.",
        },
        get: |e| e.optimizer.weight_decay,
        set: |e, v| e.optimizer.weight_decay = v,
    },
    Number {
        section: "optimizer",
        knob: whole(
            "batch",
            "batch",
            (1.0, 4096.0),
            128.0,
            "A larger value makes each step smoother and slower.",
        ),
        get: |e| e.optimizer.batch as f64,
        set: |e, v| e.optimizer.batch = v as usize,
    },
    Number {
        section: "optimizer",
        knob: whole(
            "schedule_steps",
            "schedule length",
            (0.0, 10_000_000.0),
            1200.0,
            "A larger value lets the learning rate fall more slowly; 0 spreads the schedule over `steps`. Behind its end the last rate holds.",
        ),
        get: |e| e.optimizer.schedule_steps as f64,
        set: |e, v| e.optimizer.schedule_steps = v as u64,
    },
    Number {
        section: "optimizer",
        knob: Knob {
            id: "schedule_floor",
            label: "schedule floor",
            symbol: "schedule floor",
            unit: "",
            min: 0.0,
            max: 1.0,
            default: 0.1,
            spread: Spread::Linear,
            larger: "A larger value keeps the run more responsive to the sliders after its schedule.",
        },
        get: |e| e.optimizer.schedule_floor,
        set: |e, v| e.optimizer.schedule_floor = v,
    },
    Number {
        section: "seeds",
        knob: seed("data", "data"),
        get: |e| e.seeds.data as f64,
        set: |e, v| e.seeds.data = v as u64,
    },
    Number {
        section: "seeds",
        knob: seed("init", "initialization"),
        get: |e| e.seeds.init as f64,
        set: |e, v| e.seeds.init = v as u64,
    },
    Number {
        section: "seeds",
        knob: seed("order", "order"),
        get: |e| e.seeds.order as f64,
        set: |e, v| e.seeds.order = v as u64,
    },
];
