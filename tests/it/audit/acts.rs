//! Acts: each leaves one row, whatever comes of it.

use entity::audit_event;
use entity::types::AuditOutcome;
use serde_json::json;

use super::{members, only, rows};
use crate::support::acts::{assigned, ready, referral_of};
use crate::support::network::{
    COUNTY, global_id, member_id, organization_id, patient, referral_row,
};
use crate::support::{TestApp, both_engines};

both_engines!(an_act_leaves_one_row_with_it, async |app: TestApp| {
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let row = only(rows(&app, "assignReferral", AuditOutcome::Done).await);
    let coordinator = app.plan();
    assert_eq!(row.organization_id, organization_id("a"));
    assert_eq!(row.account_id, Some(coordinator.person().account));
    assert_eq!(row.occurred_at, app.now());
    assert_eq!(row.object_kind.as_deref(), Some("REFERRAL"));
    assert_eq!(row.object_id, Some(referral_row(&referral).0));
    assert_eq!(row.plan_id, Some(organization_id("a")));
    assert_eq!(members(&row), [member_id("m1")]);
    assert_eq!(row.detail, None);
    assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
    assert!(!row.request_id.is_empty());

    // The referrer's row knows the record that came of it, and whose it is.
    let made = only(rows(&app, "createReferral", AuditOutcome::Done).await);
    assert_eq!(made.organization_id, organization_id("r1"));
    assert_eq!(made.object_id, Some(referral_row(&referral).0));
    assert_eq!(made.plan_id, Some(organization_id("a")));
    // What the answer shows of the same people is no second row.
    let read = app.rows::<audit_event::Entity>().await;
    let read = read.iter().filter(|row| row.outcome == AuditOutcome::Read);
    assert_eq!(read.count(), 0);
});

both_engines!(
    a_refused_act_leaves_a_row_of_its_own,
    async |app: TestApp| {
        let referral = ready(&app, "m1", "MEALS").await;
        app.set_capacity("p1-kitchen", 0).await;
        let refused = app.plan().assign(&referral, "p1").await;
        refused.refused(&["AT_CAPACITY"]);
        let row = only(rows(&app, "assignReferral", AuditOutcome::Refused).await);
        assert_eq!(row.detail.as_deref(), Some("AT_CAPACITY"));
        assert_eq!(row.object_id, Some(referral_row(&referral).0));
        assert_eq!(members(&row), [member_id("m1")]);
        assert!(
            rows(&app, "assignReferral", AuditOutcome::Done)
                .await
                .is_empty()
        );

        // What is wrong with the input, before anything is looked up.
        let mut input = referral_of(patient("m1"), "MEALS");
        input["person"]["cin"] = json!("91234");
        app.referrer()
            .try_refer(input)
            .await
            .refused(&["INVALID_CIN"]);
        let row = only(rows(&app, "createReferral", AuditOutcome::Refused).await);
        assert_eq!(row.detail.as_deref(), Some("INVALID_CIN"));
        assert_eq!(row.plan_id, None);
    }
);

both_engines!(what_is_not_allowed_leaves_a_row, async |app: TestApp| {
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    app.referrer().accept(&referral).await.fault("FORBIDDEN");
    let row = only(rows(&app, "acceptReferral", AuditOutcome::Denied).await);
    assert_eq!(row.organization_id, organization_id("r1"));
    assert_eq!(row.plan_id, Some(organization_id("a")));

    app.provider("p2")
        .accept(&referral)
        .await
        .fault("NOT_FOUND");
    let row = only(rows(&app, "acceptReferral", AuditOutcome::NotFound).await);
    assert_eq!(row.object_id, Some(referral_row(&referral).0));
    // It learned nothing, and its row tells nothing.
    assert_eq!(row.plan_id, None);
    assert!(row.subjects.is_empty());

    // A question that is not the asker's to ask.
    let members = "{ found: members { totalCount } }";
    let forbidden = app.provider("p1").query(members, json!({})).await;
    forbidden.fault("FORBIDDEN");
    let row = only(rows(&app, "members", AuditOutcome::Denied).await);
    assert_eq!(row.organization_id, organization_id("p1"));
    // And one of somebody who is not signed in is nobody's.
    app.anonymous()
        .query(members, json!({}))
        .await
        .fault("UNAUTHENTICATED");
    only(rows(&app, "members", AuditOutcome::Denied).await);
});

both_engines!(a_retry_leaves_a_row_too, async |app: TestApp| {
    let register = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code } }
    }";
    let input = json!({
        "cin": "91000099A",
        "firstName": "Zephyrine",
        "lastName": "Ashgrove",
        "birthOn": "1980-02-03",
        "county": COUNTY,
        "idempotencyKey": "once",
    });
    for _ in 0..2 {
        let reply = app.plan().query(register, json!({ "input": input })).await;
        reply.done();
    }
    let done = rows(&app, "registerMember", AuditOutcome::Done).await;
    assert_eq!(done.len(), 2);
    assert_eq!(done[0].object_id, done[1].object_id);
});

both_engines!(the_text_of_rows_names_nobody, async |app: TestApp| {
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    app.provider("p1").accept(&referral).await.done();
    let named = format!(
        "query {} {{ who: members(filter: {{ name: \"{}\" }}) {{ nodes {{ cin }} }} }}",
        patient("m1").first_name,
        patient("m1").last_name
    );
    app.plan().query(&named, json!({})).await.data();
    let mut input = referral_of(patient("m2"), "MEALS");
    input["person"]["cin"] = json!(patient("m2").first_name);
    app.referrer()
        .try_refer(input)
        .await
        .refused(&["INVALID_CIN"]);
    let elsewhere = json!({ "referralId": referral, "providerId": global_id("p3") });
    app.plan().act("reassignReferral", elsewhere).await;

    let rows = app.rows::<audit_event::Entity>().await;
    assert!(rows.len() > 5);
    for row in rows {
        let texts = [
            Some(&row.operation),
            row.object_kind.as_ref(),
            row.detail.as_ref(),
            row.address.as_ref(),
            Some(&row.request_id),
        ];
        for text in texts.into_iter().flatten() {
            let is_plain =
                |letter: char| letter.is_ascii_alphanumeric() || "_,.:-".contains(letter);
            assert!(text.chars().all(is_plain), "{text}");
            for patient in ["m1", "m2"].map(patient) {
                for secret in [patient.first_name, patient.last_name, patient.cin] {
                    assert!(
                        !text.to_lowercase().contains(&secret.to_lowercase()),
                        "{text}"
                    );
                }
            }
        }
    }
});
