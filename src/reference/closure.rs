//! Why a referral loop was closed.
//!
//! Only "Services Received" was confirmed in a text of the Department of Health Care Services;
//! the other values are recalled. So each fact says whether it is confirmed, and this area only
//! informs: whether a closure is refused on such ground is a setting of the plan.

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::table::{LoadError, Table, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("closure_reasons.csv");

closed_set! {
    /// The reason for referral loop closure, as the state wants it reported.
    ClosureReason: "closure reason" {
        /// The service has begun; the statement of the provider is enough, no claim is needed.
        ServicesReceived = "SERVICES_RECEIVED",
        /// No provider took the referral.
        ProviderDeclined = "PROVIDER_DECLINED",
        /// The member could not be reached.
        UnableToReach = "UNABLE_TO_REACH",
        /// The member is no longer eligible for the service.
        NoLongerEligible = "NO_LONGER_ELIGIBLE",
        /// The member no longer needs the service or does not want it.
        NoLongerNeedsOrDeclines = "NO_LONGER_NEEDS_OR_DECLINES",
        /// None of the above; needs words.
        Other = "OTHER",
    }
}

closed_set! {
    /// Who closes a loop.
    ClosingParty: "closing party" {
        /// The assigned provider, in its report to the plan.
        Provider = "PROVIDER",
        /// The managed care plan that answers for the referral.
        Plan = "PLAN",
        /// Whoever referred the member, by withdrawing.
        Referrer = "REFERRER",
    }
}

/// What is known about a closure reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureReasonFact {
    /// Our code.
    pub reason: ClosureReason,
    /// For people.
    pub name: String,
    /// The value in the monthly file to the plan.
    pub dhcs_value: String,
    /// Who may give it. A provider's own refusal is no closure: the plan refers again, and only
    /// the plan may end the loop for want of a provider.
    pub used_by: Vec<ClosingParty>,
    /// When the value may be reported.
    pub effective: Effective,
    /// Whether the exact value was read in a text of the Department.
    pub is_confirmed: bool,
    /// Source key of `data/README.md`.
    pub source: String,
}

impl ClosureReasonFact {
    /// Whether `party` may close a loop for this reason on `date`.
    #[must_use]
    pub fn is_open_to(&self, party: ClosingParty, date: NaiveDate) -> bool {
        self.effective.covers(date) && self.used_by.contains(&party)
    }
}

#[derive(Deserialize)]
struct Row {
    code: ClosureReason,
    name: String,
    dhcs_value: String,
    used_by: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All facts, in the order of [`ClosureReason::ALL`].
pub(super) fn load() -> Result<Vec<ClosureReasonFact>, LoadError> {
    let rows: Vec<Row> = TABLE.rows()?;
    let is_complete = rows
        .iter()
        .map(|row| row.code)
        .eq(ClosureReason::ALL.iter().copied());
    TABLE.check(is_complete, &rows.len(), "not every reason once, in order")?;
    rows.into_iter()
        .map(|row| {
            let used_by = TABLE.codes(&row.code, ("used_by", &row.used_by))?;
            Ok(ClosureReasonFact {
                reason: row.code,
                name: row.name,
                dhcs_value: row.dhcs_value,
                used_by,
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

    #[test]
    fn only_services_received_is_confirmed() {
        let facts = load().unwrap();
        let confirmed: Vec<ClosureReason> = facts
            .iter()
            .filter(|fact| fact.is_confirmed)
            .map(|fact| fact.reason)
            .collect();
        assert_eq!(confirmed, [ClosureReason::ServicesReceived]);
    }

    #[test]
    fn a_provider_cannot_end_the_loop_by_declining() {
        let facts = load().unwrap();
        let declined = &facts[ClosureReason::ProviderDeclined as usize];
        let date = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap();
        assert!(!declined.is_open_to(ClosingParty::Provider, date));
        assert!(declined.is_open_to(ClosingParty::Plan, date));
    }

    #[test]
    fn reasons_start_with_the_policy_on_1_july_2025() {
        let eve = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();
        for fact in load().unwrap() {
            assert!(!fact.is_open_to(ClosingParty::Plan, eve), "{}", fact.reason);
            assert!(
                fact.effective.covers(eve.succ_opt().unwrap()),
                "{}",
                fact.reason
            );
        }
    }
}
