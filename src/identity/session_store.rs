//! Sessions: rows to words.

use chrono::{DateTime, Utc};
use entity::session;
use entity::types::{AccountId, SessionEnd, SessionId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Order};

use super::model::Session;
use super::refresh_token::RefreshToken;
use crate::db::statements::identity as statements;
use crate::db::{Db, Reader, Tx};
use crate::error::StoreError;
use crate::op::OpCtx;

/// Most sessions that are listed: who has more than these ends them all at once.
const LISTED: u64 = 100;
/// How long an ended session is kept, so that an incident can be looked into.
const KEPT_FOR: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// A session that begins.
pub(super) struct NewSession {
    pub(super) id: SessionId,
    pub(super) account: AccountId,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) refresh_hash: Vec<u8>,
}

/// The step from one refresh token to the next.
pub(super) struct Rotation<'a> {
    pub(super) old: &'a RefreshToken,
    pub(super) new_hash: &'a [u8],
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) async fn session_insert(tx: &Tx, new: &NewSession) -> Result<(), StoreError> {
    tx.insert(session::ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account),
        created_at: Set(tx.now()),
        last_used_at: Set(tx.now()),
        expires_at: Set(new.expires_at),
        ended_at: Set(None),
        end_reason: Set(None),
        generation: Set(1),
        refresh_hash: Set(new.refresh_hash.clone()),
        address: Set(address(tx)),
        user_agent: Set(tx.op().agent().map(str::to_owned)),
    })
    .await
}

/// A session that the actor may see.
pub(super) async fn session_by_id(
    reader: &Reader,
    id: SessionId,
) -> Result<Option<session::Model>, StoreError> {
    reader
        .select::<session::Entity>()
        .filter(session::Column::Id.eq(id))
        .one()
        .await
}

/// Takes the step, if the old token is the one that is good; says whether it was.
pub(super) async fn rotate(tx: &Tx, rotation: &Rotation<'_>) -> Result<bool, StoreError> {
    let values = [
        rotation.old.session.into(),
        rotation.old.generation.into(),
        rotation.old.hash.clone().into(),
        rotation.new_hash.to_vec().into(),
        tx.now().into(),
        rotation.expires_at.into(),
        address(tx).into(),
        tx.op().agent().map(str::to_owned).into(),
    ];
    Ok(tx.change(&statements::SESSION_ROTATE, values).await? > 0)
}

/// Ends one session of an account, or all. Gives how many were not ended before.
pub(super) async fn end(
    tx: &Tx,
    account: AccountId,
    session: Option<SessionId>,
    reason: SessionEnd,
) -> Result<u64, StoreError> {
    let mut sessions = tx
        .update_where::<session::Entity>()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null());
    if let Some(session) = session {
        sessions = sessions.filter(session::Column::Id.eq(session));
    }
    sessions
        .set(session::Column::EndedAt, tx.now())
        .set(session::Column::EndReason, reason)
        .run()
        .await
}

/// Ends all sessions of an account but one, if that one is given.
pub(super) async fn end_others(
    tx: &Tx,
    account: AccountId,
    kept: Option<SessionId>,
    reason: SessionEnd,
) -> Result<(), StoreError> {
    let mut sessions = tx
        .update_where::<session::Entity>()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null());
    if let Some(kept) = kept {
        sessions = sessions.filter(session::Column::Id.ne(kept));
    }
    sessions
        .set(session::Column::EndedAt, tx.now())
        .set(session::Column::EndReason, reason)
        .run()
        .await?;
    Ok(())
}

/// The actor's sessions that go on, the last used first.
pub(super) async fn live_sessions(
    reader: &Reader,
    current: Option<SessionId>,
) -> Result<Vec<Session>, StoreError> {
    let Some(person) = reader.actor().as_person() else {
        return Ok(Vec::new());
    };
    let rows = reader
        .select::<session::Entity>()
        .filter(session::Column::AccountId.eq(person.account))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(reader.now()))
        .order_by(session::Column::LastUsedAt, Order::Desc)
        .order_by(session::Column::Id, Order::Desc)
        .limit(LISTED)
        .all()
        .await?;
    let from_row = |row: session::Model| Session {
        is_current: Some(row.id) == current,
        id: row.id,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        address: row.address,
        user_agent: row.user_agent,
    };
    Ok(rows.into_iter().map(from_row).collect())
}

/// Forgets sessions that ended long ago.
pub(super) async fn purge(db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    loop {
        let purged = db
            .write(op, |tx| async move {
                let before = tx.now() - KEPT_FOR;
                tx.change(&statements::PURGE_SESSIONS, [before.into()])
                    .await
            })
            .await?;
        if purged == 0 {
            return Ok(());
        }
    }
}

fn address(tx: &Tx) -> Option<String> {
    tx.op().address().map(|address| address.to_string())
}
