//! What people type, before the rules have looked at it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{BroughtBy, OrganizationId, VisitId};

/// A visit as it is recorded.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// Which plan answers for the person, if that is known.
    pub plan: Option<OrganizationId>,
    /// When the person came.
    pub arrived_at: DateTime<Utc>,
    /// When they left, if they have.
    pub left_at: Option<DateTime<Utc>>,
    /// Who brought them.
    pub brought_by: BroughtBy,
    /// County: five digits; may be left out where the provider serves in one alone.
    pub county: Option<String>,
    /// The person, as they said.
    pub person: TypedPerson,
    /// In words.
    pub comment: Option<String>,
}

/// A person as typed: any of it, or nothing.
#[derive(Debug, Clone, Default)]
pub struct TypedPerson {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Birth date.
    pub birth_on: Option<NaiveDate>,
    /// Client index number.
    pub cin: Option<String>,
}

/// What is known of a visit later.
#[derive(Debug, Clone)]
pub struct CompleteVisit {
    /// Which visit.
    pub visit: VisitId,
    /// When the person left.
    pub left_at: Option<DateTime<Utc>>,
    /// Which plan answers for them.
    pub plan: Option<OrganizationId>,
    /// Who they are.
    pub person: TypedPerson,
}
