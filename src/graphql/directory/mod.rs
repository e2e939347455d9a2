//! The public directory: who offers which service where, for which plans, and with how much room.

mod codes;
mod county;
mod query;
mod service;

pub use codes::{
    BillingUnit, PhoneLine, PopulationOfFocus, Program, ServiceCode, UsualAuthorization,
};
pub use county::County;
pub use query::DirectoryQuery;
pub use service::{BillingCode, Service};
