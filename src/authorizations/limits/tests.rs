//! Each service at the edges of its limits.

mod edges;
mod exceptions;
mod property;
mod rolling;

use chrono::{Days, NaiveDate};
use entity::types::AccountId;
use uuid::Uuid;

use super::*;
use crate::reference::{BillingUnit, Reference, ServiceCode, limits_in_force};

const TODAY: &str = "2026-07-01";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A span without anything counted.
fn span(service: ServiceCode, from: &str, until: &str) -> Extent {
    Extent {
        service,
        from: date(from),
        until: date(until),
        units: None,
        unit: None,
        minutes: None,
        amount_cents: None,
        chain: None,
    }
}

/// So many days from `from` on, each of them served.
fn days(service: ServiceCode, from: &str, days: u64) -> Extent {
    let until = date(from) + Days::new(days - 1);
    Extent {
        units: i64::try_from(days).ok(),
        unit: Some(BillingUnit::PerDiem),
        ..span(service, from, &until.to_string())
    }
}

fn money(service: ServiceCode, on: &str, dollars: i64) -> Extent {
    Extent {
        amount_cents: Some(dollars * 100),
        ..span(service, on, on)
    }
}

fn hours(from: &str, until: &str, hours: i64) -> Extent {
    Extent {
        minutes: Some(hours * 60),
        ..span(ServiceCode::Respite, from, until)
    }
}

fn chained(number: u128, mut extent: Extent) -> Extent {
    extent.chain = Some(Chain(Uuid::from_u128(number)));
    extent
}

fn granted(extent: Extent) -> Use {
    Use {
        extent,
        under: UsedUnder::ThisPlan,
        is_granted: true,
        exception: None,
    }
}

fn by_exception(ground: ExceptionGround, extent: Extent) -> Use {
    Use {
        exception: Some(ground),
        ..granted(extent)
    }
}

fn elsewhere(extent: Extent) -> Use {
    Use {
        under: UsedUnder::AnotherPlan,
        ..granted(extent)
    }
}

fn void(extent: Extent) -> Use {
    Use {
        is_granted: false,
        ..granted(extent)
    }
}

fn all(uses: Vec<Use>) -> History {
    History {
        uses,
        is_complete: true,
    }
}

fn documented(ground: ExceptionGround) -> Exception {
    Exception {
        ground,
        reviewer: Some(AccountId(Uuid::from_u128(7))),
        reason: "The first home burnt down.".to_owned(),
        evidence: vec!["attachment 12".to_owned()],
    }
}

fn plainly(extent: Extent) -> Asked {
    Asked {
        extent,
        exception: None,
    }
}

fn with(exception: Exception, extent: Extent) -> Asked {
    Asked {
        extent,
        exception: Some(exception),
    }
}

fn defaults() -> &'static [ServiceLimit] {
    Reference::embedded().service_limits()
}

/// The finding of one kind, by the default limits of today.
fn finding(kind: LimitKind, history: &History, asked: &Asked) -> Finding {
    finding_under(&[], kind, history, asked)
}

/// The same under rows of a plan.
fn finding_under(
    own: &[ServiceLimit],
    kind: LimitKind,
    history: &History,
    asked: &Asked,
) -> Finding {
    let limits = limits_in_force(defaults(), own, asked.extent.service, date(TODAY));
    let check = check(&limits, history, asked);
    let finding = check.findings.into_iter().find(|one| one.kind == kind);
    finding.unwrap()
}

/// A default as a plan's own row: approved by the state, with other terms.
fn own(code: &str, terms: LimitTerms) -> ServiceLimit {
    let default = defaults().iter().find(|limit| limit.code == code).unwrap();
    ServiceLimit {
        terms,
        authority: LimitAuthority::State,
        is_confirmed: true,
        ..default.clone()
    }
}
