//! How a visit is paid, in sentences for people.

use crate::authorizations::AuthorizationStatus;
use crate::visits::{Visit, VisitPayment, VisitStatus};

/// In a sentence: by what the plan decided, where the reader sees it, or by its policy.
pub(super) fn of_payment(visit: &Visit, decided: Option<AuthorizationStatus>) -> &'static str {
    if visit.status == VisitStatus::Void {
        return "It was recorded by mistake, and nobody pays for it; the record stays.";
    }
    if let Some(words) = decided.and_then(of_decision) {
        return words;
    }
    match visit.payment {
        VisitPayment::PlanUnknown => {
            "Nobody has said which plan answers for the person. Complete the visit \
             (completeVisit) once that is known."
        }
        VisitPayment::NotRequired => "The plan wants no authorization for it.",
        VisitPayment::ByAuthorization => {
            "The plan authorizes it afterwards, and is asked once it knows who the person was."
        }
        VisitPayment::Presumed => {
            "The plan pays, for as long as it lets you presume it; its decision follows once it \
             knows who the person was."
        }
        VisitPayment::NotAuthorized => {
            "The plan wants an authorization first, and gives none afterwards. It does not pay; \
             the record stays."
        }
        VisitPayment::TooLate => {
            "The plan was told later than the days within which it authorizes afterwards. It \
             does not pay; the record stays."
        }
        VisitPayment::OverLimit => {
            "A stay at a sobering center is shorter than 24 hours. A longer one is not paid; the \
             record stays."
        }
    }
}

const fn of_decision(status: AuthorizationStatus) -> Option<&'static str> {
    match status {
        AuthorizationStatus::Approved
        | AuthorizationStatus::Modified
        | AuthorizationStatus::Reduced => Some("The plan has authorized it, and pays."),
        AuthorizationStatus::Denied | AuthorizationStatus::Terminated => {
            Some("The plan has decided not to pay for it; why stands with its decision.")
        }
        AuthorizationStatus::Void => Some("The plan has made its authorization void."),
        // Where it is asked, its policy says how it pays.
        AuthorizationStatus::Pending | AuthorizationStatus::Withdrawn => None,
    }
}
