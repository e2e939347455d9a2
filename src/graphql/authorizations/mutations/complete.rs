use async_graphql::{Context, ID, InputObject, Object};

use super::inputs::{AttachmentInput, CriterionAnswerInput, answers, attachments};
use super::payload::{ActPayload, act_error_codes, authorization_id};
use crate::authorizations;
use crate::graphql::referrals::step;
use crate::graphql::{ApiError, ContextExt};

/// What completes a request.
#[derive(InputObject)]
pub struct CompleteAuthorizationInput {
    /// Which request, by its global id.
    authorization_id: ID,
    /// The answer to what the plan asked, at most 2000 letters.
    answer: Option<String>,
    /// Criteria that were open, or are answered otherwise than before.
    criteria: Option<Vec<CriterionAnswerInput>>,
    /// More documents; 20 in all.
    attachments: Option<Vec<AttachmentInput>>,
    /// Version that you have seen; another one refuses.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

act_error_codes! {
    /// Why a request was not completed.
    CompleteAuthorizationErrorCode = "authorizations::AnswerRefusal" {
        /// Nothing was asked that this answers, and nothing is added.
        NothingAsked,
        /// A criterion is none of the service's, or answered twice.
        UnknownCriterion,
        /// There are too many documents.
        TooMany,
    }
}

#[derive(Default)]
pub struct CompleteAuthorization;

#[Object]
impl CompleteAuthorization {
    /// Complete a request: answer what the plan asked, answer criteria, name documents. Once nothing
    /// is open that could still decide, the plan's business days begin. For whoever asked, whoever is
    /// to serve, and the plan.
    async fn complete_authorization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Request and what completes it.")] input: CompleteAuthorizationInput,
    ) -> Result<ActPayload<CompleteAuthorizationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = authorization_id(&input.authorization_id)?;
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "completeAuthorization", version, key, &input)?;
        let more = authorizations::AnswerQuestion {
            authorization: id,
            answer: input.answer,
            answers: answers(input.criteria),
            attachments: attachments(input.attachments),
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.complete_authorization(op, &more, &step).await;
        ActPayload::from_outcome(Some(id), outcome)
    }
}
