//! What a finding says in words: the limit, what was used of it, and what to do next.

use super::count::Count;
use super::model::{ExceptionGround, ExceptionPart, ExceptionStanding, Measure, Weight};
use crate::reference::{LimitTerms, ServiceLimit};

pub(super) fn message(
    limit: &ServiceLimit,
    count: &Count,
    weight: Weight,
    exception: &ExceptionStanding,
) -> String {
    let allowed = most(limit, count);
    if count.asked.is_none() {
        let next = match limit.terms {
            LimitTerms::HoursPerStay { .. } => {
                "Nothing is to be stated for it: how long a stay lasted is known when it is over"
            }
            LimitTerms::OnceInLifetime
            | LimitTerms::LifetimeAmount { .. }
            | LimitTerms::HoursPerYear { .. }
            | LimitTerms::DaysPerAuthorization { .. }
            | LimitTerms::RollingDays { .. } => "State how much is asked for",
        };
        return format!("{allowed}. {next}.");
    }
    let used = match count.used.most {
        Some(most) if most == count.used.least => format!("{} used", quantity(count, most)),
        Some(most) => format!(
            "between {} and {} used",
            quantity(count, count.used.least),
            quantity(count, most)
        ),
        None => format!(
            "{} used as far as known; use under other plans is not known",
            quantity(count, count.used.least)
        ),
    };
    let asked = quantity(count, count.asked.unwrap_or(0));
    let facts = format!("{allowed}: {used}, {asked} asked for.");
    if weight == Weight::Allows {
        return match exception {
            ExceptionStanding::Recorded(ExceptionGround::Terms) => {
                format!("{facts} The exception of its terms is recorded.")
            }
            ExceptionStanding::Recorded(ExceptionGround::Override) => {
                format!("{facts} A reviewer has overridden it.")
            }
            ExceptionStanding::NotForeseen
            | ExceptionStanding::Possible { .. }
            | ExceptionStanding::UsedUp
            | ExceptionStanding::Incomplete { .. } => facts,
        };
    }
    let surely_left = (count.allowed - count.used.least).max(0);
    let is_over = count.asked.is_some_and(|asked| asked > surely_left);
    if !is_over {
        return format!("{facts} Find out what the member had under other plans, then decide.");
    }
    let whose = match weight {
        Weight::Refuses => "",
        Weight::Allows | Weight::Warns => " This limit alone is no ground to refuse.",
    };
    let next = match surely_left {
        0 => "Nothing is left".to_owned(),
        left => format!("Ask for {} at most", quantity(count, left)),
    };
    format!("{facts}{whose} {next}{}.", way_out(exception))
}

fn way_out(exception: &ExceptionStanding) -> String {
    match exception {
        ExceptionStanding::Possible { when, evidence, .. } => {
            format!("; or record the exception for when {when}, and attach {evidence}")
        }
        ExceptionStanding::Incomplete { lacks } => {
            let lacks: Vec<&str> = lacks.iter().map(|part| name(*part)).collect();
            format!("; the exception still needs {}", lacks.join(", "))
        }
        ExceptionStanding::UsedUp => "; the exception that its terms allow is used up".to_owned(),
        ExceptionStanding::NotForeseen => "; its terms know no exception".to_owned(),
        ExceptionStanding::Recorded(_) => {
            "; the recorded exception does not add to the amount".to_owned()
        }
    }
}

fn name(part: ExceptionPart) -> &'static str {
    match part {
        ExceptionPart::Reviewer => "a reviewer",
        ExceptionPart::Reason => "a reason",
        ExceptionPart::Evidence => "evidence",
    }
}

/// The limit itself.
fn most(limit: &ServiceLimit, count: &Count) -> String {
    let amount = quantity(count, count.allowed);
    match limit.terms {
        LimitTerms::OnceInLifetime if count.allowed == 1 => "Once in a lifetime".to_owned(),
        LimitTerms::OnceInLifetime => format!("Once in a lifetime, {amount} with exceptions"),
        LimitTerms::LifetimeAmount { .. } => format!("At most {amount} in a lifetime"),
        LimitTerms::HoursPerYear { .. } => match count.year {
            Some(year) => format!("At most {amount} in the calendar year {year}"),
            None => format!("At most {amount} in a calendar year"),
        },
        LimitTerms::DaysPerAuthorization { .. } => {
            format!("At most {amount} for one authorization with its renewals")
        }
        LimitTerms::RollingDays { months, .. } => {
            format!("At most {amount} in any {months} months")
        }
        LimitTerms::HoursPerStay { below_hours } => format!("A stay is below {below_hours} hours"),
    }
}

fn quantity(count: &Count, amount: i64) -> String {
    match count.measure {
        Measure::Grants if amount == 1 => "1 grant".to_owned(),
        Measure::Grants => format!("{amount} grants"),
        Measure::Cents => format!("{} US dollars", dollars(amount)),
        Measure::Minutes if amount % 60 == 0 => format!("{} h", amount / 60),
        Measure::Minutes => format!("{} h {} min", amount / 60, amount % 60),
        Measure::Days if amount == 1 => "1 day".to_owned(),
        Measure::Days => format!("{amount} days"),
    }
}

/// Whole thousands apart, and the cents where there are any: `7,500`, `812.50`.
fn dollars(cents: i64) -> String {
    let digits = (cents / 100).to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    match cents % 100 {
        0 => text,
        rest => format!("{text}.{rest:02}"),
    }
}
