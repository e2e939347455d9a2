//! `handoff`: closed-loop referrals for Medi-Cal In Lieu of Services and Enhanced Care Management.
//!
//! The map of the rooms. Domain areas are vertical slices (`model`, `rules`, `service`, `store`);
//! the GraphQL edge mirrors their names; the rest is the house around them.
//!
//! | Room | Has |
//! |---|---|
//! | [`op`] [`clock`] [`entropy`] [`error`] | what every call carries: who, when, chance, and how it failed |
//! | [`access`] | who may do what, on which rows |
//! | [`db`] | the only door to the database |
//! | [`audit`] | who did, tried or read what: append-only, sealed |
//! | [`mod@reference`] | the public facts: counties, ZIP codes, services and their codes |
//! | [`notices`] | numbered mailboxes, and the live feed over them |
//! | [`identity`] | accounts, sign-in, access tokens |
//! | [`organizations`] [`members`] [`providers`] [`capacity`] [`policies`] [`tasks`] [`referrals`] [`visits`] | the areas of the mission |
//! | [`authorizations`] | what the plan agrees to pay for, and its limits |
//! | [`clocks`] | duties and deadlines: pure arithmetic |
//! | [`worker`] | what is due by the clock |
//! | [`config`] [`app`] [`telemetry`] [`installation`] | settings, the composition root, logs, epochs |
//! | [`http`] | the edge: GraphQL over HTTP and WebSocket |
//! | [`services`] | the use cases of all areas, in one value |
//! | [`graphql`] | the schema: what clients see, and nothing else |
//! | [`demo`] | an invented network with two months of history |
//! | [`contact`] [`text`] | how people are reached, and how their words are compared |

// The schema is one type of all its parts, and whether it may cross threads is asked part by part.
#![recursion_limit = "256"]

pub mod access;
pub mod app;
pub mod audit;
pub mod authorizations;
pub mod capacity;
pub mod cli;
pub mod clock;
pub mod clocks;
pub mod config;
pub mod contact;
pub mod db;
pub mod demo;
pub mod duties;
pub mod entropy;
pub mod error;
pub mod graphql;
pub mod http;
pub mod idempotency;
pub mod identity;
pub mod installation;
pub mod members;
pub mod notices;
pub mod nudges;
pub mod op;
pub mod organizations;
pub mod policies;
pub mod privacy;
pub mod providers;
pub mod reference;
pub mod referrals;
pub mod refusal;
pub mod services;
pub mod tasks;
pub mod telemetry;
pub mod text;
pub mod visits;
pub mod worker;
