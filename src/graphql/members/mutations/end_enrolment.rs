use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::EnrolmentEndReason;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members;

/// The end of a member's open enrolment.
#[derive(InputObject)]
pub struct EndEnrolmentInput {
    /// Which member.
    member_id: ID,
    /// Last day; it may be to come.
    until_on: Date,
    /// Why it is the last.
    reason: EnrolmentEndReason,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why an enrolment was not ended.
    EndEnrolmentErrorCode = "members::EndEnrolmentRefusal" {
        /// The last day is before the first.
        InvalidDate,
        /// No enrolment is open.
        NotEnrolled,
    }
}

#[derive(Default)]
pub struct EndEnrolment;

#[Object]
impl EndEnrolment {
    /// End the open enrolment of a member. For plan coordinators and
    /// privacy officers.
    async fn end_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and last day.")] input: EndEnrolmentInput,
    ) -> Result<MemberActPayload<EndEnrolmentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "endEnrolment", expected, &input)?;
        let end = (input.until_on.0, input.reason.into());
        let members = &ctx.services()?.members;
        let outcome = members.end_enrolment(op, id, end, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
