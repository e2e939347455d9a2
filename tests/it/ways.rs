//! Every way that a referral can go besides the straight one.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::acts::{assigned, ready, set_policy};
use crate::support::{Caller, TestApp, both_engines};

const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    status version closure { reason note }
    access { canWithdraw canReopen canStartService canClose }
    timeline { nodes { kind source reason note } }
    assignments {
      status serviceStartedAt
      ending { reason discontinuation { reason movedTo } decline { reason isDisputed } }
      outreach { status firstAttemptAt }
      attempts { id kind madeAt isSuccessful corrects correctionReason isVoid }
      handOffs { fromName toName }
    }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

/// The last entry of a timeline of that kind.
fn entry<'a>(referral: &'a Value, kind: &str) -> &'a Value {
    let nodes = referral["timeline"]["nodes"].as_array().unwrap();
    nodes.iter().rfind(|event| event["kind"] == kind).unwrap()
}

/// The last notice in a mailbox.
async fn last_notice(caller: &Caller) -> Value {
    let all = "{ notices(first: 100) { items { notice { kind } } } }";
    let reply = caller.query(all, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap();
    items
        .last()
        .map_or(Value::Null, |last| last["notice"]["kind"].clone())
}

both_engines!(taken_back_by_whoever_referred, async |app: TestApp| {
    let (referrer, plan, provider) = (app.referrer(), app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    assert_eq!(app.ledger("p1-kitchen").await, (40, 1, 0));
    assert_eq!(
        look(&referrer, &referral).await["access"]["canWithdraw"],
        true
    );

    let blank = json!({ "referralId": referral, "note": " " });
    referrer
        .act("withdrawReferral", blank)
        .await
        .refused(&["REQUIRED"]);
    let member = json!({ "referralId": referral, "note": "she called", "forMember": true });
    referrer
        .act("withdrawReferral", member)
        .await
        .refused(&["NOT_FOR_MEMBER"]);
    let input = json!({ "referralId": referral, "note": "her sister cooks for her now" });
    let done = referrer.act("withdrawReferral", input).await;
    assert_eq!(done.done()["referral"]["status"], "CLOSED");

    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
    let seen = look(&plan, &referral).await;
    assert_eq!(entry(&seen, "WITHDRAWN")["reason"], "REFERRER");
    assert_eq!(
        entry(&seen, "WITHDRAWN")["note"],
        "her sister cooks for her now"
    );
    assert_eq!(seen["closure"]["reason"], "OTHER");
    assert_eq!(seen["assignments"][0]["ending"]["reason"], "LOOP_CLOSED");
    for caller in [&plan, &provider] {
        assert_eq!(last_notice(caller).await, "LOOP_CLOSED");
    }
    assert_eq!(
        last_notice(&referrer).await,
        "REFERRAL_ASSIGNED",
        "its own act"
    );

    // What runs is ended by the provider, and taken back by nobody.
    let served = assigned(&app, "m2", "MEALS", "p1").await;
    provider.accept(&served).await.done();
    let start = json!({ "referralId": served, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    let input = json!({ "referralId": served, "note": "no more" });
    referrer
        .act("withdrawReferral", input)
        .await
        .refused(&["WRONG_STATE"]);
});

both_engines!(the_member_says_no, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let input = json!({
        "referralId": referral, "by": "MEMBER", "note": "eats with the neighbours",
    });
    let done = provider.act("declineReferral", input).await;
    assert_eq!(done.done()["referral"], Value::Null, "its access ended");
    let seen = look(&plan, &referral).await;
    assert_eq!(seen["status"], "CLOSED");
    assert_eq!(seen["closure"]["reason"], "NO_LONGER_NEEDS_OR_DECLINES");
    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
    assert_eq!(last_notice(&app.referrer()).await, "LOOP_CLOSED");
});

both_engines!(
    declined_on_other_ground_and_against_the_figures,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p2").await;
        let no_reason = json!({ "referralId": referral, "note": "cannot" });
        provider
            .act("declineReferral", no_reason)
            .await
            .refused(&["REQUIRED"]);
        let input = json!({
            "referralId": referral, "reason": "AT_CAPACITY", "note": "two navigators left",
        });
        provider.act("declineReferral", input).await.done();
        let seen = look(&plan, &referral).await;
        let decline = &seen["assignments"][0]["ending"]["decline"];
        assert_eq!(
            *decline,
            json!({ "reason": "AT_CAPACITY", "isDisputed": true })
        );
        assert_eq!(last_notice(&provider).await, "CAPACITY_DISPUTED");

        let other = assigned(&app, "m2", "HOUSING_NAVIGATION", "p2").await;
        let input = json!({
            "referralId": other, "reason": "CANNOT_MEET_NEED", "note": "no lift in the house",
        });
        provider.act("declineReferral", input).await.done();
        let seen = look(&plan, &other).await;
        let decline = &seen["assignments"][0]["ending"]["decline"];
        assert_eq!(
            *decline,
            json!({ "reason": "CANNOT_MEET_NEED", "isDisputed": false })
        );
        let mailbox = plan
            .query(
                "{ notices(first: 100) { items { notice { kind } } } }",
                json!({}),
            )
            .await;
        let kinds = mailbox.field()["items"].to_string();
        assert!(kinds.contains("DECLINE_REPORTED") && kinds.contains("CAPACITY_DISPUTED"));
        // Why one provider declined is not for the next, nor for whoever referred in words.
        let ending = &look(&app.referrer(), &other).await["assignments"][0]["ending"];
        assert_eq!(ending["decline"], Value::Null);
    }
);

both_engines!(
    entered_by_the_plan_for_a_provider_that_phoned,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        // Live, a start follows acceptance or outreach; told by phone, it may come alone.
        let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
        provider
            .act("startService", start.clone())
            .await
            .refused(&["WRONG_STATE"]);
        assert_eq!(
            look(&plan, &referral).await["access"]["canStartService"],
            true
        );
        plan.act("startService", start).await.done();
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 1));
        let seen = look(&plan, &referral).await;
        assert_eq!(seen["status"], "CLOSED");
        assert_eq!(entry(&seen, "SERVICE_STARTED")["source"], "ON_BEHALF");
        assert_eq!(entry(&seen, "ASSIGNED")["source"], "LIVE");
        assert_eq!(
            last_notice(&provider).await,
            "LOOP_CLOSED",
            "the plan acted"
        );
        // Another plan's people stand outside.
        let end = json!({
            "referralId": referral, "endedAt": "2026-11-23T17:00:00Z", "reason": "GOALS_MET",
        });
        let other = app.plan_named("b");
        other.act("endService", end).await.fault("NOT_FOUND");
    }
);

both_engines!(an_attempt_written_down_wrong, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    app.advance(TimeDelta::hours(30));
    provider
        .reach_out(&referral, "2026-11-24T20:00:00Z")
        .await
        .done();
    let seen = look(&provider, &referral).await;
    let turn = &seen["assignments"][0];
    assert_eq!(turn["outreach"]["status"], "MISSED");
    let first = turn["attempts"][0]["id"].as_str().unwrap().to_owned();

    // It was the day before: the duty was met.
    let really = |made_at: &str| {
        json!({
            "madeAt": made_at, "method": "TELEPHONE", "outcome": "MESSAGE_LEFT", "minutes": 2,
        })
    };
    let correct = |attempt: &str, really: Value| {
        json!({
            "referralId": referral,
            "attemptId": attempt,
            "really": really,
            "reason": "typed the day of entry",
        })
    };
    let early = correct(&first, really("2026-11-23T16:00:00Z"));
    provider
        .act("correctOutreach", early)
        .await
        .refused(&["BEFORE_ASSIGNMENT"]);
    let input = correct(&first, really("2026-11-23T20:00:00Z"));
    provider.act("correctOutreach", input.clone()).await.done();
    let seen = look(&plan, &referral).await;
    let turn = &seen["assignments"][0];
    assert_eq!(turn["outreach"]["status"], "MET");
    assert_eq!(turn["outreach"]["firstAttemptAt"], "2026-11-23T20:00:00Z");
    let attempts = turn["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 2, "both stay visible");
    let second = attempts
        .iter()
        .find(|one| one["corrects"] == first.as_str())
        .unwrap();
    assert_eq!(second["correctionReason"], "typed the day of entry");
    assert_eq!(
        entry(&seen, "OUTREACH_CORRECTED")["note"],
        "typed the day of entry"
    );
    // What was corrected once is corrected again by correcting the correction.
    provider
        .act("correctOutreach", input)
        .await
        .refused(&["UNKNOWN_ATTEMPT"]);
    let second = second["id"].as_str().unwrap();
    provider
        .act("correctOutreach", correct(second, Value::Null))
        .await
        .done();
    let seen = look(&plan, &referral).await;
    let turn = &seen["assignments"][0];
    assert_eq!(turn["outreach"]["status"], "MISSED", "nothing stands");
    assert_eq!(turn["outreach"]["firstAttemptAt"], Value::Null);
});

both_engines!(contacts_that_are_no_attempts, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    for kind in ["FROM_MEMBER", "BETWEEN_PROFESSIONALS"] {
        let input = json!({
            "referralId": referral, "kind": kind, "madeAt": "2026-11-23T17:00:00Z",
            "method": "TELEPHONE", "outcome": "REACHED", "minutes": 4,
        });
        provider.act("recordOutreach", input).await.done();
    }
    let seen = look(&plan, &referral).await;
    assert_eq!(seen["status"], "ASSIGNED");
    let turn = &seen["assignments"][0];
    assert_eq!(turn["outreach"]["status"], "RUNNING");
    assert_eq!(turn["attempts"][0]["isSuccessful"], false);
    // In a facility, contact counts as successful.
    let input = json!({
        "referralId": referral, "isInFacility": true, "madeAt": "2026-11-23T17:00:00Z",
        "method": "IN_PERSON", "outcome": "MESSAGE_LEFT", "minutes": 30,
    });
    provider.act("recordOutreach", input).await.done();
    let hand_off = json!({
        "referralId": referral, "madeAt": "2026-11-23T17:00:00Z",
        "fromName": "Merle Ashgrove", "toName": "Robin Fennel",
    });
    provider.act("recordHandOff", hand_off).await.done();
    let seen = look(&plan, &referral).await;
    let turn = &seen["assignments"][0];
    assert_eq!(turn["outreach"]["status"], "MET");
    let attempts = turn["attempts"].as_array().unwrap();
    let successful = attempts.iter().filter(|one| one["isSuccessful"] == true);
    assert_eq!(successful.count(), 1);
    assert_eq!(turn["handOffs"][0]["toName"], "Robin Fennel");
    let as_referrer = look(&app.referrer(), &referral).await;
    assert_eq!(as_referrer["assignments"][0]["handOffs"], json!([]));
});

both_engines!(a_start_that_was_none, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 1));

    app.advance(TimeDelta::hours(2));
    let correct = json!({
        "referralId": referral, "startedAt": "2026-11-23T18:00:00Z", "reason": "an hour later",
    });
    provider.act("correctStart", correct).await.done();
    let seen = look(&plan, &referral).await;
    assert_eq!(
        seen["assignments"][0]["serviceStartedAt"],
        "2026-11-23T18:00:00Z"
    );
    assert_eq!(seen["status"], "CLOSED");

    let void = json!({ "referralId": referral, "reason": "wrong member" });
    provider.act("correctStart", void).await.done();
    let seen = look(&plan, &referral).await;
    // Nobody has tried to reach the member, so nobody is told so.
    assert_eq!(seen["status"], "ACCEPTED");
    assert_eq!(seen["closure"], Value::Null);
    assert_eq!(seen["assignments"][0]["status"], "ACCEPTED");
    assert_eq!(app.ledger("p1-kitchen").await, (40, 1, 0));
    assert_eq!(last_notice(&app.referrer()).await, "REFERRAL_REOPENED");
});

both_engines!(a_start_that_was_none_says_no_yes, async |app: TestApp| {
    let (plan, referrer) = (app.plan(), app.referrer());
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
    plan.act("startService", start).await.done();
    let void = json!({ "referralId": referral, "reason": "wrong member" });
    plan.act("correctStart", void).await.done();
    let document = "query($id: ID!) { referral(id: $id) { status closedLoopStatus
          assignment { status acceptedAt } } }";
    let seen = referrer.query(document, json!({ "id": referral })).await;
    let stands = json!({
        "status": "ASSIGNED", "closedLoopStatus": "PENDING",
        "assignment": { "status": "ASSIGNED", "acceptedAt": null },
    });
    assert_eq!(seen.field(), &stands);
});

both_engines!(a_loop_that_the_plan_closes_by_hand, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    set_policy(&app, &json!({ "service": "MEALS", "closesAtStart": false })).await;
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let early = json!({ "referralId": referral, "reason": "SERVICES_RECEIVED" });
    plan.act("closeReferral", early.clone())
        .await
        .refused(&["WRONG_STATE"]);
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    let seen = look(&plan, &referral).await;
    assert_eq!(seen["status"], "IN_OUTREACH");
    assert_eq!(seen["assignments"][0]["status"], "IN_SERVICE");
    assert_eq!(last_notice(&app.referrer()).await, "SERVICE_STARTED");
    let other = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
    plan.act("closeReferral", other)
        .await
        .refused(&["WRONG_STATE"]);
    plan.act("closeReferral", early).await.done();
    let seen = look(&plan, &referral).await;
    assert_eq!(seen["closure"]["reason"], "SERVICES_RECEIVED");
    assert_eq!(
        seen["assignments"][0]["status"], "IN_SERVICE",
        "the service goes on"
    );
    let end = json!({
        "referralId": referral, "endedAt": "2026-11-23T17:00:00Z", "reason": "MOVED_COUNTY",
    });
    provider
        .act("endService", end.clone())
        .await
        .refused(&["REQUIRED"]);
    let mut end = end;
    end["movedTo"] = json!("meals from the senior center there");
    provider.act("endService", end).await.done();
    let ending = &look(&plan, &referral).await["assignments"][0]["ending"];
    assert_eq!(
        ending["discontinuation"],
        json!({ "reason": "MOVED_COUNTY", "movedTo": "meals from the senior center there" })
    );
    // Another service of the same plan keeps the default.
    let navigation = assigned(&app, "m2", "HOUSING_NAVIGATION", "p1").await;
    provider.accept(&navigation).await.done();
    let start = json!({ "referralId": navigation, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    assert_eq!(look(&plan, &navigation).await["status"], "CLOSED");
});

both_engines!(
    a_closed_loop_is_opened_again_for_some_days,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = ready(&app, "m1", "MEALS").await;
        let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close.clone()).await.done();
        app.advance(TimeDelta::days(30));
        let reopen = json!({ "referralId": referral, "reason": "he called back" });
        let done = plan.act("reopenReferral", reopen.clone()).await;
        assert_eq!(done.done()["referral"]["status"], "READY");
        assert_eq!(last_notice(&app.referrer()).await, "REFERRAL_REOPENED");
        plan.assign(&referral, "p1").await.done();
        plan.act("closeReferral", close).await.done();
        app.advance(TimeDelta::days(30) + TimeDelta::seconds(1));
        plan.act("reopenReferral", reopen.clone())
            .await
            .refused(&["TOO_LATE"]);
        set_policy(&app, &json!({ "fromOn": "2027-06-01", "reopenDays": 365 })).await;
        plan.act("reopenReferral", reopen.clone())
            .await
            .refused(&["TOO_LATE"]);
        app.advance(TimeDelta::days(150));
        plan.act("reopenReferral", reopen).await.done();

        // A plan that never knew the member still does not.
        let unknown = app.referrer().refer("m2", "MEALS").await;
        let close = json!({ "referralId": unknown, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        let reopen = json!({ "referralId": unknown, "reason": "sent by mistake" });
        let done = plan.act("reopenReferral", reopen).await;
        assert_eq!(done.done()["referral"]["status"], "RECEIVED");
    }
);
