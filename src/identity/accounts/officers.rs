//! Who guards a plan's privacy does not change silently: the plan's mailbox says that it did.

use entity::types::{OrganizationId, Role};

use super::model::Account;
use crate::db::Tx;
use crate::notices::{NoticeDraft, NoticeKind};

/// The access of somebody was changed, or how they sign in; worth a notice if they guard privacy.
pub(super) fn tell(tx: &Tx, account: &Account) {
    if guards(&account.roles) {
        queue(tx, account.organization);
    }
}

/// Somebody has other roles than before, or is invited to these; worth a notice if they guarded
/// privacy before, or do now.
pub(in crate::identity) fn tell_of_roles(
    tx: &Tx,
    organization: OrganizationId,
    before: &[Role],
    now: &[Role],
) {
    if guards(before) || guards(now) {
        queue(tx, organization);
    }
}

fn guards(roles: &[Role]) -> bool {
    roles.contains(&Role::PlanPrivacy)
}

fn queue(tx: &Tx, organization: OrganizationId) {
    tx.queue(NoticeDraft::of_organization(
        organization,
        NoticeKind::PrivacyOfficerChanged,
        tx.now(),
    ));
}
