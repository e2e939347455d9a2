//! Whether a request names a code, unit and amount that report its service on that day.

use chrono::NaiveDate;

use super::{BillingCode, BillingUnit};
use crate::reference::{ProcedureCode, Reference, ServiceCode};

/// What a request or an invoice line asks to be paid by.
#[derive(Clone, Copy, Debug)]
pub struct AskedBilling<'a> {
    /// The service that it is for.
    pub service: ServiceCode,
    /// The code with its modifiers.
    pub procedure: &'a ProcedureCode,
    /// What its units count; `None` leaves it to the code.
    pub unit: Option<BillingUnit>,
    /// Whether it states an amount of money.
    pub has_amount: bool,
    /// The day of service.
    pub on: NaiveDate,
}

/// Why a code, unit or amount does not report the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillingProblem {
    /// The code has no modifiers, without which it means nothing.
    #[error("name the code with its modifiers: {}", listed(.forms))]
    ModifiersMissing {
        /// The forms of that code which report the service on that day; none when it reports
        /// other services only.
        forms: Vec<ProcedureCode>,
    },
    /// With these modifiers the code means other services.
    #[error("with these modifiers the code is for {}; for this service use {}", listed(.services), listed(.forms))]
    OtherService {
        /// What it reports.
        services: Vec<ServiceCode>,
        /// The codes that report the service asked for: forms of the same code where there are
        /// any.
        forms: Vec<ProcedureCode>,
    },
    /// The code reports nothing on that day.
    #[error("no such code on that day; for this service use {}", listed(.forms))]
    NotInForce {
        /// The codes that report the service asked for: forms of the same code where there are
        /// any.
        forms: Vec<ProcedureCode>,
    },
    /// The units of the code count something else.
    #[error("the units of this code are {unit}")]
    OtherUnit {
        /// What they count.
        unit: BillingUnit,
        /// Whether a text with that unit was read.
        is_confirmed: bool,
    },
    /// The code reports an amount of money, and none is stated.
    #[error("state the amount: this code reports it beside its units")]
    AmountMissing,
    /// The code reports units only.
    #[error("leave the amount out: this code reports units only")]
    AmountNotReported,
}

impl BillingProblem {
    /// Whether it refuses. A unit that no text confirms only warns.
    #[must_use]
    pub fn is_ground_to_refuse(&self) -> bool {
        match self {
            Self::OtherUnit { is_confirmed, .. } => *is_confirmed,
            Self::ModifiersMissing { .. }
            | Self::OtherService { .. }
            | Self::NotInForce { .. }
            | Self::AmountMissing
            | Self::AmountNotReported => true,
        }
    }
}

impl Reference {
    /// The row of the code that reports the service, or the first thing that is wrong.
    ///
    /// A code without its modifiers is refused with the forms that exist: `S5165 U5` and
    /// `S5165 U6` are different services.
    pub fn check_billing(&self, asked: &AskedBilling<'_>) -> Result<&BillingCode, BillingProblem> {
        let code = self.reporting_code(asked)?;
        if let (Some(asked_unit), Some(unit)) = (asked.unit, code.unit)
            && asked_unit != unit
        {
            return Err(BillingProblem::OtherUnit {
                unit,
                is_confirmed: code.is_unit_confirmed,
            });
        }
        match (code.reports_amount, asked.has_amount) {
            (true, false) => Err(BillingProblem::AmountMissing),
            (false, true) => Err(BillingProblem::AmountNotReported),
            (true, true) | (false, false) => Ok(code),
        }
    }

    fn reporting_code(&self, asked: &AskedBilling<'_>) -> Result<&BillingCode, BillingProblem> {
        let AskedBilling {
            service, procedure, ..
        } = *asked;
        let found = self.billing_codes_for(procedure, asked.on);
        if let Some(code) = found.iter().find(|code| code.service == service) {
            return Ok(code);
        }
        let forms = self.forms(service, asked.on);
        let (same, other): (Vec<_>, Vec<_>) = forms
            .into_iter()
            .partition(|form| form.hcpcs() == procedure.hcpcs());
        if procedure.in_person().modifiers().next().is_none() && !same.is_empty() {
            return Err(BillingProblem::ModifiersMissing { forms: same });
        }
        let forms = if same.is_empty() { other } else { same };
        Err(if found.is_empty() {
            BillingProblem::NotInForce { forms }
        } else {
            let services = found.iter().map(|code| code.service).collect();
            BillingProblem::OtherService { services, forms }
        })
    }

    /// The codes that report the service on that day.
    fn forms(&self, service: ServiceCode, on: NaiveDate) -> Vec<ProcedureCode> {
        let codes = self.service(service).billing_codes_on(on);
        codes.map(|code| code.procedure.clone()).collect()
    }
}

fn listed(values: &[impl ToString]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    if texts.is_empty() {
        "none".to_owned()
    } else {
        texts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::BillingUnit::{OneTime, PerDiem, PerService, QuarterHour};
    use crate::reference::ServiceCode::{
        AsthmaRemediation, Ecm, HomeModifications, HousingDeposits, HousingNavigation, Meals,
        PersonalCare, Respite,
    };

    /// The row's service and code, or what is wrong and whether it refuses.
    fn check(
        service: ServiceCode,
        procedure: &str,
        unit: Option<BillingUnit>,
        has_amount: bool,
        on: &str,
    ) -> Result<String, (String, bool)> {
        let asked = AskedBilling {
            service,
            procedure: &procedure.parse().unwrap(),
            unit,
            has_amount,
            on: on.parse().unwrap(),
        };
        match Reference::embedded().check_billing(&asked) {
            Ok(code) => {
                assert_eq!(code.service, service);
                Ok(code.procedure.to_string())
            }
            Err(problem) => Err((problem.to_string(), problem.is_ground_to_refuse())),
        }
    }

    fn refused(text: &str) -> Result<String, (String, bool)> {
        Err((text.to_owned(), true))
    }

    #[test]
    fn a_code_needs_the_modifiers_that_make_it_this_service() {
        let on = "2026-07-01";
        let home = |procedure| check(HomeModifications, procedure, Some(PerService), true, on);
        assert_eq!(home("S5165 U6"), Ok("S5165 U6".to_owned()));
        assert_eq!(
            home("S5165"),
            refused("name the code with its modifiers: S5165 U6")
        );
        assert_eq!(
            home("S5165 U5"),
            refused(
                "with these modifiers the code is for ASTHMA_REMEDIATION; for this service use \
                 S5165 U6"
            )
        );
        let asthma = check(AsthmaRemediation, "S5165 U5", Some(PerService), true, on);
        assert_eq!(asthma, Ok("S5165 U5".to_owned()));
        assert_eq!(
            check(Meals, "S9977", None, false, on),
            refused(
                "name the code with its modifiers: S9977 U6, S9977 U4, S9977 U5, S9977 U7, \
                 S9977 U8, S9977 U9"
            )
        );
        assert_eq!(
            check(Respite, "S5165 GQ", None, false, on),
            refused("no such code on that day; for this service use H0045 U6, S5151 U6, S9125 U6")
        );
    }

    #[test]
    fn the_day_decides_which_codes_there_are() {
        let meals = |on| check(Meals, "S9977 U7", None, false, on);
        assert_eq!(meals("2026-01-01"), Ok("S9977 U7".to_owned()));
        assert_eq!(
            meals("2025-12-31"),
            refused("no such code on that day; for this service use S9977 U6")
        );
    }

    #[test]
    fn units_and_amounts_are_those_of_the_code() {
        let on = "2026-07-01";
        let care = |unit| check(PersonalCare, "T1019 U6", unit, false, on);
        assert_eq!(care(Some(QuarterHour)), Ok("T1019 U6".to_owned()));
        assert_eq!(care(None), Ok("T1019 U6".to_owned()));
        assert_eq!(
            care(Some(PerDiem)),
            refused("the units of this code are QUARTER_HOUR")
        );
        // No text confirms that respite is counted in days.
        assert_eq!(
            check(Respite, "S9125 U6", Some(QuarterHour), false, on),
            Err(("the units of this code are PER_DIEM".to_owned(), false))
        );
        assert_eq!(
            check(Ecm, "G9012 U2", Some(PerDiem), false, on),
            Ok("G9012 U2".to_owned())
        );
        assert_eq!(
            check(HousingDeposits, "H0044 U2", Some(OneTime), false, on),
            refused("state the amount: this code reports it beside its units")
        );
        assert_eq!(
            check(PersonalCare, "T1019 U6", None, true, on),
            refused("leave the amount out: this code reports units only")
        );
    }

    #[test]
    fn a_code_that_several_services_share_is_found_for_each() {
        let on = "2026-07-01";
        for service in [HousingNavigation, HousingDeposits] {
            let code = check(service, "T1016 U8", None, false, on);
            assert_eq!(code, Ok("T1016 U8".to_owned()));
        }
        let telehealth = check(PersonalCare, "T1019 U6 GQ", None, false, on);
        assert_eq!(telehealth, Ok("T1019 U6".to_owned()));
    }
}
