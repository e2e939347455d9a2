//! Whatever is wrong with a call, the answer says so: with the right code, once, and with words
//! that help. Nothing is changed, and nothing about others is told.

use chrono::TimeDelta;
use handoff::graphql::NodeKind;
use serde_json::{Value, json};

use crate::support::acts::{assigned, ready, referral_of};
use crate::support::network::{
    COUNTY, global_id, global_member_id, member_id, organization_id, patient,
};
use crate::support::{Live, Reply, TestApp, both_engines};

const PROVIDERS: &str = "query($filter: ProviderFilter, $first: Int, $after: String) {
  providers(filter: $filter, first: $first, after: $after) { nodes { id } }
}";

/// Refused before it ran, or by its arguments: exactly one error, and helpful words in it.
#[track_caller]
fn assert_bad(reply: &Reply, words: &str) {
    let message = reply.fault("BAD_USER_INPUT");
    assert!(message.contains(words), "{message}");
}

both_engines!(
    a_search_for_what_there_is_not_is_refused,
    async |app: TestApp| {
        let cases = [
            (json!({ "county": "06002" }), "county"),
            (json!({ "county": "6007" }), "county"),
            (json!({ "county": "48007" }), "county"),
            (json!({ "county": "" }), "county"),
            (json!({ "zip": "9592" }), "ZIP"),
            (json!({ "zip": "95926-1" }), "ZIP"),
            (json!({ "zip": "10001" }), "ZIP"),
            (json!({ "zip": "95926; DROP TABLE provider" }), "ZIP"),
            (json!({ "services": ["MASSAGE"] }), "services.0"),
            (json!({ "languages": ["xx"] }), "language"),
            (json!({ "plan": "a" }), "Plan"),
            (json!({ "plan": global_id("p1") }), "Plan"),
            (json!({ "languages": vec!["en"; 51] }), "50"),
            (json!({ "name": "x".repeat(101) }), "100"),
        ];
        for (filter, words) in cases {
            let reply = app
                .anonymous()
                .query(PROVIDERS, json!({ "filter": filter }))
                .await;
            assert_bad(&reply, words);
        }
        let reply = app
            .anonymous()
            .query("{ county(fips: \"06002\") { name } }", Value::Null)
            .await;
        assert_bad(&reply, "county");
    }
);

both_engines!(a_page_has_1_to_100_items, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    for first in [0, -1, 101, 10_000, i32::MIN] {
        let lists = [
            (app.anonymous(), "providers(first: $first) { nodes { id } }"),
            (plan.clone(), "members(first: $first) { nodes { id } }"),
            (plan.clone(), "referrals(first: $first) { nodes { id } }"),
            (
                provider.clone(),
                "assignments(first: $first) { nodes { id } }",
            ),
            (provider.clone(), "notices(first: $first) { cursor }"),
        ];
        for (caller, list) in lists {
            let reply = caller
                .query(
                    &format!("query($first: Int) {{ {list} }}"),
                    json!({ "first": first }),
                )
                .await;
            assert_bad(&reply, &format!("first must be from 1 to 100, not {first}"));
        }
    }
});

both_engines!(a_cursor_of_another_list_is_refused, async |app: TestApp| {
    for member in ["m1", "m2"] {
        assigned(&app, member, "MEALS", "p1").await;
    }
    let plan = app.plan();
    let reply = plan
        .query(
            "{ members(first: 1) { pageInfo { endCursor } } }",
            Value::Null,
        )
        .await;
    let of_members = reply.field()["pageInfo"]["endCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let reply = plan
        .query(
            "{ referrals(first: 1) { pageInfo { endCursor } } }",
            Value::Null,
        )
        .await;
    let of_referrals = reply.field()["pageInfo"]["endCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let cases = [
        (
            "referrals(after: $after) { nodes { id } }",
            of_members.as_str(),
        ),
        (
            "referrals(orderBy: OLDEST, after: $after) { nodes { id } }",
            &of_referrals,
        ),
        ("members(after: $after) { nodes { id } }", &of_referrals),
        ("assignments(after: $after) { nodes { id } }", &of_referrals),
        ("providers(after: $after) { nodes { id } }", &of_members),
        ("members(after: $after) { nodes { id } }", "not a cursor"),
        ("members(after: $after) { nodes { id } }", ""),
    ];
    for (list, cursor) in cases {
        let document = format!("query($after: String) {{ {list} }}");
        let reply = plan.query(&document, json!({ "after": cursor })).await;
        assert_bad(&reply, "cursor");
    }
});

both_engines!(
    an_id_of_another_type_is_refused_and_an_unknown_one_is_not_found,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = ready(&app, "m1", "MEALS").await;
        let query = "query($id: ID!) { referral(id: $id) { id } }";
        for (id, words) in [
            (
                global_member_id("m1"),
                "expected the id of a Referral, got that of a Member",
            ),
            (
                global_id("p1"),
                "expected the id of a Referral, got that of a Provider",
            ),
            ("42".to_owned(), "no id of this server"),
            (String::new(), "no id of this server"),
            (referral[1..].to_owned(), "no id of this server"),
        ] {
            assert_bad(&plan.query(query, json!({ "id": id })).await, words);
            let act = plan.act_on("acceptReferral", &id).await;
            assert_bad(&act, words);
        }
        // Well-formed and of nobody: the same as one that is hidden.
        let unknown = NodeKind::Referral.encode(organization_id("a").0).0;
        let reply = plan.query(query, json!({ "id": unknown })).await;
        assert_eq!(*reply.field(), Value::Null);
        let hidden = app.plan_named("b").act_on("closeReferral", &referral).await;
        assert_bad(&hidden, "reason");
        for id in [&unknown, &referral] {
            let input = json!({ "referralId": id, "reason": "NO_LONGER_ELIGIBLE" });
            let reply = app.plan_named("b").act("closeReferral", input).await;
            assert_eq!(reply.fault("NOT_FOUND"), "not found");
        }
        // `node` and `nodes` do not tell wrong from hidden.
        let reply = app
            .anonymous()
            .query(
                "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
                json!({ "ids": ["", "42", unknown, referral, global_member_id("m1")] }),
            )
            .await;
        assert_eq!(*reply.field(), json!([null, null, null, null, null]));
    }
);

both_engines!(
    all_mistakes_in_a_referral_are_told_at_once,
    async |app: TestApp| {
        let input = json!({
            "planId": global_id("a"),
            "service": "MEALS",
            "person": {
                "firstName": " ",
                "lastName": "x".repeat(200),
                "birthOn": "2030-01-01",
                "cin": "12345678A",
                "phone": "12",
            },
            "county": "06002",
            "zip": "1",
            "contact": { "name": "", "reach": "desk@clinic.example" },
        });
        let reply = app.referrer().try_refer(input).await;
        let payload = reply.refused(&[
            "REQUIRED",
            "TOO_LONG",
            "INVALID_BIRTH_DATE",
            "INVALID_CIN",
            "INVALID_PHONE",
            "UNKNOWN_COUNTY",
            "UNKNOWN_ZIP",
            "REQUIRED",
        ]);
        assert_eq!(payload["referral"], Value::Null);
        let paths: Vec<String> = payload["userErrors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                let path = error["path"].as_array().unwrap();
                let path: Vec<&str> = path.iter().map(|part| part.as_str().unwrap()).collect();
                path.join(".")
            })
            .collect();
        assert_eq!(
            paths,
            [
                "input.person.firstName",
                "input.person.lastName",
                "input.person.birthOn",
                "input.person.cin",
                "input.person.phone",
                "input.county",
                "input.zip",
                "input.contact.name",
            ]
        );
        assert!(app.rows::<entity::referral::Entity>().await.is_empty());
    }
);

both_engines!(
    a_referral_names_a_plan_and_somebody,
    async |app: TestApp| {
        let referrer = app.referrer();
        let mut nobody = referral_of(patient("m1"), "MEALS");
        nobody["person"]["birthOn"] = Value::Null;
        referrer
            .try_refer(nobody)
            .await
            .refused(&["BIRTH_DATE_OR_CIN_REQUIRED"]);
        let mut nowhere = referral_of(patient("m1"), "MEALS");
        nowhere["planId"] = json!(NodeKind::Plan.encode(member_id("m1").0).0);
        referrer
            .try_refer(nowhere.clone())
            .await
            .refused(&["UNKNOWN_PLAN"]);
        nowhere["planId"] = json!(global_id("p1"));
        assert_bad(
            &referrer.try_refer(nowhere).await,
            "expected the id of a Plan",
        );
        for service in ["MASSAGE", "meals", ""] {
            let mut unknown = referral_of(patient("m1"), "MEALS");
            unknown["service"] = json!(service);
            assert_bad(&referrer.try_refer(unknown).await, "input.service");
        }
        for date in ["2026-02-30", "17/04/1961", "1961-4-17", "", "yesterday"] {
            let mut wrong = referral_of(patient("m1"), "MEALS");
            wrong["person"]["birthOn"] = json!(date);
            assert_bad(&referrer.try_refer(wrong).await, "a day is written");
        }
    }
);

both_engines!(
    a_member_is_registered_once_and_rightly,
    async |app: TestApp| {
        let document = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code path } }
    }";
        let person = |cin: &str, zip: &str, language: &str| {
            json!({ "input": {
            "cin": cin, "firstName": "Nia", "lastName": "Lark", "birthOn": "1970-01-01",
            "zip": zip, "language": language,
        } })
        };
        let plan = app.plan();
        for (input, codes) in [
            (
                person("91234567B", "95926", "en"),
                ["INVALID_CIN"].as_slice(),
            ),
            (person("9123456A", "95926", "en"), &["INVALID_CIN"]),
            (person("91234567A2136", "95926", "en"), &["INVALID_CIN"]),
            (
                person("91234567A", "9592", "en"),
                &["UNKNOWN_ZIP", "UNKNOWN_COUNTY"],
            ),
            (person("91234567A", "95926", "zz"), &["UNKNOWN_LANGUAGE"]),
            (person(patient("m1").cin, "95926", "en"), &["CIN_TAKEN"]),
        ] {
            plan.query(document, input).await.refused(codes);
        }
        // The card's fourteen characters name the same person.
        let card = format!("{}21365", patient("m1").cin);
        plan.query(document, person(&card, "95926", "en"))
            .await
            .refused(&["CIN_TAKEN"]);
        // The other plan may have a member of that number: people move.
        let other = app.plan_named("b");
        other
            .query(document, person(patient("m1").cin, "95926", "en"))
            .await
            .done();
        assert_eq!(app.rows::<entity::member::Entity>().await.len(), 5);
    }
);

both_engines!(
    an_assignment_goes_only_where_it_may,
    async |app: TestApp| {
        let plan = app.plan();
        let meals = ready(&app, "m1", "MEALS").await;
        plan.assign(&meals, "p3").await.refused(&["NOT_CONTRACTED"]);
        let unknown = NodeKind::Provider.encode(organization_id("a").0).0;
        for provider in [unknown, NodeKind::Provider.encode(member_id("m1").0).0] {
            let input = json!({ "referralId": meals, "providerId": provider });
            plan.act("assignReferral", input)
                .await
                .refused(&["UNKNOWN_PROVIDER"]);
        }
        // p2 serves meals in one ZIP code; the referral says the county only.
        plan.assign(&meals, "p2").await.refused(&["OUTSIDE_AREA"]);
        let mut input = referral_of(patient("m1"), "MEALS");
        input["zip"] = json!("95926");
        let in_zip = app.referrer().try_refer(input).await;
        let in_zip = in_zip.done()["referral"]["id"].as_str().unwrap().to_owned();
        plan.confirm(&in_zip, "m1").await.done();
        plan.assign(&in_zip, "p2").await.done();
        // Nobody offers it there.
        let mut input = referral_of(patient("m1"), "RESPITE");
        input["county"] = json!(COUNTY);
        let respite = app.referrer().try_refer(input).await;
        let respite = respite.done()["referral"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        plan.assign(&respite, "p1").await.refused(&["WRONG_STATE"]);
        plan.confirm(&respite, "n1")
            .await
            .refused(&["UNKNOWN_MEMBER"]);
        plan.confirm(&respite, "m1").await.done();
        plan.assign(&respite, "p1").await.refused(&["NOT_OFFERED"]);
        // Room, or none.
        app.set_capacity("p1-kitchen", 0).await;
        plan.assign(&meals, "p1").await.refused(&["AT_CAPACITY"]);
        assert_eq!(app.ledger("p1-kitchen").await, (0, 0, 0));
    }
);

both_engines!(times_that_cannot_be_are_refused, async |app: TestApp| {
    let provider = app.provider("p1");
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    for (at, code) in [
        ("2026-11-23T17:00:01Z", "IN_FUTURE"),
        ("2026-11-23T16:59:59Z", "BEFORE_ASSIGNMENT"),
    ] {
        provider.reach_out(&referral, at).await.refused(&[code]);
    }
    for at in [
        "2026-11-23",
        "2026-11-23T17:00:00",
        "23.11.2026 17:00",
        "",
        "now",
    ] {
        let reply = provider.reach_out(&referral, at).await;
        assert_bad(&reply, "RFC 3339");
    }
    for minutes in [-1.0, 1440.5, 1e300] {
        let input = json!({
            "referralId": referral,
            "madeAt": "2026-11-23T17:00:00Z",
            "method": "TELEPHONE",
            "outcome": "NO_ANSWER",
            "minutes": minutes,
        });
        provider
            .act("recordOutreach", input)
            .await
            .refused(&["INVALID_MINUTES"]);
    }
    provider.accept(&referral).await.done();
    let start = |at: &str| json!({ "referralId": referral, "startedAt": at });
    for (at, code) in [
        ("2026-11-23T17:00:01Z", "IN_FUTURE"),
        ("2026-11-23T16:59:59Z", "BEFORE_ASSIGNMENT"),
    ] {
        provider
            .act("startService", start(at))
            .await
            .refused(&[code]);
    }
    // Another zone is the same instant.
    provider
        .act("startService", start("2026-11-23T09:00:00-08:00"))
        .await
        .done();
    let end = |at: &str| json!({ "referralId": referral, "endedAt": at, "reason": "GOALS_MET" });
    for (at, code) in [
        ("2026-11-23T17:00:01Z", "IN_FUTURE"),
        ("2026-11-23T16:59:59Z", "BEFORE_START"),
    ] {
        provider.act("endService", end(at)).await.refused(&[code]);
    }
});

both_engines!(
    a_loop_is_closed_with_a_reason_that_is_open_to_the_party,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        let close = async |reason: &str, note: Option<&str>| {
            let input = json!({ "referralId": referral, "reason": reason, "note": note });
            app.provider("p1").act("closeReferral", input).await
        };
        close("SERVICES_RECEIVED", None)
            .await
            .refused(&["WRONG_STATE"]);
        close("PROVIDER_DECLINED", None)
            .await
            .refused(&["REASON_NOT_OPEN"]);
        close("OTHER", None).await.refused(&["REQUIRED"]);
        close("OTHER", Some("  ")).await.refused(&["REQUIRED"]);
        let long = "x".repeat(2_001);
        close("UNABLE_TO_REACH", Some(&long))
            .await
            .refused(&["TOO_LONG"]);
        close("BORED", None).await.fault("BAD_USER_INPUT");
    }
);

both_engines!(keys_have_1_to_128_bytes, async |app: TestApp| {
    for key in ["", "   ", &"k".repeat(129), &"é".repeat(65)] {
        let mut input = referral_of(patient("m1"), "MEALS");
        input["idempotencyKey"] = json!(key);
        assert_bad(&app.referrer().try_refer(input).await, "idempotencyKey");
    }
    let mut input = referral_of(patient("m1"), "MEALS");
    input["idempotencyKey"] = json!("k".repeat(128));
    app.referrer().try_refer(input).await.done();
});

both_engines!(a_token_that_is_not_good_is_refused, async |app: TestApp| {
    let person = app.provider("p1").person().clone();
    let good = app.token(&person);
    let (head, rest) = good.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let changed: String = signature.chars().rev().collect();
    let forged = [
        format!("{head}.{claims}.{changed}"),
        format!("{head}.{claims}."),
        format!("{head}..{signature}"),
        format!("eyJhbGciOiJub25lIn0.{claims}."),
        "not a token".to_owned(),
        String::new(),
    ];
    let send = async |token: &str| {
        let request = app
            .http()
            .post(format!("http://{}/graphql", app.address()))
            .header("authorization", format!("Bearer {token}"))
            .json(&json!({ "query": "{ mailbox { lastNumber } }" }));
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            body["errors"].as_array().map_or(0, Vec::len),
            usize::from(status != 200)
        );
        (status, body)
    };
    assert_eq!(send(&good).await.0, 200);
    let mut answers = Vec::new();
    for token in &forged {
        let (status, mut body) = send(token).await;
        assert_eq!(status, 401, "{token}");
        body["errors"][0]["extensions"]["requestId"] = Value::Null;
        answers.push(body);
    }
    // Good until the very second in which it ends.
    app.advance(TimeDelta::minutes(10) - TimeDelta::microseconds(1));
    assert_eq!(send(&good).await.0, 200);
    app.advance(TimeDelta::microseconds(1));
    let (status, mut body) = send(&good).await;
    assert_eq!(status, 401);
    body["errors"][0]["extensions"]["requestId"] = Value::Null;
    answers.push(body);
    // Whatever was wrong, the answer is one and the same.
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!(
        answers[0]["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
});

both_engines!(a_socket_wants_its_token_first, async |app: TestApp| {
    let document = "subscription { notices { cursor } }";
    let forged = Live::closed_at_init(app.address(), "not a token").await;
    assert_eq!(forged.0, 4403);
    let early = Live::subscribed_too_early(app.address(), document).await;
    assert_eq!(early.0, 4401);
    // Without a token one is nobody, and has no mailbox.
    let mut nobody = app.anonymous().subscribe(document, Value::Null).await;
    nobody.fault("UNAUTHENTICATED").await;
});

both_engines!(
    a_document_that_asks_for_too_much_does_not_run,
    async |app: TestApp| {
        let plan = app.plan();
        let deep = format!(
            "{{ referrals {{ nodes {{ {}id{} }} }} }}",
            "assignment { referral { ".repeat(10),
            " } }".repeat(10)
        );
        let reply = plan.query(&deep, Value::Null).await;
        reply.fault("COST_EXCEEDED");
        let wide = "{ referrals(first: 100) { nodes {
          a: timeline(first: 100) { nodes { kind occurredAt by { name } } }
          b: timeline(first: 100) { nodes { kind occurredAt by { name } } }
        } } }";
        plan.query(wide, Value::Null).await.fault("COST_EXCEEDED");
        let many: Vec<String> = (0..400)
            .map(|n| format!("a{n}: viewer {{ name }}"))
            .collect();
        let reply = plan
            .query(&format!("{{ {} }}", many.join(" ")), Value::Null)
            .await;
        assert!(matches!(
            reply.fault_code(),
            Some("COST_EXCEEDED" | "BAD_USER_INPUT")
        ));
        // What it takes is refused as well, before it is read.
        let long = format!("{{ viewer {{ name }} }} #{}", "x".repeat(20_000));
        plan.query(&long, Value::Null).await.fault("COST_EXCEEDED");
    }
);

both_engines!(
    nobody_stops_the_server_with_a_small_document,
    async |app: TestApp| {
        let anyone = app.anonymous();
        // A kilobyte that is a billion fields once its fragments are written out.
        let steps: Vec<String> = (0..30)
            .map(|step| format!("fragment A{step} on Plan {{ ...A{0} ...A{0} }}", step + 1))
            .collect();
        let bomb = format!(
            "{{ plans {{ ...A0 }} }} {} fragment A30 on Plan {{ name }}",
            steps.join(" ")
        );
        anyone
            .query(&bomb, Value::Null)
            .await
            .fault("COST_EXCEEDED");
        let endless = "{ plans { ...A } } fragment A on Plan { ...B } fragment B on Plan { ...A }";
        anyone
            .query(endless, Value::Null)
            .await
            .fault("BAD_USER_INPUT");
        // Checking a password is slow on purpose: one a document.
        let sign_in =
            "signIn(input: {email: \"a@b.example\", password: \"x\"}) { session { token } }";
        let twice = format!("mutation {{ a: {sign_in} b: {sign_in} }}");
        anyone
            .query(&twice, Value::Null)
            .await
            .fault("COST_EXCEEDED");
    }
);

both_engines!(text_has_no_nul_in_it, async |app: TestApp| {
    let anyone = app.anonymous();
    let literal = r#"{ providers(filter: {name: "a\u0000b"}) { totalCount } }"#;
    anyone
        .query(literal, Value::Null)
        .await
        .fault("BAD_USER_INPUT");
    let variable = "query ($name: String) { providers(filter: {name: $name}) { totalCount } }";
    let reply = anyone.query(variable, json!({ "name": "a\0b" })).await;
    reply.fault("BAD_USER_INPUT");
});
