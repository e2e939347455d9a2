//! One client's stream of a mailbox.
//!
//! ```text
//! register ─→ page the table from the cursor ─→ position mark ─→ live
//!                      ↑─────────── lagged ──────────────────────┘
//! ```
//! At least once, in order, and with a chain the client can check: each item names the cursor of
//! the item before it on this stream, so a gap shows on filtered streams too.

use std::sync::Arc;

use entity::types::{NoticeKind, OrganizationId};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::feed::{BATCH, Feed};
use super::model::{MailboxCursor, MailboxCursorError, MailboxPosition, Notice};
use super::{Deliveries, store};
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Notices passed over by the filter before a mark moves the client's cursor on.
const MARK_AFTER: i64 = 100;

/// One item of the stream.
#[derive(Debug, Clone)]
pub struct MailboxItem {
    /// The place after this item: where to go on after a dropped connection.
    pub cursor: MailboxCursor,
    /// The cursor of the item before it on this stream, or the one the stream started from.
    pub follows: MailboxCursor,
    /// The notice, or none: a mark that says "you have all until here".
    pub notice: Option<Arc<Notice>>,
}

/// One client's place in a mailbox, moving on.
pub struct Subscription {
    db: Db,
    feed: Feed,
    deliveries: Deliveries,
    kinds: Option<Vec<NoticeKind>>,
    live: Receiver<Arc<Notice>>,
    /// The last item that went out.
    sent: MailboxCursor,
    /// Number of the last notice looked at, sent or passed over.
    seen: i64,
    /// Read from the table and not sent yet, oldest last.
    backlog: Vec<Notice>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Paging the table.
    Table,
    /// Nothing more in the table: a mark is due.
    Mark,
    /// Waiting for the feed.
    Live,
}

impl Subscription {
    /// Starts after the client's cursor, or before the oldest unacknowledged notice.
    pub(super) fn start(
        db: Db,
        feed: Feed,
        deliveries: Deliveries,
        live: Receiver<Arc<Notice>>,
        mailbox: &MailboxPosition,
        after: Option<MailboxCursor>,
        kinds: Option<Vec<NoticeKind>>,
    ) -> Result<Self, MailboxCursorError> {
        if let Some(cursor) = &after {
            cursor.check(mailbox)?;
        }
        let sent = after.unwrap_or_else(|| mailbox.cursor(mailbox.acknowledged_through));
        Ok(Self {
            db,
            feed,
            deliveries,
            kinds,
            live,
            sent,
            seen: sent.seq,
            backlog: Vec::new(),
            stage: Stage::Table,
        })
    }

    /// The next item; waits for it. `op` starts a fresh operation of the subscriber for each read.
    /// `None` when the server stops.
    pub async fn next(
        &mut self,
        op: &(impl Fn() -> OpCtx + Sync),
    ) -> Option<Result<MailboxItem, StoreError>> {
        loop {
            match self.stage {
                Stage::Table => {
                    if let Some(notice) = self.backlog.pop() {
                        return Some(Ok(self.item(Arc::new(notice), op)));
                    }
                    if let Err(error) = self.read_table(&op()).await {
                        return Some(Err(error));
                    }
                }
                Stage::Mark => {
                    self.stage = Stage::Live;
                    return Some(Ok(self.mark()));
                }
                Stage::Live => match self.live.recv().await {
                    Ok(notice) if notice.seq <= self.seen => {}
                    Ok(notice) if notice.seq == self.seen + 1 => {
                        self.seen = notice.seq;
                        if self.wants(notice.kind) {
                            return Some(Ok(self.item(notice, op)));
                        }
                        if self.seen - self.sent.seq >= MARK_AFTER {
                            return Some(Ok(self.mark()));
                        }
                    }
                    Ok(_) | Err(RecvError::Lagged(_)) => self.stage = Stage::Table,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    async fn read_table(&mut self, op: &OpCtx) -> Result<(), StoreError> {
        let reader = self.db.read(op);
        let mut page =
            store::list_after(&reader, self.organization(), self.seen, None, BATCH).await?;
        if let Some(newest) = page.last() {
            self.seen = newest.seq;
        } else {
            self.feed.caught_up(self.organization(), self.seen);
            self.stage = Stage::Mark;
        }
        if let Some(kinds) = &self.kinds {
            page.retain(|notice| kinds.contains(&notice.kind));
        }
        page.reverse();
        self.backlog = page;
        Ok(())
    }

    fn item(&mut self, notice: Arc<Notice>, op: &impl Fn() -> OpCtx) -> MailboxItem {
        if notice.delivery.delivered_at.is_none() {
            self.deliveries
                .note(notice.organization, notice.seq, op().now());
        }
        let cursor = MailboxCursor {
            seq: notice.seq,
            ..self.sent
        };
        let follows = std::mem::replace(&mut self.sent, cursor);
        MailboxItem {
            cursor,
            follows,
            notice: Some(notice),
        }
    }

    fn mark(&mut self) -> MailboxItem {
        let cursor = MailboxCursor {
            seq: self.seen,
            ..self.sent
        };
        let follows = std::mem::replace(&mut self.sent, cursor);
        MailboxItem {
            cursor,
            follows,
            notice: None,
        }
    }

    fn wants(&self, kind: NoticeKind) -> bool {
        self.kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&kind))
    }

    fn organization(&self) -> OrganizationId {
        self.sent.organization
    }
}
