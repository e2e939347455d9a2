//! One provider's turn at a referral; it outlives the loop.

use crate::types::{
    AccountId, AssignmentEnd, AssignmentId, AssignmentStatus, AuthorizationId, MemberId,
    OrganizationId, PoolId, ReferralId, SlotState,
};
use sea_orm::entity::prelude::*;

/// One provider's turn at a referral; it outlives the loop.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    /// Which referral.
    pub referral_id: ReferralId,
    /// The referral's plan, repeated so that a list needs no join.
    pub plan_id: OrganizationId,
    /// Whose turn.
    pub provider_id: OrganizationId,
    /// The referral's member, repeated: access to the member follows this row.
    pub member_id: MemberId,
    /// The pool whose slot it takes.
    pub pool_id: PoolId,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// What it takes of the pool.
    pub slot: SlotState,
    /// Start of the 24-hour duty.
    pub assigned_at: DateTimeUtc,
    /// Who assigned; null for the server itself.
    pub assigned_by: Option<AccountId>,
    /// First yes, in words or by outreach.
    pub accepted_at: Option<DateTimeUtc>,
    /// End of the 24-hour duty; null where the service has none.
    pub outreach_due_at: Option<DateTimeUtc>,
    /// When the earliest attempt was made.
    pub first_attempt_at: Option<DateTimeUtc>,
    /// Sort key of work lists: the due instant while outreach is owed, else the year 9999.
    pub next_due_at: DateTimeUtc,
    /// When the service started.
    pub service_started_at: Option<DateTimeUtc>,
    /// When the turn was over.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was over.
    pub end_reason: Option<AssignmentEnd>,
    /// Whether its referral is restricted, repeated: who serves it tells what it is about.
    pub is_restricted: bool,
    /// Why the service was discontinued, once it ended.
    pub discontinuation_reason: Option<String>,
    /// What the member was moved to, if the service was discontinued.
    pub moved_to: Option<String>,
    /// Why it was declined, if it was.
    pub decline_reason: Option<String>,
    /// Declined for capacity while the figures showed room.
    pub is_disputed: bool,
    /// Attempts that the plan's policy wanted when it was assigned; null where there is no duty.
    pub follow_up_attempts: Option<i32>,
    /// By when it wanted them.
    pub follow_up_until: Option<DateTimeUtc>,
    /// When the plan excused the duty.
    pub excused_at: Option<DateTimeUtc>,
    /// Who excused it.
    pub excused_by: Option<AccountId>,
    /// Why.
    pub excuse: Option<String>,
    /// Until when the place is held; null: until the assignment ends. Gone once service started.
    pub held_until: Option<DateTimeUtc>,
    /// The authorization on which the service draws, once it started.
    pub authorization_id: Option<AuthorizationId>,
    /// The service started without the authorization that the plan wants: it is not paid.
    pub is_unpayable: bool,
}

impl ActiveModelBehavior for ActiveModel {}
