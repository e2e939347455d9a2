//! The whole table.

use super::*;
use AssignmentStatus as A;
use ReferralStatus as R;

impl Act {
    /// Every act.
    pub const ALL: &'static [Self] = &[
        Self::ConfirmMember,
        Self::Assign,
        Self::Reassign,
        Self::Accept,
        Self::Decline,
        Self::DeclineForMember,
        Self::RecordOutreach,
        Self::RecordContact,
        Self::CorrectOutreach,
        Self::HandOff,
        Self::ExcuseDuty,
        Self::HoldPlace,
        Self::LapseHold,
        Self::StartService,
        Self::CorrectStart,
        Self::VoidStart,
        Self::Reassess,
        Self::EndService,
        Self::JoinWaitlist,
        Self::LeaveWaitlist,
        Self::PassOffer,
        Self::Close,
        Self::ConfirmServices,
        Self::Withdraw,
        Self::Reopen,
    ];
}

/// An act, and where it leads.
type Legal = (Act, R, Option<A>);

/// Every state a referral can be in, with the acts that are legal there and where they lead.
const LEGAL: &[(R, Option<A>, &[Legal])] = {
    use Act::{
        Accept, Assign, Close, ConfirmMember, ConfirmServices, CorrectOutreach, CorrectStart,
        Decline, DeclineForMember, EndService, ExcuseDuty, HandOff, HoldPlace, JoinWaitlist,
        LapseHold, LeaveWaitlist, PassOffer, Reassess, Reassign, RecordContact, RecordOutreach,
        Reopen, StartService, VoidStart, Withdraw,
    };
    &[
        (
            R::Received,
            None,
            &[
                (ConfirmMember, R::Ready, None),
                (CorrectOutreach, R::Received, None),
                (Close, R::Closed, None),
                (Withdraw, R::Closed, None),
            ],
        ),
        (
            R::Ready,
            None,
            &[
                (Assign, R::Assigned, Some(A::Assigned)),
                (CorrectOutreach, R::Ready, None),
                (JoinWaitlist, R::Waitlisted, None),
                (Close, R::Closed, None),
                (Withdraw, R::Closed, None),
            ],
        ),
        (
            R::Waitlisted,
            None,
            &[
                (Assign, R::Assigned, Some(A::Assigned)),
                (CorrectOutreach, R::Waitlisted, None),
                (LeaveWaitlist, R::Ready, None),
                (PassOffer, R::Waitlisted, None),
                (Close, R::Closed, None),
                (Withdraw, R::Closed, None),
            ],
        ),
        (
            R::Assigned,
            Some(A::Assigned),
            &[
                (Reassign, R::Assigned, Some(A::Assigned)),
                (Accept, R::Accepted, Some(A::Accepted)),
                (Decline, R::Ready, Some(A::Ended)),
                (DeclineForMember, R::Closed, Some(A::Ended)),
                (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                (RecordContact, R::Assigned, Some(A::Assigned)),
                (CorrectOutreach, R::Assigned, Some(A::Assigned)),
                (HandOff, R::Assigned, Some(A::Assigned)),
                (ExcuseDuty, R::Assigned, Some(A::Assigned)),
                (HoldPlace, R::Assigned, Some(A::Assigned)),
                (LapseHold, R::Ready, Some(A::Ended)),
                (Close, R::Closed, Some(A::Ended)),
                (Withdraw, R::Closed, Some(A::Ended)),
            ],
        ),
        (
            R::Accepted,
            Some(A::Accepted),
            &[
                (Reassign, R::Assigned, Some(A::Assigned)),
                (Decline, R::Ready, Some(A::Ended)),
                (DeclineForMember, R::Closed, Some(A::Ended)),
                (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                (RecordContact, R::Accepted, Some(A::Accepted)),
                (CorrectOutreach, R::Accepted, Some(A::Accepted)),
                (HandOff, R::Accepted, Some(A::Accepted)),
                (ExcuseDuty, R::Accepted, Some(A::Accepted)),
                (HoldPlace, R::Accepted, Some(A::Accepted)),
                (LapseHold, R::Ready, Some(A::Ended)),
                (StartService, R::Closed, Some(A::InService)),
                (Close, R::Closed, Some(A::Ended)),
                (Withdraw, R::Closed, Some(A::Ended)),
            ],
        ),
        (
            R::InOutreach,
            Some(A::Accepted),
            &[
                (Reassign, R::Assigned, Some(A::Assigned)),
                (Decline, R::Ready, Some(A::Ended)),
                (DeclineForMember, R::Closed, Some(A::Ended)),
                (RecordOutreach, R::InOutreach, Some(A::Accepted)),
                (RecordContact, R::InOutreach, Some(A::Accepted)),
                (CorrectOutreach, R::InOutreach, Some(A::Accepted)),
                (HandOff, R::InOutreach, Some(A::Accepted)),
                (ExcuseDuty, R::InOutreach, Some(A::Accepted)),
                (HoldPlace, R::InOutreach, Some(A::Accepted)),
                (LapseHold, R::Ready, Some(A::Ended)),
                (StartService, R::Closed, Some(A::InService)),
                (Close, R::Closed, Some(A::Ended)),
                (Withdraw, R::Closed, Some(A::Ended)),
            ],
        ),
        // The plan closes loops by hand, and has not yet.
        (
            R::InOutreach,
            Some(A::InService),
            &[
                (RecordOutreach, R::InOutreach, Some(A::InService)),
                (RecordContact, R::InOutreach, Some(A::InService)),
                (CorrectOutreach, R::InOutreach, Some(A::InService)),
                (HandOff, R::InOutreach, Some(A::InService)),
                (ExcuseDuty, R::InOutreach, Some(A::InService)),
                (CorrectStart, R::InOutreach, Some(A::InService)),
                (VoidStart, R::InOutreach, Some(A::Accepted)),
                (Reassess, R::InOutreach, Some(A::InService)),
                (EndService, R::Closed, Some(A::Ended)),
                (ConfirmServices, R::Closed, Some(A::InService)),
            ],
        ),
        (
            R::Closed,
            Some(A::InService),
            &[
                (RecordOutreach, R::Closed, Some(A::InService)),
                (RecordContact, R::Closed, Some(A::InService)),
                (CorrectOutreach, R::Closed, Some(A::InService)),
                (HandOff, R::Closed, Some(A::InService)),
                (ExcuseDuty, R::Closed, Some(A::InService)),
                (CorrectStart, R::Closed, Some(A::InService)),
                (VoidStart, R::InOutreach, Some(A::Accepted)),
                (Reassess, R::Closed, Some(A::InService)),
                (EndService, R::Closed, Some(A::Ended)),
            ],
        ),
        (
            R::Closed,
            None,
            &[(CorrectOutreach, R::Closed, None), (Reopen, R::Ready, None)],
        ),
    ]
};

#[test]
fn exactly_these_acts_are_legal() {
    for (referral, assignment, legal) in LEGAL {
        for act in Act::ALL {
            let expected =
                legal
                    .iter()
                    .find(|(legal, ..)| legal == act)
                    .map(|(_, referral, assignment)| Next {
                        referral: *referral,
                        assignment: *assignment,
                    });
            let decided = step(*act, ActSource::Live, *referral, *assignment);
            assert_eq!(
                decided.ok(),
                expected,
                "{act:?} on {referral:?} {assignment:?}"
            );
        }
    }
}

#[test]
fn what_is_told_later_may_skip_acceptance_and_nothing_else() {
    for source in [ActSource::File, ActSource::OnBehalf] {
        for (referral, assignment, _) in LEGAL {
            for act in Act::ALL {
                let live = step(*act, ActSource::Live, *referral, *assignment);
                let told = step(*act, source, *referral, *assignment);
                let skips = *act == Act::StartService && *assignment == Some(A::Assigned);
                assert_eq!(live == told, !skips, "{act:?} on {referral:?}");
                assert!(!skips || told.is_ok(), "{act:?} on {referral:?}");
            }
        }
    }
}

#[test]
fn a_refusal_names_the_state_and_the_way_on() {
    let refused = step(
        Act::StartService,
        ActSource::Live,
        R::Assigned,
        Some(A::Assigned),
    )
    .unwrap_err();
    assert_eq!(
        refused.message(),
        "The referral is ASSIGNED, its assignment ASSIGNED: accept it or record outreach first."
    );
    let refused = step(Act::Accept, ActSource::Live, R::Closed, None).unwrap_err();
    assert!(
        refused
            .message()
            .starts_with("The referral is CLOSED and nobody has it: ")
    );
}

#[test]
fn what_was_none_leaves_what_was_done() {
    use AssignmentStatus as A;
    use ReferralStatus as R;
    for (was_accepted, was_tried, referral, assignment) in [
        (false, false, R::Assigned, A::Assigned),
        (true, false, R::Accepted, A::Accepted),
        (false, true, R::InOutreach, A::Accepted),
        (true, true, R::InOutreach, A::Accepted),
    ] {
        assert_eq!(stands_by(was_accepted, was_tried), (referral, assignment));
    }
}
