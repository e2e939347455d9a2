//! A reduction of units is told ahead: what was granted goes on until its day, and longer where an
//! appeal comes before it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::appeals::{appeals_of, file, rule, second_reviewer};
use crate::noa::{notices_of, waiting};
use crate::support::authorized::{authorization_of, authorizes, mark, reviewer};
use crate::support::{Caller, Reply, TestApp, both_engines};

/// The first day on which fewer units hold that are told on the first day of the tests.
const HOLDS_ON: &str = "2026-12-03";

/// Ten units are granted until the end of the usual days; gives the referral and the authorization.
async fn granted(app: &TestApp) -> (String, String) {
    authorizes(app, |_| {}).await;
    let (referral, id) = waiting(app).await;
    reviewer(app).await.decide(&id, "APPROVE").await.done();
    (referral, id)
}

async fn reduce(reviewer: &Caller, authorization: &str, changes: Value) -> Reply {
    let mut input = json!({ "authorizationId": authorization, "decision": "REDUCE",
        "reason": "OTHER", "note": "fewer are needed" });
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    reviewer
        .on_authorization("decideAuthorization", input)
        .await
}

/// Units that are granted and left, and what is announced of them.
async fn stands(caller: &Caller, authorization: &str) -> (Value, Value, Value) {
    let document = "query($id: ID!) { node(id: $id) { ... on Authorization {
      granted { units } unitsLeft announced { units amount fromOn } } } }";
    let reply = caller.query(document, json!({ "id": authorization })).await;
    let seen = reply.field();
    (
        seen["granted"]["units"].clone(),
        seen["unitsLeft"].clone(),
        seen["announced"].clone(),
    )
}

fn announced(units: i32) -> Value {
    json!({ "units": units, "amount": null, "fromOn": HOLDS_ON })
}

/// The clocks of authorizations tick.
async fn tick(app: &TestApp) -> u64 {
    let referrals = handoff::referrals::Referrals::new(app.db().clone());
    referrals.tell_of_clocks(|| app.system_op()).await.unwrap()
}

/// To the first minute of the day on which it holds, in California.
fn until_it_holds(app: &TestApp) {
    app.advance(TimeDelta::days(9) + TimeDelta::hours(15));
}

both_engines!(
    fewer_units_hold_from_the_day_that_was_told,
    async |app: TestApp| {
        let (referral, id) = granted(&app).await;
        let (plan, provider) = (app.plan(), app.provider("p2"));
        plan.assign(&referral, "p2").await.done();
        let first = reviewer(&app).await;
        let too_soon = json!({ "units": 4, "fromOn": "2026-12-02" });
        let refused = reduce(&first, &id, too_soon).await;
        refused.refused(&["OUT_OF_RANGE"]);
        let reduced = reduce(&first, &id, json!({ "units": 1 })).await;
        assert_eq!(reduced.done()["authorization"]["status"], "REDUCED");
        let told = &notices_of(&plan, &id).await[0];
        assert_eq!(told["effectiveOn"], HOLDS_ON);
        assert_eq!(
            stands(&provider, &id).await,
            (json!(10), json!(10), announced(1))
        );
        assert_eq!(stands(&app.plan_named("b"), &id).await.2, Value::Null);
        let referrer = stands(&app.referrer(), &id).await;
        assert_eq!(referrer, (Value::Null, Value::Null, Value::Null));

        // Until then a service draws on all that was granted.
        provider.accept(&referral).await.done();
        let started = json!({ "referralId": referral, "startedAt": app.now().to_rfc3339() });
        provider.act("startService", started).await.done();
        app.advance(TimeDelta::days(9));
        tick(&app).await;
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(9), announced(1))
        );
        app.advance(TimeDelta::hours(15));
        assert_eq!(tick(&app).await, 1);
        assert_eq!(tick(&app).await, 0, "once");
        assert_eq!(stands(&plan, &id).await, (json!(1), json!(0), Value::Null));
        let seen = authorization_of(&plan, &referral).await;
        let last = |list: &str| seen[list].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last("history")["kind"], "TOOK_EFFECT");
        let entries = seen["ledger"].as_array().unwrap();
        let kinds: Vec<_> = entries
            .iter()
            .map(|one| {
                (
                    one["kind"].as_str().unwrap(),
                    one["units"].as_i64().unwrap(),
                )
            })
            .collect();
        let mut expected = vec![("GRANTED", 10), ("DRAWN", -1), ("REDUCED", -9)];
        if entries[0]["seq"] != 1 {
            expected.reverse();
        }
        assert_eq!(kinds, expected);
        let all = "{ notices(first: 100) { items { notice { kind } } } }";
        let heard = provider.query(all, json!({})).await;
        let heard = heard.field()["items"].as_array().unwrap().clone();
        assert_eq!(
            heard.last().unwrap()["notice"]["kind"],
            "AUTHORIZATION_CHANGED"
        );
    }
);

both_engines!(
    an_appeal_before_the_day_puts_it_off_and_upheld_it_comes,
    async |app: TestApp| {
        let (_, id) = granted(&app).await;
        let (plan, first, second) = (app.plan(), reviewer(&app).await, second_reviewer(&app));
        reduce(&first, &id, json!({ "units": 4 })).await.done();
        file(&plan, &id, json!({})).await.done();
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(10), Value::Null)
        );
        // Taken back before the day it holds from its day on, and put off again by the next.
        let back = json!({ "authorizationId": id, "number": 1, "reason": "A mistake." });
        plan.on_authorization("withdrawAppeal", back).await.done();
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(10), announced(4))
        );
        file(&plan, &id, json!({})).await.done();
        until_it_holds(&app);
        tick(&app).await;
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(10), Value::Null)
        );
        // Upheld after the day it holds at once.
        mark(&app, second.person().account).await;
        let input = json!({ "authorizationId": id, "number": 2, "ruling": "UPHOLD",
            "answer": "Four are enough." });
        second.on_authorization("decideAppeal", input).await.done();
        assert_eq!(stands(&plan, &id).await, (json!(4), json!(4), Value::Null));
        assert_eq!(appeals_of(&plan, &id).await[1]["outcome"], "UPHELD");
    }
);

both_engines!(
    what_was_announced_is_undone_or_gives_way_to_a_later_decision,
    async |app: TestApp| {
        let (referral, id) = granted(&app).await;
        let (plan, first, second) = (app.plan(), reviewer(&app).await, second_reviewer(&app));
        let before = authorization_of(&plan, &referral).await["granted"].clone();
        reduce(&first, &id, json!({ "units": 4, "untilOn": "2026-12-31" }))
            .await
            .done();
        // A milder one takes its place, and then the end does.
        reduce(&first, &id, json!({ "units": 6 })).await.done();
        assert_eq!(stands(&plan, &id).await.2, announced(6));
        first.decide(&id, "TERMINATE").await.done();
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(10), Value::Null)
        );
        file(&plan, &id, json!({})).await.done();
        rule(&second, &id, "OVERTURN").await.done();
        let seen = authorization_of(&plan, &referral).await;
        assert_eq!(seen["granted"], before, "as it was before all of them");
        assert_eq!(seen["status"], "APPROVED");
        // Nothing is left to come.
        until_it_holds(&app);
        tick(&app).await;
        assert_eq!(
            stands(&plan, &id).await,
            (json!(10), json!(10), Value::Null)
        );
    }
);
