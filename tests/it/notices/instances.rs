//! Several servers on one database are one exchange.

use serde_json::json;

use super::{ASSIGNMENTS, NOTICES, told};
use crate::support::acts::{assigned, ready};
use crate::support::{TestApp, postgres_only};

postgres_only!(
    instances_deliver_each_others_notices,
    async |app: TestApp| {
        let other = app.neighbour().await;
        let provider = app.provider("p1");
        let mut here = provider.subscribe(ASSIGNMENTS, json!({})).await;
        let mut there = provider.at(&other).subscribe(ASSIGNMENTS, json!({})).await;
        for stream in [&mut here, &mut there] {
            assert_eq!(told(&stream.next().await), None);
        }
        let first = ready(&app, "m1", "MEALS").await;
        let second = ready(&app, "m2", "MEALS").await;
        app.plan().at(&other).assign(&first, "p1").await.done();
        app.plan().assign(&second, "p1").await.done();
        for stream in [&mut here, &mut there] {
            for (number, referral) in [(1, &first), (2, &second)] {
                let item = stream.next().await;
                assert_eq!(told(&item), Some((number, "REFERRAL_ASSIGNED")));
                assert_eq!(item["referral"]["id"], *referral);
            }
        }
        other.stop().await;
    }
);

postgres_only!(
    a_client_goes_on_at_another_instance,
    async |app: TestApp| {
        let other = app.neighbour().await;
        let provider = app.provider("p1");
        let mut stream = provider.subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), None);
        assigned(&app, "m1", "MEALS", "p1").await;
        let seen = stream.next().await;
        // Its server goes away for good; the other one carries on.
        app.stop().await;
        assert_eq!(stream.closed().await.0, 1001);
        assigned(&other, "m2", "MEALS", "p1").await;
        let mut stream = provider
            .at(&other)
            .subscribe(NOTICES, super::after(super::cursor(&seen)))
            .await;
        let next = stream.next().await;
        assert_eq!(told(&next), Some((2, "REFERRAL_ASSIGNED")));
        assert_eq!(next["follows"], seen["cursor"]);
        other.stop().await;
    }
);

postgres_only!(
    a_watched_referral_shows_acts_of_the_other_instance,
    async |app: TestApp| {
        let other = app.neighbour().await;
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        let watch = "subscription($id: ID!) { referral(id: $id) { status } }";
        let mut stream = app.plan().subscribe(watch, json!({ "id": referral })).await;
        assert_eq!(stream.next().await["status"], "ASSIGNED");
        app.provider("p1").at(&other).accept(&referral).await.done();
        assert_eq!(stream.next().await["status"], "ACCEPTED");
        other.stop().await;
    }
);
