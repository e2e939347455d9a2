//! Which limits hold, and what they say to what is asked for.

use super::count::{Count, count, exceptions};
use super::model::{
    Asked, ExceptionGround, ExceptionStanding, Finding, History, LimitCheck, Weight,
};
use super::words;
use crate::reference::{LimitKind, LimitTerms, ServiceLimit};

/// What each limit says to what is asked for, after what the member had.
#[must_use]
pub fn check(limits: &[&ServiceLimit], history: &History, asked: &Asked) -> LimitCheck {
    let findings = limits
        .iter()
        .filter(|limit| limit.services.contains(&asked.extent.service))
        .map(|limit| finding(limit, history, asked))
        .collect();
    LimitCheck { findings }
}

fn finding(limit: &ServiceLimit, history: &History, asked: &Asked) -> Finding {
    let exception = standing(limit, history, asked);
    let opens_anew = exception == ExceptionStanding::Recorded(ExceptionGround::Terms);
    let count = count(limit, history, asked, opens_anew);
    let weight = weight(limit, &count, &exception);
    let left = count.used.most.map(|most| (count.allowed - most).max(0));
    let message = words::message(limit, &count, weight, &exception);
    Finding {
        limit: limit.code.clone(),
        kind: limit.terms.kind(),
        weight,
        measure: count.measure,
        allowed: count.allowed,
        used: count.used,
        used_when: count.drawn,
        asked: count.asked,
        left,
        exception,
        message,
    }
}

fn weight(limit: &ServiceLimit, count: &Count, exception: &ExceptionStanding) -> Weight {
    if is_lifted(limit.terms, exception) {
        return Weight::Allows;
    }
    let beyond = if limit.refuses() {
        Weight::Refuses
    } else {
        Weight::Warns
    };
    let exceeds = |used: i64, asked: i64| used.saturating_add(asked) > count.allowed;
    match (count.asked, limit.terms.kind()) {
        // How long a stay lasted is known when it is over.
        (None, LimitKind::HoursPerStay) => Weight::Warns,
        (None, _) => beyond,
        // To go on with what was granted takes nothing.
        (Some(0), _) => Weight::Allows,
        (Some(asked), _) if exceeds(count.used.least, asked) => beyond,
        (Some(asked), _) => match count.used.most {
            Some(most) if !exceeds(most, asked) => Weight::Allows,
            Some(_) | None => Weight::Warns,
        },
    }
}

/// Whether a recorded exception goes beyond the limit. By the terms of a lifetime amount it only
/// opens the amount anew, or spends what is left; the count knows which.
fn is_lifted(terms: LimitTerms, exception: &ExceptionStanding) -> bool {
    match exception {
        ExceptionStanding::Recorded(ExceptionGround::Override) => true,
        ExceptionStanding::Recorded(ExceptionGround::Terms) => {
            terms.kind() != LimitKind::LifetimeAmount
        }
        ExceptionStanding::NotForeseen
        | ExceptionStanding::Possible { .. }
        | ExceptionStanding::UsedUp
        | ExceptionStanding::Incomplete { .. } => false,
    }
}

fn standing(limit: &ServiceLimit, history: &History, asked: &Asked) -> ExceptionStanding {
    let foreseen = match &limit.exception {
        None => ExceptionStanding::NotForeseen,
        Some(terms) => {
            let left = terms.times.map(|times| {
                let taken = exceptions_taken(limit, history);
                times.saturating_sub(u8::try_from(taken).unwrap_or(u8::MAX))
            });
            if left == Some(0) {
                ExceptionStanding::UsedUp
            } else {
                ExceptionStanding::Possible {
                    when: terms.when.clone(),
                    evidence: terms.evidence.clone(),
                    left,
                }
            }
        }
    };
    let Some(claimed) = &asked.exception else {
        return foreseen;
    };
    let is_open = match (claimed.ground, &foreseen) {
        (ExceptionGround::Override, _) | (_, ExceptionStanding::Possible { .. }) => true,
        (ExceptionGround::Terms, _) => false,
    };
    let lacks = claimed.lacks();
    match (is_open, lacks.is_empty()) {
        (false, _) => foreseen,
        (true, true) => ExceptionStanding::Recorded(claimed.ground),
        (true, false) => ExceptionStanding::Incomplete { lacks },
    }
}

/// Exceptions by the terms that the member had; a void one is given back.
fn exceptions_taken(limit: &ServiceLimit, history: &History) -> usize {
    let granted = history
        .uses
        .iter()
        .filter(|one| one.is_granted && limit.services.contains(&one.extent.service));
    exceptions(granted, |ground| ground == ExceptionGround::Terms)
}
