//! What the answer to an appeal or a grievance says. Pure.

use chrono::NaiveDate;
use entity::types::{ActionKind, AppealBy, AppealKind, AppealOutcome};

use super::rules::Holds;
use crate::authorizations::action::rules::takes_away;
use crate::authorizations::action::text::heading;
use crate::authorizations::wording::{self, Written, fill};
use crate::authorizations::{Appeal, AppealEnd, Grant};
use crate::clock::day_of;
use crate::reference::{ActionText, ActionWords, LanguageCode, Reference, ServiceCode};

/// What an answer tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) appeal: &'a Appeal,
    pub(crate) end: &'a AppealEnd,
    /// Of what is restricted the letter names neither service nor answer.
    pub(crate) is_restricted: bool,
    /// First and last name.
    pub(crate) member: (&'a str, &'a str),
    /// Name, and phone where it is known.
    pub(crate) plan: (&'a str, Option<&'a str>),
    /// Number of the authorization.
    pub(crate) number: &'a str,
    pub(crate) service: ServiceCode,
    /// What an appeal was against; `None` for a grievance.
    pub(crate) against: Option<Against>,
}

/// What an appeal was against, and where that stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Against {
    /// What the notice of action told.
    pub(crate) kind: ActionKind,
    /// The day of that notice.
    pub(crate) told_on: NaiveDate,
    /// What the member kept while the appeal was open, where less holds now.
    pub(crate) kept: Option<Grant>,
    pub(crate) holds: Holds,
    /// Last day on which an appeal is in time again.
    pub(crate) again_by: Option<NaiveDate>,
}

/// Writes it: what was filed against which decision, what was answered and why, what holds now and from
/// which day, and what the member can do next.
pub(crate) fn write(facts: &Facts<'_>, language: LanguageCode, reference: &Reference) -> Written {
    let words = reference.action_words(language);
    let what = if facts.is_restricted {
        ActionText::AnswerRestricted
    } else {
        answered(facts.appeal.kind, facts.end.outcome)
    };
    let mut parts = vec![what];
    if let Some(against) = &facts.against {
        if !facts.is_restricted {
            parts.extend(against.kept.map(|_| ActionText::Kept));
            parts.push(match against.holds {
                Holds::Undecided => ActionText::HoldsUndecided,
                Holds::Nothing(_) => ActionText::HoldsNothing,
                Holds::Granted(..) => ActionText::HoldsGranted,
                Holds::Ends(..) => ActionText::HoldsEnds,
            });
            parts.extend(against.again_by.map(|_| ActionText::Again));
        }
        if facts.end.hearing_by.is_some() {
            parts.push(ActionText::Hearing);
            parts.extend(takes_away(against.kind).then_some(ActionText::Meanwhile));
        }
    }
    let parts = parts.into_iter().map(|part| {
        let place = |place: &str| said(place, facts, (&words, reference));
        fill(words.body(part), place)
    });
    Written {
        subject: words.subject(what).to_owned(),
        body: parts.collect::<Vec<_>>().join("\n\n"),
        needs_translation: words.language != language,
    }
}

const fn answered(kind: AppealKind, outcome: AppealOutcome) -> ActionText {
    use AppealOutcome::{Dismissed, Overturned, Upheld, Withdrawn};
    match (kind, outcome) {
        (AppealKind::Appeal, Upheld) => ActionText::AppealUpheld,
        (AppealKind::Appeal, Overturned) => ActionText::AppealOverturned,
        (AppealKind::Appeal, Dismissed) => ActionText::AppealDismissed,
        (AppealKind::Appeal, Withdrawn) => ActionText::AppealWithdrawn,
        (AppealKind::Grievance, Upheld | Overturned) => ActionText::GrievanceAnswered,
        (AppealKind::Grievance, Dismissed) => ActionText::GrievanceDismissed,
        (AppealKind::Grievance, Withdrawn) => ActionText::GrievanceWithdrawn,
    }
}

fn said(
    place: &str,
    facts: &Facts<'_>,
    (words, reference): (&ActionWords<'_>, &Reference),
) -> String {
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| wording::day(day, words));
    let size =
        |grant: Option<Grant>| grant.map_or_else(String::new, |grant| wording::size(grant, words));
    let against = facts.against;
    let (granted, holds_from) = match against.map(|against| against.holds) {
        Some(Holds::Granted(grant, from_on) | Holds::Ends(grant, from_on)) => {
            (Some(grant), Some(from_on))
        }
        Some(Holds::Nothing(since)) => (None, Some(since)),
        Some(Holds::Undecided) | None => (None, None),
    };
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
        "filed_on" => day(Some(day_of(facts.appeal.filed_at))),
        "filer" => filer(facts.appeal, words),
        "decided_on" => day(Some(day_of(facts.end.at))),
        "answer" => facts.end.answer.clone().unwrap_or_default(),
        "told_on" => day(against.map(|against| against.told_on)),
        "told" => {
            let heading = |of: Against| words.subject(heading(of.kind)).to_owned();
            against.map(heading).unwrap_or_default()
        }
        "kept" => size(against.and_then(|against| against.kept)),
        "granted" => size(granted),
        "holds_from" => day(holds_from),
        "appeal_by" => day(against.and_then(|against| against.again_by)),
        "hearing_by" => day(facts.end.hearing_by),
        "hearing_days" => wording::days(facts.appeal.hearing_days, words),
        _ => String::new(),
    }
}

fn filer(appeal: &Appeal, words: &ActionWords<'_>) -> String {
    let part = match appeal.filed_by {
        AppealBy::Member => ActionText::FilerMember,
        AppealBy::Representative => ActionText::FilerRepresentative,
        AppealBy::Provider => ActionText::FilerProvider,
    };
    let name = appeal.representative.as_deref().unwrap_or_default();
    words.body(part).replace("{representative}", name)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
