//! Reading the trail: an administrator its organization's slice, a privacy officer the disclosures
//! of the plan's members, and nobody else anything.

use chrono::{SecondsFormat, TimeDelta};
use entity::types::Role;
use serde_json::{Value, json};

use super::seal;
use crate::support::acts::{assigned, ready};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

const EVENTS: &str = "
    query($filter: AuditEventFilter, $first: Int, $after: String) {
      auditEvents(filter: $filter, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id occurredAt operation outcome detail objectKind objectId person accountId address
          organization { name }
        }
      }
    }";

const DISCLOSURES: &str = "
    query($member: ID!, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
      disclosures(memberId: $member, from: $from, to: $to, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { occurredAt operation outcome person organization { name } }
      }
    }";

async fn page(caller: &Caller, document: &str, variables: Value) -> Value {
    caller.query(document, variables).await.field().clone()
}

fn told(page: &Value, field: &str) -> Vec<String> {
    let nodes = page["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node[field].as_str().unwrap_or("null").to_owned())
        .collect()
}

/// Something of each kind, a minute apart: done, refused, denied, read.
async fn live_through(app: &TestApp) -> String {
    let referral = assigned(app, "m1", "MEALS", "p1").await;
    app.advance(TimeDelta::minutes(1));
    app.plan()
        .assign(&referral, "p2")
        .await
        .refused(&["WRONG_STATE"]);
    app.advance(TimeDelta::minutes(1));
    let reviewer = app.colleague("a", Role::PlanReviewer);
    reviewer.accept(&referral).await.fault("FORBIDDEN");
    app.advance(TimeDelta::minutes(1));
    app.plan()
        .query("{ members { nodes { cin } } }", json!({}))
        .await
        .data();
    app.advance(TimeDelta::minutes(1));
    let inbox = "{ assignments { nodes { member { cin } } } }";
    app.provider("p1").query(inbox, json!({})).await.data();
    referral
}

both_engines!(
    an_administrator_reads_what_the_organizations_people_did,
    async |app: TestApp| {
        let referral = live_through(&app).await;
        let admin = app.colleague("a", Role::OrganizationAdmin);
        let all = page(&admin, EVENTS, json!({})).await;
        assert_eq!(
            told(&all, "outcome"),
            ["READ", "DENIED", "REFUSED", "DONE", "DONE"]
        );
        let newest = told(&all, "operation");
        assert_eq!(newest[..3], ["members", "acceptReferral", "assignReferral"]);
        assert_eq!(all["totalCount"], 5);
        let node = &all["nodes"][1];
        assert_eq!(node["organization"]["name"], "Alder Plan");
        assert_eq!(node["person"], "Rhoswen Quenby");
        assert_eq!(node["objectKind"], "REFERRAL");
        assert_eq!(node["objectId"], json!(referral));
        assert_eq!(node["address"], "127.0.0.1");
        assert_eq!(all["nodes"][2]["detail"], "WRONG_STATE");

        // Page by page, nothing twice and nothing left out.
        let mut paged = Vec::new();
        let mut after = Value::Null;
        loop {
            let next = page(&admin, EVENTS, json!({ "first": 2, "after": after })).await;
            paged.extend(told(&next, "id"));
            if next["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = next["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(paged, told(&all, "id"));

        let now = app.now().to_rfc3339_opts(SecondsFormat::Micros, true);
        let early =
            (app.now() - TimeDelta::minutes(3)).to_rfc3339_opts(SecondsFormat::Micros, true);
        let account = node["accountId"].clone();
        for (filter, count) in [
            (json!({ "outcome": "DENIED" }), 1),
            (json!({ "operation": "assignReferral" }), 2),
            (json!({ "from": early }), 3),
            (json!({ "from": early, "to": now, "outcome": "REFUSED" }), 1),
            (json!({ "to": early }), 2),
            (json!({ "accountId": account }), 1),
        ] {
            let found = page(&admin, EVENTS, json!({ "filter": filter })).await;
            assert_eq!(found["totalCount"], count, "{filter}");
        }
        // Of other organizations nothing, not even of those that its members were shown to.
        let provider = app.colleague("p1", Role::OrganizationAdmin);
        let own = page(&provider, EVENTS, json!({})).await;
        assert_eq!(told(&own, "operation"), ["assignments"]);
        let foreign = json!({ "filter": { "accountId": account } });
        assert_eq!(page(&provider, EVENTS, foreign).await["totalCount"], 0);

        for other in [
            app.plan(),
            app.provider("p1"),
            app.referrer(),
            app.colleague("a", Role::PlanPrivacy),
        ] {
            other.query(EVENTS, json!({})).await.fault("FORBIDDEN");
        }
        app.anonymous()
            .query(EVENTS, json!({}))
            .await
            .fault("UNAUTHENTICATED");
    }
);

both_engines!(
    a_privacy_officer_reads_to_whom_a_member_was_shown,
    async |app: TestApp| {
        live_through(&app).await;
        ready(&app, "m2", "MEALS").await;
        seal(&app).await;
        let officer = app.colleague("a", Role::PlanPrivacy);
        let member = json!({ "member": global_member_id("m1") });
        let all = page(&officer, DISCLOSURES, member.clone()).await;
        let operations = told(&all, "operation");
        assert_eq!(
            operations[..4],
            ["assignments", "members", "acceptReferral", "assignReferral"]
        );
        assert_eq!(all["nodes"][0]["organization"]["name"], "Cedar Kitchen");
        assert_eq!(all["nodes"][0]["person"], "Cosmo Vexley");
        assert_eq!(all["nodes"][0]["outcome"], "READ");

        let first = page(&officer, DISCLOSURES, {
            let mut variables = member.clone();
            variables["first"] = json!(1);
            variables
        })
        .await;
        let mut variables = member.clone();
        variables["after"] = first["pageInfo"]["endCursor"].clone();
        let rest = page(&officer, DISCLOSURES, variables).await;
        assert_eq!(told(&rest, "operation"), operations[1..]);
        let mut variables = member.clone();
        variables["from"] = json!(app.now().to_rfc3339_opts(SecondsFormat::Micros, true));
        let recent = page(&officer, DISCLOSURES, variables).await;
        assert_eq!(told(&recent, "operation"), ["assignments"]);

        // To ask is a disclosure itself.
        seal(&app).await;
        let again = page(&officer, DISCLOSURES, member.clone()).await;
        assert!(told(&again, "operation").contains(&"disclosures".to_owned()));

        // Another plan's officer learns no more than of a member who does not exist.
        let other = app.colleague("b", Role::PlanPrivacy);
        let unknown =
            json!({ "member": handoff::graphql::NodeKind::Member.encode(uuid::Uuid::max()) });
        let foreign = page(&other, DISCLOSURES, member.clone()).await;
        assert_eq!(foreign, page(&other, DISCLOSURES, unknown).await);
        assert_eq!(foreign["totalCount"], 0);
        for other in [
            app.plan(),
            app.provider("p1"),
            app.colleague("a", Role::OrganizationAdmin),
        ] {
            other
                .query(DISCLOSURES, member.clone())
                .await
                .fault("FORBIDDEN");
        }
    }
);

both_engines!(
    a_longer_page_takes_no_more_statements,
    async |app: TestApp| {
        for _ in 0..6 {
            live_through(&app).await;
        }
        seal(&app).await;
        let lists = [
            (
                app.colleague("a", Role::OrganizationAdmin),
                EVENTS,
                json!({}),
            ),
            (
                app.colleague("a", Role::PlanPrivacy),
                DISCLOSURES,
                json!({ "member": global_member_id("m1") }),
            ),
        ];
        for (caller, document, variables) in lists {
            let mut counts = [2, 20].map(|first| (first, u64::MAX));
            for (first, fewest) in &mut counts {
                // What the server does meanwhile counts as well, so the fewest is taken.
                for _ in 0..30 {
                    let mut variables = variables.clone();
                    variables["first"] = json!(*first);
                    let before = app.db().statements();
                    caller.query(document, variables).await.data();
                    *fewest = (*fewest).min(app.db().statements() - before);
                }
            }
            assert_eq!(counts[0].1, counts[1].1, "{document}");
            assert!(counts[0].1 <= 6, "{counts:?}");
        }
    }
);
