//! Two records that look like one person and are two.

use crate::types::{AccountId, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// Two records that look like one person and are two.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_apart")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan of both.
    pub plan_id: OrganizationId,
    /// The older record: its id is the lower one.
    pub one_id: MemberId,
    /// The other record.
    pub other_id: MemberId,
    /// Why they are two people.
    pub reason: String,
    /// When that was said.
    pub decided_at: DateTimeUtc,
    /// By whom.
    pub decided_by: AccountId,
    /// When it was taken back.
    pub undone_at: Option<DateTimeUtc>,
    /// Who took it back.
    pub undone_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
