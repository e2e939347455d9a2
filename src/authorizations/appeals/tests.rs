use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{AppealChannel, AppealKind, AuthorizationId, OrganizationId};
use uuid::Uuid;

use super::*;
use crate::authorizations::appeals::AppealEnd;
use crate::authorizations::{FileAppealRefusal, sample};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn grant(units: i32, until_on: &str) -> Grant {
    Grant {
        units: Some(units),
        cents: None,
        from_on: day("2026-11-01"),
        until_on: day(until_on),
    }
}

/// Told on 23 November 2026 at nine in the morning; an appeal is in time until 22 January.
fn notice(kind: ActionKind) -> NoticeOfAction {
    let had = takes_away(kind).then(|| (Status::Approved, grant(30, "2027-01-31")));
    NoticeOfAction {
        authorization: AuthorizationId(Uuid::nil()),
        number: 1,
        kind,
        prepared_at: at("2026-11-23T17:00:00Z"),
        effective_on: day("2026-12-04"),
        appeal_by: day("2027-01-22"),
        language: "en".parse().unwrap(),
        subject: String::new(),
        body: String::new(),
        needs_translation: false,
        recalled_at: None,
        had,
    }
}

fn file() -> FileAppeal {
    FileAppeal {
        authorization: AuthorizationId(Uuid::nil()),
        kind: AppealKind::Appeal,
        filed_by: AppealBy::Member,
        representative: None,
        consented_on: None,
        channel: AppealChannel::Telephone,
        words: "I need it.".to_owned(),
        is_expedited: false,
        filed_at: None,
    }
}

fn appeal(kind: AppealKind, outcome: Option<AppealOutcome>) -> Appeal {
    Appeal {
        authorization: AuthorizationId(Uuid::nil()),
        number: 1,
        notice: (kind == AppealKind::Appeal).then_some(1),
        kind,
        filed_by: AppealBy::Member,
        entered_by: (OrganizationId(Uuid::nil()), account(1)),
        representative: None,
        consented_on: None,
        channel: AppealChannel::Mail,
        words: "I need it.".to_owned(),
        is_expedited: false,
        filed_at: at("2026-11-24T17:00:00Z"),
        entered_at: at("2026-11-24T17:00:00Z"),
        acknowledged: None,
        due_at: at("2026-12-25T07:59:59.999999Z"),
        hearing_days: 120,
        less: None,
        end: outcome.map(|outcome| AppealEnd {
            at: at("2026-11-25T17:00:00Z"),
            by: account(2),
            outcome,
            answer: None,
            hearing_by: None,
        }),
    }
}

fn codes(
    change: impl FnOnce(&mut FileAppeal),
    (notice, status): (Option<&NoticeOfAction>, Status),
    (by_provider, earlier, now): (bool, &[Appeal], &str),
) -> Vec<FileAppealRefusal> {
    let mut file = file();
    change(&mut file);
    let around = Around {
        by_provider,
        status,
        notice,
        earlier,
        asked_at: at("2026-11-01T18:00:00Z"),
        now: at(now),
    };
    let refusals = check_file(&file, around).err().unwrap_or_default();
    refusals.iter().map(|refusal| refusal.code).collect()
}

const SOON: &str = "2026-11-24T17:00:00Z";

#[test]
fn an_appeal_is_in_time_to_the_end_of_its_last_day_in_california() {
    let told = notice(ActionKind::Denial);
    let on = (Some(&told), Status::Denied);
    for (now, expected) in [
        ("2027-01-23T07:59:59.999999Z", vec![]),
        ("2027-01-23T08:00:00Z", vec![Code::TooLate]),
    ] {
        assert_eq!(codes(|_| {}, on, (false, &[], now)), expected, "{now}");
        // A grievance has no limit.
        let complain = |file: &mut FileAppeal| file.kind = AppealKind::Grievance;
        assert_eq!(codes(complain, on, (false, &[], now)), []);
    }
    // What came in time may be entered later.
    let came = |file: &mut FileAppeal| file.filed_at = Some(at("2027-01-22T17:00:00Z"));
    assert_eq!(codes(came, on, (false, &[], "2027-01-25T17:00:00Z")), []);
    let before = |file: &mut FileAppeal| file.filed_at = Some(at("2026-11-23T16:59:59Z"));
    assert_eq!(codes(before, on, (false, &[], SOON)), [Code::InvalidTime]);
    let ahead = |file: &mut FileAppeal| file.filed_at = Some(at("2026-11-24T17:00:01Z"));
    assert_eq!(codes(ahead, on, (false, &[], SOON)), [Code::InvalidTime]);
}

#[test]
fn an_appeal_is_against_what_still_holds_and_one_is_open_at_a_time() {
    use ActionKind as Told;
    for (kind, status) in [
        (Told::Denial, Status::Denied),
        (Told::Modification, Status::Modified),
        (Told::Delay, Status::Pending),
        (Told::Reduction, Status::Reduced),
        (Told::Termination, Status::Terminated),
    ] {
        let told = notice(kind);
        for stands in Status::ALL {
            let found = codes(|_| {}, (Some(&told), *stands), (false, &[], SOON));
            assert_eq!(found.is_empty(), *stands == status, "{kind:?} {stands:?}");
        }
    }
    let told = notice(Told::Denial);
    let on = (Some(&told), Status::Denied);
    let none = (None, Status::Denied);
    let nothing = codes(|_| {}, none, (false, &[], SOON));
    assert_eq!(nothing, [Code::NothingToAppeal]);
    for (kind, outcome, expected) in [
        (AppealKind::Appeal, None, vec![Code::AppealedAlready]),
        (
            AppealKind::Appeal,
            Some(AppealOutcome::Upheld),
            vec![Code::AppealedAlready],
        ),
        (AppealKind::Appeal, Some(AppealOutcome::Withdrawn), vec![]),
        (AppealKind::Appeal, Some(AppealOutcome::Dismissed), vec![]),
        (AppealKind::Grievance, None, vec![]),
    ] {
        let earlier = [appeal(kind, outcome)];
        let found = codes(|_| {}, on, (false, &earlier, SOON));
        assert_eq!(found, expected, "{kind:?} {outcome:?}");
    }
}

#[test]
fn who_files_fits_who_enters_it() {
    use AppealBy::{Member, Provider, Representative};
    let told = notice(ActionKind::Denial);
    let on = (Some(&told), Status::Denied);
    let by =
        |filed_by, representative: Option<&'static str>, consented_on: Option<&'static str>| {
            move |file: &mut FileAppeal| {
                file.filed_by = filed_by;
                file.representative = representative.map(str::to_owned);
                file.consented_on = consented_on.map(day);
            }
        };
    for (change, by_provider, expected) in [
        (by(Member, None, None), false, vec![]),
        (by(Member, None, None), true, vec![Code::WrongFiler]),
        (
            by(Member, Some("Ana"), None),
            false,
            vec![Code::RepresentativeNeeded],
        ),
        (by(Representative, Some("Ana"), None), false, vec![]),
        (
            by(Representative, None, None),
            false,
            vec![Code::RepresentativeNeeded],
        ),
        (by(Provider, None, Some("2026-11-24")), true, vec![]),
        (
            by(Provider, None, Some("2026-11-25")),
            true,
            vec![Code::ConsentNeeded],
        ),
        (by(Provider, None, None), true, vec![Code::ConsentNeeded]),
        (
            by(Provider, None, Some("2026-11-24")),
            false,
            vec![Code::WrongFiler],
        ),
    ] {
        assert_eq!(codes(change, on, (by_provider, &[], SOON)), expected);
    }
}

#[test]
fn it_is_due_after_its_days_or_hours() {
    let policy = AuthorizationPolicy::default();
    let filed_at = at("2026-11-24T07:59:59Z");
    // Still Monday in California; the thirtieth day is 23 December.
    assert_eq!(
        due_at(filed_at, false, &policy),
        at("2026-12-24T07:59:59.999999Z")
    );
    assert_eq!(due_at(filed_at, true, &policy), at("2026-11-27T07:59:59Z"));
}

#[test]
fn what_is_taken_away_stays_where_the_appeal_came_before_that_day() {
    let last = at("2026-12-04T07:59:59.999999Z");
    let late = at("2026-12-04T08:00:00Z");
    for kind in ActionKind::ALL {
        let told = notice(*kind);
        let kept = takes_away(*kind).then(|| grant(30, "2027-01-31"));
        assert_eq!(keeps(&told, last), kept, "{kind:?}");
        assert_eq!(keeps(&told, late), None, "{kind:?}");
    }
}

#[test]
fn a_hearing_follows_what_was_upheld_or_not_answered() {
    let open = appeal(AppealKind::Appeal, None);
    assert_eq!(hearing_by(&open, open.due_at), None);
    let late = open.due_at + TimeDelta::microseconds(1);
    assert_eq!(hearing_by(&open, late), Some(day("2027-04-23")));
    let complaint = appeal(AppealKind::Grievance, None);
    assert_eq!(hearing_by(&complaint, late), None);
    assert_eq!(hearing_from(&open, day("2026-12-01")), day("2027-03-31"));
}

#[test]
fn nobody_decides_again() {
    assert!(!may_decide(&[account(1), account(2)], account(2)));
    assert!(may_decide(&[account(1), account(2)], account(3)));
}

fn used(status: Status) -> Authorization {
    Authorization {
        used_units: 12,
        ..sample::authorization(status)
    }
}

#[test]
fn what_is_overturned_is_granted_or_given_back() {
    use ActionKind::{Denial, Termination};
    let (asked, fewer) = (grant(30, "2027-01-31"), grant(20, "2027-01-31"));
    let twenty = GrantWish {
        units: Some(20),
        ..GrantWish::default()
    };
    let all = GrantWish::default();
    for (status, kind, wish, expected) in [
        (Status::Denied, Denial, all, Some((Status::Approved, asked))),
        (
            Status::Denied,
            Denial,
            twenty,
            Some((Status::Modified, fewer)),
        ),
        (
            Status::Pending,
            ActionKind::Delay,
            all,
            Some((Status::Approved, asked)),
        ),
        (
            Status::Modified,
            ActionKind::Modification,
            all,
            Some((Status::Approved, asked)),
        ),
        (
            Status::Terminated,
            Termination,
            all,
            Some((Status::Approved, asked)),
        ),
        (
            Status::Reduced,
            ActionKind::Reduction,
            all,
            Some((Status::Approved, asked)),
        ),
        (Status::Void, Denial, all, None),
        (Status::Withdrawn, Denial, all, None),
    ] {
        let found = overturned(&used(status), &notice(kind), wish);
        assert_eq!(found, expected, "{status:?}");
    }
}

#[test]
fn what_falls_back_keeps_what_was_used_and_the_days_that_have_passed() {
    let of = used(Status::Reduced);
    let had = grant(30, "2027-01-31");
    for (units, until_on, today, expected) in [
        (10, "2026-12-15", "2026-12-01", grant(12, "2026-12-15")),
        (20, "2026-12-15", "2026-12-20", grant(20, "2026-12-20")),
        (20, "2026-12-15", "2027-03-01", grant(20, "2027-01-31")),
    ] {
        let less = (Some(units), None, day(until_on));
        assert_eq!(fallen_back(&of, had, less, day(today)), expected);
    }
}

#[test]
fn figures_are_for_what_was_not_granted() {
    use DecideAppealRefusal::OutOfRange;
    let wish = |units| GrantWish {
        units: Some(units),
        ..GrantWish::default()
    };
    for (ruling, status, wish, expected) in [
        (Ruling::Overturn, Status::Denied, wish(20), vec![]),
        (Ruling::Overturn, Status::Denied, wish(31), vec![OutOfRange]),
        (Ruling::Overturn, Status::Denied, wish(11), vec![OutOfRange]),
        (
            Ruling::Overturn,
            Status::Terminated,
            wish(20),
            vec![OutOfRange],
        ),
        (Ruling::Uphold, Status::Denied, wish(20), vec![OutOfRange]),
        (Ruling::Uphold, Status::Denied, GrantWish::default(), vec![]),
    ] {
        let checked = check_wish(ruling, &used(status), wish);
        let refusals = checked.err().unwrap_or_default();
        let found: Vec<_> = refusals.iter().map(|one| one.code).collect();
        assert_eq!(found, expected, "{ruling:?} {status:?} {wish:?}");
    }
}
