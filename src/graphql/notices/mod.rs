//! The mailbox as clients see it.

mod acknowledge;
mod query;
mod subscription;
mod types;

pub use acknowledge::NoticeMutation;
pub use query::NoticeQuery;
pub use subscription::NoticeSubscription;
pub use types::{Mailbox, MailboxItem, Notice, NoticeDelivery, NoticeKind};
