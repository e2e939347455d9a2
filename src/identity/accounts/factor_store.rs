//! Second factors, and what organizations ask for: rows to words.

use entity::types::{AccountId, OrganizationId};
use entity::{second_factor, sign_in_policy};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel};
use uuid::Uuid;

use super::store::with_second_factor;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// A second factor as it is stored.
pub(super) struct Factor {
    /// Encrypted.
    pub(super) secret: Vec<u8>,
    pub(super) is_confirmed: bool,
}

/// The second factor of an account that the actor may see.
pub(super) async fn factor_by_account(
    reader: &Reader,
    account: AccountId,
) -> Result<Option<Factor>, StoreError> {
    let row = reader
        .select::<second_factor::Entity>()
        .filter(second_factor::Column::AccountId.eq(account))
        .one()
        .await?;
    Ok(row.map(|row| Factor {
        secret: row.secret,
        is_confirmed: row.confirmed_at.is_some(),
    }))
}

/// Inserts a second factor that is to be confirmed.
pub(super) async fn factor_insert(
    tx: &Tx,
    account: AccountId,
    organization: OrganizationId,
    secret: Vec<u8>,
) -> Result<(), StoreError> {
    let row = second_factor::Model {
        account_id: account,
        organization_id: organization,
        secret,
        created_at: tx.now(),
        confirmed_at: None,
        last_step: 0,
    };
    tx.insert(row.into_active_model()).await
}

/// Confirms a second factor by the code of that step; `false` if there is none to confirm.
pub(super) async fn factor_confirm(
    tx: &Tx,
    account: AccountId,
    step: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .update_where::<second_factor::Entity>()
        .filter(second_factor::Column::AccountId.eq(account))
        .filter(second_factor::Column::ConfirmedAt.is_null())
        .set(second_factor::Column::ConfirmedAt, tx.now())
        .set(second_factor::Column::LastStep, step)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Takes the code of that step; `false` if it, or a later one, was taken before.
pub(super) async fn factor_take(
    tx: &Tx,
    account: AccountId,
    step: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .update_where::<second_factor::Entity>()
        .filter(second_factor::Column::AccountId.eq(account))
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .filter(second_factor::Column::LastStep.lt(step))
        .set(second_factor::Column::LastStep, step)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Forgets the second factor of an account; says whether there was one.
pub(super) async fn factor_delete(tx: &Tx, account: AccountId) -> Result<bool, StoreError> {
    let values = [account.0.into()];
    let gone = tx
        .change(&statements::accounts::FORGET_SECOND_FACTOR, values)
        .await?;
    Ok(gone == 1)
}

/// Whether an account that the actor may see signs in with a second factor.
pub(in crate::identity) async fn factor_is_confirmed(
    reader: &Reader,
    account: AccountId,
) -> Result<bool, StoreError> {
    Ok(!with_second_factor(reader, &[account]).await?.is_empty())
}

/// Whether the people of an organization that the actor may see need a second factor.
pub(in crate::identity) async fn factor_is_required(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<bool, StoreError> {
    let found: Vec<bool> = reader
        .select::<sign_in_policy::Entity>()
        .filter(sign_in_policy::Column::OrganizationId.eq(organization))
        .column(sign_in_policy::Column::RequiresSecondFactor)
        .await?;
    Ok(found.contains(&true))
}

/// Says whether the people of an organization need a second factor.
pub(super) async fn factor_require(
    tx: &Tx,
    organization: OrganizationId,
    is_required: bool,
    by: AccountId,
) -> Result<(), StoreError> {
    let values = [
        organization.0.into(),
        is_required.into(),
        by.0.into(),
        tx.now().into(),
    ];
    tx.change(&statements::accounts::SET_SIGN_IN_POLICY, values)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// An organization's active accounts without a second factor.
pub(super) async fn accounts_without_factor(
    tx: &Tx,
    organization: OrganizationId,
) -> Result<Vec<AccountId>, StoreError> {
    let values = [organization.0.into()];
    let found: Vec<Id> = tx
        .sql(&statements::accounts::WITHOUT_SECOND_FACTOR, values)
        .await?;
    Ok(found.into_iter().map(|row| AccountId(row.id)).collect())
}
