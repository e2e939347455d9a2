//! What is done with visits: one file a verb.

mod complete;
mod confirm_member;
mod payload;
mod person;
mod record;
mod void;

use async_graphql::MergedObject;

/// What is done with visits.
#[derive(MergedObject, Default)]
pub struct VisitMutation(
    record::RecordVisit,
    complete::CompleteVisit,
    confirm_member::ConfirmVisitMember,
    void::VoidVisit,
);
