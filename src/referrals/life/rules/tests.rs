//! The tables of the rules.

use entity::types::{EnrolmentKind, LifeEventId};
use uuid::Uuid;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn event(kind: LifeEventKind, on: &str) -> LifeEvent {
    LifeEvent {
        id: LifeEventId(Uuid::from_u128(on.bytes().map(u128::from).sum())),
        kind,
        happened_on: day(on),
        note: None,
        corrects: None,
        is_void: false,
        recorded_at: at("2026-11-23T17:00:00Z"),
    }
}

fn span(from: &str, end: Option<(&str, EnrolmentEnd)>) -> Enrolment {
    Enrolment {
        kind: EnrolmentKind::Enrolled,
        from_on: day(from),
        end: end.map(|(until, reason)| (day(until), reason)),
        recorded_at: at("2026-01-01T17:00:00Z"),
        next_plan: None,
    }
}

/// Events, spans, and the cause with the last day.
type FactsCase<'a> = (
    &'a [LifeEvent],
    &'a [Enrolment],
    Option<(LifeCause, &'a str)>,
);

#[test]
fn the_facts_say_whether_loops_go_on() {
    use EnrolmentEnd::{ChangedPlan, Died, Incarcerated, MovedAway, Other};
    use LifeEventKind::{Death, Incarceration, LostEligibility, Release};
    let lost = EnrolmentEnd::LostEligibility;
    let open = || span("2026-01-01", None);
    let until = |on, why| span("2026-01-01", Some((on, why)));
    let cases: &[FactsCase] = &[
        (&[], &[], None),
        (&[], &[open()], None),
        // The last day is a day on which they go on.
        (&[], &[until("2026-11-23", lost)], None),
        (
            &[],
            &[until("2026-11-22", lost)],
            Some((LifeCause::LostEligibility, "2026-11-22")),
        ),
        (
            &[],
            &[until("2026-11-22", ChangedPlan)],
            Some((LifeCause::ChangedPlan, "2026-11-22")),
        ),
        (
            &[],
            &[until("2026-11-22", MovedAway)],
            Some((LifeCause::MovedAway, "2026-11-22")),
        ),
        (
            &[],
            &[until("2026-11-22", Other)],
            Some((LifeCause::Disenrolled, "2026-11-22")),
        ),
        (
            &[],
            &[until("2026-11-22", Died)],
            Some((LifeCause::Died, "2026-11-22")),
        ),
        (
            &[],
            &[until("2026-11-22", Incarcerated)],
            Some((LifeCause::InCustody, "2026-11-22")),
        ),
        // The next span begins at once, or has begun.
        (
            &[],
            &[until("2026-11-22", lost), span("2026-11-23", None)],
            None,
        ),
        // Enrolled from next month on, and never before.
        (&[], &[span("2026-12-01", None)], None),
        // Death says how it ends, whatever else is known.
        (
            &[
                event(Death, "2026-11-20"),
                event(Incarceration, "2026-11-01"),
            ],
            &[until("2026-11-10", lost)],
            Some((LifeCause::Died, "2026-11-20")),
        ),
        (
            &[event(Incarceration, "2026-11-01")],
            &[open()],
            Some((LifeCause::InCustody, "2026-11-01")),
        ),
        (
            &[
                event(Incarceration, "2026-11-01"),
                event(Release, "2026-11-20"),
            ],
            &[open()],
            None,
        ),
        // A loss that the spans do not know of yet, and one that a later span made up for.
        (
            &[event(LostEligibility, "2026-11-20")],
            &[open()],
            Some((LifeCause::LostEligibility, "2026-11-19")),
        ),
        (
            &[event(LostEligibility, "2026-11-20")],
            &[],
            Some((LifeCause::LostEligibility, "2026-11-19")),
        ),
        (
            &[event(LostEligibility, "2026-11-20")],
            &[until("2026-11-19", lost), span("2026-11-20", None)],
            None,
        ),
        (
            &[event(LifeEventKind::ChangedPlan, "2026-11-20")],
            &[],
            Some((LifeCause::ChangedPlan, "2026-11-19")),
        ),
    ];
    for (events, spans, expected) in cases {
        let expected = expected.map(|(cause, last)| End {
            cause,
            last_on: day(last),
        });
        let found = end(events, spans, day("2026-11-23"));
        assert_eq!(found, expected, "{events:?} {spans:?}");
    }
}

#[test]
fn only_a_change_of_the_facts_is_followed() {
    use LifeCause::{ChangedPlan, Died, InCustody, LostEligibility};
    let end = |cause| {
        Some(End {
            cause,
            last_on: day("2026-11-20"),
        })
    };
    let ends = |cause| Following::Ends(end(cause).unwrap());
    for (before, after, expected) in [
        (None, None, Following::Nothing),
        (None, end(Died), ends(Died)),
        (end(InCustody), end(Died), ends(Died)),
        (end(InCustody), end(InCustody), Following::Nothing),
        (end(Died), None, Following::Nothing),
        (end(InCustody), None, Following::Nothing),
        (end(LostEligibility), end(ChangedPlan), ends(ChangedPlan)),
        (end(LostEligibility), None, Following::Reopens),
        (end(ChangedPlan), None, Following::Reopens),
    ] {
        assert_eq!(following(before, after), expected, "{before:?} {after:?}");
    }
    // The same cause on another day: the date was corrected, the loops are closed.
    let corrected = Some(End {
        cause: Died,
        last_on: day("2026-11-21"),
    });
    assert_eq!(following(end(Died), corrected), Following::Nothing);
}

#[test]
fn one_missing_day_is_a_gap() {
    let why = EnrolmentEnd::LostEligibility;
    let first = span("2026-01-01", Some(("2026-06-30", why)));
    let from = |from| [first.clone(), span(from, None)];
    let (last, today) = (day("2026-06-30"), day("2026-11-23"));
    assert!(is_seamless(&from("2026-07-01"), last, today));
    assert!(!is_seamless(&from("2026-07-02"), last, today));
    // Two spans in a row, of which the second has ended since.
    let row = [
        first.clone(),
        span("2026-07-01", Some(("2026-09-30", why))),
        span("2026-10-01", Some(("2026-10-31", why))),
    ];
    assert!(is_seamless(&row, last, day("2026-10-31")));
    assert!(!is_seamless(&row, last, day("2026-11-01")));
    assert!(is_seamless(&[], last, today));

    let mut spans = from("2026-07-01");
    assert_eq!(gap(&spans, last), None);
    spans[1].kind = EnrolmentKind::Reinstated;
    spans[1].recorded_at = at("2026-11-23T17:00:00Z");
    assert_eq!(
        gap(&spans, last).unwrap(),
        "Enrolment reinstated; not counted as enrolled from 2026-07-01 to 2026-11-22."
    );
}

#[test]
fn a_loop_goes_on_with_another_plan_for_ninety_days() {
    use LifeCause::{ChangedPlan, Died, LostEligibility};
    let last = day("2026-08-25");
    for (cause, today, expected) in [
        (ChangedPlan, "2026-08-26", true),
        (LostEligibility, "2026-11-23", true),
        (LostEligibility, "2026-11-24", false),
        (Died, "2026-08-26", false),
    ] {
        assert_eq!(
            goes_on(cause, last, day(today)),
            expected,
            "{cause:?} {today}"
        );
    }
    let why = EnrolmentEnd::LostEligibility;
    let spans = [
        span("2026-01-01", Some(("2026-11-22", why))),
        span("2026-12-01", None),
    ];
    let from = |spans| enrolled_from(spans, day("2026-11-23"));
    assert_eq!(from(&spans[..1]), None);
    assert_eq!(from(&spans), Some(day("2026-12-01")));
}

#[test]
fn a_turn_ends_with_the_last_day_but_not_before_it_began() {
    let (since, now) = (at("2026-11-01T12:00:00Z"), at("2026-11-23T17:00:00Z"));
    for (last, expected) in [
        ("2026-11-20", "2026-11-21T08:00:00Z"),
        // On the day on which the clocks change.
        ("2026-11-01", "2026-11-02T08:00:00Z"),
        ("2026-10-31", "2026-11-01T12:00:00Z"),
        ("2026-11-23", "2026-11-23T17:00:00Z"),
    ] {
        assert_eq!(ended_at(day(last), (since, now)), at(expected), "{last}");
    }
}
