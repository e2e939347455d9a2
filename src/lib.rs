//! handoff

pub mod clock;
pub mod http;
