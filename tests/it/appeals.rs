//! Appeals and grievances: from the notice to the answer, and what becomes of what was granted.

use chrono::TimeDelta;
use handoff::access::Person;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::noa::{notices_of, waiting};
use crate::support::authorized::{authorization_of, authorizes, reviewer};
use crate::support::network::global_member_id;
use crate::support::{Caller, Reply, TestApp, both_engines};

/// What was filed, as somebody sees it.
pub(crate) async fn appeals_of(caller: &Caller, authorization: &str) -> Vec<Value> {
    let document = "query($id: ID!) {
      node(id: $id) { ... on Authorization { appeals {
        number kind noticeNumber filedBy words isExpedited filedAt acknowledgedAt dueAt continues
        endedAt outcome endedBy answer hearingBy enteredBy { name }
      } } }
    }";
    let reply = caller.query(document, json!({ "id": authorization })).await;
    let appeals = reply.field()["appeals"].as_array();
    appeals.cloned().unwrap_or_default()
}

/// Another reviewer of plan a, who has decided nothing; marked competent for nothing.
pub(crate) fn second_reviewer(app: &TestApp) -> Caller {
    let other = app.colleague("a", Role::PlanNetwork);
    let of = other.person();
    let role = vec![Role::PlanReviewer];
    app.person(Person::new(of.account, of.organization, of.kind, role))
}

/// The member phones.
pub(crate) async fn file(caller: &Caller, authorization: &str, changes: Value) -> Reply {
    let mut input = json!({
        "authorizationId": authorization,
        "kind": "APPEAL",
        "filedBy": "MEMBER",
        "channel": "TELEPHONE",
        "words": "I still have no home.",
    });
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    caller.on_authorization("fileAppeal", input).await
}

pub(crate) async fn rule(caller: &Caller, authorization: &str, ruling: &str) -> Reply {
    let input = json!({
        "authorizationId": authorization,
        "number": 1,
        "ruling": ruling,
        "answer": "We looked at it again.",
    });
    caller.on_authorization("decideAppeal", input).await
}

both_engines!(
    a_denial_is_appealed_overturned_and_the_referral_goes_on,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (referral, id) = waiting(&app).await;
        file(&plan, &id, json!({}))
            .await
            .refused(&["NOTHING_TO_APPEAL"]);
        let denied = first.decide(&id, "DENY").await;
        assert_eq!(denied.done()["referral"]["status"], "CLOSED");
        let provider = json!({ "filedBy": "PROVIDER" });
        file(&plan, &id, provider)
            .await
            .refused(&["WRONG_FILER", "CONSENT_NEEDED"]);
        file(&app.plan_named("b"), &id, json!({}))
            .await
            .fault("NOT_FOUND");
        file(&app.provider("p1"), &id, json!({}))
            .await
            .fault("NOT_FOUND");
        file(&app.referrer(), &id, json!({}))
            .await
            .fault("FORBIDDEN");
        file(&plan, &id, json!({})).await.done();
        file(&plan, &id, json!({}))
            .await
            .refused(&["APPEALED_ALREADY"]);
        let filed = appeals_of(&plan, &id).await;
        assert_eq!(filed.len(), 1);
        assert_eq!(filed[0]["noticeNumber"], 1);
        assert_eq!(filed[0]["continues"], false);
        assert_eq!(
            filed[0]["dueAt"], "2026-12-24T07:59:59.999999Z",
            "thirty days"
        );
        let confirm = json!({ "authorizationId": id, "number": 1 });
        let act = "acknowledgeAppeal";
        plan.on_authorization(act, confirm.clone()).await.done();
        plan.on_authorization(act, confirm)
            .await
            .refused(&["NOT_OPEN"]);
        rule(&plan, &id, "OVERTURN").await.fault("FORBIDDEN");
        rule(&first, &id, "OVERTURN")
            .await
            .refused(&["DECIDED_BEFORE"]);
        let second = second_reviewer(&app);
        rule(&second, &id, "UPHOLD")
            .await
            .refused(&["NOT_COMPETENT"]);
        let done = rule(&second, &id, "OVERTURN").await;
        let done = done.done();
        assert_eq!(done["authorization"]["status"], "APPROVED");
        assert_eq!(done["referral"]["status"], "READY");
        rule(&second, &id, "OVERTURN").await.refused(&["NOT_OPEN"]);
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["ledger"][0]["kind"], "GRANTED");
        let ended = &appeals_of(&plan, &id).await[0];
        assert_eq!(ended["outcome"], "OVERTURNED");
        assert_eq!(ended["endedBy"], "Nerys Quenby");
        assert_eq!(ended["hearingBy"], Value::Null);
        for caller in [app.plan_named("b"), app.referrer(), app.provider("p1")] {
            assert_eq!(appeals_of(&caller, &id).await, [] as [Value; 0]);
        }
        plan.assign(&referral, "p2").await.done();
    }
);

both_engines!(
    a_termination_appealed_in_time_keeps_covering_until_it_is_decided,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (referral, id) = waiting(&app).await;
        first.decide(&id, "APPROVE").await.done();
        plan.assign(&referral, "p2").await.done();
        let granted = authorization_of(&plan, &referral).await["granted"].clone();
        first.decide(&id, "TERMINATE").await.done();
        let told = &notices_of(&plan, &id).await[0];
        assert_eq!(told["kind"], "TERMINATION");
        assert_eq!(told["effectiveOn"], "2026-12-04", "ten days ahead");
        assert!(
            told["text"]
                .as_str()
                .unwrap()
                .contains("If you appeal before December 4, 2026")
        );
        let ends = authorization_of(&plan, &referral).await;
        assert_eq!(ends["granted"]["untilOn"], "2026-12-03");
        app.advance(TimeDelta::days(9));
        let provider = app.provider("p2");
        let signed = json!({ "filedBy": "PROVIDER", "consentedOn": "2026-12-01" });
        file(&provider, &id, signed).await.done();
        let kept = authorization_of(&provider, &referral).await;
        assert_eq!(kept["granted"], granted);
        assert_eq!(kept["status"], "TERMINATED");
        assert_eq!(appeals_of(&provider, &id).await.len(), 1, "its own");
        assert_eq!(appeals_of(&plan, &id).await[0]["continues"], true);
        first.decide(&id, "VOID").await.refused(&["APPEAL_OPEN"]);
        // Past the day on which it was to end, it pays.
        app.advance(TimeDelta::days(4));
        provider.accept(&referral).await.done();
        let started = json!({ "referralId": referral, "startedAt": app.now().to_rfc3339() });
        provider.act("startService", started).await.done();
        let drawn = authorization_of(&provider, &referral).await;
        assert_eq!(drawn["unitsLeft"], 9);
        // Overturned, it stays as it was.
        let second = second_reviewer(&app);
        rule(&second, &id, "OVERTURN").await.done();
        let stays = authorization_of(&plan, &referral).await;
        assert_eq!(stays["granted"], granted);
        assert_eq!(stays["status"], "APPROVED");
    }
);

/// What the plan was told of the clocks of appeals, once they were looked at.
async fn told_of_appeals(app: &TestApp) -> Vec<String> {
    let referrals = handoff::referrals::Referrals::new(app.db().clone());
    referrals.tell_of_clocks(|| app.system_op()).await.unwrap();
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = app.plan().query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap().iter();
    items
        .filter_map(|item| item["notice"]["kind"].as_str())
        .filter(|kind| kind.starts_with("APPEAL_"))
        .map(str::to_owned)
        .collect()
}

both_engines!(
    what_went_on_falls_back_where_the_appeal_is_taken_back,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (referral, id) = waiting(&app).await;
        first.decide(&id, "APPROVE").await.done();
        first.decide(&id, "TERMINATE").await.done();
        file(&plan, &id, json!({ "isExpedited": true }))
            .await
            .done();
        assert_eq!(
            appeals_of(&plan, &id).await[0]["dueAt"],
            "2026-11-26T17:00:00Z"
        );
        // The plan is reminded a day before, and hears once that it was due, whatever else happens.
        app.advance(TimeDelta::days(2));
        assert_eq!(told_of_appeals(&app).await, ["APPEAL_DUE_SOON"]);
        app.advance(TimeDelta::days(1));
        assert_eq!(told_of_appeals(&app).await.len(), 2);
        let grievance = json!({ "kind": "GRIEVANCE" });
        file(&plan, &id, grievance).await.done();
        let told = told_of_appeals(&app).await;
        assert_eq!(told, ["APPEAL_DUE_SOON", "APPEAL_OVERDUE"]);
        app.advance(TimeDelta::days(12));
        let input = json!({ "authorizationId": id, "number": 1, "reason": "She moved in." });
        plan.on_authorization("withdrawAppeal", input).await.done();
        let ends = authorization_of(&plan, &referral).await;
        assert_eq!(
            ends["granted"]["untilOn"], "2026-12-08",
            "the day of the answer"
        );
        assert_eq!(ends["status"], "TERMINATED");
        assert_eq!(appeals_of(&plan, &id).await[0]["outcome"], "WITHDRAWN");
        // After the effective day an appeal is heard, and keeps nothing going.
        file(&plan, &id, json!({})).await.done();
        let filed = appeals_of(&plan, &id).await;
        assert_eq!(filed.last().unwrap()["continues"], false);
    }
);

both_engines!(
    what_an_appeal_grants_fits_or_is_an_exception,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let deposit = async || {
            let input = json!({ "memberId": global_member_id("m1"), "kind": "PRIOR",
                "service": "HOUSING_DEPOSITS", "procedureCode": "H0044 U2", "amount": "900.00" });
            let asked = plan.on_authorization("requestAuthorization", input).await;
            let id = &asked.done()["authorization"]["id"];
            id.as_str().unwrap().to_owned()
        };
        first.decide(&deposit().await, "APPROVE").await.done();
        let again = deposit().await;
        first.decide(&again, "DENY").await.done();
        file(&plan, &again, json!({})).await.done();
        let second = second_reviewer(&app);
        rule(&second, &again, "OVERTURN")
            .await
            .refused(&["LIMIT_REACHED"]);
        let input = json!({ "authorizationId": again, "number": 1, "ruling": "OVERTURN",
            "answer": "She had to flee.", "exception": { "ground": "TERMS",
            "reason": "left a violent home", "evidence": "letter, DMS 8" } });
        second.on_authorization("decideAppeal", input).await.done();
        let document = "query($id: ID!) { authorization(id: $id) {
          status exception { ground } } }";
        let reply = plan.query(document, json!({ "id": again })).await;
        assert_eq!(reply.field()["status"], "APPROVED");
        assert_eq!(reply.field()["exception"]["ground"], "TERMS");
    }
);

both_engines!(
    what_is_granted_in_part_may_go_before_the_state,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (_, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        file(&plan, &id, json!({})).await.done();
        let half = json!({ "authorizationId": id, "number": 1, "ruling": "OVERTURN", "units": 5,
            "answer": "Five are enough for now." });
        let second = second_reviewer(&app);
        let done = second.on_authorization("decideAppeal", half).await;
        assert_eq!(done.done()["authorization"]["status"], "MODIFIED");
        let ended = &appeals_of(&plan, &id).await[0];
        assert_eq!(ended["outcome"], "OVERTURNED");
        assert_eq!(ended["hearingBy"], "2027-03-23", "120 days");
    }
);

both_engines!(what_comes_late_is_a_grievance, async |app: TestApp| {
    authorizes(&app, |_| {}).await;
    let (plan, first) = (app.plan(), reviewer(&app).await);
    let (referral, id) = waiting(&app).await;
    first.decide(&id, "DENY").await.done();
    app.advance(TimeDelta::days(61));
    file(&plan, &id, json!({})).await.refused(&["TOO_LATE"]);
    file(&plan, &id, json!({ "kind": "GRIEVANCE" }))
        .await
        .done();
    let filed = &appeals_of(&plan, &id).await[0];
    assert_eq!(
        (&filed["kind"], &filed["noticeNumber"]),
        (&json!("GRIEVANCE"), &Value::Null)
    );
    rule(&second_reviewer(&app), &id, "OVERTURN").await.done();
    let stays = authorization_of(&plan, &referral).await;
    assert_eq!(stays["status"], "DENIED", "a grievance grants nothing");
    let history = stays["history"].as_array().unwrap();
    assert!(history.iter().all(|event| event["kind"] != "APPEALED"));
});
