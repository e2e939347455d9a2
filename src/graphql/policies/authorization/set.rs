use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::types::AuthorizationPolicy;
use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::{CountyFips, Date};
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::policies;

/// How your plan is to authorize from a day on: the whole policy. What is left out is as a plan
/// usually starts; none of these figures is a legal claim, so each is the plan's to confirm.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the plan's own; none follows from another"
)]
#[derive(InputObject)]
pub struct SetAuthorizationPolicyInput {
    /// For which service; left out: for all without a policy of their own.
    service: Option<ServiceCode>,
    /// In which county; left out: in all without a policy of their own.
    county: Option<CountyFips>,
    /// First day: today or later. One that was set for the same service, county and day is replaced.
    from_on: Date,
    /// Whether a provider gets a referral only once the plan has authorized the service; left out:
    /// what is usual for the service (`usualAuthorization`), so true for a Community Support but
    /// sobering centers, and false for ECM; false in a policy for all services.
    is_required: Option<bool>,
    /// Business days to decide a standard request, from the receipt of the needed information, 1 to
    /// 60; null: this clock does not run.
    #[graphql(default_with = "Some(5)")]
    standard_business_days: Option<i32>,
    /// Calendar days to decide a standard request, from the request, 1 to 60; null: this clock does
    /// not run. Of two clocks the earlier decides; one has to run.
    #[graphql(default_with = "Some(7)")]
    standard_calendar_days: Option<i32>,
    /// Hours to decide an expedited request, from its receipt, 1 to 72.
    #[graphql(default = 72)]
    expedited_hours: i32,
    /// Hours to decide an expedited request of a service that cannot wait, 1 to 72; null: as other
    /// expedited ones.
    urgent_hours: Option<i32>,
    /// Hours to decide a request while the service runs, from its receipt, 1 to 72.
    #[graphql(default = 24)]
    concurrent_hours: i32,
    /// Calendar days that an extension gives, 0 to 14.
    #[graphql(default = 14)]
    extension_days: i32,
    /// Whether these days count from the receipt of the request; else they follow on what was due.
    #[graphql(default = true)]
    extension_from_receipt: bool,
    /// Whether asking for more information stops the clock.
    #[graphql(default = false)]
    pauses_for_information: bool,
    /// Days after its start within which a service may be authorized afterwards, 1 to 365; null:
    /// never.
    #[graphql(default_with = "Some(30)")]
    retrospective_days: Option<i32>,
    /// Days for which a provider that your plan has named (`setPresumptiveProvider`) may take the
    /// service as authorized while your plan decides, 1 to 90; null: nobody may.
    presumptive_days: Option<i32>,
    /// Units that are usually granted, 1 to 100000; null where none are.
    usual_units: Option<i32>,
    /// Days for which the service is usually granted, 1 to 3650.
    #[graphql(default = 180)]
    usual_days: i32,
    /// Whether a second reviewer confirms whatever is not granted as asked.
    #[graphql(default = false)]
    needs_second_reviewer: bool,
    /// Whether a denial closes the loop; else the plan looks for something else.
    #[graphql(default = true)]
    denial_closes: bool,
    /// Minutes before a decision is due at which the plan is reminded, 0 to 10080.
    #[graphql(default = 1440)]
    remind_minutes: i32,
    /// Days before its end at which plan and provider hear that an authorization expires, 0 to 365.
    #[graphql(default = 14)]
    expiring_days: i32,
    /// Days ahead of which less, or nothing more, is announced, 0 to 90.
    #[graphql(default = 10)]
    notice_ahead_days: i32,
    /// Percent of the units at whose use plan and provider hear of it, 1 to 100.
    #[graphql(default = 80)]
    nearly_used_percent: i32,
    /// Days after a notice of action within which an appeal is filed, 60 to 365.
    #[graphql(default = 60)]
    appeal_days: i32,
    /// Days within which an appeal or grievance is decided, 1 to 30.
    #[graphql(default = 30)]
    appeal_decision_days: i32,
    /// Hours within which an expedited appeal is decided, 1 to 72.
    #[graphql(default = 72)]
    appeal_expedited_hours: i32,
    /// Days after the plan upholds within which a state hearing is asked for, 120 to 365.
    #[graphql(default = 120)]
    hearing_days: i32,
    /// Whether your plan itself authorizes a service that starts and that nothing covers: the usual
    /// units and days from the day of the start. For what nobody asks for before it begins and what
    /// is billed all the same, as ECM since 2023. Not together with `isRequired`.
    #[graphql(default = false)]
    is_granted_at_start: bool,
    /// Months from the start of the service, and then from each reassessment, within which the member
    /// is reassessed, 1 to 60; null: none is asked for. 12 is usual for ECM.
    reassess_months: Option<i32>,
    /// Months from the start within which a member who came from Whole Person Care or the Health
    /// Homes Program is reassessed for the first time, 1 to 60; null: as others. 6 is usual for ECM.
    transitioned_reassess_months: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

impl From<SetAuthorizationPolicyInput> for policies::NewAuthorizationPolicy {
    fn from(input: SetAuthorizationPolicyInput) -> Self {
        let service = input.service.map(Into::into);
        let usual = || policies::AuthorizationPolicy::is_usually_required(service);
        Self {
            from_on: input.from_on.0,
            policy: policies::AuthorizationPolicy {
                service,
                county: input.county.map(|county| county.0),
                from_on: None,
                is_required: input.is_required.unwrap_or_else(usual),
                standard_business_days: input.standard_business_days,
                standard_calendar_days: input.standard_calendar_days,
                expedited_hours: input.expedited_hours,
                urgent_hours: input.urgent_hours,
                concurrent_hours: input.concurrent_hours,
                extension_days: input.extension_days,
                extension_from_receipt: input.extension_from_receipt,
                pauses_for_information: input.pauses_for_information,
                retrospective_days: input.retrospective_days,
                presumptive_days: input.presumptive_days,
                usual_units: input.usual_units,
                usual_days: input.usual_days,
                needs_second_reviewer: input.needs_second_reviewer,
                denial_closes: input.denial_closes,
                remind_minutes: input.remind_minutes,
                expiring_days: input.expiring_days,
                notice_ahead_days: input.notice_ahead_days,
                nearly_used_percent: input.nearly_used_percent,
                appeal_days: input.appeal_days,
                appeal_decision_days: input.appeal_decision_days,
                appeal_expedited_hours: input.appeal_expedited_hours,
                hearing_days: input.hearing_days,
                is_granted_at_start: input.is_granted_at_start,
                reassess_months: input.reassess_months,
                transitioned_reassess_months: input.transitioned_reassess_months,
            },
        }
    }
}

/// Why a policy was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::SetAuthorizationPolicyRefusal")]
pub enum SetAuthorizationPolicyErrorCode {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be.
    OutOfRange,
    /// No clock runs: neither from the information nor from the request.
    NoClock,
    /// It is to be authorized before it begins, and as it begins: only one of them makes sense.
    AskedAndGranted,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetAuthorizationPolicyPayload {
    /// The policy; null when it was not set.
    policy: Option<AuthorizationPolicy>,
    /// Why it was not set; empty when it was.
    user_errors: Vec<UserError<SetAuthorizationPolicyErrorCode>>,
}

/// Sets a policy of authorizations.
#[derive(Default)]
pub struct SetAuthorizationPolicy;

#[Object]
impl SetAuthorizationPolicy {
    /// Say how your plan authorizes a service from a day on. Requests that wait keep the terms under
    /// which they came in. For the plan's network managers.
    async fn set_authorization_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The policy.")] input: SetAuthorizationPolicyInput,
    ) -> Result<SetAuthorizationPolicyPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setAuthorizationPolicy", key, &input)?;
        let policies = &ctx.services()?.policies;
        let outcome = policies
            .set_authorization(op, &input.into(), key.as_ref())
            .await;
        Ok(match outcome.settle()? {
            Ok(policy) => SetAuthorizationPolicyPayload {
                policy: Some(policy.into()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetAuthorizationPolicyPayload {
                policy: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
