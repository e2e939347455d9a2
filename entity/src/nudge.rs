//! A message outside of the mailbox, to be sent: one for each assignment and channel, or for each
//! event of a referral of which somebody without an account is told.

use crate::types::{AssignmentId, NudgeChannel, NudgeId, NudgeState, OrganizationId, ReferralId};
use sea_orm::entity::prelude::*;

/// A message outside of the mailbox, to be sent: one for each assignment and channel, or for each
/// event of a referral of which somebody without an account is told.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nudge")]
pub struct Model {
    /// Key; the same at every try, so that the other side knows a repetition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NudgeId,
    /// Which assignment set it off, if one did. It is not in the message.
    pub assignment_id: Option<AssignmentId>,
    /// Of which referral whoever referred is told, if it is that. It is not in the message.
    pub referral_id: Option<ReferralId>,
    /// Number of the event on the referral's timeline.
    pub event_seq: Option<i32>,
    /// To whom; of a referral, the plan for which it goes out.
    pub organization_id: OrganizationId,
    /// By which way.
    pub channel: NudgeChannel,
    /// How far it came.
    pub state: NudgeState,
    /// Tries so far.
    pub tries: i32,
    /// When it was written.
    pub queued_at: DateTimeUtc,
    /// Not to be tried before.
    pub next_try_at: DateTimeUtc,
    /// When it was sent, given up or called off.
    pub ended_at: Option<DateTimeUtc>,
    /// What went wrong at the last try, as a code.
    pub fault: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
