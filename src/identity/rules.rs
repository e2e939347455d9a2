//! What a new account must satisfy. All mistakes are told at once.

use entity::types::{OrganizationKind, Role};
use secrecy::ExposeSecret;

use super::model::NewAccount;
use super::password::{self, Owner, PasswordFault};
use crate::text;

/// Longest e-mail address, in bytes (RFC 5321, section 4.5.3.1.3, without the brackets).
pub const EMAIL_MAX_BYTES: usize = 254;

/// Something that a new account does not satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountProblem {
    /// The name of the organization is empty.
    #[error("the name of the organization is empty")]
    OrganizationEmpty,
    /// The person's name is empty.
    #[error("the person's name is empty")]
    NameEmpty,
    /// The e-mail address has no name, no host, a space, or a letter that does not show.
    #[error("the e-mail address must read name@host")]
    EmailMalformed,
    /// Another account has the e-mail address.
    #[error("an account with this e-mail address exists")]
    EmailTaken,
    /// No role was given.
    #[error("an account needs at least one role")]
    NoRole,
    /// The role belongs to another kind of organization.
    #[error("the role {} does not fit an organization of kind {}", .role.code(), .kind.code())]
    RoleOfOtherKind {
        /// The role.
        role: Role,
        /// What the organization is.
        kind: OrganizationKind,
    },
    /// The password is not taken.
    #[error("{0}")]
    Password(PasswordFault),
}

/// The form in which e-mail addresses are stored, compared and counted: the only place that decides
/// which spellings are one address.
#[must_use]
pub fn fold_email(typed: &str) -> String {
    text::fold_address(typed)
}

/// All that is wrong with a new account, without asking whether its address is taken.
#[must_use]
pub fn problems(new: &NewAccount) -> Vec<AccountProblem> {
    let kind = new.kind;
    let mut problems = Vec::new();
    if new.organization.trim().is_empty() {
        problems.push(AccountProblem::OrganizationEmpty);
    }
    if new.name.trim().is_empty() {
        problems.push(AccountProblem::NameEmpty);
    }
    if !is_email(&fold_email(&new.email)) {
        problems.push(AccountProblem::EmailMalformed);
    }
    if new.roles.is_empty() {
        problems.push(AccountProblem::NoRole);
    }
    for &role in &new.roles {
        if !role_fits(role, kind) {
            problems.push(AccountProblem::RoleOfOtherKind { role, kind });
        }
    }
    let owner = Owner {
        name: &new.name,
        email: &new.email,
        organization: &new.organization,
    };
    if let Err(fault) = password::check(new.password.expose_secret(), &owner) {
        problems.push(AccountProblem::Password(fault));
    }
    problems
}

/// Whether a role makes sense in an organization of that kind.
#[must_use]
pub const fn role_fits(role: Role, kind: OrganizationKind) -> bool {
    match role {
        Role::Referrer => matches!(
            kind,
            OrganizationKind::Plan | OrganizationKind::Provider | OrganizationKind::Referrer
        ),
        Role::ProviderStaff | Role::LeadCareManager => matches!(kind, OrganizationKind::Provider),
        Role::PlanCoordinator
        | Role::PlanReviewer
        | Role::PlanNetwork
        | Role::PlanPrivacy
        | Role::PlanAnalyst => matches!(kind, OrganizationKind::Plan),
        Role::OrganizationAdmin => true,
        Role::StateAuditor => matches!(kind, OrganizationKind::State),
        Role::SystemAdmin => matches!(kind, OrganizationKind::Operator),
    }
}

/// The shape only: whether anybody reads the mail is not ours to know.
pub(super) fn is_email(folded: &str) -> bool {
    let visible = !folded
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || text::is_invisible(c));
    folded.len() <= EMAIL_MAX_BYTES
        && visible
        && folded
            .rsplit_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !name.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coordinator(password: &str) -> NewAccount {
        NewAccount {
            organization: "Sierra Vista Health Plan".to_owned(),
            kind: OrganizationKind::Plan,
            email: "ana@plan.example".to_owned(),
            name: "Ana Ruiz".to_owned(),
            roles: vec![Role::PlanCoordinator],
            password: password.into(),
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let found = problems(&NewAccount {
            kind: OrganizationKind::Provider,
            organization: String::new(),
            name: " ".to_owned(),
            email: "nobody".to_owned(),
            ..coordinator("short")
        });
        assert_eq!(
            found,
            [
                AccountProblem::OrganizationEmpty,
                AccountProblem::NameEmpty,
                AccountProblem::EmailMalformed,
                AccountProblem::RoleOfOtherKind {
                    role: Role::PlanCoordinator,
                    kind: OrganizationKind::Provider
                },
                AccountProblem::Password(PasswordFault::TooShort),
            ]
        );
    }

    #[test]
    fn all_spellings_of_an_address_are_one() {
        for spelling in [
            " Ana.Ruiz@Plan.Example ",
            "ａｎａ.ｒｕｉｚ＠ｐｌａｎ.ｅｘａｍｐｌｅ",
            "ＡＮＡ．ＲＵＩＺ@plan.example\u{3000}",
        ] {
            assert_eq!(fold_email(spelling), "ana.ruiz@plan.example", "{spelling}");
        }
        assert_eq!(fold_email("jose\u{301}@a.example"), "josé@a.example");
        for text in ["İx@a.example", "ﬁ@a.example", "ǅ@a.example", "Å@a.example"] {
            let once = fold_email(text);
            assert_eq!(fold_email(&once), once, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_or_does_not_show_is_refused() {
        for bad in ["", "@", "a@", "@b", "a b@c", "a@b@c"] {
            assert!(!is_email(bad), "{bad}");
        }
        for hidden in [
            '\u{200b}', '\u{ad}', '\u{feff}', '\u{3164}', '\u{2060}', '\u{fe0f}',
        ] {
            let folded = fold_email(&format!("ana{hidden}.ruiz@plan.example"));
            assert!(!is_email(&folded), "{hidden:?}");
        }
    }
}
