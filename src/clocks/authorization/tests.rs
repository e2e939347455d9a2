use super::*;
use crate::clocks::business::Exception;
use proptest::prelude::*;

const TERMS: Terms = Terms {
    standard_business_days: Some(5),
    standard_calendar_days: Some(7),
    expedited_hours: 72,
    urgent_hours: Some(12),
    concurrent_hours: 24,
    extension_days: 14,
    extension_from_receipt: false,
    pauses_for_information: true,
};
const FROM_RECEIPT: Terms = Terms {
    extension_from_receipt: true,
    ..TERMS
};
const JUST: TimeDelta = TimeDelta::microseconds(1);
const MONDAY: &str = "2026-10-05T19:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The last microsecond of a day of October 2026 in California.
fn end(day: u32) -> DateTime<Utc> {
    at(&format!("2026-10-{:02}T06:59:59.999999Z", day + 1))
}

/// Noon in California on a day of October 2026.
fn noon(day: u32) -> DateTime<Utc> {
    at(&format!("2026-10-{day:02}T19:00:00Z"))
}

fn asked(asked_on: u32, answered_on: Option<u32>) -> Question {
    Question {
        asked_at: noon(asked_on),
        answered_at: answered_on.map(noon),
    }
}

/// A request of Monday that had all that was needed.
fn monday(questions: &[Question]) -> Course<'_> {
    Course {
        requested_at: at(MONDAY),
        information_at: Some(at(MONDAY)),
        questions,
        extended_at: None,
    }
}

fn standard(terms: &Terms, course: &Course<'_>) -> Deadlines {
    deadlines(&terms.limits(Pace::Standard), course, &Calendar::default())
}

#[test]
fn days_end_with_their_last_microsecond_in_california() {
    for (received, by_information, by_request, why) in [
        (
            "2026-11-14T02:00:00Z",
            "2026-11-21T07:59:59.999999Z",
            "2026-11-21T07:59:59.999999Z",
            "Friday evening",
        ),
        (
            "2026-11-14T07:59:59.999999Z",
            "2026-11-21T07:59:59.999999Z",
            "2026-11-21T07:59:59.999999Z",
            "the end of Friday",
        ),
        (
            "2026-11-14T08:00:00Z",
            "2026-11-21T07:59:59.999999Z",
            "2026-11-22T07:59:59.999999Z",
            "the beginning of Saturday",
        ),
        (
            "2026-11-20T20:00:00Z",
            "2026-12-02T07:59:59.999999Z",
            "2026-11-28T07:59:59.999999Z",
            "before Thanksgiving and the day after",
        ),
        (
            "2026-12-31T20:00:00Z",
            "2027-01-09T07:59:59.999999Z",
            "2027-01-08T07:59:59.999999Z",
            "before New Year",
        ),
        (
            "2027-03-12T20:00:00Z",
            "2027-03-20T06:59:59.999999Z",
            "2027-03-20T06:59:59.999999Z",
            "before the clocks go forward",
        ),
        (
            "2026-10-30T19:00:00Z",
            "2026-11-07T07:59:59.999999Z",
            "2026-11-07T07:59:59.999999Z",
            "before the clocks go back",
        ),
        (
            "2028-02-24T20:00:00Z",
            "2028-03-03T07:59:59.999999Z",
            "2028-03-03T07:59:59.999999Z",
            "before a leap day",
        ),
    ] {
        let course = Course {
            requested_at: at(received),
            information_at: Some(at(received)),
            questions: &[],
            extended_at: None,
        };
        let deadlines = standard(&TERMS, &course);
        assert_eq!(deadlines.by_information, Some(at(by_information)), "{why}");
        assert_eq!(deadlines.by_request, Some(at(by_request)), "{why}");
        let earlier = at(by_information).min(at(by_request));
        assert_eq!(deadlines.due_at, Some(earlier), "{why}");
        assert!(!deadlines.is_paused);
    }
}

#[test]
fn each_anchor_stands_alone() {
    let terms = |standard_business_days, standard_calendar_days| Terms {
        standard_business_days,
        standard_calendar_days,
        ..TERMS
    };
    let (both, business, calendar) = (
        terms(Some(5), Some(7)),
        terms(Some(5), None),
        terms(None, Some(7)),
    );
    let monday_end = Some(end(12));
    for (terms, information_at, by_information, by_request, is_paused) in [
        (both, Some(noon(6)), Some(end(13)), monday_end, false),
        // Information that was there before is counted from the request.
        (both, Some(noon(1)), monday_end, monday_end, false),
        (both, None, None, monday_end, true),
        (business, None, None, None, true),
        (business, Some(noon(9)), Some(end(16)), None, false),
        (calendar, None, None, monday_end, false),
        (calendar, Some(noon(9)), None, monday_end, false),
    ] {
        let course = Course {
            information_at,
            ..monday(&[])
        };
        let deadlines = standard(&terms, &course);
        assert_eq!(deadlines.by_information, by_information, "{course:?}");
        assert_eq!(deadlines.by_request, by_request, "{course:?}");
        assert_eq!(deadlines.is_paused, is_paused, "{course:?}");
    }
}

#[test]
fn hours_are_clock_time_from_the_request_and_nothing_stops_them() {
    let questions = [asked(5, None)];
    let urgent = |urgent_hours| Terms {
        urgent_hours,
        ..TERMS
    };
    for (terms, pace, requested, due) in [
        (TERMS, Pace::Expedited, MONDAY, "2026-10-08T19:00:00Z"),
        // The clocks go forward on 14 March 2027, and back on 1 November 2026.
        (
            TERMS,
            Pace::Expedited,
            "2027-03-13T12:00:00.000001Z",
            "2027-03-16T12:00:00.000001Z",
        ),
        (
            TERMS,
            Pace::Urgent,
            "2026-11-01T06:30:00Z",
            "2026-11-01T18:30:00Z",
        ),
        (urgent(None), Pace::Urgent, MONDAY, "2026-10-08T19:00:00Z"),
        (
            urgent(Some(100)),
            Pace::Urgent,
            MONDAY,
            "2026-10-08T19:00:00Z",
        ),
        (
            TERMS,
            Pace::Concurrent,
            "2028-02-28T23:00:00Z",
            "2028-02-29T23:00:00Z",
        ),
    ] {
        for information_at in [None, Some(at(requested))] {
            let course = Course {
                requested_at: at(requested),
                information_at,
                ..monday(&questions)
            };
            let deadlines = deadlines(&terms.limits(pace), &course, &Calendar::default());
            assert_eq!(deadlines.due_at, Some(at(due)), "{pace:?} {requested}");
            assert_eq!(deadlines.by_request, deadlines.due_at);
            assert_eq!(deadlines.by_information, None);
            assert!(!deadlines.is_paused);
        }
    }
}

#[test]
fn business_days_do_not_count_while_a_question_is_open_as_they_begin() {
    let answered = |answered_at: &str| Question {
        asked_at: noon(7),
        answered_at: Some(at(answered_at)),
    };
    for (questions, by_information, why) in [
        (vec![], Some(12), "no question"),
        (vec![asked(7, Some(7))], Some(12), "answered on the day"),
        (vec![asked(7, Some(8))], Some(13), "answered on the next"),
        (
            vec![asked(7, Some(10))],
            Some(14),
            "over two, on a Saturday",
        ),
        (
            vec![answered("2026-10-09T06:59:59.999999Z")],
            Some(13),
            "at the end of the 8th",
        ),
        (
            vec![answered("2026-10-09T07:00:00Z")],
            Some(14),
            "at the beginning of the 9th",
        ),
        (vec![asked(7, None)], None, "not answered"),
        (vec![asked(12, None)], Some(12), "asked on the last day"),
        (vec![asked(12, Some(14))], Some(12), "the same, answered"),
        (vec![asked(13, None)], Some(12), "asked too late"),
        (
            vec![asked(6, Some(8)), asked(7, Some(9))],
            Some(15),
            "two that overlap",
        ),
        (
            vec![asked(6, Some(7)), asked(9, Some(12))],
            Some(14),
            "one after the other",
        ),
        (
            vec![asked(6, Some(7)), asked(9, None)],
            None,
            "the second not answered",
        ),
    ] {
        let paused = standard(&TERMS, &monday(&questions));
        assert_eq!(paused.by_information, by_information.map(end), "{why}");
        assert_eq!(paused.is_paused, by_information.is_none(), "{why}");
        assert_eq!(paused.by_request, Some(end(12)), "{why}: the law's limit");
        assert_eq!(paused.due_at, Some(end(12)), "{why}");
        let strict = Terms {
            pauses_for_information: false,
            ..TERMS
        };
        let running = standard(&strict, &monday(&questions));
        assert_eq!(running.by_information, Some(end(12)), "{why}");
    }
}

#[test]
fn a_question_before_the_information_was_complete_moves_nothing() {
    let questions = [asked(5, Some(7))];
    let course = Course {
        information_at: Some(noon(7)),
        ..monday(&questions)
    };
    assert_eq!(standard(&TERMS, &course).by_information, Some(end(14)));
}

#[test]
fn an_extension_and_questions_in_both_orders() {
    let (none, open) = (&[][..], &[asked(8, None)][..]);
    let (answered, last_day) = (&[asked(8, Some(14))][..], &[asked(12, Some(13))][..]);
    let after = &[asked(8, Some(9))][..];
    // Information on, questions, extended on; the limits of the information and of the request by
    // an extension from the receipt, and by an additional one.
    for (information, questions, extended, receipt, additional, why) in [
        (
            Some(5),
            none,
            9,
            (Some(19), 19),
            (Some(26), 26),
            "nothing lacks",
        ),
        (None, none, 9, (None, 19), (None, 26), "it never came"),
        (
            Some(13),
            none,
            9,
            (Some(20), 19),
            (Some(20), 26),
            "it came after",
        ),
        (Some(5), open, 9, (None, 19), (None, 26), "asked, extended"),
        (
            Some(5),
            answered,
            12,
            (Some(21), 19),
            (Some(21), 26),
            "and answered",
        ),
        (
            Some(5),
            last_day,
            12,
            (Some(20), 19),
            (Some(20), 26),
            "on the last day",
        ),
        (Some(5), open, 7, (None, 19), (None, 26), "extended, asked"),
        (
            Some(5),
            after,
            7,
            (Some(19), 19),
            (Some(27), 26),
            "and answered",
        ),
        (
            Some(5),
            after,
            10,
            (Some(19), 19),
            (Some(27), 26),
            "after the answer",
        ),
    ] {
        for (terms, (by_information, by_request)) in [(FROM_RECEIPT, receipt), (TERMS, additional)]
        {
            let course = Course {
                information_at: information.map(noon),
                extended_at: Some(noon(extended)),
                ..monday(questions)
            };
            let deadlines = standard(&terms, &course);
            assert_eq!(deadlines.by_information, by_information.map(end), "{why}");
            assert_eq!(deadlines.by_request, Some(end(by_request)), "{why}");
            let due = by_information.map_or(by_request, |day| day.min(by_request));
            assert_eq!(deadlines.due_at, Some(end(due)), "{why}");
        }
    }
}

#[test]
fn an_extension_is_taken_before_the_limit_has_passed() {
    for (extended_at, due) in [
        (at(MONDAY), 26),
        (end(12), 26),
        (end(12) + JUST, 12),
        (noon(20), 12),
    ] {
        let course = Course {
            extended_at: Some(extended_at),
            ..monday(&[])
        };
        assert_eq!(standard(&TERMS, &course).due_at, Some(end(due)));
        let without = Terms {
            extension_days: 0,
            ..TERMS
        };
        assert_eq!(standard(&without, &course).due_at, Some(end(12)));
    }
}

#[test]
fn an_extension_sets_no_limit_and_makes_none_earlier() {
    let uncounted = Terms {
        standard_calendar_days: None,
        ..FROM_RECEIPT
    };
    for (information, extended, by_information) in [
        (Some(5), 9, Some(19)),
        // Fourteen days from the receipt are over before the five business days.
        (Some(15), 20, Some(22)),
        (None, 9, None),
    ] {
        let course = Course {
            information_at: information.map(noon),
            extended_at: Some(noon(extended)),
            ..monday(&[])
        };
        let deadlines = standard(&uncounted, &course);
        assert_eq!(deadlines.due_at, by_information.map(end));
        assert_eq!(deadlines.by_request, None);
    }
}

#[test]
fn hours_are_extended_to_the_end_of_a_day_except_for_a_running_service() {
    let due = noon(8);
    for (terms, pace, extended_at, expected) in [
        (FROM_RECEIPT, Pace::Expedited, due, end(19)),
        (TERMS, Pace::Expedited, due, end(22)),
        (TERMS, Pace::Expedited, due + JUST, due),
        // Twelve hours after noon are the first instant of the 6th.
        (TERMS, Pace::Urgent, noon(5), end(20)),
        (TERMS, Pace::Concurrent, noon(5), noon(6)),
    ] {
        let course = Course {
            extended_at: Some(extended_at),
            ..monday(&[])
        };
        let deadlines = deadlines(&terms.limits(pace), &course, &Calendar::default());
        assert_eq!(deadlines.due_at, Some(expected), "{pace:?}");
    }
}

#[test]
fn a_plans_own_days_move_the_information_limit_alone() {
    let closed = ["2026-10-07", "2026-10-08"].map(|day| Exception {
        day: day.parse().unwrap(),
        is_closed: true,
    });
    let limits = TERMS.limits(Pace::Standard);
    let deadlines = deadlines(&limits, &monday(&[]), &Calendar::new(closed));
    assert_eq!(deadlines.by_information, Some(end(14)));
    assert_eq!(deadlines.by_request, Some(end(12)));
}

fn minutes() -> impl Strategy<Value = DateTime<Utc>> {
    // Two months around Thanksgiving, Christmas and the end of daylight saving time.
    (0_i64..60 * 24 * 60)
        .prop_map(|minutes| at("2026-10-20T07:00:00Z") + TimeDelta::minutes(minutes))
}

fn question() -> impl Strategy<Value = Question> {
    (minutes(), prop::option::of(0_i64..20_000)).prop_map(|(asked_at, wait)| Question {
        asked_at,
        answered_at: wait.map(|wait| asked_at + TimeDelta::minutes(wait)),
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let days = prop::option::of(1_i32..20);
    let hours = prop::option::of(1_i32..72);
    let switches = (0_i32..15, any::<bool>(), any::<bool>());
    (days.clone(), days, hours, switches).prop_map(
        |(business_days, calendar_days, hours, switches)| Limits {
            business_days: business_days.filter(|_| hours.is_none()),
            calendar_days,
            hours,
            extension_days: switches.0,
            extension_from_receipt: switches.1,
            pauses_for_information: switches.2,
        },
    )
}

/// Is the first limit no later than the second? None at all is later than any.
fn is_no_later(first: Option<DateTime<Utc>>, second: Option<DateTime<Utc>>) -> bool {
    second.is_none_or(|second| first.is_some_and(|first| first <= second))
}

proptest! {
    #[test]
    fn limits_keep_their_order(
        limits in limits(),
        requested_at in minutes(),
        information_at in prop::option::of(minutes()),
        questions in prop::collection::vec(question(), 0..4),
        extended_at in prop::option::of(minutes()),
    ) {
        let calendar = Calendar::default();
        let course = Course { requested_at, information_at, questions: &questions, extended_at };
        let found = deadlines(&limits, &course, &calendar);
        prop_assert!(found.due_at.is_none_or(|due_at| requested_at < due_at));
        prop_assert!(is_no_later(found.due_at, found.by_request));
        prop_assert!(is_no_later(found.due_at, found.by_information));
        if limits.hours.is_none() {
            for limit in found.by_information.into_iter().chain(found.by_request) {
                prop_assert_eq!(limit, end_of(day_of(limit)));
            }
        }

        let unextended = Course { extended_at: None, ..course };
        let plain = deadlines(&limits, &unextended, &calendar);
        prop_assert!(is_no_later(plain.due_at, found.due_at), "an extension gives time");
        let last = plain.by_request.map(|limit| end_of(day_of(limit) + TimeDelta::days(14)));
        prop_assert!(is_no_later(found.due_at, last), "and 14 days at most");

        let unasked = deadlines(&limits, &Course { questions: &[], ..unextended }, &calendar);
        prop_assert!(is_no_later(unasked.due_at, plain.due_at), "a question takes none");
        prop_assert_eq!(unasked.by_request, plain.by_request, "nor moves the request's limit");

        let later = information_at.map(|at| at + TimeDelta::days(1));
        let waited = deadlines(&limits, &Course { information_at: later, ..unextended }, &calendar);
        prop_assert!(is_no_later(plain.due_at, waited.due_at), "later information, later limit");
        prop_assert_eq!(waited.by_request, plain.by_request);
    }
}
