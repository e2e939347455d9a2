//! A provider that was thought of when an assignment was made.

use crate::types::{AssignmentId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A provider that was thought of when an assignment was made.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_candidate")]
pub struct Model {
    /// Which assignment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    /// Place in the order, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rank: i32,
    /// Which provider.
    pub provider_id: OrganizationId,
    /// Why it was out of question: codes with commas between, or empty.
    pub exclusions: String,
    /// The member chose it.
    pub is_chosen: bool,
    /// It serves in the member's language.
    pub speaks_language: bool,
    /// The provider prefers people whom it referred itself, and referred this one.
    pub is_preferred: bool,
    /// Places that were free for the plan.
    pub free_places: i32,
    /// When it was last assigned somebody.
    pub last_assigned_at: Option<DateTimeUtc>,
    /// Whole kilometres between the middles of the ZIP codes.
    pub distance_km: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
