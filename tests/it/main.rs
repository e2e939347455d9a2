//! Integration tests: one binary, one module per area.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails, and the support code around it as well"
)]

mod access;
mod answers;
mod appeals;
mod asked_twice;
mod audit;
mod authorizing;
mod bad_input;
mod budget;
mod burst;
mod capacity;
mod crash;
mod db;
mod duty;
mod ecm;
mod edge;
mod holds;
mod identity;
mod intake;
mod journeys;
mod journeys_authorized;
mod life;
mod limits;
mod members;
mod naming;
mod noa;
mod notices;
mod policies_authorization;
mod presumptive;
mod races;
mod random;
mod random_grants;
mod reductions;
mod routing;
mod stories;
mod support;
mod told;
mod triage;
mod visits;
mod waitlist;
mod ways;
