use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, referral_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals::{self, NewConsent};

/// A consent that a person gave.
#[derive(InputObject)]
pub struct RecordConsentInput {
    /// Which referral.
    referral_id: ID,
    /// What may be disclosed, to whom and what for, as the person signed it.
    scope: String,
    /// When it was given.
    given_on: Date,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// A consent that the person took back.
#[derive(InputObject)]
pub struct RevokeConsentInput {
    /// Which referral.
    referral_id: ID,
    /// When it was taken back.
    revoked_on: Date,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a consent was not recorded.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::RecordConsentRefusal")]
pub enum RecordConsentErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The date lies in the future.
    InvalidDate,
    /// The referral is not restricted under 42 CFR Part 2.
    NotPart2,
    /// A consent is in force already.
    InForce,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Why a consent was not revoked.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::RevokeConsentRefusal")]
pub enum RevokeConsentErrorCode {
    /// The date lies in the future, or before the consent.
    InvalidDate,
    /// The referral is not restricted under 42 CFR Part 2.
    NotPart2,
    /// No consent is in force.
    NotInForce,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

#[derive(Default)]
pub struct RecordConsent;

#[Object]
impl RecordConsent {
    /// Write down the consent behind a referral that is restricted under 42 CFR Part 2. For plan
    /// coordinators and privacy officers who see it, and for the assigned provider.
    async fn record_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and consent.")] input: RecordConsentInput,
    ) -> Result<ActPayload<RecordConsentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "recordConsent", key, &input)?;
        let new = NewConsent {
            scope: input.scope,
            given_on: input.given_on.0,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_consent(op, id, &new, key.as_ref()).await;
        ActPayload::from_outcome(id, outcome)
    }

    /// Write down that the person took the consent back: from now on the provider learns no more
    /// of what the referral is about, and nobody else can be given it.
    async fn revoke_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and date.")] input: RevokeConsentInput,
    ) -> Result<ActPayload<RevokeConsentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "revokeConsent", key, &input)?;
        let on = input.revoked_on.0;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.revoke_consent(op, id, on, key.as_ref()).await;
        ActPayload::from_outcome(id, outcome)
    }
}
