//! How administrators invite people.

use entity::types::{AccountId, OrganizationId, TicketPurpose};

use super::error::{AccountError, InviteRefusal, refused_at};
use super::model::{Invited, NewPerson};
use super::rules::{self, CheckedPerson};
use super::service::{Accounts, has_joined};
use super::tickets::TicketDraft;
use super::{officers, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Tx, statements};
use crate::error::{Failure, StoreError};
use crate::identity::password;
use crate::identity::store::{self as identities, AccountRow};
use crate::op::OpCtx;
use crate::organizations;

impl Accounts {
    /// Invites a person into the actor's organization; once more, with a fresh ticket, somebody who
    /// has not come yet.
    pub async fn invite(
        &self,
        op: &OpCtx,
        new: &NewPerson,
    ) -> Result<Invited, AccountError<InviteRefusal>> {
        self.invite_into(op, op.actor().organization(), new).await
    }

    /// The same for the command line, which is of no organization.
    pub async fn invite_to(
        &self,
        op: &OpCtx,
        organization: OrganizationId,
        new: &NewPerson,
    ) -> Result<Invited, AccountError<InviteRefusal>> {
        self.invite_into(op, Some(organization), new).await
    }

    async fn invite_into(
        &self,
        op: &OpCtx,
        organization: Option<OrganizationId>,
        new: &NewPerson,
    ) -> Result<Invited, AccountError<InviteRefusal>> {
        let draft = TicketDraft::new(op, TicketPurpose::Invitation);
        let (id, unusable) = (AccountId(op.new_id()), password::nobody(op.entropy()));
        let (draft_of, unusable) = (&draft, &unusable);
        let account = self
            .identity
            .db
            .act(op, Act::new("inviteAccount"), |tx| async move {
                authorize_here(tx.actor(), Action::AccountAdminister)?;
                let organization = organization.ok_or(Failure::Denied)?;
                tx.is_in(organization);
                let kind = organizations::kind_in(&tx, organization).await?;
                let kind = kind.ok_or(Failure::NotFound)?;
                let person = &rules::check_person(new, kind).map_err(Failure::Refused)?;
                tx.lock(&statements::accounts::LOCK_ORGANIZATION, organization.0)
                    .await?;
                let known = find_invited(&tx, organization, person).await?;
                if known.is_none() {
                    insert_invited(&tx, id, organization, person, unusable).await?;
                    officers::tell_of_roles(&tx, organization, &[], &person.roles);
                }
                let account = known.unwrap_or(id);
                tx.is_about(account);
                draft_of.insert_in(&tx, account, organization).await?;
                let invited = store::account_by_id(&tx, account).await?;
                invited.ok_or(Failure::NotFound)
            })
            .await?;
        tracing::info!(account = %account.id, "invited");
        Ok(Invited {
            account,
            ticket: draft.into_ticket(),
        })
    }
}

/// The account of somebody who is invited once more; refuses an address that is somebody's already.
async fn find_invited(
    tx: &Tx,
    organization: OrganizationId,
    person: &CheckedPerson,
) -> Result<Option<AccountId>, AccountError<InviteRefusal>> {
    let reader = tx.as_system("an address belongs to one account, whoever's person it is");
    let Some(known) = store::account_by_email(&reader, &person.email).await? else {
        return Ok(None);
    };
    if known.organization != organization || has_joined(tx, known.id).await? {
        return Err(email_taken());
    }
    store::account_rename(tx, known.id, &person.name).await?;
    store::roles_replace(tx, known.id, &person.roles).await?;
    officers::tell_of_roles(tx, organization, &known.roles, &person.roles);
    Ok(Some(known.id))
}

pub(super) fn email_taken() -> AccountError<InviteRefusal> {
    refused_at(
        InviteRefusal::EmailTaken,
        &["email"],
        "Somebody has an account with this e-mail address, and an address has one account. If it is \
         of your organization, change its roles or reactivate it.",
    )
}

/// Inserts the account of somebody who cannot sign in before they have chosen a password.
pub(super) async fn insert_invited(
    tx: &Tx,
    id: AccountId,
    organization: OrganizationId,
    person: &CheckedPerson,
    unusable: &str,
) -> Result<(), AccountError<InviteRefusal>> {
    let row = AccountRow {
        id,
        email: person.email.clone(),
        name: person.name.clone(),
        password_hash: unusable.to_owned(),
        roles: person.roles.clone(),
        is_active: false,
    };
    match identities::account_insert(tx, organization, &row).await {
        Err(StoreError::Unique(name)) if name == "account_email_unique" => Err(email_taken()),
        done => Ok(done?),
    }
}
