//! Accounts that lost access before their token ended.
//!
//! A token is believed without asking the database, so the few accounts that were suspended are
//! kept in memory and read anew every two seconds. Until the first reading nobody is known to be
//! suspended; the server reads once before it accepts connections.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use entity::types::AccountId;
use tokio_util::sync::CancellationToken;

use super::store;
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Longest time for which a suspension made by another process goes unnoticed.
const POLL: Duration = Duration::from_secs(2);

/// Who is suspended now. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Suspended {
    accounts: Arc<RwLock<HashSet<AccountId>>>,
}

impl Suspended {
    /// Whether the account has lost access.
    #[must_use]
    pub fn contains(&self, account: AccountId) -> bool {
        self.accounts
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&account)
    }

    /// Reads the database once.
    pub async fn refresh(&self, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
        let reader = db.read_as_system(op, "suspension ends access everywhere at once");
        let accounts = store::suspended_accounts(&reader).await?;
        *self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner) = accounts.into_iter().collect();
        Ok(())
    }

    /// Keeps itself up to date until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        let wait = async || tokio::time::sleep(POLL).await;
        while stop.run_until_cancelled(wait()).await.is_some() {
            if let Err(error) = self.refresh(db, &op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "suspended accounts not read; trying again"
                );
            }
        }
    }
}
