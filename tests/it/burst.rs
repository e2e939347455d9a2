//! A burst of assignments while the provider's client loses its connection again and again: the
//! list of what it acknowledged has every number, in order, and none is missing.

use std::collections::BTreeSet;

use entity::notice;
use futures_util::StreamExt as _;
use futures_util::stream;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::support::acts::ready;
use crate::support::network::organization_id;
use crate::support::{Caller, Live, TestApp, both_engines, postgres_only};

const BURST: usize = 600;
const ASSIGNMENTS: &str = "subscription($after: MailboxCursor) {
  assignments(after: $after) { cursor follows notice { number } referral { id } }
}";

/// A provider's client that is cut off at random moments and comes back, to any of its servers.
struct Client {
    seats: Vec<Caller>,
    chance: StdRng,
    /// The last cursor it saw: all it remembers.
    place: Option<String>,
    seen: BTreeSet<u64>,
    connections: usize,
}

impl Client {
    fn new(seats: Vec<Caller>, seed: u64) -> Self {
        Self {
            seats,
            chance: StdRng::seed_from_u64(seed),
            place: None,
            seen: BTreeSet::new(),
            connections: 0,
        }
    }

    /// Follows the stream until it has seen the whole burst.
    async fn follow(&mut self) {
        while self.seen.len() < BURST {
            let seat = self.chance.random_range(0..self.seats.len());
            let caller = self.seats[seat].clone();
            let mut live = caller
                .subscribe(ASSIGNMENTS, json!({ "after": self.place }))
                .await;
            self.connections += 1;
            let patience = self.chance.random_range(1..60);
            self.read(&caller, &mut live, patience).await;
            // Cut, in mid-stream: no word to the server.
        }
    }

    async fn read(&mut self, caller: &Caller, live: &mut Live, items: usize) {
        for _ in 0..items {
            let item = live.next().await;
            if let Some(place) = &self.place {
                assert_eq!(item["follows"], *place, "something is missing");
            }
            let place = item["cursor"].as_str().unwrap().to_owned();
            if let Some(number) = item["notice"]["number"].as_u64() {
                // At least once: what was read before a crash comes again.
                self.seen.insert(number);
                assert!(item["referral"]["id"].is_string());
            }
            // Sometimes it dies after it read and before it took note, but not at the very end.
            if self.seen.len() < BURST && self.chance.random_ratio(1, 40) {
                return;
            }
            self.place = Some(place);
            if self.chance.random_ratio(1, 10) || self.seen.len() == BURST {
                self.acknowledge(caller).await;
            }
            if self.seen.len() == BURST {
                return;
            }
        }
    }

    async fn acknowledge(&self, caller: &Caller) {
        if let Some(place) = &self.place {
            caller.acknowledge(place, None).await.done();
        }
    }
}

/// Refers and assigns the burst, eight at a time, each at any of the servers.
async fn assign_all(servers: &[TestApp]) {
    let each = |index: usize| async move {
        let server = &servers[index % servers.len()];
        let referral = ready(server, "m1", "MEALS").await;
        server.plan().assign(&referral, "p1").await.done();
    };
    stream::iter(0..BURST).for_each_concurrent(8, each).await;
}

async fn burst(servers: &[TestApp], seed: u64) {
    let app = &servers[0];
    app.set_capacity("p1-kitchen", 1_000).await;
    let seats = servers.iter().map(|server| server.provider("p1")).collect();
    let mut client = Client::new(seats, seed);
    tokio::join!(assign_all(servers), client.follow());

    let expected: BTreeSet<u64> = (1..=600).collect();
    assert_eq!(client.seen, expected);
    assert!(client.connections > 5, "{} connections", client.connections);
    let mut acknowledged: Vec<i64> = app
        .rows::<notice::Entity>()
        .await
        .into_iter()
        .filter(|row| row.organization_id == organization_id("p1"))
        .filter(|row| row.acknowledged_at.is_some())
        .map(|row| row.seq)
        .collect();
    acknowledged.sort_unstable();
    assert_eq!(acknowledged, (1..=600).collect::<Vec<i64>>());
    // Nobody else's notices, and as many assignments as numbers.
    assert_eq!(app.ledger("p1-kitchen").await, (1_000, 600, 0));
    let mailbox = app
        .provider("p1")
        .query("{ mailbox { lastNumber } }", Value::Null)
        .await;
    assert_eq!(mailbox.field()["lastNumber"], 600);
}

both_engines!(nothing_is_lost_in_a_burst, async |app: TestApp| {
    burst(&[app], 7).await;
});

postgres_only!(
    nothing_is_lost_in_a_burst_over_two_servers,
    async |app: TestApp| {
        let other = app.neighbour().await;
        burst(&[app, other.clone()], 8).await;
        other.stop().await;
    }
);
