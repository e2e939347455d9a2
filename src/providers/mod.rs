//! Providers: who offers which service where, for which plans.

mod npi;

pub use entity::types::PhoneLine;

pub use npi::{Npi, NpiError};
