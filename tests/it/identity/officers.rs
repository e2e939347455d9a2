//! What an administrator cannot do alone, and what they cannot do silently.

use entity::types::Role;
use serde_json::{Value, json};

use super::accounts::{CHOSEN, accept, id_of, invite, made, of_plan, on_account, set_roles};
use crate::support::{TestApp, both_engines};

/// How often the plan's mailbox says that who guards its privacy was changed.
async fn told(app: &TestApp) -> usize {
    let document = "{ notices(first: 100, kinds: [PRIVACY_OFFICER_CHANGED]) {
      items { notice { kind } member { id } referral { id } } } }";
    let officer = app.colleague("a", Role::PlanPrivacy);
    let reply = officer.query(document, json!({})).await;
    let items = reply.field()["items"].as_array().unwrap().clone();
    let notices = items.iter().filter(|item| !item["notice"].is_null());
    notices
        .inspect(|item| {
            assert_eq!(item["member"], Value::Null);
            assert_eq!(item["referral"], Value::Null);
        })
        .count()
}

both_engines!(
    nobody_gives_themself_roles_or_resets_themself,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let other = of_plan(&app, "Percival").await;
        let own = id_of(&admin, "ottoline@admins.example").await;
        for roles in [
            ["ORGANIZATION_ADMIN", "PLAN_PRIVACY"],
            ["ORGANIZATION_ADMIN", "PLAN_ANALYST"],
        ] {
            set_roles(&admin, &own, &roles)
                .await
                .refused(&["OWN_ROLES"]);
        }
        on_account(&admin, "issuePasswordReset", &own)
            .await
            .refused(&["OWN_PASSWORD"]);
        on_account(&admin, "resetSecondFactor", &own)
            .await
            .refused(&["OWN_FACTOR"]);
        // Another administrator may, and may not do it unnoticed.
        assert_eq!(told(&app).await, 0);
        set_roles(&other, &own, &["ORGANIZATION_ADMIN", "PLAN_PRIVACY"])
            .await
            .done();
        assert_eq!(told(&app).await, 1);
    }
);

both_engines!(
    who_guards_privacy_is_not_changed_silently,
    async |app: TestApp| {
        let admin = of_plan(&app, "Ottoline").await;
        let invited = invite(&admin, "nela@alder.example", &["PLAN_COORDINATOR"]).await;
        let (id, token) = made(&invited);
        accept(&app, &token, CHOSEN).await.done();
        // What concerns no guardian is no news.
        set_roles(&admin, &id, &["PLAN_ANALYST"]).await.done();
        on_account(&admin, "issuePasswordReset", &id).await.done();
        assert_eq!(told(&app).await, 0);

        set_roles(&admin, &id, &["PLAN_PRIVACY"]).await.done();
        assert_eq!(told(&app).await, 1);
        set_roles(&admin, &id, &["PLAN_PRIVACY"]).await.done();
        assert_eq!(told(&app).await, 1, "nothing changed");
        on_account(&admin, "issuePasswordReset", &id).await.done();
        assert_eq!(told(&app).await, 2);
        on_account(&admin, "resetSecondFactor", &id)
            .await
            .refused(&["NOT_ENROLLED"]);
        assert_eq!(told(&app).await, 2, "what is refused tells nobody");
        on_account(&admin, "deactivateAccount", &id).await.done();
        on_account(&admin, "reactivateAccount", &id).await.done();
        assert_eq!(told(&app).await, 4);
        set_roles(&admin, &id, &["PLAN_ANALYST"]).await.done();
        assert_eq!(told(&app).await, 5);
        invite(&admin, "odo@alder.example", &["PLAN_PRIVACY"])
            .await
            .done();
        assert_eq!(told(&app).await, 6);
        let guardian = app.newcomer("a", "guard@alder.example").await;
        set_roles(&admin, &guardian, &["PLAN_PRIVACY"]).await.done();
        on_account(&admin, "resetSecondFactor", &guardian)
            .await
            .done();
        assert_eq!(told(&app).await, 8);
    }
);
