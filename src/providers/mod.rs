//! Providers: who offers which service where, for which plans, and with how much room.
//!
//! ```text
//! organization ─ provider ─┬─ offering ─ area: whole counties, or ZIP codes in them
//!                          │      └───── pool (see `capacity`)
//! organization ─ plan ─────┴─ contract: this plan pays this provider for this service
//!                └─ county, service: where it has members, and what it offers there
//! ```
//! Words
//! - **Offering**: a service that a provider offers in an area, drawing on one pool.
//! - **Area**: a ZIP code is covered by an offering for that ZIP code, or for the whole of a county
//!   that it lies in.
//! - **Paying plan** of an offering: it has a contract with the provider for the service, members
//!   in a county of the area, and the service among those that it offers there, all today.
//!
//! Everything here is public and read only; [`Directory`] is the way in. Contracts, counties,
//! services and offerings hold from their first to their last day in California, both included.

pub mod coverage;
mod filter;
mod model;
mod npi;
mod rules;
mod service;
mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use entity::types::{OfferingId, OrganizationId, PhoneLine};

pub use filter::{FilterError, ProviderFilter};
pub use model::{Address, Offering, Provider, ProviderOrder, Wanted};
pub use npi::{Npi, NpiError};
pub use service::{Directory, SearchError, SearchRefusal};
