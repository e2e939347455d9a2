//! What administrators do with the accounts of their organization.

use std::fmt::Debug;
use std::sync::Arc;

use entity::types::{AccountId, OrganizationId, OrganizationKind, Role, SessionEnd, TicketPurpose};
use secrecy::SecretString;

use super::error::{
    AccountError, DeactivateRefusal, GuardCodes, IssueResetRefusal, ReactivateRefusal,
    ResetFactorRefusal, SetRolesRefusal, refused, refused_at,
};
use super::model::{Account, AccountStatus, Ticket};
use super::tickets::TicketDraft;
use super::{factor_store as factors, officers, rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{CursorError, Page, PageRequest, Tx, statements};
use crate::error::{Failure, StoreError};
use crate::identity::password::PasswordError;
use crate::identity::session_store;
use crate::identity::store::{self as identities, access_bump_in};
use crate::identity::throttle::ReserveError;
use crate::identity::{Identity, fold_email};
use crate::op::OpCtx;
use crate::organizations;
use crate::refusal::Refusal;

/// The accounts of all organizations. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(super) identity: Arc<Identity>,
}

impl Accounts {
    /// The accounts of the people whom `identity` lets in.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity: Arc::new(identity),
        }
    }

    /// A page of the people of the actor's organization, the oldest account first.
    pub async fn list(
        &self,
        op: &OpCtx,
        page: &PageRequest,
    ) -> Result<Page<Account>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::AccountAdminister)?;
        store::account_list(&self.identity.db.read(op), page)
            .await?
            .map_err(Failure::Refused)
    }

    /// How many people the actor's organization has.
    pub async fn count(&self, op: &OpCtx) -> Result<u64, Failure<CursorError>> {
        authorize_here(op.actor(), Action::AccountAdminister)?;
        Ok(store::account_count(&self.identity.db.read(op)).await?)
    }

    /// The accounts of those ids that the actor may see, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: Vec<AccountId>,
    ) -> Result<Vec<Account>, StoreError> {
        store::accounts_by_ids(&self.identity.db.read(op), ids).await
    }

    /// The account of an e-mail address, if the actor may see it.
    pub async fn by_email(&self, op: &OpCtx, email: &str) -> Result<Option<Account>, StoreError> {
        store::account_by_email(&self.identity.db.read(op), &fold_email(email)).await
    }

    /// The organization of that kind and exact name, if the actor may see it; of several the oldest.
    pub async fn organization_named(
        &self,
        op: &OpCtx,
        kind: OrganizationKind,
        name: &str,
    ) -> Result<Option<OrganizationId>, StoreError> {
        let reader = self.identity.db.read(op);
        let known = identities::organizations_named(&reader, kind, name.trim()).await?;
        Ok(known.first().map(|organization| organization.id))
    }

    /// Whether the people of the actor's organization need a second factor.
    pub async fn requires_second_factor(&self, op: &OpCtx) -> Result<bool, StoreError> {
        match op.actor().organization() {
            Some(organization) => {
                factors::factor_is_required(&self.identity.db.read(op), organization).await
            }
            None => Ok(false),
        }
    }

    /// Gives one of the organization's people these roles and no others.
    pub async fn set_roles(
        &self,
        op: &OpCtx,
        id: AccountId,
        roles: &[Role],
    ) -> Result<Account, AccountError<SetRolesRefusal>> {
        let changed = self
            .identity
            .db
            .act(op, Act::on("setRoles", id), |tx| async move {
                let account = open_in(&tx, id).await?;
                if is_own(&tx, id) {
                    return Err(refused_at(
                        SetRolesRefusal::OwnRoles,
                        &["accountId"],
                        "Nobody changes their own roles; ask another administrator of your \
                         organization, or whoever runs this server (`handoff user roles`).",
                    ));
                }
                let kind = organizations::kind_in(&tx, account.organization)
                    .await?
                    .ok_or(Failure::NotFound)?;
                let roles = rules::check_new_roles(roles, kind).map_err(Failure::Refused)?;
                if !roles.contains(&Role::OrganizationAdmin)
                    && is_last_administrator(&tx, &account).await?
                {
                    return Err(refused_at(
                        SetRolesRefusal::LastAdministrator,
                        &["roles"],
                        LAST_ADMINISTRATOR,
                    ));
                }
                if roles != account.roles {
                    store::roles_replace(&tx, id, &roles).await?;
                    access_bump_in(&tx, id).await?;
                    officers::tell_of_roles(&tx, account.organization, &account.roles, &roles);
                }
                Ok(Account { roles, ..account })
            })
            .await?;
        self.identity.learn(op).await;
        Ok(changed)
    }

    /// Ends the access of one of the organization's people: sessions, tokens and tickets. The server
    /// itself may do so to the last administrator: a stolen account must be stopped.
    pub async fn deactivate(
        &self,
        op: &OpCtx,
        id: AccountId,
    ) -> Result<Account, AccountError<DeactivateRefusal>> {
        let changed = self
            .identity
            .db
            .act(op, Act::on("deactivateAccount", id), |tx| async move {
                let account = open_in(&tx, id).await?;
                let is_person = tx.actor().as_person().is_some();
                if is_person && is_last_administrator(&tx, &account).await? {
                    return Err(refused(
                        DeactivateRefusal::LastAdministrator,
                        LAST_ADMINISTRATOR,
                    ));
                }
                store::account_set_active(&tx, id, false).await?;
                store::tickets_void(&tx, id, None).await?;
                access_bump_in(&tx, id).await?;
                officers::tell(&tx, &account);
                let tx = tx.acting_as_system("sessions are for the eyes of their person only");
                session_store::end(&tx, id, None, SessionEnd::AccessEnded).await?;
                Ok(Account {
                    status: AccountStatus::Deactivated,
                    invited_until: None,
                    ..account
                })
            })
            .await?;
        self.identity.learn(op).await;
        tracing::info!(account = %id, "deactivated");
        Ok(changed)
    }

    /// Lets somebody whose access was ended sign in again, with the password they had.
    pub async fn reactivate(
        &self,
        op: &OpCtx,
        id: AccountId,
    ) -> Result<Account, AccountError<ReactivateRefusal>> {
        let changed = self
            .identity
            .db
            .act(op, Act::on("reactivateAccount", id), |tx| async move {
                let account = open_in(&tx, id).await?;
                if !has_joined(&tx, id).await? {
                    return Err(refused(
                        ReactivateRefusal::NeverJoined,
                        "This person never accepted an invitation; invite them again \
                         (`inviteAccount`, or `handoff user invite`).",
                    ));
                }
                store::account_set_active(&tx, id, true).await?;
                access_bump_in(&tx, id).await?;
                officers::tell(&tx, &account);
                Ok(Account {
                    status: AccountStatus::Active,
                    ..account
                })
            })
            .await?;
        self.identity.learn(op).await;
        Ok(changed)
    }

    /// A ticket with which somebody who forgot their password chooses another. The old one works
    /// until then.
    pub async fn issue_reset(
        &self,
        op: &OpCtx,
        id: AccountId,
    ) -> Result<(Account, Ticket), AccountError<IssueResetRefusal>> {
        let draft = TicketDraft::new(op, TicketPurpose::Reset);
        let draft_of = &draft;
        let account = self
            .identity
            .db
            .act(op, Act::on("issuePasswordReset", id), |tx| async move {
                let account = open_in(&tx, id).await?;
                if is_own(&tx, id) {
                    return Err(refused_at(
                        IssueResetRefusal::OwnPassword,
                        &["accountId"],
                        "This is your own account, and you are signed in: change your password \
                         (`changePassword`).",
                    ));
                }
                if account.status != AccountStatus::Active {
                    return Err(refused(
                        IssueResetRefusal::NotActive,
                        "This person may not sign in; reactivate the account, or invite them again.",
                    ));
                }
                draft_of.insert_in(&tx, id, account.organization).await?;
                officers::tell(&tx, &account);
                Ok(account)
            })
            .await?;
        Ok((account, draft.into_ticket()))
    }

    /// Forgets the second factor of somebody who lost it. They sign in with their password, and
    /// enroll another where the organization asks for one.
    pub async fn reset_factor(
        &self,
        op: &OpCtx,
        id: AccountId,
    ) -> Result<Account, AccountError<ResetFactorRefusal>> {
        let changed = self
            .identity
            .db
            .act(op, Act::on("resetSecondFactor", id), |tx| async move {
                let account = open_in(&tx, id).await?;
                if is_own(&tx, id) {
                    return Err(refused_at(
                        ResetFactorRefusal::OwnFactor,
                        &["accountId"],
                        "This is your own account, and you are signed in: remove the second \
                         factor with your password and a code (`removeSecondFactor`).",
                    ));
                }
                if !factors::factor_delete(&tx, id).await? {
                    return Err(refused(
                        ResetFactorRefusal::NotEnrolled,
                        "This person has no second factor; there is nothing to reset.",
                    ));
                }
                access_bump_in(&tx, id).await?;
                officers::tell(&tx, &account);
                Ok(Account {
                    has_second_factor: false,
                    ..account
                })
            })
            .await?;
        self.identity.learn(op).await;
        Ok(changed)
    }

    /// Keeps in the audit trail what was refused before its transaction: hashing takes longer than
    /// any writer should be held up.
    pub(super) async fn kept<T, C: Debug>(
        &self,
        op: &OpCtx,
        act: Act,
        outcome: Result<T, AccountError<C>>,
    ) -> Result<T, AccountError<C>> {
        if let Err(error) = &outcome {
            self.identity.db.act_failed(op, act, error).await?;
        }
        outcome
    }

    /// Compares a password, off the async threads. What cannot be compared now may be later.
    pub(super) async fn compare<C: GuardCodes>(
        &self,
        typed: &SecretString,
        stored: Option<String>,
    ) -> Result<bool, AccountError<C>> {
        let compared = self.identity.passwords.matches(typed, stored).await;
        compared.map_err(busy)
    }

    /// Hashes a password, off the async threads.
    pub(super) async fn hash<C: GuardCodes>(
        &self,
        op: &OpCtx,
        typed: &SecretString,
    ) -> Result<String, AccountError<C>> {
        let hashed = self.identity.passwords.hash(typed, op.entropy()).await;
        hashed.map_err(busy)
    }
}

const LAST_ADMINISTRATOR: &str =
    "The organization would have no administrator; make somebody else one first.";

fn busy<C: GuardCodes>(error: PasswordError) -> AccountError<C> {
    if error == PasswordError::Failed {
        tracing::warn!("a password could not be hashed");
    }
    refused(
        C::busy(),
        "Too many passwords are checked at this moment; try again in a few seconds.",
    )
}

/// Says how long to wait.
pub(super) fn not_let_through<C: GuardCodes>(error: ReserveError) -> AccountError<C> {
    match error {
        ReserveError::Store(error) => Failure::Store(error),
        ReserveError::Wait(seconds) => Failure::Refused(vec![Refusal::new(
            C::too_many_attempts(),
            format!("Too many attempts; wait {seconds} s and try again."),
        )]),
    }
}

/// Locks the organization of one of its people, and reads the person after that. For administrators.
pub(super) async fn open_in<C>(tx: &Tx, id: AccountId) -> Result<Account, AccountError<C>> {
    authorize_here(tx.actor(), Action::AccountAdminister)?;
    let organization = if let Some(own) = tx.actor().organization() {
        own
    } else {
        let account = store::account_by_id(tx, id).await?;
        account.ok_or(Failure::NotFound)?.organization
    };
    tx.is_in(organization);
    tx.lock(&statements::accounts::LOCK_ORGANIZATION, organization.0)
        .await?;
    let account = store::account_by_id(tx, id).await?;
    account.ok_or(Failure::NotFound)
}

/// Is this the account of whoever acts? What nobody does alone, they do not do to themselves.
pub(super) fn is_own(tx: &Tx, id: AccountId) -> bool {
    let person = tx.actor().as_person();
    person.is_some_and(|person| person.account == id)
}

async fn is_last_administrator(tx: &Tx, account: &Account) -> Result<bool, StoreError> {
    let is_administrator =
        account.status == AccountStatus::Active && account.roles.contains(&Role::OrganizationAdmin);
    let others = store::other_administrators(tx, account.organization, account.id).await?;
    Ok(rules::is_last_administrator(is_administrator, others))
}

pub(super) async fn has_joined(tx: &Tx, id: AccountId) -> Result<bool, StoreError> {
    Ok(rules::has_joined(&store::invitations(tx, id).await?))
}
