//! Which entries of the audit trail concern a member: the index behind the list of disclosures.

use crate::types::{MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// One member's part in an entry of the audit trail; written when the entry is sealed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosure")]
pub struct Model {
    /// Whom it was about.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    /// When.
    #[sea_orm(primary_key, auto_increment = false)]
    pub occurred_at: DateTimeUtc,
    /// The entry of the audit trail.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    /// The plan that answered for the member then.
    pub plan_id: OrganizationId,
}

impl ActiveModelBehavior for ActiveModel {}
