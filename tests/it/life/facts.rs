//! Death and custody.

use chrono::TimeDelta;
use serde_json::json;

use super::{enrolled, happened, last, look, notices};
use crate::members::{act, look as look_at};
use crate::support::acts::{assigned, ready};
use crate::support::network::set_places;
use crate::support::{TestApp, both_engines};

/// A service that runs since the beginning of time; its referral.
async fn served(app: &TestApp, member: &str) -> String {
    let referral = assigned(app, member, "MEALS", "p1").await;
    let provider = app.provider("p1");
    provider.accept(&referral).await.done();
    let start = json!({ "referralId": referral, "startedAt": "2026-11-23T17:00:00Z" });
    provider.act("startService", start).await.done();
    referral
}

both_engines!(after_a_death_nothing_goes_on, async |app: TestApp| {
    let (plan, provider, referrer) = (app.plan(), app.provider("p1"), app.referrer());
    let serves = served(&app, "m1").await;
    let asked = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
    let fresh = ready(&app, "m1", "MEALS").await;
    let of_another = assigned(&app, "m2", "HOUSING_NAVIGATION", "p1").await;
    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 1));
    assert_eq!(app.ledger("p1-desk").await, (10, 2, 0));
    let plan_heard = notices(&plan).await.len();

    app.advance(TimeDelta::hours(1));
    happened(&plan, "m1", "DEATH", "2026-11-23").await.done();

    let seen = look(&plan, &serves).await;
    assert_eq!(seen["closure"]["reason"], "SERVICES_RECEIVED");
    let ending = &seen["assignments"][0]["ending"];
    assert_eq!(ending["reason"], "SERVICE_ENDED");
    assert_eq!(ending["discontinuation"]["reason"], "DECEASED");
    assert_eq!(last(&seen)["kind"], "SERVICE_ENDED");
    for loop_ in [&asked, &fresh] {
        let seen = look(&plan, loop_).await;
        assert_eq!(seen["status"], "CLOSED");
        assert_eq!(seen["closure"]["reason"], "NO_LONGER_ELIGIBLE");
        assert_eq!(seen["closure"]["note"], "The member died.");
    }
    let seen = look(&plan, &asked).await;
    assert_eq!(seen["assignments"][0]["ending"]["reason"], "LOOP_CLOSED");
    assert_eq!(seen["assignments"][0]["outreach"]["status"], "CANCELLED");
    assert_eq!(look(&plan, &of_another).await["status"], "ASSIGNED");
    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
    assert_eq!(app.ledger("p1-desk").await, (10, 1, 0));

    // Whoever has to do with it hears of it; the plan did it.
    let mut told = notices(&provider).await.split_off(3);
    told.sort();
    assert_eq!(told, ["ASSIGNMENT_ENDED", "LOOP_CLOSED"]);
    let told = notices(&referrer).await;
    assert!(told.ends_with(&["LOOP_CLOSED".into(), "LOOP_CLOSED".into()]));
    assert_eq!(notices(&plan).await.len(), plan_heard);
    // The clinic learns that it closed, and not of what.
    let seen = look(&referrer, &asked).await;
    assert_eq!(seen["closure"]["note"], json!(null));

    // Nothing is due any more but for the other member.
    app.advance(TimeDelta::days(2));
    app.sweep().await;
    let timeline = look(&plan, &asked).await;
    assert_eq!(last(&timeline)["kind"], "CLOSED");

    // Taken back, it opens nothing by itself; by hand it does.
    let events = look_at(&plan, "m1", "lifeEvents { id }").await;
    let void = json!({
        "kind": "DEATH", "happenedOn": "2026-11-23", "isVoid": true, "note": "a namesake",
        "correctsId": events["lifeEvents"][0]["id"],
    });
    let reopen = json!({ "referralId": asked, "reason": "she lives" });
    plan.act("reopenReferral", reopen.clone())
        .await
        .refused(&["DECEASED"]);
    act(&plan, "recordLifeEvent", void).await.done();
    assert_eq!(look(&plan, &asked).await["status"], "CLOSED");
    let done = plan.act("reopenReferral", reopen).await;
    assert_eq!(done.done()["referral"]["status"], "READY");
});

both_engines!(
    who_died_before_it_was_known_owed_nobody_anything,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        // Due after a day; the death is heard of two days later.
        app.advance(TimeDelta::days(3));
        happened(&plan, "m1", "DEATH", "2026-11-23").await.done();
        let seen = look(&plan, &referral).await;
        let turn = &seen["assignments"][0];
        assert_eq!(turn["ending"]["at"], "2026-11-24T08:00:00Z");
        assert_eq!(turn["outreach"]["status"], "CANCELLED");
    }
);

both_engines!(the_dead_wait_for_no_place, async |app: TestApp| {
    let plan = app.plan();
    assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
    assigned(&app, "m2", "HOUSING_NAVIGATION", "p2").await;
    set_places(&app, "p1-desk", 1).await;
    set_places(&app, "p2", 1).await;
    let waits = ready(&app, "m3", "HOUSING_NAVIGATION").await;
    plan.act_on("joinWaitlist", &waits).await.done();
    let place = look(&plan, &waits).await["waiting"]["position"].clone();
    assert_eq!(place, 1);
    happened(&plan, "m3", "DEATH", "2026-11-23").await.done();
    let seen = look(&plan, &waits).await;
    assert_eq!(seen["status"], "CLOSED");
    assert_eq!(seen["waiting"], json!(null));
});

both_engines!(custody_ends_what_runs_then, async |app: TestApp| {
    let plan = app.plan();
    let serves = served(&app, "m1").await;
    app.advance(TimeDelta::days(1));
    happened(&plan, "m1", "INCARCERATION", "2026-11-24")
        .await
        .done();
    let seen = look(&plan, &serves).await;
    let ending = &seen["assignments"][0]["ending"];
    assert_eq!(ending["discontinuation"]["reason"], "INCARCERATED");
    assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));

    // What is prepared in custody for the time after goes on, whatever else is recorded.
    let prepared = ready(&app, "m1", "HOUSING_NAVIGATION").await;
    let m1 = crate::support::network::global_member_id("m1");
    enrolled(&plan, &m1, "ENROLLED", "2026-01-01").await.done();
    app.advance(TimeDelta::days(1));
    happened(&plan, "m1", "RELEASE", "2026-11-25").await.done();
    assert_eq!(look(&plan, &prepared).await["status"], "READY");
});
