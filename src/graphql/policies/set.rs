use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::types::{EscalationStepInput, LoopPolicy, Route, WaitlistCriterion, WaitlistMode};
use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::policies;

/// How your plan is to run its loops from a day on: the whole policy. Read `loopPolicy` first and
/// send back what is to stay.
#[derive(InputObject)]
pub struct SetLoopPolicyInput {
    /// For which service; left out: for all without a policy of their own.
    service: Option<ServiceCode>,
    /// First day: today or later. One that was set for the same day is replaced.
    from_on: Date,
    /// How a referral reaches a provider.
    route: Route,
    /// Whether the start of the service closes the loop; else the plan closes it.
    closes_at_start: bool,
    /// Days after closing within which a loop may be opened again, 0 to 3650.
    reopen_days: i32,
    /// Minutes from assignment to the first outreach; left out: 24 hours for an ILOS, no duty for
    /// ECM and sobering centers.
    outreach_within_minutes: Option<i32>,
    /// Attempts that are expected when none is successful, 1 to 100.
    follow_up_attempts: i32,
    /// Days from assignment within which they are expected, 1 to 365.
    follow_up_days: i32,
    /// Minutes after which a notice that the provider did not fetch is reported to the plan.
    undelivered_after_minutes: i32,
    /// What happens when a place comes free for whoever waits longest.
    waitlist_mode: WaitlistMode,
    /// The order of who waits for a place, each criterion once; left out: urgency, then when the
    /// referral was received.
    waitlist_order: Option<Vec<WaitlistCriterion>>,
    /// Hours after which a place that was offered lapses, 1 to 8760; left out: 72.
    offer_hours: Option<i32>,
    /// Days after which a provider is asked to confirm its figures, 1 to 365.
    confirm_capacity_days: i32,
    /// Days within which a member is told who serves them, or that the loop is closed, 0 to 365.
    #[graphql(default = 3)]
    notify_member_days: i32,
    /// Days within which whoever referred without an account is told by hand, 0 to 365.
    #[graphql(default = 3)]
    notify_referrer_days: i32,
    /// Hours within which a named provider answers, and the plan then, 1 to 8760. What waits already
    /// keeps its time.
    #[graphql(default = 72)]
    naming_hours: i32,
    /// What is done before and after outreach is due, in order; at most 20 steps.
    escalation: Vec<EscalationStepInput>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a policy was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::SetLoopPolicyRefusal")]
pub enum SetLoopPolicyErrorCode {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be.
    OutOfRange,
    /// The order of who waits has no criterion, or one twice.
    InvalidOrder,
    /// The escalation has too many steps, or two that are alike.
    InvalidEscalation,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetLoopPolicyPayload {
    /// The policy; null when it was not set.
    policy: Option<LoopPolicy>,
    /// Why it was not set; empty when it was.
    user_errors: Vec<UserError<SetLoopPolicyErrorCode>>,
}

/// Sets a policy.
#[derive(Default)]
pub struct SetLoopPolicy;

#[Object]
impl SetLoopPolicy {
    /// Say how your plan runs its loops from a day on. What was decided before stays as it was;
    /// duties that run keep the policy they began under. For the plan's network managers.
    async fn set_loop_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The policy.")] input: SetLoopPolicyInput,
    ) -> Result<SetLoopPolicyPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setLoopPolicy", key, &input)?;
        let defaults = policies::LoopPolicy::default();
        let order = input.waitlist_order;
        let order = order.map(|order| order.into_iter().map(Into::into).collect());
        let new = policies::NewLoopPolicy {
            from_on: input.from_on.0,
            policy: policies::LoopPolicy {
                service: input.service.map(Into::into),
                from_on: None,
                route: input.route.into(),
                closes_at_start: input.closes_at_start,
                reopen_days: input.reopen_days,
                outreach_within_minutes: input.outreach_within_minutes,
                follow_up_attempts: input.follow_up_attempts,
                follow_up_days: input.follow_up_days,
                undelivered_after_minutes: input.undelivered_after_minutes,
                waitlist_mode: input.waitlist_mode.into(),
                waitlist_order: order.unwrap_or(defaults.waitlist_order),
                offer_hours: input.offer_hours.unwrap_or(defaults.offer_hours),
                confirm_capacity_days: input.confirm_capacity_days,
                notify_member_days: input.notify_member_days,
                notify_referrer_days: input.notify_referrer_days,
                naming_hours: input.naming_hours,
                escalation: input.escalation.into_iter().map(Into::into).collect(),
            },
        };
        let policies = &ctx.services()?.policies;
        let outcome = policies.set(op, &new, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(policy) => SetLoopPolicyPayload {
                policy: Some(policy.into()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetLoopPolicyPayload {
                policy: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
