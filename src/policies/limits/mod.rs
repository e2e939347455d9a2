//! Limits of services as a plan has set them, from a day on. What is stricter than the state's needs
//! the state's approval, in writing (S1 Q21, Q33); what nobody approved is a habit, and only warns.
//!
//! ```text
//! limit of a kind on a day = the plan's newest row of the service, else that of the reference data
//! ```

mod rules;
mod service;
mod store;

use chrono::NaiveDate;

use crate::reference::{
    Effective, LimitAuthority, LimitException, LimitTerms, Reference, ServiceCode, ServiceLimit,
};

pub(crate) use store::limits_of;

/// A limit as a plan has set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLimit {
    /// For which service.
    pub service: ServiceCode,
    /// What it counts, and the most.
    pub terms: LimitTerms,
    /// First day.
    pub from_on: NaiveDate,
    /// Whether the state has approved it: else it is the plan's habit, and only warns.
    pub is_approved: bool,
    /// When more may be granted; `None`: never, or as the state says.
    pub exception: Option<LimitException>,
}

impl PlanLimit {
    /// As decisions heed it. It goes on sharing with the services with which the limit of its kind is
    /// shared, and keeps the exception of a limit of the state.
    #[must_use]
    pub fn as_limit(&self) -> ServiceLimit {
        let defaults = Reference::embedded().service_limits();
        let default = defaults.iter().find(|limit| {
            limit.terms.kind() == self.terms.kind()
                && limit.services.contains(&self.service)
                && limit.effective.covers(self.from_on)
        });
        let of_the_state = default.filter(|limit| limit.refuses());
        let exception = self.exception.as_ref();
        ServiceLimit {
            code: format!("{}_{}", self.service.as_str(), self.terms.kind().as_str()),
            services: default.map_or_else(|| vec![self.service], |limit| limit.services.clone()),
            terms: self.terms,
            exception: exception
                .or_else(|| of_the_state.and_then(|limit| limit.exception.as_ref()))
                .cloned(),
            authority: if self.is_approved {
                LimitAuthority::State
            } else {
                LimitAuthority::PlanHabit
            },
            effective: Effective {
                from: self.from_on,
                until: None,
            },
            is_confirmed: true,
            source: "the plan".to_owned(),
        }
    }
}

/// Why a limit was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetServiceLimitRefusal {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be.
    OutOfRange,
    /// It would loosen what the state has set, or be stricter without its approval.
    BeyondState,
    /// A text is missing.
    Required,
    /// A text is too long.
    TooLong,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

crate::refusal::text_codes!(SetServiceLimitRefusal);
