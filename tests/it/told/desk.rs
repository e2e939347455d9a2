//! Whoever referred without an account and without e-mail: told by fax where that was agreed, else by a
//! call, each a task of the plan.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::tasks::{all_of, complete, now, pairs, tasks};
use crate::support::acts::{referral_of, set_policy};
use crate::support::network::patient;
use crate::support::{Caller, Reply, TestApp, both_engines};

const SERVICE: &str = "HOUSING_NAVIGATION";

async fn try_enter(caller: &Caller, source: &str, contact: Value) -> Reply {
    let mut input = referral_of(patient("m1"), SERVICE);
    input["source"] = json!({ "kind": source });
    input["contact"] = contact;
    caller.try_refer(input).await
}

/// The plan enters what somebody without an account referred; the id.
async fn entered(plan: &Caller, source: &str, contact: Value) -> String {
    let reply = try_enter(plan, source, contact).await;
    let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    plan.confirm(&id, "m1").await.done();
    id
}

fn faxed() -> Value {
    json!({
        "name": "Night desk", "reach": "530 555 0142",
        "fax": { "number": "(530) 555-0177", "agreedOn": "2026-11-20" },
    })
}

async fn open_news(plan: &Caller) -> Vec<Value> {
    tasks(plan, json!({ "kind": "REFERRER_NOTICE" })).await
}

both_engines!(
    by_fax_where_both_sides_agreed_on_it,
    async |app: TestApp| {
        let plan = app.plan();
        let referral = entered(&plan, "HOSPITAL", faxed()).await;
        assert!(
            open_news(&plan).await.is_empty(),
            "nothing has happened yet"
        );
        plan.assign(&referral, "p1").await.done();
        let open = open_news(&plan).await;
        assert_eq!(open.len(), 1);
        let task = &open[0];
        assert_eq!(
            (&task["about"], &task["way"]),
            (&json!("ASSIGNED"), &json!("FAX"))
        );
        assert_eq!(task["dueOn"], "2026-11-26", "three days, by default");
        let desk = json!({
            "name": "Night desk", "reach": "530 555 0142",
            "fax": { "number": "+15305550177", "agreedOn": "2026-11-20" },
        });
        assert_eq!(task["desk"], desk);
        assert!(task["faxRecordedBy"].is_string(), "{task:#}");
        let body = task["text"]["body"].as_str().unwrap();
        for part in [
            "Night desk",
            "Alder Plan",
            "Cedar Kitchen",
            "+15305550100",
            "Xiomara",
        ] {
            assert!(body.contains(part), "{part}: {body}");
        }
        // Nothing that they did not write down.
        for hidden in ["91000001A", "+15305550101", "stay in hospital"] {
            assert!(!body.contains(hidden), "{hidden}: {body}");
        }
        let done = complete(&plan, task, "FAX", &now(&app)).await;
        assert_eq!(done.done()["task"]["ending"]["way"], "FAX");

        // Each of the steps that they are owed; what is no longer so is called off.
        let decline = json!({
            "referralId": referral, "reason": "CANNOT_MEET_NEED", "note": "no lift",
        });
        let provider = app.provider("p1");
        provider.act("declineReferral", decline).await.done();
        let task = open_news(&plan).await.remove(0);
        assert_eq!(task["about"], "DECLINED");
        let body = task["text"]["body"].as_str().unwrap();
        assert!(
            body.contains("looks for another") && !body.contains("lift"),
            "{body}"
        );
        plan.assign(&referral, "p2").await.done();
        let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH", "note": "gone" });
        plan.act("closeReferral", close).await.done();
        let task = open_news(&plan).await.remove(0);
        let body = task["text"]["body"].as_str().unwrap();
        assert!(
            body.contains("It is closed: ") && !body.contains("gone"),
            "{body}"
        );
        let filter = json!({
            "states": ["OPEN", "DONE", "CANCELLED"], "kind": "REFERRER_NOTICE",
            "referralId": referral,
        });
        let mut states: Vec<_> = tasks(&plan, filter)
            .await
            .iter()
            .map(|task| format!("{} {}", task["about"], task["state"]).replace('"', ""))
            .collect();
        states.sort();
        assert_eq!(
            states,
            [
                "ASSIGNED CANCELLED",
                "ASSIGNED DONE",
                "CLOSED OPEN",
                "DECLINED CANCELLED"
            ]
        );
    }
);

both_engines!(
    by_a_call_where_there_is_a_phone_only,
    async |app: TestApp| {
        let plan = app.plan();
        set_policy(&app, &json!({ "notifyReferrerDays": 1 })).await;
        let contact = json!({ "name": "Front desk", "reach": "530 555 0142" });
        let referral = entered(&plan, "CLINIC", contact).await;
        plan.assign(&referral, "p1").await.done();
        let task = open_news(&plan).await.remove(0);
        assert_eq!(task["way"], "TELEPHONE");
        assert_eq!(task["phone"], "+15305550142");
        assert_eq!(task["dueOn"], "2026-11-24", "by the plan's policy");
        assert_eq!(task["faxRecordedBy"], Value::Null);
        let body = task["text"]["body"].as_str().unwrap();
        assert!(
            body.contains("Ask for Front desk") && body.contains("voicemail"),
            "{body}"
        );
        complete(&plan, &task, "FAX", &now(&app))
            .await
            .refused(&["NO_FAX_AGREED"]);
        complete(&plan, &task, "MAIL", &now(&app))
            .await
            .refused(&["NO_ADDRESS"]);
        // Nobody is told before somebody says so.
        app.advance(TimeDelta::days(3));
        app.sweep().await;
        assert_eq!(open_news(&plan).await[0]["state"], "OPEN");
        complete(&plan, &task, "TELEPHONE", &now(&app)).await.done();
        assert!(open_news(&plan).await.is_empty());

        // Where nothing is known but words, somebody has to find out.
        let contact = json!({ "name": "Rue", "reach": "ask at the gate" });
        let referral = entered(&plan, "COMMUNITY_ORGANIZATION", contact).await;
        let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
        let task = open_news(&plan).await.remove(0);
        assert_eq!(task["hindrance"], "NO_WAY");
        assert_eq!(task["desk"]["reach"], "ask at the gate");
        let about_both = pairs(&[("CLOSED", "OPEN"), ("CLOSED", "OPEN")]);
        assert_eq!(
            all_of(&plan, &referral).await,
            about_both,
            "the member as well"
        );
    }
);

both_engines!(
    whoever_has_a_mailbox_or_is_no_outsider_is_not_told_by_hand,
    async |app: TestApp| {
        let plan = app.plan();
        for source in ["PLAN", "MEMBER"] {
            let referral = entered(&plan, source, faxed()).await;
            plan.assign(&referral, "p1").await.done();
            let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
            plan.act("closeReferral", close).await.done();
        }
        assert!(open_news(&plan).await.is_empty());
        let future = json!({
            "name": "Night desk", "reach": "530 555 0142",
            "fax": { "number": "12", "agreedOn": "2026-11-24" },
        });
        try_enter(&plan, "HOSPITAL", future)
            .await
            .refused(&["INVALID_FAX", "INVALID_PHONE"]);
        try_enter(&app.referrer(), "HOSPITAL", faxed())
            .await
            .refused(&["INVALID_FAX"]);
    }
);

both_engines!(
    of_what_is_restricted_a_fax_names_nothing,
    async |app: TestApp| {
        let (plan, officer) = (app.plan(), app.colleague("a", Role::PlanPrivacy));
        let referral = entered(&plan, "COUNTY", faxed()).await;
        officer.restrict(&referral).await.done();
        officer.assign(&referral, "p1").await.done();
        assert!(open_news(&plan).await.is_empty(), "of those who see it");
        let task = open_news(&officer).await.remove(0);
        let body = task["text"]["body"].as_str().unwrap();
        for hidden in ["Xiomara", "housing", "Cedar", "+15305550100"] {
            assert!(!body.contains(hidden), "{hidden}: {body}");
        }
        assert!(body.contains("Alder Plan"), "{body}");
    }
);
