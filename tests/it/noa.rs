//! Notices of action: what a member is told in writing, to whom it is shown, and how it is sent.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::authorized::{authorization_of, authorizes, reviewer};
use crate::support::{Caller, TestApp, both_engines};

/// The notices of an authorization, as somebody sees them; none where they do not see it.
pub(crate) async fn notices_of(caller: &Caller, authorization: &str) -> Vec<Value> {
    let document = "query($id: ID!) {
      node(id: $id) { ... on Authorization { noticesOfAction {
        number kind preparedAt effectiveOn appealBy language subject text html needsTranslation
        recalledAt
      } } }
    }";
    let reply = caller.query(document, json!({ "id": authorization })).await;
    let notices = reply.field()["noticesOfAction"].as_array();
    notices.cloned().unwrap_or_default()
}

/// A referral of m1 for housing navigation that its plan has to authorize first; and the request.
pub(crate) async fn waiting(app: &TestApp) -> (String, String) {
    let referral = app.referrer().refer("m1", "HOUSING_NAVIGATION").await;
    app.plan().confirm(&referral, "m1").await.done();
    let authorization = authorization_of(&app.plan(), &referral).await;
    (referral, authorization["id"].as_str().unwrap().to_owned())
}

/// Tasks to send notices of action: each with its state.
async fn tasks(caller: &Caller) -> Vec<Value> {
    let document = "query($filter: TaskFilter) { tasks(filter: $filter) { nodes {
      id kind about state dueOn way referral { id } text { subject body needsTranslation }
    } } }";
    let filter = json!({ "kind": "ACTION_NOTICE", "states": ["OPEN", "DONE", "CANCELLED"] });
    let reply = caller.query(document, json!({ "filter": filter })).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

both_engines!(
    a_denial_is_told_in_writing_and_to_nobody_else,
    async |app: TestApp| {
        authorizes(&app, |policy| policy.usual_units = Some(10)).await;
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let (referral, id) = waiting(&app).await;
        let denied = json!({
            "authorizationId": id,
            "decision": "DENY",
            "reason": "CRITERIA_NOT_MET",
            "note": "The letter says <housed> since May.",
        });
        let act = "decideAuthorization";
        reviewer.on_authorization(act, denied).await.done();
        let notices = notices_of(&plan, &id).await;
        assert_eq!(notices.len(), 1);
        let notice = &notices[0];
        assert_eq!(notice["number"], 1);
        assert_eq!(notice["kind"], "DENIAL");
        assert_eq!(notice["effectiveOn"], "2026-11-23");
        assert_eq!(notice["appealBy"], "2027-01-22", "sixty days");
        assert_eq!(notice["needsTranslation"], false);
        assert_eq!(notice["recalledAt"], Value::Null);
        let text = notice["text"].as_str().unwrap();
        let authorization = authorization_of(&plan, &referral).await;
        for part in [
            "Xiomara Quillfeather",
            "Alder Plan",
            "help to find housing",
            "10 units, from November 23, 2026",
            "You do not meet the criteria of this service.",
            "The letter says <housed> since May.",
            "This holds from November 23, 2026",
            authorization["number"].as_str().unwrap(),
            "until January 22, 2027, which is 60 days",
            "within 30 days",
            "within 72 hours",
            "STATE HEARING",
            "within 120 days",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let paper = notice["html"].as_str().unwrap();
        assert!(paper.contains("&lt;housed&gt;") && !paper.contains("<housed>"));
        assert!(paper.contains("@page") && paper.contains("lang=\"en\""));
        let history = authorization["history"].as_array().unwrap().iter();
        let kinds: Vec<_> = history.map(|event| event["kind"].clone()).collect();
        assert!(kinds.contains(&json!("NOTICE_PREPARED")), "{kinds:?}");
        let open = tasks(&plan).await;
        assert_eq!(open.len(), 1);
        assert_eq!(
            open[0]["state"], "OPEN",
            "the closed loop does not call it off"
        );
        assert_eq!(open[0]["about"], "ACTION");
        assert_eq!(open[0]["dueOn"], "2026-11-25");
        assert_eq!(open[0]["referral"]["id"], referral);
        assert_eq!(open[0]["text"]["body"], text, "word for word");
        // Between the plan and the member.
        for caller in [
            app.referrer(),
            app.plan_named("b"),
            app.provider("p1"),
            app.colleague("a", Role::PlanNetwork),
        ] {
            assert_eq!(notices_of(&caller, &id).await, [] as [Value; 0]);
        }
        assert_eq!(notices_of(&reviewer, &id).await.len(), 1);
    }
);

both_engines!(
    a_restricted_referral_is_told_of_without_service_and_reason,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let reviewer = reviewer(&app).await;
        let (referral, id) = waiting(&app).await;
        reviewer.decide(&id, "DENY").await.done();
        let open = notices_of(&app.plan(), &id).await[0].clone();
        let privacy = app.colleague("a", Role::PlanPrivacy);
        privacy.restrict(&referral).await.done();
        // What was prepared stays as it was.
        assert_eq!(notices_of(&privacy, &id).await[0]["text"], open["text"]);
    }
);

both_engines!(
    a_delay_is_told_on_its_day_and_recalled_where_the_decision_comes_in_time,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let (_, id) = waiting(&app).await;
        // Due by the end of Monday, 30 November, in California.
        app.advance(
            "2026-12-01T07:59:59Z"
                .parse::<chrono::DateTime<chrono::Utc>>()
                .unwrap()
                - app.now()
                - TimeDelta::hours(25),
        );
        tell_of_clocks(&app).await;
        assert_eq!(notices_of(&plan, &id).await, [] as [Value; 0]);
        app.advance(TimeDelta::hours(2));
        tell_of_clocks(&app).await;
        tell_of_clocks(&app).await;
        let told = notices_of(&plan, &id).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0]["kind"], "DELAY");
        assert_eq!(told[0]["effectiveOn"], "2026-11-30");
        assert_eq!(told[0]["appealBy"], "2027-01-29");
        let task = &tasks(&plan).await[0];
        assert_eq!(
            (&task["state"], &task["dueOn"]),
            (&json!("OPEN"), &json!("2026-11-30"))
        );
        // In the last hour of the day the decision comes after all.
        app.advance(TimeDelta::hours(22));
        reviewer.decide(&id, "APPROVE").await.done();
        let recalled = notices_of(&plan, &id).await;
        assert_eq!(recalled[0]["text"], told[0]["text"]);
        assert!(recalled[0]["recalledAt"].is_string());
        assert_eq!(tasks(&plan).await[0]["state"], "CANCELLED");
    }
);

both_engines!(
    a_limit_that_passed_leaves_the_notice_of_delay,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, reviewer) = (app.plan(), reviewer(&app).await);
        let (_, id) = waiting(&app).await;
        app.advance(TimeDelta::days(8));
        tell_of_clocks(&app).await;
        reviewer.decide(&id, "DENY").await.done();
        let told = notices_of(&plan, &id).await;
        let kinds: Vec<_> = told.iter().map(|one| one["kind"].clone()).collect();
        assert_eq!(kinds, [json!("DELAY"), json!("DENIAL")]);
        assert_eq!(told[0]["recalledAt"], Value::Null);
        assert_eq!(told[0]["effectiveOn"], "2026-11-30");
    }
);

/// Does what the clocks of authorizations have made due.
async fn tell_of_clocks(app: &TestApp) {
    let referrals = handoff::referrals::Referrals::new(app.db().clone());
    referrals.tell_of_clocks(|| app.system_op()).await.unwrap();
}
