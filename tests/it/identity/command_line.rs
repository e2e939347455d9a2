//! What the command line does to people stands in the trail of their organization.

use std::process::{Command, Output};

use entity::types::{AuditOutcome, OrganizationKind};
use entity::{account, account_ticket, audit_event};
use serde_json::json;

use super::accounts::administrator;
use crate::support::network::{PASSWORD, email, organization_id};
use crate::support::people::{sign_in, try_sign_in};
use crate::support::{TestApp, both_engines, settings};

/// Runs `handoff user`, and gives what it said: to the caller of the program, and of itself.
async fn user(app: &TestApp, arguments: &[&str]) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handoff"));
    command
        .arg("user")
        .args(arguments)
        .envs(settings::environment(app.url(), "127.0.0.1:0"));
    let Output {
        status,
        stdout,
        stderr,
    } = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    (status.success(), text(stdout), text(stderr))
}

/// The entries of the server itself in the trail of plan a: operation, outcome, code.
async fn entries(app: &TestApp) -> Vec<(String, AuditOutcome, String)> {
    let mut rows = app.rows::<audit_event::Entity>().await;
    rows.retain(|row| row.account_id.is_none() && row.organization_id == organization_id("a"));
    rows.sort_by_key(|row| (row.occurred_at, row.id));
    rows.into_iter()
        .map(|row| {
            assert_eq!(row.object_kind.as_deref(), Some("ACCOUNT"));
            (row.operation, row.outcome, row.detail.unwrap_or_default())
        })
        .collect()
}

both_engines!(
    what_the_command_line_does_is_in_the_trail,
    async |app: TestApp| {
        let of_a = email("a");
        let named = ["--email", of_a.as_str()];
        let (done, _, said) = user(&app, &[&["suspend"], &named[..]].concat()).await;
        assert!(done, "{said}");
        try_sign_in(&app.anonymous(), &of_a, PASSWORD)
            .await
            .refused(&["WRONG_CREDENTIALS"]);
        for arguments in [
            &["reinstate"][..],
            &["reset"],
            &["roles", "--role", "plan-privacy"],
        ] {
            let (done, _, said) = user(&app, &[arguments, &named[..]].concat()).await;
            assert!(done, "{said}");
        }
        sign_in(&app, "a").await;
        let done = |operation: &str| (operation.to_owned(), AuditOutcome::Done, String::new());
        assert_eq!(
            entries(&app).await,
            [
                done("deactivateAccount"),
                done("reactivateAccount"),
                done("issuePasswordReset"),
                done("setRoles"),
            ]
        );
        // The administrators read it.
        let kind = OrganizationKind::Plan;
        let admin = administrator(&app, kind, "Alder Plan", "Ottoline").await;
        let trail = "{ auditEvents(filter: { operation: \"deactivateAccount\" }) {
          nodes { accountId person outcome organization { name } } } }";
        let read = admin.query(trail, json!({})).await;
        assert_eq!(
            read.field()["nodes"],
            json!([{
                "accountId": null, "person": null, "outcome": "DONE",
                "organization": { "name": "Alder Plan" },
            }])
        );
        let officers =
            "{ notices(kinds: [PRIVACY_OFFICER_CHANGED]) { items { notice { kind } } } }";
        let told = app.plan().query(officers, json!({})).await;
        let told = told.field()["items"].as_array().unwrap().clone();
        let told = told.iter().filter(|item| !item["notice"].is_null());
        assert_eq!(told.count(), 1);
    }
);

both_engines!(
    who_never_accepted_an_invitation_is_not_reinstated,
    async |app: TestApp| {
        let named = ["--email", "nela@alder.example"];
        let invite = [
            "invite",
            "--organization",
            "Alder Plan",
            "--kind",
            "plan",
            "--role",
            "plan-analyst",
            "--name",
            "Nela Thorne",
        ];
        let (done, token, said) = user(&app, &[&invite[..], &named].concat()).await;
        assert!(done, "{said}");
        let (done, _, said) = user(&app, &[&["reinstate"], &named[..]].concat()).await;
        assert!(!done);
        assert!(said.contains("handoff user invite"), "{said}");
        // They are as they were, and their invitation is as good.
        assert_eq!(token.len(), 43);
        let accounts = app.rows::<account::Entity>().await;
        let nela = accounts
            .iter()
            .find(|row| row.email == "nela@alder.example");
        let nela = nela.unwrap();
        assert!(!nela.is_active);
        let tickets = app.rows::<account_ticket::Entity>().await;
        let open = tickets.iter().filter(|row| row.account_id == nela.id);
        assert_eq!(open.filter(|row| row.voided_at.is_none()).count(), 1);
        let found = entries(&app).await;
        assert_eq!(
            found,
            [
                (
                    "inviteAccount".to_owned(),
                    AuditOutcome::Done,
                    String::new()
                ),
                (
                    "reactivateAccount".to_owned(),
                    AuditOutcome::Refused,
                    "NEVER_JOINED".to_owned()
                ),
            ]
        );
    }
);
