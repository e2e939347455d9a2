//! Organizations as the other types refer to them: by name.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, SimpleObject};

use super::loaders::Source;
use super::{ApiError, ContextExt, NodeKind};
use crate::error::StoreError;
use crate::organizations::{self, AccountId, OrganizationId};

/// What an organization is in the exchange.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "organizations::OrganizationKind")]
pub enum OrganizationKind {
    /// A Medi-Cal managed care plan.
    Plan,
    /// An ILOS or ECM provider.
    Provider,
    /// A clinic, hospital, county or community organization that refers.
    Referrer,
    /// A state authority: reads figures across plans, never a person.
    State,
    /// Who runs this server.
    Operator,
}

/// A plan, provider or referrer, by name.
#[derive(SimpleObject, Clone, Debug)]
pub struct Organization {
    /// Id of the `Plan` or `Provider`; null for an organization that only refers, which the
    /// directory does not list.
    pub id: Option<ID>,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// Its phone, E.164; null where none is known.
    pub phone: Option<String>,
}

impl From<organizations::Organization> for Organization {
    fn from(organization: organizations::Organization) -> Self {
        let node = match organization.kind {
            organizations::OrganizationKind::Plan => Some(NodeKind::Plan),
            organizations::OrganizationKind::Provider => Some(NodeKind::Provider),
            organizations::OrganizationKind::Referrer
            | organizations::OrganizationKind::State
            | organizations::OrganizationKind::Operator => None,
        };
        Self {
            id: node.map(|node| node.encode(organization.id.0)),
            kind: organization.kind.into(),
            name: organization.name,
            phone: organization.phone,
        }
    }
}

impl Organization {
    /// The organization of that id; every id that a record refers to has one.
    pub(super) async fn load(ctx: &Context<'_>, id: OrganizationId) -> Result<Self, ApiError> {
        let found = ctx.loaders()?.load(OrganizationKey(id)).await?;
        found.ok_or_else(ApiError::not_found)
    }
}

/// The name of one of an organization's people.
pub(super) async fn person_name(
    ctx: &Context<'_>,
    account: AccountId,
) -> Result<Option<String>, ApiError> {
    ctx.loaders()?.load(PersonKey(account)).await
}

/// Key of the loader of people's names.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonKey(pub AccountId);

impl Loader<PersonKey> for Source {
    type Value = String;
    type Error = Arc<StoreError>;

    async fn load(&self, keys: &[PersonKey]) -> Result<HashMap<PersonKey, String>, Self::Error> {
        let ids = keys.iter().map(|key| key.0).collect();
        let names = self
            .services()
            .organizations
            .people_names(&self.op(), ids)
            .await?;
        Ok(names
            .into_iter()
            .map(|(id, name)| (PersonKey(id), name))
            .collect())
    }
}

/// Key of the loader of organizations.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OrganizationKey(pub OrganizationId);

impl Loader<OrganizationKey> for Source {
    type Value = Organization;
    type Error = Arc<StoreError>;

    async fn load(
        &self,
        keys: &[OrganizationKey],
    ) -> Result<HashMap<OrganizationKey, Organization>, Self::Error> {
        let ids = keys.iter().map(|key| key.0).collect();
        let found = self
            .services()
            .organizations
            .by_ids(&self.op(), ids)
            .await?;
        Ok(found
            .into_iter()
            .map(|found| (OrganizationKey(found.id), found.into()))
            .collect())
    }
}
