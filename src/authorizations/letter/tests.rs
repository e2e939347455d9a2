use chrono::{DateTime, Utc};
use entity::types::{
    AccountId, AppealChannel, AuthorizationId, AuthorizationStatus as Status, OrganizationId,
};
use uuid::Uuid;

use super::super::rules::{again_by, holds, send_by};
use super::*;
use crate::authorizations::{Authorization, Decided, NoticeOfAction, sample};

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn grant(units: i32, until_on: &str) -> Grant {
    Grant {
        units: Some(units),
        cents: None,
        from_on: on("2026-11-01"),
        until_on: on(until_on),
    }
}

/// Told on 23 November: it holds from 4 December on, and an appeal is in time until 22 January.
fn notice(kind: ActionKind) -> NoticeOfAction {
    NoticeOfAction {
        authorization: AuthorizationId(Uuid::nil()),
        number: 1,
        kind,
        prepared_at: at("2026-11-23T17:00:00Z"),
        effective_on: on("2026-12-04"),
        appeal_by: on("2027-01-22"),
        language: "en".parse().unwrap(),
        subject: String::new(),
        body: String::new(),
        needs_translation: false,
        recalled_at: None,
        had: None,
    }
}

fn stands(status: Status, granted: Option<Grant>) -> Authorization {
    Authorization {
        granted,
        decided: Some(Decided {
            at: at("2026-11-23T17:00:00Z"),
            by: None,
            reason: None,
            note: None,
        }),
        ..sample::authorization(status)
    }
}

/// Filed on 24 November, ended on 10 December.
fn appeal(kind: AppealKind, outcome: AppealOutcome) -> Appeal {
    let is_upheld = (kind, outcome) == (AppealKind::Appeal, AppealOutcome::Upheld);
    Appeal {
        authorization: AuthorizationId(Uuid::nil()),
        number: 1,
        notice: (kind == AppealKind::Appeal).then_some(1),
        kind,
        filed_by: AppealBy::Member,
        entered_by: (OrganizationId(Uuid::nil()), AccountId(Uuid::nil())),
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
        end: Some(AppealEnd {
            at: at("2026-12-10T20:00:00Z"),
            by: AccountId(Uuid::nil()),
            outcome,
            answer: Some("Ten {weeks} are <enough>.".to_owned()),
            hearing_by: is_upheld.then(|| on("2027-04-09")),
        }),
    }
}

struct Case {
    appeal: Appeal,
    told: ActionKind,
    of: Authorization,
    kept: Option<Grant>,
    is_restricted: bool,
}

impl Case {
    fn of(told: ActionKind, outcome: AppealOutcome, of: Authorization) -> Self {
        Self {
            appeal: appeal(AppealKind::Appeal, outcome),
            told,
            of,
            kept: None,
            is_restricted: false,
        }
    }

    fn written(&self, language: &str) -> Written {
        let today = on("2026-12-10");
        let (told, end) = (notice(self.told), self.appeal.end.as_ref().unwrap());
        let against = Against {
            kind: told.kind,
            told_on: on("2026-11-23"),
            kept: self.kept,
            holds: holds(&self.of, &told, (end.outcome, self.kept), today),
            again_by: again_by(end.outcome, &told, self.of.status, today),
        };
        let facts = Facts {
            appeal: &self.appeal,
            end,
            is_restricted: self.is_restricted,
            member: ("Ana", "Sample"),
            plan: ("Alder Plan", Some("+15305550100")),
            number: "AB-1234",
            service: self.of.service,
            against: self.appeal.notice.map(|_| against),
        };
        write(&facts, language.parse().unwrap(), Reference::embedded())
    }
}

#[track_caller]
fn has(body: &str, parts: &[&str]) {
    for part in parts {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert!(
        !body.contains("{member}") && !body.contains("{plan"),
        "{body}"
    );
}

#[test]
fn it_says_what_was_answered_to_which_decision_and_what_can_be_done() {
    let denied = Case::of(
        ActionKind::Denial,
        AppealOutcome::Upheld,
        stands(Status::Denied, None),
    );
    let letter = denied.written("en");
    assert!(!letter.needs_translation);
    assert_eq!(
        letter.subject,
        "Our answer to your appeal: our decision stands"
    );
    let meals = Reference::embedded().service_name(ServiceCode::Meals, "en".parse().unwrap());
    has(
        &letter.body,
        &[
            "Dear Ana Sample",
            "On November 24, 2026 we received an appeal from you.",
            "our letter of November 23, 2026 (Notice of action: what was asked for is denied)",
            meals,
            "number AB-1234",
            "On December 10, 2026 we decided: our decision stands.",
            "Why: Ten {weeks} are <enough>.",
            "What holds now, since November 23, 2026: we do not pay for it.",
            "STATE HEARING",
            "until April 9, 2027, which is 120 days from this answer",
            "cdss.ca.gov",
            "+15305550100",
        ],
    );
    assert!(
        !letter.body.contains("goes on"),
        "nothing ran: {}",
        letter.body
    );

    let granted = stands(Status::Approved, Some(grant(1, "2027-01-31")));
    let overturned = Case::of(ActionKind::Denial, AppealOutcome::Overturned, granted);
    let letter = overturned.written("en");
    has(
        &letter.body,
        &[
            "we change what we told you",
            "What holds, from December 10, 2026: 1 unit, from November 1, 2026 to January 31, 2027.",
        ],
    );
    assert!(!letter.body.contains("HEARING") && !letter.body.contains("still appeal"));
}

#[test]
fn what_falls_back_is_told_with_what_was_kept() {
    use ActionKind::{Reduction, Termination};
    let ended = stands(Status::Terminated, Some(grant(30, "2026-12-10")));
    let mut case = Case::of(Termination, AppealOutcome::Upheld, ended);
    case.kept = Some(grant(30, "2027-01-31"));
    let said = "Ask at the same time that the service goes on until the hearing is decided";
    has(
        &case.written("en").body,
        &[
            "you kept what you had: 30 units, from November 1, 2026 to January 31, 2027.",
            "What holds now: 30 units, from November 1, 2026 to December 10, 2026. From December \
             11, 2026 we do not pay for it.",
            said,
            "only where the State or Alder Plan grants that",
        ],
    );
    let reduced = || stands(Status::Reduced, Some(grant(10, "2027-01-31")));
    let mut case = Case::of(Reduction, AppealOutcome::Upheld, reduced());
    // It came too late to keep anything.
    let late = case.written("en").body;
    has(
        &late,
        &["What holds, from December 4, 2026: 10 units", said],
    );
    assert!(!late.contains("you kept"));
    case.kept = Some(grant(30, "2027-01-31"));
    has(
        &case.written("en").body,
        &[
            "you kept what you had: 30 units",
            "from December 10, 2026: 10 units",
        ],
    );
}

#[test]
fn what_was_not_decided_may_be_filed_again_while_there_is_time() {
    let of = |outcome, status| {
        Case::of(ActionKind::Denial, outcome, stands(status, None))
            .written("en")
            .body
    };
    let again = "you may still appeal until January 22, 2027";
    let taken_back = of(AppealOutcome::Withdrawn, Status::Denied);
    has(&taken_back, &["it was taken back", again]);
    assert!(
        !taken_back.contains("weeks"),
        "whose reason is not for the member"
    );
    has(
        &of(AppealOutcome::Dismissed, Status::Denied),
        &["nobody who may", again],
    );
    let moot = of(AppealOutcome::Withdrawn, Status::Withdrawn);
    assert!(!moot.contains("still appeal"));
    let told = notice(ActionKind::Denial);
    let last = |day: &str| again_by(AppealOutcome::Dismissed, &told, Status::Denied, on(day));
    assert_eq!(last("2027-01-22"), Some(on("2027-01-22")));
    assert_eq!(last("2027-01-23"), None);
    let delayed = Case::of(
        ActionKind::Delay,
        AppealOutcome::Upheld,
        stands(Status::Pending, None),
    );
    has(&delayed.written("en").body, &["is not decided yet"]);
}

#[test]
fn a_grievance_is_answered_and_changes_nothing() {
    for (outcome, says) in [
        (AppealOutcome::Upheld, "Our answer: Ten {weeks}"),
        (AppealOutcome::Overturned, "Our answer: Ten {weeks}"),
        (AppealOutcome::Dismissed, "without an answer"),
        (AppealOutcome::Withdrawn, "it was taken back"),
    ] {
        let mut case = Case::of(ActionKind::Denial, outcome, stands(Status::Denied, None));
        case.appeal = appeal(AppealKind::Grievance, outcome);
        case.appeal.filed_by = AppealBy::Representative;
        case.appeal.representative = Some("Rosa {plan} Sample".to_owned());
        let body = case.written("en").body;
        assert!(
            body.contains("from Rosa {plan} Sample, who speaks for you"),
            "{body}"
        );
        for part in [says, "AB-1234", "at any time"] {
            assert!(body.contains(part), "{part}: {body}");
        }
        for part in ["HEARING", "What holds", "may still appeal"] {
            assert!(!body.contains(part), "{part}: {body}");
        }
    }
}

#[test]
fn it_is_spanish_for_whom_it_is_and_english_for_translation_else() {
    let ended = stands(Status::Terminated, Some(grant(30, "2026-12-10")));
    let mut case = Case::of(ActionKind::Termination, AppealOutcome::Upheld, ended);
    case.kept = Some(grant(30, "2027-01-31"));
    case.appeal.filed_by = AppealBy::Provider;
    let spanish = case.written("es");
    assert!(!spanish.needs_translation);
    has(
        &spanish.body,
        &[
            "Estimado/a Ana Sample",
            "El 24 de noviembre de 2026 recibimos una apelación de su proveedor",
            "(Aviso de acción: un servicio termina)",
            "usted conservó lo que tenía: 30 unidades, del 1 de noviembre de 2026",
            "A partir del 11 de diciembre de 2026 no lo pagamos.",
            "AUDIENCIA ESTATAL",
            "120 días",
        ],
    );
    let other = case.written("hmn");
    assert!(other.needs_translation && other.body.starts_with("Dear"));
}

#[test]
fn of_what_is_restricted_it_names_neither_service_nor_answer() {
    use AppealOutcome::{Dismissed, Overturned, Upheld, Withdrawn};
    for outcome in [Upheld, Overturned, Dismissed, Withdrawn] {
        for kind in [AppealKind::Appeal, AppealKind::Grievance] {
            for language in ["en", "es"] {
                let of = stands(Status::Denied, Some(grant(30, "2026-12-10")));
                let mut case = Case::of(ActionKind::Denial, outcome, of);
                case.appeal = appeal(kind, outcome);
                case.appeal.filed_by = AppealBy::Representative;
                case.appeal.representative = Some("Rosa".to_owned());
                case.is_restricted = true;
                let body = case.written(language).body;
                let code = language.parse().unwrap();
                let meals = Reference::embedded().service_name(ServiceCode::Meals, code);
                for part in [meals, "weeks", "30 uni", "Rosa", "enied", "niega"] {
                    assert!(!body.contains(part), "{part}: {body}");
                }
                has(&body, &["AB-1234", "2026", "+15305550100"]);
                let hears = body.contains("2027") && body.contains("cdss.ca.gov");
                assert_eq!(
                    hears,
                    kind == AppealKind::Appeal && outcome == Upheld,
                    "{body}"
                );
            }
        }
    }
}

#[test]
fn it_is_sent_soon_and_in_the_time_for_the_answer() {
    for (due_at, expected) in [
        ("2026-12-25T07:59:59.999999Z", "2026-12-12"),
        ("2026-12-12T07:59:59.999999Z", "2026-12-11"),
        // The limit is today, or has passed.
        ("2026-12-10T21:00:00Z", "2026-12-10"),
        ("2026-12-01T21:00:00Z", "2026-12-10"),
    ] {
        assert_eq!(
            send_by(at(due_at), on("2026-12-10")),
            on(expected),
            "{due_at}"
        );
    }
}
