use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::referrals::{ContactKind, OutreachMethod, OutreachOutcome};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// An attempt to reach a member.
#[derive(InputObject)]
pub struct RecordOutreachInput {
    /// Which referral.
    referral_id: ID,
    /// Whether it is an attempt, or another contact.
    #[graphql(default_with = "ContactKind::Outreach")]
    kind: ContactKind,
    /// Whether it was made where the member stays: contact in a facility counts as successful.
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
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why an attempt was not recorded.
    RecordOutreachErrorCode = "referrals::OutreachRefusal" {
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
pub struct RecordOutreach;

#[Object]
impl RecordOutreach {
    /// Record an attempt to reach the member, successful or not. The first one made meets the
    /// 24-hour duty, or shows it late; it accepts the assignment by implication. A call from the
    /// member and talk between professionals are kept and count as no attempt. For the assigned
    /// provider, and for plan coordinators on its behalf.
    async fn record_outreach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The attempt.")] input: RecordOutreachInput,
    ) -> Result<ActPayload<RecordOutreachErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let step = step(
            ctx,
            "recordOutreach",
            None,
            input.idempotency_key.as_ref(),
            &input,
        )?;
        let attempt = referrals::RecordOutreach {
            referral: id,
            kind: input.kind.into(),
            is_in_facility: input.is_in_facility,
            made_at: input.made_at.0,
            method: input.method.into(),
            outcome: input.outcome.into(),
            minutes: input.minutes,
            note: input.note,
        };
        let outcome = ctx
            .services()?
            .referrals
            .record_outreach(op, &attempt, &step)
            .await;
        ActPayload::from_outcome(id, outcome)
    }
}
