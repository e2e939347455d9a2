//! What acts on accounts answer, each named after its codes: what comes with a `SetRolesErrorCode`
//! is `SetRolesPayload`.

use std::borrow::Cow;

use async_graphql::{ID, OutputType, SimpleObject, TypeName};

use super::types::{Account, AccountTicket, Delegation};
use crate::error::Failure;
use crate::graphql::{ApiError, NodeKind, Settle, UserError};
use crate::identity::accounts;
use crate::organizations::AccountId;
use crate::refusal::Refusals;

/// What came of the act.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct AccountPayload<C: OutputType> {
    /// The account as it is now; null when the act was refused.
    account: Option<Account>,
    /// Why the act was refused, all reasons at once; empty when it was done.
    user_errors: Vec<UserError<C>>,
}

/// What came of the act.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct TicketPayload<C: OutputType> {
    /// The account as it is now; null when the act was refused.
    account: Option<Account>,
    /// What the person chooses their password with; null when the act was refused. It is shown in
    /// this answer only.
    ticket: Option<AccountTicket>,
    /// Why the act was refused, all reasons at once; empty when it was done.
    user_errors: Vec<UserError<C>>,
}

/// What came of the act.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct DonePayload<C: OutputType> {
    /// Whether the act was done.
    is_done: bool,
    /// Why the act was refused, all reasons at once; empty when it was done.
    user_errors: Vec<UserError<C>>,
}

/// What came of the act.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub struct DelegationPayload<C: OutputType> {
    /// How the plan stands to others now; null when the act was refused.
    delegation: Option<Delegation>,
    /// Why the act was refused, all reasons at once; empty when it was done.
    user_errors: Vec<UserError<C>>,
}

macro_rules! named_after_its_codes {
    ($($payload:ident),+) => {$(
        impl<C: OutputType> TypeName for $payload<C> {
            fn type_name() -> Cow<'static, str> {
                let codes = C::type_name();
                let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
                Cow::Owned(format!("{act}Payload"))
            }
        }
    )+};
}

named_after_its_codes!(
    AccountPayload,
    TicketPayload,
    DonePayload,
    DelegationPayload
);

type Outcome<T, R> = Result<T, Failure<Refusals<R>>>;

impl<C: OutputType> AccountPayload<C> {
    pub(super) fn from_outcome<R>(outcome: Outcome<accounts::Account, R>) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let (account, user_errors) = split(outcome)?;
        Ok(Self {
            account: account.map(Account),
            user_errors,
        })
    }
}

impl<C: OutputType> TicketPayload<C> {
    pub(super) fn from_outcome<R>(
        outcome: Outcome<(accounts::Account, accounts::Ticket), R>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let (made, user_errors) = split(outcome)?;
        let (account, ticket) = made.unzip();
        Ok(Self {
            account: account.map(Account),
            ticket: ticket.map(AccountTicket::from),
            user_errors,
        })
    }
}

impl<C: OutputType> DonePayload<C> {
    pub(super) fn from_outcome<R>(outcome: Outcome<(), R>) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let (done, user_errors) = split(outcome)?;
        Ok(Self {
            is_done: done.is_some(),
            user_errors,
        })
    }
}

impl<C: OutputType> DelegationPayload<C> {
    pub(super) fn from_outcome<R>(
        outcome: Outcome<accounts::Delegation, R>,
    ) -> Result<Self, ApiError>
    where
        C: From<R>,
    {
        let (delegation, user_errors) = split(outcome)?;
        Ok(Self {
            delegation: delegation.map(Delegation),
            user_errors,
        })
    }
}

/// The result, or why there is none.
pub(super) fn split<T, R, C: OutputType + From<R>>(
    outcome: Outcome<T, R>,
) -> Result<(Option<T>, Vec<UserError<C>>), ApiError> {
    Ok(match outcome.settle()? {
        Ok(value) => (Some(value), Vec::new()),
        Err(refusals) => (None, refusals.into_iter().map(UserError::of).collect()),
    })
}

/// The account that an input names.
pub(super) fn account_id(id: &ID) -> Result<AccountId, ApiError> {
    Ok(AccountId(NodeKind::Account.parse(id)?))
}
