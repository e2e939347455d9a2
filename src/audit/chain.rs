//! The seal: each row's keyed hash goes over the one before, so that a row that is changed, taken
//! out, put in or moved breaks the chain from there on, and only who has the key can mend it.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac;
use entity::audit_event;

/// Bytes of a seal.
pub const MAC_BYTES: usize = 32;
/// What the first row of a chain follows.
pub const BEGINNING: Mac = Mac([0; MAC_BYTES]);
/// Says which bytes are hashed; another layout gets another number.
const LAYOUT: u8 = 1;
/// Sets this key apart from all others that come from the server's secret.
const LABEL: &[u8] = b"handoff audit chain 1";

/// The keyed hash of a row and all before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mac(pub [u8; MAC_BYTES]);

impl Mac {
    /// From a column; `None` when it is no seal at all.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Display for Mac {
    /// Hexadecimal, as it is kept outside.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Mac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Mac {
    type Err = NoMac;

    fn from_str(text: &str) -> Result<Self, NoMac> {
        let mut bytes = [0; MAC_BYTES];
        if !text.is_ascii() || text.len() != 2 * MAC_BYTES {
            return Err(NoMac);
        }
        for (byte, at) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| NoMac)?;
        }
        Ok(Self(bytes))
    }
}

/// Not a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a seal: 64 hexadecimal digits")]
pub struct NoMac;

/// The key of all chains.
#[derive(Clone)]
pub struct AuditKey(hmac::Key);

impl AuditKey {
    /// From the server's secret (HKDF, RFC 5869), under a label of its own.
    #[must_use]
    pub fn derive(secret: &[u8]) -> Self {
        let material = Salt::new(HKDF_SHA256, &[]).extract(secret);
        let Ok(key) = material.expand(&[LABEL], hmac::HMAC_SHA256) else {
            unreachable!("32 bytes are within what HKDF gives");
        };
        Self(key.into())
    }

    /// The seal of a row that stands at that place, after one with that seal.
    #[must_use]
    pub fn seal(&self, before: &Mac, seq: i64, row: &audit_event::Model) -> Mac {
        let mut hash = hmac::Context::with_key(&self.0);
        hash.update(&before.0);
        hash.update(&canonical(seq, row));
        let tag = hash.sign();
        let mut mac = [0; MAC_BYTES];
        mac.copy_from_slice(tag.as_ref());
        Mac(mac)
    }
}

/// The bytes of a row, alike on both engines and readable in one way only: every part has a fixed
/// length, or its length before it.
fn canonical(seq: i64, row: &audit_event::Model) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + row.subjects.len());
    bytes.push(LAYOUT);
    bytes.extend(seq.to_be_bytes());
    bytes.extend(row.id.as_bytes());
    bytes.extend(row.organization_id.0.as_bytes());
    bytes.extend(row.occurred_at.timestamp_micros().to_be_bytes());
    let mut part = |value: Option<&[u8]>| match value {
        None => bytes.push(0),
        Some(value) => {
            bytes.push(1);
            let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
            bytes.extend(length.to_be_bytes());
            bytes.extend(value);
        }
    };
    part(row.account_id.as_ref().map(|id| id.0.as_bytes().as_slice()));
    part(Some(row.operation.as_bytes()));
    part(row.object_kind.as_deref().map(str::as_bytes));
    part(row.object_id.as_ref().map(|id| id.as_bytes().as_slice()));
    part(row.plan_id.as_ref().map(|id| id.0.as_bytes().as_slice()));
    part(Some(&row.subjects));
    part(Some(row.outcome.code().as_bytes()));
    part(row.detail.as_deref().map(str::as_bytes));
    part(Some(row.request_id.as_bytes()));
    part(row.address.as_deref().map(str::as_bytes));
    bytes
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::types::{AccountId, AuditOutcome, OrganizationId};
    use uuid::Uuid;

    use super::*;

    fn row() -> audit_event::Model {
        audit_event::Model {
            id: Uuid::from_u128(1),
            organization_id: OrganizationId(Uuid::from_u128(2)),
            account_id: Some(AccountId(Uuid::from_u128(3))),
            occurred_at: DateTime::from_timestamp_micros(1_800_000_000_000_001).unwrap(),
            operation: "assignReferral".to_owned(),
            object_kind: Some("REFERRAL".to_owned()),
            object_id: Some(Uuid::from_u128(4)),
            plan_id: Some(OrganizationId(Uuid::from_u128(5))),
            subjects: vec![7; 32],
            outcome: AuditOutcome::Refused,
            detail: Some("AT_CAPACITY".to_owned()),
            request_id: "0197".to_owned(),
            address: None,
            seal_seq: None,
            seal_mac: None,
        }
    }

    #[test]
    fn every_part_of_a_row_is_under_the_seal() {
        type Change = fn(&mut audit_event::Model);
        let changes: [Change; 13] = [
            |row| row.id = Uuid::nil(),
            |row| row.organization_id = OrganizationId(Uuid::nil()),
            |row| row.account_id = None,
            |row| row.occurred_at += chrono::TimeDelta::microseconds(1),
            |row| row.operation.push('s'),
            |row| row.object_kind = None,
            |row| row.object_id = None,
            |row| row.plan_id = None,
            |row| row.subjects.truncate(16),
            |row| row.outcome = AuditOutcome::Done,
            |row| row.detail = None,
            |row| row.request_id.clear(),
            |row| row.address = Some(String::new()),
        ];
        let key = AuditKey::derive(&[1; 32]);
        let seal = key.seal(&BEGINNING, 1, &row());
        assert_ne!(key.seal(&BEGINNING, 2, &row()), seal);
        assert_ne!(key.seal(&seal, 1, &row()), seal);
        assert_ne!(AuditKey::derive(&[2; 32]).seal(&BEGINNING, 1, &row()), seal);
        for (number, change) in changes.iter().enumerate() {
            let mut other = row();
            change(&mut other);
            assert_ne!(key.seal(&BEGINNING, 1, &other), seal, "change {number}");
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let (mut one, mut other) = (row(), row());
        (one.operation, one.object_kind) = ("assign".to_owned(), Some("Referral".to_owned()));
        (other.operation, other.object_kind) = ("assignR".to_owned(), Some("eferral".to_owned()));
        assert_ne!(canonical(1, &one), canonical(1, &other));
    }

    #[test]
    fn a_seal_is_read_as_it_is_written() {
        let seal = AuditKey::derive(&[1; 32]).seal(&BEGINNING, 1, &row());
        assert_eq!(seal.to_string().parse(), Ok(seal));
        assert_eq!("zz".parse::<Mac>(), Err(NoMac));
    }
}
