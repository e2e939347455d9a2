//! The GraphQL edge: what clients see, and nothing else.
//!
//! ```text
//! request ─ Operation {services, op} ─→ resolver: parse → one service call → map ─→ response
//!                                          │ fault    → ApiError  → errors[].extensions.code
//!                                          └ refusal  → UserError → payload.userErrors
//! ```
//! The folders bear the names of the areas. A type here wraps a value of an area
//! (`struct Provider(pub providers::Provider)`); it never wraps a row of the database.
//!
//! To add to it: a type in its area's folder, its fields in that folder's `query`, `mutations` or
//! `subscription`, the folder's root in `schema`, and a kind in `node` if the type has an id.
//!
//! Security is not decided here. A guard on a field is skipped when the field is read through an
//! interface, so services and row filters decide, and a resolver shows what they return.

#![expect(
    clippy::unused_async,
    reason = "async-graphql wants every resolver async, also one that has nothing to wait for"
)]

pub mod accounts;
pub mod audit;
pub mod authorizations;
pub mod capacity;
pub mod connection;
pub mod context;
pub mod directory;
pub mod duties;
pub mod error;
mod idempotency;
pub mod identity;
pub mod loaders;
pub mod members;
pub mod node;
pub mod notices;
pub mod nudges;
pub mod organizations;
pub mod policies;
pub mod privacy;
pub mod referrals;
pub mod scalars;
pub mod schema;
pub mod service_config;
pub mod tasks;
pub mod user_error;
pub mod visits;

pub use context::{ContextExt, Operation};
pub use error::{ApiError, Settle, is_forbidden};
pub use node::NodeKind;
pub use schema::{HandoffSchema, Limits, build, sdl};
pub use user_error::UserError;
