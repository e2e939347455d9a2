//! The one row that says which life of the database this is.

use sea_orm::entity::prelude::*;

/// The one row that says which life of the database this is.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Part of every notice cursor; a restore from backup starts a new epoch.
    pub epoch: i64,
    /// When the epoch began.
    pub epoch_started_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
