//! The brake on guessing passwords.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use entity::sign_in_throttle;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::network::{PASSWORD, email};
use crate::support::people::try_sign_in;
use crate::support::{Caller, TestApp, both_engines, postgres_only};

const WRONG: &str = "not the password";
/// Callers say where they are; documents may be large.
const BEHIND_A_PROXY: &[(&str, &str)] = &[
    ("HTTP__TRUSTED_PROXIES", "127.0.0.1"),
    ("LIMITS__QUERY_COST", "1000000"),
];
const HOME: &str = "198.51.100.7";
const ELSEWHERE: &str = "203.0.113.9";

/// How an attempt went: `None` where it let in.
async fn attempt(caller: &Caller, email: &str, password: &str) -> Option<String> {
    let reply = try_sign_in(caller, email, password).await;
    reply.refusals().pop()
}

/// How long the next attempt has to wait; 0 where it was made.
async fn wait(caller: &Caller, email: &str) -> u64 {
    let reply = try_sign_in(caller, email, WRONG).await;
    let payload = reply.field();
    let Some(seconds) = payload["retryAfterSeconds"].as_u64() else {
        reply.refused(&["WRONG_CREDENTIALS"]);
        return 0;
    };
    let error = &reply.refused(&["TOO_MANY_ATTEMPTS"])["userErrors"][0];
    let unit = if seconds == 1 { "second " } else { "seconds " };
    let message = format!("too many attempts; wait {seconds} {unit}and try again");
    assert_eq!(error["message"], message);
    seconds
}

fn counted(codes: impl IntoIterator<Item = Option<String>>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for code in codes {
        *counts.entry(code.unwrap_or_default()).or_default() += 1;
    }
    counts
}

fn five_of_fifty() -> BTreeMap<String, usize> {
    BTreeMap::from([
        ("WRONG_CREDENTIALS".to_owned(), 5),
        ("TOO_MANY_ATTEMPTS".to_owned(), 45),
    ])
}

both_engines!(
    fifty_attempts_in_one_document_are_fifty,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        let attempts: Vec<String> = (0..50)
            .map(|number| {
                format!(
                    "a{number}: signIn(input: {{ email: \"{}\", password: \"{WRONG}\" }}) \
                     {{ session {{ token }} userErrors {{ code }} }}",
                    email("r1")
                )
            })
            .collect();
        let document = format!("mutation {{ {} }}", attempts.join(" "));
        let stranger = app.anonymous().with_address(ELSEWHERE);
        let reply = stranger.query(&document, json!({})).await;
        let codes = reply.data().as_object().unwrap().values().map(|payload| {
            assert!(payload["session"].is_null());
            payload["userErrors"][0]["code"].as_str().map(str::to_owned)
        });
        assert_eq!(counted(codes), five_of_fifty());
    }
);

both_engines!(
    fifty_attempts_side_by_side_are_fifty,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        let (stranger, email) = (app.anonymous().with_address(ELSEWHERE), email("r1"));
        let attempts = (0..50).map(|_| attempt(&stranger, &email, WRONG));
        assert_eq!(counted(join_all(attempts).await), five_of_fifty());
    }
);

both_engines!(
    the_delay_grows_and_is_forgotten_after_a_quiet_hour,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        // A name that no account has is counted like one that an account has.
        for email in [email("r1"), "nobody@network.example".to_owned()] {
            let stranger = app.anonymous().with_address(ELSEWHERE);
            for _ in 0..5 {
                assert_eq!(wait(&stranger, &email).await, 0);
            }
            for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
                assert_eq!(wait(&stranger, &email).await, seconds, "{email}");
                // An attempt that came too early does not prolong the wait.
                app.advance(TimeDelta::milliseconds(
                    i64::try_from(seconds).unwrap() * 1000 - 1,
                ));
                assert_eq!(wait(&stranger, &email).await, 1);
                app.advance(TimeDelta::milliseconds(1));
                assert_eq!(wait(&stranger, &email).await, 0);
            }
            app.advance(TimeDelta::hours(1));
            for _ in 0..5 {
                assert_eq!(wait(&stranger, &email).await, 0);
            }
            assert_eq!(wait(&stranger, &email).await, 1);
            app.advance(TimeDelta::hours(1));
        }
    }
);

both_engines!(
    nobody_keeps_a_person_out_of_their_own_office,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        let email = email("r1");
        let at = |address: &str| app.anonymous().with_address(address);
        assert_eq!(attempt(&at(HOME), &email, PASSWORD).await, None);
        // Strangers everywhere, and one in the office, for as long as they like.
        for _ in 0..30 {
            attempt(&at(ELSEWHERE), &email, WRONG).await;
        }
        for number in 0..30 {
            let email = format!("name{number}@network.example");
            attempt(&at(HOME), &email, WRONG).await;
        }
        let too_many = Some("TOO_MANY_ATTEMPTS".to_owned());
        assert_eq!(attempt(&at(ELSEWHERE), &email, PASSWORD).await, too_many);
        assert_eq!(attempt(&at(HOME), &email, PASSWORD).await, None);
        // At home the person's own mistakes count, and a success forgets them.
        for _ in 0..4 {
            assert_eq!(wait(&at(HOME), &email).await, 0);
        }
        assert_eq!(attempt(&at(HOME), &email, PASSWORD).await, None);
        for _ in 0..5 {
            assert_eq!(wait(&at(HOME), &email).await, 0);
        }
        assert_eq!(attempt(&at(HOME), &email, PASSWORD).await, too_many);
        // After a month away nobody is at home there.
        app.advance(TimeDelta::days(30));
        for _ in 0..5 {
            attempt(&at(ELSEWHERE), &email, WRONG).await;
        }
        assert_eq!(attempt(&at(HOME), &email, PASSWORD).await, too_many);
    }
);

both_engines!(
    an_address_is_slowed_down_whatever_names_it_tries,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        let at = |address: &str| app.anonymous().with_address(address);
        let name = |number: u32| format!("name{number}@network.example");
        for number in 0..19 {
            assert_eq!(wait(&at(ELSEWHERE), &name(number)).await, 0);
        }
        // A success takes off its own attempt and no more.
        let let_in = attempt(&at(ELSEWHERE), &email("r1"), PASSWORD).await;
        assert_eq!(let_in, None);
        assert_eq!(wait(&at(ELSEWHERE), &name(19)).await, 0);
        assert_eq!(wait(&at(ELSEWHERE), &name(20)).await, 1);
        assert_eq!(wait(&at(HOME), &name(20)).await, 0);

        // The addresses that one customer has are one.
        for number in 0..20_u32 {
            let address = format!("2001:db8:1:2::{number:x}");
            assert_eq!(wait(&at(&address), &name(100 + number)).await, 0);
        }
        assert_eq!(wait(&at("2001:db8:1:2:ffff::1"), &name(200)).await, 1);
        assert_eq!(wait(&at("2001:db8:1:3::1"), &name(200)).await, 0);
    }
);

both_engines!(
    a_refused_attempt_leaves_no_trace_on_other_counters,
    BEHIND_A_PROXY,
    async |app: TestApp| {
        let stranger = app.anonymous().with_address(ELSEWHERE);
        for _ in 0..30 {
            attempt(&stranger, &email("r1"), WRONG).await;
        }
        let mut failures: Vec<i32> = app
            .rows::<sign_in_throttle::Entity>()
            .await
            .iter()
            .map(|row| row.failures)
            .collect();
        failures.sort_unstable();
        assert_eq!(failures, [5, 5], "the account, and the address");
    }
);

both_engines!(
    a_known_and_an_unknown_name_take_the_same_statements,
    async |app: TestApp| {
        let mut least: BTreeMap<bool, u64> = BTreeMap::new();
        for round in 0..4 {
            for is_known in [true, false] {
                let email = if is_known {
                    email("r1")
                } else {
                    format!("nobody{round}@network.example")
                };
                let before = app.db().statements();
                attempt(&app.anonymous(), &email, WRONG).await;
                // The server's own looks may add to a count.
                let count = app.db().statements() - before;
                let entry = least.entry(is_known).or_insert(count);
                *entry = (*entry).min(count);
            }
        }
        assert_eq!(least[&true], least[&false]);
    }
);

postgres_only!(all_instances_count_together, async |app: TestApp| {
    let other = app.neighbour().await;
    let email = email("r1");
    let callers = [app.anonymous(), other.anonymous()];
    let attempts = (0..50).map(|number| attempt(&callers[number % 2], &email, WRONG));
    assert_eq!(counted(join_all(attempts).await), five_of_fifty());
    other.stop().await;
});

both_engines!(
    the_answer_tells_nothing_of_the_account,
    async |app: TestApp| {
        let answers = async |email: &str| -> Vec<Value> {
            let mut answers = Vec::new();
            for _ in 0..7 {
                let reply = try_sign_in(&app.anonymous(), email, WRONG).await;
                answers.push(reply.body().clone());
            }
            answers
        };
        let known = answers(&email("r1")).await;
        assert_eq!(known, answers("nobody@network.example").await);
    }
);
