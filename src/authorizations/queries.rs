//! Reading authorizations. Everything goes through the row filter, and what comes out is what this
//! actor may know ([`Authorization::seen_by`]).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::{AuthorizationId, AuthorizationStatus, MemberId, OrganizationId, ReferralId};
use entity::{authorization_entry, authorization_event, service_authorization};
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::action::{self, NoticeOfAction};
use super::appeals::{self, Appeal};
use super::letter::{self, AppealLetter};
use super::limits::Finding;
use super::model::{Authorization, AuthorizationEvent, Details, Entry};
use super::store::{details_of, from_row};
use super::usage;
use crate::access::{About, Action, authorize_here, of_plans};
use crate::db::{Cursor, CursorError, Db, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::members::person::person_of;
use crate::op::OpCtx;
use crate::reference::ServiceCode;

const DUE: &str = "authorizations/due";
const NEWEST: &str = "authorizations/newest";

/// A place in a list that is ordered by an instant.
type InstantKey = (DateTime<Utc>, Uuid);

/// Which authorizations to list. All that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorizationFilter {
    /// Those that stand there.
    pub statuses: Option<Vec<AuthorizationStatus>>,
    /// For these services.
    pub services: Option<Vec<ServiceCode>>,
    /// By which this provider is to serve.
    pub provider: Option<OrganizationId>,
    /// For this member.
    pub member: Option<MemberId>,
    /// Of this referral.
    pub referral: Option<ReferralId>,
    /// Due before this instant, and not decided.
    pub due_before: Option<DateTime<Utc>>,
}

/// Order of a list of authorizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthorizationOrder {
    /// Those that wait for a decision and no others: the one that is due first, or has been longest,
    /// first; what stands still because something is lacking last.
    #[default]
    DueSoonest,
    /// Latest asked first.
    Newest,
}

/// Reads of authorizations. Cheap to clone.
#[derive(Clone)]
pub struct Authorizations {
    db: Db,
}

impl Authorizations {
    /// Reads from `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The database, for the reads that stand in files of their own.
    pub(super) const fn db(&self) -> &Db {
        &self.db
    }

    /// The authorizations of those ids that the actor may see, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<Vec<Authorization>, StoreError> {
        let rows = self
            .db
            .read(op)
            .select::<service_authorization::Entity>()
            .filter(service_authorization::Column::Id.is_in(ids))
            .all()
            .await?;
        rows.into_iter()
            .map(|row| Ok(from_row(row)?.seen_by(op.actor())))
            .collect()
    }

    /// Those of referrals that the actor may see, the latest asked last.
    pub async fn of_referrals(
        &self,
        op: &OpCtx,
        referrals: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Vec<Authorization>>, StoreError> {
        use service_authorization::Column;
        let rows = self
            .db
            .read(op)
            .select::<service_authorization::Entity>()
            .filter(Column::ReferralId.is_in(referrals))
            .order_by(Column::RequestedAt, Order::Asc)
            .order_by(Column::Id, Order::Asc)
            .all()
            .await?;
        let mut found: HashMap<ReferralId, Vec<Authorization>> = HashMap::new();
        for row in rows {
            let one = from_row(row)?.seen_by(op.actor());
            if let Some(referral) = one.referral {
                found.entry(referral).or_default().push(one);
            }
        }
        Ok(found)
    }

    /// A page of the authorizations of the actor's plan, or by which its provider is to serve.
    pub async fn list(
        &self,
        op: &OpCtx,
        filter: &AuthorizationFilter,
        order: AuthorizationOrder,
        page: &PageRequest,
    ) -> Result<Page<Authorization>, Failure<CursorError>> {
        use service_authorization::Column;
        authorize_here(op.actor(), Action::AuthorizationRead)?;
        let list = match order {
            AuthorizationOrder::DueSoonest => DUE,
            AuthorizationOrder::Newest => NEWEST,
        };
        let after: Option<InstantKey> = page.after(list).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let scope = scope(&reader, filter, order);
        let found = match order {
            AuthorizationOrder::DueSoonest => {
                scope
                    .filter_if(after, |(at, id)| {
                        let same = Condition::all()
                            .add(Column::DueAt.eq(at))
                            .add(Column::Id.gt(id));
                        Condition::any().add(Column::DueAt.gt(at)).add(same)
                    })
                    .order_by(Column::DueAt, Order::Asc)
                    .order_by(Column::Id, Order::Asc)
                    .page(page, |row| Cursor::encode(DUE, &(row.due_at, row.id.0)))
                    .await?
            }
            AuthorizationOrder::Newest => {
                scope
                    .filter_if(after, |(at, id)| {
                        let same = Condition::all()
                            .add(Column::RequestedAt.eq(at))
                            .add(Column::Id.lt(id));
                        Condition::any().add(Column::RequestedAt.lt(at)).add(same)
                    })
                    .order_by(Column::RequestedAt, Order::Desc)
                    .order_by(Column::Id, Order::Desc)
                    .page(page, |row| {
                        Cursor::encode(NEWEST, &(row.requested_at, row.id.0))
                    })
                    .await?
            }
        };
        Ok(found.try_map(|row| Ok::<_, StoreError>(from_row(row)?.seen_by(op.actor())))?)
    }

    /// How many such authorizations there are.
    pub async fn count(
        &self,
        op: &OpCtx,
        filter: &AuthorizationFilter,
        order: AuthorizationOrder,
    ) -> Result<u64, StoreError> {
        scope(&self.db.read(op), filter, order).count().await
    }

    /// What the limits of the service say to an authorization, or to what is asked for: what was used,
    /// when, what is left. For the plan; nothing to others.
    pub async fn limits(&self, op: &OpCtx, of: &Authorization) -> Result<Vec<Finding>, StoreError> {
        let (true, Some(member)) = (op.actor().works_for_plan(of.plan), of.member) else {
            return Ok(Vec::new());
        };
        let reader = self.db.read(op);
        let person = person_of(&reader, member).await?;
        let grant = of.granted.unwrap_or_else(|| usage::asked_of(of));
        let reviewer = of.decided.as_ref().and_then(|decided| decided.by);
        let exception = reviewer.zip(of.exception.as_ref());
        let found = usage::check_in(&reader, (of, grant), &person, exception).await?;
        if found.names_another_plan() {
            // What another plan paid for is shown: that is a disclosure of theirs.
            reader.shows_all(person.elsewhere.iter().map(|other| About {
                plan: other.plan,
                member: Some(other.id),
            }));
        }
        Ok(found.findings)
    }

    /// What belongs to these requests, of those that the actor knows in full: four statements.
    pub async fn details(
        &self,
        op: &OpCtx,
        ids: &[AuthorizationId],
    ) -> Result<HashMap<AuthorizationId, Details>, StoreError> {
        details_of(&self.db.read(op), ids).await
    }

    /// What the plan told the members of these authorizations in writing, in order, of those that
    /// the actor may see.
    pub async fn notices_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<Vec<NoticeOfAction>, StoreError> {
        action::store::notices_of(&self.db.read(op), ids).await
    }

    /// What was filed about these authorizations, in order, of what the actor may see.
    pub async fn appeals_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<Vec<Appeal>, StoreError> {
        appeals::store::appeals_of(&self.db.read(op), ids).await
    }

    /// The answers in writing to what was filed about these authorizations, in order, of those that
    /// the actor may see.
    pub async fn letters_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<Vec<AppealLetter>, StoreError> {
        letter::store::letters_of(&self.db.read(op), ids).await
    }

    /// The history of these authorizations, of those that the actor knows in full, in order.
    pub async fn events_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<HashMap<AuthorizationId, Vec<AuthorizationEvent>>, StoreError> {
        use authorization_event::Column;
        let rows = self
            .db
            .read(op)
            .select::<authorization_event::Entity>()
            .filter(Column::AuthorizationId.is_in(ids))
            .order_by(Column::AuthorizationId, Order::Asc)
            .order_by(Column::Seq, Order::Asc)
            .all()
            .await?;
        let knows_who = op.actor().is_plan();
        let mut found: HashMap<_, Vec<AuthorizationEvent>> = HashMap::new();
        for row in rows {
            let events = found.entry(row.authorization_id).or_default();
            events.push(AuthorizationEvent {
                seq: row.seq,
                kind: row.kind,
                occurred_at: row.occurred_at,
                by: row.organization_id,
                account: row.account_id.filter(|_| knows_who),
                reason: row.reason,
                note: row.note,
            });
        }
        Ok(found)
    }

    /// The ledgers of these authorizations, of those that the actor knows in full, in order.
    pub async fn entries_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AuthorizationId>,
    ) -> Result<HashMap<AuthorizationId, Vec<Entry>>, StoreError> {
        use authorization_entry::Column;
        let rows = self
            .db
            .read(op)
            .select::<authorization_entry::Entity>()
            .filter(Column::AuthorizationId.is_in(ids))
            .order_by(Column::AuthorizationId, Order::Asc)
            .order_by(Column::Seq, Order::Asc)
            .all()
            .await?;
        let mut found: HashMap<_, Vec<Entry>> = HashMap::new();
        for row in rows {
            let entries = found.entry(row.authorization_id).or_default();
            entries.push(Entry {
                seq: row.seq,
                kind: row.kind,
                units: row.units,
                cents: row.cents,
                units_left: row.units_left,
                cents_left: row.cents_left,
                assignment: row.assignment_id,
                used_on: row.used_on,
                made_at: row.made_at,
            });
        }
        Ok(found)
    }
}

/// Those of the actor's plan, or by which its provider is to serve: each list has an index that
/// begins with whose it is.
fn scope<'a>(
    reader: &'a Reader,
    filter: &AuthorizationFilter,
    order: AuthorizationOrder,
) -> Scoped<'a, service_authorization::Entity> {
    use service_authorization::Column;
    let rows = reader.select::<service_authorization::Entity>();
    let person = reader.actor().as_person();
    let own = person.map(|person| {
        if person.works_cases() {
            of_plans(Column::PlanId, person)
        } else {
            Condition::all().add(Column::ProviderId.eq(person.organization))
        }
    });
    let only_pending = order == AuthorizationOrder::DueSoonest;
    let services = filter.services.as_ref();
    rows.filter_if(own, |own| own)
        .filter_if(only_pending.then_some(()), |()| {
            Column::Status.eq(AuthorizationStatus::Pending).into()
        })
        .filter_if(filter.statuses.clone(), |statuses| {
            Column::Status.is_in(statuses).into()
        })
        .filter_if(services, |services| {
            let codes = services.iter().map(|service| service.as_str());
            Column::Service.is_in(codes).into()
        })
        .filter_if(filter.provider, |provider| {
            Column::ProviderId.eq(provider).into()
        })
        .filter_if(filter.member, |member| Column::MemberId.eq(member).into())
        .filter_if(filter.referral, |referral| {
            Column::ReferralId.eq(referral).into()
        })
        .filter_if(filter.due_before, |before| Column::DueAt.lt(before).into())
}
