//! How a plan authorizes a service, from a day on, in a county or in all.
//!
//! ```text
//! policy on a day = newest row of service and county, else of the service, else of the county,
//!                   else for all, else: nothing is asked
//! ```
//! A plan that has set nothing keeps its authorizations elsewhere: nothing waits for one here.

mod error;
mod model;
mod presumption;
mod rules;
mod service;
pub(crate) mod store;

pub use error::{SetAuthorizationPolicyRefusal, SetHolidaysRefusal, SetPresumptiveProviderRefusal};
pub use model::{
    AuthorizationPolicy, AuthorizationTerms, Holiday, NewAuthorizationPolicy, PresumptiveProvider,
};
pub(crate) use presumption::may_presume;
