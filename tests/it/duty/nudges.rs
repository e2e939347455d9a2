//! Who does not look into its mailbox is told outside of it, by a real mail server and a real web
//! server on this machine.

use std::sync::Arc;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use handoff::identity::Role;
use handoff::nudges::{Mail, Places, Sender, WebhookSecrets, Webhooks};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use super::{duty, mailbox, steps};
use crate::support::acts::assigned;
use crate::support::network::patient;
use crate::support::{Reply, TestApp, both_engines, settings};

/// The settings of a server that sends mail, and that may call this machine.
const OPEN: &[(&str, &str)] = &[
    ("NUDGES__SMTP_URL", "smtp://127.0.0.1:1"),
    ("NUDGES__ALLOW_PRIVATE", "true"),
];
const INBOX: &str = "https://inbox.example/";

/// What a listener took, each message whole.
pub(crate) type Taken = Arc<Mutex<Vec<String>>>;

/// A mail server that takes everything; its address.
pub(crate) async fn mail_server(taken: Taken) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    #[expect(clippy::disallowed_methods, reason = "it ends with its test")]
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            take_mail(socket, &taken).await;
        }
    });
    format!("smtp://{address}")
}

async fn take_mail(socket: TcpStream, taken: &Taken) {
    let mut socket = BufReader::new(socket);
    socket.write_all(b"220 mail.example\r\n").await.unwrap();
    let mut line = String::new();
    let mut message: Option<String> = None;
    while socket.read_line(&mut line).await.unwrap() > 0 {
        let said = std::mem::take(&mut line);
        let answer = match &mut message {
            Some(text) if said == ".\r\n" => {
                taken.lock().await.push(std::mem::take(text));
                message = None;
                "250 taken\r\n"
            }
            Some(text) => {
                text.push_str(&said);
                continue;
            }
            None if said.starts_with("DATA") => {
                message = Some(String::new());
                "354 go on\r\n"
            }
            None if said.starts_with("QUIT") => "221 bye\r\n",
            None => "250 fine\r\n",
        };
        socket.write_all(answer.as_bytes()).await.unwrap();
    }
}

/// A web server that answers with these, one after the other; its address.
async fn web_server(taken: Taken, answers: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    #[expect(clippy::disallowed_methods, reason = "it ends with its test")]
    tokio::spawn(async move {
        for answer in answers {
            let (socket, _) = listener.accept().await.unwrap();
            take_call(socket, &taken, answer).await;
        }
    });
    format!("http://{address}/hooks")
}

async fn take_call(socket: TcpStream, taken: &Taken, answer: &str) {
    let mut socket = BufReader::new(socket);
    let (mut call, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.unwrap();
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        call.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await.unwrap();
    call.push_str(&String::from_utf8(body).unwrap());
    taken.lock().await.push(call);
    let head = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
}

/// The header of a call.
fn header<'a>(call: &'a str, name: &str) -> &'a str {
    let lines = call.lines().filter_map(|line| line.split_once(": "));
    let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next().unwrap().1.trim()
}

/// A sender as the server has one, by that mail server.
pub(crate) fn sender(app: &TestApp, smtp_url: &str, allow_private: bool) -> Sender {
    let keys = settings::keys();
    let secrets = WebhookSecrets::derive(keys.secret().expose_secret());
    let mail = Mail::new(smtp_url, "Handoff <desk@handoff.example>").unwrap();
    let webhooks = Webhooks::new(secrets, allow_private).unwrap();
    let places = Places {
        inbox_url: INBOX.to_owned(),
        status_url: "https://status.example/".to_owned(),
    };
    Sender::new(app.db().clone(), Some(mail), webhooks, places)
}

async fn send(app: &TestApp, sender: &Sender) -> usize {
    sender.once(&|| app.system_op()).await.unwrap()
}

async fn set(app: &TestApp, input: Value) -> Reply {
    let document = "mutation($input: SetNudgesInput!) {
      setNudges(input: $input) {
        settings { email webhookUrl } webhookSecret userErrors { code path message }
      }
    }";
    let admin = app.colleague("p1", Role::OrganizationAdmin);
    admin.query(document, json!({ "input": input })).await
}

/// The latest nudges of p1, each as channel, state, tries and fault.
async fn latest(app: &TestApp) -> Vec<String> {
    let document = "{ nudges { settings { email } latest { channel state tries fault } } }";
    let admin = app.colleague("p1", Role::OrganizationAdmin);
    let reply = admin.query(document, json!({})).await;
    let nudges = reply.field()["latest"].as_array().unwrap().clone();
    let mut lines: Vec<String> = nudges
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
            let tries = one["tries"].as_i64().unwrap();
            format!(
                "{} {} {tries} {}",
                text("channel"),
                text("state"),
                text("fault")
            )
        })
        .collect();
    lines.sort();
    lines
}

both_engines!(
    who_was_not_told_is_nudged_on_both_ways,
    OPEN,
    async |app: TestApp| {
        let (mails, calls) = (Taken::default(), Taken::default());
        let smtp = mail_server(Arc::clone(&mails)).await;
        let answers = &["503 Service Unavailable", "204 No Content"];
        let url = web_server(Arc::clone(&calls), answers).await;
        let input = json!({ "email": "intake@kitchen.example", "webhookUrl": url });
        let reply = set(&app, input).await;
        let secret = reply.done()["webhookSecret"].as_str().unwrap().to_owned();

        assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::minutes(5));
        assigned(&app, "m2", "MEALS", "p1").await;
        let sender = sender(&app, &smtp, true);
        assert_eq!(send(&app, &sender).await, 0, "the hour has not passed");
        app.advance(TimeDelta::minutes(55));
        assert_eq!(app.sweep().await, 1);
        assert_eq!(app.sweep().await, 0);
        assert_eq!(send(&app, &sender).await, 2, "one each");
        assert_eq!(send(&app, &sender).await, 0);
        assert_eq!(
            latest(&app).await,
            ["EMAIL SENT 1 -", "WEBHOOK PENDING 1 HTTP_503"]
        );
        app.advance(TimeDelta::minutes(1));
        assert_eq!(send(&app, &sender).await, 1, "the call, once more");
        assert_eq!(latest(&app).await[1], "WEBHOOK SENT 2 -");

        let mails = mails.lock().await;
        assert_eq!(mails.len(), 1);
        assert!(
            mails[0].contains("Subject: 2 new assignments wait in your inbox"),
            "{}",
            mails[0]
        );
        assert!(mails[0].contains("To: intake@kitchen.example"));
        assert!(mails[0].contains(INBOX));
        let calls = calls.lock().await;
        assert_eq!(calls.len(), 2);
        let id = header(&calls[0], "webhook-id");
        assert_eq!(id, header(&calls[1], "webhook-id"), "a repetition is known");
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        for call in calls.iter() {
            let (_, body) = call.split_once("\r\n\r\n").unwrap();
            let signed = format!("{id}.{}.{body}", header(call, "webhook-timestamp"));
            let tag = header(call, "webhook-signature")
                .strip_prefix("v1,")
                .unwrap();
            hmac::verify(&key, signed.as_bytes(), &STANDARD.decode(tag).unwrap()).unwrap();
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!(body["type"], "assignments.waiting");
            assert_eq!(body["data"], json!({ "waiting": 2, "inbox": INBOX }));
        }
        for text in mails.iter().chain(calls.iter()) {
            for name in ["m1", "m2"] {
                assert!(!text.contains(patient(name).last_name), "{text}");
                assert!(!text.contains(patient(name).cin), "{text}");
            }
        }
    }
);

both_engines!(
    who_looked_meanwhile_is_left_alone,
    OPEN,
    async |app: TestApp| {
        let taken = Taken::default();
        let smtp = mail_server(Arc::clone(&taken)).await;
        set(&app, json!({ "email": "intake@kitchen.example" }))
            .await
            .done();
        let referral = assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::hours(1));
        assert_eq!(app.sweep().await, 1);
        assert_eq!(mailbox(&app.provider("p1")).await, ["REFERRAL_ASSIGNED"]);
        crate::support::eventually(async || {
            let seen = duty(&app.plan(), &referral).await;
            seen["notice"]["deliveredAt"].is_string().then_some(())
        })
        .await;
        assert_eq!(send(&app, &sender(&app, &smtp, true)).await, 1);
        assert_eq!(latest(&app).await, ["EMAIL CANCELLED 1 -"]);
        assert!(taken.lock().await.is_empty());
        assert_eq!(
            steps(&duty(&app.plan(), &referral).await)[0],
            "NOT_TOLD FIRED"
        );
    }
);

both_engines!(
    it_is_given_up_after_the_last_try,
    OPEN,
    async |app: TestApp| {
        // Nobody listens there.
        let url = "http://127.0.0.1:1/hooks";
        set(&app, json!({ "webhookUrl": url })).await.done();
        assigned(&app, "m1", "MEALS", "p1").await;
        app.advance(TimeDelta::hours(1));
        app.sweep().await;
        // It was set while that was allowed, and is not any more: it is not called.
        let closed = sender(&app, "smtp://127.0.0.1:1", false);
        assert_eq!(send(&app, &closed).await, 1);
        assert_eq!(
            latest(&app).await,
            ["WEBHOOK PENDING 1 NOT_A_PUBLIC_ADDRESS"]
        );
        let sender = sender(&app, "smtp://127.0.0.1:1", true);
        for number in 2..=8 {
            app.advance(TimeDelta::hours(8));
            assert_eq!(send(&app, &sender).await, 1, "try {number}");
        }
        assert_eq!(latest(&app).await, ["WEBHOOK FAILED 8 NO_ANSWER"]);
        app.advance(TimeDelta::hours(8));
        assert_eq!(send(&app, &sender).await, 0);
    }
);

both_engines!(a_redirect_is_not_followed, OPEN, async |app: TestApp| {
    let (calls, home) = (Taken::default(), Taken::default());
    let answers = &["302 Found\r\nlocation: http://127.0.0.1:9/"];
    let url = web_server(Arc::clone(&calls), answers).await;
    set(&app, json!({ "webhookUrl": url })).await.done();
    assigned(&app, "m1", "MEALS", "p1").await;
    app.advance(TimeDelta::hours(1));
    app.sweep().await;
    let sender = sender(&app, "smtp://127.0.0.1:1", true);
    assert_eq!(send(&app, &sender).await, 1);
    assert_eq!(latest(&app).await, ["WEBHOOK PENDING 1 HTTP_302"]);
    assert_eq!((calls.lock().await.len(), home.lock().await.len()), (1, 0));
});

both_engines!(a_secret_is_shown_once, OPEN, async |app: TestApp| {
    let url = "https://kitchen.example/hooks";
    let secret = |reply: &Reply| reply.done()["webhookSecret"].clone();
    let first = set(&app, json!({ "webhookUrl": url, "idempotencyKey": "k" })).await;
    assert!(secret(&first).is_string());
    let retry = set(&app, json!({ "webhookUrl": url, "idempotencyKey": "k" })).await;
    assert_eq!(secret(&retry), Value::Null);
    let same = set(
        &app,
        json!({ "webhookUrl": url, "email": "a@kitchen.example" }),
    )
    .await;
    assert_eq!(
        secret(&same),
        Value::Null,
        "the address stays, and the secret"
    );
    let renewed = set(&app, json!({ "webhookUrl": url, "renewSecret": true })).await;
    assert!(secret(&renewed).is_string());
    assert_ne!(secret(&renewed), secret(&first));
    let off = set(&app, json!({})).await;
    assert_eq!(
        off.done()["settings"],
        json!({ "email": null, "webhookUrl": null })
    );
});

both_engines!(what_must_not_be_called_is_refused, async |app: TestApp| {
    for url in [
        "http://kitchen.example/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "kitchen",
    ] {
        let reply = set(&app, json!({ "webhookUrl": url })).await;
        reply.refused(&["INVALID_WEBHOOK_URL"]);
    }
    let reply = set(&app, json!({ "email": "intake@kitchen.example" })).await;
    reply.refused(&["EMAIL_NOT_AVAILABLE"]);
    let document = "{ nudges { latest { state } } }";
    let reply = app.provider("p1").query(document, json!({})).await;
    reply.fault("FORBIDDEN");
});
