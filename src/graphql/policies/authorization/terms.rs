use std::sync::Arc;

use async_graphql::{Context, Object};
use chrono::NaiveDate;

use super::criterion::EligibilityCriterion;
use crate::graphql::directory::{Plan, Service};
use crate::graphql::policies::limits::ServiceLimit;
use crate::graphql::policies::types::Route;
use crate::graphql::scalars::{CountyFips, Date};
use crate::graphql::{ApiError, ContextExt};
use crate::organizations::Organization;
use crate::policies;
use crate::reference;

/// On what terms a plan authorizes a service on a day.
pub struct AuthorizationTerms {
    pub(super) plan: Arc<Organization>,
    pub(super) service: reference::ServiceCode,
    pub(super) county: Option<reference::CountyFips>,
    pub(super) on: NaiveDate,
    pub(super) terms: policies::AuthorizationTerms,
}

/// On what terms a plan authorizes a service on a day: what whoever asks for it should know before
/// they type. How the plan works inside stays its own.
#[Object]
impl AuthorizationTerms {
    /// The plan whose terms they are.
    async fn plan(&self) -> Plan {
        Plan(Arc::clone(&self.plan))
    }

    /// The service, with the codes that report it on a day.
    async fn service(&self, ctx: &Context<'_>) -> Result<Service, ApiError> {
        Ok(Service(ctx.services()?.reference.service(self.service)))
    }

    /// The county that was asked about; null where none was.
    async fn county(&self) -> Option<CountyFips> {
        self.county.map(CountyFips)
    }

    /// The day that was asked about.
    async fn on(&self) -> Date {
        Date(self.on)
    }

    /// Since which day these terms hold; null where the plan has set nothing: it keeps its
    /// authorizations elsewhere, and nothing waits for one here.
    async fn from_on(&self) -> Option<Date> {
        self.terms.policy.from_on.map(Date)
    }

    /// Whether a provider gets a referral only once the plan has authorized the service.
    async fn is_required(&self) -> bool {
        self.terms.policy.is_required
    }

    /// Whether the plan itself authorizes a service that starts and that nothing covers: nobody asks
    /// before, and what is billed stands on an authorization.
    async fn is_granted_at_start(&self) -> bool {
        self.terms.policy.is_granted_at_start
    }

    /// Months from the start of the service, and then from each reassessment, within which the member
    /// is reassessed (`recordReassessment`); null where the plan asks for none.
    async fn reassess_months(&self) -> Option<i32> {
        self.terms.policy.reassess_months
    }

    /// Months from the start within which a member who came from Whole Person Care or the Health
    /// Homes Program is reassessed for the first time; null: as others.
    async fn transitioned_reassess_months(&self) -> Option<i32> {
        self.terms.policy.transitioned_reassess_months
    }

    /// How a referral reaches a provider, by the plan's loop policy of that day.
    async fn route(&self) -> Route {
        self.terms.route.into()
    }

    /// Business days of the plan's calendar within which a standard request is decided, from the
    /// receipt of the needed information; null where the plan counts none.
    async fn standard_business_days(&self) -> Option<i32> {
        self.terms.policy.standard_business_days
    }

    /// Calendar days within which a standard request is decided, from the request; null where the
    /// plan counts none. Where both clocks run, the earlier one ends it.
    async fn standard_calendar_days(&self) -> Option<i32> {
        self.terms.policy.standard_calendar_days
    }

    /// Hours from its receipt within which an expedited request is decided.
    async fn expedited_hours(&self) -> i32 {
        self.terms.policy.expedited_hours
    }

    /// Hours within which an expedited request of a service that cannot wait is decided; as other
    /// expedited ones where the plan has set none.
    async fn urgent_hours(&self) -> i32 {
        let policy = &self.terms.policy;
        policy.urgent_hours.unwrap_or(policy.expedited_hours)
    }

    /// Hours from its receipt within which a request is decided while the service runs.
    async fn concurrent_hours(&self) -> i32 {
        self.terms.policy.concurrent_hours
    }

    /// Calendar days by which the plan may extend a clock, with a reason in writing.
    async fn extension_days(&self) -> i32 {
        self.terms.policy.extension_days
    }

    /// Whether these days count from the receipt of the request; else they follow on what was due.
    async fn extension_from_receipt(&self) -> bool {
        self.terms.policy.extension_from_receipt
    }

    /// Whether the clock stands still while the plan waits for information that it asked for.
    async fn pauses_for_information(&self) -> bool {
        self.terms.policy.pauses_for_information
    }

    /// Days after its start within which a service may be authorized afterwards; null: never.
    async fn retrospective_days(&self) -> Option<i32> {
        self.terms.policy.retrospective_days
    }

    /// Days for which a provider that the plan has named may take the service as authorized while the
    /// plan decides; null: nobody may.
    async fn presumptive_days(&self) -> Option<i32> {
        self.terms.policy.presumptive_days
    }

    /// Whether your organization may: it is named for the service on that day. Then it asks with the
    /// kind `PRESUMPTIVE` and starts at once.
    async fn may_presume(&self) -> bool {
        self.terms.may_presume
    }

    /// Units that are usually granted; null where the plan has set none.
    async fn usual_units(&self) -> Option<i32> {
        self.terms.policy.usual_units
    }

    /// Days for which the service is usually granted.
    async fn usual_days(&self) -> i32 {
        self.terms.policy.usual_days
    }

    /// Days ahead of which the plan announces that it grants less, or nothing more.
    async fn notice_ahead_days(&self) -> i32 {
        self.terms.policy.notice_ahead_days
    }

    /// How much of the service a member may have, by what holds on that day: the plan's own limits,
    /// and beside them what is known of the state's.
    #[graphql(complexity = "5 * child_complexity")]
    async fn limits(&self) -> Vec<ServiceLimit> {
        self.terms.limits.iter().map(ServiceLimit::from).collect()
    }

    /// What a request for the service answers on that day, one by one; empty where no criteria are
    /// known.
    #[graphql(complexity = "10 * child_complexity")]
    async fn criteria(&self, ctx: &Context<'_>) -> Result<Vec<EligibilityCriterion>, ApiError> {
        let criteria = ctx.services()?.reference.criteria(self.service, self.on);
        Ok(criteria
            .into_iter()
            .map(EligibilityCriterion::from)
            .collect())
    }
}
