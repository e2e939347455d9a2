//! The state watch of one referral: the latest state, and nothing to replay.

use serde_json::json;

use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines};

const WATCH: &str = "subscription($id: ID!) { referral(id: $id) { status version } }";

both_engines!(
    a_watched_referral_shows_every_change,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        let variables = json!({ "id": referral });
        let mut to_plan = app.plan().subscribe(WATCH, variables.clone()).await;
        let mut to_provider = app.provider("p1").subscribe(WATCH, variables).await;
        for stream in [&mut to_plan, &mut to_provider] {
            assert_eq!(stream.next().await["status"], "ASSIGNED");
        }
        app.provider("p1").accept(&referral).await.done();
        for stream in [&mut to_plan, &mut to_provider] {
            assert_eq!(stream.next().await["status"], "ACCEPTED");
        }
    }
);

both_engines!(
    a_watch_ends_with_the_access_of_its_watcher,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        let provider = app.provider("p1");
        let mut stream = provider.subscribe(WATCH, json!({ "id": referral })).await;
        assert_eq!(stream.next().await["status"], "ASSIGNED");
        app.plan().reassign(&referral, "p2").await.done();
        assert!(stream.ended().await, "no item, just the end");
    }
);

both_engines!(
    what_one_may_not_see_one_may_not_watch,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        for stranger in [
            app.provider("p2"),
            app.plan_named("b"),
            app.referrer_named("r2"),
        ] {
            let mut stream = stranger.subscribe(WATCH, json!({ "id": referral })).await;
            stream.fault("NOT_FOUND").await;
        }
        let mut stream = app
            .anonymous()
            .subscribe(WATCH, json!({ "id": referral }))
            .await;
        stream.fault("UNAUTHENTICATED").await;
    }
);
