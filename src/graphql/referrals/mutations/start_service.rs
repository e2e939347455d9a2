use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, referral_id, step};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Which service started, and when.
#[derive(InputObject)]
pub struct StartServiceInput {
    /// Which referral.
    referral_id: ID,
    /// When it started: not in the future, not before the assignment.
    started_at: DateTime,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a start was not recorded.
    StartServiceErrorCode = "referrals::StartServiceRefusal" {
        /// The start lies in the future.
        InFuture,
        /// The start lies before the assignment.
        BeforeAssignment,
        /// The start lies in the future, and what the plan authorized does not cover that day.
        NotAuthorized,
    }
}

#[derive(Default)]
pub struct StartService;

#[Object]
impl StartService {
    /// Record that the service has started. The loop closes as `SERVICES_RECEIVED`, or stays open
    /// until the plan closes it, as its policy says; whoever referred hears of it, and the
    /// assignment lives on until the service ends. It is no outreach: a duty that runs goes on until
    /// an attempt is recorded. For the assigned provider, and for plan coordinators on its behalf.
    async fn start_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Referral and time.")] input: StartServiceInput,
    ) -> Result<ActPayload<StartServiceErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = referral_id(&input.referral_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "startService", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .start_service(op, id, input.started_at.0, &step)
            .await;
        ActPayload::from_outcome(id, outcome)
    }
}
