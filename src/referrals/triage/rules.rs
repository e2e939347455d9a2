//! The decision, pure.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OrganizationId, ReferralId, ReferralStatus};

use crate::reference::{OtherProgram, Reference, ServiceCode};
use crate::referrals::error::AssignRefusal;
use crate::refusal::{Refusal, Refusals};

/// What speaks against assigning a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The member died.
    Deceased,
    /// The person is not enrolled in the plan today.
    NotEnrolled,
    /// The plan does not offer the service in the county where it is needed today.
    NotOffered,
    /// Another programme coordinates the member's care and excludes the service (S1 Q6).
    InOtherProgram,
    /// An earlier referral for the same need is open, or a provider has one.
    OpenReferral,
    /// A service for the same need runs.
    RunningService,
    /// Another ECM provider has the member; there is one at a time.
    OtherEcmProvider,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It is worth a look.
    Warns,
    /// It is assigned only with a reason, which stands in the timeline.
    NeedsReason,
    /// It is not assigned while this holds.
    Refuses,
}

/// One thing that speaks against assigning a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub ground: Ground,
    /// How much it weighs.
    pub weight: Weight,
    /// The other referral, where there is one.
    pub other: Option<ReferralId>,
    /// The other programme, where there is one.
    pub program: Option<OtherProgram>,
}

/// What is read of a member for one referral.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Whether the member died.
    pub(super) has_died: bool,
    /// Whether the plan knows when the member was enrolled.
    pub(super) is_enrolment_known: bool,
    /// Whether the member is enrolled today.
    pub(super) is_enrolled: bool,
    /// The programmes that the member is in today.
    pub(super) programs: Vec<OtherProgram>,
    /// Referrals of the member for the same service that are open or served, earliest first.
    pub(super) others: Vec<Other>,
}

/// Another referral of the same member for the same service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) id: ReferralId,
    pub(super) received_at: DateTime<Utc>,
    pub(super) status: ReferralStatus,
    pub(super) assigned_to: Option<OrganizationId>,
}

/// The referral that is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sorted {
    pub(super) id: ReferralId,
    pub(super) received_at: DateTime<Utc>,
    pub(super) service: ServiceCode,
    pub(super) today: NaiveDate,
}

impl Finding {
    fn of(ground: Ground, weight: Weight) -> Self {
        Self {
            ground,
            weight,
            other: None,
            program: None,
        }
    }

    /// The plan does not offer the service there.
    pub(super) fn not_offered() -> Self {
        Self::of(Ground::NotOffered, Weight::Refuses)
    }

    /// For the plan: what it means and what to do.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self.ground {
            Ground::Deceased => {
                "The member died. If that is a mistake, correct the life event first \
                 (recordLifeEvent); if not, close the referral."
            }
            Ground::NotEnrolled => {
                "Not confirmed for this plan: the member is not enrolled today. Record the \
                 enrolment if it is missing (recordEnrolment); else close the referral as \
                 NO_LONGER_ELIGIBLE, and whoever referred hears to turn to the person's own plan."
            }
            Ground::NotOffered => {
                "Your plan does not offer this service in the county where it is needed today."
            }
            Ground::InOtherProgram => {
                "The member is in a programme that coordinates their care already and excludes \
                 this service. Close the referral, or say why it is assigned all the same."
            }
            Ground::OpenReferral => {
                "The member has another referral for the same service. Work with that one and \
                 withdraw this, or say why both are needed."
            }
            Ground::RunningService => {
                "The member gets this service already. Say why it is needed twice, or withdraw \
                 the referral."
            }
            Ground::OtherEcmProvider => {
                "Another ECM provider has the member, and there is one at a time: reassign that \
                 referral instead."
            }
        }
    }

    fn code(&self) -> AssignRefusal {
        match self.ground {
            Ground::Deceased => AssignRefusal::Deceased,
            Ground::NotEnrolled => AssignRefusal::NotEnrolled,
            Ground::NotOffered => AssignRefusal::NotOffered,
            Ground::InOtherProgram => AssignRefusal::InOtherProgram,
            Ground::OpenReferral | Ground::RunningService => AssignRefusal::Duplicate,
            Ground::OtherEcmProvider => AssignRefusal::OtherEcmProvider,
        }
    }
}

/// What speaks against assigning, the heaviest first.
pub(super) fn findings(sorted: &Sorted, facts: &Facts, reference: &Reference) -> Vec<Finding> {
    let mut found = Vec::new();
    if facts.has_died {
        found.push(Finding::of(Ground::Deceased, Weight::Refuses));
    }
    if facts.is_enrolment_known && !facts.is_enrolled {
        found.push(Finding::of(Ground::NotEnrolled, Weight::Refuses));
    }
    for program in &facts.programs {
        let fact = reference.other_program(*program);
        if fact.excludes_on(sorted.service, sorted.today) {
            // What no text says refuses nothing.
            let weight = if fact.is_confirmed {
                Weight::NeedsReason
            } else {
                Weight::Warns
            };
            found.push(Finding {
                program: Some(*program),
                ..Finding::of(Ground::InOtherProgram, weight)
            });
        }
    }
    for other in &facts.others {
        let is_earlier = (other.received_at, other.id) < (sorted.received_at, sorted.id);
        let (ground, weight) = match (other.assigned_to, other.status) {
            (Some(_), _) if sorted.service == ServiceCode::Ecm => {
                (Ground::OtherEcmProvider, Weight::Refuses)
            }
            (Some(_), ReferralStatus::Closed) => (Ground::RunningService, Weight::NeedsReason),
            (Some(_), _) => (Ground::OpenReferral, Weight::NeedsReason),
            // Of two that wait, the later one is the second.
            (None, _) if is_earlier => (Ground::OpenReferral, Weight::NeedsReason),
            (None, _) => continue,
        };
        found.push(Finding {
            other: Some(other.id),
            ..Finding::of(ground, weight)
        });
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    found
}

/// What of it is in the way of an assignment. A reason overrides what needs one.
pub(in crate::referrals) fn check(
    found: &[Finding],
    has_reason: bool,
) -> Result<(), Refusals<AssignRefusal>> {
    let mut refusals: Refusals<AssignRefusal> = Vec::new();
    for finding in found {
        let refusal = match finding.weight {
            Weight::Refuses => Refusal::new(finding.code(), finding.advice()),
            Weight::NeedsReason if !has_reason => {
                Refusal::at(finding.code(), &["reason"], finding.advice())
            }
            Weight::NeedsReason | Weight::Warns => continue,
        };
        // Two others are one reason to ask.
        if !refusals.iter().any(|known| known.code == refusal.code) {
            refusals.push(refusal);
        }
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn id(number: u128) -> ReferralId {
        ReferralId(Uuid::from_u128(number))
    }

    fn sorted(service: ServiceCode) -> Sorted {
        Sorted {
            id: id(5),
            received_at: NOW,
            service,
            today: "2026-11-23".parse().unwrap(),
        }
    }

    fn other(number: u128, minutes: i64, status: ReferralStatus, is_assigned: bool) -> Other {
        Other {
            id: id(number),
            received_at: NOW + Duration::minutes(minutes),
            status,
            assigned_to: is_assigned.then(|| OrganizationId(Uuid::nil())),
        }
    }

    fn grounds(service: ServiceCode, facts: &Facts) -> Vec<(Ground, Weight)> {
        findings(&sorted(service), facts, Reference::embedded())
            .iter()
            .map(|finding| (finding.ground, finding.weight))
            .collect()
    }

    #[test]
    fn who_is_not_enrolled_is_not_assigned_and_who_knows_is_not_asked() {
        for (is_enrolment_known, is_enrolled, expected) in [
            (false, false, &[][..]),
            (true, true, &[]),
            (true, false, &[(Ground::NotEnrolled, Weight::Refuses)]),
        ] {
            let facts = Facts {
                is_enrolment_known,
                is_enrolled,
                ..Facts::default()
            };
            assert_eq!(grounds(ServiceCode::Meals, &facts), expected);
        }
    }

    #[test]
    fn pace_excludes_ecm_and_what_is_recalled_only_warns() {
        let facts = Facts {
            programs: vec![OtherProgram::Hospice, OtherProgram::Pace],
            ..Facts::default()
        };
        assert_eq!(
            grounds(ServiceCode::Ecm, &facts),
            [
                (Ground::InOtherProgram, Weight::NeedsReason),
                (Ground::InOtherProgram, Weight::Warns),
            ]
        );
        assert_eq!(grounds(ServiceCode::Meals, &facts), []);
    }

    #[test]
    fn of_two_for_one_need_the_later_needs_a_reason() {
        use Ground::{OpenReferral, OtherEcmProvider, RunningService};
        use ReferralStatus::{Accepted, Closed, Ready};
        use ServiceCode::{Ecm, Meals};
        let needs = Weight::NeedsReason;
        for (service, other, expected) in [
            (
                Meals,
                other(1, -1, Ready, false),
                Some((OpenReferral, needs)),
            ),
            (Meals, other(1, 1, Ready, false), None),
            // Received at the same instant: the id decides, so that one of them goes on.
            (
                Meals,
                other(4, 0, Ready, false),
                Some((OpenReferral, needs)),
            ),
            (Meals, other(6, 0, Ready, false), None),
            (
                Meals,
                other(1, 1, Accepted, true),
                Some((OpenReferral, needs)),
            ),
            (
                Meals,
                other(1, 1, Closed, true),
                Some((RunningService, needs)),
            ),
            (
                Ecm,
                other(1, 1, Closed, true),
                Some((OtherEcmProvider, Weight::Refuses)),
            ),
            (Ecm, other(1, -1, Ready, false), Some((OpenReferral, needs))),
        ] {
            let facts = Facts {
                others: vec![other],
                ..Facts::default()
            };
            let expected: Vec<_> = expected.into_iter().collect();
            assert_eq!(grounds(service, &facts), expected, "{service} {other:?}");
        }
    }

    #[test]
    fn a_reason_overrides_what_needs_one_and_nothing_else() {
        use Ground::{InOtherProgram, NotEnrolled, OpenReferral, RunningService};
        let of = |ground, weight| Finding::of(ground, weight);
        let codes = |found: &[Finding], has_reason| {
            let refusals = check(found, has_reason).err().unwrap_or_default();
            refusals
                .iter()
                .map(|refusal| refusal.code)
                .collect::<Vec<_>>()
        };
        let found = [
            of(NotEnrolled, Weight::Refuses),
            of(OpenReferral, Weight::NeedsReason),
            of(RunningService, Weight::NeedsReason),
            of(InOtherProgram, Weight::Warns),
        ];
        assert_eq!(
            codes(&found, false),
            [AssignRefusal::NotEnrolled, AssignRefusal::Duplicate]
        );
        assert_eq!(codes(&found, true), [AssignRefusal::NotEnrolled]);
        assert_eq!(codes(&found[1..], true), []);
    }
}
