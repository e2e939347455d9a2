//! The real server program, killed right after it has answered: what it acknowledged is there
//! when it starts again, and the notice of it arrives.

use entity::types::SlotState;
use entity::{assignment, notice, pool};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use handoff::access::VisibleTo;
use handoff::clock::ManualClock;
use handoff::db::Db;
use serde_json::{Value, json};

use crate::support::acts::ready;
use crate::support::app::start_of_time;
use crate::support::engine::{Engine, TestDatabase, system_op};
use crate::support::network;
use crate::support::network::{organization_id, pool_id, referral_row};
use crate::support::program::Program;

const ROUNDS: usize = 20;
/// Assignments under way at the moment of the crash.
const UNDER_WAY: usize = 6;

async fn rows<E: VisibleTo>(db: &Db) -> Vec<E::Model> {
    let op = system_op(&ManualClock::new(start_of_time()), 1);
    let reader = db.read_as_system(&op, "a test looks behind the scenes");
    reader.select::<E>().all().await.unwrap()
}

/// Lets several assignments run, kills the server at the first answer, and gives those that were
/// acknowledged.
async fn assign_and_kill(program: &mut Program, referrals: &[String]) -> Vec<String> {
    let plan = program.server.plan();
    let mut under_way: FuturesUnordered<_> = referrals
        .iter()
        .map(|referral| {
            let plan = plan.clone();
            async move {
                let input = json!({
                    "referralId": referral,
                    "providerId": network::global_id("p1"),
                    "reason": "all of them are needed",
                });
                let answer = plan.try_act("assignReferral", input).await;
                answer.ok().map(|reply| {
                    reply.done();
                    referral.clone()
                })
            }
        })
        .collect();
    let mut acknowledged = Vec::new();
    acknowledged.extend(under_way.next().await.unwrap());
    program.kill();
    // Some answers may have been on their way already: they count as well.
    while let Some(answer) = under_way.next().await {
        acknowledged.extend(answer);
    }
    acknowledged
}

/// Everything that was acknowledged is there, and everything that is there is whole.
async fn assert_whole(db: &Db, acknowledged: &[String]) {
    let assignments = rows::<assignment::Entity>(db).await;
    for referral in acknowledged {
        let row = referral_row(referral);
        let count = assignments.iter().filter(|one| one.referral_id == row);
        assert_eq!(count.count(), 1, "an acknowledged assignment is lost");
    }
    let pools = rows::<pool::Entity>(db).await;
    let kitchen = pools.iter().find(|one| one.id == pool_id("p1-kitchen"));
    let held = assignments.iter().filter(|one| one.slot == SlotState::Held);
    assert_eq!(
        usize::try_from(kitchen.unwrap().held).unwrap(),
        held.count(),
        "the ledger and the assignments disagree"
    );
    let mut notices = rows::<notice::Entity>(db).await;
    notices.retain(|one| one.organization_id == organization_id("p1"));
    let mut numbers: Vec<i64> = notices.iter().map(|one| one.seq).collect();
    numbers.sort_unstable();
    let expected: Vec<i64> = (1..).take(assignments.len()).collect();
    assert_eq!(numbers, expected, "each assignment has its notice");
}

async fn what_was_acknowledged_survives(engine: Engine) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    let db = database.open().await;
    let op = system_op(&ManualClock::new(start_of_time()), 0);
    network::load(&db, &op).await;
    network::set_capacity(&db, &op, "p1-kitchen", 1_000).await;

    let mut acknowledged: Vec<String> = Vec::new();
    let (mut place, mut heard): (Option<String>, Vec<String>) = (None, Vec::new());
    for _ in 0..ROUNDS {
        let mut program = Program::start(&database.url).await;
        assert_whole(&db, &acknowledged).await;
        hear(&program, &mut place, &mut heard).await;
        let mut referrals = Vec::new();
        for _ in 0..UNDER_WAY {
            referrals.push(ready(&program.server, "m1", "MEALS").await);
        }
        acknowledged.extend(assign_and_kill(&mut program, &referrals).await);
    }
    let program = Program::start(&database.url).await;
    assert_whole(&db, &acknowledged).await;
    hear(&program, &mut place, &mut heard).await;
    for referral in &acknowledged {
        assert!(heard.contains(referral), "its notice never came");
    }
    assert!(acknowledged.len() >= ROUNDS, "{}", acknowledged.len());
    drop(program);
    database.remove().await;
}

/// The provider's client comes back, and reads from where it was to the mark.
async fn hear(program: &Program, place: &mut Option<String>, heard: &mut Vec<String>) {
    let document = "subscription($after: MailboxCursor) {
      assignments(after: $after) { cursor follows notice { number } referral { id } }
    }";
    let mut stream = program
        .server
        .provider("p1")
        .subscribe(document, json!({ "after": place }))
        .await;
    loop {
        let item = stream.next().await;
        if let Some(place) = place {
            assert_eq!(item["follows"], *place, "something is missing");
        }
        *place = item["cursor"].as_str().map(str::to_owned);
        if item["notice"] == Value::Null {
            return;
        }
        heard.push(item["referral"]["id"].as_str().unwrap().to_owned());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_on_sqlite() {
    what_was_acknowledged_survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_on_postgres() {
    what_was_acknowledged_survives(Engine::Postgres).await;
}
