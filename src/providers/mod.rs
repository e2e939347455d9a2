//! Providers: who offers which service where, for which plans.

pub mod coverage;
mod npi;

pub use entity::types::PhoneLine;

pub use npi::{Npi, NpiError};

use entity::organization;
use entity::types::{OrganizationId, OrganizationKind};
use sea_orm::ColumnTrait;

use crate::db::Reader;
use crate::error::StoreError;

/// What an organization is, if there is one of that id.
pub async fn organization_kind(
    reader: &Reader,
    id: OrganizationId,
) -> Result<Option<OrganizationKind>, StoreError> {
    let row = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.map(|row| row.kind))
}
