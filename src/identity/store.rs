//! Accounts and organizations: rows to words.

use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
use entity::{account, account_role, mailbox, organization};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ExprTrait, Order};

use super::accounts::{factor_is_confirmed, factor_is_required};
use super::model::{Account, Viewer};
use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::organizations::Organization;

/// What sign-in compares.
pub(super) struct Credentials {
    pub(super) account: AccountId,
    pub(super) organization: OrganizationId,
    /// Argon2id in PHC form.
    pub(super) password_hash: String,
    pub(super) is_active: bool,
}

/// The credentials of a folded e-mail address: one statement, whether or not there is an account.
pub(super) async fn credentials_by_email(
    reader: &Reader,
    email: &str,
) -> Result<Option<Credentials>, StoreError> {
    let row = reader
        .select::<account::Entity>()
        .filter(account::Column::Email.eq(email))
        .one()
        .await?;
    Ok(row.map(|row| Credentials {
        account: row.id,
        organization: row.organization_id,
        password_hash: row.password_hash,
        is_active: row.is_active,
    }))
}

/// An account that the actor may see.
pub(super) async fn account_by_id(
    reader: &Reader,
    id: AccountId,
) -> Result<Option<Account>, StoreError> {
    let row = reader
        .select::<account::Entity>()
        .filter(account::Column::Id.eq(id))
        .one()
        .await?;
    match row {
        Some(row) => account_from_row(reader, row).await.map(Some),
        None => Ok(None),
    }
}

async fn account_from_row(reader: &Reader, row: account::Model) -> Result<Account, StoreError> {
    let organization = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Id.eq(row.organization_id))
        .one()
        .await?
        .ok_or_else(|| StoreError::Corrupt("an account without organization".to_owned()))?;
    let mut roles: Vec<Role> = reader
        .select::<account_role::Entity>()
        .filter(account_role::Column::AccountId.eq(row.id))
        .column(account_role::Column::Role)
        .await?;
    roles.sort_unstable();
    let has_second_factor = factor_is_confirmed(reader, row.id).await?;
    let must_enroll_second_factor =
        !has_second_factor && factor_is_required(reader, row.organization_id).await?;
    if must_enroll_second_factor {
        roles.clear();
    }
    Ok(Account {
        viewer: Viewer {
            account: row.id,
            name: row.name,
            organization: organization_from_row(organization),
            roles,
            has_second_factor,
            must_enroll_second_factor,
        },
        access_version: row.access_version,
        password_hash: row.password_hash,
        is_active: row.is_active,
    })
}

/// An account to be inserted.
pub(super) struct AccountRow {
    pub(super) id: AccountId,
    /// Folded.
    pub(super) email: String,
    pub(super) name: String,
    pub(super) password_hash: String,
    /// Each once.
    pub(super) roles: Vec<Role>,
    pub(super) is_active: bool,
}

/// Inserts an account and its roles.
pub(super) async fn account_insert(
    tx: &Tx,
    organization: OrganizationId,
    new: &AccountRow,
) -> Result<(), StoreError> {
    tx.insert(account::ActiveModel {
        id: Set(new.id),
        organization_id: Set(organization),
        email: Set(new.email.clone()),
        name: Set(new.name.clone()),
        password_hash: Set(new.password_hash.clone()),
        is_active: Set(new.is_active),
        access_version: Set(1),
        access_changed_at: Set(None),
        created_at: Set(tx.now()),
    })
    .await?;
    let roles = new.roles.iter().map(|&role| account_role::ActiveModel {
        account_id: Set(new.id),
        role: Set(role),
    });
    tx.insert_all(roles.collect()).await
}

/// Makes all access tokens of an account void: what its person may do has changed. Whoever changes
/// that calls this in the same transaction, and [`super::Identity::learn`] after it.
pub(crate) async fn access_bump_in(tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    access_bump_all_in(tx, vec![id]).await
}

/// The same for several accounts at once.
pub(crate) async fn access_bump_all_in(tx: &Tx, ids: Vec<AccountId>) -> Result<(), StoreError> {
    let version = Expr::col(account::Column::AccessVersion);
    tx.update_where::<account::Entity>()
        .filter(account::Column::Id.is_in(ids))
        .set(account::Column::AccessVersion, ExprTrait::add(version, 1))
        .set(account::Column::AccessChangedAt, tx.now())
        .run()
        .await?;
    Ok(())
}

/// Organizations of that kind and exact name, oldest first.
pub(super) async fn organizations_named(
    reader: &Reader,
    kind: OrganizationKind,
    name: &str,
) -> Result<Vec<Organization>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::Kind.eq(kind))
        .filter(organization::Column::Name.eq(name))
        .order_by(organization::Column::CreatedAt, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(organization_from_row).collect())
}

/// Inserts an organization with an empty mailbox.
pub(super) async fn organization_insert(
    tx: &Tx,
    organization: &Organization,
) -> Result<(), StoreError> {
    tx.insert(organization::ActiveModel {
        id: Set(organization.id),
        kind: Set(organization.kind),
        name: Set(organization.name.clone()),
        phone: Set(None),
        prime_id: Set(None),
        offered_prime_id: Set(None),
        created_at: Set(tx.now()),
    })
    .await?;
    mailbox_ensure(tx, organization.id).await?;
    Ok(())
}

/// Makes the mailbox of an organization if it is missing; says whether it was.
pub(super) async fn mailbox_ensure(tx: &Tx, id: OrganizationId) -> Result<bool, StoreError> {
    tx.insert_if_absent(mailbox::ActiveModel {
        organization_id: Set(id),
        last_seq: Set(0),
    })
    .await
}

fn organization_from_row(row: organization::Model) -> Organization {
    Organization {
        phone: row.phone.clone(),
        id: row.id,
        kind: row.kind,
        name: row.name,
    }
}
