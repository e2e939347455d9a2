//! Dated facts of a member's life.

use chrono::TimeDelta;
use serde_json::json;

use super::{act, look};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

both_engines!(
    after_a_death_only_its_correction_follows,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        assigned(&app, "m1", "MEALS", "p1").await;
        let death = json!({ "kind": "DEATH", "happenedOn": "2026-11-20", "note": "county record" });
        act(&plan, "recordLifeEvent", death).await.done();
        let fields = "lifeEvents { id kind happenedOn note corrects isVoid }";
        let seen = look(&plan, "m1", fields).await;
        let id = seen["lifeEvents"][0]["id"].clone();
        assert_eq!(seen["lifeEvents"][0]["kind"], "DEATH");
        // Its turn ended with the member's life.
        assert_eq!(look(&provider, "m1", fields).await, json!(null));

        let phones = json!({ "phones": [] });
        act(&plan, "setPhones", phones.clone())
            .await
            .refused(&["DECEASED"]);
        let release = json!({ "kind": "RELEASE", "happenedOn": "2026-11-20" });
        act(&plan, "recordLifeEvent", release)
            .await
            .refused(&["DECEASED"]);

        let correction = |on: &str, is_void: bool, note: Option<&str>| {
            json!({
                "kind": "DEATH", "happenedOn": on, "correctsId": id, "isVoid": is_void, "note": note,
            })
        };
        let act_of = |input| act(&plan, "recordLifeEvent", input);
        app.advance(TimeDelta::minutes(1));
        act_of(correction("2026-11-20", true, None))
            .await
            .refused(&["REQUIRED"]);
        act_of(correction("2026-11-20", true, Some("a namesake")))
            .await
            .done();
        act_of(correction("2026-11-21", false, Some("again")))
            .await
            .refused(&["UNKNOWN_EVENT"]);
        act(&plan, "setPhones", phones).await.done();

        let seen = look(&plan, "m1", fields).await;
        let events = seen["lifeEvents"].as_array().unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[1]["corrects"], id);
        assert_eq!(events[1]["isVoid"], true);
        let tomorrow = json!({ "kind": "INCARCERATION", "happenedOn": "2026-11-24" });
        act_of(tomorrow).await.refused(&["INVALID_DATE"]);
    }
);
