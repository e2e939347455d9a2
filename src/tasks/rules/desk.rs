//! Whoever referred without an account: how they are told by hand, and what is said. In English: it
//! goes to an organization. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{TaskAbout, TaskWay};

use super::check_time;
use crate::reference::{ClosureReason, Reference, ServiceCode};
use crate::refusal::{Refusal, Refusals};
use crate::tasks::error::CompleteTaskRefusal as Code;
use crate::tasks::model::{CompleteTask, Desk, Hindrance, Letter, Prepared};
use crate::text;

/// What whoever referred is told of a referral.
#[derive(Debug, Clone)]
pub(in crate::tasks) struct News<'a> {
    pub(in crate::tasks) about: TaskAbout,
    /// Number of the referral.
    pub(in crate::tasks) number: &'a str,
    pub(in crate::tasks) received_at: DateTime<Utc>,
    /// For what, and for whom, as it was written down when it came in; `None` where it is
    /// restricted.
    pub(in crate::tasks) what: Option<(ServiceCode, &'a str)>,
    /// Name and phone; `None` also where it is restricted.
    pub(in crate::tasks) provider: Option<(&'a str, &'a str)>,
    pub(in crate::tasks) closure: Option<ClosureReason>,
    /// Name, and phone where it is known.
    pub(in crate::tasks) plan: (&'a str, Option<&'a str>),
}

/// The way to take: a fax where both sides agreed on it (electronic notices are the rule, and a fax
/// is none: domain notes, section 1.1), else by telephone or letter, whichever is known first.
fn way(desk: &Desk) -> Result<TaskWay, Hindrance> {
    if desk.fax.is_some() {
        Ok(TaskWay::Fax)
    } else if text::phone(&desk.reach).is_some() {
        Ok(TaskWay::Telephone)
    } else if desk.address.is_some() {
        Ok(TaskWay::Mail)
    } else {
        Err(Hindrance::NoWay)
    }
}

/// All that is needed to tell whoever referred something.
pub(in crate::tasks) fn prepared(desk: Desk, news: &News<'_>, reference: &Reference) -> Prepared {
    let way = way(&desk);
    Prepared {
        letter: letter(&desk, way.ok(), news, reference),
        way: way.ok(),
        hindrance: way.err(),
        phone: text::phone(&desk.reach),
        desk: Some(desk),
        ..Prepared::default()
    }
}

/// What stands on the fax, or what to say on the phone. It holds nothing about the person but what
/// whoever referred wrote down, and on the phone nothing at all before the right one answers.
fn letter(
    desk: &Desk,
    way: Option<TaskWay>,
    news: &News<'_>,
    reference: &Reference,
) -> Option<Letter> {
    let language = "en".parse().ok()?;
    let (plan, phone) = news.plan;
    let at = phone.map_or_else(String::new, |phone| format!(" at {phone}"));
    let day = day(news.received_at);
    let which = format!("Referral {} of {day}", news.number);
    let of_whom = news.what.map(|(service, person)| {
        let service = reference.service_name(service, language);
        format!("For {person}: {service}\n")
    });
    let of_whom = of_whom.unwrap_or_default();
    let said = said(news, reference);
    let questions = format!("Questions: call {plan}{at} and give the number of the referral.");
    let body = if way == Some(TaskWay::Telephone) {
        format!(
            "Ask for {}. To anybody else, and to a voicemail, say only who calls, and the number of \
             the referral.\n\n{which}\n{of_whom}\n{said}\n\n{questions}",
            desk.name
        )
    } else {
        format!(
            "To: {}\nFrom: {plan}\n\n{which}\n{of_whom}\n{said}\n\n{questions}\n\nThis is confidential. \
             If you are not whom it is for, call {plan}{at}, and destroy it.",
            desk.name
        )
    };
    Some(Letter {
        subject: format!("Your referral {}", news.number),
        body,
        language,
        needs_translation: false,
    })
}

fn said(news: &News<'_>, reference: &Reference) -> String {
    match news.about {
        TaskAbout::Assigned | TaskAbout::ProviderChanged => match news.provider {
            Some((name, phone)) => {
                format!("It was given to {name}, {phone}, which will reach out to the person.")
            }
            None => "It was given to a provider, which will reach out to the person.".to_owned(),
        },
        TaskAbout::Declined => {
            "The provider that had it does not serve the person. The health plan \
                                looks for another one; you need not do anything."
                .to_owned()
        }
        // Whoever referred is told of it by the loop; a notice of action goes to the member.
        TaskAbout::Closed | TaskAbout::Action | TaskAbout::Appeal => {
            let reason = news
                .closure
                .map(|reason| &reference.closure_reason(reason).name);
            let reason = reason.map_or_else(String::new, |name| format!(": {name}"));
            format!("It is closed{reason}. If the person still needs help, refer again.")
        }
    }
}

/// The day in California.
fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&chrono_tz::America::Los_Angeles)
        .date_naive()
}

/// Checks what the plan says of a task that was done: all mistakes at once.
pub(in crate::tasks) fn check_done(
    done: &CompleteTask,
    desk: Option<&Desk>,
    times: (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Refusals<Code>> {
    let mut refusals = check_time(done, times);
    if done.way == TaskWay::Fax && desk.is_none_or(|desk| desk.fax.is_none()) {
        refusals.push(Refusal::at(
            Code::NoFaxAgreed,
            &["way"],
            "Whoever referred agreed to no fax, and a fax counts as told only where both sides \
             agreed. Tell them on another way.",
        ));
    }
    if done.way == TaskWay::Mail && desk.is_none_or(|desk| desk.address.is_none()) {
        refusals.push(Refusal::at(
            Code::NoAddress,
            &["way"],
            "No address of whoever referred is known, so no letter was sent. Tell them on another \
             way.",
        ));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::model::FaxAgreement;

    fn desk(reach: &str, has_fax: bool, address: Option<&str>) -> Desk {
        Desk {
            name: "Night desk".to_owned(),
            reach: reach.to_owned(),
            address: address.map(str::to_owned),
            fax: has_fax.then(|| FaxAgreement {
                number: "+15305550177".to_owned(),
                agreed_on: NaiveDate::default(),
                recorded_by: entity::types::AccountId(uuid::Uuid::nil()),
            }),
        }
    }

    fn news(about: TaskAbout) -> News<'static> {
        News {
            about,
            number: "AB-1234",
            received_at: DateTime::UNIX_EPOCH,
            what: Some((ServiceCode::Meals, "Ana Sample")),
            provider: Some(("Cedar Kitchen", "+15305550100")),
            closure: Some(ClosureReason::UnableToReach),
            plan: ("Alder Plan", None),
        }
    }

    #[test]
    fn a_fax_goes_only_where_it_was_agreed() {
        let number = "530 555 0142";
        for (desk, expected) in [
            (desk(number, true, None), Ok(TaskWay::Fax)),
            (desk(number, false, Some("1 Elm")), Ok(TaskWay::Telephone)),
            (
                desk("ask at the gate", false, Some("1 Elm")),
                Ok(TaskWay::Mail),
            ),
            (desk("ask at the gate", false, None), Err(Hindrance::NoWay)),
        ] {
            assert_eq!(way(&desk), expected, "{desk:?}");
            let done = |way| CompleteTask {
                task: entity::types::TaskId(uuid::Uuid::nil()),
                way,
                done_at: DateTime::UNIX_EPOCH,
            };
            let times = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
            let codes = |way| match check_done(&done(way), Some(&desk), times) {
                Ok(()) => Vec::new(),
                Err(refusals) => refusals.iter().map(|one| one.code).collect(),
            };
            let fax = if desk.fax.is_some() {
                vec![]
            } else {
                vec![Code::NoFaxAgreed]
            };
            assert_eq!(codes(TaskWay::Fax), fax);
            let mail = if desk.address.is_some() {
                vec![]
            } else {
                vec![Code::NoAddress]
            };
            assert_eq!(codes(TaskWay::Mail), mail);
            assert_eq!(codes(TaskWay::Telephone), []);
        }
    }

    #[test]
    fn what_is_said_holds_what_they_wrote_and_of_what_is_restricted_nothing() {
        let reference = Reference::embedded();
        for (about, sign) in [
            (TaskAbout::Assigned, "Cedar Kitchen"),
            (TaskAbout::Declined, "looks for another"),
            (TaskAbout::Closed, "It is closed: "),
        ] {
            let letter = |news| {
                prepared(desk("-", true, None), &news, reference)
                    .letter
                    .unwrap()
            };
            let open = letter(news(about)).body;
            for part in [
                sign,
                "AB-1234",
                "1969-12-31",
                "Night desk",
                "Ana Sample",
                "meals",
            ] {
                assert!(open.contains(part), "{part}: {open}");
            }
            let restricted = News {
                what: None,
                provider: None,
                ..news(about)
            };
            let hidden = letter(restricted).body;
            for part in ["Ana", "meals", "Cedar"] {
                assert!(!hidden.contains(part), "{part}: {hidden}");
            }
        }
    }
}
