pub mod experiment;
pub mod model;
pub mod order;
