//! What is refused: pure decisions about accounts and organizations.

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{OrganizationId, OrganizationKind, Role, TicketPurpose};

use super::error::{
    AcceptDelegationRefusal, CreateOrganizationRefusal, InviteRefusal, OfferDelegationRefusal,
    SetRolesRefusal,
};
use super::model::{AccountStatus, NewOrganization, NewPerson, TicketRecord, TicketState};
use crate::identity::rules::{fold_email, is_email, role_fits};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text::required;

/// Longest name of a person or organization, in letters.
const NAME_LIMIT: usize = 200;

/// How long a ticket can be used.
pub(super) const fn lifetime(purpose: TicketPurpose) -> TimeDelta {
    match purpose {
        TicketPurpose::Invitation => TimeDelta::hours(72),
        TicketPurpose::Reset => TimeDelta::hours(1),
    }
}

/// A person whose details hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedPerson {
    /// Folded.
    pub(super) email: String,
    pub(super) name: String,
    /// Each once, in the order of [`Role::ALL`].
    pub(super) roles: Vec<Role>,
}

/// All that is wrong with an invitation, without asking whether its address is taken.
pub(super) fn check_person(
    new: &NewPerson,
    kind: OrganizationKind,
) -> Result<CheckedPerson, Refusals<InviteRefusal>> {
    let mut checks = Checks::default();
    let email = fold_email(&new.email);
    if !is_email(&email) {
        checks.refuse(Refusal::at(
            InviteRefusal::InvalidEmail,
            &["email"],
            "An e-mail address reads name@host.",
        ));
    }
    let name = checks.text(&["name"], required(&new.name, NAME_LIMIT));
    let roles = sorted(&new.roles);
    if let Err(fault) = check_roles(&roles, kind) {
        checks.refuse(match fault {
            RoleFault::None => Refusal::at(InviteRefusal::NoRole, &["roles"], NO_ROLE),
            RoleFault::DoesNotFit(role) => Refusal::at(
                InviteRefusal::RoleDoesNotFit,
                &["roles"],
                does_not_fit(role, kind),
            ),
        });
    }
    checks.done()?;
    Ok(CheckedPerson {
        email,
        name: name.unwrap_or_default(),
        roles,
    })
}

/// The roles that an account is to have, in their order, or why not.
pub(super) fn check_new_roles(
    roles: &[Role],
    kind: OrganizationKind,
) -> Result<Vec<Role>, Refusals<SetRolesRefusal>> {
    let roles = sorted(roles);
    match check_roles(&roles, kind) {
        Ok(()) => Ok(roles),
        Err(RoleFault::None) => Err(vec![Refusal::at(
            SetRolesRefusal::NoRole,
            &["roles"],
            NO_ROLE,
        )]),
        Err(RoleFault::DoesNotFit(role)) => Err(vec![Refusal::at(
            SetRolesRefusal::RoleDoesNotFit,
            &["roles"],
            does_not_fit(role, kind),
        )]),
    }
}

const NO_ROLE: &str = "Give at least one role; to end a person's access, deactivate the account.";

enum RoleFault {
    None,
    DoesNotFit(Role),
}

fn check_roles(roles: &[Role], kind: OrganizationKind) -> Result<(), RoleFault> {
    if roles.is_empty() {
        return Err(RoleFault::None);
    }
    match roles.iter().find(|role| !role_fits(**role, kind)) {
        Some(role) => Err(RoleFault::DoesNotFit(*role)),
        None => Ok(()),
    }
}

fn does_not_fit(role: Role, kind: OrganizationKind) -> String {
    let fitting: Vec<&str> = Role::ALL
        .iter()
        .filter(|role| role_fits(**role, kind))
        .map(|role| role.code())
        .collect();
    format!(
        "{} is no role of a {} organization; choose of {}.",
        role.code(),
        kind.code(),
        fitting.join(", ")
    )
}

fn sorted(roles: &[Role]) -> Vec<Role> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Would the organization be without an administrator once this one is none any more? Not if there
/// was none before: then there is nothing to lose.
pub(super) fn is_last_administrator(is_administrator: bool, others: u64) -> bool {
    is_administrator && others == 0
}

/// Whether a person ever took up their account. Accounts without an invitation were made with a
/// password.
pub(super) fn has_joined(invitations: &[TicketRecord]) -> bool {
    invitations.is_empty()
        || invitations
            .iter()
            .any(|ticket| ticket.state == TicketState::Used)
}

/// Whether a person may sign in, and until when an open invitation is good.
pub(super) fn status(
    is_active: bool,
    invitations: &[TicketRecord],
) -> (AccountStatus, Option<DateTime<Utc>>) {
    if is_active {
        return (AccountStatus::Active, None);
    }
    let open = invitations
        .iter()
        .find(|ticket| ticket.state == TicketState::Open);
    match open {
        Some(ticket) if !has_joined(invitations) => {
            (AccountStatus::Invited, Some(ticket.expires_at))
        }
        _ => (AccountStatus::Deactivated, None),
    }
}

/// The name of an organization to make, or all that is wrong with it. Its administrator is checked
/// like every person who is invited.
pub(super) fn check_organization(
    new: &NewOrganization,
) -> Result<(String, CheckedPerson), Refusals<CreateOrganizationRefusal>> {
    let mut checks = Checks::default();
    if new.kind == OrganizationKind::Operator {
        checks.refuse(Refusal::at(
            CreateOrganizationRefusal::KindNotOffered,
            &["kind"],
            "Only the command line of the server makes an operator.",
        ));
    }
    let name = checks.text(&["name"], required(&new.name, NAME_LIMIT));
    let person = checks.text(
        &["administratorName"],
        required(&new.administrator_name, NAME_LIMIT),
    );
    let email = fold_email(&new.administrator_email);
    if !is_email(&email) {
        checks.refuse(Refusal::at(
            CreateOrganizationRefusal::InvalidEmail,
            &["administratorEmail"],
            "An e-mail address reads name@host.",
        ));
    }
    checks.done()?;
    let administrator = CheckedPerson {
        email,
        name: person.unwrap_or_default(),
        roles: vec![Role::OrganizationAdmin],
    };
    Ok((name.unwrap_or_default(), administrator))
}

/// What is known of two plans, one of which is to work for the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) prime: OrganizationId,
    /// For whom the prime works itself.
    pub(super) prime_of_prime: Option<OrganizationId>,
    pub(super) delegate: OrganizationId,
    /// Whether others work for the delegate.
    pub(super) delegate_is_prime: bool,
    /// For whom the delegate works.
    pub(super) prime_of_delegate: Option<OrganizationId>,
    /// Who offered to delegate to it.
    pub(super) offered_by: Option<OrganizationId>,
}

const CHAIN: &str = "Other plans work for the one that would work for another, or the prime plan \
                     works for one itself. Delegation has one step; end the other delegation first.";

impl Pair {
    /// What the prime sees is what it delegated itself.
    fn is_chain(&self) -> bool {
        self.delegate_is_prime || self.prime_of_prime.is_some()
    }
}

/// May the prime offer? That the other plan works for a third one is not the prime's to know.
pub(super) fn check_offer(of: &Pair) -> Result<(), Refusal<OfferDelegationRefusal>> {
    let refuse = |code, message| Err(Refusal::at(code, &["planId"], message));
    if of.prime == of.delegate {
        refuse(
            OfferDelegationRefusal::SamePlan,
            "A plan does not delegate to itself; name another plan.",
        )
    } else if of.prime_of_delegate == Some(of.prime) {
        refuse(
            OfferDelegationRefusal::AlreadyDelegated,
            "This plan works for yours already; there is nothing to offer.",
        )
    } else if of.is_chain() {
        refuse(OfferDelegationRefusal::Chain, CHAIN)
    } else {
        Ok(())
    }
}

/// May the delegate accept what the prime offered?
pub(super) fn check_acceptance(of: &Pair) -> Result<(), Refusal<AcceptDelegationRefusal>> {
    let refuse = |code, message| Err(Refusal::at(code, &["primeId"], message));
    if of.offered_by != Some(of.prime) {
        refuse(
            AcceptDelegationRefusal::NotOffered,
            "This plan offers yours no delegation, or not any more; ask its administrator to offer \
             it again.",
        )
    } else if of.prime_of_delegate.is_some() {
        refuse(
            AcceptDelegationRefusal::AlreadyDelegated,
            "Your plan works for another one; end that delegation first.",
        )
    } else if of.is_chain() {
        refuse(AcceptDelegationRefusal::Chain, CHAIN)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use entity::types::{AccountId, TicketId};
    use uuid::Uuid;

    use super::*;

    fn person(roles: &[Role]) -> NewPerson {
        NewPerson {
            email: " Ana@Plan.example".to_owned(),
            name: " Ana Ruiz ".to_owned(),
            roles: roles.to_vec(),
        }
    }

    #[test]
    fn what_people_type_is_put_in_order() {
        let typed = person(&[Role::OrganizationAdmin, Role::Referrer, Role::Referrer]);
        let checked = check_person(&typed, OrganizationKind::Referrer).unwrap();
        assert_eq!(checked.email, "ana@plan.example");
        assert_eq!(checked.name, "Ana Ruiz");
        assert_eq!(checked.roles, [Role::Referrer, Role::OrganizationAdmin]);
    }

    #[test]
    fn all_mistakes_of_an_invitation_are_told_at_once() {
        let typed = NewPerson {
            email: "nobody".to_owned(),
            name: " ".to_owned(),
            roles: vec![Role::PlanCoordinator],
        };
        let refusals = check_person(&typed, OrganizationKind::Provider).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(
            codes,
            [
                InviteRefusal::InvalidEmail,
                InviteRefusal::Required,
                InviteRefusal::RoleDoesNotFit
            ]
        );
        assert!(refusals[2].message.contains("PROVIDER_STAFF"));
    }

    #[test]
    fn an_organization_that_has_an_administrator_keeps_one() {
        for (is_administrator, others, is_last) in [
            (true, 0, true),
            (true, 1, false),
            (false, 0, false),
            (false, 1, false),
        ] {
            assert_eq!(is_last_administrator(is_administrator, others), is_last);
        }
    }

    #[test]
    fn a_person_has_a_status_by_their_invitations() {
        use TicketState::{Open, Used, Voided};
        let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for (is_active, states, expected) in [
            (true, vec![], AccountStatus::Active),
            (false, vec![], AccountStatus::Deactivated),
            (false, vec![Open], AccountStatus::Invited),
            (false, vec![Voided, Open], AccountStatus::Invited),
            (false, vec![Voided], AccountStatus::Deactivated),
            (true, vec![Used], AccountStatus::Active),
            (false, vec![Used], AccountStatus::Deactivated),
        ] {
            let tickets: Vec<_> = states
                .iter()
                .map(|&state| TicketRecord {
                    id: TicketId(Uuid::nil()),
                    account: AccountId(Uuid::nil()),
                    purpose: TicketPurpose::Invitation,
                    expires_at: until,
                    state,
                })
                .collect();
            let (found, invited_until) = status(is_active, &tickets);
            assert_eq!(found, expected, "{is_active} {states:?}");
            assert_eq!(invited_until.is_some(), expected == AccountStatus::Invited);
        }
    }

    #[test]
    fn delegation_has_one_step_and_two_sides() {
        use AcceptDelegationRefusal as Accept;
        use OfferDelegationRefusal as Offer;
        let [prime, delegate, third] = [1, 2, 3].map(|id| OrganizationId(Uuid::from_u128(id)));
        let offered = Pair {
            prime,
            prime_of_prime: None,
            delegate,
            delegate_is_prime: false,
            prime_of_delegate: None,
            offered_by: Some(prime),
        };
        let pair = |change: fn(&mut Pair, OrganizationId)| {
            let mut pair = offered;
            change(&mut pair, third);
            pair
        };
        for (of, offer, acceptance) in [
            (offered, None, None),
            (
                pair(|pair, _| pair.offered_by = None),
                None,
                Some(Accept::NotOffered),
            ),
            (
                pair(|pair, third| pair.offered_by = Some(third)),
                None,
                Some(Accept::NotOffered),
            ),
            (
                pair(|pair, third| pair.prime_of_prime = Some(third)),
                Some(Offer::Chain),
                Some(Accept::Chain),
            ),
            (
                pair(|pair, _| pair.delegate_is_prime = true),
                Some(Offer::Chain),
                Some(Accept::Chain),
            ),
            (
                pair(|pair, third| pair.prime_of_delegate = Some(third)),
                None,
                Some(Accept::AlreadyDelegated),
            ),
            (
                pair(|pair, _| pair.prime_of_delegate = Some(pair.prime)),
                Some(Offer::AlreadyDelegated),
                Some(Accept::AlreadyDelegated),
            ),
            (
                pair(|pair, _| pair.delegate = pair.prime),
                Some(Offer::SamePlan),
                None,
            ),
        ] {
            assert_eq!(check_offer(&of).err().map(|refusal| refusal.code), offer);
            if of.prime != of.delegate {
                let refusal = check_acceptance(&of).err();
                assert_eq!(refusal.map(|refusal| refusal.code), acceptance);
            }
        }
    }
}
