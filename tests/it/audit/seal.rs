//! Sealing: rows become part of a chain, once and in order, however many servers seal.

use entity::{audit_event, disclosure};
use handoff::audit::{Kept, Whole};
use serde_json::json;

use super::{members, organization_of, seal, verify};
use crate::support::acts::assigned;
use crate::support::network::{member_id, organization_id};
use crate::support::{TestApp, both_engines, postgres_only};

both_engines!(
    rows_become_one_chain_for_each_organization,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        app.plan()
            .query("{ members { nodes { cin } } }", json!({}))
            .await
            .data();
        seal(&app).await;
        let referral = assigned(&app, "m2", "MEALS", "p1").await;
        app.provider("p1").accept(&referral).await.done();
        seal(&app).await;
        assert_eq!(seal(&app).await, 0, "nothing is left");

        let rows = app.rows::<audit_event::Entity>().await;
        let (verify, op, kept) = (verify(&app), app.system_op(), Kept::default());
        let organizations = verify.organizations(&op, &kept).await.unwrap();
        assert!(organizations.len() >= 3, "{organizations:?}");
        let mut found = 0;
        for organization in organizations {
            let of_it = rows
                .iter()
                .filter(|row| organization_of(row) == organization);
            let mut places: Vec<i64> = of_it.map(|row| row.seal_seq.unwrap()).collect();
            places.sort_unstable();
            let count = u64::try_from(places.len()).unwrap();
            assert!(places.iter().copied().eq(1..=i64::try_from(count).unwrap()));
            let whole = verify.chain(&op, organization, &kept).await.unwrap();
            let Whole { rows, head, .. } = whole.unwrap();
            assert_eq!((rows, head.seq), (count, i64::try_from(count).unwrap()));
            found += count;
        }
        assert_eq!(found, u64::try_from(rows.len()).unwrap());
    }
);

both_engines!(
    sealing_lists_the_disclosures_of_each_member,
    async |app: TestApp| {
        assigned(&app, "m1", "MEALS", "p1").await;
        assigned(&app, "m2", "MEALS", "p1").await;
        let inbox = "{ assignments { nodes { member { cin } } } }";
        app.provider("p1").query(inbox, json!({})).await.data();
        seal(&app).await;
        let mut expected: Vec<_> = app
            .rows::<audit_event::Entity>()
            .await
            .iter()
            .flat_map(|row| {
                members(row)
                    .into_iter()
                    .map(|member| (row.id, member, row.plan_id))
            })
            .collect();
        let listed = app.rows::<disclosure::Entity>().await;
        let mut found: Vec<_> = listed
            .iter()
            .map(|row| (row.event_id, row.member_id, Some(row.plan_id)))
            .collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        let shown_to_p1 = found
            .iter()
            .filter(|(_, member, _)| *member == member_id("m1"));
        assert!(
            shown_to_p1.count() >= 3,
            "referred, confirmed, assigned, shown"
        );
        assert!(
            found
                .iter()
                .all(|(_, _, plan)| *plan == Some(organization_id("a")))
        );
    }
);

postgres_only!(two_servers_seal_one_chain, async |app: TestApp| {
    let neighbour = app.neighbour().await;
    let sealing = async |at: &TestApp| {
        for _ in 0..20 {
            seal(at).await;
        }
    };
    let reading = async |at: &TestApp| {
        for _ in 0..20 {
            at.plan()
                .query("{ members { nodes { cin } } }", json!({}))
                .await
                .data();
        }
    };
    tokio::join!(
        sealing(&app),
        sealing(&neighbour),
        reading(&app),
        reading(&neighbour)
    );
    seal(&app).await;
    let whole = verify(&app)
        .chain(&app.system_op(), organization_id("a"), &Kept::default())
        .await
        .unwrap();
    assert_eq!(whole.unwrap().rows, 40);
    neighbour.stop().await;
});
