//! People who come, choose passwords and second factors, and go; and what is restricted, opened
//! and consented to. Everything that they type or are given is a secret.

use chrono::Days;
use handoff::clock::{Clock as _, SystemClock};
use handoff::identity::Role;
use serde_json::{Value, json};

use super::super::case::SERVICE;
use crate::identity::factors::code;
use crate::support::acts::referral_of;
use crate::support::network::{global_member_id, patient};
use crate::support::people::{try_refresh, try_sign_in};
use crate::support::{Caller, Reply, Server};

const NEW_EMAIL: &str = "perpetua.moonwhistle@newcomers.example";
const NEW_NAME: &str = "Perpetua Moonwhistle";
const PASSWORDS: [&str; 3] = [
    "gravel umbrella seventeen",
    "lantern turnip ninety-one",
    "marzipan hinge forty-four",
];
const WEAK_PASSWORD: &str = "moonwhistle1";
const SCOPE: &str = "rehousing after the clinic on Saltmarsh Row";
const REASON: &str = "her contractions began on the line";
const GO_BETWEEN: &str = "Aunt Philippa Gorsewood";
const CONTACT_NOTE: &str = "never while Barnaby is home";
const NEEDS: &str = "a door that Barnaby cannot open";

/// What was typed and given, and what was said to those who erred.
pub(super) struct Heard {
    pub(super) secrets: Vec<String>,
    /// Messages of errors and refusals.
    pub(super) messages: Vec<String>,
}

impl Heard {
    /// Keeps what an answer says of mistakes; gives its payload.
    fn take(&mut self, reply: &Reply) -> Value {
        let body = reply.body();
        let data = body["data"].as_object().into_iter().flatten();
        let payload = data.map(|(_, payload)| payload.clone()).next();
        let payload = payload.unwrap_or_default();
        let refusals = [&body["errors"], &payload["userErrors"]];
        for refusal in refusals.into_iter().filter_map(Value::as_array).flatten() {
            let message = refusal["message"].as_str().unwrap();
            self.messages.push(message.to_owned());
        }
        payload
    }

    /// A secret that an answer gave.
    fn given(&mut self, value: &Value) -> String {
        let secret = value.as_str().expect("a secret").to_owned();
        self.secrets.push(secret.clone());
        secret
    }

    async fn act(&mut self, caller: &Caller, mutation: &str, answer: &str, input: Value) -> Value {
        let (first, rest) = mutation.split_at(1);
        let document = format!(
            "mutation($input: {}{rest}Input!) {{
               {mutation}(input: $input) {{ {answer} userErrors {{ code message path }} }} }}",
            first.to_uppercase()
        );
        let reply = caller.query(&document, json!({ "input": input })).await;
        self.take(&reply)
    }

    async fn sign_in(&mut self, server: &Server, password: &str) -> (Caller, String) {
        let reply = try_sign_in(&server.anonymous(), NEW_EMAIL, password).await;
        let payload = self.take(&reply);
        let token = self.given(&payload["session"]["token"]);
        let refresh = self.given(&payload["session"]["refreshToken"]);
        (server.anonymous().with_token(&token), refresh)
    }
}

pub(super) async fn live(server: &Server) -> Heard {
    let typed = [NEW_EMAIL, "Moonwhistle", WEAK_PASSWORD, SCOPE, REASON];
    let typed = typed.into_iter().chain(PASSWORDS);
    let typed = typed.chain([GO_BETWEEN, "Gorsewood", CONTACT_NOTE, NEEDS, "5305550177"]);
    let mut heard = Heard {
        secrets: typed.map(str::to_owned).collect(),
        messages: Vec::new(),
    };
    come_and_go(server, &mut heard).await;
    restrict_and_open(server, &mut heard).await;
    mistype(server, &mut heard).await;
    assert!(heard.messages.len() > 12, "{:?}", heard.messages);
    heard
}

async fn come_and_go(server: &Server, heard: &mut Heard) {
    let (admin, anybody) = (
        server.colleague("a", Role::OrganizationAdmin),
        server.anonymous(),
    );
    let ticket = "account { id } ticket { token }";
    let input = json!({ "email": NEW_EMAIL, "name": NEW_NAME, "roles": ["PLAN_ANALYST"] });
    let invited = heard.act(&admin, "inviteAccount", ticket, input).await;
    let token = heard.given(&invited["ticket"]["token"]);
    let account = invited["account"]["id"].as_str().unwrap().to_owned();
    for (token, password) in [
        (token.as_str(), WEAK_PASSWORD),
        (token.as_str(), PASSWORDS[0]),
        // Used by now.
        (token.as_str(), PASSWORDS[1]),
    ] {
        let input = json!({ "token": token, "password": password });
        heard
            .act(&anybody, "acceptInvitation", "isDone", input)
            .await;
    }
    let (person, refresh) = heard.sign_in(server, PASSWORDS[0]).await;
    let input = json!({ "currentPassword": PASSWORDS[0], "password": PASSWORDS[1] });
    heard.act(&person, "changePassword", "isDone", input).await;
    let refreshed = heard.take(&try_refresh(server, &refresh).await);
    if let Some(token) = refreshed["session"]["refreshToken"].as_str() {
        heard.secrets.push(token.to_owned());
    }
    heard.take(&try_refresh(server, &refresh).await);

    let (person, _) = heard.sign_in(server, PASSWORDS[1]).await;
    let input = json!({ "password": PASSWORDS[1] });
    let answer = "enrollment { secret uri }";
    let enrolled = heard
        .act(&person, "enrollSecondFactor", answer, input)
        .await;
    let secret = heard.given(&enrolled["enrollment"]["secret"]);
    heard.given(&enrolled["enrollment"]["uri"]);
    let confirmed = json!({ "code": code(&secret, SystemClock.now()) });
    let answer = "account { hasSecondFactor }";
    let payload = heard
        .act(&person, "confirmSecondFactor", answer, confirmed)
        .await;
    assert_eq!(payload["account"]["hasSecondFactor"], true);

    let input = json!({ "accountId": account });
    let reset = heard
        .act(&admin, "issuePasswordReset", ticket, input.clone())
        .await;
    let token = heard.given(&reset["ticket"]["token"]);
    for password in [WEAK_PASSWORD, PASSWORDS[2], PASSWORDS[2]] {
        let input = json!({ "token": token, "password": password });
        heard.act(&anybody, "resetPassword", "isDone", input).await;
    }
    // Without a code, and with an old one.
    heard.take(&try_sign_in(&anybody, NEW_EMAIL, PASSWORDS[2]).await);
    heard.take(&try_sign_in(&anybody, NEW_EMAIL, PASSWORDS[0]).await);
    let answer = "account { status }";
    let twice = json!({ "email": NEW_EMAIL, "name": NEW_NAME, "roles": ["REFERRER"] });
    heard.act(&admin, "inviteAccount", ticket, twice).await;
    let gone = heard.act(&admin, "deactivateAccount", answer, input).await;
    assert_eq!(gone["account"]["status"], "DEACTIVATED");
}

async fn restrict_and_open(server: &Server, heard: &mut Heard) {
    let (plan, officer) = (server.plan(), server.colleague("a", Role::PlanPrivacy));
    let today = SystemClock.now().date_naive() - Days::new(2);
    let rules = json!({
        "memberId": global_member_id("m1"), "channel": "TEXT", "noVoicemail": true,
        "goBetweenName": GO_BETWEEN, "goBetweenPhone": "530 555 0177", "note": CONTACT_NOTE,
    });
    let wrong = json!({
        "memberId": global_member_id("m1"), "goBetweenName": GO_BETWEEN, "from": CONTACT_NOTE,
        "goBetweenPhone": CONTACT_NOTE,
    });
    heard
        .act(&plan, "setSafeContact", "member { id }", wrong)
        .await;
    heard
        .act(&plan, "setSafeContact", "member { id }", rules)
        .await;

    let mut input = referral_of(patient("m1"), SERVICE);
    input["person"]["cin"] = json!(patient("m1").cin);
    input["needs"] = json!(NEEDS);
    input["restriction"] = json!("PART_2");
    let answer = "referral { id }";
    heard
        .act(&server.referrer(), "createReferral", answer, input.clone())
        .await;
    input["consent"] = json!({ "scope": SCOPE, "givenOn": today });
    let made = heard
        .act(&server.referrer(), "createReferral", answer, input)
        .await;
    let referral = &made["referral"]["id"];
    let again = json!({ "referralId": referral, "scope": SCOPE, "givenOn": today });
    heard.act(&officer, "recordConsent", answer, again).await;
    let early = json!({ "referralId": referral, "revokedOn": "2020-01-01" });
    heard.act(&officer, "revokeConsent", answer, early).await;

    let member = json!({ "memberId": global_member_id("m1") });
    heard
        .act(&officer, "restrictMember", "member { id }", member.clone())
        .await;
    let open = "member { id name { full } safeContact { note } } openUntil";
    for wish in [
        json!({ "cin": patient("m3").cin, "reason": REASON }),
        json!({ "cin": REASON, "reason": REASON }),
        json!({ "referralId": referral, "reason": REASON.repeat(20) }),
        json!({ "cin": patient("m1").cin, "reason": REASON }),
    ] {
        heard.act(&plan, "breakGlass", open, wish).await;
    }
    let list = "{ brokenGlass { nodes { reason byPerson member { cin } } } }";
    let reply = officer.query(list, json!({})).await;
    assert_eq!(reply.field()["nodes"][0]["reason"], REASON);
    let notices = "{ notices { items { notice { kind } member { name { full } } } } }";
    officer.query(notices, json!({})).await.data();
    heard
        .act(&officer, "liftMemberRestriction", "member { id }", member)
        .await;
}

/// Secrets where they do not belong: as ids, cursors, enum values and numbers.
async fn mistype(server: &Server, heard: &mut Heard) {
    let (plan, secret) = (server.plan(), PASSWORDS[0]);
    let cin = patient("m1").cin;
    for (document, value) in [
        ("query($v: ID!) { node(id: $v) { id } }", json!(cin)),
        ("query($v: ID!) { referral(id: $v) { id } }", json!(secret)),
        (
            "query($v: Cin) { members(filter: { cin: $v }) { totalCount } }",
            json!(secret),
        ),
        (
            "query($v: String) { members(after: $v) { totalCount } }",
            json!(secret),
        ),
        (
            "query($v: MailboxCursor) { notices(after: $v) { cursor } }",
            json!(cin),
        ),
        (
            "query($v: Int) { members(first: $v) { totalCount } }",
            json!(secret),
        ),
        (
            "query($v: ServiceCode!) { service(code: $v) { name } }",
            json!(NEEDS),
        ),
        (
            "query($v: CountyFips!) { county(fips: $v) { name } }",
            json!(cin),
        ),
        (
            "mutation($v: EndSessionInput!) { endSession(input: $v) { sessions { id } } }",
            json!({ "sessionId": secret }),
        ),
        (
            "mutation($v: RefreshSessionInput!) { refreshSession(input: $v) {
               session { token } userErrors { message } } }",
            json!({ "refreshToken": secret }),
        ),
        (
            "mutation($v: SignInInput!) { signIn(input: $v) { session { token } } }",
            json!({ "email": NEW_EMAIL, "password": { "is": secret } }),
        ),
        (
            "mutation($v: SetRolesInput!) { setRoles(input: $v) { account { id } } }",
            json!({ "accountId": secret, "roles": [NEW_NAME] }),
        ),
    ] {
        let reply = plan.query(document, json!({ "v": value })).await;
        heard.take(&reply);
    }
    // Written into the document itself.
    for wrong in [
        format!("{{ members(filter: {{ name: \"{NEW_NAME} }}) {{ totalCount }} }}"),
        format!("{{ members(first: \"{secret}\") {{ totalCount }} }}"),
        format!("{{ members(filter: {{ cin: \"{secret}\" }}) {{ totalCount }} }}"),
        format!("{{ members(filter: \"{NEW_NAME}\") {{ totalCount }} }}"),
        "{ service(code: Moonwhistle) { name } }".to_owned(),
        "{ services(program: \"Moonwhistle\") { name } }".to_owned(),
    ] {
        let reply = plan.query(&wrong, json!({})).await;
        assert!(reply.body()["errors"].is_array(), "{wrong}");
        heard.take(&reply);
    }
}
