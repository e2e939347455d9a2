//! Sign-ins and sessions in the audit trail.

use entity::audit_event;
use entity::types::AuditOutcome;
use serde_json::json;

use crate::support::network::{PASSWORD, email, organization_id};
use crate::support::people::{sign_in, try_refresh, try_sign_in};
use crate::support::{TestApp, both_engines};

/// The entries of an operation, by time: who did it, how it ended, the code.
async fn entries(app: &TestApp, operation: &str) -> Vec<(bool, AuditOutcome, String)> {
    let organization = organization_id("r1");
    let account = app.referrer().person().account;
    let mut rows = app.rows::<audit_event::Entity>().await;
    rows.retain(|row| row.operation == operation);
    // Ids of one instant have no order; nobody in particular comes first.
    rows.sort_by_key(|row| (row.occurred_at, row.account_id.is_some()));
    rows.into_iter()
        .map(|row| {
            let is_known = row.account_id == Some(account);
            assert_eq!(is_known, row.organization_id == organization);
            assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
            (is_known, row.outcome, row.detail.unwrap_or_default())
        })
        .collect()
}

both_engines!(sign_ins_are_in_the_trail, async |app: TestApp| {
    let nobody = app.anonymous();
    try_sign_in(&nobody, "nobody@network.example", PASSWORD).await;
    for _ in 0..7 {
        try_sign_in(&nobody, &email("r1"), "not the password").await;
    }
    let mut found = entries(&app, "signIn").await;
    let wrong = |is_known| {
        let code = "WRONG_CREDENTIALS".to_owned();
        (is_known, AuditOutcome::Refused, code)
    };
    assert_eq!(found.remove(0), wrong(false));
    // Those that the throttle refused were no attempts.
    assert_eq!(found, vec![wrong(true); 5]);
    app.advance(chrono::TimeDelta::hours(1));
    sign_in(&app, "r1").await;
    let found = entries(&app, "signIn").await;
    let last = found.last().unwrap();
    assert_eq!(*last, (true, AuditOutcome::Done, String::new()));
});

both_engines!(a_stolen_session_is_in_the_trail, async |app: TestApp| {
    let first = sign_in(&app, "r1").await;
    try_refresh(&app, &first.refresh_token).await.done();
    assert_eq!(entries(&app, "refreshSession").await, []);
    try_refresh(&app, &first.refresh_token)
        .await
        .refused(&["SESSION_ENDED"]);
    let reused = (true, AuditOutcome::Refused, "REUSED".to_owned());
    assert_eq!(entries(&app, "refreshSession").await, [reused]);
});

both_engines!(signing_out_is_in_the_trail, async |app: TestApp| {
    let done = [(true, AuditOutcome::Done, String::new())];
    for operation in ["signOut", "signOutEverywhere"] {
        let who = sign_in(&app, "r1").await;
        let caller = app.anonymous().with_token(&who.token);
        let document = format!("mutation {{ {operation} {{ endedSessions }} }}");
        caller.query(&document, json!({})).await.data();
        assert_eq!(entries(&app, operation).await, done);
    }
});
