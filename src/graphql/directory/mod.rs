//! The public directory: who offers which service where, for which plans, and with how much room.

mod codes;
mod county;
mod filter;
pub(super) mod loaders;
mod offering;
mod plan;
mod provider;
mod query;
mod service;
#[cfg(test)]
mod tests;

pub use codes::{
    BillingUnit, OtherProgram, PhoneLine, PopulationOfFocus, Program, ServiceCode,
    UsualAuthorization,
};
pub use county::County;
pub use filter::{ProviderFilter, ProviderOrder};
pub use loaders::{PlanKey, ProviderKey};
pub use offering::{Capacity, CapacityStatus, Offering};
pub use plan::Plan;
pub use provider::{Address, Language, Provider};
pub use query::DirectoryQuery;
pub use service::{BillingCode, Service};
