//! People whom their plan's own identity provider lets in.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::types::OrganizationKind;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::accounts::{act, administrator};
use crate::support::network::email;
use crate::support::{Caller, TestApp, both_engines};

const ISSUER: &str = "https://login.alder.example";
const AUDIENCE: &str = "https://handoff.example";

/// One of a provider's keys.
struct Key {
    algorithm: Algorithm,
    signing: EncodingKey,
    public: Value,
}

impl Key {
    fn ed25519(name: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        Self {
            algorithm: Algorithm::EdDSA,
            signing: EncodingKey::from_ed_der(pair.to_pkcs8v1().unwrap().as_ref()),
            public: json!({ "kid": name, "kty": "OKP", "crv": "Ed25519", "use": "sig", "x": x }),
        }
    }

    fn p256(name: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let coordinate = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        Self {
            algorithm: Algorithm::ES256,
            signing: EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref()),
            public: json!({
                "kid": name, "kty": "EC", "crv": "P-256", "alg": "ES256",
                "x": coordinate(&point[1..33]), "y": coordinate(&point[33..]),
            }),
        }
    }

    fn rsa(name: &str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let key = pair.public_key();
        let number = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        Self {
            algorithm: Algorithm::RS256,
            signing: EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(),
            public: json!({
                "kid": name, "kty": "RSA", "use": "sig",
                "n": number(key.modulus().big_endian_without_leading_zero()),
                "e": number(key.exponent().big_endian_without_leading_zero()),
            }),
        }
    }

    fn header(&self) -> Header {
        Header {
            typ: Some("at+jwt".to_owned()),
            kid: self.public["kid"].as_str().map(str::to_owned),
            ..Header::new(self.algorithm)
        }
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.signing).unwrap()
    }
}

/// A provider's key set behind an address, which counts who asks.
#[derive(Clone, Default)]
struct Publisher {
    keys: Arc<Mutex<Vec<Value>>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    async fn start(&self) -> SocketAddr {
        let this = self.clone();
        let answer = move || {
            this.asked.fetch_add(1, Ordering::SeqCst);
            let keys = this.keys.lock().unwrap().clone();
            async move { axum::Json(json!({ "keys": keys })) }
        };
        let router = axum::Router::new().route("/keys", axum::routing::get(answer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serve = async move { axum::serve(listener, router).await.unwrap() };
        #[expect(clippy::disallowed_methods, reason = "it ends with its test")]
        tokio::spawn(serve);
        address
    }

    fn publish(&self, key: &Key) {
        self.keys.lock().unwrap().push(key.public.clone());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The server with a provider for plan a.
struct House {
    app: TestApp,
    publisher: Publisher,
    _file: tempfile::NamedTempFile,
}

impl House {
    async fn new(app: &TestApp, more: &str) -> Self {
        let publisher = Publisher::default();
        let address = publisher.start().await;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(
            file,
            "[[identity.external]]\n\
             organization = \"Alder Plan\"\n\
             issuer = \"{ISSUER}\"\n\
             audience = \"{AUDIENCE}\"\n\
             jwks_url = \"http://{address}/keys\"\n{more}"
        )
        .unwrap();
        Self {
            app: app.restarted_with(file.path()).await,
            publisher,
            _file: file,
        }
    }

    /// What the provider says of a person now.
    fn claims(&self, email: &str) -> Value {
        let now = self.app.now().timestamp();
        json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "email": email,
            "iat": now, "nbf": now, "exp": now + 300,
        })
    }

    fn caller(&self, token: &str) -> Caller {
        self.app.anonymous().with_token(token)
    }

    async fn viewer(&self, token: &str) -> Option<Value> {
        let document = "{ viewer { name roles organization { name } sessions { id } } }";
        let reply = self.caller(token).query(document, json!({})).await;
        if reply.status == 401 {
            assert_eq!(
                reply.fault("UNAUTHENTICATED"),
                "the access token is not valid: sign in or refresh the session"
            );
            return None;
        }
        Some(reply.field().clone())
    }
}

fn changed(claims: &Value, changes: &Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

both_engines!(
    people_come_in_by_their_plans_own_provider,
    async |app: TestApp| {
        let house = House::new(&app, "").await;
        for key in [Key::ed25519("one"), Key::p256("two"), Key::rsa("three")] {
            house.publisher.publish(&key);
            house.app.advance(TimeDelta::minutes(1));
            let token = key.sign(&key.header(), &house.claims(&email("a").to_uppercase()));
            let viewer = house.viewer(&token).await.unwrap();
            assert_eq!(viewer["organization"]["name"], "Alder Plan");
            assert_eq!(viewer["roles"], json!(["PLAN_COORDINATOR"]));
            // There is no session here that could be ended or refreshed.
            assert_eq!(viewer["sessions"], json!([]));
            let members = house
                .caller(&token)
                .query("{ members { totalCount } }", json!({}))
                .await;
            members.data();
        }
        house.app.stop().await;
    }
);

both_engines!(
    a_provider_speaks_for_the_people_of_its_plan_only,
    async |app: TestApp| {
        let house = House::new(&app, "").await;
        let key = Key::ed25519("one");
        house.publisher.publish(&key);
        for stranger in [&email("b"), &email("p1"), "nobody@network.example"] {
            let token = key.sign(&key.header(), &house.claims(stranger));
            assert_eq!(house.viewer(&token).await, None, "{stranger}");
        }
        house.app.stop().await;
    }
);

both_engines!(
    what_is_not_exactly_a_good_token_gets_one_answer,
    async |app: TestApp| {
        let house = House::new(&app, "").await;
        let (key, other) = (Key::ed25519("one"), Key::ed25519("one"));
        let ec = Key::p256("two");
        house.publisher.publish(&key);
        house.publisher.publish(&ec);
        let (header, good) = (key.header(), house.claims(&email("a")));
        assert!(house.viewer(&key.sign(&header, &good)).await.is_some());
        let now = house.app.now().timestamp();
        for wrong in [
            json!({ "iss": "https://login.birch.example" }),
            json!({ "iss": null }),
            json!({ "aud": "somebody else" }),
            json!({ "aud": null }),
            json!({ "exp": now }),
            json!({ "exp": null }),
            json!({ "exp": (now + 300).to_string() }),
            json!({ "exp": 2e9 + 0.5 }),
            json!({ "nbf": now + 31 }),
            json!({ "email": null }),
            json!({ "email": ["a"] }),
            json!({ "email_verified": false }),
        ] {
            let token = key.sign(&header, &changed(&good, &wrong));
            assert_eq!(house.viewer(&token).await, None, "{wrong}");
        }
        let with = |change: fn(&mut Header)| {
            let mut header = header.clone();
            change(&mut header);
            key.sign(&header, &good)
        };
        let secret = EncodingKey::from_secret(key.public["x"].as_str().unwrap().as_bytes());
        let confused = Header {
            alg: Algorithm::HS256,
            ..header.clone()
        };
        let parts: Vec<String> = key
            .sign(&header, &good)
            .split('.')
            .map(str::to_owned)
            .collect();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt","kid":"one"}"#);
        for (what, token) in [
            (
                "another key under the same name",
                other.sign(&header, &good),
            ),
            (
                "a name of no key",
                with(|header| header.kid = Some("nine".to_owned())),
            ),
            ("no name of a key", with(|header| header.kid = None)),
            (
                "the name of a key for another algorithm",
                with(|header| header.kid = Some("two".to_owned())),
            ),
            (
                "another type",
                with(|header| header.typ = Some("JWT".to_owned())),
            ),
            ("no type", with(|header| header.typ = None)),
            (
                "the public key as a secret",
                jsonwebtoken::encode(&confused, &good, &secret).unwrap(),
            ),
            ("no algorithm", format!("{none}.{}.", parts[1])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("a key of its own", {
                let mut header = other.header();
                header.kid = Some("mine".to_owned());
                header.jku = Some("http://127.0.0.1:9/keys".to_owned());
                other.sign(&header, &good)
            }),
        ] {
            assert_eq!(house.viewer(&token).await, None, "{what}");
        }
        house.app.stop().await;
    }
);

both_engines!(
    keys_are_fetched_once_a_minute_at_most,
    async |app: TestApp| {
        let house = House::new(&app, "").await;
        let (first, second) = (Key::ed25519("one"), Key::ed25519("two"));
        house.publisher.publish(&first);
        let token = |key: &Key| key.sign(&key.header(), &house.claims(&email("a")));
        for _ in 0..3 {
            assert!(house.viewer(&token(&first)).await.is_some());
            assert!(house.viewer(&token(&second)).await.is_none());
        }
        assert_eq!(house.publisher.asked(), 1);
        house.publisher.publish(&second);
        assert!(house.viewer(&token(&second)).await.is_none());
        house.app.advance(TimeDelta::minutes(1));
        assert!(house.viewer(&token(&second)).await.is_some());
        assert_eq!(house.publisher.asked(), 2);
        // A key that was taken back is good for ten minutes more.
        house.publisher.keys.lock().unwrap().remove(0);
        house.app.advance(TimeDelta::minutes(9));
        assert!(house.viewer(&token(&first)).await.is_some());
        house.app.advance(TimeDelta::minutes(1));
        assert!(house.viewer(&token(&first)).await.is_none());
        house.app.stop().await;
    }
);

both_engines!(
    roles_come_from_the_token_where_they_are_mapped,
    async |app: TestApp| {
        let more = "roles_claim = \"/realm/roles\"\ntoken_type = \"JWT\"\n\
                    [identity.external.roles]\nreaders = \"PLAN_ANALYST\"\n\
                    care = \"PLAN_COORDINATOR\"\n";
        let house = House::new(&app, more).await;
        let key = Key::p256("one");
        house.publisher.publish(&key);
        let header = Header {
            typ: Some("JWT".to_owned()),
            ..key.header()
        };
        for (words, roles) in [
            (
                json!(["readers", "PROVIDER_STAFF", "others"]),
                json!(["PLAN_ANALYST"]),
            ),
            (
                json!("care readers"),
                json!(["PLAN_COORDINATOR", "PLAN_ANALYST"]),
            ),
            (json!([]), json!([])),
        ] {
            let claims = changed(
                &house.claims(&email("a")),
                &json!({ "realm": { "roles": words } }),
            );
            let token = key.sign(&header, &claims);
            assert_eq!(house.viewer(&token).await.unwrap()["roles"], roles);
            let seen = house
                .caller(&token)
                .query("{ members { totalCount } }", json!({}))
                .await;
            let may = roles
                .as_array()
                .unwrap()
                .contains(&json!("PLAN_COORDINATOR"));
            assert_eq!(seen.fault_code().is_none(), may, "{words}");
        }
        house.app.stop().await;
    }
);

both_engines!(
    a_deactivated_person_is_kept_out_whoever_lets_them_in,
    async |app: TestApp| {
        let house = House::new(&app, "").await;
        let key = Key::ed25519("one");
        house.publisher.publish(&key);
        let token = key.sign(&key.header(), &house.claims(&email("a")));
        assert!(house.viewer(&token).await.is_some());
        let kind = OrganizationKind::Plan;
        let admin = administrator(&house.app, kind, "Alder Plan", "Ottoline").await;
        let people = admin
            .query("{ accounts { nodes { id email } } }", json!({}))
            .await;
        let nodes = people.field()["nodes"].as_array().unwrap().clone();
        let account = nodes.iter().find(|one| one["email"] == email("a")).unwrap();
        let input = json!({ "accountId": account["id"] });
        let set = async |mutation: &str| {
            act(&admin, mutation, "account { status }", input.clone())
                .await
                .done();
        };
        set("deactivateAccount").await;
        assert_eq!(house.viewer(&token).await, None);
        house.app.advance(TimeDelta::seconds(5));
        assert_eq!(house.viewer(&token).await, None);
        set("reactivateAccount").await;
        house.app.advance(TimeDelta::seconds(5));
        assert!(house.viewer(&token).await.is_some());
        house.app.stop().await;
    }
);
