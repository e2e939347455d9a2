//! Clocks: what is owed by when. Pure arithmetic; the instants are kept by whoever owes.

pub mod authorization;
pub mod business;
pub mod decision;
pub mod outreach;
pub mod reassessment;
