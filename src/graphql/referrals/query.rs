use async_graphql::{Context, Enum, InputObject, Object};

use super::assignment::{Assignment, Beside};
use super::codes::{AssignmentStatus, Naming, ReferralStatus};
use super::referral::Referral;
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::directory::ServiceCode;
use crate::graphql::members::Member;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::members::MemberId;
use crate::referrals::{self, ReferralId, Wanted};

/// Which referrals to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "ReferralFilter")]
pub struct ReferralFilterInput {
    /// In any of these states. To everyone but the plan, RECEIVED includes READY.
    statuses: Option<Vec<ReferralStatus>>,
    /// For any of these services.
    services: Option<Vec<ServiceCode>>,
    /// With a named provider that stands so. To a provider these are the referrals in which it is
    /// named itself.
    naming: Option<Vec<Naming>>,
    /// About this member. For the plan.
    member_id: Option<async_graphql::ID>,
    /// With this number, however it was typed.
    number: Option<String>,
    /// Whose named provider, or the plan after it was asked, was to answer until then and has not:
    /// with the time of now, what has waited too long (`answerDueAt`).
    answer_due_until: Option<DateTime>,
}

/// Order of a list of referrals.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Default)]
#[graphql(remote = "referrals::ReferralOrder")]
pub enum ReferralOrder {
    /// Latest received first.
    #[default]
    Newest,
    /// Longest waiting first.
    Oldest,
    /// Those that wait for the answer of a named provider, or of the plan after it was asked, and no
    /// others: the first due first.
    AnswerDue,
}

/// Which assignments to list.
#[derive(InputObject, Default)]
#[graphql(name = "AssignmentFilter")]
pub struct AssignmentFilterInput {
    /// In any of these states; all that live when left out.
    statuses: Option<Vec<AssignmentStatus>>,
}

/// Reads of the loop.
#[derive(Default)]
pub struct ReferralQuery;

#[Object]
impl ReferralQuery {
    /// A referral; null when there is none of that id for the viewer.
    async fn referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: async_graphql::ID,
    ) -> Result<Option<Referral>, ApiError> {
        let op = ctx.signed_in()?;
        let id = ReferralId(NodeKind::Referral.parse(&id)?);
        Ok(ctx
            .services()?
            .referrals
            .by_id(op, id)
            .await?
            .map(Referral::new))
    }

    /// The referrals that the viewer may see: a plan's, those a referrer made, those a provider has.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn referrals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which referrals; all when left out.")] filter: Option<
            ReferralFilterInput,
        >,
        #[graphql(desc = "In which order.", default)] order_by: ReferralOrder,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Referral>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let member = filter
            .member_id
            .map(|id| NodeKind::Member.parse(&id))
            .transpose()?;
        let filter = referrals::ReferralFilter {
            statuses: filter
                .statuses
                .map(|list| list.into_iter().map(Into::into).collect()),
            naming: filter
                .naming
                .map(|naming| naming.into_iter().map(Into::into).collect()),
            services: filter
                .services
                .map(|list| list.into_iter().map(Into::into).collect()),
            member: member.map(MemberId),
            number: filter.number,
            answer_due_until: filter.answer_due_until.map(|at| at.0),
        };
        let referrals = ctx.services()?.referrals.clone();
        let page = referrals
            .list(op, &filter, order_by.into(), &request, is_asked_wanted(ctx))
            .await
            .settle_query()?;
        let op = op.clone();
        Ok(Connection::new(
            &request,
            page.map(Referral::listed),
            move || {
                let (referrals, op, filter) = (referrals.clone(), op.clone(), filter.clone());
                async move { Ok(referrals.count(&op, &filter).await?) }
            },
        ))
    }

    /// The work list of a provider or plan: assignments that live, outreach due soonest first;
    /// those on which nothing is owed come last.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which assignments; all that live when left out.")] filter: Option<
            AssignmentFilterInput,
        >,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Assignment>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let filter = referrals::AssignmentFilter {
            statuses: filter
                .statuses
                .map(|list| list.into_iter().map(Into::into).collect()),
        };
        let wanted = wanted(ctx);
        let referrals = ctx.services()?.referrals.clone();
        let page = referrals
            .assignments(op, &filter, &request, wanted)
            .await
            .settle_query()?;
        let page = page.map(|item| {
            let referral = Beside::read_if(wanted.referral, item.referral.map(Referral::new));
            let member = Beside::read_if(wanted.member, item.member.map(Member));
            Assignment::with(item.assignment, referral, member)
        });
        let op = op.clone();
        Ok(Connection::new(&request, page, move || {
            let (referrals, op, filter) = (referrals.clone(), op.clone(), filter.clone());
            async move { Ok(referrals.assignment_count(&op, &filter).await?) }
        }))
    }
}

/// Does the document ask below each referral for what comes of its assignments?
fn is_asked_wanted(ctx: &Context<'_>) -> bool {
    let look = ctx.look_ahead();
    let nodes = [look.field("nodes"), look.field("edges").field("node")];
    let fields = ["assignment", "assignments", "closedLoopStatus"];
    nodes
        .iter()
        .any(|node| fields.iter().any(|field| node.field(field).exists()))
}

/// What the document asks for below each assignment, so that it is read in bulk.
fn wanted(ctx: &Context<'_>) -> Wanted {
    let look = ctx.look_ahead();
    let nodes = [look.field("nodes"), look.field("edges").field("node")];
    Wanted {
        referral: nodes.iter().any(|node| node.field("referral").exists()),
        member: nodes.iter().any(|node| node.field("member").exists()),
    }
}
