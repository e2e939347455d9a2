//! Where the sealed chain of an organization ends.

use crate::types::OrganizationId;
use sea_orm::entity::prelude::*;

/// Where the sealed chain of an organization ends.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    /// Whose chain.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Place of its last row; 0 before the first.
    pub seq: i64,
    /// Keyed hash of its last row.
    pub mac: Vec<u8>,
    /// When that was sealed.
    pub sealed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
