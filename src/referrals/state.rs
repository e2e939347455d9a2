//! Which act is legal when, and where it leads: one pure table over the loop's status and that of
//! its live assignment.
//!
//! Sources: S3 (providers act on assignments and support transitions), domain notes section 11
//! (outreach, decline and close are legal from assignment on; outreach accepts by implication;
//! the assignment outlives the loop).

use entity::types::{AssignmentStatus, ReferralStatus};

/// An act on a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// The plan says which member it is.
    ConfirmMember,
    /// The plan gives it to a provider.
    Assign,
    /// The plan takes it from one provider and gives it to another.
    Reassign,
    /// The provider says yes.
    Accept,
    /// The provider says no.
    Decline,
    /// The provider tried to reach the member.
    RecordOutreach,
    /// The service starts.
    StartService,
    /// The service ends.
    EndService,
    /// The loop closes without a service.
    Close,
}

/// Where an act leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// The loop.
    pub referral: ReferralStatus,
    /// The assignment the act is about: the live one, or the one it makes.
    pub assignment: Option<AssignmentStatus>,
}

/// The act is out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfOrder {
    /// What was tried.
    pub act: Act,
    /// Where the loop stands.
    pub referral: ReferralStatus,
    /// Where the live assignment stands, if there is one.
    pub assignment: Option<AssignmentStatus>,
}

/// Decides one act.
pub fn step(
    act: Act,
    referral: ReferralStatus,
    assignment: Option<AssignmentStatus>,
) -> Result<Next, OutOfOrder> {
    use AssignmentStatus as A;
    use ReferralStatus as R;
    let next = |referral, assignment| {
        Ok(Next {
            referral,
            assignment,
        })
    };
    let is_in_hands = matches!(referral, R::Assigned | R::Accepted | R::InOutreach);
    let is_before_service = matches!(assignment, Some(A::Assigned | A::Accepted));
    match act {
        Act::ConfirmMember if referral == R::Received && assignment.is_none() => {
            next(R::Ready, None)
        }
        Act::Assign if referral == R::Ready && assignment.is_none() => {
            next(R::Assigned, Some(A::Assigned))
        }
        Act::Reassign if is_in_hands && is_before_service => next(R::Assigned, Some(A::Assigned)),
        Act::Accept if referral == R::Assigned && assignment == Some(A::Assigned) => {
            next(R::Accepted, Some(A::Accepted))
        }
        Act::Decline if is_in_hands && is_before_service => next(R::Ready, Some(A::Ended)),
        Act::RecordOutreach if is_in_hands && is_before_service => {
            next(R::InOutreach, Some(A::Accepted))
        }
        // An attempt that was made earlier may be written down after the service started.
        Act::RecordOutreach if assignment == Some(A::InService) => next(referral, assignment),
        Act::StartService
            if matches!(referral, R::Accepted | R::InOutreach)
                && assignment == Some(A::Accepted) =>
        {
            next(R::Closed, Some(A::InService))
        }
        Act::EndService if assignment == Some(A::InService) => next(referral, Some(A::Ended)),
        Act::Close if matches!(referral, R::Received | R::Ready) && assignment.is_none() => {
            next(R::Closed, None)
        }
        Act::Close if is_in_hands && is_before_service => next(R::Closed, Some(A::Ended)),
        Act::ConfirmMember
        | Act::Assign
        | Act::Reassign
        | Act::Accept
        | Act::Decline
        | Act::RecordOutreach
        | Act::StartService
        | Act::EndService
        | Act::Close => Err(OutOfOrder {
            act,
            referral,
            assignment,
        }),
    }
}

impl OutOfOrder {
    /// For the person who tried: where it stands and what to do.
    #[must_use]
    pub fn message(self) -> String {
        let stands = match self.assignment {
            Some(assignment) => {
                format!(
                    "The referral is {}, its assignment {}",
                    self.referral.code(),
                    assignment.code()
                )
            }
            None => format!("The referral is {} and nobody has it", self.referral.code()),
        };
        let advice = match self.act {
            Act::ConfirmMember => "a member is confirmed while it is RECEIVED",
            Act::Assign if self.referral == ReferralStatus::Received => {
                "confirm which member it is, then assign it"
            }
            Act::Assign => "it is assigned while it is READY; to change providers, reassign it",
            Act::Reassign => "it is reassigned while a provider has it and before service starts",
            Act::Accept => "it is accepted once, while it is ASSIGNED; outreach accepts as well",
            Act::Decline => "it is declined before service starts",
            Act::RecordOutreach => "outreach is recorded while the assignment lives",
            Act::StartService if self.referral == ReferralStatus::Assigned => {
                "accept it or record outreach first"
            }
            Act::StartService => "service starts once, after acceptance or outreach",
            Act::EndService => "service ends once, after it started",
            Act::Close if self.assignment == Some(AssignmentStatus::InService) => {
                "the loop closed when service started; end the service instead"
            }
            Act::Close => "it is closed once",
        };
        format!("{stands}: {advice}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AssignmentStatus as A;
    use ReferralStatus as R;

    const ACTS: [Act; 9] = [
        Act::ConfirmMember,
        Act::Assign,
        Act::Reassign,
        Act::Accept,
        Act::Decline,
        Act::RecordOutreach,
        Act::StartService,
        Act::EndService,
        Act::Close,
    ];

    /// Every state a referral can be in, with the acts that are legal there.
    #[test]
    fn exactly_these_acts_are_legal() {
        use Act::{
            Accept, Assign, Close, ConfirmMember, Decline, EndService, Reassign, RecordOutreach,
            StartService,
        };
        type Legal = (Act, R, Option<A>);
        let table: [(R, Option<A>, &[Legal]); 8] = [
            (
                R::Received,
                None,
                &[(ConfirmMember, R::Ready, None), (Close, R::Closed, None)],
            ),
            (
                R::Ready,
                None,
                &[
                    (Assign, R::Assigned, Some(A::Assigned)),
                    (Close, R::Closed, None),
                ],
            ),
            (
                R::Assigned,
                Some(A::Assigned),
                &[
                    (Reassign, R::Assigned, Some(A::Assigned)),
                    (Accept, R::Accepted, Some(A::Accepted)),
                    (Decline, R::Ready, Some(A::Ended)),
                    (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                    (Close, R::Closed, Some(A::Ended)),
                ],
            ),
            (
                R::Accepted,
                Some(A::Accepted),
                &[
                    (Reassign, R::Assigned, Some(A::Assigned)),
                    (Decline, R::Ready, Some(A::Ended)),
                    (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                    (StartService, R::Closed, Some(A::InService)),
                    (Close, R::Closed, Some(A::Ended)),
                ],
            ),
            (
                R::InOutreach,
                Some(A::Accepted),
                &[
                    (Reassign, R::Assigned, Some(A::Assigned)),
                    (Decline, R::Ready, Some(A::Ended)),
                    (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                    (StartService, R::Closed, Some(A::InService)),
                    (Close, R::Closed, Some(A::Ended)),
                ],
            ),
            (
                R::Closed,
                Some(A::InService),
                &[
                    (RecordOutreach, R::Closed, Some(A::InService)),
                    (EndService, R::Closed, Some(A::Ended)),
                ],
            ),
            (R::Closed, Some(A::Ended), &[]),
            (R::Closed, None, &[]),
        ];
        for (referral, assignment, legal) in table {
            for act in ACTS {
                let expected = legal.iter().find(|(legal, ..)| *legal == act).map(
                    |(_, referral, assignment)| Next {
                        referral: *referral,
                        assignment: *assignment,
                    },
                );
                let decided = step(act, referral, assignment);
                assert_eq!(
                    decided.ok(),
                    expected,
                    "{act:?} on {referral:?} {assignment:?}"
                );
            }
        }
    }

    #[test]
    fn a_refusal_names_the_state_and_the_way_on() {
        let refused = step(Act::StartService, R::Assigned, Some(A::Assigned)).unwrap_err();
        assert_eq!(
            refused.message(),
            "The referral is ASSIGNED, its assignment ASSIGNED: accept it or record outreach first."
        );
        let refused = step(Act::Accept, R::Closed, None).unwrap_err();
        assert!(
            refused
                .message()
                .starts_with("The referral is CLOSED and nobody has it: ")
        );
    }
}
