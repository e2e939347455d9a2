//! How long people wait for a place, by county and language: so that a plan sees where a list is
//! longer than elsewhere (S1 Q19: what is offered to some is not to be out of reach of others).

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use entity::types::{OrganizationId, OrganizationKind};
use sea_orm::FromQueryResult;

use crate::access::{Action, Actor, authorize_here, shows_count_of};
use crate::clock::start_of;
use crate::db::statements;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::{CountyFips, LanguageCode};
use crate::referrals::Referrals;

/// Longest time that is reported on, in days.
const LONGEST: u64 = 366;

/// The days are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchDays {
    /// They are not in order, or too many.
    #[error(
        "give a first and a last day, the last not before the first and at most 366 days later"
    )]
    OutOfRange,
    /// Two times that overlap could be subtracted from each other, and show few people.
    #[error("give the first and the last day of one month: you may see figures of whole months")]
    NotAMonth,
}

/// How long the people of one county and language wait. Figures of few people are left out for who
/// may not see people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingTime {
    /// Where the service is needed.
    pub county: CountyFips,
    /// What the members speak.
    pub language: LanguageCode,
    /// Who waits now.
    pub waiting: Option<i64>,
    /// Whole days since the first of them began to wait.
    pub waiting_days: Option<i64>,
    /// Who got a place in that time.
    pub served: Option<i64>,
    /// Whole days that half of them waited at most.
    pub median_days: Option<i64>,
    /// Whole days that the last of them waited.
    pub longest_days: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    county_fips: String,
    language: String,
    joined_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl Referrals {
    /// How long people wait for a place with a plan now, and how long those waited who got one
    /// from a first to a last day in California: of one's own plan and those it delegated to; for
    /// the state, of any plan.
    pub async fn waiting_times(
        &self,
        op: &OpCtx,
        plan: OrganizationId,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<WaitingTime>, Failure<NoSuchDays>> {
        authorize_here(op.actor(), Action::CountsRead)?;
        let person = op.actor().as_person().ok_or(Failure::Denied)?;
        if person.kind != OrganizationKind::State && !person.answers_for(plan) {
            return Err(Failure::NotFound);
        }
        let after = after(first, last).ok_or(Failure::Refused(NoSuchDays::OutOfRange))?;
        if !person.sees_people() && !is_month(first, after) {
            return Err(Failure::Refused(NoSuchDays::NotAMonth));
        }
        // Who sees people but not what is restricted would find it by the difference.
        let counts_restricted = person.sees_restricted() || !person.sees_people();
        let values = [
            plan.into(),
            start_of(first).into(),
            start_of(after).into(),
            counts_restricted.into(),
        ];
        let reader = self.db.read(op);
        let rows: Vec<Row> = reader.sql(&statements::routing::SPELLS, values).await?;
        let mut cells: BTreeMap<(CountyFips, LanguageCode), Spells> = BTreeMap::new();
        for row in rows {
            let corrupt = |column: &str| StoreError::Corrupt(format!("waiting_spell.{column}"));
            let county = row
                .county_fips
                .parse()
                .map_err(|_| corrupt("county_fips"))?;
            let language = row.language.parse().map_err(|_| corrupt("language"))?;
            let spells = cells.entry((county, language)).or_default();
            match row.ended_at {
                Some(ended_at) => spells.served.push((ended_at - row.joined_at).num_days()),
                None => spells.waiting.push((op.now() - row.joined_at).num_days()),
            }
        }
        let actor = op.actor();
        let cells = cells.into_iter();
        Ok(cells
            .map(|((county, language), spells)| spells.shown((county, language), actor))
            .collect())
    }
}

/// The day after some that may be asked for.
fn after(first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
    let longest = first.checked_add_days(Days::new(LONGEST))?;
    (first..=longest).contains(&last).then(|| last.succ_opt())?
}

fn is_month(first: NaiveDate, after: NaiveDate) -> bool {
    first.day() == 1 && first.checked_add_months(Months::new(1)) == Some(after)
}

/// Days that people have waited by now, and that those waited who were served.
#[derive(Debug, Default)]
struct Spells {
    waiting: Vec<i64>,
    served: Vec<i64>,
}

impl Spells {
    fn shown(
        mut self,
        (county, language): (CountyFips, LanguageCode),
        reader: &Actor,
    ) -> WaitingTime {
        self.served.sort_unstable();
        let of = |days: &[i64]| i64::try_from(days.len()).unwrap_or(i64::MAX);
        let (waiting, served) = (of(&self.waiting), of(&self.served));
        let shows_waiting = shows_count_of(waiting, reader);
        let shows_served = shows_count_of(served, reader);
        let since = self.waiting.iter().copied().max();
        WaitingTime {
            county,
            language,
            waiting: shows_waiting.then_some(waiting),
            waiting_days: since.filter(|_| shows_waiting),
            served: shows_served.then_some(served),
            median_days: median(&self.served).filter(|_| shows_served),
            longest_days: self.served.last().copied().filter(|_| shows_served),
        }
    }
}

/// The middle one of some in order; of two in the middle the first.
fn median(days: &[i64]) -> Option<i64> {
    days.get(days.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{after, is_month, median};

    #[test]
    fn days_are_in_order_and_a_month_is_a_whole_one() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        for (first, last, is_time, month) in [
            ("2026-11-01", "2026-11-30", true, true),
            ("2026-12-01", "2026-12-31", true, true),
            ("2028-02-01", "2028-02-28", true, false),
            ("2026-11-02", "2026-12-01", true, false),
            ("2026-10-01", "2026-11-30", true, false),
            ("2026-11-02", "2026-11-02", true, false),
            ("2026-11-02", "2026-11-01", false, false),
            ("2026-01-01", "2027-01-02", true, false),
            ("2026-01-01", "2027-01-03", false, false),
        ] {
            let next = after(day(first), day(last));
            assert_eq!(next.is_some(), is_time, "{first} {last}");
            let whole = next.is_some_and(|next| is_month(day(first), next));
            assert_eq!(whole, month, "{first} {last}");
        }
    }

    #[test]
    fn half_of_them_waited_as_long_at_most() {
        for (days, expected) in [
            (&[][..], None),
            (&[7], Some(7)),
            (&[1, 9], Some(1)),
            (&[1, 2, 30], Some(2)),
            (&[0, 1, 2, 30], Some(1)),
        ] {
            assert_eq!(median(days), expected, "{days:?}");
        }
    }
}
