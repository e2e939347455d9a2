use chrono::TimeDelta;
use entity::notice;
use serde_json::json;

use super::{NOTICES, cursor, told};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

both_engines!(the_first_acknowledgement_counts, async |app: TestApp| {
    let provider = app.provider("p1");
    assigned(&app, "m1", "MEALS", "p1").await;
    assigned(&app, "m2", "MEALS", "p1").await;
    let mut stream = provider.subscribe(NOTICES, json!({})).await;
    let (first, second) = (stream.next().await, stream.next().await);
    let begun = app.now();
    let reply = provider.acknowledge(cursor(&first), None).await;
    assert_eq!(reply.done()["acknowledged"], 1);
    app.advance(TimeDelta::hours(1));
    let reply = provider.acknowledge(cursor(&second), None).await;
    assert_eq!(reply.done()["acknowledged"], 1, "the first is done already");
    let reply = provider.acknowledge(cursor(&second), None).await;
    assert_eq!(reply.done()["acknowledged"], 0);

    let account = provider.person().account;
    let mut rows = app.rows::<notice::Entity>().await;
    rows.retain(|row| row.organization_id == provider.person().organization);
    rows.sort_by_key(|row| row.seq);
    let times: Vec<_> = rows
        .iter()
        .map(|row| row.acknowledged_at.unwrap())
        .collect();
    assert_eq!(times, [begun, begun + TimeDelta::hours(1)]);
    assert!(rows.iter().all(|row| row.acknowledged_by == Some(account)));
});

both_engines!(
    without_a_cursor_a_stream_starts_from_the_oldest_unacknowledged,
    async |app: TestApp| {
        let provider = app.provider("p1");
        for member in ["m1", "m2", "m3"] {
            assigned(&app, member, "MEALS", "p1").await;
        }
        let mut stream = provider.subscribe(NOTICES, json!({})).await;
        let first = stream.next().await;
        provider.acknowledge(cursor(&first), None).await.done();
        let mut again = provider.subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&again.next().await), Some((2, "REFERRAL_ASSIGNED")));
        let all = provider
            .query(
                "{ mailbox { cursor lastNumber acknowledgedThrough } }",
                json!({}),
            )
            .await;
        assert_eq!(all.field()["lastNumber"], 3);
        assert_eq!(all.field()["acknowledgedThrough"], first["cursor"]);
        provider.acknowledge(cursor(all.field()), None).await.done();
        let mut empty = provider.subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&empty.next().await), None);
    }
);

both_engines!(
    a_client_acknowledges_only_the_kinds_it_could_see,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.provider("p1").accept(&referral).await.done();
        let all = plan.query("{ mailbox { cursor } }", json!({})).await;
        let last = cursor(all.field());
        let reply = plan.acknowledge(last, Some(&["REFERRAL_ACCEPTED"])).await;
        assert_eq!(reply.done()["acknowledged"], 1);
        // The other one still waits, and so the stream starts with it.
        let mut stream = plan.subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), Some((1, "REFERRAL_RECEIVED")));
    }
);
