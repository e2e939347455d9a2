//! A key by which members are searched, made from names and phones by `members::keys`.

use crate::types::{MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A key by which members are searched, made from names and phones by `members::keys`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_key")]
pub struct Model {
    /// The member's plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Kind and text: `w:` a word of a name, `n:` the word without one letter, `p:` a phone.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
}

impl ActiveModelBehavior for ActiveModel {}
