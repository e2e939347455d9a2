//! Limits of services as a plan has set them.

use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::authorized::{authorizes, reviewer};
use crate::support::network::{global_id, global_member_id};
use crate::support::{Reply, TestApp, both_engines};

async fn set(app: &TestApp, input: Value) -> Reply {
    let network = app.colleague("a", Role::PlanNetwork);
    let document = "mutation($input: SetServiceLimitInput!) {
      setServiceLimit(input: $input) {
        limit { code kind most amount isBinding secondGrant services exceptionWhen }
        userErrors { code message path }
      }
    }";
    network.query(document, json!({ "input": input })).await
}

/// A wish of plan a for asthma remediation of m1 for that amount; its id.
async fn remediation(app: &TestApp, amount: &str) -> String {
    let input = json!({ "memberId": global_member_id("m1"), "service": "ASTHMA_REMEDIATION",
        "kind": "PRIOR", "procedureCode": "S5165 U5", "amount": amount });
    let plan = app.plan();
    let asked = plan.on_authorization("requestAuthorization", input).await;
    let id = &asked.done()["authorization"]["id"];
    id.as_str().unwrap().to_owned()
}

both_engines!(
    a_plans_own_limit_holds_from_its_day_and_binds_once_the_state_approved_it,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let reviewer = reviewer(&app).await;
        let amount = |amount: &str, is_approved: bool| {
            json!({ "service": "ASTHMA_REMEDIATION", "kind": "LIFETIME_AMOUNT",
                "fromOn": "2026-11-23", "amount": amount, "isApproved": is_approved })
        };
        // Nobody approved it: it warns, and nobody is denied by it.
        let reply = set(&app, amount("1000.00", false)).await;
        let limit = &reply.done()["limit"];
        assert_eq!(limit["isBinding"], false);
        assert_eq!(limit["secondGrant"], "REMAINDER");
        let first = remediation(&app, "1200.00").await;
        reviewer.decide(&first, "APPROVE").await.done();
        set(&app, amount("1500.00", true)).await.done();
        let second = remediation(&app, "301.00").await;
        let refused = reviewer.decide(&second, "APPROVE").await;
        let payload = refused.refused(&["LIMIT_REACHED"]);
        let message = payload["userErrors"][0]["message"].as_str().unwrap();
        assert!(
            message.contains("1,500") || message.contains("1500"),
            "{message}"
        );
        reviewer.decide(&second, "DENY").await.done();
        let third = remediation(&app, "300.00").await;
        reviewer.decide(&third, "APPROVE").await.done();

        // Whoever asks reads it before they type; another plan has its own.
        let terms = "query($plan: ID!) { authorizationPolicy(service: ASTHMA_REMEDIATION,
          planId: $plan) { limits { kind amount isBinding } } }";
        let limits = async |plan: &str| {
            let of = json!({ "plan": global_id(plan) });
            let seen = app.provider("p1").query(terms, of).await;
            seen.field()["limits"].clone()
        };
        assert_eq!(
            limits("a").await,
            json!([{ "kind": "LIFETIME_AMOUNT", "amount": "1500.00", "isBinding": true }])
        );
        assert_eq!(limits("b").await[0]["amount"], "7500.00");
        let list = "{ serviceLimits { amount } }";
        let seen = app.plan().query(list, json!({})).await;
        assert_eq!(seen.field(), &json!([{ "amount": "1500.00" }]));
        let seen = app.plan_named("b").query(list, json!({})).await;
        assert_eq!(seen.field(), &json!([]));
    }
);

both_engines!(
    a_plan_sets_nothing_beyond_the_state,
    async |app: TestApp| {
        let weeks = |most: i64| {
            json!({ "service": "MEALS", "kind": "DAYS_PER_AUTHORIZATION", "most": most,
                "fromOn": "2026-11-23", "isApproved": true })
        };
        set(&app, weeks(85)).await.refused(&["BEYOND_STATE"]);
        set(&app, weeks(56)).await.done();
        let mut own = weeks(56);
        own["isApproved"] = json!(false);
        own["exceptionWhen"] = json!("somebody asks");
        own["exceptionEvidence"] = json!("a letter");
        set(&app, own)
            .await
            .refused(&["BEYOND_STATE", "BEYOND_STATE"]);
        let mut wrong = weeks(56);
        wrong["amount"] = json!("12.00");
        set(&app, wrong).await.refused(&["OUT_OF_RANGE"]);
        let mut past = weeks(0);
        past["fromOn"] = json!("2026-11-22");
        set(&app, past).await.refused(&["IN_PAST", "OUT_OF_RANGE"]);
        // Who shares a limit goes on sharing it.
        let nights = json!({ "service": "RECUPERATIVE_CARE", "kind": "ROLLING_DAYS", "most": 120,
            "windowMonths": 12, "fromOn": "2026-11-23", "isApproved": true });
        let reply = set(&app, nights).await;
        assert_eq!(
            reply.done()["limit"]["services"],
            json!([
                "SHORT_TERM_HOUSING",
                "RECUPERATIVE_CARE",
                "TRANSITIONAL_RENT"
            ])
        );
    }
);
