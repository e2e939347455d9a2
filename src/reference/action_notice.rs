//! What a notice of action, or the answer to what was filed, says, part by part and language by language.
//!
//! Our own texts and translations: the state has templates for such letters, which were not at hand.
//! That the California Department of Social Services holds the hearings, and how they are asked for, is
//! from its page (`cdss.ca.gov/hearing-requests`, read in November 2026). Under which terms a service
//! goes on until a hearing is decided is not confirmed, so the letter promises nothing of it.
//! A plan has them reviewed before it uses them. A language is added by its rows alone: dates, sizes
//! and the names of the months are among the parts. What is counted is written in two ways, of one and
//! of any other number; a language with more of them, such as Russian, needs more than its rows.

use serde::Deserialize;

use super::LanguageCode;
use super::table::{LoadError, Table, table};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("action_notices.csv");

/// The language in which every part is there.
const FALLBACK: &str = "en";

/// Months of a year.
const MONTHS: usize = 12;

closed_set! {
    /// A part of a letter to a member.
    ActionText: "part of a letter to a member" {
        /// That the plan does not pay.
        Denial = "DENIAL",
        /// That it pays for less, or something else.
        Modification = "MODIFICATION",
        /// That it has not decided in its time.
        Delay = "DELAY",
        /// That it pays for less than it had granted.
        Reduction = "REDUCTION",
        /// That it pays no longer.
        Termination = "TERMINATION",
        /// Of what is restricted: that there is something, and how to hear it.
        Restricted = "RESTRICTED",
        /// That what the member has goes on while an appeal is open.
        Continues = "CONTINUES",
        /// How to appeal, and what comes after it.
        Appeal = "APPEAL",
        /// That what was decided stands after an appeal.
        AppealUpheld = "APPEAL_UPHELD",
        /// That an appeal changes what was decided.
        AppealOverturned = "APPEAL_OVERTURNED",
        /// That an appeal is not decided, because nobody filed it who may.
        AppealDismissed = "APPEAL_DISMISSED",
        /// That an appeal was taken back.
        AppealWithdrawn = "APPEAL_WITHDRAWN",
        /// What is answered to a grievance.
        GrievanceAnswered = "GRIEVANCE_ANSWERED",
        /// That a grievance is not answered, because nobody filed it who may.
        GrievanceDismissed = "GRIEVANCE_DISMISSED",
        /// That a grievance was taken back.
        GrievanceWithdrawn = "GRIEVANCE_WITHDRAWN",
        /// Of what is restricted: that there is an answer, and how to hear it.
        AnswerRestricted = "ANSWER_RESTRICTED",
        /// Who filed: the member.
        FilerMember = "FILER_MEMBER",
        /// Who filed: somebody who speaks for the member.
        FilerRepresentative = "FILER_REPRESENTATIVE",
        /// Who filed: a provider.
        FilerProvider = "FILER_PROVIDER",
        /// What the member kept while the appeal was open.
        Kept = "KEPT",
        /// That the request still waits.
        HoldsUndecided = "HOLDS_UNDECIDED",
        /// That nothing is paid.
        HoldsNothing = "HOLDS_NOTHING",
        /// What is granted, and from which day.
        HoldsGranted = "HOLDS_GRANTED",
        /// What is granted, and from which day nothing is.
        HoldsEnds = "HOLDS_ENDS",
        /// How and until when to ask for a state hearing.
        Hearing = "HEARING",
        /// Whether the service goes on until then.
        Meanwhile = "MEANWHILE",
        /// That an appeal is still in time.
        Again = "AGAIN",
        /// What stands for the plan's phone where it is not known.
        PhoneUnknown = "PHONE_UNKNOWN",
        /// The names of the months, in order.
        Months = "MONTHS",
        /// How a day is written.
        Day = "DAY",
        /// How the days of a service are written.
        Span = "SPAN",
        /// How a single unit is written.
        OneUnit = "ONE_UNIT",
        /// How any other number of units is written.
        Units = "UNITS",
        /// A single day, as a length of time.
        OneDay = "ONE_DAY",
        /// Any other number of days.
        Days = "DAYS",
        /// A single hour.
        OneHour = "ONE_HOUR",
        /// Any other number of hours.
        Hours = "HOURS",
        /// How an amount of money is written.
        Amount = "AMOUNT",
    }
}

/// One part in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionPart {
    part: ActionText,
    language: LanguageCode,
    subject: String,
    body: String,
}

/// The parts in one language.
#[derive(Clone, Copy, Debug)]
pub struct ActionWords<'a> {
    parts: &'a [ActionPart],
    /// Which language.
    pub language: LanguageCode,
}

impl<'a> ActionWords<'a> {
    fn part(&self, part: ActionText) -> Option<&'a ActionPart> {
        self.parts
            .iter()
            .find(|one| one.part == part && one.language == self.language)
    }

    /// The heading of a part, where it has one.
    #[must_use]
    pub fn subject(&self, part: ActionText) -> &'a str {
        self.part(part).map_or("", |one| &one.subject)
    }

    /// What a part says; lines end with a line feed.
    #[must_use]
    pub fn body(&self, part: ActionText) -> &'a str {
        self.part(part).map_or("", |one| &one.body)
    }

    /// The name of a month, counted from zero.
    #[must_use]
    pub fn month(&self, month: u32) -> &'a str {
        let names = self.body(ActionText::Months).split(';');
        let nth = usize::try_from(month).unwrap_or(MONTHS);
        names.into_iter().nth(nth).unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Row {
    part: String,
    language: String,
    subject: String,
    body: String,
}

/// All parts: each is there in English, and in every language that one of them is in.
pub(super) fn load() -> Result<Vec<ActionPart>, LoadError> {
    let parts = TABLE
        .rows::<Row>()?
        .into_iter()
        .map(|row| {
            let problem = |problem| TABLE.inconsistent(&row.part, problem);
            Ok(ActionPart {
                part: row.part.parse().map_err(|_| problem("no such part"))?,
                language: LanguageCode::well_formed(&row.language)
                    .ok_or_else(|| problem("not an ISO 639 code"))?,
                subject: row.subject,
                body: row.body.replace("\\n", "\n"),
            })
        })
        .collect::<Result<Vec<_>, LoadError>>()?;
    let is_english = |one: &ActionPart| one.language.as_str() == FALLBACK;
    TABLE.check(
        parts.iter().any(is_english),
        &FALLBACK,
        "no text in English",
    )?;
    for one in &parts {
        let words = words_in(&parts, one.language);
        for part in ActionText::ALL {
            TABLE.check(words.part(*part).is_some(), part, "not in every language")?;
        }
        let names = words.body(ActionText::Months).split(';').count();
        TABLE.check(names == MONTHS, &one.language, "not twelve months")?;
    }
    Ok(parts)
}

/// The words of that language, or of English where there are none.
pub(super) fn words_in(parts: &[ActionPart], language: LanguageCode) -> ActionWords<'_> {
    let is_there = parts.iter().any(|one| one.language == language);
    let english = parts.iter().find(|one| one.language.as_str() == FALLBACK);
    let language = match english {
        Some(english) if !is_there => english.language,
        _ => language,
    };
    ActionWords { parts, language }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_restricted_names_neither_service_nor_reason() {
        let parts = load().unwrap();
        for part in parts.iter().filter(|one| {
            matches!(
                one.part,
                ActionText::Restricted | ActionText::AnswerRestricted
            )
        }) {
            for place in [
                "{service}",
                "{reason}",
                "{note}",
                "{asked}",
                "{granted}",
                "{answer}",
                "{filer}",
                "{told}",
                "{kept}",
            ] {
                assert!(!part.body.contains(place), "{place} {}", part.language);
            }
        }
        // The heading may be read by others.
        assert!(parts.iter().all(|one| !one.subject.contains('{')));
    }

    #[test]
    fn what_has_no_words_falls_back_to_english() {
        let parts = load().unwrap();
        for (wanted, found) in [("en", "en"), ("es", "es"), ("hmn", "en")] {
            let words = words_in(&parts, wanted.parse().unwrap());
            assert_eq!(words.language.as_str(), found);
        }
        let months = words_in(&parts, "es".parse().unwrap());
        assert_eq!((months.month(0), months.month(11)), ("enero", "diciembre"));
    }
}
