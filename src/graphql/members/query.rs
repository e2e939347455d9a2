use async_graphql::{Context, ID, InputObject, Object};

use super::record::PossibleDuplicate;
use super::types::{Cin, Member};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind, Settle};
use crate::members::{MemberFilter, MemberId, SoughtName, SoughtPhone};

/// Which members to list; combined with AND, so that each thing that is known narrows the list.
#[derive(InputObject, Default)]
#[graphql(name = "MemberFilter")]
pub struct MemberFilterInput {
    /// Exactly this CIN.
    cin: Option<Cin>,
    /// Words of the name in any order, begun or heard: case, accents, hyphens and a letter that is
    /// missing, added, wrong or swapped do not matter.
    name: Option<String>,
    /// This birth date; last come those who have day and month swapped.
    birth_on: Option<Date>,
    /// This phone, as people write it, or its last seven digits: one of the member's.
    phone: Option<String>,
}

/// Reads about members.
#[derive(Default)]
pub struct MemberQuery;

#[Object]
impl MemberQuery {
    /// The members of the viewer's plan: those whose names have the words that were sought, then
    /// those whose words begin so, then those that are almost the same; each by name. For plan
    /// coordinators, reviewers and privacy officers.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which members; all when left out.")] filter: Option<MemberFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Member>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(first, after)?;
        let filter = filter.unwrap_or_default();
        let filter = MemberFilter {
            cin: filter.cin.map(|cin| cin.0),
            name: filter.name.as_deref().and_then(SoughtName::of),
            birth_on: filter.birth_on.map(|day| day.0),
            phone: filter.phone.as_deref().map(sought_phone).transpose()?,
        };
        let members = ctx.services()?.members.clone();
        let page = members.list(op, &filter, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Member), move || {
            let (members, op, filter) = (members.clone(), op.clone(), filter.clone());
            async move { members.count(&op, &filter).await.settle_query() }
        }))
    }

    /// Other records of the plan that may be the same person as a member, the strongest evidence
    /// first: a name and at least a birth date, or a phone and an address as well. For plan
    /// coordinators and privacy officers.
    async fn possible_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which member.")] member_id: ID,
    ) -> Result<Vec<PossibleDuplicate>, ApiError> {
        let op = ctx.signed_in()?;
        let id = MemberId(NodeKind::Member.parse(&member_id)?);
        let members = &ctx.services()?.members;
        let found = members.possible_duplicates(op, id).await.settle_query()?;
        Ok(found.into_iter().map(PossibleDuplicate::from).collect())
    }

    /// Members to review, the last registered first: each shares birth date and a word of the name
    /// with an older record that is not restricted. Read `possibleDuplicates` of each. For plan
    /// coordinators, reviewers and privacy officers.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn members_to_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Member>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(first, after)?;
        let members = ctx.services()?.members.clone();
        let page = members.to_review(op, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Member), move || {
            let (members, op) = (members.clone(), op.clone());
            async move { members.to_review_count(&op).await.settle_query() }
        }))
    }
}

fn sought_phone(typed: &str) -> Result<SoughtPhone, ApiError> {
    SoughtPhone::of(typed).ok_or_else(|| {
        ApiError::bad_input(
            "phone takes ten digits, + and the country code, or the last seven digits",
        )
    })
}
