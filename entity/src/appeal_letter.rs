//! The letter with a plan's answer to an appeal or a grievance. Its text never changes.

use crate::types::{AuthorizationId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// The letter with a plan's answer to an appeal or a grievance. Its text never changes.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appeal_letter")]
pub struct Model {
    /// About which authorization it was filed.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// Number of the appeal or grievance.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The plan, repeated.
    pub plan_id: OrganizationId,
    /// To whom.
    pub member_id: MemberId,
    /// When it was prepared.
    pub prepared_at: DateTimeUtc,
    /// The member's language.
    pub language: String,
    /// Its heading.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// It is in English, because no text is at hand in that language.
    pub needs_translation: bool,
}

impl ActiveModelBehavior for ActiveModel {}
