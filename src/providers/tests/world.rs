//! A small exchange in a temporary SQLite file.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AreaKind, ContractId, OfferingId, OrganizationId, OrganizationKind, PhoneLine,
    PoolId, Role,
};
use entity::{
    contract, offering, offering_area, organization, plan_county, plan_service, pool, provider,
    provider_language,
};
use sea_orm::IntoActiveModel;
use uuid::Uuid;

use super::*;
use crate::access::{Actor, Person};
use crate::clock::ManualClock;
use crate::db::{Cursor, Db, PageRequest};
use crate::entropy::SeededEntropy;
use crate::error::StoreError;
use crate::op::{OpCtx, RequestId};
use crate::reference::Reference;

pub(crate) const SACRAMENTO: &str = "06067";
pub(crate) const PLACER: &str = "06061";
pub(crate) const NEVADA: &str = "06057";
pub(crate) const BUTTE: &str = "06007";
/// Lies in Nevada and Placer.
pub(crate) const TRUCKEE: &str = "96162";

pub(crate) const PLAN_A: OrganizationId = OrganizationId(Uuid::from_u128(0xA));
pub(crate) const PLAN_B: OrganizationId = OrganizationId(Uuid::from_u128(0xB));

/// Today, a Sunday morning in California.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T17:00:00Z".parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn op(actor: Actor) -> OpCtx {
    OpCtx::start(
        Arc::new(actor),
        &ManualClock::new(now()),
        RequestId::new("test"),
        Arc::new(SeededEntropy::new(1)),
    )
}

pub(crate) fn person(organization: OrganizationId, kind: OrganizationKind) -> Actor {
    Actor::person(Person::new(
        AccountId(Uuid::from_u128(1)),
        organization,
        kind,
        vec![Role::ProviderStaff],
    ))
}

pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) directory: Directory,
    _files: tempfile::TempDir,
}

impl World {
    /// Two plans: A has members everywhere here, B in Sacramento only.
    pub(crate) async fn new() -> Self {
        let files = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", files.path().join("db.sqlite").display());
        let db = Db::open(&url, 2).await.unwrap();
        db.migrate().await.unwrap();
        let world = Self {
            directory: Directory::new(db.clone(), Reference::embedded()),
            db,
            _files: files,
        };
        world
            .plan(PLAN_A, "Plan A", &[SACRAMENTO, PLACER, NEVADA])
            .await;
        world.plan(PLAN_B, "Plan B", &[SACRAMENTO]).await;
        world
    }

    pub(crate) async fn insert<M>(&self, row: M)
    where
        M: sea_orm::ActiveModelTrait + sea_orm::ActiveModelBehavior + Send + Sync,
        <M::Entity as sea_orm::EntityTrait>::Model: IntoActiveModel<M>,
    {
        self.db
            .write(&op(Actor::system()), |tx| {
                let row = row.clone();
                async move { tx.insert(row).await }
            })
            .await
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    }

    pub(crate) async fn organization(
        &self,
        id: OrganizationId,
        kind: OrganizationKind,
        name: &str,
    ) {
        let row = organization::Model {
            id,
            kind,
            name: name.to_owned(),
            phone: Some("+19165550100".to_owned()),
            prime_id: None,
            offered_prime_id: None,
            created_at: now(),
        };
        self.insert(row.into_active_model()).await;
    }

    pub(crate) async fn plan(&self, id: OrganizationId, name: &str, counties: &[&str]) {
        self.organization(id, OrganizationKind::Plan, name).await;
        for county in counties {
            let row = plan_county::Model {
                plan_id: id,
                county_fips: (*county).to_owned(),
                from_on: day("2026-01-01"),
                until_on: None,
            };
            self.insert(row.into_active_model()).await;
            for service in ["MEALS", "RECUPERATIVE_CARE"] {
                let row = plan_service::Model {
                    plan_id: id,
                    service: service.to_owned(),
                    county_fips: (*county).to_owned(),
                    from_on: day("2026-01-01"),
                    until_on: None,
                    approved_on: None,
                };
                self.insert(row.into_active_model()).await;
            }
        }
    }

    pub(crate) async fn provider(&self, number: u128, name: &str) -> OrganizationId {
        let id = OrganizationId(Uuid::from_u128(number));
        self.organization(id, OrganizationKind::Provider, name)
            .await;
        let row = provider::Model {
            id,
            name: name.to_owned(),
            name_key: crate::text::fold(name),
            npi: Some("1234567893".to_owned()),
            phone: "+19165550100".to_owned(),
            phone_line: PhoneLine::Staffed,
            street: "1 Main Street".to_owned(),
            city: "Sacramento".to_owned(),
            zip: "95814".to_owned(),
            county_fips: SACRAMENTO.to_owned(),
        };
        self.insert(row.into_active_model()).await;
        id
    }

    pub(crate) async fn language(&self, provider_id: OrganizationId, language: &str) {
        let language = language.to_owned();
        let row = provider_language::Model {
            provider_id,
            language,
        };
        self.insert(row.into_active_model()).await;
    }

    /// An offering of meals with its own pool of 10, in force all year. `areas` are county and
    /// ZIP code, empty for the whole county.
    pub(crate) async fn offering(&self, given: Given<'_>) -> OfferingId {
        let id = Uuid::from_u128(given.number);
        let row = pool::Model {
            id: PoolId(id),
            provider_id: given.provider,
            name: "Places".to_owned(),
            capacity: 10,
            held: 0,
            active: given.active,
            is_paused: given.is_paused,
            updated_at: now(),
            last_entry: 0,
            paused_until: None,
            pause_reason: None,
            ask_at: None,
            prefers_own: false,
            first_limit: 10,
        };
        self.insert(row.into_active_model()).await;
        let row = offering::Model {
            id: OfferingId(id),
            provider_id: given.provider,
            service: given.service.to_owned(),
            pool_id: PoolId(id),
            area_kind: AreaKind::County,
            from_on: given.from,
            until_on: given.until,
        };
        self.insert(row.into_active_model()).await;
        for (county, zip) in given.areas {
            let row = offering_area::Model {
                offering_id: OfferingId(id),
                county_fips: (*county).to_owned(),
                zip: (*zip).to_owned(),
                provider_id: given.provider,
                service: given.service.to_owned(),
            };
            self.insert(row.into_active_model()).await;
        }
        OfferingId(id)
    }

    pub(crate) async fn contract(
        &self,
        plan_id: OrganizationId,
        provider_id: OrganizationId,
        from_on: NaiveDate,
        until_on: Option<NaiveDate>,
    ) {
        let row = contract::Model {
            id: ContractId(op(Actor::system()).new_id()),
            plan_id,
            provider_id,
            service: "MEALS".to_owned(),
            from_on,
            until_on,
        };
        // The same instant and seed give the same id.
        let id = ContractId(Uuid::from_u128(
            plan_id.0.as_u128() << 64 | provider_id.0.as_u128(),
        ));
        self.insert(contract::Model { id, ..row }.into_active_model())
            .await;
    }

    pub(crate) async fn page(
        &self,
        filter: &ProviderFilter,
        order: ProviderOrder,
        first: u64,
        after: Option<Cursor>,
    ) -> Result<crate::db::Page<Provider>, SearchError> {
        let wanted = Wanted {
            offerings: true,
            plans: true,
        };
        let request = PageRequest { first, after };
        self.directory
            .search(&op(Actor::Anonymous), filter, order, &request, wanted)
            .await
    }

    /// Names by availability.
    pub(crate) async fn names(&self, filter: &ProviderFilter) -> Vec<String> {
        let page = self
            .page(filter, ProviderOrder::Availability, 100, None)
            .await
            .unwrap();
        let total = self
            .directory
            .count(&op(Actor::Anonymous), filter)
            .await
            .unwrap();
        assert_eq!(total, page.items.len() as u64);
        page.items
            .into_iter()
            .map(|(_, provider)| provider.name)
            .collect()
    }
}

/// An offering to make.
pub(crate) struct Given<'a> {
    pub(crate) number: u128,
    pub(crate) provider: OrganizationId,
    pub(crate) service: &'a str,
    pub(crate) areas: &'a [(&'a str, &'a str)],
    pub(crate) active: i32,
    pub(crate) is_paused: bool,
    pub(crate) from: NaiveDate,
    pub(crate) until: Option<NaiveDate>,
}

impl Given<'_> {
    pub(crate) fn of(number: u128, provider: OrganizationId) -> Self {
        Given {
            number,
            provider,
            service: "MEALS",
            areas: &[(SACRAMENTO, "")],
            active: 0,
            is_paused: false,
            from: day("2026-01-01"),
            until: None,
        }
    }
}
