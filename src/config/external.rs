//! `[[identity.external]]`: identity providers of plans.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use entity::types::{OrganizationKind, Role};
use serde::Deserialize;

use super::Problems;
use crate::identity::{KeySource, Provider, SigningAlgorithm, role_fits};

/// The identity provider of a plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalSettings {
    /// Exact name of the plan.
    pub organization: String,
    /// What tokens have as `iss`.
    pub issuer: String,
    /// What tokens have as `aud`.
    pub audience: String,
    /// Address of the JWK set; or `jwks_file`.
    #[serde(default)]
    pub jwks_url: String,
    /// File with the JWK set; or `jwks_url`.
    #[serde(default)]
    pub jwks_file: String,
    /// What tokens have as `typ`: `at+jwt` (RFC 9068) or `JWT`.
    #[serde(default = "at_jwt")]
    pub token_type: String,
    /// What the provider may sign with: `RS256`, `ES256`, `EdDSA`; all of them when left out.
    #[serde(default = "all_algorithms")]
    pub algorithms: Vec<String>,
    /// Claim with the e-mail address, or a JSON pointer to it.
    #[serde(default = "email")]
    pub email_claim: String,
    /// Claim with roles, or a JSON pointer to it; empty: the account's roles count.
    #[serde(default)]
    pub roles_claim: String,
    /// What the provider's roles mean here.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
}

fn at_jwt() -> String {
    "at+jwt".to_owned()
}

fn email() -> String {
    "email".to_owned()
}

fn all_algorithms() -> Vec<String> {
    let codes = SigningAlgorithm::ALL.iter();
    codes.map(|algorithm| algorithm.code().to_owned()).collect()
}

impl ExternalSettings {
    pub(super) fn check(&self, number: usize, problems: &mut Problems) {
        let mut problem = |key: &str, text: &str| {
            problems.add(&format!("identity.external[{number}].{key}"), text);
        };
        for (key, value) in [
            ("organization", &self.organization),
            ("issuer", &self.issuer),
            ("audience", &self.audience),
            ("email_claim", &self.email_claim),
        ] {
            if value.trim().is_empty() {
                problem(key, "must not be empty");
            }
        }
        if self.jwks_url.is_empty() == self.jwks_file.is_empty() {
            problem("jwks_url", "give either jwks_url or jwks_file");
        } else if !self.jwks_url.is_empty() && !is_safe(&self.jwks_url) {
            problem("jwks_url", "must begin with https://");
        }
        if !["at+jwt", "JWT"].contains(&self.token_type.as_str()) {
            problem("token_type", "must be at+jwt or JWT");
        }
        if self.algorithms.is_empty()
            || self.algorithms.iter().any(|code| algorithm(code).is_none())
        {
            problem("algorithms", "must be one or more of RS256, ES256, EdDSA");
        }
        if self.roles.values().any(|code| role(code).is_none()) {
            problem(
                "roles",
                "each must mean a role of a plan, such as PLAN_COORDINATOR",
            );
        }
        if !self.roles.is_empty() && self.roles_claim.is_empty() {
            problem("roles", "say by roles_claim where tokens have them");
        }
    }

    /// As identity takes it.
    #[must_use]
    pub fn provider(&self) -> Provider {
        let roles = self.roles.iter();
        Provider {
            organization: self.organization.clone(),
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            token_type: self.token_type.clone(),
            algorithms: self
                .algorithms
                .iter()
                .filter_map(|code| algorithm(code))
                .collect::<BTreeSet<_>>(),
            keys: if self.jwks_file.is_empty() {
                KeySource::Url(self.jwks_url.clone())
            } else {
                KeySource::File(PathBuf::from(&self.jwks_file))
            },
            email_claim: self.email_claim.clone(),
            roles_claim: Some(self.roles_claim.clone()).filter(|name| !name.is_empty()),
            roles: roles
                .filter_map(|(word, code)| Some((word.clone(), role(code)?)))
                .collect(),
        }
    }
}

/// Keys must not be changed on their way; on this machine there is no way.
fn is_safe(url: &str) -> bool {
    let local = ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"];
    url.starts_with("https://") || local.iter().any(|start| url.starts_with(start))
}

fn algorithm(code: &str) -> Option<SigningAlgorithm> {
    let all = SigningAlgorithm::ALL.iter();
    all.copied().find(|algorithm| algorithm.code() == code)
}

fn role(code: &str) -> Option<Role> {
    let all = Role::ALL.iter().copied();
    all.filter(|role| role_fits(*role, OrganizationKind::Plan))
        .find(|role| role.code() == code)
}
