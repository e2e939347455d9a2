//! A reduction holds from the day on that the member was told.

use entity::types::{AuthorizationEntryKind, AuthorizationEventKind, AuthorizationId};

use crate::authorizations::{ledger, store as authorizations};
use crate::db::Tx;
use crate::error::StoreError;

/// What was announced holds from today on: the grant shrinks, and the ledger says so.
pub(super) async fn take_effect_in(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    authorizations::authorization_lock(tx, id).await?;
    let Some(mut of) = authorizations::authorization_by_id(tx, id).await? else {
        return Ok(());
    };
    let today = tx.op().today();
    if of
        .announced
        .is_none_or(|announced| announced.from_on > today)
    {
        return Ok(());
    }
    let (version, had) = (of.version, of.granted);
    of.granted = of.foreseen();
    of.announced = None;
    of.version += 1;
    let kind = AuthorizationEventKind::TookEffect;
    authorizations::event_insert(tx, &mut of, kind, (None, None)).await?;
    authorizations::authorization_apply(tx, version, &of).await?;
    let change = ledger::change(had, of.granted);
    ledger::grant_in(tx, id, AuthorizationEntryKind::Reduced, change).await
}
