//! Random requests, decisions, uses, voids and appeals of one member: whatever happens, nothing goes
//! beyond a limit of the state without a recorded exception, and each ledger adds up.

use chrono::TimeDelta;
use handoff::access::Person;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::random::Dice;
use crate::support::authorized::{authorizes, reviewer};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

/// Acts of a run.
const LENGTH: usize = 120;
/// Days of meals that the state allows of one authorization (`data/service_limits.csv`).
const MEAL_DAYS: i64 = 84;

const ALL: &str = "query($id: ID!) {
  authorizations(orderBy: NEWEST, first: 100, filter: { memberId: $id }) { nodes {
    id status service { code }
    granted { units fromOn untilOn } unitsLeft
    exception { ground }
    appeals { number outcome }
    ledger { units unitsLeft }
  } }
}";

/// Somebody who may decide what another has decided.
fn second(app: &TestApp) -> Caller {
    let other = app.colleague("a", Role::PlanNetwork);
    let of = other.person();
    let role = vec![Role::PlanReviewer];
    app.person(Person::new(of.account, of.organization, of.kind, role))
}

async fn seen(app: &TestApp) -> Vec<Value> {
    let of = json!({ "id": global_member_id("m1") });
    let reply = app.plan().query(ALL, of).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

fn day(of: &Value) -> chrono::NaiveDate {
    of.as_str().unwrap().parse().unwrap()
}

/// What holds at every moment.
fn check(all: &[Value]) {
    let counts = |one: &&Value| one["status"] != "VOID" && !one["granted"].is_null();
    let by_terms = |one: &&Value| one["exception"].is_null();
    let deposits = all
        .iter()
        .filter(|one| one["service"]["code"] == "HOUSING_DEPOSITS");
    let deposits: Vec<_> = deposits.filter(counts).collect();
    let plain = deposits.iter().copied().filter(by_terms).count();
    assert!(
        plain <= 1,
        "{plain} deposits without an exception: {all:#?}"
    );
    for meals in all.iter().filter(|one| one["service"]["code"] == "MEALS") {
        if counts(&meals) && by_terms(&meals) {
            let granted = &meals["granted"];
            let days = (day(&granted["untilOn"]) - day(&granted["fromOn"])).num_days() + 1;
            assert!(days <= MEAL_DAYS, "{days} days: {meals:#?}");
        }
    }
    for one in all.iter().filter(|one| !one["unitsLeft"].is_null()) {
        let ledger = one["ledger"].as_array().unwrap();
        let sum: i64 = ledger
            .iter()
            .map(|entry| entry["units"].as_i64().unwrap())
            .sum();
        if one["status"] != "VOID" {
            assert_eq!(json!(sum), one["unitsLeft"], "{one:#?}");
        }
    }
}

fn exception(dice: &mut Dice) -> Value {
    match dice.below(3) {
        0 => json!({ "ground": "TERMS", "reason": "lost it", "evidence": "letter, DMS 8" }),
        1 => json!({ "ground": "OVERRIDE", "reason": "no other way", "evidence": "DMS 9" }),
        _ => Value::Null,
    }
}

async fn ask(app: &TestApp, dice: &mut Dice) {
    let mut input = json!({ "memberId": global_member_id("m1"), "kind": "PRIOR" });
    if dice.below(2) == 0 {
        input["service"] = json!("HOUSING_DEPOSITS");
        input["procedureCode"] = json!("H0044 U2");
        input["amount"] = json!(format!("{}.00", 500 + dice.below(4_000)));
    } else {
        let days = i64::try_from(60 + dice.below(60)).unwrap();
        let until = app.now().date_naive() + TimeDelta::days(days);
        input["service"] = json!("MEALS");
        input["units"] = json!(10);
        input["untilOn"] = json!(until);
    }
    app.plan()
        .on_authorization("requestAuthorization", input)
        .await;
}

async fn act(app: &TestApp, dice: &mut Dice, callers: &(Caller, Caller), all: &[Value]) {
    let Some(one) = (!all.is_empty()).then(|| &all[dice.below(all.len())]) else {
        return ask(app, dice).await;
    };
    let (first, second) = callers;
    let id = one["id"].as_str().unwrap();
    match dice.below(10) {
        0..=2 => ask(app, dice).await,
        3..=5 => {
            let reviewer = if dice.below(2) == 0 { first } else { second };
            let mut input = json!({ "authorizationId": id, "decision": "APPROVE" });
            input["exception"] = exception(dice);
            reviewer
                .on_authorization("decideAuthorization", input)
                .await;
        }
        6 => drop(
            first
                .decide(id, dice.one_of(&["DENY", "VOID", "TERMINATE"]))
                .await,
        ),
        7 => {
            let input = json!({ "authorizationId": id, "kind": "APPEAL", "filedBy": "MEMBER",
                "channel": "TELEPHONE", "words": "I need it." });
            app.plan().on_authorization("fileAppeal", input).await;
        }
        8 => {
            let mut filed = one["appeals"].as_array().unwrap().iter();
            let open = filed.rfind(|appeal| appeal["outcome"].is_null());
            let number = open.map_or(json!(1), |appeal| appeal["number"].clone());
            let input = json!({ "authorizationId": id, "number": number,
                "ruling": dice.one_of(&["OVERTURN", "UPHOLD"]), "answer": "Looked at again.",
                "exception": exception(dice) });
            second.on_authorization("decideAppeal", input).await;
        }
        _ => app.advance(TimeDelta::days(i64::try_from(dice.below(6)).unwrap())),
    }
}

both_engines!(
    no_chance_takes_anybody_beyond_a_limit_without_an_exception,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let callers = (reviewer(&app).await, second(&app));
        let mut granted = 0;
        let mut beyond = 0;
        for seed in [11, 2_026] {
            let mut dice = Dice(seed);
            for _ in 0..LENGTH / 2 {
                let all = seen(&app).await;
                act(&app, &mut dice, &callers, &all).await;
                check(&seen(&app).await);
            }
        }
        for one in seen(&app).await {
            granted += usize::from(!one["granted"].is_null());
            beyond += usize::from(!one["exception"].is_null());
        }
        // Chance went both ways.
        assert!(
            granted > 3 && beyond > 0,
            "{granted} granted, {beyond} beyond"
        );
    }
);
