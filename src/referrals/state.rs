//! Which act is legal when, and where it leads: one pure table over the loop's status and that of
//! its live assignment.
//!
//! Sources: S3 (providers act on assignments and support transitions), domain notes section 11
//! (outreach, decline and close are legal from assignment on; outreach accepts by implication;
//! the assignment outlives the loop).

use entity::types::{ActSource, AssignmentStatus, ReferralStatus};

/// An act on a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// The plan says which member it is.
    ConfirmMember,
    /// The named provider answers, or was in touch with the person.
    AnswerNaming,
    /// The plan gives it to a provider.
    Assign,
    /// The plan takes it from one provider and gives it to another.
    Reassign,
    /// The provider says yes.
    Accept,
    /// The provider says no.
    Decline,
    /// The member says no.
    DeclineForMember,
    /// The provider tried to reach the member.
    RecordOutreach,
    /// Another contact, which is no attempt.
    RecordContact,
    /// An attempt was written down wrong.
    CorrectOutreach,
    /// The member is handed over from one name to another.
    HandOff,
    /// The plan excuses the outreach duty.
    ExcuseDuty,
    /// Plan or provider says until when the place is held.
    HoldPlace,
    /// It was held until now.
    LapseHold,
    /// The service starts.
    StartService,
    /// The start was written down wrong: it was at another time.
    CorrectStart,
    /// The start was written down wrong: there was none.
    VoidStart,
    /// The member is reassessed while the service runs.
    Reassess,
    /// The service ends.
    EndService,
    /// Nobody has room: it waits.
    JoinWaitlist,
    /// It waits no longer.
    LeaveWaitlist,
    /// The place that was offered is passed.
    PassOffer,
    /// The loop closes without a service.
    Close,
    /// The loop that stayed open after the start closes as *Services received*.
    ConfirmServices,
    /// Whoever referred, the member or the plan takes it back.
    Withdraw,
    /// The plan opens a closed loop again.
    Reopen,
    /// The plan is asked to authorize the service.
    AskAuthorization,
    /// The plan authorizes it, or the wish for it was taken back.
    Authorize,
    /// The plan does not authorize it, and the loop closes.
    Deny,
}

impl Act {
    /// Does it belong to the provider? Then the plan does it on the provider's behalf: a plan may
    /// not force a provider onto a live channel (DHCS closed-loop referral FAQ).
    #[must_use]
    pub const fn is_the_providers(self) -> bool {
        match self {
            Self::AnswerNaming
            | Self::Accept
            | Self::Decline
            | Self::DeclineForMember
            | Self::RecordOutreach
            | Self::RecordContact
            | Self::CorrectOutreach
            | Self::HandOff
            | Self::StartService
            | Self::CorrectStart
            | Self::VoidStart
            | Self::Reassess
            | Self::EndService => true,
            Self::ConfirmMember
            | Self::Assign
            | Self::Reassign
            | Self::ExcuseDuty
            | Self::HoldPlace
            | Self::LapseHold
            | Self::JoinWaitlist
            | Self::LeaveWaitlist
            | Self::PassOffer
            | Self::Close
            | Self::ConfirmServices
            | Self::Withdraw
            | Self::Reopen
            | Self::AskAuthorization
            | Self::Authorize
            | Self::Deny => false,
        }
    }
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

/// Is it legal while this assignment lives, and moves nothing?
fn stays(act: Act, assignment: Option<AssignmentStatus>) -> bool {
    match act {
        // For a service that runs, or is to run, the loop does not wait for an authorization.
        Act::RecordContact
        | Act::HandOff
        | Act::ExcuseDuty
        | Act::AskAuthorization
        | Act::Authorize
        | Act::Deny => assignment.is_some(),
        // An attempt that was made earlier may be written down after the service started.
        Act::RecordOutreach | Act::CorrectStart | Act::Reassess => {
            assignment == Some(AssignmentStatus::InService)
        }
        Act::ConfirmMember
        | Act::AnswerNaming
        | Act::Assign
        | Act::Reassign
        | Act::Accept
        | Act::Decline
        | Act::DeclineForMember
        | Act::CorrectOutreach
        | Act::StartService
        | Act::VoidStart
        | Act::EndService
        | Act::HoldPlace
        | Act::LapseHold
        | Act::JoinWaitlist
        | Act::LeaveWaitlist
        | Act::PassOffer
        | Act::Close
        | Act::ConfirmServices
        | Act::Withdraw
        | Act::Reopen => false,
    }
}

/// Decides one act. What comes by file or on behalf may skip steps: it tells of what has happened,
/// and acceptance or outreach may not have been told.
#[expect(clippy::too_many_lines, reason = "one table, one line an act")]
pub fn step(
    act: Act,
    source: ActSource,
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
    let is_with_plan = matches!(
        referral,
        R::Received | R::Ready | R::AwaitingAuthorization | R::Waitlisted
    );
    let is_in_hands = matches!(referral, R::Assigned | R::Accepted | R::InOutreach);
    let is_before_service = matches!(assignment, Some(A::Assigned | A::Accepted));
    let may_skip = matches!(source, ActSource::File | ActSource::OnBehalf);
    match act {
        Act::ConfirmMember if referral == R::Received && assignment.is_none() => {
            next(R::Ready, None)
        }
        Act::AnswerNaming if is_with_plan && assignment.is_none() => next(referral, None),
        Act::Assign if matches!(referral, R::Ready | R::Waitlisted) && assignment.is_none() => {
            next(R::Assigned, Some(A::Assigned))
        }
        Act::Reassign if is_in_hands && is_before_service => next(R::Assigned, Some(A::Assigned)),
        Act::Accept if referral == R::Assigned && assignment == Some(A::Assigned) => {
            next(R::Accepted, Some(A::Accepted))
        }
        Act::Decline | Act::LapseHold if is_in_hands && is_before_service => {
            next(R::Ready, Some(A::Ended))
        }
        Act::HoldPlace if is_in_hands && is_before_service => next(referral, assignment),
        Act::RecordOutreach if is_in_hands && is_before_service => {
            next(R::InOutreach, Some(A::Accepted))
        }
        Act::CorrectOutreach => next(referral, assignment),
        act if stays(act, assignment) => next(referral, assignment),
        Act::StartService
            if is_in_hands
                && (assignment == Some(A::Accepted) || may_skip && is_before_service) =>
        {
            next(R::Closed, Some(A::InService))
        }
        Act::VoidStart if assignment == Some(A::InService) => {
            next(R::InOutreach, Some(A::Accepted))
        }
        Act::EndService if assignment == Some(A::InService) => next(R::Closed, Some(A::Ended)),
        Act::ConfirmServices if is_in_hands && assignment == Some(A::InService) => {
            next(R::Closed, assignment)
        }
        Act::JoinWaitlist if referral == R::Ready && assignment.is_none() => {
            next(R::Waitlisted, None)
        }
        Act::LeaveWaitlist if referral == R::Waitlisted && assignment.is_none() => {
            next(R::Ready, None)
        }
        Act::PassOffer if referral == R::Waitlisted && assignment.is_none() => {
            next(R::Waitlisted, None)
        }
        Act::Close | Act::Withdraw if is_with_plan && assignment.is_none() => next(R::Closed, None),
        Act::Close | Act::Withdraw | Act::DeclineForMember if is_in_hands && is_before_service => {
            next(R::Closed, Some(A::Ended))
        }
        // To RECEIVED where the plan never knew the member: the use case knows.
        Act::Reopen if referral == R::Closed && assignment.is_none() => next(R::Ready, None),
        // A named provider need not know whether the plan has said which member it is; what waits for
        // a place goes on waiting.
        Act::AskAuthorization if matches!(referral, R::Received | R::Waitlisted) => {
            next(referral, None)
        }
        Act::AskAuthorization if matches!(referral, R::Ready | R::AwaitingAuthorization) => {
            next(R::AwaitingAuthorization, None)
        }
        Act::Authorize if referral == R::AwaitingAuthorization => next(R::Ready, None),
        Act::Authorize if referral == R::Waitlisted => next(referral, None),
        Act::Deny if matches!(referral, R::AwaitingAuthorization | R::Waitlisted) => {
            next(R::Closed, None)
        }
        Act::ConfirmMember
        | Act::AnswerNaming
        | Act::Assign
        | Act::Reassign
        | Act::Accept
        | Act::Decline
        | Act::DeclineForMember
        | Act::RecordOutreach
        | Act::RecordContact
        | Act::HandOff
        | Act::ExcuseDuty
        | Act::HoldPlace
        | Act::LapseHold
        | Act::StartService
        | Act::CorrectStart
        | Act::VoidStart
        | Act::Reassess
        | Act::EndService
        | Act::JoinWaitlist
        | Act::LeaveWaitlist
        | Act::PassOffer
        | Act::Close
        | Act::ConfirmServices
        | Act::Withdraw
        | Act::Reopen
        | Act::AskAuthorization
        | Act::Authorize
        | Act::Deny => Err(OutOfOrder {
            act,
            referral,
            assignment,
        }),
    }
}

/// Where a loop and its assignment stand by what the provider has done, before the service starts:
/// what is left when a start or an attempt turns out to have been none.
#[must_use]
pub fn stands_by(was_accepted: bool, was_tried: bool) -> (ReferralStatus, AssignmentStatus) {
    match (was_accepted, was_tried) {
        (_, true) => (ReferralStatus::InOutreach, AssignmentStatus::Accepted),
        (true, false) => (ReferralStatus::Accepted, AssignmentStatus::Accepted),
        (false, false) => (ReferralStatus::Assigned, AssignmentStatus::Assigned),
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
            Act::AnswerNaming => "a named provider answers before anybody has it",
            Act::Assign if self.referral == ReferralStatus::Received => {
                "confirm which member it is, then assign it"
            }
            Act::Assign if self.referral == ReferralStatus::AwaitingAuthorization => {
                "the plan has to authorize the service first (decideAuthorization)"
            }
            Act::Assign => {
                "it is assigned while it is READY or WAITLISTED; to change providers, reassign it"
            }
            Act::Reassign => "it is reassigned while a provider has it and before service starts",
            Act::Accept => "it is accepted once, while it is ASSIGNED; outreach accepts as well",
            Act::Decline | Act::DeclineForMember => "it is declined before service starts",
            Act::RecordOutreach => "outreach is recorded while the assignment lives",
            Act::RecordContact => "contacts are recorded while the assignment lives",
            Act::CorrectOutreach => "there is nothing to correct",
            Act::HandOff => "a hand-off is recorded while the assignment lives",
            Act::HoldPlace | Act::LapseHold => {
                "a place is held while a provider has it and before service starts"
            }
            Act::ExcuseDuty => "a duty is excused while its assignment lives",
            Act::StartService if self.referral == ReferralStatus::Assigned => {
                "accept it or record outreach first"
            }
            Act::StartService => "service starts once, after acceptance or outreach",
            Act::CorrectStart | Act::VoidStart => "a start is corrected while the service runs",
            Act::Reassess => "a member is reassessed while the service runs",
            Act::EndService => "service ends once, after it started",
            Act::JoinWaitlist => "it waits for a place while it is READY",
            Act::LeaveWaitlist | Act::PassOffer => "it does not wait",
            Act::ConfirmServices => {
                "services are confirmed once, while the service runs and the loop is open"
            }
            Act::Withdraw if self.assignment == Some(AssignmentStatus::InService) => {
                "the service has started; ask the provider to end it"
            }
            Act::Withdraw => "it is withdrawn before it is closed",
            Act::Reopen if self.assignment.is_some() => {
                "the service runs; refer the member again for another"
            }
            Act::Reopen => "only a closed loop is opened again",
            Act::AskAuthorization => "refer the member again, or ask for the member",
            Act::Authorize | Act::Deny => "nothing waits for an authorization",
            Act::Close if self.assignment == Some(AssignmentStatus::InService) => {
                "the loop closed when service started; end the service instead"
            }
            Act::Close => "it is closed once",
        };
        format!("{stands}: {advice}.")
    }
}

#[cfg(test)]
mod tests;
