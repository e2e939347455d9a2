//! The tables of the audit trail.

use entity::audit_event;
use sea_orm::IntoActiveModel;

use crate::db::Tx;
use crate::error::StoreError;

/// Writes rows with the act that they are about.
pub async fn events_insert_in(tx: &Tx, rows: Vec<audit_event::Model>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    tx.insert_all(rows.collect()).await
}
