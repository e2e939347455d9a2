use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use futures_util::future::try_join_all;
use secrecy::ExposeSecret;

use super::loaders::CompetenceKey;
use crate::graphql::directory::ServiceCode;
use crate::graphql::identity::Role;
use crate::graphql::organizations::Organization;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::identity::accounts;
use crate::organizations::OrganizationId;

/// Whether a person may sign in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::AccountStatus")]
pub enum AccountStatus {
    /// Invited, and not yet come.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in any more.
    Deactivated,
}

/// One of an organization's people. Visible to the organization's administrators, and to the person
/// themself.
#[derive(Clone, Debug)]
pub struct Account(pub accounts::Account);

/// One of an organization's people. Visible to the organization's administrators, and to the person
/// themself.
#[Object]
impl Account {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Account.encode(self.0.id.0)
    }

    /// E-mail address that the person signs in with, in small letters.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Name to show.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the person does for the organization.
    async fn roles(&self) -> Vec<Role> {
        self.0.roles.iter().copied().map(Role::from).collect()
    }

    /// Whether the person may sign in.
    async fn status(&self) -> AccountStatus {
        self.0.status.into()
    }

    /// Until when the invitation can be accepted; null unless the person is invited. After that,
    /// invite them again.
    async fn invited_until(&self) -> Option<DateTime> {
        self.0.invited_until.map(DateTime)
    }

    /// Whether the person signs in with a second factor.
    async fn has_second_factor(&self) -> bool {
        self.0.has_second_factor
    }

    /// For which services the person may decide against what is asked; null: for none. Visible to
    /// the people of the plan.
    async fn competence(&self, ctx: &Context<'_>) -> Result<Option<ReviewerCompetence>, ApiError> {
        let found = ctx.loaders()?.load(CompetenceKey(self.0.id)).await?;
        Ok(found.map(ReviewerCompetence::from))
    }

    /// When the account was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// For which services a reviewer may decide against what is asked: deny, modify, reduce, terminate.
/// To approve as asked, every reviewer may.
#[derive(SimpleObject, Clone, Debug)]
pub struct ReviewerCompetence {
    /// Whether it is for all services, those to come as well.
    is_for_all_services: bool,
    /// The services one by one, in the state's order; empty where it is for all.
    services: Vec<ServiceCode>,
    /// Since when an administrator of the plan says so.
    marked_at: DateTime,
}

impl From<accounts::Competence> for ReviewerCompetence {
    fn from(competence: accounts::Competence) -> Self {
        let services = competence.services;
        Self {
            is_for_all_services: services.is_none(),
            services: services
                .into_iter()
                .flatten()
                .map(ServiceCode::from)
                .collect(),
            marked_at: DateTime(competence.marked_at),
        }
    }
}

/// A token that lets a person choose a password, once. It is shown in this answer only: hand it to
/// the person yourself, by a way that nobody else reads.
#[derive(SimpleObject, Debug)]
pub struct AccountTicket {
    /// The token: for `acceptInvitation` or `resetPassword`.
    token: String,
    /// From this instant on it is worth nothing.
    expires_at: DateTime,
}

impl From<accounts::Ticket> for AccountTicket {
    fn from(ticket: accounts::Ticket) -> Self {
        Self {
            token: ticket.token.expose_secret().to_owned(),
            expires_at: DateTime(ticket.expires_at),
        }
    }
}

/// An organization as the operator's administrator keeps it.
#[derive(Clone, Debug)]
pub struct KnownOrganization(pub accounts::KnownOrganization);

/// An organization as the operator's administrator keeps it.
#[Object]
impl KnownOrganization {
    /// Name and kind.
    async fn organization(&self) -> Organization {
        self.0.organization.clone().into()
    }

    /// The prime plan that delegated members and network to this plan; null where none did.
    async fn prime(&self, ctx: &Context<'_>) -> Result<Option<Organization>, ApiError> {
        match self.0.prime {
            Some(prime) => Organization::load(ctx, prime).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether somebody can sign in who administers its accounts.
    async fn is_administered(&self) -> bool {
        self.0.is_administered
    }

    /// When it joined.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// How a plan stands to others: for whom it works, and who works for it.
#[derive(Clone, Debug)]
pub struct Delegation(pub accounts::Delegation);

/// How a plan stands to others: for whom it works, and who works for it. Visible to the plan's own
/// administrators and privacy officers.
#[Object]
impl Delegation {
    /// The prime plan that delegated members and network to this one, stays accountable, and sees
    /// what it delegated; null where none did.
    async fn prime(&self, ctx: &Context<'_>) -> Result<Option<Organization>, ApiError> {
        Ok(load_all(ctx, self.0.prime.as_slice()).await?.pop())
    }

    /// The plan that offers to delegate to this one; null while none does.
    async fn offered_by(&self, ctx: &Context<'_>) -> Result<Option<Organization>, ApiError> {
        Ok(load_all(ctx, self.0.offered_by.as_slice()).await?.pop())
    }

    /// The plans that work for this one.
    async fn delegates(&self, ctx: &Context<'_>) -> Result<Vec<Organization>, ApiError> {
        load_all(ctx, &self.0.delegates).await
    }

    /// The plans to which this one offered to delegate, and which have not answered.
    async fn offered_to(&self, ctx: &Context<'_>) -> Result<Vec<Organization>, ApiError> {
        load_all(ctx, &self.0.offered_to).await
    }
}

async fn load_all(
    ctx: &Context<'_>,
    ids: &[OrganizationId],
) -> Result<Vec<Organization>, ApiError> {
    let found = ids.iter().map(|id| Organization::load(ctx, *id));
    try_join_all(found).await
}
