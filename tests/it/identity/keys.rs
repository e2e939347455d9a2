//! The public keys of access tokens.

use serde_json::Value;

use crate::support::{TestApp, both_engines};

both_engines!(anybody_may_have_the_public_keys, async |app: TestApp| {
    let url = format!("http://{}/.well-known/jwks.json", app.address());
    let answer = app.http().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/jwk-set+json");
    assert_eq!(header("cache-control"), "public, max-age=300");
    let set: Value = answer.json().await.unwrap();
    let key = &set["keys"][0];
    assert_eq!((&key["kty"], &key["alg"]), (&"OKP".into(), &"EdDSA".into()));
    assert_eq!(key.get("d"), None);

    // A token names one of them.
    let token = app.plan().token().unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    assert_eq!(header.kid.as_deref(), key["kid"].as_str());
});
