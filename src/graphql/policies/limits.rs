use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::{Date, Money};
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::policies;
use crate::reference::{self, LimitTerms};

/// What a limit counts. A service has at most one of a kind on a day.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::LimitKind")]
pub enum LimitKind {
    /// Grants in a lifetime: one, and the documented exceptions.
    OnceInLifetime,
    /// Money in a lifetime.
    LifetimeAmount,
    /// Hours in a calendar year.
    HoursPerYear,
    /// Days of one authorization and its renewals.
    DaysPerAuthorization,
    /// Days in any span of so many months, over all services of the limit.
    RollingDays,
    /// Hours of one stay, which has to be shorter.
    HoursPerStay,
}

/// What a grant by exception may spend under a lifetime amount.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::SecondGrant")]
pub enum SecondGrant {
    /// What the first has left.
    Remainder,
    /// The whole amount anew; what the first has left lapses.
    NewAmount,
}

/// How much of a service a member may have.
#[derive(SimpleObject, Clone, Debug)]
pub struct ServiceLimit {
    /// Its code, as `LimitFinding.limit` names it.
    code: String,
    /// The services that draw on it together.
    services: Vec<ServiceCode>,
    /// What it counts.
    kind: LimitKind,
    /// The most: grants, hours or days; null where money is counted.
    most: Option<i64>,
    /// The most, where money is counted.
    amount: Option<Money>,
    /// Length in months of the window that ends with each day, of a rolling limit.
    window_months: Option<i32>,
    /// What a grant by exception may spend, of a lifetime amount.
    second_grant: Option<SecondGrant>,
    /// When more may be granted; completes "when …"; null: never by its terms.
    exception_when: Option<String>,
    /// What has to be on file to show that.
    exception_evidence: Option<String>,
    /// How often; null: as often as it is so.
    exception_times: Option<i32>,
    /// Whether what exceeds it is refused without an exception. A plan's habit, and what no text
    /// confirms, only warns: nobody is denied by duration alone.
    is_binding: bool,
    /// First day.
    from_on: Date,
}

impl From<&reference::ServiceLimit> for ServiceLimit {
    fn from(limit: &reference::ServiceLimit) -> Self {
        let (value, months, second) = limit.terms.figures();
        let is_money = matches!(limit.terms, LimitTerms::LifetimeAmount { .. });
        let exception = limit.exception.as_ref();
        Self {
            code: limit.code.clone(),
            services: limit.services.iter().map(|code| (*code).into()).collect(),
            kind: limit.terms.kind().into(),
            most: (!is_money).then_some(value),
            amount: is_money.then_some(Money(value)),
            window_months: months.and_then(|months| i32::try_from(months).ok()),
            second_grant: second.map(Into::into),
            exception_when: exception.map(|one| one.when.clone()),
            exception_evidence: exception.map(|one| one.evidence.clone()),
            exception_times: exception.and_then(|one| one.times.map(i32::from)),
            is_binding: limit.refuses(),
            from_on: Date(limit.effective.from),
        }
    }
}

/// How much of a service your plan grants at most, from a day on. What is stricter than the state's
/// needs its approval; what nobody has approved only warns.
#[derive(InputObject)]
pub struct SetServiceLimitInput {
    /// For which service. One that shares a limit with others goes on sharing it.
    service: ServiceCode,
    /// What it counts.
    kind: LimitKind,
    /// First day: today or later. One that was set for the same day is replaced.
    from_on: Date,
    /// The most: hours or days, or one grant; left out where money is counted.
    most: Option<i64>,
    /// The most, where money is counted.
    amount: Option<Money>,
    /// Length in months of the window that ends with each day, 1 to 120; of a rolling limit alone.
    window_months: Option<i32>,
    /// What a grant by exception may spend; of a lifetime amount alone, where it is `REMAINDER` if
    /// left out.
    second_grant: Option<SecondGrant>,
    /// Whether the state has approved it, in writing. Else it only warns.
    #[graphql(default = false)]
    is_approved: bool,
    /// When more may be granted, at most 500 letters; completes "when …".
    exception_when: Option<String>,
    /// What has to be on file to show that, at most 500 letters.
    exception_evidence: Option<String>,
    /// How often, 1 to 255; left out: as often as it is so.
    exception_times: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a limit was not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::SetServiceLimitRefusal")]
pub enum SetServiceLimitErrorCode {
    /// The first day lies in the past: what was decided stays as it was.
    InPast,
    /// A figure is outside of what it may be, or is none of its kind.
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

/// What came of it.
#[derive(SimpleObject)]
pub struct SetServiceLimitPayload {
    /// The limit as decisions heed it; null when it was not set.
    limit: Option<ServiceLimit>,
    /// Why it was not set; empty when it was.
    user_errors: Vec<UserError<SetServiceLimitErrorCode>>,
}

/// Reads of the limits that a plan has set.
#[derive(Default)]
pub struct LimitQuery;

#[Object]
impl LimitQuery {
    /// The limits that your plan has set, past and to come; of each the newest first. What holds
    /// beside them on a day says `authorizationPolicy.limits`. For the people of a plan.
    #[graphql(complexity = "10 * child_complexity")]
    async fn service_limits(&self, ctx: &Context<'_>) -> Result<Vec<ServiceLimit>, ApiError> {
        let found = ctx.services()?.policies.plan_limits(ctx.signed_in()?).await;
        let found = found.settle_query()?.into_iter();
        Ok(found
            .map(|set| ServiceLimit::from(&set.as_limit()))
            .collect())
    }
}

/// Sets limits.
#[derive(Default)]
pub struct SetServiceLimit;

#[Object]
impl SetServiceLimit {
    /// Say how much of a service your plan grants at most, from a day on. What was granted stays as it
    /// was. For the plan's network managers.
    async fn set_service_limit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to hold.")] input: SetServiceLimitInput,
    ) -> Result<SetServiceLimitPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setServiceLimit", key, &input)?;
        let Some(new) = limit_of(input) else {
            return Ok(refused());
        };
        let policies = &ctx.services()?.policies;
        let outcome = policies.set_service_limit(op, &new, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(limit) => SetServiceLimitPayload {
                limit: Some(ServiceLimit::from(&limit.as_limit())),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetServiceLimitPayload {
                limit: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}

/// `None` where the figures are not those of its kind.
fn limit_of(input: SetServiceLimitInput) -> Option<policies::PlanLimit> {
    let kind: reference::LimitKind = input.kind.into();
    let is_money = kind == reference::LimitKind::LifetimeAmount;
    let value = match (input.amount, input.most) {
        (Some(amount), None) if is_money => amount.0,
        (None, Some(most)) if !is_money => most,
        (None, None) if kind == reference::LimitKind::OnceInLifetime => 1,
        _ => return None,
    };
    let months = input.window_months;
    let months = months.map(|months| u32::try_from(months).unwrap_or_default());
    let second = input.second_grant.map(Into::into);
    let second = second.or_else(|| is_money.then_some(reference::SecondGrant::Remainder));
    // What no figure can be is none: the rules refuse it with its bounds.
    let times = input.exception_times;
    let times = times.map(|times| u8::try_from(times).unwrap_or_default());
    let has_exception =
        input.exception_when.is_some() || input.exception_evidence.is_some() || times.is_some();
    Some(policies::PlanLimit {
        service: input.service.into(),
        terms: LimitTerms::of(kind, value, months, second)?,
        from_on: input.from_on.0,
        is_approved: input.is_approved,
        exception: has_exception.then(|| reference::LimitException {
            when: input.exception_when.unwrap_or_default(),
            evidence: input.exception_evidence.unwrap_or_default(),
            times,
        }),
    })
}

fn refused() -> SetServiceLimitPayload {
    let mistake = crate::refusal::Refusal::at(
        policies::SetServiceLimitRefusal::OutOfRange,
        &["kind"],
        "These figures are none of its kind: money has an amount, a rolling limit most and \
         windowMonths, the others most alone.",
    );
    SetServiceLimitPayload {
        limit: None,
        user_errors: vec![UserError::of(mistake)],
    }
}
