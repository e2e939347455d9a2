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
//! | [`notices`] | numbered mailboxes, and the live feed over them |
//! | [`identity`] | accounts, sign-in, access tokens |
//! | [`http`] | GraphQL over HTTP and WebSocket, for any schema |

pub mod access;
pub mod clock;
pub mod config;
pub mod db;
pub mod entropy;
pub mod error;
pub mod http;
pub mod identity;
pub mod installation;
pub mod notices;
pub mod op;
pub mod reference;
pub mod telemetry;
