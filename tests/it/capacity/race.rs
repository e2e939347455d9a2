//! Sixteen writers at once: no place is taken twice, and the ledger is right at every instant.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use entity::ledger_entry;
use entity::types::LedgerEntryKind;
use futures_util::future::join_all;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::ledger::verified;
use super::{global_pool_id, say, set_capacity};
use crate::support::acts::ready;
use crate::support::app::run_with;
use crate::support::{Engine, TestApp};

/// How many write.
const WRITERS: u64 = 16;
/// What they are after.
const SERVICE: &str = "HOUSING_NAVIGATION";

/// How long they write: some seconds, or as many as are given.
#[expect(
    clippy::disallowed_methods,
    reason = "a setting of the test run, not of the program"
)]
fn duration() -> Duration {
    let given = std::env::var("HANDOFF_RACE_SECONDS").ok();
    Duration::from_secs(given.and_then(|text| text.parse().ok()).unwrap_or(4))
}

/// Chance that can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// What the writers share.
struct Race {
    app: TestApp,
    is_over: AtomicBool,
    holds: AtomicUsize,
    refusals: AtomicUsize,
    acts: AtomicUsize,
}

impl Race {
    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::Relaxed)
    }

    /// The act was done, or the business refused it: never a fault. Whether it was done.
    fn count(&self, reply: &crate::support::Reply) -> bool {
        self.acts.fetch_add(1, Ordering::Relaxed);
        let codes = reply.refusals();
        assert!(codes.is_empty() || codes == ["AT_CAPACITY"], "{codes:?}");
        codes.is_empty()
    }

    /// One writer: takes a place where there is one, does something with it, gives it back.
    async fn write(&self, seed: u64) {
        let mut dice = Dice(seed);
        while self.goes_on() {
            let member = ["m1", "m2", "m3", "n1"][usize::try_from(dice.below(4)).unwrap()];
            let referral = ready(&self.app, member, SERVICE).await;
            let plan = self.app.plan_named(if member == "n1" { "b" } else { "a" });
            for _ in 0..=dice.below(6) {
                // Plan b has one provider.
                let keys = if member == "n1" {
                    ["p1", "p1"]
                } else {
                    ["p1", "p2"]
                };
                let turn = usize::try_from(dice.below(2)).unwrap();
                let (key, other) = (keys[turn], keys[1 - turn]);
                let reply = plan.assign(&referral, key).await;
                if !self.count(&reply) {
                    self.refusals.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                self.holds.fetch_add(1, Ordering::Relaxed);
                let moved = key != other && dice.below(3) == 0;
                let moved = moved && self.count(&plan.reassign(&referral, other).await);
                let key = if moved { other } else { key };
                if dice.below(3) == 0 {
                    self.serve(&referral, key).await;
                    break;
                }
                let no = json!({ "referralId": referral, "reason": "OTHER", "note": "no" });
                self.count(&self.app.provider(key).act("declineReferral", no).await);
            }
        }
    }

    /// The service starts, did not start after all, starts and ends.
    async fn serve(&self, referral: &str, key: &str) {
        let provider = self.app.provider(key);
        let now = self.app.now().to_rfc3339();
        let act = async |mutation: &str, rest: Value| {
            let mut input = rest;
            input["referralId"] = json!(referral);
            self.count(&provider.act(mutation, input).await);
        };
        act("acceptReferral", json!({})).await;
        let start = json!({ "startedAt": now });
        act("startService", start.clone()).await;
        act("correctStart", json!({ "reason": "not yet" })).await;
        act("startService", start).await;
        act(
            "endService",
            json!({ "endedAt": now, "reason": "GOALS_MET" }),
        )
        .await;
    }

    /// Providers and plans change their minds meanwhile.
    async fn report(&self) {
        let mut dice = Dice(77);
        let manager = self.app.colleague("a", Role::PlanNetwork);
        let desk = global_pool_id("p1-desk");
        while self.goes_on() {
            let cap = [None, Some(3), Some(8)][usize::try_from(dice.below(3)).unwrap()];
            let share = json!({ "poolId": desk, "cap": cap });
            say(&manager, "setPlanShare", share).await.done();
            let (provider, pause) = (self.app.provider("p1"), json!({ "poolId": desk }));
            if dice.below(5) == 0 {
                let why = json!({ "poolId": desk, "reason": "a moment" });
                say(&provider, "pauseReferrals", why).await.done();
                say(&provider, "resumeReferrals", pause).await.done();
            } else {
                say(&provider, "confirmCapacity", pause).await.done();
            }
            for (pool, key, most) in [("p1-desk", "p1", 10), ("p2", "p2", 5)] {
                let limit = i32::try_from(dice.below(most) + 1).unwrap();
                set_capacity(&self.app.provider(key), pool, limit)
                    .await
                    .done();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Somebody looks on, while the server runs.
    async fn verify(&self) -> usize {
        let mut looks = 0;
        while self.goes_on() {
            assert_eq!(verified(&self.app).await.disagreements, []);
            looks += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        looks
    }
}

/// Room for every writer: they wait for rows, not for connections.
const CONNECTIONS: &[(&str, &str)] = &[("DATABASE__CONNECTIONS", "16")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_place_is_taken_twice() {
    run_with(Engine::Postgres, CONNECTIONS, race).await;
}

/// The one writer of SQLite takes them in turn: the sequence is random all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_place_is_taken_twice_in_turn() {
    run_with(Engine::Sqlite, &[], race).await;
}

async fn race(app: TestApp) {
    let race = Race {
        app: app.clone(),
        is_over: AtomicBool::new(false),
        holds: AtomicUsize::new(0),
        refusals: AtomicUsize::new(0),
        acts: AtomicUsize::new(0),
    };
    let begun = Instant::now();
    let end = async {
        tokio::time::sleep(duration()).await;
        race.is_over.store(true, Ordering::Relaxed);
    };
    let writers = join_all((0..WRITERS).map(|seed| race.write(seed + 1)));
    let (_, (), looks, ()) = tokio::join!(writers, race.report(), race.verify(), end);
    let seconds = begun.elapsed().as_secs_f64();

    let entries = app.rows::<ledger_entry::Entity>().await;
    let held: Vec<_> = entries
        .iter()
        .filter(|entry| entry.kind == LedgerEntryKind::Held)
        .collect();
    let over: Vec<_> = held
        .iter()
        .filter(|entry| entry.held + entry.active > entry.capacity)
        .collect();
    assert!(over.is_empty(), "sold twice: {over:?}");
    assert_eq!(verified(&app).await.disagreements, []);
    let count = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    assert!(held.len() >= count(&race.holds));
    assert!(count(&race.refusals) > 0, "there was never too little");
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let per_second = |count: usize| count as f64 / seconds;
    eprintln!(
        "{WRITERS} writers, {seconds:.1} s: {:.0} acts/s, {:.0} reservations/s, {} refused, {} \
         entries, verified {looks} times beside",
        per_second(count(&race.acts)),
        per_second(held.len()),
        count(&race.refusals),
        entries.len(),
    );
}
