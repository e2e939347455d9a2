//! Second factors: how people come to one, sign in with it, and what an organization may ask.

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use entity::second_factor;
use entity::types::OrganizationKind;
use serde_json::{Value, json};

use super::accounts::{CHOSEN, act, administrator};
use crate::support::network::{PASSWORD, email};
use crate::support::people::{sign_in, try_refresh};
use crate::support::{Caller, Reply, Server, TestApp, both_engines};

/// The code of a secret as an authenticator app computes it.
pub(crate) fn code(secret: &str, now: DateTime<Utc>) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<u8> = secret
        .chars()
        .flat_map(|letter| {
            let value = LETTERS.find(letter).unwrap();
            (0..5).rev().map(move |bit| u8::from(value >> bit & 1 == 1))
        })
        .collect();
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit))
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = hmac::sign(&key, &(now.timestamp() / 30).to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let four = <[u8; 4]>::try_from(&tag.as_ref()[at..at + 4]).unwrap();
    format!(
        "{:06}",
        (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
    )
}

async fn enroll(caller: &Caller, password: &str) -> Reply {
    let input = json!({ "password": password });
    act(
        caller,
        "enrollSecondFactor",
        "enrollment { secret uri }",
        input,
    )
    .await
}

async fn confirm(caller: &Caller, code: &str) -> Reply {
    let input = json!({ "code": code });
    act(
        caller,
        "confirmSecondFactor",
        "account { hasSecondFactor }",
        input,
    )
    .await
}

/// Enrolls and confirms; gives the secret.
async fn with_factor(app: &TestApp, caller: &Caller, password: &str) -> String {
    let reply = enroll(caller, password).await;
    let secret = reply.done()["enrollment"]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    confirm(caller, &code(&secret, app.now())).await.done();
    secret
}

async fn sign_in_with(server: &Server, email: &str, password: &str, code: Option<&str>) -> Reply {
    let input = json!({ "email": email, "password": password, "code": code });
    act(&server.anonymous(), "signIn", "session { token }", input).await
}

async fn viewer(caller: &Caller) -> Value {
    let document = "{ viewer { roles hasSecondFactor mustEnrollSecondFactor } }";
    caller.query(document, json!({})).await.field().clone()
}

both_engines!(
    sign_in_asks_for_the_code_once_it_is_confirmed,
    async |app: TestApp| {
        let here = sign_in(&app, "r1").await;
        let caller = app.anonymous().with_token(&here.token);
        confirm(&caller, "000000")
            .await
            .refused(&["NOTHING_TO_CONFIRM"]);
        enroll(&caller, "not the password")
            .await
            .refused(&["WRONG_PASSWORD"]);
        let first = enroll(&caller, PASSWORD).await;
        let uri = first.done()["enrollment"]["uri"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            uri.starts_with("otpauth://totp/handoff:r1%40network.example?secret="),
            "{uri}"
        );
        confirm(&caller, "12345").await.refused(&["WRONG_CODE"]);
        // Not confirmed: the password alone lets in.
        sign_in_with(&app, &email("r1"), PASSWORD, None)
            .await
            .done();

        let secret = with_factor(&app, &caller, PASSWORD).await;
        enroll(&caller, PASSWORD)
            .await
            .refused(&["ALREADY_ENROLLED"]);
        assert_eq!(viewer(&caller).await["hasSecondFactor"], true);
        let stored = app.rows::<second_factor::Entity>().await;
        assert!(
            !stored[0]
                .secret
                .windows(4)
                .any(|part| secret.as_bytes().starts_with(part))
        );

        sign_in_with(&app, &email("r1"), PASSWORD, None)
            .await
            .refused(&["SECOND_FACTOR_REQUIRED"]);
        // The code that confirmed is used up.
        let used = code(&secret, app.now());
        sign_in_with(&app, &email("r1"), PASSWORD, Some(&used))
            .await
            .refused(&["WRONG_CODE"]);
        app.advance(TimeDelta::seconds(30));
        let fresh = code(&secret, app.now());
        // Without the password nobody learns that there is a second factor.
        sign_in_with(&app, &email("r1"), "not the password", Some(&fresh))
            .await
            .refused(&["WRONG_CREDENTIALS"]);
        sign_in_with(&app, &email("r1"), PASSWORD, Some(&fresh))
            .await
            .done();
        sign_in_with(&app, &email("r1"), PASSWORD, Some(&fresh))
            .await
            .refused(&["WRONG_CODE"]);
    }
);

both_engines!(a_code_lets_one_of_two_in, async |app: TestApp| {
    let here = sign_in(&app, "r1").await;
    let caller = app.anonymous().with_token(&here.token);
    let secret = with_factor(&app, &caller, PASSWORD).await;
    app.advance(TimeDelta::minutes(1));
    let fresh = code(&secret, app.now());
    let email = email("r1");
    let (one, other) = tokio::join!(
        sign_in_with(&app, &email, PASSWORD, Some(&fresh)),
        sign_in_with(&app, &email, PASSWORD, Some(&fresh))
    );
    let let_in = [&one, &other].map(|reply| reply.refusals().is_empty());
    assert_ne!(let_in[0], let_in[1], "{one:?} {other:?}");
});

both_engines!(codes_are_guessed_slowly, async |app: TestApp| {
    let here = sign_in(&app, "r1").await;
    let caller = app.anonymous().with_token(&here.token);
    with_factor(&app, &caller, PASSWORD).await;
    for _ in 0..5 {
        sign_in_with(&app, &email("r1"), PASSWORD, Some("000000"))
            .await
            .refused(&["WRONG_CODE"]);
    }
    sign_in_with(&app, &email("r1"), PASSWORD, Some("000000"))
        .await
        .refused(&["TOO_MANY_ATTEMPTS"]);
});

both_engines!(
    a_second_factor_is_removed_with_password_and_code,
    async |app: TestApp| {
        let here = sign_in(&app, "r1").await;
        let caller = app.anonymous().with_token(&here.token);
        let remove = async |caller: &Caller, password: &str, code: &str| {
            let input = json!({ "password": password, "code": code });
            act(
                caller,
                "removeSecondFactor",
                "account { hasSecondFactor }",
                input,
            )
            .await
        };
        remove(&caller, PASSWORD, "000000")
            .await
            .refused(&["NOT_ENROLLED"]);
        let secret = with_factor(&app, &caller, PASSWORD).await;
        app.advance(TimeDelta::seconds(60));
        let fresh = code(&secret, app.now());
        remove(&caller, "not the password", &fresh)
            .await
            .refused(&["WRONG_PASSWORD"]);
        remove(&caller, PASSWORD, "abcdef")
            .await
            .refused(&["WRONG_CODE"]);
        remove(&caller, PASSWORD, &fresh).await.done();
        sign_in_with(&app, &email("r1"), PASSWORD, None)
            .await
            .done();
    }
);

both_engines!(
    an_organization_asks_for_a_second_factor,
    async |app: TestApp| {
        let kind = OrganizationKind::Referrer;
        let admin = administrator(&app, kind, "Fir Street Hospital", "Ottoline").await;
        let require = async |caller: &Caller, required: bool| {
            let input = json!({ "required": required });
            act(caller, "requireSecondFactor", "isRequired", input).await
        };
        require(&admin, true).await.refused(&["ENROLL_FIRST"]);
        require(&app.referrer(), true).await.fault("FORBIDDEN");
        with_factor(&app, &admin, CHOSEN).await;
        let colleague = sign_in(&app, "r1").await;
        let elsewhere = sign_in(&app, "r2").await;
        assert_eq!(require(&admin, true).await.done()["isRequired"], true);
        let asked = admin.query("{ secondFactorRequired }", json!({})).await;
        assert_eq!(asked.field(), &json!(true));

        // Who has none goes on without roles, until they enroll one.
        let old = app.anonymous().with_token(&colleague.token);
        old.query("{ viewer { name } }", json!({}))
            .await
            .fault("UNAUTHENTICATED");
        let refreshed = try_refresh(&app, &colleague.refresh_token).await;
        let session = &refreshed.done()["session"];
        assert_eq!(session["viewer"]["roles"], json!([]));
        let bare = app
            .anonymous()
            .with_token(session["token"].as_str().unwrap());
        assert_eq!(viewer(&bare).await["mustEnrollSecondFactor"], true);
        let referrals = "{ referrals { nodes { id } } }";
        let hidden = bare.query(referrals, json!({})).await;
        assert!(hidden.fault_code().is_some() || hidden.field()["nodes"] == json!([]));
        with_factor(&app, &bare, PASSWORD).await;
        let next = try_refresh(&app, session["refreshToken"].as_str().unwrap()).await;
        assert_eq!(
            next.done()["session"]["viewer"]["roles"],
            json!(["REFERRER"])
        );

        // Other organizations are not concerned; and it can be taken back.
        let other = app.anonymous().with_token(&elsewhere.token);
        assert_eq!(viewer(&other).await["mustEnrollSecondFactor"], false);
        require(&admin, false).await.done();
    }
);

both_engines!(
    a_lost_second_factor_is_reset_by_an_administrator,
    async |app: TestApp| {
        let kind = OrganizationKind::Referrer;
        let admin = administrator(&app, kind, "Fir Street Hospital", "Ottoline").await;
        let here = sign_in(&app, "r1").await;
        with_factor(&app, &app.anonymous().with_token(&here.token), PASSWORD).await;
        let people = admin
            .query(
                "{ accounts { nodes { id email hasSecondFactor } } }",
                json!({}),
            )
            .await;
        let nodes = people.field()["nodes"].as_array().unwrap().clone();
        let lost = nodes
            .iter()
            .find(|one| one["hasSecondFactor"] == true)
            .unwrap();
        assert_eq!(lost["email"], email("r1"));
        let input = json!({ "accountId": lost["id"] });
        let reset = async || {
            let answer = "account { hasSecondFactor }";
            act(&admin, "resetSecondFactor", answer, input.clone()).await
        };
        reset().await.done();
        reset().await.refused(&["NOT_ENROLLED"]);
        sign_in_with(&app, &email("r1"), PASSWORD, None)
            .await
            .done();
    }
);
