//! The end of an enrolment, and its end undone.

use chrono::TimeDelta;
use serde_json::json;

use super::{disenrolled, enrolled, follow_ends, happened, last, look, notices};
use crate::support::acts::{assigned, ready};
use crate::support::authorized::{authorization_of, authorizes, reviewer};
use crate::support::network::global_member_id;
use crate::support::{TestApp, both_engines};

both_engines!(
    an_end_to_come_is_followed_when_its_day_is_over_and_once,
    async |app: TestApp| {
        let plan = app.plan();
        let m1 = global_member_id("m1");
        let asked = assigned(&app, "m1", "MEALS", "p1").await;
        enrolled(&plan, &m1, "ENROLLED", "2026-01-01").await.done();
        disenrolled(&plan, &m1, "2026-11-30", "LOST_ELIGIBILITY")
            .await
            .done();
        assert_eq!(follow_ends(&app).await, 0);
        // The last minute of the last day in California.
        app.advance(TimeDelta::days(7) + TimeDelta::minutes(14 * 60 + 59));
        assert_eq!(follow_ends(&app).await, 0);
        assert_eq!(look(&plan, &asked).await["status"], "ASSIGNED");

        app.advance(TimeDelta::minutes(1));
        let (one, other) = tokio::join!(follow_ends(&app), follow_ends(&app));
        assert_eq!(one + other, 1);
        assert_eq!(follow_ends(&app).await, 0);
        let seen = look(&plan, &asked).await;
        assert_eq!(seen["closure"]["reason"], "NO_LONGER_ELIGIBLE");
        assert_eq!(app.ledger("p1-kitchen").await, (40, 0, 0));
        for caller in [&plan, &app.provider("p1"), &app.referrer()] {
            let told = notices(caller).await;
            assert_eq!(told.last().map(String::as_str), Some("LOOP_CLOSED"));
        }

        // Reinstated without a day between: open again, with the gap shown.
        app.advance(TimeDelta::days(9));
        enrolled(&plan, &m1, "REINSTATED", "2026-12-01")
            .await
            .done();
        let seen = look(&plan, &asked).await;
        assert_eq!(seen["status"], "READY");
        assert_eq!(last(&seen)["kind"], "REOPENED");
        assert_eq!(last(&seen)["reason"], "REINSTATED");
        assert_eq!(
            last(&seen)["note"],
            "Enrolment reinstated; not counted as enrolled from 2026-12-01 to 2026-12-09."
        );
        let told = notices(&app.referrer()).await;
        assert_eq!(told.last().map(String::as_str), Some("REFERRAL_REOPENED"));
    }
);

both_engines!(
    the_end_of_an_enrolment_clips_what_was_granted_and_a_seamless_one_undoes_that,
    async |app: TestApp| {
        authorizes(&app, |_| {}).await;
        let (plan, m1) = (app.plan(), global_member_id("m1"));
        let asked = app.referrer().refer("m1", "HOUSING_NAVIGATION").await;
        plan.confirm(&asked, "m1").await.done();
        let of = authorization_of(&plan, &asked).await;
        let id = of["id"].as_str().unwrap();
        reviewer(&app).await.decide(id, "APPROVE").await.done();
        plan.assign(&asked, "p2").await.done();
        let until = async || {
            let of = authorization_of(&plan, &asked).await;
            let history = of["history"].as_array().unwrap();
            let last = history.last().unwrap()["kind"].clone();
            (of["granted"]["untilOn"].clone(), last)
        };
        assert_eq!(until().await, (json!("2027-02-20"), json!("APPROVED")));
        enrolled(&plan, &m1, "ENROLLED", "2026-01-01").await.done();
        disenrolled(&plan, &m1, "2026-11-30", "LOST_ELIGIBILITY")
            .await
            .done();
        assert_eq!(until().await.0, json!("2027-02-20"));
        app.advance(TimeDelta::days(8));
        assert_eq!(follow_ends(&app).await, 1);
        assert_eq!(until().await, (json!("2026-11-30"), json!("CLIPPED")));
        let told = notices(&app.provider("p2")).await;
        assert!(
            told.contains(&"AUTHORIZATION_CHANGED".to_owned()),
            "{told:?}"
        );
        enrolled(&plan, &m1, "REINSTATED", "2026-12-01")
            .await
            .done();
        assert_eq!(until().await, (json!("2027-02-20"), json!("UNCLIPPED")));
        // What it may be used for again, it is.
        plan.assign(&asked, "p2").await.done();
        // With a day between it stays as it was clipped.
        disenrolled(&plan, &m1, "2026-12-01", "LOST_ELIGIBILITY")
            .await
            .done();
        app.advance(TimeDelta::days(3));
        follow_ends(&app).await;
        enrolled(&plan, &m1, "REINSTATED", "2026-12-03")
            .await
            .done();
        assert_eq!(until().await.0, json!("2026-12-01"));
    }
);

both_engines!(
    what_somebody_has_touched_since_stays_as_it_is,
    async |app: TestApp| {
        let plan = app.plan();
        let m1 = global_member_id("m1");
        let touched = ready(&app, "m1", "MEALS").await;
        let gone = ready(&app, "m1", "HOUSING_NAVIGATION").await;
        enrolled(&plan, &m1, "ENROLLED", "2026-01-01").await.done();
        disenrolled(&plan, &m1, "2026-11-20", "LOST_ELIGIBILITY")
            .await
            .done();
        let reopen = json!({ "referralId": touched, "reason": "she pays herself" });
        plan.act("reopenReferral", reopen).await.done();
        let close = json!({
            "referralId": touched, "reason": "OTHER", "note": "her sister cooks",
        });
        plan.act("closeReferral", close).await.done();
        // A day is missing: it is an enrolment, and no end undone.
        enrolled(&plan, &m1, "REINSTATED", "2026-11-22")
            .await
            .done();
        assert_eq!(look(&plan, &gone).await["status"], "CLOSED");
        disenrolled(&plan, &m1, "2026-11-22", "LOST_ELIGIBILITY")
            .await
            .done();

        let m2 = global_member_id("m2");
        let stays = ready(&app, "m2", "MEALS").await;
        enrolled(&plan, &m2, "ENROLLED", "2026-01-01").await.done();
        disenrolled(&plan, &m2, "2026-11-20", "LOST_ELIGIBILITY")
            .await
            .done();
        enrolled(&plan, &m2, "REINSTATED", "2026-11-21")
            .await
            .done();
        assert_eq!(look(&plan, &stays).await["status"], "READY");
        let seen = look(&plan, &touched).await;
        assert_eq!(seen["closure"]["note"], "her sister cooks");
    }
);

both_engines!(
    a_loss_that_was_a_mistake_is_taken_back,
    async |app: TestApp| {
        let plan = app.plan();
        let asked = ready(&app, "m1", "MEALS").await;
        happened(&plan, "m1", "LOST_ELIGIBILITY", "2026-11-20")
            .await
            .done();
        assert_eq!(look(&plan, &asked).await["status"], "CLOSED");
        let events = crate::members::look(&plan, "m1", "lifeEvents { id }").await;
        let void = json!({
            "kind": "LOST_ELIGIBILITY", "happenedOn": "2026-11-20", "isVoid": true,
            "note": "renewed in time", "correctsId": events["lifeEvents"][0]["id"],
        });
        crate::members::act(&plan, "recordLifeEvent", void)
            .await
            .done();
        assert_eq!(look(&plan, &asked).await["status"], "READY");
    }
);
