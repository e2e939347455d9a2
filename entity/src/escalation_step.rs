//! One step of a policy's escalation.

use crate::types::{EscalationAction, EscalationAudience, OrganizationId};
use sea_orm::entity::prelude::*;

/// One step of a policy's escalation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "escalation_step")]
pub struct Model {
    /// Whose policy.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: OrganizationId,
    /// Its service, or empty.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service: String,
    /// Its first day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_on: Date,
    /// Number of the step, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Minutes after the due instant; negative before it.
    pub offset_minutes: i32,
    /// Who is told.
    pub audience: EscalationAudience,
    /// What is done.
    pub action: EscalationAction,
}

impl ActiveModelBehavior for ActiveModel {}
