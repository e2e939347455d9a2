use async_graphql::{InputObject, SimpleObject};

use crate::graphql::directory::ServiceCode;
use crate::graphql::scalars::{CountyFips, Date};
use crate::policies;

/// How a plan authorizes a service, from a day on. A policy of service and county comes before one
/// of the service, that before one of the county, and that before one for all.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the plan's own; none follows from another"
)]
#[derive(SimpleObject, Clone, Debug)]
pub struct AuthorizationPolicy {
    /// For which service; null: for all without a policy of their own.
    service: Option<ServiceCode>,
    /// In which county; null: in all without a policy of their own.
    county: Option<CountyFips>,
    /// First day on which it holds.
    from_on: Option<Date>,
    /// Whether a provider gets a referral only once the plan has authorized the service.
    is_required: bool,
    /// Business days to decide a standard request, from the receipt of the needed information; null:
    /// this clock does not run.
    standard_business_days: Option<i32>,
    /// Calendar days to decide a standard request, from the request; null: this clock does not run.
    standard_calendar_days: Option<i32>,
    /// Hours to decide an expedited request, from its receipt.
    expedited_hours: i32,
    /// Hours to decide an expedited request of a service that cannot wait; null: as other expedited
    /// ones.
    urgent_hours: Option<i32>,
    /// Hours to decide a request while the service runs, from its receipt.
    concurrent_hours: i32,
    /// Calendar days that an extension gives.
    extension_days: i32,
    /// Whether these days count from the receipt of the request; else they follow on what was due.
    extension_from_receipt: bool,
    /// Whether asking for more information stops the clock.
    pauses_for_information: bool,
    /// Days after its start within which a service may be authorized afterwards; null: never.
    retrospective_days: Option<i32>,
    /// Days for which a named provider may take the service as authorized while the plan decides;
    /// null: nobody may.
    presumptive_days: Option<i32>,
    /// Units that are usually granted; null where none are.
    usual_units: Option<i32>,
    /// Days for which the service is usually granted.
    usual_days: i32,
    /// Whether a second reviewer confirms whatever is not granted as asked.
    needs_second_reviewer: bool,
    /// Whether a denial closes the loop; else the plan looks for something else.
    denial_closes: bool,
    /// Minutes before a decision is due at which the plan is reminded.
    remind_minutes: i32,
    /// Days before its end at which plan and provider hear that an authorization expires.
    expiring_days: i32,
    /// Days ahead of which less, or nothing more, is announced.
    notice_ahead_days: i32,
    /// Percent of the units at whose use plan and provider hear of it.
    nearly_used_percent: i32,
    /// Days after a notice of action within which an appeal is filed.
    appeal_days: i32,
    /// Days within which an appeal or grievance is decided.
    appeal_decision_days: i32,
    /// Hours within which an expedited appeal is decided.
    appeal_expedited_hours: i32,
    /// Days after the plan upholds within which a state hearing is asked for.
    hearing_days: i32,
    /// Whether the plan itself authorizes a service that starts and that nothing covers.
    is_granted_at_start: bool,
    /// Months from the start of the service, and then from each reassessment, within which the member
    /// is reassessed; null: none is asked for.
    reassess_months: Option<i32>,
    /// Months from the start within which a member who came from Whole Person Care or the Health
    /// Homes Program is reassessed for the first time; null: as others.
    transitioned_reassess_months: Option<i32>,
}

impl From<policies::AuthorizationPolicy> for AuthorizationPolicy {
    fn from(policy: policies::AuthorizationPolicy) -> Self {
        Self {
            service: policy.service.map(ServiceCode::from),
            county: policy.county.map(CountyFips),
            from_on: policy.from_on.map(Date),
            is_required: policy.is_required,
            standard_business_days: policy.standard_business_days,
            standard_calendar_days: policy.standard_calendar_days,
            expedited_hours: policy.expedited_hours,
            urgent_hours: policy.urgent_hours,
            concurrent_hours: policy.concurrent_hours,
            extension_days: policy.extension_days,
            extension_from_receipt: policy.extension_from_receipt,
            pauses_for_information: policy.pauses_for_information,
            retrospective_days: policy.retrospective_days,
            presumptive_days: policy.presumptive_days,
            usual_units: policy.usual_units,
            usual_days: policy.usual_days,
            needs_second_reviewer: policy.needs_second_reviewer,
            denial_closes: policy.denial_closes,
            remind_minutes: policy.remind_minutes,
            expiring_days: policy.expiring_days,
            notice_ahead_days: policy.notice_ahead_days,
            nearly_used_percent: policy.nearly_used_percent,
            appeal_days: policy.appeal_days,
            appeal_decision_days: policy.appeal_decision_days,
            appeal_expedited_hours: policy.appeal_expedited_hours,
            hearing_days: policy.hearing_days,
            is_granted_at_start: policy.is_granted_at_start,
            reassess_months: policy.reassess_months,
            transitioned_reassess_months: policy.transitioned_reassess_months,
        }
    }
}

/// A day on which a plan's calendar differs from that of the state's offices.
#[derive(SimpleObject, Clone, Debug)]
pub struct Holiday {
    /// Which day, in California.
    day: Date,
    /// Whether it is no business day; else it is one, whatever the state's offices do.
    is_closed: bool,
    /// What the plan calls it.
    name: String,
}

/// A day on which a plan's calendar differs from that of the state's offices.
#[derive(InputObject, Clone, Debug)]
pub struct HolidayInput {
    /// Which day, in California: today or later, each once.
    day: Date,
    /// Whether it is no business day; else it is one, whatever the state's offices do.
    #[graphql(default = true)]
    is_closed: bool,
    /// What the plan calls it, 1 to 100 characters.
    name: String,
}

impl From<policies::Holiday> for Holiday {
    fn from(holiday: policies::Holiday) -> Self {
        Self {
            day: Date(holiday.day),
            is_closed: holiday.is_closed,
            name: holiday.name,
        }
    }
}

impl From<HolidayInput> for policies::Holiday {
    fn from(holiday: HolidayInput) -> Self {
        Self {
            day: holiday.day.0,
            is_closed: holiday.is_closed,
            name: holiday.name,
        }
    }
}
