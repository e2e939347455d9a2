use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{act_error_codes, step};
use crate::graphql::referrals::{Assignment, Reassessment, ReassessmentOutcome};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle, UserError};
use crate::referrals::{self, AssignmentId, ReassessmentState};

/// What was found when the member was reassessed.
#[derive(InputObject)]
pub struct RecordReassessmentInput {
    /// In which turn: the assignment of which the service runs.
    assignment_id: ID,
    /// Day on which it was done, in California: not in the future, not before the start of the service
    /// or the last reassessment.
    done_on: Date,
    /// What came of it.
    outcome: ReassessmentOutcome,
    /// Free text for provider and plan. The assessment itself stays with the provider.
    note: Option<String>,
    /// What was written down wrong, where this says how it was.
    corrects: Option<CorrectsReassessmentInput>,
    /// The `version` of the referral that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// A reassessment that was written down wrong. It stays, and is void.
#[derive(InputObject)]
pub struct CorrectsReassessmentInput {
    /// Its number in the turn: that of the last that was done.
    number: i32,
    /// Why it is corrected.
    reason: String,
}

act_error_codes! {
    /// Why a reassessment was not recorded.
    RecordReassessmentErrorCode = "referrals::ReassessmentRefusal" {
        /// It lies in the future.
        InFuture,
        /// It lies before the start of the service, or before the last reassessment.
        TooEarly,
        /// The plan's policy asked for no reassessment of this service, or for no other.
        NotPlanned,
        /// What is to be corrected is not the last that was done.
        UnknownReassessment,
        /// A field is longer than it takes.
        TooLong,
        /// A field that must say something is blank.
        Required,
    }
}

/// What came of recording a reassessment.
pub struct RecordReassessmentPayload {
    assignment: AssignmentId,
    is_done: bool,
    user_errors: Vec<UserError<RecordReassessmentErrorCode>>,
}

/// What came of recording a reassessment.
#[Object]
impl RecordReassessmentPayload {
    /// The reassessment that was recorded; null when it was refused. Where it has an `endReason`,
    /// nothing has ended yet: end the service with that reason (`endService`), and say there what the
    /// member is moved to.
    async fn reassessment(&self, ctx: &Context<'_>) -> Result<Option<Reassessment>, ApiError> {
        self.last(ctx, ReassessmentState::Done).await
    }

    /// The next, due from the day on which this one was done; null where none follows, and when it was
    /// refused. It is called off when the service ends.
    async fn next(&self, ctx: &Context<'_>) -> Result<Option<Reassessment>, ApiError> {
        self.last(ctx, ReassessmentState::Open).await
    }

    /// The assignment as it is now, also when this was refused; null when the viewer's access to it
    /// has ended.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let op = ctx.operation()?.fresh();
        let referrals = &ctx.services()?.referrals;
        let found = referrals.assignments_by_ids(&op, [self.assignment]).await?;
        Ok(found.into_iter().next().map(Assignment::new))
    }

    /// Why it was refused, all reasons at once; empty when it was done.
    async fn user_errors(&self) -> &[UserError<RecordReassessmentErrorCode>] {
        &self.user_errors
    }
}

impl RecordReassessmentPayload {
    async fn last(
        &self,
        ctx: &Context<'_>,
        state: ReassessmentState,
    ) -> Result<Option<Reassessment>, ApiError> {
        if !self.is_done {
            return Ok(None);
        }
        let op = ctx.operation()?.fresh();
        let referrals = &ctx.services()?.referrals;
        let mut found = referrals.reassessments_of(&op, [self.assignment]).await?;
        let all = found.remove(&self.assignment).unwrap_or_default();
        let last = all.into_iter().rfind(|one| one.state == state);
        Ok(last.map(Reassessment))
    }
}

#[derive(Default)]
pub struct RecordReassessment;

#[Object]
impl RecordReassessment {
    /// Record that a member whose service runs was reassessed; the next is due from that day. An
    /// outcome that is a reason to discontinue ends nothing by itself. For the assigned provider and
    /// its lead care manager, and for plan coordinators on its behalf.
    async fn record_reassessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reassessment.")] input: RecordReassessmentInput,
    ) -> Result<RecordReassessmentPayload, ApiError> {
        let op = ctx.signed_in()?;
        let assignment = AssignmentId(NodeKind::Assignment.parse(&input.assignment_id)?);
        let (version, key) = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "recordReassessment", version, key, &input)?;
        let record = referrals::RecordReassessment {
            assignment,
            done_on: input.done_on.0,
            outcome: input.outcome.into(),
            note: input.note,
            corrects: input
                .corrects
                .map(|corrects| referrals::CorrectsReassessment {
                    number: corrects.number,
                    reason: corrects.reason,
                }),
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_reassessment(op, &record, &step).await;
        let (is_done, refusals) = match outcome.settle()? {
            Ok(_) => (true, Vec::new()),
            Err(refusals) => (false, refusals),
        };
        Ok(RecordReassessmentPayload {
            assignment,
            is_done,
            user_errors: refusals.into_iter().map(UserError::of).collect(),
        })
    }
}
