//! Whom a plan may mark competent: pure.

use entity::types::Role;

use super::error::MarkReviewerRefusal as Code;
use crate::reference::ServiceCode;
use crate::refusal::{Checks, Refusal, Refusals};

/// The services for which whoever has these roles is marked, each once, or all that is wrong.
pub(super) fn check_mark(
    roles: &[Role],
    is_own: bool,
    services: Option<&[ServiceCode]>,
) -> Result<Option<Vec<ServiceCode>>, Refusals<Code>> {
    let mut checks = Checks::default();
    if is_own {
        checks.refuse(Refusal::at(
            Code::OwnCompetence,
            &["accountId"],
            "Nobody marks themselves; ask another administrator of your plan.",
        ));
    }
    if !roles.contains(&Role::PlanReviewer) {
        checks.refuse(Refusal::at(
            Code::NotReviewer,
            &["accountId"],
            "This person does not review for the plan; give them the role PLAN_REVIEWER first \
             (`setRoles`).",
        ));
    }
    if services.is_some_and(<[ServiceCode]>::is_empty) {
        checks.refuse(Refusal::at(
            Code::NoService,
            &["services"],
            "Name at least one service; leave the list out for all, or take the mark back \
             (`unmarkReviewer`).",
        ));
    }
    checks.done()?;
    Ok(services.map(|services| {
        let mut services = services.to_vec();
        services.sort_unstable();
        services.dedup();
        services
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVIEWER: &[Role] = &[Role::PlanReviewer];

    fn codes(roles: &[Role], is_own: bool, services: Option<&[ServiceCode]>) -> Vec<Code> {
        let refusals = check_mark(roles, is_own, services);
        let refusals = refusals.err().unwrap_or_default();
        refusals.iter().map(|refusal| refusal.code).collect()
    }

    #[test]
    fn only_reviewers_are_marked_and_nobody_by_themselves() {
        use Code::{NoService, NotReviewer, OwnCompetence};
        assert_eq!(codes(REVIEWER, false, None), []);
        assert_eq!(codes(&[Role::PlanCoordinator], false, None), [NotReviewer]);
        assert_eq!(codes(REVIEWER, true, None), [OwnCompetence]);
        assert_eq!(
            codes(&[Role::OrganizationAdmin], true, Some(&[])),
            [OwnCompetence, NotReviewer, NoService]
        );
    }

    #[test]
    fn each_service_counts_once() {
        let services = [ServiceCode::Meals, ServiceCode::Ecm, ServiceCode::Meals];
        let checked = check_mark(REVIEWER, false, Some(&services)).unwrap();
        assert_eq!(checked, Some(vec![ServiceCode::Ecm, ServiceCode::Meals]));
        assert_eq!(check_mark(REVIEWER, false, None).unwrap(), None);
    }
}
