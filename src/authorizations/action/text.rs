//! What a notice of action says. Pure.

use chrono::NaiveDate;
use entity::types::ActionKind;

use super::rules::takes_away;
use crate::authorizations::Grant;
use crate::authorizations::wording::{self, Written, fill};
use crate::policies::AuthorizationPolicy;
use crate::reference::{
    ActionText, ActionWords, DecisionReason, LanguageCode, Reference, ServiceCode,
};

/// What a notice of action tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) kind: ActionKind,
    /// Of what is restricted the notice names neither service nor reason.
    pub(crate) is_restricted: bool,
    /// First and last name.
    pub(crate) member: (&'a str, &'a str),
    /// Name, and phone where it is known.
    pub(crate) plan: (&'a str, Option<&'a str>),
    /// Number of the authorization.
    pub(crate) number: &'a str,
    pub(crate) service: ServiceCode,
    pub(crate) asked: Grant,
    pub(crate) had: Option<Grant>,
    pub(crate) granted: Option<Grant>,
    pub(crate) reason: DecisionReason,
    /// The reviewer's words beside the reason, as they were written.
    pub(crate) note: Option<&'a str>,
    pub(crate) effective_on: NaiveDate,
    pub(crate) appeal_by: NaiveDate,
    pub(crate) policy: &'a AuthorizationPolicy,
}

/// Writes it: what, why, from when, what goes on meanwhile, how to appeal, and what comes after.
pub(crate) fn write(facts: &Facts<'_>, language: LanguageCode, reference: &Reference) -> Written {
    let words = reference.action_words(language);
    let what = if facts.is_restricted {
        ActionText::Restricted
    } else {
        heading(facts.kind)
    };
    let mut parts = vec![words.body(what)];
    if takes_away(facts.kind) {
        parts.push(words.body(ActionText::Continues));
    }
    parts.push(words.body(ActionText::Appeal));
    let parts = parts
        .iter()
        .map(|part| fill(part, |place| said(place, facts, (&words, reference))));
    Written {
        subject: words.subject(what).to_owned(),
        body: parts.collect::<Vec<_>>().join("\n\n"),
        needs_translation: words.language != language,
    }
}

/// The part that says what a plan did, and its heading.
pub(crate) const fn heading(kind: ActionKind) -> ActionText {
    match kind {
        ActionKind::Denial => ActionText::Denial,
        ActionKind::Modification => ActionText::Modification,
        ActionKind::Delay => ActionText::Delay,
        ActionKind::Reduction => ActionText::Reduction,
        ActionKind::Termination => ActionText::Termination,
    }
}

fn said(
    place: &str,
    facts: &Facts<'_>,
    (words, reference): (&ActionWords<'_>, &Reference),
) -> String {
    let size =
        |grant: Option<Grant>| grant.map_or_else(String::new, |grant| wording::size(grant, words));
    match place {
        "member" => format!("{} {}", facts.member.0, facts.member.1),
        "plan" => facts.plan.0.to_owned(),
        "plan_phone" => {
            let unknown = words.body(ActionText::PhoneUnknown);
            facts.plan.1.unwrap_or(unknown).to_owned()
        }
        "number" => facts.number.to_owned(),
        "service" => reference
            .service_name(facts.service, words.language)
            .to_owned(),
        "asked" => size(Some(facts.asked)),
        "had" => size(facts.had),
        "granted" => size(facts.granted),
        "reason" => {
            let fact = reference.decision_reason(facts.reason);
            fact.wording_in(words.language).to_owned()
        }
        "note" => facts.note.unwrap_or_default().to_owned(),
        "effective_on" => wording::day(facts.effective_on, words),
        "appeal_by" => wording::day(facts.appeal_by, words),
        "appeal_days" => wording::days(facts.policy.appeal_days, words),
        "decision_days" => wording::days(facts.policy.appeal_decision_days, words),
        "expedited_hours" => wording::hours(facts.policy.appeal_expedited_hours, words),
        "hearing_days" => wording::days(facts.policy.hearing_days, words),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn grant(units: i32) -> Grant {
        Grant {
            units: Some(units),
            cents: Some(500_000),
            from_on: on("2026-11-23"),
            until_on: on("2027-05-21"),
        }
    }

    fn written(kind: ActionKind, is_restricted: bool, language: &str) -> Written {
        let policy = AuthorizationPolicy::default();
        let facts = Facts {
            kind,
            is_restricted,
            member: ("Ana", "Sample"),
            plan: ("Alder Plan", Some("+15305550100")),
            number: "AB-1234",
            service: ServiceCode::Meals,
            asked: grant(30),
            had: Some(grant(30)),
            granted: Some(grant(10)),
            reason: DecisionReason::LessNeeded,
            note: Some("Ten {weeks} are enough."),
            effective_on: on("2026-12-04"),
            appeal_by: on("2027-01-22"),
            policy: &policy,
        };
        write(&facts, language.parse().unwrap(), Reference::embedded())
    }

    #[test]
    fn every_notice_says_what_why_from_when_and_how_to_appeal() {
        for kind in ActionKind::ALL {
            let Written {
                subject,
                body,
                needs_translation,
            } = written(*kind, false, "en");
            assert!(!needs_translation && !subject.is_empty());
            let meals =
                Reference::embedded().service_name(ServiceCode::Meals, "en".parse().unwrap());
            for part in [
                "Dear Ana Sample",
                "Alder Plan",
                "+15305550100",
                "AB-1234",
                meals,
                "30 units, $5000.00, from November 23, 2026 to May 21, 2027",
                "supports less of this service",
                "Ten {weeks} are enough.",
                "December 4, 2026",
                "January 22, 2027",
                "60 days",
                "30 days",
                "72 hours",
                "120 days",
                "STATE HEARING",
            ] {
                let is_moot = *kind == ActionKind::Delay && part == "Approved";
                assert!(is_moot || body.contains(part), "{kind:?} {part}: {body}");
            }
            assert_eq!(
                body.contains("you keep what you had"),
                takes_away(*kind),
                "{kind:?}"
            );
            let gives = matches!(kind, ActionKind::Modification | ActionKind::Reduction);
            assert_eq!(body.contains("10 units"), gives, "{kind:?}");
        }
    }

    #[test]
    fn it_is_spanish_for_whom_it_is_and_english_for_translation_else() {
        let spanish = written(ActionKind::Termination, false, "es");
        assert!(
            spanish.body.contains("A partir del 4 de diciembre de 2026"),
            "{spanish:?}"
        );
        assert!(spanish.body.contains("Lo que sabemos de sus necesidades"));
        assert!(!spanish.needs_translation);
        let other = written(ActionKind::Termination, false, "hmn");
        assert!(other.needs_translation && other.body.starts_with("Dear"));
    }

    #[test]
    fn of_what_is_restricted_it_names_neither_service_nor_reason() {
        for kind in ActionKind::ALL {
            for language in ["en", "es"] {
                let body = written(*kind, true, language).body;
                let language = language.parse().unwrap();
                let meals = Reference::embedded().service_name(ServiceCode::Meals, language);
                for part in [meals, "weeks", "30 units", "less of this service"] {
                    assert!(!body.contains(part), "{kind:?} {part}: {body}");
                }
                for part in ["AB-1234", "2026", "2027", "+15305550100"] {
                    assert!(body.contains(part), "{kind:?} {part}: {body}");
                }
            }
        }
    }
}
