//! Authorizations: the plan's decision to pay for a service, what is asked of it and what it may
//! grant.
//!
//! Limits are pure: how much of a service a member may have, and what is left ([`limits`]).

pub mod limits;
