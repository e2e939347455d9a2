//! The letter with the answer to what was filed: what it says, to whom it is shown, how it is sent.

use chrono::TimeDelta;
use handoff::access::Person;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::noa::waiting;
use crate::support::authorized::{authorizes, mark, reviewer};
use crate::support::network::global_member_id;
use crate::support::{Caller, TestApp, both_engines};

/// The letters with the answers to what was filed about an authorization, in order, as somebody sees
/// them.
async fn letters_of(caller: &Caller, authorization: &str) -> Vec<Value> {
    let document = "query($id: ID!) {
      node(id: $id) { ... on Authorization { appeals { letter {
        preparedAt language subject text html needsTranslation
      } } } }
    }";
    let reply = caller.query(document, json!({ "id": authorization })).await;
    let appeals = reply.field()["appeals"].as_array();
    let appeals = appeals.cloned().unwrap_or_default();
    appeals.iter().map(|one| one["letter"].clone()).collect()
}

fn text(letter: &Value) -> &str {
    letter["text"].as_str().unwrap()
}

#[track_caller]
fn says(letter: &Value, parts: &[&str]) {
    for part in parts {
        assert!(text(letter).contains(part), "{part}: {}", text(letter));
    }
    assert!(!text(letter).contains('{'), "{}", text(letter));
}

/// Another reviewer of plan a, who has decided nothing, and is marked competent.
async fn second_reviewer(app: &TestApp) -> Caller {
    let other = app.colleague("a", Role::PlanNetwork);
    let of = other.person();
    let role = vec![Role::PlanReviewer];
    mark(app, of.account).await;
    app.person(Person::new(of.account, of.organization, of.kind, role))
}

async fn file(caller: &Caller, authorization: &str, changes: Value) {
    let mut input = json!({ "authorizationId": authorization, "kind": "APPEAL",
        "filedBy": "MEMBER", "channel": "TELEPHONE", "words": "I still have no home." });
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    caller.on_authorization("fileAppeal", input).await.done();
}

async fn rule(caller: &Caller, authorization: &str, ruling: &str) {
    let input = json!({ "authorizationId": authorization, "number": 1, "ruling": ruling,
        "answer": "We read the <letter> of your doctor." });
    caller.on_authorization("decideAppeal", input).await.done();
}

/// Tasks to send answers: each with its state.
async fn tasks(caller: &Caller) -> Vec<Value> {
    let document = "query($filter: TaskFilter) { tasks(filter: $filter) { nodes {
      id kind about state dueOn way referral { id } text { subject body language }
      ending { way }
    } } }";
    let filter = json!({ "kind": "APPEAL_ANSWER", "states": ["OPEN", "DONE", "CANCELLED"] });
    let reply = caller.query(document, json!({ "filter": filter })).await;
    reply.field()["nodes"].as_array().unwrap().clone()
}

async fn speaks(app: &TestApp, language: &str) {
    let document = "mutation($input: UpdateMemberInput!) {
      updateMember(input: $input) { userErrors { code } } }";
    let input = json!({ "memberId": global_member_id("m1"), "language": language });
    app.plan()
        .query(document, json!({ "input": input }))
        .await
        .done();
}

both_engines!(
    a_denial_that_is_upheld_is_answered_with_the_way_to_a_hearing,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let second = second_reviewer(&app).await;
        let (referral, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        let provider = app.provider("p1");
        file(&plan, &id, json!({})).await;
        assert_eq!(letters_of(&plan, &id).await, [Value::Null], "it is open");
        app.advance(TimeDelta::days(3));
        rule(&second, &id, "UPHOLD").await;
        let letters = letters_of(&plan, &id).await;
        let letter = &letters[0];
        says(
            letter,
            &[
                "Dear Xiomara Quillfeather",
                "On November 23, 2026 we received an appeal from you.",
                "our letter of November 23, 2026 (Notice of action: what was asked for is denied)",
                "help to find housing",
                "On November 26, 2026 we decided: our decision stands.",
                "Why: We read the <letter> of your doctor.",
                "What holds now, since November 23, 2026: we do not pay for it.",
                "until March 26, 2027, which is 120 days from this answer",
            ],
        );
        assert_eq!(letter["needsTranslation"], false);
        let paper = letter["html"].as_str().unwrap();
        assert!(paper.contains("&lt;letter&gt;") && paper.contains("lang=\"en\""));
        let open = tasks(&plan).await;
        assert_eq!(open.len(), 1);
        assert_eq!(open[0]["about"], "APPEAL");
        assert_eq!(open[0]["dueOn"], "2026-11-28");
        assert_eq!(open[0]["referral"]["id"], referral);
        assert_eq!(open[0]["text"]["body"], text(letter), "word for word");
        // Between the plan and the member.
        for caller in [
            app.referrer(),
            app.plan_named("b"),
            provider,
            app.colleague("a", Role::PlanNetwork),
        ] {
            assert_eq!(letters_of(&caller, &id).await, [] as [Value; 0]);
        }
        let document = "mutation($input: CompleteTaskInput!) {
          completeTask(input: $input) { task { state } userErrors { code } } }";
        let done = json!({ "taskId": open[0]["id"], "way": "TELEPHONE", "doneAt": app.now() });
        let done = plan.query(document, json!({ "input": done })).await;
        assert_eq!(done.done()["task"]["state"], "DONE");
        assert_eq!(tasks(&plan).await[0]["text"]["body"], text(letter));
    }
);

both_engines!(
    what_was_kept_falls_back_and_the_letter_says_so,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let second = second_reviewer(&app).await;
        let (referral, id) = waiting(&app).await;
        first.decide(&id, "APPROVE").await.done();
        plan.assign(&referral, "p2").await.done();
        first.decide(&id, "TERMINATE").await.done();
        app.advance(TimeDelta::days(9));
        let provider = app.provider("p2");
        let signed = json!({ "filedBy": "PROVIDER", "consentedOn": "2026-12-01",
            "isExpedited": true });
        file(&provider, &id, signed).await;
        app.advance(TimeDelta::days(3));
        rule(&second, &id, "UPHOLD").await;
        let letters = letters_of(&plan, &id).await;
        says(
            &letters[0],
            &[
                "from your provider, as you had agreed in writing",
                "(Notice of action: a service ends)",
                "you kept what you had: 10 units, from November 23, 2026 to February 20, 2027.",
                "What holds now: 10 units, from November 23, 2026 to December 5, 2026. From \
                 December 6, 2026 we do not pay for it.",
                "STATE HEARING",
                "only where the State or Alder Plan grants that",
            ],
        );
        assert_eq!(tasks(&plan).await[0]["dueOn"], "2026-12-05", "its last day");
        // The provider reads what it filed, and not what the plan wrote to the member.
        assert_eq!(letters_of(&provider, &id).await, [Value::Null]);
    }
);

both_engines!(
    what_is_overturned_or_a_grievance_is_answered_in_the_members_language,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        speaks(&app, "es").await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let second = second_reviewer(&app).await;
        let (_, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        file(&plan, &id, json!({})).await;
        rule(&second, &id, "OVERTURN").await;
        let letters = letters_of(&plan, &id).await;
        assert_eq!(letters[0]["language"], "es");
        says(
            &letters[0],
            &[
                "cambiamos lo que le dijimos",
                "Lo que vale, a partir del 23 de noviembre de 2026: 10 unidades, del 23 de",
            ],
        );
        assert!(!text(&letters[0]).contains("AUDIENCIA"));

        let grievance = json!({ "kind": "GRIEVANCE", "filedBy": "REPRESENTATIVE",
            "representative": "Rosalind Pike" });
        file(&plan, &id, grievance).await;
        speaks(&app, "hmn").await;
        let input = json!({ "authorizationId": id, "number": 2, "ruling": "UPHOLD",
            "answer": "We called back." });
        second.on_authorization("decideAppeal", input).await.done();
        let letters = letters_of(&plan, &id).await;
        assert_eq!(letters[0]["language"], "es", "as it was prepared");
        assert_eq!(letters[1]["needsTranslation"], true);
        says(
            &letters[1],
            &[
                "a complaint from Rosalind Pike, who speaks for you",
                "Our answer: We called back.",
                "changes nothing of that",
            ],
        );
        assert_eq!(tasks(&plan).await.len(), 2);
    }
);

both_engines!(
    what_is_taken_back_is_confirmed_and_may_be_filed_again,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (_, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        file(&plan, &id, json!({})).await;
        let input = json!({ "authorizationId": id, "number": 1, "reason": "for the file alone" });
        plan.on_authorization("withdrawAppeal", input).await.done();
        let letters = letters_of(&plan, &id).await;
        says(
            &letters[0],
            &[
                "it was taken back",
                "you may still appeal until January 22, 2027",
            ],
        );
        assert!(!text(&letters[0]).contains("for the file alone"));
        file(&plan, &id, json!({})).await;
    }
);

both_engines!(
    of_what_is_restricted_the_letter_names_nothing,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let (referral, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        file(&plan, &id, json!({})).await;
        let privacy = app.colleague("a", Role::PlanPrivacy);
        privacy.restrict(&referral).await.done();
        let second = second_reviewer(&app).await;
        let of = second.person();
        let roles = vec![Role::PlanReviewer, Role::PlanPrivacy];
        let second = app.person(Person::new(of.account, of.organization, of.kind, roles));
        rule(&second, &id, "UPHOLD").await;
        assert_eq!(letters_of(&plan, &id).await, [] as [Value; 0]);
        let letters = letters_of(&privacy, &id).await;
        says(
            &letters[0],
            &["Please call us when it is a good time", "STATE HEARING"],
        );
        for part in ["housing", "doctor", "denied", "stands"] {
            assert!(!text(&letters[0]).contains(part), "{part}");
        }
        assert_eq!(letters[0]["subject"], "Our answer to you");
        assert_eq!(tasks(&plan).await, [] as [Value; 0]);
        assert_eq!(tasks(&privacy).await.len(), 1);
    }
);

both_engines!(
    nothing_is_sent_to_who_must_not_be_contacted,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, first) = (app.plan(), reviewer(&app).await);
        let second = second_reviewer(&app).await;
        let (_, id) = waiting(&app).await;
        first.decide(&id, "DENY").await.done();
        file(&plan, &id, json!({})).await;
        let document = "mutation($input: SetSafeContactInput!) {
          setSafeContact(input: $input) { userErrors { code } } }";
        let input = json!({ "memberId": global_member_id("m1"), "noContact": true });
        plan.query(document, json!({ "input": input })).await.done();
        rule(&second, &id, "UPHOLD").await;
        // It is written, for whoever asks for it.
        assert_eq!(letters_of(&plan, &id).await.len(), 1);
        assert_eq!(tasks(&plan).await, [] as [Value; 0]);
    }
);
