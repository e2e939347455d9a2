use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::referrals::{OutreachMethod, OutreachOutcome};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// A contact with a person before anything was assigned.
#[derive(InputObject)]
pub struct RecordEarlyContactInput {
    /// Which referral.
    referral_id: ID,
    /// When it was made: not in the future, not before the referral came in.
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
    /// Why a contact from before the assignment was not recorded.
    RecordEarlyContactErrorCode = "referrals::EarlyContactRefusal" {
        /// Nobody is named, or that is over.
        NotNamed,
        /// The contact lies in the future.
        InFuture,
        /// The contact was made before the referral came in.
        BeforeReferral,
        /// Minutes are negative, more than a day, or not a number.
        InvalidMinutes,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct RecordEarlyContact;

#[Object]
impl RecordEarlyContact {
    /// Record that the named provider was in touch with the person, or tried to be, before anything
    /// was assigned. It neither starts nor meets the outreach duty. For the provider that whoever
    /// referred named, and for plan coordinators on its behalf.
    async fn record_early_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact.")] input: RecordEarlyContactInput,
    ) -> Result<ActPayload<RecordEarlyContactErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let step = step(ctx, "recordEarlyContact", None, key, &input)?;
        let contact = referrals::RecordOutreach {
            referral: id,
            kind: referrals::ContactKind::Outreach,
            is_in_facility: false,
            made_at: input.made_at.0,
            method: input.method.into(),
            outcome: input.outcome.into(),
            minutes: input.minutes,
            note: input.note,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_early_contact(op, &contact, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
