//! Relay connections over [`Page`]: every list that can grow.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use async_graphql::{Object, OutputType, SimpleObject, TypeName};

use super::error::ApiError;
use crate::db::{Cursor, Page, PageRequest};

/// Items on a page when the client does not say.
pub const DEFAULT_FIRST: i32 = 20;
/// Most items on a page.
pub const MAX_FIRST: i32 = 100;

/// The page that the arguments `first` and `after` ask for.
pub fn page_request(first: Option<i32>, after: Option<String>) -> Result<PageRequest, ApiError> {
    let first = first.unwrap_or(DEFAULT_FIRST);
    let wanted = u64::try_from(first)
        .ok()
        .filter(|_| (1..=MAX_FIRST).contains(&first))
        .ok_or_else(|| {
            ApiError::bad_input(format!("first must be from 1 to {MAX_FIRST}, not {first}"))
        })?;
    Ok(PageRequest {
        first: wanted,
        after: after.map(Cursor::from_client),
    })
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
#[derive(SimpleObject, Debug)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// The place, as a value for `after`. Opaque: it means nothing outside its list and order.
    cursor: String,
    /// The item.
    node: T,
}

/// Where a page ends. Lists are read forwards only.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub struct PageInfo {
    /// Whether there is more behind this page.
    has_next_page: bool,
    /// Whether this page was asked for with `after`.
    has_previous_page: bool,
    /// Place of the first item; null on an empty page.
    start_cursor: Option<String>,
    /// Place of the last item, to ask for the next page with; null on an empty page.
    end_cursor: Option<String>,
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
            .map(|(cursor, node)| Edge {
                cursor: cursor.into_string(),
                node,
            })
            .collect();
        let page_info = PageInfo {
            has_next_page: page.has_next,
            has_previous_page: request.after.is_some(),
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
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
        let first = |first| page_request(first, None).map(|request| request.first);
        for (asked, wanted) in [(None, 20), (Some(1), 1), (Some(100), 100)] {
            assert_eq!(first(asked).unwrap(), wanted);
        }
        for asked in [i32::MIN, -1, 0, 101, 10_000] {
            let error = first(Some(asked)).unwrap_err();
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
