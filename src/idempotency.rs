//! Retries without repeats: a mutation carried out under a key is carried out once.
//!
//! The key is claimed first in the transaction, so only success is remembered. What is kept is a
//! keyed HMAC of the input and the record's id, never the answer: the record is rendered as it is
//! now, under the access rules of now.

use aws_lc_rs::hmac;
use chrono::{Duration, TimeDelta};
use entity::idempotency_key;
use sea_orm::{ColumnTrait, IntoActiveModel};
use uuid::Uuid;

use crate::db::{Db, Tx, statements};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Refusal, Refusals};

/// Longest key a client may choose, in bytes.
pub const KEY_LIMIT: usize = 128;

/// Makes fingerprints of inputs with this server's secret: a plain hash of a CIN could be
/// reversed by trying all of them.
#[derive(Clone)]
pub struct Fingerprints(hmac::Key);

impl Fingerprints {
    /// Under the given secret, which all instances on one database share.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The fingerprint of an input.
    #[must_use]
    pub fn of(&self, input: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0, input).as_ref().to_vec()
    }
}

/// A caller's key for one mutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Which mutation.
    pub mutation: &'static str,
    /// The caller's choice.
    pub key: String,
    /// Fingerprint of the input.
    pub fingerprint: Vec<u8>,
}

/// What claiming a key found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// New, or the caller gave none: go on.
    Fresh,
    /// Done before with the same input: this record came of it.
    Done(Uuid),
    /// Used before for another input.
    Taken,
}

/// How long keys are kept: a client that retries after more than a week starts anew.
pub const KEPT_FOR: TimeDelta = Duration::days(7);

/// Forgets keys that were kept long enough. Gives how many; call it again while there are any.
pub async fn purge(db: &Db, op: &OpCtx) -> Result<u64, StoreError> {
    let op = op.as_system("keys of all callers grow old alike");
    db.write(&op, |tx| async move {
        tx.change(
            &statements::PURGE_IDEMPOTENCY_KEYS,
            [(tx.now() - KEPT_FOR).into()],
        )
        .await
    })
    .await
}

/// Claims a key for the record that the mutation will make or change, and refuses one that was used
/// for another input with the use case's own code. Gives the record that came of it when it was carried out before.
pub async fn done_before_in<C>(
    tx: &Tx,
    key: Option<&IdempotencyKey>,
    record: Uuid,
    reused: C,
) -> Result<Option<Uuid>, Failure<Refusals<C>>> {
    match claim_in(tx, key, record).await? {
        Claim::Fresh => Ok(None),
        Claim::Done(record) => Ok(Some(record)),
        Claim::Taken => Err(Failure::Refused(vec![Refusal::at(
            reused,
            &["idempotencyKey"],
            "This idempotencyKey was used for another input; choose a new one.",
        )])),
    }
}

/// Claims a key for the record that the mutation will make or change. Waits while another
/// transaction is at work under the same key.
async fn claim_in(
    tx: &Tx,
    key: Option<&IdempotencyKey>,
    record: Uuid,
) -> Result<Claim, StoreError> {
    let (Some(key), Some(person)) = (key, tx.actor().as_person()) else {
        return Ok(Claim::Fresh);
    };
    let row = idempotency_key::Model {
        account_id: person.account,
        mutation: key.mutation.to_owned(),
        key: key.key.clone(),
        fingerprint: key.fingerprint.clone(),
        record_id: record,
        created_at: tx.now(),
    };
    if tx.insert_if_absent(row.into_active_model()).await? {
        return Ok(Claim::Fresh);
    }
    let known = tx
        .select::<idempotency_key::Entity>()
        .filter(idempotency_key::Column::Mutation.eq(key.mutation))
        .filter(idempotency_key::Column::Key.eq(key.key.as_str()))
        .one()
        .await?;
    Ok(match known {
        Some(known) if known.fingerprint == key.fingerprint => Claim::Done(known.record_id),
        Some(_) => Claim::Taken,
        // Purged between the two statements.
        None => return Err(StoreError::Busy),
    })
}
