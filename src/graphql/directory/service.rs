use async_graphql::{Context, Object, SimpleObject};

use super::codes::{BillingUnit, Program, ServiceCode, UsualAuthorization};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt};
use crate::reference;

/// A service that a member can be referred to.
pub struct Service(pub &'static reference::Service);

/// A service that a member can be referred to.
#[Object]
impl Service {
    /// Its code: the same here, in the database and in the data files.
    async fn code(&self) -> ServiceCode {
        self.0.code.into()
    }

    /// The programme it belongs to.
    async fn program(&self) -> Program {
        self.0.program.into()
    }

    /// Position in the state's list of Community Supports, from 1; null for ECM.
    async fn number(&self) -> Option<u8> {
        self.0.number
    }

    /// Name today.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name in the documents of 2021, where it was another.
    async fn name_2021(&self) -> Option<&str> {
        self.0.name_2021.as_deref()
    }

    /// What it is, in a sentence or two.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// How it is counted, in words; each billing code has the exact unit.
    async fn units(&self) -> &str {
        &self.0.units
    }

    /// Published limits, in words; null where none were found. Each plan sets its own.
    async fn limits(&self) -> Option<&str> {
        self.0.limits.as_deref()
    }

    /// Whether the provider owes a first outreach within 24 hours of assignment. Community
    /// Supports do; ECM works a monthly list, and sobering centers serve at once.
    async fn has_outreach_duty(&self) -> bool {
        self.0.has_outreach_duty
    }

    /// Whether the state's closed-loop referral rules apply. Sobering centers are exempt.
    async fn is_closed_loop_tracked(&self) -> bool {
        self.0.is_closed_loop_tracked
    }

    /// How plans usually authorize it.
    async fn usual_authorization(&self) -> UsualAuthorization {
        self.0.usual_authorization.into()
    }

    /// First day on which plans may offer it.
    async fn available_from(&self) -> Date {
        Date(self.0.available.from)
    }

    /// Last day on which plans may offer it; null while no end is known.
    async fn available_until(&self) -> Option<Date> {
        self.0.available.until.map(Date)
    }

    /// First day on which every plan has to offer it; null while it is the plan's choice.
    async fn mandatory_from(&self) -> Option<Date> {
        self.0.mandatory_from.map(Date)
    }

    /// The codes that report the service when it is given on a day.
    #[graphql(complexity = "6 * child_complexity")]
    async fn billing_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Day of service; today in California unless given.")] on: Option<Date>,
    ) -> Result<Vec<BillingCode>, ApiError> {
        let day = match on {
            Some(Date(day)) => day,
            None => ctx.op()?.today(),
        };
        Ok(self
            .0
            .billing_codes_on(day)
            .map(BillingCode::from)
            .collect())
    }
}

/// A procedure code that reports a service. Code and modifiers have a meaning only together: the
/// same code with another modifier is another service.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub struct BillingCode {
    /// HCPCS code: a letter and four digits, such as `S5165`.
    hcpcs: &'static str,
    /// Its modifiers, in no particular order; `GQ`, for telehealth, comes last.
    modifiers: Vec<&'static str>,
    /// What a unit counts; null where no source says it.
    unit: Option<BillingUnit>,
    /// Whether an amount of money is reported beside the units.
    reports_amount: bool,
    /// What it reports, for people.
    description: &'static str,
    /// First day of service for which it may be used.
    effective_from: Date,
    /// Last day of service for which it may be used; null while no end is known.
    effective_until: Option<Date>,
    /// Whether code and modifiers were read in a public text.
    is_code_confirmed: bool,
    /// Whether the unit was read in a public text.
    is_unit_confirmed: bool,
}

impl From<&'static reference::BillingCode> for BillingCode {
    fn from(code: &'static reference::BillingCode) -> Self {
        Self {
            hcpcs: code.procedure.hcpcs(),
            modifiers: code.procedure.modifiers().collect(),
            unit: code.unit.map(Into::into),
            reports_amount: code.reports_amount,
            description: &code.description,
            effective_from: Date(code.effective.from),
            effective_until: code.effective.until.map(Date),
            is_code_confirmed: code.is_code_confirmed,
            is_unit_confirmed: code.is_unit_confirmed,
        }
    }
}
