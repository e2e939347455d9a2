//! What a person had of services that share limits, and what the limits say to what is to be granted.
//!
//! Whoever grants holds all records of the person. So of two that grant the last of something at the
//! same instant the second sees what the first has granted.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use entity::types::{AuthorizationId, AuthorizationStatus};

use super::limits::{Asked, Chain, Exception, Extent, History, LimitCheck, Use, UsedUnder, check};
use super::model::{Authorization, Grant, GrantedException};
use super::store::granted_to;
use crate::db::Reader;
use crate::error::StoreError;
use crate::members::person::{Person, facts_of};
use crate::policies::limits_of;
use crate::reference::{BillingUnit, Reference, ServiceCode, limits_in_force};

/// What the limits of the service say to a grant, after what the person had.
pub(crate) async fn check_in(
    reader: &Reader,
    (of, grant): (&Authorization, Grant),
    person: &Person,
    exception: Option<(entity::types::AccountId, &GrantedException)>,
) -> Result<LimitCheck, StoreError> {
    let reference = Reference::embedded();
    let today = reader.op().today();
    let own = limits_of(reader, of.plan).await?;
    let limits = limits_in_force(reference.service_limits(), &own, of.service, today);
    let Some(_) = limits.first() else {
        return Ok(LimitCheck::default());
    };
    let sharing = limits
        .iter()
        .flat_map(|limit| limit.services.iter().copied());
    let services: Vec<ServiceCode> = sharing.collect::<BTreeSet<_>>().into_iter().collect();
    let mut granted = granted_to(reader, &person.all_ids(), &services).await?;
    granted.retain(|one| one.id != of.id);
    let chains = chains(&granted, of);
    let uses = granted
        .iter()
        .map(|one| used(one, (of, today), &chains))
        .collect();
    let history = History {
        uses,
        is_complete: is_known(reader, (of, today), person).await?,
    };
    let asked = Asked {
        extent: extent(of, grant, &chains),
        exception: exception.map(|(reviewer, exception)| Exception {
            ground: exception.ground,
            reviewer: Some(reviewer),
            reason: exception.reason.clone(),
            evidence: vec![exception.evidence.clone()],
        }),
    };
    Ok(check(&limits, &history, &asked))
}

/// Each authorization with the first of those that it goes on from.
fn chains(granted: &[Authorization], of: &Authorization) -> HashMap<AuthorizationId, Chain> {
    let renews: HashMap<AuthorizationId, Option<AuthorizationId>> = granted
        .iter()
        .chain([of])
        .map(|one| (one.id, one.renews))
        .collect();
    let first = |id: AuthorizationId| {
        let mut first = id;
        // As long as there are authorizations: a ring would be a mistake, and must not hang.
        for _ in 0..renews.len() {
            match renews.get(&first).copied().flatten() {
                Some(earlier) => first = earlier,
                None => break,
            }
        }
        Chain(first.0)
    };
    renews.keys().map(|id| (*id, first(*id))).collect()
}

/// While it runs, all that was granted is used; afterwards what was really used.
fn used(
    one: &Authorization,
    (of, today): (&Authorization, NaiveDate),
    chains: &HashMap<AuthorizationId, Chain>,
) -> Use {
    let is_own = one.plan == of.plan;
    let mut extent = one.granted.map_or_else(
        || extent(one, asked_of(one), chains),
        |grant| extent(one, grant, chains),
    );
    if extent.until < today {
        extent.units = extent.units.map(|_| i64::from(one.used_units));
        extent.amount_cents = extent.amount_cents.map(|_| one.used_cents);
    }
    if !is_own {
        // Of another plan's no more than the month is told.
        extent.from = extent.from.with_day(1).unwrap_or(extent.from);
        let next = extent.until.with_day(28).unwrap_or(extent.until) + chrono::Days::new(4);
        extent.until = next - chrono::Days::new(u64::from(next.day()));
        extent.chain = None;
    }
    Use {
        extent,
        under: if is_own {
            UsedUnder::ThisPlan
        } else {
            UsedUnder::AnotherPlan
        },
        is_granted: one.status != AuthorizationStatus::Void,
        exception: one.exception.as_ref().map(|exception| exception.ground),
    }
}

/// What was asked for, as a grant.
pub(crate) fn asked_of(of: &Authorization) -> Grant {
    Grant {
        units: of.asked.units,
        cents: of.asked.cents,
        from_on: of.asked.from_on,
        until_on: of.asked.until_on,
    }
}

fn extent(of: &Authorization, grant: Grant, chains: &HashMap<AuthorizationId, Chain>) -> Extent {
    Extent {
        service: of.service,
        from: grant.from_on,
        until: grant.until_on,
        units: grant.units.map(i64::from),
        unit: unit_of(of, grant.from_on),
        minutes: None,
        amount_cents: grant.cents,
        chain: chains.get(&of.id).copied(),
    }
}

/// What a unit of its billing code counts.
fn unit_of(of: &Authorization, on: NaiveDate) -> Option<BillingUnit> {
    let procedure = of.procedure.as_ref()?;
    let codes = Reference::embedded().billing_codes_for(procedure, on);
    codes.iter().find(|code| code.service == of.service)?.unit
}

/// Whether all that the person had is known: they were in this plan ever since there is the service.
async fn is_known(
    reader: &Reader,
    (of, today): (&Authorization, NaiveDate),
    person: &Person,
) -> Result<bool, StoreError> {
    let since = Reference::embedded().service(of.service).available.from;
    let system = reader.as_system("what is not known of a person is said, whoever asks");
    let facts = facts_of(&system, &person.ids()).await?;
    Ok(facts
        .spans
        .iter()
        .any(|span| span.from_on <= since && span.end.is_none_or(|(until, _)| until >= today)))
}
