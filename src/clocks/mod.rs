//! Clocks: what is owed by when. Pure arithmetic; the instants are kept by whoever owes.

pub mod outreach;
