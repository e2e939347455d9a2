//! Organizations: the plans, providers and referrers of the exchange, by name. Public.

pub use entity::types::{AccountId, OrganizationId, OrganizationKind};
use entity::{account, organization};
use sea_orm::ColumnTrait;

use crate::db::{Db, Reader};
use crate::error::StoreError;
use crate::op::OpCtx;

/// A plan, provider or referrer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Key, and address of its mailbox.
    pub id: OrganizationId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Name.
    pub name: String,
    /// E.164, if known.
    pub phone: Option<String>,
}

/// Reads organizations. Cheap to clone.
#[derive(Clone)]
pub struct Organizations {
    db: Db,
}

impl Organizations {
    /// Reads through `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The organizations of those ids, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: Vec<OrganizationId>,
    ) -> Result<Vec<Organization>, StoreError> {
        organizations_by_ids(&self.db.read(op), ids).await
    }

    /// Names of people who acted. Read with the server's eyes: whoever may see an act may see who
    /// did it, and the timeline names people only to whom it concerns.
    pub async fn people_names(
        &self,
        op: &OpCtx,
        ids: Vec<AccountId>,
    ) -> Result<Vec<(AccountId, String)>, StoreError> {
        let reader = self.db.read_as_system(
            op,
            "a timeline names who acted, also for other organizations",
        );
        let rows = reader
            .select::<account::Entity>()
            .filter(account::Column::Id.is_in(ids))
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

/// What an organization is, if there is one of that id.
pub async fn kind_in(
    reader: &Reader,
    id: OrganizationId,
) -> Result<Option<OrganizationKind>, StoreError> {
    let found = organizations_by_ids(reader, vec![id]).await?;
    Ok(found.first().map(|organization| organization.kind))
}

/// The organizations of those ids, in no order.
pub(crate) async fn organizations_by_ids(
    reader: &Reader,
    ids: Vec<OrganizationId>,
) -> Result<Vec<Organization>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Id.is_in(ids))
        .all()
        .await?;
    Ok(rows.into_iter().map(Organization::from).collect())
}

impl From<organization::Model> for Organization {
    fn from(row: organization::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            name: row.name,
            phone: row.phone,
        }
    }
}
