//! Billing codes: which procedure codes report which service, from when, in which unit.

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::procedure::ProcedureCode;
use super::service::ServiceCode;
use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

mod check;

pub use check::{AskedBilling, BillingProblem};

pub(super) const TABLE: Table = table!("billing_codes.csv");

closed_set! {
    /// What one unit of a billing code counts.
    BillingUnit: "billing unit" {
        /// A day.
        PerDiem = "PER_DIEM",
        /// Fifteen minutes.
        QuarterHour = "QUARTER_HOUR",
        /// A month.
        PerMonth = "PER_MONTH",
        /// A whole service, however long it takes.
        PerService = "PER_SERVICE",
        /// A meal.
        PerMeal = "PER_MEAL",
        /// A visit.
        PerVisit = "PER_VISIT",
        /// An attempt to reach the member, whether or not it succeeds.
        PerAttempt = "PER_ATTEMPT",
        /// A payment made once.
        OneTime = "ONE_TIME",
    }
}

/// A procedure code that reports a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingCode {
    /// The service that it reports. Outreach codes report several services, one row each.
    pub service: ServiceCode,
    /// Code and modifiers; only both together have a meaning.
    pub procedure: ProcedureCode,
    /// What a unit counts; `None` where no source says it.
    pub unit: Option<BillingUnit>,
    /// Whether the amount of money is reported beside the units.
    pub reports_amount: bool,
    /// For people.
    pub description: String,
    /// Dates of service for which the code may be used.
    pub effective: Effective,
    /// Whether code and modifiers were read in a public text.
    pub is_code_confirmed: bool,
    /// Whether the unit was.
    pub is_unit_confirmed: bool,
    /// Source keys of `data/README.md`.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    service: ServiceCode,
    hcpcs: String,
    modifiers: String,
    unit: Option<BillingUnit>,
    #[serde(deserialize_with = "yes_no")]
    amount_reported: bool,
    description: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    code_confirmed: bool,
    #[serde(deserialize_with = "yes_no")]
    unit_confirmed: bool,
    source: String,
}

/// All codes, in file order.
pub(super) fn load() -> Result<Vec<BillingCode>, LoadError> {
    let mut codes: Vec<BillingCode> = Vec::new();
    for row in TABLE.rows::<Row>()? {
        let key = format!("{} {} {}", row.service, row.hcpcs, row.modifiers);
        // Every code of this list has modifiers: without them it would mean something else.
        let procedure = format!("{} {}", row.hcpcs, row.modifiers)
            .parse::<ProcedureCode>()
            .map_err(|_| TABLE.inconsistent(&key, "not a procedure code with modifiers"))?;
        let effective = Effective {
            from: row.from,
            until: row.until,
        };
        let is_unique = codes.iter().all(|code| {
            code.service != row.service
                || code.procedure != procedure
                || !code.effective.overlaps(&effective)
        });
        TABLE.check(is_unique, &key, "twice on the same day")?;
        codes.push(BillingCode {
            service: row.service,
            procedure,
            unit: row.unit,
            reports_amount: row.amount_reported,
            description: row.description,
            effective,
            is_code_confirmed: row.code_confirmed,
            is_unit_confirmed: row.unit_confirmed,
            source: row.source,
        });
    }
    Ok(codes)
}
