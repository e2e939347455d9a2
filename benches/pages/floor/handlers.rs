//! The routes, for the engine of the module around, and what reads and write share.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::routing::post;
use chrono::NaiveDate;
use handoff::db::Sql;
use serde::Serialize;

use super::super::json::Answer;
use super::super::now;
use super::{BACKEND, Pool, reads, reviews, write};

/// Where handlers send their statements.
#[derive(Clone)]
pub(in super::super) struct Pools {
    pub(in super::super) read: Pool,
    pub(in super::super) write: Pool,
}

/// `/provider-page`, `/inbox`, `/duties`, `/reviews` and `/assign`.
pub(in super::super) fn router(pools: Pools) -> Router {
    Router::new()
        .route("/provider-page", post(reads::provider_page))
        .route("/inbox", post(reads::inbox))
        .route("/duties", post(reads::duties))
        .route("/reviews", post(reviews::reviews))
        .route("/assign", post(write::assign))
        .with_state(Arc::new(pools))
}

/// A statement of the product.
pub(super) fn text(sql: &Sql) -> &'static str {
    sql.text(BACKEND)
}

/// The product says it in California's time; which day it is does not matter here.
pub(super) fn today() -> NaiveDate {
    now().date_naive()
}

/// The JSON, written while the rows that it borrows from are still there.
pub(super) fn written(data: &impl Serialize) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(16 * 1024);
    serde_json::to_writer(&mut body, &Answer { data })?;
    Ok(body)
}
