//! What ends access before its tokens do ends requests and live connections, everywhere.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::account;
use entity::types::AccountId;
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::Expr;
use serde_json::json;

use crate::support::acts::ready;
use crate::support::people::{sign_in, signed_in, try_refresh};
use crate::support::{Caller, TestApp, both_engines, eventually, postgres_only};

const NOTICES: &str = "subscription { notices { notice { kind } } }";

/// Changes what a person may do, as another process would: nothing but the table tells.
async fn change_access(app: &TestApp, account: AccountId) {
    let changed = app
        .db()
        .write(&app.system_op(), |tx| async move {
            let version = Expr::col(account::Column::AccessVersion);
            tx.update_where::<account::Entity>()
                .filter(account::Column::Id.eq(account))
                .set(
                    account::Column::AccessVersion,
                    sea_orm::ExprTrait::add(version, 1),
                )
                .set(account::Column::AccessChangedAt, tx.now())
                .run()
                .await
        })
        .await;
    assert_eq!(changed.unwrap(), 1);
}

/// How long a caller is still let in.
async fn shut_out_after(caller: &Caller) -> Duration {
    let started = Instant::now();
    eventually(async || {
        let reply = caller.query("{ mailbox { lastNumber } }", json!({})).await;
        (reply.status == 401).then_some(())
    })
    .await;
    started.elapsed()
}

both_engines!(
    a_lost_role_ends_a_request_and_a_stream,
    async |app: TestApp| {
        let referral = ready(&app, "m1", "MEALS").await;
        let provider = app.provider("p1");
        let who = sign_in(&app, "p1").await;
        let caller = app.anonymous().with_token(&who.token);
        let mut stream = caller.subscribe(NOTICES, json!({})).await;
        assert!(
            stream.next().await["notice"].is_null(),
            "the end of the backlog"
        );

        change_access(&app, provider.person().account).await;
        let started = Instant::now();
        assert!(shut_out_after(&caller).await < Duration::from_secs(2));
        // What happens from now on is nobody's to hear.
        app.plan().assign(&referral, "p1").await.done();
        let (messages, close) = stream.rest().await;
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(close, (4403, "access changed".to_owned()));
        assert!(messages.is_empty(), "{messages:?}");

        // The session goes on, with what the person may do now.
        let fresh = signed_in(&app, &try_refresh(&app, &who.refresh_token).await).await;
        let caller = app.anonymous().with_token(&fresh.token);
        let mut stream = caller.subscribe(NOTICES, json!({})).await;
        assert_eq!(stream.next().await["notice"]["kind"], "REFERRAL_ASSIGNED");
    }
);

both_engines!(
    signing_out_ends_the_streams_of_that_session,
    async |app: TestApp| {
        let (here, there) = (sign_in(&app, "p1").await, sign_in(&app, "p1").await);
        let by = |token: &str| app.anonymous().with_token(token);
        let mut ends = by(&here.token).subscribe(NOTICES, json!({})).await;
        let mut stays = by(&there.token).subscribe(NOTICES, json!({})).await;
        for stream in [&mut ends, &mut stays] {
            assert!(stream.next().await["notice"].is_null());
        }
        let started = Instant::now();
        let document = "mutation { signOut { endedSessions } }";
        by(&here.token).query(document, json!({})).await.data();
        assert_eq!(ends.closed().await, (4403, "session ended".to_owned()));
        assert!(started.elapsed() < Duration::from_secs(5));
        app.plan()
            .assign(&ready(&app, "m1", "MEALS").await, "p1")
            .await
            .done();
        assert_eq!(stays.next().await["notice"]["kind"], "REFERRAL_ASSIGNED");
    }
);

both_engines!(
    a_stream_outlives_its_token_with_a_fresh_one,
    async |app: TestApp| {
        let first = sign_in(&app, "p1").await;
        let caller = app.anonymous().with_token(&first.token);
        let mut stream = caller.subscribe(NOTICES, json!({})).await;
        assert!(stream.next().await["notice"].is_null());
        app.advance(TimeDelta::minutes(9));
        let second = signed_in(&app, &try_refresh(&app, &first.refresh_token).await).await;
        assert_eq!(stream.renew(&second.token).await, "2026-11-23T17:19:00Z");
        app.advance(TimeDelta::minutes(9));
        app.plan()
            .assign(&ready(&app, "m1", "MEALS").await, "p1")
            .await
            .done();
        assert_eq!(stream.next().await["notice"]["kind"], "REFERRAL_ASSIGNED");
        app.advance(TimeDelta::minutes(1));
        assert_eq!(stream.closed().await, (4403, "token expired".to_owned()));
    }
);

both_engines!(
    a_stream_takes_no_token_of_somebody_else,
    async |app: TestApp| {
        let mine = sign_in(&app, "p1").await;
        let caller = app.anonymous().with_token(&mine.token);
        for (token, reason) in [
            (sign_in(&app, "p2").await.token, "token of another user"),
            ("nonsense".to_owned(), "token refused"),
        ] {
            let mut stream = caller.subscribe(NOTICES, json!({})).await;
            assert!(stream.next().await["notice"].is_null());
            stream.hand_in(&token).await;
            assert_eq!(stream.closed().await, (4403, reason.to_owned()));
        }
    }
);

postgres_only!(every_instance_hears_of_what_ended, async |app: TestApp| {
    let other = app.neighbour().await;
    let who = sign_in(&app, "p1").await;
    let there = other.anonymous().with_token(&who.token);
    let mut stream = there.subscribe(NOTICES, json!({})).await;
    assert!(stream.next().await["notice"].is_null());
    let document = "mutation { signOut { endedSessions } }";
    let here = app.anonymous().with_token(&who.token);
    here.query(document, json!({})).await.data();
    assert!(shut_out_after(&there).await < Duration::from_secs(2));
    assert_eq!(stream.closed().await, (4403, "session ended".to_owned()));

    // An instance that starts later knows as well.
    let third = app.neighbour().await;
    let late = third.anonymous().with_token(&who.token);
    let reply = late.query("{ viewer { name } }", json!({})).await;
    assert_eq!(reply.status, 401);
    third.stop().await;
    other.stop().await;
});
