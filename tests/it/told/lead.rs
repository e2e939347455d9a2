//! Who leads a member's care: told as the organization that the plan named, by those of its people
//! who lead care, and only while nothing is restricted.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::{mailbox, read_on, set_lead};
use crate::support::acts::{assigned, ready, set_policy};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    a_lead_reads_what_it_was_told_and_its_colleagues_do_not,
    async |app: TestApp| {
        let (plan, lead) = (app.plan(), app.colleague("p3", Role::LeadCareManager));
        set_lead(&plan, "m1", "p3").await;
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        assert_eq!(mailbox(&lead).await, ["REFERRAL_ASSIGNED"]);
        assert_eq!(mailbox(&app.provider("p3")).await, [""; 0]);
        // Restricted afterwards: what was told is hidden.
        let officer = app.colleague("a", Role::PlanPrivacy);
        officer.restrict(&referral).await.done();
        assert_eq!(mailbox(&lead).await, [""; 0]);
    }
);

/// What somebody sees of a referral.
async fn sight(caller: &Caller, referral: &str) -> Value {
    let document = "query($id: ID!) {
      referral(id: $id) { member { name { full } } timeline { totalCount } }
    }";
    let reply = caller.query(document, json!({ "id": referral })).await;
    reply.field().clone()
}

both_engines!(
    who_leads_sees_the_loops_of_the_member_while_it_leads,
    async |app: TestApp| {
        let (plan, lead) = (app.plan(), app.colleague("p3", Role::LeadCareManager));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        let other = assigned(&app, "m2", "MEALS", "p1").await;
        assert_eq!(sight(&lead, &referral).await, Value::Null);
        set_lead(&plan, "m1", "p3").await;
        let seen = sight(&lead, &referral).await;
        assert_eq!(seen["member"]["name"]["full"], "Xiomara Quillfeather");
        assert!(seen["timeline"]["totalCount"].as_i64().unwrap() > 1);
        assert_eq!(sight(&lead, &other).await, Value::Null, "of nobody else");
        let staff = app.provider("p3");
        assert_eq!(
            sight(&staff, &referral).await,
            Value::Null,
            "its colleagues"
        );
        lead.act("acceptReferral", json!({ "referralId": referral }))
            .await
            .fault("FORBIDDEN");

        // A restricted member is for who serves them.
        let officer = app.colleague("a", Role::PlanPrivacy);
        let document = "mutation($input: RestrictMemberInput!) {
          restrictMember(input: $input) { userErrors { code } }
        }";
        let input = json!({ "memberId": global_member_id("m1") });
        officer
            .query(document, json!({ "input": input }))
            .await
            .done();
        let seen = sight(&lead, &referral).await;
        assert_eq!(seen["member"], Value::Null);
        assert_eq!(seen["timeline"]["totalCount"], 0);

        // From the next day on nobody leads.
        app.advance(TimeDelta::days(1));
        assert_ne!(sight(&lead, &referral).await, Value::Null);
        let document = "mutation($input: SetLeadCareManagerInput!) {
          setLeadCareManager(input: $input) { userErrors { code message } }
        }";
        let input = json!({ "memberId": global_member_id("m1"), "fromOn": "2026-11-24" });
        officer
            .query(document, json!({ "input": input }))
            .await
            .done();
        assert_eq!(sight(&lead, &referral).await, Value::Null);
    }
);

both_engines!(
    a_lead_that_is_a_party_hears_it_once,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        let lead = app.colleague("p3", Role::LeadCareManager);
        set_lead(&plan, "n1", "p3").await;
        assigned(&app, "n1", "ECM", "p3").await;
        assert_eq!(mailbox(&lead).await, ["REFERRAL_ASSIGNED"]);
        assert_eq!(mailbox(&app.provider("p3")).await, ["REFERRAL_ASSIGNED"]);
    }
);

both_engines!(
    on_a_socket_a_lead_hears_it_and_its_colleagues_do_not,
    async |app: TestApp| {
        set_lead(&app.plan(), "m1", "p3").await;
        let document = "subscription { notices { notice { kind } } }";
        let lead = app.colleague("p3", Role::LeadCareManager);
        let (staff, plan) = (app.provider("p3"), app.plan_named("b"));
        let mut heard = lead.subscribe(document, json!({})).await;
        let mut unheard = staff.subscribe(document, json!({})).await;
        // The marks that end the empty backlogs.
        assert!(heard.next().await["notice"].is_null());
        assert!(unheard.next().await["notice"].is_null());
        assigned(&app, "m1", "MEALS", "p1").await;
        assert_eq!(heard.next().await["notice"]["kind"], "REFERRAL_ASSIGNED");
        // The next that the staff hears is its own.
        let own = ready(&app, "n1", "ECM").await;
        plan.assign(&own, "p3").await.done();
        assert_eq!(unheard.next().await["notice"]["kind"], "REFERRAL_ASSIGNED");
        let mut after = json!(null);
        assert_eq!(read_on(&staff, &mut after).await.len(), 1);
    }
);

both_engines!(
    the_escalation_tells_whom_the_plan_named,
    async |app: TestApp| {
        let lead = app.colleague("p3", Role::LeadCareManager);
        set_lead(&app.plan(), "m1", "p3").await;
        let step = json!([{
            "offsetMinutes": 30, "audience": "LEAD_CARE_MANAGER", "action": "NOTICE",
        }]);
        set_policy(&app, &json!({ "escalation": step })).await;
        assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::hours(25));
        app.sweep().await;
        assert_eq!(
            mailbox(&lead).await,
            ["REFERRAL_ASSIGNED", "OUTREACH_OVERDUE"]
        );
        assert_eq!(mailbox(&app.provider("p3")).await, [""; 0]);
    }
);
