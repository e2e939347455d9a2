//! What provider and plan type into what they do with a referral.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use entity::types::OutreachMethod;

use crate::members::rules::{NAME_LIMIT, NOTE_LIMIT};
use crate::reference::{ClosingParty, ClosureReason, DiscontinuationReason, Reference};
use crate::referrals::error::{
    AssignRefusal, CloseRefusal, CorrectOutreachRefusal, CorrectStartRefusal, DeclineRefusal,
    EarlyContactRefusal, EndServiceRefusal, HandOffRefusal, HoldRefusal, OutreachRefusal,
    StartServiceRefusal,
};
use crate::referrals::input::{
    CloseReferral, CorrectOutreach, DeclineReferral, EndService, RecordHandOff, RecordOutreach,
};
use crate::referrals::model::Discontinuation;
use crate::referrals::reasons::{DeclineReason, DeclinedBy};
use crate::refusal::{Checks, Refusal, Refusals, TextCodes};
use crate::text;

/// Codes of what is wrong with a time that an act names.
pub trait TimeCodes {
    /// It lies in the future.
    fn in_future() -> Self;
    /// It lies before what it is about.
    fn too_early() -> Self;
}

/// Codes of what is wrong with an attempt.
pub trait AttemptCodes: TextCodes + TimeCodes {
    /// The minutes cannot be.
    fn invalid_minutes() -> Self;
}

macro_rules! codes {
    (times: $($time:ident)+; attempts: $($attempt:ident)+) => {
        $(impl TimeCodes for $time {
            fn in_future() -> Self {
                Self::InFuture
            }
            fn too_early() -> Self {
                Self::BeforeAssignment
            }
        })+
        $(impl AttemptCodes for $attempt {
            fn invalid_minutes() -> Self {
                Self::InvalidMinutes
            }
        })+
    };
}
codes!(
    times: OutreachRefusal CorrectOutreachRefusal HandOffRefusal StartServiceRefusal
        CorrectStartRefusal;
    attempts: OutreachRefusal CorrectOutreachRefusal
);

/// The longest that a place is held without another word, in days: a hold bridges the days to a
/// discharge, and whatever is further away is a mistyped year.
const LONGEST_HOLD: TimeDelta = TimeDelta::days(366);

/// Codes of what is wrong with the instant until which a place is held.
pub trait HoldCodes {
    /// It is over, or too far away.
    fn out_of_range() -> Self;
}

impl HoldCodes for HoldRefusal {
    fn out_of_range() -> Self {
        Self::OutOfRange
    }
}

impl HoldCodes for AssignRefusal {
    fn out_of_range() -> Self {
        Self::OutOfRange
    }
}

/// A place is held until an instant that is to come.
pub(in crate::referrals) fn check_hold<C: HoldCodes>(
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    path: &'static [&'static str],
) -> Result<(), Refusals<C>> {
    let is_fit = until.is_none_or(|until| now < until && until <= now + LONGEST_HOLD);
    if is_fit {
        return Ok(());
    }
    Err(vec![Refusal::at(
        C::out_of_range(),
        path,
        "A place is held until an instant that is to come, at most 366 days away; check date, time \
         and zone.",
    )])
}

impl TimeCodes for EarlyContactRefusal {
    fn in_future() -> Self {
        Self::InFuture
    }
    fn too_early() -> Self {
        Self::BeforeReferral
    }
}

impl AttemptCodes for EarlyContactRefusal {
    fn invalid_minutes() -> Self {
        Self::InvalidMinutes
    }
}

/// An attempt whose every field passed.
#[derive(Debug, Clone)]
pub(in crate::referrals) struct CheckedAttempt {
    pub(in crate::referrals) minutes: i32,
    pub(in crate::referrals) note: Option<String>,
}

/// Checks an attempt against the present. Minutes are rounded up, and a letter counts as one
/// minute (S0).
pub(in crate::referrals) fn check_attempt<C: AttemptCodes>(
    attempt: &RecordOutreach,
    now: DateTime<Utc>,
) -> Result<CheckedAttempt, Refusals<C>> {
    let mut checks = Checks::default();
    not_in_future(attempt.made_at, now, &["madeAt"], &mut checks);
    let minutes = whole_minutes(attempt.minutes, attempt.method);
    if minutes.is_none() {
        checks.refuse(Refusal::at(
            C::invalid_minutes(),
            &["minutes"],
            "Minutes lie between 0 and 1440.",
        ));
    }
    let note = checks.text(
        &["note"],
        text::optional(attempt.note.as_deref(), NOTE_LIMIT),
    );
    checks.done()?;
    Ok(CheckedAttempt {
        minutes: minutes.unwrap_or(1),
        note: note.flatten(),
    })
}

/// What an act tells has happened.
fn not_in_future<C: TimeCodes>(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    path: &'static [&'static str],
    checks: &mut Checks<C>,
) {
    if at > now {
        checks.refuse(Refusal::at(
            C::in_future(),
            path,
            "It is recorded after it happened; check date, time and zone.",
        ));
    }
}

/// What is done on an assignment is done after it. People write down minutes: the minute of the
/// assignment counts whole.
pub(in crate::referrals) fn check_start<C: TimeCodes>(
    at: DateTime<Utc>,
    assigned_at: DateTime<Utc>,
    now: DateTime<Utc>,
    path: &'static [&'static str],
) -> Result<(), Refusals<C>> {
    let mut checks = Checks::default();
    not_in_future(at, now, path, &mut checks);
    let minute = assigned_at
        .with_second(0)
        .and_then(|at| at.with_nanosecond(0));
    if at < minute.unwrap_or(assigned_at) {
        checks.refuse(Refusal::at(
            C::too_early(),
            path,
            "This lies before the assignment; check date, time and zone.",
        ));
    }
    checks.done()
}

fn whole_minutes(minutes: f64, method: OutreachMethod) -> Option<i32> {
    if !(0.0..=1440.0).contains(&minutes) {
        return None;
    }
    if method == OutreachMethod::Mail {
        return Some(1);
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1440")]
    let whole = minutes.ceil() as i32;
    Some(whole.max(1))
}

/// Checks a correction: the reason, and how it really was.
pub(in crate::referrals) fn check_correction(
    correct: &CorrectOutreach,
    now: DateTime<Utc>,
) -> Result<(String, Option<CheckedAttempt>), Refusals<CorrectOutreachRefusal>> {
    let mut checks = Checks::default();
    let reason = checks.text(&["reason"], text::required(&correct.reason, NOTE_LIMIT));
    let really = match &correct.really {
        Some(attempt) => match check_attempt(attempt, now) {
            Ok(checked) => Some(checked),
            Err(refusals) => {
                for refusal in refusals {
                    checks.refuse(refusal);
                }
                None
            }
        },
        None => None,
    };
    checks.done()?;
    Ok((reason.unwrap_or_default(), really))
}

/// Checks a hand-off: both names.
pub(in crate::referrals) fn check_hand_off(
    hand_off: &RecordHandOff,
) -> Result<(String, String, Option<String>), Refusals<HandOffRefusal>> {
    let mut checks = Checks::default();
    let from = checks.text(
        &["fromName"],
        text::required(&hand_off.from_name, NAME_LIMIT),
    );
    let to = checks.text(&["toName"], text::required(&hand_off.to_name, NAME_LIMIT));
    let note = hand_off.note.as_deref();
    let note = checks.text(&["note"], text::optional(note, NOTE_LIMIT));
    checks.done()?;
    Ok((
        from.unwrap_or_default(),
        to.unwrap_or_default(),
        note.flatten(),
    ))
}

/// Checks a decline: words beside the code, always, and a code where the provider says no. A
/// member says no without one.
pub(in crate::referrals) fn check_decline(
    decline: &DeclineReferral,
) -> Result<(Option<DeclineReason>, String), Refusals<DeclineRefusal>> {
    let mut checks = Checks::default();
    let note = checks.text(&["note"], text::required(&decline.note, NOTE_LIMIT));
    let reason = match (decline.by, decline.reason) {
        (DeclinedBy::Provider, None) => {
            checks.refuse(Refusal::at(
                DeclineRefusal::Required,
                &["reason"],
                "Say why the provider declines: choose a reason.",
            ));
            None
        }
        (DeclinedBy::Provider, reason) => reason,
        (DeclinedBy::Member, _) => None,
    };
    checks.done()?;
    Ok((reason, note.unwrap_or_default()))
}

/// Checks words that may be there.
pub(in crate::referrals) fn check_note<C: TextCodes>(
    text: Option<&str>,
    path: &'static [&'static str],
) -> Result<Option<String>, Refusals<C>> {
    let mut checks = Checks::default();
    let text = checks
        .text(path, text::optional(text, NOTE_LIMIT))
        .flatten();
    checks.done()?;
    Ok(text)
}

/// Checks words that must be there.
pub(in crate::referrals) fn check_why<C: TextCodes>(
    text: &str,
    path: &'static [&'static str],
) -> Result<String, Refusals<C>> {
    let mut checks = Checks::default();
    let text = checks.text(path, text::required(text, NOTE_LIMIT));
    checks.done()?;
    Ok(text.unwrap_or_default())
}

/// Checks an end of service: a reason of that day; what the member was moved to, if the service
/// broke off (S3: support the member's transition); words with the catch-all reason.
pub(in crate::referrals) fn check_end(
    end: &EndService,
    reference: &Reference,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Result<(Discontinuation, Option<String>), Refusals<EndServiceRefusal>> {
    let mut checks = Checks::default();
    if end.ended_at > now {
        checks.refuse(Refusal::at(
            EndServiceRefusal::InFuture,
            &["endedAt"],
            "An end is recorded once the service has ended; check date, time and zone.",
        ));
    }
    let fact = reference.discontinuation_reason(end.reason);
    if !fact.effective.covers(today) {
        checks.refuse(Refusal::at(
            EndServiceRefusal::ReasonNotOpen,
            &["reason"],
            "This reason cannot be reported today; choose another.",
        ));
    }
    let moved_to = checks
        .text(
            &["movedTo"],
            text::optional(end.moved_to.as_deref(), NOTE_LIMIT),
        )
        .flatten();
    if fact.is_discontinued && moved_to.is_none() {
        checks.refuse(Refusal::at(
            EndServiceRefusal::Required,
            &["movedTo"],
            "Say what the member was moved to, or that nothing was found and why.",
        ));
    }
    let note = checks
        .text(&["note"], text::optional(end.note.as_deref(), NOTE_LIMIT))
        .flatten();
    if end.reason == DiscontinuationReason::Other && note.is_none() {
        checks.refuse(Refusal::at(
            EndServiceRefusal::Required,
            &["note"],
            "Say in the note why; OTHER alone does not tell anyone.",
        ));
    }
    checks.done()?;
    let reason = end.reason;
    Ok((Discontinuation { reason, moved_to }, note))
}

/// Checks a closure: the reason is open to that party, and the catch-all reason must be explained.
pub(in crate::referrals) fn check_close(
    close: &CloseReferral,
    party: ClosingParty,
    reference: &Reference,
    today: NaiveDate,
) -> Result<Option<String>, Refusals<CloseRefusal>> {
    let mut checks = Checks::default();
    if !reference
        .closure_reason(close.reason)
        .is_open_to(party, today)
    {
        checks.refuse(Refusal::at(
            CloseRefusal::ReasonNotOpen,
            &["reason"],
            "Your organization cannot close a loop with this reason today; choose another.",
        ));
    }
    let note = checks
        .text(&["note"], text::optional(close.note.as_deref(), NOTE_LIMIT))
        .flatten();
    if close.reason == ClosureReason::Other && note.is_none() {
        checks.refuse(Refusal::at(
            CloseRefusal::Required,
            &["note"],
            "Say in the note why; OTHER alone does not tell anyone.",
        ));
    }
    checks.done()?;
    Ok(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::types::{ContactKind, OutreachOutcome, ReferralId};
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    #[test]
    fn minutes_are_rounded_up_and_a_letter_is_one_minute() {
        for (minutes, method, kept) in [
            (0.0, OutreachMethod::Telephone, Some(1)),
            (1.0, OutreachMethod::Telephone, Some(1)),
            (12.01, OutreachMethod::InPerson, Some(13)),
            (30.0, OutreachMethod::Mail, Some(1)),
            (1440.0, OutreachMethod::Video, Some(1440)),
            (1440.5, OutreachMethod::Video, None),
            (-1.0, OutreachMethod::Mail, None),
            (f64::NAN, OutreachMethod::Text, None),
            (f64::INFINITY, OutreachMethod::Text, None),
        ] {
            assert_eq!(whole_minutes(minutes, method), kept, "{minutes} {method:?}");
        }
    }

    #[test]
    fn an_attempt_now_is_fine_and_a_microsecond_later_is_not() {
        let now = DateTime::UNIX_EPOCH + chrono::Duration::days(1);
        let attempt = |made_at| RecordOutreach {
            referral: ReferralId(Uuid::nil()),
            kind: ContactKind::Outreach,
            is_in_facility: false,
            made_at,
            method: OutreachMethod::Telephone,
            outcome: OutreachOutcome::NoAnswer,
            minutes: 2.0,
            note: None,
        };
        assert!(check_attempt::<OutreachRefusal>(&attempt(now), now).is_ok());
        let late = attempt(now + chrono::Duration::microseconds(1));
        let refused = check_attempt::<OutreachRefusal>(&late, now).unwrap_err();
        assert_eq!(refused[0].code, OutreachRefusal::InFuture);
    }

    #[test]
    fn the_reason_is_open_to_the_party_and_the_catch_all_needs_words() {
        let close = CloseReferral {
            referral: ReferralId(Uuid::nil()),
            reason: ClosureReason::ProviderDeclined,
            note: None,
        };
        let (provider, plan) = (ClosingParty::Provider, ClosingParty::Plan);
        let refused = check_close(&close, provider, Reference::embedded(), today());
        assert_eq!(refused.unwrap_err()[0].code, CloseRefusal::ReasonNotOpen);
        let other = CloseReferral {
            reason: ClosureReason::Other,
            ..close
        };
        let refused = check_close(&other, plan, Reference::embedded(), today());
        assert_eq!(refused.unwrap_err()[0].code, CloseRefusal::Required);
    }

    #[test]
    fn a_service_that_breaks_off_says_what_the_member_was_moved_to() {
        use DiscontinuationReason::{Deceased, GoalsMet, MovedCounty, Other};
        let now = DateTime::UNIX_EPOCH + chrono::Duration::days(1);
        let end = |reason, moved_to: Option<&str>| EndService {
            referral: ReferralId(Uuid::nil()),
            ended_at: now,
            reason,
            moved_to: moved_to.map(str::to_owned),
            note: None,
        };
        let check =
            |end: EndService| check_end(&end, Reference::embedded(), (now, today())).map(|_| ());
        assert_eq!(check(end(GoalsMet, None)), Ok(()));
        assert_eq!(check(end(Deceased, None)), Ok(()));
        assert_eq!(check(end(MovedCounty, Some("the same in Butte"))), Ok(()));
        for (reason, path) in [(MovedCounty, "movedTo"), (Other, "movedTo")] {
            let refused = check(end(reason, Some(" "))).unwrap_err();
            assert_eq!(refused[0].code, EndServiceRefusal::Required);
            assert_eq!(refused[0].path, [path]);
        }
    }

    #[test]
    fn a_decline_has_words_and_that_of_a_provider_a_reason() {
        use DeclinedBy::{Member, Provider};
        let decline = |by, reason, note: &str| DeclineReferral {
            referral: ReferralId(Uuid::nil()),
            by,
            reason,
            note: note.to_owned(),
        };
        let full = Some(DeclineReason::AtCapacity);
        assert!(check_decline(&decline(Provider, full, "no bed")).is_ok());
        let said = check_decline(&decline(Member, full, "does not want it")).unwrap();
        assert_eq!(said.0, None);
        for (by, reason, note) in [
            (Provider, None, "why"),
            (Provider, full, ""),
            (Member, None, " "),
        ] {
            let refused = check_decline(&decline(by, reason, note)).unwrap_err();
            assert_eq!(refused[0].code, DeclineRefusal::Required);
        }
    }
}
