//! The directory against a database: what is found, in which order, and who sees which figures.

pub(crate) mod world;

use entity::types::{OfferingId, OrganizationId, OrganizationKind, PoolId};
use entity::{pool_share, provider_population};
use sea_orm::IntoActiveModel;
use uuid::Uuid;

use self::world::{
    BUTTE, Given, NEVADA, PLACER, PLAN_A, PLAN_B, SACRAMENTO, TRUCKEE, World, day, op, person,
};
use super::*;
use crate::access::Actor;
use crate::capacity::{CapacityStatus, Figures};
use crate::db::CursorError;
use crate::error::Failure;
use crate::reference::ServiceCode;

fn county(fips: &str) -> ProviderFilter {
    ProviderFilter {
        county: Some(fips.parse().unwrap()),
        ..ProviderFilter::default()
    }
}

fn zip(zip: &str) -> ProviderFilter {
    ProviderFilter {
        zip: Some(zip.parse().unwrap()),
        ..ProviderFilter::default()
    }
}

#[tokio::test]
async fn a_zip_code_is_covered_by_itself_or_by_its_whole_counties() {
    let world = World::new().await;
    for (number, name, areas) in [
        (1, "All Placer", &[(PLACER, "")][..]),
        (2, "All Nevada", &[(NEVADA, "")]),
        (3, "Truckee", &[(NEVADA, TRUCKEE)]),
        (4, "Auburn", &[(PLACER, "95603")]),
        (5, "Elsewhere", &[(SACRAMENTO, "")]),
    ] {
        let provider = world.provider(number, name).await;
        world
            .offering(Given {
                areas,
                ..Given::of(100 + number, provider)
            })
            .await;
    }
    assert_eq!(
        world.names(&zip(TRUCKEE)).await,
        ["All Nevada", "All Placer", "Truckee"]
    );
    assert_eq!(world.names(&zip("95603")).await, ["All Placer", "Auburn"]);
    // Whoever serves a part of a county is found in the county.
    assert_eq!(world.names(&county(PLACER)).await, ["All Placer", "Auburn"]);
    let both = ProviderFilter {
        county: Some(PLACER.parse().unwrap()),
        ..zip(TRUCKEE)
    };
    assert_eq!(world.names(&both).await, ["All Placer"]);
    assert_eq!(world.names(&ProviderFilter::default()).await.len(), 5);
    assert!(world.names(&county(BUTTE)).await.is_empty());
}

#[tokio::test]
async fn availability_orders_by_the_band_of_the_best_match_and_rust_agrees_with_sql() {
    let world = World::new().await;
    for (number, name, active, is_paused) in [
        (1, "Paused", 0, true),
        (2, "Full", 10, false),
        (3, "Over-full", 12, false),
        (4, "Limited", 8, false),
        (5, "Öpen", 7, false),
        (6, "almost empty", 1, false),
    ] {
        let provider = world.provider(number, name).await;
        let given = Given::of(100 + number, provider);
        world
            .offering(Given {
                active,
                is_paused,
                ..given
            })
            .await;
    }
    // Its other service has room: that counts only where both match.
    let mixed = world.provider(7, "Mixed").await;
    world
        .offering(Given {
            active: 10,
            ..Given::of(107, mixed)
        })
        .await;
    let given = Given::of(108, mixed);
    world
        .offering(Given {
            service: "RECUPERATIVE_CARE",
            ..given
        })
        .await;

    let all = county(SACRAMENTO);
    assert_eq!(
        world.names(&all).await,
        [
            "almost empty",
            "Mixed",
            "Öpen",
            "Limited",
            "Full",
            "Over-full",
            "Paused"
        ]
    );
    let meals = ProviderFilter {
        services: vec![ServiceCode::Meals],
        ..all.clone()
    };
    assert_eq!(
        world.names(&meals).await,
        [
            "almost empty",
            "Öpen",
            "Limited",
            "Full",
            "Mixed",
            "Over-full",
            "Paused"
        ]
    );
    for (accepting, expected) in [(true, 3), (false, 4)] {
        let filter = ProviderFilter {
            accepting_referrals: Some(accepting),
            ..meals.clone()
        };
        assert_eq!(world.names(&filter).await.len(), expected);
    }

    let page = world
        .page(&meals, ProviderOrder::Availability, 100, None)
        .await
        .unwrap();
    let bands: Vec<i32> = page
        .items
        .iter()
        .map(|(_, provider)| {
            let offerings = provider.offerings.as_ref().unwrap();
            let meals = offerings
                .iter()
                .find(|offering| offering.service == ServiceCode::Meals);
            crate::capacity::band(meals.unwrap().capacity.status)
        })
        .collect();
    assert!(bands.is_sorted(), "{bands:?}");
    assert_eq!(bands.first(), Some(&0));
    assert_eq!(bands.last(), Some(&4));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = World::new().await;
    for number in 1..=7 {
        // Equal names and bands: the id decides.
        let name = if number % 2 == 0 { "Same" } else { "Other" };
        let provider = world.provider(number, name).await;
        let active = if number == 7 { 10 } else { 0 };
        world
            .offering(Given {
                active,
                ..Given::of(100 + number, provider)
            })
            .await;
    }
    let all = ProviderFilter::default();
    for order in [ProviderOrder::Availability, ProviderOrder::Name] {
        let whole = world.page(&all, order, 100, None).await.unwrap();
        let expected: Vec<_> = whole
            .items
            .iter()
            .map(|(_, provider)| provider.id)
            .collect();
        assert_eq!(expected.len(), 7);
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = world.page(&all, order, 2, after).await.unwrap();
            seen.extend(page.items.iter().map(|(_, provider)| provider.id));
            if !page.has_next {
                break;
            }
            after = page.items.last().map(|(cursor, _)| cursor.clone());
        }
        assert_eq!(seen, expected, "{order:?}");
    }
    let last = world
        .page(&all, ProviderOrder::Name, 7, None)
        .await
        .unwrap()
        .items
        .pop();
    let other = world.page(
        &all,
        ProviderOrder::Availability,
        2,
        last.map(|(cursor, _)| cursor),
    );
    assert!(matches!(
        other.await,
        Err(Failure::Refused(SearchRefusal::Cursor(
            CursorError::OtherList
        )))
    ));
}

#[tokio::test]
async fn only_what_is_in_force_today_counts() {
    let world = World::new().await;
    let yesterday = day("2026-11-21");
    let today = day("2026-11-22");
    let tomorrow = day("2026-11-23");
    for (number, name, from, until) in [
        (1, "Ends today", day("2026-01-01"), Some(today)),
        (2, "Begins today", today, None),
        (3, "Ended", day("2026-01-01"), Some(yesterday)),
        (4, "Not yet", tomorrow, None),
    ] {
        let provider = world.provider(number, name).await;
        world
            .offering(Given {
                from,
                until,
                ..Given::of(100 + number, provider)
            })
            .await;
        world.contract(PLAN_A, provider, from, until).await;
    }
    let late = world.provider(5, "Contract ended").await;
    world.offering(Given::of(105, late)).await;
    world
        .contract(PLAN_A, late, day("2026-01-01"), Some(yesterday))
        .await;

    let all = county(SACRAMENTO);
    assert_eq!(
        world.names(&all).await,
        ["Begins today", "Contract ended", "Ends today"]
    );
    let paid = ProviderFilter {
        plan: Some(PLAN_A),
        ..all
    };
    assert_eq!(world.names(&paid).await, ["Begins today", "Ends today"]);

    let ids = [
        OfferingId(Uuid::from_u128(103)),
        OfferingId(Uuid::from_u128(105)),
    ];
    let anyone = op(Actor::Anonymous);
    let past = world.directory.offerings(&anyone, &ids).await.unwrap();
    assert_eq!(
        past.len(),
        2,
        "an offering that ended is still known by its id"
    );
    let past: Vec<_> = past.into_iter().map(std::sync::Arc::new).collect();
    let plans = world.directory.plans_of(&anyone, &past).await.unwrap();
    assert!(plans.values().all(Vec::is_empty), "{plans:?}");
}

#[tokio::test]
async fn a_plan_pays_where_it_has_members_and_offers_the_service() {
    let world = World::new().await;
    let provider = world.provider(1, "Everywhere").await;
    let given = Given::of(101, provider);
    world
        .offering(Given {
            areas: &[(SACRAMENTO, ""), (PLACER, "")],
            ..given
        })
        .await;
    let given = Given::of(102, provider);
    world
        .offering(Given {
            areas: &[(BUTTE, "")],
            ..given
        })
        .await;
    let given = Given::of(103, provider);
    world
        .offering(Given {
            areas: &[(PLACER, "95603")],
            ..given
        })
        .await;
    world
        .contract(PLAN_A, provider, day("2026-01-01"), None)
        .await;
    world
        .contract(PLAN_B, provider, day("2026-01-01"), None)
        .await;

    let page = world
        .page(&ProviderFilter::default(), ProviderOrder::Name, 1, None)
        .await
        .unwrap();
    let offerings = page.items[0].1.offerings.clone().unwrap();
    let plans: Vec<Vec<&str>> = offerings
        .iter()
        .map(|offering| {
            let plans = offering.plans.as_ref().unwrap();
            plans.iter().map(|plan| plan.name.as_str()).collect()
        })
        .collect();
    assert_eq!(plans, [vec!["Plan A", "Plan B"], vec![], vec!["Plan A"]]);
    for (fips, plan, found) in [
        (SACRAMENTO, PLAN_B, 1),
        (PLACER, PLAN_A, 1),
        (PLACER, PLAN_B, 0),
        (BUTTE, PLAN_A, 0),
    ] {
        let filter = ProviderFilter {
            plan: Some(plan),
            ..county(fips)
        };
        assert_eq!(world.names(&filter).await.len(), found, "{fips} {plan}");
    }
    let anyone = op(Actor::Anonymous);
    let placer = PLACER.parse().unwrap();
    let plans = world.directory.plans_in(&anyone, &[placer]).await.unwrap();
    assert_eq!(plans[&placer].len(), 1);
    let counties = world
        .directory
        .counties_of(&anyone, &[PLAN_A])
        .await
        .unwrap();
    assert_eq!(counties[&PLAN_A].len(), 3);
    let services = world
        .directory
        .services_of(&anyone, &[PLAN_B])
        .await
        .unwrap();
    assert_eq!(services[&PLAN_B].len(), 2);
    assert_eq!(world.directory.plans(&anyone).await.unwrap().len(), 2);
}

#[tokio::test]
async fn people_find_a_provider_by_name_language_and_population() {
    let world = World::new().await;
    for (number, name) in [
        (1, "Casa de Niños"),
        (2, "50% Off_Meals"),
        (3, "Old O’Brien House"),
    ] {
        let provider = world.provider(number, name).await;
        world.offering(Given::of(100 + number, provider)).await;
    }
    let casa = OrganizationId(Uuid::from_u128(1));
    world.language(casa, "es").await;
    world.language(casa, "en").await;
    world
        .language(OrganizationId(Uuid::from_u128(2)), "en")
        .await;
    let row = provider_population::Model {
        provider_id: casa,
        population: "BIRTH_EQUITY".to_owned(),
    };
    world.insert(row.into_active_model()).await;

    for (part, expected) in [
        ("NIÑOS", Some("Casa de Niños")),
        ("de  ninos", Some("Casa de Niños")),
        ("0%", Some("50% Off_Meals")),
        ("off_", Some("50% Off_Meals")),
        ("o'brien", Some("Old O’Brien House")),
        ("f%m", None),
        ("' OR 1=1 --", None),
    ] {
        let filter = ProviderFilter {
            name: Some(part.to_owned()),
            ..ProviderFilter::default()
        };
        let found = world.names(&filter).await;
        assert_eq!(found.first().map(String::as_str), expected, "{part}");
        assert!(found.len() <= 1, "{part}");
    }
    let speaks = |codes: &[&str]| ProviderFilter {
        languages: codes.iter().map(|code| code.parse().unwrap()).collect(),
        ..ProviderFilter::default()
    };
    assert_eq!(world.names(&speaks(&["es"])).await, ["Casa de Niños"]);
    assert_eq!(world.names(&speaks(&["es", "en"])).await.len(), 2);
    assert!(world.names(&speaks(&["hmn"])).await.is_empty());
    let serves = ProviderFilter {
        populations: vec![crate::reference::PopulationOfFocus::BirthEquity],
        ..ProviderFilter::default()
    };
    assert_eq!(world.names(&serves).await, ["Casa de Niños"]);

    let known = world
        .directory
        .providers(&op(Actor::Anonymous), &[casa])
        .await
        .unwrap();
    let languages: Vec<String> = known[0].languages.iter().map(ToString::to_string).collect();
    assert_eq!(languages, ["en", "es"]);
}

#[tokio::test]
async fn exact_figures_go_to_the_provider_and_to_a_plan_of_its_share() {
    let world = World::new().await;
    let provider = world.provider(1, "Kitchen").await;
    world
        .offering(Given {
            active: 4,
            ..Given::of(101, provider)
        })
        .await;
    let row = pool_share::Model {
        pool_id: PoolId(Uuid::from_u128(101)),
        plan_id: PLAN_A,
        cap: Some(5),
        held: 0,
        active: 3,
    };
    world.insert(row.into_active_model()).await;

    let figures = |limit, active| {
        Some(Figures {
            limit,
            held: Some(0),
            active: Some(active),
            waiting: Some(0),
        })
    };
    let other = OrganizationId(Uuid::from_u128(9));
    for (actor, expected) in [
        (Actor::Anonymous, None),
        (
            person(provider, OrganizationKind::Provider),
            figures(Some(10), 4),
        ),
        (person(PLAN_A, OrganizationKind::Plan), figures(Some(5), 3)),
        (person(PLAN_B, OrganizationKind::Plan), None),
        (person(other, OrganizationKind::Provider), None),
        (person(other, OrganizationKind::Referrer), None),
    ] {
        let op = op(actor);
        let offerings = world
            .directory
            .offerings_of(&op, &[provider])
            .await
            .unwrap();
        let capacity = offerings[&provider][0].capacity;
        assert_eq!(capacity.figures, expected, "{:?}", op.actor());
        assert_eq!(capacity.status, CapacityStatus::Open);
        assert_eq!(capacity.available, 6);
    }
}
