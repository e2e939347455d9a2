use async_graphql::{Context, Enum, InputObject, Object};

use crate::graphql::accounts::payload::TicketPayload;
use crate::graphql::identity::Role;
use crate::graphql::{ApiError, ContextExt};
use crate::identity::accounts::{self, NewPerson};

/// A person to invite.
#[derive(InputObject)]
pub struct InviteAccountInput {
    /// E-mail address to sign in with. An address belongs to one account of one organization.
    email: String,
    /// Name to show.
    name: String,
    /// What the person will do; at least one, and fit for the kind of organization.
    roles: Vec<Role>,
}

/// Why an invitation was refused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::InviteRefusal")]
pub enum InviteAccountErrorCode {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// The e-mail address has no name, no host or a space.
    InvalidEmail,
    /// An account with this e-mail address exists.
    EmailTaken,
    /// No role was given.
    NoRole,
    /// A role does not fit the kind of organization.
    RoleDoesNotFit,
}

/// Inviting people.
#[derive(Default)]
pub struct Invite;

#[Object]
impl Invite {
    /// Invite a person into one's own organization: they have 72 hours to accept. Inviting somebody
    /// again who has not come replaces name, roles and token. For the organization's administrators.
    async fn invite_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: InviteAccountInput,
    ) -> Result<TicketPayload<InviteAccountErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let person = NewPerson {
            email: input.email,
            name: input.name,
            roles: input.roles.into_iter().map(Into::into).collect(),
        };
        let outcome = ctx.services()?.accounts.invite(op, &person).await;
        TicketPayload::from_outcome(outcome.map(|made| (made.account, made.ticket)))
    }
}
