//! The same mailbox over plain HTTP, for clients that poll.

use serde_json::{Value, json};

use super::{cursor, stream::assert_unbroken, told};
use crate::support::acts::assigned;
use crate::support::{TestApp, both_engines, eventually};

const POLL: &str = "query($after: MailboxCursor, $kinds: [NoticeKind!], $first: Int) {
  notices(after: $after, kinds: $kinds, first: $first) {
    items { cursor follows notice { number kind } referral { id } }
    cursor
    hasNextPage
  }
}";

both_engines!(pages_of_the_mailbox_have_no_gap, async |app: TestApp| {
    let provider = app.provider("p1");
    for member in ["m1", "m2", "m3", "m1", "m2"] {
        assigned(&app, member, "MEALS", "p1").await;
    }
    let (mut chain, mut place): (Vec<Value>, Option<String>) = (Vec::new(), None);
    let mut sizes = Vec::new();
    loop {
        let page = provider
            .query(POLL, json!({ "after": place, "first": 2 }))
            .await;
        let page = page.field();
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        chain.extend(items.iter().cloned());
        place = Some(cursor(page).to_owned());
        if page["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_unbroken(&chain);
    let numbers: Vec<_> = chain.iter().filter_map(told).map(|(n, _)| n).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    // Nothing new: the same place comes back.
    let page = provider.query(POLL, json!({ "after": place })).await;
    assert_eq!(page.field()["items"], json!([]));
    assert_eq!(page.field()["cursor"], json!(place));
});

both_engines!(
    handing_a_notice_out_is_its_delivery,
    async |app: TestApp| {
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(chrono::TimeDelta::minutes(7));
        let told_at = app.now();
        let ladder = async || {
            let reply = app
                .plan()
                .query(
                    "query($id: ID!) { referral(id: $id) { assignments { notice {
                   sentAt deliveredAt acknowledgedAt } } } }",
                    json!({ "id": referral }),
                )
                .await;
            reply.field()["assignments"][0]["notice"].clone()
        };
        assert_eq!(ladder().await["deliveredAt"], json!(null));
        app.provider("p1").query(POLL, json!({})).await.data();
        // Delivery times are written in batches, so they follow within moments.
        let delivered: chrono::DateTime<chrono::Utc> = eventually(async || {
            let rungs = ladder().await;
            Some(rungs["deliveredAt"].as_str()?.parse().unwrap())
        })
        .await;
        assert_eq!(delivered, told_at);
    }
);

both_engines!(
    a_poll_with_a_filter_says_where_to_go_on,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.provider("p1").accept(&referral).await.done();
        let kinds = json!(["REFERRAL_ACCEPTED"]);
        let page = plan.query(POLL, json!({ "kinds": kinds })).await;
        let items = page.field()["items"].as_array().unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(told(&items[0]), Some((2, "REFERRAL_ACCEPTED")));
        assert_eq!(page.field()["cursor"], items[0]["cursor"]);
        assert_eq!(page.field()["hasNextPage"], json!(false));
    }
);
