//! Layers, refusals and redaction.

use std::io::Write as _;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn refusal(file: Option<&Path>, pairs: &[(&str, &str)]) -> String {
    Config::load(file, &environment(pairs))
        .unwrap_err()
        .to_string()
}

#[test]
fn defaults_are_a_whole_configuration() {
    let config = Config::load(None, &Environment::default()).unwrap();
    assert_eq!(config.http.listen, "127.0.0.1:8080");
    assert_eq!(config.identity.token_minutes, 10);
    assert_eq!(config.telemetry.format, LogFormat::Text);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = file("[http]\nlisten = \"127.0.0.1:1\"\nconnections = 7\n");
    let environment = environment(&[
        ("HANDOFF__HTTP__LISTEN", "127.0.0.1:2"),
        ("HANDOFF__DATABASE__MIGRATE_AT_START", "true"),
        ("HANDOFF__IDENTITY__TOKEN_MINUTES", "5"),
        ("OTHER__HTTP__CONNECTIONS", "8"),
    ]);
    let config = Config::load(Some(file.path()), &environment).unwrap();
    assert_eq!(config.http.listen, "127.0.0.1:2");
    assert_eq!(config.http.connections, 7);
    assert!(config.database.migrate_at_start);
    assert_eq!(config.identity.token_minutes, 5);
    assert_eq!(config.limits.query_depth, 16);
}

#[test]
fn unknown_keys_are_refused_in_every_layer() {
    let file = file("[http]\nlisten_on = \"127.0.0.1:1\"\n[htpt]\nconnections = 1\n");
    let text = refusal(
        Some(file.path()),
        &[("HANDOFF__IDENTITY__SECRETT", "do-not-print-me")],
    );
    for key in ["http.listen_on", "htpt", "identity.secrett"] {
        assert!(text.contains(&format!("{key}: unknown setting")), "{text}");
    }
    assert!(!text.contains("do-not-print-me"), "{text}");
}

#[test]
fn all_problems_are_told_at_once() {
    let text = refusal(
        None,
        &[
            ("HANDOFF__HTTP__LISTEN", "localhost"),
            (
                "HANDOFF__DATABASE__URL",
                "mysql://root:do-not-print-me@db/x",
            ),
            ("HANDOFF__DATABASE__CONNECTIONS", "0"),
            ("HANDOFF__IDENTITY__TOKEN_MINUTES", "0"),
            ("HANDOFF__IDENTITY__SECRET", "do-not-print-me"),
            ("HANDOFF__LIMITS__QUERY_DEPTH", "1000"),
            ("HANDOFF__TELEMETRY__FILTER", "handoff=loud"),
        ],
    );
    for key in [
        "http.listen",
        "database.url",
        "database.connections",
        "identity.token_minutes",
        "identity.signing_key",
        "limits.query_depth",
        "telemetry.filter",
    ] {
        assert!(text.contains(key), "{key} is missing in: {text}");
    }
    assert!(!text.contains("do-not-print-me"), "{text}");
}

#[test]
fn postgresql_needs_keys_from_outside() {
    let url = ("HANDOFF__DATABASE__URL", "postgres://app:pw@db/handoff");
    let text = refusal(None, &[url]);
    assert!(text.contains("handoff key generate"), "{text}");
    let text = refusal(
        None,
        &[
            url,
            ("HANDOFF__IDENTITY__SIGNING_KEY", "not a key"),
            ("HANDOFF__IDENTITY__SECRET", "x"),
        ],
    );
    assert!(text.contains("Ed25519"), "{text}");
    assert!(!text.contains("not a key"), "{text}");
}

#[test]
fn values_of_the_wrong_type_are_named_but_not_shown() {
    let text = refusal(None, &[("HANDOFF__HTTP__CONNECTIONS", "do-not-print-me")]);
    assert!(text.contains("http.connections"), "{text}");
    assert!(!text.contains("do-not-print-me"), "{text}");
    let broken = file("[identity]\nsecret = do-not-print-me\n");
    let text = refusal(Some(broken.path()), &[]);
    assert!(text.contains("line 2"), "{text}");
    assert!(!text.contains("do-not-print-me"), "{text}");
}

#[test]
fn a_missing_file_is_refused_by_name() {
    let text = refusal(Some(Path::new("/nowhere/handoff.toml")), &[]);
    assert!(text.contains("/nowhere/handoff.toml"), "{text}");
}

#[test]
fn a_database_in_memory_is_refused() {
    for url in [
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite://",
        "sqlite://?mode=rwc",
    ] {
        let text = refusal(None, &[("HANDOFF__DATABASE__URL", url)]);
        assert!(text.contains("needs a file"), "{url}: {text}");
    }
    let file = |url: &str| DatabaseUrl::new(url).sqlite_file().unwrap();
    assert_eq!(
        file("sqlite://a/b.sqlite?mode=rwc"),
        Path::new("a/b.sqlite")
    );
    assert_eq!(file("sqlite:///a/b.sqlite"), Path::new("/a/b.sqlite"));
    assert_eq!(file("sqlite:b.sqlite"), Path::new("b.sqlite"));
}

#[test]
fn secrets_are_redacted_in_print_and_debug() {
    let (signing_key, secret) =
        crate::identity::Keys::generate(&crate::entropy::SeededEntropy::new(1)).unwrap();
    let (signing_key, secret) = {
        use secrecy::ExposeSecret as _;
        (
            signing_key.expose_secret().to_owned(),
            secret.expose_secret().to_owned(),
        )
    };
    let config = Config::load(
        None,
        &environment(&[
            (
                "HANDOFF__DATABASE__URL",
                "postgres://app:hunter2@db/handoff?password=hunter2",
            ),
            ("HANDOFF__IDENTITY__SIGNING_KEY", &signing_key),
            ("HANDOFF__IDENTITY__SECRET", &secret),
        ]),
    )
    .unwrap();
    for text in [config.redacted(), format!("{config:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
        assert!(!text.contains(&secret), "{text}");
        assert!(!text.contains("PRIVATE KEY"), "{text}");
        assert!(
            text.contains("postgres://app:[redacted]@db/handoff"),
            "{text}"
        );
    }
}

#[test]
fn what_is_printed_can_be_read_back() {
    let config = Config::load(None, &Environment::default()).unwrap();
    let file = file(&config.redacted());
    let again = Config::load(Some(file.path()), &Environment::default()).unwrap();
    assert_eq!(again.redacted(), config.redacted());
    // Nothing is left out: the defaults name every key.
    let keys = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(key, _)| !key.starts_with('#'))
            .map(|(key, _)| key.to_owned())
            .collect()
    };
    assert_eq!(
        keys(include_str!("../../handoff.example.toml")),
        keys(&config.redacted())
    );
}

#[test]
fn a_mail_server_is_reached_by_tls_and_its_password_is_not_repeated() {
    let url = |url| {
        let pairs = [("HANDOFF__NUDGES__SMTP_URL", url)];
        Config::load(None, &environment(&pairs)).map(|config| config.redacted())
    };
    for wrong in [
        "smtp://desk:do-not-print-me@mail.example",
        "do-not-print-me",
        "https://do-not-print-me.example",
    ] {
        let text = url(wrong).unwrap_err().to_string();
        assert!(text.contains("nudges.smtp_url"), "{text}");
        assert!(!text.contains("do-not-print-me"), "{text}");
    }
    let printed = url("smtps://desk:do-not-print-me@mail.example").unwrap();
    assert!(printed.contains("smtp_url = \"[redacted]\""), "{printed}");
    assert!(!printed.contains("do-not-print-me"), "{printed}");
}
