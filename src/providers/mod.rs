//! Providers: who offers which service where, for which plans.

pub mod coverage;
mod npi;

pub use entity::types::PhoneLine;

pub use npi::{Npi, NpiError};
