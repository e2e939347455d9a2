//! Global ids: one opaque id for everything that can be asked for by itself.
//!
//! To add a kind: a variant of [`NodeKind`] and a line in each of its three tables, a variant of
//! `Node`, and an arm in `find`. The compiler names what is missing.

use std::fmt;

use async_graphql::{Context, ID, Interface, Object};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::accounts::{Account, AccountKey};
use super::authorizations::{Authorization, AuthorizationKey};
use super::context::ContextExt;
use super::directory::loaders::{OfferingKey, PlanKey, ProviderKey};
use super::directory::{Offering, Plan, Provider};
use super::error::ApiError;
use super::members::{Member, MemberKey};
use super::referrals::{Assignment, AssignmentKey, Referral, ReferralKey};
use super::visits::{Visit, VisitKey};
use crate::authorizations::AuthorizationId;
use crate::members::MemberId;
use crate::organizations::{AccountId, OrganizationId};
use crate::providers::OfferingId;
use crate::referrals::{AssignmentId, ReferralId};
use crate::visits::VisitId;

/// Most ids in one `nodes`.
const IDS_MAX: usize = 100;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A plan.
    Plan,
    /// A provider.
    Provider,
    /// A service that a provider offers in an area.
    Offering,
    /// A plan's member.
    Member,
    /// A referral.
    Referral,
    /// One provider's turn at a referral.
    Assignment,
    /// One of a person's sign-ins.
    Session,
    /// One of an organization's people.
    Account,
    /// One contact about an assignment.
    OutreachAttempt,
    /// Places of a provider.
    CapacityPool,
    /// A provider's wish for more places.
    CapacityProposal,
    /// Something that happened to a member.
    LifeEvent,
    /// Somebody who speaks or cares for a member.
    MemberContact,
    /// Something that a plan has to do by hand.
    Task,
    /// A plan's decision to pay for a service, or the wish for one.
    Authorization,
    /// A stay at a sobering center.
    Visit,
}

impl NodeKind {
    const ALL: [Self; 16] = [
        Self::Plan,
        Self::Provider,
        Self::Offering,
        Self::Member,
        Self::Referral,
        Self::Assignment,
        Self::Session,
        Self::Account,
        Self::OutreachAttempt,
        Self::CapacityPool,
        Self::CapacityProposal,
        Self::LifeEvent,
        Self::MemberContact,
        Self::Task,
        Self::Authorization,
        Self::Visit,
    ];

    /// First byte of the id, for good: clients keep ids.
    const fn tag(self) -> u8 {
        match self {
            Self::Plan => b'L',
            Self::Provider => b'P',
            Self::Offering => b'O',
            Self::Member => b'M',
            Self::Referral => b'R',
            Self::Assignment => b'A',
            Self::Session => b'S',
            Self::Account => b'U',
            Self::OutreachAttempt => b'T',
            Self::CapacityPool => b'K',
            Self::CapacityProposal => b'C',
            Self::LifeEvent => b'E',
            Self::MemberContact => b'N',
            Self::Task => b'J',
            Self::Authorization => b'Z',
            Self::Visit => b'V',
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Provider => "Provider",
            Self::Offering => "Offering",
            Self::Member => "Member",
            Self::Referral => "Referral",
            Self::Assignment => "Assignment",
            Self::Session => "Session",
            Self::Account => "Account",
            Self::OutreachAttempt => "OutreachAttempt",
            Self::CapacityPool => "CapacityPool",
            Self::CapacityProposal => "CapacityProposal",
            Self::LifeEvent => "LifeEvent",
            Self::MemberContact => "MemberContact",
            Self::Task => "Task",
            Self::Authorization => "Authorization",
            Self::Visit => "Visit",
        }
    }

    /// The global id of a record.
    #[must_use]
    pub fn encode(self, id: Uuid) -> ID {
        let mut bytes = [self.tag(); 17];
        bytes[1..].copy_from_slice(id.as_bytes());
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The record that an id of this kind names. It may not exist.
    pub fn parse(self, id: &ID) -> Result<Uuid, ApiError> {
        match Self::decode(id) {
            Some((kind, uuid)) if kind == self => Ok(uuid),
            Some((kind, _)) => Err(ApiError::bad_input(format!(
                "expected the id of a {self}, got that of a {kind}"
            ))),
            None => Err(ApiError::bad_input(format!(
                "expected the id of a {self}, got something that is no id of this server; use ids \
                 as they came"
            ))),
        }
    }

    /// What an id names; `None` for a text that no server of this kind gave out.
    #[must_use]
    pub fn decode(id: &ID) -> Option<(Self, Uuid)> {
        let bytes = URL_SAFE_NO_PAD.decode(id.as_str()).ok()?;
        let (tag, uuid) = bytes.split_first()?;
        let kind = Self::ALL.into_iter().find(|kind| kind.tag() == *tag)?;
        Some((kind, Uuid::from_slice(uuid).ok()?))
    }
}

impl fmt::Display for NodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Global id: opaque, and good for ever."))]
#[expect(
    clippy::large_enum_variant,
    reason = "a value lives only while its fields are read, and pages hold their own types"
)]
pub enum Node {
    /// A plan.
    Plan(Plan),
    /// A provider.
    Provider(Provider),
    /// An offering.
    Offering(Offering),
    /// A member.
    Member(Member),
    /// A referral.
    Referral(Referral),
    /// An assignment.
    Assignment(Assignment),
    /// One of an organization's people.
    Account(Account),
    /// An authorization.
    Authorization(Authorization),
    /// A stay at a sobering center.
    Visit(Visit),
}

/// Reads by global id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record with this id; null if there is none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Node>, ApiError> {
        find(ctx, &id).await
    }

    /// The records with these ids in the same order; null in the place of each that the caller may
    /// not see or that does not exist.
    #[graphql(complexity = "ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their global ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        if ids.len() > IDS_MAX {
            return Err(ApiError::bad_input(format!(
                "ids has {} values; at most {IDS_MAX} are allowed",
                ids.len()
            )));
        }
        futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

/// Unknown, foreign and hidden ids are told apart by nobody: they all give nothing.
async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>, ApiError> {
    let Some((kind, id)) = NodeKind::decode(id) else {
        return Ok(None);
    };
    let loaders = ctx.loaders()?;
    Ok(match kind {
        NodeKind::Plan => {
            let plan = loaders.load(PlanKey(OrganizationId(id))).await?;
            plan.map(Plan).map(Node::Plan)
        }
        NodeKind::Provider => {
            let provider = loaders.load(ProviderKey(OrganizationId(id))).await?;
            provider.map(Provider).map(Node::Provider)
        }
        NodeKind::Offering => {
            let offering = loaders.load(OfferingKey(OfferingId(id))).await?;
            offering.map(Offering).map(Node::Offering)
        }
        NodeKind::Member => {
            let member = loaders.load(MemberKey(MemberId(id))).await?;
            member.map(Member).map(Node::Member)
        }
        NodeKind::Referral => {
            let referral = loaders.load(ReferralKey(ReferralId(id))).await?;
            referral.map(Referral::new).map(Node::Referral)
        }
        NodeKind::Assignment => {
            let assignment = loaders.load(AssignmentKey(AssignmentId(id))).await?;
            assignment.map(Assignment::new).map(Node::Assignment)
        }
        // Reached through their viewer, assignment, provider and member alone.
        NodeKind::Session
        | NodeKind::OutreachAttempt
        | NodeKind::CapacityPool
        | NodeKind::CapacityProposal
        | NodeKind::LifeEvent
        | NodeKind::MemberContact
        | NodeKind::Task => None,
        NodeKind::Authorization => {
            let found = loaders.load(AuthorizationKey(AuthorizationId(id))).await?;
            found.map(Authorization).map(Node::Authorization)
        }
        NodeKind::Visit => {
            let found = loaders.load(VisitKey(VisitId(id))).await?;
            found.map(Visit).map(Node::Visit)
        }
        NodeKind::Account => {
            let account = loaders.load(AccountKey(AccountId(id))).await?;
            account.map(Account).map(Node::Account)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::error::ErrorCode;
    use super::*;

    #[test]
    fn an_id_names_its_kind_and_its_record() {
        let uuid = Uuid::from_u128(7);
        for kind in NodeKind::ALL {
            let id = kind.encode(uuid);
            assert_eq!(kind.parse(&id).unwrap(), uuid);
            assert_eq!(NodeKind::decode(&id), Some((kind, uuid)));
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused_by_name() {
        let provider = NodeKind::Provider.encode(Uuid::from_u128(7));
        let refusal = |id: &ID| {
            let error = NodeKind::Plan.parse(id).unwrap_err();
            assert_eq!(error.code(), ErrorCode::BadUserInput);
            async_graphql::Error::from(error).message
        };
        assert_eq!(
            refusal(&provider),
            "expected the id of a Plan, got that of a Provider"
        );
        for junk in ["", "§", "42", "UA", "8e7fbc5c-0000-7000-8000-000000000000"] {
            assert!(
                refusal(&ID::from(junk)).contains("no id of this server"),
                "{junk:?}"
            );
            assert_eq!(NodeKind::decode(&ID::from(junk)), None);
        }
    }
}
