//! Which providers may take an urgent service as authorized while the plan decides, from a day on
//! (S1 Q24: a plan may let named providers authorize urgent services themselves, for a limited
//! period). For how many days is the policy's.

use std::convert::Infallible;

use chrono::NaiveDate;
use entity::types::{AccountId, OrganizationId, OrganizationKind};
use entity::{offering, presumptive_provider};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use super::error::SetPresumptiveProviderRefusal as Code;
use super::model::PresumptiveProvider;
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Reader, Tx, statements};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::organizations;
use crate::policies::Policies;
use crate::reference::ServiceCode;
use crate::refusal::{Checks, Refusal, Refusals};

impl Policies {
    /// The providers that the actor's plan has named, past and to come.
    pub async fn presumptive_providers(
        &self,
        op: &OpCtx,
    ) -> Result<Vec<PresumptiveProvider>, Failure<Infallible>> {
        authorize_here(op.actor(), Action::PolicyRead)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(named_by(&self.db.read(op), plan).await?)
    }

    /// Names a provider for a service from a day on, or says until when it is named. What it has
    /// started stays as it was.
    pub async fn set_presumptive_provider(
        &self,
        op: &OpCtx,
        new: &PresumptiveProvider,
        key: Option<&IdempotencyKey>,
    ) -> Result<PresumptiveProvider, Failure<Refusals<Code>>> {
        self.db
            .act(op, Act::new("setPresumptiveProvider"), |tx| async move {
                authorize_here(tx.actor(), Action::PolicyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                let reused = Code::IdempotencyKeyReused;
                if done_before_in(&tx, key, plan.0, reused).await?.is_some() {
                    return Ok(new.clone());
                }
                // Two settings of one day follow each other.
                tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
                    .await?;
                let kind = organizations::kind_in(&tx, new.provider).await?;
                let named = named_by(&tx, plan).await?;
                let can = Can {
                    be_named: kind == Some(OrganizationKind::Provider),
                    serve: offers_in(&tx, new).await?,
                };
                check(new, can, &named, tx.op().today()).map_err(Failure::Refused)?;
                set(&tx, plan, new, person.account).await?;
                Ok(new.clone())
            })
            .await
    }
}

/// What whoever is named can do.
#[derive(Debug, Clone, Copy)]
struct Can {
    /// It is a provider.
    be_named: bool,
    /// It offers the service on the first day.
    serve: bool,
}

/// Checks who is named; `named` are those of the plan so far.
fn check(
    new: &PresumptiveProvider,
    can: Can,
    named: &[PresumptiveProvider],
    today: NaiveDate,
) -> Result<(), Refusals<Code>> {
    let mut checks = Checks::default();
    let of_it = || {
        let is_of_it =
            |one: &&PresumptiveProvider| (one.provider, one.service) == (new.provider, new.service);
        named.iter().filter(is_of_it)
    };
    let is_known = of_it().any(|one| one.from_on == new.from_on);
    if !can.be_named {
        checks.refuse(Refusal::at(
            Code::UnknownProvider,
            &["providerId"],
            "There is no such provider; choose one from `providers`.",
        ));
    } else if !can.serve && !is_known {
        checks.refuse(Refusal::at(
            Code::NotOffered,
            &["service"],
            "The provider does not offer this service on the first day; its offerings stand in \
             `providers`.",
        ));
    }
    let other = of_it().find(|one| one.from_on != new.from_on && meet(one, new));
    if let Some(other) = other {
        checks.refuse(Refusal::at(
            Code::Overlaps,
            &["fromOn"],
            format!(
                "It is named from {} on already. End that first (with that fromOn, and untilOn), \
                 or give days that do not meet it.",
                other.from_on
            ),
        ));
    }
    if new.from_on < today && !is_known {
        checks.refuse(Refusal::at(
            Code::InPast,
            &["fromOn"],
            "Nobody is named for days that have passed. Give today or a later day; to end what has \
             begun, give the first day that `presumptiveProviders` shows.",
        ));
    }
    match new.until_on {
        Some(until_on) if until_on < new.from_on => checks.refuse(Refusal::at(
            Code::DatesReversed,
            &["untilOn"],
            "The last day lies before the first; check both.",
        )),
        Some(until_on) if until_on < today => checks.refuse(Refusal::at(
            Code::InPast,
            &["untilOn"],
            "The last day is today or later: what was presumed before stays as it was.",
        )),
        _ => {}
    }
    checks.done()
}

/// Whether two terms have a day in common.
fn meet(one: &PresumptiveProvider, other: &PresumptiveProvider) -> bool {
    let begins_within = |a: &PresumptiveProvider, b: &PresumptiveProvider| {
        b.until_on.is_none_or(|until_on| a.from_on <= until_on)
    };
    begins_within(one, other) && begins_within(other, one)
}

async fn offers_in(tx: &Tx, new: &PresumptiveProvider) -> Result<bool, StoreError> {
    use offering::Column;
    let until = Column::UntilOn;
    let open = Condition::any()
        .add(until.is_null())
        .add(until.gte(new.from_on));
    let found = tx
        .select::<offering::Entity>()
        .filter(Column::ProviderId.eq(new.provider))
        .filter(Column::Service.eq(new.service.as_str()))
        .filter(Column::FromOn.lte(new.from_on))
        .filter(open);
    Ok(found.count().await? > 0)
}

/// Whether a plan has named that provider for the service on a day. Read with the server's eyes: it
/// decides acts of the provider.
pub(crate) async fn may_presume(
    reader: &Reader,
    (plan, provider, service): (OrganizationId, OrganizationId, ServiceCode),
    on: NaiveDate,
) -> Result<bool, StoreError> {
    use presumptive_provider::Column;
    let open = Condition::any()
        .add(Column::UntilOn.is_null())
        .add(Column::UntilOn.gte(on));
    let found = reader
        .as_system("whom a plan has named decides what the provider may start")
        .select::<presumptive_provider::Entity>()
        .filter(Column::PlanId.eq(plan))
        .filter(Column::ProviderId.eq(provider))
        .filter(Column::Service.eq(service.as_str()))
        .filter(Column::FromOn.lte(on))
        .filter(open)
        .one()
        .await?;
    Ok(found.is_some())
}

async fn named_by(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<Vec<PresumptiveProvider>, StoreError> {
    use presumptive_provider::Column;
    let rows = reader
        .select::<presumptive_provider::Entity>()
        .filter(Column::PlanId.eq(plan))
        .order_by(Column::Service, Order::Asc)
        .order_by(Column::ProviderId, Order::Asc)
        .order_by(Column::FromOn, Order::Asc)
        .all()
        .await?;
    let unreadable = |_| StoreError::Corrupt("presumptive_provider.service".to_owned());
    rows.into_iter()
        .map(|row| {
            Ok(PresumptiveProvider {
                provider: row.provider_id,
                service: row.service.parse().map_err(unreadable)?,
                from_on: row.from_on,
                until_on: row.until_on,
            })
        })
        .collect()
}

async fn set(
    tx: &Tx,
    plan: OrganizationId,
    new: &PresumptiveProvider,
    by: AccountId,
) -> Result<(), StoreError> {
    let key = [
        plan.into(),
        new.provider.into(),
        new.service.as_str().into(),
        new.from_on.into(),
    ];
    tx.change(&statements::policies::PRESUMPTIVE_PROVIDER_DELETE, key)
        .await?;
    let row = presumptive_provider::Model {
        plan_id: plan,
        provider_id: new.provider,
        service: new.service.as_str().to_owned(),
        from_on: new.from_on,
        until_on: new.until_on,
        set_at: tx.now(),
        set_by: by,
    };
    tx.insert(row.into_active_model()).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn named(from_on: &str, until_on: Option<&str>) -> PresumptiveProvider {
        PresumptiveProvider {
            provider: OrganizationId(Uuid::nil()),
            service: ServiceCode::RecuperativeCare,
            from_on: day(from_on),
            until_on: until_on.map(day),
        }
    }

    fn codes(
        new: &PresumptiveProvider,
        can: (bool, bool),
        before: &[PresumptiveProvider],
    ) -> Vec<Code> {
        let can = Can {
            be_named: can.0,
            serve: can.1,
        };
        let refusals = check(new, can, before, day("2026-11-22")).err();
        let refusals = refusals.unwrap_or_default();
        refusals.iter().map(|one| one.code).collect()
    }

    #[test]
    fn nobody_is_named_or_unnamed_for_days_that_have_passed() {
        let can = (true, true);
        assert_eq!(codes(&named("2026-11-22", None), can, &[]), []);
        assert_eq!(codes(&named("2026-11-21", None), can, &[]), [Code::InPast]);
        let before = [named("2026-11-01", None)];
        let ended = named("2026-11-01", Some("2026-11-22"));
        assert_eq!(codes(&ended, can, &before), []);
        let ended = named("2026-11-01", Some("2026-11-21"));
        assert_eq!(codes(&ended, can, &before), [Code::InPast]);
        let reversed = named("2026-12-02", Some("2026-12-01"));
        assert_eq!(
            codes(&reversed, (false, false), &[]),
            [Code::UnknownProvider, Code::DatesReversed]
        );
    }

    #[test]
    fn who_is_named_offers_the_service_and_is_named_once_for_a_day() {
        let new = named("2026-12-01", None);
        assert_eq!(codes(&new, (true, false), &[]), [Code::NotOffered]);
        for (until_on, expected) in [
            (None, &[Code::Overlaps][..]),
            (Some("2026-12-01"), &[Code::Overlaps]),
            (Some("2026-11-30"), &[]),
        ] {
            let before = [named("2026-11-01", until_on)];
            assert_eq!(codes(&new, (true, true), &before), expected, "{until_on:?}");
        }
        // Who has ceased to offer it is still unnamed.
        let before = [named("2026-11-01", None)];
        let ended = named("2026-11-01", Some("2026-11-30"));
        assert_eq!(codes(&ended, (true, false), &before), []);
    }
}
