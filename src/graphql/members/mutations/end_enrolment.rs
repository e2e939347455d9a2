use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::EnrolmentEndReason;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::{self, NewEnd};
use crate::organizations::OrganizationId;

/// The end of a member's open enrolment.
#[derive(InputObject)]
pub struct EndEnrolmentInput {
    /// Which member.
    member_id: ID,
    /// Last day; it may be to come.
    until_on: Date,
    /// Why it is the last.
    reason: EnrolmentEndReason,
    /// The plan that the member is in from the next day on, if that is known; with
    /// `CHANGED_PLAN`. What is open goes on there, as referrals that follow.
    next_plan_id: Option<ID>,
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
        /// There is no such other plan, or the reason is not `CHANGED_PLAN`.
        UnknownPlan,
    }
}

#[derive(Default)]
pub struct EndEnrolment;

#[Object]
impl EndEnrolment {
    /// End the open enrolment of a member. When the last day is over, open loops close as no longer
    /// eligible and services end; what the plan did not restrict goes on with the member's new
    /// plan, where that is known here. For plan coordinators and privacy officers.
    async fn end_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and last day.")] input: EndEnrolmentInput,
    ) -> Result<MemberActPayload<EndEnrolmentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "endEnrolment", expected, &input)?;
        let next_plan = input.next_plan_id.as_ref();
        let next_plan = next_plan.map(|id| NodeKind::Plan.parse(id)).transpose()?;
        let end = NewEnd {
            until_on: input.until_on.0,
            reason: input.reason.into(),
            next_plan: next_plan.map(OrganizationId),
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.end_enrolment(op, id, &end, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
