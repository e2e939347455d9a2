//! Populations of focus: whom Enhanced Care Management is for.

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("populations_of_focus.csv");

closed_set! {
    /// One of the nine populations of focus of today. The 2021 documents count seven.
    PopulationOfFocus: "population of focus" {
        /// Individuals and families experiencing homelessness.
        ExperiencingHomelessness = "EXPERIENCING_HOMELESSNESS",
        /// At risk for avoidable hospital or emergency department use.
        AvoidableHospitalOrEdUse = "AVOIDABLE_HOSPITAL_OR_ED_USE",
        /// Serious mental illness or substance use disorder.
        SmiOrSud = "SMI_OR_SUD",
        /// Leaving jail, prison or a youth facility.
        TransitioningFromIncarceration = "TRANSITIONING_FROM_INCARCERATION",
        /// Adults in the community at risk of long-term care in an institution.
        AtRiskOfInstitutionalization = "AT_RISK_OF_INSTITUTIONALIZATION",
        /// Adult nursing facility residents moving to the community.
        NursingFacilityToCommunity = "NURSING_FACILITY_TO_COMMUNITY",
        /// Children in California Children's Services with needs beyond its condition.
        CcsWithAdditionalNeeds = "CCS_WITH_ADDITIONAL_NEEDS",
        /// Children and youth involved in child welfare.
        ChildWelfare = "CHILD_WELFARE",
        /// Pregnant and postpartum people affected by racial and ethnic disparities.
        BirthEquity = "BIRTH_EQUITY",
    }
}

/// What is known about a population of focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationFact {
    /// The population.
    pub population: PopulationOfFocus,
    /// For people.
    pub name: String,
    /// Whether members of 21 and over can belong to it.
    pub includes_adults: bool,
    /// Whether members under 21 can belong to it.
    pub includes_children: bool,
    /// Its number among the seven of 2021; the seventh held all children and youth.
    pub number_2021: Option<u8>,
    /// First day in any county, as planned in 2021; some counties began later.
    pub go_live: NaiveDate,
    /// Whether a text with that day was read.
    pub is_go_live_confirmed: bool,
    /// Source key of `data/README.md`.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    code: PopulationOfFocus,
    name: String,
    #[serde(deserialize_with = "yes_no")]
    includes_adults: bool,
    #[serde(deserialize_with = "yes_no")]
    includes_children: bool,
    number_2021: Option<u8>,
    go_live: NaiveDate,
    #[serde(deserialize_with = "yes_no")]
    go_live_confirmed: bool,
    source: String,
}

/// All facts, in the order of [`PopulationOfFocus::ALL`].
pub(super) fn load() -> Result<Vec<PopulationFact>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let is_complete = rows
        .iter()
        .map(|row| row.code)
        .eq(PopulationOfFocus::ALL.iter().copied());
    TABLE.check(
        is_complete,
        &rows.len(),
        "not every population once, in order",
    )?;
    Ok(rows
        .into_iter()
        .map(|row| PopulationFact {
            population: row.code,
            name: row.name,
            includes_adults: row.includes_adults,
            includes_children: row.includes_children,
            number_2021: row.number_2021,
            go_live: row.go_live,
            is_go_live_confirmed: row.go_live_confirmed,
            source: row.source,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_today_and_seven_in_2021() {
        let facts = load().unwrap();
        assert_eq!(facts.len(), 9);
        let mut numbers: Vec<u8> = facts.iter().filter_map(|fact| fact.number_2021).collect();
        numbers.dedup();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    }

    /// The quarterly report has eight columns for each age group; homelessness fills two of them.
    #[test]
    fn each_age_group_has_the_eight_columns_of_the_report() {
        let facts = load().unwrap();
        assert_eq!(
            facts.iter().filter(|fact| fact.includes_adults).count() + 1,
            8
        );
        assert_eq!(
            facts.iter().filter(|fact| fact.includes_children).count() + 1,
            8
        );
    }
}
