//! How a plan authorizes services: explained to everybody before anybody types, set by the plan.

mod criterion;
mod holidays;
mod presumption;
mod query;
mod set;
mod terms;
mod types;

use async_graphql::MergedObject;

pub use query::AuthorizationPolicyQuery;

/// The acts on a plan's policy of authorizations, and on its calendar.
#[derive(MergedObject, Default)]
pub struct AuthorizationPolicyMutation(
    set::SetAuthorizationPolicy,
    holidays::SetHolidays,
    presumption::SetPresumptiveProvider,
);
