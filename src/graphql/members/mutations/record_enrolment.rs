use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::{EnrolmentEndReason, EnrolmentKind};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::members::{self, NewEnrolment};

/// A span in which a member is or was enrolled.
#[derive(InputObject)]
pub struct RecordEnrolmentInput {
    /// Which member.
    member_id: ID,
    /// How it began. `REINSTATED` goes on with an earlier one, as of a day that may have passed.
    kind: EnrolmentKind,
    /// First day.
    from_on: Date,
    /// Last day, where it ended.
    until_on: Option<Date>,
    /// Why it ended; with `untilOn`.
    end_reason: Option<EnrolmentEndReason>,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why an enrolment was not recorded.
    RecordEnrolmentErrorCode = "members::RecordEnrolmentRefusal" {
        /// The last day is before the first.
        InvalidDate,
        /// The member was enrolled on some of these days already.
        Overlaps,
        /// There is no earlier enrolment to go on with.
        NothingToReinstate,
    }
}

#[derive(Default)]
pub struct RecordEnrolment;

#[Object]
impl RecordEnrolment {
    /// Record when a member is or was enrolled in the plan. A reinstatement without a day between
    /// opens the loops again that the end of the enrolment had closed and nobody has touched since;
    /// loops that closed with the member's former plan in the last 90 days come along as referrals
    /// that follow. For plan coordinators and privacy officers.
    async fn record_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and span.")] input: RecordEnrolmentInput,
    ) -> Result<MemberActPayload<RecordEnrolmentErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "recordEnrolment", expected, &input)?;
        let new = NewEnrolment {
            kind: input.kind.into(),
            from_on: input.from_on.0,
            until_on: input.until_on.map(|day| day.0),
            end_reason: input.end_reason.map(Into::into),
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_enrolment(op, id, &new, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
