//! Forged and twisted access tokens: each is 401, and the answer to all is the same.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use handoff::identity::Keys;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::support::{TestApp, both_engines, settings};

/// A good token of this server, taken apart, and the keys to put others together.
struct Forge {
    ours: Ed25519KeyPair,
    theirs: Ed25519KeyPair,
    header: Value,
    claims: Value,
}

impl Forge {
    fn new(token: &str) -> Self {
        let part = |index: usize| {
            let text = token.split('.').nth(index).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
        };
        let entropy = handoff::entropy::SeededEntropy::new(666);
        let (theirs, _) = Keys::generate(&entropy).unwrap();
        Self {
            ours: pair(settings::signing_key_pem()),
            theirs: pair(theirs.expose_secret()),
            header: part(0),
            claims: part(1),
        }
    }

    fn signed(&self, key: &Ed25519KeyPair, header: Value, claims: Value) -> String {
        let text = text(&merged(&self.header, header), &merged(&self.claims, claims));
        let signature = key.sign(text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// With our own key: what is wrong is what it says.
    fn claiming(&self, claims: Value) -> String {
        self.signed(&self.ours, json!({}), claims)
    }

    fn headed(&self, header: Value) -> String {
        self.signed(&self.ours, header, json!({}))
    }

    fn all(&self, now: i64) -> Vec<(&'static str, String)> {
        let public = |key: &Ed25519KeyPair| key.public_key().as_ref().to_vec();
        let jwk = json!({
            "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(public(&self.theirs)),
        });
        let unsigned = |alg: &str| {
            format!(
                "{}.",
                text(&merged(&self.header, json!({ "alg": alg })), &self.claims)
            )
        };
        let shared_secret = |secret: &[u8]| {
            let text = text(
                &merged(&self.header, json!({ "alg": "HS256" })),
                &self.claims,
            );
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
            format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
        };
        let theirs = |header: Value| self.signed(&self.theirs, header, json!({}));
        vec![
            ("alg none", unsigned("none")),
            ("alg None", unsigned("None")),
            ("no signature", unsigned("EdDSA")),
            ("two parts", text(&self.header, &self.claims)),
            (
                "our public key as a secret",
                shared_secret(&public(&self.ours)),
            ),
            (
                "the key's name as a secret",
                shared_secret(self.header["kid"].as_str().unwrap().as_bytes()),
            ),
            ("another key", theirs(json!({}))),
            ("an embedded key", theirs(json!({ "jwk": jwk }))),
            (
                "a key elsewhere",
                theirs(json!({ "jku": "https://keys.example/jwks.json" })),
            ),
            (
                "a certificate elsewhere",
                theirs(json!({ "x5u": "https://keys.example/cert.pem" })),
            ),
            (
                "a path as the key's name",
                self.headed(json!({ "kid": "../../../../dev/null" })),
            ),
            (
                "SQL as the key's name",
                self.headed(json!({ "kid": "' OR 1=1 --" })),
            ),
            ("an unknown key", self.headed(json!({ "kid": "another" }))),
            ("no key's name", self.headed(json!({ "kid": null }))),
            ("another type", self.headed(json!({ "typ": "JWT" }))),
            ("no type", self.headed(json!({ "typ": null }))),
            (
                "something critical",
                self.headed(json!({ "crit": ["exp"] })),
            ),
            (
                "an end that is text",
                self.claiming(json!({ "exp": (now + 600).to_string() })),
            ),
            (
                "an end with a fraction",
                self.claiming(json!({ "exp": 1_900_000_000.5 })),
            ),
            ("no end", self.claiming(json!({ "exp": null }))),
            (
                "ended a second ago",
                self.claiming(json!({ "exp": now - 1 })),
            ),
            ("ends now", self.claiming(json!({ "exp": now }))),
            (
                "begins in a second",
                self.claiming(json!({ "nbf": now + 1 })),
            ),
            ("no beginning", self.claiming(json!({ "nbf": null }))),
            ("for others", self.claiming(json!({ "aud": "others" }))),
            (
                "for us and others",
                self.claiming(json!({ "aud": ["handoff", "others"] })),
            ),
            ("for nobody", self.claiming(json!({ "aud": null }))),
            ("by others", self.claiming(json!({ "iss": "others" }))),
            ("by nobody", self.claiming(json!({ "iss": null }))),
            ("of nobody", self.claiming(json!({ "sub": null }))),
            ("of no session", self.claiming(json!({ "sid": null }))),
            ("of no version", self.claiming(json!({ "ver": null }))),
        ]
    }
}

fn pair(pem: &str) -> Ed25519KeyPair {
    let pem = pem::parse(pem).unwrap();
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(pem.contents()).unwrap()
}

fn text(header: &Value, claims: &Value) -> String {
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

both_engines!(every_forged_token_gets_one_answer, async |app: TestApp| {
    let forge = Forge::new(&app.plan().token().unwrap());
    let query = async |token: &str| {
        let caller = app.anonymous().with_token(token);
        caller.query("{ viewer { name } }", json!({})).await
    };
    // The tools make good tokens where they change nothing.
    assert!(query(&forge.claiming(json!({}))).await.field()["name"].is_string());

    let now = app.now().timestamp();
    let mut messages = BTreeSet::new();
    for (attack, token) in forge.all(now) {
        let reply = query(&token).await;
        assert_eq!(reply.status, 401, "{attack}");
        messages.insert(reply.fault("UNAUTHENTICATED").to_owned());
    }
    assert_eq!(messages.len(), 1, "{messages:?}");

    // A token that has been believed before is not believed longer than it says.
    let good = forge.claiming(json!({}));
    assert_eq!(query(&good).await.status, 200);
    app.advance(TimeDelta::minutes(10));
    assert_eq!(query(&good).await.status, 401);
});
