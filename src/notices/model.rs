//! The words of the mailbox.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
pub use entity::types::NoticeKind;
use entity::types::{AssignmentId, MemberId, OrganizationId, ReferralId};
use uuid::Uuid;

use crate::clock::to_day;

/// One numbered message of a mailbox: ids only, no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whose mailbox.
    pub organization: OrganizationId,
    /// Number in that mailbox: 1, 2, 3 … without gaps.
    pub seq: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// To which referral, where one is concerned.
    pub referral: Option<ReferralId>,
    /// To which assignment, where one is concerned.
    pub assignment: Option<AssignmentId>,
    /// To which member, where no referral is concerned.
    pub member: Option<MemberId>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// How far it came.
    pub delivery: NoticeDelivery,
    /// Whether its reader knows in part only what it is about. As the server reads it: whether
    /// that may be so for anybody who reads the mailbox.
    pub is_partial: bool,
}

impl Notice {
    /// The same for who knows of its referral in part only: the instant would lead to whatever
    /// else changed with it.
    #[must_use]
    pub(super) fn by_day(mut self) -> Self {
        self.occurred_at = to_day(self.occurred_at);
        self.delivery.sent_at = to_day(self.delivery.sent_at);
        self.delivery.delivered_at = self.delivery.delivered_at.map(to_day);
        self
    }
}

/// How far a notice came: sent, delivered, acknowledged, each with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeDelivery {
    /// When it was put into the mailbox: the instant of the act.
    pub sent_at: DateTime<Utc>,
    /// When it first went out to a client of the organization.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When the organization first acknowledged it.
    pub acknowledged_at: Option<DateTime<Utc>>,
}

/// What a use case queues: it becomes a notice with the next number of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDraft {
    /// To whom.
    pub organization: OrganizationId,
    /// What happened.
    pub kind: NoticeKind,
    /// To which referral, where one is concerned.
    pub referral: Option<ReferralId>,
    /// To which assignment, where one is concerned.
    pub assignment: Option<AssignmentId>,
    /// To which member, where no referral is concerned.
    pub member: Option<MemberId>,
    /// Whether the organization is told because it leads the member's care, and for no other
    /// reason: then it is for those of its people who do.
    pub is_for_lead: bool,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

impl NoticeDraft {
    /// One about the organization itself, and nobody's case.
    #[must_use]
    pub fn of_organization(
        organization: OrganizationId,
        kind: NoticeKind,
        occurred_at: DateTime<Utc>,
    ) -> Self {
        Self {
            organization,
            kind,
            referral: None,
            assignment: None,
            member: None,
            is_for_lead: false,
            occurred_at,
        }
    }
}

/// A place in a mailbox: after the notice of that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxCursor {
    /// Whose mailbox.
    pub organization: OrganizationId,
    /// In which life of the database: a restore from backup starts a new one.
    pub epoch: i64,
    /// Number of the last notice seen; 0 before the first.
    pub seq: i64,
}

/// Why a mailbox cursor cannot be followed. Skipping silently would lose notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailboxCursorError {
    /// Not a mailbox cursor.
    #[error("this is not a mailbox cursor; use the cursor of an item as it came, or none")]
    Malformed,
    /// A cursor of another organization's mailbox.
    #[error("this cursor belongs to another mailbox; start without a cursor")]
    OtherMailbox,
    /// A cursor from before a restore.
    #[error(
        "this cursor is from before the database was restored from a backup; start without a \
         cursor and expect to see some notices again"
    )]
    OtherEpoch,
    /// A cursor beyond the end of the mailbox.
    #[error("this cursor is ahead of the mailbox; start without a cursor")]
    Ahead,
}

impl crate::refusal::Reason for MailboxCursorError {
    fn code(&self) -> Option<String> {
        Some(crate::refusal::code_of(self))
    }
}

impl MailboxCursor {
    /// As clients see it.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = [0_u8; 32];
        bytes[..16].copy_from_slice(self.organization.0.as_bytes());
        bytes[16..24].copy_from_slice(&self.epoch.to_be_bytes());
        bytes[24..].copy_from_slice(&self.seq.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what a client sent.
    pub fn decode(text: &str) -> Result<Self, MailboxCursorError> {
        let malformed = |_| MailboxCursorError::Malformed;
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| MailboxCursorError::Malformed)?;
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|_| MailboxCursorError::Malformed)?;
        let organization =
            Uuid::from_slice(&bytes[..16]).map_err(|_| MailboxCursorError::Malformed)?;
        let epoch = i64::from_be_bytes(bytes[16..24].try_into().map_err(malformed)?);
        let seq = i64::from_be_bytes(bytes[24..].try_into().map_err(malformed)?);
        Ok(Self {
            organization: OrganizationId(organization),
            epoch,
            seq,
        })
    }

    /// Checks a client's cursor against the mailbox it is used on.
    pub fn check(&self, mailbox: &MailboxEnd) -> Result<(), MailboxCursorError> {
        if self.organization != mailbox.organization {
            Err(MailboxCursorError::OtherMailbox)
        } else if self.epoch != mailbox.epoch {
            Err(MailboxCursorError::OtherEpoch)
        } else if self.seq > mailbox.last_seq || self.seq < 0 {
            Err(MailboxCursorError::Ahead)
        } else {
            Ok(())
        }
    }
}

/// Where a mailbox ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxEnd {
    /// Whose.
    pub organization: OrganizationId,
    /// The life of the database.
    pub epoch: i64,
    /// Number of the last notice; 0 in an empty mailbox.
    pub last_seq: i64,
}

impl MailboxEnd {
    /// The cursor after notice `seq` of this mailbox.
    #[must_use]
    pub fn cursor(&self, seq: i64) -> MailboxCursor {
        MailboxCursor {
            organization: self.organization,
            epoch: self.epoch,
            seq,
        }
    }
}

/// Where a mailbox stands for one of its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxPosition {
    /// Where it ends.
    pub end: MailboxEnd,
    /// Number before the oldest unacknowledged notice of those that the reader sees; where there
    /// is none, of the last notice.
    pub acknowledged_through: i64,
}

impl MailboxPosition {
    /// Where a stream without a cursor starts.
    #[must_use]
    pub fn start(&self) -> MailboxCursor {
        self.end.cursor(self.acknowledged_through)
    }
}

/// What an acknowledgement did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// Notices that were acknowledged by this act; those acknowledged before keep their time.
    pub count: u64,
    /// The mailbox after it.
    pub mailbox: MailboxPosition,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox() -> MailboxEnd {
        MailboxEnd {
            organization: OrganizationId(Uuid::from_u128(7)),
            epoch: 3,
            last_seq: 10,
        }
    }

    #[test]
    fn a_cursor_survives_the_trip_to_the_client() {
        let cursor = mailbox().cursor(10);
        assert_eq!(MailboxCursor::decode(&cursor.encode()), Ok(cursor));
        assert_eq!(cursor.check(&mailbox()), Ok(()));
    }

    #[test]
    fn a_cursor_that_would_skip_notices_is_refused() {
        let cases = [
            (
                MailboxCursor {
                    organization: OrganizationId(Uuid::from_u128(8)),
                    ..mailbox().cursor(1)
                },
                MailboxCursorError::OtherMailbox,
            ),
            (
                MailboxCursor {
                    epoch: 2,
                    ..mailbox().cursor(1)
                },
                MailboxCursorError::OtherEpoch,
            ),
            (mailbox().cursor(11), MailboxCursorError::Ahead),
            (mailbox().cursor(-1), MailboxCursorError::Ahead),
        ];
        for (cursor, refusal) in cases {
            assert_eq!(cursor.check(&mailbox()), Err(refusal));
        }
        assert_eq!(
            MailboxCursor::decode("bm9wZQ"),
            Err(MailboxCursorError::Malformed)
        );
        assert_eq!(
            MailboxCursor::decode("%"),
            Err(MailboxCursorError::Malformed)
        );
    }
}
