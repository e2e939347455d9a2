//! What a plan knows of a member is kept, and what was known before stays known.

use serde_json::{Value, json};

use super::{act, look};
use crate::support::acts::assigned;
use crate::support::network::patient;
use crate::support::{TestApp, both_engines};

both_engines!(
    details_change_and_are_found_at_once,
    async |app: TestApp| {
        let plan = app.plan();
        let change = json!({
            "lastName": "Quill-Ortega",
            "language": "es",
            "isInterpreterNeeded": true,
            "alternativeFormat": "BRAILLE",
            "expectedVersion": 1,
        });
        let done = act(&plan, "updateMember", change.clone()).await;
        assert_eq!(done.done()["member"]["version"], 2);
        let fields = "name { full } birthOn language isInterpreterNeeded alternativeFormat version";
        let seen = look(&plan, "m1", fields).await;
        assert_eq!(
            seen,
            json!({
                "name": { "full": "Xiomara Quill-Ortega" },
                "birthOn": patient("m1").birth_on,
                "language": "es",
                "isInterpreterNeeded": true,
                "alternativeFormat": "BRAILLE",
                "version": 2,
            })
        );
        let search = "query($name: String!) { members(filter: { name: $name }) { totalCount } }";
        for (name, count) in [("Ortega", 1), ("Quillfeather", 0)] {
            let reply = plan.query(search, json!({ "name": name })).await;
            assert_eq!(reply.field()["totalCount"], count, "{name}");
        }
        let stale = act(&plan, "updateMember", change).await;
        assert_eq!(stale.refused(&["STALE"])["member"]["version"], 2);
        let nothing = act(&plan, "updateMember", json!({ "alternativeFormat": null })).await;
        nothing.done();
        let seen = look(&plan, "m1", "alternativeFormat language").await;
        assert_eq!(seen, json!({ "alternativeFormat": null, "language": "es" }));
    }
);

both_engines!(a_retry_is_not_a_repeat, async |app: TestApp| {
    let plan = app.plan();
    let phones = |number: &str| json!({ "phones": [{ "number": number, "kind": "MOBILE" }], "idempotencyKey": "k" });
    for _ in 0..2 {
        let done = act(&plan, "setPhones", phones("530 555 0177")).await;
        assert_eq!(done.done()["member"]["version"], 2);
    }
    let other = act(&plan, "setPhones", phones("530 555 0178")).await;
    other.refused(&["IDEMPOTENCY_KEY_REUSED"]);
});

both_engines!(addresses_have_a_history, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    assigned(&app, "m1", "MEALS", "p1").await;
    let shelter = json!({
        "fromOn": "2026-10-01", "whereabouts": "the Yarrowgate shelter", "zip": "95928",
    });
    act(&plan, "setAddress", shelter).await.done();
    let home = json!({
        "fromOn": "2026-11-20", "street": "12 Oak Street", "city": "Chico", "zip": "95928",
    });
    act(&plan, "setAddress", home).await.done();
    let fields = "address { street } whereabouts addressFromOn
      formerAddresses { fromOn untilOn whereabouts address { street } county { fips } }";
    let seen = look(&plan, "m1", fields).await;
    let former = |from: Value, until: &str, whereabouts: &str| {
        json!({
            "fromOn": from, "untilOn": until, "whereabouts": whereabouts,
            "address": null, "county": { "fips": "06007" },
        })
    };
    assert_eq!(
        seen,
        json!({
            "address": { "street": "12 Oak Street" },
            "whereabouts": null,
            "addressFromOn": "2026-11-20",
            "formerAddresses": [
                former(json!("2026-10-01"), "2026-11-19", "the Yarrowgate shelter"),
                former(Value::Null, "2026-09-30", patient("m1").whereabouts),
            ],
        })
    );
    // The provider sees where the member is, not where they were.
    let seen = look(&provider, "m1", fields).await;
    assert_eq!(seen["address"]["street"], "12 Oak Street");
    assert_eq!(seen["formerAddresses"], json!([]));

    for (input, codes) in [
        (
            json!({ "fromOn": "2026-11-23" }),
            &["REQUIRED", "UNKNOWN_COUNTY"][..],
        ),
        (
            json!({ "fromOn": "2026-11-24", "street": "x", "county": "06007" }),
            &["INVALID_DATE"],
        ),
        (
            json!({ "fromOn": "2026-11-19", "street": "x", "county": "06007" }),
            &["INVALID_DATE"],
        ),
    ] {
        act(&plan, "setAddress", input).await.refused(codes);
    }
    let input = json!({ "fromOn": "2026-11-23", "street": "x", "county": "06007" });
    act(&provider, "setAddress", input).await.fault("FORBIDDEN");
});

both_engines!(the_best_phone_is_the_first, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    assigned(&app, "m1", "MEALS", "p1").await;
    let fields = "phone phones { number kind }";
    let registered = patient("m1").phone;
    assert_eq!(
        look(&plan, "m1", fields).await,
        json!({ "phone": registered, "phones": [{ "number": registered, "kind": null }] })
    );
    let phones = json!({ "phones": [
        { "number": "(530) 555-0177", "kind": "MESSAGE" },
        { "number": registered, "kind": "MOBILE" },
    ] });
    act(&plan, "setPhones", phones).await.done();
    let two = json!({
        "phone": "+15305550177",
        "phones": [
            { "number": "+15305550177", "kind": "MESSAGE" },
            { "number": registered, "kind": "MOBILE" },
        ],
    });
    assert_eq!(look(&plan, "m1", fields).await, two);
    assert_eq!(look(&provider, "m1", fields).await, two);
    let by_phone = "query($phone: String!) { members(filter: { phone: $phone }) { totalCount } }";
    for phone in ["555 0177", "555 0101"] {
        let reply = plan.query(by_phone, json!({ "phone": phone })).await;
        assert_eq!(reply.field()["totalCount"], 1, "{phone}");
    }
    act(&plan, "setPhones", json!({ "phones": [] }))
        .await
        .done();
    let none = json!({ "phone": null, "phones": [] });
    assert_eq!(look(&plan, "m1", fields).await, none);
});
