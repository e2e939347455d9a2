//! Attacks on access tokens, each refused.

use super::*;
use crate::clock::ManualClock;
use crate::entropy::SeededEntropy;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const ISSUER: &str = "https://handoff.example";
const AUDIENCE: &str = "handoff";

struct Desk {
    keys: Keys,
    tokens: Tokens,
    clock: ManualClock,
    header: Value,
    claims: Value,
}

impl Desk {
    fn new() -> Self {
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(7)).unwrap();
        let keys = Keys::read(&signing_key, &secret).unwrap();
        let tokens = Tokens::new(&keys, ISSUER, AUDIENCE, Duration::minutes(15));
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let token = issue(&tokens, now).token;
        let part = |index: usize| {
            let text = token.expose_secret().split('.').nth(index).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        Self {
            header: part(0),
            claims: part(1),
            keys,
            tokens,
            clock: ManualClock::new(now),
        }
    }

    /// Signed with the right key, whatever it says.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let pair =
            aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(self.keys.signing.expose_secret())
                .unwrap();
        let message = message(header, claims);
        let signature = pair.sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn accepts(&self, token: &str) -> bool {
        self.tokens.verify(token, &self.clock).is_ok()
    }

    fn accepts_claims(&self, changes: Value) -> bool {
        self.accepts(&self.sign(&self.header, &merged(&self.claims, changes)))
    }

    fn accepts_header(&self, changes: Value) -> bool {
        self.accepts(&self.sign(&merged(&self.header, changes), &self.claims))
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

/// The object with these members replaced; `null` takes one away.
fn merged(object: &Value, changes: Value) -> Value {
    let mut object = object.as_object().unwrap().clone();
    let Value::Object(changes) = changes else {
        panic!("changes are an object")
    };
    for (key, value) in changes {
        if value.is_null() {
            object.remove(&key);
        } else {
            object.insert(key, value);
        }
    }
    object.into()
}

fn person() -> Person {
    Person::new(
        AccountId(Uuid::from_u128(1)),
        OrganizationId(Uuid::from_u128(2)),
        OrganizationKind::Provider,
        vec![Role::ProviderStaff],
    )
}

const GRANT: Grant = Grant {
    session: SessionId(Uuid::from_u128(3)),
    version: 4,
};

fn issue(tokens: &Tokens, now: DateTime<Utc>) -> IssuedToken {
    let within = now..now + Duration::days(1);
    tokens.issue(&person(), GRANT, within, Uuid::nil()).unwrap()
}

#[test]
fn a_token_never_outlives_its_session() {
    let desk = Desk::new();
    let now = desk.clock.now();
    let within = now..now + Duration::minutes(3);
    let issued = desk.tokens.issue(&person(), GRANT, within, Uuid::nil());
    assert_eq!(issued.unwrap().expires_at, now + Duration::minutes(3));
}

#[test]
fn a_token_says_who_it_is_from() {
    let desk = Desk::new();
    let issued = issue(&desk.tokens, desk.clock.now());
    let bearer = desk
        .tokens
        .verify(issued.token.expose_secret(), &desk.clock)
        .unwrap();
    assert_eq!(bearer.person, person());
    assert_eq!(bearer.grant, GRANT);
    assert_eq!(bearer.expires_at, issued.expires_at);
    assert_eq!(issued.expires_at - desk.clock.now(), Duration::minutes(15));
    // The forging tools of these tests make good tokens when they change nothing.
    assert!(desk.accepts_claims(json!({})));
    assert!(desk.accepts_header(json!({})));
}

#[test]
fn a_token_ends_at_its_instant() {
    let desk = Desk::new();
    let token = desk.sign(&desk.header, &desk.claims);
    desk.clock
        .advance(Duration::minutes(15) - Duration::microseconds(1));
    assert!(desk.accepts(&token));
    desk.clock.advance(Duration::microseconds(1));
    assert!(!desk.accepts(&token));
    desk.clock.advance(Duration::seconds(1));
    assert!(!desk.accepts(&token));
}

#[test]
fn a_replaced_key_is_believed_until_its_last_token_has_ended() {
    let old = Desk::new();
    let token = old.sign(&old.header, &old.claims);
    let mut retired = VerifyingKey::new(&old.keys.verifying);
    retired.retired_at = Some(old.clock.now());
    let (signing_key, secret) = Keys::generate(&SeededEntropy::new(8)).unwrap();
    let new = |others: Vec<VerifyingKey>| {
        let blocks: String = others.iter().map(VerifyingKey::to_block).collect();
        let keys = Keys::read(&signing_key, &secret).unwrap();
        let keys = keys.believing(&blocks.into()).unwrap();
        Tokens::new(&keys, ISSUER, AUDIENCE, Duration::minutes(15))
    };
    assert!(new(vec![]).verify(&token, &old.clock).is_err());
    let tokens = new(vec![retired]);
    assert!(tokens.verify(&token, &old.clock).is_ok());

    // Who stole the old key writes what they like; after the last honest token it is worth nothing.
    let later = json!({ "exp": old.clock.now().timestamp() + 86_400 });
    let stolen = old.sign(&old.header, &merged(&old.claims, later));
    assert!(tokens.verify(&stolen, &old.clock).is_ok());
    old.clock.advance(Duration::minutes(15));
    assert!(tokens.verify(&stolen, &old.clock).is_err());
}

#[test]
fn a_token_from_the_future_is_refused() {
    let desk = Desk::new();
    let now = desk.clock.now().timestamp();
    assert!(desk.accepts_claims(json!({ "nbf": now })));
    assert!(!desk.accepts_claims(json!({ "nbf": now + 1 })));
}

#[test]
fn unsigned_tokens_are_refused() {
    let desk = Desk::new();
    for alg in ["none", "None", "NONE", ""] {
        let header = merged(&desk.header, json!({ "alg": alg }));
        assert!(
            !desk.accepts(&format!("{}.", message(&header, &desk.claims))),
            "{alg}"
        );
    }
    assert!(!desk.accepts(&format!("{}.", message(&desk.header, &desk.claims))));
    assert!(!desk.accepts(&message(&desk.header, &desk.claims)));
    assert!(!desk.accepts(""));
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let desk = Desk::new();
    let header = merged(&desk.header, json!({ "alg": "HS256" }));
    let message = message(&header, &desk.claims);
    for secret in [
        desk.keys.verifying.clone(),
        desk.tokens.0.key_id.clone().into_bytes(),
    ] {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
        let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
        assert!(!desk.accepts(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))));
    }
}

#[test]
fn another_key_is_refused_even_under_our_name() {
    let desk = Desk::new();
    let (signing_key, secret) = Keys::generate(&SeededEntropy::new(8)).unwrap();
    let other = Desk {
        keys: Keys::read(&signing_key, &secret).unwrap(),
        ..Desk::new()
    };
    assert!(!desk.accepts(&other.sign(&desk.header, &desk.claims)));
}

#[test]
fn a_changed_claim_breaks_the_signature() {
    let desk = Desk::new();
    let good = desk.sign(&desk.header, &desk.claims);
    let signature = good.rsplit('.').next().unwrap();
    let claims = merged(&desk.claims, json!({ "roles": ["PLAN_COORDINATOR"] }));
    assert!(!desk.accepts(&format!("{}.{signature}", message(&desk.header, &claims))));
}

#[test]
fn headers_of_other_kinds_of_text_are_refused() {
    let desk = Desk::new();
    for changes in [
        json!({ "typ": "JWT" }),
        json!({ "typ": null }),
        json!({ "kid": "another" }),
        json!({ "kid": null }),
        json!({ "alg": "ES256" }),
        json!({ "crit": ["exp"] }),
    ] {
        assert!(!desk.accepts_header(changes.clone()), "{changes}");
    }
}

#[test]
fn claims_that_are_not_exactly_ours_are_refused() {
    let desk = Desk::new();
    for changes in [
        json!({ "iss": "https://other.example" }),
        json!({ "iss": null }),
        json!({ "aud": "other" }),
        json!({ "aud": ["handoff", "other"] }),
        json!({ "aud": null }),
        json!({ "sub": null }),
        json!({ "sub": "admin" }),
        json!({ "exp": null }),
        json!({ "exp": "1900000000" }),
        json!({ "exp": 1.9e9 }),
        json!({ "exp": -1 }),
        json!({ "exp": i64::MAX }),
        json!({ "nbf": null }),
        json!({ "nbf": "0" }),
        json!({ "sid": null }),
        json!({ "sid": "mine" }),
        json!({ "ver": null }),
        json!({ "ver": "1" }),
        json!({ "ver": 1.5 }),
        json!({ "exp": 1.9e9 + 0.5 }),
        json!({ "org": null }),
        json!({ "kind": "GUILD" }),
        json!({ "roles": "PLAN_COORDINATOR" }),
    ] {
        assert!(!desk.accepts_claims(changes.clone()), "{changes}");
    }
}

#[test]
fn an_unknown_role_gives_no_access() {
    let desk = Desk::new();
    let claims = merged(&desk.claims, json!({ "roles": ["ROOT"] }));
    let token = desk.sign(&desk.header, &claims);
    let bearer = desk.tokens.verify(&token, &desk.clock).unwrap();
    assert_eq!(bearer.person.roles, []);
}

#[test]
fn an_endless_token_is_not_even_read() {
    let desk = Desk::new();
    let claims = merged(&desk.claims, json!({ "padding": "x".repeat(MAX_BYTES) }));
    assert!(!desk.accepts(&desk.sign(&desk.header, &claims)));
}
