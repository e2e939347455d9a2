//! The words.

use chrono::NaiveDate;
use entity::types::OrganizationId;

use crate::policies::Route;
use crate::reference::{CountyFips, Reference, ServiceCode, ServiceLimit, UsualAuthorization};

/// How a plan authorizes a service.
///
/// Sources of the defaults: domain notes, sections 2.2 and 2.3. What is marked there as not
/// confirmed is the plan's to confirm.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the plan's own; none follows from another"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationPolicy {
    /// For which service; `None`: for all without a row of their own.
    pub service: Option<ServiceCode>,
    /// In which county; `None`: in all without a row of their own.
    pub county: Option<CountyFips>,
    /// First day; `None` where the plan has set nothing.
    pub from_on: Option<NaiveDate>,
    /// Nobody gets a referral before the plan has authorized the service.
    pub is_required: bool,
    /// Business days from the receipt of the needed information (S1 Q24).
    pub standard_business_days: Option<i32>,
    /// Calendar days from the request (42 CFR 438.210(d), not confirmed).
    pub standard_calendar_days: Option<i32>,
    /// Hours from the receipt of an expedited request.
    pub expedited_hours: i32,
    /// Hours for an expedited request of a service that cannot wait (S1 Q24: 12, as an example);
    /// `None`: as expedited.
    pub urgent_hours: Option<i32>,
    /// Hours from the receipt of a request while the service runs.
    pub concurrent_hours: i32,
    /// Calendar days that an extension gives.
    pub extension_days: i32,
    /// They count from the receipt; else they follow on what was due.
    pub extension_from_receipt: bool,
    /// Asking for more information stops the clock.
    pub pauses_for_information: bool,
    /// Days after its start within which a service may be authorized afterwards; `None`: never.
    pub retrospective_days: Option<i32>,
    /// Days for which a provider that the plan has named may take the service as authorized while
    /// the plan decides (S1 Q24: "a limited period"; domain notes, section 2.2: up to 30, not
    /// confirmed); `None`: nobody may.
    pub presumptive_days: Option<i32>,
    /// Units that are usually granted, where units are counted.
    pub usual_units: Option<i32>,
    /// Days for which it is usually granted.
    pub usual_days: i32,
    /// Whatever is not granted as asked takes a second reviewer.
    pub needs_second_reviewer: bool,
    /// A denial closes the loop; else the plan looks for something else.
    pub denial_closes: bool,
    /// Minutes before a decision is due at which the plan is reminded.
    pub remind_minutes: i32,
    /// Days before its end at which plan and provider hear that an authorization expires.
    pub expiring_days: i32,
    /// Days ahead of which less, or nothing more, is announced (domain notes, section 11: 10, not
    /// confirmed).
    pub notice_ahead_days: i32,
    /// Calendar days from the notice of action within which an appeal is in time (domain notes,
    /// section 2.3: 60).
    pub appeal_days: i32,
    /// Calendar days within which an appeal or a grievance is decided (section 2.3: 30).
    pub appeal_decision_days: i32,
    /// Hours within which an expedited one is decided (section 2.3: 72).
    pub appeal_expedited_hours: i32,
    /// Calendar days within which the member may ask for a state hearing, once the plan has upheld
    /// its action or let its time pass (Welf. & Inst. Code 10951: 120).
    pub hearing_days: i32,
    /// Percent of the units at whose use plan and provider hear of it.
    pub nearly_used_percent: i32,
    /// The plan itself authorizes a service that starts and that nothing covers: nothing is asked
    /// before, and what is billed stands on an authorization (S0: ECM since 2023).
    pub is_granted_at_start: bool,
    /// Months from the start, and then from each reassessment, within which the member is reassessed
    /// (S0: 12, for ECM); `None`: the plan asks for none.
    pub reassess_months: Option<i32>,
    /// Months from the start within which a member who came from Whole Person Care or the Health
    /// Homes Program is reassessed first (S1 Q45: 6, earlier allowed); `None`: as others.
    pub transitioned_reassess_months: Option<i32>,
}

/// What whoever asks for a service should know of how a plan authorizes it on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationTerms {
    /// The policy of authorizations of that day.
    pub policy: AuthorizationPolicy,
    /// How a referral reaches a provider, by the loop policy of that day.
    pub route: Route,
    /// How much of the service a member may have, by what holds on that day.
    pub limits: Vec<ServiceLimit>,
    /// Whether the actor's organization may start at once, while the plan decides.
    pub may_presume: bool,
}

/// A provider that starts an urgent service at once: the plan has named it (S1 Q24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresumptiveProvider {
    /// Which provider.
    pub provider: OrganizationId,
    /// For which service.
    pub service: ServiceCode,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day; `None` while none is set.
    pub until_on: Option<NaiveDate>,
}

/// A policy as it is typed.
#[derive(Debug, Clone)]
pub struct NewAuthorizationPolicy {
    /// What is to hold. Its first day is `from_on`.
    pub policy: AuthorizationPolicy,
    /// First day.
    pub from_on: NaiveDate,
}

/// A day on which a plan's calendar differs from that of the state's offices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// Which day.
    pub day: NaiveDate,
    /// It is no business day; else it is one, whatever the state's offices do.
    pub is_closed: bool,
    /// What the plan calls it.
    pub name: String,
}

impl AuthorizationPolicy {
    /// Whether plans usually authorize a service before it begins (`data/services.csv`): Community
    /// Supports but sobering centers, not ECM (S0: none since 2023). Of all services at once nobody
    /// can say so.
    #[must_use]
    pub fn is_usually_required(service: Option<ServiceCode>) -> bool {
        service.is_some_and(|code| {
            let service = Reference::embedded().service(code);
            service.usual_authorization == UsualAuthorization::Prior
        })
    }
}

impl Default for AuthorizationPolicy {
    /// What holds where a plan has set nothing: nothing is asked. The figures are those a plan
    /// starts from.
    fn default() -> Self {
        Self {
            service: None,
            county: None,
            from_on: None,
            is_required: false,
            standard_business_days: Some(5),
            standard_calendar_days: Some(7),
            expedited_hours: 72,
            urgent_hours: None,
            concurrent_hours: 24,
            extension_days: 14,
            extension_from_receipt: true,
            pauses_for_information: false,
            retrospective_days: Some(30),
            presumptive_days: None,
            usual_units: None,
            usual_days: 180,
            needs_second_reviewer: false,
            denial_closes: true,
            remind_minutes: 24 * 60,
            expiring_days: 14,
            notice_ahead_days: 10,
            appeal_days: 60,
            appeal_decision_days: 30,
            appeal_expedited_hours: 72,
            hearing_days: 120,
            nearly_used_percent: 80,
            is_granted_at_start: false,
            reassess_months: None,
            transitioned_reassess_months: None,
        }
    }
}
