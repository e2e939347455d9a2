//! One client's stream of a mailbox.
//!
//! ```text
//! register ─→ page the table from the cursor ─→ position mark ─→ live ─→ look: not for everybody
//!                      ↑─────────── lagged ──────────────────────┘ ↑────────┘
//! ```
//! What the feed hands out it has read for all. A notice that not every reader of the mailbox may
//! know, or not in full, is looked up in the table again by each subscriber for themselves; who may
//! not know it is not told that there was one, not even by a mark at that moment.
//!
//! At least once, in order, and with a chain the client can check: each item names the cursor of
//! the item before it on this stream, so a gap shows on filtered streams too.

use std::sync::Arc;

use entity::types::{NoticeKind, OrganizationId};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::feed::{BATCH, Feed};
use super::model::{MailboxCursor, Notice};
use super::{Deliveries, store};
use crate::access::{Actor, Person};
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
    /// Whether the subscriber may have from the feed what is for everybody.
    knows_all_open: bool,
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
    /// The feed has come to this number, and the subscriber reads for themselves.
    Look(i64),
}

impl Subscription {
    /// Starts after a cursor of the mailbox.
    pub(super) fn start(
        db: Db,
        feed: Feed,
        deliveries: Deliveries,
        live: Receiver<Arc<Notice>>,
        subscriber: &Actor,
        after: MailboxCursor,
        kinds: Option<Vec<NoticeKind>>,
    ) -> Self {
        Self {
            db,
            feed,
            deliveries,
            kinds,
            live,
            knows_all_open: subscriber
                .as_person()
                .is_some_and(Person::knows_all_open_notices),
            sent: after,
            seen: after.seq,
            backlog: Vec::new(),
            stage: Stage::Table,
        }
    }

    /// The next item; waits for it. `op` starts a fresh operation of the subscriber for each read.
    /// `None` when the server stops.
    pub async fn next(
        &mut self,
        op: &(impl Fn() -> OpCtx + Sync),
    ) -> Option<Result<MailboxItem, StoreError>> {
        loop {
            if let Some(notice) = self.backlog.pop() {
                return Some(Ok(self.item(Arc::new(notice), op)));
            }
            match self.stage {
                Stage::Table => match self.read(&op()).await {
                    Ok(0) => {
                        self.feed.caught_up(self.organization(), self.seen);
                        self.stage = Stage::Mark;
                    }
                    Ok(_) => {}
                    Err(error) => return Some(Err(error)),
                },
                Stage::Look(up_to) => match self.read(&op()).await {
                    Ok(rows) if rows < BATCH => {
                        self.seen = self.seen.max(up_to);
                        self.stage = Stage::Live;
                    }
                    Ok(_) => {}
                    Err(error) => return Some(Err(error)),
                },
                Stage::Mark => {
                    self.stage = Stage::Live;
                    return Some(Ok(self.mark()));
                }
                Stage::Live => match self.live.recv().await {
                    Ok(notice) if notice.seq <= self.seen => {}
                    Ok(notice) if notice.seq == self.seen + 1 && !self.wants(notice.kind) => {
                        self.seen = notice.seq;
                        if self.seen - self.sent.seq >= MARK_AFTER {
                            return Some(Ok(self.mark()));
                        }
                    }
                    Ok(notice) if notice.seq == self.seen + 1 && self.is_for(&notice) => {
                        self.seen = notice.seq;
                        return Some(Ok(self.item(notice, op)));
                    }
                    Ok(notice) => self.stage = Stage::Look(notice.seq),
                    Err(RecvError::Lagged(_)) => self.stage = Stage::Table,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Reads on in the table, as the subscriber; gives how many rows there were.
    async fn read(&mut self, op: &OpCtx) -> Result<u64, StoreError> {
        let reader = self.db.read(op);
        let after = Some(self.seen);
        let mut page = store::list(&reader, self.organization(), after, None, BATCH).await?;
        let rows = u64::try_from(page.len()).unwrap_or(u64::MAX);
        if let Some(newest) = page.last() {
            self.seen = newest.seq;
        }
        if let Some(kinds) = &self.kinds {
            page.retain(|notice| kinds.contains(&notice.kind));
        }
        page.reverse();
        self.backlog = page;
        Ok(rows)
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

    /// Whether what the feed has read is what the subscriber would read.
    fn is_for(&self, notice: &Notice) -> bool {
        self.knows_all_open && !notice.is_partial
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
