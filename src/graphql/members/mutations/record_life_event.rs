use async_graphql::{Context, ID, InputObject, Object};

use super::payload::{MemberActPayload, member_error_codes, member_id, step};
use crate::graphql::members::codes::LifeEventKind;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::members::{self, LifeEventId, NewLifeEvent};

/// What happened to a member, or the correction of what was recorded.
#[derive(InputObject)]
pub struct RecordLifeEventInput {
    /// Which member.
    member_id: ID,
    /// What happened.
    kind: LifeEventKind,
    /// On which day, in California; not in the future.
    happened_on: Date,
    /// Anything else; where it corrects, why.
    note: Option<String>,
    /// The event that this one corrects: both stay visible, and this one counts.
    corrects_id: Option<ID>,
    /// The corrected event did not happen at all.
    #[graphql(default)]
    is_void: bool,
    /// The `version` that this was decided on; a later one refuses it.
    expected_version: Option<i32>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

member_error_codes! {
    /// Why a life event was not recorded.
    RecordLifeEventErrorCode = "members::RecordLifeEventRefusal" {
        /// The day is in the future, or before the member was born.
        InvalidDate,
        /// The member has no such event, or it was corrected before.
        UnknownEvent,
        /// Only a correction takes an event back.
        NothingToCorrect,
    }
}

#[derive(Default)]
pub struct RecordLifeEvent;

#[Object]
impl RecordLifeEvent {
    /// Record what happened to a member and matters to their loops, or correct it. Open loops close
    /// and services end with it; correcting a death or an incarceration opens none again by itself
    /// (`reopenReferral` does). After a death nothing else is recorded. For plan coordinators and
    /// privacy officers.
    async fn record_life_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Member and event.")] input: RecordLifeEventInput,
    ) -> Result<MemberActPayload<RecordLifeEventErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = member_id(&input.member_id)?;
        let expected = (input.expected_version, input.idempotency_key.as_ref());
        let step = step(ctx, "recordLifeEvent", expected, &input)?;
        let corrects = input.corrects_id.as_ref();
        let corrects = corrects
            .map(|id| NodeKind::LifeEvent.parse(id))
            .transpose()?;
        let new = NewLifeEvent {
            kind: input.kind.into(),
            happened_on: input.happened_on.0,
            note: input.note,
            corrects: corrects.map(LifeEventId),
            is_void: input.is_void,
        };
        let referrals = &ctx.services()?.referrals;
        let outcome = referrals.record_life_event(op, id, &new, &step).await;
        MemberActPayload::from_outcome(id, outcome)
    }
}
