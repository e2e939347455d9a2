//! Journeys through an authorization, heard over WebSockets by everybody whom they concern.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::appeals::{file, rule, second_reviewer};
use crate::noa::waiting;
use crate::support::acts::{referral_of, set_policy};
use crate::support::authorized::{authorization_of, authorizes, reviewer};
use crate::support::network::{global_id, patient};
use crate::support::{Caller, Live, TestApp, both_engines};

const NOTICES: &str = "subscription { notices {
  notice { kind } referral { id status } } }";

/// A mailbox that is listened to, from its end on.
async fn listen(caller: &Caller) -> Live {
    let mut stream = caller.subscribe(NOTICES, json!({})).await;
    while stream.next().await["notice"] != Value::Null {}
    stream
}

/// Waits until all of these have come, whatever else comes.
async fn hears(stream: &mut Live, kinds: &[&str]) {
    let mut missing: BTreeSet<&str> = kinds.iter().copied().collect();
    while !missing.is_empty() {
        let item = stream.next().await;
        if let Some(kind) = item["notice"]["kind"].as_str() {
            missing.remove(kind);
        }
    }
}

async fn serve(app: &TestApp, provider: &Caller, referral: &str) {
    provider.accept(referral).await.done();
    let now = app.now().to_rfc3339();
    provider.reach_out(referral, &now).await.done();
    let started = json!({ "referralId": referral, "startedAt": now });
    provider.act("startService", started).await.done();
}

both_engines!(
    denied_appealed_overturned_and_served,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let mut to_referrer = listen(&app.referrer()).await;
        let mut to_provider = listen(&provider).await;
        let (referral, id) = waiting(&app).await;
        let first = reviewer(&app).await;

        first.decide(&id, "DENY").await.done();
        hears(&mut to_referrer, &["NOT_AUTHORIZED", "LOOP_CLOSED"]).await;
        file(&plan, &id, json!({})).await.done();
        rule(&second_reviewer(&app), &id, "OVERTURN").await.done();
        hears(&mut to_referrer, &["AUTHORIZED"]).await;

        plan.assign(&referral, "p2").await.done();
        hears(&mut to_provider, &["REFERRAL_ASSIGNED"]).await;
        serve(&app, &provider, &referral).await;
        hears(
            &mut to_referrer,
            &["REFERRAL_ASSIGNED", "OUTREACH_STARTED", "LOOP_CLOSED"],
        )
        .await;
        let seen = authorization_of(&provider, &referral).await;
        assert_eq!(
            (&seen["status"], &seen["unitsLeft"]),
            (&json!("APPROVED"), &json!(9))
        );
    }
);

both_engines!(
    the_named_provider_asks_and_hears_that_it_has_it,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let direct = json!({ "service": "HOUSING_NAVIGATION", "route": "PROVIDER_DIRECT" });
        set_policy(&app, &direct).await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        let mut to_plan = listen(&plan).await;
        let mut to_provider = listen(&provider).await;
        let mut to_referrer = listen(&app.referrer()).await;

        let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
        input["namedProviderId"] = json!(global_id("p2"));
        let made = app.referrer().try_refer(input).await;
        let referral = made.done()["referral"]["id"].as_str().unwrap().to_owned();
        let wish = json!({ "referralId": referral, "kind": "PRIOR", "units": 20 });
        let asked = provider
            .on_authorization("requestAuthorization", wish)
            .await;
        let id = asked.done()["authorization"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        hears(
            &mut to_plan,
            &["REFERRAL_RECEIVED", "AUTHORIZATION_REQUESTED"],
        )
        .await;

        // The plan's yes is the assignment.
        plan.confirm(&referral, "m1").await.done();
        reviewer(&app).await.decide(&id, "APPROVE").await.done();
        hears(&mut to_provider, &["AUTHORIZED", "REFERRAL_ASSIGNED"]).await;
        hears(&mut to_referrer, &["AUTHORIZED", "REFERRAL_ASSIGNED"]).await;
        serve(&app, &provider, &referral).await;
        hears(&mut to_referrer, &["OUTREACH_STARTED", "LOOP_CLOSED"]).await;
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["unitsLeft"], 19);
    }
);
