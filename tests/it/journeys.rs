//! The walkthroughs of `docs/ARCHITECTURE.md`, step by step, as their people live them.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::acts::{assigned, ready, referral_of};
use crate::support::network::{COUNTY, global_id, patient};
use crate::support::{TestApp, both_engines, eventually};

/// What a provider needs of an assignment, in one operation.
const ASSIGNMENTS: &str = "subscription {
  assignments {
    cursor
    follows
    notice { number kind occurredAt }
    assignment { status outreach { dueAt status } }
    referral { id status service { code } member { name { full } phone whereabouts } }
  }
}";

const NOTICES: &str = "subscription($after: MailboxCursor) {
  notices(after: $after) {
    cursor notice { number kind } referral { id status closure { reason note } }
  }
}";

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    status closedLoopStatus version
    person { name { full } } member { cin }
    closure { reason note closedAt }
    timeline { totalCount nodes { kind reason note by { name } byPerson } }
    assignments {
      status provider { name } ending { reason }
      outreach { status lateByMinutes firstAttemptAt }
      attempts { method minutes }
      notice { sentAt deliveredAt acknowledgedAt }
    }
  }
}";

/// The kinds of a timeline, in order.
fn kinds(referral: &serde_json::Value) -> Vec<&str> {
    let nodes = referral["timeline"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect()
}

both_engines!(
    the_loop_from_referral_to_the_end_of_service,
    async |app: TestApp| {
        let (referrer, plan, provider) = (app.referrer(), app.plan(), app.provider("p1"));

        // Where is room for meals in the county? Anyone may ask.
        let directory = "query($county: CountyFips!) {
      providers(filter: { county: $county, services: [MEALS], acceptingReferrals: true }) {
        nodes { id name }
      }
    }";
        let reply = app
            .anonymous()
            .query(directory, json!({ "county": COUNTY }))
            .await;
        let found = reply.field()["nodes"].as_array().unwrap();
        assert_eq!(
            found
                .iter()
                .map(|provider| provider["name"].as_str().unwrap())
                .collect::<Vec<_>>(),
            ["Cedar Kitchen", "Dogwood Housing"]
        );
        assert_eq!(found[0]["id"], global_id("p1"));

        // Everybody is listening before anything happens.
        let mut to_provider = provider.subscribe(ASSIGNMENTS, json!({})).await;
        let mut to_referrer = referrer.subscribe(NOTICES, json!({})).await;
        let mut to_plan = plan.subscribe(NOTICES, json!({})).await;
        for stream in [&mut to_provider, &mut to_referrer, &mut to_plan] {
            assert_eq!(stream.next().await["notice"], json!(null), "the mark");
        }

        // The clinic refers a person by name and birth date; the plan hears.
        let referral = referrer.refer("m1", "MEALS").await;
        let heard = to_plan.next().await;
        assert_eq!(
            heard["notice"],
            json!({ "number": 1, "kind": "REFERRAL_RECEIVED" })
        );
        assert_eq!(heard["referral"]["id"], referral);

        // The plan says who it is, and gives it to the kitchen.
        let confirmed = plan.confirm(&referral, "m1").await;
        assert_eq!(confirmed.done()["referral"]["status"], "READY");
        let given = plan.assign(&referral, "p1").await;
        assert_eq!(given.done()["referral"]["status"], "ASSIGNED");
        assert_eq!(app.ledger("p1-kitchen").await, (40, 1, 0));

        // The kitchen hears live, with all it needs and 24 hours on the clock.
        let heard = to_provider.next().await;
        assert_eq!(heard["notice"]["kind"], "REFERRAL_ASSIGNED");
        assert_eq!(heard["notice"]["number"], 1);
        assert_eq!(heard["referral"]["id"], referral);
        assert_eq!(
            heard["referral"]["member"],
            json!({
                "name": { "full": "Xiomara Quillfeather" },
                "phone": patient("m1").phone,
                "whereabouts": patient("m1").whereabouts,
            })
        );
        assert_eq!(
            heard["assignment"],
            json!({
                "status": "ASSIGNED",
                "outreach": { "dueAt": "2026-11-24T17:00:00Z", "status": "RUNNING" },
            })
        );
        assert_eq!(
            to_referrer.next().await["notice"],
            json!({ "number": 1, "kind": "REFERRAL_ASSIGNED" })
        );
        let cursor = heard["cursor"].as_str().unwrap();
        app.advance(TimeDelta::minutes(5));
        provider.acknowledge(cursor, None).await.done();

        // It accepts, and calls two hours later.
        let accepted = provider.accept(&referral).await;
        assert_eq!(accepted.done()["referral"]["closedLoopStatus"], "ACCEPTED");
        let (plan_saw, referrer_saw) = (to_plan.next().await, to_referrer.next().await);
        for heard in [&plan_saw, &referrer_saw] {
            assert_eq!(heard["notice"]["kind"], "REFERRAL_ACCEPTED");
        }
        app.advance(TimeDelta::hours(2));
        let called = provider.reach_out(&referral, "2026-11-23T19:05:00Z").await;
        assert_eq!(
            called.done()["referral"]["closedLoopStatus"],
            "OUTREACH_INITIATED"
        );

        // The service starts: the loop closes, the place is in use, the assignment lives on.
        app.advance(TimeDelta::days(3));
        let started = provider
            .act(
                "startService",
                json!({ "referralId": referral, "startedAt": "2026-11-26T18:00:00Z" }),
            )
            .await;
        let payload = started.done();
        assert_eq!(payload["referral"]["status"], "CLOSED");
        assert_eq!(payload["assignment"]["status"], "IN_SERVICE");
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 1));

        // Days have passed and sessions have ended. Plan and clinic come back and go on from where
        // they were: they hear of every step, once each.
        let after = |seen: &serde_json::Value| json!({ "after": seen["cursor"] });
        let mut to_plan = plan.subscribe(NOTICES, after(&plan_saw)).await;
        let mut to_referrer = referrer.subscribe(NOTICES, after(&referrer_saw)).await;
        let mut plan_saw = json!(null);
        for kind in ["OUTREACH_STARTED", "LOOP_CLOSED"] {
            plan_saw = to_plan.next().await;
            assert_eq!(plan_saw["notice"]["kind"], kind);
            assert_eq!(to_referrer.next().await["notice"]["kind"], kind);
        }
        let as_referrer = referrer.query(REFERRAL, json!({ "id": referral })).await;
        let seen = as_referrer.field();
        assert_eq!(seen["closure"]["reason"], "SERVICES_RECEIVED");
        assert_eq!(seen["closedLoopStatus"], "REFERRAL_LOOP_CLOSED");
        assert_eq!(
            seen["member"],
            json!(null),
            "a referrer learns of no member"
        );
        assert_eq!(seen["person"]["name"]["full"], "Xiomara Quillfeather");
        assert_eq!(seen["assignments"][0]["notice"], json!(null));
        assert_eq!(seen["assignments"][0]["attempts"], json!([]));

        // The plan sees the delivery ladder and the duty. Delivery times are written in batches.
        let turn = eventually(async || {
            let as_plan = plan.query(REFERRAL, json!({ "id": referral })).await;
            let turn = as_plan.field()["assignments"][0].clone();
            (!turn["notice"]["deliveredAt"].is_null()).then_some(turn)
        })
        .await;
        assert_eq!(
            turn["outreach"],
            json!({
                "status": "MET",
                "lateByMinutes": null,
                "firstAttemptAt": "2026-11-23T19:05:00Z",
            })
        );
        assert_eq!(
            turn["notice"],
            json!({
                "sentAt": "2026-11-23T17:00:00Z",
                "deliveredAt": "2026-11-23T17:00:00Z",
                "acknowledgedAt": "2026-11-23T17:05:00Z",
            })
        );

        // The service ends: the place is free, and the kitchen's access ends with it.
        app.advance(TimeDelta::days(60));
        let ended = provider
            .act(
                "endService",
                json!({
                    "referralId": referral,
                    "endedAt": "2027-01-20T00:00:00Z",
                    "reason": "GOALS_MET",
                }),
            )
            .await;
        assert_eq!(ended.done()["referral"], json!(null));
        assert_eq!(ended.done()["assignment"]["status"], "ENDED");
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
        let mut to_plan = plan.subscribe(NOTICES, after(&plan_saw)).await;
        assert_eq!(to_plan.next().await["notice"]["kind"], "ASSIGNMENT_ENDED");
        let as_provider = provider.query(REFERRAL, json!({ "id": referral })).await;
        assert_eq!(*as_provider.field(), json!(null));

        // Nothing was lost on the way.
        let as_plan = plan.query(REFERRAL, json!({ "id": referral })).await;
        assert_eq!(
            kinds(as_plan.field()),
            [
                "RECEIVED",
                "MEMBER_CONFIRMED",
                "ASSIGNED",
                "ACCEPTED",
                "OUTREACH_RECORDED",
                "SERVICE_STARTED",
                "CLOSED",
                "SERVICE_ENDED",
            ]
        );
    }
);

both_engines!(
    a_certain_match_is_ready_at_once_and_the_referrer_does_not_learn_it,
    async |app: TestApp| {
        let mut input = referral_of(patient("m1"), "MEALS");
        input["person"]["cin"] = json!(patient("m1").cin);
        let known = app.referrer().try_refer(input.clone()).await;
        input["person"]["cin"] = json!("99999999Z");
        let unknown = app.referrer().try_refer(input).await;
        let (known, unknown) = (&known.done()["referral"], &unknown.done()["referral"]);
        for field in ["status", "version"] {
            assert_eq!(known[field], unknown[field], "{field} tells them apart");
        }
        let id = known["id"].as_str().unwrap();
        let as_plan = app.plan().query(REFERRAL, json!({ "id": id })).await;
        assert_eq!(as_plan.field()["status"], "READY");
        assert_eq!(as_plan.field()["member"]["cin"], patient("m1").cin);
        let as_referrer = app.referrer().query(REFERRAL, json!({ "id": id })).await;
        assert_eq!(as_referrer.field()["status"], "RECEIVED");
        assert_eq!(kinds(as_referrer.field()), ["RECEIVED"]);
        assert_eq!(as_referrer.field()["timeline"]["totalCount"], 1);
        // Straight on, without a confirmation.
        app.plan().assign(id, "p1").await.done();
    }
);

both_engines!(
    declined_and_given_to_another_provider,
    async |app: TestApp| {
        let (plan, first, second) = (app.plan(), app.provider("p2"), app.provider("p1"));
        let referral = assigned(&app, "m2", "HOUSING_NAVIGATION", "p2").await;
        assert_eq!(app.ledger("p2").await, (5, 1, 0));
        let reply = first
            .act(
                "declineReferral",
                json!({ "referralId": referral, "reason": "OTHER", "note": " " }),
            )
            .await;
        reply.refused(&["REQUIRED"]);
        let reply = first
            .act(
                "declineReferral",
                json!({
                    "referralId": referral,
                    "reason": "OTHER",
                    "note": "our only navigator is on leave",
                }),
            )
            .await;
        assert_eq!(
            reply.done()["referral"],
            json!(null),
            "access ended with it"
        );
        assert_eq!(app.ledger("p2").await, (5, 0, 0));

        let as_plan = plan.query(REFERRAL, json!({ "id": referral })).await;
        assert_eq!(as_plan.field()["closedLoopStatus"], "DECLINED");
        assert_eq!(as_plan.field()["status"], "READY");
        let told = &as_plan.field()["timeline"]["nodes"][3];
        assert_eq!(told["reason"], "OTHER");
        assert_eq!(told["note"], "our only navigator is on leave");
        let as_referrer = app
            .referrer()
            .query(REFERRAL, json!({ "id": referral }))
            .await;
        assert_eq!(as_referrer.field()["status"], "RECEIVED");
        let declined = as_referrer.field()["timeline"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|event| event["kind"] == "DECLINED")
            .unwrap();
        assert_eq!(
            declined["note"],
            json!(null),
            "notes are not for the referrer"
        );

        // The re-referral starts a duty of its own.
        app.advance(TimeDelta::hours(30));
        plan.assign(&referral, "p1").await.done();
        let as_provider = second.query(REFERRAL, json!({ "id": referral })).await;
        let turns = as_provider.field()["assignments"].as_array().unwrap();
        assert_eq!(turns.len(), 1, "a provider sees its own turns");
        assert_eq!(turns[0]["outreach"]["status"], "RUNNING");
        assert_eq!(as_provider.field()["person"], json!(null));
        let as_plan = plan.query(REFERRAL, json!({ "id": referral })).await;
        let turns = as_plan.field()["assignments"].as_array().unwrap();
        assert_eq!(turns[0]["ending"]["reason"], "DECLINED");
        assert_eq!(turns[0]["outreach"]["status"], "CANCELLED");
        assert_eq!(turns.len(), 2);
    }
);

both_engines!(
    outreach_that_comes_late_shows_by_how_much,
    async |app: TestApp| {
        let provider = app.provider("p1");
        let on_time = assigned(&app, "m1", "MEALS", "p1").await;
        let late = assigned(&app, "m2", "MEALS", "p1").await;

        // Exactly at the deadline is on time; one second later is not, and shows at once.
        app.advance(TimeDelta::hours(24));
        provider
            .reach_out(&on_time, "2026-11-24T17:00:00Z")
            .await
            .done();
        app.advance(TimeDelta::minutes(90) + TimeDelta::seconds(30));
        let duty =
            |reply: &crate::support::Reply| reply.field()["assignments"][0]["outreach"].clone();
        let plan = app.plan();
        let reply = plan.query(REFERRAL, json!({ "id": late })).await;
        assert_eq!(
            duty(&reply),
            json!({ "status": "MISSED", "lateByMinutes": 90, "firstAttemptAt": null })
        );
        // A call made in time and written down late still met the duty: the record says both times.
        provider
            .reach_out(&late, "2026-11-24T16:59:59Z")
            .await
            .done();
        for id in [&on_time, &late] {
            let reply = plan.query(REFERRAL, json!({ "id": id })).await;
            assert_eq!(duty(&reply)["status"], "MET");
            // Outreach accepts by implication.
            assert_eq!(reply.field()["assignments"][0]["status"], "ACCEPTED");
        }
    }
);

both_engines!(
    services_without_the_duty_or_the_states_rules,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        for (service, closed_loop_status) in
            [("ECM", json!("PENDING")), ("SOBERING_CENTER", json!(null))]
        {
            let referral = assigned(&app, "n1", service, "p3").await;
            let reply = plan.query(REFERRAL, json!({ "id": referral })).await;
            assert_eq!(
                reply.field()["assignments"][0]["outreach"],
                json!(null),
                "{service}"
            );
            assert_eq!(
                reply.field()["closedLoopStatus"],
                closed_loop_status,
                "{service}"
            );
        }
    }
);

both_engines!(
    a_loop_that_ends_without_a_service_tells_everyone_why,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m3", "MEALS", "p1").await;
        let mut to_provider = provider.subscribe(NOTICES, json!({})).await;
        assert_eq!(
            to_provider.next().await["notice"]["kind"],
            "REFERRAL_ASSIGNED"
        );
        assert_eq!(to_provider.next().await["notice"], json!(null));
        plan.act(
            "closeReferral",
            json!({
                "referralId": referral,
                "reason": "NO_LONGER_ELIGIBLE",
                "note": "moved to Nevada",
            }),
        )
        .await
        .done();
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
        let heard = to_provider.next().await;
        assert_eq!(heard["notice"]["kind"], "LOOP_CLOSED");
        assert_eq!(heard["referral"], json!(null), "its access has ended");

        let mut to_referrer = app.referrer().subscribe(NOTICES, json!({})).await;
        assert_eq!(
            to_referrer.next().await["notice"]["kind"],
            "REFERRAL_ASSIGNED"
        );
        let heard = to_referrer.next().await;
        assert_eq!(heard["notice"]["kind"], "LOOP_CLOSED");
        assert_eq!(
            heard["referral"]["closure"],
            json!({ "reason": "NO_LONGER_ELIGIBLE", "note": null })
        );
        // Closed is closed.
        let again = plan
            .act(
                "closeReferral",
                json!({ "referralId": referral, "reason": "NO_LONGER_ELIGIBLE" }),
            )
            .await;
        again.refused(&["WRONG_STATE"]);
    }
);

both_engines!(
    a_mutation_sent_twice_is_carried_out_once,
    async |app: TestApp| {
        let (referrer, plan, provider) = (app.referrer(), app.plan(), app.provider("p1"));
        let mut input = referral_of(patient("m1"), "MEALS");
        input["idempotencyKey"] = json!("visit 4711");
        let first = referrer.try_refer(input.clone()).await;
        let second = referrer.try_refer(input.clone()).await;
        assert_eq!(first.done()["referral"], second.done()["referral"]);
        input["needs"] = json!("something else");
        referrer
            .try_refer(input.clone())
            .await
            .refused(&["IDEMPOTENCY_KEY_REUSED"]);
        // Another person's key is another key.
        input["planId"] = json!(global_id("b"));
        app.referrer_named("r2").try_refer(input).await.done();

        let referral = ready(&app, "m2", "MEALS").await;
        let assign = json!({
            "referralId": referral,
            "providerId": global_id("p1"),
            "idempotencyKey": "k1",
        });
        plan.act("assignReferral", assign.clone()).await.done();
        let again = plan.act("assignReferral", assign).await;
        assert_eq!(again.done()["referral"]["status"], "ASSIGNED");
        assert_eq!(app.ledger("p1-kitchen").await, (40, 1, 0));

        // A refusal is not remembered: what was put right may be sent under the same key.
        let start =
            |at: &str| json!({ "referralId": referral, "startedAt": at, "idempotencyKey": "k2" });
        let at = "2026-11-23T17:00:00Z";
        provider
            .act("startService", start(at))
            .await
            .refused(&["WRONG_STATE"]);
        provider.accept(&referral).await.done();
        provider.act("startService", start(at)).await.done();
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 1));
    }
);

both_engines!(
    who_decided_on_an_old_version_is_shown_the_current_one,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.provider("p1").accept(&referral).await.done();
        let reply = app
            .plan()
            .act(
                "reassignReferral",
                json!({
                    "referralId": referral,
                    "providerId": global_id("p2"),
                    "expectedVersion": 2,
                }),
            )
            .await;
        let payload = reply.refused(&["STALE"]);
        assert_eq!(payload["referral"]["status"], "ACCEPTED");
        assert_eq!(
            payload["userErrors"][0]["path"],
            json!(["input", "expectedVersion"])
        );
        let version = &payload["referral"]["version"];
        app.plan()
            .act(
                "reassignReferral",
                json!({
                    "referralId": referral,
                    "providerId": global_id("p2"),
                    "expectedVersion": version,
                }),
            )
            .await
            .refused(&["OUTSIDE_AREA"]);
    }
);

both_engines!(people_sign_in_with_their_password, async |app: TestApp| {
    let document = "mutation($input: SignInInput!) {
      signIn(input: $input) {
        session { token viewer { name organization { name } roles } }
        userErrors { code }
      }
    }";
    let sign_in = async |email: &str, password: &str| {
        let input = json!({ "email": email, "password": password });
        app.anonymous()
            .query(document, json!({ "input": input }))
            .await
    };
    let email = crate::support::network::email("r1");
    let password = crate::support::network::PASSWORD;
    let reply = sign_in(&email.to_uppercase(), password).await;
    let session = &reply.done()["session"];
    assert_eq!(
        session["viewer"]["organization"]["name"],
        "Fir Street Hospital"
    );
    assert_eq!(session["viewer"]["roles"], json!(["REFERRER"]));
    assert!(session["token"].is_string());
    // Whatever was wrong, the answer is the same.
    let wrong = sign_in(&email, "not the password").await;
    let unknown = sign_in("nobody@network.example", password).await;
    assert_eq!(wrong.body(), unknown.body());
    assert_eq!(wrong.refusals().len(), 1);
});
