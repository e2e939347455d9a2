//! A notice of action: what a plan tells a member in writing. Its text never changes.

use crate::types::{ActionKind, AuthorizationId, AuthorizationStatus, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A notice of action: what a plan tells a member in writing. Its text never changes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_of_action")]
pub struct Model {
    /// Of which authorization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// 1, 2, 3 … of that authorization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The plan, repeated.
    pub plan_id: OrganizationId,
    /// To whom.
    pub member_id: MemberId,
    /// What it tells.
    pub kind: ActionKind,
    /// When it was prepared.
    pub prepared_at: DateTimeUtc,
    /// First day on which the action holds.
    pub effective_on: Date,
    /// Last day on which an appeal is in time.
    pub appeal_by: Date,
    /// The member's language.
    pub language: String,
    /// Its heading.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// It is in English, because no text is at hand in that language.
    pub needs_translation: bool,
    /// When it turned out that nothing is delayed; null for others.
    pub recalled_at: Option<DateTimeUtc>,
    /// Where the authorization stood before, where something was taken away.
    pub had_status: Option<AuthorizationStatus>,
    /// Units that were granted before.
    pub had_units: Option<i32>,
    /// Amount that was granted before, in cents.
    pub had_cents: Option<i64>,
    /// First day before.
    pub had_from_on: Option<Date>,
    /// Last day before.
    pub had_until_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
