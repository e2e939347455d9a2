use std::collections::{BTreeMap, VecDeque};

use async_graphql::{Context, Subscription};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::cell::{CapacityCell, CapacityFilter};
use crate::capacity::{Cell, CellFilter};
use crate::graphql::error::TRY_AGAIN;
use crate::graphql::{ApiError, ContextExt, Operation, Settle};
use crate::reference::{CountyFips, ServiceCode};

/// State watches of capacity.
#[derive(Default)]
pub struct CapacitySubscription;

#[Subscription]
impl CapacitySubscription {
    /// The cells of `capacity` as they are now, then each that changed for the viewer, within about
    /// a second. The latest state wins; nothing is replayed. A cell that is left out of `capacity`
    /// from now on comes once more, without providers.
    async fn capacity_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these; all unless given.")] filter: Option<CapacityFilter>,
    ) -> Result<impl Stream<Item = Result<CapacityCell, ApiError>> + use<>, ApiError> {
        let op = ctx.signed_in()?;
        let operation = ctx.operation()?.clone();
        let filter = filter.unwrap_or_default().into_filter()?;
        // Listen first: what changes between the two is then seen twice rather than never.
        let changes = operation.services().capacity_watch.listen();
        let cells = operation.services().capacity.cells(op, &filter).await;
        let cells = cells.settle_query()?;
        let mut watch = Watch {
            operation,
            filter,
            changes,
            shown: BTreeMap::new(),
            waiting: VecDeque::new(),
        };
        watch.take_in(cells);
        Ok(stream::unfold(Some(watch), |watch| async move {
            let mut watch = watch?;
            match watch.next().await {
                Ok(Some(cell)) => Some((Ok(CapacityCell(cell)), Some(watch))),
                Ok(None) => None,
                Err(error) => Some((Err(error.closing(TRY_AGAIN)), None)),
            }
        }))
    }
}

/// One viewer's watch.
struct Watch {
    operation: Operation,
    filter: CellFilter,
    changes: watch::Receiver<i64>,
    shown: BTreeMap<(CountyFips, ServiceCode), Cell>,
    waiting: VecDeque<Cell>,
}

impl Watch {
    async fn next(&mut self) -> Result<Option<Cell>, ApiError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            if self.changes.changed().await.is_err() {
                return Ok(None);
            }
            let op = self.operation.fresh();
            let capacity = &self.operation.services().capacity;
            let cells = capacity.cells(&op, &self.filter).await.settle_query()?;
            self.take_in(cells);
        }
    }

    /// Queues what differs from what this viewer was shown.
    fn take_in(&mut self, cells: Vec<Cell>) {
        let mut gone = std::mem::take(&mut self.shown);
        for cell in cells {
            let place = (cell.county, cell.service);
            if gone.remove(&place).as_ref() != Some(&cell) {
                self.waiting.push_back(cell.clone());
            }
            self.shown.insert(place, cell);
        }
        self.waiting
            .extend(gone.into_values().map(|cell| cell.emptied()));
    }
}
