//! The mailbox: nothing is lost, nothing comes out of order, and a client can check it.

mod acknowledge;
mod cursors;
mod end;
mod instances;
mod poll;
mod stream;
mod watch;

use serde_json::{Value, json};

/// A provider's stream, as small as can be.
pub(super) const ASSIGNMENTS: &str = "subscription($after: MailboxCursor) {
  assignments(after: $after) { cursor follows notice { number kind } referral { id } }
}";

/// An organization's whole mailbox.
pub(super) const NOTICES: &str = "subscription($after: MailboxCursor, $kinds: [NoticeKind!]) {
  notices(after: $after, kinds: $kinds) { cursor follows notice { number kind } }
}";

/// Number and kind of an item, `None` for a mark.
pub(super) fn told(item: &Value) -> Option<(u64, &str)> {
    let notice = item.get("notice").filter(|notice| !notice.is_null())?;
    Some((
        notice["number"].as_u64().unwrap(),
        notice["kind"].as_str().unwrap(),
    ))
}

/// The place after an item.
pub(super) fn cursor(item: &Value) -> &str {
    item["cursor"].as_str().unwrap()
}

/// Variables that start a stream after a cursor.
pub(super) fn after(cursor: &str) -> Value {
    json!({ "after": cursor })
}
