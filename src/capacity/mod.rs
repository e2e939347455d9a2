//! Capacity.
pub mod ledger;
