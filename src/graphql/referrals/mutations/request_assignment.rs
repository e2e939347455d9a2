use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::{ApiError, ContextExt};

/// For which referral the plan is asked.
#[derive(InputObject)]
pub struct RequestAssignmentInput {
    /// Which referral.
    referral_id: ID,
    /// How the member qualifies, in words; for the plan.
    note: Option<String>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a named provider's wish was not taken.
    RequestAssignmentErrorCode = "crate::referrals::RequestAssignmentRefusal" {
        /// Nobody is named, or that is over.
        NotNamed,
        /// The plan was asked already.
        AskedAlready,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

#[derive(Default)]
pub struct RequestAssignment;

#[Object]
impl RequestAssignment {
    /// Say that the person qualifies, and ask the plan for the referral; its assignment is the
    /// plan's yes, and from it the outreach duty counts. For the provider that whoever referred
    /// named, and for plan coordinators on its behalf.
    async fn request_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referral.")] input: RequestAssignmentInput,
    ) -> Result<ActPayload<RequestAssignmentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "requestAssignment", version, key, &input)?;
        let (referrals, note) = (&ctx.services()?.referrals, input.note.as_deref());
        let outcome = referrals.request_assignment(op, id, note, &step).await;
        ActPayload::from_outcome(id, outcome)
    }
}
