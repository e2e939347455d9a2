use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::graphql::accounts::payload::{AccountPayload, TicketPayload, account_id};
use crate::graphql::identity::Role;
use crate::graphql::{ApiError, ContextExt};
use crate::identity::accounts;

/// What a person is to do.
#[derive(InputObject)]
pub struct SetRolesInput {
    /// The account: of one's own organization, and not one's own.
    account_id: ID,
    /// All that the person does from now on; at least one role.
    roles: Vec<Role>,
}

/// Why roles were not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::SetRolesRefusal")]
pub enum SetRolesErrorCode {
    /// No role was given.
    NoRole,
    /// A role does not fit the kind of organization.
    RoleDoesNotFit,
    /// The organization would have no administrator.
    LastAdministrator,
    /// Nobody changes their own roles; another administrator does.
    OwnRoles,
}

/// Whose access ends.
#[derive(InputObject)]
pub struct DeactivateAccountInput {
    /// The account, of one's own organization.
    account_id: ID,
}

/// Why an account was not deactivated.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::DeactivateRefusal")]
pub enum DeactivateAccountErrorCode {
    /// The organization would have no administrator.
    LastAdministrator,
}

/// Whose access begins again.
#[derive(InputObject)]
pub struct ReactivateAccountInput {
    /// The account, of one's own organization.
    account_id: ID,
}

/// Why an account was not reactivated.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::ReactivateRefusal")]
pub enum ReactivateAccountErrorCode {
    /// The person never accepted an invitation.
    NeverJoined,
}

/// Who is to choose another password.
#[derive(InputObject)]
pub struct IssuePasswordResetInput {
    /// The account: of one's own organization, and not one's own.
    account_id: ID,
}

/// Why no reset was issued.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::IssueResetRefusal")]
pub enum IssuePasswordResetErrorCode {
    /// The person may not sign in.
    NotActive,
    /// It is the caller's own account: `changePassword` is for that.
    OwnPassword,
}

/// Whose second factor is forgotten.
#[derive(InputObject)]
pub struct ResetSecondFactorInput {
    /// The account: of one's own organization, and not one's own.
    account_id: ID,
}

/// Why a second factor was not reset.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::ResetFactorRefusal")]
pub enum ResetSecondFactorErrorCode {
    /// The person has none.
    NotEnrolled,
    /// It is the caller's own account: `removeSecondFactor` is for that.
    OwnFactor,
}

/// Administering the people of one's own organization.
#[derive(Default)]
pub struct Administer;

#[Object]
impl Administer {
    /// Give a person these roles and no others. What they lose ends within 5 seconds. For the
    /// organization's administrators.
    async fn set_roles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the person is to do.")] input: SetRolesInput,
    ) -> Result<AccountPayload<SetRolesErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = account_id(&input.account_id)?;
        let roles: Vec<_> = input.roles.into_iter().map(Into::into).collect();
        let outcome = ctx.services()?.accounts.set_roles(op, id, &roles).await;
        AccountPayload::from_outcome(outcome)
    }

    /// End a person's access: sessions, tokens and open tickets end within 5 seconds. What they did
    /// stays. For the organization's administrators.
    async fn deactivate_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose access ends.")] input: DeactivateAccountInput,
    ) -> Result<AccountPayload<DeactivateAccountErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = account_id(&input.account_id)?;
        let outcome = ctx.services()?.accounts.deactivate(op, id).await;
        AccountPayload::from_outcome(outcome)
    }

    /// Let a person sign in again, with the password they had. For the organization's
    /// administrators.
    async fn reactivate_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose access begins again.")] input: ReactivateAccountInput,
    ) -> Result<AccountPayload<ReactivateAccountErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = account_id(&input.account_id)?;
        let outcome = ctx.services()?.accounts.reactivate(op, id).await;
        AccountPayload::from_outcome(outcome)
    }

    /// Make a token with which a person who forgot their password chooses another, within an hour.
    /// The old password works until then. For the organization's administrators.
    async fn issue_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is to choose another password.")] input: IssuePasswordResetInput,
    ) -> Result<TicketPayload<IssuePasswordResetErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = account_id(&input.account_id)?;
        let outcome = ctx.services()?.accounts.issue_reset(op, id).await;
        TicketPayload::from_outcome(outcome)
    }

    /// Forget the second factor of a person who lost it. For the organization's administrators.
    async fn reset_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose second factor is forgotten.")] input: ResetSecondFactorInput,
    ) -> Result<AccountPayload<ResetSecondFactorErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let id = account_id(&input.account_id)?;
        let outcome = ctx.services()?.accounts.reset_factor(op, id).await;
        AccountPayload::from_outcome(outcome)
    }
}
