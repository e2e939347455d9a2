//! The services a member can be referred to: Enhanced Care Management and the Community Supports.

use chrono::NaiveDate;
use serde::Deserialize;

use super::billing::{self, BillingCode};
use super::effective::Effective;
use super::table::{LoadError, Table, filled, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("services.csv");

closed_set! {
    /// The programme a service belongs to.
    Program: "program" {
        /// Enhanced Care Management, a benefit of every Medi-Cal managed care plan.
        Ecm = "ECM",
        /// In Lieu of Services, called Community Supports since 2022.
        Ilos = "ILOS",
    }
}

closed_set! {
    /// A service that a member can be referred to.
    ServiceCode: "service code" {
        /// Enhanced Care Management.
        Ecm = "ECM",
        /// Housing Transition Navigation Services.
        HousingNavigation = "HOUSING_NAVIGATION",
        /// Housing Deposits.
        HousingDeposits = "HOUSING_DEPOSITS",
        /// Housing Tenancy and Sustaining Services.
        HousingTenancy = "HOUSING_TENANCY",
        /// Short-Term Post-Hospitalization Housing.
        ShortTermHousing = "SHORT_TERM_HOUSING",
        /// Recuperative Care, or medical respite.
        RecuperativeCare = "RECUPERATIVE_CARE",
        /// Respite for unpaid caregivers.
        Respite = "RESPITE",
        /// Day Habilitation Programs.
        DayHabilitation = "DAY_HABILITATION",
        /// Assisted Living Facility Transitions.
        AssistedLivingTransition = "ASSISTED_LIVING_TRANSITION",
        /// Community or Home Transition Services.
        CommunityTransition = "COMMUNITY_TRANSITION",
        /// Personal Care and Homemaker Services.
        PersonalCare = "PERSONAL_CARE",
        /// Environmental Accessibility Adaptations.
        HomeModifications = "HOME_MODIFICATIONS",
        /// Medically tailored meals and medically supportive food.
        Meals = "MEALS",
        /// Sobering Centers.
        SoberingCenter = "SOBERING_CENTER",
        /// Asthma Remediation.
        AsthmaRemediation = "ASTHMA_REMEDIATION",
        /// Transitional Rent, since 1 July 2025.
        TransitionalRent = "TRANSITIONAL_RENT",
    }
}

closed_set! {
    /// How plans usually authorize a service. Each plan decides for itself.
    UsualAuthorization: "usual authorization" {
        /// Before the service.
        Prior = "PRIOR",
        /// After the service, which cannot wait.
        Retrospective = "RETROSPECTIVE",
        /// Not at all.
        None = "NONE",
    }
}

/// What is known about a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Our code.
    pub code: ServiceCode,
    /// The programme it belongs to.
    pub program: Program,
    /// Position in the state's list of Community Supports, from 1; `None` for ECM.
    pub number: Option<u8>,
    /// Name today.
    pub name: String,
    /// Name in the documents of 2021, where it was another.
    pub name_2021: Option<String>,
    /// What it is, in a sentence or two.
    pub description: String,
    /// How it is counted, in words; the exact unit belongs to each billing code.
    pub units: String,
    /// Published limits, in words. Plans configure the limits that the program applies.
    pub limits: Option<String>,
    /// Whether the provider owes the member a first outreach within 24 hours of assignment.
    ///
    /// Community Supports do. ECM works a monthly list instead, and sobering centers serve at
    /// once.
    pub has_outreach_duty: bool,
    /// Whether the state's closed-loop referral rules apply. Sobering centers are exempt.
    pub is_closed_loop_tracked: bool,
    /// How plans usually authorize it.
    pub usual_authorization: UsualAuthorization,
    /// Whether it counts towards the limit of 6 months of room and board in any 12 months that
    /// short-term housing, recuperative care and transitional rent share.
    pub is_room_and_board: bool,
    /// When plans may offer it.
    pub available: Effective,
    /// From when every plan has to offer it; `None` while it is the plan's choice.
    pub mandatory_from: Option<NaiveDate>,
    /// Source keys of `data/README.md`.
    pub source: String,
    /// Every code that ever reported it; see [`Service::billing_codes_on`].
    pub billing_codes: Vec<BillingCode>,
}

impl Service {
    /// Whether plans may offer the service on `date`.
    #[must_use]
    pub fn is_available_on(&self, date: NaiveDate) -> bool {
        self.available.covers(date)
    }

    /// Whether every plan has to offer the service on `date`.
    #[must_use]
    pub fn is_mandatory_on(&self, date: NaiveDate) -> bool {
        self.is_available_on(date) && self.mandatory_from.is_some_and(|from| from <= date)
    }

    /// The codes that report the service when it is given on `date`.
    pub fn billing_codes_on(&self, date: NaiveDate) -> impl Iterator<Item = &BillingCode> {
        self.billing_codes
            .iter()
            .filter(move |code| code.effective.covers(date))
    }
}

#[derive(Deserialize)]
struct Row {
    code: ServiceCode,
    program: Program,
    number: Option<u8>,
    name: String,
    name_2021: String,
    description: String,
    units: String,
    limits: String,
    #[serde(deserialize_with = "yes_no")]
    has_outreach_duty: bool,
    #[serde(deserialize_with = "yes_no")]
    closed_loop_tracked: bool,
    authorization: UsualAuthorization,
    #[serde(deserialize_with = "yes_no")]
    room_and_board: bool,
    available_from: NaiveDate,
    available_until: Option<NaiveDate>,
    mandatory_from: Option<NaiveDate>,
    source: String,
}

/// All services with their codes, in the order of [`ServiceCode::ALL`].
pub(super) fn load() -> Result<Vec<Service>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let is_complete = rows
        .iter()
        .map(|row| row.code)
        .eq(ServiceCode::ALL.iter().copied());
    TABLE.check(is_complete, &rows.len(), "not every service once, in order")?;
    let mut services: Vec<Service> = rows.into_iter().map(Service::from).collect();
    for code in billing::load()? {
        let service = &mut services[code.service as usize];
        let is_offered = service.available.from <= code.effective.from;
        billing::TABLE.check(is_offered, &code.procedure, "begins before its service")?;
        service.billing_codes.push(code);
    }
    for service in &services {
        let has_codes = !service.billing_codes.is_empty();
        billing::TABLE.check(has_codes, &service.code, "a service without a code")?;
    }
    Ok(services)
}

impl From<Row> for Service {
    fn from(row: Row) -> Self {
        Self {
            code: row.code,
            program: row.program,
            number: row.number,
            name: row.name,
            name_2021: filled(row.name_2021),
            description: row.description,
            units: row.units,
            limits: filled(row.limits),
            has_outreach_duty: row.has_outreach_duty,
            is_closed_loop_tracked: row.closed_loop_tracked,
            usual_authorization: row.authorization,
            is_room_and_board: row.room_and_board,
            available: Effective {
                from: row.available_from,
                until: row.available_until,
            },
            mandatory_from: row.mandatory_from,
            source: row.source,
            billing_codes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
