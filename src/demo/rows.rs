//! The rows that are written in bulk, before anybody acts.

use entity::{
    account, account_role, contract, mailbox, member, offering, offering_area, organization,
    plan_county, plan_service, pool, pool_share, provider, provider_language, provider_population,
    reviewer_competence,
};
use sea_orm::IntoActiveModel;

use crate::db::Tx;
use crate::error::StoreError;

/// Rows by table, those that others refer to first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    pub(super) organizations: Vec<organization::Model>,
    pub(super) mailboxes: Vec<mailbox::Model>,
    pub(super) accounts: Vec<account::Model>,
    pub(super) account_roles: Vec<account_role::Model>,
    pub(super) competences: Vec<reviewer_competence::Model>,
    pub(super) plan_counties: Vec<plan_county::Model>,
    pub(super) plan_services: Vec<plan_service::Model>,
    pub(super) providers: Vec<provider::Model>,
    pub(super) languages: Vec<provider_language::Model>,
    pub(super) populations: Vec<provider_population::Model>,
    pub(super) contracts: Vec<contract::Model>,
    pub(super) pools: Vec<pool::Model>,
    pub(super) shares: Vec<pool_share::Model>,
    pub(super) offerings: Vec<offering::Model>,
    pub(super) areas: Vec<offering_area::Model>,
    pub(super) members: Vec<member::Model>,
}

impl Rows {
    /// An organization, with its empty mailbox.
    pub(super) fn add_organization(&mut self, organization: organization::Model) {
        self.mailboxes.push(mailbox::Model {
            organization_id: organization.id,
            last_seq: 0,
        });
        self.organizations.push(organization);
    }

    /// Writes all rows.
    pub(super) async fn insert_in(&self, tx: &Tx) -> Result<(), StoreError> {
        macro_rules! insert {
            ($($table:ident)+) => {$(
                let rows = self.$table.iter().cloned();
                tx.insert_all(rows.map(IntoActiveModel::into_active_model).collect()).await?;
            )+};
        }
        insert!(
            organizations mailboxes accounts account_roles competences plan_counties plan_services
            providers languages populations contracts pools shares offerings areas members
        );
        Ok(())
    }
}
