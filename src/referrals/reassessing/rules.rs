//! What may be typed about a reassessment. Pure: all mistakes at once.

use chrono::NaiveDate;

use super::model::RecordReassessment;
use crate::members::rules::NOTE_LIMIT;
use crate::referrals::error::ReassessmentRefusal as Code;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// What was typed, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedReassessment {
    pub(super) note: Option<String>,
    /// Which row is corrected, and why.
    pub(super) corrects: Option<(i32, String)>,
}

/// Checks a reassessment against the day on which it is written down.
pub(super) fn check(
    record: &RecordReassessment,
    today: NaiveDate,
) -> Result<CheckedReassessment, Refusals<Code>> {
    let mut checks = Checks::default();
    if record.done_on > today {
        checks.refuse(Refusal::at(
            Code::InFuture,
            &["doneOn"],
            "A reassessment is recorded once it is done; check the day.",
        ));
    }
    let note = text::optional(record.note.as_deref(), NOTE_LIMIT);
    let note = checks.text(&["note"], note).flatten();
    let corrects = record.corrects.as_ref().map(|corrects| {
        let reason = text::required(&corrects.reason, NOTE_LIMIT);
        let reason = checks.text(&["corrects", "reason"], reason);
        (corrects.number, reason.unwrap_or_default())
    });
    checks.done()?;
    Ok(CheckedReassessment { note, corrects })
}

/// It was done while the service ran, and on a later day than the one that was done before it.
pub(super) fn check_day(done_on: NaiveDate, earliest: NaiveDate) -> Result<(), Refusals<Code>> {
    if earliest <= done_on {
        return Ok(());
    }
    Err(vec![Refusal::at(
        Code::TooEarly,
        &["doneOn"],
        format!(
            "This lies before {earliest}, the day of the start or the one after the last \
             reassessment; check the day. What was written down wrong is corrected (corrects)."
        ),
    )])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::referrals::CorrectsReassessment;
    use entity::types::{AssignmentId, ReassessmentOutcome};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes<T>(checked: Result<T, Refusals<Code>>) -> Vec<Code> {
        let refusals = checked.err().unwrap_or_default();
        refusals.iter().map(|refusal| refusal.code).collect()
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let record = RecordReassessment {
            assignment: AssignmentId(Uuid::nil()),
            done_on: day("2027-11-24"),
            outcome: ReassessmentOutcome::Continues,
            note: Some("x".repeat(NOTE_LIMIT + 1)),
            corrects: Some(CorrectsReassessment {
                number: 1,
                reason: " ".to_owned(),
            }),
        };
        let today = day("2027-11-23");
        assert_eq!(
            codes(check(&record, today)),
            [Code::InFuture, Code::TooLong, Code::Required]
        );
        let right = RecordReassessment {
            done_on: today,
            note: None,
            corrects: None,
            ..record
        };
        assert_eq!(codes(check(&right, today)), []);
    }

    #[test]
    fn the_day_of_the_start_itself_is_not_too_early() {
        let start = day("2026-11-23");
        for (done_on, expected) in [
            ("2026-11-22", &[Code::TooEarly][..]),
            ("2026-11-23", &[]),
            ("2026-11-24", &[]),
        ] {
            assert_eq!(codes(check_day(day(done_on), start)), expected, "{done_on}");
        }
    }
}
