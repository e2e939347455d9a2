//! The people around a member, and what their care is for.

use serde_json::{Value, json};

use super::{act, look};
use crate::support::acts::assigned;
use crate::support::network::{global_id, global_member_id};
use crate::support::{TestApp, both_engines};

both_engines!(a_contact_is_replaced_and_ended, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    assigned(&app, "m1", "MEALS", "p1").await;
    let fields = "contacts { id name mayBeTold mayDecide fromOn untilOn replaces }";
    let contact = |changes: Value| {
        let mut input = json!({
            "role": "AUTHORIZED_REPRESENTATIVE", "name": "Rosalind Pike", "phone": "530 555 0190",
            "mayBeTold": true, "mayDecide": false, "fromOn": "2026-11-01",
        });
        for (name, value) in changes.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    act(&plan, "setContact", contact(json!({}))).await.done();
    let first = look(&plan, "m1", fields).await["contacts"][0]["id"].clone();
    let wider = contact(json!({ "contactId": first, "mayDecide": true, "fromOn": "2026-11-20" }));
    act(&plan, "setContact", wider.clone()).await.done();
    act(&plan, "setContact", wider)
        .await
        .refused(&["UNKNOWN_CONTACT"]);
    let seen = look(&provider, "m1", fields).await;
    let contacts = seen["contacts"].as_array().unwrap();
    assert_eq!(contacts.len(), 2);
    assert_eq!(
        (&contacts[0]["id"], &contacts[0]["untilOn"]),
        (&first, &json!("2026-11-19"))
    );
    assert_eq!(
        (&contacts[1]["replaces"], &contacts[1]["mayDecide"]),
        (&first, &json!(true))
    );

    let end = |until: &str| json!({ "contactId": contacts[1]["id"], "untilOn": until });
    act(&plan, "endContact", end("2026-11-19"))
        .await
        .refused(&["INVALID_DATE"]);
    act(&plan, "endContact", end("2026-11-23")).await.done();
    act(&plan, "endContact", end("2026-11-23"))
        .await
        .refused(&["UNKNOWN_CONTACT"]);
    let mut of_another = end("2026-11-23");
    of_another["memberId"] = json!(global_member_id("m2"));
    act(&plan, "endContact", of_another)
        .await
        .refused(&["UNKNOWN_CONTACT"]);
});

both_engines!(populations_begin_and_end, async |app: TestApp| {
    let plan = app.plan();
    let set =
        |populations: &[&str], from: &str| json!({ "populations": populations, "fromOn": from });
    let first = set(&["SMI_OR_SUD", "EXPERIENCING_HOMELESSNESS"], "2026-11-01");
    act(&plan, "setPopulations", first).await.done();
    let second = set(&["SMI_OR_SUD", "SMI_OR_SUD"], "2026-11-20");
    act(&plan, "setPopulations", second).await.done();
    let wrong = set(&["CHILD_WELFARE"], "2026-11-20");
    act(&plan, "setPopulations", wrong)
        .await
        .refused(&["WRONG_AGE"]);
    let seen = look(&plan, "m1", "populations { population fromOn untilOn }").await;
    let row = |population: &str, until: Value| json!({ "population": population, "fromOn": "2026-11-01", "untilOn": until });
    assert_eq!(
        seen["populations"],
        json!([
            row("EXPERIENCING_HOMELESSNESS", json!("2026-11-19")),
            row("SMI_OR_SUD", Value::Null),
        ])
    );
});

both_engines!(one_person_leads_the_care, async |app: TestApp| {
    let plan = app.plan();
    let lead = |provider: &str, name: &str, from: &str| json!({ "providerId": global_id(provider), "name": name, "fromOn": from });
    let set = |input| act(&plan, "setLeadCareManager", input);
    set(lead("p3", "Rosalind Pike", "2026-10-01")).await.done();
    set(lead("p3", "Ada Bell", "2026-11-01")).await.done();
    set(lead("p1", "Ada Bell", "2026-11-02"))
        .await
        .refused(&["NOT_ECM"]);
    let nobody = json!({ "providerId": global_member_id("m3"), "fromOn": "2026-11-02" });
    set(nobody).await.fault("BAD_USER_INPUT");
    set(lead("p3", " ", "2026-10-31"))
        .await
        .refused(&["INVALID_DATE", "REQUIRED"]);
    let fields = "leadCareManager { name provider { name } }
      leadCareManagers { name fromOn untilOn }";
    let seen = look(&plan, "m1", fields).await;
    assert_eq!(seen["leadCareManager"]["name"], "Ada Bell");
    assert_eq!(
        seen["leadCareManagers"],
        json!([
            { "name": "Rosalind Pike", "fromOn": "2026-10-01", "untilOn": "2026-10-31" },
            { "name": "Ada Bell", "fromOn": "2026-11-01", "untilOn": null },
        ])
    );
    set(json!({ "fromOn": "2026-11-23" })).await.done();
    assert_eq!(
        look(&plan, "m1", fields).await["leadCareManager"],
        Value::Null
    );
});

both_engines!(
    a_household_is_known_to_the_plan_alone,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        assigned(&app, "m1", "MEALS", "p1").await;
        let join = |with: &str| json!({ "withMemberId": global_member_id(with), "role": "CHILD", "fromOn": "2026-11-01" });
        for stranger in ["n1", "m1"] {
            act(&plan, "joinHousehold", join(stranger))
                .await
                .refused(&["UNKNOWN_MEMBER"]);
        }
        act(&plan, "joinHousehold", join("m3")).await.done();
        act(&plan, "joinHousehold", join("m3"))
            .await
            .refused(&["IN_HOUSEHOLD"]);
        let fields = "household { role member { id } }";
        let row = |role: &str, key: &str| json!({ "role": role, "member": { "id": global_member_id(key) } });
        for member in ["m1", "m3"] {
            let seen = look(&plan, member, fields).await;
            let mut rows = seen["household"].as_array().unwrap().clone();
            rows.sort_by_key(|row| row["role"].to_string());
            assert_eq!(rows, [row("CHILD", "m1"), row("HEAD", "m3")]);
        }
        assert_eq!(look(&provider, "m1", fields).await["household"], json!([]));
        let leave = json!({ "untilOn": "2026-11-20" });
        act(&plan, "leaveHousehold", leave.clone()).await.done();
        act(&plan, "leaveHousehold", leave)
            .await
            .refused(&["NO_HOUSEHOLD"]);
        assert_eq!(look(&plan, "m1", fields).await["household"], json!([]));
    }
);
