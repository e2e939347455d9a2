//! What the plan tells members by hand: made with the events, told on the safe way, said to be done
//! only where it could have been.

use chrono::{SecondsFormat, TimeDelta};
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::{assigned, ready};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

const TASKS: &str = "query($filter: TaskFilter, $first: Int, $after: String) {
  tasks(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id kind about state dueOn way hindrance alternativeFormat
      text { subject body language needsTranslation }
      address { name street city } phone whereabouts
      desk { name reach fax { number agreedOn } } faxRecordedBy
      provider { name } member { name { full } } referral { id }
      ending { doneAt way reason byPerson }
    }
  }
}";

pub(super) async fn tasks(caller: &Caller, filter: Value) -> Vec<Value> {
    let reply = caller.query(TASKS, json!({ "filter": filter })).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

/// Every task of a referral, each as what it is about and where it stands.
pub(super) async fn all_of(caller: &Caller, referral: &str) -> Vec<(String, String)> {
    let filter = json!({ "states": ["OPEN", "DONE", "CANCELLED"], "referralId": referral });
    let mut found: Vec<_> = tasks(caller, filter)
        .await
        .iter()
        .map(|task| {
            let text = |key: &str| task[key].as_str().unwrap().to_owned();
            (text("about"), text("state"))
        })
        .collect();
    found.sort();
    found
}

pub(super) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(about, state): &(&str, &str)| ((*about).to_owned(), (*state).to_owned());
    expected.iter().map(own).collect()
}

pub(super) async fn about_member(app: &TestApp, mutation: &str, mut input: Value) {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ userErrors {{ code message }} }} }}",
        first.to_uppercase()
    );
    input["memberId"] = json!(global_member_id("m1"));
    app.plan()
        .query(&document, json!({ "input": input }))
        .await
        .done();
}

async fn live_at_an_address(app: &TestApp) {
    let address = json!({
        "street": "7 Quince Court", "city": "Chico", "zip": "95926", "fromOn": "2026-11-01",
    });
    about_member(app, "setAddress", address).await;
}

pub(super) async fn complete(
    caller: &Caller,
    task: &Value,
    way: &str,
    at: &str,
) -> crate::support::Reply {
    let document = "mutation($input: CompleteTaskInput!) {
      completeTask(input: $input) {
        task { state text { body } ending { way doneAt } } userErrors { code path message }
      }
    }";
    let input = json!({ "taskId": task["id"], "way": way, "doneAt": at, "idempotencyKey": way });
    caller.query(document, json!({ "input": input })).await
}

async fn cancel(caller: &Caller, task: &Value, reason: &str) -> crate::support::Reply {
    let document = "mutation($input: CancelTaskInput!) {
      cancelTask(input: $input) { task { state ending { reason } } userErrors { code path message } }
    }";
    let input = json!({ "taskId": task["id"], "reason": reason });
    caller.query(document, json!({ "input": input })).await
}

pub(super) fn now(app: &TestApp) -> String {
    app.now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

both_engines!(
    a_member_is_told_by_letter_who_serves_them,
    async |app: TestApp| {
        let plan = app.plan();
        live_at_an_address(&app).await;
        let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        let open = tasks(&plan, json!({})).await;
        assert_eq!(open.len(), 1);
        let task = &open[0];
        assert_eq!(task["about"], "ASSIGNED");
        assert_eq!(task["dueOn"], "2026-11-26", "three days, by default");
        assert_eq!(task["way"], "MAIL");
        assert_eq!(task["address"]["street"], "7 Quince Court");
        let body = task["text"]["body"].as_str().unwrap();
        for part in [
            "Xiomara Quillfeather",
            "help to find housing",
            "Cedar Kitchen",
            "+15305550100",
            "Alder Plan",
        ] {
            assert!(body.contains(part), "{part}: {body}");
        }
        assert!(!body.contains('{'), "{body}");
        assert_eq!(task["text"]["needsTranslation"], false);

        app.advance(TimeDelta::minutes(5));
        complete(&plan, task, "MAIL", "2026-11-23T16:59:59Z")
            .await
            .refused(&["INVALID_TIME"]);
        complete(&plan, task, "MAIL", "2026-11-23T18:00:00Z")
            .await
            .refused(&["INVALID_TIME"]);
        let at = now(&app);
        let done = complete(&plan, task, "MAIL", &at).await;
        assert_eq!(done.done()["task"]["state"], "DONE");
        let again = complete(&plan, task, "MAIL", &at).await;
        assert_eq!(
            again.done()["task"]["state"],
            "DONE",
            "a retry is no repeat"
        );
        cancel(&plan, task, "too late").await.refused(&["NOT_OPEN"]);
        assert_eq!(tasks(&plan, json!({})).await.len(), 0);

        // What was sent stays as it was sent; a change of provider is told as one.
        about_member(&app, "updateMember", json!({ "firstName": "Ximena" })).await;
        let done = tasks(&plan, json!({ "states": ["DONE"] })).await;
        assert!(
            done[0]["text"]["body"]
                .as_str()
                .unwrap()
                .contains("Xiomara")
        );
        plan.reassign(&referral, "p2").await.done();
        let open = tasks(&plan, json!({})).await;
        assert_eq!(open.len(), 1);
        assert_eq!(open[0]["about"], "PROVIDER_CHANGED");
        let body = open[0]["text"]["body"].as_str().unwrap();
        assert!(
            body.contains("Ximena") && body.contains("Dogwood Housing"),
            "{body}"
        );
    }
);

both_engines!(what_is_no_longer_so_is_not_told, async |app: TestApp| {
    let plan = app.plan();
    let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
    let input = json!({ "referralId": referral, "reason": "CANNOT_MEET_NEED", "note": "no" });
    app.provider("p1")
        .act("declineReferral", input)
        .await
        .done();
    assert_eq!(
        all_of(&plan, &referral).await,
        pairs(&[("ASSIGNED", "CANCELLED")])
    );
    plan.assign(&referral, "p2").await.done();
    let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
    plan.act("closeReferral", close).await.done();
    let so_far = [
        ("ASSIGNED", "CANCELLED"),
        ("ASSIGNED", "CANCELLED"),
        ("CLOSED", "OPEN"),
    ];
    assert_eq!(all_of(&plan, &referral).await, pairs(&so_far));
    let reopen = json!({ "referralId": referral, "reason": "he called back" });
    plan.act("reopenReferral", reopen).await.done();
    assert!(tasks(&plan, json!({})).await.is_empty());

    // Where the service was received the member knows that it is closed, and is still told who.
    let other = assigned(&app, "m2", "MEALS", "p1").await;
    let provider = app.provider("p1");
    provider.accept(&other).await.done();
    let start = json!({ "referralId": other, "startedAt": now(&app) });
    provider.act("startService", start).await.done();
    assert_eq!(all_of(&plan, &other).await, pairs(&[("ASSIGNED", "OPEN")]));
});

both_engines!(nothing_is_sent_that_could_not_be, async |app: TestApp| {
    let plan = app.plan();
    assigned(&app, "m1", "MEALS", "p1").await;
    let task = tasks(&plan, json!({})).await.remove(0);
    assert_eq!(task["way"], "TELEPHONE", "no address is known");
    assert_eq!(task["phone"], "+15305550101");
    complete(&plan, &task, "MAIL", &now(&app))
        .await
        .refused(&["NO_ADDRESS"]);

    // Only one way is safe.
    live_at_an_address(&app).await;
    about_member(&app, "setSafeContact", json!({ "channel": "IN_PERSON" })).await;
    let task = tasks(&plan, json!({})).await.remove(0);
    assert_eq!(task["way"], "IN_PERSON");
    complete(&plan, &task, "MAIL", &now(&app))
        .await
        .refused(&["UNSAFE_WAY"]);

    complete(&plan, &task, "FAX", &now(&app))
        .await
        .refused(&["NO_FAX_AGREED"]);
    cancel(&plan, &task, " ").await.refused(&["REQUIRED"]);

    // No contact at all: what was to be sent is called off, and nothing new is to be.
    about_member(&app, "setSafeContact", json!({ "noContact": true })).await;
    let referral = task["referral"]["id"].as_str().unwrap();
    let called_off = pairs(&[("ASSIGNED", "CANCELLED")]);
    assert_eq!(all_of(&plan, referral).await, called_off);
    complete(&plan, &task, "IN_PERSON", &now(&app))
        .await
        .refused(&["NO_CONTACT"]);
    cancel(&plan, &task, "too late")
        .await
        .refused(&["NOT_OPEN"]);
    let close = json!({ "referralId": referral, "reason": "OTHER", "note": "settled" });
    plan.act("closeReferral", close).await.done();
    assert!(tasks(&plan, json!({})).await.is_empty());

    // A death: no letter.
    let other = ready(&app, "m2", "MEALS").await;
    let document = "mutation($input: RecordLifeEventInput!) {
          recordLifeEvent(input: $input) { userErrors { code message } }
        }";
    let input = json!({
        "memberId": global_member_id("m2"), "kind": "DEATH", "happenedOn": "2026-11-20",
    });
    plan.query(document, json!({ "input": input })).await.done();
    let close = json!({ "referralId": other, "reason": "NO_LONGER_ELIGIBLE" });
    plan.act("closeReferral", close).await;
    assert!(tasks(&plan, json!({})).await.is_empty());
});

both_engines!(the_text_is_in_the_members_language, async |app: TestApp| {
    let plan = app.plan();
    assigned(&app, "m1", "MEALS", "p1").await;
    for (language, sign, needs_translation) in [
        ("es", "comidas", false),
        ("hmn", "meals", true),
        ("en", "meals", false),
    ] {
        let change = json!({ "language": language, "alternativeFormat": "LARGE_PRINT" });
        about_member(&app, "updateMember", change).await;
        let task = tasks(&plan, json!({})).await.remove(0);
        assert_eq!(task["text"]["language"], language);
        assert_eq!(
            task["text"]["needsTranslation"], needs_translation,
            "{language}"
        );
        assert!(
            task["text"]["body"].as_str().unwrap().contains(sign),
            "{task:#}"
        );
        assert_eq!(task["alternativeFormat"], "LARGE_PRINT");
    }
});

both_engines!(
    of_what_is_restricted_the_text_names_nothing,
    async |app: TestApp| {
        let (plan, officer) = (app.plan(), app.colleague("a", Role::PlanPrivacy));
        let referral = ready(&app, "m1", "MEALS").await;
        officer.restrict(&referral).await.done();
        officer.assign(&referral, "p1").await.done();
        assert!(
            tasks(&plan, json!({})).await.is_empty(),
            "of those who see it"
        );
        let task = tasks(&officer, json!({})).await.remove(0);
        let body = task["text"]["body"].as_str().unwrap();
        for hidden in ["meals", "Meals", "Cedar", "+15305550100"] {
            assert!(!body.contains(hidden), "{body}");
        }
        assert!(body.contains("Alder Plan"), "{body}");
        complete(&plan, &task, "TELEPHONE", &now(&app))
            .await
            .fault("NOT_FOUND");
        complete(&officer, &task, "TELEPHONE", &now(&app))
            .await
            .done();
    }
);

both_engines!(
    the_work_list_is_the_plans_and_has_pages,
    async |app: TestApp| {
        let plan = app.plan();
        for member in ["m1", "m2", "m3"] {
            assigned(&app, member, "MEALS", "p1").await;
            app.advance(TimeDelta::days(1));
        }
        let page = |after: Value| {
            let variables = json!({ "first": 2, "after": after });
            let plan = plan.clone();
            async move { plan.query(TASKS, variables).await.field().clone() }
        };
        let first = page(Value::Null).await;
        assert_eq!(first["totalCount"], 3);
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let days: Vec<_> = first["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["dueOn"])
            .collect();
        assert_eq!(days, ["2026-11-26", "2026-11-27"]);
        let rest = page(first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!(rest["nodes"][0]["dueOn"], "2026-11-28");
        let due = tasks(&plan, json!({ "dueUntil": "2026-11-26" })).await;
        assert_eq!(due.len(), 1);
        let task = &due[0];
        for nobody in [
            app.provider("p1"),
            app.referrer(),
            app.plan_named("b"),
            app.colleague("a", Role::PlanNetwork),
        ] {
            assert!(tasks(&nobody, json!({})).await.is_empty());
            cancel(&nobody, task, "not mine").await.fault("NOT_FOUND");
        }
        let reviewer = app.colleague("a", Role::PlanReviewer);
        assert_eq!(tasks(&reviewer, json!({})).await.len(), 3);
        cancel(&reviewer, task, "not mine").await.fault("FORBIDDEN");
    }
);

both_engines!(
    what_was_to_be_told_is_called_off_when_a_member_dies,
    async |app: TestApp| {
        let plan = app.plan();
        // A loop that closed before has its notice still to be sent.
        let closed = assigned(&app, "m1", "MEALS", "p1").await;
        let close = json!({ "referralId": closed, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        let open = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        let other = assigned(&app, "m2", "MEALS", "p1").await;
        assert_eq!(tasks(&plan, json!({})).await.len(), 3);
        let death = json!({ "kind": "DEATH", "happenedOn": "2026-11-23" });
        about_member(&app, "recordLifeEvent", death).await;
        let left = tasks(&plan, json!({})).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0]["referral"]["id"], json!(other));
        for referral in [&closed, &open] {
            let told = all_of(&plan, referral).await;
            assert!(
                told.iter().all(|(_, state)| state == "CANCELLED"),
                "{told:?}"
            );
        }
        // And how the dead are contacted stays as it is.
        let document = "mutation($input: SetSafeContactInput!) {
          setSafeContact(input: $input) { userErrors { code path } }
        }";
        let input = json!({ "memberId": global_member_id("m1"), "noContact": true });
        plan.query(document, json!({ "input": input }))
            .await
            .refused(&["DECEASED"]);
    }
);
