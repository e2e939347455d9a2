//! Accounts, tickets, second factors and sign-in policies: rows to words.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::types::{AccountId, OrganizationId, Role, TicketId, TicketPurpose};
use entity::{account, account_role, account_ticket, second_factor};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, Order};
use uuid::Uuid;

use super::competence_store::competence_clear;
use super::model::{Account, TicketRecord, TicketState};
use super::rules;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Tx, statements};
use crate::error::StoreError;

const BY_AGE: &str = "accounts/age";

/// A page of the accounts that the actor may see, the oldest first.
pub(super) async fn account_list(
    reader: &Reader,
    page: &PageRequest,
) -> Result<Result<Page<Account>, CursorError>, StoreError> {
    let after: Option<Uuid> = match page.after(BY_AGE) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let rows = reader
        .select::<account::Entity>()
        .filter_if(after, |id| account::Column::Id.gt(id).into())
        .order_by(account::Column::Id, Order::Asc)
        .limit(page.limit())
        .all()
        .await?;
    let accounts = from_rows(reader, rows).await?;
    let cursor = |account: &Account| Cursor::encode(BY_AGE, &account.id.0);
    Ok(Ok(Page::trim(page, accounts, cursor)))
}

/// How many accounts the actor may see.
pub(super) async fn account_count(reader: &Reader) -> Result<u64, StoreError> {
    reader.select::<account::Entity>().count().await
}

/// The accounts of those ids that the actor may see, in no order.
pub(super) async fn accounts_by_ids(
    reader: &Reader,
    ids: Vec<AccountId>,
) -> Result<Vec<Account>, StoreError> {
    let rows = reader
        .select::<account::Entity>()
        .filter(account::Column::Id.is_in(ids))
        .all()
        .await?;
    from_rows(reader, rows).await
}

/// The account of that id, if the actor may see it.
pub(super) async fn account_by_id(
    reader: &Reader,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    Ok(accounts_by_ids(reader, vec![id]).await?.pop())
}

/// The account of that folded e-mail address, if the actor may see it.
pub(super) async fn account_by_email(
    reader: &Reader,
    email: &str,
) -> Result<Option<Account>, StoreError> {
    let rows = reader
        .select::<account::Entity>()
        .filter(account::Column::Email.eq(email))
        .all()
        .await?;
    Ok(from_rows(reader, rows).await?.pop())
}

/// The account of that folded e-mail address, if the actor may see it, and the version of its
/// access.
pub(in crate::identity) async fn account_with_version(
    reader: &Reader,
    email: &str,
) -> Result<Option<(Account, i32)>, StoreError> {
    let rows = reader
        .select::<account::Entity>()
        .filter(account::Column::Email.eq(email))
        .all()
        .await?;
    let version = rows.first().map(|row| row.access_version);
    let account = from_rows(reader, rows).await?.pop();
    Ok(account.zip(version))
}

/// The stored password of an account that the actor may see.
pub(super) async fn password_hash(
    reader: &Reader,
    id: AccountId,
) -> Result<Option<String>, StoreError> {
    let found = reader
        .select::<account::Entity>()
        .filter(account::Column::Id.eq(id))
        .column(account::Column::PasswordHash)
        .await?;
    Ok(found.into_iter().next())
}

/// Three statements for any number of accounts.
async fn from_rows(reader: &Reader, rows: Vec<account::Model>) -> Result<Vec<Account>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<AccountId> = rows.iter().map(|row| row.id).collect();
    let mut roles = roles_by_account(reader, &ids).await?;
    let mut invitations = invitations_by_account(reader, &ids).await?;
    let with_factor = with_second_factor(reader, &ids).await?;
    let account = |row: account::Model| {
        let invitations = invitations.remove(&row.id).unwrap_or_default();
        let (status, invited_until) = rules::status(row.is_active, &invitations);
        Account {
            roles: roles.remove(&row.id).unwrap_or_default(),
            has_second_factor: with_factor.contains(&row.id),
            status,
            invited_until,
            id: row.id,
            organization: row.organization_id,
            email: row.email,
            name: row.name,
            created_at: row.created_at,
        }
    };
    Ok(rows.into_iter().map(account).collect())
}

async fn roles_by_account(
    reader: &Reader,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Vec<Role>>, StoreError> {
    let rows = reader
        .select::<account_role::Entity>()
        .filter(account_role::Column::AccountId.is_in(ids.iter().copied()))
        .all()
        .await?;
    let mut roles: HashMap<AccountId, Vec<Role>> = HashMap::new();
    for row in rows {
        roles.entry(row.account_id).or_default().push(row.role);
    }
    for roles in roles.values_mut() {
        roles.sort_unstable();
    }
    Ok(roles)
}

async fn invitations_by_account(
    reader: &Reader,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Vec<TicketRecord>>, StoreError> {
    let rows = reader
        .select::<account_ticket::Entity>()
        .filter(account_ticket::Column::AccountId.is_in(ids.iter().copied()))
        .filter(account_ticket::Column::Purpose.eq(TicketPurpose::Invitation))
        .all()
        .await?;
    let mut tickets: HashMap<AccountId, Vec<TicketRecord>> = HashMap::new();
    for row in rows {
        let ticket = ticket_from_row(&row);
        tickets.entry(row.account_id).or_default().push(ticket);
    }
    Ok(tickets)
}

/// Those of the accounts that sign in with a second factor.
pub(super) async fn with_second_factor(
    reader: &Reader,
    ids: &[AccountId],
) -> Result<HashSet<AccountId>, StoreError> {
    let found = reader
        .select::<second_factor::Entity>()
        .filter(second_factor::Column::AccountId.is_in(ids.iter().copied()))
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .column(second_factor::Column::AccountId)
        .await?;
    Ok(found.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Others {
    others: i64,
}

/// How many active administrators an organization has besides this account. Hold its lock.
pub(super) async fn other_administrators(
    tx: &Tx,
    organization: OrganizationId,
    account: AccountId,
) -> Result<u64, StoreError> {
    let values = [organization.0.into(), account.0.into()];
    let found: Vec<Others> = tx
        .sql(&statements::accounts::OTHER_ADMINISTRATORS, values)
        .await?;
    let others = found.first().map_or(0, |row| row.others);
    Ok(others.unsigned_abs())
}

/// Gives an account these roles and no others.
pub(super) async fn roles_replace(
    tx: &Tx,
    account: AccountId,
    roles: &[Role],
) -> Result<(), StoreError> {
    tx.change(&statements::accounts::CLEAR_ROLES, [account.0.into()])
        .await?;
    if !roles.contains(&Role::PlanReviewer) {
        // Whoever reviews again later is marked anew.
        competence_clear(tx, account).await?;
    }
    let rows = roles.iter().map(|&role| {
        let row = account_role::Model {
            account_id: account,
            role,
        };
        row.into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

/// Corrects the name of a person who has not come yet.
pub(super) async fn account_rename(
    tx: &Tx,
    account: AccountId,
    name: &str,
) -> Result<(), StoreError> {
    tx.update_where::<account::Entity>()
        .filter(account::Column::Id.eq(account))
        .set(account::Column::Name, name)
        .run()
        .await?;
    Ok(())
}

/// Lets a person sign in, or no longer.
pub(super) async fn account_set_active(
    tx: &Tx,
    account: AccountId,
    is_active: bool,
) -> Result<(), StoreError> {
    tx.update_where::<account::Entity>()
        .filter(account::Column::Id.eq(account))
        .set(account::Column::IsActive, is_active)
        .run()
        .await?;
    Ok(())
}

/// Changes the password of an account.
pub(super) async fn account_set_password(
    tx: &Tx,
    account: AccountId,
    hash: &str,
) -> Result<(), StoreError> {
    tx.update_where::<account::Entity>()
        .filter(account::Column::Id.eq(account))
        .set(account::Column::PasswordHash, hash)
        .run()
        .await?;
    Ok(())
}

/// A ticket to be inserted.
pub(super) struct NewTicket<'a> {
    pub(super) id: TicketId,
    pub(super) purpose: TicketPurpose,
    pub(super) account: AccountId,
    pub(super) organization: OrganizationId,
    pub(super) token_hash: &'a [u8],
    pub(super) made_by: Option<AccountId>,
    pub(super) expires_at: DateTime<Utc>,
}

/// Inserts a ticket in place of open ones of the same purpose.
pub(super) async fn ticket_insert(tx: &Tx, new: &NewTicket<'_>) -> Result<(), StoreError> {
    tickets_void(tx, new.account, Some(new.purpose)).await?;
    let row = account_ticket::Model {
        id: new.id,
        purpose: new.purpose,
        organization_id: new.organization,
        account_id: new.account,
        token_hash: new.token_hash.to_vec(),
        made_by: new.made_by,
        made_at: tx.now(),
        expires_at: new.expires_at,
        used_at: None,
        voided_at: None,
    };
    tx.insert(row.into_active_model()).await
}

/// Takes the worth from open tickets of an account: all, or those of one purpose.
pub(super) async fn tickets_void(
    tx: &Tx,
    account: AccountId,
    purpose: Option<TicketPurpose>,
) -> Result<(), StoreError> {
    let mut open = tx
        .update_where::<account_ticket::Entity>()
        .filter(account_ticket::Column::AccountId.eq(account))
        .filter(account_ticket::Column::UsedAt.is_null())
        .filter(account_ticket::Column::VoidedAt.is_null());
    if let Some(purpose) = purpose {
        open = open.filter(account_ticket::Column::Purpose.eq(purpose));
    }
    open.set(account_ticket::Column::VoidedAt, tx.now())
        .run()
        .await?;
    Ok(())
}

/// The ticket of that token, if the actor may see it.
pub(super) async fn ticket_by_hash(
    reader: &Reader,
    hash: &[u8],
) -> Result<Option<TicketRecord>, StoreError> {
    let row = reader
        .select::<account_ticket::Entity>()
        .filter(account_ticket::Column::TokenHash.eq(hash))
        .one()
        .await?;
    Ok(row.as_ref().map(ticket_from_row))
}

/// Uses a ticket up; `false` if it is not open any more. Of two at once one gets it.
pub(super) async fn ticket_use(tx: &Tx, ticket: TicketId) -> Result<bool, StoreError> {
    let changed = tx
        .update_where::<account_ticket::Entity>()
        .filter(account_ticket::Column::Id.eq(ticket))
        .filter(account_ticket::Column::UsedAt.is_null())
        .filter(account_ticket::Column::VoidedAt.is_null())
        .filter(account_ticket::Column::ExpiresAt.gt(tx.now()))
        .set(account_ticket::Column::UsedAt, tx.now())
        .run()
        .await?;
    Ok(changed == 1)
}

fn ticket_from_row(row: &account_ticket::Model) -> TicketRecord {
    let state = match (row.used_at, row.voided_at) {
        (Some(_), _) => TicketState::Used,
        (None, Some(_)) => TicketState::Voided,
        (None, None) => TicketState::Open,
    };
    TicketRecord {
        id: row.id,
        account: row.account_id,
        purpose: row.purpose,
        expires_at: row.expires_at,
        state,
    }
}

/// The invitations of an account.
pub(super) async fn invitations(
    reader: &Reader,
    account: AccountId,
) -> Result<Vec<TicketRecord>, StoreError> {
    let mut found = invitations_by_account(reader, &[account]).await?;
    Ok(found.remove(&account).unwrap_or_default())
}
