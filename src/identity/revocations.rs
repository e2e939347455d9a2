//! What ended before its tokens did.
//!
//! A token is believed without asking the database. So every instance keeps in memory what would
//! make it wrong: the version of each account's access that was changed of late, and the sessions
//! that were ended of late. It reads the changes of the last minute each second, by an index on
//! their time; what is older than any token can be is forgotten. So neither the memory nor the
//! reading grows with history.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{AccountId, SessionId};
use sea_orm::FromQueryResult;
use tokio_util::sync::CancellationToken;

use super::token::Grant;
use crate::db::Db;
use crate::db::statements::identity as statements;
use crate::error::StoreError;
use crate::http::Ended;
use crate::op::OpCtx;

/// Longest time for which a change made by another process goes unnoticed.
const POLL: Duration = Duration::from_secs(1);
/// How far each reading goes back behind the one before. A transaction commits later than the time
/// that it writes, clocks of instances differ, and a token may be signed while the change that
/// makes it void is on its way: all by less than this.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// What ended early. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Revocations(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// How long a change matters: the life of a token, and the overlap.
    window: TimeDelta,
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    accounts: HashMap<AccountId, Access>,
    sessions: HashMap<SessionId, DateTime<Utc>>,
    /// When the newest reading was made.
    read_at: Option<DateTime<Utc>>,
}

/// What an account's access has become.
#[derive(Debug, Clone, Copy)]
struct Access {
    version: i32,
    is_active: bool,
    changed_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct AccessRow {
    id: AccountId,
    access_version: i32,
    is_active: bool,
    access_changed_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct SessionRow {
    id: SessionId,
    ended_at: DateTime<Utc>,
}

impl Revocations {
    /// For tokens of that lifetime. Knows nothing before the first reading.
    #[must_use]
    pub fn new(token_lifetime: TimeDelta) -> Self {
        Self(Arc::new(Inner {
            window: token_lifetime + OVERLAP,
            known: RwLock::default(),
        }))
    }

    /// Whether what a token rests on still stands.
    pub(super) fn judge(&self, account: AccountId, grant: Grant) -> Result<(), Ended> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(access) = known.accounts.get(&account)
            && grant.version < access.version
        {
            return Err(if access.is_active {
                Ended::AccessChanged
            } else {
                Ended::Suspended
            });
        }
        if known.sessions.contains_key(&grant.session) {
            return Err(Ended::SessionEnded);
        }
        Ok(())
    }

    /// Reads what has changed since the last reading. Who changed something calls this after its
    /// commit, so that the own instance knows at once.
    pub async fn refresh(&self, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
        let now = op.now();
        let since = self.since(now);
        let reader = db.read_as_system(op, "what ended early ends for everybody");
        let accounts: Vec<AccessRow> = reader
            .sql(&statements::ACCESS_CHANGES, [since.into()])
            .await?;
        let sessions: Vec<SessionRow> = reader
            .sql(&statements::SESSION_ENDS, [since.into()])
            .await?;
        self.learn(now, accounts, sessions);
        Ok(())
    }

    /// Keeps itself up to date until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        let wait = async || tokio::time::sleep(POLL).await;
        while stop.run_until_cancelled(wait()).await.is_some() {
            if let Err(error) = self.refresh(db, &op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "revocations not read; trying again"
                );
            }
        }
    }

    fn since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = now - self.0.window;
        known
            .read_at
            .map_or(oldest, |read_at| (read_at - OVERLAP).max(oldest))
    }

    fn learn(&self, now: DateTime<Utc>, accounts: Vec<AccessRow>, sessions: Vec<SessionRow>) {
        let mut known = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        for row in accounts {
            let access = Access {
                version: row.access_version,
                is_active: row.is_active,
                changed_at: row.access_changed_at,
            };
            let entry = known.accounts.entry(row.id).or_insert(access);
            // Readings may overtake each other.
            if entry.version <= access.version {
                *entry = access;
            }
        }
        for row in sessions {
            known.sessions.insert(row.id, row.ended_at);
        }
        let oldest = now - self.0.window;
        known
            .accounts
            .retain(|_, access| access.changed_at > oldest);
        known.sessions.retain(|_, ended_at| *ended_at > oldest);
        known.read_at = known.read_at.max(Some(now));
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn account(number: u128, version: i32, is_active: bool, second: i64) -> AccessRow {
        AccessRow {
            id: AccountId(Uuid::from_u128(number)),
            access_version: version,
            is_active,
            access_changed_at: at(second),
        }
    }

    fn session(number: u128, second: i64) -> SessionRow {
        SessionRow {
            id: SessionId(Uuid::from_u128(number)),
            ended_at: at(second),
        }
    }

    fn judged(revocations: &Revocations, version: i32) -> Result<(), Ended> {
        let grant = Grant {
            session: SessionId(Uuid::from_u128(7)),
            version,
        };
        revocations.judge(AccountId(Uuid::from_u128(1)), grant)
    }

    #[test]
    fn tokens_of_an_earlier_version_are_over() {
        let revocations = Revocations::new(TimeDelta::minutes(10));
        assert_eq!(judged(&revocations, 1), Ok(()));
        revocations.learn(at(0), vec![account(1, 2, true, 0)], vec![]);
        assert_eq!(judged(&revocations, 1), Err(Ended::AccessChanged));
        assert_eq!(judged(&revocations, 2), Ok(()));
        revocations.learn(at(1), vec![account(1, 3, false, 1)], vec![]);
        assert_eq!(judged(&revocations, 2), Err(Ended::Suspended));
        // An older reading that comes late changes nothing.
        revocations.learn(at(1), vec![account(1, 2, true, 0)], vec![]);
        assert_eq!(judged(&revocations, 2), Err(Ended::Suspended));
    }

    #[test]
    fn an_ended_session_is_over() {
        let revocations = Revocations::new(TimeDelta::minutes(10));
        revocations.learn(at(0), vec![], vec![session(8, 0)]);
        assert_eq!(judged(&revocations, 1), Ok(()));
        revocations.learn(at(0), vec![], vec![session(7, 0)]);
        assert_eq!(judged(&revocations, 1), Err(Ended::SessionEnded));
    }

    #[test]
    fn what_no_token_can_outlive_is_forgotten() {
        let revocations = Revocations::new(TimeDelta::minutes(10));
        assert_eq!(revocations.since(at(10_000)), at(10_000 - 660));
        revocations.learn(at(0), vec![account(1, 2, true, 0)], vec![session(7, 0)]);
        assert_eq!(revocations.since(at(100)), at(-60));
        revocations.learn(at(659), vec![], vec![]);
        assert_eq!(judged(&revocations, 1), Err(Ended::AccessChanged));
        revocations.learn(at(660), vec![], vec![]);
        assert_eq!(judged(&revocations, 1), Ok(()));
        // After a long silence not more is read than can matter.
        assert_eq!(revocations.since(at(99_999)), at(99_999 - 660));
    }
}
