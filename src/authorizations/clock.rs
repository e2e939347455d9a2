//! The deadlines of a request, from what its row and its questions say. Pure.

use entity::types::AuthorizationKind;

use super::model::{Authorization, Question};
use crate::clocks::authorization::{self as clock, Course, Limits, Pace, Terms, deadlines};
use crate::clocks::business::{Calendar, Exception};
use crate::policies::{AuthorizationPolicy, Holiday};

/// How fast a request of that kind has to be decided.
#[must_use]
pub(crate) fn limits(policy: &AuthorizationPolicy, kind: AuthorizationKind) -> Limits {
    let pace = match kind {
        AuthorizationKind::Prior | AuthorizationKind::Retrospective => Pace::Standard,
        // The service has begun; that it cannot wait is why it did.
        AuthorizationKind::Expedited | AuthorizationKind::Presumptive => Pace::Urgent,
        AuthorizationKind::Concurrent => Pace::Concurrent,
    };
    let terms = Terms {
        standard_business_days: policy.standard_business_days,
        standard_calendar_days: policy.standard_calendar_days,
        expedited_hours: policy.expedited_hours,
        urgent_hours: policy.urgent_hours,
        concurrent_hours: policy.concurrent_hours,
        extension_days: policy.extension_days,
        extension_from_receipt: policy.extension_from_receipt,
        pauses_for_information: policy.pauses_for_information,
    };
    terms.limits(pace)
}

/// The calendar of a plan.
#[must_use]
pub(crate) fn calendar(holidays: &[Holiday]) -> Calendar {
    Calendar::new(holidays.iter().map(|holiday| Exception {
        day: holiday.day,
        is_closed: holiday.is_closed,
    }))
}

/// Sets by when it is due, from its anchors, its extension and what was asked since.
pub(crate) fn wind(of: &mut Authorization, questions: &[Question], calendar: &Calendar) {
    let questions: Vec<clock::Question> = questions
        .iter()
        .map(|question| clock::Question {
            asked_at: question.asked_at,
            answered_at: question.answer.as_ref().map(|(_, at)| *at),
        })
        .collect();
    let course = Course {
        requested_at: of.asked.at,
        information_at: of.information_at,
        questions: &questions,
        extended_at: of.extended.as_ref().map(|(at, _)| *at),
    };
    let found = deadlines(&of.limits, &course, calendar);
    of.due_by_information = found.by_information;
    of.due_by_request = found.by_request;
    of.due_at = found.due_at;
}
