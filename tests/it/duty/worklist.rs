//! The plan's work list of outreach that is owed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::acts::assigned;
use crate::support::network::global_id;
use crate::support::{Caller, TestApp, both_engines};

const DUTIES: &str = "query($filter: OutreachDutyFilter, $first: Int, $after: String) {
  outreachDuties(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      status minutesLeft lateByMinutes
      assignment { referral { id } member { id } provider { id } }
    }
  }
}";

/// The referrals whose duties are on the list, in order.
async fn owed(caller: &Caller, variables: Value) -> Vec<String> {
    let reply = caller.query(DUTIES, variables).await;
    let nodes = reply.field()["nodes"].as_array().unwrap();
    let id = |node: &Value| {
        node["assignment"]["referral"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    nodes.iter().map(id).collect()
}

both_engines!(
    what_is_owed_stands_due_soonest_first,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let first = assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::hours(2));
        let second = assigned(&app, "m2", "HOUSING_NAVIGATION", "p2").await;
        app.advance(TimeDelta::hours(2));
        let third = assigned(&app, "m3", "MEALS", "p1").await;
        let met = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        provider
            .reach_out(&met, "2026-11-23T21:00:00Z")
            .await
            .done();
        let all = [first.as_str(), second.as_str(), third.as_str()];
        assert_eq!(owed(&plan, json!({})).await, all);
        assert_eq!(
            owed(&provider, json!({})).await,
            [first.as_str(), third.as_str()]
        );
        assert_eq!(owed(&app.plan_named("b"), json!({})).await, [""; 0]);

        // The first is due at 17:00 on the next day; a second later only it is overdue.
        app.advance(TimeDelta::hours(20));
        let filter = |filter: Value| json!({ "filter": filter });
        let overdue = || filter(json!({ "isOverdue": true }));
        assert_eq!(owed(&plan, overdue()).await, [""; 0], "exactly at due");
        app.advance(TimeDelta::seconds(61));
        assert_eq!(owed(&plan, overdue()).await, [first.as_str()]);
        let reply = plan.query(DUTIES, overdue()).await;
        assert_eq!(reply.field()["totalCount"], 1);
        assert_eq!(reply.field()["nodes"][0]["lateByMinutes"], 1);
        assert_eq!(reply.field()["nodes"][0]["status"], "MISSED");
        let rest = filter(json!({ "isOverdue": false }));
        assert_eq!(owed(&plan, rest).await, [second.as_str(), third.as_str()]);
        let soon = filter(json!({ "dueBefore": "2026-11-24T20:00:00Z" }));
        assert_eq!(owed(&plan, soon).await, [first.as_str(), second.as_str()]);
        let of_one = filter(json!({ "providerId": global_id("p2") }));
        assert_eq!(owed(&plan, of_one).await, [second.as_str()]);

        let page = json!({ "first": 2 });
        let reply = plan.query(DUTIES, page).await;
        assert_eq!(reply.field()["pageInfo"]["hasNextPage"], true);
        let cursor = &reply.field()["pageInfo"]["endCursor"];
        let next = json!({ "first": 2, "after": cursor });
        assert_eq!(owed(&plan, next).await, [third]);
    }
);

both_engines!(
    what_was_written_down_after_it_was_due_says_so,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let early = assigned(&app, "m1", "MEALS", "p1").await;
        let late = assigned(&app, "m2", "MEALS", "p1").await;
        let made_at = app.now().to_rfc3339();
        provider.reach_out(&early, &made_at).await.done();
        app.advance(TimeDelta::hours(25));
        provider.reach_out(&late, &made_at).await.done();
        let document = "query($id: ID!) { referral(id: $id) { assignment { outreach {
          status isRecordedLate } } } }";
        for (referral, is_late) in [(&early, false), (&late, true)] {
            for (caller, is_shown) in [(&plan, true), (&app.referrer(), false)] {
                let seen = caller.query(document, json!({ "id": referral })).await;
                let met = json!({ "status": "MET", "isRecordedLate": is_late && is_shown });
                assert_eq!(seen.field()["assignment"]["outreach"], met);
            }
        }
    }
);
