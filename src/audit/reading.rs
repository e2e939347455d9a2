//! What an answer leaves in the trail: one row for each plan whose people it shows, or one that
//! says that the question was not the asker's to ask.

use entity::audit_event;
use entity::types::AuditOutcome;

use super::record::Entry;
use crate::op::OpCtx;

/// The rows of an answer to `op`, which asked for these root fields. Empties the collection of
/// whom it shows.
#[must_use]
pub fn rows_of_answer(op: &OpCtx, fields: &str, is_denied: bool) -> Vec<audit_event::Model> {
    let about = op.shown().take();
    let entry = |outcome| Entry {
        by: None,
        organization: None,
        operation: fields,
        object: None,
        outcome,
        detail: None,
    };
    let mut rows = entry(AuditOutcome::Read).rows(op, &about);
    if is_denied && op.actor().as_person().is_some() {
        rows.push(entry(AuditOutcome::Denied).row(op, None, Vec::new()));
    }
    rows
}
