//! Notices: how what happened reaches an organization, and never gets lost.
//!
//! Every organization has one **mailbox**, numbered 1, 2, 3 … without gaps. A use case queues a
//! [`NoticeDraft`] on its transaction; `db::write` appends all of them once, last, sorted by
//! organization. Nobody else writes to a mailbox.
//!
//! ```text
//! use case ─ queue ─→ append_in (same transaction) ─ commit ─→ wake ─→ Feed ─→ subscribers
//!                                                      └──────── poll, 1 s ──┘
//! ```
//! | File | Has |
//! |---|---|
//! | `model` | the words: notice, draft, cursor |
//! | `store` | append, page, deliver, acknowledge |
//! | `feed` | wakes subscribers, and reads each mailbox once for all of them |
//! | `subscription` | one client's stream: backlog, position mark, live |
//! | `service` | what a signed-in person may do with the mailbox |

mod delivery;
mod feed;
mod model;
mod service;
mod store;
mod subscription;

pub use delivery::Deliveries;
pub use feed::Feed;
pub use model::{
    Acknowledged, MailboxCursor, MailboxCursorError, MailboxEnd, MailboxPosition, Notice,
    NoticeDelivery, NoticeDraft, NoticeKind,
};
pub use service::{MailboxError, NoticePage, Notices};
pub use store::append_in;
pub use subscription::{MailboxItem, Subscription};
