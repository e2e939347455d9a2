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
use super::{BACKEND, Pool, reads, write};

/// Where handlers send their statements.
#[derive(Clone)]
pub(super) struct Pools {
    pub(super) read: Pool,
    pub(super) write: Pool,
}

/// `/provider-page`, `/inbox`, `/duties` and `/assign`.
pub(in super::super) fn router(read: Pool, write: Pool) -> Router {
    Router::new()
        .route("/provider-page", post(reads::provider_page))
        .route("/inbox", post(reads::inbox))
        .route("/duties", post(reads::duties))
        .route("/assign", post(write::assign))
        .with_state(Arc::new(Pools { read, write }))
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
