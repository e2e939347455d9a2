//! How a session goes on, and how it ends.

use chrono::TimeDelta;
use entity::session;
use entity::types::SessionEnd;
use handoff::graphql::NodeKind;
use serde_json::json;
use uuid::Uuid;

use crate::support::people::{SignedIn, sessions, sign_in, signed_in, try_refresh};
use crate::support::{Caller, Reply, Server, TestApp, both_engines};

fn by(server: &Server, who: &SignedIn) -> Caller {
    server.anonymous().with_token(&who.token)
}

async fn is_let_in(server: &Server, who: &SignedIn) -> bool {
    let reply = by(server, who)
        .query("{ viewer { name } }", json!({}))
        .await;
    if reply.status == 401 {
        reply.fault("UNAUTHENTICATED");
        return false;
    }
    assert!(reply.field()["name"].is_string());
    true
}

async fn end(caller: &Caller, session: &str) -> Reply {
    let document = "mutation($input: EndSessionInput!) {
      endSession(input: $input) { sessions { id } }
    }";
    let input = json!({ "sessionId": session });
    caller.query(document, json!({ "input": input })).await
}

async fn refused(server: &Server, refresh_token: &str) {
    try_refresh(server, refresh_token)
        .await
        .refused(&["SESSION_ENDED"]);
}

/// The only session in the table.
async fn only_row(app: &TestApp) -> session::Model {
    let mut rows = app.rows::<session::Entity>().await;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

both_engines!(
    a_session_goes_on_by_its_refresh_tokens,
    async |app: TestApp| {
        let first = sign_in(&app, "r1").await;
        let listed = sessions(&by(&app, &first)).await;
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["address"], "127.0.0.1");
        assert_eq!(listed[0]["isCurrent"], true);
        assert_eq!(listed[0]["expiresAt"], "2026-11-24T05:00:00Z");

        app.advance(TimeDelta::minutes(9));
        let second = signed_in(&app, &try_refresh(&app, &first.refresh_token).await).await;
        assert_ne!(second.refresh_token, first.refresh_token);
        assert_eq!(second.session, first.session);
        // The access token before lives out its minutes.
        assert!(is_let_in(&app, &first).await);
        app.advance(TimeDelta::minutes(1));
        assert!(!is_let_in(&app, &first).await);
        assert!(is_let_in(&app, &second).await);
        let listed = sessions(&by(&app, &second)).await;
        assert_eq!(listed[0]["lastUsedAt"], "2026-11-23T17:09:00Z");
        assert_eq!(listed[0]["expiresAt"], "2026-11-24T05:09:00Z");
        // Nothing that lets anybody in is stored.
        let row = only_row(&app).await;
        assert_eq!((row.generation, row.refresh_hash.len()), (2, 32));
    }
);

both_engines!(
    a_refresh_token_that_comes_back_ends_the_session,
    async |app: TestApp| {
        let first = sign_in(&app, "r1").await;
        let second = signed_in(&app, &try_refresh(&app, &first.refresh_token).await).await;
        let third = signed_in(&app, &try_refresh(&app, &second.refresh_token).await).await;
        // Of another session nothing changes.
        let elsewhere = sign_in(&app, "r1").await;

        refused(&app, &first.refresh_token).await;
        // At once, at the instance where it came back.
        for one in [&first, &second, &third] {
            assert!(!is_let_in(&app, one).await);
        }
        refused(&app, &third.refresh_token).await;
        assert!(is_let_in(&app, &elsewhere).await);
        let rows = app.rows::<session::Entity>().await;
        let ended: Vec<_> = rows.iter().filter_map(|row| row.end_reason).collect();
        assert_eq!(ended, [SessionEnd::Reused]);
    }
);

both_engines!(
    of_two_who_refresh_at_once_none_goes_on,
    async |app: TestApp| {
        let first = sign_in(&app, "r1").await;
        let (one, other) = tokio::join!(
            try_refresh(&app, &first.refresh_token),
            try_refresh(&app, &first.refresh_token)
        );
        let refusals = [one.refusals(), other.refusals()];
        assert_eq!(refusals.iter().filter(|codes| codes.is_empty()).count(), 1);
        let winner = if refusals[0].is_empty() { one } else { other };
        let token = winner.done()["session"]["refreshToken"].as_str().unwrap();
        refused(&app, token).await;
        assert_eq!(only_row(&app).await.end_reason, Some(SessionEnd::Reused));
    }
);

both_engines!(
    an_invented_refresh_token_changes_nothing,
    async |app: TestApp| {
        let first = sign_in(&app, "r1").await;
        let middle = first.refresh_token.len() / 2;
        let mut changed = first.refresh_token.clone();
        let other = if changed.as_bytes()[middle] == b'A' {
            "B"
        } else {
            "A"
        };
        changed.replace_range(middle..=middle, other);
        for token in ["", "nonsense", &changed, &"x".repeat(10_000), &first.token] {
            refused(&app, token).await;
        }
        assert_eq!(only_row(&app).await.ended_at, None);
        try_refresh(&app, &first.refresh_token).await.done();
    }
);

both_engines!(
    a_session_ends_idle_and_at_a_fixed_age,
    async |app: TestApp| {
        let idle = sign_in(&app, "r2").await;
        let mut busy = sign_in(&app, "r1").await;
        app.advance(TimeDelta::hours(12));
        refused(&app, &idle.refresh_token).await;
        refused(&app, &busy.refresh_token).await;

        busy = sign_in(&app, "r1").await;
        let begun = app.now();
        for _ in 0..16 {
            app.advance(TimeDelta::hours(10));
            let reply = try_refresh(&app, &busy.refresh_token).await;
            busy = signed_in(&app, &reply).await;
        }
        // 160 of 168 hours are over: the end no longer moves.
        let row = app.rows::<session::Entity>().await;
        let latest = row.iter().map(|row| row.expires_at).max().unwrap();
        assert_eq!(latest, begun + TimeDelta::days(7));
        // And the access token ends with the session.
        app.advance(TimeDelta::minutes(8 * 60 - 5));
        let reply = try_refresh(&app, &busy.refresh_token).await;
        let session = &reply.done()["session"];
        assert_eq!(session["expiresAt"], session["refreshExpiresAt"]);
        app.advance(TimeDelta::minutes(5));
        refused(&app, session["refreshToken"].as_str().unwrap()).await;
    }
);

both_engines!(who_signs_out_is_out, async |app: TestApp| {
    let (here, there) = (sign_in(&app, "r1").await, sign_in(&app, "r1").await);
    assert_eq!(sessions(&by(&app, &here)).await.len(), 2);
    let document = "mutation { signOut { endedSessions } }";
    let reply = by(&app, &here).query(document, json!({})).await;
    assert_eq!(reply.field()["endedSessions"], 1);
    assert!(!is_let_in(&app, &here).await);
    refused(&app, &here.refresh_token).await;
    assert!(is_let_in(&app, &there).await);
    let nobody = app.anonymous().query(document, json!({})).await;
    nobody.fault("UNAUTHENTICATED");
});

both_engines!(
    who_signs_out_everywhere_is_out_everywhere,
    async |app: TestApp| {
        let (here, there) = (sign_in(&app, "r1").await, sign_in(&app, "r1").await);
        let other = sign_in(&app, "r2").await;
        let document = "mutation { signOutEverywhere { endedSessions } }";
        let reply = by(&app, &here).query(document, json!({})).await;
        assert_eq!(reply.field()["endedSessions"], 2);
        for one in [&here, &there] {
            assert!(!is_let_in(&app, one).await);
            refused(&app, &one.refresh_token).await;
        }
        assert!(is_let_in(&app, &other).await);
    }
);

both_engines!(
    one_session_can_be_ended_from_another,
    async |app: TestApp| {
        let (here, there) = (sign_in(&app, "r1").await, sign_in(&app, "r1").await);
        let other = sign_in(&app, "r2").await;
        let me = by(&app, &here);
        let left = end(&me, &there.session).await;
        assert_eq!(left.field()["sessions"], json!([{ "id": here.session }]));
        assert!(!is_let_in(&app, &there).await);
        // Once more changes nothing.
        end(&me, &there.session).await.data();
        // That of somebody else is none, like an invented one.
        let foreign = end(&me, &other.session).await;
        let invented = end(&me, &NodeKind::Session.encode(Uuid::from_u128(9)).0).await;
        assert_eq!(foreign.fault("NOT_FOUND"), invented.fault("NOT_FOUND"));
        assert!(is_let_in(&app, &other).await);
        // And no session is a node.
        let node = me
            .query(
                "query($id: ID!) { node(id: $id) { id } }",
                json!({ "id": here.session }),
            )
            .await;
        assert!(node.field().is_null());
    }
);

both_engines!(old_sessions_are_forgotten, async |app: TestApp| {
    sign_in(&app, "r1").await;
    app.advance(TimeDelta::days(29));
    let identity = app.identity().await;
    identity.purge(&app.system_op()).await.unwrap();
    assert_eq!(app.rows::<session::Entity>().await.len(), 1);
    app.advance(TimeDelta::days(2));
    identity.purge(&app.system_op()).await.unwrap();
    assert_eq!(app.rows::<session::Entity>().await.len(), 0);
    assert_eq!(app.rows::<entity::known_address::Entity>().await.len(), 0);
    assert_eq!(
        app.rows::<entity::sign_in_throttle::Entity>().await.len(),
        0
    );
});
