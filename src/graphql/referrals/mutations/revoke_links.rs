use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::payload::{ActPayload, referral_id};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// A referral whose links are to show nothing any more.
#[derive(InputObject)]
pub struct RevokeReferralLinksInput {
    /// Which referral.
    referral_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the links of a referral were not taken back.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "referrals::RevokeLinksRefusal")]
pub enum RevokeReferralLinksErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

#[derive(Default)]
pub struct RevokeReferralLinks;

#[Object]
impl RevokeReferralLinks {
    /// Take back all links that were sent by e-mail to whoever referred without an account: from now
    /// on they show nothing. News that comes later brings a new link. For plan coordinators.
    async fn revoke_referral_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The referral.")] input: RevokeReferralLinksInput,
    ) -> Result<ActPayload<RevokeReferralLinksErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "revokeReferralLinks", key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.revoke_links(op, id, key.as_ref()).await;
        ActPayload::from_outcome(id, outcome)
    }
}
