//! Relay connections over [`Page`]: every list that can grow.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_graphql::{Context, Object, OutputType, TypeName};

use super::context::ContextExt;
use super::error::ApiError;
use crate::db::{Cursor, Page, PageRequest};

/// Items on a page when the client does not say.
pub const DEFAULT_FIRST: i32 = 20;
/// Most items on a page.
pub const MAX_FIRST: i32 = 100;

/// The page that the arguments `first` and `after` ask for.
pub fn page_request(
    ctx: &Context<'_>,
    first: Option<i32>,
    after: Option<String>,
) -> Result<PageRequest, ApiError> {
    let first = page_size(first)?;
    let after = after.map(|text| ctx.services()?.cursors.open(&text).map_err(ApiError::from));
    Ok(PageRequest {
        first,
        after: after.transpose()?,
    })
}

/// How many items the argument `first` asks for.
pub fn page_size(first: Option<i32>) -> Result<u64, ApiError> {
    let first = first.unwrap_or(DEFAULT_FIRST);
    u64::try_from(first)
        .ok()
        .filter(|_| (1..=MAX_FIRST).contains(&first))
        .ok_or_else(|| {
            ApiError::bad_input(format!("first must be from 1 to {MAX_FIRST}, not {first}"))
        })
}

/// A place as the client sees it. Sealed when it is asked for: most documents take one of a page.
fn shown(ctx: &Context<'_>, cursor: &Cursor) -> Result<String, ApiError> {
    let sealed = ctx.services()?.cursors.seal(cursor);
    sealed.map_err(ApiError::internal)
}

/// What a list costs: a quarter of the page times the item, because pages are read in bulk. The
/// argument is what the client sent, before anything has checked it.
#[must_use]
pub fn list_cost(first: Option<i32>, item: usize) -> usize {
    let items = first.unwrap_or(DEFAULT_FIRST).clamp(1, MAX_FIRST);
    2 + usize::try_from(items).unwrap_or(1) * item / 4
}

type Count = Pin<Box<dyn Future<Output = Result<u64, ApiError>> + Send>>;
type Total = Box<dyn Fn() -> Count + Send + Sync>;

/// One page of a list. `totalCount` is counted only when it is asked for.
pub struct Connection<T: OutputType> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
    total: Total,
}

/// An item and its place in the list.
#[derive(Debug)]
pub struct Edge<T: OutputType> {
    cursor: Cursor,
    node: T,
}

/// An item and its place in the list.
#[Object(name_type)]
impl<T: OutputType> Edge<T> {
    /// The place, as a value for `after`. Opaque: it means nothing outside its list and order.
    async fn cursor(&self, ctx: &Context<'_>) -> Result<String, ApiError> {
        shown(ctx, &self.cursor)
    }

    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }
}

/// Where a page ends. Lists are read forwards only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageInfo {
    has_next_page: bool,
    has_previous_page: bool,
    start: Option<Cursor>,
    end: Option<Cursor>,
}

/// Where a page ends. Lists are read forwards only.
#[Object]
impl PageInfo {
    /// Whether there is more behind this page.
    async fn has_next_page(&self) -> bool {
        self.has_next_page
    }

    /// Whether this page was asked for with `after`.
    async fn has_previous_page(&self) -> bool {
        self.has_previous_page
    }

    /// Place of the first item; null on an empty page.
    async fn start_cursor(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let start = self.start.as_ref();
        start.map(|cursor| shown(ctx, cursor)).transpose()
    }

    /// Place of the last item, to ask for the next page with; null on an empty page.
    async fn end_cursor(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let end = self.end.as_ref();
        end.map(|cursor| shown(ctx, cursor)).transpose()
    }
}

impl<T: OutputType> Connection<T> {
    /// The answer to `request`. `count` runs once for each time the client asks for `totalCount`.
    pub fn new<F>(
        request: &PageRequest,
        page: Page<T>,
        count: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<u64, ApiError>> + Send + 'static,
    {
        let edges: Vec<Edge<T>> = page
            .items
            .into_iter()
            .map(|(cursor, node)| Edge { cursor, node })
            .collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: request.after.is_some(),
            start: edges.first().map(|edge| edge.cursor.clone()),
            end: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self {
            edges,
            page_info,
            total: Box::new(move || Box::pin(count())),
        }
    }
}

/// One page of a list.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The items of the page with their places.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items of the page alone.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Where the page ends, and whether there is more.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many items the whole list has, with the same filter, for this reader. It costs a count
    /// of its own: ask for it once, not on every page.
    #[graphql(complexity = 10)]
    async fn total_count(&self) -> Result<i32, ApiError> {
        let total = (self.total)().await?;
        Ok(i32::try_from(total).unwrap_or(i32::MAX))
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", T::type_name()))
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", T::type_name()))
    }
}

impl<T: OutputType + fmt::Debug> fmt::Debug for Connection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("edges", &self.edges)
            .field("page_info", &self.page_info)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::error::ErrorCode;
    use super::*;

    #[test]
    fn a_page_has_1_to_100_items_and_20_unless_told() {
        for (asked, wanted) in [(None, 20), (Some(1), 1), (Some(100), 100)] {
            assert_eq!(page_size(asked).unwrap(), wanted);
        }
        for asked in [i32::MIN, -1, 0, 101, 10_000] {
            let error = page_size(Some(asked)).unwrap_err();
            assert_eq!(error.code(), ErrorCode::BadUserInput);
            let message = async_graphql::Error::from(error).message;
            assert_eq!(message, format!("first must be from 1 to 100, not {asked}"));
        }
    }

    #[test]
    fn a_hostile_page_size_costs_no_more_than_the_largest() {
        assert_eq!(list_cost(None, 8), 42);
        assert_eq!(list_cost(Some(i32::MAX), 8), list_cost(Some(100), 8));
        assert_eq!(list_cost(Some(i32::MIN), 8), list_cost(Some(1), 8));
    }
}
