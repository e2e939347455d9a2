//! A cursor that cannot be followed is refused: to skip in silence would lose notices.

use handoff::installation;
use handoff::notices::MailboxCursor;
use serde_json::json;

use super::{ASSIGNMENTS, after};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

const POLL: &str = "query($after: MailboxCursor) { notices(after: $after) { cursor } }";

async fn own_cursor(app: &TestApp) -> MailboxCursor {
    let mailbox = app
        .provider("p1")
        .query("{ mailbox { cursor } }", json!({}))
        .await;
    MailboxCursor::decode(mailbox.field()["cursor"].as_str().unwrap()).unwrap()
}

/// Stream, poll and acknowledgement refuse the cursor alike.
async fn assert_refused(app: &TestApp, cursor: &str, code: &str, words: &str) {
    let provider = app.provider("p1");
    let mut stream = provider.subscribe(ASSIGNMENTS, after(cursor)).await;
    let message = stream.fault("BAD_USER_INPUT").await;
    assert!(message.contains(words), "{message}");
    let reply = provider.query(POLL, after(cursor)).await;
    let message = reply.fault("BAD_USER_INPUT");
    assert!(message.contains(words), "{message}");
    provider.acknowledge(cursor, None).await.refused(&[code]);
}

both_engines!(
    a_cursor_of_another_mailbox_is_refused,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        let other = app
            .provider("p2")
            .query("{ mailbox { cursor } }", json!({}))
            .await;
        let cursor = other.field()["cursor"].as_str().unwrap().to_owned();
        assert_refused(&app, &cursor, "OTHER_MAILBOX", "another mailbox").await;
    }
);

both_engines!(
    a_cursor_ahead_of_the_mailbox_is_refused,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        let mut cursor = own_cursor(&app).await;
        cursor.seq += 1;
        assert_refused(&app, &cursor.encode(), "AHEAD", "ahead of the mailbox").await;
        cursor.seq = -1;
        assert_refused(&app, &cursor.encode(), "AHEAD", "ahead of the mailbox").await;
    }
);

both_engines!(
    a_cursor_from_before_a_restore_is_refused,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        let cursor = own_cursor(&app).await;
        let epoch = installation::begin_epoch(app.db(), &app.system_op())
            .await
            .unwrap();
        assert!(epoch > cursor.epoch);
        assert_refused(
            &app,
            &cursor.encode(),
            "OTHER_EPOCH",
            "restored from a backup",
        )
        .await;
        // Without a cursor the stream starts again from what nobody acknowledged.
        let mut stream = app.provider("p1").subscribe(ASSIGNMENTS, json!({})).await;
        assert_eq!(stream.next().await["notice"]["number"], 1);
    }
);

both_engines!(
    what_is_no_cursor_is_refused_before_anything_runs,
    async |app: TestApp| {
        let provider = app.provider("p1");
        for text in ["", "1", "not a cursor", "bm9wZQ", &"A".repeat(10_000)] {
            let mut stream = provider.subscribe(ASSIGNMENTS, after(text)).await;
            stream.fault("BAD_USER_INPUT").await;
            provider
                .query(POLL, after(text))
                .await
                .fault("BAD_USER_INPUT");
            provider
                .acknowledge(text, None)
                .await
                .fault("BAD_USER_INPUT");
        }
    }
);
