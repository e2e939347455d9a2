//! Whoever referred and has no account: told by e-mail, with a link that shows where the referral
//! stands and nothing about the person.

use chrono::TimeDelta;
use handoff::identity::Role;
use handoff::nudges::Sender;
use serde_json::{Value, json};

use crate::duty::nudges::{mail_server, sender};
use crate::support::acts::referral_of;
use crate::support::network::patient;
use crate::support::{Caller, TestApp, both_engines};

const SERVICE: &str = "HOUSING_NAVIGATION";

/// The plan enters what somebody without an account referred; the id.
pub(super) async fn entered(plan: &Caller, source: &str, reach: &str) -> String {
    let mut input = referral_of(patient("m1"), SERVICE);
    input["source"] = json!({ "kind": source });
    input["contact"] = json!({ "name": "Night desk", "reach": reach });
    let reply = plan.try_refer(input).await;
    let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    plan.confirm(&id, "m1").await.done();
    id
}

async fn send(app: &TestApp, sender: &Sender) -> usize {
    sender.once(&|| app.system_op()).await.unwrap()
}

/// The path of the link in a message.
pub(crate) fn link(message: &str) -> String {
    let joined = message.replace("=\r\n", "");
    let start = joined.find("https://status.example/").unwrap() + "https://status.example/".len();
    joined[start..]
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .collect()
}

pub(crate) async fn look(app: &TestApp, token: &str) -> (u16, reqwest::header::HeaderMap, String) {
    let url = format!("http://{}/status/{token}", app.address());
    let response = app.http().get(url).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.unwrap())
}

both_engines!(
    whoever_referred_without_an_account_has_a_link,
    async |app: TestApp| {
        let plan = app.plan();
        let sent = <_>::default();
        let sender = sender(
            &app,
            &mail_server(std::sync::Arc::clone(&sent)).await,
            false,
        );
        let referral = entered(&plan, "HOSPITAL", "night.desk@hospital.example").await;
        assert_eq!(send(&app, &sender).await, 0, "nothing has happened yet");
        plan.assign(&referral, "p1").await.done();
        assert_eq!(send(&app, &sender).await, 1);
        assert_eq!(send(&app, &sender).await, 0, "one message for each event");
        let first = sent.lock().await[0].clone();
        assert!(first.contains("To: night.desk@hospital.example"), "{first}");
        for hidden in ["Xiomara", "Quillfeather", "ousing", "Cedar", "91000001A"] {
            assert!(!first.contains(hidden), "{hidden} in {first}");
        }
        let token = link(&first);
        let (status, headers, page) = look(&app, &token).await;
        assert_eq!(status, 200, "{page}");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("default-src 'none'")
        );
        for shown in [
            "Given to a provider",
            "Cedar Kitchen",
            "+15305550100",
            "Alder Plan",
        ] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        for hidden in [
            "Xiomara",
            "Quillfeather",
            "ousing",
            "1961",
            "91000001A",
            "stay in hospital",
        ] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }

        // The next step, and the end: each with a message and a link; the first goes on to work.
        let decline = json!({
            "referralId": referral, "reason": "CANNOT_MEET_NEED", "note": "no lift",
        });
        app.provider("p1")
            .act("declineReferral", decline)
            .await
            .done();
        assert_eq!(send(&app, &sender).await, 1);
        let page = look(&app, &token).await.2;
        assert!(
            page.contains("A provider declined. The health plan looks for another"),
            "{page}"
        );
        assert!(!page.contains("lift"), "{page}");
        let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH", "note": "gone" });
        plan.act("closeReferral", close).await.done();
        assert_eq!(send(&app, &sender).await, 1);
        let last = link(&sent.lock().await[2]);
        assert_ne!(last, token);
        let page = look(&app, &last).await.2;
        assert!(page.contains("Closed: "), "{page}");
        assert!(!page.contains("gone"), "{page}");

        // Taken back by the plan; another plan has nothing to take back.
        let input = json!({ "referralId": referral });
        let other = app.plan_named("b");
        other
            .act("revokeReferralLinks", input.clone())
            .await
            .fault("NOT_FOUND");
        plan.act("revokeReferralLinks", input).await.done();
        for gone in [token.as_str(), &last, "invented"] {
            let (status, _, page) = look(&app, gone).await;
            assert_eq!(status, 404);
            assert!(page.contains("does not work any more"), "{page}");
        }
    }
);

both_engines!(
    a_link_runs_out_and_looks_are_counted,
    async |app: TestApp| {
        let plan = app.plan();
        let sent = <_>::default();
        let sender = sender(
            &app,
            &mail_server(std::sync::Arc::clone(&sent)).await,
            false,
        );
        let referral = entered(&plan, "CLINIC", "desk@clinic.example").await;
        plan.assign(&referral, "p1").await.done();
        send(&app, &sender).await;
        let token = link(&sent.lock().await[0]);
        app.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
        assert_eq!(look(&app, &token).await.0, 200);
        app.advance(TimeDelta::seconds(1));
        assert_eq!(look(&app, &token).await.0, 404);
        for _ in 0..29 {
            look(&app, "guess").await;
        }
        let (status, headers, _) = look(&app, "guess").await;
        assert_eq!(
            (status, &headers["retry-after"]),
            (429, &"60".parse().unwrap())
        );
        app.advance(TimeDelta::minutes(1));
        assert_eq!(look(&app, "guess").await.0, 404);
    }
);

both_engines!(who_is_no_outsider_gets_no_mail, async |app: TestApp| {
    let plan = app.plan();
    let sent = <_>::default();
    let sender = sender(
        &app,
        &mail_server(std::sync::Arc::clone(&sent)).await,
        false,
    );
    for (source, reach) in [
        ("PLAN", "care@alder.example"),
        ("MEMBER", "xiomara@mail.example"),
        ("HOSPITAL", "+1 530 555 0142"),
    ] {
        let referral = entered(&plan, source, reach).await;
        plan.assign(&referral, "p1").await.done();
        let close = json!({ "referralId": referral, "reason": "UNABLE_TO_REACH" });
        plan.act("closeReferral", close).await.done();
    }
    // With an account it reads its mailbox.
    let referral = app.referrer().refer("m2", SERVICE).await;
    plan.confirm(&referral, "m2").await.done();
    plan.assign(&referral, "p1").await.done();
    assert_eq!(send(&app, &sender).await, 0);
});

both_engines!(
    of_what_is_restricted_a_link_names_no_provider,
    async |app: TestApp| {
        let (plan, officer) = (app.plan(), app.colleague("a", Role::PlanPrivacy));
        let sent = <_>::default();
        let sender = sender(
            &app,
            &mail_server(std::sync::Arc::clone(&sent)).await,
            false,
        );
        let referral = entered(&plan, "COUNTY", "desk@county.example").await;
        officer.restrict(&referral).await.done();
        officer.assign(&referral, "p1").await.done();
        send(&app, &sender).await;
        let page = look(&app, &link(&sent.lock().await[0])).await.2;
        assert!(page.contains("Given to a provider"), "{page}");
        assert!(!page.contains("Cedar"), "{page}");
        let latest = "{ nudges { latest { channel state } } }";
        let admin = app.colleague("a", Role::OrganizationAdmin);
        let reply = admin.query(latest, Value::Null).await;
        assert_eq!(
            reply.field()["latest"],
            json!([{ "channel": "EMAIL", "state": "SENT" }])
        );
    }
);
