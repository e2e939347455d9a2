//! A tiny schema: one field for each thing that an operation can do to the edge.

#![expect(clippy::unused_async, reason = "the macros take async resolvers")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_graphql::{Context, Error, ErrorExtensions as _, Object, Schema, Subscription};
use futures_util::{Stream, StreamExt as _, stream};
use handoff::http::{LiveCaller, RequestId};
use tokio::time::sleep;

use super::server::Caller;

pub(super) type EdgeSchema = Schema<Query, Mutation, Subscriptions>;

/// What resolvers have done, for tests to look at.
#[derive(Clone, Default)]
pub(super) struct Deeds {
    pub(super) added: Arc<AtomicUsize>,
    /// Subscriptions that are open now.
    pub(super) open: Arc<AtomicUsize>,
    /// Items that subscriptions have produced.
    pub(super) produced: Arc<AtomicUsize>,
}

pub(super) fn build(deeds: Deeds) -> EdgeSchema {
    Schema::build(Query, Mutation, Subscriptions)
        .limit_depth(6)
        .limit_complexity(50)
        .data(deeds)
        .finish()
}

fn coded(message: &str, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

fn panic_on_purpose() -> bool {
    panic!("a resolver panics on purpose");
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(
        &self,
        #[graphql(default_with = "\"world\".to_owned()")] name: String,
    ) -> String {
        format!("hello {name}")
    }

    async fn caller(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<Caller>().name.clone()
    }

    async fn request_id(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<RequestId>().to_string()
    }

    async fn prepared(&self, ctx: &Context<'_>) -> String {
        ctx.data_unchecked::<super::server::Prepared>().0.clone()
    }

    async fn nested(&self) -> Query {
        Query
    }

    async fn sleep(&self, ms: u64) -> bool {
        sleep(Duration::from_millis(ms)).await;
        true
    }

    async fn panic(&self) -> bool {
        panic_on_purpose()
    }

    async fn forbidden(&self) -> Result<Option<String>, Error> {
        Err(coded("not yours", "FORBIDDEN"))
    }

    async fn unforeseen(&self) -> Result<Option<String>, Error> {
        Err(Error::new("UNIQUE constraint failed: member.cin"))
    }

    async fn long(&self, bytes: usize) -> String {
        "x".repeat(bytes)
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    async fn add(&self, ctx: &Context<'_>, #[graphql(default)] after_ms: u64) -> usize {
        sleep(Duration::from_millis(after_ms)).await;
        ctx.data_unchecked::<Deeds>()
            .added
            .fetch_add(1, Ordering::SeqCst)
            + 1
    }

    async fn panic(&self) -> bool {
        panic_on_purpose()
    }
}

pub(super) struct Subscriptions;

/// Counts a subscription as open for as long as its stream lives.
struct OpenGuard(Deeds);

impl Drop for OpenGuard {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

#[Subscription]
impl Subscriptions {
    /// Counts from 1 to `to`, resting between the numbers.
    async fn count(
        &self,
        ctx: &Context<'_>,
        to: u32,
        #[graphql(default = 1)] every_ms: u64,
    ) -> impl Stream<Item = u32> + use<> {
        let deeds = ctx.data_unchecked::<Deeds>().clone();
        deeds.open.fetch_add(1, Ordering::SeqCst);
        let guard = OpenGuard(deeds);
        stream::iter(1..=to).then(move |number| {
            guard.0.produced.fetch_add(1, Ordering::SeqCst);
            async move {
                sleep(Duration::from_millis(every_ms)).await;
                number
            }
        })
    }

    /// Large items as fast as they are taken.
    async fn flood(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        let deeds = ctx.data_unchecked::<Deeds>().clone();
        stream::repeat_with(move || {
            deeds.produced.fetch_add(1, Ordering::SeqCst);
            "x".repeat(32 * 1024)
        })
    }

    /// Who the caller is now, again and again.
    async fn callers(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        let live = ctx.data_unchecked::<LiveCaller<Caller>>().clone();
        stream::repeat(()).then(move |()| {
            let live = live.clone();
            async move {
                sleep(Duration::from_millis(5)).await;
                live.now().token
            }
        })
    }

    /// One item, then an error that closes the socket.
    async fn close_with(
        &self,
        code: i32,
        reason: String,
    ) -> impl Stream<Item = Result<u32, Error>> + use<> {
        let error =
            Error::new(reason).extend_with(|_, extensions| extensions.set("closeCode", code));
        stream::iter([Ok(1), Err(error)])
    }

    /// Refused when it is opened.
    async fn refused(&self) -> Result<stream::Empty<u32>, Error> {
        Err(coded("not yours", "FORBIDDEN"))
    }

    /// Panics at its second item.
    async fn panic(&self) -> impl Stream<Item = u32> + use<> {
        stream::iter(1..=2).map(|number| {
            assert!(number < 2, "a subscription panics on purpose");
            number
        })
    }
}
