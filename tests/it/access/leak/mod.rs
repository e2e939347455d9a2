//! What the real server program writes to its log while people work with it, and make mistakes:
//! nothing of what they type, nothing of whom it is about. Nor does it stand in the audit trail, or
//! in what is said to those who erred.

mod people;

use std::fs::File;

use chrono::SecondsFormat;
use entity::audit_event;
use handoff::clock::{Clock as _, ManualClock, SystemClock};
use handoff::db::Db;
use serde_json::{Value, json};

use super::case::{NOTE, SERVICE};
use crate::support::acts::{ready, referral_of};
use crate::support::app::start_of_time;
use crate::support::engine::{Engine, TestDatabase, system_op};
use crate::support::network::{PASSWORD, PATIENTS, email, global_id, patient};
use crate::support::program::Program;
use crate::support::{Caller, Server, network};

/// Typed by somebody who is not sure.
const WRONG_PASSWORD: &str = "open sesame";
const WRONG_TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJYaW9tYXJhIn0.c2lnbmF0dXJl";
const MISTYPED_CIN: &str = "9100O00IX";
const MISTYPED_PHONE: &str = "530-555-01011";
const KEY: &str = "visit of Xiomara";

async fn nothing_leaks(engine: Engine, filter: Option<&str>) {
    let Some(database) = TestDatabase::create(engine).await else {
        return;
    };
    let db = database.open().await;
    let op = system_op(&ManualClock::new(start_of_time()), 0);
    network::load(&db, &op).await;
    db.close().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log");
    let log = File::create(&path).unwrap();

    let program = Program::start_logging(&database.url, filter, log.into()).await;
    let server = &program.server;
    let mut secrets = secrets();
    live_through(server).await;
    let heard = people::live(server).await;
    err(server).await;
    secrets.extend(heard.secrets);
    for message in &heard.messages {
        assert_names_nobody("what was said to whoever erred", message, &secrets);
    }
    for caller in [server.plan(), server.provider("p1"), server.referrer()] {
        secrets.extend(caller.token());
    }
    drop(program);
    assert_trail_names_nobody(&database.open().await, &secrets).await;

    let log = std::fs::read_to_string(&path).unwrap();
    for expected in ["listening", "request", "signed in", "sign-in refused"] {
        assert!(log.contains(expected), "the log is not what it was: {log}");
    }
    for line in log.lines() {
        assert_names_nobody("the log", line, &secrets);
    }
    database.remove().await;
}

fn assert_names_nobody(place: &str, text: &str, secrets: &[String]) {
    let folded = text.to_lowercase();
    for secret in secrets {
        let leaks = folded.contains(&secret.to_lowercase());
        assert!(!leaks, "{secret:?} stands in {place}: {text}");
    }
}

/// The audit trail holds ids and codes.
async fn assert_trail_names_nobody(db: &Db, secrets: &[String]) {
    let op = system_op(&ManualClock::new(start_of_time()), 0);
    let reader = db.read_as_system(&op, "a test looks behind the scenes");
    let rows = reader.select::<audit_event::Entity>().all().await.unwrap();
    assert!(
        rows.len() > 20,
        "the trail is not what it was: {}",
        rows.len()
    );
    for row in rows {
        let texts = [
            Some(row.operation),
            row.object_kind,
            row.detail,
            Some(row.request_id),
            row.address,
        ];
        for text in texts.into_iter().flatten() {
            assert_names_nobody("the audit trail", &text, secrets);
        }
    }
}

/// What must not be in a log.
fn secrets() -> Vec<String> {
    let mut secrets: Vec<String> = [
        PASSWORD,
        WRONG_PASSWORD,
        WRONG_TOKEN,
        MISTYPED_CIN,
        MISTYPED_PHONE,
        KEY,
        NOTE,
        "eyJ",
        "warm meals",
        "desk@clinic.example",
        "Front desk",
        "@network.example",
        // The people of the organizations.
        "Quenby",
        "Vexley",
        "Wimble",
    ]
    .map(str::to_owned)
    .into();
    for patient in PATIENTS {
        let digits = patient.phone.trim_start_matches("+1");
        secrets.extend(
            [
                patient.first_name,
                patient.last_name,
                patient.cin,
                patient.birth_on,
                digits,
                patient.whereabouts,
            ]
            .map(str::to_owned),
        );
    }
    secrets
}

/// A loop from sign-in to its end, with everybody watching.
async fn live_through(server: &Server) {
    let (referrer, plan, provider) = (server.referrer(), server.plan(), server.provider("p1"));
    sign_in(server, &email("a"), PASSWORD).await;
    let live = "subscription {
      assignments { referral { member { name { full } cin phone whereabouts } } }
    }";
    let mut stream = provider.subscribe(live, json!({})).await;
    stream.next().await;
    let watch = "subscription($id: ID!) { referral(id: $id) { person { name { full } cin } } }";

    let mut input = referral_of(patient("m1"), SERVICE);
    input["person"]["cin"] = json!(patient("m1").cin);
    input["idempotencyKey"] = json!(KEY);
    let reply = referrer.try_refer(input.clone()).await;
    let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    referrer.try_refer(input.clone()).await.done();
    input["needs"] = json!("warm meals and a bed");
    let reused = referrer.try_refer(input).await;
    reused.refused(&["IDEMPOTENCY_KEY_REUSED"]);
    let mut watching = plan.subscribe(watch, json!({ "id": referral })).await;
    watching.next().await;
    plan.assign(&referral, "p1").await.done();
    let heard = stream.next().await;
    assert_eq!(heard["referral"]["member"]["cin"], patient("m1").cin);
    watching.next().await;
    provider.accept(&referral).await.done();
    let now = SystemClock
        .now()
        .to_rfc3339_opts(SecondsFormat::Micros, true);
    let attempt = json!({
        "referralId": referral,
        "madeAt": now,
        "method": "TELEPHONE",
        "outcome": "REACHED",
        "minutes": 5,
        "note": NOTE,
    });
    provider.act("recordOutreach", attempt).await.done();
    let close = json!({ "referralId": referral, "reason": "OTHER", "note": NOTE });
    provider.act("closeReferral", close).await.done();

    let search = "query($cin: Cin, $name: String) {
      members(filter: { cin: $cin, name: $name }) { nodes { id birthOn whereabouts } }
    }";
    let by_all = json!({ "cin": patient("m2").cin, "name": patient("m2").last_name });
    plan.query(search, by_all).await.data();
    let inline = format!(
        "query Find {{ members(filter: {{ cin: \"{}\" }}) {{ nodes {{ name {{ full }} }} }} }}",
        patient("m3").cin
    );
    plan.query(&inline, json!({})).await.data();
    let get = server
        .http()
        .get(format!("http://{}/graphql", server.address()));
    let get = get
        .query(&[("query", &inline)])
        .bearer_auth(plan.token().unwrap());
    assert!(get.send().await.unwrap().status().is_success());
}

/// What goes wrong: refusals, faults, and what never was GraphQL.
async fn err(server: &Server) {
    let (referrer, plan, provider) = (server.referrer(), server.plan(), server.provider("p1"));
    sign_in(server, &email("a"), WRONG_PASSWORD).await;
    sign_in(server, "xiomara@network.example", PASSWORD).await;

    let register = "mutation($input: RegisterMemberInput!) {
      registerMember(input: $input) { member { id } userErrors { code message } }
    }";
    let mut member = json!({
        "cin": patient("m1").cin,
        "firstName": patient("m1").first_name,
        "lastName": patient("m1").last_name,
        "birthOn": patient("m1").birth_on,
        "county": network::COUNTY,
    });
    let twice = plan.query(register, json!({ "input": member })).await;
    twice.refused(&["CIN_TAKEN"]);
    member["cin"] = json!(MISTYPED_CIN);
    member["phone"] = json!(MISTYPED_PHONE);
    let wrong = plan.query(register, json!({ "input": member })).await;
    wrong.refused(&["INVALID_CIN", "INVALID_PHONE"]);
    // A scalar that refuses its value, by variable and in the document.
    let search = "query($cin: Cin) { members(filter: { cin: $cin }) { totalCount } }";
    let reply = plan.query(search, json!({ "cin": MISTYPED_CIN })).await;
    reply.fault("BAD_USER_INPUT");
    let inline = format!("{{ members(filter: {{ cin: \"{MISTYPED_CIN}\" }}) {{ totalCount }} }}");
    plan.query(&inline, json!({})).await.fault("BAD_USER_INPUT");
    member["birthOn"] = json!("Xiomara");
    let reply = plan.query(register, json!({ "input": member })).await;
    reply.fault("BAD_USER_INPUT");
    let syntax = format!("{{ members(filter: {{ name: \"{} ", patient("m2").last_name);
    plan.query(&syntax, json!({})).await.fault("BAD_USER_INPUT");

    let waiting = ready(server, "m2", SERVICE).await;
    provider.accept(&waiting).await.fault("NOT_FOUND");
    referrer.accept(&waiting).await.fault("FORBIDDEN");
    let elsewhere = json!({ "referralId": waiting, "providerId": global_id("p3") });
    plan.act("assignReferral", elsewhere)
        .await
        .refused(&["NOT_CONTRACTED"]);

    let url = format!("http://{}/graphql", server.address());
    let raw = async |token: &str, kind: &str, body: &str| {
        let request = server.http().post(&url).bearer_auth(token);
        let request = request.header("content-type", kind).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    let question = json!({ "query": "{ viewer { name } }" }).to_string();
    assert_eq!(raw(WRONG_TOKEN, "application/json", &question).await, 401);
    let token = plan.token().unwrap();
    assert_eq!(raw(&token, "text/plain", patient("m1").cin).await, 415);
    assert_eq!(
        raw(&token, "application/json", patient("m1").cin).await,
        400
    );
    let lost = server.http().get(format!(
        "http://{}/members/{}",
        server.address(),
        patient("m1").cin
    ));
    assert_eq!(lost.send().await.unwrap().status().as_u16(), 404);
    let mut stream = provider
        .subscribe(
            "subscription($at: MailboxCursor) { notices(after: $at) { cursor } }",
            json!({ "at": patient("m1").cin }),
        )
        .await;
    stream.fault("BAD_USER_INPUT").await;
    misspell(&plan).await;
}

/// A field, an argument and a value that do not exist, named after a person. The name of an
/// operation is another matter: whoever writes the client gives it, and it stands in the log.
async fn misspell(plan: &Caller) {
    for document in [
        "{ Xiomara }",
        "query Named { members(Xiomara: 1) { totalCount } }",
        "{ members(filter: { name: Quillfeather }) { totalCount } }",
    ] {
        plan.query(document, json!({}))
            .await
            .fault("BAD_USER_INPUT");
    }
}

async fn sign_in(server: &Server, email: &str, password: &str) {
    let document = "mutation($input: SignInInput!) {
      signIn(input: $input) { session { token } userErrors { code } }
    }";
    let input: Value = json!({ "input": { "email": email, "password": password } });
    server.anonymous().query(document, input).await.data();
}

macro_rules! nothing_leaks {
    ($($name:ident: $engine:expr, $filter:expr;)+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            nothing_leaks($engine, $filter).await;
        }
    )+};
}

nothing_leaks! {
    nothing_leaks_by_default_on_sqlite: Engine::Sqlite, None;
    nothing_leaks_by_default_on_postgres: Engine::Postgres, None;
    nothing_leaks_while_debugging_on_sqlite: Engine::Sqlite, Some("debug");
    nothing_leaks_while_debugging_on_postgres: Engine::Postgres, Some("debug");
    nothing_leaks_at_the_finest_level_on_sqlite: Engine::Sqlite, Some("trace");
    nothing_leaks_at_the_finest_level_on_postgres: Engine::Postgres, Some("trace");
}
