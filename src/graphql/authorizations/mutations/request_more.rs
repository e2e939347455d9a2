use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt};

/// A request about which the plan needs to know more.
#[derive(InputObject)]
pub struct RequestMoreInformationInput {
    /// Which request, by its global id.
    authorization_id: ID,
    /// What the plan needs to know, at most 2000 letters.
    question: String,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why nothing more was asked.
    RequestMoreInformationErrorCode = "authorizations::AskRefusal" {
        /// An earlier question waits for its answer.
        AskedAlready,
    }
}

#[derive(Default)]
pub struct RequestMoreInformation;

#[Object]
impl RequestMoreInformation {
    /// Ask for more before a decision; whoever asked for the authorization hears of it at once. Whether the
    /// plan's clock stops meanwhile is its policy on the day of the request. For reviewers of the plan.
    async fn request_more_information(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Request and question.")] input: RequestMoreInformationInput,
    ) -> Result<ActPayload<RequestMoreInformationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "requestMoreInformation", version, key, &input)?;
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals
            .request_more_information(op, (id, &input.question), &step)
            .await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
