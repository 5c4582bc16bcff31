//! Training: an [`Experiment`] is a whole run as data, a [`Trainer`] carries it out, a [`Lane`] adds what is measured,
//! and the [`Worker`] runs the lanes of a [`Session`] in the background and publishes [`Snapshot`]s.
//!
//! A run is a function of its experiment alone. Its bits, those of its metrics included, depend neither on the number of
//! threads nor on the processor nor on the platform's mathematical library.

pub mod budget;
mod check;
mod defaults;
mod differences;
#[cfg(target_arch = "wasm32")]
pub mod distant;
mod edit;
mod evidence;
mod experiment;
mod follow;
pub mod gaps;
mod given;
mod health;
mod instruction;
mod judged;
mod keys;
pub mod lane;
mod lane_names;
mod lanes;
mod large;
mod limit;
mod lines;
mod lineup;
mod look;
mod means;
pub mod metrics;
pub mod model;
mod named;
mod numbers;
mod on_data;
mod order;
mod predictions;
mod presets;
mod regions;
pub mod rows;
mod running;
#[cfg(any(test, target_arch = "wasm32"))]
mod sent;
mod session;
mod shares;
mod shelf;
mod slice;
mod snapshot;
pub mod stalls;
mod team;
mod titles;
mod together;
mod toml_text;
mod trainer;
mod training;
mod turn;
mod unseen;
mod update;
mod values;
mod watch;
#[cfg(any(test, target_arch = "wasm32"))]
mod wire;
#[cfg(not(target_arch = "wasm32"))]
mod worker;

pub use differences::{Setting, settings};
#[cfg(target_arch = "wasm32")]
pub use distant::Worker;
pub use edit::{Edit, Scope};
pub use evidence::{BothEvidence, Evidence, LookedAt, Reading};
pub use experiment::{
    Activation, DataConfig, Experiment, LossConfig, ModelConfig, ModelKind, OptimizerConfig,
    OptimizerKind, Seeds, WeightInit,
};
pub use health::{Cause, Health, Quantity};
pub use instruction::{GIVE_WAY_FOR, Instruction, Start, State, Wake, is_settled};
pub use judged::{NearPair, Numbered};
pub use keys::{KeyError, in_toml, is_live, is_look};
pub use lane::{FIRST_STEPS, Lane};
pub use lane_names::{LONGEST_NAME, fitting, numbered};
pub use limit::Limit;
pub use lines::Lines;
pub use lineup::MOST_BY_HAND;
pub use look::{Look, colour_key};
pub use metrics::{AngleStats, Metrics};
pub use named::Named;
pub use numbers::{NUMBERS, Number, number};
pub use order::Order;
pub use predictions::predictions;
pub use presets::{DEFAULT_PRESET, preset_ids};
pub use session::{LaneSpec, MOST_LANES, Session, SessionError};
pub use shelf::Shelf;
pub use snapshot::{CurvePoint, Directions, Labelled, Snapshot, Status};
pub use titles::spoken_lane;
pub use toml_text::{TomlError, toml_of};
pub use trainer::{TrainError, Trainer};
pub use turn::{Towards, Turn, Turns};
pub use values::{cut, shown};
pub use watch::Watch;
#[cfg(not(target_arch = "wasm32"))]
pub use worker::Worker;
