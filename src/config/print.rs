//! The settings in force, as text.

use std::fmt::Write as _;

use secrecy::{ExposeSecret, SecretString};

use super::{Config, ExternalSettings};

/// As a file would have them, with every secret redacted.
pub(super) fn redacted(config: &Config) -> String {
    let Config {
        http,
        database,
        identity,
        audit,
        duties,
        nudges,
        limits,
        telemetry,
    } = config;
    let mut page = Page::default();
    page.section("http")
        .text("listen", &http.listen)
        .number("connections", http.connections)
        .number("header_timeout_seconds", http.header_timeout_seconds)
        .number("body_timeout_seconds", http.body_timeout_seconds)
        .number("body_bytes", http.body_bytes)
        .texts("trusted_proxies", &http.trusted_proxies)
        .number("grace_seconds", http.grace_seconds);
    page.section("database")
        .text("url", &database.url.to_string())
        .number("connections", database.connections)
        .number("migrate_at_start", database.migrate_at_start);
    page.section("identity")
        .text("issuer", &identity.issuer)
        .text("audience", &identity.audience)
        .number("token_minutes", identity.token_minutes)
        .number("session_idle_hours", identity.session_idle_hours)
        .number("session_days", identity.session_days)
        .secret("signing_key", &identity.signing_key)
        .secret("verifying_keys", &identity.verifying_keys)
        .secret("secret", &identity.secret);
    if identity.external.is_empty() {
        page.texts("external", &[]);
    }
    page.number("password_checks", identity.password_checks);
    for external in &identity.external {
        page.external(external);
    }
    page.section("audit")
        .number("seal_seconds", audit.seal_seconds)
        .number("heads_minutes", audit.heads_minutes);
    page.section("duties")
        .number("sweep_milliseconds", duties.sweep_milliseconds);
    page.section("nudges")
        .secret("smtp_url", &nudges.smtp_url)
        .text("mail_from", &nudges.mail_from)
        .text("inbox_url", &nudges.inbox_url)
        .text("status_url", &nudges.status_url)
        .number("send_milliseconds", nudges.send_milliseconds)
        .number("allow_private", nudges.allow_private);
    page.section("limits")
        .number("query_bytes", limits.query_bytes)
        .number("query_tokens", limits.query_tokens)
        .number("query_timeout_seconds", limits.query_timeout_seconds)
        .number("parsed_documents", limits.parsed_documents)
        .number("query_depth", limits.query_depth)
        .number("query_cost", limits.query_cost)
        .number("sockets", limits.sockets)
        .number("sockets_per_person", limits.sockets_per_person)
        .number("operations_per_socket", limits.operations_per_socket)
        .number("socket_message_bytes", limits.socket_message_bytes);
    page.section("telemetry")
        .text("filter", &telemetry.filter)
        .text("format", telemetry.format.code());
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn section(&mut self, name: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(format_args!("[{name}]"))
    }

    /// One of a list of tables.
    fn external(&mut self, external: &ExternalSettings) {
        self.section("[identity.external]")
            .text("organization", &external.organization)
            .text("issuer", &external.issuer)
            .text("audience", &external.audience)
            .text("jwks_url", &external.jwks_url)
            .text("jwks_file", &external.jwks_file)
            .text("token_type", &external.token_type)
            .line(format_args!(
                "algorithms = {}",
                serde_json::json!(external.algorithms)
            ))
            .text("email_claim", &external.email_claim)
            .text("roles_claim", &external.roles_claim);
        if !external.roles.is_empty() {
            self.section("identity.external.roles");
            for (word, role) in &external.roles {
                self.text(&serde_json::json!(word).to_string(), role);
            }
        }
    }

    fn text(&mut self, key: &str, value: &str) -> &mut Self {
        // JSON's string is also TOML's basic string.
        self.line(format_args!("{key} = {}", serde_json::json!(value)))
    }

    fn texts(&mut self, key: &str, values: &[String]) -> &mut Self {
        // JSON's list of strings is also TOML's.
        self.line(format_args!("{key} = {}", serde_json::json!(values)))
    }

    fn number(&mut self, key: &str, value: impl std::fmt::Display) -> &mut Self {
        self.line(format_args!("{key} = {value}"))
    }

    fn secret(&mut self, key: &str, value: &SecretString) -> &mut Self {
        let shown = if value.expose_secret().is_empty() {
            ""
        } else {
            "[redacted]"
        };
        self.text(key, shown)
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) -> &mut Self {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{line}");
        self
    }
}
