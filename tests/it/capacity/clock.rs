//! What is due by the clock.

use chrono::TimeDelta;
use handoff::capacity::{ask_for_figures, end_pauses};
use serde_json::{Value, json};

use super::{global_pool_id, look, say, told};
use crate::support::{TestApp, both_engines};

async fn swept(app: &TestApp) {
    end_pauses(app.db(), &app.system_op()).await.unwrap();
    ask_for_figures(app.db(), &app.system_op()).await.unwrap();
}

both_engines!(a_pause_ends_by_itself, async |app: TestApp| {
    let provider = app.provider("p2");
    let until = "2026-11-24T08:00:00Z";
    let pause = json!({ "poolId": global_pool_id("p2"), "reason": "moving house", "until": until });
    let said = say(&provider, "pauseReferrals", pause).await.done()["pool"]["capacity"].clone();
    app.advance(TimeDelta::hours(15) - TimeDelta::seconds(1));
    swept(&app).await;
    assert_eq!(look(&provider, "p2", "p2").await["pause"]["until"], until);
    app.advance(TimeDelta::seconds(1));
    swept(&app).await;
    let seen = look(&provider, "p2", "p2").await;
    assert_eq!(seen["pause"], Value::Null);
    assert_eq!(seen["capacity"]["status"], "OPEN");
    let said_at = &said["updatedAt"];
    assert_eq!(
        seen["capacity"]["updatedAt"], *said_at,
        "the provider said nothing"
    );
});

both_engines!(
    old_figures_are_asked_for_once_a_period,
    async |app: TestApp| {
        let provider = app.provider("p2");
        swept(&app).await;
        app.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
        swept(&app).await;
        assert_eq!(told(&provider).await, [""; 0]);
        app.advance(TimeDelta::seconds(1));
        swept(&app).await;
        swept(&app).await;
        assert_eq!(told(&provider).await, ["CAPACITY_STALE"]);
        // Of its two pools one is confirmed in time.
        let first = app.provider("p1");
        assert_eq!(told(&first).await.len(), 2);

        app.advance(TimeDelta::days(20));
        let confirm = json!({ "poolId": global_pool_id("p1-desk") });
        let reply = say(&first, "confirmCapacity", confirm).await;
        let updated_at = &reply.done()["pool"]["capacity"]["updatedAt"];
        assert_eq!(updated_at, "2027-01-12T17:00:00Z");
        app.advance(TimeDelta::days(10));
        swept(&app).await;
        assert_eq!(
            told(&provider).await.len(),
            2,
            "again after the next period"
        );
        assert_eq!(told(&first).await.len(), 3, "the other of the two");
    }
);
