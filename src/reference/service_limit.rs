//! How much of a service a member may have, where the plan has not set it otherwise.
//!
//! The state's limits differ from what plans are used to grant: no plan may refuse everybody beyond
//! a duration that only its habit knows (S1 Q34 and Q35). So each limit says whose it is and
//! whether a text confirms it; see [`ServiceLimit::refuses`].

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::service::ServiceCode;
use super::table::{LoadError, Table, filled, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("service_limits.csv");

closed_set! {
    /// What a limit counts. A service has at most one limit of a kind on a day.
    LimitKind: "kind of limit" {
        /// Grants in a lifetime: one, and the documented exceptions.
        OnceInLifetime = "ONCE_IN_LIFETIME",
        /// US cents in a lifetime.
        LifetimeAmount = "LIFETIME_AMOUNT",
        /// Hours in a calendar year.
        HoursPerYear = "HOURS_PER_YEAR",
        /// Days of one authorization and its renewals.
        DaysPerAuthorization = "DAYS_PER_AUTHORIZATION",
        /// Days in any span of so many months, over all services of the limit.
        RollingDays = "ROLLING_DAYS",
        /// Hours of one stay, which has to be shorter.
        HoursPerStay = "HOURS_PER_STAY",
    }
}

closed_set! {
    /// Whose limit it is.
    LimitAuthority: "limit authority" {
        /// The state set it, or approved it for the plan.
        State = "STATE",
        /// A plan is used to it.
        PlanHabit = "PLAN_HABIT",
    }
}

closed_set! {
    /// What a grant by exception may spend under a lifetime amount.
    SecondGrant: "second grant" {
        /// What the first has left.
        Remainder = "REMAINDER",
        /// The whole amount anew; what the first has left lapses.
        NewAmount = "NEW_AMOUNT",
    }
}

/// A kind of limit with its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitTerms {
    /// See [`LimitKind::OnceInLifetime`].
    OnceInLifetime,
    /// See [`LimitKind::LifetimeAmount`].
    LifetimeAmount {
        /// The most, in US cents.
        cents: i64,
        /// What a grant by exception may spend.
        second: SecondGrant,
    },
    /// See [`LimitKind::HoursPerYear`].
    HoursPerYear {
        /// The most.
        hours: i64,
    },
    /// See [`LimitKind::DaysPerAuthorization`].
    DaysPerAuthorization {
        /// The most; twelve weeks are 84.
        days: i64,
    },
    /// See [`LimitKind::RollingDays`].
    RollingDays {
        /// The most.
        days: i64,
        /// Length of the window that ends with each day.
        months: u32,
    },
    /// See [`LimitKind::HoursPerStay`].
    HoursPerStay {
        /// A stay has to be shorter.
        below_hours: i64,
    },
}

impl LimitTerms {
    /// A limit of that kind; `None` unless exactly the numbers of its kind are there. `value` is the
    /// most: grants, cents, hours or days.
    #[must_use]
    pub fn of(
        kind: LimitKind,
        value: i64,
        months: Option<u32>,
        second: Option<SecondGrant>,
    ) -> Option<Self> {
        match (kind, months, second) {
            (LimitKind::OnceInLifetime, None, None) if value == 1 => Some(Self::OnceInLifetime),
            (LimitKind::LifetimeAmount, None, Some(second)) => Some(Self::LifetimeAmount {
                cents: value,
                second,
            }),
            (LimitKind::HoursPerYear, None, None) => Some(Self::HoursPerYear { hours: value }),
            (LimitKind::DaysPerAuthorization, None, None) => {
                Some(Self::DaysPerAuthorization { days: value })
            }
            (LimitKind::RollingDays, Some(months), None) => Some(Self::RollingDays {
                days: value,
                months,
            }),
            (LimitKind::HoursPerStay, None, None) => {
                Some(Self::HoursPerStay { below_hours: value })
            }
            _ => None,
        }
    }

    /// Its numbers: the most, the months of its window, what a second grant may spend.
    #[must_use]
    pub fn figures(self) -> (i64, Option<u32>, Option<SecondGrant>) {
        match self {
            Self::OnceInLifetime => (1, None, None),
            Self::LifetimeAmount { cents, second } => (cents, None, Some(second)),
            Self::HoursPerYear { hours } => (hours, None, None),
            Self::DaysPerAuthorization { days } => (days, None, None),
            Self::RollingDays { days, months } => (days, Some(months), None),
            Self::HoursPerStay { below_hours } => (below_hours, None, None),
        }
    }

    /// Its kind.
    #[must_use]
    pub fn kind(self) -> LimitKind {
        match self {
            Self::OnceInLifetime => LimitKind::OnceInLifetime,
            Self::LifetimeAmount { .. } => LimitKind::LifetimeAmount,
            Self::HoursPerYear { .. } => LimitKind::HoursPerYear,
            Self::DaysPerAuthorization { .. } => LimitKind::DaysPerAuthorization,
            Self::RollingDays { .. } => LimitKind::RollingDays,
            Self::HoursPerStay { .. } => LimitKind::HoursPerStay,
        }
    }
}

/// When the terms of a limit let a plan go beyond it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitException {
    /// What has to be so; completes "when ...".
    pub when: String,
    /// What has to be on file to show it.
    pub evidence: String,
    /// How often in a lifetime; `None`: as often as it is so.
    pub times: Option<u8>,
}

/// How much of a service a member may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLimit {
    /// Its name, for people who compare settings.
    pub code: String,
    /// The services that draw on it together.
    pub services: Vec<ServiceCode>,
    /// What it counts, and the most.
    pub terms: LimitTerms,
    /// When it may be exceeded; `None` where its terms know no exception.
    pub exception: Option<LimitException>,
    /// Whose limit it is.
    pub authority: LimitAuthority,
    /// Days on which a decision heeds it.
    pub effective: Effective,
    /// Whether it was read in a public text.
    pub is_confirmed: bool,
    /// Source keys of `data/README.md`.
    pub source: String,
}

impl ServiceLimit {
    /// Whether what exceeds it is refused. A plan's habit, and what no text confirms, only warns.
    #[must_use]
    pub fn refuses(&self) -> bool {
        match self.authority {
            LimitAuthority::State => self.is_confirmed,
            LimitAuthority::PlanHabit => false,
        }
    }
}

/// The limits of a service on the day of the decision: of each kind the newest row in force that
/// the plan set for the service, or else the default.
#[must_use]
pub fn limits_in_force<'a>(
    defaults: &'a [ServiceLimit],
    own: &'a [ServiceLimit],
    service: ServiceCode,
    on: NaiveDate,
) -> Vec<&'a ServiceLimit> {
    let newest = |rows: &'a [ServiceLimit], kind: LimitKind| {
        rows.iter()
            .filter(|limit| limit.terms.kind() == kind)
            .filter(|limit| limit.services.contains(&service) && limit.effective.covers(on))
            .max_by_key(|limit| limit.effective.from)
    };
    LimitKind::ALL
        .iter()
        .filter_map(|&kind| newest(own, kind).or_else(|| newest(defaults, kind)))
        .collect()
}

#[derive(Deserialize)]
struct Row {
    code: String,
    services: String,
    kind: LimitKind,
    value: i64,
    window_months: Option<u32>,
    second_grant: Option<SecondGrant>,
    exception_when: String,
    exception_evidence: String,
    exception_times: Option<u8>,
    authority: LimitAuthority,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All limits, in file order.
pub(super) fn load() -> Result<Vec<ServiceLimit>, LoadError> {
    let mut limits: Vec<ServiceLimit> = Vec::new();
    for row in TABLE.rows::<Row>()? {
        let terms = LimitTerms::of(row.kind, row.value, row.window_months, row.second_grant)
            .filter(|_| row.value > 0)
            .ok_or_else(|| TABLE.inconsistent(&row.code, "not the numbers of its kind"))?;
        let services: Vec<ServiceCode> = TABLE.codes(&row.code, ("services", &row.services))?;
        let effective = Effective {
            from: row.from,
            until: row.until,
        };
        let is_single = !limits.iter().any(|other| {
            other.terms.kind() == row.kind
                && other.effective.overlaps(&effective)
                && other.services.iter().any(|one| services.contains(one))
        });
        TABLE.check(is_single, &row.code, "two of a kind on the same day")?;
        let evidence = filled(row.exception_evidence);
        let exception = filled(row.exception_when).zip(evidence);
        limits.push(ServiceLimit {
            code: row.code,
            services,
            terms,
            exception: exception.map(|(when, evidence)| LimitException {
                when,
                evidence,
                times: row.exception_times,
            }),
            authority: row.authority,
            effective,
            is_confirmed: row.confirmed,
            source: row.source,
        });
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `code`: what exceeds it is refused.
    #[test]
    fn only_confirmed_limits_of_the_state_refuse() {
        let limits = load().unwrap();
        let refusing = limits.iter().filter(|limit| limit.refuses());
        let codes: Vec<&str> = refusing.map(|limit| limit.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "HOUSING_DEPOSITS_ONCE",
                "ROOM_AND_BOARD",
                "RESPITE_HOURS",
                "HOME_MODIFICATIONS_AMOUNT",
                "MEALS_WEEKS",
                "SOBERING_STAY",
            ]
        );
        for limit in &limits {
            assert_eq!(limit.is_confirmed, limit.source != "R", "{}", limit.code);
        }
    }

    #[test]
    fn the_services_of_room_and_board_share_one_limit() {
        let shared: Vec<ServiceCode> = super::super::service::load()
            .unwrap()
            .into_iter()
            .filter(|service| service.is_room_and_board)
            .map(|service| service.code)
            .collect();
        let limits = load().unwrap();
        let rolling: Vec<_> = limits
            .iter()
            .filter(|limit| limit.terms.kind() == LimitKind::RollingDays)
            .map(|limit| limit.services.clone())
            .collect();
        assert_eq!(rolling, [shared]);
    }
}
