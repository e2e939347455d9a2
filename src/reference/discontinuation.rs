//! Why a service ended.
//!
//! The list is that of the monthly ECM file, recalled and not confirmed but for the use of some of
//! its codes (domain notes, section 3.4); it serves for Community Supports as well, for which no
//! list was found.

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("discontinuation_reasons.csv");

closed_set! {
    /// Why a service ended.
    DiscontinuationReason: "discontinuation reason" {
        /// What was planned is reached (S1 Q44).
        GoalsMet = "GOALS_MET",
        /// A lower level of care is enough (S1 Q44).
        LowerLevel = "LOWER_LEVEL",
        /// The member no longer wishes it, or does not respond (S1 Q44).
        Unresponsive = "UNRESPONSIVE",
        /// The provider could not connect after several attempts (S1 Q44).
        CouldNotConnect = "COULD_NOT_CONNECT",
        /// The member is in custody.
        Incarcerated = "INCARCERATED",
        /// The member declined to take part.
        Declined = "DECLINED",
        /// The member takes part in a programme that excludes this one.
        Duplicative = "DUPLICATIVE",
        /// The member lost Medi-Cal.
        LostCoverage = "LOST_COVERAGE",
        /// The member is in another plan.
        SwitchedPlan = "SWITCHED_PLAN",
        /// The member lives in another county.
        MovedCounty = "MOVED_COUNTY",
        /// The member lives in another country.
        MovedCountry = "MOVED_COUNTRY",
        /// It is not safe to go on.
        Unsafe = "UNSAFE",
        /// The plan did not authorize it again.
        NotReauthorized = "NOT_REAUTHORIZED",
        /// The member died.
        Deceased = "DECEASED",
        /// None of the above; needs words.
        Other = "OTHER",
    }
}

/// What is known about a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscontinuationFact {
    /// Our code.
    pub reason: DiscontinuationReason,
    /// For people.
    pub name: String,
    /// The number in the monthly ECM file.
    pub ecm_code: u8,
    /// Whether the service broke off, so that the member is moved to something else (S3: support
    /// the member's transition).
    pub is_discontinued: bool,
    /// When the reason may be reported.
    pub effective: Effective,
    /// Whether the exact value was read in a text of the Department.
    pub is_confirmed: bool,
    /// Source key of `data/README.md`.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    code: DiscontinuationReason,
    name: String,
    ecm_code: u8,
    #[serde(deserialize_with = "yes_no")]
    is_discontinued: bool,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All facts, in the order of [`DiscontinuationReason::ALL`].
pub(super) fn load() -> Result<Vec<DiscontinuationFact>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let codes = rows.iter().map(|row| row.code);
    let is_complete = codes.eq(DiscontinuationReason::ALL.iter().copied());
    TABLE.check(is_complete, &rows.len(), "not every reason once, in order")?;
    let is_numbered = rows
        .iter()
        .zip(1..)
        .all(|(row, number)| row.ecm_code == number);
    TABLE.check(is_numbered, &"ecm_code", "not numbered from 1")?;
    Ok(rows
        .into_iter()
        .map(|row| DiscontinuationFact {
            reason: row.code,
            name: row.name,
            ecm_code: row.ecm_code,
            is_discontinued: row.is_discontinued,
            effective: Effective {
                from: row.from,
                until: row.until,
            },
            is_confirmed: row.confirmed,
            source: row.source,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_reached_and_death_need_no_transition() {
        use DiscontinuationReason::{Deceased, GoalsMet};
        let facts = load().unwrap();
        let over: Vec<_> = facts
            .iter()
            .filter(|fact| !fact.is_discontinued)
            .map(|fact| fact.reason)
            .collect();
        assert_eq!(over, [GoalsMet, Deceased]);
    }
}
