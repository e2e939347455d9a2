use async_graphql::{Context, ID, InputObject, Object};

use super::inputs::LimitExceptionInput;
use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::authorizations::codes::AuthorizationDecision;
use crate::graphql::referrals::step;
use crate::graphql::scalars::{Date, Money};
use crate::graphql::{ApiError, ContextExt};

/// A decision.
#[derive(InputObject)]
pub struct DecideAuthorizationInput {
    /// On which authorization, by its global id.
    authorization_id: ID,
    /// What is decided.
    decision: AuthorizationDecision,
    /// Units that are granted; as asked or granted before if left out.
    units: Option<i32>,
    /// Amount that is granted; as asked or granted before if left out.
    amount: Option<Money>,
    /// First day that is granted; as asked if left out. Where units or money are reduced: the day from
    /// which that holds, the first that the plan's notice allows if left out.
    from_on: Option<Date>,
    /// Last day that is granted; as asked or granted before if left out. Where it is terminated: the
    /// first day that the plan's notice allows if left out.
    until_on: Option<Date>,
    /// The exception by which it goes beyond a limit of the service, where one is reached.
    exception: Option<LimitExceptionInput>,
    /// Reason code. Needed for whatever is not simply granted; a refusal lists those that fit.
    reason: Option<String>,
    /// Words beside the reason, so that the member understands it; at most 2000 letters.
    note: Option<String>,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a decision was not taken.
    DecideAuthorizationErrorCode = "authorizations::DecideRefusal" {
        /// Whoever asked does not decide.
        OwnRequest,
        /// The plan has not said which member it is for.
        MemberUnconfirmed,
        /// The reviewer is not marked competent to deny or give less.
        NotCompetent,
        /// The second reviewer is another person than the first.
        SecondReviewer,
        /// A reason is missing, is none, or does not fit the decision.
        UnknownReason,
        /// The last day lies before the first.
        DatesReversed,
        /// Days, units or amount are outside of what they may be, or less comes sooner than the
        /// plan's notice allows.
        OutOfRange,
        /// `APPROVE` grants what was asked, and the figures say something else: decide `MODIFY`.
        NotAsAsked,
        /// `MODIFY` grants something else than was asked, and the figures do not: decide `APPROVE`.
        NothingModified,
        /// A reduction gives more than was granted, or nothing less.
        NotLess,
        /// Less would be granted than is used already.
        UsedAlready,
        /// A limit of the service would be exceeded; the message says what was used, when, what is
        /// left, and which exception there is.
        LimitReached,
        /// An appeal against what was decided is open; it is decided first.
        AppealOpen,
        /// Approval is the assignment to the provider that asked, and that cannot be made now.
        NotAssignable,
    }
}

#[derive(Default)]
pub struct DecideAuthorization;

#[Object]
impl DecideAuthorization {
    /// Decide on an authorization, or change what was granted. Approval moves the referral on: what
    /// waited is ready to be assigned, or, where a named provider asked, is assigned to it. A denial
    /// is told with its reason, and closes the loop where the plan set so. For reviewers of the plan,
    /// and not for whoever asked.
    async fn decide_authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Authorization and decision.")] input: DecideAuthorizationInput,
    ) -> Result<ActPayload<DecideAuthorizationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "decideAuthorization", version, key, &input)?;
        let decide = authorizations::DecideAuthorization {
            authorization: id,
            decision: input.decision.into(),
            grant: authorizations::GrantWish {
                units: input.units,
                cents: input.amount.map(|amount| amount.0),
                from_on: input.from_on.map(|day| day.0),
                until_on: input.until_on.map(|day| day.0),
            },
            exception: input.exception.map(Into::into),
            reason: input.reason,
            note: input.note,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.decide_authorization(op, &decide, &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
