//! How much of a limit was used, and how much is asked for.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, Months, NaiveDate};

use super::model::{Asked, Drawn, ExceptionGround, Extent, History, Measure, Use, Used, UsedUnder};
use crate::reference::{BillingUnit, LimitTerms, SecondGrant, ServiceLimit};

const MINUTES_A_DAY: i64 = 24 * 60;
const MINUTES_AN_HOUR: i64 = 60;
const MINUTES_A_QUARTER_HOUR: i64 = 15;

/// What is asked for beyond this many days exceeds every limit all the same; the bound keeps the
/// arithmetic small.
const LONGEST_DAYS: u64 = 3_660;

/// What a limit counts, in its measure.
pub(super) struct Count {
    pub(super) measure: Measure,
    pub(super) allowed: i64,
    pub(super) used: Used,
    pub(super) drawn: Vec<Drawn>,
    /// `None`: not stated.
    pub(super) asked: Option<i64>,
    /// The calendar year that it is about, where it is about one.
    pub(super) year: Option<i32>,
}

impl Used {
    pub(super) const NOTHING: Self = Self::exactly(0);

    pub(super) const fn exactly(amount: i64) -> Self {
        Self {
            least: amount,
            most: Some(amount),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            least: self.least + other.least,
            most: self.most.zip(other.most).map(|(one, two)| one + two),
        }
    }
}

/// Counts for one limit. `opens_anew`: the asked grant is an exception that the terms allow.
pub(super) fn count(
    limit: &ServiceLimit,
    history: &History,
    asked: &Asked,
    opens_anew: bool,
) -> Count {
    let uses: Vec<&Use> = history
        .uses
        .iter()
        .filter(|one| one.is_granted && limit.services.contains(&one.extent.service))
        .collect();
    let mut count = match limit.terms {
        LimitTerms::OnceInLifetime => grants(&uses, asked),
        LimitTerms::LifetimeAmount { cents, second } => {
            let uses = match second {
                SecondGrant::Remainder => &uses[..],
                SecondGrant::NewAmount if opens_anew => &[],
                SecondGrant::NewAmount => since_the_last_exception(&uses),
            };
            amount(cents, uses, asked)
        }
        LimitTerms::HoursPerYear { hours } => fullest_year(hours, &uses, asked),
        LimitTerms::DaysPerAuthorization { days } => chain_days(days, &uses, asked),
        LimitTerms::RollingDays { days, months } => fullest_window(days, months, &uses, asked),
        LimitTerms::HoursPerStay { below_hours } => stay(below_hours, asked),
    };
    let is_about_the_past = match limit.terms {
        LimitTerms::LifetimeAmount {
            second: SecondGrant::NewAmount,
            ..
        } => !opens_anew,
        LimitTerms::DaysPerAuthorization { .. } | LimitTerms::HoursPerStay { .. } => false,
        LimitTerms::OnceInLifetime
        | LimitTerms::LifetimeAmount { .. }
        | LimitTerms::HoursPerYear { .. }
        | LimitTerms::RollingDays { .. } => true,
    };
    if is_about_the_past && !history.is_complete {
        count.used.most = None;
    }
    count
}

/// How many grants there were by exception; the links of a chain are one grant.
pub(super) fn exceptions<'a>(
    uses: impl Iterator<Item = &'a Use>,
    is_counted: impl Fn(ExceptionGround) -> bool,
) -> usize {
    distinct(uses.filter(|one| one.exception.is_some_and(&is_counted)))
}

fn distinct<'a>(uses: impl Iterator<Item = &'a Use>) -> usize {
    let mut chains = BTreeSet::new();
    uses.filter(|one| one.extent.chain.is_none_or(|chain| chains.insert(chain)))
        .count()
}

fn grants(uses: &[&Use], asked: &Asked) -> Count {
    let by_exception = exceptions(uses.iter().copied(), |_| true);
    let goes_on = asked.extent.chain.is_some()
        && uses
            .iter()
            .any(|one| one.extent.chain == asked.extent.chain);
    Count {
        measure: Measure::Grants,
        allowed: 1 + whole(by_exception),
        used: Used::exactly(whole(distinct(uses.iter().copied()))),
        drawn: uses
            .iter()
            .map(|one| drawn(one, Used::exactly(1)))
            .collect(),
        asked: Some(i64::from(!goes_on)),
        year: None,
    }
}

/// An exception that brought new money, and what came after it.
fn since_the_last_exception<'a, 'b>(uses: &'a [&'b Use]) -> &'a [&'b Use] {
    let last = uses
        .iter()
        .rposition(|one| one.exception == Some(ExceptionGround::Terms));
    &uses[last.unwrap_or(0)..]
}

fn amount(cents: i64, uses: &[&Use], asked: &Asked) -> Count {
    let spent = |one: &Use| match one.extent.amount_cents {
        Some(cents) => Used::exactly(cents),
        None => Used {
            least: 0,
            most: None,
        },
    };
    summed(Measure::Cents, cents, uses, spent).asking(asked.extent.amount_cents)
}

fn summed(measure: Measure, allowed: i64, uses: &[&Use], taken: impl Fn(&Use) -> Used) -> Count {
    let drawn: Vec<Drawn> = uses
        .iter()
        .map(|one| drawn(one, taken(one)))
        .filter(|drawn| drawn.used != Used::NOTHING)
        .collect();
    Count {
        measure,
        allowed,
        used: drawn
            .iter()
            .fold(Used::NOTHING, |sum, drawn| sum.plus(drawn.used)),
        drawn,
        asked: None,
        year: None,
    }
}

impl Count {
    fn asking(self, asked: Option<i64>) -> Self {
        Self { asked, ..self }
    }
}

/// How grave a span is for the limit: whether anything is asked for in it, whether it is surely
/// exceeded then, whether perhaps, and how full it is.
fn gravity(allowed: i64, used: Used, asked: i64) -> (bool, bool, bool, i64, i64) {
    let surely = used.least.saturating_add(asked);
    let perhaps = used.most.unwrap_or(i64::MAX).saturating_add(asked);
    (
        asked > 0,
        surely > allowed,
        perhaps > allowed,
        surely,
        perhaps,
    )
}

/// The year that would be fullest of those that the asked days touch. The whole may fall into any
/// of them.
fn fullest_year(hours: i64, uses: &[&Use], asked: &Asked) -> Count {
    let wanted = minutes(&asked.extent);
    let of_year = |year: i32| {
        let window = year_days(year)?;
        let taken = |one: &Use| share(one, minutes(&one.extent), MINUTES_A_DAY, window);
        let count = summed(Measure::Minutes, hours * MINUTES_AN_HOUR, uses, taken);
        let most = MINUTES_A_DAY * overlap(&asked.extent, window);
        let year = Some(year);
        Some(Count { year, ..count }.asking(wanted.map(|wanted| wanted.min(most))))
    };
    let last = last_day(&asked.extent).year();
    let years = (asked.extent.from.year()..=last).filter_map(of_year);
    let none = || {
        summed(Measure::Minutes, hours * MINUTES_AN_HOUR, &[], |_| {
            Used::NOTHING
        })
    };
    years
        .max_by_key(|year| gravity(year.allowed, year.used, year.asked.unwrap_or(0)))
        .unwrap_or_else(none)
}

fn year_days(year: i32) -> Option<Span> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
    Some((first, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// Minutes, by the clock or by the units.
fn minutes(extent: &Extent) -> Option<i64> {
    let by_units = |minutes: i64| extent.units.map(|units| units * minutes);
    extent.minutes.or_else(|| match extent.unit {
        Some(BillingUnit::QuarterHour) => by_units(MINUTES_A_QUARTER_HOUR),
        Some(BillingUnit::PerDiem) => by_units(MINUTES_A_DAY),
        Some(
            BillingUnit::PerMonth
            | BillingUnit::PerService
            | BillingUnit::PerMeal
            | BillingUnit::PerVisit
            | BillingUnit::PerAttempt
            | BillingUnit::OneTime,
        )
        | None => None,
    })
}

/// The days of the chain that the asked ones go on with.
fn chain_days(days: i64, uses: &[&Use], asked: &Asked) -> Count {
    let of_chain: Vec<&Use> = uses
        .iter()
        .copied()
        .filter(|one| asked.extent.chain.is_some() && one.extent.chain == asked.extent.chain)
        .collect();
    let before: BTreeSet<NaiveDate> = of_chain
        .iter()
        .flat_map(|one| each_day(&one.extent))
        .collect();
    let new = each_day(&asked.extent).filter(|day| !before.contains(day));
    let own = |one: &Use| Used::exactly(span_days(&one.extent));
    Count {
        used: Used::exactly(whole(before.len())),
        ..summed(Measure::Days, days, &of_chain, own).asking(Some(whole(new.count())))
    }
}

/// A stay is shorter than so many hours: a minute less is the most.
fn stay(below_hours: i64, asked: &Asked) -> Count {
    let extent = &asked.extent;
    let is_timed = extent.minutes.is_some() || extent.unit == Some(BillingUnit::QuarterHour);
    summed(
        Measure::Minutes,
        below_hours * MINUTES_AN_HOUR - 1,
        &[],
        |_| Used::NOTHING,
    )
    .asking(minutes(extent).filter(|_| is_timed))
}

/// The span of so many months that would be fullest of those that touch the asked days.
///
/// Days on which two of the services fall count once. Where fewer days are granted than the span
/// of a grant has, nobody knows which, and they count in each window as far as they fit into it.
fn fullest_window(days: i64, months: u32, uses: &[&Use], asked: &Asked) -> Count {
    let (known, loose): (Vec<&Use>, Vec<&Use>) =
        uses.iter().copied().partition(|one| is_every_day(one));
    let before: BTreeSet<NaiveDate> = known.iter().flat_map(|one| each_day(&one.extent)).collect();
    let wanted = served_days(&asked.extent, UsedUnder::ThisPlan).unwrap_or(0);
    let new: Vec<NaiveDate> = each_day(&asked.extent)
        .filter(|day| !before.contains(day))
        .collect();
    let before: Vec<NaiveDate> = before.into_iter().collect();

    let of_window = |window: Span| {
        let share_of = |one: &Use| share(one, served_days(&one.extent, one.under), 1, window);
        let loosely = loose
            .iter()
            .fold(Used::NOTHING, |sum, one| sum.plus(share_of(one)));
        let taken = Used::exactly(days_in(&before, window)).plus(loosely);
        (window, taken, wanted.min(days_in(&new, window)))
    };
    let fullest = windows(months, &asked.extent)
        .map(of_window)
        .max_by_key(|(_, taken, asked)| gravity(days, *taken, *asked));
    let Some((window, taken, wanted)) = fullest else {
        return summed(Measure::Days, days, &[], |_| Used::NOTHING).asking(Some(0));
    };
    let each = |one: &Use| share(one, served_days(&one.extent, one.under), 1, window);
    Count {
        used: taken,
        ..summed(Measure::Days, days, uses, each).asking(Some(wanted))
    }
}

/// First and last day.
type Span = (NaiveDate, NaiveDate);

/// Every window of so many months that touches the asked days, by its last day. The first day is
/// the day after the one so many months before the last: the year to 28 February 2025 began on 29
/// February 2024.
fn windows(months: u32, extent: &Extent) -> impl Iterator<Item = Span> {
    let last = last_day(extent);
    extent
        .from
        .iter_days()
        .map_while(move |end| {
            Some((
                end.checked_sub_months(Months::new(months))?.succ_opt()?,
                end,
            ))
        })
        .take_while(move |(start, _)| *start <= last)
}

/// On how many days it serves; `None`: not known.
fn served_days(extent: &Extent, under: UsedUnder) -> Option<i64> {
    let span = span_days(extent);
    match (extent.unit, extent.units, under) {
        (Some(BillingUnit::PerDiem), Some(units), _) => Some(units.clamp(0, span)),
        (_, _, UsedUnder::ThisPlan) => Some(span),
        (_, _, UsedUnder::AnotherPlan) => None,
    }
}

fn is_every_day(one: &Use) -> bool {
    served_days(&one.extent, one.under) == Some(span_days(&one.extent))
}

/// How much of `total` falls into the window, when a day holds at most `per_day`.
///
/// Of this plan's own grants the most that may fall there; of another plan's at least what cannot
/// fall elsewhere.
fn share(one: &Use, total: Option<i64>, per_day: i64, window: Span) -> Used {
    let inside = overlap(&one.extent, window);
    if inside == 0 {
        return Used::NOTHING;
    }
    let Some(total) = total else {
        return Used {
            least: 0,
            most: None,
        };
    };
    let outside = span_days(&one.extent) - inside;
    let most = total.min(per_day * inside);
    match one.under {
        UsedUnder::ThisPlan => Used::exactly(most),
        UsedUnder::AnotherPlan => Used {
            least: (total - per_day * outside).max(0),
            most: Some(most),
        },
    }
}

fn drawn(one: &Use, used: Used) -> Drawn {
    Drawn {
        service: one.extent.service,
        from: one.extent.from,
        until: one.extent.until,
        used,
        under: one.under,
    }
}

fn last_day(extent: &Extent) -> NaiveDate {
    let bound = extent.from.checked_add_days(Days::new(LONGEST_DAYS));
    bound.map_or(extent.until, |bound| extent.until.min(bound))
}

fn each_day(extent: &Extent) -> impl Iterator<Item = NaiveDate> {
    let last = last_day(extent);
    extent.from.iter_days().take_while(move |day| *day <= last)
}

fn span_days(extent: &Extent) -> i64 {
    overlap(extent, (extent.from, extent.until))
}

/// Days of the extent within the window.
fn overlap(extent: &Extent, (first, last): Span) -> i64 {
    let first = first.max(extent.from);
    let last = last.min(extent.until);
    ((last - first).num_days() + 1).max(0)
}

/// How many of the ascending days lie in the window.
fn days_in(days: &[NaiveDate], (first, last): Span) -> i64 {
    let before = days.partition_point(|day| *day < first);
    let until = days.partition_point(|day| *day <= last);
    whole(until.saturating_sub(before))
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
