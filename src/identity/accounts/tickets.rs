//! Tickets: how they are made, and how people choose a password with them.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::types::{AccountId, OrganizationId, SessionEnd, TicketId, TicketPurpose};
use secrecy::{ExposeSecret, SecretString};

use super::error::{AccountError, PasswordCodes, RedeemRefusal, refused_at};
use super::model::{Account, AccountStatus, Ticket, TicketRecord, TicketState};
use super::service::{Accounts, not_let_through};
use super::{rules, store};
use crate::audit::Act;
use crate::db::{Reader, Tx};
use crate::error::{Failure, StoreError};
use crate::identity::password::{self, Owner};
use crate::identity::session_store;
use crate::identity::store::access_bump_in;
use crate::op::OpCtx;
use crate::organizations::organizations_by_ids;

/// Too many to guess, so neither salt nor work is needed to keep their hashes.
const TOKEN_BYTES: usize = 32;
/// Length as text: others are refused unread.
const TEXT_BYTES: usize = (TOKEN_BYTES * 8).div_ceil(6);

/// A ticket that is about to be stored.
pub(super) struct TicketDraft {
    id: TicketId,
    purpose: TicketPurpose,
    token: SecretString,
    hash: Vec<u8>,
    made_by: Option<AccountId>,
    expires_at: DateTime<Utc>,
}

impl TicketDraft {
    pub(super) fn new(op: &OpCtx, purpose: TicketPurpose) -> Self {
        let mut bytes = [0; TOKEN_BYTES];
        op.entropy().fill(&mut bytes);
        let token = SecretString::from(URL_SAFE_NO_PAD.encode(bytes));
        Self {
            id: TicketId(op.new_id()),
            purpose,
            hash: hash(&token),
            token,
            made_by: op.actor().as_person().map(|person| person.account),
            expires_at: op.now() + rules::lifetime(purpose),
        }
    }

    /// Stores it in place of an open one of the same purpose.
    pub(super) async fn insert_in(
        &self,
        tx: &Tx,
        account: AccountId,
        organization: OrganizationId,
    ) -> Result<(), StoreError> {
        let row = store::NewTicket {
            id: self.id,
            purpose: self.purpose,
            account,
            organization,
            token_hash: &self.hash,
            made_by: self.made_by,
            expires_at: self.expires_at,
        };
        store::ticket_insert(tx, &row).await
    }

    pub(super) fn into_ticket(self) -> Ticket {
        Ticket {
            token: self.token,
            expires_at: self.expires_at,
        }
    }
}

impl Accounts {
    /// Takes up an account with a password of one's own.
    pub async fn accept_invitation(
        &self,
        op: &OpCtx,
        token: &SecretString,
        password: &SecretString,
    ) -> Result<(), AccountError<RedeemRefusal>> {
        self.redeem(op, TicketPurpose::Invitation, token, password)
            .await
    }

    /// Chooses another password. All sessions end; a second factor stays.
    pub async fn reset_password(
        &self,
        op: &OpCtx,
        token: &SecretString,
        password: &SecretString,
    ) -> Result<(), AccountError<RedeemRefusal>> {
        self.redeem(op, TicketPurpose::Reset, token, password).await
    }

    async fn redeem(
        &self,
        op: &OpCtx,
        purpose: TicketPurpose,
        token: &SecretString,
        password: &SecretString,
    ) -> Result<(), AccountError<RedeemRefusal>> {
        let act = Act::new(match purpose {
            TicketPurpose::Invitation => "acceptInvitation",
            TicketPurpose::Reset => "resetPassword",
        });
        let found = self.find_guarded(op, purpose, token).await;
        let (ticket, account) = self.kept(op, act, found).await?;
        let act = Act::on(act.operation, account.id).by(account.organization, account.id);
        let hash = self.new_hash(op, password, &account).await;
        let hash = &self.kept(op, act, hash).await?;
        let id = account.id;
        self.identity
            .db
            .act(op, act, |tx| async move {
                let tx = tx.acting_as_system(TICKET_SAYS_WHO);
                if !store::ticket_use(&tx, ticket.id).await? {
                    return Err(invalid());
                }
                store::account_set_password(&tx, id, hash).await?;
                match purpose {
                    TicketPurpose::Invitation => store::account_set_active(&tx, id, true).await?,
                    TicketPurpose::Reset => {}
                }
                access_bump_in(&tx, id).await?;
                session_store::end(&tx, id, None, SessionEnd::PasswordChanged).await?;
                Ok(())
            })
            .await?;
        self.identity.learn(op).await;
        tracing::info!(account = %id, "chose a password by a ticket");
        Ok(())
    }

    /// The ticket of a token, and its account. Who guesses tokens is slowed down.
    async fn find_guarded(
        &self,
        op: &OpCtx,
        purpose: TicketPurpose,
        token: &SecretString,
    ) -> Result<(TicketRecord, Account), AccountError<RedeemRefusal>> {
        let (db, op) = (&self.identity.db, &op.as_system(TICKET_SAYS_WHO));
        let attempt = self.identity.throttle.reserve_nameless(db, op).await;
        let attempt = attempt.map_err(not_let_through)?;
        let found = find(&db.read(op), op, purpose, token).await?;
        let found = found.ok_or_else(invalid)?;
        // A good token is no guess, whatever comes of the password.
        attempt.give_back(db, op).await?;
        Ok(found)
    }

    /// The hash of a new password, if it is taken.
    pub(super) async fn new_hash<C: PasswordCodes>(
        &self,
        op: &OpCtx,
        password: &SecretString,
        account: &Account,
    ) -> Result<String, AccountError<C>> {
        check_password(&self.identity.db.read(op), password, account).await?;
        self.hash(op, password).await
    }
}

const TICKET_SAYS_WHO: &str = "nobody is signed in: the ticket says whose account it is";

/// The ticket of a token, and its account, if it is open and the person may use it.
async fn find(
    reader: &Reader,
    op: &OpCtx,
    purpose: TicketPurpose,
    token: &SecretString,
) -> Result<Option<(TicketRecord, Account)>, StoreError> {
    if token.expose_secret().trim().len() != TEXT_BYTES {
        return Ok(None);
    }
    let Some(ticket) = store::ticket_by_hash(reader, &hash(token)).await? else {
        return Ok(None);
    };
    let is_good = ticket.purpose == purpose
        && ticket.state == TicketState::Open
        && op.now() < ticket.expires_at;
    let Some(account) = store::account_by_id(reader, ticket.account).await? else {
        return Ok(None);
    };
    let is_awaited = match purpose {
        TicketPurpose::Invitation => account.status == AccountStatus::Invited,
        TicketPurpose::Reset => account.status == AccountStatus::Active,
    };
    Ok((is_good && is_awaited).then_some((ticket, account)))
}

/// Judges a new password by what anybody knows of its owner.
async fn check_password<C: PasswordCodes>(
    reader: &Reader,
    password: &SecretString,
    account: &Account,
) -> Result<(), AccountError<C>> {
    let organizations = organizations_by_ids(reader, vec![account.organization]).await?;
    let owner = Owner {
        name: &account.name,
        email: &account.email,
        organization: organizations.first().map_or("", |found| &found.name),
    };
    password::check(password.expose_secret(), &owner).map_err(|fault| {
        let message = fault.to_string();
        Failure::Refused(vec![crate::refusal::Refusal::at(
            C::of(fault),
            &["password"],
            message,
        )])
    })
}

/// Which part is wrong is nobody's business.
fn invalid() -> AccountError<RedeemRefusal> {
    refused_at(
        RedeemRefusal::InvalidToken,
        &["token"],
        "This token is not valid: it was used, replaced, or is too old. Ask your organization's \
         administrator for another.",
    )
}

fn hash(token: &SecretString) -> Vec<u8> {
    let text = token.expose_secret().trim();
    digest::digest(&digest::SHA256, text.as_bytes())
        .as_ref()
        .to_vec()
}
