//! Something that a plan has to do by hand.

use crate::types::{
    AccountId, AssignmentId, AuthorizationId, MemberId, OrganizationId, ReferralId, TaskAbout,
    TaskId, TaskKind, TaskState, TaskWay,
};
use sea_orm::entity::prelude::*;

/// Something that a plan has to do by hand.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    /// Whose.
    pub plan_id: OrganizationId,
    /// What is to be done.
    pub kind: TaskKind,
    /// What it tells.
    pub about: TaskAbout,
    /// Of which referral; null for what is sent of an authorization without one.
    pub referral_id: Option<ReferralId>,
    /// Number of the event on its timeline; null for what is sent of an authorization.
    pub event_seq: Option<i32>,
    /// The authorization whose notice of action or answer is sent, if one is.
    pub authorization_id: Option<AuthorizationId>,
    /// Which of its notices.
    pub action_number: Option<i32>,
    /// Which of its appeals and grievances is answered.
    pub appeal_number: Option<i32>,
    /// The assignment that it tells of, if of one.
    pub assignment_id: Option<AssignmentId>,
    /// The provider that it names, if one.
    pub provider_id: Option<OrganizationId>,
    /// Whom it is about; null where the plan does not know who it is.
    pub member_id: Option<MemberId>,
    /// Where it stands.
    pub state: TaskState,
    /// Day by which it is to be done.
    pub due_on: Date,
    /// When it was made.
    pub made_at: DateTimeUtc,
    /// When it was done or called off, as it was written down.
    pub ended_at: Option<DateTimeUtc>,
    /// Who wrote that down; null for the server itself.
    pub ended_by: Option<AccountId>,
    /// When it was done.
    pub done_at: Option<DateTimeUtc>,
    /// How it was done.
    pub done_way: Option<TaskWay>,
    /// Why it was called off.
    pub reason: Option<String>,
    /// Heading of the text as it was sent.
    pub sent_subject: Option<String>,
    /// The text as it was sent.
    pub sent_body: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
