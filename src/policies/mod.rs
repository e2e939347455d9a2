//! Policies: how a plan runs its loops, from a day on, for one service or for all.
//!
//! What the terms leave to a plan, or what no text confirmed, is data here and never a constant: a
//! plan changes it by a row with a first day, and what was decided under an older row stays as it
//! was.
//!
//! ```text
//! policy on a day = newest row of the service, else newest row for all services, else the default
//! ```
//! | File | Has |
//! |---|---|
//! | `authorization` | how it authorizes services, and its calendar |
//! | `limits` | how much of a service it grants at most |
//! | `model` | the policy, its default, the steps of an escalation |
//! | `rules` | what a plan may set |
//! | `service` | to read and to set it |
//! | `store` | the tables |

mod authorization;
mod error;
mod limits;
mod model;
mod rules;
mod service;
pub(crate) mod store;

pub(crate) use authorization::may_presume;
pub(crate) use authorization::store as authorization_store;
pub use authorization::{
    AuthorizationPolicy, AuthorizationTerms, Holiday, NewAuthorizationPolicy, PresumptiveProvider,
    SetAuthorizationPolicyRefusal, SetHolidaysRefusal, SetPresumptiveProviderRefusal,
};
pub use entity::types::{
    EscalationAction, EscalationAudience, Route, WaitlistCriterion, WaitlistMode,
};
pub use error::SetLoopPolicyRefusal;
pub(crate) use limits::limits_of;
pub use limits::{PlanLimit, SetServiceLimitRefusal};
pub use model::{EscalationStep, LoopPolicy, NewLoopPolicy};
pub use service::Policies;
