//! A plan, provider or referrer.

use crate::types::{OrganizationId, OrganizationKind};
use sea_orm::entity::prelude::*;

/// A plan, provider or referrer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Name.
    pub name: String,
    /// E.164, if known.
    pub phone: Option<String>,
    /// The prime plan of a subcontracted plan: it delegated members and network, stays
    /// accountable, and sees what it delegated.
    pub prime_id: Option<OrganizationId>,
    /// The plan that offered to delegate to this one, until it accepts or one of them says no.
    pub offered_prime_id: Option<OrganizationId>,
    /// When it joined.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
