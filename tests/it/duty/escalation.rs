//! What is done as outreach comes due: by the clock, in order, once.

use chrono::{TimeDelta, Utc};
use serde_json::json;

use super::{duty, escalated, mailbox, steps};
use crate::support::acts::assigned;
use crate::support::acts::set_policy;
use crate::support::app::start_of_time;
use crate::support::{TestApp, both_engines, eventually};

/// How an instant is typed.
fn text(at: chrono::DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

both_engines!(
    each_step_fires_at_its_instant_and_once,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        assert_eq!(app.sweep().await, 0, "nothing is due");
        app.advance(TimeDelta::minutes(60) - TimeDelta::microseconds(1));
        assert_eq!(app.sweep().await, 0, "a microsecond early");
        app.advance(TimeDelta::microseconds(1));
        assert_eq!(app.sweep().await, 1, "not told for an hour");
        assert_eq!(app.sweep().await, 0, "once");

        app.advance(TimeDelta::hours(19));
        assert_eq!(app.sweep().await, 1, "the reminder, four hours before");
        app.advance(TimeDelta::hours(-1));
        assert_eq!(app.sweep().await, 0, "the clock was set back an hour");
        app.advance(TimeDelta::hours(1));
        assert_eq!(app.sweep().await, 0, "and forward again");
        app.advance(TimeDelta::hours(4));
        assert_eq!(
            duty(&plan, &referral).await["status"],
            "RUNNING",
            "exactly at due"
        );
        assert_eq!(duty(&plan, &referral).await["minutesLeft"], 0);
        assert_eq!(app.sweep().await, 2, "overdue, to provider and plan");
        app.advance(TimeDelta::microseconds(1));
        assert_eq!(duty(&plan, &referral).await["status"], "MISSED");
        app.advance(TimeDelta::hours(4));
        assert_eq!(app.sweep().await, 1, "another provider is proposed");
        assert_eq!(app.sweep().await, 0);

        let seen = duty(&plan, &referral).await;
        assert_eq!(
            steps(&seen),
            [
                "NOT_TOLD FIRED",
                "OUTREACH_REMINDER FIRED",
                "OUTREACH_OVERDUE FIRED",
                "OUTREACH_OVERDUE FIRED",
                "REASSIGNMENT_PROPOSED FIRED",
            ]
        );
        let late = seen["escalation"].as_array().unwrap();
        assert!(late.iter().all(|step| step["wasLate"] == false), "{seen:#}");
        assert_eq!(
            mailbox(&plan).await,
            [
                "REFERRAL_RECEIVED",
                "NOT_TOLD",
                "OUTREACH_OVERDUE",
                "REASSIGNMENT_PROPOSED",
            ]
        );
        assert_eq!(
            mailbox(&provider).await,
            ["REFERRAL_ASSIGNED", "OUTREACH_REMINDER", "OUTREACH_OVERDUE"]
        );
        let log = escalated(&plan, &referral).await;
        assert_eq!(log.len(), 5, "{log:?}");
        assert_eq!(
            steps(&duty(&provider, &referral).await),
            [""; 0],
            "the plan's own"
        );
    }
);

both_engines!(
    after_downtime_all_fire_in_order_and_late,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::hours(30));
        assert_eq!(app.sweep().await, 5);
        assert_eq!(app.sweep().await, 0);
        assert_eq!(
            mailbox(&plan).await[1..],
            ["NOT_TOLD", "OUTREACH_OVERDUE", "REASSIGNMENT_PROPOSED"]
        );
        assert_eq!(
            mailbox(&provider).await[1..],
            ["OUTREACH_REMINDER", "OUTREACH_OVERDUE"]
        );
        let seen = duty(&plan, &referral).await;
        let late = seen["escalation"].as_array().unwrap();
        assert!(late.iter().all(|step| step["wasLate"] == true), "{seen:#}");
        // The timeline goes on behind what the sweep wrote.
        provider.accept(&referral).await.done();
    }
);

both_engines!(an_attempt_calls_off_what_is_left, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    let until_due = start_of_time() + TimeDelta::hours(24);
    app.advance(TimeDelta::hours(25));
    assert_eq!(app.sweep().await, 4);
    // Made exactly at the due instant, written down an hour later: that stays visible.
    provider.reach_out(&referral, &text(until_due)).await.done();
    let seen = duty(&plan, &referral).await;
    assert_eq!(seen["status"], "MET");
    assert_ne!(
        seen["lastAttempt"]["madeAt"],
        seen["lastAttempt"]["recordedAt"]
    );
    assert_eq!(steps(&seen)[4], "REASSIGNMENT_PROPOSED CANCELLED");
    assert_eq!(seen["followUp"]["attemptsWanted"], 3);
    assert_eq!(seen["followUp"]["attemptsMade"], 1);

    let other = assigned(&app, "m2", "MEALS", "p1").await;
    app.advance(TimeDelta::hours(25));
    let just_late = start_of_time() + TimeDelta::hours(49) + TimeDelta::microseconds(1);
    provider.reach_out(&other, &text(just_late)).await.done();
    let seen = duty(&plan, &other).await;
    assert_eq!(seen["status"], "MISSED", "a microsecond late");
    assert_eq!(app.sweep().await, 0, "outreach was made, late or not");
});

both_engines!(
    a_duty_that_was_not_met_after_all_is_armed_again,
    async |app: TestApp| {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        provider.reach_out(&referral, &text(app.now())).await.done();
        let all_off = steps(&duty(&plan, &referral).await);
        assert!(
            all_off.iter().all(|step| step.ends_with("CANCELLED")),
            "{all_off:?}"
        );

        app.advance(TimeDelta::hours(21));
        let document = "query($id: ID!) { referral(id: $id) { assignment { attempts { id } } } }";
        let reply = plan.query(document, json!({ "id": referral })).await;
        let attempt = reply.field()["assignment"]["attempts"][0]["id"].clone();
        let input = json!({
            "referralId": referral, "attemptId": attempt, "reason": "that was another member",
        });
        provider.act("correctOutreach", input).await.done();
        let seen = duty(&plan, &referral).await;
        assert_eq!(seen["status"], "RUNNING");
        assert_eq!(
            steps(&seen),
            [
                "NOT_TOLD CANCELLED",
                "OUTREACH_REMINDER CANCELLED",
                "OUTREACH_OVERDUE PENDING",
                "OUTREACH_OVERDUE PENDING",
                "REASSIGNMENT_PROPOSED PENDING",
            ]
        );
        app.advance(TimeDelta::hours(3));
        assert_eq!(app.sweep().await, 2);
    }
);

both_engines!(
    the_end_of_an_assignment_ends_its_escalation,
    async |app: TestApp| {
        let plan = app.plan();
        let moved = assigned(&app, "m1", "HOUSING_NAVIGATION", "p1").await;
        plan.reassign(&moved, "p2").await.done();
        let gone = assigned(&app, "m2", "MEALS", "p1").await;
        let input = json!({ "referralId": gone, "note": "nobody needs it" });
        plan.act("withdrawReferral", input).await.done();
        assert_eq!(duty(&plan, &gone).await["status"], "CANCELLED");
        app.advance(TimeDelta::hours(30));
        assert_eq!(
            app.sweep().await,
            5,
            "the new provider's, and nobody else's"
        );
        assert_eq!(
            steps(&duty(&plan, &moved).await)[1],
            "OUTREACH_REMINDER FIRED"
        );
        assert_eq!(
            mailbox(&app.provider("p1")).await.len(),
            4,
            "two given, two taken"
        );
    }
);

both_engines!(who_was_told_is_not_reported, async |app: TestApp| {
    let (plan, provider) = (app.plan(), app.provider("p1"));
    let referral = assigned(&app, "m1", "MEALS", "p1").await;
    assert_eq!(mailbox(&provider).await, ["REFERRAL_ASSIGNED"]);
    eventually(async || {
        let seen = duty(&plan, &referral).await;
        seen["notice"]["deliveredAt"].is_string().then_some(())
    })
    .await;
    // Told on another way, by word of mouth: it accepts without having looked.
    let other = assigned(&app, "m2", "MEALS", "p1").await;
    provider.accept(&other).await.done();
    app.advance(TimeDelta::hours(2));
    assert_eq!(app.sweep().await, 0);
    for referral in [&referral, &other] {
        assert_eq!(steps(&duty(&plan, referral).await)[0], "NOT_TOLD CANCELLED");
    }
});

both_engines!(
    the_policy_of_the_day_holds_for_life,
    async |app: TestApp| {
        let plan = app.plan();
        let before = assigned(&app, "m1", "MEALS", "p1").await;
        let steps_of = |minutes: i32, audience: &str| json!([{ "offsetMinutes": minutes, "audience": audience, "action": "NOTICE" }]);
        set_policy(
            &app,
            &json!({
                "outreachWithinMinutes": 120,
                "undeliveredAfterMinutes": 10,
                "followUpAttempts": 5,
                "escalation": steps_of(30, "LEAD_CARE_MANAGER"),
            }),
        )
        .await;
        let after = assigned(&app, "m2", "MEALS", "p1").await;
        let (old, new) = (duty(&plan, &before).await, duty(&plan, &after).await);
        assert_eq!(old["minutesLeft"], 24 * 60);
        assert_eq!(old["escalation"].as_array().unwrap().len(), 5);
        assert_eq!(new["minutesLeft"], 120);
        assert_eq!(new["followUp"]["attemptsWanted"], 5);
        assert_eq!(
            steps(&new),
            ["NOT_TOLD PENDING", "OUTREACH_OVERDUE PENDING"]
        );

        // Nobody leads this member's care: the step fires, and no mailbox has it.
        app.advance(TimeDelta::minutes(150));
        assert_eq!(app.sweep().await, 3);
        assert_eq!(
            escalated(&plan, &after).await,
            ["NOT_TOLD", "OUTREACH_OVERDUE"]
        );
        assert!(
            !mailbox(&plan)
                .await
                .contains(&"OUTREACH_OVERDUE".to_owned())
        );
    }
);

both_engines!(
    without_a_duty_only_telling_is_watched,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        let referral = assigned(&app, "n1", "ECM", "p3").await;
        assert!(duty(&plan, &referral).await.is_null());
        app.advance(TimeDelta::hours(30));
        assert_eq!(app.sweep().await, 1);
        assert_eq!(mailbox(&plan).await.last().unwrap(), "NOT_TOLD");
    }
);
