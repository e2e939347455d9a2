//! A live connection ends with what it rests on: its token, its account, its server.

use chrono::TimeDelta;
use handoff::identity::accounts::Accounts;
use serde_json::json;

use super::{NOTICES, told};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

both_engines!(a_stream_ends_when_its_token_does, async |app: TestApp| {
    let mut stream = app.provider("p1").subscribe(NOTICES, json!({})).await;
    assert_eq!(told(&stream.next().await), None);
    app.advance(TimeDelta::minutes(10));
    let (code, reason) = stream.closed().await;
    assert_eq!((code, reason.as_str()), (4403, "token expired"));
});

both_engines!(
    nothing_is_delivered_after_the_token_has_ended,
    async |app: TestApp| {
        let referral = crate::support::acts::ready(&app, "m1", "MEALS").await;
        let mut stream = app.provider("p1").subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), None);
        app.advance(TimeDelta::minutes(10));
        app.plan().assign(&referral, "p1").await.done();
        assert!(stream.try_next().await.is_none(), "closed before any item");
    }
);

both_engines!(
    a_stream_ends_within_seconds_when_its_account_is_suspended,
    async |app: TestApp| {
        let mut stream = app.provider("p1").subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), None);
        let accounts = Accounts::new(app.identity().await);
        let person = app.provider("p1").person().account;
        accounts.deactivate(&app.system_op(), person).await.unwrap();
        let (code, reason) = stream.closed().await;
        assert_eq!((code, reason.as_str()), (4403, "account suspended"));
        // And the token is good for nothing else.
        let reply = app
            .provider("p1")
            .query("{ mailbox { lastNumber } }", json!({}))
            .await;
        reply.fault("UNAUTHENTICATED");
        assert_eq!(reply.status, 401);
    }
);

both_engines!(
    a_server_that_stops_says_that_it_is_going_away,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        let mut stream = app.provider("p1").subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), Some((1, "REFERRAL_ASSIGNED")));
        assert_eq!(told(&stream.next().await), None);
        app.stop().await;
        assert_eq!(stream.closed().await.0, 1001);
        // The last batch of delivery times was written before the database was closed.
        let rows = app.rows::<entity::notice::Entity>().await;
        let delivered = rows.iter().filter(|row| row.delivered_at.is_some()).count();
        assert_eq!(delivered, 1);
    }
);
