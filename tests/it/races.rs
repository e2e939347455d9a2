//! Many at once for one thing. SQLite has one writer and cannot show these.

use std::collections::HashMap;

use entity::types::EventKind;
use entity::{assignment, notice, pool_share, referral_event};
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use futures_util::stream;
use serde_json::json;

use crate::support::acts::{assigned, ready};
use crate::support::network::{organization_id, referral_row};
use crate::support::{Reply, TestApp, postgres_only};

/// How many preparations run at a time.
const AT_A_TIME: usize = 8;

/// So many ready referrals.
async fn many_ready(app: &TestApp, count: usize, service: &str) -> Vec<String> {
    let each = |_| async { ready(app, "m1", service).await };
    stream::iter(0..count)
        .map(each)
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await
}

/// So many referrals that p1 has.
async fn many_assigned(app: &TestApp, count: usize, service: &str) -> Vec<String> {
    let each = |_| async { assigned(app, "m1", service, "p1").await };
    stream::iter(0..count)
        .map(each)
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await
}

/// The numbers of a provider's mailbox, in order.
async fn numbers(app: &TestApp, organization: &str) -> Vec<i64> {
    let mut numbers: Vec<i64> = app
        .rows::<notice::Entity>()
        .await
        .into_iter()
        .filter(|row| row.organization_id == organization_id(organization))
        .map(|row| row.seq)
        .collect();
    numbers.sort_unstable();
    numbers
}

postgres_only!(
    two_hundred_assignments_for_the_last_twenty_places,
    async |app: TestApp| {
        app.set_capacity("p1-kitchen", 20).await;
        let referrals = many_ready(&app, 200, "MEALS").await;
        let plan = app.plan();
        let replies = join_all(referrals.iter().map(|referral| plan.assign(referral, "p1"))).await;
        let refused = replies
            .iter()
            .map(Reply::refusals)
            .filter(|codes| !codes.is_empty());
        let refused: Vec<_> = refused.collect();
        assert_eq!(refused.len(), 180);
        assert!(
            refused.iter().all(|codes| *codes == ["AT_CAPACITY"]),
            "{refused:?}"
        );

        assert_eq!(app.ledger("p1-kitchen").await, (20, 20, 0));
        let held: i32 = app
            .rows::<pool_share::Entity>()
            .await
            .iter()
            .map(|share| share.held)
            .sum();
        assert_eq!(held, 20, "the plan's share agrees");
        let live = app.rows::<assignment::Entity>().await;
        assert_eq!(live.len(), 20);
        // Each was told once, and nobody of a refusal.
        assert_eq!(numbers(&app, "p1").await, (1..=20).collect::<Vec<_>>());
    }
);

postgres_only!(two_plans_for_one_capped_share, async |app: TestApp| {
    // Plan b may use two places of the kitchen, whatever is free.
    let each = |_| async { ready(&app, "n1", "MEALS").await };
    let referrals: Vec<_> = stream::iter(0..20)
        .map(each)
        .buffer_unordered(AT_A_TIME)
        .collect()
        .await;
    let plan = app.plan_named("b");
    let replies = join_all(referrals.iter().map(|referral| plan.assign(referral, "p1"))).await;
    let done = replies.iter().filter(|reply| reply.refusals().is_empty());
    assert_eq!(done.count(), 2);
    assert_eq!(app.ledger("p1-kitchen").await, (40, 2, 0));
});

postgres_only!(
    nobody_acts_on_an_assignment_that_has_ended,
    async |app: TestApp| {
        const ROUNDS: usize = 1_000;
        app.set_capacity("p1-desk", 2_000).await;
        app.set_capacity("p2", 2_000).await;
        let referrals = many_assigned(&app, ROUNDS, "HOUSING_NAVIGATION").await;
        let (plan, first) = (app.plan(), app.provider("p1"));
        let race = async |referral: &String| {
            let (taken, accepted) =
                tokio::join!(plan.reassign(referral, "p2"), first.accept(referral));
            taken.done();
            // Either it was first, or there is no such referral for it any more.
            let was_first = accepted.fault_code().is_none();
            if was_first {
                accepted.done();
            } else {
                accepted.fault("NOT_FOUND");
            }
            (referral_row(referral), was_first)
        };
        let outcomes: HashMap<_, _> = stream::iter(&referrals)
            .map(race)
            .buffer_unordered(AT_A_TIME)
            .collect()
            .await;

        let mut accepted_at = HashMap::new();
        let mut unassigned_at = HashMap::new();
        for event in app.rows::<referral_event::Entity>().await {
            let place = if event.kind == EventKind::Accepted {
                &mut accepted_at
            } else if event.kind == EventKind::Unassigned {
                &mut unassigned_at
            } else {
                continue;
            };
            assert!(
                place.insert(event.referral_id, event.seq).is_none(),
                "twice"
            );
        }
        for (referral, was_first) in &outcomes {
            let accepted = accepted_at.get(referral);
            assert_eq!(accepted.is_some(), *was_first);
            assert!(accepted.is_none_or(|seq| *seq < unassigned_at[referral]));
        }
        let live = app.rows::<assignment::Entity>().await;
        let live: Vec<_> = live.iter().filter(|row| row.ended_at.is_none()).collect();
        assert_eq!(live.len(), ROUNDS);
        assert!(
            live.iter()
                .all(|row| row.provider_id == organization_id("p2"))
        );
        assert_eq!(app.ledger("p1-desk").await, (2_000, 0, 0));
        assert_eq!(app.ledger("p2").await, (2_000, 1_000, 0));
    }
);

postgres_only!(of_two_acceptances_one_is_taken, async |app: TestApp| {
    app.set_capacity("p1-kitchen", 100).await;
    let referrals = many_assigned(&app, 50, "MEALS").await;
    let provider = app.provider("p1");
    for referral in &referrals {
        let (one, other) = tokio::join!(provider.accept(referral), provider.accept(referral));
        let mut codes = [one.refusals(), other.refusals()];
        codes.sort();
        assert_eq!(codes, [vec![], vec!["WRONG_STATE".to_owned()]]);
    }
    // Sent twice under one key, it is one acceptance, and both are told so.
    let referral = ready(&app, "m2", "MEALS").await;
    app.plan().assign(&referral, "p1").await.done();
    let input = json!({ "referralId": referral, "idempotencyKey": "once" });
    let sent = join_all((0..8).map(|_| provider.act("acceptReferral", input.clone()))).await;
    for reply in &sent {
        assert_eq!(reply.done()["referral"]["status"], "ACCEPTED");
    }
    let accepted = app.rows::<referral_event::Entity>().await;
    let accepted = accepted.iter().filter(|event| {
        event.kind == entity::types::EventKind::Accepted
            && event.referral_id == referral_row(&referral)
    });
    assert_eq!(accepted.count(), 1);
});

postgres_only!(
    of_two_plans_acts_at_once_each_sees_the_other,
    async |app: TestApp| {
        app.set_capacity("p1-desk", 100).await;
        app.set_capacity("p2", 100).await;
        let referrals = many_ready(&app, 50, "HOUSING_NAVIGATION").await;
        let plan = app.plan();
        for referral in &referrals {
            let (one, other) =
                tokio::join!(plan.assign(referral, "p1"), plan.assign(referral, "p2"));
            let mut codes = [one.refusals(), other.refusals()];
            codes.sort();
            assert_eq!(codes, [vec![], vec!["WRONG_STATE".to_owned()]]);
        }
        let held = app.ledger("p1-desk").await.1 + app.ledger("p2").await.1;
        assert_eq!(held, 50);
    }
);

postgres_only!(
    acts_that_cross_never_lock_each_other_out,
    async |app: TestApp| {
        // Reassignments in both directions take the same pools and mailboxes from both sides.
        app.set_capacity("p1-desk", 100).await;
        app.set_capacity("p2", 100).await;
        let referrals = many_assigned(&app, 40, "HOUSING_NAVIGATION").await;
        let plan = app.plan();
        let (here, there) = referrals.split_at(20);
        join_all(there.iter().map(|referral| plan.reassign(referral, "p2"))).await;
        for _ in 0..5 {
            let forth = here.iter().map(|referral| plan.reassign(referral, "p2"));
            let back = there.iter().map(|referral| plan.reassign(referral, "p1"));
            let (forth, back) = tokio::join!(join_all(forth), join_all(back));
            for reply in forth.iter().chain(&back) {
                reply.done();
            }
            let back = here.iter().map(|referral| plan.reassign(referral, "p1"));
            let forth = there.iter().map(|referral| plan.reassign(referral, "p2"));
            let (back, forth) = tokio::join!(join_all(back), join_all(forth));
            for reply in forth.iter().chain(&back) {
                reply.done();
            }
        }
        assert_eq!(app.ledger("p1-desk").await, (100, 20, 0));
        assert_eq!(app.ledger("p2").await, (100, 20, 0));
        for provider in ["p1", "p2"] {
            let numbers = numbers(&app, provider).await;
            let expected: Vec<i64> = (1..).take(numbers.len()).collect();
            assert_eq!(numbers, expected, "no gap in the mailbox of {provider}");
        }
    }
);

postgres_only!(
    one_key_for_many_creations_makes_one_referral,
    async |app: TestApp| {
        let referrer = app.referrer();
        let patient = crate::support::network::patient("m1");
        let mut input = crate::support::acts::referral_of(patient, "MEALS");
        input["idempotencyKey"] = json!("one visit");
        let sent = join_all((0..16).map(|_| referrer.try_refer(input.clone()))).await;
        let first = sent[0].done()["referral"]["id"].clone();
        for reply in &sent {
            assert_eq!(reply.done()["referral"]["id"], first);
        }
        let referrals = app.rows::<entity::referral::Entity>().await;
        assert_eq!(referrals.len(), 1);
        assert_eq!(numbers(&app, "a").await, [1]);
    }
);
