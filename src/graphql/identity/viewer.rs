use async_graphql::{ID, Object, SimpleObject};

use super::codes::{OrganizationKind, Role};
use crate::graphql::NodeKind;
use crate::identity;

/// The person who is signed in.
pub struct Viewer(pub identity::Viewer);

#[Object]
impl Viewer {
    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The organization whose records the person works with, and whose mailbox they read.
    async fn organization(&self) -> ViewerOrganization {
        (&self.0.organization).into()
    }

    /// What the person does there. What they may do follows from it.
    async fn roles(&self) -> Vec<Role> {
        self.0.roles.iter().copied().map(Role::from).collect()
    }
}

/// The organization of the person who is signed in.
#[derive(SimpleObject)]
pub struct ViewerOrganization {
    /// Id of the `Plan` or `Provider`; null for an organization that only refers, which the
    /// directory does not list.
    pub id: Option<ID>,
    /// What it is.
    pub kind: OrganizationKind,
    /// Name to show.
    pub name: String,
}

impl From<&identity::Organization> for ViewerOrganization {
    fn from(organization: &identity::Organization) -> Self {
        let kind = OrganizationKind::from(organization.kind);
        let node = match kind {
            OrganizationKind::Plan => Some(NodeKind::Plan),
            OrganizationKind::Provider => Some(NodeKind::Provider),
            OrganizationKind::Referrer => None,
        };
        Self {
            id: node.map(|node| node.encode(organization.id.0)),
            kind,
            name: organization.name.clone(),
        }
    }
}
