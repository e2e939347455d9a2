//! One step of the clock of an authorization.

use crate::types::{AuthorizationId, EscalationState, NoticeKind, OrganizationId};
use sea_orm::entity::prelude::*;

/// One step of the clock of an authorization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_step")]
pub struct Model {
    /// Of which.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authorization_id: AuthorizationId,
    /// Number of the step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The plan, repeated.
    pub plan_id: OrganizationId,
    /// From when on it is due.
    pub fires_at: DateTimeUtc,
    /// The notice that tells it.
    pub tells: NoticeKind,
    /// Where it stands.
    pub state: EscalationState,
    /// When it fired.
    pub fired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
