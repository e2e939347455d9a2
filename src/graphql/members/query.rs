use async_graphql::{Context, InputObject, Object};

use super::types::{Cin, Member};
use crate::graphql::connection::{Connection, list_cost, page_request};
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, Settle};
use crate::members::MemberFilter;
use crate::text::fold;

/// Which members to list; combined with AND.
#[derive(InputObject, Default)]
#[graphql(name = "MemberFilter")]
pub struct MemberFilterInput {
    /// Exactly this CIN.
    cin: Option<Cin>,
    /// Family name, or "family given", from its beginning; case and accents do not matter.
    name: Option<String>,
    /// Exactly this birth date.
    birth_on: Option<Date>,
}

/// Reads about members.
#[derive(Default)]
pub struct MemberQuery;

#[Object]
impl MemberQuery {
    /// The members of the viewer's plan, by name. For plan coordinators,
    /// reviewers and privacy officers.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which members; all when left out.")] filter: Option<MemberFilterInput>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
    ) -> Result<Connection<Member>, ApiError> {
        let op = ctx.signed_in()?;
        let request = page_request(ctx, first, after)?;
        let filter = filter.unwrap_or_default();
        let filter = MemberFilter {
            cin: filter.cin.map(|cin| cin.0),
            name: filter
                .name
                .map(|name| fold(&name))
                .filter(|name| !name.is_empty()),
            birth_on: filter.birth_on.map(|day| day.0),
        };
        let members = ctx.services()?.members.clone();
        let page = members.list(op, &filter, &request).await.settle_query()?;
        let op = op.clone();
        Ok(Connection::new(&request, page.map(Member), move || {
            let (members, op, filter) = (members.clone(), op.clone(), filter.clone());
            async move { members.count(&op, &filter).await.settle_query() }
        }))
    }
}
