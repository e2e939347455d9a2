//! The policy: role × action × relation, as one pure table.

use entity::types::Role;

use super::{Action, Actor};

/// How an actor's organization stands to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The row belongs to the actor's plan.
    Plan,
    /// The same, and the row is restricted; the actor is one of those who see it in full.
    Guarded,
    /// The row is restricted, and the actor knows of it only that it exists.
    Withheld,
    /// The row belongs to a plan to which the actor's plan delegated.
    Prime,
    /// The actor's organization has the live assignment.
    Assigned,
    /// The actor's organization had an assignment that ended.
    WasAssigned,
    /// Whoever referred named the actor's organization, and the plan has not decided.
    Named,
    /// The same, and the actor's organization itself referred.
    NamedSelf,
    /// The actor's organization referred.
    Referrer,
    /// The row is the organization's own, or there is no row yet.
    Own,
    /// None of these.
    Unrelated,
}

impl Relation {
    /// Every relation, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::Plan,
        Self::Guarded,
        Self::Withheld,
        Self::Prime,
        Self::Assigned,
        Self::WasAssigned,
        Self::Named,
        Self::NamedSelf,
        Self::Referrer,
        Self::Own,
        Self::Unrelated,
    ];
}

/// A row of which the policy can be asked.
pub trait Resource {
    /// How the actor's organization stands to it.
    fn relation(&self, actor: &Actor) -> Relation;
}

/// The act is not the actor's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("denied")]
pub struct Denied;

/// May the actor do this to that row?
pub fn authorize(actor: &Actor, action: Action, on: &impl Resource) -> Result<(), Denied> {
    permit(actor, action, on.relation(actor))
}

/// May the actor do this where there is no row yet, or only rows of their own?
pub fn authorize_here(actor: &Actor, action: Action) -> Result<(), Denied> {
    permit(actor, action, Relation::Own)
}

/// May the actor do what only the server and its command line may: organizations and accounts?
pub fn authorize_server(actor: &Actor) -> Result<(), Denied> {
    match actor {
        Actor::System => Ok(()),
        Actor::Anonymous | Actor::Person(_) => Err(Denied),
    }
}

fn permit(actor: &Actor, action: Action, relation: Relation) -> Result<(), Denied> {
    match actor {
        Actor::Anonymous => Err(Denied),
        Actor::System => Ok(()),
        Actor::Person(person) => {
            if person
                .roles
                .iter()
                .any(|role| allow(*role, action, relation))
            {
                Ok(())
            } else {
                Err(Denied)
            }
        }
    }
}

/// May somebody of that role do this to a record in that relation? What the table does not name
/// is denied.
#[must_use]
pub fn allow(role: Role, action: Action, relation: Relation) -> bool {
    grants(action)
        .iter()
        .any(|(who, to)| *who == role && to.contains(&relation))
}

/// The table: who may do an act, to which records. An act without a line does not compile; the
/// whole is printed, role by role, in `tests/it/access/policy.txt`.
#[expect(clippy::too_many_lines, reason = "one table, one line an act")]
const fn grants(action: Action) -> &'static [(Role, &'static [Relation])] {
    use Relation::{Assigned, Guarded, Named, NamedSelf, Own, Plan, Referrer};
    match action {
        Action::MemberRegister => &[(Role::PlanCoordinator, &[Own]), (Role::PlanPrivacy, &[Own])],
        Action::MemberSearch | Action::DecisionCompare => &[
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanPrivacy, &[Own]),
        ],
        Action::ReferralCreate => &[
            (Role::Referrer, &[Own]),
            (Role::ProviderStaff, &[Own]),
            (Role::LeadCareManager, &[Own]),
            (Role::PlanCoordinator, &[Own]),
        ],
        // A restricted record is worked by those who see it; privacy works nothing else.
        Action::ReferralConfirmMember
        | Action::VisitConfirmMember
        | Action::DutyExcuse
        | Action::TaskComplete
        | Action::LinksRevoke
        | Action::ReferralAssign
        | Action::ReferralReassign
        | Action::ReferralReopen => &[
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::ReferralAccept
        | Action::ReferralDecline
        | Action::OutreachRecord
        | Action::ServiceStart
        | Action::ServiceEnd
        | Action::PlaceHold
        // The plan enters what a provider phones or faxes.
        | Action::ReferralClose => &[
            (Role::ProviderStaff, &[Assigned]),
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        // The lead care manager does it; whoever else of the provider writes it down for them.
        Action::ReassessmentRecord => &[
            (Role::ProviderStaff, &[Assigned]),
            (Role::LeadCareManager, &[Assigned]),
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::NamingAnswer => &[
            (Role::ProviderStaff, &[Named, NamedSelf]),
            (Role::PlanCoordinator, &[Plan]),
        ],
        Action::ReferralWithdraw => &[
            (Role::Referrer, &[Referrer]),
            (Role::ProviderStaff, &[Referrer, NamedSelf]),
            (Role::LeadCareManager, &[Referrer, NamedSelf]),
            (Role::PlanCoordinator, &[Plan, Guarded, Referrer]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::PolicyRead => &[
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanNetwork, &[Own]),
            (Role::PlanPrivacy, &[Own]),
            (Role::PlanAnalyst, &[Own]),
        ],
        Action::CapacityReport => &[(Role::ProviderStaff, &[Own])],
        Action::PolicyConfigure | Action::CapacityAgree => &[(Role::PlanNetwork, &[Own])],
        Action::CapacityRead => &[
            (Role::ProviderStaff, &[Own]),
            (Role::LeadCareManager, &[Own]),
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanNetwork, &[Own]),
            (Role::PlanPrivacy, &[Own]),
            (Role::PlanAnalyst, &[Own]),
        ],
        Action::NoticeAcknowledge => &[
            (Role::Referrer, &[Own]),
            (Role::ProviderStaff, &[Own]),
            (Role::LeadCareManager, &[Own]),
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanNetwork, &[Own]),
            (Role::PlanPrivacy, &[Own]),
        ],
        // Named, referring or assigned, a provider asks; the plan asks where none does.
        Action::AuthorizationRequest => &[
            (Role::ProviderStaff, &[Assigned, Named, NamedSelf, Referrer, Own]),
            (Role::PlanCoordinator, &[Plan, Guarded, Own]),
            (Role::PlanReviewer, &[Plan, Guarded, Own]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::AuthorizationDecide | Action::AppealDecide => {
            &[(Role::PlanReviewer, &[Plan, Guarded])]
        }
        // The member phones or writes to the plan; a provider files for whom it serves, with consent.
        Action::AppealFile => &[
            (Role::ProviderStaff, &[Assigned]),
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanReviewer, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::AppealAcknowledge => &[
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanReviewer, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Guarded]),
        ],
        Action::AuthorizationRead | Action::VisitRead => &[
            (Role::ProviderStaff, &[Own]),
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanPrivacy, &[Own]),
        ],
        Action::VisitRecord => &[(Role::ProviderStaff, &[Own, Assigned])],
        Action::ReviewerMark => &[(Role::OrganizationAdmin, &[Own])],
        Action::DeclineReport => &[
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanNetwork, &[Own]),
            (Role::PlanPrivacy, &[Own]),
        ],
        Action::SafeContactSet
        | Action::MemberUpdate
        | Action::EnrolmentRecord
        | Action::LifeEventRecord
        | Action::MemberMerge => &[
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Plan, Guarded]),
        ],
        Action::MemberRestrict => &[(Role::PlanPrivacy, &[Plan, Guarded])],
        Action::ReferralRestrict => &[
            (Role::PlanCoordinator, &[Plan]),
            (Role::PlanPrivacy, &[Plan, Guarded]),
        ],
        Action::ConsentRecord => &[
            (Role::PlanCoordinator, &[Plan, Guarded]),
            (Role::PlanPrivacy, &[Plan, Guarded]),
            (Role::ProviderStaff, &[Assigned]),
        ],
        Action::GlassBreak => &[(Role::PlanCoordinator, &[Own])],
        Action::PrivacyConfigure | Action::DisclosureRead => &[(Role::PlanPrivacy, &[Own])],
        Action::CountsRead => &[
            (Role::PlanCoordinator, &[Own]),
            (Role::PlanReviewer, &[Own]),
            (Role::PlanNetwork, &[Own]),
            (Role::PlanPrivacy, &[Own]),
            (Role::PlanAnalyst, &[Own]),
            (Role::StateAuditor, &[Own]),
        ],
        Action::AuditRead
        | Action::AccountAdminister
        | Action::DelegationAgree
        | Action::NudgesConfigure => {
            &[(Role::OrganizationAdmin, &[Own])]
        }
        Action::DelegationRead => &[
            (Role::PlanPrivacy, &[Own]),
            (Role::OrganizationAdmin, &[Own]),
        ],
        Action::OrganizationAdminister => &[(Role::SystemAdmin, &[Own])],
    }
}
