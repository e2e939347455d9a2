//! What is left of an authorization. It changes by one conditional statement: two services that race
//! for the last unit cannot both get it. Each change is an entry, in the same transaction.

use chrono::NaiveDate;
use entity::types::{AssignmentId, AuthorizationEntryKind, AuthorizationId};
use sea_orm::Value;

use super::model::Grant;
use crate::db::{Tx, statements::authorizations as sql};
use crate::error::StoreError;

/// A use of what is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) authorization: AuthorizationId,
    /// By which assignment; `None`: by a visit.
    pub(crate) assignment: Option<AssignmentId>,
    /// The day of the service.
    pub(crate) on: NaiveDate,
    pub(crate) units: i32,
    pub(crate) cents: i64,
}

/// Uses some of it, if so much is left and that day is granted.
pub(crate) async fn draw_in(tx: &Tx, of: Use) -> Result<bool, StoreError> {
    let values: [Value; 4] = [
        of.authorization.into(),
        of.units.into(),
        of.cents.into(),
        of.on.into(),
    ];
    if tx.change(&sql::DRAW, values).await? == 0 {
        return Ok(false);
    }
    enter_in(
        tx,
        AuthorizationEntryKind::Drawn,
        (-of.units, -of.cents),
        of,
    )
    .await?;
    Ok(true)
}

/// That use was none.
pub(crate) async fn return_in(tx: &Tx, of: Use) -> Result<(), StoreError> {
    let values: [Value; 3] = [of.authorization.into(), of.units.into(), of.cents.into()];
    one(tx.change(&sql::RETURN, values).await?)?;
    enter_in(
        tx,
        AuthorizationEntryKind::Returned,
        (of.units, of.cents),
        of,
    )
    .await
}

/// By how many units and cents a grant differs from what there was.
#[must_use]
pub(crate) fn change(had: Option<Grant>, now: Option<Grant>) -> (i32, i64) {
    let size = |grant: Option<Grant>| {
        let units = grant.and_then(|grant| grant.units).unwrap_or_default();
        let cents = grant.and_then(|grant| grant.cents).unwrap_or_default();
        (units, cents)
    };
    let ((units, cents), (had_units, had_cents)) = (size(now), size(had));
    (units - had_units, cents - had_cents)
}

/// What is granted changed by so much; the row says what it is now.
pub(crate) async fn grant_in(
    tx: &Tx,
    id: AuthorizationId,
    kind: AuthorizationEntryKind,
    (units, cents): (i32, i64),
) -> Result<(), StoreError> {
    one(tx.change(&sql::NEXT_ENTRY, [id.into()]).await?)?;
    entry_in(tx, (id, kind), (units, cents), (None, None)).await
}

async fn enter_in(
    tx: &Tx,
    kind: AuthorizationEntryKind,
    change: (i32, i64),
    of: Use,
) -> Result<(), StoreError> {
    let by = (of.assignment, Some(of.on));
    entry_in(tx, (of.authorization, kind), change, by).await
}

async fn entry_in(
    tx: &Tx,
    (id, kind): (AuthorizationId, AuthorizationEntryKind),
    (units, cents): (i32, i64),
    (assignment, on): (Option<AssignmentId>, Option<NaiveDate>),
) -> Result<(), StoreError> {
    let person = tx.actor().as_person();
    let values: [Value; 8] = [
        id.into(),
        kind.code().into(),
        units.into(),
        cents.into(),
        assignment.map(|assignment| assignment.0).into(),
        on.into(),
        tx.now().into(),
        person.map(|person| person.account.0).into(),
    ];
    one(tx.change(&sql::ENTRY, values).await?)
}

fn one(changed: u64) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Corrupt(
            "the ledger of an authorization lost count".to_owned(),
        ))
    }
}
