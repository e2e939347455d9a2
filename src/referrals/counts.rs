//! Figures of a month: how many referrals came in, for what, and where they stand. For dashboards
//! and the state: never a person, and no cell of few people for those who may not see any.
//!
//! A month is a whole one, so that two overlapping periods cannot be subtracted from each other.

use chrono::{DateTime, Months, NaiveDate, Utc};
use entity::types::{OrganizationId, OrganizationKind, ReferralStatus};
use sea_orm::{FromQueryResult, Value};

use super::Referrals;
use crate::access::{Action, authorize_here, shows_count_of};
use crate::clock::start_of;
use crate::db::statements;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::ServiceCode;

/// The month is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such month: give a year from 2000 and a month from 1 to 12")]
pub struct NoSuchMonth;

/// One cell: what came in for one plan and service, by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralCount {
    /// The plan.
    pub plan: OrganizationId,
    /// For what.
    pub service: ServiceCode,
    /// Where it stands now.
    pub status: ReferralStatus,
    /// How many; `None` where it is too few people.
    pub referrals: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    plan_id: OrganizationId,
    service: String,
    status: ReferralStatus,
    referrals: i64,
    people: i64,
}

impl Referrals {
    /// The cells of a month in California: of the actor's plan and those it delegated to, or, for
    /// the state, of all plans.
    pub async fn counts(
        &self,
        op: &OpCtx,
        year: i32,
        month: u32,
    ) -> Result<Vec<ReferralCount>, Failure<NoSuchMonth>> {
        authorize_here(op.actor(), Action::CountsRead)?;
        let person = op.actor().as_person().ok_or(Failure::Denied)?;
        let (from, until) = month_of(year, month).ok_or(Failure::Refused(NoSuchMonth))?;
        // Who sees people but not what is restricted would find it by the difference.
        let counts_restricted = person.sees_restricted() || !person.sees_people();
        let values: [Value; 5] = [
            person.organization.into(),
            (person.kind == OrganizationKind::State).into(),
            from.into(),
            until.into(),
            counts_restricted.into(),
        ];
        let rows: Vec<Row> = self
            .db
            .read(op)
            .sql(&statements::REFERRAL_COUNTS, values)
            .await?;
        rows.into_iter()
            .map(|row| {
                let service = row
                    .service
                    .parse()
                    .map_err(|_| StoreError::Corrupt("referral.service".to_owned()))?;
                Ok(ReferralCount {
                    plan: row.plan_id,
                    service,
                    status: row.status,
                    referrals: shows_count_of(row.people, op.actor()).then_some(row.referrals),
                })
            })
            .collect()
    }
}

/// From its first instant in California to that of the next.
fn month_of(year: i32, month: u32) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| (2000..2200).contains(&year))?;
    let next = first.checked_add_months(Months::new(1))?;
    Some((start_of(first), start_of(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_that_of_california() {
        let (from, until) = month_of(2026, 11).unwrap();
        // Daylight saving time ends on 1 November 2026, after midnight.
        assert_eq!(from.to_rfc3339(), "2026-11-01T07:00:00+00:00");
        assert_eq!(until.to_rfc3339(), "2026-12-01T08:00:00+00:00");
        for (year, month) in [(2026, 0), (2026, 13), (1999, 1), (i32::MAX, 1)] {
            assert_eq!(month_of(year, month), None);
        }
    }
}
