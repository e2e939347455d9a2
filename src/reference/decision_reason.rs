//! Why a request for authorization was decided as it was.
//!
//! No public list of such reasons was found; the codes and their wording are ours. They name the
//! reason for the member, who reads it in the notice of action, and for whoever compares decisions.

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::language::LanguageCode;
use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("decision_reasons.csv");

closed_set! {
    /// The decisions that need a reason. To approve what was asked for needs none.
    ReasonedDecision: "decision" {
        /// Approved, but less than or other than was asked for.
        ApprovedAsModified = "APPROVED_AS_MODIFIED",
        /// Refused.
        Denied = "DENIED",
        /// An authorization made smaller.
        Reduced = "REDUCED",
        /// An authorization ended before its last day.
        Terminated = "TERMINATED",
        /// A request taken back by whoever made it.
        Withdrawn = "WITHDRAWN",
        /// A request or authorization that should never have been.
        Void = "VOID",
        /// Not decided in time, or more time taken.
        Delayed = "DELAYED",
    }
}

closed_set! {
    /// Why a request was decided as it was.
    DecisionReason: "decision reason" {
        /// The eligibility criteria of the service are not met.
        CriteriaNotMet = "CRITERIA_NOT_MET",
        /// What was needed to decide did not come.
        MissingInformation = "MISSING_INFORMATION",
        /// The need supports less than was asked for.
        LessNeeded = "LESS_NEEDED",
        /// A limit of the service is reached.
        LimitReached = "LIMIT_REACHED",
        /// Something else that covers the need comes first.
        OtherCoverageFirst = "OTHER_COVERAGE_FIRST",
        /// The member has a service that does the same.
        DuplicatesService = "DUPLICATES_SERVICE",
        /// Another service fits better.
        OtherServiceFits = "OTHER_SERVICE_FITS",
        /// The plan does not offer the service there.
        NotOffered = "NOT_OFFERED",
        /// The person was not enrolled on those days.
        NotEnrolled = "NOT_ENROLLED",
        /// The member is in a programme that excludes the service.
        ExcludedByProgram = "EXCLUDED_BY_PROGRAM",
        /// The provider has no contract for the service.
        ProviderNotContracted = "PROVIDER_NOT_CONTRACTED",
        /// A retrospective request came too late.
        AskedTooLate = "ASKED_TOO_LATE",
        /// What was planned is reached.
        GoalsMet = "GOALS_MET",
        /// The need is over, or smaller.
        NoLongerNeeded = "NO_LONGER_NEEDED",
        /// The member does not want the service.
        MemberDeclined = "MEMBER_DECLINED",
        /// The member could not be reached.
        UnableToReach = "UNABLE_TO_REACH",
        /// The member died.
        MemberDied = "MEMBER_DIED",
        /// The request was a mistake.
        AskedInError = "ASKED_IN_ERROR",
        /// The same was asked for twice.
        DuplicateRequest = "DUPLICATE_REQUEST",
        /// Another request or authorization replaces it.
        Replaced = "REPLACED",
        /// The plan takes more time.
        TimeExtended = "TIME_EXTENDED",
        /// The plan let its time pass.
        TimeLapsed = "TIME_LAPSED",
        /// None of the above; needs words.
        Other = "OTHER",
    }
}

/// What is known about a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionReasonFact {
    /// Our code.
    pub reason: DecisionReason,
    /// The decisions that it can be given for.
    pub kinds: Vec<ReasonedDecision>,
    /// What the member reads, in English.
    pub wording: String,
    /// What the member reads, in our own Spanish translation.
    pub wording_es: String,
    /// Whether it says nothing without words of the reviewer.
    pub needs_text: bool,
    /// When the reason may be given.
    pub effective: Effective,
    /// Whether the code was read in a public text.
    pub is_confirmed: bool,
    /// Source key of `data/README.md`.
    pub source: String,
}

impl DecisionReasonFact {
    /// Whether a decision of that kind may give the reason on `date`.
    #[must_use]
    pub fn fits(&self, decision: ReasonedDecision, date: NaiveDate) -> bool {
        self.effective.covers(date) && self.kinds.contains(&decision)
    }

    /// What the member reads: in Spanish, or in English in any other language.
    #[must_use]
    pub fn wording_in(&self, language: LanguageCode) -> &str {
        match language.as_str() {
            "es" => &self.wording_es,
            _ => &self.wording,
        }
    }
}

#[derive(Deserialize)]
struct Row {
    code: DecisionReason,
    kinds: String,
    wording: String,
    wording_es: String,
    #[serde(deserialize_with = "yes_no")]
    needs_text: bool,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All facts, in the order of [`DecisionReason::ALL`].
pub(super) fn load() -> Result<Vec<DecisionReasonFact>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let codes = rows.iter().map(|row| row.code);
    let is_complete = codes.eq(DecisionReason::ALL.iter().copied());
    TABLE.check(is_complete, &rows.len(), "not every reason once, in order")?;
    rows.into_iter()
        .map(|row| {
            let kinds = TABLE.codes(&row.code, ("kinds", &row.kinds))?;
            Ok(DecisionReasonFact {
                reason: row.code,
                kinds,
                wording: row.wording,
                wording_es: row.wording_es,
                needs_text: row.needs_text,
                effective: Effective {
                    from: row.from,
                    until: row.until,
                },
                is_confirmed: row.confirmed,
                source: row.source,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(decision: ReasonedDecision) -> Vec<DecisionReason> {
        let today = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let facts = load().unwrap();
        let fitting = facts.iter().filter(|fact| fact.fits(decision, today));
        fitting.map(|fact| fact.reason).collect()
    }

    #[test]
    fn every_decision_has_its_reasons_and_room_for_another() {
        for &decision in ReasonedDecision::ALL {
            let reasons = fitting(decision);
            assert!(reasons.len() > 2, "{decision}: {reasons:?}");
            assert_eq!(reasons.last(), Some(&DecisionReason::Other), "{decision}");
        }
    }

    #[test]
    fn a_reason_belongs_to_its_decisions_only() {
        use DecisionReason::{MissingInformation, Other, TimeExtended, TimeLapsed};
        let delayed = fitting(ReasonedDecision::Delayed);
        assert_eq!(
            delayed,
            [MissingInformation, TimeExtended, TimeLapsed, Other]
        );
        let eve = NaiveDate::from_ymd_opt(2021, 12, 31).unwrap();
        for fact in load().unwrap() {
            for &decision in ReasonedDecision::ALL {
                assert!(!fact.fits(decision, eve), "{}", fact.reason);
            }
        }
    }

    #[test]
    fn the_member_reads_a_sentence_in_either_language() {
        let facts = load().unwrap();
        let language = |code: &str| -> LanguageCode { code.parse().unwrap() };
        for fact in &facts {
            let (english, spanish) = (
                fact.wording_in(language("en")),
                fact.wording_in(language("es")),
            );
            assert!(english.ends_with('.') && spanish.ends_with('.'));
            assert_ne!(english, spanish);
            assert_eq!(fact.wording_in(language("vi")), english);
        }
    }
}
