use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use crate::graphql::accounts::payload::split;
use crate::graphql::accounts::types::{AccountTicket, KnownOrganization};
use crate::graphql::organizations::OrganizationKind;
use crate::graphql::{ApiError, ContextExt, UserError};
use crate::identity::accounts::{self, NewOrganization};

/// An organization to make.
#[derive(InputObject)]
pub struct CreateOrganizationInput {
    /// What it is; an operator is made by the command line only.
    kind: OrganizationKind,
    /// Its name.
    name: String,
    /// E-mail address of its first administrator.
    administrator_email: String,
    /// Name of its first administrator.
    administrator_name: String,
}

/// Why an organization was not made.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::CreateOrganizationRefusal")]
pub enum CreateOrganizationErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// An organization of this kind and name exists.
    NameTaken,
    /// Only the command line makes an operator.
    KindNotOffered,
    /// The e-mail address has no name, no host or a space.
    InvalidEmail,
    /// An account with this e-mail address exists.
    EmailTaken,
}

/// What came of the act.
#[derive(SimpleObject)]
pub struct CreateOrganizationPayload {
    /// The organization; null when the act was refused.
    organization: Option<KnownOrganization>,
    /// What its first administrator accepts the invitation with; null when the act was refused. It
    /// is shown in this answer only.
    ticket: Option<AccountTicket>,
    /// Why the act was refused, all reasons at once; empty when it was done.
    user_errors: Vec<UserError<CreateOrganizationErrorCode>>,
}

/// What the operator's administrator does.
#[derive(Default)]
pub struct Operate;

#[Object]
impl Operate {
    /// Make an organization, and invite its first administrator. For the operator's administrator.
    async fn create_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organization and its first administrator.")]
        input: CreateOrganizationInput,
    ) -> Result<CreateOrganizationPayload, ApiError> {
        let op = ctx.signed_in()?;
        let new = NewOrganization {
            kind: input.kind.into(),
            name: input.name,
            administrator_email: input.administrator_email,
            administrator_name: input.administrator_name,
        };
        let outcome = ctx.services()?.accounts.create_organization(op, &new).await;
        let (made, user_errors) = split(outcome)?;
        let (organization, invited) = made.unzip();
        Ok(CreateOrganizationPayload {
            organization: organization.map(KnownOrganization),
            ticket: invited.map(|invited| invited.ticket.into()),
            user_errors,
        })
    }
}
