//! The brake on guessing passwords, shared by all instances through the database.
//!
//! An attempt is **counted before** the password is compared, so attempts that run side by side
//! count each. One that comes while its counter says to wait is refused without any hashing.
//!
//! | Counts | Without delay | For |
//! |---|---|---|
//! | an account, whoever tries | 5 | somebody who knows a name and guesses its password |
//! | an address, whatever it tries | 20 | somebody who guesses one password under many names |
//! | an account at an address from which it signed in within 30 days | 5 | its own person |
//!
//! Then 1 s, 2 s, 4 s … up to 15 minutes; a quiet hour is forgotten. Where an account is at home
//! only the third counter counts, so strangers cannot keep a person out of their own office. Names
//! that no account has are counted like the others.

use std::net::IpAddr;
use std::sync::Arc;

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::Keys;
use crate::db::statements::identity as statements;
use crate::db::{Db, Reader, Sql, Tx};
use crate::error::{Retryable, StoreError};
use crate::op::OpCtx;

/// Attempts without delay on one account.
const FREE_PER_ACCOUNT: i32 = 5;
/// Attempts without delay from one address.
const FREE_PER_ADDRESS: i32 = 20;
/// How long an account is at home where it signed in.
const AT_HOME_FOR: TimeDelta = TimeDelta::days(30);
/// How long a counter lives on after its last attempt; longer than any delay.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// Why an attempt was not let through.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReserveError {
    /// Too many have failed; so many whole seconds are left to wait, at least one.
    #[error("too many attempts")]
    Wait(u32),
    /// The database could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Retryable for ReserveError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Wait(_) => None,
        }
    }
}

/// An attempt that was counted.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    /// By account, at home or anywhere else; none if the attempt names none.
    account: Option<Key>,
    /// By address, unless the account is at home there.
    address: Option<Key>,
    /// Names account and address together.
    home: Option<Key>,
}

/// A keyed HMAC: who reads the table learns neither names nor addresses.
type Key = Vec<u8>;

/// The brake. Cheap to clone.
#[derive(Clone)]
pub(super) struct Throttle(Arc<hmac::Key>);

impl Throttle {
    /// Under the secret that all instances share.
    pub(super) fn new(keys: &Keys) -> Self {
        Self(Arc::new(keys.derived("sign-in throttle")))
    }

    /// Counts an attempt on the account of that folded address, before it is made.
    pub(super) async fn reserve(
        &self,
        db: &Db,
        op: &OpCtx,
        email: &str,
    ) -> Result<Attempt, ReserveError> {
        let (this, address) = (self, op.address());
        db.write(op, |tx| async move {
            let home = address.map(|at| this.key("home", &[email.as_bytes(), &network(at)]));
            let is_home = match &home {
                Some(home) => is_at_home(&tx, home).await?,
                None => false,
            };
            let attempt = Attempt {
                account: Some(match &home {
                    Some(home) if is_home => home.clone(),
                    _ => this.key("account", &[email.as_bytes()]),
                }),
                address: address
                    .filter(|_| !is_home)
                    .map(|at| this.key("address", &[&network(at)])),
                home,
            };
            // In this order everywhere: the other way round two attempts could wait for each other.
            if let Some(account) = &attempt.account {
                count_in(&tx, account, FREE_PER_ACCOUNT).await?;
            }
            if let Some(address) = &attempt.address {
                count_in(&tx, address, FREE_PER_ADDRESS).await?;
            }
            Ok(attempt)
        })
        .await
    }

    /// Counts an attempt that names no account, such as one with a token, before it is made.
    pub(super) async fn reserve_nameless(
        &self,
        db: &Db,
        op: &OpCtx,
    ) -> Result<Attempt, ReserveError> {
        let attempt = Attempt {
            account: None,
            address: op.address().map(|at| self.key("address", &[&network(at)])),
            home: None,
        };
        let address = &attempt.address;
        db.write(op, |tx| async move {
            match address {
                Some(address) => count_in(&tx, address, FREE_PER_ADDRESS).await,
                None => Ok(()),
            }
        })
        .await?;
        Ok(attempt)
    }

    fn key(&self, kind: &str, parts: &[&[u8]]) -> Key {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(kind.as_bytes());
        for part in parts {
            // With their lengths, so that no two lists of parts read alike.
            context.update(&part.len().to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }
}

impl Attempt {
    /// The password was right: the account begins anew, the address is relieved of this attempt
    /// alone, since others share it, and the account is at home there.
    pub(super) async fn succeeded_in(&self, tx: &Tx) -> Result<(), StoreError> {
        if let Some(account) = &self.account {
            tx.change(&statements::THROTTLE_CLEAR, [account.clone().into()])
                .await?;
        }
        if let Some(address) = &self.address {
            take_off_in(tx, address).await?;
        }
        if let Some(home) = &self.home {
            let now = millis(tx.now());
            let values = [home.clone().into(), now.into()];
            tx.change(&statements::KNOWN_ADDRESS_REMEMBER, values)
                .await?;
        }
        Ok(())
    }

    /// The attempt was none: nothing was compared, or what was typed was right.
    pub(super) async fn give_back(&self, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
        db.write(op, |tx| async move {
            if let Some(account) = &self.account {
                take_off_in(&tx, account).await?;
            }
            if let Some(address) = &self.address {
                take_off_in(&tx, address).await?;
            }
            Ok(())
        })
        .await
    }
}

/// Forgets what no longer counts.
pub(super) async fn purge(db: &Db, op: &OpCtx) -> Result<(), StoreError> {
    for (sql, kept_for) in [
        (&statements::PURGE_THROTTLE, FORGOTTEN_AFTER),
        (&statements::PURGE_KNOWN_ADDRESSES, AT_HOME_FOR),
    ] {
        while purge_some(db, op, sql, kept_for).await? > 0 {}
    }
    Ok(())
}

async fn purge_some(
    db: &Db,
    op: &OpCtx,
    sql: &'static Sql,
    kept_for: TimeDelta,
) -> Result<u64, StoreError> {
    db.write(op, |tx| async move {
        let before = millis(tx.now() - kept_for);
        tx.change(sql, [before.into()]).await
    })
    .await
}

#[derive(FromQueryResult)]
struct Failures {
    #[expect(dead_code, reason = "that there is a row says all")]
    failures: i32,
}

#[derive(FromQueryResult)]
struct BlockedUntil {
    blocked_until: i64,
}

#[derive(FromQueryResult)]
struct LastAt {
    #[expect(dead_code, reason = "that there is a row says all")]
    last_at: i64,
}

async fn count_in(tx: &Tx, key: &Key, free: i32) -> Result<(), ReserveError> {
    let now = millis(tx.now());
    let values = [key.clone().into(), now.into(), free.into()];
    let counted: Vec<Failures> = tx.sql(&statements::THROTTLE_RESERVE, values).await?;
    if !counted.is_empty() {
        return Ok(());
    }
    let values = [key.clone().into()];
    let blocked: Vec<BlockedUntil> = tx.sql(&statements::THROTTLE_BLOCKED_UNTIL, values).await?;
    let until = blocked.first().map_or(now, |row| row.blocked_until);
    Err(ReserveError::Wait(seconds_left(now, until)))
}

async fn take_off_in(tx: &Tx, key: &Key) -> Result<(), StoreError> {
    tx.change(&statements::THROTTLE_TAKE_OFF, [key.clone().into()])
        .await?;
    Ok(())
}

async fn is_at_home(reader: &Reader, home: &Key) -> Result<bool, StoreError> {
    let since = millis(reader.now() - AT_HOME_FOR);
    let values = [home.clone().into(), since.into()];
    let found: Vec<LastAt> = reader.sql(&statements::KNOWN_ADDRESS, values).await?;
    Ok(!found.is_empty())
}

fn millis(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_millis()
}

/// Whole seconds, rounded up: who waits as long as told is let through.
fn seconds_left(now: i64, until: i64) -> u32 {
    let seconds = (until - now).max(1).unsigned_abs().div_ceil(1000);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// What counts as one address: of IPv6 the first 64 bits, which one customer is given whole.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customers_addresses_are_one() {
        let at = |text: &str| network(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_that_suffice() {
        for (until, seconds) in [(1_000, 1), (1_001, 2), (900_000, 900), (0, 1)] {
            assert_eq!(seconds_left(0, until), seconds, "{until}");
        }
    }
}
