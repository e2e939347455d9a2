//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AuthorizationId, BroughtBy, MemberId, OrganizationId, VisitId, VisitPayment,
    VisitStatus,
};

use crate::members::Cin;
use crate::reference::CountyFips;

/// A stay at a sobering center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Key.
    pub id: VisitId,
    /// Number to read out.
    pub number: String,
    /// Who served.
    pub provider: OrganizationId,
    /// Which plan answers for the person, once the provider knows.
    pub plan: Option<OrganizationId>,
    /// Who it was, once the plan knows; `None` for who may not.
    pub member: Option<MemberId>,
    /// Where.
    pub county: CountyFips,
    /// Who brought the person.
    pub brought_by: BroughtBy,
    /// Where it stands.
    pub status: VisitStatus,
    /// How the plan pays for it.
    pub payment: VisitPayment,
    /// Counts what the provider said of it.
    pub version: i32,
    /// When the person came.
    pub arrived_at: DateTime<Utc>,
    /// When they left.
    pub left_at: Option<DateTime<Utc>>,
    /// The person, as they said.
    pub person: VisitPerson,
    /// In the provider's words.
    pub comment: Option<String>,
    /// When the provider last told the plan whom it served.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the plan is asked to pay. Whoever reads it may not see it.
    pub authorization: Option<AuthorizationId>,
    /// The member is restricted.
    pub is_restricted: bool,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: AccountId,
    /// That it was recorded by mistake.
    pub voided: Option<Voided>,
}

/// A person as they said who they are: any of it, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitPerson {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Birth date.
    pub birth_on: Option<NaiveDate>,
    /// Client index number.
    pub cin: Option<Cin>,
}

/// That a visit was recorded by mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// When that was said.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<AccountId>,
    /// Why.
    pub reason: String,
}

impl VisitPerson {
    /// Whether nothing is known of the person.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        *self == Self::default()
    }
}

impl Visit {
    /// Whether the plan does not pay for it, whoever it was. It is a record all the same.
    #[must_use]
    pub fn is_unpayable(&self) -> bool {
        self.status == VisitStatus::Void
            || match self.payment {
                VisitPayment::PlanUnknown
                | VisitPayment::NotRequired
                | VisitPayment::Presumed
                | VisitPayment::ByAuthorization => false,
                VisitPayment::NotAuthorized | VisitPayment::TooLate | VisitPayment::OverLimit => {
                    true
                }
            }
    }
}
