use serde_json::{Value, json};

use super::{ASSIGNMENTS, NOTICES, after, cursor, told};
use crate::support::acts::{assigned, ready};
use crate::support::network::global_id;
use crate::support::{TestApp, both_engines};

both_engines!(
    the_backlog_comes_first_then_a_mark_then_what_is_live,
    async |app: TestApp| {
        for member in ["m1", "m2"] {
            assigned(&app, member, "MEALS", "p1").await;
        }
        let mut stream = app.provider("p1").subscribe(ASSIGNMENTS, json!({})).await;
        let mut chain = Vec::new();
        for number in [1, 2] {
            let item = stream.next().await;
            assert_eq!(told(&item), Some((number, "REFERRAL_ASSIGNED")));
            chain.push(item);
        }
        let mark = stream.next().await;
        assert_eq!(told(&mark), None);
        assert_eq!(mark["referral"], json!(null));
        assert_eq!(mark["cursor"], chain[1]["cursor"], "it has all until here");
        chain.push(mark);
        let late = assigned(&app, "m3", "MEALS", "p1").await;
        let live = stream.next().await;
        assert_eq!(told(&live), Some((3, "REFERRAL_ASSIGNED")));
        assert_eq!(live["referral"]["id"], late);
        chain.push(live);
        assert_unbroken(&chain);
    }
);

both_engines!(
    a_client_goes_on_from_the_last_cursor_it_saw,
    async |app: TestApp| {
        let provider = app.provider("p1");
        let mut stream = provider.subscribe(ASSIGNMENTS, json!({})).await;
        assert_eq!(told(&stream.next().await), None);
        assigned(&app, "m1", "MEALS", "p1").await;
        let seen = stream.next().await;
        // The connection is gone without a word; life goes on.
        drop(stream);
        assigned(&app, "m2", "MEALS", "p1").await;
        assigned(&app, "m3", "MEALS", "p1").await;
        let mut stream = provider.subscribe(ASSIGNMENTS, after(cursor(&seen))).await;
        let mut chain = vec![seen];
        for expected in [
            Some((2, "REFERRAL_ASSIGNED")),
            Some((3, "REFERRAL_ASSIGNED")),
            None,
        ] {
            let item = stream.next().await;
            assert_eq!(told(&item), expected);
            chain.push(item);
        }
        assert_unbroken(&chain);
    }
);

both_engines!(
    two_clients_of_one_organization_keep_their_own_places,
    async |app: TestApp| {
        let provider = app.provider("p1");
        assigned(&app, "m1", "MEALS", "p1").await;
        let mut browser = provider.subscribe(ASSIGNMENTS, json!({})).await;
        let first = browser.next().await;
        assert_eq!(told(&browser.next().await), None);
        let mut integration = provider.subscribe(ASSIGNMENTS, after(cursor(&first))).await;
        assert_eq!(told(&integration.next().await), None);
        assigned(&app, "m2", "MEALS", "p1").await;
        for stream in [&mut browser, &mut integration] {
            assert_eq!(told(&stream.next().await), Some((2, "REFERRAL_ASSIGNED")));
        }
    }
);

both_engines!(
    a_filtered_stream_shows_gaps_by_its_chain_and_not_by_its_numbers,
    async |app: TestApp| {
        let plan = app.plan();
        let kinds = json!({ "kinds": ["LOOP_CLOSED"] });
        let mut stream = plan.subscribe(NOTICES, kinds).await;
        let mut chain = vec![stream.next().await];
        for member in ["m1", "m2"] {
            // Received, accepted, closed: the plan hears three times of each.
            let referral = assigned(&app, member, "MEALS", "p1").await;
            let provider = app.provider("p1");
            provider.accept(&referral).await.done();
            provider
                .act(
                    "closeReferral",
                    json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" }),
                )
                .await
                .done();
            chain.push(stream.next().await);
        }
        let numbers: Vec<_> = chain.iter().map(told).collect();
        assert_eq!(
            numbers,
            [None, Some((3, "LOOP_CLOSED")), Some((6, "LOOP_CLOSED"))]
        );
        assert_unbroken(&chain);
    }
);

both_engines!(
    a_mark_moves_a_filtered_stream_on_past_what_it_does_not_show,
    async |app: TestApp| {
        let plan = app.plan();
        let kinds = json!({ "kinds": ["LOOP_CLOSED"] });
        let mut stream = plan.subscribe(NOTICES, kinds.clone()).await;
        let first = stream.next().await;
        for _ in 0..100 {
            app.referrer().refer("m1", "MEALS").await;
        }
        let mark = stream.next().await;
        assert_eq!(told(&mark), None);
        assert_eq!(mark["follows"], first["cursor"]);
        assert_ne!(mark["cursor"], first["cursor"]);
        // From there a poll has nothing left to read.
        let page = plan
            .query(
                "query($after: MailboxCursor) { notices(after: $after) { items { cursor } } }",
                after(cursor(&mark)),
            )
            .await;
        assert_eq!(page.field()["items"], json!([]));
    }
);

both_engines!(a_reassignment_tells_both_providers, async |app: TestApp| {
    let (first, second) = (app.provider("p1"), app.provider("p2"));
    let mut to_first = first.subscribe(ASSIGNMENTS, json!({})).await;
    let mut to_second = second.subscribe(ASSIGNMENTS, json!({})).await;
    assert_eq!(told(&to_first.next().await), None);
    assert_eq!(told(&to_second.next().await), None);
    let referral = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
    assert_eq!(to_first.next().await["referral"]["id"], referral);
    app.plan().reassign(&referral, "p2").await.done();
    let taken = to_first.next().await;
    assert_eq!(told(&taken), Some((2, "ASSIGNMENT_ENDED")));
    assert_eq!(taken["referral"], json!(null), "access ended with it");
    let given = to_second.next().await;
    assert_eq!(told(&given), Some((1, "REFERRAL_ASSIGNED")));
    assert_eq!(given["referral"]["id"], referral);
});

both_engines!(
    nobody_is_told_of_their_own_organizations_act,
    async |app: TestApp| {
        // A provider refers as well: it is the referrer and the provider of one loop.
        let provider = app.provider("p1");
        let mut stream = provider.subscribe(NOTICES, json!({})).await;
        assert_eq!(told(&stream.next().await), None);
        let referral = ready(&app, "m1", "MEALS").await;
        app.plan().assign(&referral, "p1").await.done();
        assert_eq!(told(&stream.next().await), Some((1, "REFERRAL_ASSIGNED")));
        provider.accept(&referral).await.done();
        let other = ready(&app, "m2", "MEALS").await;
        app.plan().assign(&other, "p1").await.done();
        // The acceptance is not between the two assignments.
        assert_eq!(told(&stream.next().await), Some((2, "REFERRAL_ASSIGNED")));
    }
);

both_engines!(
    nothing_is_said_of_people_in_a_notice,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        let rows = app.rows::<entity::notice::Entity>().await;
        assert_eq!(rows.len(), 3);
        let text = format!("{rows:?}");
        let patient = crate::support::network::patient("m1");
        for secret in [patient.first_name, patient.last_name, patient.cin] {
            assert!(!text.contains(secret), "{secret}");
        }
        // And a refused act leaves no notice.
        let referral = ready(&app, "n1", "MEALS").await;
        let before = app.rows::<entity::notice::Entity>().await.len();
        app.plan_named("b")
            .act(
                "assignReferral",
                json!({ "referralId": referral, "providerId": global_id("p2") }),
            )
            .await
            .refused(&["NOT_CONTRACTED"]);
        assert_eq!(app.rows::<entity::notice::Entity>().await.len(), before);
    }
);

/// Every item follows the one before it.
#[track_caller]
pub(super) fn assert_unbroken(chain: &[Value]) {
    for pair in chain.windows(2) {
        assert_eq!(pair[1]["follows"], pair[0]["cursor"], "{chain:#?}");
    }
}
