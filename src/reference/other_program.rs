//! Programmes that coordinate a member's care already, and what they exclude: who is in PACE gets
//! no second care manager from ECM (S1 Q6).

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::service::ServiceCode;
use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("other_programs.csv");

closed_set! {
    /// A programme that coordinates a member's care already.
    OtherProgram: "programme" {
        /// Program of All-Inclusive Care for the Elderly.
        Pace = "PACE",
        /// Fully Integrated Dual Eligible Special Needs Plan.
        FideSnp = "FIDE_SNP",
        /// Cal `MediConnect`.
        CalMediconnect = "CAL_MEDICONNECT",
        /// Dual Eligible Special Needs Plan.
        DSnp = "D_SNP",
        /// Hospice.
        Hospice = "HOSPICE",
        /// Home and community-based services waiver.
        HcbsWaiver = "HCBS_WAIVER",
        /// Multipurpose Senior Services Program.
        Mssp = "MSSP",
    }
}

/// What is known about such a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherProgramFact {
    /// Our code.
    pub program: OtherProgram,
    /// For people.
    pub name: String,
    /// The services that a member of it does not get.
    pub excludes: Vec<ServiceCode>,
    /// When it excludes them.
    pub effective: Effective,
    /// Whether a text with that exclusion was read; what is recalled only warns.
    pub is_confirmed: bool,
    /// Source key of `data/README.md`.
    pub source: String,
}

impl OtherProgramFact {
    /// Whether its members do not get this service on `date`.
    #[must_use]
    pub fn excludes_on(&self, service: ServiceCode, date: NaiveDate) -> bool {
        self.effective.covers(date) && self.excludes.contains(&service)
    }
}

#[derive(Deserialize)]
struct Row {
    code: OtherProgram,
    name: String,
    excludes: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All facts, in the order of [`OtherProgram::ALL`].
pub(super) fn load() -> Result<Vec<OtherProgramFact>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let is_complete = rows
        .iter()
        .map(|row| row.code)
        .eq(OtherProgram::ALL.iter().copied());
    TABLE.check(
        is_complete,
        &rows.len(),
        "not every programme once, in order",
    )?;
    rows.into_iter()
        .map(|row| {
            let excludes = TABLE.codes(&row.code, ("excludes", &row.excludes))?;
            Ok(OtherProgramFact {
                program: row.code,
                excludes,
                name: row.name,
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

    /// D-SNP members could get ECM until the end of 2023 (S1 Q7).
    #[test]
    fn an_exclusion_has_its_first_day() {
        let facts = load().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (program, on, is_excluded) in [
            (OtherProgram::Pace, "2022-01-01", true),
            (OtherProgram::DSnp, "2023-12-31", false),
            (OtherProgram::DSnp, "2024-01-01", true),
        ] {
            let fact = &facts[program as usize];
            assert_eq!(fact.excludes_on(ServiceCode::Ecm, day(on)), is_excluded);
            assert!(!fact.excludes_on(ServiceCode::Meals, day(on)));
        }
    }

    #[test]
    fn what_is_recalled_is_not_confirmed() {
        for fact in load().unwrap() {
            assert_eq!(fact.is_confirmed, fact.source != "R", "{}", fact.program);
        }
    }
}
