//! What holds once something that was filed has ended, and by when the answer is sent. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{AppealOutcome, AuthorizationStatus as Status};

use crate::authorizations::action::NoticeOfAction;
use crate::authorizations::action::rules::{SENT_WITHIN_DAYS, after};
use crate::authorizations::appeals::rules::still_holds;
use crate::authorizations::{Authorization, Grant};
use crate::clock::day_of;

/// What holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// The plan has not decided.
    Undecided,
    /// Nothing is paid, since that day.
    Nothing(NaiveDate),
    /// That is granted, from that day on.
    Granted(Grant, NaiveDate),
    /// That is granted, and nothing from that day on.
    Ends(Grant, NaiveDate),
}

/// What holds of an authorization, as it stands after the answer; what is announced, from its day on.
/// `kept`: the service went on as it was
/// while the appeal was open.
#[must_use]
pub(crate) fn holds(
    of: &Authorization,
    told: &NoticeOfAction,
    (outcome, kept): (AppealOutcome, Option<Grant>),
    today: NaiveDate,
) -> Holds {
    let decided = of.decided.as_ref();
    let decided_on = decided.map_or(told.effective_on, |decided| day_of(decided.at));
    match (of.status, of.foreseen()) {
        (Status::Pending, _) => Holds::Undecided,
        (Status::Denied | Status::Terminated, Some(grant)) => {
            Holds::Ends(grant, after(grant.until_on, 1))
        }
        (Status::Approved | Status::Modified | Status::Reduced, Some(grant)) => {
            let from_on = if let Some(announced) = of.announced {
                announced.from_on
            } else if kept.is_some() || outcome == AppealOutcome::Overturned {
                today
            } else if of.status == Status::Reduced {
                told.effective_on
            } else {
                decided_on
            };
            Holds::Granted(grant, from_on)
        }
        // What is void never counted.
        (Status::Withdrawn | Status::Void, _)
        | (
            Status::Denied
            | Status::Terminated
            | Status::Approved
            | Status::Modified
            | Status::Reduced,
            None,
        ) => Holds::Nothing(decided_on),
    }
}

/// Last day on which an appeal is in time again, after one that was not decided.
#[must_use]
pub(crate) fn again_by(
    outcome: AppealOutcome,
    told: &NoticeOfAction,
    status: Status,
    today: NaiveDate,
) -> Option<NaiveDate> {
    match outcome {
        AppealOutcome::Dismissed | AppealOutcome::Withdrawn => {
            let is_open = still_holds(told.kind, status) && today <= told.appeal_by;
            is_open.then_some(told.appeal_by)
        }
        AppealOutcome::Upheld | AppealOutcome::Overturned => None,
    }
}

/// Day by which it is sent: soon, and not after the last day for the answer, for the limit is for the
/// decision with its notice (42 CFR 438.408(b)).
#[must_use]
pub(crate) fn send_by(due_at: DateTime<Utc>, today: NaiveDate) -> NaiveDate {
    after(today, SENT_WITHIN_DAYS)
        .min(day_of(due_at))
        .max(today)
}
