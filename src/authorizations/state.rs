//! What may follow what: one pure table.

use entity::types::{AuthorizationEventKind as Event, AuthorizationStatus as Status};

use super::input::Decision;

/// Where a decision leads; `None` where it is out of order.
#[must_use]
pub(crate) const fn decided(status: Status, decision: Decision) -> Option<Status> {
    match (status, decision) {
        (Status::Pending, Decision::Approve) => Some(Status::Approved),
        (Status::Pending, Decision::Modify) => Some(Status::Modified),
        (Status::Pending, Decision::Deny) => Some(Status::Denied),
        (Status::Approved | Status::Modified | Status::Reduced, Decision::Reduce) => {
            Some(Status::Reduced)
        }
        (Status::Approved | Status::Modified | Status::Reduced, Decision::Terminate) => {
            Some(Status::Terminated)
        }
        (
            Status::Pending
            | Status::Approved
            | Status::Modified
            | Status::Reduced
            | Status::Terminated,
            Decision::Void,
        ) => Some(Status::Void),
        (
            Status::Pending
            | Status::Approved
            | Status::Modified
            | Status::Denied
            | Status::Reduced
            | Status::Terminated
            | Status::Withdrawn
            | Status::Void,
            Decision::Approve
            | Decision::Modify
            | Decision::Deny
            | Decision::Reduce
            | Decision::Terminate
            | Decision::Void,
        ) => None,
    }
}

/// Whether a decision takes a reviewer who was marked competent for the service: whatever gives less
/// than was asked or granted (domain notes, section 11; not confirmed).
#[must_use]
pub(crate) const fn is_adverse(decision: Decision) -> bool {
    match decision {
        Decision::Approve | Decision::Void => false,
        Decision::Modify | Decision::Deny | Decision::Reduce | Decision::Terminate => true,
    }
}

/// For whoever tried: where it stands and what to do.
#[must_use]
pub(crate) fn out_of_order(status: Status, decision: Decision) -> String {
    let stands = status.code();
    let advice = match decision {
        Decision::Approve | Decision::Modify | Decision::Deny => match status {
            Status::Approved | Status::Modified | Status::Reduced => {
                "it was decided; to give less from a day on, reduce or terminate it"
            }
            Status::Denied | Status::Terminated | Status::Withdrawn | Status::Void => {
                "it is decided once; a new request is made with requestAuthorization"
            }
            Status::Pending => "it can be decided",
        },
        Decision::Reduce | Decision::Terminate => {
            "only what is granted can be reduced or terminated"
        }
        Decision::Void => "nothing is left that could be void",
    };
    format!("The authorization is {stands}: {advice}.")
}

/// What a decision is called in the history.
#[must_use]
pub(crate) const fn event_of(decision: Decision) -> Event {
    match decision {
        Decision::Approve => Event::Approved,
        Decision::Modify => Event::Modified,
        Decision::Deny => Event::Denied,
        Decision::Reduce => Event::Reduced,
        Decision::Terminate => Event::Terminated,
        Decision::Void => Event::Voided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_these_decisions_are_in_order() {
        use Decision::{Approve, Deny, Modify, Reduce, Terminate, Void};
        for status in Status::ALL {
            let legal: Vec<Decision> = [Approve, Modify, Deny, Reduce, Terminate, Void]
                .into_iter()
                .filter(|decision| decided(*status, *decision).is_some())
                .collect();
            let expected: &[Decision] = match status {
                Status::Pending => &[Approve, Modify, Deny, Void],
                Status::Approved | Status::Modified | Status::Reduced => &[Reduce, Terminate, Void],
                Status::Terminated => &[Void],
                Status::Denied | Status::Withdrawn | Status::Void => &[],
            };
            assert_eq!(legal, expected, "{status:?}");
        }
    }
}
