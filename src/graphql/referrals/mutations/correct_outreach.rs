use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::referrals::{ContactKind, OutreachMethod, OutreachOutcome};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::referrals;

/// How an attempt really was.
#[derive(InputObject)]
pub struct CorrectedOutreachInput {
    /// Whether it was an attempt, or another contact.
    #[graphql(default_with = "ContactKind::Outreach")]
    kind: ContactKind,
    /// Whether it was made where the member stays.
    #[graphql(default = false)]
    is_in_facility: bool,
    /// When it was made: not in the future, not before the assignment.
    made_at: DateTime,
    /// How it was made.
    method: OutreachMethod,
    /// What it led to.
    outcome: OutreachOutcome,
    /// Minutes spent, 0 to 1440; rounded up to whole minutes, and 1 for a letter.
    minutes: f64,
    /// Free text for provider and plan.
    note: Option<String>,
}

/// Which attempt was written down wrong, and how it really was.
#[derive(InputObject)]
pub struct CorrectOutreachInput {
    /// On which referral.
    referral_id: ID,
    /// Which attempt: the id of the latest row about it.
    attempt_id: ID,
    /// How it really was; leave it out where it never happened.
    really: Option<CorrectedOutreachInput>,
    /// Why it is corrected.
    reason: String,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why an attempt was not corrected.
    CorrectOutreachErrorCode = "referrals::CorrectOutreachRefusal" {
        /// There is no such attempt on this referral, or it was corrected already.
        UnknownAttempt,
        /// The attempt lies in the future.
        InFuture,
        /// The attempt was made before the assignment.
        BeforeAssignment,
        /// Minutes are negative, more than a day, or not a number.
        InvalidMinutes,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct CorrectOutreach;

#[Object]
impl CorrectOutreach {
    /// Correct an attempt by a new row that names the old one: both stay visible, and the duty is
    /// computed anew from those that stand. For the assigned provider, and for plan coordinators,
    /// also after the assignment has ended.
    async fn correct_outreach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The correction.")] input: CorrectOutreachInput,
    ) -> Result<ActPayload<CorrectOutreachErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let attempt = NodeKind::OutreachAttempt.parse(&input.attempt_id)?;
        let key = input.idempotency_key.as_ref();
        let step = step(ctx, "correctOutreach", None, key, &input)?;
        let really = input.really.map(|really| referrals::RecordOutreach {
            referral: id,
            kind: really.kind.into(),
            is_in_facility: really.is_in_facility,
            made_at: really.made_at.0,
            method: really.method.into(),
            outcome: really.outcome.into(),
            minutes: really.minutes,
            note: really.note,
        });
        let correct = referrals::CorrectOutreach {
            referral: id,
            attempt: referrals::AttemptId(attempt),
            really,
            reason: input.reason,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.correct_outreach(op, &correct, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
